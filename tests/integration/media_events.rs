//! Accessors of media events: tones, choices, words, reasons and states.

use crate::samples;

use acs_call_automation::event::{Event, MediaReason};
use serde_json::{Value, json};

fn sampled(name: &str) -> Event {
    let text = samples::sample(&format!("{name}.json"));
    Event::parse_all(text.as_bytes()).unwrap().remove(0)
}

fn event(name: &str, data: Value) -> Event {
    let body = json!({"id": "1", "type": format!("Microsoft.Communication.{name}"), "data": data});
    let body = body.to_string();
    Event::parse_all(body.as_bytes()).unwrap().remove(0)
}

fn with_sub_code(name: &str, sub_code: i64) -> Event {
    event(
        name,
        json!({"resultInformation": {"code": 400, "subCode": sub_code}}),
    )
}

#[test]
fn tones_are_text() {
    let keys = sampled("RecognizeCompleted");
    assert_eq!(keys.dtmf_tones().as_deref(), Some("56#"));
    assert_eq!(keys.media_reason(), Some(MediaReason::MaxDigitsReceived));
    assert_eq!((keys.choice_label(), keys.speech()), (None, None));
    assert_eq!(keys.confidence(), None);

    let odd = event(
        "RecognizeCompleted",
        json!({"recognitionType": "dtmf", "dtmfResult": {"tones": ["zero", "A", "flash"]}}),
    );
    assert_eq!(odd.dtmf_tones().as_deref(), Some("0A?"));

    assert_eq!(
        sampled("ContinuousDtmfRecognitionToneReceived").tone(),
        Some('*')
    );
    assert_eq!(keys.tone(), None);
}

#[test]
fn choices_and_words() {
    let choice = sampled("RecognizeCompleted-choices");
    assert_eq!(choice.choice_label(), Some("Billing"));
    assert_eq!(choice.choice_phrase(), Some("my bill"));
    assert_eq!(choice.confidence(), Some(0.87));
    assert_eq!(
        choice.media_reason(),
        Some(MediaReason::SpeechOptionMatched)
    );
    assert_eq!(choice.dtmf_tones(), None);

    let by_key = event(
        "RecognizeCompleted",
        json!({"recognitionType": "choices", "choiceResult": {"label": "Sales"},
            "resultInformation": {"code": 200, "subCode": 8533}}),
    );
    assert_eq!(by_key.choice_label(), Some("Sales"));
    assert_eq!((by_key.choice_phrase(), by_key.confidence()), (None, None));
    assert_eq!(by_key.media_reason(), Some(MediaReason::DtmfOptionMatched));

    let words = sampled("RecognizeCompleted-speech");
    assert_eq!(words.speech(), Some("I would like to talk to somebody"));
    assert_eq!(words.confidence(), Some(0.61));
    assert_eq!(words.media_reason(), Some(MediaReason::SpeechRecognized));
}

#[test]
fn reasons_of_what_failed_or_was_canceled() {
    let silence = sampled("RecognizeFailed");
    assert_eq!(
        silence.media_reason(),
        Some(MediaReason::InitialSilenceTimeout)
    );
    assert_eq!(silence.failed_play_source_index(), None);
    let missing = sampled("PlayFailed");
    assert_eq!(
        missing.media_reason(),
        Some(MediaReason::PlayDownloadFailed)
    );
    assert_eq!(missing.failed_play_source_index(), Some(1));
    for (name, reason) in [
        ("PlayCanceled", MediaReason::OperationCanceled),
        ("RecognizeCanceled", MediaReason::OperationCanceled),
        ("PlayCompleted", MediaReason::CompletedSuccessfully),
        ("HoldFailed", MediaReason::InvalidMediaMode),
        ("MediaStreamingFailed", MediaReason::MediaStreamingFailed),
        ("TranscriptionFailed", MediaReason::TranscriptionFailed),
        ("TranscriptionUpdated", MediaReason::CompletedSuccessfully),
    ] {
        assert_eq!(sampled(name).media_reason(), Some(reason), "{name}");
    }
}

#[test]
fn every_sub_code_of_the_documentation_has_a_name() {
    use MediaReason::*;
    for (sub_code, reason) in [
        (8508, OperationCanceled),
        (8510, InitialSilenceTimeout),
        (8511, PlayPromptFailed),
        (8512, PlayBeepFailed),
        (8514, StopToneDetected),
        (8531, MaxDigitsReceived),
        (8532, InterDigitTimeout),
        (8533, DtmfOptionMatched),
        (8534, IncorrectToneDetected),
        (8535, PlayInvalidFileFormat),
        (8536, PlayDownloadFailed),
        (8545, SpeechOptionMatched),
        (8547, SpeechOptionNotMatched),
        (8563, SpeechNotRecognized),
        (8564, SpeechServiceConnectionError),
        (8565, CognitiveServicesError),
        (8572, PlayServiceUnavailable),
        (8582, PlaySourceTextOrSsmlEmpty),
        (9999, UnspecifiedError),
    ] {
        let found = with_sub_code("RecognizeFailed", sub_code)
            .media_reason()
            .unwrap();
        assert!(!matches!(found, Other(_)), "{sub_code}");
        assert_eq!((found, found.sub_code()), (reason, sub_code));
    }
}

#[test]
fn an_unknown_sub_code_stays_visible() {
    // Recorded, of unknown meaning.
    let reason = with_sub_code("PlayFailed", 8626).media_reason().unwrap();
    assert!(matches!(reason, MediaReason::Other(8626)));
    assert_eq!(reason.sub_code(), 8626);
    assert_eq!(MediaReason::Other(8510), MediaReason::InitialSilenceTimeout);
}

#[test]
fn the_sub_codes_of_calls_are_no_media_reasons() {
    for name in [
        "CallDisconnected",
        "AddParticipantFailed",
        "RecordingStateChanged",
    ] {
        assert_eq!(with_sub_code(name, 8508).media_reason(), None, "{name}");
    }
    assert_eq!(event("PlayFailed", json!({})).media_reason(), None);
    let without = event("PlayFailed", json!({"resultInformation": {"code": 500}}));
    assert_eq!(without.media_reason(), None);
    // Of previews too, whose bodies this version does not know.
    let paused = sampled("preview/PlayPaused");
    assert_eq!(
        paused.media_reason(),
        Some(MediaReason::CompletedSuccessfully)
    );
}

#[test]
fn how_streaming_and_transcription_stand() {
    let failed = sampled("MediaStreamingFailed");
    let update = failed.media_streaming_update().unwrap();
    assert_eq!(
        update.media_streaming_status_details.as_ref().unwrap(),
        "initialWebSocketConnectionFailed"
    );
    assert!(failed.transcription_update().is_none());
    for (name, status) in [
        ("MediaStreamingStarted", "mediaStreamingStarted"),
        ("MediaStreamingStopped", "mediaStreamingStopped"),
    ] {
        let event = sampled(name);
        let update = event.media_streaming_update().expect(name);
        assert_eq!(update.media_streaming_status.as_ref().unwrap(), status);
    }
    for (name, status) in [
        ("TranscriptionStarted", "transcriptionStarted"),
        ("TranscriptionStopped", "transcriptionStopped"),
        ("TranscriptionUpdated", "transcriptionUpdated"),
        ("TranscriptionFailed", "transcriptionFailed"),
    ] {
        let event = sampled(name);
        let update = event.transcription_update().expect(name);
        assert_eq!(update.transcription_status.as_ref().unwrap(), status);
        assert!(event.media_streaming_update().is_none());
    }
}
