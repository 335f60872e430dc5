//! What the emulator plays, and what goes together: plays, queues, hold, and the ends of calls.

use crate::emulator_http;
use crate::media_stage as media;

use std::time::Duration;

use acs_call_automation_emulator::Prompt;
use emulator_http::{Stage, phone, user};
use media::{OTHER, PHONE, RAW, Scene, file, play, play_to, recognize, text};
use serde_json::{Value, json};

const GREETING: &str = "https://files.example/greeting.wav";
const SECOND: &str = "https://files.example/second.wav";

#[test]
fn several_sources_are_one_start_and_one_end_after_all_of_them() {
    let mut scene = Scene::new();
    let response = scene.send(":play", play("p", &[file(GREETING), text("Hello there.")]));
    assert_eq!((response.status, response.bytes.len()), (202, 0));
    assert_eq!(response.header("repeatability-result"), None);
    assert!(scene.heard().is_empty(), "nothing can be heard yet");
    scene.advance_ms(100);
    let started = scene.news().pop().unwrap();
    assert_eq!(
        started["data"]["resultInformation"]["message"],
        "Action completed successfully."
    );
    assert_eq!(started["type"], "Microsoft.Communication.PlayStarted");
    // Four seconds of a file, and twelve characters.
    scene.advance_ms(4_000 + 719);
    assert!(scene.heard().is_empty());
    scene.advance_ms(1);
    assert_eq!(scene.heard(), ["PlayCompleted p 200/0"]);
}

#[test]
fn a_bad_first_source_fails_without_a_start_and_a_bad_second_one_after_it() {
    let mut scene = Scene::new();
    let emulator = &scene.stage.emulator;
    emulator.set_prompt(Prompt::new(GREETING).duration(Duration::from_secs(2)));
    emulator.set_prompt(Prompt::new(SECOND).wrong_format());
    scene.accepted(":play", play("first", &[file(SECOND), file(GREETING)]));
    scene.advance_ms(100);
    let failed = scene.news();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["data"]["failedPlaySourceIndex"], 0);
    assert_eq!(emulator_http::result(&failed[0]), (400, 8535));
    scene.accepted(":play", play("second", &[file(GREETING), file(SECOND)]));
    scene.advance_ms(100);
    assert_eq!(scene.heard(), ["PlayStarted second 200/0"]);
    scene.advance_ms(2_000);
    let failed = scene.news();
    assert_eq!(failed[0]["data"]["failedPlaySourceIndex"], 1);
    assert_eq!(emulator_http::result(&failed[0]), (400, 8535));
}

#[test]
fn what_cannot_be_fetched_or_said_fails_with_a_code_of_its_own() {
    let mut scene = Scene::new();
    let emulator = &scene.stage.emulator;
    emulator.set_prompt(Prompt::new(GREETING).download_failure());
    emulator.set_prompt(Prompt::new(SECOND).failure(500, 8572));
    let ssml = json!({"kind": "ssml", "ssml": {"ssmlText": "<speak></speak>"}});
    let sources = [
        file(GREETING),
        file("https://files.invalid/a.wav"),
        file(SECOND),
        text("  "),
        ssml,
    ];
    for source in sources {
        scene.accepted(":play", play("p", &[source]));
    }
    scene.stage.advance(10);
    assert_eq!(
        scene.heard(),
        [
            "PlayFailed p 400/8536",
            "PlayFailed p 400/8536",
            "PlayFailed p 500/8572",
            "PlayFailed p 400/8582",
            "PlayFailed p 400/8582",
        ]
    );
}

#[test]
fn a_loop_goes_on_until_it_is_canceled() {
    let mut scene = Scene::new();
    let mut body = play("music", &[file(GREETING)]);
    body["playOptions"] = json!({"loop": true});
    scene.accepted(":play", body);
    scene.stage.advance(3_600);
    assert_eq!(scene.heard(), ["PlayStarted music 200/0"]);
    scene.accepted(":cancelAllMediaOperations", Value::Null);
    let canceled = scene.news();
    assert_eq!(
        canceled[0]["data"]["resultInformation"]["message"],
        "Action failed, the operation was cancelled."
    );
    assert_eq!(emulator_http::result(&canceled[0]), (400, 8508));
    scene.stage.advance(3_600);
    assert!(scene.heard().is_empty());
}

