//! Statuses: what every function that can fail returns.

use std::ffi::{CStr, c_char, c_int};

use super::entry::value;
use acs_call_automation::ErrorKind;

/// The result of a function: ACS_OK, or why it failed. A value never changes its meaning.
pub type acs_status_t = c_int;

/// Success.
pub const ACS_OK: acs_status_t = 0;
/// An argument breaks a rule; nothing was sent, but for a download at an offset beyond the end.
pub const ACS_INVALID_INPUT: acs_status_t = 1;
/// No credential, or the service refused it (401).
pub const ACS_AUTH: acs_status_t = 2;
/// The request never left this machine; nothing happened.
pub const ACS_NOT_SENT: acs_status_t = 3;
/// The response was lost, or the status was 408, 502 or 504; the events report the outcome.
pub const ACS_OUTCOME_UNKNOWN: acs_status_t = 4;
/// Nothing arrived in time; or something that was waited for had not ended.
pub const ACS_TIMEOUT: acs_status_t = 5;
/// The connection failed during a read; nothing changed.
pub const ACS_CONNECTION: acs_status_t = 6;
/// The service returned an error status.
pub const ACS_SERVICE: acs_status_t = 7;
/// The service reported success in an undocumented form.
pub const ACS_DECODE: acs_status_t = 8;
/// The object is closed, or nothing is left to read.
pub const ACS_CLOSED: acs_status_t = 9;
/// A cancel token or acs_client_abort ended a request or a wait.
pub const ACS_ABORTED: acs_status_t = 10;
/// The operating system refused: address, thread, file.
pub const ACS_SYSTEM: acs_status_t = 11;
/// The object belongs to the parent process; nothing was done.
pub const ACS_FORKED: acs_status_t = 12;
/// Too many completions of submitted operations were not read; nothing was sent.
pub const ACS_FULL: acs_status_t = 13;
/// A bug in the library, caught; please report it.
pub const ACS_PANIC: acs_status_t = 64;
/// The library was built without the feature that this needs (emulator, spool, TLS), or a Rust
/// program has set a logger.
pub const ACS_UNSUPPORTED: acs_status_t = 65;
/// acs_receiver_wake or acs_subscription_wake ended the wait.
pub const ACS_WOKEN: acs_status_t = 66;
/// The call ended before an expected event arrived.
pub const ACS_CALL_ENDED: acs_status_t = 67;
/// The event that was waited for reports failure.
pub const ACS_FAILED: acs_status_t = 68;
/// PlayCanceled or RecognizeCanceled: by another operation, or by the end of the call.
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
        ErrorKind::Full => ACS_FULL,
        ErrorKind::Unsupported => ACS_UNSUPPORTED,
        _ => ACS_SYSTEM,
    }
}

/// Name and text of each status.
const ALL: [(acs_status_t, &CStr, &CStr); 20] = [
    (ACS_OK, c"ACS_OK", c"success"),
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
        c"the response was lost; the request may have been carried out",
    ),
    (
        ACS_TIMEOUT,
        c"ACS_TIMEOUT",
        c"nothing arrived or ended in time",
    ),
    (
        ACS_CONNECTION,
        c"ACS_CONNECTION",
        c"the connection failed; nothing changed",
    ),
    (
        ACS_SERVICE,
        c"ACS_SERVICE",
        c"the service returned an error",
    ),
    (
        ACS_DECODE,
        c"ACS_DECODE",
        c"the response has an undocumented form",
    ),
    (
        ACS_CLOSED,
        c"ACS_CLOSED",
        c"closed, and nothing is left to read",
    ),
    (ACS_ABORTED, c"ACS_ABORTED", c"canceled"),
    (ACS_SYSTEM, c"ACS_SYSTEM", c"the operating system refused"),
    (
        ACS_FORKED,
        c"ACS_FORKED",
        c"the object belongs to the parent process",
    ),
    (
        ACS_FULL,
        c"ACS_FULL",
        c"too many completions were not read; nothing was sent",
    ),
    (
        ACS_PANIC,
        c"ACS_PANIC",
        c"a bug in the library; the log has the place",
    ),
    (
        ACS_UNSUPPORTED,
        c"ACS_UNSUPPORTED",
        c"not in this build of the library, or in this program",
    ),
    (ACS_WOKEN, c"ACS_WOKEN", c"a wake ended the wait"),
    (ACS_CALL_ENDED, c"ACS_CALL_ENDED", c"the call ended first"),
    (ACS_FAILED, c"ACS_FAILED", c"the event reports failure"),
    (
        ACS_CANCELED,
        c"ACS_CANCELED",
        c"canceled by another operation or the end of the call",
    ),
];

/// Returns the name of a status, such as "ACS_TIMEOUT"; "ACS_UNKNOWN" for other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn acs_status_name(status: acs_status_t) -> *const c_char {
    value(c"ACS_UNKNOWN".as_ptr(), move || {
        let found = ALL.iter().find(|(known, ..)| *known == status);
        Some(found?.1.as_ptr())
    })
}

/// Returns a short description of a status; never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acs_status_text(status: acs_status_t) -> *const c_char {
    value(c"unknown status".as_ptr(), move || {
        let found = ALL.iter().find(|(known, ..)| *known == status);
        Some(found?.2.as_ptr())
    })
}
