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

/// What the metadata file of one chunk of a recording reports. Read only: may be shared between threads.
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

/// Reads the metadata file of a chunk, which acs_event_recording_chunk_metadata_location locates.
///
/// @param length   its length in bytes
/// @param metadata receives what it reports; free with acs_recording_metadata_free
/// @return ACS_OK, ACS_INVALID_INPUT; ACS_DECODE when it is not a JSON object
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

/// The resource that recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_resource_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "resource_id", |metadata| {
        metadata.told.resource_id.as_deref()
    })
}

/// The call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_call_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "call_id", |metadata| {
        metadata.told.call_id.as_deref()
    })
}

/// The chunk, as acs_event_recording_chunk_document_id names it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_document_id(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "chunk_document_id", |metadata| {
        metadata.told.chunk_document_id.as_deref()
    })
}

/// The place of the chunk among those of the recording.
///
/// @return its place, from 0; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_index(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| metadata.told.chunk_index)
}

/// When the chunk began, as written.
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

/// When the chunk began, in milliseconds since 1970 UTC.
///
/// @return the moment; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_start_time_ms(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        Some(unix_millis(metadata.told.chunk_start_time.as_ref()?.utc()))
    })
}

/// How long the chunk is, in milliseconds: at most 4 hours.
///
/// @return the time; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_chunk_duration_ms(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        whole_millis(metadata.told.chunk_duration)
    })
}

/// How often the recording was paused.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_count(
    metadata: *const acs_recording_metadata_t,
) -> usize {
    value(0, move || {
        Some(metadata.as_ref()?.told.pause_resume_intervals.len())
    })
}

/// When a pause began, as written.
///
/// @param index    from 0
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

/// When a pause began, in milliseconds since 1970 UTC.
///
/// @param index    from 0
/// @return the moment; -1 for none
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

/// How long a pause was, in milliseconds.
///
/// @param index    from 0
/// @return the time; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_pause_duration_ms(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> i64 {
    number_at(metadata, index, |metadata, index| {
        whole_millis(metadata.pause(index)?.duration)
    })
}

/// What was recorded: "audio", "audioVideo".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_content(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "content", |metadata| {
        Some(metadata.info()?.content_type.as_ref()?.as_str())
    })
}

/// Whether the participants are kept apart: "mixed", "unmixed".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_channel(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "channel", |metadata| {
        Some(metadata.info()?.channel_type.as_ref()?.as_str())
    })
}

/// The file format: "wav", "mp3", "mp4".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_format(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "format", |metadata| {
        Some(metadata.info()?.format.as_ref()?.as_str())
    })
}

/// The samples of the sound per second.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_sample_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.sample_rate
    })
}

/// The bits of the sound per second.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_bit_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.bit_rate
    })
}

/// How many channels of sound the file has.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_audio_channels(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.audio_configuration.as_ref()?.channels
    })
}

/// The longer side of the picture, in pixels.
///
/// @return the number; -1 for none
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

/// The shorter side of the picture, in pixels.
///
/// @return the number; -1 for none
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

/// The pictures per second.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_framerate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.video_configuration.as_ref()?.framerate
    })
}

/// The bits of the picture per second.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_video_bit_rate(
    metadata: *const acs_recording_metadata_t,
) -> i64 {
    number(metadata, |metadata| {
        metadata.info()?.video_configuration.as_ref()?.bit_rate
    })
}

/// How many participants are heard in the recording.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_count(
    metadata: *const acs_recording_metadata_t,
) -> usize {
    value(0, move || Some(metadata.as_ref()?.told.participants.len()))
}

/// The raw id of a participant: acs_identifier_from_raw_id takes it.
///
/// @param index    from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_id(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> *const c_char {
    text_at(metadata, "participant_id", index, |metadata, index| {
        metadata.participant(index)?.participant_id.as_deref()
    })
}

/// The channel of a participant in an unmixed recording.
///
/// @param index    from 0
/// @return the channel, from 0; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_participant_channel(
    metadata: *const acs_recording_metadata_t,
    index: usize,
) -> i64 {
    number_at(metadata, index, |metadata, index| {
        metadata.participant(index)?.channel
    })
}

/// The JSON of the file as it came, for what has no function here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_raw_json(
    metadata: *const acs_recording_metadata_t,
) -> *const c_char {
    text_of(metadata, "raw_json", |metadata| Some(metadata.told.raw()))
}
