//! Hold options: how a participant is put on hold.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, set, set_nested, set_text};
use crate::guard::{free, make};
use crate::play_source::{acs_play_source_t, play_source};
use crate::status::acs_status_t;
use acs_call_automation::options::HoldOptions;

/// How a participant is put on hold. One thread at a time; may be used for any number of calls.
pub struct acs_hold_options_t(Options<HoldOptions>);

impl Checked for HoldOptions {}

holds!(acs_hold_options_t, HoldOptions);

/// ======== Hold options ========
///
/// No options.
///
/// @return options; free with acs_hold_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_hold_options_new() -> *mut acs_hold_options_t {
    make(move || acs_hold_options_t(Options::new(HoldOptions::new())))
}

/// Frees hold options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_free(options: *mut acs_hold_options_t) {
    free(options);
}

/// What the participant hears meanwhile. It is copied.
///
/// @param options the options
/// @param source  what to play; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_play_source(
    options: *mut acs_hold_options_t,
    source: *const acs_play_source_t,
) -> acs_status_t {
    set(
        options,
        "play source",
        move |field| play_source(source, field),
        HoldOptions::play_source,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_operation_context(
    options: *mut acs_hold_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        HoldOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_operation_callback_uri(
    options: *mut acs_hold_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        HoldOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_request(
    options: *mut acs_hold_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, HoldOptions::request)
}
