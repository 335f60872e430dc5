//! What the typed accessors of an event say, written as its `data` again.
//!
//! Every member is written by hand from the accessor that gives it, so that a member without an
//! accessor, or one that reads another member, shows as a difference.

use acs_call_automation::CommunicationIdentifier;
use acs_call_automation::event::*;
use acs_call_automation::model::{CallParticipant, ResultInformation, SipDiagnosticInfo};
use serde::Serialize;
use serde_json::{Map, Value};

/// Members of an object; what is absent is left out.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn with<T: Serialize>(mut self, name: &str, value: Option<T>) -> Self {
        if let Some(value) = value {
            let value = serde_json::to_value(value).unwrap();
            assert!(self.0.insert(name.into(), value).is_none(), "{name} twice");
        }
        self
    }

    fn with_list<T: Serialize>(self, name: &str, list: Vec<T>) -> Self {
        self.with(name, (!list.is_empty()).then_some(list))
    }

    fn value(self) -> Value {
        self.0.into()
    }
}

fn object() -> Object {
    Object::default()
}

/// The `data` of an event by its typed accessors; `None` for the members that belong to its type
/// when the type is unknown.
pub fn data_of(event: &Event) -> Value {
    let data = object()
        .with("callConnectionId", event.call_connection_id())
        .with("serverCallId", event.server_call_id())
        .with("correlationId", event.correlation_id())
        .with("operationContext", event.operation_context())
        .with("version", event.version())
        .with("publicEventType", event.public_event_type())
        .with("resultInformation", event.result_information().map(result));
    body(data, event).value()
}

