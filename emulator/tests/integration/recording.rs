//! Recordings in the emulator: started, paused, stopped, and their events.

use crate::emulator_http;
use crate::recording_stage as recording;

use std::time::Duration;

use acs_call_automation_emulator::{ClientCall, Emulator, EmulatorOptions, Schema};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use emulator_http::{
    CALLER_ID, Caller, Collector, TIME_LIMIT, phone, random_guid, result, short_type, user,
};
use recording::{PHONE, Scene, chunks, location};
use serde_json::{Value, json};

fn states(scene: &Scene) -> Vec<String> {
    let reported = scene.events();
    reported
        .iter()
        .map(|event| event["data"]["state"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_start_by_server_call_id_has_two_events() {
    let scene = Scene::new();
    let response = scene.send("POST", "", &scene.by_locator());
    assert_eq!(response.status, 200);
    assert_eq!(response.header("repeatability-result"), Some("accepted"));
    let id = response.text("recordingId");
    assert_eq!(
        response.json(),
        json!({
            "recordingId": id,
            "recordingState": "inactive",
            "recordingKind": "azureCommunicationServices",
        })
    );
    let reported = scene.events();
    assert_eq!(states(&scene), ["inactive", "active"]);
    assert_eq!(
        reported[0]["data"]["startDateTime"],
        "0001-01-01T00:00:00+00:00"
    );
    let source = format!(
        "calling/recordings/{}/{id}/RecordingStateChanged",
        scene.server_call_id
    );
    for event in &reported {
        assert_eq!(short_type(event), "RecordingStateChanged");
        assert_eq!(event["source"], source.as_str());
        assert_eq!(event["subject"], source.as_str());
        assert!(event["data"].get("eventSource").is_none(), "since 2025");
        assert_eq!(event["data"]["recordingId"], id.as_str());
        assert_eq!(event["data"]["serverCallId"], scene.server_call_id.as_str());
        assert_ne!(event["data"]["callConnectionId"], scene.call.as_str());
        assert_eq!(result(event), (200, 0));
    }
    assert_eq!(scene.state(&id), "active");
}

#[test]
fn a_start_by_call_connection_id_has_one_event_with_that_id() {
    let scene = Scene::new();
    let response = scene.send("POST", "", &scene.by_connection());
    assert_eq!(response.status, 202);
    let id = response.text("recordingId");
    let inside: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&id).unwrap()).unwrap();
    assert_eq!(inside["PlatformEndpointId"], scene.call.as_str());
    assert_eq!(states(&scene), ["active"]);
    assert_eq!(
        scene.events()[0]["data"]["callConnectionId"],
        scene.call.as_str()
    );
}

#[test]
fn a_paused_recording_is_shown_as_inactive() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_connection());
    let verb = |verb: &str| scene.send("POST", &format!("/{id}:{verb}"), &Value::Null);
    assert_eq!(verb("resume").error().1, "8573");
    let paused = verb("pause");
    assert_eq!((paused.status, paused.bytes.len()), (202, 0));
    assert_eq!(paused.header("repeatability-result"), None);
    assert_eq!(scene.state(&id), "inactive");
    assert_eq!(verb("pause").error().1, "8573");
    assert_eq!(verb("resume").status, 202);
    assert_eq!(scene.state(&id), "active");
    scene.stop(&id);
    assert_eq!(states(&scene), ["active", "inactive", "active", "inactive"]);
    for (method, rest) in [
        ("GET", format!("/{id}")),
        ("DELETE", format!("/{id}")),
        ("POST", format!("/{id}:pause")),
        ("POST", format!("/{id}:resume")),
    ] {
        let gone = scene.send(method, &rest, &Value::Null).error();
        let expected = (404, "8522".to_owned(), "Recording not found.".to_owned());
        assert_eq!(gone, expected, "{method} {rest}");
    }
}

