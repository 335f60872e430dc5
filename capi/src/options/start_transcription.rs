//! Start transcription options: how transcription is started.

use std::ffi::c_char;

use super::request::acs_request_options_t;
use super::{Checked, Options, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::StartTranscriptionOptions;

/// How transcription is started. One thread at a time; may be used for any number of calls.
pub struct acs_start_transcription_options_t(Options<StartTranscriptionOptions>);

impl Checked for StartTranscriptionOptions {}

holds!(acs_start_transcription_options_t, StartTranscriptionOptions);

/// ======== Start transcription options ========
///
/// No options: what the call was set up with.
///
/// @return options; free with acs_start_transcription_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_start_transcription_options_new() -> *mut acs_start_transcription_options_t {
    make(move || acs_start_transcription_options_t(Options::new(StartTranscriptionOptions::new())))
}

/// Frees start transcription options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_transcription_options_free(
    options: *mut acs_start_transcription_options_t,
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
pub unsafe extern "C" fn acs_start_transcription_options_set_locale(
    options: *mut acs_start_transcription_options_t,
    locale: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "transcription locale",
        locale,
        StartTranscriptionOptions::locale,
    )
}

/// A speech model of your own.
///
/// @param options the options
/// @param id      no control characters; default: the one before
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_transcription_options_set_speech_model_endpoint_id(
    options: *mut acs_start_transcription_options_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "speech model endpoint id",
        id,
        StartTranscriptionOptions::speech_model_endpoint_id,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_transcription_options_set_operation_context(
    options: *mut acs_start_transcription_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        StartTranscriptionOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_transcription_options_set_operation_callback_uri(
    options: *mut acs_start_transcription_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        StartTranscriptionOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_transcription_options_set_request(
    options: *mut acs_start_transcription_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "request",
        request,
        StartTranscriptionOptions::request,
    )
}
