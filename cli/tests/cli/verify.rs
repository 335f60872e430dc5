//! A service is compared with the recordings: here the emulator, as if it were the service.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::Stdio;

use acs_call_automation_emulator::{Emulator, Fault, GridSubscription, Schema};
use serde_json::Value;

use crate::program::{CALLER_ID, PHONE, Run, Running, bare, run, until, with};

/// Runs it with an emulator whose Event Grid posts to the callback URL.
fn live(emulator: &Emulator, arguments: &[&str]) -> Run {
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/events", free.local_addr().unwrap());
    drop(free);
    let subscription = GridSubscription::new(&url, Schema::EventGrid).without_handshake();
    emulator.subscribe_with(&subscription).unwrap();
    let arguments = [&["verify", "--live", "--callback-url", &url], arguments].concat();
    Run::of(with(emulator, &arguments).output().unwrap())
}

/// What each walk found.
fn walks(json: &Value) -> Vec<(&str, &str)> {
    let walks = json["walks"].as_array().unwrap().iter();
    walks
        .map(|walk| {
            (
                walk["walk"].as_str().unwrap(),
                walk["result"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_emulator_is_an_exercise() {
    let run = run(&["verify"]).exits(0);
    let results: Vec<&str> = run
        .out
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(results, ["same"; 3], "{run:#?}");
}

#[test]
fn every_shape_of_the_table_is_compared_and_nothing_is_left_behind() {
    let emulator = Emulator::start().unwrap();
    let phone = ["--yes", "--json", "--phone", PHONE, "--from", CALLER_ID];
    let run = live(&emulator, &phone).exits(0);
    run_says_what_it_does(&run);
    let json = run.json();
    let names = ["no call", "answered call", "rejected call", "phone call"];
    assert_eq!(walks(&json), names.map(|name| (name, "same")));
    let compared: BTreeSet<String> = json["walks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|walk| walk["compared"].as_array().unwrap())
        .map(|key| key.as_str().unwrap().to_owned())
        .collect();
    let table: Value = serde_json::from_str(include_str!("../../shapes.json")).unwrap();
    let all: BTreeSet<String> = ["responses", "events"]
        .iter()
        .flat_map(|part| table[part].as_object().unwrap().keys().cloned())
        .collect();
    assert_eq!(compared, all);
    assert_eq!(emulator.active_call_count(), 0);
    let deleted = emulator
        .journal()
        .into_iter()
        .filter(|entry| entry.method == "DELETE");
    assert_eq!(deleted.filter(|entry| entry.status == Some(204)).count(), 4);
}

fn run_says_what_it_does(run: &Run) {
    assert!(run.err.contains("what it does is charged"), "{run:#?}");
    assert!(
        run.err.contains(&format!("rings {PHONE} from {CALLER_ID}")),
        "{run:#?}"
    );
}

#[test]
fn nothing_is_sent_without_consent() {
    let emulator = Emulator::start().unwrap();
    let typed = |word: &str| {
        let mut child = with(&emulator, &["verify", "--live", "--timeout", "1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(word.as_bytes())
            .unwrap();
        Run::of(child.wait_with_output().unwrap())
    };
    for word in ["", "no\n", "y\n", "yes please\n"] {
        typed(word)
            .exits(2)
            .says(&["Type yes to go on", "nothing was sent"]);
    }
    assert!(emulator.journal().is_empty());
    // Without a subscription of Event Grid the first walk is all that can be done.
    let run = typed("yes\n")
        .exits(5)
        .says(&["events are missing", "Event Grid subscription"]);
    assert!(run.out.contains("same        no call"), "{run:#?}");
    assert!(run.out.contains("incomplete  answered call"), "{run:#?}");
    assert!(run.out.contains("IncomingCall did not arrive"), "{run:#?}");
    assert_eq!(emulator.active_call_count(), 0);
}

#[test]
fn differences_are_shown_without_ids_and_numbers() {
    let emulator = Emulator::start().unwrap();
    emulator
        .add_fault(Fault::on("Mute").status(400).code("8501"))
        .unwrap();
    let run = live(&emulator, &["--yes"])
        .exits(1)
        .says(&["1 of 3 walks differ"]);
    let line =
        "  POST /calling/callConnections/{}/participants:mute 200: the status is 400, code 8501";
    assert!(run.out.lines().any(|found| found == line), "{run:#?}");
    assert!(!run.out.contains("8:acs:"), "{run:#?}");
    assert_eq!(emulator.active_call_count(), 0);
}

#[test]
fn a_key_that_is_refused_ends_it() {
    let emulator = Emulator::start().unwrap();
    let text = format!("endpoint={}/;accesskey=a2V5", emulator.endpoint());
    let mut verify = bare(&["verify", "--live", "--yes"]);
    Run::of(verify.env("ACS_CONNECTION_STRING", text).output().unwrap())
        .exits(1)
        .says(&["401"]);
}

#[test]
fn ctrl_c_leaves_neither_a_call_nor_a_user() {
    let emulator = Emulator::start().unwrap();
    // No subscription: it waits for IncomingCall.
    let running = Running::start(&mut with(&emulator, &["verify", "--live", "--yes"]));
    until("the call rings", || emulator.active_call_count() == 1);
    running.signal("-INT");
    running
        .end()
        .exits(130)
        .says(&["the calls of this walk were ended, its users deleted"]);
    assert_eq!(emulator.active_call_count(), 0);
    let journal = emulator.journal();
    let deleted = journal.iter().filter(|entry| entry.method == "DELETE");
    assert_eq!(deleted.filter(|entry| entry.status == Some(204)).count(), 2);
}
