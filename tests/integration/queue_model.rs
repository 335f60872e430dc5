//! The queues of a receiver beside a model of them, and under more events than are read.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use acs_call_automation::receiver::{
    Filter, Next, Received, Receiver, ReceiverOptions, Request, Subscription,
};

use crate::mutate::Random;

fn event(call: &str, id: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"Microsoft.Communication.PlayStarted","data":{{"callConnectionId":"{call}"}}}}"#
    )
}

fn post(receiver: &Receiver, events: &[String]) -> u16 {
    let body = format!("[{}]", events.join(","));
    let request = Request::new("POST", "/events", body);
    receiver.handle(&request).status
}

fn id(received: Option<Received>) -> Option<String> {
    received.map(|received| received.event.id().to_owned())
}

/// Takes the first unread event that fits.
fn first(unread: &mut Vec<(String, String)>, fits: impl Fn(&str) -> bool) -> Option<String> {
    let at = unread.iter().position(|(call, _)| fits(call))?;
    Some(unread.remove(at).1)
}

#[test]
fn queues_hold_what_one_list_in_order_of_arrival_would() {
    const CALLS: [&str; 4] = ["a", "b", "c", "d"];
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let mut subscriptions: HashMap<&str, Subscription> = HashMap::new();
    let mut unread: Vec<(String, String)> = Vec::new();
    let mut random = Random(0x5eed);
    let mut count = 0;
    for _ in 0..20_000 {
        let call = CALLS[random.below(CALLS.len())];
        match random.below(8) {
            // Few enough that nothing is refused.
            0..=2 if unread.len() < 100 => {
                let events: Vec<_> = (0..=random.below(3))
                    .map(|_| {
                        count += 1;
                        let call = CALLS[random.below(CALLS.len())];
                        (call.to_owned(), count.to_string())
                    })
                    .collect();
                let mut bodies: Vec<_> = events.iter().map(|(call, id)| event(call, id)).collect();
                // One that was delivered before changes nothing.
                if count > 10 {
                    let (call, id) = &events[0];
                    bodies.push(event(call, id));
                }
                assert_eq!(post(&receiver, &bodies), 200);
                unread.extend(events);
            }
            3 if !subscriptions.contains_key(call) => {
                let subscription = receiver.subscribe(Filter::call(call)).unwrap();
                subscriptions.insert(call, subscription);
            }
            4 => drop(subscriptions.remove(call)),
            5 | 6 => {
                let expected = first(&mut unread, |one| !subscriptions.contains_key(one));
                assert_eq!(id(receiver.try_recv().unwrap()), expected);
            }
            _ => {
                if let Some(subscription) = subscriptions.get(call) {
                    let expected = first(&mut unread, |one| one == call);
                    assert_eq!(id(subscription.try_recv().unwrap()), expected);
                }
            }
        }
        let of_calls: usize = subscriptions.values().map(Subscription::len).sum();
        assert_eq!(receiver.len() + of_calls, unread.len());
    }
    assert!(count > 5_000, "{count}");
}

/// Posts until there is room, as the service repeats a delivery that was refused with 503.
fn deliver(receiver: &Receiver, call: &str, id: &str) {
    let events = [event(call, id)];
    loop {
        match post(receiver, &events) {
            200 => return,
            503 => thread::yield_now(),
            status => panic!("status {status}"),
        }
    }
}

/// Reads until the end of its events was seen.
fn read(next: impl Fn() -> acs_call_automation::Result<Next>, mut take: impl FnMut(Received)) {
    loop {
        match next() {
            Ok(Next::Event(received)) if received.is_overflow() => {}
            Ok(Next::Event(received)) => take(received),
            _ => return,
        }
    }
}

#[test]
fn under_more_events_than_are_read_queues_stay_bounded_and_nothing_is_lost_or_doubled() {
    const SENDERS: usize = 4;
    const EVENTS: usize = 4_000;
    const CALLS: usize = 6;
    const SUBSCRIBED: usize = 3;
    const CAPACITY: usize = 16;
    let options = ReceiverOptions::new().capacity(CAPACITY);
    let receiver = Receiver::without_listener(&options).unwrap();
    let subscriptions: Vec<_> = (0..SUBSCRIBED)
        .map(|call| {
            let filter = Filter::call(call.to_string());
            receiver.subscribe_with_capacity(filter, CAPACITY).unwrap()
        })
        .collect();
    let seen = Mutex::new(HashSet::new());
    let was_full = AtomicBool::new(false);
    let take = |received: Received| {
        let id = received.event.id().to_owned();
        assert!(seen.lock().unwrap().insert(id), "delivered twice");
    };
    thread::scope(|scope| {
        let (receiver, take, was_full) = (&receiver, &take, &was_full);
        for subscription in &subscriptions {
            scope.spawn(move || {
                // One thread reads it: each sender's events are in order.
                let mut last = [0; SENDERS];
                read(
                    || subscription.next(None),
                    |received| {
                        let (sender, number) = received.event.id().split_once('-').unwrap();
                        let last = &mut last[sender.parse::<usize>().unwrap()];
                        let number: usize = number.parse().unwrap();
                        assert!(number > *last);
                        *last = number;
                        assert!(subscription.len() <= CAPACITY + 1, "with the notice");
                        take(received);
                    },
                );
            });
        }
        for _ in 0..2 {
            scope.spawn(move || {
                read(
                    || receiver.next(None),
                    |received| {
                        let length = receiver.len();
                        was_full.fetch_or(length >= CAPACITY, Ordering::Relaxed);
                        assert!(length <= CAPACITY + 1, "with the notice");
                        take(received);
                    },
                );
            });
        }
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                scope.spawn(move || {
                    for number in 1..=EVENTS {
                        let call = (number % CALLS).to_string();
                        deliver(receiver, &call, &format!("{sender}-{number}"));
                    }
                })
            })
            .collect();
        senders
            .into_iter()
            .for_each(|sender| sender.join().unwrap());
        // What is queued can be read after it; then the readers end.
        receiver.close(std::time::Duration::from_secs(30));
    });
    assert_eq!(seen.lock().unwrap().len(), SENDERS * EVENTS);
    let counters = receiver.counters();
    assert_eq!(counters.queued, (SENDERS * EVENTS) as u64);
    assert!(was_full.load(Ordering::Relaxed) && counters.refused > 0);
    assert!(counters.overflows > 0);
}