fn body(o: Object, event: &Event) -> Object {
    match event.body() {
        EventBody::AnswerFailed(_)
        | EventBody::CallConnected(_)
        | EventBody::CallDisconnected(_)
        | EventBody::CallTransferFailed(_)
        | EventBody::ConnectFailed(_)
        | EventBody::ContinuousDtmfRecognitionStopped(_)
        | EventBody::ContinuousDtmfRecognitionToneFailed(_)
        | EventBody::CreateCallFailed(_)
        | EventBody::HoldFailed(_)
        | EventBody::PlayCanceled(_)
        | EventBody::PlayCompleted(_)
        | EventBody::PlayStarted(_)
        | EventBody::RecognizeCanceled(_)
        | EventBody::SendDtmfTonesCompleted(_)
        | EventBody::SendDtmfTonesFailed(_)
        | EventBody::Other => o,

        EventBody::AddParticipantFailed(b) => o.with("participant", b.participant.as_ref()),
        EventBody::AddParticipantSucceeded(b) => o.with("participant", b.participant.as_ref()),
        EventBody::RemoveParticipantFailed(b) => o.with("participant", b.participant.as_ref()),
        EventBody::RemoveParticipantSucceeded(b) => o.with("participant", b.participant.as_ref()),
        EventBody::MoveParticipantFailed(b) => o
            .with("participant", b.participant.as_ref())
            .with("fromCall", b.from_call.as_ref()),
        EventBody::MoveParticipantSucceeded(b) => o
            .with("participant", b.participant.as_ref())
            .with("fromCall", b.from_call.as_ref()),
        EventBody::CancelAddParticipantFailed(b) => {
            o.with("invitationId", b.invitation_id.as_ref())
        }
        EventBody::CancelAddParticipantSucceeded(b) => {
            o.with("invitationId", b.invitation_id.as_ref())
        }
        EventBody::CallTransferAccepted(b) => o
            .with("transferTarget", b.transfer_target.as_ref())
            .with("transferee", b.transferee.as_ref()),
        EventBody::ParticipantsUpdated(b) => o.with("sequenceNumber", b.sequence_number).with_list(
            "participants",
            b.participants.iter().map(participant).collect(),
        ),

        EventBody::PlayFailed(b) => o.with("failedPlaySourceIndex", b.failed_play_source_index),
        EventBody::RecognizeFailed(b) => {
            o.with("failedPlaySourceIndex", b.failed_play_source_index)
        }
        EventBody::RecognizeCompleted(b) => o
            .with("recognitionType", b.recognition_type.as_ref())
            .with(
                "dtmfResult",
                b.dtmf_result.as_ref().map(|r| {
                    object()
                        .with_list("tones", r.tones.iter().collect())
                        .value()
                }),
            )
            .with(
                "choiceResult",
                b.choice_result.as_ref().map(|r| {
                    object()
                        .with("label", r.label.as_ref())
                        .with("recognizedPhrase", r.recognized_phrase.as_ref())
                        .with("confidence", r.confidence)
                        .value()
                }),
            )
            .with(
                "speechResult",
                b.speech_result.as_ref().map(|r| {
                    object()
                        .with("speech", r.speech.as_ref())
                        .with("confidence", r.confidence)
                        .value()
                }),
            ),
        EventBody::ContinuousDtmfRecognitionToneReceived(b) => o
            .with("sequenceId", b.sequence_id)
            .with("tone", b.tone.as_ref()),
        EventBody::MediaStreamingFailed(b) => streaming(o, b.media_streaming_update.as_ref()),
        EventBody::MediaStreamingStarted(b) => streaming(o, b.media_streaming_update.as_ref()),
        EventBody::MediaStreamingStopped(b) => streaming(o, b.media_streaming_update.as_ref()),
        EventBody::TranscriptionFailed(b) => transcription(o, b.transcription_update.as_ref()),
        EventBody::TranscriptionStarted(b) => transcription(o, b.transcription_update.as_ref()),
        EventBody::TranscriptionStopped(b) => transcription(o, b.transcription_update.as_ref()),
        EventBody::TranscriptionUpdated(b) => transcription(o, b.transcription_update.as_ref()),
        EventBody::RecordingStateChanged(b) => o
            .with("recordingId", b.recording_id.as_ref())
            .with("state", b.state.as_ref())
            .with(
                "startDateTime",
                b.start_date_time
                    .as_ref()
                    .map(acs_call_automation::model::Timestamp::as_str),
            )
            .with("recordingKind", b.recording_kind.as_ref())
            .with("eventSource", b.event_source.as_ref()),
        EventBody::StartRecordingFailed(b) => o
            .with("recordingId", b.recording_id.as_ref())
            .with("eventSource", b.event_source.as_ref()),

        EventBody::IncomingCall(b) => o
            .with("to", b.to.as_ref())
            .with("from", b.from.as_ref())
            .with("callerDisplayName", b.caller_display_name.as_ref())
            .with("incomingCallContext", b.incoming_call_context.as_ref())
            .with("onBehalfOfCallee", b.on_behalf_of_callee.as_ref())
            .with(
                "customContext",
                b.custom_context.as_ref().map(custom_context),
            ),
        EventBody::CallStarted(b) => call(
            o,
            b.started_by.as_ref(),
            b.group.as_ref(),
            b.room.as_ref(),
            [b.is_two_party, b.is_rooms_call],
        ),
        EventBody::CallEnded(b) => call(
            o,
            b.started_by.as_ref(),
            b.group.as_ref(),
            b.room.as_ref(),
            [b.is_two_party, b.is_rooms_call],
        )
        .with("durationOfCall", b.duration_of_call)
        .with("callDurationInSeconds", b.call_duration_in_seconds)
        .with(
            "endedBy",
            b.ended_by.as_ref().map(|by| {
                object()
                    .with(
                        "communicationIdentifier",
                        by.communication_identifier.as_ref(),
                    )
                    .with("type", by.kind.as_ref())
                    .with("name", by.name.as_ref())
                    .value()
            }),
        )
        .with(
            "reason",
            b.reason.as_ref().map(|reason| {
                object()
                    .with("code", reason.code)
                    .with("subCode", reason.sub_code)
                    .with("phrase", reason.phrase.as_ref())
                    .value()
            }),
        ),
        EventBody::CallParticipantAdded(b) => call(
            o,
            b.started_by.as_ref(),
            b.group.as_ref(),
            b.room.as_ref(),
            [b.is_two_party, b.is_rooms_call],
        )
        .with("user", b.user.as_ref().map(acs_participant))
        .with("displayName", b.display_name.as_ref())
        .with("participantId", b.participant_id.as_ref())
        .with("userAgent", b.user_agent.as_ref())
        .with("endpointType", b.endpoint_type.as_ref()),
        EventBody::CallParticipantRemoved(b) => call(
            o,
            b.started_by.as_ref(),
            b.group.as_ref(),
            b.room.as_ref(),
            [b.is_two_party, b.is_rooms_call],
        )
        .with("user", b.user.as_ref().map(acs_participant))
        .with("displayName", b.display_name.as_ref())
        .with("participantId", b.participant_id.as_ref())
        .with("userAgent", b.user_agent.as_ref())
        .with("endpointType", b.endpoint_type.as_ref()),
        EventBody::RecordingFileStatusUpdated(b) => o
            .with(
                "recordingStorageInfo",
                b.recording_storage_info.as_ref().map(|info| {
                    object()
                        .with_list(
                            "recordingChunks",
                            info.recording_chunks.iter().map(chunk).collect(),
                        )
                        .value()
                }),
            )
            .with(
                "recordingStartTime",
                b.recording_start_time
                    .as_ref()
                    .map(acs_call_automation::model::Timestamp::as_str),
            )
            .with("recordingDurationMs", b.recording_duration_ms)
            .with("recordingContentType", b.recording_content_type.as_ref())
            .with("recordingChannelType", b.recording_channel_type.as_ref())
            .with("recordingFormatType", b.recording_format_type.as_ref())
            .with("sessionEndReason", b.session_end_reason.as_ref()),
        EventBody::SubscriptionValidation(b) => o
            .with("validationCode", b.validation_code.as_ref())
            .with("validationUrl", b.validation_url.as_ref()),
        EventBody::SubscriptionDeleted(b) => {
            o.with("eventSubscriptionId", b.event_subscription_id.as_ref())
        }

        _ => panic!("this test knows no body of {}", event.event_type()),
    }
}

