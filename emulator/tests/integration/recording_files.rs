//! The files of recordings in the emulator's store: what they hold, how they are fetched, how long
//! they last.

use crate::emulator_http;
use crate::recording_stage as recording;

use std::time::{Duration, SystemTime};

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{EmulatorOptions, Fault};
use emulator_http::{phone, short_type, user};
use recording::{PHONE, Scene, location};
use serde_json::{Value, json};

/// The content, the metadata and the object itself of the first chunk.
fn locations(scene: &Scene, seconds: u64) -> [String; 3] {
    let chunks = scene.record(&scene.by_locator(), seconds);
    ["contentLocation", "metadataLocation", "deleteLocation"]
        .map(|name| location(&chunks[0], name).to_owned())
}

#[test]
fn a_recording_is_a_wav_as_long_as_what_was_recorded() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_locator());
    scene.stage.advance(2);
    let verb = |verb: &str| scene.send("POST", &format!("/{id}:{verb}"), &Value::Null);
    assert_eq!(verb("pause").status, 202);
    scene.stage.advance(60);
    assert_eq!(verb("resume").status, 202);
    scene.stage.advance(1);
    scene.stop(&id);
    scene.stage.advance(5);
    let event = scene.files().pop().unwrap();
    assert_eq!(event["data"]["recordingDurationMs"], 3_000);
    let chunks = recording::chunks(&event);
    let response = scene.get(location(&chunks[0], "contentLocation"));
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(response.bytes.len(), 44 + 3 * 32_000);
    assert_eq!(&response.bytes[..4], b"RIFF");
    assert_eq!(&response.bytes[8..16], b"WAVEfmt ");
    assert_eq!(
        response.header("content-range"),
        Some("bytes 0-96043/96044"),
        "recorded on whole answers too"
    );
    let metadata = scene.get(location(&chunks[0], "metadataLocation")).json();
    assert_eq!(metadata["chunkDuration"], 3_000.0);
    let pauses = metadata["pauseResumeIntervals"].as_array().unwrap();
    assert_eq!(pauses.len(), 1);
    assert_eq!(pauses[0]["duration"], 60_000.0);
}

#[test]
fn metadata_has_the_documented_members() {
    let scene = Scene::new();
    let ada = scene.stage.emulator.create_user().unwrap();
    let mut body = scene.by_connection();
    body["recordingChannelType"] = "unmixed".into();
    body["channelAffinity"] = json!([
        {"channel": 2, "participant": phone(PHONE)},
        {"channel": 0, "participant": user(&ada)},
    ]);
    let chunks = scene.record(&body, 1);
    let content = scene.get(location(&chunks[0], "contentLocation"));
    assert_eq!(content.bytes.len(), 44 + 3 * 32_000, "three channels");
    assert!(location(&chunks[0], "contentLocation").ends_with("/content/audiowavmultichannel"));
    let metadata = scene.get(location(&chunks[0], "metadataLocation")).json();
    let people = scene.stage.people(&scene.call);
    let source = people.iter().find(|id| id.starts_with("8:")).unwrap();
    assert_eq!(metadata["chunkDocumentId"], chunks[0]["documentId"]);
    assert_eq!(metadata["callId"], scene.call.as_str());
    assert_eq!(metadata["chunkIndex"], 0);
    assert_eq!(
        metadata["recordingInfo"],
        json!({
            "contentType": "audio",
            "channelType": "unmixed",
            "format": "wav",
            "audioConfiguration": {"sampleRate": 16_000, "bitRate": 768_000, "channels": 3},
        })
    );
    let mut participants = metadata["participants"].as_array().unwrap().clone();
    participants.sort_by_key(|person| person["channel"].as_i64());
    assert_eq!(
        json!(participants),
        json!([
            {"participantId": source, "channel": 0},
            {"participantId": format!("4:{PHONE}"), "channel": 2},
        ])
    );
}

#[test]
fn every_participant_is_in_the_metadata() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_locator());
    let added = json!({
        "participantToAdd": phone("+15550100177"),
        "sourceCallerIdNumber": {"value": emulator_http::CALLER_ID},
    });
    let path = format!("/{}/participants:add", scene.call);
    assert_eq!(scene.stage.caller.post(&path, added).status, 202);
    let _ = scene
        .stage
        .emulator
        .hang_up_participant(&scene.call, "4:+15550100177");
    scene.stage.advance(1);
    scene.stop(&id);
    scene.stage.advance(5);
    let chunks = recording::chunks(&scene.files()[0]);
    let metadata = scene.get(location(&chunks[0], "metadataLocation")).json();
    let people = metadata["participants"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    assert_eq!(people[2]["participantId"], "4:+15550100177");
    assert_eq!(people[2].get("channel"), None, "mixed: no channels");
}

