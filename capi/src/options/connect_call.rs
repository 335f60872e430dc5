//! Connect call options: how to connect to a call that runs.

use std::ffi::c_char;

use super::media_streaming::acs_media_streaming_options_t;
use super::request::acs_request_options_t;
use super::transcription::acs_transcription_options_t;
use super::{Checked, Options, set_nested, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::ConnectCallOptions;

/// How to connect to a call that runs. One thread at a time; may be used for any number of calls.
pub struct acs_connect_call_options_t(Options<ConnectCallOptions>);

impl Checked for ConnectCallOptions {}

holds!(acs_connect_call_options_t, ConnectCallOptions);

/// ======== Connect call options ========
///
/// No options: the service's defaults.
///
/// @return options; free with acs_connect_call_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_connect_call_options_new() -> *mut acs_connect_call_options_t {
    make(move || acs_connect_call_options_t(Options::new(ConnectCallOptions::new())))
}

/// Frees connect call options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_free(options: *mut acs_connect_call_options_t) {
    free(options);
}

/// Text that the events of this leg carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_operation_context(
    options: *mut acs_connect_call_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        ConnectCallOptions::operation_context,
    )
}

/// The cognitive services resource that speaks and listens for this call.
///
/// @param options  the options
/// @param endpoint its URL; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_cognitive_services_endpoint(
    options: *mut acs_connect_call_options_t,
    endpoint: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "cognitive services endpoint",
        endpoint,
        ConnectCallOptions::cognitive_services_endpoint,
    )
}

/// Streams the audio of the call to a websocket. The options are copied.
///
/// @param options   the options
/// @param streaming what is streamed, and where to; default: nothing
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_media_streaming(
    options: *mut acs_connect_call_options_t,
    streaming: *const acs_media_streaming_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "media streaming",
        streaming,
        ConnectCallOptions::media_streaming,
    )
}

/// Transcribes what is said. The options are copied.
///
/// @param options       the options
/// @param transcription the language, and where to; default: nothing is written down
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_transcription(
    options: *mut acs_connect_call_options_t,
    transcription: *const acs_transcription_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "transcription",
        transcription,
        ConnectCallOptions::transcription,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_connect_call_options_set_request(
    options: *mut acs_connect_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, ConnectCallOptions::request)
}
