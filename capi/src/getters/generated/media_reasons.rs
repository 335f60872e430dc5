//! The reasons of media events as numbers.
// Written by tests/generated from the table in src/event/media_reason.rs; do not edit.

use std::ffi::{CStr, c_int};

/// Success.
pub const ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY: c_int = 0;
/// A conflicting media operation is running.
pub const ACS_MEDIA_REASON_INVALID_MEDIA_MODE: c_int = 8500;
/// The operation was canceled by another operation, or by the end of the call.
pub const ACS_MEDIA_REASON_OPERATION_CANCELED: c_int = 8508;
/// The remote party was silent for too long.
pub const ACS_MEDIA_REASON_MAX_SILENCE: c_int = 8509;
/// No tone or speech was received in time.
pub const ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT: c_int = 8510;
/// The prompt could not be played.
pub const ACS_MEDIA_REASON_PLAY_PROMPT_FAILED: c_int = 8511;
/// An internal error, according to Microsoft's page on recognizing; in the list of sub-codes: the beep could not be played.
pub const ACS_MEDIA_REASON_PLAY_BEEP_FAILED: c_int = 8512;
/// No audio arrived from the remote party.
pub const ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT: c_int = 8513;
/// A stop tone was received.
pub const ACS_MEDIA_REASON_STOP_TONE_DETECTED: c_int = 8514;
/// The maximum number of tones was received.
pub const ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED: c_int = 8531;
/// The next tone was not received in time; of RecognizeCompleted, with the tones so far.
pub const ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT: c_int = 8532;
/// A choice was recognized by DTMF tone.
pub const ACS_MEDIA_REASON_DTMF_OPTION_MATCHED: c_int = 8533;
/// The DTMF tone does not match any choice.
pub const ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED: c_int = 8534;
/// The format of the audio file is not supported.
pub const ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT: c_int = 8535;
/// The audio file could not be downloaded.
pub const ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED: c_int = 8536;
/// A choice was recognized by phrase.
pub const ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED: c_int = 8545;
/// The phrase does not match any choice.
pub const ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED: c_int = 8547;
/// Speech was not recognized.
pub const ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED: c_int = 8563;
/// The speech service could not be reached.
pub const ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR: c_int = 8564;
/// The speech service failed: bad request, credentials, quota, timeout.
pub const ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR: c_int = 8565;
/// Speech was recognized.
pub const ACS_MEDIA_REASON_SPEECH_RECOGNIZED: c_int = 8569;
/// Recognition failed.
pub const ACS_MEDIA_REASON_RECOGNITION_ERROR: c_int = 8570;
/// The play service is unavailable.
pub const ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE: c_int = 8572;
/// Transcription failed.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_FAILED: c_int = 8578;
/// Transcription was canceled.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED: c_int = 8579;
/// The transcription service is unavailable.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE: c_int = 8580;
/// The transport URL is invalid.
pub const ACS_MEDIA_REASON_INVALID_STREAM_URL: c_int = 8581;
/// The text or SSML to play is empty.
pub const ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY: c_int = 8582;
/// A conflicting media operation is running: a precondition is not met.
pub const ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION: c_int = 8583;
/// Media streaming failed.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED: c_int = 8603;
/// Media streaming was canceled.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED: c_int = 8604;
/// The speech model is not suitable.
pub const ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL: c_int = 8605;
/// The service does not report the reason.
pub const ACS_MEDIA_REASON_UNSPECIFIED_ERROR: c_int = 9999;

/// The number and the name of each reason.
pub(crate) const NAMES: &[(c_int, &CStr)] = &[
    (ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY, c"CompletedSuccessfully"),
    (ACS_MEDIA_REASON_INVALID_MEDIA_MODE, c"InvalidMediaMode"),
    (ACS_MEDIA_REASON_OPERATION_CANCELED, c"OperationCanceled"),
    (ACS_MEDIA_REASON_MAX_SILENCE, c"MaxSilence"),
    (ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT, c"InitialSilenceTimeout"),
    (ACS_MEDIA_REASON_PLAY_PROMPT_FAILED, c"PlayPromptFailed"),
    (ACS_MEDIA_REASON_PLAY_BEEP_FAILED, c"PlayBeepFailed"),
    (ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT, c"MediaReceiveTimeout"),
    (ACS_MEDIA_REASON_STOP_TONE_DETECTED, c"StopToneDetected"),
    (ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED, c"MaxDigitsReceived"),
    (ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT, c"InterDigitTimeout"),
    (ACS_MEDIA_REASON_DTMF_OPTION_MATCHED, c"DtmfOptionMatched"),
    (ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED, c"IncorrectToneDetected"),
    (ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT, c"PlayInvalidFileFormat"),
    (ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED, c"PlayDownloadFailed"),
    (ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED, c"SpeechOptionMatched"),
    (ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED, c"SpeechOptionNotMatched"),
    (ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED, c"SpeechNotRecognized"),
    (ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR, c"SpeechServiceConnectionError"),
    (ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR, c"CognitiveServicesError"),
    (ACS_MEDIA_REASON_SPEECH_RECOGNIZED, c"SpeechRecognized"),
    (ACS_MEDIA_REASON_RECOGNITION_ERROR, c"RecognitionError"),
    (ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE, c"PlayServiceUnavailable"),
    (ACS_MEDIA_REASON_TRANSCRIPTION_FAILED, c"TranscriptionFailed"),
    (ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED, c"TranscriptionCanceled"),
    (ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE, c"TranscriptionServiceUnavailable"),
    (ACS_MEDIA_REASON_INVALID_STREAM_URL, c"InvalidStreamUrl"),
    (ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY, c"PlaySourceTextOrSsmlEmpty"),
    (ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION, c"IncompatibleMediaOperation"),
    (ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED, c"MediaStreamingFailed"),
    (ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED, c"MediaStreamingCanceled"),
    (ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL, c"UnsupportedSpeechModel"),
    (ACS_MEDIA_REASON_UNSPECIFIED_ERROR, c"UnspecifiedError"),
];
