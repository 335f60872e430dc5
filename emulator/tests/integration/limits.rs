//! What an emulator withstands: listeners that hang, clocks at their end, long days, odd users.

use crate::emulator_http;

use std::net::TcpListener;
use std::time::Duration;

use acs_call_automation_emulator::{Fault, IncomingCall, JournalKind, RemoteParty};
use emulator_http::{Collector, Stage, TIME_LIMIT, phone};
use serde_json::json;

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";

/// A listener that takes connections and never answers, and its URL.
fn hanging() -> (TcpListener, String) {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/events", socket.local_addr().unwrap());
    (socket, url)
}

#[test]
fn a_listener_that_hangs_delays_no_other_and_a_reset_cancels_it() {
    let stage = Stage::new();
    let (heard, waiting) = std::sync::mpsc::channel();
    let listener = Collector::answering(move |_| {
        heard.send(()).unwrap();
        (200, Vec::new(), String::new())
    });
    let (_socket, hangs) = hanging();
    for url in [&hangs, &listener.url("/events")] {
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callbackUri"] = json!(url);
        assert_eq!(stage.caller.post("", body).status, 201);
    }
    for _ in 0..2 {
        waiting.recv_timeout(TIME_LIMIT).unwrap();
    }
    stage.emulator.reset();
    assert!(stage.emulator.flush(Duration::ZERO), "all is forgotten");
    stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    let reported: Vec<_> = stage
        .emulator
        .journal()
        .into_iter()
        .filter(|entry| entry.kind == JournalKind::Event)
        .map(|entry| entry.path)
        .collect();
    assert_eq!(
        reported,
        [
            stage.collector.url("/events"),
            stage.collector.url("/events")
        ]
    );
}

#[test]
fn more_listeners_than_lanes_all_get_events_in_order() {
    let stage = Stage::new();
    let listeners: Vec<_> = (0..5).map(|_| Collector::start()).collect();
    let paths: Vec<_> = (0..80).map(|place| format!("/events/{place}")).collect();
    for (listener, path) in listeners
        .iter()
        .flat_map(|one| paths.iter().map(move |path| (one, path)))
    {
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callbackUri"] = json!(listener.url(path));
        assert_eq!(stage.caller.post("", body).status, 201);
    }
    assert!(stage.emulator.flush(TIME_LIMIT));
    for (listener, path) in listeners
        .iter()
        .flat_map(|one| paths.iter().map(move |path| (one, path)))
    {
        assert_eq!(
            listener.types(path),
            ["CallConnected", "ParticipantsUpdated"]
        );
    }
}

#[test]
fn a_time_limit_without_end_is_allowed() {
    let stage = Stage::new();
    stage.create(&[phone(PHONE)]);
    assert!(stage.emulator.flush(Duration::MAX));
    assert_eq!(stage.collector.types("/events").len(), 2);
}

#[test]
fn a_clock_at_its_end_stands_still_and_blocks_nothing() {
    let stage = Stage::new();
    let hour = Duration::from_secs(3600);
    stage
        .emulator
        .set_remote_party(RemoteParty::new(RAW).answer_after(hour).hang_up_after(hour))
        .unwrap();
    stage.emulator.advance(Duration::MAX);
    let call = stage.create(&[phone(PHONE)]);
    stage.emulator.advance(Duration::MAX);
    stage.emulator.advance(hour);
    let got = stage.caller.get(&format!("/{call}"));
    assert_eq!(got.json()["callConnectionState"], "connecting");
}

#[test]
fn what_became_of_an_incoming_call_is_forgotten_after_five_minutes() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let ring = || {
        let call = IncomingCall::new(RAW, &own);
        stage.emulator.place_incoming_call(call).unwrap()
    };
    let reject = |context: &str| {
        let body = json!({"incomingCallContext": context});
        stage.caller.post(":reject", body).status
    };
    let first = ring();
    assert_eq!(reject(&first), 204);
    stage.advance(300);
    assert_eq!(reject(&first), 404, "still known");
    stage.advance(1);
    ring();
    assert_eq!(reject(&first), 400, "unknown");
}

#[test]
fn no_more_than_a_thousand_ended_incoming_calls_are_remembered() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let contexts: Vec<_> = (0..1_002)
        .map(|_| {
            let call = IncomingCall::new(RAW, &own);
            let context = stage.emulator.place_incoming_call(call).unwrap();
            stage.emulator.cancel_incoming_call(&context).unwrap();
            context
        })
        .collect();
    let answers = [0, 1, 2, 1_001].map(|place| {
        let body = json!({"incomingCallContext": contexts[place]});
        stage.caller.post(":reject", body).status
    });
    assert_eq!(answers, [400, 400, 404, 404]);
}

#[test]
fn a_lost_response_has_no_status_in_the_journal() {
    let stage = Stage::new();
    let lost = Fault::on("CreateCall").lose_response();
    stage.emulator.add_fault(lost).unwrap();
    let body = serde_json::to_vec(&stage.invitation(&[phone(PHONE)])).unwrap();
    let target = stage.caller.target("");
    assert!(stage.caller.send("POST", &target, &body, &[]).is_none());
    assert_eq!(stage.emulator.journal()[0].status, None);
}
