//! The kind of an event, and what it means.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns what the event means for the operation that it reports on. The type of the event
/// decides, never the code of its result.
///
/// @return one of ACS_EVENT_OUTCOME_...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_outcome(event: *const acs_event_t) -> c_int {
    value_of(event, ACS_EVENT_OUTCOME_NONE, |event| {
        let it = event.inner();
        Some(outcome_number(it.outcome()?))
    })
}

/// Returns 1 when the event reports the success of an operation, 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_success(event: *const acs_event_t) -> c_int {
    value_of(event, 0, |event| {
        let it = event.inner();
        Some(c_int::from(it.is_success()))
    })
}

/// Returns 1 when the event reports the failure of an operation, 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_failure(event: *const acs_event_t) -> c_int {
    value_of(event, 0, |event| {
        let it = event.inner();
        Some(c_int::from(it.is_failure()))
    })
}

/// Returns 1 when the call connection ended with this event or was never established, 0
/// otherwise. A call that is not answered ends with two such events: CallDisconnected, then
/// CreateCallFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_ends_call(event: *const acs_event_t) -> c_int {
    value_of(event, 0, |event| {
        let it = event.inner();
        Some(c_int::from(it.ends_call()))
    })
}

/// Returns 1 for an event of Event Grid (IncomingCall, CallStarted, ...), 0 for one of a call
/// connection of this application. Unknown types are classified by their schema and call
/// connection id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_event_grid(event: *const acs_event_t) -> c_int {
    value_of(event, 0, |event| {
        let it = event.inner();
        Some(c_int::from(it.is_event_grid()))
    })
}
