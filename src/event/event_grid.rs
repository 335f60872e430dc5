//! Bodies of the events that Event Grid delivers.
//!
//! Source: the system event models of the official SDK for Event Grid (JavaScript, 5.12.0) and
//! Microsoft's page "Azure Communication Services - Voice and video calling events".

use super::values::{RecordingChannel, RecordingContent, RecordingFormat};
use crate::identifier::CommunicationIdentifier;
use crate::json::{FromJson, FromMembers, Member, Members, json_struct, reads_members};
use crate::model::Timestamp;

json_struct! {
    /// A call arrives at a user of the resource, or at one of its numbers.
    ///
    /// The emulator's type with the same name describes a call that a test places.
    IncomingCall {
        /// The callee.
        to: Option<CommunicationIdentifier> = "to",
        /// The caller.
        from: Option<CommunicationIdentifier> = "from",
        /// The caller's display name, as the caller sent it.
        caller_display_name: Option<String> = "callerDisplayName",
        /// The token for answering, rejecting or redirecting the call: opaque, several thousand
        /// characters, passed back unchanged.
        incoming_call_context: Option<String> = "incomingCallContext",
        /// Custom headers that the call carries.
        custom_context: Option<CustomContext> = "customContext",
        /// The original callee of a call that was forwarded here.
        on_behalf_of_callee: Option<CommunicationIdentifier> = "onBehalfOfCallee",
    }

    /// Custom headers of a call.
    CustomContext {
        /// SIP headers.
        sip_headers: Headers = "sipHeaders",
        /// Headers of a call between Communication Services or Teams users (VoIP).
        voip_headers: Headers = "voipHeaders",
        /// Details of a call from a Teams phone, as JSON.
        teams_phone_call_details: Option<serde_json::Value> = "teamsPhoneCallDetails",
    }

    /// A call started.
    CallStarted {
        /// The participant who started the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call.
        group: Option<CallGroup> = "group",
        /// The room.
        room: Option<CallRoom> = "room",
        /// Whether the call has exactly two parties.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A call ended.
    CallEnded {
        /// The participant who started the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call.
        group: Option<CallGroup> = "group",
        /// The room.
        room: Option<CallRoom> = "room",
        /// Whether the call had exactly two parties.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call was in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
        /// The duration in seconds, under the name in Microsoft's documentation.
        duration_of_call: Option<f64> = "durationOfCall",
        /// The duration in seconds, under the name in the SDK's model.
        call_duration_in_seconds: Option<f64> = "callDurationInSeconds",
        /// The participant who ended the call.
        ended_by: Option<CallEndedBy> = "endedBy",
        /// The reason for the end of the call.
        reason: Option<CallEndReason> = "reason",
    }

    /// A participant joined a call.
    CallParticipantAdded {
        /// The participant who joined.
        user: Option<AcsCallParticipant> = "user",
        /// The display name.
        display_name: Option<String> = "displayName",
        /// The id of the participant within the call.
        participant_id: Option<String> = "participantId",
        /// The participant's client software, under the name in the SDK's model.
        user_agent: Option<String> = "userAgent",
        /// The participant's client software, under the name in Microsoft's documentation.
        endpoint_type: Option<String> = "endpointType",
        /// The participant who started the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call.
        group: Option<CallGroup> = "group",
        /// The room.
        room: Option<CallRoom> = "room",
        /// Whether the call has exactly two parties.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A participant left a call.
    CallParticipantRemoved {
        /// The participant who left.
        user: Option<AcsCallParticipant> = "user",
        /// The display name.
        display_name: Option<String> = "displayName",
        /// The id of the participant within the call.
        participant_id: Option<String> = "participantId",
        /// The participant's client software, under the name in the SDK's model.
        user_agent: Option<String> = "userAgent",
        /// The participant's client software, under the name in Microsoft's documentation.
        endpoint_type: Option<String> = "endpointType",
        /// The participant who started the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call.
        group: Option<CallGroup> = "group",
        /// The room.
        room: Option<CallRoom> = "room",
        /// Whether the call has exactly two parties.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A participant in a call, as Event Grid reports it.
    AcsCallParticipant {
        /// The identifier of the participant.
        communication_identifier: Option<CommunicationIdentifier> = "communicationIdentifier",
        /// The role of the participant: `Organizer`, `Attendee`, ...
        role: Option<String> = "role",
    }

    /// A group call.
    CallGroup {
        /// The id of the group call, as a group call locator has it.
        id: Option<String> = "id",
    }

    /// A room.
    CallRoom {
        /// The id of the room, as a room call locator has it.
        id: Option<String> = "id",
    }

    /// The participant who ended a call.
    CallEndedBy {
        /// The identifier of the participant.
        communication_identifier: Option<CommunicationIdentifier> = "communicationIdentifier",
        /// The kind of participant: `Participant`, ...
        kind: Option<String> = "type",
        /// The name of the participant.
        name: Option<String> = "name",
    }

    /// The reason for the end of a call.
    CallEndReason {
        /// The code, similar to a SIP status; 0 for a normal end.
        code: Option<i64> = "code",
        /// The service's sub-code.
        sub_code: Option<i64> = "subCode",
        /// A human-readable description.
        phrase: Option<String> = "phrase",
    }

    /// The files of a recording are ready for download.
    RecordingFileStatusUpdated {
        /// The files of the recording.
        recording_storage_info: Option<RecordingStorageInfo> = "recordingStorageInfo",
        /// The start of the recording.
        recording_start_time: Option<Timestamp> = "recordingStartTime",
        /// The duration of the recording, in milliseconds, as sent: a wrong one may be negative.
        recording_duration_ms: Option<i64> = "recordingDurationMs",
        /// The content of the recording: audio, or audio and video.
        recording_content_type: Option<RecordingContent> = "recordingContentType",
        /// Whether participants are mixed or on separate channels.
        recording_channel_type: Option<RecordingChannel> = "recordingChannelType",
        /// The file format.
        recording_format_type: Option<RecordingFormat> = "recordingFormatType",
        /// The reason for the end of the recording.
        session_end_reason: Option<String> = "sessionEndReason",
    }

    /// The files of a recording.
    RecordingStorageInfo {
        /// The files, in order.
        recording_chunks: Vec<RecordingChunk> = "recordingChunks",
    }

    /// One file of a recording.
    RecordingChunk {
        /// The id of the file.
        document_id: Option<String> = "documentId",
        /// The position of the file in the recording, starting at 0.
        index: Option<i64> = "index",
        /// The reason for the end of the file.
        end_reason: Option<String> = "endReason",
        /// The URL from which the content is downloaded.
        content_location: Option<String> = "contentLocation",
        /// The URL from which the metadata are downloaded.
        metadata_location: Option<String> = "metadataLocation",
        /// The URL by which the file is deleted.
        delete_location: Option<String> = "deleteLocation",
    }

    /// Event Grid validates a new subscription. The receiver responds automatically.
    SubscriptionValidation {
        /// The code to send back.
        validation_code: Option<String> = "validationCode",
        /// The URL to request within five minutes, instead of sending the code back.
        validation_url: Option<String> = "validationUrl",
    }

    /// An event subscription was deleted.
    SubscriptionDeleted {
        /// The id of the subscription.
        event_subscription_id: Option<String> = "eventSubscriptionId",
    }
}

impl IncomingCall {
    /// Returns the SIP header `User-To-User` as sent, `;encoding=hex` included. Its name is found in
    /// every spelling that occurs in recordings and samples: case, hyphens and underscores are
    /// ignored.
    pub fn user_to_user(&self) -> Option<&str> {
        let headers = &self.custom_context.as_ref()?.sip_headers;
        headers.find(|name| plain(name) == "usertouser")
    }

    /// Returns a SIP header, by its name with or without the prefix `X-MS-Custom-` or `X-`; case,
    /// hyphens and underscores are ignored.
    pub fn sip_header(&self, name: &str) -> Option<&str> {
        let headers = &self.custom_context.as_ref()?.sip_headers;
        let wanted = plain(without_prefix(name));
        headers
            .get(name)
            .or_else(|| headers.find(|sent| plain(without_prefix(sent)) == wanted))
    }

    /// Returns a VoIP header, by its name; case, hyphens and underscores are ignored.
    pub fn voip_header(&self, name: &str) -> Option<&str> {
        let headers = &self.custom_context.as_ref()?.voip_headers;
        let wanted = plain(name);
        headers
            .get(name)
            .or_else(|| headers.find(|sent| plain(sent) == wanted))
    }
}

/// A name without what differs between the spellings of it.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '-' | '_'));
    letters.collect::<String>().to_ascii_lowercase()
}

/// The name of a custom SIP header without the prefixes that the service adds.
fn without_prefix(name: &str) -> &str {
    ["X-MS-Custom-", "X-"]
        .iter()
        .find_map(|prefix| {
            let (start, rest) = name.split_at_checked(prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some(rest)
        })
        .unwrap_or(name)
}

/// Headers in the order in which they were sent. Names are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Returns the value of the first header with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(|sent| sent.eq_ignore_ascii_case(name))
    }

    /// The value of the first header whose name fits.
    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        self.iter()
            .find(|(sent, _)| fits(sent))
            .map(|(_, value)| value)
    }

    /// Returns an iterator over the names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the number of headers.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no headers; an absent and a null map are empty too.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromMembers for Headers {
    fn from_members(members: &Members<'_>) -> Self {
        let texts = members.iter().filter_map(|(name, value)| {
            let text = String::from_json(value).ok()?;
            Some((name.to_owned(), text))
        });
        Self(texts.collect())
    }
}

reads_members!(Headers);

impl Member for Headers {
    fn read(value: Option<&str>) -> Self {
        Option::read(value).unwrap_or_default()
    }
}
