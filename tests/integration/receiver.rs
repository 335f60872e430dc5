//! The receiver from outside, each story on both engines: what is answered, and what is queued.

use crate::peer;
use crate::samples;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use acs_call_automation::ErrorKind;
use acs_call_automation::receiver::{Expected, Filter, Receiver, ReceiverOptions, Request, Waited};
use peer::{Peer, request};
use samples::{batch, delivery, sample};

const SOON: Duration = Duration::from_secs(10);
const LONG: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, PartialEq)]
enum Engine {
    Own,
    TinyHttp,
}

impl Engine {
    fn start(self, options: &ReceiverOptions) -> Receiver {
        match self {
            Self::Own => Receiver::bind(options).unwrap(),
            Self::TinyHttp => {
                let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
                Receiver::serve(server, options).unwrap()
            }
        }
    }
}

macro_rules! on_both_engines {
    ($($story:ident)*) => {
        mod on_own_listener {
            $(#[test] fn $story() { super::$story(super::Engine::Own); })*
        }
        mod on_tiny_http {
            $(#[test] fn $story() { super::$story(super::Engine::TinyHttp); })*
        }
    };
}

on_both_engines! {
    none_of_many_events_is_lost_or_doubled_and_each_connection_keeps_its_order
    one_full_queue_does_not_stop_the_others
    closing_wakes_every_thread_that_waits
    bad_requests_are_refused_and_leave_no_trace
    a_delivery_of_several_events_is_taken_whole_or_not_at_all
    a_repeated_delivery_is_acknowledged_and_dropped
    an_event_that_was_refused_is_accepted_when_it_is_delivered_again
    the_handshakes_of_event_grid_are_answered
    handshakes_of_unexpected_senders_are_refused
    every_sample_arrives_untouched
    closing_takes_any_deadline
}

fn start(engine: Engine, options: ReceiverOptions) -> (Receiver, SocketAddr) {
    let receiver = engine.start(&options);
    let address = receiver.local_addr().unwrap();
    (receiver, address)
}

/// Posts until a response comes, as a sender does that is not sure: tiny_http sometimes leaves a
/// connection without one.
fn post_surely(peer: &mut Option<Peer>, address: SocketAddr, body: &str) -> u16 {
    loop {
        let connection = match peer {
            Some(connection) => connection,
            None => match Peer::with_timeout(address, Duration::from_secs(2)) {
                Ok(connection) => peer.insert(connection),
                Err(_) => continue,
            },
        };
        match connection.post("/events", body) {
            Ok(response) => return response.status,
            Err(_) => *peer = None,
        }
    }
}

fn none_of_many_events_is_lost_or_doubled_and_each_connection_keeps_its_order(engine: Engine) {
    const CONNECTIONS: usize = 64;
    const EACH: usize = 2000;
    let (receiver, address) = start(engine, ReceiverOptions::new().capacity(CONNECTIONS * EACH));
    let template = delivery("CallConnected", "CALL", "ID");
    let all_connected = Arc::new(Barrier::new(CONNECTIONS));
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|connection| {
            let (template, all_connected) = (template.clone(), all_connected.clone());
            std::thread::spawn(move || {
                let mut peer = Some(Peer::with_timeout(address, Duration::from_secs(2)).unwrap());
                all_connected.wait();
                let call = format!("call-{connection}");
                for number in 0..EACH {
                    let body = template
                        .replace("CALL", &call)
                        .replace("ID", &format!("{connection}/{number}"));
                    assert_eq!(post_surely(&mut peer, address, &body), 200);
                }
            })
        })
        .collect();

    let mut next = HashMap::new();
    for _ in 0..CONNECTIONS * EACH {
        let event = receiver.recv_timeout(LONG).unwrap().unwrap().event;
        let number = next.entry(event.call_connection_id().unwrap().to_owned());
        let number = number.or_insert(0);
        assert_eq!(event.id().split_once('/').unwrap().1, number.to_string());
        *number += 1;
    }
    for sender in senders {
        sender.join().unwrap();
    }
    assert!(receiver.try_recv().unwrap().is_none());
    assert_eq!(next.len(), CONNECTIONS);
    assert!(next.values().all(|count| *count == EACH));
    let counters = receiver.counters();
    assert_eq!(counters.queued, (CONNECTIONS * EACH) as u64);
    assert_eq!(counters.received, counters.queued + counters.duplicate);
}

fn one_full_queue_does_not_stop_the_others(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new().capacity(4));
    let full = receiver
        .subscribe_with_capacity(Filter::call("full"), 2)
        .unwrap();
    let other = receiver.subscribe(Filter::call("other")).unwrap();
    let incoming = receiver.subscribe(Filter::EventGrid).unwrap();
    let mut peer = Peer::connect(address);
    let mut post = |call: &str, id: &str| {
        peer.post("/events", &delivery("ParticipantsUpdated", call, id))
            .unwrap()
    };

    assert_eq!(post("full", "1").status, 200);
    assert_eq!(post("full", "2").status, 200);
    let refused = post("full", "3");
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), Some("5"));
    // The others take their own places.
    assert_eq!(post("other", "4").status, 200);
    for id in ["5", "6", "7", "8"] {
        assert_eq!(post("somebody", id).status, 200);
    }
    assert_eq!(post("somebody", "9").status, 503);
    assert_eq!(post("other", "10").status, 200);
    let call = sample("eventgrid/IncomingCall.eventgrid.json");
    assert_eq!(
        Peer::connect(address)
            .post("/events", &call)
            .unwrap()
            .status,
        200
    );

    assert_eq!(full.recv().unwrap().event.id(), "1");
    assert_eq!(post("full", "3").status, 200);
    assert_eq!(other.len(), 2);
    assert_eq!(incoming.recv().unwrap().event.name(), "IncomingCall");
    assert_eq!(receiver.len(), 5, "four events and the notice");
}

