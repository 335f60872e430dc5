//! Recordings, media streaming and transcription, with client, receiver and emulator together.

use crate::world;

use acs_call_automation::event::{Event, EventBody, MediaReason};
use acs_call_automation::model::MediaStreamingAudioChannel;
use acs_call_automation::options::{
    CreateCallOptions, MediaStreamingOptions, OperationOptions, StartRecordingOptions,
    StartTranscriptionOptions, TranscriptionOptions, UpdateTranscriptionOptions,
};
use acs_call_automation::recording::{
    ChannelAffinity, RecordingChannel, RecordingContent, RecordingFormat, RecordingState,
    RecordingTarget,
};
use acs_call_automation::*;
use world::{PHONE, World, names, phone, to_phone};

/// Whether the recording ran, as each event reports it.
fn states(events: &[Event], recording_id: &str) -> Vec<RecordingState> {
    let state = |event: &Event| match event.body() {
        EventBody::RecordingStateChanged(b) => {
            assert_eq!(b.recording_id.as_deref(), Some(recording_id));
            b.state.clone()
        }
        _ => None,
    };
    events.iter().filter_map(state).collect()
}

#[test]
fn a_recording_is_inactive_while_paused_and_not_found_once_stopped() {
    use RecordingState::{Active, Inactive};
    let world = World::new();
    let call = world.phone_call();
    let options = StartRecordingOptions::new()
        .recording_state_callback_uri(&world.callback)
        .recording_content(RecordingContent::Audio)
        .recording_channel(RecordingChannel::Mixed)
        .recording_format(RecordingFormat::Wav);
    let started = world.client.start_recording(&call, &options).unwrap();
    assert_eq!(
        started.recording_state,
        Some(Inactive),
        "so says the service"
    );
    let id = started.recording_id.as_str();
    let state = || {
        let now = world.client.get_recording_properties(id).unwrap();
        assert_eq!(now.recording_id, id);
        now.into_inner().recording_state.unwrap()
    };
    assert_eq!(state(), Active);
    world.client.pause_recording(id).unwrap();
    assert_eq!(state(), Inactive);
    world.client.resume_recording(id).unwrap();
    assert_eq!(state(), Active);
    assert_eq!(world.client.stop_recording(id).unwrap().status(), 204);
    assert_eq!(
        states(&world.events(), id),
        [Active, Inactive, Active, Inactive]
    );
    let gone = world.client.get_recording_properties(id).unwrap_err();
    assert_eq!(
        (gone.http_status(), gone.sub_code()),
        (Some(404), Some(8522))
    );
}

#[test]
fn an_unmixed_recording_by_server_call_id_begins_paused() {
    let world = World::new();
    let call = world.phone_call();
    let server_call = call
        .get_properties()
        .unwrap()
        .server_call_id
        .clone()
        .unwrap();
    let options = StartRecordingOptions::new()
        .recording_channel(RecordingChannel::Unmixed)
        .audio_channel_participant_ordering(phone(PHONE))
        .channel_affinity(ChannelAffinity::new(phone(PHONE)).channel(4))
        .pause_on_start(true);
    let target: RecordingTarget = CallLocator::ServerCall(server_call).into();
    let started = world.client.start_recording(&target, &options).unwrap();
    assert_eq!(started.status(), 200);
    let id = started.recording_id.as_str();
    let state = || world.client.get_recording_properties(id).unwrap();
    assert_eq!(state().recording_state, Some(RecordingState::Inactive));
    world.client.resume_recording(id).unwrap();
    assert_eq!(state().recording_state, Some(RecordingState::Active));
    // One at a time.
    let again = world.client.start_recording(&target, &options).unwrap_err();
    assert_eq!(
        (again.http_status(), again.sub_code()),
        (Some(400), Some(8553))
    );
}

#[test]
fn streams_that_a_call_was_set_up_with_are_switched() {
    let world = World::new();
    let options = CreateCallOptions::new()
        .cognitive_services_endpoint("https://example.com")
        .media_streaming(
            MediaStreamingOptions::websocket(MediaStreamingAudioChannel::Mixed)
                .transport_url("wss://example.com/audio")
                .start_media_streaming(false),
        )
        .transcription(
            TranscriptionOptions::websocket("en-US")
                .transport_url("wss://example.com/words")
                .start_transcription(false),
        );
    let created = world
        .client
        .create_call(&to_phone(), &world.callback, &options)
        .unwrap();
    let call = &created.call_connection;
    world.events();

    let sound = OperationOptions::new().operation_context("sound");
    assert_eq!(call.start_media_streaming(&sound).unwrap().status(), 202);
    let events = world.events();
    let told = events.last().unwrap();
    assert_eq!(told.operation_context(), Some("sound"));
    assert_eq!(
        told.media_reason(),
        Some(MediaReason::CompletedSuccessfully)
    );
    let update = told.media_streaming_update().unwrap();
    assert_eq!(
        update.media_streaming_status.as_ref().unwrap(),
        "mediaStreamingStarted"
    );
    call.stop_media_streaming(&OperationOptions::new()).unwrap();
    assert_eq!(names(&world.events(), call), ["MediaStreamingStopped"]);

    let words = StartTranscriptionOptions::new()
        .locale("en-CA")
        .operation_context("words");
    let started = call.start_transcription(&words).unwrap();
    assert_eq!(started.operation_context.as_deref(), Some("words"));
    let told = call
        .get_properties()
        .unwrap()
        .transcription_subscription
        .clone();
    assert_eq!(told.unwrap().id, started.subscription_id);
    call.update_transcription(&UpdateTranscriptionOptions::new().locale("de-DE"))
        .unwrap();
    let stopped = call.stop_transcription(&OperationOptions::new()).unwrap();
    assert_eq!(stopped.subscription_id, started.subscription_id);
    let events = world.events();
    assert_eq!(
        names(&events, call),
        [
            "TranscriptionStarted",
            "TranscriptionUpdated",
            "TranscriptionStopped"
        ]
    );
    let update = events[1].transcription_update().unwrap();
    assert_eq!(
        update.transcription_status_details.as_ref().unwrap(),
        "transcriptionLocaleUpdated"
    );
}

#[test]
fn what_a_call_was_not_set_up_with_cannot_be_started() {
    let world = World::new();
    let call = world.phone_call();
    let error = call
        .start_media_streaming(&OperationOptions::new())
        .unwrap_err();
    assert_eq!(
        (error.http_status(), error.sub_code()),
        (Some(405), Some(8522))
    );
    let error = call
        .start_transcription(&StartTranscriptionOptions::new())
        .unwrap_err();
    assert_eq!(
        (error.http_status(), error.sub_code()),
        (Some(405), Some(8522))
    );
}
