//! The ids of calls between clients.

use std::ffi::c_char;

use super::service::StartedCall;
use crate::guard::free;
use crate::text::{HasTexts, Texts, text_of};

/// The ids of a call between clients. Read only: may be shared between threads.
pub struct acs_emulator_started_call_t {
    started: StartedCall,
    texts: Texts,
}

impl acs_emulator_started_call_t {
    pub(super) fn new(started: StartedCall) -> Self {
        Self {
            started,
            texts: Texts::default(),
        }
    }
}

impl HasTexts for acs_emulator_started_call_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Returns the server call id, as CallStarted reports it: with it the application can connect to the
/// call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_started_call_server_call_id(
    started: *const acs_emulator_started_call_t,
) -> *const c_char {
    text_of(started, "server_call_id", |started| {
        Some(&started.started.server_call_id)
    })
}

/// Returns the correlation id, which all events of the call carry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_started_call_correlation_id(
    started: *const acs_emulator_started_call_t,
) -> *const c_char {
    text_of(started, "correlation_id", |started| {
        Some(&started.started.correlation_id)
    })
}

/// Frees the ids of a started call; the call itself goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_started_call_free(started: *mut acs_emulator_started_call_t) {
    free(started);
}
