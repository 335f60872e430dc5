//! Options of answering an incoming call.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::AnswerCallOptions;

use crate::options::names::*;

/// Options of answering an incoming call.
pub struct acs_answer_call_options_t(pub(crate) Options<AnswerCallOptions>);

impl Checked for AnswerCallOptions {}

holds!(acs_answer_call_options_t, AnswerCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_answer_call_options_new() -> *mut acs_answer_call_options_t {
    make(move || acs_answer_call_options_t(Options::new(AnswerCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_free(
    options: *mut acs_answer_call_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this leg carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_operation_context(
    options: *mut acs_answer_call_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, AnswerCallOptions::operation_context)
}

/// Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
/// Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
/// sub-code 8567, also by the emulator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_cognitive_services_endpoint(
    options: *mut acs_answer_call_options_t,
    cognitive_services_endpoint: *const c_char,
) -> acs_status_t {
    set_text(options, field::COGNITIVE_SERVICES_ENDPOINT, cognitive_services_endpoint, AnswerCallOptions::cognitive_services_endpoint)
}

/// Sets the media streaming of the call to a websocket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_media_streaming(
    options: *mut acs_answer_call_options_t,
    media_streaming: *const acs_media_streaming_options_t,
) -> acs_status_t {
    set_nested(options, field::MEDIA_STREAMING, media_streaming, AnswerCallOptions::media_streaming)
}

/// Sets the transcription of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_transcription(
    options: *mut acs_answer_call_options_t,
    transcription: *const acs_transcription_options_t,
) -> acs_status_t {
    set_nested(options, field::TRANSCRIPTION, transcription, AnswerCallOptions::transcription)
}

/// Sets the Communication Services user in whose name the call is answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_answered_by(
    options: *mut acs_answer_call_options_t,
    answered_by: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        field::ANSWERED_BY,
        move |field| read::communication_user(answered_by, field),
        AnswerCallOptions::answered_by,
    )
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_answer_call_options_set_request(
    options: *mut acs_answer_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, AnswerCallOptions::request)
}
