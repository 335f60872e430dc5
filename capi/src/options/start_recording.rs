//! Start recording options: what is recorded, and where it goes.

use std::ffi::{c_char, c_int};

use super::request::acs_request_options_t;
use super::{Checked, Options, add, anybody, set, set_flag, set_nested, set_text};
use crate::guard::{count, free, make, optional_text};
use crate::identifier::acs_identifier_t;
use crate::status::acs_status_t;
use acs_call_automation::Error;
use acs_call_automation::options::StartRecordingOptions;
use acs_call_automation::recording::{
    ChannelAffinity, RecordingChannel, RecordingContent, RecordingFormat, RecordingStorage,
};

/// Sound alone.
pub const ACS_RECORDING_CONTENT_AUDIO: c_int = 1;
/// Sound and picture.
pub const ACS_RECORDING_CONTENT_AUDIO_VIDEO: c_int = 2;

/// Everybody in one channel.
pub const ACS_RECORDING_CHANNEL_MIXED: c_int = 1;
/// A channel for each participant.
pub const ACS_RECORDING_CHANNEL_UNMIXED: c_int = 2;

/// RIFF WAVE.
pub const ACS_RECORDING_FORMAT_WAV: c_int = 1;
/// MPEG layer 3.
pub const ACS_RECORDING_FORMAT_MP3: c_int = 2;
/// MPEG-4.
pub const ACS_RECORDING_FORMAT_MP4: c_int = 3;

/// The service's own store, for 24 hours.
pub const ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES: c_int = 1;
/// A container of Azure Blob Storage.
pub const ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER: c_int = 2;

/// What is recorded, and where it goes. One thread at a time; may be used for any number of
/// recordings.
///
/// Content, channel and format go together in four ways: audio and video mixed as mp4; audio mixed as
/// mp3 or wav; audio unmixed as wav.
pub struct acs_start_recording_options_t(Options<StartRecordingOptions>);

impl Checked for StartRecordingOptions {}

holds!(acs_start_recording_options_t, StartRecordingOptions);

/// ======== Start recording options ========
///
/// No options: the service's defaults.
///
/// @return options; free with acs_start_recording_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_start_recording_options_new() -> *mut acs_start_recording_options_t {
    make(move || acs_start_recording_options_t(Options::new(StartRecordingOptions::new())))
}

/// Frees start recording options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_free(
    options: *mut acs_start_recording_options_t,
) {
    free(options);
}

/// Where the events RecordingStateChanged and StartRecordingFailed go.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: nowhere
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_state_callback_uri(
    options: *mut acs_start_recording_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "recording state callback uri",
        url,
        StartRecordingOptions::recording_state_callback_uri,
    )
}

/// Whether the picture is recorded too.
///
/// @param options the options
/// @param content ACS_RECORDING_CONTENT_AUDIO, ACS_RECORDING_CONTENT_AUDIO_VIDEO; default: the
///                service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_content(
    options: *mut acs_start_recording_options_t,
    content: c_int,
) -> acs_status_t {
    set(
        options,
        "recording content",
        move |field| match content {
            ACS_RECORDING_CONTENT_AUDIO => Ok(RecordingContent::Audio),
            ACS_RECORDING_CONTENT_AUDIO_VIDEO => Ok(RecordingContent::AudioVideo),
            _ => Err(Error::invalid(
                field,
                "must be one of ACS_RECORDING_CONTENT_...",
            )),
        },
        StartRecordingOptions::recording_content,
    )
}

/// Whether the participants are kept apart.
///
/// @param options the options
/// @param channel ACS_RECORDING_CHANNEL_MIXED, ACS_RECORDING_CHANNEL_UNMIXED; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_channel(
    options: *mut acs_start_recording_options_t,
    channel: c_int,
) -> acs_status_t {
    set(
        options,
        "recording channel",
        move |field| match channel {
            ACS_RECORDING_CHANNEL_MIXED => Ok(RecordingChannel::Mixed),
            ACS_RECORDING_CHANNEL_UNMIXED => Ok(RecordingChannel::Unmixed),
            _ => Err(Error::invalid(
                field,
                "must be one of ACS_RECORDING_CHANNEL_...",
            )),
        },
        StartRecordingOptions::recording_channel,
    )
}

/// The file format.
///
/// @param options the options
/// @param format  ACS_RECORDING_FORMAT_WAV, ACS_RECORDING_FORMAT_MP3, ACS_RECORDING_FORMAT_MP4;
///                default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_format(
    options: *mut acs_start_recording_options_t,
    format: c_int,
) -> acs_status_t {
    set(
        options,
        "recording format",
        move |field| match format {
            ACS_RECORDING_FORMAT_WAV => Ok(RecordingFormat::Wav),
            ACS_RECORDING_FORMAT_MP3 => Ok(RecordingFormat::Mp3),
            ACS_RECORDING_FORMAT_MP4 => Ok(RecordingFormat::Mp4),
            _ => Err(Error::invalid(
                field,
                "must be one of ACS_RECORDING_FORMAT_...",
            )),
        },
        StartRecordingOptions::recording_format,
    )
}

/// The next participant in the order of the channels of an unmixed recording.
///
/// @param options     the options
/// @param participant the participant; default: in the order in which they are first heard
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_add_audio_channel_participant_ordering(
    options: *mut acs_start_recording_options_t,
    participant: *const acs_identifier_t,
) -> acs_status_t {
    add(
        options,
        "audio channel participant ordering",
        move |field| anybody(participant, field),
        StartRecordingOptions::audio_channel_participant_ordering,
    )
}

/// Assigns a participant a channel of an unmixed recording.
///
/// @param options     the options
/// @param participant the participant, named once
/// @param channel     0 to 4, given once, checked when it is used; -1 lets the service pick one
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_add_channel_affinity(
    options: *mut acs_start_recording_options_t,
    participant: *const acs_identifier_t,
    channel: i64,
) -> acs_status_t {
    add(
        options,
        "channel affinity",
        move |field| {
            let affinity = ChannelAffinity::new(anybody(participant, field)?);
            match channel {
                -1 => Ok(affinity),
                given => Ok(affinity.channel(count(given, field)?)),
            }
        },
        StartRecordingOptions::channel_affinity,
    )
}

/// Where the files are kept. For a container, since api-version 2024-04-15, the resource needs a managed
/// identity that may write there.
///
/// @param options       the options
/// @param storage       ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES, the default, or
///                      ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER
/// @param container_url the container: https://...; NULL for the service's own store
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_recording_storage(
    options: *mut acs_start_recording_options_t,
    storage: c_int,
    container_url: *const c_char,
) -> acs_status_t {
    set(
        options,
        "recording storage",
        move |field| match (storage, optional_text(container_url, field)?) {
            (ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES, None) => {
                Ok(RecordingStorage::AzureCommunicationServices)
            }
            (ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER, Some(url)) => {
                Ok(RecordingStorage::AzureBlobContainer(url.to_owned()))
            }
            _ => Err(Error::invalid(
                field,
                "must be ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER with a url, or \
                 ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES without",
            )),
        },
        StartRecordingOptions::recording_storage,
    )
}

/// Whether it begins paused: nothing is recorded before acs_client_resume_recording. Since api-version
/// 2024-04-15.
///
/// @param options the options
/// @param pause   1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_pause_on_start(
    options: *mut acs_start_recording_options_t,
    pause: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "pause on start",
        pause,
        StartRecordingOptions::pause_on_start,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_start_recording_options_set_request(
    options: *mut acs_start_recording_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, StartRecordingOptions::request)
}
