//! Where the JSON of events has the values of their getters, for tests.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;
use super::*;

/// A getter, and the places in the JSON that it may read: the first that is there counts.
pub(crate) type Row<T> = (unsafe extern "C" fn(*const acs_event_t) -> T, &'static [&'static str]);

pub(crate) const TEXTS: &[Row<*const c_char>] = &[
    (event::acs_event_type, &["/type", "/eventType"]),
    (event::acs_event_id, &["/id"]),
    (event::acs_event_source, &["/source", "/topic"]),
    (event::acs_event_subject, &["/subject"]),
    (event::acs_event_time, &["/time", "/eventTime"]),
    (event::acs_event_call_connection_id, &["/data/callConnectionId"]),
    (event::acs_event_server_call_id, &["/data/serverCallId"]),
    (event::acs_event_correlation_id, &["/data/correlationId"]),
    (event::acs_event_operation_context, &["/data/operationContext"]),
    (event::acs_event_version, &["/data/version"]),
    (event_result::acs_event_result_message, &["/data/resultInformation/message"]),
    (event_result::acs_event_sip_message, &["/data/resultInformation/sipDetails/message"]),
    (event_result::acs_event_q850_message, &["/data/resultInformation/q850Details/message"]),
    (event_participants::acs_event_from_call, &["/data/fromCall"]),
    (event_participants::acs_event_invitation_id, &["/data/invitationId"]),
    (event_media::acs_event_choice_label, &["/data/choiceResult/label"]),
    (event_media::acs_event_choice_phrase, &["/data/choiceResult/recognizedPhrase"]),
    (event_media::acs_event_speech, &["/data/speechResult/speech"]),
    (event_media::acs_event_media_streaming_status, &["/data/mediaStreamingUpdate/mediaStreamingStatus"]),
    (event_media::acs_event_media_streaming_status_details, &["/data/mediaStreamingUpdate/mediaStreamingStatusDetails"]),
    (event_media::acs_event_transcription_status, &["/data/transcriptionUpdate/transcriptionStatus"]),
    (event_media::acs_event_transcription_status_details, &["/data/transcriptionUpdate/transcriptionStatusDetails"]),
    (event_recording::acs_event_recording_id, &["/data/recordingId"]),
    (event_recording::acs_event_recording_start_time, &["/data/startDateTime", "/data/recordingStartTime"]),
    (event_recording::acs_event_recording_content, &["/data/recordingContentType"]),
    (event_recording::acs_event_recording_channel, &["/data/recordingChannelType"]),
    (event_recording::acs_event_recording_format, &["/data/recordingFormatType"]),
    (event_recording::acs_event_recording_end_reason, &["/data/sessionEndReason"]),
    (event_incoming::acs_event_incoming_call_context, &["/data/incomingCallContext"]),
    (event_incoming::acs_event_caller_display_name, &["/data/callerDisplayName"]),
    (event_incoming::acs_event_user_to_user, &["/data/customContext/sipHeaders/User-To-User"]),
    (event_grid::acs_event_group_id, &["/data/group/id"]),
    (event_grid::acs_event_room_id, &["/data/room/id"]),
    (event_grid::acs_event_display_name, &["/data/displayName"]),
    (event_grid::acs_event_participant_id, &["/data/participantId"]),
    (event_grid::acs_event_user_agent, &["/data/userAgent", "/data/endpointType"]),
    (event_grid::acs_event_validation_code, &["/data/validationCode"]),
    (event_grid::acs_event_validation_url, &["/data/validationUrl"]),
    (event_grid::acs_event_subscription_id, &["/data/eventSubscriptionId"]),
];

pub(crate) const IDENTIFIERS: &[Row<*const acs_identifier_t>] = &[
    (event_participants::acs_event_participant_identifier, &["/data/participant/rawId"]),
    (event_participants::acs_event_transfer_target, &["/data/transferTarget/rawId"]),
    (event_participants::acs_event_transferee, &["/data/transferee/rawId"]),
    (event_incoming::acs_event_from, &["/data/from/rawId"]),
    (event_incoming::acs_event_to, &["/data/to/rawId"]),
    (event_incoming::acs_event_on_behalf_of, &["/data/onBehalfOfCallee/rawId"]),
    (event_grid::acs_event_started_by, &["/data/startedBy/communicationIdentifier/rawId"]),
    (event_grid::acs_event_ended_by, &["/data/endedBy/communicationIdentifier/rawId"]),
    (event_grid::acs_event_user, &["/data/user/communicationIdentifier/rawId"]),
];

pub(crate) const NUMBERS: &[Row<i64>] = &[
    (event_result::acs_event_result_code, &["/data/resultInformation/code"]),
    (event_result::acs_event_result_sub_code, &["/data/resultInformation/subCode"]),
    (event_result::acs_event_sip_code, &["/data/resultInformation/sipDetails/code"]),
    (event_result::acs_event_q850_code, &["/data/resultInformation/q850Details/code"]),
    (event_participants::acs_event_sequence_number, &["/data/sequenceNumber"]),
    (event_media::acs_event_failed_play_source_index, &["/data/failedPlaySourceIndex"]),
    (event_media::acs_event_tone_sequence_id, &["/data/sequenceId"]),
    (event_recording::acs_event_recording_duration_ms, &["/data/recordingDurationMs"]),
];

pub(crate) const FLAGS: &[Row<c_int>] = &[
    (event_grid::acs_event_is_two_party, &["/data/isTwoParty"]),
    (event_grid::acs_event_is_rooms_call, &["/data/isRoomsCall"]),
];

pub(crate) const FLOATS: &[Row<f64>] = &[
    (event_media::acs_event_confidence, &["/data/choiceResult/confidence", "/data/speechResult/confidence"]),
];