fn closing_wakes_every_thread_that_waits(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new());
    let subscription = receiver.subscribe(Filter::call("c")).unwrap();
    // Connections that are kept do not hold it up.
    let mut idle = Peer::connect(address);
    let kept = delivery("CallConnected", "d", "1");
    assert_eq!(idle.post("/events", &kept).unwrap().status, 200);
    assert_eq!(receiver.recv().unwrap().event.id(), "1");

    let all_here = Barrier::new(5);
    std::thread::scope(|scope| {
        let of_main: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    all_here.wait();
                    receiver.recv().unwrap_err().kind()
                })
            })
            .collect();
        let of_call = scope.spawn(|| {
            all_here.wait();
            subscription.recv_timeout(LONG).unwrap_err().kind()
        });
        let waits = scope.spawn(|| {
            all_here.wait();
            receiver.wait_for(&[Expected::success("PlayCompleted")], LONG)
        });
        all_here.wait();
        assert!(receiver.close(LONG), "every thread was joined");
        for reader in of_main {
            assert_eq!(reader.join().unwrap(), ErrorKind::Closed);
        }
        assert_eq!(of_call.join().unwrap(), ErrorKind::Closed);
        assert_eq!(waits.join().unwrap().unwrap_err().kind(), ErrorKind::Closed);
    });
    assert_eq!(receiver.iter().count(), 0);
    assert!(receiver.close(SOON), "closing twice is fine");
}

fn closing_takes_any_deadline(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new());
    let mut peer = Peer::connect(address);
    assert_eq!(peer.post("/events", "[]").unwrap().status, 200);
    assert!(receiver.close(Duration::MAX));
    assert!(receiver.close(Duration::MAX));
}

#[test]
fn a_secret_is_replaced_while_calls_last_that_were_given_the_one_before() {
    let options = ReceiverOptions::new()
        .secret("second")
        .previous_secret("first");
    let receiver = Receiver::without_listener(&options.public_url("https://bot.example")).unwrap();
    let mut number = 0;
    let mut accepts = |secret: &str| {
        number += 1;
        let body = delivery("CallConnected", "c", &number.to_string());
        let target = format!("/events?secret={secret}");
        let request = Request::new("POST", target, body);
        receiver.inbox().handle(&request).status == 200
    };
    assert!(accepts("first") && accepts("second") && !accepts("third"));
    receiver.rotate_secret("third").unwrap();
    let url = receiver.url("/events").unwrap();
    assert_eq!(url, "https://bot.example/events?secret=third");
    assert!(!accepts("first") && accepts("second") && accepts("third"));
    receiver.forget_previous_secret().unwrap();
    assert!(!accepts("second") && accepts("third"));
    for bad in ["", "a\nb"] {
        assert_eq!(
            receiver.rotate_secret(bad).unwrap_err().field(),
            Some("secret")
        );
    }
    assert!(accepts("third"), "nothing has changed");
    let open = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let error = open.rotate_secret("first").unwrap_err();
    assert!(error.message().contains("created without one"), "{error}");
}

