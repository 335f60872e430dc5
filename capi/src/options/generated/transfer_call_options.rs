//! Options of a transfer.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::TransferCallOptions;

use crate::options::names::*;

/// Options of a transfer.
pub struct acs_transfer_call_options_t(pub(crate) Options<TransferCallOptions>);

impl Checked for TransferCallOptions {}

holds!(acs_transfer_call_options_t, TransferCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_transfer_call_options_new() -> *mut acs_transfer_call_options_t {
    make(move || acs_transfer_call_options_t(Options::new(TransferCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_free(
    options: *mut acs_transfer_call_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_operation_context(
    options: *mut acs_transfer_call_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, TransferCallOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_operation_callback_uri(
    options: *mut acs_transfer_call_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, TransferCallOptions::operation_callback_uri)
}

/// Sets the participant of a group call that is transferred; the others stay in the call, and so
/// does this application. Default: the remote party of a 1:1 call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_transferee(
    options: *mut acs_transfer_call_options_t,
    transferee: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        field::TRANSFEREE,
        move |field| read::any_identifier(transferee, field),
        TransferCallOptions::transferee,
    )
}

/// Sets the caller id that a phone number sees, in E.164 form: a number of the resource, or with
/// direct routing any number that the SBC accepts. Default: that of the transferee.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_source_caller_id_number(
    options: *mut acs_transfer_call_options_t,
    source_caller_id_number: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::SOURCE_CALLER_ID_NUMBER,
        move |field| read::phone_number(source_caller_id_number, field),
        TransferCallOptions::source_caller_id_number,
    )
}

/// Sets the SIP and VoIP headers for the transfer target.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_custom_calling_context(
    options: *mut acs_transfer_call_options_t,
    custom_calling_context: *const acs_calling_context_t,
) -> acs_status_t {
    set_nested(options, field::CUSTOM_CALLING_CONTEXT, custom_calling_context, TransferCallOptions::custom_calling_context)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_request(
    options: *mut acs_transfer_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, TransferCallOptions::request)
}