#[test]
fn the_recorder_is_noticed_though_no_list_shows_it() {
    let scene = Scene::new();
    let seen = scene.stage.types().len();
    let id = scene.start(&scene.by_locator());
    let verb = |verb: &str| scene.send("POST", &format!("/{id}:{verb}"), &Value::Null);
    assert_eq!(scene.stage.types_after(seen), ["ParticipantsUpdated"]);
    verb("pause");
    verb("resume");
    scene.stop(&id);
    assert_eq!(scene.stage.types_after(seen), ["ParticipantsUpdated"; 4]);
    let people = scene.stage.last()["data"]["participants"].clone();
    assert_eq!(people.as_array().unwrap().len(), 2);
}

#[test]
fn members_of_its_events_stand_in_the_recorded_order() {
    let scene = Scene::new();
    for version in ["2024-09-01-preview", "2026-03-12"] {
        let before = scene.events().len();
        let target = format!("/calling/recordings?api-version={version}");
        let body = serde_json::to_vec(&scene.by_locator()).unwrap();
        let caller = &scene.stage.caller;
        let started = caller.send("POST", &target, &body, &[]).unwrap();
        assert!(scene.events().len() > before);
        let received = scene.stage.collector.received();
        let reported = received.iter().rfind(|one| one.path == "/recording");
        let text = &reported.unwrap().body;
        let names = [
            "eventSource",
            "recordingId",
            "state",
            "startDateTime",
            "recordingKind",
            "resultInformation",
            "version",
            "callConnectionId",
            "serverCallId",
            "correlationId",
            "publicEventType",
        ];
        let first = usize::from(version > "2025");
        let places: Vec<_> = names[first..]
            .iter()
            .map(|name| text.find(&format!("\"{name}\":")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{version}: {text}");
        scene.stop(&started.text("recordingId"));
    }
}

#[test]
fn a_start_that_is_repeated_records_once() {
    let scene = Scene::new();
    let id = random_guid();
    let repeat = [
        ("Repeatability-Request-ID", id.as_str()),
        ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
    ];
    let start = || scene.send_with("POST", "", &scene.by_connection(), &repeat);
    let (first, second) = (start(), start());
    assert_eq!((first.status, second.status), (202, 202));
    assert_eq!(first.json(), second.json());
    assert_eq!(states(&scene), ["active"]);
}

#[test]
fn a_call_is_recorded_once_in_each_way() {
    let scene = Scene::new();
    scene.start(&scene.by_locator());
    let second = scene.send("POST", "", &scene.by_locator()).error();
    assert_eq!((second.0, second.1.as_str()), (400, "8553"));
    let mut other = scene.by_locator();
    other["recordingChannelType"] = "unmixed".into();
    scene.start(&other);
    // The response by call connection id comes before the service has looked.
    let before = scene.events().len();
    let response = scene.send("POST", "", &scene.by_connection());
    assert_eq!(response.status, 202);
    let failed = &scene.events()[before];
    assert_eq!(short_type(failed), "StartRecordingFailed");
    assert_eq!(result(failed), (400, 8553));
    assert_eq!(failed["data"]["recordingId"], response.text("recordingId"));
    let source = failed["source"].as_str().unwrap();
    assert!(source.ends_with("/StartRecordingFailed"), "{source}");
}

#[test]
fn groups_and_rooms_are_recorded_too() {
    let scene = Scene::new();
    let emulator = &scene.stage.emulator;
    let group = random_guid();
    let people = ["8:acs:a_b", "8:acs:a_c"];
    emulator
        .start_client_call(ClientCall::new(people).group_id(&group))
        .unwrap();
    emulator
        .start_client_call(ClientCall::new(people).room_id("9912"))
        .unwrap();
    let by = |locator: Value| scene.send("POST", "", &json!({"callLocator": locator}));
    let kind = "groupCallLocator";
    assert_eq!(by(json!({"kind": kind, "groupCallId": group})).status, 200);
    assert_eq!(
        by(json!({"kind": "roomCallLocator", "roomId": "9912"})).status,
        200
    );
    let absent = by(json!({"kind": "roomCallLocator", "roomId": "9913"})).error();
    assert_eq!((absent.0, absent.1.as_str()), (404, "8522"));
    let bad = by(json!({"serverCallId": "6ba7b812"})).error();
    assert_eq!((bad.0, bad.1.as_str()), (400, "8527"));
}

#[test]
fn a_call_must_be_there_and_up() {
    let scene = Scene::new();
    let ringing = scene.stage.emulator.create_user().unwrap();
    let call = scene.stage.create(&[user(&ringing)]);
    let by = |call: &str| scene.send("POST", "", &json!({"callConnectionId": call}));
    assert_eq!(by(&call).error().1, "8501");
    assert_eq!(by("41401f00").error().0, 404);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scene = Scene::new();
    let cases = [
        (json!({"recordingContentType": "video"}), "8523"),
        (json!({"recordingFormatType": "ogg"}), "8523"),
        (json!({"recordingChannelType": "stereo"}), "8523"),
        (json!({"recordingFormatType": "mp4"}), "8557"),
        (
            json!({"recordingChannelType": "unmixed", "recordingFormatType": "mp3"}),
            "8557",
        ),
        (json!({"recordingContentType": "audioVideo"}), "8557"),
        (json!({"callConnectionId": scene.call}), "8523"),
        (json!({"callLocator": {}}), "8523"),
        (json!({"pauseOnStart": "yes"}), "8523"),
        (
            json!({"channelAffinity": [{"channel": 5, "participant": phone(PHONE)}]}),
            "8523",
        ),
        (json!({"channelAffinity": [{"channel": 0}]}), "8523"),
        (
            json!({"audioChannelParticipantOrdering": vec![phone(PHONE); 6]}),
            "8523",
        ),
        (
            json!({"externalStorage": {"recordingStorageKind": "azureBlobStorage"}}),
            "8523",
        ),
        (
            json!({"recordingStateCallbackUri": "http://example.com/"}),
            "8523",
        ),
        (json!({"recordingName": "x"}), "8523"),
    ];
    for (changes, code) in cases {
        let mut body = scene.by_locator();
        let members = body.as_object_mut().unwrap();
        members.extend(changes.as_object().unwrap().clone());
        let refused = scene.send("POST", "", &body).error();
        assert_eq!((refused.0, refused.1.as_str()), (400, code), "{changes}");
    }
    let neither = scene.send("POST", "", &json!({})).error();
    assert_eq!((neither.0, neither.1.as_str()), (400, "8523"));
    assert!(scene.events().is_empty());
}

#[test]
fn what_is_left_out_fits_what_is_given() {
    let scene = Scene::new();
    for (given, expected) in [
        (json!({}), ["Audio", "Mixed", "Mp3"]),
        (
            json!({"recordingChannelType": "unmixed"}),
            ["Audio", "Unmixed", "Wav"],
        ),
        (
            json!({"recordingFormatType": "mp3"}),
            ["Audio", "Mixed", "Mp3"],
        ),
        (
            json!({"recordingContentType": "audio", "channelAffinity": []}),
            ["Audio", "Mixed", "Wav"],
        ),
    ] {
        let mut body = given;
        body["callConnectionId"] = scene.call.as_str().into();
        scene.record(&body, 1);
        let data = scene.files().pop().unwrap()["data"].clone();
        let kind = [
            "recordingContentType",
            "recordingChannelType",
            "recordingFormatType",
        ];
        assert_eq!(
            kind.map(|name| data[name].as_str().unwrap().to_owned()),
            expected
        );
    }
}

#[test]
fn members_are_taken_at_every_version() {
    let scene = Scene::new();
    let send = |version: &str, body: &Value| {
        let target = format!("/calling/recordings?api-version={version}");
        let body = serde_json::to_vec(body).unwrap();
        let response = scene
            .stage
            .caller
            .send("POST", &target, &body, &[])
            .unwrap();
        response.status
    };
    let mut paused = scene.by_locator();
    paused["pauseOnStart"] = true.into();
    assert_eq!(send("2023-10-15", &paused), 200);
    let other = Scene::new();
    let target = "/calling/recordings?api-version=2025-05-15";
    let body = serde_json::to_vec(&other.by_connection()).unwrap();
    let response = other.stage.caller.send("POST", target, &body, &[]).unwrap();
    assert_eq!(response.status, 202);
}

#[test]
fn the_file_is_reported_in_both_schemas_some_time_after_the_stop() {
    let scene = Scene::new();
    let emulator = &scene.stage.emulator;
    let url = scene.stage.collector.url("/cloud");
    emulator.subscribe(&url, Schema::CloudEvents).unwrap();
    let id = scene.start(&scene.by_connection());
    scene.stage.advance(3);
    scene.stop(&id);
    scene.stage.advance(4);
    assert!(scene.files().is_empty());
    scene.stage.advance(1);
    let event = scene.files().pop().unwrap();
    let subject = event["subject"].as_str().unwrap();
    let inside: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&id).unwrap()).unwrap();
    let guid = inside["ResourceSpecificId"].as_str().unwrap();
    assert_eq!(
        subject,
        format!(
            "/recording/call/{}/serverCallId/{}/recordingId/{guid}",
            scene.call, scene.server_call_id
        )
    );
    let data = &event["data"];
    assert_eq!(data["recordingDurationMs"], 3_000);
    assert_eq!(data["sessionEndReason"], "SessionStillOngoing");
    assert!(data["recordingStartTime"].as_str().unwrap().ends_with('Z'));
    let chunk = &chunks(&event)[0];
    let document = location(chunk, "documentId");
    let object = format!("{}/v1/objects/{document}", emulator.endpoint());
    assert_eq!(
        chunk,
        &json!({
            "documentId": document,
            "index": 0,
            "endReason": "SessionEnded",
            "contentLocation": format!("{object}/content/audio"),
            "metadataLocation": format!("{object}/content/acsmetadata"),
            "deleteLocation": object,
        })
    );
    let received = scene.stage.collector.received();
    let cloud = received.iter().rfind(|request| request.path == "/cloud");
    let cloud: Value = serde_json::from_str(&cloud.unwrap().body).unwrap();
    assert_eq!(
        cloud["type"],
        "Microsoft.Communication.RecordingFileStatusUpdated"
    );
    assert_eq!(
        (&cloud["data"], &cloud["subject"]),
        (data, &event["subject"])
    );
}

