//! Bodies of the events about a call as a whole.

use crate::identifier::CommunicationIdentifier;
use crate::json::json_struct;

json_struct! {
    /// A call could not be answered.
    AnswerFailed {}

    /// The call is established. The first [`ParticipantsUpdated`](super::ParticipantsUpdated) may
    /// arrive before it.
    CallConnected {}

    /// The call, or this application's leg of it, ended. For a call that was never established,
    /// [`CreateCallFailed`] follows.
    CallDisconnected {}

    /// A transfer was accepted: this application's leg of a 1:1 call is about to end.
    CallTransferAccepted {
        /// The transfer target.
        transfer_target: Option<CommunicationIdentifier> = "transferTarget",
        /// The transferee.
        transferee: Option<CommunicationIdentifier> = "transferee",
    }

    /// A transfer failed; the call continues.
    CallTransferFailed {}

    /// The application could not connect to an existing call.
    ConnectFailed {}

    /// A call could not be created, or was not answered.
    CreateCallFailed {}
}
