//! Queues, subscriptions, tags and waiting, fed without any socket.

use crate::samples;

use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use acs_call_automation::event::EventKind;
use acs_call_automation::options::Clock;
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{
    Counters, Expected, Filter, OVERFLOW_EVENT, Received, Receiver, ReceiverOptions, Waited,
};
use acs_call_automation::{ErrorKind, Result};
use samples::{batch, delivery, sample, with_context};

const LONG: Duration = Duration::from_secs(60);
const NOW: Duration = Duration::ZERO;

fn receiver(options: &ReceiverOptions) -> Receiver {
    Receiver::without_listener(options).unwrap()
}

fn post(receiver: &Receiver, body: impl Into<Vec<u8>>) -> u16 {
    let request = Request::new("POST", "/events", body);
    receiver.handle(&request).status
}

fn bring(receiver: &Receiver, name: &str, call: &str, id: &str) {
    assert_eq!(post(receiver, delivery(name, call, id)), 200, "{id}");
}

/// The ids of what can be read without waiting.
fn unread(mut next: impl FnMut() -> acs_call_automation::Result<Option<Received>>) -> Vec<String> {
    std::iter::from_fn(|| next().ok().flatten())
        .map(|received| received.event.id().to_owned())
        .collect()
}

#[test]
fn a_subscription_takes_over_what_came_before_and_gives_back_what_was_not_read() {
    let receiver = receiver(&ReceiverOptions::new());
    for (call, id) in [("a", "1"), ("b", "2"), ("a", "3"), ("b", "4"), ("a", "5")] {
        bring(&receiver, "ParticipantsUpdated", call, id);
    }
    // Its bound holds for what comes, not for what was acknowledged before.
    let a = receiver
        .subscribe_with_capacity(Filter::call("a"), 1)
        .unwrap();
    assert_eq!((a.len(), receiver.len()), (3, 2));
    assert_eq!(a.recv().unwrap().event.id(), "1");
    assert_eq!(post(&receiver, delivery("PlayStarted", "a", "6")), 503);
    bring(&receiver, "ParticipantsUpdated", "b", "7");
    drop(a);
    let order = ["2", "3", "4", "5"].map(String::from);
    let mut back = unread(|| receiver.try_recv());
    // The notice of the refused event comes back too, in its place.
    let notice = back.remove(4);
    assert_eq!(back[..4], order);
    assert_ne!(notice, "7");
    assert_eq!(back[4..], ["7"]);
}

#[test]
fn incoming_calls_have_a_separate_queue_when_subscribed() {
    let receiver = receiver(&ReceiverOptions::new());
    let incoming = sample("eventgrid/IncomingCall.cloudevents-batch.json");
    assert_eq!(post(&receiver, incoming), 200);
    bring(&receiver, "CallConnected", "a", "1");
    let of_event_grid = receiver.subscribe(Filter::EventGrid).unwrap();
    assert_eq!((of_event_grid.len(), receiver.len()), (2, 1));
    let names: Vec<_> = unread(|| of_event_grid.try_recv());
    assert_eq!(names.len(), 2);
    let started = sample("eventgrid/CallStarted.eventgrid.json");
    assert_eq!(post(&receiver, started), 200);
    assert_eq!(of_event_grid.recv().unwrap().event.name(), "CallStarted");
    assert_eq!(unread(|| receiver.try_recv()), ["1"]);
}

#[test]
fn there_is_one_subscription_of_a_kind_at_a_time() {
    let receiver = receiver(&ReceiverOptions::new());
    let first = receiver.subscribe(Filter::call("a")).unwrap();
    let error = receiver.subscribe(Filter::call("a")).unwrap_err();
    assert_eq!(error.field(), Some("filter"));
    drop(first);
    receiver.subscribe(Filter::call("a")).unwrap();
    let error = receiver
        .subscribe_with_capacity(Filter::call("b"), 0)
        .unwrap_err();
    assert_eq!(error.field(), Some("subscription capacity"));
}

