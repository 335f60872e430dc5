//! Members of IncomingCall.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the incoming call context, for acs_client_answer_call, acs_client_reject_call and
/// acs_client_redirect_call: opaque, several thousand characters (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_incoming_call_context(event: *const acs_event_t) -> *const c_char {
    text_of(event, "incoming_call_context", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.incoming_call_context.as_deref(),
            _ => None,
        }
    })
}

/// Returns the caller (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_from(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "from", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.from.as_ref(),
            _ => None,
        }
    })
}

/// Returns the callee (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_to(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "to", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.to.as_ref(),
            _ => None,
        }
    })
}

/// Returns the original callee of a call that was forwarded here (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_on_behalf_of(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "on_behalf_of", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.on_behalf_of_callee.as_ref(),
            _ => None,
        }
    })
}

/// Returns the caller's display name, as the caller's side sent it (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_caller_display_name(event: *const acs_event_t) -> *const c_char {
    text_of(event, "caller_display_name", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.caller_display_name.as_deref(),
            _ => None,
        }
    })
}

/// Returns the SIP header User-To-User of the call (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user_to_user(event: *const acs_event_t) -> *const c_char {
    text_of(event, "user_to_user", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => b.user_to_user(),
            _ => None,
        }
    })
}

/// Returns the number of SIP headers of the call (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_count(event: *const acs_event_t) -> usize {
    value_of(event, 0, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.sip_headers.len()),
            _ => None,
        }
    })
}

/// Returns the name of a SIP header of the call, in the order of arrival (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_name(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "sip_header_name", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.sip_headers.iter().nth(index)?.0),
            _ => None,
        }
    })
}

/// Returns the value of a SIP header of the call (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_value(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "sip_header_value", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.sip_headers.iter().nth(index)?.1),
            _ => None,
        }
    })
}

/// Returns the number of VoIP headers of the call (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_count(event: *const acs_event_t) -> usize {
    value_of(event, 0, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.voip_headers.len()),
            _ => None,
        }
    })
}

/// Returns the name of a VoIP header of the call, in the order of arrival (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_name(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "voip_header_name", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.voip_headers.iter().nth(index)?.0),
            _ => None,
        }
    })
}

/// Returns the value of a VoIP header of the call (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_value(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "voip_header_value", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::IncomingCall(b) => Some(b.custom_context.as_ref()?.voip_headers.iter().nth(index)?.1),
            _ => None,
        }
    })
}
