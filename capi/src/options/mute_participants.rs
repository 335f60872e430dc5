//! Mute participants options: how participants are muted.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::MuteParticipantsOptions;

/// How participants are muted. One thread at a time; may be used for any number of calls.
pub struct acs_mute_participants_options_t(Options<MuteParticipantsOptions>);

impl Checked for MuteParticipantsOptions {}

holds!(acs_mute_participants_options_t, MuteParticipantsOptions);

/// ======== Mute participants options ========
///
/// No options.
///
/// @return options; free with acs_mute_participants_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_mute_participants_options_new() -> *mut acs_mute_participants_options_t {
    make(move || acs_mute_participants_options_t(Options::new(MuteParticipantsOptions::new())))
}

/// Frees mute participants options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_free(
    options: *mut acs_mute_participants_options_t,
) {
    free(options);
}

/// Text that the response repeats.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_set_operation_context(
    options: *mut acs_mute_participants_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        MuteParticipantsOptions::operation_context,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_set_request(
    options: *mut acs_mute_participants_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "request",
        request,
        MuteParticipantsOptions::request,
    )
}
