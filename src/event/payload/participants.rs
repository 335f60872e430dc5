//! Bodies of the events about participants.

use crate::identifier::CommunicationIdentifier;
use crate::json::json_struct;
use crate::model::CallParticipant;

json_struct! {
    /// A participant could not be added.
    AddParticipantFailed {
        /// The invited participant.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// A participant was added.
    AddParticipantSucceeded {
        /// The invited participant.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// An invitation could not be canceled.
    CancelAddParticipantFailed {
        /// The id of the invitation, as the response to adding reported it.
        invitation_id: Option<String> = "invitationId",
    }

    /// An invitation was canceled. The code of its result is not fixed; 487 and 200 have been
    /// recorded.
    CancelAddParticipantSucceeded {
        /// The id of the invitation, as the response to adding reported it.
        invitation_id: Option<String> = "invitationId",
    }

    /// A participant could not be moved here from another call.
    MoveParticipantFailed {
        /// The participant to move.
        participant: Option<CommunicationIdentifier> = "participant",
        /// The call connection id of the other call.
        from_call: Option<String> = "fromCall",
    }

    /// A participant was moved here from another call.
    MoveParticipantSucceeded {
        /// The participant who was moved.
        participant: Option<CommunicationIdentifier> = "participant",
        /// The call connection id of the other call.
        from_call: Option<String> = "fromCall",
    }

    /// The list of participants, or their muted or on-hold state, changed.
    ParticipantsUpdated {
        /// The sequence number; it increases within a call, with gaps. Events arrive out of order:
        /// keep the highest number, ignore lower ones, accept an equal one, as
        /// [`LatestParticipants`](super::super::LatestParticipants) does.
        sequence_number: Option<i64> = "sequenceNumber",
        /// The current participants of the call, in no fixed order; an invitee whose phone still
        /// rings is not included.
        participants: Vec<CallParticipant> = "participants",
    }

    /// A participant could not be removed.
    RemoveParticipantFailed {
        /// The participant to remove.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// A participant was removed.
    RemoveParticipantSucceeded {
        /// The participant who was removed.
        participant: Option<CommunicationIdentifier> = "participant",
    }
}