#[test]
fn plays_to_all_wait_for_their_turn_and_are_canceled_together() {
    let mut scene = Scene::new();
    for context in ["one", "two", "three"] {
        scene.accepted(":play", play(context, &[file(GREETING)]));
    }
    scene.advance_ms(4_100);
    assert_eq!(
        scene.heard(),
        ["PlayStarted one 200/0", "PlayCompleted one 200/0"]
    );
    scene.advance_ms(100);
    assert_eq!(scene.heard(), ["PlayStarted two 200/0"]);
    scene.accepted(":cancelAllMediaOperations", Value::Null);
    assert_eq!(
        scene.heard(),
        ["PlayCanceled two 400/8508", "PlayCanceled three 400/8508"]
    );
    // Nothing is left that could be canceled.
    scene.accepted(":cancelAllMediaOperations", Value::Null);
    assert!(scene.heard().is_empty());
}

#[test]
fn an_interrupting_play_cancels_what_runs_and_what_waits() {
    let mut scene = Scene::new();
    scene.accepted(":play", play("one", &[file(GREETING)]));
    scene.accepted(":recognize", recognize("two", json!({})));
    let mut body = play("now", &[file(SECOND)]);
    body["interruptCallMediaOperation"] = true.into();
    scene.accepted(":play", body);
    scene.stage.advance(5);
    assert_eq!(
        scene.heard(),
        [
            "PlayCanceled one 400/8508",
            "RecognizeCanceled two 400/8508",
            "PlayStarted now 200/0",
            "PlayCompleted now 200/0",
        ]
    );
}

#[test]
fn a_participant_with_a_play_of_its_own_is_on_hold_meanwhile() {
    let mut scene = Scene::new();
    scene.accepted(":play", play_to("p", file(GREETING), phone(PHONE)));
    assert!(scene.is_on_hold(RAW));
    scene.stage.advance(5);
    let events = scene.news();
    let numbers: Vec<_> = events
        .iter()
        .filter_map(|event| event["data"]["sequenceNumber"].as_i64())
        .collect();
    assert_eq!(numbers, [3, 5]);
    let kinds: Vec<_> = events.iter().map(emulator_http::short_type).collect();
    assert_eq!(
        kinds,
        [
            "ParticipantsUpdated",
            "PlayStarted",
            "PlayCompleted",
            "ParticipantsUpdated"
        ]
    );
    assert!(!scene.is_on_hold(RAW));
}

#[test]
fn a_play_to_one_refuses_its_like_and_lets_a_play_to_all_wait() {
    let mut scene = Scene::new();
    scene.accepted(":play", play_to("one", file(GREETING), phone(PHONE)));
    let tones = json!({"tones": ["one"], "targetParticipant": phone(PHONE)});
    let refused = [
        scene.send(":play", play_to("x", file(GREETING), phone(PHONE))),
        scene.send(":sendDtmfTones", tones.clone()),
        scene.send(
            ":startContinuousDtmfRecognition",
            json!({"targetParticipant": phone(PHONE)}),
        ),
    ];
    for response in refused {
        let (status, code, _) = response.error();
        assert_eq!((status, code.as_str()), (412, "8583"));
    }
    scene.accepted(":play", play("all", &[file(GREETING)]));
    scene.accepted(":recognize", recognize("ask", json!({})));
    scene.stage.advance(60);
    let heard = scene.heard();
    let of_media: Vec<_> = heard
        .iter()
        .filter(|reported| !reported.starts_with("Part"))
        .collect();
    assert_eq!(
        of_media,
        [
            "PlayStarted one 200/0",
            "PlayCompleted one 200/0",
            "PlayStarted all 200/0",
            "PlayCompleted all 200/0",
            "RecognizeFailed ask 400/8510",
        ]
    );
    scene.accepted(":sendDtmfTones", tones);
    let another = scene.send(":play", play_to("x", file(GREETING), phone(PHONE)));
    assert_eq!(another.status, 412, "tones are being sent");
}

#[test]
fn a_recognition_in_a_group_call_starts_at_once() {
    let mut scene = Scene::new();
    scene.add();
    scene.accepted(":play", play("music", &[file(GREETING)]));
    scene.accepted(
        ":recognize",
        recognize("ask", json!({"maxTonesToCollect": 1})),
    );
    let again = scene.send(":recognize", recognize("again", json!({})));
    assert_eq!(again.error().1, "8583");
    let emulator = &scene.stage.emulator;
    emulator.press_digits(&scene.call, RAW, "5").unwrap();
    assert_eq!(scene.heard(), ["RecognizeCompleted ask 200/8531"]);
    scene.stage.advance(5);
    assert_eq!(
        scene.heard(),
        ["PlayStarted music 200/0", "PlayCompleted music 200/0"]
    );
    // One that interrupts is not in its own way.
    scene.accepted(":recognize", recognize("first", json!({})));
    let mut body = recognize("second", json!({}));
    body["interruptCallMediaOperation"] = true.into();
    scene.accepted(":recognize", body);
    assert_eq!(scene.heard(), ["RecognizeCanceled first 400/8508"]);
}

