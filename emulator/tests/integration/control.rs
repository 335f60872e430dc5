//! Time, faults, repeats, the journal and the outbox; the control API over HTTP.

use crate::emulator_http;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acs_call_automation_emulator::{
    Emulator, EmulatorOptions, Fault, IncomingCall, JournalKind, RemoteParty, Schema,
};
use emulator_http::{
    Caller, Collector, HttpResponse, Stage, TIME_LIMIT, phone, random_guid, result, user,
};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";
const USER: &str = "8:acs:far-away_0000";

#[test]
fn a_manual_clock_moves_by_advance_and_actions_keep_their_order() {
    let stage = Stage::new();
    for (seconds, number) in [
        (3, "+15550100001"),
        (1, "+15550100002"),
        (2, "+15550100003"),
    ] {
        let raw_id = format!("4:{number}");
        stage
            .emulator
            .set_remote_party(RemoteParty::new(raw_id).answer_after(Duration::from_secs(seconds)))
            .unwrap();
        let mut body = stage.invitation(&[phone(number)]);
        body["operationContext"] = json!(seconds.to_string());
        stage.caller.post("", body);
    }
    assert_eq!(stage.emulator.clock().elapsed(), Duration::ZERO);
    stage.advance(10);
    let contexts: Vec<_> = stage
        .events()
        .iter()
        .filter_map(|event| Some(event["data"]["operationContext"].as_str()?.to_owned()))
        .collect();
    assert_eq!(contexts, ["1", "2", "3"]);
    let times: Vec<_> = stage
        .events()
        .iter()
        .map(|event| event["time"].as_str().unwrap().to_owned())
        .collect();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
    assert_eq!(stage.emulator.clock().elapsed(), Duration::from_secs(10));
}

#[test]
fn with_a_running_clock_things_happen_by_themselves() {
    let emulator = Emulator::start().unwrap();
    emulator
        .set_remote_party(RemoteParty::any().answer_after(Duration::from_millis(20)))
        .unwrap();
    let (heard, waiting) = std::sync::mpsc::channel();
    let listener = Collector::answering(move |request| {
        heard.send(request.body.clone()).unwrap();
        (200, Vec::new(), String::new())
    });
    let created = Caller::of(&emulator).post(
        "",
        json!({"targets": [user(USER)], "callbackUri": listener.url("/events")}),
    );
    assert_eq!(created.status, 201);
    let first = waiting.recv_timeout(TIME_LIMIT).unwrap();
    assert!(first.contains("CallConnected"), "{first}");
}

#[test]
fn a_fault_with_a_status_applies_as_often_as_set_and_performs_nothing() {
    let stage = Stage::new();
    let fault = Fault::on("CreateCall")
        .status(503)
        .retry_after(Duration::from_secs(1))
        .times(2);
    stage.emulator.add_fault(fault).unwrap();
    for _ in 0..2 {
        let response = stage.caller.post("", stage.invitation(&[phone(PHONE)]));
        assert_eq!(response.error().0, 503);
        assert_eq!(response.header("retry-after"), Some("1"));
    }
    assert_eq!(stage.emulator.created_call_count(), 0);
    stage.create(&[phone(PHONE)]);
    let throttled = Fault::on("CallConnection_GetCall").status(429);
    stage.emulator.add_fault(throttled).unwrap();
    assert_eq!(stage.caller.get("/a").error().1, "8516");
    let other = Fault::on("*").status(409).code("8519");
    stage.emulator.add_fault(other).unwrap();
    assert_eq!(stage.caller.get("/a").error().1, "8519");
    assert_eq!(stage.caller.get("/a").error().1, "8522");
    assert!(stage.emulator.add_fault(Fault::on("MakeCoffee")).is_err());
}

#[test]
fn an_answer_that_is_lost_leaves_the_call_behind() {
    let stage = Stage::new();
    stage
        .emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    let body = serde_json::to_vec(&stage.invitation(&[phone(PHONE)])).unwrap();
    let response = stage
        .caller
        .send("POST", &stage.caller.target(""), &body, &[]);
    assert!(response.is_none());
    assert_eq!(stage.emulator.active_call_count(), 1);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
}

