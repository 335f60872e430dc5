//! Version: what was compiled against, and what runs.
// The constants are read by C alone.
#![allow(dead_code)]

use std::ffi::{c_char, c_int};

/// Major version of the header; grows when something is taken away or changes its meaning.
pub const ACS_VERSION_MAJOR: c_int = 0;
/// Minor version of the header; grows when something is added.
pub const ACS_VERSION_MINOR: c_int = 1;
/// Patch version of the header; grows when something is mended.
pub const ACS_VERSION_PATCH: c_int = 0;
/// The binary interface of the header, which is the number in the name of the shared library.
pub const ACS_ABI_VERSION: c_int = 0;

/// The version of the library that runs, as "MAJOR.MINOR.PATCH".
///
/// @return a text that is always there
#[unsafe(no_mangle)]
pub extern "C" fn acs_version() -> *const c_char {
    const TEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    TEXT.as_ptr().cast()
}

/// The binary interface of the library that runs; equals ACS_ABI_VERSION of a header that fits.
///
/// @return the number
#[unsafe(no_mangle)]
pub extern "C" fn acs_abi_version() -> c_int {
    ACS_ABI_VERSION
}