#[test]
fn texts_need_a_speech_service_and_targets_must_be_there() {
    let stage = Stage::new();
    let body = stage.invitation(&[phone(PHONE)]);
    let scene = Scene::of(stage, body);
    let (status, code, why) = scene.send(":play", play("p", &[text("Hello.")])).error();
    assert_eq!((status, code.as_str()), (400, "8567"));
    assert!(why.contains("cognitiveServicesEndpoint"), "{why}");
    let mut speech = recognize("r", json!({}));
    speech["recognizeInputType"] = "speech".into();
    assert_eq!(scene.send(":recognize", speech).error().1, "8567");
    let hold = json!({"targetParticipant": phone(PHONE), "playSourceInfo": text("Wait.")});
    assert_eq!(scene.send(":hold", hold).error().1, "8567");
    let absent = user(OTHER);
    let mut recognized = recognize("r", json!({}));
    recognized["recognizeOptions"]["targetParticipant"] = absent.clone();
    let one = json!({"targetParticipant": absent});
    let refused = [
        scene.send(":play", play_to("p", file(GREETING), absent)),
        scene.send(":recognize", recognized),
        scene.send(":hold", one.clone()),
        scene.send(":unhold", one.clone()),
        scene.send(":startContinuousDtmfRecognition", one.clone()),
        scene.send(":stopContinuousDtmfRecognition", one),
    ];
    for response in refused {
        let (status, code, _) = response.error();
        assert_eq!((status, code.as_str()), (404, "8522"));
    }
}

#[test]
fn bodies_are_checked_to_the_last_field() {
    let scene = Scene::new();
    let long = "a".repeat(4_001);
    let bad = [
        (
            ":play",
            json!({"playSources": []}),
            "playSources must not be empty",
        ),
        (
            ":play",
            json!({"playSources": [{"kind": "file"}]}),
            "playSources[0].file is required",
        ),
        (
            ":play",
            json!({"playSources": [{"kind": "text", "file": {"uri": GREETING}}]}),
            "playSources[0].text is required",
        ),
        (
            ":play",
            play("p", &[text(&long)]),
            "at most 4000 characters",
        ),
        (
            ":play",
            json!({"playSources": [file(GREETING)], "playOptions": {}}),
            "playOptions.loop is required",
        ),
        (
            ":play",
            json!({"playSources": [file(GREETING)], "playOptions": {"loop": true, "interruptsHold": true}}),
            "playOptions.interruptsHold is unknown",
        ),
        (":hold", json!({}), "targetParticipant is required"),
        (
            ":startMediaStreaming",
            json!({"locale": "en-US"}),
            "locale is unknown",
        ),
        (
            ":recognize",
            recognize("r", json!({"maxTonesToCollect": 0})),
            "from 1",
        ),
        (
            ":recognize",
            recognize("r", json!({"interToneTimeoutInSeconds": 61})),
            "from 1 to 60",
        ),
        (
            ":sendDtmfTones",
            json!({"tones": ["eleven"], "targetParticipant": phone(PHONE)}),
            "tones[0] must be one of",
        ),
    ];
    for (verb, body, why) in bad {
        let (status, code, message) = scene.send(verb, body).error();
        assert_eq!((status, code.as_str()), (400, "8523"), "{verb}");
        assert!(message.contains(why), "{verb}: {message}");
    }
    let mut choices = recognize("r", json!({}));
    choices["recognizeInputType"] = "choices".into();
    assert!(
        scene
            .send(":recognize", choices.clone())
            .error()
            .2
            .contains("choices")
    );
    choices["recognizeOptions"]["choices"] =
        json!([{"label": "Yes", "phrases": ["yes"], "tone": "one"}]);
    choices["recognizeOptions"]["initialSilenceTimeoutInSeconds"] = 21.into();
    assert!(
        scene
            .send(":recognize", choices)
            .error()
            .2
            .contains("at most 20")
    );
}