#[test]
fn an_overflow_is_reported_once_in_its_place_and_again_when_it_happens_again() {
    let receiver = receiver(&ReceiverOptions::new().capacity(2));
    let mut posted = 0;
    let mut post_one = || {
        posted += 1;
        post(&receiver, delivery("PlayStarted", "a", &posted.to_string()))
    };
    assert_eq!([post_one(), post_one()], [200, 200]);
    assert_eq!([post_one(), post_one(), post_one()], [503, 503, 503]);
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    // There is room for one again, behind the notice; the overflow still goes on.
    assert_eq!([post_one(), post_one()], [200, 503]);

    assert_eq!(receiver.recv().unwrap().event.id(), "2");
    let notice = receiver.recv().unwrap();
    assert!(notice.is_overflow());
    assert_eq!(notice.event.event_type(), OVERFLOW_EVENT);
    assert_eq!(notice.event.name(), "QueueOverflow");
    assert_eq!(notice.event.data(), r#"{"refused":4}"#);
    assert_eq!(receiver.counters().overflows, 1);
    assert_eq!(receiver.recv().unwrap().event.id(), "6");
    assert!(receiver.is_empty());

    assert_eq!([post_one(), post_one(), post_one()], [200, 200, 503]);
    assert_eq!(unread(|| receiver.try_recv()).len(), 3);
    assert_eq!(receiver.counters().overflows, 2);
}

#[test]
fn the_notice_of_a_call_s_queue_names_the_call_and_two_notices_become_one() {
    let receiver = receiver(&ReceiverOptions::new().capacity(1));
    let call = receiver
        .subscribe_with_capacity(Filter::call("a"), 1)
        .unwrap();
    for id in ["1", "2", "3"] {
        post(&receiver, delivery("PlayStarted", "a", id));
        post(&receiver, delivery("PlayStarted", "b", id));
    }
    assert_eq!(call.recv().unwrap().event.id(), "1");
    let notice = call.recv().unwrap();
    assert!(notice.is_overflow());
    assert_eq!(notice.event.call_connection_id(), Some("a"));

    post(&receiver, delivery("PlayStarted", "a", "4"));
    assert_eq!(post(&receiver, delivery("PlayStarted", "a", "5")), 503);
    drop(call);
    let rest: Vec<Received> = std::iter::from_fn(|| receiver.try_recv().unwrap()).collect();
    let notices: Vec<_> = rest.iter().filter(|one| one.is_overflow()).collect();
    assert_eq!((rest.len(), notices.len()), (3, 1));
    assert_eq!(notices[0].event.data(), r#"{"refused":3}"#);
}

#[test]
fn only_the_queue_that_was_full_has_the_notice() {
    let receiver = receiver(&ReceiverOptions::new());
    let full = receiver
        .subscribe_with_capacity(Filter::call("d"), 1)
        .unwrap();
    bring(&receiver, "PlayStarted", "d", "1");
    let both = [
        ("PlayStarted", "c", "2"),
        ("PlayStarted", "d", "3"),
        ("PlayStarted", "d", "1"),
    ];
    assert_eq!(post(&receiver, batch(&both)), 503);
    assert!(receiver.is_empty(), "it had room");
    assert_eq!(full.recv().unwrap().event.id(), "1");
    let notice = full.recv().unwrap();
    assert!(notice.is_overflow());
    // One of the three was known already.
    assert!(notice.event.data().contains(r#""refused":2"#));
    assert_eq!(receiver.counters().overflows, 1);
}

#[test]
fn an_empty_queue_takes_a_batch_that_is_larger_than_it() {
    let receiver = receiver(&ReceiverOptions::new().capacity(2));
    let of_call = receiver
        .subscribe_with_capacity(Filter::call("b"), 1)
        .unwrap();
    let many = |first: usize| {
        let ids: Vec<String> = (first..first + 9).map(|id| id.to_string()).collect();
        let events: Vec<_> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| ("PlayStarted", ["a", "b", "a"][n % 3], id.as_str()))
            .collect();
        batch(&events)
    };
    assert_eq!(post(&receiver, many(0)), 200);
    assert_eq!((receiver.len(), of_call.len()), (6, 3));
    assert_eq!(post(&receiver, many(10)), 503);
    assert_eq!(post(&receiver, delivery("PlayStarted", "a", "20")), 503);
    while !of_call.is_empty() {
        of_call.recv().unwrap();
    }
    assert_eq!(post(&receiver, many(10)), 503, "one of both is not enough");
    assert_eq!(unread(|| receiver.try_recv()).len(), 7, "and the notice");
    assert_eq!(post(&receiver, many(10)), 200);
}

#[test]
fn large_events_fill_a_queue_by_their_bytes() {
    const KIB: usize = 1024;
    let options = ReceiverOptions::new()
        .capacity_bytes(10 * KIB)
        .subscription_capacity_bytes(5 * KIB);
    let receiver = receiver(&options);
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    let large =
        |call: &str, id: &str, bytes: usize| sized(&delivery("PlayStarted", call, id), bytes);

    // To the last byte, and not one more.
    assert_eq!(post(&receiver, large("b", "1", 4 * KIB)), 200);
    assert_eq!(post(&receiver, large("b", "2", 4 * KIB)), 200);
    assert_eq!(post(&receiver, large("b", "3", 2 * KIB + 1)), 503);
    assert_eq!(post(&receiver, large("b", "4", 2 * KIB)), 200);
    let answer = receiver.handle(&Request::new("POST", "/events", large("b", "5", KIB)));
    assert_eq!(
        (answer.status, answer.header("Retry-After")),
        (503, Some("5"))
    );
    assert_eq!(receiver.counters().refused, 2);

    // The call's own queue has its own bytes. All events of a request come in, or none.
    assert_eq!(post(&receiver, large("a", "6", 4 * KIB)), 200);
    let both = [large("a", "7", KIB), large("a", "8", KIB)];
    let both = format!("[{},{}]", inner(&both[0]), inner(&both[1]));
    assert_eq!(post(&receiver, both.as_str()), 503);
    assert_eq!(a.len(), 2, "and the notice");
    assert_eq!(unread(|| a.try_recv()).len(), 2);
    assert_eq!(post(&receiver, both), 200);
    assert_eq!(unread(|| a.try_recv()), ["7", "8"]);

    // What is read makes room for as many bytes; the notice takes none.
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    assert_eq!(post(&receiver, large("b", "9", 4 * KIB + 1)), 503);
    assert_eq!(post(&receiver, large("b", "10", 4 * KIB)), 200);
    let back = unread(|| receiver.try_recv());
    assert_eq!(
        (back.len(), receiver.counters().overflows),
        (4, 2),
        "{back:?}"
    );

    // An empty queue takes what could never come otherwise.
    assert_eq!(post(&receiver, large("b", "11", 20 * KIB)), 200);
    assert_eq!(post(&receiver, large("b", "12", KIB)), 503);
    // Subscribed to now, it goes with its bytes; given back, it comes with them.
    let b = receiver.subscribe(Filter::call("b")).unwrap();
    assert_eq!(post(&receiver, large("c", "13", 10 * KIB)), 200);
    assert_eq!(post(&receiver, large("b", "14", KIB)), 503);
    drop(b);
    let _ = receiver.wait_for(&[Expected::success("PlayStarted").of_call("c")], NOW);
    assert_eq!(post(&receiver, large("c", "15", KIB)), 503);
    assert_eq!(receiver.recv().unwrap().event.id(), "11");
    while receiver.try_recv().unwrap().is_some() {}
    assert_eq!(post(&receiver, large("c", "16", 6 * KIB)), 200);
    assert_eq!(post(&receiver, large("c", "17", 4 * KIB)), 200);
}

/// The same delivery of one event, with an operation context that makes the event so long.
fn sized(delivery: &str, bytes: usize) -> String {
    let without = inner(&with_context(delivery, "")).len();
    with_context(delivery, &"x".repeat(bytes - without))
}

/// The one event of a delivery.
fn inner(delivery: &str) -> &str {
    delivery.trim_matches(['[', ']'])
}

#[test]
fn an_event_grid_event_is_never_a_call_s_whatever_it_names() {
    let receiver = receiver(&ReceiverOptions::new());
    let text = sample("eventgrid/RecordingFileStatusUpdated.eventgrid.json");
    let named = |id: &str| {
        let mut events: serde_json::Value = serde_json::from_str(&text).unwrap();
        events[0]["id"] = id.into();
        events[0]["data"]["callConnectionId"] = "a".into();
        events.to_string()
    };
    assert_eq!(post(&receiver, named("1")), 200);
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    assert_eq!(post(&receiver, named("2")), 200);
    assert_eq!((a.len(), receiver.len()), (0, 2));
    let of_event_grid = receiver.subscribe(Filter::EventGrid).unwrap();
    assert_eq!(unread(|| of_event_grid.try_recv()), ["1", "2"]);
}

#[test]
fn events_carry_the_tag_of_their_call() {
    let receiver = receiver(&ReceiverOptions::new());
    bring(&receiver, "CallConnected", "a", "1");
    assert_eq!(receiver.tag("a", 7), None);
    assert_eq!(receiver.tag("b", u64::MAX), None);
    // Also the one that was here before the tag, by every way to take it out.
    assert_eq!(receiver.recv().unwrap().tag, Some(7));
    bring(&receiver, "PlayStarted", "b", "2");
    let b = receiver.subscribe(Filter::call("b")).unwrap();
    assert_eq!(b.recv().unwrap().tag, Some(u64::MAX));
    bring(&receiver, "PlayCompleted", "a", "3");
    let expected = [Expected::success("PlayCompleted")];
    let Ok(Waited::Success(received)) = receiver.wait_for(&expected, NOW) else {
        panic!("it was there");
    };
    assert_eq!(received.tag, Some(7));

    assert_eq!(receiver.tag("a", 8), Some(7));
    assert_eq!(receiver.untag("a"), Some(8));
    bring(&receiver, "CallDisconnected", "a", "4");
    assert_eq!(receiver.recv().unwrap().tag, None);
}

#[test]
fn unclaimed_events_expire_only_with_a_ttl_and_only_in_the_main_queue() {
    let clock = Clock::manual(SystemTime::now());
    let minute = Duration::from_secs(60);
    let options = ReceiverOptions::new()
        .unclaimed_event_ttl(minute)
        .capacity(2)
        .clock(clock.clone());
    let receiver = receiver(&options);
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    bring(&receiver, "CallConnected", "a", "1");
    bring(&receiver, "CallConnected", "b", "2");
    clock.advance(minute / 2);
    bring(&receiver, "CallConnected", "b", "3");
    assert_eq!(post(&receiver, delivery("PlayStarted", "b", "4")), 503);
    clock.advance(minute / 2);
    assert_eq!(receiver.counters().expired, 0, "a minute is not over yet");
    clock.advance(Duration::from_nanos(1));
    assert_eq!(receiver.counters().expired, 1);
    // Its place is free.
    bring(&receiver, "PlayStarted", "b", "4");
    clock.advance(LONG * 60);
    assert_eq!(receiver.counters().expired, 3);
    assert!(receiver.recv().unwrap().is_overflow(), "a notice stays");
    assert!(receiver.is_empty());
    assert_eq!(unread(|| a.try_recv()), ["1"]);
}

#[test]
fn what_is_given_back_is_unclaimed_from_then_on() {
    let clock = Clock::manual(SystemTime::now());
    let options = ReceiverOptions::new()
        .unclaimed_event_ttl(LONG)
        .clock(clock.clone());
    let receiver = receiver(&options);
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    bring(&receiver, "CallConnected", "a", "1");
    clock.advance(LONG);
    bring(&receiver, "CallConnected", "b", "2");
    clock.advance(LONG / 2);
    drop(a);
    assert_eq!(receiver.len(), 2);
    // The one given back is first in order, and still does not hold up the others.
    clock.advance(LONG / 2 + Duration::from_nanos(1));
    assert_eq!((receiver.len(), receiver.counters().expired), (1, 1));
    clock.advance(LONG / 2);
    assert_eq!((receiver.len(), receiver.counters().expired), (0, 2));
}

#[test]
fn every_request_is_counted_in_its_place() {
    let clock = Clock::manual(SystemTime::now());
    let options = ReceiverOptions::new()
        .capacity(2)
        .unclaimed_event_ttl(LONG)
        .clock(clock.clone());
    let receiver = receiver(&options);
    assert_eq!(receiver.counters(), Counters::default());
    bring(&receiver, "CallConnected", "a", "1");
    bring(&receiver, "CallConnected", "a", "1");
    let two = batch(&[("PlayStarted", "a", "2"), ("PlayStarted", "a", "3")]);
    assert_eq!(post(&receiver, two), 503);
    assert_eq!(post(&receiver, "nonsense"), 400);
    clock.advance(LONG * 2);
    receiver.close(NOW);
    assert_eq!(post(&receiver, delivery("PlayStarted", "a", "4")), 503);
    let counters = receiver.counters();
    assert_eq!(counters.received, 5);
    assert_eq!(counters.queued, 1);
    assert_eq!(counters.duplicate, 1);
    assert_eq!(counters.refused, 3);
    assert_eq!(counters.rejected, 1);
    assert_eq!(counters.expired, 1);
    assert_eq!(counters.overflows, 1);
}

#[test]
fn a_wait_takes_out_only_what_it_expects() {
    let receiver = receiver(&ReceiverOptions::new());
    let play = |id: &str, context: &str| {
        let body = with_context(&delivery("PlayCompleted", "a", id), context);
        assert_eq!(post(&receiver, body), 200);
    };
    bring(&receiver, "CallConnected", "a", "1");
    play("2", "other");
    bring(&receiver, "PlayCompleted", "b", "3");
    play("4", "mine");
    play("5", "mine");
    let expected = [
        Expected::success("PlayCompleted")
            .of_call("a")
            .with_context("mine"),
        Expected::failure("PlayFailed")
            .of_call("a")
            .with_context("mine"),
    ];
    let Ok(Waited::Success(received)) = receiver.wait_for(&expected, NOW) else {
        panic!("it was there");
    };
    assert_eq!(received.event.id(), "4");
    let failed = with_context(&delivery("PlayFailed", "a", "6"), "mine");
    assert_eq!(unread(|| receiver.try_recv()), ["1", "2", "3", "5"]);
    assert_eq!(post(&receiver, failed), 200);
    let Ok(Waited::Failure(received)) = receiver.wait_for(&expected, NOW) else {
        panic!("it was there");
    };
    assert_eq!(received.event.id(), "6");
    assert!(matches!(
        receiver.wait_for(&expected, NOW),
        Ok(Waited::TimedOut)
    ));
}

#[test]
fn a_wait_finds_its_event_in_any_queue_the_oldest_first() {
    let receiver = receiver(&ReceiverOptions::new());
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    let b = receiver.subscribe(Filter::call("b")).unwrap();
    bring(&receiver, "CallConnected", "b", "1");
    bring(&receiver, "CallConnected", "c", "2");
    bring(&receiver, "CallConnected", "a", "3");
    let expected = [Expected::success("CallConnected")];
    for id in ["1", "2", "3"] {
        let Ok(Waited::Success(received)) = receiver.wait_for(&expected, NOW) else {
            panic!("it was there");
        };
        assert_eq!(received.event.id(), id);
    }
    assert!(a.is_empty() && b.is_empty() && receiver.is_empty());
    // A subscription looks at its own queue only.
    bring(&receiver, "CallConnected", "c", "4");
    assert!(matches!(a.wait_for(&expected, NOW), Ok(Waited::TimedOut)));
}

#[test]
fn the_end_of_the_call_ends_a_wait_and_stays_for_the_reader() {
    let receiver = receiver(&ReceiverOptions::new());
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    bring(&receiver, "CallDisconnected", "b", "1");
    let expected = [Expected::success("PlayCompleted")];
    assert!(
        matches!(receiver.wait_for(&expected, NOW), Ok(Waited::TimedOut)),
        "no call was named"
    );
    bring(&receiver, "CallDisconnected", "a", "2");
    let Ok(Waited::CallEnded(ended)) = a.wait_for(&expected, LONG) else {
        panic!("the subscription knows its call");
    };
    assert_eq!(ended.event.id(), "2");
    let of_b = [Expected::success("PlayCompleted").of_call("b")];
    let Ok(Waited::CallEnded(ended)) = receiver.wait_for(&of_b, LONG) else {
        panic!("this call was named");
    };
    assert_eq!(ended.event.id(), "1");
    assert_eq!(unread(|| a.try_recv()), ["2"]);
    assert_eq!(unread(|| receiver.try_recv()), ["1"]);
}

#[test]
fn what_came_behind_the_end_of_the_call_still_counts() {
    let receiver = receiver(&ReceiverOptions::new());
    // In that order they follow a call that was not answered.
    bring(&receiver, "CallDisconnected", "a", "1");
    bring(&receiver, "CreateCallFailed", "a", "2");
    let expected = [
        Expected::success("CallConnected").of_call("a"),
        Expected::failure("CreateCallFailed").of_call("a"),
    ];
    let Ok(Waited::Failure(failed)) = receiver.wait_for(&expected, LONG) else {
        panic!("it was there");
    };
    assert_eq!(failed.event.id(), "2");
    assert_eq!(unread(|| receiver.try_recv()), ["1"]);
}

/// Runs a wait in a thread of its own while something else happens. Whether the wait has begun by
/// then is not known and must make no difference.
fn while_waiting(
    receiver: &Receiver,
    expected: &[Expected],
    then: impl FnOnce(),
) -> Result<Waited> {
    std::thread::scope(|scope| {
        let (started, has_started) = mpsc::channel();
        let waits = scope.spawn(move || {
            started.send(()).unwrap();
            receiver.wait_for(expected, LONG)
        });
        has_started.recv().unwrap();
        then();
        waits.join().unwrap()
    })
}

/// Often enough that a thread waits already in some rounds, and does not in others.
const ROUNDS: usize = 50;

#[test]
fn an_event_that_comes_while_a_thread_waits_goes_to_that_thread() {
    for _ in 0..ROUNDS {
        let receiver = receiver(&ReceiverOptions::new());
        let a = receiver.subscribe(Filter::call("a")).unwrap();
        let expected = [Expected::success("PlayCompleted").of_call("a")];
        let waited = while_waiting(&receiver, &expected, || {
            bring(&receiver, "PlayStarted", "a", "1");
            bring(&receiver, "PlayCompleted", "a", "2");
        });
        let Ok(Waited::Success(received)) = waited else {
            panic!("{waited:?}");
        };
        assert_eq!(received.event.id(), "2");
        assert_eq!(unread(|| a.try_recv()), ["1"]);
    }
}

#[test]
fn the_end_of_the_call_ends_a_wait_that_has_begun() {
    for _ in 0..ROUNDS {
        let receiver = receiver(&ReceiverOptions::new());
        let expected = [Expected::success("PlayCompleted").of_call("a")];
        let waited = while_waiting(&receiver, &expected, || {
            bring(&receiver, "CallDisconnected", "b", "1");
            bring(&receiver, "CallDisconnected", "a", "2");
        });
        let Ok(Waited::CallEnded(ended)) = waited else {
            panic!("{waited:?}");
        };
        assert_eq!(ended.event.id(), "2");
        assert_eq!(unread(|| receiver.try_recv()), ["1", "2"]);
    }
}

#[test]
fn a_wait_that_has_begun_receives_the_reason_of_a_failed_call() {
    for reason in ["CreateCallFailed", "AnswerFailed", "ConnectFailed"] {
        for _ in 0..ROUNDS {
            let receiver = receiver(&ReceiverOptions::new());
            let expected = [
                Expected::success("CallConnected").of_call("a"),
                Expected::failure(reason).of_call("a"),
            ];
            let waited = while_waiting(&receiver, &expected, || {
                bring(&receiver, "CallDisconnected", "a", "1");
                std::thread::yield_now();
                bring(&receiver, reason, "a", "2");
            });
            let Ok(Waited::Failure(failed)) = waited else {
                panic!("{waited:?}");
            };
            assert_eq!(failed.event.id(), "2");
            assert_eq!(unread(|| receiver.try_recv()), ["1"]);
        }
    }
}

#[test]
fn a_transfer_whose_end_of_the_call_comes_first_is_accepted_all_the_same() {
    for _ in 0..ROUNDS {
        let receiver = receiver(&ReceiverOptions::new());
        let expected = [Expected::success("CallTransferAccepted").of_call("a")];
        let waited = while_waiting(&receiver, &expected, || {
            bring(&receiver, "CallDisconnected", "a", "1");
            std::thread::yield_now();
            bring(&receiver, "CallTransferAccepted", "a", "2");
        });
        let Ok(Waited::Success(accepted)) = waited else {
            panic!("{waited:?}");
        };
        assert_eq!(accepted.event.id(), "2");
        assert_eq!(unread(|| receiver.try_recv()), ["1"]);
    }
}

#[test]
fn a_reason_that_does_not_arrive_is_not_awaited_until_the_deadline() {
    let receiver = receiver(&ReceiverOptions::new());
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    let expected = [
        Expected::success("CallConnected"),
        Expected::failure("Microsoft.Communication.AnswerFailed"),
    ];
    bring(&receiver, "CallDisconnected", "a", "1");
    // With and without time left to wait for it, and when no more can come.
    for timeout in [LONG * 60, NOW] {
        let Ok(Waited::CallEnded(ended)) = a.wait_for(&expected, timeout) else {
            panic!("the call has ended");
        };
        assert_eq!(ended.event.id(), "1");
    }
    receiver.close(NOW);
    let waited = a.wait_for(&expected, LONG * 60);
    assert!(matches!(waited, Ok(Waited::CallEnded(_))), "{waited:?}");
    assert_eq!(unread(|| a.try_recv()), ["1"]);
}

#[test]
fn an_event_can_be_expected_by_its_whole_type() {
    let receiver = receiver(&ReceiverOptions::new());
    bring(&receiver, "PlayCompleted", "a", "1");
    let other = [Expected::success("Contoso.PlayCompleted").of_call("a")];
    let waited = receiver.wait_for(&other, NOW);
    assert!(matches!(waited, Ok(Waited::TimedOut)), "{waited:?}");
    let whole = [Expected::success("Microsoft.Communication.PlayCompleted").of_call("a")];
    let waited = receiver.wait_for(&whole, NOW);
    assert!(matches!(waited, Ok(Waited::Success(_))), "{waited:?}");
}

#[test]
fn one_kind_of_event_is_waited_for_by_its_number() {
    let receiver = receiver(&ReceiverOptions::new());
    for (event, id) in [
        ("PlayStarted", "1"),
        ("PlayFailed", "2"),
        ("PlayCompleted", "3"),
    ] {
        bring(&receiver, event, "a", id);
    }
    bring(&receiver, "PlayCompleted", "b", "4");
    let waits = |kind, call| receiver.wait_for_kind(kind, call, NOW);
    let came = |waited| match waited {
        Ok(Waited::Success(received)) => received.event.id().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(came(waits(EventKind::PlayCompleted, Some("b"))), "4");
    assert_eq!(came(waits(EventKind::PlayFailed, None)), "2");
    let another = waits(EventKind::PlayFailed, Some("a"));
    assert!(matches!(another, Ok(Waited::TimedOut)), "{another:?}");
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    assert_eq!(came(a.wait_for_kind(EventKind::PlayCompleted, NOW)), "3");
    bring(&receiver, "CallDisconnected", "a", "5");
    let ended = waits(EventKind::PlayCompleted, Some("a"));
    assert!(matches!(ended, Ok(Waited::CallEnded(_))), "{ended:?}");
    assert_eq!(came(waits(EventKind::CallDisconnected, Some("a"))), "5");
    let error = waits(EventKind::Other, None).unwrap_err();
    assert_eq!(error.field(), Some("event kind"));
    let error = a.wait_for_kind(EventKind::Other, NOW).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn closing_ends_a_wait() {
    for _ in 0..ROUNDS {
        let receiver = receiver(&ReceiverOptions::new());
        let expected = [Expected::success("PlayCompleted").of_call("a")];
        let waited = while_waiting(&receiver, &expected, || {
            receiver.close(NOW);
        });
        assert_eq!(waited.unwrap_err().kind(), ErrorKind::Closed);
    }
}

#[test]
fn a_waiting_thread_needs_no_room_in_a_full_queue() {
    let receiver = receiver(&ReceiverOptions::new().capacity(1));
    bring(&receiver, "CallConnected", "a", "1");
    let expected = [Expected::success("PlayCompleted").of_call("a")];
    let waited = while_waiting(&receiver, &expected, || {
        // Until the thread waits there is no room, as for any other event.
        while post(&receiver, delivery("PlayCompleted", "a", "2")) != 200 {
            std::thread::yield_now();
        }
    });
    let Ok(Waited::Success(received)) = waited else {
        panic!("{waited:?}");
    };
    assert_eq!(received.event.id(), "2");
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
}

#[test]
fn one_event_ends_one_wait() {
    let receiver = receiver(&ReceiverOptions::new());
    let expected = [Expected::success("CallConnected")];
    std::thread::scope(|scope| {
        let waits: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| receiver.wait_for(&expected, LONG)))
            .collect();
        for id in 0..8 {
            bring(&receiver, "CallConnected", "a", &id.to_string());
        }
        let mut ids: Vec<String> = waits
            .into_iter()
            .map(|wait| match wait.join().unwrap() {
                Ok(Waited::Success(received)) => received.event.id().to_owned(),
                other => panic!("{other:?}"),
            })
            .collect();
        ids.sort();
        assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6", "7"]);
    });
    assert!(receiver.is_empty());
}

#[test]
fn several_events_of_one_delivery_do_not_end_one_wait_twice() {
    let receiver = receiver(&ReceiverOptions::new().capacity(2));
    bring(&receiver, "CallConnected", "a", "1");
    let expected = [Expected::success("PlayCompleted").of_call("a")];
    let two = batch(&[("PlayCompleted", "a", "2"), ("PlayCompleted", "a", "3")]);
    let waited = while_waiting(&receiver, &expected, || {
        // There is one place, so the thread must be waiting when both are taken.
        while post(&receiver, two.as_str()) != 200 {
            std::thread::yield_now();
        }
    });
    let Ok(Waited::Success(received)) = waited else {
        panic!("{waited:?}");
    };
    assert_eq!(received.event.id(), "2");
    let rest = unread(|| receiver.try_recv());
    assert_eq!(rest.first().map(String::as_str), Some("1"));
    assert_eq!(rest.last().map(String::as_str), Some("3"));
}

#[test]
fn readers_that_are_blocked_get_what_comes_between_them() {
    const EVENTS: usize = 2000;
    let receiver = receiver(&ReceiverOptions::new());
    let template = delivery("CallConnected", "a", "ID");
    let (read, has_read) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (receiver, read) = (receiver.clone(), read.clone());
            scope.spawn(move || {
                for received in &receiver {
                    read.send(received.event.id().to_owned()).unwrap();
                }
            });
        }
        let mut ids = Vec::new();
        for id in 0..EVENTS {
            let body = template.replace("ID", &id.to_string());
            assert_eq!(post(&receiver, body), 200);
            // Sometimes all readers are asleep, sometimes some are busy.
            if id % 3 == 0 {
                ids.push(has_read.recv_timeout(LONG).unwrap());
            }
        }
        while ids.len() < EVENTS {
            ids.push(has_read.recv_timeout(LONG).unwrap());
        }
        receiver.close(NOW);
        ids.sort_by_key(|id| id.parse::<usize>().unwrap());
        assert!(ids.iter().enumerate().all(|(n, id)| *id == n.to_string()));
    });
}

