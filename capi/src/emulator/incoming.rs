//! Incoming calls: an outside caller calls a user or number hosted by the emulator.

use std::ffi::c_char;

use super::service::IncomingCall;
use crate::guard::{free, make, text};
use crate::options::{Checked, Options, add_pair, holds, set, set_text};
use crate::status::acs_status_t;

/// A call of an outside caller to a user or number hosted by the emulator. One thread at a time; may
/// be used for any number of calls.
pub struct acs_emulator_incoming_call_t(Options<IncomingCall>);

impl Checked for IncomingCall {}

holds!(acs_emulator_incoming_call_t, IncomingCall);

/// Creates a call between two raw ids; acs_emulator_place_incoming_call places it.
///
/// @param from the caller, such as "4:+15550100123"
/// @param to   the callee: a user or number hosted by the emulator
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_new(
    from: *const c_char,
    to: *const c_char,
) -> *mut acs_emulator_incoming_call_t {
    make(move || {
        let call = text(from, "from").and_then(|from| Ok(IncomingCall::new(from, text(to, "to")?)));
        acs_emulator_incoming_call_t(Options::made(call))
    })
}

/// Frees the description of a call; the call itself goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_free(
    incoming: *mut acs_emulator_incoming_call_t,
) {
    free(incoming);
}

/// Sets the caller's name, as IncomingCall reports it. Default: empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_set_display_name(
    incoming: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
) -> acs_status_t {
    set_text(incoming, "display name", name, IncomingCall::display_name)
}

/// Adds a SIP header of the custom calling context.
///
/// @param name the name as IncomingCall reports it: the service has sent User-To-User as
///             "user-To-User", "User-To-User", "userToUser" and "user-to-user"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_add_sip_header(
    incoming: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        incoming,
        "sip header",
        name,
        value,
        |incoming, (name, value)| incoming.sip_header(name, value),
    )
}

/// Adds a VoIP header of the custom calling context.
///
/// @param name the name as IncomingCall reports it
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_add_voip_header(
    incoming: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        incoming,
        "voip header",
        name,
        value,
        |incoming, (name, value)| incoming.voip_header(name, value),
    )
}

/// Sets that the caller hangs up just when the call is answered: answer succeeds, then AnswerFailed
/// follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_set_hangs_up_when_answered(
    incoming: *mut acs_emulator_incoming_call_t,
) -> acs_status_t {
    set(
        incoming,
        "hangs up when answered",
        |_| Ok(()),
        |incoming, ()| incoming.hangs_up_when_answered(),
    )
}
