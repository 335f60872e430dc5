//! Update transcription options: how transcription is changed.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::UpdateTranscriptionOptions;

/// How transcription is changed. One thread at a time; may be used for any number of calls.
pub struct acs_update_transcription_options_t(Options<UpdateTranscriptionOptions>);

impl Checked for UpdateTranscriptionOptions {}

holds!(
    acs_update_transcription_options_t,
    UpdateTranscriptionOptions
);

/// ======== Update transcription options ========
///
/// No options: what the call was set up with.
///
/// @return options; free with acs_update_transcription_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_update_transcription_options_new() -> *mut acs_update_transcription_options_t
{
    make(move || {
        acs_update_transcription_options_t(Options::new(UpdateTranscriptionOptions::new()))
    })
}

/// Frees update transcription options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_free(
    options: *mut acs_update_transcription_options_t,
) {
    free(options);
}

/// The language that is spoken.
///
/// @param options the options
/// @param locale  "en-US"; default: the one before
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_locale(
    options: *mut acs_update_transcription_options_t,
    locale: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "transcription locale",
        locale,
        UpdateTranscriptionOptions::locale,
    )
}

/// A speech model of your own.
///
/// @param options the options
/// @param id      no control characters; default: the one before
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_speech_model_endpoint_id(
    options: *mut acs_update_transcription_options_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "speech model endpoint id",
        id,
        UpdateTranscriptionOptions::speech_model_endpoint_id,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_operation_context(
    options: *mut acs_update_transcription_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        UpdateTranscriptionOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_operation_callback_uri(
    options: *mut acs_update_transcription_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        UpdateTranscriptionOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_request(
    options: *mut acs_update_transcription_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "request",
        request,
        UpdateTranscriptionOptions::request,
    )
}
