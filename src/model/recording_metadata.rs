//! The metadata file of a recording.

use std::time::Duration;

use super::recording::{RecordingChannel, RecordingContent, RecordingFormat};
use super::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::identifier::CommunicationIdentifier;
use crate::json::{FromMembers, Members, json_struct, reads_members};

/// The content of the metadata file of one chunk of a recording. The file is fetched from the
/// `metadata_location` of [`RecordingChunk`](crate::event::RecordingChunk).
///
/// Source: "Call Recording overview", metadata schema reference, and one file of the live service
/// in the recorded tests of an official SDK (2021). No member is promised; members that are not
/// known here are in [`raw`](Self::raw).
///
/// ```
/// use acs_call_automation::recording::RecordingMetadata;
/// let file = br#"{"callId":"c-1","chunkIndex":0,"chunkDuration":19320,
///     "participants":[{"participantId":"4:+16045551234","channel":0}]}"#;
/// let metadata = RecordingMetadata::from_json(file)?;
/// assert_eq!(metadata.chunk_duration.unwrap().as_millis(), 19_320);
/// assert_eq!(metadata.participants[0].channel, Some(0));
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordingMetadata {
    /// The resource that recorded, by its unchanging id.
    pub resource_id: Option<String>,
    /// The call.
    pub call_id: Option<String>,
    /// The chunk, as [`RecordingChunk::document_id`](crate::event::RecordingChunk::document_id)
    /// names it.
    pub chunk_document_id: Option<String>,
    /// Its place among the chunks of the recording, counted from 0.
    pub chunk_index: Option<i64>,
    /// Start time.
    pub chunk_start_time: Option<Timestamp>,
    /// Duration: at most 4 hours.
    pub chunk_duration: Option<Duration>,
    /// The pauses of the recording.
    pub pause_resume_intervals: Vec<RecordingPause>,
    /// Content and format.
    pub recording_info: Option<RecordingInfo>,
    /// The participants who are heard in the recording.
    pub participants: Vec<RecordedParticipant>,
    raw: Box<str>,
}

/// A pause of a recording.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct RecordingPause {
    /// Start time.
    pub start_time: Option<Timestamp>,
    /// Duration.
    pub duration: Option<Duration>,
}

/// Content and format of a recording.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct RecordingInfo {
    /// The content: audio, or audio and video.
    pub content_type: Option<RecordingContent>,
    /// The channels: one, or one for each participant.
    pub channel_type: Option<RecordingChannel>,
    /// The file format.
    pub format: Option<RecordingFormat>,
    /// The audio.
    pub audio_configuration: Option<RecordingAudio>,
    /// The video.
    pub video_configuration: Option<RecordingVideo>,
}

json_struct! {
    /// The audio of a recording.
    RecordingAudio {
        /// Samples per second.
        sample_rate: Option<i64> = "sampleRate",
        /// Bits per second.
        bit_rate: Option<i64> = "bitRate",
        /// The number of channels of the file.
        channels: Option<i64> = "channels",
    }

    /// The video of a recording. In files of the live service, not in the schema reference.
    RecordingVideo {
        /// Pixels.
        longer_side_length: Option<i64> = "longerSideLength",
        /// Pixels.
        shorter_side_length: Option<i64> = "shorterSideLength",
        /// Frames per second.
        framerate: Option<i64> = "framerate",
        /// Bits per second.
        bit_rate: Option<i64> = "bitRate",
    }

    /// A participant who is heard in a recording.
    RecordedParticipant {
        /// The raw id.
        participant_id: Option<String> = "participantId",
        /// The channel in an unmixed recording, counted from 0.
        channel: Option<i64> = "channel",
    }
}

impl RecordingMetadata {
    /// Reads a metadata file.
    ///
    /// # Errors
    /// `Decode` when it is not a JSON object in UTF-8. A member of another type than expected, or
    /// an unknown one, is not an error.
    pub fn from_json(file: &[u8]) -> Result<Self> {
        let refused = |cause: &dyn std::fmt::Display| {
            let text = format!("the metadata is not a JSON object: {cause}");
            Error::new(ErrorKind::Decode, text)
        };
        let text = std::str::from_utf8(file).map_err(|cause| refused(&cause).with_source(cause))?;
        let members = Members::parse(text).map_err(|cause| refused(&cause).with_source(cause))?;
        Ok(Self {
            resource_id: members.read("resourceId"),
            call_id: members.read("callId"),
            chunk_document_id: members.read("chunkDocumentId"),
            chunk_index: members.read("chunkIndex"),
            chunk_start_time: members.read("chunkStartTime"),
            chunk_duration: members.read("chunkDuration"),
            pause_resume_intervals: members.read("pauseResumeIntervals"),
            recording_info: members.read("recordingInfo"),
            participants: members.read("participants"),
            raw: text.into(),
        })
    }

    /// Returns the JSON of the file as it was received.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl RecordedParticipant {
    /// Returns the participant's identifier.
    pub fn identifier(&self) -> Option<CommunicationIdentifier> {
        Some(CommunicationIdentifier::from_raw_id(
            self.participant_id.as_deref()?,
        ))
    }
}

reads_members!(RecordingPause);
reads_members!(RecordingInfo);

impl FromMembers for RecordingPause {
    fn from_members(members: &Members<'_>) -> Self {
        Self {
            start_time: members.read("startTime"),
            duration: members.read("duration"),
        }
    }
}

impl FromMembers for RecordingInfo {
    fn from_members(members: &Members<'_>) -> Self {
        let (content, channel) = ("contentType", "channelType");
        // In the file of 2021 each stands in the other's place.
        let is_swapped = matches!(
            members.read::<Option<RecordingChannel>>(content),
            Some(RecordingChannel::Mixed | RecordingChannel::Unmixed)
        );
        let (content, channel) = if is_swapped {
            (channel, content)
        } else {
            (content, channel)
        };
        Self {
            content_type: members.read(content),
            channel_type: members.read(channel),
            format: members.read("format"),
            audio_configuration: members.read("audioConfiguration"),
            video_configuration: members.read("videoConfiguration"),
        }
    }
}
