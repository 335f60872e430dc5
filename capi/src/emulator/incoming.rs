//! Incoming calls: an outside caller calls one of the emulator's own users or numbers.

use std::ffi::c_char;

use super::service::IncomingCall;
use crate::guard::{free, make, text};
use crate::options::{Checked, Options, add_pair, holds, set, set_text};
use crate::status::acs_status_t;

/// A call of an outside caller to one of the emulator's own users or numbers. One thread at a time;
/// may be used for any number of calls.
pub struct acs_emulator_incoming_call_t(Options<IncomingCall>);

impl Checked for IncomingCall {}

holds!(acs_emulator_incoming_call_t, IncomingCall);

/// A call between two raw ids; acs_emulator_place_incoming_call places it.
///
/// @param from the caller, such as "4:+15550100123"
/// @param to   the callee: an own user or number of the emulator
/// @return a call; free with acs_emulator_incoming_call_free
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

/// The caller's name, as IncomingCall shows it.
///
/// @param name     any text; default: empty
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_set_display_name(
    incoming: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
) -> acs_status_t {
    set_text(incoming, "display name", name, IncomingCall::display_name)
}

/// A SIP header of the custom calling context.
///
/// @param name     the name, as it is to arrive: User-To-User was seen as "user-To-User",
///                 "User-To-User", "userToUser" and "user-to-user"
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

/// A VoIP header of the custom calling context.
///
/// @param name     the name, as it is to arrive
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

/// The caller hangs up just when the call is answered: answer succeeds, then AnswerFailed follows.
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
