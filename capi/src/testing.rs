//! Functions that only the tests of this package call; in no header.

use super::error::acs_error_t;
use super::guard::guard;
use super::status::acs_status_t;

/// Panics inside the C interface.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
#[allow(clippy::panic)] // it is what this is for
pub unsafe extern "C" fn acs_test_panic(error: *mut *mut acs_error_t) -> acs_status_t {
    guard(error, move || panic!("a panic on purpose"))
}