pub fn result(result: &ResultInformation) -> Value {
    let details = |details: &SipDiagnosticInfo| {
        object()
            .with("code", details.code)
            .with("message", details.message.as_ref())
            .value()
    };
    object()
        .with("code", result.code)
        .with("subCode", result.sub_code)
        .with("message", result.message.as_ref())
        .with("sipDetails", result.sip_details.as_ref().map(details))
        .with("q850Details", result.q850_details.as_ref().map(details))
        .value()
}

fn participant(participant: &CallParticipant) -> Value {
    object()
        .with("identifier", participant.identifier.as_ref())
        .with("isMuted", participant.is_muted)
        .with("isOnHold", participant.is_on_hold)
        .value()
}

fn streaming(o: Object, update: Option<&MediaStreamingUpdate>) -> Object {
    o.with(
        "mediaStreamingUpdate",
        update.map(|update| {
            object()
                .with("contentType", update.content_type.as_ref())
                .with(
                    "mediaStreamingStatus",
                    update.media_streaming_status.as_ref(),
                )
                .with(
                    "mediaStreamingStatusDetails",
                    update.media_streaming_status_details.as_ref(),
                )
                .value()
        }),
    )
}

fn transcription(o: Object, update: Option<&TranscriptionUpdate>) -> Object {
    o.with(
        "transcriptionUpdate",
        update.map(|update| {
            object()
                .with("transcriptionStatus", update.transcription_status.as_ref())
                .with(
                    "transcriptionStatusDetails",
                    update.transcription_status_details.as_ref(),
                )
                .value()
        }),
    )
}

fn custom_context(context: &CustomContext) -> Value {
    let headers = |headers: &Headers| {
        (!headers.is_empty()).then(|| {
            headers
                .iter()
                .fold(object(), |o, (name, value)| o.with(name, Some(value)))
                .value()
        })
    };
    object()
        .with("sipHeaders", headers(&context.sip_headers))
        .with("voipHeaders", headers(&context.voip_headers))
        .with(
            "teamsPhoneCallDetails",
            context.teams_phone_call_details.as_ref(),
        )
        .value()
}

fn call(
    o: Object,
    started_by: Option<&AcsCallParticipant>,
    group: Option<&CallGroup>,
    room: Option<&CallRoom>,
    [is_two_party, is_rooms_call]: [Option<bool>; 2],
) -> Object {
    let id = |id: &Option<String>| object().with("id", id.as_ref()).value();
    o.with("startedBy", started_by.map(acs_participant))
        .with("group", group.map(|group| id(&group.id)))
        .with("room", room.map(|room| id(&room.id)))
        .with("isTwoParty", is_two_party)
        .with("isRoomsCall", is_rooms_call)
}

fn acs_participant(participant: &AcsCallParticipant) -> Value {
    let identifier: Option<&CommunicationIdentifier> =
        participant.communication_identifier.as_ref();
    object()
        .with("communicationIdentifier", identifier)
        .with("role", participant.role.as_ref())
        .value()
}

fn chunk(chunk: &RecordingChunk) -> Value {
    object()
        .with("documentId", chunk.document_id.as_ref())
        .with("index", chunk.index)
        .with("endReason", chunk.end_reason.as_ref())
        .with("contentLocation", chunk.content_location.as_ref())
        .with("metadataLocation", chunk.metadata_location.as_ref())
        .with("deleteLocation", chunk.delete_location.as_ref())
        .value()
}