#[test]
fn the_end_of_a_call_ends_its_recordings() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_locator());
    scene.stage.advance(2);
    scene
        .stage
        .emulator
        .hang_up_participant(&scene.call, &format!("4:{PHONE}"))
        .unwrap();
    assert_eq!(states(&scene), ["inactive", "active", "inactive"]);
    let gone = scene.send("GET", &format!("/{id}"), &Value::Null);
    assert_eq!(gone.status, 404);
    scene.stage.advance(5);
    let data = &scene.files()[0]["data"];
    assert_eq!(data["sessionEndReason"], "CallEnded");
    assert_eq!(data["recordingDurationMs"], 2_000);
}

#[test]
fn a_recording_that_was_never_resumed_leaves_no_file() {
    let scene = Scene::new();
    let mut body = scene.by_locator();
    body["pauseOnStart"] = true.into();
    let id = scene.start(&body);
    assert_eq!(scene.state(&id), "inactive");
    assert_eq!(states(&scene), ["inactive"]);
    scene.stage.advance(2);
    scene.stop(&id);
    scene.stage.advance(3600);
    assert!(scene.files().is_empty());
    // Its twin is resumed, and records from then on.
    let id = scene.start(&body);
    scene.stage.advance(2);
    let resumed = scene.send("POST", &format!("/{id}:resume"), &Value::Null);
    assert_eq!(resumed.status, 202);
    scene.stage.advance(1);
    scene.stop(&id);
    scene.stage.advance(5);
    assert_eq!(scene.files()[0]["data"]["recordingDurationMs"], 1_000);
}

