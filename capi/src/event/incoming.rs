//! Incoming calls: who calls whom, and what came along.

use std::ffi::c_char;
use std::ptr::null;

use super::parts::{Part, identifier};
use super::{acs_event_t, body_text, body_text_at, body_value};
use crate::guard::{text, value};
use crate::identifier::acs_identifier_t;
use acs_call_automation::event::{EventBody, Headers, IncomingCall};

fn incoming(body: &EventBody) -> Option<&IncomingCall> {
    match body {
        EventBody::IncomingCall(b) => Some(b),
        _ => None,
    }
}

fn sip(body: &EventBody) -> Option<&Headers> {
    Some(&incoming(body)?.custom_context.as_ref()?.sip_headers)
}

fn voip(body: &EventBody) -> Option<&Headers> {
    Some(&incoming(body)?.custom_context.as_ref()?.voip_headers)
}

type Find = for<'a> fn(&'a IncomingCall, &str) -> Option<&'a str>;

/// A header by its name. It is kept once for each name that finds one, as it was asked for.
unsafe fn named(
    event: *const acs_event_t,
    name: *const c_char,
    family: &str,
    find: Find,
) -> *const c_char {
    value(null(), move || {
        let event = event.as_ref()?;
        let name = text(name, "name").ok()?;
        let read = || find(incoming(event.body())?, name);
        Some(event.texts.get(&format!("{family} header {name}"), read))
    })
}

fn header(headers: Option<&Headers>, index: usize) -> Option<(&str, &str)> {
    headers?.iter().nth(index)
}

/// What answering, rejecting or redirecting asks for: opaque, several thousand characters, to be
/// handed back unchanged.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_incoming_call_context(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "incoming_call_context", |body| {
        incoming(body)?.incoming_call_context.as_deref()
    })
}

/// Who calls.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_from(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier(event, Part::From)
}

/// Who is called.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_to(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier(event, Part::To)
}

/// For whom the call was meant before it was forwarded here.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_on_behalf_of(
    event: *const acs_event_t,
) -> *const acs_identifier_t {
    identifier(event, Part::OnBehalfOf)
}

/// The caller's name, as the caller gives it.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_caller_display_name(event: *const acs_event_t) -> *const c_char {
    body_text(event, "caller_display_name", |body| {
        incoming(body)?.caller_display_name.as_deref()
    })
}

/// The SIP header User-To-User that came with the call.
///
/// Of IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user_to_user(event: *const acs_event_t) -> *const c_char {
    body_text(event, "user_to_user", |body| incoming(body)?.user_to_user())
}

/// A SIP header that came with the call.
///
/// Of IncomingCall.
///
/// @param name  the name in any case, with or without its prefix "X-MS-Custom-" or "X-"; nothing is
///              found for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header(
    event: *const acs_event_t,
    name: *const c_char,
) -> *const c_char {
    named(event, name, "SIP", IncomingCall::sip_header)
}

/// How many SIP headers came with the call.
///
/// Of IncomingCall.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_count(event: *const acs_event_t) -> usize {
    body_value(event, 0, |body| sip(body).map(Headers::len))
}

/// The name of a SIP header that came with the call.
///
/// Of IncomingCall.
///
/// @param index from 0, in the order they were sent
/// @return a text that lives as long as the event; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_name(
    event: *const acs_event_t,
    index: usize,
) -> *const c_char {
    body_text_at(event, "SIP name", index, |body, index| {
        Some(header(sip(body), index)?.0)
    })
}

/// The value of a SIP header that came with the call.
///
/// Of IncomingCall.
///
/// @param index from 0, in the order they were sent
/// @return a text that lives as long as the event; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header_value(
    event: *const acs_event_t,
    index: usize,
) -> *const c_char {
    body_text_at(event, "SIP value", index, |body, index| {
        Some(header(sip(body), index)?.1)
    })
}

/// A header of a call between users.
///
/// Of IncomingCall.
///
/// @param name  the name in any case; nothing is found for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header(
    event: *const acs_event_t,
    name: *const c_char,
) -> *const c_char {
    named(event, name, "VoIP", IncomingCall::voip_header)
}

/// How many headers of a call between users came with the call.
///
/// Of IncomingCall.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_count(event: *const acs_event_t) -> usize {
    body_value(event, 0, |body| voip(body).map(Headers::len))
}

/// The name of a header of a call between users.
///
/// Of IncomingCall.
///
/// @param index from 0, in the order they were sent
/// @return a text that lives as long as the event; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_name(
    event: *const acs_event_t,
    index: usize,
) -> *const c_char {
    body_text_at(event, "VoIP name", index, |body, index| {
        Some(header(voip(body), index)?.0)
    })
}

/// The value of a header of a call between users.
///
/// Of IncomingCall.
///
/// @param index from 0, in the order they were sent
/// @return a text that lives as long as the event; NULL when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header_value(
    event: *const acs_event_t,
    index: usize,
) -> *const c_char {
    body_text_at(event, "VoIP value", index, |body, index| {
        Some(header(voip(body), index)?.1)
    })
}
