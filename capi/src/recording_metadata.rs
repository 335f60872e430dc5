//! The metadata file of a recording, read.

use std::ffi::c_char;

use super::error::acs_error_t;
use super::guard::{bytes, free, guard, slot, unix_millis, value};
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, text_at, text_of};
use acs_call_automation::model::Timestamp;
use acs_call_automation::recording::{
    RecordedParticipant, RecordingInfo, RecordingMetadata, RecordingPause,
};

/// The metadata file of one chunk of a recording. Read only: may be shared between threads.
pub struct acs_recording_metadata_t {
    told: RecordingMetadata,
    texts: Texts,
}

impl acs_recording_metadata_t {
    fn info(&self) -> Option<&RecordingInfo> {
        self.told.recording_info.as_ref()
    }

    fn pause(&self, index: usize) -> Option<&RecordingPause> {
        self.told.pause_resume_intervals.get(index)
    }

    fn participant(&self, index: usize) -> Option<&RecordedParticipant> {
        self.told.participants.get(index)
    }
}

impl HasTexts for acs_recording_metadata_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

#[inline(never)]
unsafe fn number(
    metadata: *const acs_recording_metadata_t,
    read: fn(&acs_recording_metadata_t) -> Option<i64>,
) -> i64 {
    value(-1, move || read(metadata.as_ref()?))
}

#[inline(never)]
unsafe fn number_at(
    metadata: *const acs_recording_metadata_t,
    index: usize,
    read: fn(&acs_recording_metadata_t, usize) -> Option<i64>,
) -> i64 {
    value(-1, move || read(metadata.as_ref()?, index))
}

fn whole_millis(span: Option<std::time::Duration>) -> Option<i64> {
    i64::try_from(span?.as_millis()).ok()
}

/// Parses the metadata file of a chunk, which acs_event_recording_chunk_metadata_location locates.
///
/// @param json   the bytes of the file
/// @param length the number of bytes
/// @return ACS_DECODE when it is not a JSON object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_parse(
    json: *const u8,
    length: usize,
    metadata: *mut *mut acs_recording_metadata_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let metadata = slot(metadata, "metadata")?;
        let told = RecordingMetadata::from_json(bytes(json, length, "json")?)?;
        metadata.put(|| acs_recording_metadata_t {
            told,
            texts: Texts::default(),
        });
        Ok(())
    })
}

/// Frees metadata.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_free(metadata: *mut acs_recording_metadata_t) {
    free(metadata);
}

/// Returns the id of the resource that recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_resource_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "resource_id", |metadata| {
        metadata.told.resource_id.as_deref()
    })
}

/// Returns the id of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_call_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "call_id", |metadata| {
        metadata.told.call_id.as_deref()
    })
}

/// Returns the id of the chunk, as acs_event_recording_chunk_document_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_document_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "chunk_document_id", |metadata| {
        metadata.told.chunk_document_id.as_deref()
    })
}

/// Returns the index of the chunk in the recording, from 0; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_index(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| metadata.told.chunk_index)
}

/// Returns the start of the chunk as it is written in the file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_start_time(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "chunk_start_time", |metadata| {
        metadata
            .told
            .chunk_start_time
            .as_ref()
            .map(Timestamp::as_str)
    })
}

/// Returns the start of the chunk, in milliseconds since 1970 UTC; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_start_time_ms(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        Some(unix_millis(metadata.told.chunk_start_time.as_ref()?.utc()))
    })
}

/// Returns the duration of the chunk, in milliseconds, at most 4 hours; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_duration_ms(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        whole_millis(metadata.told.chunk_duration)
    })
}

/// Returns the number of pauses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_count(
    metadata: *const acs_recording_metadata_t,
) -> usize {
    value(0, move || {
        Some(metadata.as_ref()?.told.pause_resume_intervals.len())
    })
}

/// Returns the start of a pause as it is written in the file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_start_time(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> *const c_char {
    text_at(metadata, "pause_start_time", index, |metadata, index| {
        metadata
            .pause(index)?
            .start_time
            .as_ref()
            .map(Timestamp::as_str)
    })
}

/// Returns the start of a pause, in milliseconds since 1970 UTC; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_start_time_ms(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> i64 {
    number_at(metadata, index, |metadata, index| {
        Some(unix_millis(
            metadata.pause(index)?.start_time.as_ref()?.utc(),
        ))
    })
}

/// Returns the duration of a pause, in milliseconds; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_duration_ms(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> i64 {
    number_at(metadata, index, |metadata, index| {
        whole_millis(metadata.pause(index)?.duration)
    })
}

/// Returns the recorded content: "audio", "audioVideo".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_content(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "content", |metadata| {
        Some(metadata.info()?.content_type.as_ref()?.as_str())
    })
}

/// Returns "mixed" when the participants share one channel, or "unmixed".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_channel(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "channel", |metadata| {
        Some(metadata.info()?.channel_type.as_ref()?.as_str())
    })
}

/// Returns the file format: "wav", "mp3", "mp4".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_format(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "format", |metadata| {
        Some(metadata.info()?.format.as_ref()?.as_str())
    })
}

/// Returns the audio samples per second; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_sample_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.sample_rate
    })
}

/// Returns the audio bits per second; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_bit_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.bit_rate
    })
}

/// Returns the number of audio channels; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_channels(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.channels
    })
}

/// Returns the longer side of the video, in pixels; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_longer_side_length(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata
            .info()?
            .video_configuration
            .as_ref()?
            .longer_side_length
    })
}

/// Returns the shorter side of the video, in pixels; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_shorter_side_length(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata
            .info()?
            .video_configuration
            .as_ref()?
            .shorter_side_length
    })
}

/// Returns the video frames per second; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_framerate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.video_configuration.as_ref()?.framerate
    })
}

/// Returns the video bits per second; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_bit_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.video_configuration.as_ref()?.bit_rate
    })
}

/// Returns the number of participants in the recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_count(
    metadata: *const acs_recording_metadata_t,
) -> usize {
    value(0, move || Some(metadata.as_ref()?.told.participants.len()))
}

/// Returns the raw id of a participant, for acs_identifier_from_raw_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_id(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> *const c_char {
    text_at(metadata, "participant_id", index, |metadata, index| {
        metadata.participant(index)?.participant_id.as_deref()
    })
}

/// Returns the channel of a participant in an unmixed recording, from 0; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_channel(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> i64 {
    number_at(metadata, index, |metadata, index| {
        metadata.participant(index)?.channel
    })
}

/// Returns the JSON of the file as it was, for members without a function here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_raw_json(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "raw_json", |metadata| Some(metadata.told.raw()))
}
