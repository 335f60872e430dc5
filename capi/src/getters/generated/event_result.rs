//! The result of an operation.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the code of the result, like a status of HTTP or SIP, 200 to 699: 200, 404, 487, 603.
/// Since 2025 all events of a call carry a result, those of Event Grid none. It does not
/// distinguish success from failure: a canceled invitation is a success with 487. A call that
/// ends normally has 200 in CallDisconnected, with sub-code 7000 when this application hung up,
/// 5003 or 5010 when the last other party did, and 5001 when another one ended the call for
/// everyone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_code(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        it.result_information()?.code
    })
}

/// Returns the sub-code of the result: 0, 7000, 8522, 560486.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_sub_code(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        it.result_information()?.sub_code
    })
}

/// Returns the message of the result, in English. It changes between versions of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_message(event: *const acs_event_t) -> *const c_char {
    text_of(event, "result_message", |event| {
        let it = event.inner();
        it.result_information()?.message.as_deref()
    })
}

/// Returns advice on what to do about the result, for common codes; NULL for an event that
/// reports success.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_advice(event: *const acs_event_t) -> *const c_char {
    text_of(event, "advice", |event| {
        let it = event.inner();
        it.advice()
    })
}

/// Returns the SIP status of the remote party, for calls to phone numbers, as sent: 100 to 699 by
/// the standard, such as 486 for busy. Any result may have one, and none may: no recorded event
/// has it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_code(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        it.result_information()?.sip_details.as_ref()?.code
    })
}

/// Returns the SIP reason phrase of the remote party.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_message(event: *const acs_event_t) -> *const c_char {
    text_of(event, "sip_message", |event| {
        let it = event.inner();
        it.result_information()?.sip_details.as_ref()?.message.as_deref()
    })
}

/// Returns the Q.850 cause of the telephone network, for calls to phone numbers, as sent: 1 to
/// 127 by the standard, 16 for normal clearing, 17 for busy. Any result may have one, and none
/// may: no recorded event has it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_q850_code(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        it.result_information()?.q850_details.as_ref()?.code
    })
}

/// Returns the text of the Q.850 cause.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_q850_message(event: *const acs_event_t) -> *const c_char {
    text_of(event, "q850_message", |event| {
        let it = event.inner();
        it.result_information()?.q850_details.as_ref()?.message.as_deref()
    })
}
