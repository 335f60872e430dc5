//! A party to ring, and what it sees of the caller. May be used any number of times, also by several threads; one thread at a time may change it.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::CallInvite;

use crate::options::names::*;

/// A party to ring, and what it sees of the caller. May be used any number of times, also by
/// several threads; one thread at a time may change it.
pub struct acs_invite_t(pub(crate) Options<CallInvite>, pub(crate) Kept<acs_identifier_t>);

impl Checked for CallInvite {}

holds!(acs_invite_t, CallInvite);

/// Creates an invite.
///
/// @param target a user, an application or a phone number; NULL is refused when the invite is
///     used
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_new(
    target: *const acs_identifier_t,
) -> *mut acs_invite_t {
    make(move || acs_invite_t(Options::made(any_identifier(target, field::TARGET).map(CallInvite::from)), Kept::default()))
}

/// Creates an invite for a phone number. Both numbers are in E.164 form: +, then 7 to 15 digits,
/// the first not 0.
///
/// @param target the number to ring: "+16045551234"
/// @param caller_id the number that the callee sees: one of the resource, or with direct
///     routing any number that the SBC accepts
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_to_phone_number(
    target: *const c_char,
    caller_id: *const c_char,
) -> *mut acs_invite_t {
    make(move || acs_invite_t(Options::made(read::invite_to_phone_number(target, caller_id)), Kept::default()))
}

/// Frees an invite.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_free(
    invite: *mut acs_invite_t,
) {
    free(invite);
}

/// Sets the caller id that a callee sees, in E.164 form: a number of the resource, or with direct
/// routing any number that the SBC accepts. Required for phone numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_source_caller_id_number(
    invite: *mut acs_invite_t,
    source_caller_id_number: *const c_char,
) -> acs_status_t {
    set(
        invite,
        field::SOURCE_CALLER_ID_NUMBER,
        move |field| read::phone_number(source_caller_id_number, field),
        CallInvite::source_caller_id_number,
    )
}

/// Sets the name that the callee sees: no control characters. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_source_display_name(
    invite: *mut acs_invite_t,
    source_display_name: *const c_char,
) -> acs_status_t {
    set_text(invite, field::SOURCE_DISPLAY_NAME, source_display_name, CallInvite::source_display_name)
}

/// Sets the SIP and VoIP headers for the callee; only for acs_call_add_participant. Default:
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_set_custom_calling_context(
    invite: *mut acs_invite_t,
    custom_calling_context: *const acs_calling_context_t,
) -> acs_status_t {
    set_nested(invite, field::CUSTOM_CALLING_CONTEXT, custom_calling_context, CallInvite::custom_calling_context)
}
