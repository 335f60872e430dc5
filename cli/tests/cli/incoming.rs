//! Incoming calls are answered, rejected and redirected.

use std::io::Write as _;
use std::process::Stdio;

use acs_call_automation_emulator::{Emulator, IncomingCall, Schema};

use crate::program::{CALLER_ID, NOWHERE, PHONE, Running, run, run_with, with};

/// An emulator with a number of its own, and a call to it that rings.
fn ringing() -> (Emulator, String) {
    let emulator = Emulator::start().unwrap();
    emulator.add_phone_number(CALLER_ID).unwrap();
    let context = emulator
        .place_incoming_call(IncomingCall::new(PHONE, CALLER_ID))
        .unwrap();
    (emulator, context)
}

#[test]
fn incoming_calls_can_be_tried_without_an_account() {
    run(&["--offline", "answer"])
        .exits(0)
        .says(&["IncomingCall", "CallConnected"]);
    run(&["--offline", "reject", "--reason", "busy"])
        .exits(0)
        .says(&["IncomingCall", "RejectCall"]);
    run(&["--offline", "redirect", "+16045556789"])
        .exits(0)
        .says(&["RedirectCall to 4:+16045556789"]);
}

#[test]
fn the_next_call_is_answered_when_event_grid_leads_here() {
    let emulator = Emulator::start().unwrap();
    emulator.add_phone_number(CALLER_ID).unwrap();
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/calls", free.local_addr().unwrap());
    drop(free);
    let mut running = Running::start(&mut with(&emulator, &["answer", "--callback-url", &url]));
    running.wait_for("waiting for an incoming call");
    emulator.subscribe(&url, Schema::EventGrid).unwrap();
    emulator
        .place_incoming_call(IncomingCall::new(PHONE, CALLER_ID))
        .unwrap();
    let run = running.end().exits(0);
    assert_eq!(run.line().len(), 36, "{run:#?}");
    assert_eq!(emulator.active_call_count(), 1);
}

#[test]
fn a_call_is_answered_by_its_context() {
    let (emulator, context) = ringing();
    let answer = [
        "answer",
        "--context",
        &context,
        "--callback-url",
        NOWHERE,
        "--json",
    ];
    let answered = run_with(&emulator, &answer).exits(0).json();
    assert_eq!(answered["status"], 200);
    assert!(answered["serverCallId"].is_string());
    run_with(&emulator, &answer).exits(1);
}

#[test]
fn the_context_may_come_from_standard_input() {
    let (emulator, context) = ringing();
    let mut reject = with(&emulator, &["reject", "--context", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    reject
        .stdin
        .take()
        .unwrap()
        .write_all(context.as_bytes())
        .unwrap();
    assert!(reject.wait().unwrap().success());
    assert_eq!(emulator.active_call_count(), 0);
}

#[test]
fn no_call_in_time_is_a_timeout() {
    let emulator = Emulator::start().unwrap();
    let run = run_with(&emulator, &["answer", "--timeout", "1"]).exits(5);
    run.says(&["no incoming call within 1 s", "acs-call doctor"]);
}
