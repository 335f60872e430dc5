//! Controlling a recording when responses are lost, and reading its metadata file.

use crate::recorder;

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use acs_call_automation::*;

use acs_call_automation::model::TranscriptionOperationResult;

use acs_call_automation::options::{
    ClientOptions, Clock, Credential, OperationOptions, StartRecordingOptions,
    StartTranscriptionOptions,
};

use acs_call_automation::recording::{
    RecordingChannel, RecordingContent, RecordingFormat, RecordingKind, RecordingMetadata,
    RecordingProperties, RecordingState, RecordingTarget,
};
use recorder::{Recorder, json_response, response};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const GONE: &str = r#"{"error":{"code":"8522","message":"Recording not found."}}"#;
const INACTIVE: &str = r#"{"recordingId":"rec/1","recordingState":"inactive",
    "recordingKind":"azureCommunicationServices"}"#;

/// A client whose pauses take no time: its clock stands still and jumps over them.
fn client(endpoint: &str) -> CallAutomationClient {
    let options = ClientOptions::new().clock(Clock::manual(SystemTime::now()));
    CallAutomationClient::new(endpoint, Credential::access_key(KEY).unwrap(), &options).unwrap()
}

/// Responds with these, one after the other; `None` closes the connection instead.
fn script(responses: Vec<Option<Vec<u8>>>) -> Recorder {
    let mut responses = VecDeque::from(responses);
    Recorder::start(move |_| responses.pop_front().expect("one request too many"))
}

fn start(client: &CallAutomationClient) -> Result<Response<RecordingProperties>> {
    let target = RecordingTarget::CallConnection("c-1".to_owned());
    client.start_recording(&target, &StartRecordingOptions::new())
}

#[test]
fn a_start_whose_response_was_lost_is_sent_again_with_the_same_ids() {
    let server = script(vec![None, Some(json_response(202, INACTIVE))]);
    let started = start(&client(&server.endpoint())).unwrap();
    assert_eq!(started.recording_id, "rec/1");
    assert_eq!(started.recording_state, Some(RecordingState::Inactive));
    assert_eq!(
        started.recording_kind,
        Some(RecordingKind::AzureCommunicationServices)
    );
    let sent = server.requests();
    let id = |n: usize| sent[n].header("repeatability-request-id").unwrap();
    assert_eq!(id(0), id(1));
    assert_eq!(started.attempts(), 2);
}

#[test]
fn a_recording_without_an_id_is_of_no_use() {
    let server = script(vec![Some(json_response(
        200,
        r#"{"recordingState":"active"}"#,
    ))]);
    let error = start(&client(&server.endpoint())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.message().contains("recordingId"), "{error}");
}

#[test]
fn a_stop_whose_response_was_lost_is_sent_again_and_404_means_done() {
    let server = script(vec![None, Some(json_response(404, GONE))]);
    let done = client(&server.endpoint()).stop_recording("rec/1").unwrap();
    assert_eq!(done.status(), 404);
    let sent = server.requests();
    assert_eq!(sent.len(), 2);
    let path = sent[1].target.split('?').next().unwrap();
    assert_eq!(
        (sent[1].method.as_str(), path),
        ("DELETE", "/calling/recordings/rec%2F1")
    );
}

#[test]
fn a_stop_that_meets_404_at_once_reports_it() {
    let server = script(vec![Some(json_response(404, GONE))]);
    let error = client(&server.endpoint())
        .stop_recording("rec-1")
        .unwrap_err();
    assert_eq!(error.http_status(), Some(404));
    assert_eq!(error.operation(), Some("CallRecording_StopRecording"));
}

