//! The properties of a call.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the state of the call.
///
/// @return one of ACS_CALL_STATE_...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_state(call_properties: *const acs_call_properties_t) -> c_int {
    value_of(call_properties, ACS_CALL_STATE_UNKNOWN, |call_properties| {
        let it = call_properties.inner();
        it.call_connection_state.as_ref().map(call_state)
    })
}

/// Returns the state of the call as the service names it: "connected".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_state_name(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "state_name", |call_properties| {
        let it = call_properties.inner();
        Some(it.call_connection_state.as_ref()?.as_str())
    })
}

/// Returns the call connection id: this application's leg of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_call_connection_id(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "call_connection_id", |call_properties| {
        let it = call_properties.inner();
        Some(&it.call_connection_id)
    })
}

/// Returns the server call id: the call itself, the same on all legs. Not yet known right after
/// create and connect.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_server_call_id(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "server_call_id", |call_properties| {
        let it = call_properties.inner();
        it.server_call_id.as_deref()
    })
}

/// Returns the correlation id: the call in the logs of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_correlation_id(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "correlation_id", |call_properties| {
        let it = call_properties.inner();
        it.correlation_id.as_deref()
    })
}

/// Returns the URL that the events of the call are sent to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_callback_uri(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "callback_uri", |call_properties| {
        let it = call_properties.inner();
        it.callback_uri.as_deref()
    })
}

/// Returns the phone number that callees see.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_source_caller_id_number(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "source_caller_id_number", |call_properties| {
        let it = call_properties.inner();
        Some(&it.source_caller_id_number.as_ref()?.value)
    })
}

/// Returns the display name that callees see.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_source_display_name(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "source_display_name", |call_properties| {
        let it = call_properties.inner();
        it.source_display_name.as_deref()
    })
}

/// Returns the id of the Communication Services user that answered the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_answered_by(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "answered_by", |call_properties| {
        let it = call_properties.inner();
        Some(&it.answered_by.as_ref()?.id)
    })
}

/// Returns the phone number that the call was answered for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_answered_for(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "answered_for", |call_properties| {
        let it = call_properties.inner();
        Some(&it.answered_for.as_ref()?.value)
    })
}

/// Returns the id of the media streaming.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_media_streaming_id(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "media_streaming_id", |call_properties| {
        let it = call_properties.inner();
        it.media_streaming_subscription.as_ref()?.id.as_deref()
    })
}

/// Returns the id of the transcription.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_transcription_id(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "transcription_id", |call_properties| {
        let it = call_properties.inner();
        it.transcription_subscription.as_ref()?.id.as_deref()
    })
}

/// Returns the language of the transcription: "en-US".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_transcription_locale(call_properties: *const acs_call_properties_t) -> *const c_char {
    text_of(call_properties, "transcription_locale", |call_properties| {
        let it = call_properties.inner();
        it.transcription_subscription.as_ref()?.locale.as_deref()
    })
}

/// Returns the state of the media streaming.
///
/// @return one of ACS_MEDIA_STATE_...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_media_streaming_state(call_properties: *const acs_call_properties_t) -> c_int {
    value_of(call_properties, ACS_MEDIA_STATE_UNKNOWN, |call_properties| {
        let it = call_properties.inner();
        it.media_streaming_subscription.as_ref()?.state.as_ref().map(media_state)
    })
}

/// Returns a content type of the media streaming: "audio".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_media_streaming_content_type(call_properties: *const acs_call_properties_t, index: usize) -> *const c_char {
    text_at(call_properties, "media_streaming_content_type", index, |call_properties, index| {
        let it = call_properties.inner();
        Some(it.media_streaming_subscription.as_ref()?.subscribed_content_types.get(index)?.as_str())
    })
}

/// Returns the state of the transcription.
///
/// @return one of ACS_MEDIA_STATE_...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_transcription_state(call_properties: *const acs_call_properties_t) -> c_int {
    value_of(call_properties, ACS_MEDIA_STATE_UNKNOWN, |call_properties| {
        let it = call_properties.inner();
        it.transcription_subscription.as_ref()?.state.as_ref().map(media_state)
    })
}

/// Returns a result type of the transcription: "final", "intermediate".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_transcription_result_type(call_properties: *const acs_call_properties_t, index: usize) -> *const c_char {
    text_at(call_properties, "transcription_result_type", index, |call_properties, index| {
        let it = call_properties.inner();
        Some(it.transcription_subscription.as_ref()?.subscribed_result_types.get(index)?.as_str())
    })
}

/// Returns the number of callees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_target_count(call_properties: *const acs_call_properties_t) -> usize {
    value_of(call_properties, 0, |call_properties| {
        let it = call_properties.inner();
        Some(it.targets.len())
    })
}
