//! Recordings: how they stand, and where their files are.

use std::ffi::{c_char, c_int};

use super::{acs_event_t, body_text, body_text_at, body_value};
use crate::guard::{unix_millis, value};
use acs_call_automation::event::{EventBody, RecordingChunk, RecordingKind, RecordingState};
use acs_call_automation::model::Timestamp;

/// A state that this version does not know.
pub const ACS_RECORDING_STATE_OTHER: c_int = 0;
/// The recording runs.
pub const ACS_RECORDING_STATE_ACTIVE: c_int = 1;
/// The recording is paused, stopped, or has not begun.
pub const ACS_RECORDING_STATE_INACTIVE: c_int = 2;

/// A kind that this version does not know.
pub const ACS_RECORDING_KIND_OTHER: c_int = 0;
/// A recording started through Communication Services.
pub const ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES: c_int = 1;
/// A recording started in Teams.
pub const ACS_RECORDING_KIND_TEAMS: c_int = 2;
/// A recording that a compliance policy of Teams started.
pub const ACS_RECORDING_KIND_TEAMS_COMPLIANCE: c_int = 3;

/// A state as C gets it.
pub(crate) fn recording_state(state: &RecordingState) -> c_int {
    match state {
        RecordingState::Active => ACS_RECORDING_STATE_ACTIVE,
        RecordingState::Inactive => ACS_RECORDING_STATE_INACTIVE,
        _ => ACS_RECORDING_STATE_OTHER,
    }
}

/// A kind as C gets it.
pub(crate) fn recording_kind(kind: &RecordingKind) -> c_int {
    match kind {
        RecordingKind::AzureCommunicationServices => {
            ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES
        }
        RecordingKind::Teams => ACS_RECORDING_KIND_TEAMS,
        RecordingKind::TeamsCompliance => ACS_RECORDING_KIND_TEAMS_COMPLIANCE,
        _ => ACS_RECORDING_KIND_OTHER,
    }
}

fn start_time(body: &EventBody) -> Option<&Timestamp> {
    match body {
        EventBody::RecordingStateChanged(b) => b.start_date_time.as_ref(),
        EventBody::RecordingFileStatusUpdated(b) => b.recording_start_time.as_ref(),
        _ => None,
    }
}

fn chunks(body: &EventBody) -> &[RecordingChunk] {
    match body {
        EventBody::RecordingFileStatusUpdated(b) => b
            .recording_storage_info
            .as_ref()
            .map_or(&[], |info| info.recording_chunks.as_slice()),
        _ => &[],
    }
}

/// The recording. Its events may name another call connection than that of the recorded call: match
/// them by acs_event_correlation_id.
///
/// Of RecordingStateChanged and StartRecordingFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "recording_id", |body| match body {
        EventBody::RecordingStateChanged(b) => b.recording_id.as_deref(),
        EventBody::StartRecordingFailed(b) => b.recording_id.as_deref(),
        _ => None,
    })
}

/// Whether the recording runs.
///
/// Of RecordingStateChanged.
///
/// @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
///         for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_state(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| match body {
        EventBody::RecordingStateChanged(b) => b.state.as_ref().map(recording_state),
        _ => None,
    })
}

/// Whose recording it is.
///
/// Of RecordingStateChanged.
///
/// @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
///         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_kind(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| match body {
        EventBody::RecordingStateChanged(b) => b.recording_kind.as_ref().map(recording_kind),
        _ => None,
    })
}

/// When the recording began, as sent; a date of the year 1 while it has not.
///
/// Of RecordingStateChanged and RecordingFileStatusUpdated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_start_time(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "recording_start_time", |body| {
        start_time(body).map(Timestamp::as_str)
    })
}

/// When the recording began, in milliseconds since 1970 UTC.
///
/// Of RecordingStateChanged and RecordingFileStatusUpdated.
///
/// @return the moment; -1 for none, as while it has not begun
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_start_time_ms(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| Some(unix_millis(start_time(body)?.utc())))
}

