//! Options of connecting to a running call.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::ConnectCallOptions;

use crate::options::names::*;

/// Options of connecting to a running call.
pub struct acs_connect_call_options_t(pub(crate) Options<ConnectCallOptions>);

impl Checked for ConnectCallOptions {}

holds!(acs_connect_call_options_t, ConnectCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_connect_call_options_new() -> *mut acs_connect_call_options_t {
    make(move || acs_connect_call_options_t(Options::new(ConnectCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_free(
    options: *mut acs_connect_call_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this leg carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_operation_context(
    options: *mut acs_connect_call_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, ConnectCallOptions::operation_context)
}

/// Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
/// Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
/// sub-code 8567, also by the emulator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_cognitive_services_endpoint(
    options: *mut acs_connect_call_options_t,
    cognitive_services_endpoint: *const c_char,
) -> acs_status_t {
    set_text(options, field::COGNITIVE_SERVICES_ENDPOINT, cognitive_services_endpoint, ConnectCallOptions::cognitive_services_endpoint)
}

/// Sets the media streaming of the call to a websocket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_media_streaming(
    options: *mut acs_connect_call_options_t,
    media_streaming: *const acs_media_streaming_options_t,
) -> acs_status_t {
    set_nested(options, field::MEDIA_STREAMING, media_streaming, ConnectCallOptions::media_streaming)
}

/// Sets the transcription of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_transcription(
    options: *mut acs_connect_call_options_t,
    transcription: *const acs_transcription_options_t,
) -> acs_status_t {
    set_nested(options, field::TRANSCRIPTION, transcription, ConnectCallOptions::transcription)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_request(
    options: *mut acs_connect_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, ConnectCallOptions::request)
}
