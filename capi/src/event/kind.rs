//! The types of events as numbers.

use std::ffi::{c_char, c_int};

use super::acs_event_t;
use crate::getters::generated::event_kinds::NAMES;
use crate::getters::name_in;
use crate::guard::value;
use acs_call_automation::event::{Event, EventKind};
use acs_call_automation::receiver::{COMPLETION_EVENT, DAMAGED_EVENT, OVERFLOW_EVENT};
use acs_call_automation::{Error, Result};

/// A preview event, or a type that this version does not know; acs_event_type returns it.
pub const ACS_EVENT_OTHER: c_int = 0;
/// Not an event of the service: the queue overflowed at this point; events between the previous one
/// and the next one may be missing or arrive later. acs_event_int(event, "/data/refused", 0) is the
/// number of events that were refused with 503; the service normally sends them again.
pub const ACS_EVENT_OVERFLOW: c_int = 1;
/// Not an event of the service: elements of a delivery could not be read and were dropped.
/// acs_event_int(event, "/data/damaged", 0) is their number; /data/reason, read with
/// acs_event_string, names the first and what it lacks.
pub const ACS_EVENT_DAMAGED: c_int = 2;

/// Not an event of the service: the completion of a submitted operation, which acs_event_completion
/// returns.
pub const ACS_EVENT_COMPLETION: c_int = 3;

/// The number of the kind of an event.
pub(super) fn of(event: &Event) -> c_int {
    match event.kind() {
        EventKind::Other => match event.event_type() {
            OVERFLOW_EVENT => ACS_EVENT_OVERFLOW,
            DAMAGED_EVENT => ACS_EVENT_DAMAGED,
            COMPLETION_EVENT => ACS_EVENT_COMPLETION,
            _ => ACS_EVENT_OTHER,
        },
        kind => kind as c_int,
    }
}

/// The kind that a program waits for.
pub(crate) fn awaited(kind: c_int) -> Result<EventKind> {
    EventKind::of_number(kind).ok_or_else(|| {
        let rule = "must be a kind of the service's events, such as ACS_EVENT_CALL_CONNECTED";
        Error::invalid("event kind", rule)
    })
}

/// Returns the type as a number: ACS_EVENT_CALL_CONNECTED, ...; ACS_EVENT_OTHER for unknown types
/// and for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_kind(event: *const acs_event_t) -> c_int {
    value(ACS_EVENT_OTHER, move || Some(event.as_ref()?.kind))
}

/// Returns the name of a kind, as acs_event_name returns it: "CallConnected"; "QueueOverflow" for
/// ACS_EVENT_OVERFLOW, "DamagedEvent" for ACS_EVENT_DAMAGED, "OperationCompleted" for
/// ACS_EVENT_COMPLETION, "Other" for any other number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_event_kind_name(kind: c_int) -> *const c_char {
    match kind {
        ACS_EVENT_OVERFLOW => c"QueueOverflow".as_ptr(),
        ACS_EVENT_DAMAGED => c"DamagedEvent".as_ptr(),
        ACS_EVENT_COMPLETION => c"OperationCompleted".as_ptr(),
        _ => name_in(NAMES, kind, c"Other"),
    }
}

/// Returns 1 for ACS_EVENT_OVERFLOW, 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_overflow(event: *const acs_event_t) -> c_int {
    value(0, move || {
        Some(c_int::from(event.as_ref()?.kind == ACS_EVENT_OVERFLOW))
    })
}

/// Returns 1 for ACS_EVENT_DAMAGED, 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_damaged(event: *const acs_event_t) -> c_int {
    value(0, move || {
        Some(c_int::from(event.as_ref()?.kind == ACS_EVENT_DAMAGED))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    fn name(kind: c_int) -> &'static str {
        // SAFETY: names are static.
        let name = unsafe { CStr::from_ptr(acs_event_kind_name(kind)) };
        name.to_str().unwrap()
    }

    #[test]
    fn a_number_without_a_kind_is_other() {
        for number in [ACS_EVENT_OTHER, -1, 99, c_int::MAX] {
            assert_eq!(name(number), "Other", "{number}");
        }
        assert_eq!(name(ACS_EVENT_OVERFLOW), "QueueOverflow");
        assert_eq!(name(ACS_EVENT_DAMAGED), "DamagedEvent");
        assert_eq!(name(ACS_EVENT_COMPLETION), "OperationCompleted");
        assert_eq!(name(100), "CallConnected");
        let text = |text| {
            // SAFETY: names are static.
            unsafe { CStr::from_ptr(text) }.to_str().unwrap()
        };
        use super::super::media::acs_media_reason_name;
        use super::super::outcome::acs_event_outcome_name;
        use super::super::recording::acs_recording_state_name;
        assert_eq!(text(acs_event_outcome_name(2)), "Failure");
        assert_eq!(text(acs_event_outcome_name(-1)), "None");
        assert_eq!(text(acs_media_reason_name(8509)), "MaxSilence");
        assert_eq!(text(acs_media_reason_name(8508 + 1000)), "Other");
        assert_eq!(text(acs_recording_state_name(1)), "Active");
        use crate::properties::{acs_call_state_name, acs_media_state_name};
        assert_eq!(text(acs_call_state_name(4)), "transferAccepted");
        assert_eq!(text(acs_media_state_name(2)), "inactive");
        for other in [acs_call_state_name(7), acs_media_state_name(-1)] {
            assert_eq!(text(other), "unknown");
        }
    }
}
