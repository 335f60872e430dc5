//! Transfer call options: who is transferred, and how.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, anybody, phone_number, set, set_nested, set_text};
use crate::calling_context::acs_calling_context_t;
use crate::guard::{free, make};
use crate::identifier::acs_identifier_t;
use crate::status::acs_status_t;
use acs_call_automation::options::TransferCallOptions;

/// Who is transferred, and how. One thread at a time; may be used for any number of calls.
pub struct acs_transfer_call_options_t(Options<TransferCallOptions>);

impl Checked for TransferCallOptions {}

holds!(acs_transfer_call_options_t, TransferCallOptions);

/// ======== Transfer call options ========
///
/// No options: the other party of a call of two is transferred.
///
/// @return options; free with acs_transfer_call_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_transfer_call_options_new() -> *mut acs_transfer_call_options_t {
    make(move || acs_transfer_call_options_t(Options::new(TransferCallOptions::new())))
}

/// Frees transfer call options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_free(options: *mut acs_transfer_call_options_t) {
    free(options);
}

/// Who of a group call is transferred; the others stay, and so does this application.
///
/// @param options    the options
/// @param transferee the participant; default: the other party of a call of two
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_transferee(
    options: *mut acs_transfer_call_options_t,
    transferee: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        "transferee",
        move |field| anybody(transferee, field),
        TransferCallOptions::transferee,
    )
}

/// The number that a called telephone is shown.
///
/// @param options the options
/// @param number  +16045551234; default: the transferred party's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_source_caller_id_number(
    options: *mut acs_transfer_call_options_t,
    number: *const c_char,
) -> acs_status_t {
    set(
        options,
        "source caller id number",
        move |field| phone_number(number, field),
        TransferCallOptions::source_caller_id_number,
    )
}

/// SIP and VoIP headers for the target. They are copied.
///
/// @param options the options
/// @param context the headers; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_custom_calling_context(
    options: *mut acs_transfer_call_options_t,
    context: *const acs_calling_context_t,
) -> acs_status_t {
    set_nested(
        options,
        "custom calling context",
        context,
        TransferCallOptions::custom_calling_context,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_operation_context(
    options: *mut acs_transfer_call_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        TransferCallOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_operation_callback_uri(
    options: *mut acs_transfer_call_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        TransferCallOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transfer_call_options_set_request(
    options: *mut acs_transfer_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, TransferCallOptions::request)
}
