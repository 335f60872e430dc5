//! The error object: what a status alone cannot tell.

use std::ffi::{c_char, c_int};

use super::guard::{bytes_out, free, unix_millis, value};
use super::status::{ACS_OK, ACS_PANIC, acs_status_t};
use super::text::{HasTexts, Texts, made_text_of, text_of};
use acs_call_automation::{Error, ErrorKind};

/// What went wrong, in detail. Read only: may be shared between threads.
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
        let error = Error::new(
            ErrorKind::System,
            "a fault of the library itself was caught at its border",
        )
        .with_hint("The log names the place (acs_log_set_sink, acs_log_next); please report it");
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

/// The status that was returned with this error: its kind.
///
/// @return a status; ACS_OK for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_status(error: *const acs_error_t) -> acs_status_t {
    value(ACS_OK, move || Some(error.as_ref()?.status))
}

/// All of it in one line for the log: operation, what happened, what to do about it, request id.
///
/// @return a text that lives as long as the error; "no details" for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_message(error: *const acs_error_t) -> *const c_char {
    if error.is_null() {
        return c"no details".as_ptr();
    }
    made_text_of(error, "all", |error| Some(error.error.to_string()))
}

/// What happened, in one sentence, without the hint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_reason(error: *const acs_error_t) -> *const c_char {
    text_of(error, "message", |error| Some(error.error.message()))
}

/// What to do about it, for the failures that users stumble over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_hint(error: *const acs_error_t) -> *const c_char {
    text_of(error, "hint", |error| error.error.hint())
}

/// The operation that failed, as the service names it: "CreateCall".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation", |error| error.error.operation())
}

/// The argument at fault, for ACS_INVALID_INPUT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_field(error: *const acs_error_t) -> *const c_char {
    text_of(error, "field", |error| error.error.field())
}

/// The service's error code as it was sent, mostly a sub-code in digits: "8522".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_code(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_code", |error| error.error.service_code())
}

/// The service's own message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_message(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_message", |error| {
        error.error.service_message()
    })
}

/// What the service names as the target of the error: the request path.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_target(error: *const acs_error_t) -> *const c_char {
    text_of(error, "target", |error| error.error.target())
}

/// x-ms-client-request-id of the request, the same for all its tries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_request_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "request_id", |error| error.error.request_id())
}

/// What the events of the operation carry, of the functions that wait for them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation_context(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation_context", |error| {
        error.error.operation_context()
    })
}

/// Repeatability-Request-ID of the request, for operations that send it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_repeatability_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "repeatability_id", |error| {
        error.error.repeatability_id()
    })
}

/// X-Azure-Ref of the answer: name it to Microsoft's support.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_azure_ref(error: *const acs_error_t) -> *const c_char {
    text_of(error, "azure_ref", |error| error.error.azure_ref())
}

/// X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id, or a new one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_chain_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "chain_id", |error| error.error.chain_id())
}

/// The HTTP status of the answer.
///
/// @return 100 to 599; 0 when no answer came
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_http_status(error: *const acs_error_t) -> c_int {
    value(0, move || {
        error.as_ref()?.error.http_status().map(c_int::from)
    })
}

/// acs_error_service_code as a number.
///
/// @return the sub-code; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_sub_code(error: *const acs_error_t) -> i64 {
    value(0, move || error.as_ref()?.error.sub_code().map(i64::from))
}

/// How long the service asked to wait, in milliseconds.
///
/// @return 0 or more; -1 when it did not ask
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_retry_after_ms(error: *const acs_error_t) -> i64 {
    value(-1, move || {
        let pause = error.as_ref()?.error.retry_after()?;
        i64::try_from(pause.as_millis()).ok()
    })
}

/// Repeatability-First-Sent of the request, in milliseconds since 1970; whole seconds.
///
/// @return the moment; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_first_sent_ms(error: *const acs_error_t) -> i64 {
    value(-1, move || {
        Some(unix_millis(error.as_ref()?.error.first_sent()))
    })
}

/// How many tries were made.
///
/// @return 0 when nothing was sent
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_attempts(error: *const acs_error_t) -> c_int {
    value(0, move || {
        c_int::try_from(error.as_ref()?.error.attempts()).ok()
    })
}

/// Whether asking once more is safe and may help: nothing was done, or repeating it is harmless.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_is_retryable(error: *const acs_error_t) -> c_int {
    value(0, move || {
        Some(c_int::from(error.as_ref()?.error.is_retryable()))
    })
}

/// The body of the answer as it came, at most the first 64 KiB; no text, it may hold any byte.
///
/// @param length receives the number of bytes, or NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_raw_body(
    error: *const acs_error_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(error.as_ref()?.error.raw_body()))
}
