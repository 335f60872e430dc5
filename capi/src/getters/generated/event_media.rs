//! Members of events about media.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the index of the play source, or prompt, that could not be played (PlayFailed,
/// RecognizeFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_failed_play_source_index(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        it.failed_play_source_index()
    })
}

/// Returns what was recognized, and so which getters have a value (RecognizeCompleted).
///
/// @return one of ACS_RECOGNITION_...; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_recognition_type(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::RecognizeCompleted(b) => b.recognition_type.as_ref().map(recognition_type),
            _ => None,
        }
    })
}

/// Returns all recognized DTMF tones as text: "56#" (RecognizeCompleted). A tone that this
/// version does not know is '?'.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tones(event: *const acs_event_t) -> *const c_char {
    made_text_of(event, "dtmf_tones", |event| {
        let it = event.inner();
        it.dtmf_tones()
    })
}

/// Returns the number of recognized DTMF tones (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone_count(event: *const acs_event_t) -> usize {
    value_of(event, 0, |event| {
        let it = event.inner();
        Some(it.dtmf_tones()?.len())
    })
}

/// Returns a recognized DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one
/// that this version does not know; -1 for none (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_dtmf_tone(event: *const acs_event_t, index: usize) -> c_int {
    value_at(event, index, -1, |event, index| {
        let it = event.inner();
        tone_code(it.dtmf_tones()?.chars().nth(index)?)
    })
}

/// Returns the label of the recognized choice, as the request named it (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_label(event: *const acs_event_t) -> *const c_char {
    text_of(event, "choice_label", |event| {
        let it = event.inner();
        it.choice_label()
    })
}

/// Returns the phrase by which the choice was recognized; NULL when it was made by a DTMF tone
/// (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_choice_phrase(event: *const acs_event_t) -> *const c_char {
    text_of(event, "choice_phrase", |event| {
        let it = event.inner();
        it.choice_phrase()
    })
}

/// Returns the recognized speech as text (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_speech(event: *const acs_event_t) -> *const c_char {
    text_of(event, "speech", |event| {
        let it = event.inner();
        it.speech()
    })
}

/// Returns the confidence of the recognizer in the speech or the choice, from 0 to 1
/// (RecognizeCompleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_confidence(event: *const acs_event_t) -> f64 {
    value_of(event, -1.0, |event| {
        let it = event.inner();
        it.confidence()
    })
}

/// Returns the received DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one
/// that this version does not know; -1 for none (ContinuousDtmfRecognitionToneReceived).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tone(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        tone_code(it.tone()?)
    })
}

/// Returns the number of the tone in the order of reception; it shows repeated and missed tones
/// (ContinuousDtmfRecognitionToneReceived).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tone_sequence_id(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::ContinuousDtmfRecognitionToneReceived(b) => b.sequence_id,
            _ => None,
        }
    })
}

/// Returns the status of media streaming: "mediaStreamingStarted" (MediaStreamingStarted,
/// MediaStreamingStopped, MediaStreamingFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status(event: *const acs_event_t) -> *const c_char {
    text_of(event, "media_streaming_status", |event| {
        let it = event.inner();
        Some(it.media_streaming_update()?.media_streaming_status.as_ref()?.as_str())
    })
}

/// Returns the reason for the status of media streaming: "subscriptionStopped",
/// "streamUrlMissing" (MediaStreamingStarted, MediaStreamingStopped, MediaStreamingFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_streaming_status_details(event: *const acs_event_t) -> *const c_char {
    text_of(event, "media_streaming_status_details", |event| {
        let it = event.inner();
        Some(it.media_streaming_update()?.media_streaming_status_details.as_ref()?.as_str())
    })
}

/// Returns the status of the transcription: "transcriptionStarted" (TranscriptionStarted,
/// TranscriptionStopped, TranscriptionUpdated, TranscriptionFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status(event: *const acs_event_t) -> *const c_char {
    text_of(event, "transcription_status", |event| {
        let it = event.inner();
        Some(it.transcription_update()?.transcription_status.as_ref()?.as_str())
    })
}

/// Returns the reason for the status of the transcription: "transcriptionLocaleUpdated"
/// (TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated, TranscriptionFailed).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_transcription_status_details(event: *const acs_event_t) -> *const c_char {
    text_of(event, "transcription_status_details", |event| {
        let it = event.inner();
        Some(it.transcription_update()?.transcription_status_details.as_ref()?.as_str())
    })
}

/// Returns the reason for the result of a media operation: the sub-code of its result. Of the
/// events of playing, recognizing, DTMF, hold, media streaming and transcription.
///
/// @return one of ACS_MEDIA_REASON_..., or a sub-code that this version does not know; -1
///         for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_media_reason(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        reason_number(it.media_reason()?)
    })
}