#[test]
fn a_pause_or_resume_whose_response_was_lost_is_not_repeated() {
    type Steer = fn(&CallAutomationClient) -> Result<Response<()>>;
    let steer: [(Steer, &str); 2] = [
        (|client| client.pause_recording("rec-1"), ":pause"),
        (|client| client.resume_recording("rec-1"), ":resume"),
    ];
    for (steer, action) in steer {
        let server = script(vec![None]);
        let error = steer(&client(&server.endpoint())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
        let server = script(vec![Some(response(202, &[], ""))]);
        steer(&client(&server.endpoint())).unwrap();
        let sent = server.requests().remove(0);
        assert!(sent.target.contains(action), "{}", sent.target);
        assert_eq!(sent.header("repeatability-request-id"), None);
    }
}

#[test]
fn starting_and_stopping_a_transcription_reports_the_subscription() {
    let body = r#"{"operationContext":"ctx","subscriptionId":"sub-1"}"#;
    let server = script(vec![
        Some(json_response(202, body)),
        Some(response(202, &[], "")),
    ]);
    let call = client(&server.endpoint()).call_connection("c-1").unwrap();
    let started = call
        .start_transcription(&StartTranscriptionOptions::new())
        .unwrap();
    assert_eq!(started.subscription_id.as_deref(), Some("sub-1"));
    assert_eq!(started.operation_context.as_deref(), Some("ctx"));
    // As the service's description has it: no body.
    let stopped = call.stop_transcription(&OperationOptions::new()).unwrap();
    assert_eq!(*stopped, TranscriptionOperationResult::default());
}

#[test]
fn the_metadata_of_an_unmixed_recording() {
    // Names and types of the schema reference; the values are made up.
    let file = br#"{"resourceId":"631f","callId":"36cf","chunkDocumentId":"0-eus-d16-4d30",
        "chunkIndex":1,"chunkStartTime":"2026-03-01T22:24:34.9497016Z","chunkDuration":19320,
        "pauseResumeIntervals":[{"startTime":"2026-03-01T22:24:37.945Z","duration":5220.5}],
        "recordingInfo":{"contentType":"audio","channelType":"unmixed","format":"wav",
            "audioConfiguration":{"sampleRate":16000,"bitRate":256000,"channels":2}},
        "participants":[{"participantId":"8:acs:a_b","channel":0},
            {"participantId":"4:+16045551234","channel":1}],"version":"1.0"}"#;
    let metadata = RecordingMetadata::from_json(file).unwrap();
    assert_eq!(metadata.resource_id.as_deref(), Some("631f"));
    assert_eq!(metadata.call_id.as_deref(), Some("36cf"));
    assert_eq!(
        metadata.chunk_document_id.as_deref(),
        Some("0-eus-d16-4d30")
    );
    assert_eq!(metadata.chunk_index, Some(1));
    assert_eq!(metadata.chunk_duration, Some(Duration::from_millis(19_320)));
    let began = metadata.chunk_start_time.as_ref().unwrap().utc().unwrap();
    let pause = &metadata.pause_resume_intervals[0];
    assert_eq!(pause.duration, Some(Duration::from_micros(5_220_500)));
    let paused = pause.start_time.as_ref().unwrap().utc().unwrap();
    assert_eq!(paused.duration_since(began).unwrap().as_secs(), 2);
    let info = metadata.recording_info.as_ref().unwrap();
    assert_eq!(info.content_type, Some(RecordingContent::Audio));
    assert_eq!(info.channel_type, Some(RecordingChannel::Unmixed));
    assert_eq!(info.format, Some(RecordingFormat::Wav));
    let audio = info.audio_configuration.as_ref().unwrap();
    assert_eq!(
        (audio.sample_rate, audio.bit_rate, audio.channels),
        (Some(16_000), Some(256_000), Some(2))
    );
    assert_eq!(info.video_configuration, None);
    let phone = &metadata.participants[1];
    assert_eq!(phone.channel, Some(1));
    assert_eq!(
        phone.identifier(),
        Some("+16045551234".parse::<CommunicationIdentifier>().unwrap())
    );
    // What has no member of its own.
    assert_eq!(metadata.raw().as_bytes(), file);
}

#[test]
fn content_and_channel_in_each_other_s_place_are_corrected() {
    // As the live service wrote them in 2021.
    let file = br#"{"recordingInfo":{"contentType":"mixed","channelType":"audioVideo",
        "format":"mp4","videoConfiguration":{"longerSideLength":1920,"shorterSideLength":1080,
            "framerate":8,"bitRate":1000000}}}"#;
    let metadata = RecordingMetadata::from_json(file).unwrap();
    let info = metadata.recording_info.unwrap();
    assert_eq!(info.content_type, Some(RecordingContent::AudioVideo));
    assert_eq!(info.channel_type, Some(RecordingChannel::Mixed));
    let video = info.video_configuration.unwrap();
    assert_eq!(
        (video.longer_side_length, video.shorter_side_length),
        (Some(1920), Some(1080))
    );
    assert_eq!(
        (video.framerate, video.bit_rate),
        (Some(8), Some(1_000_000))
    );
}

#[test]
fn odd_members_of_metadata_cost_only_themselves() {
    let file = br#"{"callId":7,"chunkIndex":"0","chunkDuration":-1,"participants":null,
        "pauseResumeIntervals":[{"duration":1e300}],"recordingInfo":{"format":"opus"}}"#;
    let metadata = RecordingMetadata::from_json(file).unwrap();
    assert_eq!(metadata.call_id, None);
    assert_eq!(metadata.chunk_index, None);
    assert_eq!(metadata.chunk_duration, None);
    assert!(metadata.participants.is_empty());
    assert_eq!(metadata.pause_resume_intervals[0].duration, None);
    assert_eq!(metadata.recording_info.unwrap().format.unwrap(), "opus");
}

#[test]
fn a_file_that_is_not_metadata_is_refused() {
    for file in [
        &b""[..],
        b"<html>",
        b"[]",
        b"null",
        b"\"text\"",
        b"\xff",
        b"{\"a\":1",
    ] {
        let error = RecordingMetadata::from_json(file).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
}
