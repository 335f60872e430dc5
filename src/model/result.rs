//! What an event says about how the operation went.

use std::fmt;

use crate::json::json_struct;

json_struct! {
    /// How an operation went, in the service's numbers.
    ///
    /// The type of the event, never `code`, distinguishes success from failure: a canceled
    /// invitation is a success with 487. The text is for people and changes between versions of the
    /// service.
    /// Meaning of the numbers: [`guide::events`](crate::guide::events), and "Troubleshooting call end response codes" in
    /// Microsoft's documentation.
    ResultInformation {
        /// Like a status of HTTP or SIP: 200, 404, 487, 603, ...
        code: Option<i64> = "code",
        /// The service's own reason: 0, 7000, 8522, 560486, ...
        sub_code: Option<i64> = "subCode",
        /// A sentence for people.
        message: Option<String> = "message",
        /// The SIP response of the remote party, for calls to phone numbers.
        sip_details: Option<SipDiagnosticInfo> = "sipDetails",
        /// The Q.850 cause of the telephone network.
        q850_details: Option<SipDiagnosticInfo> = "q850Details",
    }

    /// A code and text of SIP or of the telephone network.
    SipDiagnosticInfo {
        /// The SIP status or the Q.850 cause.
        code: Option<i64> = "code",
        /// A sentence for people.
        message: Option<String> = "message",
    }
}

impl fmt::Display for ResultInformation {
    /// `200/7000`; `-` where a number is absent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |n: Option<i64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
        write!(f, "{}/{}", number(self.code), number(self.sub_code))
    }
}
