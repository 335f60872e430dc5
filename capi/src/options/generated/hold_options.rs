//! Options of putting a participant on hold.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::HoldOptions;

use crate::options::names::*;

/// Options of putting a participant on hold.
pub struct acs_hold_options_t(pub(crate) Options<HoldOptions>);

impl Checked for HoldOptions {}

holds!(acs_hold_options_t, HoldOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_hold_options_new() -> *mut acs_hold_options_t {
    make(move || acs_hold_options_t(Options::new(HoldOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_free(
    options: *mut acs_hold_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_operation_context(
    options: *mut acs_hold_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, HoldOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_operation_callback_uri(
    options: *mut acs_hold_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, HoldOptions::operation_callback_uri)
}

/// Sets the audio that is played to the participant meanwhile. Default: not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_play_source(
    options: *mut acs_hold_options_t,
    play_source: *const acs_play_source_t,
) -> acs_status_t {
    set(
        options,
        field::PLAY_SOURCE,
        move |field| read::play_source(play_source, field),
        HoldOptions::play_source,
    )
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hold_options_set_request(
    options: *mut acs_hold_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, HoldOptions::request)
}
