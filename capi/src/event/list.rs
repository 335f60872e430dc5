//! Events of one body, for programs that take requests themselves and want no queue.

use std::ptr::null;

use super::acs_event_t;
use crate::error::acs_error_t;
use crate::guard::{bytes, free, guard, slot, value};
use crate::status::acs_status_t;
use acs_call_automation::event::Event;

/// The events of one body, in their order. Read only: may be shared between threads.
pub struct acs_event_list_t(Vec<acs_event_t>);

/// Reads the body of one POST: an array of events or a lone one, in the schema of CloudEvents 1.0 or
/// of Event Grid. Receivers do this automatically.
///
/// All of them are read or none. Unknown types and members are no error.
///
/// @param body   the bytes
/// @param length their number
/// @param events receives the events, which may be none; free with acs_event_list_free
/// @return ACS_DECODE when the body is not valid JSON, or an element has no id or type
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_events_parse(
    body: *const u8,
    length: usize,
    events: *mut *mut acs_event_list_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let events = slot(events, "events")?;
        let parsed = Event::parse_all(bytes(body, length, "body")?)?;
        events.put(|| acs_event_list_t(parsed.into_iter().map(acs_event_t::from).collect()));
        Ok(())
    })
}

/// Returns the number of events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_list_count(list: *const acs_event_list_t) -> usize {
    value(0, move || Some(list.as_ref()?.0.len()))
}

/// Returns one of the events; acs_event_copy keeps it longer than the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_list_at(
    list: *const acs_event_list_t,
    index: usize,
) -> *const acs_event_t {
    value(null(), move || {
        Some(std::ptr::from_ref(list.as_ref()?.0.get(index)?))
    })
}

/// Frees a list and its events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_list_free(list: *mut acs_event_list_t) {
    free(list);
}
