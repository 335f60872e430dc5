//! What C passes and gets: no argument is trusted.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::null_mut;
use std::time::{Duration, SystemTime};

use super::entry::{boxed, value};
use acs_call_automation::internal::Birth;
use acs_call_automation::{Error, Result};

#[cold]
#[inline(never)]
fn not_null(name: &'static str) -> Error {
    Error::invalid(name, "must not be NULL")
}

/// An object passed by C.
pub(super) unsafe fn handle<'a, T>(object: *const T, name: &'static str) -> Result<&'a T> {
    object.as_ref().ok_or_else(|| not_null(name))
}

/// An object passed by C that the function changes.
pub(super) unsafe fn handle_mut<'a, T>(object: *mut T, name: &'static str) -> Result<&'a mut T> {
    object.as_mut().ok_or_else(|| not_null(name))
}

/// An object that belongs to the process it was made in.
pub(super) fn at_home<'a, T>(object: &'a T, birth: Birth, what: &'static str) -> Result<&'a T> {
    if birth.is_elsewhere() {
        return Err(Error::forked(what));
    }
    Ok(object)
}

/// A result parameter. It is NULL until the function has succeeded.
pub(super) struct Slot<'a, T>(Option<&'a mut *mut T>);

impl<T> Slot<'_, T> {
    /// Stores the result, if it is wanted.
    pub(super) fn put(self, object: impl FnOnce() -> T) {
        if let Some(place) = self.0 {
            *place = boxed(object());
        }
    }
}

/// A required result parameter.
pub(super) unsafe fn slot<'a, T>(place: *mut *mut T, name: &'static str) -> Result<Slot<'a, T>> {
    let slot = optional_slot(place);
    match slot.0 {
        Some(_) => Ok(slot),
        None => Err(not_null(name)),
    }
}

/// An optional result parameter.
pub(super) unsafe fn optional_slot<'a, T>(place: *mut *mut T) -> Slot<'a, T> {
    Slot(place.as_mut().map(|place| {
        *place = null_mut();
        place
    }))
}

/// Text passed by C: UTF-8 up to a NUL.
pub(super) unsafe fn text<'a>(text: *const c_char, name: &'static str) -> Result<&'a str> {
    if text.is_null() {
        return Err(not_null(name));
    }
    CStr::from_ptr(text)
        .to_str()
        .map_err(|cause| Error::invalid(name, "must be UTF-8").with_source(cause))
}

/// Text that may be left out.
pub(super) unsafe fn optional_text<'a>(
    given: *const c_char,
    name: &'static str,
) -> Result<Option<&'a str>> {
    if given.is_null() {
        return Ok(None);
    }
    text(given, name).map(Some)
}

/// Bytes passed by C; NULL is allowed when the length is 0.
pub(super) unsafe fn bytes<'a>(
    bytes: *const u8,
    length: usize,
    name: &'static str,
) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if bytes.is_null() {
        return Err(not_null(name));
    }
    if isize::try_from(length).is_err() {
        return Err(Error::invalid(name, "must be at most PTRDIFF_MAX bytes"));
    }
    Ok(std::slice::from_raw_parts(bytes, length))
}

/// A list of objects passed by C, as an array of pointers.
pub(super) unsafe fn list<'a, T>(
    items: *const *const T,
    count: usize,
    name: &'static str,
) -> Result<Vec<&'a T>> {
    array(items, count, name)?
        .iter()
        .map(|item| handle(*item, name))
        .collect()
}

/// A list of texts passed by C, as an array of pointers.
pub(super) unsafe fn texts<'a>(
    items: *const *const c_char,
    count: usize,
    name: &'static str,
) -> Result<Vec<&'a str>> {
    array(items, count, name)?
        .iter()
        .map(|item| text(*item, name))
        .collect()
}

unsafe fn array<'a, T>(
    items: *const *const T,
    count: usize,
    name: &'static str,
) -> Result<&'a [*const T]> {
    if count == 0 {
        return Ok(&[]);
    }
    if items.is_null() {
        return Err(not_null(name));
    }
    if count > MAX_ITEMS {
        return Err(Error::invalid(
            name,
            format_args!("must be at most {MAX_ITEMS}"),
        ));
    }
    Ok(std::slice::from_raw_parts(items, count))
}

/// More than any operation takes: a larger number is a mistake, and no memory is behind it.
const MAX_ITEMS: usize = 10_000;

const NEGATIVE: &str = "must not be negative";

/// Yes or no as an integer.
pub(super) fn flag(value: c_int, name: &'static str) -> Result<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::invalid(name, "must be 0 or 1")),
    }
}

/// The numbers that something is counted in.
pub(super) trait Number: TryFrom<i64> {
    const MOST: u64;
}

impl Number for u16 {
    const MOST: u64 = Self::MAX as u64;
}
impl Number for u32 {
    const MOST: u64 = Self::MAX as u64;
}
impl Number for u64 {
    const MOST: u64 = i64::MAX as u64;
}
impl Number for usize {
    const MOST: u64 = isize::MAX as u64;
}

/// A number that counts something.
pub(super) fn count<T: Number>(value: i64, name: &'static str) -> Result<T> {
    if value < 0 {
        return Err(Error::invalid(name, NEGATIVE));
    }
    T::try_from(value).map_err(|_| Error::invalid(name, format_args!("must be 0 to {}", T::MOST)))
}

/// A span of time in milliseconds.
pub(super) fn millis(value: i64, name: &'static str) -> Result<Duration> {
    u64::try_from(value)
        .map(Duration::from_millis)
        .map_err(|_| Error::invalid(name, NEGATIVE))
}

/// A moment in milliseconds since 1970-01-01 00:00 UTC, not before that.
pub(super) fn moment(value: i64, name: &'static str) -> Result<SystemTime> {
    SystemTime::UNIX_EPOCH
        .checked_add(millis(value, name)?)
        .ok_or_else(|| Error::invalid(name, "is out of range"))
}

/// A moment as C gets it; -1 for none, and for one before 1970.
pub(super) fn unix_millis(moment: Option<SystemTime>) -> i64 {
    moment
        .and_then(|moment| moment.duration_since(SystemTime::UNIX_EPOCH).ok())
        .and_then(|span| i64::try_from(span.as_millis()).ok())
        .unwrap_or(-1)
}

/// Bytes for C, that belong to an object; NULL and length 0 when there are none.
pub(super) unsafe fn bytes_out<'a>(
    length: *mut usize,
    read: impl FnMut() -> Option<&'a [u8]>,
) -> *const u8 {
    let found = value(&[] as &[u8], read);
    if let Some(length) = length.as_mut() {
        *length = found.len();
    }
    if found.is_empty() {
        return std::ptr::null();
    }
    found.as_ptr()
}
