//! Members of events about participants.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the sequence number of the list (ParticipantsUpdated). It grows within a call, with
/// gaps. Deliveries arrive out of order: keep the list with the highest number, ignore lower
/// ones, accept an equal one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sequence_number(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::ParticipantsUpdated(b) => b.sequence_number,
            _ => None,
        }
    })
}

/// Returns the participant that was added, removed or moved, or could not be
/// (AddParticipantSucceeded, AddParticipantFailed, RemoveParticipantSucceeded,
/// RemoveParticipantFailed, MoveParticipantSucceeded, MoveParticipantFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_identifier(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "participant_identifier", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::AddParticipantSucceeded(b) => b.participant.as_ref(),
            EventBody::AddParticipantFailed(b) => b.participant.as_ref(),
            EventBody::RemoveParticipantSucceeded(b) => b.participant.as_ref(),
            EventBody::RemoveParticipantFailed(b) => b.participant.as_ref(),
            EventBody::MoveParticipantSucceeded(b) => b.participant.as_ref(),
            EventBody::MoveParticipantFailed(b) => b.participant.as_ref(),
            _ => None,
        }
    })
}

/// Returns the call connection id of the call that the participant was moved from, or could not
/// be (MoveParticipantSucceeded, MoveParticipantFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_from_call(event: *const acs_event_t) -> *const c_char {
    text_of(event, "from_call", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::MoveParticipantSucceeded(b) => b.from_call.as_deref(),
            EventBody::MoveParticipantFailed(b) => b.from_call.as_deref(),
            _ => None,
        }
    })
}

/// Returns the id of the invitation that was canceled, or could not be
/// (CancelAddParticipantSucceeded, CancelAddParticipantFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_invitation_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "invitation_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CancelAddParticipantSucceeded(b) => b.invitation_id.as_deref(),
            EventBody::CancelAddParticipantFailed(b) => b.invitation_id.as_deref(),
            _ => None,
        }
    })
}

/// Returns the party that the call is transferred to (CallTransferAccepted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transfer_target(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "transfer_target", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallTransferAccepted(b) => b.transfer_target.as_ref(),
            _ => None,
        }
    })
}

/// Returns the participant that is transferred (CallTransferAccepted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transferee(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "transferee", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallTransferAccepted(b) => b.transferee.as_ref(),
            _ => None,
        }
    })
}
