//! The scenes of `examples/scenes`: each does what its comment says.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use acs_call_automation_emulator::{Emulator, EmulatorOptions, IncomingCall, JournalKind, Seed};
use serde_json::{Value, json};

use crate::emulator_http::{Collector, Stage, TIME_LIMIT, phone, result, short_type};
use crate::{media_stage, recording_stage};

const SCENES: [&str; 8] = [
    "busy",
    "contact_center",
    "dead_webhook",
    "flaky_network",
    "ivr",
    "recording",
    "teams_users",
    "throttled",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/scenes")
}

/// A scene, with its webhooks elsewhere.
fn scene(name: &str, from: &str, to: &str) -> EmulatorOptions {
    let text = std::fs::read_to_string(folder().join(name).with_extension("toml")).unwrap();
    let seed = Seed::from_toml(&text.replace(from, to)).unwrap();
    EmulatorOptions::new().seed(seed)
}

fn stage(name: &str) -> Stage {
    Stage::with(scene(name, "", ""))
}

fn ring(stage: &Stage, number: &str) {
    let call = IncomingCall::new("+16045551234", number);
    stage.emulator.place_incoming_call(call).unwrap();
    assert!(stage.emulator.flush(TIME_LIMIT));
}

/// How the newest call began: its events.
fn outcome(stage: &Stage) -> (String, (i64, i64)) {
    let last = stage.last();
    (short_type(&last), result(&last))
}

fn failed(code: i64, sub_code: i64) -> (String, (i64, i64)) {
    ("CreateCallFailed".to_owned(), (code, sub_code))
}

#[test]
fn every_scene_is_a_file_with_a_comment_a_row_and_a_test() {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, SCENES.map(|name| format!("{name}.toml")));
    let page = include_str!("../../../docs/emulator/seed.md");
    for name in SCENES {
        let file = folder().join(name).with_extension("toml");
        assert!(std::fs::read_to_string(&file).unwrap().starts_with("# "));
        assert!(page.contains(&format!("| `{name}.toml` |")), "{name}");
        let emulator =
            Emulator::start_with(&EmulatorOptions::new().seed(Seed::read(file).unwrap()));
        emulator.unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

/// A scene that was cut off, or that lacks a character, is read as it is or refused with its line.
#[test]
fn a_damaged_scene_is_refused_with_a_line_or_read() {
    for name in SCENES {
        let file = folder().join(name).with_extension("toml");
        let text = std::fs::read_to_string(file).unwrap();
        let ends = text.char_indices().map(|(place, _)| place);
        for place in ends.filter(|place| place % 3 == 0) {
            let (before, after) = text.split_at(place);
            let shorter = after.chars().skip(1).collect::<String>();
            for damaged in [before.to_owned(), format!("{before}{shorter}")] {
                if let Err(why) = Seed::from_toml(&damaged) {
                    let message = why.message();
                    assert!(message.starts_with("seed: line "), "{message}");
                }
            }
        }
    }
}

#[test]
fn a_busy_callee() {
    let stage = stage("busy");
    stage.create(&[phone("+15550100123")]);
    assert_eq!(outcome(&stage), failed(486, 560_486));
    stage.create(&[phone("+16045551234")]);
    stage.advance(30);
    assert_eq!(outcome(&stage), failed(480, 560_480));
    let seen = stage.events().len();
    stage.create(&[phone("+15550100124")]);
    stage.emulator.advance(Duration::from_millis(1_999));
    assert!(stage.types_after(seen).is_empty());
    stage.emulator.advance(Duration::from_millis(1));
    assert_eq!(
        stage.types_after(seen),
        ["CallConnected", "ParticipantsUpdated"]
    );
}

#[test]
fn a_contact_center_with_three_numbers() {
    let webhooks = Collector::start();
    let options = scene("contact_center", "http://127.0.0.1:8080", &webhooks.url(""));
    let stage = Stage::with(options);
    for (number, path) in [
        ("+15550100201", "/sales"),
        ("+15550100202", "/support"),
        ("+15550100203", "/billing"),
        (
            "8:acs:70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11_agent-1",
            "/agents",
        ),
    ] {
        let before = webhooks.received().len();
        ring(&stage, number);
        let paths: Vec<_> = webhooks.received()[before..]
            .iter()
            .map(|at| at.path.clone())
            .collect();
        assert_eq!(paths, [path], "{number}");
    }
    let context = webhooks.events("/support")[0]["data"]["incomingCallContext"].clone();
    let body =
        json!({"incomingCallContext": context, "callbackUri": stage.collector.url("/events")});
    let body = serde_json::to_vec(&body).unwrap();
    let target = format!(
        "/calling/callConnections:answer?api-version={}",
        stage.caller.version
    );
    let answered = stage.caller.send("POST", &target, &body, &[]).unwrap();
    assert_eq!(answered.status, 200);
    assert_eq!(stage.types(), ["ParticipantsUpdated", "CallConnected"]);
    let call = answered.text("callConnectionId");
    let supervisor = json!({
        "participantToAdd": phone("+15550100250"),
        "sourceCallerIdNumber": {"value": "+15550100202"},
    });
    stage
        .caller
        .post(&format!("/{call}/participants:add"), supervisor);
    stage.advance(3);
    assert!(
        stage
            .types()
            .contains(&"AddParticipantSucceeded".to_owned())
    );
}

#[test]
fn a_dead_webhook() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = port.local_addr().unwrap().to_string();
    drop(port);
    let stage = Stage::with(scene("dead_webhook", "127.0.0.1:9", &dead));
    let attempts = || {
        assert!(stage.emulator.flush(TIME_LIMIT));
        let journal = stage.emulator.journal();
        let attempts = journal.iter().filter(|entry| entry.path.contains(&dead));
        attempts.filter(|entry| entry.failure.is_some()).count()
    };
    ring(&stage, "+15550100199");
    assert_eq!(attempts(), 1);
    stage.advance(10);
    assert_eq!(attempts(), 2);
    stage.advance(29);
    assert_eq!(attempts(), 2);
    stage.advance(1);
    assert_eq!(attempts(), 3);
    for _ in 0..4 {
        stage.create(&[phone("+15550100123")]);
    }
    let events = stage.events();
    let connected: Vec<_> = events
        .iter()
        .filter(|event| short_type(event) == "CallConnected")
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    let ids: BTreeSet<_> = connected.iter().collect();
    assert_eq!(
        (connected.len(), ids.len()),
        (7, 4),
        "three of four came twice"
    );
}

