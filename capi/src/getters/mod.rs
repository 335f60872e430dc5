//! Functions that only read a value of an object. They are written from a table,
//! `capi/surface/getters.toml`; here is what they have in common.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::null;
use std::time::Duration;

use super::guard::value;
use super::identifier::acs_identifier_t;
use super::text::Kept;
use acs_call_automation::CommunicationIdentifier;

#[rustfmt::skip]
#[allow(unused_imports)] // every file imports all names
pub(super) mod generated;

/// What the generated functions use.
#[allow(unused_imports)] // a name whose last row goes stays
mod names {
    pub(super) use super::{identifier_of, millis_of, value_at, value_of, whole_millis};
    pub(super) use crate::error::acs_error_t;
    pub(super) use crate::event::{
        ACS_EVENT_OUTCOME_NONE, acs_event_t, outcome_number, reason_number, recognition_type,
        recording_kind, recording_state, start_time, tone_code,
    };
    pub(super) use crate::guard::unix_millis;
    pub(super) use crate::identifier::acs_identifier_t;
    pub(super) use crate::properties::{
        ACS_CALL_STATE_UNKNOWN, ACS_MEDIA_STATE_UNKNOWN, acs_call_properties_t, call_state,
        media_state,
    };
    pub(super) use crate::recording_metadata::acs_recording_metadata_t;
    pub(super) use crate::response::acs_response_t;
    pub(super) use crate::text::{made_text_of, text_at, text_of};
    pub(super) use acs_call_automation::event::EventBody;
    pub(super) use acs_call_automation::model::Timestamp;
    pub(super) use std::ffi::{c_char, c_int};
}

/// An object that has identifiers.
pub(super) trait HasIdentifiers {
    fn identifiers(&self) -> &Kept<acs_identifier_t>;
}

/// A value of an object; `none` when there is none, or no object.
#[inline(never)]
pub(super) unsafe fn value_of<O, T: Copy>(
    object: *const O,
    none: T,
    read: fn(&O) -> Option<T>,
) -> T {
    value(none, move || read(object.as_ref()?))
}

/// As [`value_of`], for one of several values.
#[inline(never)]
pub(super) unsafe fn value_at<O, T: Copy>(
    object: *const O,
    index: usize,
    none: T,
    read: fn(&O, usize) -> Option<T>,
) -> T {
    value(none, move || read(object.as_ref()?, index))
}

/// An identifier of an object, created on first access; NULL when there is none, or no object.
#[inline(never)]
pub(super) unsafe fn identifier_of<O: HasIdentifiers>(
    object: *const O,
    key: &str,
    read: for<'a> fn(&'a O) -> Option<&'a CommunicationIdentifier>,
) -> *const acs_identifier_t {
    value(null(), move || {
        let object = object.as_ref()?;
        let make = || Some(acs_identifier_t::new(read(object)?.clone()));
        object.identifiers().get(key, make).map(std::ptr::from_ref)
    })
}

pub(super) fn whole_millis(span: Option<Duration>) -> Option<i64> {
    i64::try_from(span?.as_millis()).ok()
}

fn millis_of(seconds: f64) -> Option<i64> {
    whole_millis(Duration::try_from_secs_f64(seconds).ok())
}

/// The name of a number, for people.
pub(super) fn name_in(
    names: &[(c_int, &'static CStr)],
    number: c_int,
    other: &'static CStr,
) -> *const c_char {
    value(other.as_ptr(), move || {
        let (_, name) = names.iter().find(|(one, _)| *one == number)?;
        Some(name.as_ptr())
    })
}
