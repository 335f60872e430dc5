//! Members of events about recordings.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the recording id (RecordingStateChanged, StartRecordingFailed). The events of a
/// recording may name another call connection than that of the recorded call: match them by
/// acs_event_correlation_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingStateChanged(b) => b.recording_id.as_deref(),
            EventBody::StartRecordingFailed(b) => b.recording_id.as_deref(),
            _ => None,
        }
    })
}

/// Returns the state of the recording (RecordingStateChanged).
///
/// @return one of ACS_RECORDING_STATE_...; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_state(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingStateChanged(b) => b.state.as_ref().map(recording_state),
            _ => None,
        }
    })
}

/// Returns the kind of the recording (RecordingStateChanged).
///
/// @return one of ACS_RECORDING_KIND_...; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_kind(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingStateChanged(b) => b.recording_kind.as_ref().map(recording_kind),
            _ => None,
        }
    })
}

/// Returns the start time of the recording as sent; a date of the year 1 before it starts
/// (RecordingStateChanged, RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_start_time(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_start_time", |event| {
        let it = event.inner();
        start_time(it).map(Timestamp::as_str)
    })
}

/// Returns the start time of the recording, in milliseconds since 1970 UTC; -1 before it starts
/// (RecordingStateChanged, RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_start_time_ms(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        Some(unix_millis(start_time(it)?.utc()))
    })
}

/// Returns the duration of the recording, in milliseconds (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_duration_ms(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_duration_ms,
            _ => None,
        }
    })
}

/// Returns the content of the recording: "audio", "audioVideo" (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_content(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_content", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => Some(b.recording_content_type.as_ref()?.as_str()),
            _ => None,
        }
    })
}

/// Returns whether the participants are mixed into one channel: "mixed", "unmixed"
/// (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_channel(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_channel", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => Some(b.recording_channel_type.as_ref()?.as_str()),
            _ => None,
        }
    })
}

/// Returns the file format of the recording: "wav", "mp3", "mp4" (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_format(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_format", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => Some(b.recording_format_type.as_ref()?.as_str()),
            _ => None,
        }
    })
}

/// Returns the reason why the recording ended (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_end_reason(event: *const acs_event_t) -> *const c_char {
    text_of(event, "recording_end_reason", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.session_end_reason.as_deref(),
            _ => None,
        }
    })
}

/// Returns the number of recording files that the event names (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_count(event: *const acs_event_t) -> usize {
    value_of(event, 0, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => Some(b.recording_storage_info.as_ref()?.recording_chunks.len()),
            _ => None,
        }
    })
}

/// Returns the index of a file within the recording (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_index(event: *const acs_event_t, index: usize) -> i64 {
    value_at(event, index, -1, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.index,
            _ => None,
        }
    })
}

/// Returns the document id of a file (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_document_id(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "recording_chunk_document_id", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.document_id.as_deref(),
            _ => None,
        }
    })
}

/// Returns the reason why a file ended (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_end_reason(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "recording_chunk_end_reason", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.end_reason.as_deref(),
            _ => None,
        }
    })
}

/// Returns the URL of the content of a file, for acs_client_download_recording
/// (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_content_location(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "recording_chunk_content_location", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.content_location.as_deref(),
            _ => None,
        }
    })
}

/// Returns the URL of the metadata of a file, for acs_client_download_recording
/// (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_metadata_location(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "recording_chunk_metadata_location", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.metadata_location.as_deref(),
            _ => None,
        }
    })
}

/// Returns the URL of a file for acs_client_delete_recording (RecordingFileStatusUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recording_chunk_delete_location(event: *const acs_event_t, index: usize) -> *const c_char {
    text_at(event, "recording_chunk_delete_location", index, |event, index| {
        let it = event.inner();
        match it.body() {
            EventBody::RecordingFileStatusUpdated(b) => b.recording_storage_info.as_ref()?.recording_chunks.get(index)?.delete_location.as_deref(),
            _ => None,
        }
    })
}