fn bad_requests_are_refused_and_leave_no_trace(engine: Engine) {
    let (receiver, address) = start(
        engine,
        ReceiverOptions::new()
            .path("/events")
            .path("/more/events")
            .secret("s3 cret&")
            .body_limit(2000),
    );
    let good = delivery("CallConnected", "c", "1");
    let long = format!("{good}{}", " ".repeat(2001));
    let (here, there) = (
        "/events?secret=s3%20cret%26",
        "/more/events?a=b&secret=s3%20cret%26",
    );
    let cases: &[(&str, &str, &str, u16)] = &[
        ("POST", here, "", 400),
        ("POST", here, "{", 400),
        ("POST", here, "no json", 400),
        ("POST", here, "[1]", 400),
        ("POST", here, "[{}]", 400),
        ("POST", here, "\"text\"", 400),
        ("POST", here, &good[..good.len() - 1], 400),
        ("POST", "/events", &good, 401),
        ("POST", "/events?secret=", &good, 401),
        ("POST", "/events?secret=s3", &good, 401),
        ("POST", "/events?secret=S3%20cret%26", &good, 401),
        ("POST", "/events?Secret=s3%20cret%26", &good, 401),
        (
            "POST",
            "/events?secret=wrong&secret=s3%20cret%26",
            &good,
            401,
        ),
        ("OPTIONS", "/events", "", 401),
        ("POST", "/", &good, 404),
        ("POST", "/events/?secret=s3%20cret%26", &good, 404),
        ("POST", "/Events?secret=s3%20cret%26", &good, 404),
        ("POST", "/%65vents?secret=s3%20cret%26", &good, 404),
        ("GET", here, "", 405),
        ("PUT", there, &good, 405),
        ("DELETE", here, "", 405),
        ("POST", here, &long, 413),
    ];
    for (method, target, body, status) in cases {
        let response = Peer::connect(address)
            .exchange(method, target, "", body)
            .unwrap();
        assert_eq!(response.status, *status, "{method} {target} {body:.30}");
        if *status == 405 {
            assert_eq!(response.header("allow"), Some("POST, OPTIONS"));
        }
        assert!(!response.head.contains("s3"), "{}", response.head);
        assert!(!response.body.contains("s3"), "{}", response.body);
    }
    let counters = receiver.counters();
    assert_eq!(counters.rejected, cases.len() as u64);
    assert_eq!(counters.received, 0);
    assert!(receiver.is_empty());

    for target in [here, there] {
        let body = delivery("CallConnected", "c", target);
        let response = Peer::connect(address).post(target, &body).unwrap();
        assert_eq!(response.status, 200);
        assert_eq!(receiver.recv().unwrap().event.id(), target);
    }
}

fn a_delivery_of_several_events_is_taken_whole_or_not_at_all(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new().capacity(3));
    let mut peer = Peer::connect(address);
    let mut post = |body: &str| peer.post("/events", body).unwrap().status;

    let two = [
        ("CallConnected", "c", "1"),
        ("ParticipantsUpdated", "c", "2"),
    ];
    let three_more = [
        ("PlayStarted", "c", "3"),
        ("PlayCompleted", "c", "4"),
        ("CallDisconnected", "c", "5"),
    ];
    assert_eq!(post(&batch(&two)), 200);
    assert_eq!(post(&batch(&three_more)), 503, "there is one place only");
    let ids = |count: usize| -> Vec<String> {
        (0..count)
            .map(|_| receiver.recv().unwrap().event.id().to_owned())
            .collect()
    };
    assert_eq!(ids(2), ["1", "2"]);
    assert!(receiver.recv().unwrap().is_overflow());
    assert_eq!(post(&batch(&three_more)), 200, "that place was given back");
    assert_eq!(ids(3), ["3", "4", "5"]);
    assert_eq!(post("[]"), 200, "no events are none too many");

    // A queue of a call decides for the others of the same delivery.
    let full = receiver
        .subscribe_with_capacity(Filter::call("d"), 1)
        .unwrap();
    assert_eq!(post(&delivery("CallConnected", "d", "6")), 200);
    let mixed = [("PlayStarted", "c", "7"), ("PlayStarted", "d", "8")];
    assert_eq!(post(&batch(&mixed)), 503);
    assert!(receiver.is_empty(), "and no notice: it had room");
    assert_eq!(full.recv().unwrap().event.id(), "6");
    assert!(full.recv().unwrap().is_overflow());
    assert_eq!(receiver.counters().refused, 5);
}