#[test]
fn long_recordings_come_in_chunks() {
    let options = EmulatorOptions::new().recording_chunk(Duration::from_secs(2));
    let scene = Scene::with(options);
    let id = scene.start(&scene.by_locator());
    scene.stage.advance(3);
    scene.send("POST", &format!("/{id}:pause"), &Value::Null);
    scene.stage.advance(10);
    scene.send("POST", &format!("/{id}:resume"), &Value::Null);
    scene.stage.advance(2);
    scene.stop(&id);
    scene.stage.advance(5);
    let event = scene.files().pop().unwrap();
    assert_eq!(event["data"]["recordingDurationMs"], 5_000);
    let chunks = recording::chunks(&event);
    let reasons: Vec<_> = chunks
        .iter()
        .map(|chunk| location(chunk, "endReason"))
        .collect();
    let full = "ChunkMaximumSizeExceeded";
    assert_eq!(reasons, [full, full, "SessionEnded"]);
    let reported: Vec<Value> = chunks
        .iter()
        .map(|chunk| scene.get(location(chunk, "metadataLocation")).json())
        .collect();
    let lengths = [2_u8, 2, 1];
    for (index, (chunk, metadata)) in chunks.iter().zip(&reported).enumerate() {
        assert_eq!(chunk["index"], index);
        assert_eq!(metadata["chunkIndex"], index);
        let seconds = lengths[index];
        assert_eq!(metadata["chunkDuration"], f64::from(seconds) * 1_000.0);
        let content = scene.get(location(chunk, "contentLocation"));
        assert_eq!(content.bytes.len(), 44 + 32_000 * usize::from(seconds));
    }
    let content = |index: usize| scene.get(location(&chunks[index], "contentLocation")).bytes;
    assert!(content(0) != content(1), "no file is like another");
    let start = |index: usize| seconds_of(reported[index]["chunkStartTime"].as_str().unwrap());
    assert_eq!(start(1) - start(0), 2);
    assert_eq!(
        start(2) - start(1),
        12,
        "the pause of ten seconds is in the second chunk"
    );
    assert_eq!(
        reported[1]["pauseResumeIntervals"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(reported[0]["pauseResumeIntervals"], json!([]));
    assert_eq!(reported[2]["pauseResumeIntervals"], json!([]));
}

#[test]
fn a_pause_between_two_chunks_is_in_the_metadata_once() {
    let options = EmulatorOptions::new().recording_chunk(Duration::from_secs(2));
    let scene = Scene::with(options);
    let id = scene.start(&scene.by_locator());
    for verb in ["pause", "resume"] {
        scene.stage.advance(2);
        scene.send("POST", &format!("/{id}:{verb}"), &Value::Null);
    }
    scene.stage.advance(1);
    scene.stop(&id);
    scene.stage.advance(5);
    let pauses = |chunk: &Value| {
        let metadata = scene.get(location(chunk, "metadataLocation")).json();
        metadata["pauseResumeIntervals"].as_array().unwrap().len()
    };
    let chunks = recording::chunks(&scene.files()[0]);
    assert_eq!(chunks.iter().map(pauses).collect::<Vec<_>>(), [0, 1]);
}

/// The seconds since the month began of `2026-11-22T13:24:24.1234567Z`.
fn seconds_of(text: &str) -> i64 {
    let number = |from: usize| text[from..from + 2].parse::<i64>().unwrap();
    number(8) * 86_400 + number(11) * 3_600 + number(14) * 60 + number(17)
}

#[test]
fn ranges_are_parts_of_the_whole() {
    let scene = Scene::new();
    let [content, ..] = locations(&scene, 1);
    let whole = scene.get(&content).bytes;
    let length = whole.len();
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=0-43", 0, 44),
        ("bytes=43-46", 43, 47),
        ("bytes=1001-2000", 1_001, 2_001),
        ("bytes=32000-", 32_000, length),
        ("bytes=32000-99999999", 32_000, length),
        ("bytes=-7", length - 7, length),
    ] {
        let part = scene.range(&content, range);
        assert_eq!(part.status, 206, "{range}");
        let content_range = format!("bytes {from}-{}/{length}", to - 1);
        assert_eq!(part.header("content-range"), Some(content_range.as_str()));
        let count = (to - from).to_string();
        assert_eq!(part.header("content-length"), Some(count.as_str()));
        assert!(part.bytes == whole[from..to], "{range}");
    }
    let beyond = scene.range(&content, &format!("bytes={length}-"));
    assert_eq!(beyond.status, 416);
    let known = format!("bytes */{length}");
    assert_eq!(beyond.header("content-range"), Some(known.as_str()));
    assert_eq!(scene.range(&content, "bytes=5-4").status, 200);
}

#[test]
fn mp3_and_mp4_are_what_the_documentation_says() {
    let scene = Scene::new();
    let mut body = scene.by_locator();
    body["recordingFormatType"] = "mp3".into();
    let mp3 = scene.record(&body, 1);
    let mp3 = scene.get(location(&mp3[0], "contentLocation")).bytes;
    assert_eq!(mp3.len(), 28 * 216, "frames of 36 ms");
    assert_eq!(mp3[..2], [0xff, 0xf3]);
    body["recordingFormatType"] = "mp4".into();
    body["recordingContentType"] = "audioVideo".into();
    let mp4 = scene.record(&body, 1);
    let metadata = scene.get(location(&mp4[0], "metadataLocation")).json();
    assert!(metadata["recordingInfo"]["videoConfiguration"].is_object());
    let url = location(&mp4[0], "contentLocation");
    assert!(url.ends_with("/content/video"));
    let mp4 = scene.get(url).bytes;
    assert_eq!(&mp4[4..8], b"ftyp");
    assert!(mp4.len() > 141_000);
}

#[test]
fn a_deleted_file_is_not_found() {
    let scene = Scene::new();
    let [content, metadata, object] = locations(&scene, 1);
    assert_eq!(scene.get(&object).status, 405);
    assert_eq!(scene.fetch("DELETE", &content, &[]).status, 405);
    let deleted = scene.fetch("DELETE", &object, &[]);
    assert_eq!((deleted.status, deleted.bytes.len()), (200, 0));
    assert_eq!(scene.fetch("DELETE", &object, &[]).status, 404);
    for url in [content, metadata] {
        let gone = scene.get(&url);
        assert_eq!(gone.status, 404);
        assert_eq!(gone.json()["status"], 404);
    }
    let odd = format!(
        "{}/v1/objects/0-wus-d10-111",
        scene.stage.emulator.endpoint()
    );
    assert_eq!(scene.fetch("DELETE", &odd, &[]).status, 400);
}

#[test]
fn files_are_kept_for_a_day() {
    let scene = Scene::new();
    let [content, metadata, object] = locations(&scene, 1);
    scene.stage.advance(24 * 60 * 60 - 1);
    assert_eq!(scene.range(&content, "bytes=0-3").status, 206);
    scene.stage.advance(1);
    assert_eq!(scene.get(&content).status, 404);
    assert_eq!(scene.get(&metadata).status, 404);
    assert_eq!(scene.fetch("DELETE", &object, &[]).status, 404);
}

#[test]
fn the_store_wants_the_signature_of_the_resource() {
    let scene = Scene::new();
    let [content, ..] = locations(&scene, 1);
    let path = scene.target(&content).to_owned();
    let authority = scene.authority();
    let fetch = |target: &str, signed: &str, resource: &str| {
        let response = scene.fetch_signing("GET", target, signed, resource, &[]);
        response.unwrap().status
    };
    // One official client names the host without its port, and signs path and query.
    assert_eq!(fetch(&path, &path, "127.0.0.1"), 200);
    let queried = format!("{path}?a=b");
    assert_eq!(fetch(&queried, &queried, "127.0.0.1"), 200);
    // The other one leaves the query out.
    assert_eq!(fetch(&queried, &path, &authority), 200);
    assert_eq!(fetch(&path, "/v1/objects/other", &authority), 401);
    assert_eq!(fetch(&path, &path, "example.com"), 401);
    // A third one names no host beside `Host`, and signs it without its port.
    let key = AccessKey::from_base64(scene.stage.emulator.access_key()).unwrap();
    let date = httpdate::fmt_http_date(SystemTime::now());
    let hash = content_hash(b"");
    for (signed, host, status) in [
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.0.0.1", authority.as_str(), 200),
        (authority.as_str(), authority.as_str(), 200),
        ("127.0.0.1", "example.com", 401),
    ] {
        let authorization = key.authorization("GET", &path, &date, signed, &hash);
        let headers = [
            ("Host", host),
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", hash.as_str()),
            ("Authorization", authorization.as_str()),
        ];
        let address = authority.parse().unwrap();
        let response = emulator_http::exchange(address, "GET", &queried, b"", &headers).unwrap();
        assert_eq!(response.status, status, "{signed} {host}");
    }
    let unsigned = scene.stage.caller.unsigned("GET", &path, &Value::Null);
    assert_eq!(unsigned.status, 401);
    let problem = unsigned.json();
    assert_eq!(
        (&problem["title"], &problem["status"]),
        (&json!("Unauthorized"), &json!(401))
    );
    assert!(unsigned.header("x-emulator-hint").is_some());
}

#[test]
fn faults_break_downloads() {
    let scene = Scene::new();
    let [content, _, object] = locations(&scene, 1);
    let emulator = &scene.stage.emulator;
    let whole = scene.get(&content);
    let tag = whole.header("etag").unwrap().to_owned();
    let download = "RecordingContent_Download";
    emulator
        .add_fault(
            Fault::on(download)
                .status(503)
                .retry_after(Duration::from_secs(2)),
        )
        .unwrap();
    let busy = scene.get(&content);
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("2")));
    emulator
        .add_fault(Fault::on(download).lose_response())
        .unwrap();
    let path = scene.target(&content);
    let lost = scene.fetch_signing("GET", path, path, &scene.authority(), &[]);
    assert!(lost.is_none());
    emulator
        .add_fault(Fault::on(download).cut_response_after(1_000))
        .unwrap();
    let cut = scene.get(&content);
    assert_eq!((cut.status, cut.bytes.len()), (200, 1_000));
    assert_eq!(cut.header("content-length"), Some("32044"));
    assert!(cut.bytes == whole.bytes[..1_000]);
    emulator
        .add_fault(Fault::on(download).change_content())
        .unwrap();
    let other = scene.get(&content);
    assert_ne!(other.header("etag").unwrap(), tag);
    assert_eq!(other.bytes.len(), whole.bytes.len());
    assert!(other.bytes != whole.bytes);
    assert!(scene.get(&content).bytes == other.bytes, "from then on");
    let delete = "RecordingContent_Delete";
    emulator
        .add_fault(Fault::on(delete).lose_response())
        .unwrap();
    let path = scene.target(&object);
    let lost = scene.fetch_signing("DELETE", path, path, &scene.authority(), &[]);
    assert!(lost.is_none());
    assert_eq!(
        scene.fetch("DELETE", &object, &[]).status,
        404,
        "it was done"
    );
    assert!(
        emulator
            .add_fault(Fault::on(delete).change_content())
            .is_err()
    );
}