#[test]
fn a_repetition_within_ten_minutes_is_dropped_and_a_later_one_is_delivered() {
    let clock = Clock::manual(SystemTime::now());
    let receiver = receiver(&ReceiverOptions::new().clock(clock.clone()));
    bring(&receiver, "CallConnected", "a", "1");
    for minutes in [0, 1, 9] {
        clock.advance(Duration::from_secs(60 * minutes));
        bring(&receiver, "CallConnected", "a", "1");
    }
    clock.advance(Duration::from_secs(2 * 60));
    bring(&receiver, "CallConnected", "a", "1");
    assert_eq!(unread(|| receiver.try_recv()), ["1", "1"]);
    let counters = receiver.counters();
    assert_eq!((counters.duplicate, counters.forgotten), (3, 0));
}

#[test]
fn what_is_forgotten_for_lack_of_memory_is_counted() {
    let options = ReceiverOptions::new().duplicate_memory(64 * 1024);
    let receiver = receiver(&options.capacity(10_000));
    for id in 0..4000 {
        bring(&receiver, "CallConnected", "a", &id.to_string());
    }
    let forgotten = receiver.counters().forgotten;
    assert!((1..1000).contains(&forgotten), "{forgotten}");
    bring(&receiver, "CallConnected", "a", &forgotten.to_string());
    bring(&receiver, "CallConnected", "a", "0");
    let counters = receiver.counters();
    assert_eq!((counters.duplicate, counters.queued), (1, 4001));
}

