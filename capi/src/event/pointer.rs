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
        event.event.get(pointer)
    })
}

/// The text at a place in the event: acs_event_string(event, "/data/transferee/rawId").
///
/// Pointers are those of RFC 6901: "/" before each name or index, "~1" for a "/" in a name, "~0" for
/// a "~". This is for members without a function of their own, such as "/data/endedBy/name",
/// "/data/user/role", "/data/publicEventType" and all members of types that this version does not
/// know. The text is kept with the event, once for each pointer.
///
/// @param pointer the place; nothing is found for NULL
/// @return a text that lives as long as the event; NULL when there is none: nothing, or no string
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
        let read = || event.event.get::<String>(pointer);
        Some(event.texts.text(pointer, read))
    })
}

/// The whole number at a place in the event.
///
/// @param pointer   the place, as for acs_event_string; nothing is found for NULL
/// @param otherwise what to return when there is none: nothing, no number, or one with a fraction
/// @return the number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_int(
    event: *const acs_event_t,
    pointer: *const c_char,
    otherwise: i64,
) -> i64 {
    typed(event, pointer, otherwise)
}

/// The number at a place in the event.
///
/// @param pointer   the place, as for acs_event_string; nothing is found for NULL
/// @param otherwise what to return when there is none
/// @return the number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_double(
    event: *const acs_event_t,
    pointer: *const c_char,
    otherwise: f64,
) -> f64 {
    typed(event, pointer, otherwise)
}

/// The yes or no at a place in the event.
///
/// @param pointer the place, as for acs_event_string; nothing is found for NULL
/// @return 1 or 0; -1 when there is none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_bool(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> c_int {
    value(-1, move || {
        let (event, pointer) = at(event, pointer)?;
        event.event.get::<bool>(pointer).map(c_int::from)
    })
}

/// How many elements or members the array or object at a place in the event has.
///
/// @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
///                NULL
/// @return the number; -1 when there is neither array nor object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_count(event: *const acs_event_t, pointer: *const c_char) -> i64 {
    value(-1, move || {
        let (event, pointer) = at(event, pointer)?;
        i64::try_from(event.event.count(pointer)?).ok()
    })
}

/// The JSON at a place in the event, as it came. It is kept with the event, once for each pointer.
///
/// @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
///                NULL
/// @return a text that lives as long as the event, "null" where that stands; NULL for nothing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_json(
    event: *const acs_event_t,
    pointer: *const c_char,
) -> *const c_char {
    value(null(), move || {
        let (event, pointer) = at(event, pointer)?;
        Some(event.json.text(pointer, || event.event.pointer(pointer)))
    })
}
