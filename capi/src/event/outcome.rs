//! What the type of an event means for its operation.

use std::ffi::{CStr, c_char, c_int};

use crate::getters::name_in;
use acs_call_automation::event::EventOutcome;

/// None: an event of Event Grid, ACS_EVENT_OVERFLOW, ACS_EVENT_DAMAGED, or a type that this version
/// does not know.
pub const ACS_EVENT_OUTCOME_NONE: c_int = 0;
/// An operation succeeded.
pub const ACS_EVENT_OUTCOME_SUCCESS: c_int = 1;
/// An operation failed.
pub const ACS_EVENT_OUTCOME_FAILURE: c_int = 2;
/// An operation was canceled by another one, or by the end of the call.
pub const ACS_EVENT_OUTCOME_CANCELED: c_int = 3;
/// A state changed: the call was established, a tone was received, a recording started.
pub const ACS_EVENT_OUTCOME_STATE: c_int = 4;

/// The number of an outcome.
pub(crate) fn outcome_number(outcome: EventOutcome) -> c_int {
    match outcome {
        EventOutcome::Success => ACS_EVENT_OUTCOME_SUCCESS,
        EventOutcome::Failure => ACS_EVENT_OUTCOME_FAILURE,
        EventOutcome::Canceled => ACS_EVENT_OUTCOME_CANCELED,
        _ => ACS_EVENT_OUTCOME_STATE,
    }
}

/// Returns the name of an outcome: "Success", "Failure", "Canceled", "State"; "None" for any other
/// number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_event_outcome_name(outcome: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_EVENT_OUTCOME_SUCCESS, c"Success"),
        (ACS_EVENT_OUTCOME_FAILURE, c"Failure"),
        (ACS_EVENT_OUTCOME_CANCELED, c"Canceled"),
        (ACS_EVENT_OUTCOME_STATE, c"State"),
    ];
    name_in(NAMES, outcome, c"None")
}