#[test]
fn a_window_of_no_time_detects_no_repetition() {
    let receiver = receiver(&ReceiverOptions::new().duplicate_window(NOW));
    bring(&receiver, "CallConnected", "a", "1");
    bring(&receiver, "CallConnected", "a", "1");
    assert_eq!(unread(|| receiver.try_recv()), ["1", "1"]);
}

#[test]
fn options_out_of_range_are_refused_by_name() {
    let new = ReceiverOptions::new;
    let cases: Vec<(ReceiverOptions, &str)> = vec![
        (new().listen("localhost"), "listen address"),
        (new().listen("127.0.0.1"), "listen address"),
        (new().path(""), "path"),
        (new().path("events"), "path"),
        (new().path("/e vents"), "path"),
        (new().path("/events?x=1"), "path"),
        (new().secret(""), "secret"),
        (new().secret("a\nb"), "secret"),
        (new().secret("a").previous_secret(""), "previous secret"),
        (new().previous_secret("a"), "secret"),
        (new().public_url("bot.example"), "public url"),
        (new().public_url("https:///x"), "public url"),
        (new().public_url("https://bot.example/?a=b"), "public url"),
        (new().capacity(0), "capacity"),
        (new().capacity(1_000_001), "capacity"),
        (new().subscription_capacity(0), "subscription capacity"),
        (new().capacity_bytes(1023), "capacity bytes"),
        (
            new().subscription_capacity_bytes(1023),
            "subscription capacity bytes",
        ),
        (new().duplicate_window(Duration::MAX), "duplicate window"),
        (new().duplicate_memory(65_535), "duplicate memory"),
        (new().unclaimed_event_ttl(NOW), "unclaimed event ttl"),
        (new().event_grid_topic(""), "event grid topic"),
        (new().webhook_origin(""), "webhook origin"),
        (new().body_limit(1023), "body limit"),
        (new().max_connections(0), "max connections"),
        (new().head_timeout(NOW), "head timeout"),
        (new().body_timeout(Duration::MAX), "body timeout"),
        (new().idle_timeout(NOW), "idle timeout"),
    ];
    for (options, field) in cases {
        let error = Receiver::bind(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{options:?}");
        assert_eq!(error.field(), Some(field), "{options:?}");
    }
}

#[test]
fn callback_urls_hold_the_secret_and_nothing_else_shows_it() {
    let options = ReceiverOptions::new()
        .path("/a")
        .path("/b/c")
        .secret("p&ss wörd");
    let bound = Receiver::bind(&options).unwrap();
    let address = bound.local_addr().unwrap();
    assert!(address.ip().is_loopback());
    let secret = "?secret=p%26ss%20w%C3%B6rd";
    assert_eq!(
        bound.url("/b/c").unwrap(),
        format!("http://{address}/b/c{secret}")
    );
    assert_eq!(bound.url("/events").unwrap_err().field(), Some("path"));
    let answer = bound.handle(&Request::new("POST", format!("/a{secret}"), "[]"));
    assert_eq!(answer.status, 200);
    for text in [
        format!("{options:?}"),
        format!("{bound:?}"),
        format!("{:?}", bound.inbox()),
    ] {
        assert!(!text.contains("p&ss"), "{text}");
    }

    let public = options.clone().public_url("https://bot.example:8443/acs/");
    assert_eq!(
        receiver(&public).url("/a").unwrap(),
        format!("https://bot.example:8443/acs/a{secret}")
    );
    let unknown = receiver(&options).url("/a").unwrap_err();
    assert_eq!(unknown.field(), Some("public url"));
}
