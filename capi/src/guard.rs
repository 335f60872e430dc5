//! What each function of the C interface runs in, with the status and the error it returns.

use std::ptr::null_mut;

pub(super) use super::arguments::*;
use super::entry::{Body, release};
pub(super) use super::entry::{boxed, free, make, value};
use super::error::acs_error_t;
use super::status::{self, ACS_OK, ACS_PANIC, acs_status_t};
use acs_call_automation::{Error, Result};

/// How a function of the C interface ends when it does not succeed.
pub(super) enum Failure {
    /// With details.
    Error(Error),
    /// With details, and a status that no kind of error has.
    With(acs_status_t, Error),
    /// With a status alone: a result, not an error.
    Quiet(acs_status_t),
}

pub(super) type Outcome<T> = std::result::Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Runs a function that can fail: `error` is always written, unless it is NULL.
pub(super) unsafe fn guard(
    error: *mut *mut acs_error_t,
    mut body: impl FnMut() -> Outcome<()>,
) -> acs_status_t {
    guarded(error, &Body::of(&mut body))
}

// This and the next two are `extern "C"` because that never unwinds: their callers need no
// landing pads, which would be more code than the call.
#[inline(never)]
unsafe extern "C" fn guarded(
    error: *mut *mut acs_error_t,
    body: &Body<Outcome<()>>,
) -> acs_status_t {
    let (status, details) = match body.run() {
        Some(Ok(())) => (ACS_OK, null_mut()),
        Some(Err(Failure::Quiet(status))) => (status, null_mut()),
        Some(Err(Failure::Error(error))) => {
            let status = status::of(error.kind());
            (status, boxed(acs_error_t::new(status, error)))
        }
        Some(Err(Failure::With(status, error))) => (status, boxed(acs_error_t::new(status, error))),
        None => (ACS_PANIC, boxed(acs_error_t::panicked())),
    };
    match error.as_mut() {
        Some(error) => *error = details,
        None => release(details),
    }
    status
}

/// Runs a function without an `error`, such as a setter: it returns only the status.
pub(super) fn status_only(mut body: impl FnMut() -> Result<()>) -> acs_status_t {
    status_of_body(&Body::of(&mut body))
}

#[inline(never)]
extern "C" fn status_of_body(body: &Body<Result<()>>) -> acs_status_t {
    match body.run() {
        Some(Ok(())) => ACS_OK,
        Some(Err(error)) => status::of(error.kind()),
        None => ACS_PANIC,
    }
}