#[test]
fn a_file_for_a_container_of_the_application_is_reported_and_not_stored() {
    let scene =
        Scene::with(EmulatorOptions::new().recording_chunk(std::time::Duration::from_secs(1)));
    let mut body = scene.by_locator();
    body["recordingFormatType"] = "mp3".into();
    body["externalStorage"] = json!({
        "recordingStorageKind": "azureBlobStorage",
        "recordingDestinationContainerUrl": "https://contoso.blob.core.windows.net/calls",
    });
    let chunks = scene.record(&body, 2);
    assert_eq!(chunks.len(), 2);
    for (index, chunk) in chunks.iter().enumerate() {
        let document = location(chunk, "documentId");
        let content = location(chunk, "contentLocation");
        let folder = content.strip_suffix(&format!("/{index}-audiomp3.{document}.mp3"));
        let folder = folder.unwrap_or_else(|| panic!("{content}"));
        assert!(folder.starts_with("https://contoso.blob.core.windows.net/calls/20"));
        assert_eq!(
            location(chunk, "metadataLocation"),
            format!("{folder}/{index}-acsmetadata.{document}.json")
        );
        let object = format!("{}/v1/objects/{document}", scene.stage.emulator.endpoint());
        let absent = scene.get(&format!("{object}/content/audio"));
        assert_eq!(absent.status, 404);
    }
}

