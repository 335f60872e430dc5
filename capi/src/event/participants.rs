//! Who is in a call, and what came of adding, removing, moving and transferring.

use std::ffi::c_char;
use std::ptr::null;

use super::parts::{Part, identifier};
use super::{acs_event_t, body_text, body_value};
use crate::guard::value;
use crate::identifier::acs_identifier_t;
use crate::participant::acs_participant_t;
use acs_call_automation::event::EventBody;

/// How many participants the event lists: everybody in the call now; who still rings is not among
/// them.
///
/// Of ParticipantsUpdated.
///
/// @return the number; 0 for other events
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_count(event: *const acs_event_t) -> usize {
    value(0, move || Some(event.as_ref()?.participants().len()))
}

/// One of the participants that the event lists, in no fixed order.
///
/// Of ParticipantsUpdated.
///
/// @param index from 0
/// @return a participant that lives as long as the event; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant(
    event: *const acs_event_t,
    index: usize,
) -> *const acs_participant_t {
    value(null(), move || {
        let event = event.as_ref()?;
        Some(std::ptr::from_ref(event.participants().get(index)?))
    })
}

/// Grows within a call, with gaps. Deliveries come out of order: keep the event with the highest,
/// ignore lower ones, accept an equal one.
///
/// Of ParticipantsUpdated.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sequence_number(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| match body {
        EventBody::ParticipantsUpdated(b) => b.sequence_number,
        _ => None,
    })
}

/// Who was added, removed or moved, or was to be.
///
/// Of AddParticipant..., RemoveParticipant... and MoveParticipant..., Succeeded and Failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_identifier(
    event: *const acs_event_t,
) -> *const acs_identifier_t {
    identifier(event, Part::Participant)
}

/// The call connection id of the call that a participant was moved from, or was to be.
///
/// Of MoveParticipantSucceeded and MoveParticipantFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_from_call(event: *const acs_event_t) -> *const c_char {
    body_text(event, "from_call", |body| match body {
        EventBody::MoveParticipantSucceeded(b) => b.from_call.as_deref(),
        EventBody::MoveParticipantFailed(b) => b.from_call.as_deref(),
        _ => None,
    })
}

/// The invitation that was withdrawn, or was to be.
///
/// Of CancelAddParticipantSucceeded and CancelAddParticipantFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_invitation_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "invitation_id", |body| match body {
        EventBody::CancelAddParticipantSucceeded(b) => b.invitation_id.as_deref(),
        EventBody::CancelAddParticipantFailed(b) => b.invitation_id.as_deref(),
        _ => None,
    })
}

/// Who takes the call over.
///
/// Of CallTransferAccepted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transfer_target(
    event: *const acs_event_t,
) -> *const acs_identifier_t {
    identifier(event, Part::TransferTarget)
}

/// Who was transferred.
///
/// Of CallTransferAccepted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transferee(
    event: *const acs_event_t,
) -> *const acs_identifier_t {
    identifier(event, Part::Transferee)
}
