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

/// The participants of a call, as the service told them. Read only: may be shared between threads.
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

/// How many participants there are.
///
/// @return the number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_count(participants: *const acs_participants_t) -> usize {
    value(0, move || Some(participants.as_ref()?.0.len()))
}

/// One of the participants, in no fixed order.
///
/// @param index        from 0
/// @return a participant that lives as long as the list; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_at(
    participants: *const acs_participants_t,
    index: usize,
) -> *const acs_participant_t {
    value(null(), move || {
        Some(std::ptr::from_ref(participants.as_ref()?.0.get(index)?))
    })
}

/// Frees a list of participants.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participants_free(participants: *mut acs_participants_t) {
    free(participants);
}

/// Who it is.
///
/// @return an identifier that lives as long as the participant; NULL when the service did not tell
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

/// Whether the participant is muted: the others do not hear them.
///
/// @return 1, 0, or -1 when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_is_muted(participant: *const acs_participant_t) -> c_int {
    value(-1, move || participant.as_ref()?.is_muted.map(c_int::from))
}

/// Whether the participant is on hold.
///
/// @return 1, 0, or -1 when the service did not tell, as before 2024
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_is_on_hold(
    participant: *const acs_participant_t,
) -> c_int {
    value(-1, move || {
        participant.as_ref()?.is_on_hold.map(c_int::from)
    })
}

/// Frees a participant that a function gave you; not one that belongs to another object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_free(participant: *mut acs_participant_t) {
    free(participant);
}
