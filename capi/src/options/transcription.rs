//! Transcription options: what is said is written down and goes to a websocket.

use std::ffi::{c_char, c_int};

use super::{Checked, Options, set_flag, set_text};
use crate::guard::{free, make, text};
use crate::status::acs_status_t;
use acs_call_automation::options::TranscriptionOptions;

/// Transcribes what is said, and sends it to your websocket. Since api-version 2025-05-15.
/// One thread at a time; may be used for any number of calls.
pub struct acs_transcription_options_t(Options<TranscriptionOptions>);

impl Checked for TranscriptionOptions {}

holds!(acs_transcription_options_t, TranscriptionOptions);

/// ======== Transcription options ========
///
/// Transcription over a websocket. A bad text is refused when the options are used.
///
/// @param locale the language that is spoken: "en-US"
/// @return options; free with acs_transcription_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_new(
    locale: *const c_char,
) -> *mut acs_transcription_options_t {
    make(move || {
        let locale = text(locale, "transcription locale");
        acs_transcription_options_t(Options::made(locale.map(TranscriptionOptions::websocket)))
    })
}

/// Frees transcription options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_free(options: *mut acs_transcription_options_t) {
    free(options);
}

/// Where the service connects to.
///
/// @param options the options
/// @param url     wss://..., or ws://... on this machine; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_transport_url(
    options: *mut acs_transcription_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "transcription url",
        url,
        TranscriptionOptions::transport_url,
    )
}

/// A speech model of your own.
///
/// @param options the options
/// @param id      no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_speech_model_endpoint_id(
    options: *mut acs_transcription_options_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "speech model endpoint id",
        id,
        TranscriptionOptions::speech_model_endpoint_id,
    )
}

/// Whether it starts with the call, without a request of its own.
///
/// @param options the options
/// @param start   1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_start_transcription(
    options: *mut acs_transcription_options_t,
    start: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "start transcription",
        start,
        TranscriptionOptions::start_transcription,
    )
}

/// Whether guesses are sent while a phrase is spoken.
///
/// @param options the options
/// @param enable  1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_transcription_options_set_enable_intermediate_results(
    options: *mut acs_transcription_options_t,
    enable: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "enable intermediate results",
        enable,
        TranscriptionOptions::enable_intermediate_results,
    )
}
