//! Operations in calls that exist.

use acs_call_automation_emulator::{Emulator, Prompt, RemoteParty};

use crate::program::{PHONE, call, run_with};

const OTHER: &str = "+16045556789";

fn short_prompts(emulator: &Emulator) {
    emulator.set_prompt(Prompt::any().duration(std::time::Duration::from_millis(1)));
}

#[test]
fn a_file_and_a_text_are_played() {
    let emulator = Emulator::start().unwrap();
    short_prompts(&emulator);
    let call = call(&emulator);
    let file = "https://files.example/welcome.wav";
    run_with(&emulator, &["play", &call, file, "--wait"])
        .exits(0)
        .says(&["PlayCompleted"]);
    let other = run_with(
        &emulator,
        &["play", &call, "https://files.invalid/a.wav", "--wait"],
    );
    other.exits(1).says(&["PlayFailed", "8536"]);
    let voice = ["play", &call, file, "--voice", "en-US-NancyNeural"];
    run_with(&emulator, &voice)
        .exits(2)
        .says(&["--voice and --locale are for texts"]);
    run_with(&emulator, &["play", &call, file, "--loop"]).exits(0);
    let journal = emulator.journal();
    let names: Vec<_> = journal.iter().map(|entry| entry.operation).collect();
    let plays = names.iter().filter(|name| **name == "Play").count();
    assert_eq!(plays, 3, "{names:?}");
}

#[test]
fn a_text_needs_a_call_that_can_speak() {
    let emulator = Emulator::start().unwrap();
    short_prompts(&emulator);
    let create = [
        "create",
        PHONE,
        "--json",
        "--wait",
        "--cognitive-services",
        "https://speech.example",
    ];
    let created = run_with(&emulator, &create).exits(0).json();
    let call = created["callConnectionId"].as_str().unwrap();
    let play = [
        "play",
        call,
        "Good morning.",
        "--voice",
        "en-GB-SoniaNeural",
        "--json",
        "--wait",
    ];
    let event = run_with(&emulator, &play).exits(0).json();
    assert_eq!(event["type"], "Microsoft.Communication.PlayCompleted");
    let ssml = "<speak version='1.0' xml:lang='en-US'><voice name='x'>Hi</voice></speak>";
    run_with(&emulator, &["play", call, ssml, "--to", PHONE]).exits(0);
}

#[test]
fn tones_are_sent_to_a_phone() {
    let emulator = Emulator::start().unwrap();
    let call = call(&emulator);
    let sent = run_with(&emulator, &["dtmf", &call, PHONE, "12#", "--wait"]);
    sent.exits(0).says(&["SendDtmfTonesCompleted"]);
    run_with(&emulator, &["dtmf", &call, PHONE, "12#"]).exits(0);
    run_with(&emulator, &["dtmf", &call, PHONE, "12x"])
        .exits(2)
        .says(&["tones"]);
}

#[test]
fn a_participant_is_added_or_declines() {
    let emulator = Emulator::start().unwrap();
    let call = call(&emulator);
    let added = run_with(
        &emulator,
        &["add", &call, OTHER, "--wait", "--ring-for", "20"],
    );
    added.exits(0).says(&["AddParticipantSucceeded"]);
    let third = "+16045550003";
    emulator
        .set_remote_party(RemoteParty::new(third).decline())
        .unwrap();
    let declined = run_with(&emulator, &["add", &call, third, "--wait"]);
    declined.exits(1).says(&["AddParticipantFailed", "603"]);
    let invited = run_with(&emulator, &["add", &call, "+16045550004"]).exits(0);
    assert_eq!(invited.line().len(), 36, "an invitation id: {invited:#?}");
}

#[test]
fn a_call_is_transferred_or_the_target_is_busy() {
    let emulator = Emulator::start().unwrap();
    let first = call(&emulator);
    let done = run_with(&emulator, &["transfer", &first, OTHER, "--wait", "--json"]).exits(0);
    assert_eq!(
        done.json()["type"],
        "Microsoft.Communication.CallTransferAccepted"
    );
    emulator
        .set_remote_party(RemoteParty::new(OTHER).busy())
        .unwrap();
    let second = call(&emulator);
    let busy = run_with(&emulator, &["transfer", &second, OTHER, "--wait"]);
    busy.exits(1).says(&["CallTransferFailed"]);
    run_with(&emulator, &["transfer", &second, OTHER]).exits(0);
}

#[test]
fn a_call_that_has_ended_takes_no_operation() {
    let emulator = Emulator::start().unwrap();
    let call = call(&emulator);
    run_with(&emulator, &["hang-up", &call]).exits(0);
    let operations: [&[&str]; 4] = [
        &["play", &call, "https://files.example/a.wav"],
        &["add", &call, OTHER],
        &["transfer", &call, OTHER],
        &["dtmf", &call, PHONE, "1"],
    ];
    for operation in operations {
        run_with(&emulator, operation).exits(1).says(&["404"]);
    }
}
