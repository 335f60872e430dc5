//! Participants of a call, and what the operations on them answer.

use serde::Deserialize;

use super::null_as_default;
use crate::identifier::CommunicationIdentifier;

/// Somebody in a call.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CallParticipant {
    /// Who it is.
    pub identifier: CommunicationIdentifier,
    /// Whether the others cannot hear this one.
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_muted: bool,
    /// Whether this one hears hold music instead of the call.
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_on_hold: bool,
}

/// One page of a list of participants.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParticipantPage {
    pub value: Vec<CallParticipant>,
    pub next_link: Option<String>,
}

/// The answer to adding a participant: it rings now. `AddParticipantSucceeded` or
/// `AddParticipantFailed` tells what came of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AddParticipantResult {
    /// Who was invited.
    pub participant: Option<CallParticipant>,
    /// The context that was given.
    pub operation_context: Option<String>,
    /// What to give to `cancel_add_participant` while it rings.
    pub invitation_id: Option<String>,
}

/// The answer to cancelling an invitation. `CancelAddParticipantSucceeded` or
/// `CancelAddParticipantFailed` tells what came of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CancelAddParticipantResult {
    /// The invitation that is being cancelled.
    pub invitation_id: Option<String>,
    /// The context that was given.
    pub operation_context: Option<String>,
}

/// The answer to moving participants here. `MoveParticipantSucceeded` or `MoveParticipantFailed`
/// tells what came of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MoveParticipantsResult {
    /// Who is being moved.
    #[serde(default, deserialize_with = "null_as_default")]
    pub participants: Vec<CallParticipant>,
    /// The context that was given.
    pub operation_context: Option<String>,
    /// The call connection id that they come from.
    pub from_call: Option<String>,
}

macro_rules! context_only {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            /// The context that was given.
            pub operation_context: Option<String>,
        }
    )+};
}

context_only! {
    /// The answer to muting: it is done. A `ParticipantsUpdated` shows it.
    MuteParticipantsResult
    /// The answer to removing a participant. `RemoveParticipantSucceeded` or
    /// `RemoveParticipantFailed` tells what came of it.
    RemoveParticipantResult
    /// The answer to a transfer. `CallTransferAccepted` or `CallTransferFailed` tells what came of
    /// it.
    TransferCallResult
}
