//! Several receivers and consumers with one Redis.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    unsafe_code
)]

mod cluster;
mod failures;
mod network;
mod server;

#[path = "../common/samples.rs"]
mod samples;

use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation::receiver::{
    Expected, Filter, Received, Receiver, ReceiverOptions, RedisOptions, Request, Waited,
};

use samples::{batch, delivery};
use server::{Server, wait_until};

const LONG: Duration = Duration::from_secs(60);

fn redis(server: &Server, member: &str) -> RedisOptions {
    RedisOptions::new(server.url())
        .member(member)
        .lease(Duration::from_secs(1))
}

fn receiver(options: RedisOptions) -> Receiver {
    let options = ReceiverOptions::new()
        .public_url("http://127.0.0.1:9")
        .redis(options);
    Receiver::without_listener(&options).unwrap()
}

fn member(server: &Server, name: &str) -> Receiver {
    receiver(redis(server, name))
}

/// A receiver that only accepts.
fn front(server: &Server) -> Receiver {
    receiver(RedisOptions::new(server.url()).consume(false))
}

/// The path and query of the callback URL of a member.
fn target(member: &Receiver) -> String {
    let url = member.url("/events").unwrap();
    url.strip_prefix("http://127.0.0.1:9").unwrap().to_owned()
}

fn post(receiver: &Receiver, target: &str, body: impl Into<Vec<u8>>) -> u16 {
    receiver.handle(&Request::new("POST", target, body)).status
}

fn bring(receiver: &Receiver, target: &str, call: &str, id: &str) {
    let body = delivery("ParticipantsUpdated", call, id);
    assert_eq!(post(receiver, target, body), 200, "{id}");
}

fn next(receiver: &Receiver) -> Received {
    receiver.recv_timeout(LONG).unwrap().expect("an event")
}

fn ids(received: &[Received]) -> Vec<&str> {
    received.iter().map(|one| one.event.id()).collect()
}

fn read(receiver: &Receiver, count: usize) -> Vec<Received> {
    (0..count).map(|_| next(receiver)).collect()
}