#[test]
fn an_answer_can_be_held_back_while_the_call_goes_on() {
    let stage = Stage::new();
    let (heard, waiting) = std::sync::mpsc::channel();
    let listener = Collector::answering(move |_| {
        heard.send(()).unwrap();
        (200, Vec::new(), String::new())
    });
    let hour = Duration::from_secs(3600);
    let fault = Fault::on("CreateCall").delay_response(hour);
    stage.emulator.add_fault(fault).unwrap();
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["callbackUri"] = json!(listener.url("/events"));
    let body = serde_json::to_vec(&body).unwrap();
    let caller = Caller::of(&stage.emulator);
    let asking = std::thread::spawn(move || caller.send("POST", &caller.target(""), &body, &[]));
    waiting.recv_timeout(TIME_LIMIT).unwrap();
    assert!(!asking.is_finished());
    stage.emulator.close();
    asking.join().unwrap();
}

#[test]
fn the_same_repeatability_id_does_not_act_twice() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    let id = random_guid();
    let add = |who: &str| {
        stage.caller.post_as(
            &id,
            &format!("/{call}/participants:add"),
            json!({"participantToAdd": user(who)}),
        )
    };
    let (first, second) = (add(USER), add(USER));
    assert_eq!(first.json(), second.json());
    assert_eq!(second.header("repeatability-result"), Some("accepted"));
    assert_eq!(stage.people(&call).len(), 3);
    assert_eq!(stage.types().len(), 5, "one AddParticipantSucceeded only");
    let other_body = add("8:acs:another_1");
    assert_eq!(other_body.error().0, 400);
    stage.advance(301);
    assert_eq!(add("8:acs:another_1").status, 202, "ids are forgotten");
    let end = || {
        stage
            .caller
            .post_as(&id, &format!("/{call}:terminate"), Value::Null)
    };
    assert_eq!(end().status, 204);
    assert_eq!(end().status, 204, "the same terminate");
    let anew = stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    assert_eq!(anew.status, 404, "another one");
    assert_eq!(anew.header("repeatability-result"), Some("accepted"));
}

/// Creates twice with one id; how many calls that made, and the second answer.
fn created_twice(options: EmulatorOptions, version: &'static str) -> (usize, HttpResponse) {
    let mut stage = Stage::with(options);
    stage.caller.version = version;
    let mut body = stage.invitation(&[phone(PHONE)]);
    if version.starts_with("2022") {
        body = json!({
            "targets": [phone(PHONE)],
            "source": {"identifier": user(USER), "callerId": {"value": "+15550100100"}},
            "callbackUri": stage.collector.url("/events"),
        });
    }
    let id = random_guid();
    let first = stage.caller.post_as(&id, "", body.clone());
    let second = stage.caller.post_as(&id, "", body);
    assert_eq!((first.status, second.status), (201, 201));
    (stage.emulator.created_call_count(), second)
}

#[test]
fn create_is_repeatable_as_in_2022_only_with_the_option() {
    let (calls, second) = created_twice(EmulatorOptions::new(), "2026-03-12");
    assert_eq!(calls, 2);
    assert_eq!(second.header("repeatability-result"), None);
    let options = EmulatorOptions::new().honor_repeatability(true);
    let (calls, second) = created_twice(options, "2026-03-12");
    assert_eq!(calls, 1);
    assert_eq!(second.header("repeatability-result"), Some("accepted"));
    assert_eq!(
        second.json()["callConnectionState"],
        "connected",
        "the call as it is now"
    );
    assert!(second.json()["serverCallId"].is_string());
    let (calls, _) = created_twice(EmulatorOptions::new(), "2022-04-07-preview");
    assert_eq!(calls, 1);
}

#[test]
fn malformed_repeatability_headers_are_refused_where_they_are_heeded() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    let path = format!("/{call}:terminate");
    assert_eq!(
        stage.caller.post_as("no-guid", &path, Value::Null).status,
        400
    );
    let id = random_guid();
    let half = [("Repeatability-Request-ID", id.as_str())];
    let target = stage.caller.target(&path);
    let response = stage.caller.send("POST", &target, b"", &half).unwrap();
    assert_eq!(response.status, 400);
    let response = stage.caller.send("POST", &target, b"", &[]).unwrap();
    assert_eq!(response.status, 204, "none at all is fine");
    assert_eq!(response.header("repeatability-result"), None);
}

