//! A call of an outside caller to a user or number hosted by the emulator.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::IncomingCall;

use crate::options::names::*;

/// A call of an outside caller to a user or number hosted by the emulator.
pub struct acs_emulator_incoming_call_t(pub(crate) Options<IncomingCall>);

impl Checked for IncomingCall {}

holds!(acs_emulator_incoming_call_t, IncomingCall);

/// Creates an incoming call; acs_emulator_place_incoming_call places it.
///
/// @param from the caller by raw id, such as "4:+15550100123", or phone number
/// @param to the callee by raw id or phone number: a user or number hosted by the emulator
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_new(
    from: *const c_char,
    to: *const c_char,
) -> *mut acs_emulator_incoming_call_t {
    make(move || acs_emulator_incoming_call_t(Options::made(text(from, "from").and_then(|from| Ok(IncomingCall::new(from, text(to, "to")?))))))
}

/// Frees an incoming call; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_free(
    incoming_call: *mut acs_emulator_incoming_call_t,
) {
    free(incoming_call);
}

/// Sets the caller's name, as IncomingCall reports it. Default: empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_set_display_name(
    incoming_call: *mut acs_emulator_incoming_call_t,
    display_name: *const c_char,
) -> acs_status_t {
    set_text(incoming_call, "display name", display_name, IncomingCall::display_name)
}

/// Adds a SIP header of the custom calling context, with the name as IncomingCall reports it: the
/// service has sent User-To-User as "user-To-User", "User-To-User", "userToUser" and
/// "user-to-user".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_add_sip_header(
    incoming_call: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(incoming_call, "SIP header", name, value, |options, (name, value)| options.sip_header(name, value))
}

/// Adds a VoIP header of the custom calling context, with the name as IncomingCall reports it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_add_voip_header(
    incoming_call: *mut acs_emulator_incoming_call_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(incoming_call, "VoIP header", name, value, |options, (name, value)| options.voip_header(name, value))
}

/// Specifies that the caller hangs up just when the call is answered: answer succeeds, then
/// AnswerFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_incoming_call_set_hang_up_when_answered(
    incoming_call: *mut acs_emulator_incoming_call_t,
) -> acs_status_t {
    set(incoming_call, "hang up when answered", |_| Ok(()), |options, ()| options.hang_up_when_answered())
}
