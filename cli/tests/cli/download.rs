//! Recordings are downloaded.

use std::path::PathBuf;
use std::time::Duration;

use acs_call_automation::options::{CreateCallOptions, StartRecordingOptions};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::recording::RecordingTarget;
use acs_call_automation::{CallAutomationClient, CallInvite, flow};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Fault, Schema};

use crate::program::{CALLER_ID, PHONE, Running, TIME_LIMIT, run_with, until, with};

/// An emulator with a recording of 30 s, and the location of its file.
fn recorded() -> (Emulator, String) {
    let options = EmulatorOptions::new().manual_clock(true);
    let emulator = Emulator::start_with(&options).unwrap();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let callback = receiver.url("/events").unwrap();
    emulator.subscribe(&callback, Schema::EventGrid).unwrap();
    let client =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    let invite = CallInvite::to_phone_number(PHONE, CALLER_ID).unwrap();
    let options = CreateCallOptions::new();
    let outcome =
        flow::create_call_and_wait(&client, &receiver, &invite, &callback, &options, TIME_LIMIT);
    let call = outcome.unwrap().into_result().unwrap().call_connection;
    let target = RecordingTarget::from(&call);
    let options = StartRecordingOptions::new().recording_state_callback_uri(&callback);
    let recording = client
        .start_recording(&target, &options)
        .unwrap()
        .recording_id
        .clone();
    emulator.advance(Duration::from_secs(30));
    client.stop_recording(&recording).unwrap();
    emulator.advance(Duration::from_secs(60));
    let end = std::time::Instant::now() + TIME_LIMIT;
    loop {
        assert!(std::time::Instant::now() < end, "no file");
        let Some(received) = receiver.recv_timeout(TIME_LIMIT).unwrap() else {
            continue;
        };
        let place = "/data/recordingStorageInfo/recordingChunks/0/contentLocation";
        if let Some(location) = received.event.get::<String>(place) {
            return (emulator, location);
        }
    }
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("acs-call-{name}-{}", std::process::id()))
}

#[test]
fn a_recording_is_downloaded_to_a_file_or_to_standard_output() {
    let (emulator, location) = recorded();
    let path = file("download");
    let output = path.to_str().unwrap();
    let run = run_with(&emulator, &["download", &location, "-o", output, "--json"]).exits(0);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let json = run.json();
    assert_eq!(json["length"], bytes.len());
    assert_eq!(json["file"], output);
    let piped = with(&emulator, &["download", &location, "-o", "-"])
        .output()
        .unwrap();
    assert!(
        piped.status.success() && piped.stdout == bytes,
        "{:?}",
        piped.status
    );
    let wrong = ["download", &location, "-o", "-", "--resume"];
    run_with(&emulator, &wrong)
        .exits(2)
        .says(&["standard output is the recording"]);
}

#[test]
fn a_download_that_is_interrupted_goes_on_with_resume() {
    let (emulator, location) = recorded();
    let path = file("resume");
    let output = path.to_str().unwrap();
    let slow = Fault::on("RecordingContent_Download").delay_response(Duration::from_secs(30));
    emulator.add_fault(slow).unwrap();
    let running = Running::start(&mut with(&emulator, &["download", &location, "-o", output]));
    until("the request is there", || emulator.faults().is_empty());
    running.signal("-INT");
    running
        .end()
        .exits(130)
        .says(&["--resume goes on from there"]);
    assert!(!path.exists());
    run_with(
        &emulator,
        &["download", &location, "-o", output, "--resume"],
    )
    .exits(0);
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_recording_that_does_not_exist_or_cannot_be_written_is_a_failure() {
    let (emulator, location) = recorded();
    let unknown = location.replace("/v1/objects/", "/v1/objects/0-");
    let path = file("unknown");
    let output = path.to_str().unwrap();
    assert_ne!(unknown, location);
    run_with(&emulator, &["download", &unknown, "-o", output]).exits(1);
    run_with(
        &emulator,
        &["download", &location, "-o", "/nowhere/call.wav"],
    )
    .exits(6);
    let elsewhere = "https://files.example/call.wav";
    run_with(&emulator, &["download", elsewhere, "-o", output])
        .exits(2)
        .says(&["host"]);
}
