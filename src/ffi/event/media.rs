//! What is heard in a call, and listened for.

use std::ffi::{c_char, c_int};

use super::{acs_event_t, body_text, body_value, made_body_text};
use crate::event::{
    ChoiceResult, DtmfTone, EventBody, MediaStreamingUpdate, RecognitionType, RecognizeCompleted,
    SpeechResult, TranscriptionUpdate,
};
use crate::ffi::guard::value;

/// A type that this version does not know.
pub const ACS_RECOGNITION_OTHER: c_int = 0;
/// Keys were listened for.
pub const ACS_RECOGNITION_DTMF: c_int = 1;
/// Free speech was listened for.
pub const ACS_RECOGNITION_SPEECH: c_int = 2;
/// One of several choices was listened for, by key or by phrase.
pub const ACS_RECOGNITION_CHOICES: c_int = 3;

fn recognized(body: &EventBody) -> Option<&RecognizeCompleted> {
    match body {
        EventBody::RecognizeCompleted(b) => Some(b),
        _ => None,
    }
}

fn choice(body: &EventBody) -> Option<&ChoiceResult> {
    recognized(body)?.choice_result.as_ref()
}

fn speech(body: &EventBody) -> Option<&SpeechResult> {
    recognized(body)?.speech_result.as_ref()
}

/// The keys; none when it was not keys that were recognized.
fn tones(body: &EventBody) -> Option<&[DtmfTone]> {
    Some(&recognized(body)?.dtmf_result.as_ref()?.tones)
}

/// A key as a character; a question mark for one that this version does not know.
fn key(tone: &DtmfTone) -> char {
    tone.to_char().unwrap_or('?')
}

/// All keys are ASCII.
fn key_code(tone: &DtmfTone) -> Option<c_int> {
    u8::try_from(key(tone)).ok().map(c_int::from)
}

fn streaming(body: &EventBody) -> Option<&MediaStreamingUpdate> {
    match body {
        EventBody::MediaStreamingStarted(b) => b.media_streaming_update.as_ref(),
        EventBody::MediaStreamingStopped(b) => b.media_streaming_update.as_ref(),
        EventBody::MediaStreamingFailed(b) => b.media_streaming_update.as_ref(),
        _ => None,
    }
}

fn transcription(body: &EventBody) -> Option<&TranscriptionUpdate> {
    match body {
        EventBody::TranscriptionStarted(b) => b.transcription_update.as_ref(),
        EventBody::TranscriptionStopped(b) => b.transcription_update.as_ref(),
        EventBody::TranscriptionUpdated(b) => b.transcription_update.as_ref(),
        EventBody::TranscriptionFailed(b) => b.transcription_update.as_ref(),
        _ => None,
    }
}

/// ======== Media in events ========
///
/// Which of the sources, or prompts, could not be played.
///
/// Of PlayFailed and RecognizeFailed.
///
/// @param event the event, or NULL
/// @return its place, from 0; -1 for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_failed_play_source_index(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| match body {
        EventBody::PlayFailed(b) => b.failed_play_source_index,
        EventBody::RecognizeFailed(b) => b.failed_play_source_index,
        _ => None,
    })
}

/// What was listened for, and so which result counts.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return ACS_RECOGNITION_DTMF, ACS_RECOGNITION_SPEECH, ACS_RECOGNITION_CHOICES,
///         ACS_RECOGNITION_OTHER; -1 for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recognition_type(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| {
        Some(match recognized(body)?.recognition_type.as_ref()? {
            RecognitionType::Dtmf => ACS_RECOGNITION_DTMF,
            RecognitionType::Speech => ACS_RECOGNITION_SPEECH,
            RecognitionType::Choices => ACS_RECOGNITION_CHOICES,
            RecognitionType::Other(_) => ACS_RECOGNITION_OTHER,
        })
    })
}

/// All keys that were pressed, as one text: "56#".
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event, as acs_event_dtmf_tone gives its characters; NULL
///         when no keys were recognized
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tones(event: *const acs_event_t) -> *const c_char {
    made_body_text(event, "dtmf_tones", |body| {
        Some(tones(body)?.iter().map(key).collect())
    })
}

/// How many keys were pressed.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return the number; 0 for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone_count(event: *const acs_event_t) -> usize {
    body_value(event, 0, |body| Some(tones(body)?.len()))
}

/// One of the keys that were pressed.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @param index from 0
/// @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
///         does not know; -1 when there is none of that index
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone(event: *const acs_event_t, index: usize) -> c_int {
    value(-1, || {
        let tones = tones(event.as_ref()?.body())?;
        key_code(tones.get(index)?)
    })
}

/// The label of the choice that was made, as the request named it.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_label(event: *const acs_event_t) -> *const c_char {
    body_text(event, "choice_label", |body| choice(body)?.label.as_deref())
}

/// The phrase by which the choice was made.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none, as when it was made by key
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_phrase(event: *const acs_event_t) -> *const c_char {
    body_text(event, "choice_phrase", |body| {
        choice(body)?.recognized_phrase.as_deref()
    })
}

/// The words that were heard.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_speech(event: *const acs_event_t) -> *const c_char {
    body_text(event, "speech", |body| speech(body)?.speech.as_deref())
}

/// How sure the recognizer is of the words, or of the choice, whichever was listened for.
///
/// Of RecognizeCompleted.
///
/// @param event the event, or NULL
/// @return 0 to 1; -1 for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_confidence(event: *const acs_event_t) -> f64 {
    body_value(event, -1.0, |body| {
        match recognized(body)?.recognition_type.as_ref()? {
            RecognitionType::Choices => choice(body)?.confidence,
            RecognitionType::Speech => speech(body)?.confidence,
            RecognitionType::Dtmf | RecognitionType::Other(_) => None,
        }
    })
}

/// The key that was pressed.
///
/// Of ContinuousDtmfRecognitionToneReceived.
///
/// @param event the event, or NULL
/// @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
///         does not know; -1 for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tone(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| match body {
        EventBody::ContinuousDtmfRecognitionToneReceived(b) => key_code(b.tone.as_ref()?),
        _ => None,
    })
}

/// The place of the key in the order of keys; it tells repeated and missed ones.
///
/// Of ContinuousDtmfRecognitionToneReceived.
///
/// @param event the event, or NULL
/// @return the number; -1 for none
/// @since 0.1.0
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
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "media_streaming_status", |body| {
        let status = streaming(body)?.media_streaming_status.as_ref()?;
        Some(status.as_str())
    })
}

/// Why media streaming stands so: "subscriptionStopped", "streamUrlMissing".
///
/// Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status_details(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "media_streaming_status_details", |body| {
        let details = streaming(body)?.media_streaming_status_details.as_ref()?;
        Some(details.as_str())
    })
}

/// How a transcription stands: "transcriptionStarted".
///
/// Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "transcription_status", |body| {
        let status = transcription(body)?.transcription_status.as_ref()?;
        Some(status.as_str())
    })
}

/// Why a transcription stands so: "transcriptionLocaleUpdated".
///
/// Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
///
/// @param event the event, or NULL
/// @return a text that lives as long as the event; NULL for none
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status_details(
    event: *const acs_event_t,
) -> *const c_char {
    body_text(event, "transcription_status_details", |body| {
        let update = transcription(body)?;
        Some(update.transcription_status_details.as_ref()?.as_str())
    })
}
