//! Types of recordings: options, state, storage, download and metadata.

pub use crate::client::{DownloadProgress, DownloadedRecording, RecordingTarget};
pub use crate::model::{
    ChannelAffinity, RecordedParticipant, RecordingAudio, RecordingChannel, RecordingContent,
    RecordingFormat, RecordingInfo, RecordingKind, RecordingMetadata, RecordingPause,
    RecordingProperties, RecordingState, RecordingStorage, RecordingVideo,
};
