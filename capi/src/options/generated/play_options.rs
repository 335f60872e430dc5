//! Options of playing audio into a call.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::PlayOptions;

use crate::options::names::*;

/// Options of playing audio into a call.
pub struct acs_play_options_t(pub(crate) Options<PlayOptions>);

impl Checked for PlayOptions {}

holds!(acs_play_options_t, PlayOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_play_options_new() -> *mut acs_play_options_t {
    make(move || acs_play_options_t(Options::new(PlayOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_free(
    options: *mut acs_play_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_operation_context(
    options: *mut acs_play_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, PlayOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_operation_callback_uri(
    options: *mut acs_play_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, PlayOptions::operation_callback_uri)
}

/// Sets whether the audio is repeated until it is canceled: 1 or 0. Default: that of the service,
/// 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_looped(
    options: *mut acs_play_options_t,
    looped: c_int,
) -> acs_status_t {
    set_flag(options, field::LOOPED, looped, PlayOptions::looped)
}

/// Sets whether running play and recognize operations are canceled; otherwise this one is queued,
/// or refused while one runs: 1 or 0. Default: not documented; 0 in the emulator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_interrupt_call_media_operation(
    options: *mut acs_play_options_t,
    interrupt_call_media_operation: c_int,
) -> acs_status_t {
    set_flag(options, field::INTERRUPT_CALL_MEDIA_OPERATION, interrupt_call_media_operation, PlayOptions::interrupt_call_media_operation)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_options_set_request(
    options: *mut acs_play_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, PlayOptions::request)
}