#[test]
fn the_journal_holds_requests_and_deliveries_and_no_secrets() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    stage.caller.get(&format!("/{call}"));
    stage.events();
    let journal = stage.emulator.journal();
    let of = |kind| journal.iter().filter(move |entry| entry.kind == kind);
    let requests: Vec<_> = of(JournalKind::Request).collect();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].status),
        ("POST", Some(201))
    );
    assert!(requests[0].path.starts_with("/calling/callConnections?"));
    assert_eq!(requests[0].header("authorization"), Some("***"));
    assert!(requests[0].header("repeatability-request-id").is_some());
    assert!(String::from_utf8_lossy(&requests[0].response_body).contains(&call));
    assert!(requests[1].response_header("MS-CV").is_some());
    let deliveries: Vec<_> = of(JournalKind::Event).collect();
    assert_eq!(deliveries.len(), 2);
    assert_eq!(deliveries[0].status, Some(200));
    assert_eq!(deliveries[0].path, stage.collector.url("/events"));
    stage.emulator.reset();
    assert!(stage.emulator.journal().is_empty());
    assert_eq!(
        (
            stage.emulator.created_call_count(),
            stage.emulator.active_call_count()
        ),
        (0, 0)
    );
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
}

#[test]
fn a_busy_listener_gets_another_attempt_and_the_order_stays() {
    let tries = AtomicUsize::new(0);
    let busy = Collector::answering(move |_| {
        let status = if tries.fetch_add(1, Ordering::SeqCst) < 2 {
            503
        } else {
            200
        };
        (status, Vec::new(), String::new())
    });
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["callbackUri"] = json!(busy.url("/events"));
    stage.caller.post("", body);
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert_eq!(
        busy.types("/events"),
        [
            "CallConnected",
            "CallConnected",
            "CallConnected",
            "ParticipantsUpdated"
        ]
    );
    let ids: Vec<_> = busy
        .events("/events")
        .iter()
        .map(|event| event["id"].clone())
        .collect();
    assert_eq!(ids[0], ids[2], "a redelivery keeps its id");
    let statuses: Vec<_> = stage
        .emulator
        .journal()
        .iter()
        .filter(|entry| entry.kind == JournalKind::Event)
        .map(|entry| entry.status)
        .collect();
    assert_eq!(statuses, [Some(503), Some(503), Some(200), Some(200)]);
}

#[test]
fn a_listener_that_refuses_gets_no_further_attempt() {
    let strict = Collector::answering(|_| (401, Vec::new(), String::new()));
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["callbackUri"] = json!(strict.url("/events"));
    stage.caller.post("", body);
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert_eq!(strict.received().len(), 2);
}

#[test]
fn an_unknown_host_delays_no_listener_on_this_machine() {
    let stage = Stage::new();
    let (heard, waiting) = std::sync::mpsc::channel();
    let listener = Collector::answering(move |_| {
        heard.send(()).unwrap();
        (200, Vec::new(), String::new())
    });
    for url in ["https://app.invalid/events", &listener.url("/events")] {
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callbackUri"] = json!(url);
        assert_eq!(stage.caller.post("", body).status, 201);
    }
    for _ in 0..2 {
        waiting.recv_timeout(TIME_LIMIT).unwrap();
    }
}

#[test]
fn closing_with_events_that_cannot_be_delivered_takes_no_time() {
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    // Nothing listens there; a free port might be taken by another test.
    body["callbackUri"] = json!("http://127.0.0.1:1/events");
    stage.caller.post("", body);
    assert!(!stage.emulator.flush(Duration::from_millis(10)));
    stage.emulator.close();
    stage.emulator.close();
    assert!(
        !stage.emulator.flush(Duration::MAX),
        "a closed emulator delivers nothing"
    );
}