#[test]
fn a_response_of_any_operation_can_be_cut() {
    let scene = Scene::new();
    let fault = Fault::on("CallRecording_StartRecording").cut_response_after(5);
    scene.stage.emulator.add_fault(fault).unwrap();
    let cut = scene.send("POST", "", &scene.by_locator());
    assert_eq!((cut.status, cut.bytes.as_slice()), (200, &br#"{"rec"#[..]));
    assert_eq!(scene.events().len(), 2, "it acted");
}

#[test]
fn hours_of_audio_are_not_held_in_memory() {
    let scene = Scene::new();
    let hours = 10 * 60 * 60;
    let chunks = scene.record(&scene.by_locator(), hours);
    assert_eq!(chunks.len(), 3, "of at most four hours");
    let content = location(&chunks[0], "contentLocation");
    let length = 44 + 4 * 3_600 * 32_000;
    let end = scene.range(content, "bytes=-2");
    assert_eq!(
        end.header("content-range"),
        Some(format!("bytes {}-{}/{length}", length - 2, length - 1).as_str())
    );
    let journal = scene.stage.emulator.journal();
    let entry = journal
        .iter()
        .rfind(|entry| entry.path.contains("/v1/objects/"));
    assert_eq!(entry.unwrap().response_body, b"... (2 bytes more)");
}

#[test]
fn ages_of_audio_do_no_harm() {
    let scene = Scene::new();
    let id = scene.start(&scene.by_locator());
    scene.stage.emulator.advance(Duration::MAX);
    scene.stop(&id);
    let target = format!("/calling/recordings/{id}/result?api-version=2025-08-15-preview");
    let response = scene.stage.caller.send("GET", &target, b"", &[]).unwrap();
    // Time stands still at its end, so the files are never ready.
    assert_eq!(response.status, 404);
    let scene = Scene::with(EmulatorOptions::new().recording_delay(Duration::ZERO));
    let chunks = scene.record(&scene.by_locator(), 60 * 60 * 24 * 365 * 1_000);
    assert_eq!(chunks.len(), 10_000);
}

#[test]
fn a_reset_empties_the_store() {
    let scene = Scene::new();
    let [content, ..] = locations(&scene, 1);
    let events = scene.files();
    assert_eq!(short_type(&events[0]), "RecordingFileStatusUpdated");
    scene.stage.emulator.reset();
    assert_eq!(scene.get(&content).status, 404);
}
