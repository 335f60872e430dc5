//! The error object: what a status alone does not say.

use std::ffi::c_char;

use super::arguments::bytes_out;
use super::entry::{boxed, free, value};
use super::status::{ACS_OK, ACS_PANIC, acs_status_t};
use super::text::{HasTexts, Texts, made_text_of};
use acs_call_automation::{Error, ErrorKind};

/// Details of an error. Read only: may be shared between threads.
pub struct acs_error_t {
    status: acs_status_t,
    error: Error,
    texts: Texts,
}

impl acs_error_t {
    pub(super) fn new(status: acs_status_t, error: Error) -> Self {
        Self {
            status,
            error,
            texts: Texts::default(),
        }
    }

    pub(super) fn panicked() -> Self {
        let error = Error::new(ErrorKind::System, "a bug in the library was caught (panic)")
            .with_hint("The log has the place (acs_log_set_sink, acs_log_next); please report it");
        Self::new(ACS_PANIC, error)
    }

    /// The error itself, for a request that repeats the one it is about.
    pub(super) fn inner(&self) -> &Error {
        &self.error
    }
}

impl HasTexts for acs_error_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Returns a copy, to keep the error of a completion (acs_completion_error) longer than its event;
/// NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_copy(error: *const acs_error_t) -> *mut acs_error_t {
    value(std::ptr::null_mut(), move || {
        let error = error.as_ref()?;
        Some(boxed(acs_error_t::new(error.status, error.error.clone())))
    })
}

/// Frees an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_free(error: *mut acs_error_t) {
    free(error);
}

/// Returns the status that the function returned with this error; ACS_OK for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_status(error: *const acs_error_t) -> acs_status_t {
    value(ACS_OK, move || Some(error.as_ref()?.status))
}

/// Returns one line for the log: operation, reason, hint and request id; "no details" for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_message(error: *const acs_error_t) -> *const c_char {
    if error.is_null() {
        return c"no details".as_ptr();
    }
    made_text_of(error, "all", |error| Some(error.error.to_string()))
}

/// Returns the response body, at most its first 64 KiB. It may contain any byte.
///
/// @param length receives the number of bytes; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_raw_body(
    error: *const acs_error_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(error.as_ref()?.error.raw_body()))
}