#[test]
fn the_control_api_has_the_same_powers() {
    let stage = Stage::with(EmulatorOptions::new());
    let send = |method: &str, path: &str, body: Value| {
        let response = stage
            .caller
            .unsigned(method, &format!("/_emulator/{path}"), &body);
        assert_eq!(response.status, 200, "{path}: {:?}", response.json());
        response.json()
    };
    let hook = json!({"url": stage.collector.url("/grid"), "schema": "eventGrid"});
    send("POST", "subscription", hook);
    let own = send("POST", "user", Value::Null)["rawId"].clone();
    let number = send("POST", "phone-number", json!({"number": "+15550100199"}))["rawId"].clone();
    assert_eq!(number, "4:+15550100199");
    send(
        "POST",
        "remote-party",
        json!({"rawId": RAW, "reaction": "answers", "afterMs": 2000, "hangUpAfterMs": 3000}),
    );
    let call = stage.create(&[phone(PHONE)]);
    let clock = send("POST", "clock", json!({"advanceMs": 2000}));
    assert_eq!(
        (&clock["elapsedMs"], &clock["runs"]),
        (&json!(2000), &json!(false))
    );
    assert_eq!(send("GET", "clock", Value::Null)["elapsedMs"], 2000);
    assert_eq!(send("POST", "flush", json!({}))["flushed"], true);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    let hang_up = json!({"callConnectionId": call, "rawId": RAW});
    send("POST", "hang-up-participant", hang_up);
    assert_eq!(result(&stage.last()), (200, 560_000));
    let ring = |more: Value| {
        let mut body = json!({"from": RAW, "to": own});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        send("POST", "incoming-call", body)["incomingCallContext"].clone()
    };
    let context = ring(json!({
        "displayName": "Ada",
        "customCallingContext": {"sipHeaders": {"X-MS-Custom-A": "1"}, "voipHeaders": {"b": "2"}},
    }));
    send("POST", "flush", json!({}));
    let ringing = stage.collector.events("/grid").pop().unwrap();
    assert_eq!(ringing["data"]["incomingCallContext"], context);
    assert_eq!(
        ringing["data"]["customContext"]["voipHeaders"],
        json!({"b": "2"})
    );
    send(
        "POST",
        "cancel-incoming-call",
        json!({"incomingCallContext": context}),
    );
    let group = random_guid();
    let started = send(
        "POST",
        "client-call",
        json!({"users": ["8:acs:res_a"], "groupId": group}),
    );
    assert!(started["serverCallId"].is_string());
    send(
        "POST",
        "fault",
        json!({"operation": "GetCall", "status": 500, "code": "9999", "times": 1}),
    );
    assert_eq!(stage.caller.get("/a").status, 500);
    let cut = json!({"operation": "GetCall", "cutResponseAfterBytes": 4});
    send("POST", "fault", cut);
    assert_eq!(stage.caller.get("/a").bytes, br#"{"er"#);
    let calls = send("GET", "calls", Value::Null);
    assert_eq!(
        (&calls["active"], &calls["created"]),
        (&json!(1), &json!(3))
    );
    let journal = send("GET", "journal", Value::Null);
    let entries = journal["entries"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["status"] == 500));
    assert!(
        entries
            .iter()
            .filter_map(|entry| entry["path"].as_str())
            .all(|path| !path.contains("_emulator"))
    );
    send("POST", "reset", Value::Null);
    assert_eq!(
        send("GET", "calls", Value::Null),
        json!({"active": 0, "calls": [], "created": 0})
    );
}

#[test]
fn the_control_api_is_strict_too() {
    let stage = Stage::new();
    let send = |method: &str, path: &str, body: Value| {
        let response = stage.caller.unsigned(method, path, &body);
        let why = response.json()["error"].as_str().unwrap().to_owned();
        (response.status, why)
    };
    assert_eq!(send("POST", "/_emulator/dance", Value::Null).0, 404);
    assert_eq!(send("GET", "/_emulator/reset", Value::Null).0, 405);
    let (status, why) = send("POST", "/_emulator/clock", json!({"advance": 5}));
    assert_eq!(status, 400);
    assert!(why.contains("advance"), "{why}");
    for fault in [
        json!({"operation": "Sing"}),
        json!({"operation": "GetCall", "changeContent": true}),
        json!({"operation": "GetCall", "cutResponseAfterBytes": -1}),
        json!({"operation": "GetCall", "retryAfterMs": 1500}),
    ] {
        assert_eq!(send("POST", "/_emulator/fault", fault).0, 400);
    }
    assert_eq!(
        send(
            "POST",
            "/_emulator/incoming-call",
            json!({"from": RAW, "to": RAW})
        )
        .0,
        400
    );
}

