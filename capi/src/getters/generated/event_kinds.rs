//! The types of events as numbers.
// Written by tests/generated from the table in src/event/payload/mod.rs; do not edit.

use std::ffi::{CStr, c_int};

/// The call is established.
pub const ACS_EVENT_CALL_CONNECTED: c_int = 100;
/// The call, or this application's leg of it, ended.
pub const ACS_EVENT_CALL_DISCONNECTED: c_int = 101;
/// A call could not be created, or was not answered.
pub const ACS_EVENT_CREATE_CALL_FAILED: c_int = 102;
/// A call could not be answered.
pub const ACS_EVENT_ANSWER_FAILED: c_int = 103;
/// The application could not connect to an existing call.
pub const ACS_EVENT_CONNECT_FAILED: c_int = 104;
/// A transfer was accepted.
pub const ACS_EVENT_CALL_TRANSFER_ACCEPTED: c_int = 105;
/// A transfer failed.
pub const ACS_EVENT_CALL_TRANSFER_FAILED: c_int = 106;

/// The list of participants, or their muted or on-hold state, changed.
pub const ACS_EVENT_PARTICIPANTS_UPDATED: c_int = 200;
/// A participant was added.
pub const ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED: c_int = 201;
/// A participant could not be added.
pub const ACS_EVENT_ADD_PARTICIPANT_FAILED: c_int = 202;
/// An invitation was canceled.
pub const ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED: c_int = 203;
/// An invitation could not be canceled.
pub const ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED: c_int = 204;
/// A participant was removed.
pub const ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED: c_int = 205;
/// A participant could not be removed.
pub const ACS_EVENT_REMOVE_PARTICIPANT_FAILED: c_int = 206;
/// A participant was moved here from another call.
pub const ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED: c_int = 207;
/// A participant could not be moved here from another call.
pub const ACS_EVENT_MOVE_PARTICIPANT_FAILED: c_int = 208;
/// A participant could not be put on hold.
pub const ACS_EVENT_HOLD_FAILED: c_int = 209;

/// Playing started.
pub const ACS_EVENT_PLAY_STARTED: c_int = 300;
/// Playing completed.
pub const ACS_EVENT_PLAY_COMPLETED: c_int = 301;
/// Playing failed.
pub const ACS_EVENT_PLAY_FAILED: c_int = 302;
/// Playing was canceled by another operation.
pub const ACS_EVENT_PLAY_CANCELED: c_int = 303;

/// DTMF tones, speech or a choice were recognized.
pub const ACS_EVENT_RECOGNIZE_COMPLETED: c_int = 400;
/// Recognition failed.
pub const ACS_EVENT_RECOGNIZE_FAILED: c_int = 401;
/// Recognition was canceled by another operation.
pub const ACS_EVENT_RECOGNIZE_CANCELED: c_int = 402;
/// Continuous DTMF recognition received a tone.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED: c_int = 403;
/// Continuous DTMF recognition failed.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED: c_int = 404;
/// Continuous DTMF recognition stopped.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED: c_int = 405;
/// DTMF tones were sent.
pub const ACS_EVENT_SEND_DTMF_TONES_COMPLETED: c_int = 406;
/// DTMF tones could not be sent.
pub const ACS_EVENT_SEND_DTMF_TONES_FAILED: c_int = 407;

/// A recording started, was paused, or stopped.
pub const ACS_EVENT_RECORDING_STATE_CHANGED: c_int = 500;
/// A recording could not be started.
pub const ACS_EVENT_START_RECORDING_FAILED: c_int = 501;
/// The files of a recording are ready for download.
pub const ACS_EVENT_RECORDING_FILE_STATUS_UPDATED: c_int = 502;

/// Media streaming started.
pub const ACS_EVENT_MEDIA_STREAMING_STARTED: c_int = 600;
/// Media streaming stopped.
pub const ACS_EVENT_MEDIA_STREAMING_STOPPED: c_int = 601;
/// Media streaming failed.
pub const ACS_EVENT_MEDIA_STREAMING_FAILED: c_int = 602;
/// Transcription started.
pub const ACS_EVENT_TRANSCRIPTION_STARTED: c_int = 603;
/// Transcription stopped.
pub const ACS_EVENT_TRANSCRIPTION_STOPPED: c_int = 604;
/// The language or model of a transcription changed.
pub const ACS_EVENT_TRANSCRIPTION_UPDATED: c_int = 605;
/// Transcription failed.
pub const ACS_EVENT_TRANSCRIPTION_FAILED: c_int = 606;

/// A call arrives.
pub const ACS_EVENT_INCOMING_CALL: c_int = 700;
/// A call started.
pub const ACS_EVENT_CALL_STARTED: c_int = 701;
/// A call ended.
pub const ACS_EVENT_CALL_ENDED: c_int = 702;
/// A participant joined a call.
pub const ACS_EVENT_CALL_PARTICIPANT_ADDED: c_int = 703;
/// A participant left a call.
pub const ACS_EVENT_CALL_PARTICIPANT_REMOVED: c_int = 704;

