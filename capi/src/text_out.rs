//! Text that a function gives as its result, as an object of its own.

use std::ffi::{CString, c_char};
use std::ptr::null;

use super::c_text::c_text;
use super::guard::{free, value};

/// A text that a function created. Read only: may be shared between threads.
pub struct acs_text_t(CString);

impl acs_text_t {
    pub(super) fn new(text: &str) -> Self {
        Self(c_text(text))
    }
}

/// Returns the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_text_string(text: *const acs_text_t) -> *const c_char {
    value(null(), move || Some(text.as_ref()?.0.as_ptr()))
}

/// Frees a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_text_free(text: *mut acs_text_t) {
    free(text);
}
