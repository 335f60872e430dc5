//! Options of starting a recording. Content, channel and format go together in four ways: audio and video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::StartRecordingOptions;

use crate::options::names::*;

/// Options of starting a recording. Content, channel and format go together in four ways: audio
/// and video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav.
pub struct acs_start_recording_options_t(pub(crate) Options<StartRecordingOptions>);

impl Checked for StartRecordingOptions {}

holds!(acs_start_recording_options_t, StartRecordingOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_start_recording_options_new() -> *mut acs_start_recording_options_t {
    make(move || acs_start_recording_options_t(Options::new(StartRecordingOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_free(
    options: *mut acs_start_recording_options_t,
) {
    free(options);
}

/// Sets the URL that RecordingStateChanged and StartRecordingFailed are sent to: https://..., or
/// http://... on this machine. Default: none, no events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_state_callback_uri(
    options: *mut acs_start_recording_options_t,
    recording_state_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::RECORDING_STATE_CALLBACK_URI, recording_state_callback_uri, StartRecordingOptions::recording_state_callback_uri)
}

/// Sets the recorded content: ACS_RECORDING_CONTENT_AUDIO, ACS_RECORDING_CONTENT_AUDIO_VIDEO.
/// Default: chosen by the service; with none of content, channel and format: audio, mixed, mp3
/// (recorded).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_content(
    options: *mut acs_start_recording_options_t,
    recording_content: c_int,
) -> acs_status_t {
    set(
        options,
        field::RECORDING_CONTENT,
        move |field| constants::recording_content(recording_content, field),
        StartRecordingOptions::recording_content,
    )
}

/// Sets whether participants share one channel: ACS_RECORDING_CHANNEL_MIXED,
/// ACS_RECORDING_CHANNEL_UNMIXED. Default: chosen by the service; see the content.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_channel(
    options: *mut acs_start_recording_options_t,
    recording_channel: c_int,
) -> acs_status_t {
    set(
        options,
        field::RECORDING_CHANNEL,
        move |field| constants::recording_channel(recording_channel, field),
        StartRecordingOptions::recording_channel,
    )
}

/// Sets the file format: ACS_RECORDING_FORMAT_WAV, ACS_RECORDING_FORMAT_MP3,
/// ACS_RECORDING_FORMAT_MP4. Default: chosen by the service; see the content.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_format(
    options: *mut acs_start_recording_options_t,
    recording_format: c_int,
) -> acs_status_t {
    set(
        options,
        field::RECORDING_FORMAT,
        move |field| constants::recording_format(recording_format, field),
        StartRecordingOptions::recording_format,
    )
}

/// Adds the next participant in the order of the channels of an unmixed recording. Default: the
/// order in which they first speak.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_add_audio_channel_participant_ordering(
    options: *mut acs_start_recording_options_t,
    audio_channel_participant_ordering: *const acs_identifier_t,
) -> acs_status_t {
    add(
        options,
        field::AUDIO_CHANNEL_PARTICIPANT_ORDERING,
        move |field| read::any_identifier(audio_channel_participant_ordering, field),
        StartRecordingOptions::audio_channel_participant_ordering,
    )
}

/// Adds the channel of a participant in an unmixed recording.
///
/// @param participant the participant, named once
/// @param channel 0 to 4, given once; -1 lets the service choose
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_add_channel_affinity(
    options: *mut acs_start_recording_options_t,
    participant: *const acs_identifier_t,
    channel: i64,
) -> acs_status_t {
    add(
        options,
        field::CHANNEL_AFFINITY,
        move |field| read::channel_affinity(field, participant, channel),
        StartRecordingOptions::channel_affinity,
    )
}

/// Sets the store of the files. Default: the store of the service. A container, since api-version
/// 2024-04-15, requires that the managed identity of the resource may write there.
///
/// @param storage ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES or
///     ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER
/// @param container_url https://... of the container; NULL for the store of the service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_storage(
    options: *mut acs_start_recording_options_t,
    storage: c_int,
    container_url: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::RECORDING_STORAGE,
        move |field| read::recording_storage(field, storage, container_url),
        StartRecordingOptions::recording_storage,
    )
}

/// Sets whether the recording starts paused, until acs_client_resume_recording: 1 or 0. Default:
/// no, as recorded from the live service. Since api-version 2024-04-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_pause_on_start(
    options: *mut acs_start_recording_options_t,
    pause_on_start: c_int,
) -> acs_status_t {
    set_flag(options, field::PAUSE_ON_START, pause_on_start, StartRecordingOptions::pause_on_start)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_request(
    options: *mut acs_start_recording_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, StartRecordingOptions::request)
}
