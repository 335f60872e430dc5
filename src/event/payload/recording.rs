//! Bodies of the recording events.
//!
//! Their `callConnectionId` may differ from that of the recorded call: match them by
//! [`Event::correlation_id`](crate::event::Event::correlation_id).

use crate::event::values::{RecordingKind, RecordingState};
use crate::json::json_struct;
use crate::model::Timestamp;

json_struct! {
    /// A recording started, was paused, or stopped.
    RecordingStateChanged {
        /// The id of the recording.
        recording_id: Option<String> = "recordingId",
        /// The state of the recording.
        state: Option<RecordingState> = "state",
        /// The start of the recording; year 1 when it has not started.
        start_date_time: Option<Timestamp> = "startDateTime",
        /// The kind of recording.
        recording_kind: Option<RecordingKind> = "recordingKind",
        /// The same as the event's source; not in any official SDK.
        event_source: Option<String> = "eventSource",
    }

    /// A recording could not be started.
    StartRecordingFailed {
        /// The id of the recording.
        recording_id: Option<String> = "recordingId",
        /// The same as the event's source; not in any official SDK.
        event_source: Option<String> = "eventSource",
    }
}
