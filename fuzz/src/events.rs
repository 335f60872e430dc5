//! The body of a webhook request, as anyone may send it.

use acs_call_automation::event::Event;
use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request};

const VALIDATION: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";

pub fn run(data: &[u8]) {
    let events = Event::parse_all(data);
    for event in events.iter().flatten() {
        assert!(!event.id().is_empty() && !event.event_type().is_empty());
        assert!(!(event.is_success() && event.is_failure()));
        let facts = |event: &Event| {
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                event.body(),
                event.result_information(),
                event.advice(),
                event.source(),
                event.time_utc(),
                event.call_connection_id(),
                event.operation_context(),
                event.version(),
                event.get::<serde_json::Value>("/data"),
                event.count("/data/participants"),
            )
        };
        // What an event is made of is the whole of it.
        let again = Event::parse_all(event.raw().as_bytes()).expect("an event parses again");
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].id(), again[0].kind()), (event.id(), event.kind()));
        assert_eq!(facts(&again[0]), facts(event));
    }
    // A receiver accepts what can be read, and queues all of it.
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).expect("a receiver");
    let response = receiver.handle(&Request::new("POST", "/events", data));
    assert!(
        [200, 400, 413].contains(&response.status),
        "{}",
        response.status
    );
    if let Ok(events) = events {
        // A handshake without its code is malformed.
        let mut types = events.iter().map(Event::event_type);
        let is_handshake = types.any(|one| one.eq_ignore_ascii_case(VALIDATION));
        assert!(response.status == 200 || is_handshake);
        assert!(receiver.counters().received <= events.len() as u64);
    }
}
