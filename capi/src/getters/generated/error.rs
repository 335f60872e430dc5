//! The details of an error.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns what happened, in one sentence, without the hint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_reason(error: *const acs_error_t) -> *const c_char {
    text_of(error, "reason", |error| {
        let it = error.inner();
        Some(it.message())
    })
}

/// Returns advice on what to do, for common failures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_hint(error: *const acs_error_t) -> *const c_char {
    text_of(error, "hint", |error| {
        let it = error.inner();
        it.hint()
    })
}

/// Returns the operation that failed, as the service names it: "CreateCall".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation", |error| {
        let it = error.inner();
        it.operation()
    })
}

/// Returns the argument at fault, for ACS_INVALID_INPUT and ACS_UNSUPPORTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_field(error: *const acs_error_t) -> *const c_char {
    text_of(error, "field", |error| {
        let it = error.inner();
        it.field()
    })
}

/// Returns the error code of the service as sent, mostly a sub-code in digits: "8522".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_code(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_code", |error| {
        let it = error.inner();
        it.service_code()
    })
}

/// Returns the message of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_service_message(error: *const acs_error_t) -> *const c_char {
    text_of(error, "service_message", |error| {
        let it = error.inner();
        it.service_message()
    })
}

/// Returns the target of the error as the service names it: the path of the request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_target(error: *const acs_error_t) -> *const c_char {
    text_of(error, "target", |error| {
        let it = error.inner();
        it.target()
    })
}

/// Returns x-ms-client-request-id of the request, the same for all attempts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_request_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "request_id", |error| {
        let it = error.inner();
        it.request_id()
    })
}

/// Returns the operation context of the request, which the events of the operation carry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_operation_context(error: *const acs_error_t) -> *const c_char {
    text_of(error, "operation_context", |error| {
        let it = error.inner();
        it.operation_context()
    })
}

/// Returns Repeatability-Request-ID of the request, for operations that send it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_repeatability_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "repeatability_id", |error| {
        let it = error.inner();
        it.repeatability_id()
    })
}

/// Returns X-Azure-Ref of the response: quote it to Microsoft's support.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_azure_ref(error: *const acs_error_t) -> *const c_char {
    text_of(error, "azure_ref", |error| {
        let it = error.inner();
        it.azure_ref()
    })
}

/// Returns X-Microsoft-Skype-Chain-ID of the response: the call's correlation id, or a new one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_chain_id(error: *const acs_error_t) -> *const c_char {
    text_of(error, "chain_id", |error| {
        let it = error.inner();
        it.chain_id()
    })
}

/// Returns the HTTP status of the response, 100 to 599; 0 without a response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_http_status(error: *const acs_error_t) -> c_int {
    value_of(error, 0, |error| {
        let it = error.inner();
        it.http_status().map(c_int::from)
    })
}

/// Returns acs_error_service_code as a number; 0 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_sub_code(error: *const acs_error_t) -> i64 {
    value_of(error, 0, |error| {
        let it = error.inner();
        it.sub_code().map(i64::from)
    })
}

/// Returns the pause that the service requests, in milliseconds; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_retry_after_ms(error: *const acs_error_t) -> i64 {
    value_of(error, -1, |error| {
        let it = error.inner();
        whole_millis(it.retry_after())
    })
}

/// Returns Repeatability-First-Sent of the request, in milliseconds since 1970 UTC, a multiple of
/// 1,000; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_first_sent_ms(error: *const acs_error_t) -> i64 {
    value_of(error, -1, |error| {
        let it = error.inner();
        Some(unix_millis(it.first_sent()))
    })
}

/// Returns the number of attempts; 0 when nothing was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_attempts(error: *const acs_error_t) -> c_int {
    value_of(error, 0, |error| {
        let it = error.inner();
        c_int::try_from(it.attempts()).ok()
    })
}

/// Returns 1 when sending the request again is safe and may help; 0 otherwise, always for
/// ACS_OUTCOME_UNKNOWN: there the hint says what repeating would do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_is_retryable(error: *const acs_error_t) -> c_int {
    value_of(error, 0, |error| {
        let it = error.inner();
        Some(c_int::from(it.is_retryable()))
    })
}

/// Returns 1 when the operation may have been carried out despite the error, because the response
/// was lost or a status such as 500 or 503 does not rule it out: its event decides; 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_error_may_have_been_done(error: *const acs_error_t) -> c_int {
    value_of(error, 0, |error| {
        let it = error.inner();
        Some(c_int::from(it.may_have_been_done()))
    })
}
