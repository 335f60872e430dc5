//! Bodies of the events that Event Grid delivers.
//!
//! Source: the system event models of the official SDK for Event Grid (JavaScript, 5.12.0) and
//! Microsoft's page "Azure Communication Services - Voice and video calling events".

use serde_json::value::RawValue;

use super::values::{RecordingChannel, RecordingContent, RecordingFormat};
use crate::identifier::CommunicationIdentifier;
use crate::json::{FromJson, FromMembers, Member, Members, json_struct, reads_members};
use crate::model::Timestamp;

json_struct! {
    /// A call arrives for a user of the resource, or one of its numbers.
    IncomingCall {
        /// Who is called.
        to: Option<CommunicationIdentifier> = "to",
        /// Who calls.
        from: Option<CommunicationIdentifier> = "from",
        /// The caller's name, as the caller gives it.
        caller_display_name: Option<String> = "callerDisplayName",
        /// What answering, rejecting or redirecting asks for: opaque, several thousand characters,
        /// to be handed back unchanged.
        incoming_call_context: Option<String> = "incomingCallContext",
        /// What came along with the call.
        custom_context: Option<CustomContext> = "customContext",
        /// For whom the call was meant before it was forwarded here.
        on_behalf_of_callee: Option<CommunicationIdentifier> = "onBehalfOfCallee",
    }

    /// What came along with a call.
    CustomContext {
        /// SIP headers.
        sip_headers: Headers = "sipHeaders",
        /// Headers of a call between users.
        voip_headers: Headers = "voipHeaders",
        /// What a call from a Teams phone reports besides, as JSON.
        teams_phone_call_details: Option<serde_json::Value> = "teamsPhoneCallDetails",
    }

    /// A call began.
    CallStarted {
        /// Who began it.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call it is.
        group: Option<CallGroup> = "group",
        /// The room it is in.
        room: Option<CallRoom> = "room",
        /// Whether it has just two ends.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether it is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A call is over.
    CallEnded {
        /// Who began it.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call it was.
        group: Option<CallGroup> = "group",
        /// The room it was in.
        room: Option<CallRoom> = "room",
        /// Whether it had just two ends.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether it was in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
        /// How long it took, in seconds, by the name of the documentation.
        duration_of_call: Option<f64> = "durationOfCall",
        /// How long it took, in seconds, by the name of the SDK's model.
        call_duration_in_seconds: Option<f64> = "callDurationInSeconds",
        /// Who ended it.
        ended_by: Option<CallEndedBy> = "endedBy",
        /// Why it ended.
        reason: Option<CallEndReason> = "reason",
    }

    /// A participant joined a call.
    CallParticipantAdded {
        /// Who joined.
        user: Option<AcsCallParticipant> = "user",
        /// The name shown to the others.
        display_name: Option<String> = "displayName",
        /// The participant within the call.
        participant_id: Option<String> = "participantId",
        /// The program used, by the name of the SDK's model.
        user_agent: Option<String> = "userAgent",
        /// The program used, by the name of the documentation.
        endpoint_type: Option<String> = "endpointType",
        /// Who began the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call it is.
        group: Option<CallGroup> = "group",
        /// The room it is in.
        room: Option<CallRoom> = "room",
        /// Whether the call has just two ends.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A participant left a call.
    CallParticipantRemoved {
        /// Who left.
        user: Option<AcsCallParticipant> = "user",
        /// The name shown to the others.
        display_name: Option<String> = "displayName",
        /// The participant within the call.
        participant_id: Option<String> = "participantId",
        /// The program used, by the name of the SDK's model.
        user_agent: Option<String> = "userAgent",
        /// The program used, by the name of the documentation.
        endpoint_type: Option<String> = "endpointType",
        /// Who began the call.
        started_by: Option<AcsCallParticipant> = "startedBy",
        /// The group call it is.
        group: Option<CallGroup> = "group",
        /// The room it is in.
        room: Option<CallRoom> = "room",
        /// Whether the call has just two ends.
        is_two_party: Option<bool> = "isTwoParty",
        /// Whether the call is in a room.
        is_rooms_call: Option<bool> = "isRoomsCall",
    }

    /// A participant in a call, as Event Grid reports.
    AcsCallParticipant {
        /// Who it is.
        communication_identifier: Option<CommunicationIdentifier> = "communicationIdentifier",
        /// The part they play: `Organizer`, `Attendee`, ...
        role: Option<String> = "role",
    }

    /// A group call.
    CallGroup {
        /// Its id; a group call locator takes it.
        id: Option<String> = "id",
    }

    /// A room.
    CallRoom {
        /// Its id; a room call locator takes it.
        id: Option<String> = "id",
    }

    /// Who ended a call.
    CallEndedBy {
        /// Who it is.
        communication_identifier: Option<CommunicationIdentifier> = "communicationIdentifier",
        /// What they are: `Participant`, ...
        kind: Option<String> = "type",
        /// Their name.
        name: Option<String> = "name",
    }

    /// Why a call ended.
    CallEndReason {
        /// Like a status of SIP; 0 for a call that ended well.
        code: Option<i64> = "code",
        /// The service's own reason.
        sub_code: Option<i64> = "subCode",
        /// A sentence for people.
        phrase: Option<String> = "phrase",
    }

    /// The files of a recording can be fetched.
    RecordingFileStatusUpdated {
        /// Where they are.
        recording_storage_info: Option<RecordingStorageInfo> = "recordingStorageInfo",
        /// When the recording began.
        recording_start_time: Option<Timestamp> = "recordingStartTime",
        /// How long it is, in milliseconds.
        recording_duration_ms: Option<i64> = "recordingDurationMs",
        /// What it holds.
        recording_content_type: Option<RecordingContent> = "recordingContentType",
        /// Whether it keeps the participants apart.
        recording_channel_type: Option<RecordingChannel> = "recordingChannelType",
        /// The file format.
        recording_format_type: Option<RecordingFormat> = "recordingFormatType",
        /// Why the recording ended.
        session_end_reason: Option<String> = "sessionEndReason",
    }

    /// Where the files of a recording are.
    RecordingStorageInfo {
        /// Its files in their order.
        recording_chunks: Vec<RecordingChunk> = "recordingChunks",
    }

    /// One file of a recording.
    RecordingChunk {
        /// The file.
        document_id: Option<String> = "documentId",
        /// Its place among the files, counted from 0.
        index: Option<i64> = "index",
        /// Why the file ended.
        end_reason: Option<String> = "endReason",
        /// Where its content is fetched.
        content_location: Option<String> = "contentLocation",
        /// Where its metadata are fetched.
        metadata_location: Option<String> = "metadataLocation",
        /// Where it is deleted.
        delete_location: Option<String> = "deleteLocation",
    }

    /// Event Grid asks whether it may deliver here. The receiver answers automatically.
    SubscriptionValidation {
        /// To be echoed.
        validation_code: Option<String> = "validationCode",
        /// To be fetched within five minutes, instead of the echo.
        validation_url: Option<String> = "validationUrl",
    }

    /// A subscription was removed.
    SubscriptionDeleted {
        /// The subscription.
        event_subscription_id: Option<String> = "eventSubscriptionId",
    }
}

impl IncomingCall {
    /// The SIP header `User-To-User`, in whatever case it came.
    pub fn user_to_user(&self) -> Option<&str> {
        self.custom_context
            .as_ref()?
            .sip_headers
            .get("User-To-User")
    }

    /// A SIP header, by its name with or without the prefix `X-MS-Custom-` or `X-`.
    pub fn sip_header(&self, name: &str) -> Option<&str> {
        let headers = &self.custom_context.as_ref()?.sip_headers;
        headers.get(name).or_else(|| {
            let bare = without_prefix(name);
            let fits = |sent: &str| without_prefix(sent).eq_ignore_ascii_case(bare);
            headers
                .iter()
                .find(|(sent, _)| fits(sent))
                .map(|(_, value)| value)
        })
    }

    /// A header of a call between users, by its name.
    pub fn voip_header(&self, name: &str) -> Option<&str> {
        self.custom_context.as_ref()?.voip_headers.get(name)
    }
}

/// The name of a custom SIP header as the caller's program knows it.
fn without_prefix(name: &str) -> &str {
    ["X-MS-Custom-", "X-"]
        .iter()
        .find_map(|prefix| {
            let (start, rest) = name.split_at_checked(prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some(rest)
        })
        .unwrap_or(name)
}

/// Headers in the order they were sent. Names compare without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of the first header with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(sent, _)| sent.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Name and value of each header.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none; an absent map and a null one are no headers too.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromMembers for Headers {
    fn from_members(members: &Members<'_>) -> Self {
        let texts = members.iter().filter_map(|(name, value)| {
            let text = String::from_json(value.get()).ok()?;
            Some((name.to_owned(), text))
        });
        Self(texts.collect())
    }
}

reads_members!(Headers);

impl Member for Headers {
    fn read(value: Option<&RawValue>) -> Self {
        Option::read(value).unwrap_or_default()
    }
}
