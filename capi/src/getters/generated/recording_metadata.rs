//! The metadata of a recording.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the id of the resource that recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_resource_id(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "resource_id", |metadata| {
        let it = metadata.inner();
        it.resource_id.as_deref()
    })
}

/// Returns the id of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_call_id(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "call_id", |metadata| {
        let it = metadata.inner();
        it.call_id.as_deref()
    })
}

/// Returns the document id of the file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_document_id(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "chunk_document_id", |metadata| {
        let it = metadata.inner();
        it.chunk_document_id.as_deref()
    })
}

/// Returns the index of the file within the recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_index(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.chunk_index
    })
}

/// Returns the start time of the file as written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_start_time(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "chunk_start_time", |metadata| {
        let it = metadata.inner();
        it.chunk_start_time.as_ref().map(Timestamp::as_str)
    })
}

/// Returns the start time of the file, in milliseconds since 1970 UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_start_time_ms(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        Some(unix_millis(it.chunk_start_time.as_ref()?.utc()))
    })
}

/// Returns the duration of the file, in milliseconds: at most 4 hours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_duration_ms(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        whole_millis(it.chunk_duration)
    })
}

/// Returns the number of pauses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_count(metadata: *const acs_recording_metadata_t) -> usize {
    value_of(metadata, 0, |metadata| {
        let it = metadata.inner();
        Some(it.pause_resume_intervals.len())
    })
}

/// Returns the start time of a pause as written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_start_time(metadata: *const acs_recording_metadata_t, index: usize) -> *const c_char {
    text_at(metadata, "pause_start_time", index, |metadata, index| {
        let it = metadata.inner();
        it.pause_resume_intervals.get(index)?.start_time.as_ref().map(Timestamp::as_str)
    })
}

/// Returns the start time of a pause, in milliseconds since 1970 UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_start_time_ms(metadata: *const acs_recording_metadata_t, index: usize) -> i64 {
    value_at(metadata, index, -1, |metadata, index| {
        let it = metadata.inner();
        Some(unix_millis(it.pause_resume_intervals.get(index)?.start_time.as_ref()?.utc()))
    })
}

/// Returns the duration of a pause, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_duration_ms(metadata: *const acs_recording_metadata_t, index: usize) -> i64 {
    value_at(metadata, index, -1, |metadata, index| {
        let it = metadata.inner();
        whole_millis(it.pause_resume_intervals.get(index)?.duration)
    })
}

/// Returns the content of the recording: "audio", "audioVideo".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_content(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "content", |metadata| {
        let it = metadata.inner();
        Some(it.recording_info.as_ref()?.content_type.as_ref()?.as_str())
    })
}

/// Returns whether the participants are mixed into one channel: "mixed", "unmixed".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_channel(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "channel", |metadata| {
        let it = metadata.inner();
        Some(it.recording_info.as_ref()?.channel_type.as_ref()?.as_str())
    })
}

/// Returns the file format: "wav", "mp3", "mp4".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_format(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "format", |metadata| {
        let it = metadata.inner();
        Some(it.recording_info.as_ref()?.format.as_ref()?.as_str())
    })
}

/// Returns the audio samples per second.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_sample_rate(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.audio_configuration.as_ref()?.sample_rate
    })
}

/// Returns the audio bits per second.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_bit_rate(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.audio_configuration.as_ref()?.bit_rate
    })
}

/// Returns the number of audio channels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_channels(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.audio_configuration.as_ref()?.channels
    })
}

/// Returns the longer side of the video, in pixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_longer_side_length(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.video_configuration.as_ref()?.longer_side_length
    })
}

/// Returns the shorter side of the video, in pixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_shorter_side_length(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.video_configuration.as_ref()?.shorter_side_length
    })
}

/// Returns the video frames per second.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_framerate(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.video_configuration.as_ref()?.framerate
    })
}

/// Returns the video bits per second.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_bit_rate(metadata: *const acs_recording_metadata_t) -> i64 {
    value_of(metadata, -1, |metadata| {
        let it = metadata.inner();
        it.recording_info.as_ref()?.video_configuration.as_ref()?.bit_rate
    })
}

/// Returns the number of recorded participants.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_count(metadata: *const acs_recording_metadata_t) -> usize {
    value_of(metadata, 0, |metadata| {
        let it = metadata.inner();
        Some(it.participants.len())
    })
}

/// Returns the raw id of a participant, for acs_identifier_from_raw_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_id(metadata: *const acs_recording_metadata_t, index: usize) -> *const c_char {
    text_at(metadata, "participant_id", index, |metadata, index| {
        let it = metadata.inner();
        it.participants.get(index)?.participant_id.as_deref()
    })
}

/// Returns the channel of a participant in an unmixed recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_channel(metadata: *const acs_recording_metadata_t, index: usize) -> i64 {
    value_at(metadata, index, -1, |metadata, index| {
        let it = metadata.inner();
        it.participants.get(index)?.channel
    })
}

/// Returns the JSON of the file as it is, for members without a getter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_raw_json(metadata: *const acs_recording_metadata_t) -> *const c_char {
    text_of(metadata, "raw_json", |metadata| {
        let it = metadata.inner();
        Some(it.raw())
    })
}
