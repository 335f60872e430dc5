//! Calls between clients, without the application.

use std::ffi::c_char;

use super::service::{ClientCall, StartedCall};
use crate::guard::{free, make, texts};
use crate::options::{Checked, Options, holds, set_text};
use crate::status::acs_status_t;
use crate::text::{HasTexts, Texts, text_of};

/// A call between clients. One thread at a time; may be used for any number of calls.
pub struct acs_emulator_client_call_t(Options<ClientCall>);

impl Checked for ClientCall {}

holds!(acs_emulator_client_call_t, ClientCall);

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

/// Creates a call between users; acs_emulator_start_client_call starts it. One must be a
/// communication user; at least two are needed, or one for a group or a room.
///
/// @param users their raw ids, each at most once; the first one starts the call
/// @param count the number of users, at most 10,000
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_new(
    users: *const *const c_char,
    count: usize,
) -> *mut acs_emulator_client_call_t {
    make(move || {
        acs_emulator_client_call_t(Options::made(
            texts(users, count, "users").map(ClientCall::new),
        ))
    })
}

/// Frees the description of a call; the call itself goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_free(call: *mut acs_emulator_client_call_t) {
    free(call);
}

/// Makes it a group call.
///
/// @param id a GUID; default: none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_set_group_id(
    call: *mut acs_emulator_client_call_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(call, "group id", id, ClientCall::group_id)
}

/// Makes it a call in a room.
///
/// @param id the room's id; default: none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_set_room_id(
    call: *mut acs_emulator_client_call_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(call, "room id", id, ClientCall::room_id)
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
