//! The newest list of the participants of a call.

use std::ffi::{c_char, c_int};
use std::ptr::null;

use super::acs_event_t;
use crate::error::acs_error_t;
use crate::guard::{free, guard, handle, handle_mut, slot, text, value};
use crate::status::acs_status_t;
use acs_call_automation::event::LatestParticipants;

/// The newest list of the participants of one call: events arrive out of order. One thread at a
/// time.
pub struct acs_latest_participants_t {
    latest: LatestParticipants,
    event: Option<acs_event_t>,
}

/// Creates the object for a call, with no list yet.
///
/// @param call_connection_id not empty
/// @param latest             free with acs_latest_participants_free
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_latest_participants_new(
    call_connection_id: *const c_char,
    latest: *mut *mut acs_latest_participants_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(latest, "latest")?;
        let id = text(call_connection_id, "call_connection_id")?;
        let latest = LatestParticipants::of_call(id)?;
        place.put(|| acs_latest_participants_t {
            latest,
            event: None,
        });
        Ok(())
    })
}

/// Takes over the list of an event, unless a newer one is known by its sequence number
/// (acs_event_sequence_number), or the event is of another type or call.
///
/// @param taken receives 1 when the list was taken over, otherwise 0; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_latest_participants_update(
    latest: *mut acs_latest_participants_t,
    event: *const acs_event_t,
    taken: *mut c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let latest = handle_mut(latest, "latest")?;
        let event = handle(event, "event")?;
        let is_taken = latest.latest.update(event.inner());
        if is_taken {
            latest.event = Some(event.copy());
        }
        if let Some(taken) = taken.as_mut() {
            *taken = c_int::from(is_taken);
        }
        Ok(())
    })
}

/// Returns the event with the newest list (acs_event_participant_count, acs_event_participant);
/// NULL before the first one. It is valid until acs_latest_participants_update takes over another
/// list; acs_event_copy keeps it longer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_latest_participants_event(
    latest: *const acs_latest_participants_t,
) -> *const acs_event_t {
    value(null(), move || {
        Some(std::ptr::from_ref(latest.as_ref()?.event.as_ref()?))
    })
}

/// Frees the object and its event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_latest_participants_free(latest: *mut acs_latest_participants_t) {
    free(latest);
}
