//! Invites: one party to ring, and how the call shows there.

use std::ffi::c_char;

use super::guard::{free, handle, make};
use super::identifier::acs_identifier_t;
use super::options::acs_calling_context_t;
use super::options::{
    Checked, Options, any_identifier, holds, phone_number, set, set_nested, set_text,
};
use super::status::acs_status_t;
use acs_call_automation::CallInvite;
use acs_call_automation::Result;

/// A party to ring, and what it sees of the caller. May be used any number of times, also by
/// several threads; one thread at a time may change it.
pub struct acs_invite_t(Options<CallInvite>);

impl Checked for CallInvite {}

holds!(acs_invite_t, CallInvite);

/// The invite passed by C, unless something in it was refused.
pub(super) unsafe fn invite<'a>(invite: *const acs_invite_t) -> Result<&'a CallInvite> {
    handle(invite, "invite")?.0.usable()
}

/// Creates an invite for a user, an application or a telephone number. NULL is refused when the
/// invite is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_new(target: *const acs_identifier_t) -> *mut acs_invite_t {
    make(move || {
        acs_invite_t(Options::made(
            any_identifier(target, "target").map(CallInvite::from),
        ))
    })
}

/// Creates an invite for a telephone number. Both numbers are in E.164 form: +, then 7 to 15
/// digits, the first not 0.
///
/// @param target    the number to ring: "+16045551234"
/// @param caller_id the number that the callee sees; the resource must own it
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_to_phone_number(
    target: *const c_char,
    caller_id: *const c_char,
) -> *mut acs_invite_t {
    make(move || {
        let both = phone_number(target, "target").and_then(|target| {
            let caller_id = phone_number(caller_id, "source caller id number")?;
            CallInvite::to_phone_number(target, caller_id)
        });
        acs_invite_t(Options::made(both))
    })
}

/// Frees an invite.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_free(invite: *mut acs_invite_t) {
    free(invite);
}

/// Sets the caller id that a called telephone sees, in E.164 form: a number that the resource owns.
/// Required for telephone numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_source_caller_id_number(
    invite: *mut acs_invite_t,
    number: *const c_char,
) -> acs_status_t {
    set(
        invite,
        "source caller id number",
        move |field| phone_number(number, field),
        CallInvite::source_caller_id_number,
    )
}

/// Sets the name that the callee sees: no control characters. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_source_display_name(
    invite: *mut acs_invite_t,
    name: *const c_char,
) -> acs_status_t {
    set_text(
        invite,
        "source display name",
        name,
        CallInvite::source_display_name,
    )
}

/// Sets SIP and VoIP headers for the callee; only for acs_call_add_participant. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_custom_calling_context(
    invite: *mut acs_invite_t,
    context: *const acs_calling_context_t,
) -> acs_status_t {
    set_nested(
        invite,
        "custom calling context",
        context,
        CallInvite::custom_calling_context,
    )
}
