//! Faults of requests and of deliveries, each kind by what a client or webhook sees.

use std::time::Duration;

use acs_call_automation_emulator::{Fault, JournalKind};
use base64::Engine as _;
use serde_json::{Value, json};

use crate::emulator_http::{Stage, TIME_LIMIT, phone};

const PHONE: &str = "+15550100123";

/// A stage with faults, given as the control API takes them.
fn stage(faults: &[Value]) -> Stage {
    let stage = Stage::new();
    for fault in faults {
        let response = stage.caller.unsigned("POST", "/_emulator/fault", fault);
        assert_eq!(response.status, 200, "{fault}: {:?}", response.json());
    }
    stage
}

fn faults_of(stage: &Stage) -> Value {
    let listed = stage
        .caller
        .unsigned("GET", "/_emulator/fault", &Value::Null);
    listed.json()["faults"].clone()
}

fn try_create(stage: &Stage) -> Option<u16> {
    let body = serde_json::to_vec(&stage.invitation(&[phone(PHONE)])).unwrap();
    let target = stage.caller.target("");
    let response = stage.caller.send("POST", &target, &body, &[]);
    response.map(|response| response.status)
}

#[test]
fn a_request_that_is_lost_performs_nothing_and_gets_no_response() {
    let stage = stage(&[json!({"operation": "CreateCall", "loseRequest": true})]);
    assert_eq!(try_create(&stage), None);
    assert_eq!(stage.emulator.created_call_count(), 0);
    assert_eq!(try_create(&stage), Some(201), "once only");
    let journal = stage.emulator.journal();
    assert_eq!(journal[0].status, None);
}

#[test]
fn a_response_with_bad_json_comes_whole_and_the_call_goes_on() {
    let stage = stage(&[
        json!({"operation": "CreateCall", "badJson": true}),
        json!({"operation": "TerminateCall", "badJson": true}),
    ]);
    let broken = stage.caller.post("", stage.invitation(&[phone(PHONE)]));
    assert_eq!(broken.status, 201);
    let length = broken.header("content-length").unwrap();
    assert_eq!(length, broken.bytes.len().to_string());
    assert!(serde_json::from_slice::<Value>(&broken.bytes).is_err());
    assert_eq!(stage.emulator.active_call_count(), 1);
    let text = String::from_utf8(broken.bytes).unwrap();
    let call = text.split('"').nth(3).unwrap();
    let ended = stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    assert_eq!((ended.status, ended.bytes.as_slice()), (204, &b""[..]));
}

#[test]
fn a_fault_for_one_call_leaves_the_others_alone() {
    let stage = Stage::new();
    let (first, second) = (stage.create(&[phone(PHONE)]), stage.create(&[phone(PHONE)]));
    let get = |call: &str| stage.caller.get(&format!("/{call}")).status;
    let fault = Fault::on("GetCall").status(503).for_call(&second).times(2);
    stage.emulator.add_fault(fault).unwrap();
    let lost = Fault::on_event("CallDisconnected")
        .lose_event()
        .for_call(&second);
    stage.emulator.add_fault(lost).unwrap();
    assert_eq!(
        [get(&first), get(&second), get(&first), get(&second)],
        [200, 503, 200, 503]
    );
    assert_eq!(get(&second), 200);
    for call in [&first, &second] {
        stage
            .caller
            .post(&format!("/{call}:terminate"), Value::Null);
    }
    let events = stage.events();
    let ended: Vec<_> = events
        .iter()
        .filter(|event| event["type"] == "Microsoft.Communication.CallDisconnected")
        .map(|event| event["data"]["callConnectionId"].as_str().unwrap())
        .collect();
    assert_eq!(ended, [first]);
}

#[test]
fn a_probability_with_a_seed_fails_the_same_requests_every_time() {
    let statuses = |seed: u64| {
        let fault =
            json!({"operation": "GetCall", "status": 500, "probability": 0.5, "seed": seed});
        let stage = stage(&[fault]);
        let all: Vec<u16> = (0..24).map(|_| stage.caller.get("/a").status).collect();
        all
    };
    let first = statuses(1);
    assert!(first.contains(&500) && first.contains(&404), "{first:?}");
    assert_eq!(first, statuses(1));
    assert_ne!(first, statuses(2));
}

#[test]
fn faults_are_listed_with_what_is_left_of_them_and_cleared() {
    let stage = stage(&[
        json!({"operation": "CallConnection_GetCall", "status": 429, "retryAfterMs": 2000, "times": 3}),
        json!({"event": "Microsoft.Communication.PlayCompleted", "duplicate": true, "delayMs": 5}),
    ]);
    stage.caller.get("/a");
    assert_eq!(
        faults_of(&stage),
        json!([
            {"operation": "GetCall", "times": 2, "status": 429, "retryAfterMs": 2000},
            {"event": "PlayCompleted", "times": 1, "delayMs": 5, "duplicate": true},
        ])
    );
    assert_eq!(stage.emulator.faults().len(), 2);
    let cleared = stage
        .caller
        .unsigned("DELETE", "/_emulator/fault", &Value::Null);
    assert_eq!(cleared.json(), json!({"removed": 2}));
    assert_eq!(faults_of(&stage), json!([]));
    assert_eq!(stage.emulator.clear_faults(), 0);
    assert_eq!(stage.caller.get("/a").status, 404);
}

#[test]
fn a_lost_event_never_comes_and_the_next_one_does() {
    let stage = stage(&[json!({"event": "CallConnected", "loseEvent": true})]);
    stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types(), ["ParticipantsUpdated"]);
}

