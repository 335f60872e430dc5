//! What is heard in a call, and listened for.

use std::ffi::{c_char, c_int};

use super::{acs_event_t, body_value};
use crate::guard::value;
use crate::text::{made_text_of, text_of};
use acs_call_automation::event::{EventBody, MediaReason, RecognitionType};

/// A type that this version does not know.
pub const ACS_RECOGNITION_OTHER: c_int = 0;
/// Keys were listened for.
pub const ACS_RECOGNITION_DTMF: c_int = 1;
/// Free speech was listened for.
pub const ACS_RECOGNITION_SPEECH: c_int = 2;
/// One of several choices was listened for, by key or by phrase.
pub const ACS_RECOGNITION_CHOICES: c_int = 3;

/// It was done.
pub const ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY: c_int = 0;
/// Another media operation runs that this one does not go with.
pub const ACS_MEDIA_REASON_INVALID_MEDIA_MODE: c_int = 8500;
/// Another operation, or the end of the call, ended it.
pub const ACS_MEDIA_REASON_OPERATION_CANCELED: c_int = 8508;
/// The other party was silent for too long.
pub const ACS_MEDIA_REASON_MAX_SILENCE: c_int = 8509;
/// Nothing was pressed or said in time.
pub const ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT: c_int = 8510;
/// The prompt could not be played.
pub const ACS_MEDIA_REASON_PLAY_PROMPT_FAILED: c_int = 8511;
/// An error in the service, as the page on recognizing says; in the list of sub-codes: the beep
/// could not be played.
pub const ACS_MEDIA_REASON_PLAY_BEEP_FAILED: c_int = 8512;
/// No sound came from the other party.
pub const ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT: c_int = 8513;
/// A stop tone was pressed.
pub const ACS_MEDIA_REASON_STOP_TONE_DETECTED: c_int = 8514;
/// As many keys were pressed as were asked for.
pub const ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED: c_int = 8531;
/// The next key was not pressed in time.
pub const ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT: c_int = 8532;
/// A choice was made by key.
pub const ACS_MEDIA_REASON_DTMF_OPTION_MATCHED: c_int = 8533;
/// A key was pressed that stands for no choice.
pub const ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED: c_int = 8534;
/// The file is not in a form that can be played.
pub const ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT: c_int = 8535;
/// The file could not be fetched.
pub const ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED: c_int = 8536;
/// A choice was made by phrase.
pub const ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED: c_int = 8545;
/// A phrase was heard that stands for no choice.
pub const ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED: c_int = 8547;
/// Speech was not recognized.
pub const ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED: c_int = 8563;
/// The speech service could not be reached.
pub const ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR: c_int = 8564;
/// The speech service failed: bad request, credentials, quota, timeout.
pub const ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR: c_int = 8565;
/// Speech was recognized.
pub const ACS_MEDIA_REASON_SPEECH_RECOGNIZED: c_int = 8569;
/// Recognizing failed.
pub const ACS_MEDIA_REASON_RECOGNITION_ERROR: c_int = 8570;
/// The service that plays is down.
pub const ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE: c_int = 8572;
/// Transcription failed.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_FAILED: c_int = 8578;
/// Transcription was canceled.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED: c_int = 8579;
/// The service that transcribes is down.
pub const ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE: c_int = 8580;
/// The address to stream to is wrong.
pub const ACS_MEDIA_REASON_INVALID_STREAM_URL: c_int = 8581;
/// The text or SSML to be played is empty.
pub const ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY: c_int = 8582;
/// Another media operation runs that this one does not go with: a precondition is not met.
pub const ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION: c_int = 8583;
/// Media streaming failed.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED: c_int = 8603;
/// Media streaming was canceled.
pub const ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED: c_int = 8604;
/// The speech model does not fit.
pub const ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL: c_int = 8605;
/// The service does not tell.
pub const ACS_MEDIA_REASON_UNSPECIFIED_ERROR: c_int = 9999;

/// A key as a character; all of them are ASCII.
fn key_code(key: char) -> Option<c_int> {
    u8::try_from(key).ok().map(c_int::from)
}

/// A reason as C gets it: the service's own number.
fn reason_number(reason: MediaReason) -> Option<c_int> {
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

/// Which of the sources, or prompts, could not be played.
///
/// Of PlayFailed and RecognizeFailed.
///
/// @return its place, from 0; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_failed_play_source_index(event: *const acs_event_t) -> i64 {
    value(-1, move || event.as_ref()?.event.failed_play_source_index())
}

