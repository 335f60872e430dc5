//! The versions of the header and of the library.
// The constants are read by C alone.
#![allow(dead_code)]

use std::ffi::{c_char, c_int};

/// Version of the header; grows with incompatible changes.
pub const ACS_VERSION_MAJOR: c_int = 0;
/// Grows with additions.
pub const ACS_VERSION_MINOR: c_int = 1;
/// Grows with corrections.
pub const ACS_VERSION_PATCH: c_int = 0;
/// Binary interface: the number in the name of the shared library.
pub const ACS_ABI_VERSION: c_int = 0;

/// Returns the version of the loaded library, such as "0.1.0"; never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acs_version() -> *const c_char {
    const TEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    TEXT.as_ptr().cast()
}

/// Returns the binary interface of the loaded library; it must equal ACS_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn acs_abi_version() -> c_int {
    ACS_ABI_VERSION
}
