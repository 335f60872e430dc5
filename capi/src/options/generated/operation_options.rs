//! Options of the operations that have none of their own: cancel adding, remove, move, send DTMF tones, continuous DTMF recognition, unhold, start and stop media streaming, stop transcription.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::OperationOptions;

use crate::options::names::*;

/// Options of the operations that have none of their own: cancel adding, remove, move, send DTMF
/// tones, continuous DTMF recognition, unhold, start and stop media streaming, stop
/// transcription.
pub struct acs_operation_options_t(pub(crate) Options<OperationOptions>);

impl Checked for OperationOptions {}

holds!(acs_operation_options_t, OperationOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_operation_options_new() -> *mut acs_operation_options_t {
    make(move || acs_operation_options_t(Options::new(OperationOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_operation_options_free(
    options: *mut acs_operation_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_operation_options_set_operation_context(
    options: *mut acs_operation_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, OperationOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_operation_options_set_operation_callback_uri(
    options: *mut acs_operation_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, OperationOptions::operation_callback_uri)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_operation_options_set_request(
    options: *mut acs_operation_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, OperationOptions::request)
}