#[test]
fn a_flaky_network() {
    let stage = stage("flaky_network");
    let body = serde_json::to_vec(&stage.invitation(&[phone("+15550100123")])).unwrap();
    let responses = (0..60)
        .filter(|_| {
            stage
                .caller
                .send("POST", &stage.caller.target(""), &body, &[])
                .is_some()
        })
        .count();
    let created = stage.emulator.created_call_count();
    assert!(responses < created && created < 60, "{responses} {created}");
    assert!(stage.emulator.flush(TIME_LIMIT));
    let received = stage.collector.received();
    let (good, bad): (Vec<Value>, Vec<&str>) =
        received
            .iter()
            .fold((Vec::new(), Vec::new()), |(mut good, mut bad), request| {
                match serde_json::from_str::<Value>(&request.body) {
                    Ok(event) => good.push(event[0].clone()),
                    Err(_) => bad.push(&request.body),
                }
                (good, bad)
            });
    assert!(!bad.is_empty());
    let ids: BTreeSet<_> = good.iter().map(|event| event["id"].to_string()).collect();
    assert!(ids.len() < good.len(), "some came twice");
    assert!(ids.len() <= 2 * created);
    let journal = stage.emulator.journal();
    let lost = journal
        .iter()
        .filter(|entry| entry.kind == JournalKind::Request);
    assert_eq!(
        lost.filter(|entry| entry.status.is_none()).count(),
        60 - responses
    );
}

