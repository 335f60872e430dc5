//! Statuses: what every function that can fail returns.

use std::ffi::{CStr, c_char, c_int};

use super::guard::value;
use acs_call_automation::ErrorKind;

/// How a function ended: ACS_OK, or why not. Values are never used again for something else.
pub type acs_status_t = c_int;

/// It was done.
pub const ACS_OK: acs_status_t = 0;
/// An argument breaks a rule; acs_error_field names it. Nothing was sent.
pub const ACS_INVALID_INPUT: acs_status_t = 1;
/// The credential could not be obtained, or the service refused it (401).
pub const ACS_AUTH: acs_status_t = 2;
/// The request never left this machine: no name, no connection, no TLS. Nothing happened.
pub const ACS_NOT_SENT: acs_status_t = 3;
/// The request left, no usable answer came, and repeating it might do it twice. The events report the outcome.
pub const ACS_OUTCOME_UNKNOWN: acs_status_t = 4;
/// Nothing came in time: of a question to the service an answer, of a queue an event.
pub const ACS_TIMEOUT: acs_status_t = 5;
/// A question got no answer because the connection failed. Nothing changed.
pub const ACS_CONNECTION: acs_status_t = 6;
/// The service answered with an error status.
pub const ACS_SERVICE: acs_status_t = 7;
/// The service answered with success, but not in the shape its documentation gives.
pub const ACS_DECODE: acs_status_t = 8;
/// The receiver, subscription or emulator was closed, and its queue is empty.
pub const ACS_CLOSED: acs_status_t = 9;
/// Ended on purpose, by a cancel token or acs_client_abort.
pub const ACS_ABORTED: acs_status_t = 10;
/// The operating system refused: address, thread, file, memory.
pub const ACS_SYSTEM: acs_status_t = 11;
/// It was made before this process was forked off and belongs to the parent. Nothing was done.
pub const ACS_FORKED: acs_status_t = 12;
/// A fault of the library itself, caught at its border; the process goes on. Please report it.
pub const ACS_PANIC: acs_status_t = 64;
/// The library was built without what this function needs.
pub const ACS_UNSUPPORTED: acs_status_t = 65;
/// acs_receiver_wake or acs_subscription_wake ended the wait.
pub const ACS_WOKEN: acs_status_t = 66;
/// The call ended before what was waited for came.
pub const ACS_CALL_ENDED: acs_status_t = 67;
/// What was waited for came, and means failure.
pub const ACS_FAILED: acs_status_t = 68;
/// What was asked for was ended by another operation, or with the call.
pub const ACS_CANCELED: acs_status_t = 69;

pub(super) fn of(kind: ErrorKind) -> acs_status_t {
    match kind {
        ErrorKind::InvalidInput => ACS_INVALID_INPUT,
        ErrorKind::Auth => ACS_AUTH,
        ErrorKind::NotSent => ACS_NOT_SENT,
        ErrorKind::OutcomeUnknown => ACS_OUTCOME_UNKNOWN,
        ErrorKind::Timeout => ACS_TIMEOUT,
        ErrorKind::Connection => ACS_CONNECTION,
        ErrorKind::Service => ACS_SERVICE,
        ErrorKind::Decode => ACS_DECODE,
        ErrorKind::Closed => ACS_CLOSED,
        ErrorKind::Aborted => ACS_ABORTED,
        ErrorKind::Forked => ACS_FORKED,
        _ => ACS_SYSTEM,
    }
}

/// Name and text of each status.
const ALL: [(acs_status_t, &CStr, &CStr); 19] = [
    (ACS_OK, c"ACS_OK", c"done"),
    (
        ACS_INVALID_INPUT,
        c"ACS_INVALID_INPUT",
        c"an argument breaks a rule; nothing was sent",
    ),
    (
        ACS_AUTH,
        c"ACS_AUTH",
        c"no credential, or the service refused it",
    ),
    (
        ACS_NOT_SENT,
        c"ACS_NOT_SENT",
        c"the request never left this machine",
    ),
    (
        ACS_OUTCOME_UNKNOWN,
        c"ACS_OUTCOME_UNKNOWN",
        c"the answer was lost; it may have been carried out",
    ),
    (ACS_TIMEOUT, c"ACS_TIMEOUT", c"nothing came in time"),
    (
        ACS_CONNECTION,
        c"ACS_CONNECTION",
        c"the connection failed; nothing changed",
    ),
    (
        ACS_SERVICE,
        c"ACS_SERVICE",
        c"the service answered with an error",
    ),
    (
        ACS_DECODE,
        c"ACS_DECODE",
        c"the service answered in a shape that is not known",
    ),
    (ACS_CLOSED, c"ACS_CLOSED", c"closed, and nothing is left"),
    (ACS_ABORTED, c"ACS_ABORTED", c"ended on purpose"),
    (ACS_SYSTEM, c"ACS_SYSTEM", c"the operating system refused"),
    (
        ACS_FORKED,
        c"ACS_FORKED",
        c"made before a fork; it belongs to the parent process",
    ),
    (
        ACS_PANIC,
        c"ACS_PANIC",
        c"a fault of the library itself; the log has more",
    ),
    (
        ACS_UNSUPPORTED,
        c"ACS_UNSUPPORTED",
        c"the library was built without it",
    ),
    (ACS_WOKEN, c"ACS_WOKEN", c"the wait was ended by a wake"),
    (
        ACS_CALL_ENDED,
        c"ACS_CALL_ENDED",
        c"the call ended before that",
    ),
    (ACS_FAILED, c"ACS_FAILED", c"an event told of failure"),
    (
        ACS_CANCELED,
        c"ACS_CANCELED",
        c"ended by another operation, or with the call",
    ),
];

/// The name of a status as in this header: "ACS_TIMEOUT".
///
/// @param status any number
/// @return a text that is always there; "ACS_UNKNOWN" for a number that is no status
#[unsafe(no_mangle)]
pub extern "C" fn acs_status_name(status: acs_status_t) -> *const c_char {
    value(c"ACS_UNKNOWN".as_ptr(), move || {
        let found = ALL.iter().find(|(known, ..)| *known == status);
        Some(found?.1.as_ptr())
    })
}

/// What a status means, in a few words for people.
///
/// @param status any number
/// @return a text that is always there
#[unsafe(no_mangle)]
pub extern "C" fn acs_status_text(status: acs_status_t) -> *const c_char {
    value(c"no status of this library".as_ptr(), move || {
        let found = ALL.iter().find(|(known, ..)| *known == status);
        Some(found?.2.as_ptr())
    })
}