#[test]
fn what_any_receiver_accepts_reaches_the_process_that_has_the_call_in_sequence() {
    let server = Server::start();
    let (a, b) = (member(&server, "a"), member(&server, "b"));
    let fronts = [front(&server), front(&server)];
    for number in 0..20 {
        let through = &fronts[number % 2];
        bring(through, &target(&b), "call-b", &format!("b{number}"));
        bring(through, &target(&a), "call-a", &format!("a{number}"));
    }
    for (name, it) in [("a", &a), ("b", &b)] {
        let received = read(it, 20);
        let expected: Vec<String> = (0..20).map(|number| format!("{name}{number}")).collect();
        assert_eq!(ids(&received), expected);
        let event = &received[0].event;
        assert_eq!(event.callback_path(), Some("/events"));
        assert_eq!(event.callback_query(), Some(""));
        assert!(it.try_recv().unwrap().is_none());
        Received::done_all(&received).unwrap();
    }
    let left: usize = redis::cmd("GET")
        .arg("{acs}:total")
        .query(&mut server.connection())
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn calls_of_no_member_are_divided_among_the_consumers_and_each_call_stays_with_one() {
    let server = Server::start();
    let consumers = [
        member(&server, "a"),
        member(&server, "b"),
        member(&server, "c"),
    ];
    let front = front(&server);
    let owned = |name: &str| {
        let mut connection = server.connection();
        let owners: Vec<String> = redis::cmd("HVALS")
            .arg("{acs}:owners")
            .query(&mut connection)
            .unwrap();
        owners.iter().filter(|owner| *owner == name).count()
    };
    // 64 partitions, and the stream of the member itself.
    wait_until("the partitions are not divided", || {
        ["a", "b", "c"]
            .iter()
            .all(|name| (21..=23).contains(&owned(name)))
    });
    for call in 0..60 {
        for number in 0..3 {
            bring(
                &front,
                "/events",
                &format!("call-{call}"),
                &format!("{call}.{number}"),
            );
        }
    }
    let mut total = 0;
    for consumer in &consumers {
        let mut calls: Vec<(String, usize)> = Vec::new();
        let mut received = Vec::new();
        while received.len() < 3 {
            received.push(next(consumer));
        }
        while let Some(one) = consumer.recv_timeout(Duration::from_millis(500)).unwrap() {
            received.push(one);
        }
        for one in &received {
            let (call, number) = one.event.id().split_once('.').unwrap();
            match calls.iter_mut().find(|known| known.0 == call) {
                Some(known) => known.1 += 1,
                None => calls.push((call.to_owned(), 0)),
            }
            let known = calls.iter().find(|known| known.0 == call).unwrap();
            assert_eq!(known.1.to_string(), number, "in sequence");
        }
        assert!(calls.iter().all(|(_, last)| *last == 2), "whole calls");
        total += received.len();
    }
    assert_eq!(total, 180);
}

#[test]
fn a_repetition_is_known_by_every_receiver() {
    let server = Server::start();
    let consumer = member(&server, "a");
    let (first, second) = (front(&server), front(&server));
    bring(&first, "/events", "call", "1");
    bring(&second, "/events", "call", "1");
    assert_eq!(second.counters().duplicate, 1);
    let other = delivery("CallConnected", "call", "1");
    assert_eq!(post(&second, "/events", other), 200);
    let both = batch(&[
        ("ParticipantsUpdated", "call", "2"),
        ("ParticipantsUpdated", "call", "2"),
    ]);
    assert_eq!(post(&first, "/events", both), 200);
    let received = read(&consumer, 3);
    assert_eq!(
        ids(&received),
        ["1", "1", "2"],
        "the other content has the id of an earlier one"
    );
    assert_eq!(received[1].event.name(), "CallConnected");
    assert!(consumer.try_recv().unwrap().is_none());
}

#[test]
fn a_closed_consumer_leaves_its_unread_events_to_the_others_at_once() {
    let server = Server::start();
    // No lease runs out within this test.
    let slow = |name| receiver(redis(&server, name).lease(Duration::from_secs(3600)));
    let first = slow("first");
    let front = front(&server);
    for id in ["1", "2", "3"] {
        bring(&front, &target(&first), "call", id);
    }
    let taken = next(&first);
    first.close(LONG);
    assert!(first.try_recv().is_err(), "the rest is no longer there");
    let second = slow("second");
    taken.done().unwrap();
    drop((taken, first));
    // The next sign of life would be given in 15 minutes; a new consumer gives one at once.
    drop(second);
    let third = slow("third");
    assert_eq!(ids(&read(&third, 2)), ["2", "3"]);
}

#[test]
fn what_another_consumer_was_given_meanwhile_cannot_be_confirmed_and_what_was_confirmed_it_does_not_get()
 {
    let server = Server::start();
    let first = member(&server, "first");
    let front = front(&server);
    for id in ["1", "2"] {
        bring(&front, &target(&first), "call", id);
    }
    let (one, two) = (next(&first), next(&first));
    one.done().unwrap();
    // As if it had given no sign of life for longer than its lease.
    let second = loop {
        let mut redis = server.connection();
        redis::cmd("ZADD")
            .arg("{acs}:members")
            .arg(0)
            .arg("first")
            .exec(&mut redis)
            .unwrap();
        let second = member(&server, "second");
        if let Some(received) = second.recv_timeout(Duration::from_millis(200)).unwrap() {
            assert_eq!(received.event.id(), "2");
            break received;
        }
    };
    let error = two.done().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed, "{error}");
    assert!(error.to_string().contains("1 of 1 events"), "{error}");
    second.done().unwrap();
    two.done().unwrap();
}

