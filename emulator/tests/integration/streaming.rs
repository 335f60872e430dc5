//! Media streaming and transcription of the emulator: states, events and refusals. No audio flows.

use crate::emulator_http;
use crate::media_stage as media;

use acs_call_automation_emulator::EmulatorOptions;
use emulator_http::{Caller, Stage, phone};
use media::{PHONE, RAW, Scene};
use serde_json::{Value, json};

/// A call that was created with these options.
fn with(options: Value) -> Scene {
    speaking("2026-03-12", options)
}

fn speaking(version: &'static str, options: Value) -> Scene {
    let mut stage = Stage::with(EmulatorOptions::new());
    stage.caller = Caller::of(&stage.emulator).speaking(version);
    let mut body = stage.invitation(&[phone(PHONE)]);
    for (name, value) in options.as_object().unwrap() {
        body[name] = value.clone();
    }
    Scene::of(stage, body)
}

fn streaming(starts: bool) -> Value {
    json!({"mediaStreamingOptions": {
        "transportType": "websocket",
        "audioChannelType": "mixed",
        "transportUrl": "wss://socket.example/audio",
        "startMediaStreaming": starts,
    }})
}

fn transcription(starts: bool) -> Value {
    json!({"transcriptionOptions": {
        "transportType": "websocket",
        "locale": "en-US",
        "transportUrl": "wss://socket.example/words",
        "startTranscription": starts,
    }})
}

fn state(scene: &Scene, subscription: &str) -> String {
    let properties = scene.properties();
    let state = &properties[subscription]["state"];
    state.as_str().unwrap().to_owned()
}

#[test]
fn streaming_is_started_shown_and_stopped() {
    let mut scene = with(streaming(false));
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "inactive");
    let start = json!({"operationContext": "audio"});
    let response = scene.send(":startMediaStreaming", start);
    assert_eq!((response.status, response.bytes.len()), (202, 0));
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "active");
    let started = scene.news();
    assert_eq!(
        started[0]["data"]["mediaStreamingUpdate"],
        json!({
            "contentType": "Audio",
            "mediaStreamingStatus": "mediaStreamingStarted",
            "mediaStreamingStatusDetails": "subscriptionStarted",
        })
    );
    scene.accepted(":stopMediaStreaming", json!({}));
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "inactive");
    assert_eq!(
        scene.heard(),
        ["MediaStreamingStopped audio 200/0"],
        "a stop without a context echoes the start's"
    );
}

#[test]
fn what_was_not_set_up_with_the_call_cannot_be_started() {
    let scene = Scene::new();
    let verbs = [
        ":startMediaStreaming",
        ":stopMediaStreaming",
        ":startTranscription",
        ":stopTranscription",
        ":updateTranscription",
    ];
    for verb in verbs {
        let (status, code, why) = scene.send(verb, json!({})).error();
        assert_eq!((status, code.as_str()), (405, "8522"), "{verb}");
        assert!(why.contains("transportUrl"), "{why}");
    }
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "disabled");
    assert_eq!(state(&scene, "transcriptionSubscription"), "disabled");
}

#[test]
fn streaming_that_starts_with_the_call_carries_the_context_of_the_call() {
    let mut scene = with(streaming(true));
    let events = scene.stage.events();
    let kinds: Vec<_> = events.iter().map(emulator_http::short_type).collect();
    assert_eq!(
        kinds,
        [
            "CallConnected",
            "ParticipantsUpdated",
            "MediaStreamingStarted"
        ]
    );
    assert_eq!(events[2]["data"]["operationContext"], "create-1");
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "active");
    let twice = scene.send(":startMediaStreaming", json!({}));
    assert_eq!(twice.error().1, "8585");
    scene.accepted(":terminate", Value::Null);
    assert_eq!(
        scene.heard(),
        [
            "MediaStreamingStopped create-1 200/0",
            "CallDisconnected create-1 200/7000"
        ]
    );
}

#[test]
fn a_socket_that_can_never_be_reached_fails() {
    let mut options = streaming(false);
    options["mediaStreamingOptions"]["transportUrl"] = "wss://socket.invalid/".into();
    let words = transcription(false);
    options["transcriptionOptions"] = words["transcriptionOptions"].clone();
    options["transcriptionOptions"]["transportUrl"] = "wss://socket.invalid/".into();
    let mut scene = with(options);
    scene.accepted(":startMediaStreaming", json!({"operationContext": "audio"}));
    scene.accepted(":startTranscription", json!({"operationContext": "words"}));
    assert_eq!(
        scene.heard(),
        [
            "MediaStreamingFailed audio 500/8603",
            "TranscriptionFailed words 500/8578"
        ]
    );
    assert_eq!(state(&scene, "mediaStreamingSubscription"), "inactive");
    assert_eq!(state(&scene, "transcriptionSubscription"), "inactive");
}

#[test]
fn a_transcription_is_started_updated_and_stopped() {
    let mut scene = with(transcription(false));
    let start = json!({"locale": "en-CA", "operationContext": "t1"});
    let response = scene.send(":startTranscription", start);
    assert_eq!(response.status, 202);
    let shown = scene.properties()["transcriptionSubscription"].clone();
    assert_eq!(
        response.json(),
        json!({"operationContext": "t1", "subscriptionId": shown["id"]})
    );
    assert_eq!(shown["state"], "active");
    assert_eq!(shown["locale"], "en-CA");
    assert_eq!(shown["subscribedResultTypes"], json!(["final"]));
    let update = json!({"locale": "de-DE", "operationContext": "t2"});
    let response = scene.send(":updateTranscription", update);
    assert_eq!((response.status, response.bytes.len()), (202, 0));
    assert_eq!(
        scene.properties()["transcriptionSubscription"]["locale"],
        "de-DE"
    );
    let stop = json!({"operationContext": "t3"});
    assert_eq!(
        scene.send(":stopTranscription", stop).json()["operationContext"],
        "t3"
    );
    let events = scene.news();
    let updates: Vec<_> = events
        .iter()
        .map(|event| {
            let update = &event["data"]["transcriptionUpdate"];
            (
                update["transcriptionStatus"].as_str().unwrap(),
                update["transcriptionStatusDetails"].as_str().unwrap(),
                event["data"]["operationContext"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        updates,
        [
            ("transcriptionStarted", "subscriptionStarted", "t1"),
            ("transcriptionUpdated", "transcriptionLocaleUpdated", "t1"),
            ("transcriptionStopped", "subscriptionStopped", "t3"),
        ]
    );
    assert_eq!(state(&scene, "transcriptionSubscription"), "inactive");
    let late = scene.send(":updateTranscription", json!({"locale": "en-US"}));
    assert_eq!(late.error().1, "8585");
}

#[test]
fn previews_do_not_show_the_locale() {
    let scene = speaking("2024-09-01-preview", transcription(true));
    let shown = scene.properties()["transcriptionSubscription"].clone();
    assert_eq!(shown["state"], "active");
    assert!(shown.get("locale").is_none());
}

#[test]
fn a_leg_left_alone_gets_transcription_stopped_before_call_disconnected() {
    let mut scene = with(transcription(true));
    let emulator = &scene.stage.emulator;
    emulator.hang_up_participant(&scene.call, RAW).unwrap();
    assert_eq!(
        scene.heard(),
        [
            "TranscriptionStopped create-1 200/0",
            "CallDisconnected create-1 200/560000"
        ]
    );
}
