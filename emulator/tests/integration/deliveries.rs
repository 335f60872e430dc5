//! Where events go, and what happens when a webhook fails or hangs.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation_emulator::{
    EmulatorOptions, GridSubscription, IncomingCall, JournalEntry, JournalKind, Schema,
};
use serde_json::json;

use crate::emulator_http::{Collector, Stage, TIME_LIMIT, phone, short_type};

const OUTSIDE: &str = "4:+15550100123";
const NUMBER: &str = "+15550100199";
const OTHER: &str = "+15550100198";
const PHONE: &str = "+15550100124";

fn ring(stage: &Stage, number: &str) {
    let own = stage.emulator.add_phone_number(number).unwrap();
    let call = IncomingCall::new(OUTSIDE, &own);
    stage.emulator.place_incoming_call(call).unwrap();
    assert!(stage.emulator.flush(TIME_LIMIT));
}

fn attempts(stage: &Stage) -> Vec<JournalEntry> {
    assert!(stage.emulator.flush(TIME_LIMIT));
    let mut entries = stage.emulator.journal();
    entries.retain(|entry| entry.kind == JournalKind::Event);
    entries
}

#[test]
fn a_subscription_gets_only_what_its_filters_let_through() {
    for schema in [Schema::EventGrid, Schema::CloudEvents] {
        let stage = Stage::new();
        let subscribe = |path: &str, with: &dyn Fn(GridSubscription) -> GridSubscription| {
            let url = stage.collector.url(path);
            let subscription = GridSubscription::new(url, schema).without_handshake();
            stage.emulator.subscribe_with(&with(subscription)).unwrap();
        };
        subscribe("/all", &|all| all);
        subscribe("/number", &|all| {
            all.event_type("Microsoft.Communication.IncomingCall")
                .subject_ends_with("/RECIPIENT/4:+15550100199")
        });
        subscribe("/caller", &|all| {
            all.subject_begins_with("/caller/4:+15550100123/")
        });
        subscribe("/others", &|all| all.subject_begins_with("call/"));
        subscribe("/sms", &|all| {
            all.event_type("Microsoft.Communication.SMSReceived")
        });
        ring(&stage, NUMBER);
        ring(&stage, OTHER);
        let received = stage.collector.received();
        assert!(received.iter().all(|request| request.method == "POST"));
        let count = |path: &str| received.iter().filter(|at| at.path == path).count();
        let counts = ["/all", "/number", "/caller", "/others", "/sms"].map(count);
        assert_eq!(counts, [2, 1, 2, 0, 0], "{schema:?}");
    }
}

#[test]
fn filters_and_the_handshake_are_set_over_http_too() {
    let stage = Stage::new();
    let subscribe = |path: &str, more: serde_json::Value| {
        let mut body = json!({"url": stage.collector.url(path)});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let requested = stage
            .caller
            .unsigned("POST", "/_emulator/subscription", &body);
        assert_eq!(requested.status, 200);
    };
    subscribe("/validated", json!({}));
    subscribe(
        "/not",
        json!({"handshake": false, "subjectBeginsWith": "call/"}),
    );
    subscribe(
        "/number",
        json!({
            "handshake": false,
            "includedEventTypes": ["Microsoft.Communication.IncomingCall"],
            "subjectEndsWith": "/recipient/4:+15550100199",
        }),
    );
    ring(&stage, OTHER);
    ring(&stage, NUMBER);
    let kinds = |path: &str| -> Vec<_> {
        let events = stage.collector.events(path);
        events.iter().map(short_type).collect()
    };
    let validated = [
        "SubscriptionValidationEvent",
        "IncomingCall",
        "IncomingCall",
    ];
    assert_eq!(kinds("/validated"), validated);
    assert!(kinds("/not").is_empty());
    assert_eq!(kinds("/number"), ["IncomingCall"]);
}

#[test]
fn a_failed_handshake_says_why() {
    let stage = Stage::new();
    let silent = Collector::answering(|request| match request.path.as_str() {
        "/forbidden" => (403, Vec::new(), String::new()),
        _ => (200, Vec::new(), "{}".to_owned()),
    });
    for (path, schema, why) in [
        ("/forbidden", Schema::EventGrid, "status 403"),
        ("/empty", Schema::EventGrid, "no validationResponse"),
        ("/empty", Schema::CloudEvents, "WebHook-Allowed-Origin"),
    ] {
        let url = silent.url(path);
        let error = stage.emulator.subscribe(&url, schema).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Service);
        assert!(error.message().contains(why), "{error}");
    }
    let closed = "http://127.0.0.1:9/grid";
    let error = stage.emulator.subscribe(closed, Schema::EventGrid);
    let error = error.unwrap_err().message().to_owned();
    assert!(error.contains("no response"), "{error}");
}