/// What was listened for, and so which result counts.
///
/// Of RecognizeCompleted.
///
/// @return ACS_RECOGNITION_DTMF, ACS_RECOGNITION_SPEECH, ACS_RECOGNITION_CHOICES,
///         ACS_RECOGNITION_OTHER; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recognition_type(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| match body {
        EventBody::RecognizeCompleted(b) => Some(match b.recognition_type.as_ref()? {
            RecognitionType::Dtmf => ACS_RECOGNITION_DTMF,
            RecognitionType::Speech => ACS_RECOGNITION_SPEECH,
            RecognitionType::Choices => ACS_RECOGNITION_CHOICES,
            _ => ACS_RECOGNITION_OTHER,
        }),
        _ => None,
    })
}

/// All keys that were pressed, as one text: "56#".
///
/// Of RecognizeCompleted.
///
/// @return a text that lives as long as the event, as acs_event_dtmf_tone gives its characters; NULL
///         when no keys were recognized
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tones(event: *const acs_event_t) -> *const c_char {
    made_text_of(event, "dtmf_tones", |event| event.event.dtmf_tones())
}

/// How many keys were pressed.
///
/// Of RecognizeCompleted.
///
/// @return the number; 0 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone_count(event: *const acs_event_t) -> usize {
    value(0, move || Some(event.as_ref()?.event.dtmf_tones()?.len()))
}

/// One of the keys that were pressed.
///
/// Of RecognizeCompleted.
///
/// @param index from 0
/// @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
///         does not know; -1 when there is none of that index
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone(event: *const acs_event_t, index: usize) -> c_int {
    value(-1, move || {
        let tones = event.as_ref()?.event.dtmf_tones()?;
        key_code(tones.chars().nth(index)?)
    })
}

/// The label of the choice that was made, as the request named it.
///
/// Of RecognizeCompleted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_label(event: *const acs_event_t) -> *const c_char {
    text_of(event, "choice_label", |event| event.event.choice_label())
}

/// The phrase by which the choice was made.
///
/// Of RecognizeCompleted.
///
/// @return a text that lives as long as the event; NULL for none, as when it was made by key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_phrase(event: *const acs_event_t) -> *const c_char {
    text_of(event, "choice_phrase", |event| event.event.choice_phrase())
}

/// The words that were heard.
///
/// Of RecognizeCompleted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_speech(event: *const acs_event_t) -> *const c_char {
    text_of(event, "speech", |event| event.event.speech())
}

/// How sure the recognizer is of the words, or of the choice, whichever was listened for.
///
/// Of RecognizeCompleted.
///
/// @return 0 to 1; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_confidence(event: *const acs_event_t) -> f64 {
    value(-1.0, move || event.as_ref()?.event.confidence())
}

/// The key that was pressed.
///
/// Of ContinuousDtmfRecognitionToneReceived.
///
/// @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
///         does not know; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tone(event: *const acs_event_t) -> c_int {
    value(-1, move || key_code(event.as_ref()?.event.tone()?))
}

/// The place of the key in the order of keys; it shows repeated and missed ones.
///
/// Of ContinuousDtmfRecognitionToneReceived.
///
/// @return the number; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tone_sequence_id(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| match body {
        EventBody::ContinuousDtmfRecognitionToneReceived(b) => b.sequence_id,
        _ => None,
    })
}

/// How media streaming stands: "mediaStreamingStarted".
///
/// Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status(
    event: *const acs_event_t,
) -> *const c_char {
    text_of(event, "media_streaming_status", |event| {
        let update = event.event.media_streaming_update()?;
        Some(update.media_streaming_status.as_ref()?.as_str())
    })
}

/// Why media streaming stands so: "subscriptionStopped", "streamUrlMissing".
///
/// Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status_details(
    event: *const acs_event_t,
) -> *const c_char {
    text_of(event, "media_streaming_status_details", |event| {
        let update = event.event.media_streaming_update()?;
        Some(update.media_streaming_status_details.as_ref()?.as_str())
    })
}

/// How a transcription stands: "transcriptionStarted".
///
/// Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status(
    event: *const acs_event_t,
) -> *const c_char {
    text_of(event, "transcription_status", |event| {
        let update = event.event.transcription_update()?;
        Some(update.transcription_status.as_ref()?.as_str())
    })
}

/// Why a transcription stands so: "transcriptionLocaleUpdated".
///
/// Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status_details(
    event: *const acs_event_t,
) -> *const c_char {
    text_of(event, "transcription_status_details", |event| {
        let update = event.event.transcription_update()?;
        Some(update.transcription_status_details.as_ref()?.as_str())
    })
}

/// Why an operation on the media of the call went as it did: the sub-code of its result.
///
/// Of the events of playing, recognizing, keys, hold, media streaming and transcription.
///
/// @return one of ACS_MEDIA_REASON_..., which are the service's own sub-codes, or a sub-code that
///         this version does not know; -1 for none, as for events that are not about media
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_reason(event: *const acs_event_t) -> c_int {
    value(-1, move || {
        reason_number(event.as_ref()?.event.media_reason()?)
    })
}