fn a_repeated_delivery_is_acknowledged_and_dropped(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new().capacity(3));
    let first = delivery("CallConnected", "c", "1");
    for _ in 0..3 {
        let response = Peer::connect(address).post("/events", &first).unwrap();
        assert_eq!(response.status, 200);
    }
    // The same id of another call is another event; twice in one delivery is once.
    let twice = [
        ("CallConnected", "d", "1"),
        ("PlayStarted", "c", "2"),
        ("PlayStarted", "c", "2"),
    ];
    let mut peer = Peer::connect(address);
    assert_eq!(peer.post("/events", &batch(&twice)).unwrap().status, 200);
    // Full, but these are known.
    assert_eq!(peer.post("/events", &batch(&twice)).unwrap().status, 200);

    let seen: Vec<_> = (0..3)
        .map(|_| receiver.recv().unwrap().event)
        .map(|event| (event.source().unwrap().to_owned(), event.id().to_owned()))
        .collect();
    let of = |call: &str, id: &str| (format!("calling/callConnections/{call}"), id.to_owned());
    assert_eq!(seen, [of("c", "1"), of("d", "1"), of("c", "2")]);
    assert!(receiver.is_empty());
    let counters = receiver.counters();
    assert_eq!(
        (counters.received, counters.queued, counters.duplicate),
        (9, 3, 6)
    );
}

fn an_event_that_was_refused_is_accepted_when_it_is_delivered_again(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new().capacity(1));
    let mut peer = Peer::connect(address);
    let mut post = |id: &str| {
        let body = delivery("PlayStarted", "c", id);
        peer.post("/events", &body).unwrap().status
    };
    assert_eq!(post("1"), 200);
    assert_eq!(post("2"), 503);
    assert_eq!(post("2"), 503);
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    assert_eq!(
        post("2"),
        200,
        "it was not remembered while it was not queued"
    );
    let notice = receiver.recv().unwrap();
    assert!(notice.is_overflow());
    assert_eq!(notice.event.data(), r#"{"refused":2}"#);
    assert_eq!(receiver.recv().unwrap().event.id(), "2");
}

fn the_handshakes_of_event_grid_are_answered(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new().secret("s"));
    let mut peer = Peer::connect(address);
    let question = sample("eventgrid/SubscriptionValidation.eventgrid.json");
    let response = peer
        .exchange(
            "POST",
            "/events?secret=s",
            "aeg-event-type: SubscriptionValidation\r\n",
            &question,
        )
        .unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(
        response.body,
        sample("eventgrid/SubscriptionValidation.response.json")
    );
    assert_eq!(peer.post("/events", &question).unwrap().status, 401);

    // The recorded exchange of the CloudEvents schema: a question and its response.
    let exchange = sample("eventgrid/validation-handshake-cloudevents.http").replace('\r', "");
    let (question, expected) = exchange.trim_end().split_once("\n\n").unwrap();
    let question = question.replace("/api/incoming", "/events?secret=s");
    peer.send(format!("{}\r\n\r\n", question.replace('\n', "\r\n")))
        .unwrap();
    let response = peer.response().unwrap();
    for line in expected.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        assert_eq!(response.header(name), Some(value), "{name}");
    }
    assert_eq!(response.status, 200);

    let no_rate = peer
        .exchange(
            "OPTIONS",
            "/events?secret=s",
            "WebHook-Request-Origin: a.example\r\n",
            "",
        )
        .unwrap();
    assert_eq!(no_rate.header("webhook-allowed-origin"), Some("a.example"));
    assert_eq!(no_rate.header("webhook-allowed-rate"), Some("*"));
    let no_origin = peer
        .exchange("OPTIONS", "/events?secret=s", "", "")
        .unwrap();
    assert_eq!(no_origin.status, 200);
    assert_eq!(no_origin.header("webhook-allowed-origin"), None);

    assert_eq!(receiver.counters().received, 0, "handshakes are no events");
    let deleted = sample("eventgrid/SubscriptionDeleted.eventgrid.json");
    assert_eq!(peer.post("/events?secret=s", &deleted).unwrap().status, 200);
    let event = receiver.recv().unwrap().event;
    assert_eq!(
        event.event_type(),
        "Microsoft.EventGrid.SubscriptionDeletedEvent"
    );
}

