//! What travels with an invitation to the called party: SIP and VoIP headers, Teams phone details.

use std::ffi::c_char;

use super::guard::{free, make};
use super::options::{Checked, Options, add_pair, holds, set_nested, set_text};
use super::status::acs_status_t;
use super::teams_phone::acs_teams_phone_call_details_t;
use acs_call_automation::model::CustomCallingContext;

/// Headers for the called party of an added participant or a transfer. At most 5 SIP headers beside
/// User-To-User, and 1,000 VoIP headers; none twice. They are checked when they are used. One
/// thread at a time; may be used for any number of calls.
pub struct acs_calling_context_t(Options<CustomCallingContext>);

impl Checked for CustomCallingContext {}

holds!(acs_calling_context_t, CustomCallingContext);

/// ======== Custom calling context ========
///
/// No headers.
///
/// @return a context; free with acs_calling_context_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_calling_context_new() -> *mut acs_calling_context_t {
    make(move || acs_calling_context_t(Options::new(CustomCallingContext::new())))
}

/// Frees a calling context.
///
/// @param context the context, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_free(context: *mut acs_calling_context_t) {
    free(context);
}

/// One SIP header X-MS-Custom-NAME more.
///
/// @param context the context
/// @param name    letters, digits and . ! % * _ + ~ -, at most 64 characters with the prefix; one
///                that has the prefix keeps it
/// @param value   at most 256 characters: letters, digits and . ! % * _ + ~ - = ;
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_custom(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        context,
        "SIP header",
        name,
        value,
        |context, (name, value)| context.sip_custom(name, value),
    )
}

/// One SIP header X-NAME more. Since api-version 2025-06-15.
///
/// @param context the context
/// @param name    letters, digits and . ! % * _ + ~ -, at most 64 characters with the prefix; one
///                that has the prefix keeps it
/// @param value   at most 256 characters: letters, digits and . ! % * _ + ~ - = ;
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_x(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        context,
        "SIP header",
        name,
        value,
        |context, (name, value)| context.sip_x(name, value),
    )
}

/// The SIP header User-To-User (UUI). Once only.
///
/// @param context the context
/// @param value   1 to 256 characters, no control characters
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_set_user_to_user(
    context: *mut acs_calling_context_t,
    value: *const c_char,
) -> acs_status_t {
    set_text(
        context,
        "User-To-User",
        value,
        CustomCallingContext::user_to_user,
    )
}

/// One SIP header more, by its full name.
///
/// @param context the context
/// @param name    begins with X-MS-Custom- or X-, or is User-To-User
/// @param value   at most 256 characters: letters, digits and . ! % * _ + ~ - = ;
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_sip_header(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        context,
        "SIP header",
        name,
        value,
        |context, (name, value)| context.sip_header(name, value),
    )
}

/// One header more for a called Communication Services user.
///
/// @param context the context
/// @param name    1 to 64 characters, no control characters
/// @param value   at most 1,024 characters, no control characters
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_add_voip(
    context: *mut acs_calling_context_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        context,
        "VoIP header",
        name,
        value,
        |context, (name, value)| context.voip(name, value),
    )
}

/// Details for a called Teams phone. They are copied. Since api-version 2026-03-12.
///
/// @param context the context
/// @param details the details; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_calling_context_set_teams_phone_call_details(
    context: *mut acs_calling_context_t,
    details: *const acs_teams_phone_call_details_t,
) -> acs_status_t {
    set_nested(
        context,
        "Teams phone call details",
        details,
        CustomCallingContext::teams_phone_call_details,
    )
}
