//! Headers for the callee of an added participant or a transfer. At most 5 SIP headers beside User-To-User, and 1,000 VoIP headers; each name once. They are checked when they are used.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::model::CustomCallingContext;

use crate::options::names::*;

/// Headers for the callee of an added participant or a transfer. At most 5 SIP headers beside
/// User-To-User, and 1,000 VoIP headers; each name once. They are checked when they are used.
pub struct acs_calling_context_t(pub(crate) Options<CustomCallingContext>);

impl Checked for CustomCallingContext {}

holds!(acs_calling_context_t, CustomCallingContext);

/// Creates a context in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_calling_context_new() -> *mut acs_calling_context_t {
    make(move || acs_calling_context_t(Options::new(CustomCallingContext::new())))
}

/// Frees a context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_free(
    context: *mut acs_calling_context_t,
) {
    free(context);
}

/// Adds a SIP header X-MS-Custom-NAME. Names: letters, digits and . ! % * _ + ~ -, at most 64
/// characters with the prefix; a name that has the prefix keeps it. Values: at most 256 letters,
/// digits and . ! % * _ + ~ - = ; characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_custom_header(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(context, field::SIP_HEADER, name, value, |options, (name, value)| options.sip_custom_header(name, value))
}

/// Adds a SIP header X-NAME, with the same rules; since api-version 2025-06-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_x_header(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(context, field::SIP_HEADER, name, value, |options, (name, value)| options.sip_x_header(name, value))
}

/// Sets the SIP header User-To-User (UUI): 1 to 256 characters, no control characters; a second
/// value is refused when it is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_set_user_to_user(
    context: *mut acs_calling_context_t,
    user_to_user: *const c_char,
) -> acs_status_t {
    set_text(context, field::USER_TO_USER, user_to_user, CustomCallingContext::user_to_user)
}

/// Adds a SIP header by its full name: X-MS-Custom-..., X-... or User-To-User.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_header(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(context, field::SIP_HEADER, name, value, |options, (name, value)| options.sip_header(name, value))
}

/// Adds a header for a called Communication Services user. Names: 1 to 64 characters; values: at
/// most 1,024; no control characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_voip_header(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(context, field::VOIP_HEADER, name, value, |options, (name, value)| options.voip_header(name, value))
}

/// Sets the details for a called Teams phone; since api-version 2026-03-12.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_set_teams_phone_call_details(
    context: *mut acs_calling_context_t,
    teams_phone_call_details: *const acs_teams_phone_call_details_t,
) -> acs_status_t {
    set_nested(context, field::TEAMS_PHONE_CALL_DETAILS, teams_phone_call_details, CustomCallingContext::teams_phone_call_details)
}
