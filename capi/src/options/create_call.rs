//! Create call options: how one party is called.

use std::ffi::c_char;

use super::media_streaming::acs_media_streaming_options_t;
use super::request::acs_request_options_t;
use super::transcription::acs_transcription_options_t;
use super::{Checked, Options, communication_user, set, set_nested, set_text, teams_app};
use crate::guard::{free, make};
use crate::identifier::acs_identifier_t;
use crate::status::acs_status_t;
use acs_call_automation::options::CreateCallOptions;

/// How one party is called. One thread at a time; may be used for any number of calls.
pub struct acs_create_call_options_t(Options<CreateCallOptions>);

impl Checked for CreateCallOptions {}

holds!(acs_create_call_options_t, CreateCallOptions);

/// ======== Create call options ========
///
/// No options: the service's defaults.
///
/// @return options; free with acs_create_call_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_create_call_options_new() -> *mut acs_create_call_options_t {
    make(move || acs_create_call_options_t(Options::new(CreateCallOptions::new())))
}

/// Frees create call options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_free(options: *mut acs_create_call_options_t) {
    free(options);
}

/// Text that the events of this leg carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_operation_context(
    options: *mut acs_create_call_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        CreateCallOptions::operation_context,
    )
}

/// The cognitive services resource that speaks and listens for this call.
///
/// @param options  the options
/// @param endpoint its URL; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_cognitive_services_endpoint(
    options: *mut acs_create_call_options_t,
    endpoint: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "cognitive services endpoint",
        endpoint,
        CreateCallOptions::cognitive_services_endpoint,
    )
}

/// Streams the audio of the call to a websocket. The options are copied.
///
/// @param options   the options
/// @param streaming what is streamed, and where to; default: nothing
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_media_streaming(
    options: *mut acs_create_call_options_t,
    streaming: *const acs_media_streaming_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "media streaming",
        streaming,
        CreateCallOptions::media_streaming,
    )
}

/// Transcribes what is said. The options are copied.
///
/// @param options       the options
/// @param transcription the language, and where to; default: nothing is written down
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_transcription(
    options: *mut acs_create_call_options_t,
    transcription: *const acs_transcription_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "transcription",
        transcription,
        CreateCallOptions::transcription,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_request(
    options: *mut acs_create_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, CreateCallOptions::request)
}

/// The user of the resource in whose name the call is made.
///
/// @param options the options
/// @param user    of kind ACS_IDENTIFIER_COMMUNICATION_USER; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_source(
    options: *mut acs_create_call_options_t,
    user: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        "source",
        move |field| communication_user(user, field),
        CreateCallOptions::source,
    )
}

/// The Teams application in whose name the call is made.
///
/// @param options the options
/// @param app     of kind ACS_IDENTIFIER_MICROSOFT_TEAMS_APP; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_call_options_set_teams_app_source(
    options: *mut acs_create_call_options_t,
    app: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        "teams app source",
        move |field| teams_app(app, field),
        CreateCallOptions::teams_app_source,
    )
}