#[test]
fn a_menu() {
    let begin = |number: &str| {
        let stage = stage("ivr");
        let mut body = stage.invitation(&[phone(number)]);
        body["callIntelligenceOptions"] =
            json!({"cognitiveServicesEndpoint": "https://speech.example"});
        media_stage::Scene::of(stage, body)
    };
    let mut scene = begin("+15550100123");
    let mut recognize = |input: &str, more: Value| {
        let mut options = json!({"targetParticipant": phone("+15550100123")});
        options
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        scene.accepted(
            ":recognize",
            json!({"recognizeInputType": input, "recognizeOptions": options}),
        );
        scene.advance_ms(20_000);
        scene.news().pop().unwrap()
    };
    let tones = |event: &Value| event["data"]["dtmfResult"]["tones"].clone();
    let menu = recognize("dtmf", json!({"dtmfOptions": {"maxTonesToCollect": 1}}));
    assert_eq!(tones(&menu), json!(["one"]));
    let account = recognize("dtmf", json!({"dtmfOptions": {"stopTones": ["pound"]}}));
    assert_eq!(tones(&account), json!(["four", "four", "one", "one"]));
    let confirmed = recognize("speech", json!({}));
    assert_eq!(confirmed["data"]["speechResult"]["speech"], "yes");
    let silent = recognize("speech", json!({}));
    assert_eq!(result(&silent), (400, 8510));
    for (url, last) in [("welcome", "PlayCompleted"), ("gone", "PlayFailed")] {
        let source =
            json!({"kind": "file", "file": {"uri": format!("https://example.com/{url}.wav")}});
        scene.accepted(":play", json!({"playSources": [source]}));
        scene.advance_ms(12_000);
        let before = scene.news();
        scene.advance_ms(200);
        let events = if url == "welcome" {
            scene.news()
        } else {
            before
        };
        assert_eq!(short_type(events.last().unwrap()), last);
    }
    let mut scene = begin("+15550100125");
    let options = json!({"targetParticipant": phone("+15550100125")});
    scene.accepted(
        ":recognize",
        json!({"recognizeInputType": "speech", "recognizeOptions": options}),
    );
    scene.advance_ms(2_000);
    assert_eq!(result(&scene.news().pop().unwrap()), (500, 8565));
}

#[test]
fn a_recorded_call() {
    let webhooks = Collector::start();
    let options = scene("recording", "http://127.0.0.1:8080", &webhooks.url(""));
    let scene = recording_stage::Scene::with(options);
    scene.start(&scene.by_locator());
    scene.stage.advance(60);
    scene.stage.advance(5);
    assert!(scene.stage.emulator.flush(TIME_LIMIT));
    let event = webhooks.events("/recordings").pop().unwrap();
    assert_eq!(short_type(&event), "RecordingFileStatusUpdated");
    assert_eq!(event["data"]["recordingDurationMs"], 60_000);
    let chunks = recording_stage::chunks(&event);
    let url = recording_stage::location(&chunks[0], "contentLocation");
    assert_eq!(scene.get(url).bytes.len(), 1_000, "the first one breaks");
    assert_eq!(scene.get(url).bytes.len(), 44 + 60 * 32_000);
}

#[test]
fn teams_users() {
    let stage = stage("teams_users");
    let call = |last: u32| {
        let id = format!("00000000-0000-4000-8000-{last:012}");
        let user = json!({"rawId": format!("8:orgid:{id}"), "microsoftTeamsUser": {"userId": id}});
        let seen = stage.events().len();
        stage.create(&[user]);
        stage.advance(4);
        stage.events().split_off(seen)
    };
    let answered = call(1);
    assert_eq!(short_type(&answered[0]), "CallConnected");
    let declined = call(2);
    assert_eq!(result(declined.last().unwrap()), (603, 0));
    assert!(call(3).is_empty());
    stage.advance(26);
    assert_eq!(outcome(&stage), failed(487, 10_004));
    let busy = call(4);
    assert_eq!(result(busy.last().unwrap()), (486, 0));
}

#[test]
fn a_service_under_load() {
    let stage = stage("throttled");
    for _ in 0..2 {
        let throttled = stage
            .caller
            .post("", stage.invitation(&[phone("+15550100123")]));
        assert_eq!(throttled.error().1, "8516");
        assert_eq!(
            (throttled.status, throttled.header("retry-after")),
            (429, Some("1"))
        );
    }
    let call = stage.create(&[phone("+15550100123")]);
    let user = "8:acs:far-away_0000";
    let add = json!({"participantToAdd": {"rawId": user, "communicationUser": {"id": user}}});
    let statuses = [(); 5].map(|()| {
        let path = format!("/{call}/participants:add");
        stage.caller.post(&path, add.clone()).status
    });
    assert_eq!(statuses, [503, 503, 503, 503, 202]);
    // Slow, and complete.
    assert_eq!(stage.people(&call).len(), 3);
}