#[test]
fn a_duplicate_has_the_same_id() {
    let stage = stage(&[json!({"event": "CallConnected", "duplicate": true})]);
    stage.create(&[phone(PHONE)]);
    assert_eq!(
        stage.types(),
        ["CallConnected", "CallConnected", "ParticipantsUpdated"]
    );
    let events = stage.events();
    assert_eq!(events[0]["id"], events[1]["id"]);
}

#[test]
fn events_change_places() {
    let stage = stage(&[json!({"event": "CallConnected", "reorder": true})]);
    stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types(), ["ParticipantsUpdated", "CallConnected"]);
    // The last one has nothing to come after.
    let late = Fault::on_event("CallConnected").reorder();
    stage.emulator.add_fault(late).unwrap();
    stage
        .emulator
        .add_fault(Fault::on_event("ParticipantsUpdated").lose_event())
        .unwrap();
    stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types_after(2), ["CallConnected"]);
}

#[test]
fn an_event_whose_request_or_response_is_lost_is_delivered_again() {
    let stage = stage(&[
        json!({"event": "CallConnected", "loseRequest": true}),
        json!({"event": "ParticipantsUpdated", "loseResponse": true}),
    ]);
    stage.create(&[phone(PHONE)]);
    assert_eq!(
        stage.types(),
        [
            "CallConnected",
            "ParticipantsUpdated",
            "ParticipantsUpdated"
        ]
    );
    let journal = stage.emulator.journal();
    let failures: Vec<_> = journal
        .iter()
        .filter(|entry| entry.kind == JournalKind::Event)
        .map(|entry| entry.failure.as_deref())
        .collect();
    assert_eq!(
        failures,
        [
            Some("no response: a fault lost the request"),
            None,
            Some("no response: a fault lost it"),
            None
        ]
    );
}

#[test]
fn an_event_with_bad_json_is_half_an_event() {
    let stage = stage(&[json!({"event": "CallConnected", "badJson": true})]);
    stage.create(&[phone(PHONE)]);
    assert!(stage.emulator.flush(TIME_LIMIT));
    let received = stage.collector.received();
    assert!(received[0].body.starts_with("[{"));
    assert!(serde_json::from_str::<Value>(&received[0].body).is_err());
    assert!(received[1].body.contains("ParticipantsUpdated"));
}

#[test]
fn a_token_in_a_callback_can_be_an_expired_one() {
    let stage = stage(&[json!({"event": "CallConnected", "expiredToken": true})]);
    stage.create(&[phone(PHONE)]);
    assert!(stage.emulator.flush(TIME_LIMIT));
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let is_valid: Vec<bool> = stage
        .collector
        .received()
        .iter()
        .map(|request| {
            let token = request.header("authorization").unwrap();
            let claims = token.split('.').nth(1).unwrap();
            let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD
                .decode(claims)
                .unwrap();
            let claims: Value = serde_json::from_slice(&claims).unwrap();
            claims["exp"].as_u64().unwrap() > now.as_secs()
        })
        .collect();
    assert_eq!(is_valid, [false, true]);
}

#[test]
fn a_delayed_event_delays_those_after_it_and_flush_waits_for_it() {
    let stage = stage(&[json!({"event": "CallConnected", "delayMs": 3_600_000})]);
    stage.create(&[phone(PHONE)]);
    assert!(!stage.emulator.flush(Duration::from_millis(30)));
    assert!(stage.collector.received().is_empty());
    stage.emulator.reset();
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert!(stage.collector.received().is_empty(), "a reset drops it");
    let soon = Fault::on_event("CallConnected").delay_response(Duration::from_millis(20));
    stage.emulator.add_fault(soon).unwrap();
    stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
}

#[test]
fn a_fault_that_cannot_be_is_refused_with_its_field_and_rule() {
    let stage = Stage::new();
    for (fault, why) in [
        (json!({"status": 500}), "operation: is required, or event"),
        (
            json!({"operation": "*", "event": "*", "status": 500}),
            "not both",
        ),
        (json!({"operation": "GetCall"}), "must have an effect"),
        (
            json!({"operation": "CreateCal", "status": 500}),
            "did you mean CreateCall?",
        ),
        (
            json!({"event": "CallConected", "loseEvent": true}),
            "did you mean CallConnected?",
        ),
        (
            json!({"event": "CallConnected", "status": 500}),
            "status: is for requests",
        ),
        (
            json!({"event": "CallConnected", "cutResponseAfterBytes": 5}),
            "is for requests",
        ),
        (
            json!({"operation": "GetCall", "reorder": true}),
            "reorder: is for events",
        ),
        (
            json!({"operation": "GetCall", "status": 500, "probability": 0}),
            "probability must be a number above 0",
        ),
        (
            json!({"operation": "GetCall", "status": 500, "probability": 1.5}),
            "at most 1",
        ),
        (
            json!({"operation": "GetCall", "status": 500, "seed": 5}),
            "seed: goes with a probability",
        ),
        (
            json!({"operation": "GetCall", "stauts": 500}),
            "did you mean status?",
        ),
    ] {
        let response = stage.caller.unsigned("POST", "/_emulator/fault", &fault);
        let said = response.json()["error"].as_str().unwrap().to_owned();
        assert_eq!(response.status, 400, "{fault}");
        assert!(said.contains(why), "{fault}: {said}");
    }
    assert_eq!(faults_of(&stage), json!([]));
}
