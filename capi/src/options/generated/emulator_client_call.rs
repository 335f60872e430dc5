//! A call between clients, without the application.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::ClientCall;

use crate::options::names::*;

/// A call between clients, without the application.
pub struct acs_emulator_client_call_t(pub(crate) Options<ClientCall>);

impl Checked for ClientCall {}

holds!(acs_emulator_client_call_t, ClientCall);

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
    make(move || acs_emulator_client_call_t(Options::made(texts(users, count, "users").map(ClientCall::new))))
}

/// Frees a call; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_free(
    call: *mut acs_emulator_client_call_t,
) {
    free(call);
}

/// Sets the id of the group call that it is, a GUID. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_set_group_id(
    call: *mut acs_emulator_client_call_t,
    group_id: *const c_char,
) -> acs_status_t {
    set_text(call, "group id", group_id, ClientCall::group_id)
}

/// Sets the id of the room that it takes place in. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_client_call_set_room_id(
    call: *mut acs_emulator_client_call_t,
    room_id: *const c_char,
) -> acs_status_t {
    set_text(call, "room id", room_id, ClientCall::room_id)
}
