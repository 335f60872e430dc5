//! Options of placing a call to several callees.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::CreateGroupCallOptions;

use crate::options::names::*;

/// Options of placing a call to several callees.
pub struct acs_create_group_call_options_t(pub(crate) Options<CreateGroupCallOptions>);

impl Checked for CreateGroupCallOptions {}

holds!(acs_create_group_call_options_t, CreateGroupCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_create_group_call_options_new() -> *mut acs_create_group_call_options_t {
    make(move || acs_create_group_call_options_t(Options::new(CreateGroupCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_free(
    options: *mut acs_create_group_call_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this leg carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_operation_context(
    options: *mut acs_create_group_call_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, CreateGroupCallOptions::operation_context)
}

/// Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
/// Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
/// sub-code 8567, also by the emulator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_cognitive_services_endpoint(
    options: *mut acs_create_group_call_options_t,
    cognitive_services_endpoint: *const c_char,
) -> acs_status_t {
    set_text(options, field::COGNITIVE_SERVICES_ENDPOINT, cognitive_services_endpoint, CreateGroupCallOptions::cognitive_services_endpoint)
}

/// Sets the media streaming of the call to a websocket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_media_streaming(
    options: *mut acs_create_group_call_options_t,
    media_streaming: *const acs_media_streaming_options_t,
) -> acs_status_t {
    set_nested(options, field::MEDIA_STREAMING, media_streaming, CreateGroupCallOptions::media_streaming)
}

/// Sets the transcription of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_transcription(
    options: *mut acs_create_group_call_options_t,
    transcription: *const acs_transcription_options_t,
) -> acs_status_t {
    set_nested(options, field::TRANSCRIPTION, transcription, CreateGroupCallOptions::transcription)
}

/// Sets the Communication Services user in whose name the call is placed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_source(
    options: *mut acs_create_group_call_options_t,
    source: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        field::SOURCE,
        move |field| read::communication_user(source, field),
        CreateGroupCallOptions::source,
    )
}

/// Sets the Microsoft Teams application in whose name the call is placed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_teams_app_source(
    options: *mut acs_create_group_call_options_t,
    teams_app_source: *const acs_identifier_t,
) -> acs_status_t {
    set(
        options,
        field::TEAMS_APP_SOURCE,
        move |field| read::teams_app(teams_app_source, field),
        CreateGroupCallOptions::teams_app_source,
    )
}

/// Sets the caller id that callees see, in E.164 form: a number of the resource, or with direct
/// routing any number that the SBC accepts. Required when a phone number is among the targets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_source_caller_id_number(
    options: *mut acs_create_group_call_options_t,
    source_caller_id_number: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::SOURCE_CALLER_ID_NUMBER,
        move |field| read::phone_number(source_caller_id_number, field),
        CreateGroupCallOptions::source_caller_id_number,
    )
}

/// Sets the display name that the callees see: any text without control characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_source_display_name(
    options: *mut acs_create_group_call_options_t,
    source_display_name: *const c_char,
) -> acs_status_t {
    set_text(options, field::SOURCE_DISPLAY_NAME, source_display_name, CreateGroupCallOptions::source_display_name)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_create_group_call_options_set_request(
    options: *mut acs_create_group_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, CreateGroupCallOptions::request)
}