/// As two of Microsoft's samples for Python respond: with the text of a dictionary.
#[test]
fn a_handshake_succeeds_with_single_quotes_too() {
    let stage = Stage::new();
    let python = Collector::answering(|request| {
        let events: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        let code = events[0]["data"]["validationCode"].as_str().unwrap();
        let right = request.path == "/right";
        let code = if right { code } else { "another" };
        (
            200,
            Vec::new(),
            format!("{{'validationResponse': '{code}'}}"),
        )
    });
    let subscribe = |path| {
        stage
            .emulator
            .subscribe(&python.url(path), Schema::EventGrid)
    };
    subscribe("/right").unwrap();
    let refused = subscribe("/wrong").unwrap_err();
    assert!(
        refused.message().contains("no validationResponse"),
        "{refused}"
    );
}

/// A webhook whose status can be changed, with a stage that is subscribed to it.
fn failing(options: EmulatorOptions) -> (Stage, Collector, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(503));
    let shown = Arc::clone(&status);
    let webhook = Collector::answering(move |_| {
        let why = "the queue is full\r\n".to_owned();
        (shown.load(Ordering::SeqCst), Vec::new(), why)
    });
    let stage = Stage::with(options);
    let subscription = GridSubscription::new(webhook.url("/grid?code=secret"), Schema::EventGrid);
    stage
        .emulator
        .subscribe_with(&subscription.without_handshake())
        .unwrap();
    (stage, webhook, status)
}

#[test]
fn event_grid_attempts_again_by_the_clock_of_the_emulator() {
    let (stage, _webhook, status) = failing(EmulatorOptions::new());
    ring(&stage, NUMBER);
    let pauses = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200];
    for (place, pause) in pauses.into_iter().enumerate() {
        assert_eq!(attempts(&stage).len(), place + 1);
        stage.advance(pause - 1);
        assert_eq!(attempts(&stage).len(), place + 1, "not yet");
        stage.advance(1);
    }
    let made = attempts(&stage);
    assert_eq!(made.len(), 11);
    stage.advance(1_000_000);
    assert_eq!(attempts(&stage).len(), 11, "given up after 24 hours");
    for (place, attempt) in made.iter().enumerate() {
        let count = place.to_string();
        assert_eq!(attempt.header("aeg-delivery-count"), Some(count.as_str()));
        let why = attempt.failure.as_deref().unwrap();
        assert!(why.ends_with("status 503: the queue is full"), "{why}");
        assert_eq!(attempt.body, made[0].body);
    }
    status.store(202, Ordering::SeqCst);
    ring(&stage, NUMBER);
    assert_eq!(attempts(&stage)[11].failure, None);
    for last in [400, 401, 413] {
        status.store(last, Ordering::SeqCst);
        ring(&stage, NUMBER);
        let before = attempts(&stage).len();
        stage.advance(10);
        assert_eq!(attempts(&stage).len(), before, "{last} is not repeated");
    }
    status.store(404, Ordering::SeqCst);
    ring(&stage, NUMBER);
    let before = attempts(&stage).len();
    stage.emulator.reset();
    stage.advance(10);
    assert!(
        before > 0 && attempts(&stage).is_empty(),
        "a reset ends all"
    );
}

#[test]
fn event_grid_attempts_again_quickly_with_the_option() {
    let refusals = AtomicU16::new(2);
    let webhook = Collector::answering(move |_| {
        let refuses = refusals.fetch_sub(1, Ordering::SeqCst) > 0;
        (
            if refuses {
                503
            } else {
                refusals.store(0, Ordering::SeqCst);
                200
            },
            Vec::new(),
            String::new(),
        )
    });
    let stage = Stage::with(EmulatorOptions::new().quick_event_grid_retries(true));
    let subscription = GridSubscription::new(webhook.url("/grid"), Schema::EventGrid);
    stage
        .emulator
        .subscribe_with(&subscription.without_handshake())
        .unwrap();
    ring(&stage, NUMBER);
    let counts: Vec<_> = attempts(&stage)
        .iter()
        .map(|attempt| attempt.header("aeg-delivery-count").unwrap().to_owned())
        .collect();
    assert_eq!(counts, ["0", "1", "2"]);
}

