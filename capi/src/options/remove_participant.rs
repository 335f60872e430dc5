//! Remove participant options: removing a participant from a call.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::RemoveParticipantOptions;

/// Options of removing a participant from a call. One thread at a time; may be used for any number of calls.
pub struct acs_remove_participant_options_t(Options<RemoveParticipantOptions>);

impl Checked for RemoveParticipantOptions {}

holds!(acs_remove_participant_options_t, RemoveParticipantOptions);

/// ======== Remove participant options ========
///
/// No options.
///
/// @return options; free with acs_remove_participant_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_remove_participant_options_new() -> *mut acs_remove_participant_options_t {
    make(move || acs_remove_participant_options_t(Options::new(RemoveParticipantOptions::new())))
}

/// Frees remove participant options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_remove_participant_options_free(
    options: *mut acs_remove_participant_options_t,
) {
    free(options);
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_remove_participant_options_set_operation_context(
    options: *mut acs_remove_participant_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        RemoveParticipantOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_remove_participant_options_set_operation_callback_uri(
    options: *mut acs_remove_participant_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        RemoveParticipantOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_remove_participant_options_set_request(
    options: *mut acs_remove_participant_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "request",
        request,
        RemoveParticipantOptions::request,
    )
}