fn handshakes_of_unexpected_senders_are_refused(engine: Engine) {
    let ours = "/subscriptions/ddc6e2b2-24d0-4d82-a669-202258386936/resourceGroups/rg-sample/\
                providers/Microsoft.Communication/CommunicationServices/sample-acs";
    let (receiver, address) = start(
        engine,
        ReceiverOptions::new()
            .event_grid_topic(ours)
            .webhook_origin("eventgrid.azure.net"),
    );
    let mut peer = Peer::connect(address);
    let question = sample("eventgrid/SubscriptionValidation.eventgrid.json");
    // Resource ids are written in any letter case.
    assert_eq!(peer.post("/events", &question).unwrap().status, 200);
    let strange = question.replace("sample-acs", "other-acs");
    let refused = peer.post("/events", &strange).unwrap();
    assert_eq!(refused.status, 403);
    assert!(!refused.body.contains("validationResponse"));

    let mut origin = |line: &str| peer.exchange("OPTIONS", "/events", line, "").unwrap();
    assert_eq!(
        origin("WebHook-Request-Origin: EventGrid.azure.net\r\n").status,
        200
    );
    for (line, status) in [
        ("WebHook-Request-Origin: evil.example\r\n", 403),
        ("WebHook-Request-Origin: a b\r\n", 400),
        (
            "WebHook-Request-Origin: eventgrid.azure.net\r\nWebHook-Request-Rate: fast\r\n",
            400,
        ),
    ] {
        let response = origin(line);
        assert_eq!(response.status, status, "{line}");
        assert_eq!(response.header("webhook-allowed-origin"), None);
    }

    let without_code = question.replace("validationCode", "code");
    assert_eq!(peer.post("/events", &without_code).unwrap().status, 400);
    let event = delivery("CallConnected", "c", "1");
    let beside = format!("{},{}", question.trim_end_matches(']'), &event[1..]);
    assert_eq!(peer.post("/events", &beside).unwrap().status, 400);
    assert_eq!(receiver.counters().received, 0);
}

fn every_sample_arrives_untouched(engine: Engine) {
    let (receiver, address) = start(engine, ReceiverOptions::new());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/events");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    assert!(names.len() >= 38);
    let mut peer = Peer::connect(address);
    for name in names {
        let text = sample(&name);
        // In chunks, as some proxies pass a body on.
        let (left, right) = text.split_at(text.len() / 2);
        peer.send(format!(
            "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
             {:x}\r\n{left}\r\n{:X}\r\n{right}\r\n0\r\n\r\n",
            left.len(),
            right.len()
        ))
        .unwrap();
        assert_eq!(peer.response().unwrap().status, 200, "{name}");
        let event = receiver.recv().unwrap().event;
        assert_eq!(format!("[{}]", event.raw()), text.trim(), "{name}");
    }
    assert!(receiver.is_empty());
}