/// Event Grid validates a new subscription.
pub const ACS_EVENT_SUBSCRIPTION_VALIDATION: c_int = 800;
/// An event subscription was deleted.
pub const ACS_EVENT_SUBSCRIPTION_DELETED: c_int = 801;

/// The number and the name of each type.
pub(crate) const NAMES: &[(c_int, &CStr)] = &[
    (ACS_EVENT_CALL_CONNECTED, c"CallConnected"),
    (ACS_EVENT_CALL_DISCONNECTED, c"CallDisconnected"),
    (ACS_EVENT_CREATE_CALL_FAILED, c"CreateCallFailed"),
    (ACS_EVENT_ANSWER_FAILED, c"AnswerFailed"),
    (ACS_EVENT_CONNECT_FAILED, c"ConnectFailed"),
    (ACS_EVENT_CALL_TRANSFER_ACCEPTED, c"CallTransferAccepted"),
    (ACS_EVENT_CALL_TRANSFER_FAILED, c"CallTransferFailed"),
    (ACS_EVENT_PARTICIPANTS_UPDATED, c"ParticipantsUpdated"),
    (ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED, c"AddParticipantSucceeded"),
    (ACS_EVENT_ADD_PARTICIPANT_FAILED, c"AddParticipantFailed"),
    (ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED, c"CancelAddParticipantSucceeded"),
    (ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED, c"CancelAddParticipantFailed"),
    (ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED, c"RemoveParticipantSucceeded"),
    (ACS_EVENT_REMOVE_PARTICIPANT_FAILED, c"RemoveParticipantFailed"),
    (ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED, c"MoveParticipantSucceeded"),
    (ACS_EVENT_MOVE_PARTICIPANT_FAILED, c"MoveParticipantFailed"),
    (ACS_EVENT_HOLD_FAILED, c"HoldFailed"),
    (ACS_EVENT_PLAY_STARTED, c"PlayStarted"),
    (ACS_EVENT_PLAY_COMPLETED, c"PlayCompleted"),
    (ACS_EVENT_PLAY_FAILED, c"PlayFailed"),
    (ACS_EVENT_PLAY_CANCELED, c"PlayCanceled"),
    (ACS_EVENT_RECOGNIZE_COMPLETED, c"RecognizeCompleted"),
    (ACS_EVENT_RECOGNIZE_FAILED, c"RecognizeFailed"),
    (ACS_EVENT_RECOGNIZE_CANCELED, c"RecognizeCanceled"),
    (ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED, c"ContinuousDtmfRecognitionToneReceived"),
    (ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED, c"ContinuousDtmfRecognitionToneFailed"),
    (ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED, c"ContinuousDtmfRecognitionStopped"),
    (ACS_EVENT_SEND_DTMF_TONES_COMPLETED, c"SendDtmfTonesCompleted"),
    (ACS_EVENT_SEND_DTMF_TONES_FAILED, c"SendDtmfTonesFailed"),
    (ACS_EVENT_RECORDING_STATE_CHANGED, c"RecordingStateChanged"),
    (ACS_EVENT_START_RECORDING_FAILED, c"StartRecordingFailed"),
    (ACS_EVENT_RECORDING_FILE_STATUS_UPDATED, c"RecordingFileStatusUpdated"),
    (ACS_EVENT_MEDIA_STREAMING_STARTED, c"MediaStreamingStarted"),
    (ACS_EVENT_MEDIA_STREAMING_STOPPED, c"MediaStreamingStopped"),
    (ACS_EVENT_MEDIA_STREAMING_FAILED, c"MediaStreamingFailed"),
    (ACS_EVENT_TRANSCRIPTION_STARTED, c"TranscriptionStarted"),
    (ACS_EVENT_TRANSCRIPTION_STOPPED, c"TranscriptionStopped"),
    (ACS_EVENT_TRANSCRIPTION_UPDATED, c"TranscriptionUpdated"),
    (ACS_EVENT_TRANSCRIPTION_FAILED, c"TranscriptionFailed"),
    (ACS_EVENT_INCOMING_CALL, c"IncomingCall"),
    (ACS_EVENT_CALL_STARTED, c"CallStarted"),
    (ACS_EVENT_CALL_ENDED, c"CallEnded"),
    (ACS_EVENT_CALL_PARTICIPANT_ADDED, c"CallParticipantAdded"),
    (ACS_EVENT_CALL_PARTICIPANT_REMOVED, c"CallParticipantRemoved"),
    (ACS_EVENT_SUBSCRIPTION_VALIDATION, c"SubscriptionValidationEvent"),
    (ACS_EVENT_SUBSCRIPTION_DELETED, c"SubscriptionDeletedEvent"),
];