/// How long the recording is, in milliseconds.
///
/// Of RecordingFileStatusUpdated.
///
/// @return the time; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_duration_ms(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| match body {
        EventBody::RecordingFileStatusUpdated(b) => b.recording_duration_ms,
        _ => None,
    })
}

/// What the recording holds: "audio", "audioVideo".
///
/// Of RecordingFileStatusUpdated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_content(event: *const acs_event_t) -> *const c_char {
    body_text(event, "recording_content", |body| match body {
        EventBody::RecordingFileStatusUpdated(b) => {
            Some(b.recording_content_type.as_ref()?.as_str())
        }
        _ => None,
    })
}

/// Whether the recording keeps the participants apart: "mixed", "unmixed".
///
/// Of RecordingFileStatusUpdated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_channel(event: *const acs_event_t) -> *const c_char {
    body_text(event, "recording_channel", |body| match body {
        EventBody::RecordingFileStatusUpdated(b) => {
            Some(b.recording_channel_type.as_ref()?.as_str())
        }
        _ => None,
    })
}

/// The file format of the recording: "wav", "mp3", "mp4".
///
/// Of RecordingFileStatusUpdated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_format(event: *const acs_event_t) -> *const c_char {
    body_text(event, "recording_format", |body| match body {
        EventBody::RecordingFileStatusUpdated(b) => {
            Some(b.recording_format_type.as_ref()?.as_str())
        }
        _ => None,
    })
}

/// Why the recording ended.
///
/// Of RecordingFileStatusUpdated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_end_reason(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "recording_end_reason", |body| match body {
        EventBody::RecordingFileStatusUpdated(b) => b.session_end_reason.as_deref(),
        _ => None,
    })
}

/// How many files of the recording the event names.
///
/// Of RecordingFileStatusUpdated.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_count(event: *const acs_event_t) -> usize {
    body_value(event, 0, |body| Some(chunks(body).len()))
}

/// The place of a file among those of the recording.
///
/// @param chunk which of the files that the event names, from 0
/// @return its place, from 0; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_index(
    event: *const acs_event_t,
    chunk: usize,
) -> i64 {
    value(-1, move || {
        let chunks = chunks(event.as_ref()?.body());
        chunks.get(chunk)?.index
    })
}

/// The id of a file of the recording.
///
/// @param chunk which of the files that the event names, from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_document_id(
    event: *const acs_event_t,
    chunk: usize,
) -> *const c_char {
    body_text_at(event, "chunk document id", chunk, |body, index| {
        chunks(body).get(index)?.document_id.as_deref()
    })
}

/// Why a file of the recording ended.
///
/// @param chunk which of the files that the event names, from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_end_reason(
    event: *const acs_event_t,
    chunk: usize,
) -> *const c_char {
    body_text_at(event, "chunk end reason", chunk, |body, index| {
        chunks(body).get(index)?.end_reason.as_deref()
    })
}

/// Where the content of a file of the recording is fetched.
///
/// @param chunk which of the files that the event names, from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_content_location(
    event: *const acs_event_t,
    chunk: usize,
) -> *const c_char {
    body_text_at(event, "chunk content", chunk, |body, index| {
        chunks(body).get(index)?.content_location.as_deref()
    })
}

/// Where the metadata of a file of the recording are fetched.
///
/// @param chunk which of the files that the event names, from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_metadata_location(
    event: *const acs_event_t,
    chunk: usize,
) -> *const c_char {
    body_text_at(event, "chunk metadata", chunk, |body, index| {
        chunks(body).get(index)?.metadata_location.as_deref()
    })
}

/// Where a file of the recording is deleted.
///
/// @param chunk which of the files that the event names, from 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_delete_location(
    event: *const acs_event_t,
    chunk: usize,
) -> *const c_char {
    body_text_at(event, "chunk delete", chunk, |body, index| {
        chunks(body).get(index)?.delete_location.as_deref()
    })
}