#[test]
fn options_that_cannot_be_kept_are_refused() {
    let taken = Emulator::start().unwrap();
    let port = taken
        .endpoint()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(Emulator::start_with(&EmulatorOptions::new().port(port)).is_err());
    let bad_key = EmulatorOptions::new().access_key("no base64!");
    assert_eq!(
        Emulator::start_with(&bad_key).unwrap_err().field(),
        Some("access key")
    );
    assert!(taken.add_phone_number("no number").is_err());
    assert!(
        taken
            .subscribe("ftp://127.0.0.1/", Schema::EventGrid)
            .is_err()
    );
    let string = taken.connection_string();
    assert!(string.starts_with("endpoint=http://127.0.0.1:") && string.contains("/;accesskey="));
}

#[test]
fn a_subscription_is_not_doubled_and_can_be_ended() {
    let stage = Stage::new();
    let url = stage.collector.url("/grid");
    for _ in 0..2 {
        stage.emulator.subscribe(&url, Schema::EventGrid).unwrap();
    }
    let own = stage.emulator.create_user().unwrap();
    let ring = || {
        let call = IncomingCall::new(RAW, &own);
        stage.emulator.place_incoming_call(call).unwrap();
        assert!(stage.emulator.flush(TIME_LIMIT));
        let types = stage.collector.types("/grid");
        types.iter().filter(|kind| *kind == "IncomingCall").count()
    };
    assert_eq!(ring(), 1);
    let end = || {
        let path = "/_emulator/subscription";
        let body = json!({"url": url});
        stage.caller.unsigned("DELETE", path, &body).json()
    };
    assert_eq!(end(), json!({"removed": true}));
    assert_eq!(end(), json!({"removed": false}));
    assert!(!stage.emulator.unsubscribe(&url));
    assert_eq!(ring(), 1, "told no more");
}

#[test]
fn a_link_to_the_next_page_goes_to_the_host_that_the_client_called() {
    let stage = Stage::with(EmulatorOptions::new().page_size(1).accept_any_token(true));
    let call = stage.create(&[phone(PHONE)]);
    let address = stage.emulator.endpoint()["http://".len()..].to_owned();
    let target = stage.caller.target(&format!("/{call}/participants"));
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: emulator.test:8080\r\nAuthorization: Bearer a\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let link = format!("http://emulator.test:8080/calling/callConnections/{call}/participants?");
    assert!(response.contains(&link), "{response}");
}

#[test]
fn the_control_api_refuses_what_cannot_work() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let group = random_guid();
    let living = json!({"users": [USER], "groupId": group});
    let send = |path: &str, body: &Value| {
        let path = format!("/_emulator/{path}");
        stage.caller.unsigned("POST", &path, body)
    };
    assert_eq!(send("client-call", &living).status, 200);
    for (path, body) in [
        (
            "remote-party",
            json!({"rawId": "15550100123", "reaction": "busy"}),
        ),
        ("remote-party", json!({"reaction": "busy", "afterMs": 5})),
        (
            "remote-party",
            json!({"reaction": "noAnswer", "hangUpAfterMs": 5}),
        ),
        ("client-call", json!({"users": [RAW, "4:+15550100124"]})),
        (
            "client-call",
            json!({"users": [USER], "groupId": random_guid(), "roomId": "1"}),
        ),
        ("client-call", json!({"users": [USER, USER]})),
        ("client-call", living.clone()),
        ("incoming-call", json!({"from": "Ada", "to": own})),
        ("incoming-call", json!({"from": own, "to": own})),
        ("fault", json!({"operation": "GetCall", "status": 200})),
    ] {
        let response = send(path, &body);
        assert_eq!(response.status, 400, "{path} {body}");
        assert!(response.json()["error"].is_string());
    }
    assert!(
        stage
            .emulator
            .add_fault(Fault::on("GetCall").status(302))
            .is_err()
    );
    let split = Fault::on("GetCall").retry_after(Duration::from_millis(1500));
    let refused = stage.emulator.add_fault(split).unwrap_err();
    assert_eq!(refused.field(), Some("retry after"));
    assert_eq!(stage.emulator.created_call_count(), 1);
}
