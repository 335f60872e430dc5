//! Participants of a call, and the results of the operations on them.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::identifier::CommunicationIdentifier;
use crate::json::{FromJson, Members, json_struct};

/// A participant of a call.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CallParticipant {
    /// The identifier.
    pub identifier: Option<CommunicationIdentifier>,
    /// Whether the participant is muted.
    pub is_muted: Option<bool>,
    /// Whether the participant is on hold; unknown in deliveries before 2024.
    pub is_on_hold: Option<bool>,
}

impl<'de> Deserialize<'de> for CallParticipant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Owned, so that it can be read from a reader and from a parsed value too.
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        Self::from_json(raw.get()).map_err(D::Error::custom)
    }
}

impl FromJson for CallParticipant {
    fn from_json(text: &str) -> serde_json::Result<Self> {
        let members = Members::parse(text)?;
        Ok(Self {
            identifier: match members.raw("identifier") {
                Some(_) => members.read("identifier"),
                None => bare_identifier(text),
            },
            is_muted: members.read("isMuted"),
            is_on_hold: members.read("isOnHold"),
        })
    }
}

/// In 2022 the identifier itself stood in the list.
fn bare_identifier(text: &str) -> Option<CommunicationIdentifier> {
    let identifier = CommunicationIdentifier::from_json(text).ok()?;
    (!identifier.raw_id().is_empty()).then_some(identifier)
}

/// One page of a list of participants.
#[derive(Debug, Default)]
pub(crate) struct ParticipantPage {
    pub value: Vec<CallParticipant>,
    pub next_link: Option<String>,
}

/// Unlike other responses it must be complete: a list that lacks a participant would be wrong.
impl FromJson for ParticipantPage {
    fn from_json(text: &str) -> serde_json::Result<Self> {
        let members = Members::parse(text)?;
        let missing = || serde_json::Error::missing_field("value");
        let value = members.raw("value").ok_or_else(missing)?;
        let next_link = members.raw("nextLink").filter(|link| *link != "null");
        Ok(Self {
            value: FromJson::from_json(value)?,
            next_link: next_link.map(String::from_json).transpose()?,
        })
    }
}

json_struct! {
    /// The result of adding a participant, whose phone is ringing. `AddParticipantSucceeded` or
    /// `AddParticipantFailed` reports the outcome.
    AddParticipantResult {
        /// The invited participant.
        participant: Option<CallParticipant> = "participant",
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
        /// The invitation id, for `cancel_add_participant` while the phone is ringing.
        invitation_id: Option<String> = "invitationId",
    }

    /// The result of canceling an invitation. `CancelAddParticipantSucceeded` or
    /// `CancelAddParticipantFailed` reports the outcome.
    CancelAddParticipantResult {
        /// The invitation that is being canceled.
        invitation_id: Option<String> = "invitationId",
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
    }

    /// The result of moving participants. `MoveParticipantSucceeded` or `MoveParticipantFailed`
    /// reports the outcome.
    MoveParticipantsResult {
        /// The participants that are being moved.
        participants: Vec<CallParticipant> = "participants",
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
        /// The call connection id that they come from.
        from_call: Option<String> = "fromCall",
    }

    /// The result of muting: muting is complete when the response arrives. `ParticipantsUpdated`
    /// reports it.
    MuteParticipantsResult {
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
    }

    /// The result of removing a participant. `RemoveParticipantSucceeded` or
    /// `RemoveParticipantFailed` reports the outcome.
    RemoveParticipantResult {
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
    }

    /// The result of a transfer. `CallTransferAccepted` or `CallTransferFailed` reports the
    /// outcome.
    TransferCallResult {
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
    }
}
