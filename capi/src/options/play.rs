//! Play options: how something is played into a call.

use std::ffi::{c_char, c_int};

use super::request::acs_request_options_t;
use super::{Checked, Options, set_flag, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::PlayOptions;

/// How something is played into a call. One thread at a time; may be used for any number of calls.
pub struct acs_play_options_t(Options<PlayOptions>);

impl Checked for PlayOptions {}

holds!(acs_play_options_t, PlayOptions);

/// ======== Play options ========
///
/// No options: the service's defaults.
///
/// @return options; free with acs_play_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_play_options_new() -> *mut acs_play_options_t {
    make(move || acs_play_options_t(Options::new(PlayOptions::new())))
}

/// Frees play options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_free(options: *mut acs_play_options_t) {
    free(options);
}

/// Whether it is played again and again until it is canceled.
///
/// @param options the options
/// @param again   1 or 0; default: the service's, which is once
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_looped(
    options: *mut acs_play_options_t,
    again: c_int,
) -> acs_status_t {
    set_flag(options, "looped", again, PlayOptions::looped)
}

/// Whether what is played or recognized now ends for it, instead of coming first.
///
/// @param options   the options
/// @param interrupt 1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_interrupt_call_media_operation(
    options: *mut acs_play_options_t,
    interrupt: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "interrupt call media operation",
        interrupt,
        PlayOptions::interrupt_call_media_operation,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_operation_context(
    options: *mut acs_play_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        PlayOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_operation_callback_uri(
    options: *mut acs_play_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        PlayOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_request(
    options: *mut acs_play_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, PlayOptions::request)
}
