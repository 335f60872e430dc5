//! A recording: its content, its storage, and its state.

use serde::Serialize;

use crate::identifier::CommunicationIdentifier;
use crate::json::json_struct;
use crate::json::open_enum;

open_enum! {
    /// The state of a recording.
    pub enum RecordingState {
        /// It is active.
        Active = "active",
        /// It is paused, stopped, or has not started.
        Inactive = "inactive",
    }

    /// The origin of a recording.
    pub enum RecordingKind {
        /// One started through Communication Services.
        AzureCommunicationServices = "azureCommunicationServices",
        /// One started in Teams.
        Teams = "teams",
        /// One that a compliance policy of Teams started.
        TeamsCompliance = "teamsCompliance",
    }

    /// The content of a recording.
    pub enum RecordingContent {
        /// Audio only.
        Audio = "audio",
        /// Audio and video.
        AudioVideo = "audioVideo",
    }

    /// The channels of a recording.
    pub enum RecordingChannel {
        /// All participants in one channel.
        Mixed = "mixed",
        /// A channel for each participant.
        Unmixed = "unmixed",
    }

    /// The file format of a recording.
    pub enum RecordingFormat {
        /// RIFF WAVE.
        Wav = "wav",
        /// MPEG layer 3.
        Mp3 = "mp3",
        /// MPEG-4.
        Mp4 = "mp4",
    }
}

/// The storage of the files of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordingStorage {
    /// The service's own store, for 24 hours. The default.
    AzureCommunicationServices,
    /// A container of Azure Blob Storage, by its URL. The resource needs a managed identity that
    /// may write there. Since api-version 2024-04-15.
    AzureBlobContainer(String),
}

/// The channel of an unmixed recording for a participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelAffinity {
    pub(crate) participant: CommunicationIdentifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<u32>,
}

impl ChannelAffinity {
    /// Creates an affinity: the participant gets a separate channel.
    pub fn new(participant: impl Into<CommunicationIdentifier>) -> Self {
        Self {
            participant: participant.into(),
            channel: None,
        }
    }

    /// Sets the number of the channel: 0 to 4. Default: the service selects one.
    #[must_use]
    pub fn channel(mut self, channel: u32) -> Self {
        self.channel = Some(channel);
        self
    }
}

json_struct! {
    /// The state of a recording.
    RecordingProperties {
        /// The recording id. Never empty.
        recording_id: String = "recordingId",
        /// The state. Right after the start the service reports inactive; a paused recording is
        /// inactive too.
        recording_state: Option<RecordingState> = "recordingState",
        /// The origin of the recording.
        recording_kind: Option<RecordingKind> = "recordingKind",
    }
}
