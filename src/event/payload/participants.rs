//! Bodies: who is in a call.

use crate::identifier::CommunicationIdentifier;
use crate::json::json_struct;
use crate::model::CallParticipant;

json_struct! {
    /// A participant could not be added.
    AddParticipantFailed {
        /// Who was invited.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// A participant was added.
    AddParticipantSucceeded {
        /// Who was invited.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// An invitation could not be withdrawn.
    CancelAddParticipantFailed {
        /// The invitation, as the answer to adding named it.
        invitation_id: Option<String> = "invitationId",
    }

    /// An invitation was withdrawn. Its result has no fixed code; 487 and 200 were seen.
    CancelAddParticipantSucceeded {
        /// The invitation, as the answer to adding named it.
        invitation_id: Option<String> = "invitationId",
    }

    /// A participant could not be moved here from another call.
    MoveParticipantFailed {
        /// Who was to be moved.
        participant: Option<CommunicationIdentifier> = "participant",
        /// The call connection id of the other call.
        from_call: Option<String> = "fromCall",
    }

    /// A participant was moved here from another call.
    MoveParticipantSucceeded {
        /// Who was moved.
        participant: Option<CommunicationIdentifier> = "participant",
        /// The call connection id of the other call.
        from_call: Option<String> = "fromCall",
    }

    /// Who is in the call, and muted or on hold, changed.
    ParticipantsUpdated {
        /// Grows within a call, with gaps. Deliveries come out of order: keep the highest, ignore
        /// lower ones, accept an equal one.
        sequence_number: Option<i64> = "sequenceNumber",
        /// Everybody in the call now, in no fixed order; who still rings is not among them.
        participants: Vec<CallParticipant> = "participants",
    }

    /// A participant could not be removed.
    RemoveParticipantFailed {
        /// Who was to be removed.
        participant: Option<CommunicationIdentifier> = "participant",
    }

    /// A participant was removed.
    RemoveParticipantSucceeded {
        /// Who was removed.
        participant: Option<CommunicationIdentifier> = "participant",
    }
}
