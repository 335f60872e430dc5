//! Cancellation of threads by the host (`pthread_cancel`).

use std::ffi::c_int;

/// Keeps this thread from being canceled while it is inside the library: a canceled thread is
/// unwound from within a system call, for which Rust aborts the process.
pub struct Canceling {
    before: c_int,
}

/// `PTHREAD_CANCEL_DISABLE` of glibc and musl.
const DISABLED: c_int = 1;

#[cfg(target_os = "linux")]
unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
}

impl Canceling {
    pub fn hold() -> Self {
        let mut before = DISABLED;
        set(DISABLED, &mut before);
        Self { before }
    }
}

impl Drop for Canceling {
    fn drop(&mut self) {
        let mut held = DISABLED;
        set(self.before, &mut held);
    }
}

#[cfg(target_os = "linux")]
fn set(state: c_int, before: &mut c_int) {
    // SAFETY: it sets a flag of this thread, and `before`.
    unsafe { pthread_setcancelstate(state, before) };
}

#[cfg(not(target_os = "linux"))]
fn set(_state: c_int, _before: &mut c_int) {}
