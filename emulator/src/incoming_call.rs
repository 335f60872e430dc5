//! An incoming call that a test places.

use super::calls::ringing::Caller;
use super::identity::{Identity, raw_id_of};
use super::operations::headers;
use acs_call_automation::{Error, Result};

/// A call of an outside caller to a user or number hosted by the emulator.
///
/// The event with the same name is `acs_call_automation::event::IncomingCall`.
///
/// ```
/// use acs_call_automation_emulator::IncomingCall;
///
/// IncomingCall::new("+15550100123", "+15550100199")
///     .display_name("Ada")
///     .sip_header("X-MS-Custom-Account", "4411");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct IncomingCall {
    from: String,
    to: String,
    display_name: String,
    sip_headers: Vec<(String, String)>,
    voip_headers: Vec<(String, String)>,
    hangs_up_when_answered: bool,
}

impl IncomingCall {
    /// Describes a call between two parties, each named by its raw id, such as `4:+15550100123`, or its
    /// phone number, such as `+15550100123`; `to` must be a user or number hosted by the emulator.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            from: raw_id_of(from),
            to: raw_id_of(to),
            display_name: String::new(),
            sip_headers: Vec::new(),
            voip_headers: Vec::new(),
            hangs_up_when_answered: false,
        }
    }

    /// Sets the caller's name, as IncomingCall shows it.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = name.into();
        self
    }

    /// Adds a SIP header of the custom calling context. The name arrives as it is written here:
    /// User-To-User was seen as `user-To-User`, `User-To-User`, `userToUser` and `user-to-user`.
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sip_headers.push((name.into(), value.into()));
        self
    }

    /// Adds a VoIP header of the custom calling context.
    pub fn voip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.voip_headers.push((name.into(), value.into()));
        self
    }

    /// Makes the caller hang up just when the call is answered: answer succeeds, then AnswerFailed
    /// follows.
    pub fn hang_up_when_answered(mut self) -> Self {
        self.hangs_up_when_answered = true;
        self
    }

    /// The caller and the callee, when they can be in one call.
    pub(super) fn parties(&self) -> Result<(Identity, Identity)> {
        let from = Identity::of_party("from", &self.from)?;
        let to = Identity::of_party("to", &self.to)?;
        if from.raw_id() == to.raw_id() {
            return Err(Error::invalid("from", "must not be the callee itself"));
        }
        Ok((from, to))
    }

    /// The caller as the callee sees it.
    pub(super) fn caller(&self, from: Identity) -> Caller {
        let has_headers = !self.sip_headers.is_empty() || !self.voip_headers.is_empty();
        Caller {
            from,
            display_name: self.display_name.clone(),
            custom_context: has_headers
                .then(|| headers(self.sip_headers.clone(), self.voip_headers.clone())),
        }
    }

    pub(super) fn does_hang_up_when_answered(&self) -> bool {
        self.hangs_up_when_answered
    }
}
