//! Bodies: a call as a whole.

use crate::identifier::CommunicationIdentifier;
use crate::json::json_struct;

json_struct! {
    /// A call could not be answered.
    AnswerFailed {}

    /// The call is up. It may come after the first [`ParticipantsUpdated`](super::ParticipantsUpdated).
    CallConnected {}

    /// The call, or this application's part in it, is over. After a call that never came up,
    /// [`CreateCallFailed`] follows.
    CallDisconnected {}

    /// A transfer was accepted: the application's own leg of a call with two ends is about to end.
    CallTransferAccepted {
        /// Who takes over.
        transfer_target: Option<CommunicationIdentifier> = "transferTarget",
        /// Who was transferred.
        transferee: Option<CommunicationIdentifier> = "transferee",
    }

    /// A transfer failed; the call goes on.
    CallTransferFailed {}

    /// A running call could not be joined.
    ConnectFailed {}

    /// A call could not be placed, or no one took it.
    CreateCallFailed {}
}
