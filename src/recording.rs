//! Recordings: what is recorded, where it is stored, downloading it, and its metadata.

pub use crate::client::{DownloadProgress, DownloadedRecording, RecordingTarget};
pub use crate::model::{
    ChannelAffinity, RecordedParticipant, RecordingAudio, RecordingChannel, RecordingContent,
    RecordingFormat, RecordingInfo, RecordingKind, RecordingMetadata, RecordingPause,
    RecordingProperties, RecordingState, RecordingStorage, RecordingVideo,
};
