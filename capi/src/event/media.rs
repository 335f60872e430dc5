//! Numbers for the results of media operations.

use std::ffi::c_int;

use acs_call_automation::event::{MediaReason, RecognitionType};

/// A type that this version does not know.
pub const ACS_RECOGNITION_OTHER: c_int = 0;
/// DTMF tones.
pub const ACS_RECOGNITION_DTMF: c_int = 1;
/// Speech.
pub const ACS_RECOGNITION_SPEECH: c_int = 2;
/// One of several choices, by DTMF tone or phrase.
pub const ACS_RECOGNITION_CHOICES: c_int = 3;

/// The operation completed.
pub const ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY: c_int = 0;
/// Another media operation excludes this one.
pub const ACS_MEDIA_REASON_INVALID_MEDIA_MODE: c_int = 8500;
/// Canceled by another operation or the end of the call.
pub const ACS_MEDIA_REASON_OPERATION_CANCELED: c_int = 8508;
/// The participant was silent for too long.
pub const ACS_MEDIA_REASON_MAX_SILENCE: c_int = 8509;
/// No tone and no speech before the timeout.
pub const ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT: c_int = 8510;
/// The prompt could not be played.
pub const ACS_MEDIA_REASON_PLAY_PROMPT_FAILED: c_int = 8511;
/// The beep could not be played.
pub const ACS_MEDIA_REASON_PLAY_BEEP_FAILED: c_int = 8512;
/// No audio arrived from the participant.
pub const ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT: c_int = 8513;
/// A stop tone was received.
pub const ACS_MEDIA_REASON_STOP_TONE_DETECTED: c_int = 8514;
/// The requested number of tones was received.
pub const ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED: c_int = 8531;
/// The next tone did not arrive before the timeout.
pub const ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT: c_int = 8532;
/// A choice was made by DTMF tone.
pub const ACS_MEDIA_REASON_DTMF_OPTION_MATCHED: c_int = 8533;
/// The tone belongs to no choice.
pub const ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED: c_int = 8534;
/// The format of the file cannot be played.
pub const ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT: c_int = 8535;
/// The file could not be downloaded.
pub const ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED: c_int = 8536;
/// A choice was made by phrase.
pub const ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED: c_int = 8545;
/// The phrase belongs to no choice.
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
/// The transport URL is not valid.
pub const ACS_MEDIA_REASON_INVALID_STREAM_URL: c_int = 8581;
/// The text or SSML to play is empty.
pub const ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY: c_int = 8582;
/// The operation does not fit the running ones.
pub const ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION: c_int = 8583;
/// Media streaming failed.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED: c_int = 8603;
/// Media streaming was canceled.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED: c_int = 8604;
/// The speech model is not supported.
pub const ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL: c_int = 8605;
/// The service gives no reason.
pub const ACS_MEDIA_REASON_UNSPECIFIED_ERROR: c_int = 9999;

/// A DTMF tone as a character; all of them are ASCII.
pub(crate) fn tone_code(tone: char) -> Option<c_int> {
    u8::try_from(tone).ok().map(c_int::from)
}

/// A type of recognition as C gets it.
pub(crate) fn recognition_type(kind: &RecognitionType) -> c_int {
    match kind {
        RecognitionType::Dtmf => ACS_RECOGNITION_DTMF,
        RecognitionType::Speech => ACS_RECOGNITION_SPEECH,
        RecognitionType::Choices => ACS_RECOGNITION_CHOICES,
        _ => ACS_RECOGNITION_OTHER,
    }
}

/// A reason as C gets it: the service's own number.
pub(crate) fn reason_number(reason: MediaReason) -> Option<c_int> {
    Some(match reason {
        MediaReason::CompletedSuccessfully => ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY,
        MediaReason::InvalidMediaMode => ACS_MEDIA_REASON_INVALID_MEDIA_MODE,
        MediaReason::OperationCanceled => ACS_MEDIA_REASON_OPERATION_CANCELED,
        MediaReason::MaxSilence => ACS_MEDIA_REASON_MAX_SILENCE,
        MediaReason::InitialSilenceTimeout => ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT,
        MediaReason::PlayPromptFailed => ACS_MEDIA_REASON_PLAY_PROMPT_FAILED,
        MediaReason::PlayBeepFailed => ACS_MEDIA_REASON_PLAY_BEEP_FAILED,
        MediaReason::MediaReceiveTimeout => ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT,
        MediaReason::StopToneDetected => ACS_MEDIA_REASON_STOP_TONE_DETECTED,
        MediaReason::MaxDigitsReceived => ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED,
        MediaReason::InterDigitTimeout => ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT,
        MediaReason::DtmfOptionMatched => ACS_MEDIA_REASON_DTMF_OPTION_MATCHED,
        MediaReason::IncorrectToneDetected => ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED,
        MediaReason::PlayInvalidFileFormat => ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT,
        MediaReason::PlayDownloadFailed => ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED,
        MediaReason::SpeechOptionMatched => ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED,
        MediaReason::SpeechOptionNotMatched => ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED,
        MediaReason::SpeechNotRecognized => ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED,
        MediaReason::SpeechServiceConnectionError => {
            ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR
        }
        MediaReason::CognitiveServicesError => ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR,
        MediaReason::SpeechRecognized => ACS_MEDIA_REASON_SPEECH_RECOGNIZED,
        MediaReason::RecognitionError => ACS_MEDIA_REASON_RECOGNITION_ERROR,
        MediaReason::PlayServiceUnavailable => ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE,
        MediaReason::TranscriptionFailed => ACS_MEDIA_REASON_TRANSCRIPTION_FAILED,
        MediaReason::TranscriptionCanceled => ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED,
        MediaReason::TranscriptionServiceUnavailable => {
            ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE
        }
        MediaReason::InvalidStreamUrl => ACS_MEDIA_REASON_INVALID_STREAM_URL,
        MediaReason::PlaySourceTextOrSsmlEmpty => ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY,
        MediaReason::IncompatibleMediaOperation => ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION,
        MediaReason::MediaStreamingFailed => ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED,
        MediaReason::MediaStreamingCanceled => ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED,
        MediaReason::UnsupportedSpeechModel => ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL,
        MediaReason::UnspecifiedError => ACS_MEDIA_REASON_UNSPECIFIED_ERROR,
        other => return c_int::try_from(other.sub_code()).ok(),
    })
}
