//! Headers of an incoming call, by name.

use std::ffi::c_char;
use std::ptr::null;

use super::acs_event_t;
use crate::guard::{text, value};
use acs_call_automation::event::{EventBody, IncomingCall};

type Find = for<'a> fn(&'a IncomingCall, &str) -> Option<&'a str>;

/// A header by its name, kept once for each spelling that finds one.
unsafe fn named(
    event: *const acs_event_t,
    name: *const c_char,
    family: &str,
    find: Find,
) -> *const c_char {
    value(null(), move || {
        let event = event.as_ref()?;
        let name = text(name, "name").ok()?;
        let read = || match event.received.event.body() {
            EventBody::IncomingCall(call) => find(call, name),
            _ => None,
        };
        Some(event.texts.text(&format!("{family} header {name}"), read))
    })
}

/// Returns a SIP header of the call by its name, in any case, with or without its prefix
/// "X-MS-Custom-" or "X-" (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_sip_header(
    event: *const acs_event_t,
    name: *const c_char,
) -> *const c_char {
    named(event, name, "SIP", IncomingCall::sip_header)
}

/// Returns a VoIP header of the call by its name, in any case (IncomingCall).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_voip_header(
    event: *const acs_event_t,
    name: *const c_char,
) -> *const c_char {
    named(event, name, "VoIP", IncomingCall::voip_header)
}
