//! Bodies: recording a call.
//!
//! Their `callConnectionId` may be another than that of the recorded call: match them by
//! [`Event::correlation_id`](crate::event::Event::correlation_id).

use crate::event::values::{RecordingKind, RecordingState};
use crate::json::json_struct;
use crate::model::Timestamp;

json_struct! {
    /// A recording runs or rests.
    RecordingStateChanged {
        /// The recording.
        recording_id: Option<String> = "recordingId",
        /// Whether it runs.
        state: Option<RecordingState> = "state",
        /// When it began; the year 1 while it has not.
        start_date_time: Option<Timestamp> = "startDateTime",
        /// Whose recording it is.
        recording_kind: Option<RecordingKind> = "recordingKind",
        /// The event's source once more; no official SDK knows it.
        event_source: Option<String> = "eventSource",
    }

    /// A recording could not be started.
    StartRecordingFailed {
        /// The recording.
        recording_id: Option<String> = "recordingId",
        /// The event's source once more; no official SDK knows it.
        event_source: Option<String> = "eventSource",
    }
}
