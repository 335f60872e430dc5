//! Any member of an event, by its JSON pointer.

use std::ffi::{c_char, c_int};
use std::ptr::null;

use serde::de::DeserializeOwned;

use super::acs_event_t;
use crate::guard::{text, value};

/// The event and the pointer, if both are there.
unsafe fn at<'a>(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> Option<(&'a acs_event_t, &'a str)> {
    Some((event.as_ref()?, text(pointer, "pointer").ok()?))
}

unsafe fn typed<T: DeserializeOwned>(
    event: *const acs_event_t,
    pointer: *const c_char,
    otherwise: T,
) -> T {
    value(otherwise, move || {
        let (event, pointer) = at(event, pointer)?;
        event.received.event.get(pointer)
    })
}

/// Returns the string at a JSON Pointer: acs_event_string(event, "/data/transferee/rawId").
///
/// Pointers are those of RFC 6901: "/" before each name or index, "~1" for a "/" in a name, "~0" for
/// a "~". This is for members without a function of their own, such as "/data/endedBy/name",
/// "/data/user/role", "/data/publicEventType" and all members of types that this version does not
/// know. The text is kept with the event, once for each pointer.
///
/// @param pointer may be NULL, which finds nothing
/// @return NULL if the member is absent or not a string
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_string(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> *const c_char {
    value(null(), move || {
        let (event, pointer) = at(event, pointer)?;
        // Names of other texts do not begin with a slash.
        if !pointer.starts_with('/') {
            return None;
        }
        let read = || event.received.event.get::<String>(pointer);
        Some(event.texts.text(pointer, read))
    })
}

/// Returns the whole number at a JSON Pointer.
///
/// @param pointer   as acs_event_string
/// @param otherwise is returned if the member is absent or not a whole number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_int(
    event: *const acs_event_t,
    pointer: *const c_char,
    otherwise: i64,
) -> i64 {
    typed(event, pointer, otherwise)
}

/// Returns the number at a JSON Pointer.
///
/// @param pointer   as acs_event_string
/// @param otherwise is returned if the member is absent or not a number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_double(
    event: *const acs_event_t,
    pointer: *const c_char,
    otherwise: f64,
) -> f64 {
    typed(event, pointer, otherwise)
}

/// Returns the boolean at a JSON Pointer.
///
/// @param pointer as acs_event_string
/// @return 1 or 0; -1 if the member is absent or not a boolean
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_bool(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> c_int {
    value(-1, move || {
        let (event, pointer) = at(event, pointer)?;
        event.received.event.get::<bool>(pointer).map(c_int::from)
    })
}

/// Returns the number of elements of the array, or members of the object, at a JSON Pointer.
///
/// @param pointer as acs_event_string; "" is the whole event
/// @return -1 if the member is absent or neither an array nor an object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_count(event: *const acs_event_t, pointer: *const c_char) -> i64 {
    value(-1, move || {
        let (event, pointer) = at(event, pointer)?;
        i64::try_from(event.received.event.count(pointer)?).ok()
    })
}

/// Returns the JSON at a JSON Pointer, as it arrived. It is kept with the event, once for each
/// pointer.
///
/// @param pointer as acs_event_string; "" is the whole event
/// @return "null" for a JSON null; NULL if absent
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_json(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> *const c_char {
    value(null(), move || {
        let (event, pointer) = at(event, pointer)?;
        Some(
            event
                .json
                .text(pointer, || event.received.event.pointer(pointer)),
        )
    })
}
