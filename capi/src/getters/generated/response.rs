//! The details of a response.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the HTTP status, 200 to 299; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_status(response: *const acs_response_t) -> c_int {
    value_of(response, 0, |response| {
        let it = response;
        Some(c_int::from(it.details.status()))
    })
}

/// Returns the number of attempts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_attempts(response: *const acs_response_t) -> c_int {
    value_of(response, 0, |response| {
        let it = response;
        c_int::try_from(it.details.attempts()).ok()
    })
}

/// Returns Repeatability-First-Sent as sent, in milliseconds since 1970 UTC, a multiple of 1,000;
/// -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_first_sent_ms(response: *const acs_response_t) -> i64 {
    value_of(response, -1, |response| {
        let it = response;
        Some(unix_millis(it.details.first_sent()))
    })
}

/// Returns x-ms-client-request-id as sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_request_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "request_id", |response| {
        let it = response;
        Some(it.details.request_id())
    })
}

/// Returns Repeatability-Request-ID as sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_repeatability_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "repeatability_id", |response| {
        let it = response;
        it.details.repeatability_id()
    })
}

/// Returns Repeatability-Result. The service sends "accepted" for a first execution, for a
/// repeated one and for some failures alike.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_repeatability_result(response: *const acs_response_t) -> *const c_char {
    text_of(response, "repeatability_result", |response| {
        let it = response;
        it.details.repeatability_result()
    })
}

/// Returns X-Microsoft-Skype-Chain-ID: the call's correlation id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_chain_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "chain_id", |response| {
        let it = response;
        it.details.chain_id()
    })
}

/// Returns X-Azure-Ref: quote it to Microsoft's support.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_azure_ref(response: *const acs_response_t) -> *const c_char {
    text_of(response, "azure_ref", |response| {
        let it = response;
        it.details.azure_ref()
    })
}

/// Returns the operation context, as the service repeats it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_operation_context(response: *const acs_response_t) -> *const c_char {
    text_of(response, "operation_context", |response| {
        let it = response;
        it.value.operation_context.as_deref()
    })
}

/// Returns the invitation id of an added participant, for acs_call_cancel_add_participant.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_invitation_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "invitation_id", |response| {
        let it = response;
        it.value.invitation_id.as_deref()
    })
}

/// Returns the id of the recording, with `pending` of acs_client_start_recording_and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_recording_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "recording_id", |response| {
        let it = response;
        it.value.recording_id.as_deref()
    })
}

/// Returns the call connection id that participants were moved from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_from_call(response: *const acs_response_t) -> *const c_char {
    text_of(response, "from_call", |response| {
        let it = response;
        it.value.from_call.as_deref()
    })
}

/// Returns the id of a transcription that was started or stopped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_subscription_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "subscription_id", |response| {
        let it = response;
        it.value.subscription_id.as_deref()
    })
}

/// Returns the JSON of the response, after acs_client_send.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_json(response: *const acs_response_t) -> *const c_char {
    made_text_of(response, "json", |response| {
        let it = response;
        Some(it.value.json.as_ref()?.to_string())
    })
}
