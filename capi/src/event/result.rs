//! How an operation went, in the service's numbers.

use std::ffi::c_char;
use std::ptr::null;

use super::acs_event_t;
use crate::guard::value;
use acs_call_automation::model::ResultInformation;

#[inline(never)]
unsafe fn number(event: *const acs_event_t, read: fn(&ResultInformation) -> Option<i64>) -> i64 {
    value(-1, move || {
        read(event.as_ref()?.event.result_information()?)
    })
}

#[inline(never)]
unsafe fn words(
    event: *const acs_event_t,
    key: &str,
    read: fn(&ResultInformation) -> Option<&String>,
) -> *const c_char {
    value(null(), move || {
        let event = event.as_ref()?;
        let read = || read(event.event.result_information()?);
        Some(event.texts.get(key, read))
    })
}

/// Like a status of HTTP or SIP: 200, 404, 487, 603. The kind of the event distinguishes success from failure, never this: a canceled invitation is a success with 487.
///
/// @return the code; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_code(event: *const acs_event_t) -> i64 {
    number(event, |result| result.code)
}

/// The service's own reason: 0, 7000, 8522, 560486. docs/events.md lists them.
///
/// @return the sub-code; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_sub_code(event: *const acs_event_t) -> i64 {
    number(event, |result| result.sub_code)
}

/// A sentence for people, which changes between versions of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_result_message(event: *const acs_event_t) -> *const c_char {
    words(event, "result_message", |result| result.message.as_ref())
}

/// The SIP status that the far end gave, for calls to telephone numbers.
///
/// @return the status; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_code(event: *const acs_event_t) -> i64 {
    number(event, |result| result.sip_details.as_ref()?.code)
}

/// What the far end said over SIP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_message(event: *const acs_event_t) -> *const c_char {
    words(event, "sip_message", |result| {
        result.sip_details.as_ref()?.message.as_ref()
    })
}

/// The Q.850 cause of the telephone network.
///
/// @return the cause; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_q850_code(event: *const acs_event_t) -> i64 {
    number(event, |result| result.q850_details.as_ref()?.code)
}

/// The Q.850 cause in words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_q850_message(event: *const acs_event_t) -> *const c_char {
    words(event, "q850_message", |result| {
        result.q850_details.as_ref()?.message.as_ref()
    })
}