#[test]
fn operations_come_with_their_versions() {
    let early = Scene::speaking("2023-03-06");
    let target = json!({"targetParticipant": phone(PHONE)});
    for verb in [":sendDtmfTones", ":startContinuousDtmfRecognition", ":hold"] {
        assert_eq!(early.send(verb, target.clone()).status, 404, "{verb}");
    }
    // A field that one version knows is taken at every other.
    early.accepted(":play", play("p", &[text("Hello.")]));
    let middle = Scene::speaking("2024-04-15");
    assert_eq!(middle.send(":hold", target.clone()).status, 404);
    let two = play("p", &[file(GREETING), file(SECOND)]);
    assert!(
        middle
            .send(":play", two.clone())
            .error()
            .2
            .contains("one source")
    );
    let late = Scene::speaking("2024-09-15");
    late.accepted(":play", two);
    late.accepted(":hold", target);
    assert_eq!(late.send(":startMediaStreaming", json!({})).status, 404);
    let announce = json!({"playSources": [file(GREETING)], "playTo": phone(PHONE)});
    assert_eq!(
        late.send(":interruptAudioAndAnnounce", announce).status,
        404
    );
}

#[test]
fn early_versions_have_fewer_events() {
    let mut early = Scene::speaking("2023-10-15");
    early.accepted(":play", play("p", &[file(GREETING)]));
    early.stage.advance(5);
    assert_eq!(early.heard(), ["PlayCompleted p 200/0"]);
    early.accepted(":play", play("q", &[file(GREETING)]));
    early.accepted(":cancelAllMediaOperations", Value::Null);
    let canceled = early.news();
    assert!(canceled[0]["data"].get("resultInformation").is_none());
}

#[test]
fn hold_and_unhold_are_shown_in_lists_and_reported_once() {
    let mut scene = Scene::new();
    let target = json!({"targetParticipant": phone(PHONE), "operationContext": "h"});
    let response = scene.send(":hold", target.clone());
    assert_eq!((response.status, response.bytes.len()), (200, 0));
    assert!(scene.is_on_hold(RAW));
    scene.accepted(":hold", target.clone());
    assert_eq!(scene.heard(), ["ParticipantsUpdated 1 on hold"]);
    scene.accepted(":unhold", target.clone());
    scene.accepted(":unhold", target);
    assert_eq!(scene.heard(), ["ParticipantsUpdated 0 on hold"]);
    assert!(!scene.is_on_hold(RAW));
}

#[test]
fn audio_on_hold_that_cannot_be_played_fails_the_hold() {
    let mut scene = Scene::new();
    scene
        .stage
        .emulator
        .set_prompt(Prompt::new(GREETING).download_failure());
    let body = json!({
        "targetParticipant": phone(PHONE),
        "playSourceInfo": file(GREETING),
        "operationContext": "h",
    });
    scene.accepted(":hold", body);
    // Recorded by the JS SDK's test of hold.
    assert_eq!(
        scene.heard(),
        [
            "ParticipantsUpdated 1 on hold",
            "HoldFailed h 400/8536",
            "ParticipantsUpdated 0 on hold"
        ]
    );
    assert!(!scene.is_on_hold(RAW));
}

/// Recorded by the Java SDK's test of announcements.
#[test]
fn unhold_cancels_an_announcement_to_who_was_on_hold() {
    let mut scene = Scene::speaking("2024-09-01-preview");
    let target = json!({"targetParticipant": phone(PHONE)});
    scene.accepted(":hold", target.clone());
    let announce = json!({
        "playSources": [file(SECOND)],
        "playTo": phone(PHONE),
        "operationContext": "a",
    });
    scene.accepted(":interruptAudioAndAnnounce", announce);
    scene.stage.advance(1);
    scene.accepted(":unhold", target);
    assert_eq!(
        scene.heard(),
        [
            "ParticipantsUpdated 1 on hold",
            "PlayStarted a 200/0",
            "PlayCanceled a 400/8508",
            "ParticipantsUpdated 0 on hold"
        ]
    );
}

#[test]
fn previews_report_hold_audio_and_its_interruptions() {
    let mut scene = Scene::speaking("2024-09-01-preview");
    let body = json!({
        "targetParticipant": phone(PHONE),
        "playSourceInfo": file(GREETING),
        "operationContext": "h",
    });
    scene.accepted(":hold", body);
    assert_eq!(
        scene.heard(),
        ["HoldAudioStarted h 200/0", "ParticipantsUpdated 1 on hold"]
    );
    let announce = json!({
        "playSources": [file(SECOND)],
        "playTo": phone(PHONE),
        "operationContext": "a",
    });
    scene.accepted(":interruptAudioAndAnnounce", announce);
    scene.stage.advance(5);
    assert_eq!(
        scene.heard(),
        [
            "HoldAudioPaused h 200/0",
            "PlayStarted a 200/0",
            "PlayCompleted a 200/0",
            "HoldAudioResumed h 200/0",
        ]
    );
    scene.accepted(":unhold", json!({"targetParticipant": phone(PHONE)}));
    assert_eq!(
        scene.heard(),
        [
            "HoldAudioCompleted h 400/8508",
            "ParticipantsUpdated 0 on hold"
        ]
    );
}

