//! Participants of a call.

use std::ffi::c_int;
use std::ptr::null;

use super::guard::{free, value};
use super::identifier::acs_identifier_t;
use acs_call_automation::model::CallParticipant;

/// A participant in a call. Read only: may be shared between threads.
pub struct acs_participant_t {
    identifier: Option<acs_identifier_t>,
    is_muted: Option<bool>,
    is_on_hold: Option<bool>,
}

/// A list of participants. Read only: may be shared between threads.
pub struct acs_participants_t(Vec<acs_participant_t>);

impl acs_participant_t {
    pub(super) fn new(participant: CallParticipant) -> Self {
        Self {
            identifier: participant.identifier.map(acs_identifier_t::new),
            is_muted: participant.is_muted,
            is_on_hold: participant.is_on_hold,
        }
    }
}

impl acs_participants_t {
    pub(super) fn new(participants: impl IntoIterator<Item = CallParticipant>) -> Self {
        let all = participants.into_iter();
        Self(all.map(acs_participant_t::new).collect())
    }
}

/// Returns the number of participants.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_count(participants: *const acs_participants_t) -> usize {
    value(0, move || Some(participants.as_ref()?.0.len()))
}

/// Returns one of the participants, which are in no fixed order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_at(
    participants: *const acs_participants_t,
    index: usize,
) -> *const acs_participant_t {
    value(null(), move || {
        Some(std::ptr::from_ref(participants.as_ref()?.0.get(index)?))
    })
}

/// Frees a list of participants that belongs to the program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_free(participants: *mut acs_participants_t) {
    free(participants);
}

/// Returns the identifier.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_identifier(
    participant: *const acs_participant_t,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            participant.as_ref()?.identifier.as_ref()?,
        ))
    })
}

/// Returns 1 when the participant is muted, 0 when not, -1 when the service does not report it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_is_muted(participant: *const acs_participant_t) -> c_int {
    value(-1, move || participant.as_ref()?.is_muted.map(c_int::from))
}

/// Returns 1 when the participant is on hold, 0 when not, -1 when the service does not report it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_is_on_hold(
    participant: *const acs_participant_t,
) -> c_int {
    value(-1, move || {
        participant.as_ref()?.is_on_hold.map(c_int::from)
    })
}

/// Frees a participant that belongs to the program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_free(participant: *mut acs_participant_t) {
    free(participant);
}
