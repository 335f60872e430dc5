//! Options of changing a running transcription.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::UpdateTranscriptionOptions;

use crate::options::names::*;

/// Options of changing a running transcription.
pub struct acs_update_transcription_options_t(pub(crate) Options<UpdateTranscriptionOptions>);

impl Checked for UpdateTranscriptionOptions {}

holds!(acs_update_transcription_options_t, UpdateTranscriptionOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_update_transcription_options_new() -> *mut acs_update_transcription_options_t {
    make(move || acs_update_transcription_options_t(Options::new(UpdateTranscriptionOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_free(
    options: *mut acs_update_transcription_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_operation_context(
    options: *mut acs_update_transcription_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, UpdateTranscriptionOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_operation_callback_uri(
    options: *mut acs_update_transcription_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, UpdateTranscriptionOptions::operation_callback_uri)
}

/// Sets the spoken language: "en-US". Default: the one before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_locale(
    options: *mut acs_update_transcription_options_t,
    locale: *const c_char,
) -> acs_status_t {
    set_text(options, field::TRANSCRIPTION_LOCALE, locale, UpdateTranscriptionOptions::locale)
}

/// Sets the endpoint id of a custom speech model. Default: the one before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_speech_model_endpoint_id(
    options: *mut acs_update_transcription_options_t,
    speech_model_endpoint_id: *const c_char,
) -> acs_status_t {
    set_text(options, field::SPEECH_MODEL_ENDPOINT_ID, speech_model_endpoint_id, UpdateTranscriptionOptions::speech_model_endpoint_id)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_update_transcription_options_set_request(
    options: *mut acs_update_transcription_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, UpdateTranscriptionOptions::request)
}