#[test]
fn subscriptions_and_waits_get_what_other_receivers_accept() {
    let server = Server::start();
    let consumer = member(&server, "a");
    let front = front(&server);
    let subscription = consumer.subscribe(Filter::call("call-1")).unwrap();
    bring(&front, &target(&consumer), "call-1", "1");
    let received = subscription.recv_timeout(LONG).unwrap().unwrap();
    assert_eq!(received.event.id(), "1");
    let waits = std::thread::spawn({
        let consumer = consumer.clone();
        move || {
            let expected = Expected::success("CallConnected").of_call("call-2");
            consumer.wait_for(&[expected], LONG)
        }
    });
    let connected = delivery("CallConnected", "call-2", "2");
    assert_eq!(post(&front, &target(&consumer), connected), 200);
    match waits.join().unwrap().unwrap() {
        Waited::Success(received) => received.done().unwrap(),
        other => panic!("{other:?}"),
    }
    received.done().unwrap();
}

#[test]
fn without_redis_nothing_is_acknowledged_and_afterwards_everything_goes_on() {
    let mut server = Server::with(&["--appendonly", "yes"]);
    let consumer = member(&server, "a");
    let front = front(&server);
    bring(&front, &target(&consumer), "call", "1");
    let first = next(&consumer);
    server.kill();
    let refused = delivery("ParticipantsUpdated", "call", "2");
    assert_eq!(post(&front, &target(&consumer), &*refused), 503);
    assert_eq!(first.done().unwrap_err().kind(), ErrorKind::System);
    server.restart();
    assert_eq!(post(&front, &target(&consumer), &*refused), 200);
    let second = next(&consumer);
    assert_eq!(second.event.id(), "2");
    first.done().unwrap();
    second.done().unwrap();
}

#[test]
fn a_full_store_refuses_and_an_empty_one_takes_any_request() {
    let server = Server::start();
    let options = || RedisOptions::new(server.url()).max_events(2);
    let front = receiver(options().consume(false));
    let consumer = receiver(options().member("a"));
    let many: Vec<String> = (0..5).map(|id| id.to_string()).collect();
    let many: Vec<_> = many
        .iter()
        .map(|id| ("ParticipantsUpdated", "call", &**id))
        .collect();
    assert_eq!(post(&front, "/events", batch(&many)), 200);
    let more = delivery("ParticipantsUpdated", "call", "more");
    assert_eq!(post(&front, "/events", &*more), 503);
    let received = read(&consumer, 5);
    Received::done_all(&received).unwrap();
    assert_eq!(post(&front, "/events", more), 200);
    assert_eq!(next(&consumer).event.id(), "more");
}

#[test]
fn a_consumer_gets_no_more_than_it_can_confirm() {
    let server = Server::start();
    let options = redis(&server, "a").prefetch(10).partitions(1);
    let consumer = receiver(options);
    let front = receiver(RedisOptions::new(server.url()).partitions(1).consume(false));
    for id in 0..50 {
        bring(&front, "/events", "call", &id.to_string());
    }
    let pending = || {
        let mut connection = server.connection();
        let mut command = redis::cmd("XPENDING");
        let (count, ..): (usize, redis::Value, redis::Value, redis::Value) = command
            .arg("{acs}:events:0")
            .arg("consumers")
            .query(&mut connection)
            .unwrap();
        count
    };
    wait_until("nothing is read", || pending() >= 10);
    for id in 0..50 {
        assert!(pending() <= 20, "{}", pending());
        let received = next(&consumer);
        assert_eq!(received.event.id(), id.to_string());
        received.done().unwrap();
    }
}

#[test]
fn of_two_processes_with_one_name_the_later_one_consumes() {
    let server = Server::start();
    let first = member(&server, "a");
    let second = member(&server, "a");
    let front = front(&server);
    // The first one learns of it with its next sign of life.
    wait_until("the first one consumes still", || {
        bring(
            &front,
            &target(&second),
            "call",
            &format!("{:?}", std::time::Instant::now()),
        );
        second
            .recv_timeout(Duration::from_millis(50))
            .unwrap()
            .is_some()
            && first.try_recv().unwrap().is_none()
    });
}

