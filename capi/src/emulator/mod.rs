//! The emulator: C programs test themselves offline.
//!
//! The header is the same for every build. In a library without feature `emulator` all that is
//! missing is the emulator itself: `absent` stands in its place, and each function is written once.

#[cfg(not(feature = "emulator"))]
pub(crate) mod absent;

// In the order of the header.
mod running;

mod remote_party;

mod client_call;

mod journal;

mod ladder;

#[cfg(all(test, feature = "emulator"))]
mod tests;

#[cfg(not(feature = "emulator"))]
pub(crate) use absent as service;

#[cfg(feature = "emulator")]
pub(crate) use acs_call_automation_emulator as service;

use acs_call_automation::{Error, Result};

/// The error of a library without the emulator where one is needed.
fn missing() -> Error {
    Error::unsupported("emulator", "emulator")
}

fn present() -> Result<()> {
    if cfg!(feature = "emulator") {
        Ok(())
    } else {
        Err(missing())
    }
}
