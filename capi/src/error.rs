//! The error object: what a status alone cannot tell.

use std::ffi::{c_char, c_int};

use super::guard::{bytes_out, free, unix_millis, value};
use super::status::{ACS_OK, ACS_PANIC, acs_status_t};
use super::text::{HasTexts, Texts, made_text_of, text_of};
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

/// Returns the reason in one sentence, without the hint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_reason(error: *const acs_error_t) -> *const c_char {
    text_of(error, "message", |error| Some(error.error.message()))
}

/// Returns advice on what to do, for common failures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_hint(error: *const acs_error_t) -> *const c_char {
    text_of(error, "hint", |error| error.error.hint())
}

/// Returns the operation that failed, as the service names it: "CreateCall".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation", |error| error.error.operation())
}

/// Returns the argument at fault, for ACS_INVALID_INPUT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_field(error: *const acs_error_t) -> *const c_char {
    text_of(error, "field", |error| error.error.field())
}

/// Returns the service's error code as it was sent, mostly a sub-code in digits: "8522".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_code(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_code", |error| error.error.service_code())
}

/// Returns the service's error message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_message(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_message", |error| {
        error.error.service_message()
    })
}

/// Returns the target of the error as the service names it: the path of the request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_target(error: *const acs_error_t) -> *const c_char {
    text_of(error, "target", |error| error.error.target())
}

/// Returns x-ms-client-request-id of the request, the same for all its attempts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_request_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "request_id", |error| error.error.request_id())
}

/// Returns the operation context that the events carry, for functions ending in _and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation_context(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation_context", |error| {
        error.error.operation_context()
    })
}

/// Returns Repeatability-Request-ID of the request, for operations that send it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_repeatability_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "repeatability_id", |error| {
        error.error.repeatability_id()
    })
}

/// Returns X-Azure-Ref of the response, to quote to Microsoft's support.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_azure_ref(error: *const acs_error_t) -> *const c_char {
    text_of(error, "azure_ref", |error| error.error.azure_ref())
}

/// Returns X-Microsoft-Skype-Chain-ID of the response: the call's correlation id, or a new one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_chain_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "chain_id", |error| error.error.chain_id())
}

/// Returns the HTTP status of the response, 100 to 599; 0 when there was no response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_http_status(error: *const acs_error_t) -> c_int {
    value(0, move || {
        error.as_ref()?.error.http_status().map(c_int::from)
    })
}

/// Returns acs_error_service_code as a number; 0 when it is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_sub_code(error: *const acs_error_t) -> i64 {
    value(0, move || error.as_ref()?.error.sub_code().map(i64::from))
}

/// Returns the pause that the service requested, in milliseconds; -1 when it requested none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_retry_after_ms(error: *const acs_error_t) -> i64 {
    value(-1, move || {
        let pause = error.as_ref()?.error.retry_after()?;
        i64::try_from(pause.as_millis()).ok()
    })
}

/// Returns Repeatability-First-Sent, in milliseconds since 1970 UTC, whole seconds; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_first_sent_ms(error: *const acs_error_t) -> i64 {
    value(-1, move || {
        Some(unix_millis(error.as_ref()?.error.first_sent()))
    })
}

/// Returns the number of attempts; 0 when nothing was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_attempts(error: *const acs_error_t) -> c_int {
    value(0, move || {
        c_int::try_from(error.as_ref()?.error.attempts()).ok()
    })
}

/// Returns 1 when sending the request again is safe and may help, otherwise 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_is_retryable(error: *const acs_error_t) -> c_int {
    value(0, move || {
        Some(c_int::from(error.as_ref()?.error.is_retryable()))
    })
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