#[test]
fn a_redis_that_may_lose_events_against_its_options_is_refused() {
    let server = Server::start();
    let open = |options: RedisOptions| {
        let options = ReceiverOptions::new().redis(options);
        Receiver::without_listener(&options).map(drop)
    };
    let text = |options| open(options).unwrap_err().to_string();
    open(redis(&server, "a")).unwrap();
    assert!(text(redis(&server, "a").partitions(8)).contains("must be 64"));
    assert!(text(redis(&server, "a").synced(true)).contains("appendonly"));
    let evicting = Server::with(&["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]);
    assert!(text(redis(&evicting, "a")).contains("allkeys-lru"));
    let port = server.port.to_string();
    let replica = Server::with(&["--replicaof", "127.0.0.1", &port]);
    assert!(text(redis(&replica, "a")).contains("replica"));
    // The primary is the second one.
    open(RedisOptions::new(replica.url()).fallback_url(server.url())).unwrap();
    let closed = format!("redis://127.0.0.1:{}", server::free_port());
    let message = text(RedisOptions::new(&*closed));
    assert!(
        message.contains(closed.strip_prefix("redis://").unwrap()),
        "{message}"
    );
}

#[test]
fn an_event_is_acknowledged_when_the_replicas_have_it_or_the_disk() {
    let server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let synced = receiver(redis(&server, "a").synced(true));
    bring(&synced, "/events", "call", "1");
    let front = receiver(RedisOptions::new(server.url()).consume(false).replicas(1));
    let body = delivery("ParticipantsUpdated", "call", "2");
    assert_eq!(post(&front, "/events", &*body), 503, "there is none");
    let port = server.port.to_string();
    let replica = Server::with(&["--replicaof", "127.0.0.1", &port]);
    wait_until("the replica does not follow", || {
        post(&front, "/events", &*body) == 200
    });
    let there: usize = redis::cmd("GET")
        .arg("{acs}:total")
        .query(&mut replica.connection())
        .unwrap();
    assert_eq!(there, 2);
    assert_eq!(ids(&read(&synced, 2)), ["1", "2"], "once");
}

#[test]
fn options_out_of_range_name_the_field_and_the_rule() {
    let check = |options: RedisOptions| {
        let options = ReceiverOptions::new().redis(options);
        let error = Receiver::without_listener(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        error.to_string()
    };
    let new = || RedisOptions::new("redis://127.0.0.1:1");
    for (options, expected) in [
        (
            RedisOptions::new("127.0.0.1:6379"),
            "redis url: must start with",
        ),
        (
            new().fallback_url("http://example.com"),
            "redis fallback url: must start with",
        ),
        (
            new().sentinel_url("unix:///sentinel"),
            "redis sentinel url: must start with redis:// or rediss://",
        ),
        (
            new().sentinel_group("pbx"),
            "redis sentinel group: needs a sentinel url",
        ),
        (
            new().sentinel_url("redis://a").sentinel_group("a b"),
            "redis sentinel group: must be 1 to 64 letters",
        ),
        (
            new()
                .sentinel_url("redis://a")
                .fallback_url("redis://127.0.0.1:2"),
            "redis fallback url: must not be set beside a sentinel url",
        ),
        (
            RedisOptions::new("unix:///redis").sentinel_url("redis://a"),
            "redis url: must start with redis:// or rediss://",
        ),
        (
            new().member("pbx 1"),
            "redis member: must be 1 to 64 letters",
        ),
        (new().prefix(""), "redis prefix: must be 1 to 64 letters"),
        (new().partitions(0), "redis partitions: must be 1 to 1024"),
        (
            new().lease(Duration::from_millis(999)),
            "redis lease: must be 1 s to an hour",
        ),
        (new().max_events(0), "redis max events: must be 1 to"),
        (new().prefetch(0), "redis prefetch: must be 1 to"),
        (new().replicas(17), "redis replicas: must be 0 to 16"),
    ] {
        let message = check(options);
        assert!(message.contains(expected), "{message}");
    }
}