#[test]
fn an_event_that_is_not_delivered_says_why_in_the_journal() {
    let short = Duration::from_millis(1);
    let stage = Stage::with(
        EmulatorOptions::new()
            .event_grid_timeout(short)
            .call_event_timeout(short),
    );
    let hanging = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs = |path: &str| format!("http://{}{path}", hanging.local_addr().unwrap());
    for url in [hangs("/hangs"), "http://127.0.0.1:9/closed".to_owned()] {
        let subscription = GridSubscription::new(url, Schema::CloudEvents);
        stage
            .emulator
            .subscribe_with(&subscription.without_handshake())
            .unwrap();
    }
    ring(&stage, NUMBER);
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["callbackUri"] = json!(hangs("/call"));
    assert_eq!(stage.caller.post("", body).status, 201);
    let failures = || {
        let journal = stage
            .caller
            .unsigned("GET", "/_emulator/journal", &json!(null));
        let entries = journal.json()["entries"].as_array().unwrap().clone();
        let failures = entries.into_iter().filter_map(|entry| {
            let path = entry["path"].as_str()?.rsplit('/').next();
            Some((path?.to_owned(), entry["failure"].as_str()?.to_owned()))
        });
        failures.collect::<Vec<_>>()
    };
    // The first attempt of the call event; the others follow in real time.
    while !failures().iter().any(|(path, _)| path == "call") {
        std::thread::yield_now();
    }
    let failures = failures();
    for path in ["hangs", "closed", "call"] {
        let (_, why) = failures.iter().find(|(at, _)| at == path).unwrap();
        assert!(why.starts_with("no response: "), "{path}: {why}");
    }
}

/// As three of Microsoft's samples for JavaScript do: their handlers return without a response.
#[test]
fn an_application_that_never_responds_receives_each_event_once() {
    let (arrived, arrivals) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let silent = Collector::answering(move |request| {
        let events: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        arrived.send(short_type(&events[0])).unwrap();
        // Until the test lets it go.
        let _ = released.lock().unwrap().recv();
        (200, Vec::new(), String::new())
    });
    let stage = Stage::with(EmulatorOptions::new().call_event_timeout(Duration::from_secs(3)));
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["callbackUri"] = json!(silent.url("/events"));
    let call = stage.caller.post("", body).text("callConnectionId");
    stage.advance(1);
    let next = || arrivals.recv_timeout(TIME_LIMIT).unwrap();
    assert_eq!([next(), next()], ["CallConnected", "ParticipantsUpdated"]);
    let target = stage.caller.target(&format!("/{call}"));
    let left = stage.caller.send("DELETE", &target, b"", &[]).unwrap();
    assert_eq!(left.status, 204);
    assert_eq!(next(), "CallDisconnected");
    let has_timed_out = |entry: &JournalEntry| {
        entry.failure.is_some() && String::from_utf8_lossy(&entry.body).contains("CallConnected")
    };
    while !stage.emulator.journal().iter().any(has_timed_out) {
        std::thread::yield_now();
    }
    drop(release);
    assert!(stage.emulator.flush(TIME_LIMIT));
    let again: Vec<_> = arrivals.try_iter().collect();
    assert!(!again.contains(&"CallConnected".to_owned()), "{again:?}");
}

#[test]
fn a_slow_webhook_delays_no_other_one_of_the_same_server() {
    let (arrived, arrivals) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let server = Collector::answering(move |request| {
        if request.path.starts_with("/slow") {
            // Until the test lets it go.
            let _ = released.lock().unwrap().recv();
        } else {
            arrived.send(request.path.clone()).unwrap();
        }
        (200, Vec::new(), String::new())
    });
    let stage = Stage::new();
    for path in ["/slow?secret=1", "/quick"] {
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callbackUri"] = json!(server.url(path));
        assert_eq!(stage.caller.post("", body).status, 201);
    }
    for _ in 0..2 {
        assert_eq!(arrivals.recv_timeout(TIME_LIMIT).unwrap(), "/quick");
    }
    drop(release);
    assert!(stage.emulator.flush(TIME_LIMIT));
}

/// An application may give each call a callback URL of its own.
#[test]
fn many_hanging_webhooks_of_one_server_delay_no_webhook_of_another() {
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let hanging = Collector::answering(move |_| {
        // Until the test lets it go.
        let _ = released.lock().unwrap().recv();
        (200, Vec::new(), String::new())
    });
    let (arrived, arrivals) = mpsc::channel();
    let healthy = Collector::answering(move |request| {
        arrived.send(request.path.clone()).unwrap();
        (200, Vec::new(), String::new())
    });
    let stage = Stage::new();
    let hanging = (0..70).map(|place| hanging.url(&format!("/events/{place}")));
    let callbacks: Vec<_> = hanging
        .chain([healthy.url("/first"), healthy.url("/second")])
        .collect();
    for callback in callbacks {
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callbackUri"] = json!(callback);
        assert_eq!(stage.caller.post("", body).status, 201);
    }
    let mut paths: Vec<_> = (0..4)
        .map(|_| arrivals.recv_timeout(TIME_LIMIT).unwrap())
        .collect();
    paths.sort();
    assert_eq!(paths, ["/first", "/first", "/second", "/second"]);
    drop(release);
    assert!(stage.emulator.flush(TIME_LIMIT));
}
