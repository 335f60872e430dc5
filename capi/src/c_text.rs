//! The conversion of text to C strings.

use std::ffi::CString;

/// A NUL inside a text would end it for C: the sign for what cannot be shown stands there instead.
pub(super) fn c_text(text: &str) -> CString {
    CString::new(text)
        .or_else(|_| CString::new(text.replace('\0', "\u{fffd}")))
        .unwrap_or_default()
}
