//! Add participant options: how one more party is rung.

use std::ffi::c_char;
use std::time::Duration;

use super::request::acs_request_options_t;
use super::{Checked, Options, set, set_nested, set_text};
use crate::guard::{count, free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::AddParticipantOptions;

/// How one more party is rung. One thread at a time; may be used for any number of calls.
pub struct acs_add_participant_options_t(Options<AddParticipantOptions>);

impl Checked for AddParticipantOptions {}

holds!(acs_add_participant_options_t, AddParticipantOptions);

/// ======== Add participant options ========
///
/// No options: the service's defaults.
///
/// @return options; free with acs_add_participant_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_add_participant_options_new() -> *mut acs_add_participant_options_t {
    make(move || acs_add_participant_options_t(Options::new(AddParticipantOptions::new())))
}

/// Frees add participant options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_free(
    options: *mut acs_add_participant_options_t,
) {
    free(options);
}

/// How long it rings.
///
/// @param options              the options
/// @param invitation_timeout_s 0 to 180 seconds, checked when it is used; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_invitation_timeout_s(
    options: *mut acs_add_participant_options_t,
    invitation_timeout_s: i64,
) -> acs_status_t {
    set(
        options,
        "invitation timeout",
        move |field| count(invitation_timeout_s, field).map(Duration::from_secs),
        AddParticipantOptions::invitation_timeout,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_operation_context(
    options: *mut acs_add_participant_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        AddParticipantOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_operation_callback_uri(
    options: *mut acs_add_participant_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        AddParticipantOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_request(
    options: *mut acs_add_participant_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, AddParticipantOptions::request)
}
