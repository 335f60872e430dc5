//! Transcription: speech is turned into text and sent to a websocket. Since api-version 2025-05-15.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::TranscriptionOptions;

use crate::options::names::*;

/// Transcription: speech is turned into text and sent to a websocket. Since api-version
/// 2025-05-15.
pub struct acs_transcription_options_t(pub(crate) Options<TranscriptionOptions>);

impl Checked for TranscriptionOptions {}

holds!(acs_transcription_options_t, TranscriptionOptions);

/// Creates transcription options.
///
/// @param locale the spoken language: "en-US"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_new(
    locale: *const c_char,
) -> *mut acs_transcription_options_t {
    make(move || acs_transcription_options_t(Options::made(text(locale, field::TRANSCRIPTION_LOCALE).map(TranscriptionOptions::websocket))))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_free(
    options: *mut acs_transcription_options_t,
) {
    free(options);
}

/// Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
/// Default: none; whether the service accepts that is not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_transport_url(
    options: *mut acs_transcription_options_t,
    transport_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::TRANSCRIPTION_URL, transport_url, TranscriptionOptions::transport_url)
}

/// Sets the endpoint id of a custom speech model.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_speech_model_endpoint_id(
    options: *mut acs_transcription_options_t,
    speech_model_endpoint_id: *const c_char,
) -> acs_status_t {
    set_text(options, field::SPEECH_MODEL_ENDPOINT_ID, speech_model_endpoint_id, TranscriptionOptions::speech_model_endpoint_id)
}

/// Sets whether transcription starts with the call, without a request of its own: 1 or 0.
/// Default: not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_start_transcription(
    options: *mut acs_transcription_options_t,
    start_transcription: c_int,
) -> acs_status_t {
    set_flag(options, field::START_TRANSCRIPTION, start_transcription, TranscriptionOptions::start_transcription)
}

/// Sets whether intermediate results are sent while a phrase is spoken: 1 or 0. Default: not
/// documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_enable_intermediate_results(
    options: *mut acs_transcription_options_t,
    enable_intermediate_results: c_int,
) -> acs_status_t {
    set_flag(options, field::ENABLE_INTERMEDIATE_RESULTS, enable_intermediate_results, TranscriptionOptions::enable_intermediate_results)
}