#[test]
fn previews_return_the_result_of_a_recording() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_locator());
    let send = |version: &str| {
        let target = format!("/calling/recordings/{id}/result?api-version={version}");
        scene.stage.caller.send("GET", &target, b"", &[]).unwrap()
    };
    let preview = "2025-08-15-preview";
    assert_eq!(send("2026-03-12").status, 404);
    assert_eq!(send(preview).error().2, "Recording not found.");
    scene.stage.advance(1);
    scene.stop(&id);
    scene.stage.advance(5);
    let reported = send(preview).json();
    let event = &scene.files()[0]["data"];
    for name in [
        "recordingStorageInfo",
        "recordingStartTime",
        "recordingDurationMs",
    ] {
        assert_eq!(reported[name], event[name], "{name}");
    }
}

#[test]
fn the_file_of_a_call_that_a_remote_party_ends_comes_without_another_request() {
    let options = EmulatorOptions::new().recording_delay(Duration::from_millis(50));
    let emulator = Emulator::start_with(&options).unwrap();
    let collector = Collector::start();
    let grid = collector.url("/grid");
    emulator.subscribe(&grid, Schema::EventGrid).unwrap();
    let caller = Caller::of(&emulator);
    let body = json!({
        "targets": [phone(PHONE)],
        "sourceCallerIdNumber": {"value": CALLER_ID},
        "callbackUri": collector.url("/events"),
    });
    let call = caller.post("", body).text("callConnectionId");
    let target = "/calling/recordings?api-version=2026-03-12";
    let body = serde_json::to_vec(&json!({"callConnectionId": call})).unwrap();
    let started = caller.send("POST", target, &body, &[]).unwrap();
    assert_eq!(started.status, 202);
    emulator
        .hang_up_participant(&call, &format!("4:{PHONE}"))
        .unwrap();
    let began = std::time::Instant::now();
    let came = || {
        let events = collector.events("/grid");
        events
            .iter()
            .any(|event| event["eventType"] == "Microsoft.Communication.RecordingFileStatusUpdated")
    };
    while !came() {
        assert!(began.elapsed() < TIME_LIMIT, "no file was told");
        std::thread::sleep(Duration::from_millis(5));
    }
}