#[test]
fn a_hold_during_a_play_to_one_outlasts_it() {
    let mut scene = Scene::new();
    scene.accepted(":play", play_to("p", file(GREETING), phone(PHONE)));
    scene.accepted(":hold", json!({"targetParticipant": phone(PHONE)}));
    scene.stage.advance(5);
    assert!(scene.is_on_hold(RAW));
    assert_eq!(
        scene.heard(),
        [
            "ParticipantsUpdated 1 on hold",
            "PlayStarted p 200/0",
            "PlayCompleted p 200/0"
        ]
    );
}

#[test]
fn a_hold_by_another_leg_outlasts_a_play_too() {
    let scene = Scene::new();
    let id = scene.properties()["serverCallId"].clone();
    let locator = json!({"kind": "serverCallLocator", "serverCallId": id});
    let callback = scene.stage.collector.url("/other");
    let body = json!({"callLocator": locator, "callbackUri": callback});
    let other = scene.stage.caller.post(":connect", body);
    let other = other.text("callConnectionId");
    scene.accepted(":play", play_to("p", file(GREETING), phone(PHONE)));
    let hold = json!({"targetParticipant": phone(PHONE)});
    let held = scene.stage.caller.post(&format!("/{other}:hold"), hold);
    assert_eq!(held.status, 200);
    scene.stage.advance(5);
    assert!(scene.is_on_hold(RAW));
}

#[test]
fn who_is_moved_away_from_a_play_is_on_hold_no_more() {
    let mut scene = Scene::new();
    scene.add();
    let two = json!({
        "playSources": [file(GREETING)],
        "playTo": [phone(PHONE), user(OTHER)],
    });
    scene.accepted(":play", two);
    let other = scene.stage.create(&[phone("+15550100177")]);
    let body = json!({"fromCall": scene.call, "targetParticipants": [phone(PHONE)]});
    let path = format!("/{other}/participants:moveHere");
    assert_eq!(scene.stage.caller.post(&path, body).status, 202);
    scene.stage.advance(5);
    scene.call = other;
    assert!(!scene.is_on_hold(RAW));
}

#[test]
fn events_of_one_operation_go_where_it_says() {
    let mut scene = Scene::new();
    let mut body = play("p", &[file(GREETING)]);
    body["operationCallbackUri"] = scene.stage.collector.url("/own").into();
    scene.accepted(":play", body);
    scene.stage.advance(5);
    assert!(scene.heard().is_empty());
    assert_eq!(
        scene.stage.collector.types("/own"),
        ["PlayStarted", "PlayCompleted"]
    );
}

#[test]
fn everything_that_runs_ends_before_its_call() {
    let mut scene = Scene::new();
    scene.accepted(":play", play("p", &[file(GREETING)]));
    scene.accepted(":recognize", recognize("r", json!({})));
    let listen = json!({"targetParticipant": phone(PHONE), "operationContext": "k"});
    scene.accepted(":startContinuousDtmfRecognition", listen);
    scene.advance_ms(100);
    scene.accepted(":terminate", Value::Null);
    assert_eq!(
        scene.heard(),
        [
            "PlayStarted p 200/0",
            "PlayCanceled p 400/8508",
            "RecognizeCanceled r 400/8508",
            "ContinuousDtmfRecognitionStopped k 200/7000",
            "CallDisconnected create-1 200/7000",
        ]
    );
    scene.stage.advance(60);
    assert!(scene.heard().is_empty());
}

#[test]
fn who_leaves_a_call_takes_along_what_was_about_them_alone() {
    let mut scene = Scene::new();
    scene.add();
    scene.accepted(":play", play_to("p", file(GREETING), phone(PHONE)));
    scene.accepted(":play", play("all", &[file(GREETING)]));
    scene.heard();
    let emulator = &scene.stage.emulator;
    emulator.hang_up_participant(&scene.call, RAW).unwrap();
    scene.stage.advance(5);
    assert_eq!(
        scene.heard(),
        [
            "PlayFailed p 400/8558",
            "ParticipantsUpdated 0 on hold",
            "PlayStarted all 200/0",
            "PlayCompleted all 200/0",
        ]
    );
    assert!(!scene.is_on_hold(OTHER));
}