#[test]
fn what_was_acknowledged_before_closing_can_still_be_read() {
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let inbox = receiver.inbox();
    let subscription = receiver.subscribe(Filter::call("c")).unwrap();
    let mut peer = Peer::connect(address);
    for (call, id) in [("c", "1"), ("d", "2"), ("c", "3")] {
        let body = delivery("CallConnected", call, id);
        assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    }
    assert!(receiver.close(SOON));
    assert!(peer.is_closed());
    assert!(
        Peer::with_timeout(address, SOON).is_err(),
        "the port is closed"
    );
    let late = acs_call_automation::receiver::Request::new(
        "POST",
        "/events",
        delivery("CallConnected", "d", "4"),
    );
    let refused = inbox.handle(&late);
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), Some("5"));
    assert_eq!(
        receiver.subscribe(Filter::EventGrid).unwrap_err().kind(),
        ErrorKind::Closed
    );

    let expected = [Expected::success("CallConnected").of_call("d")];
    let Ok(Waited::Success(waited)) = receiver.wait_for(&expected, SOON) else {
        panic!("it was there");
    };
    assert_eq!(waited.event.id(), "2");
    assert_eq!(receiver.try_recv().unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(subscription.recv().unwrap().event.id(), "1");
    // What is given back is readable again.
    drop(subscription);
    assert_eq!(receiver.recv().unwrap().event.id(), "3");
    assert_eq!(receiver.recv().unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(receiver.counters().refused, 1);
}

#[test]
fn after_each_of_many_concurrent_closes_the_socket_is_closed() {
    for _ in 0..50 {
        let (receiver, address) = start(Engine::Own, ReceiverOptions::new());
        let _peers: Vec<Peer> = (0..10).map(|_| Peer::connect(address)).collect();
        let all_here = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    all_here.wait();
                    assert!(receiver.close(LONG));
                    assert!(Peer::with_timeout(address, SOON).is_err());
                });
            }
        });
    }
}

#[test]
fn a_slow_sender_does_not_keep_a_closed_tiny_http_listening() {
    let (receiver, address) = start(Engine::TinyHttp, ReceiverOptions::new());
    let mut slow = Peer::connect(address);
    slow.send(
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\
         Expect: 100-continue\r\n\r\n",
    )
    .unwrap();
    // A worker wants the body now, and waits for it.
    assert_eq!(slow.response().unwrap().status, 100);
    assert!(!receiver.close(Duration::from_millis(50)), "one is busy");
    let begun = Instant::now();
    while Peer::with_timeout(address, SOON).is_ok() {
        assert!(begun.elapsed() < SOON, "it still accepts");
        std::thread::yield_now();
    }
    slow.send("[]").unwrap();
    assert_eq!(slow.response().unwrap().status, 503);
    assert!(receiver.close(LONG), "another try has more luck");
}

#[test]
fn a_program_can_hand_over_single_requests_of_its_own_tiny_http_server() {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let inbox = receiver.inbox();
    let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let address = server.server_addr().to_ip().unwrap();
    let serving = std::thread::spawn(move || {
        for _ in 0..2 {
            inbox.handle_tiny_http(server.recv().unwrap()).unwrap();
        }
    });
    let mut peer = Peer::connect(address);
    let body = delivery("CallConnected", "c", "1");
    assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    assert_eq!(peer.post("/elsewhere", &body).unwrap().status, 404);
    serving.join().unwrap();
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
}

#[test]
fn dropping_the_last_handle_closes_the_receiver() {
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let subscription = receiver.subscribe(Filter::call("c")).unwrap();
    let mut peer = Peer::connect(address);
    let body = delivery("CallConnected", "c", "1");
    drop(receiver.clone());
    assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    drop(receiver);
    assert!(peer.is_closed());
    assert_eq!(subscription.recv().unwrap().event.id(), "1");
    assert_eq!(subscription.recv().unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn a_request_of_the_worst_allowed_size_is_taken() {
    let limit = 1024 * 1024;
    let receiver = Receiver::bind(&ReceiverOptions::new().body_limit(limit)).unwrap();
    let body = delivery("CallConnected", "c", "1");
    let body = format!("{body}{}", " ".repeat(limit - body.len()));
    let mut peer = Peer::connect(receiver.local_addr().unwrap());
    assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    let expects = request("POST", "/events", "Expect: 100-continue\r\n", &body);
    peer.send(expects).unwrap();
    assert_eq!(peer.response().unwrap().status, 100);
    assert_eq!(peer.response().unwrap().status, 200);
    assert_eq!(receiver.counters().duplicate, 1);
}
