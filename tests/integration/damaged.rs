//! Deliveries that are damaged, in part or as a whole, and those that are not what they seem.

use acs_call_automation::receiver::{DAMAGED_EVENT, Filter, Receiver, ReceiverOptions};
use acs_call_automation::receiver::{Request, Response};

use crate::samples::{batch, delivery, sample};

fn receiver() -> Receiver {
    Receiver::without_listener(&ReceiverOptions::new()).unwrap()
}

fn post(receiver: &Receiver, body: impl Into<Vec<u8>>) -> Response {
    receiver.handle(&Request::new("POST", "/events", body))
}

fn text(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

fn unread(receiver: &Receiver) -> Vec<String> {
    std::iter::from_fn(|| receiver.try_recv().unwrap())
        .map(|received| received.event.id().to_owned())
        .collect()
}

/// A delivery of two events, one of which has lost its id.
fn half_damaged() -> String {
    let both = batch(&[("CallConnected", "a", "1"), ("PlayStarted", "a", "2")]);
    let mut events: serde_json::Value = serde_json::from_str(&both).unwrap();
    events[1].as_object_mut().unwrap().remove("id");
    events.to_string()
}

#[test]
fn a_damaged_event_does_not_hold_up_the_others() {
    let receiver = receiver();
    let response = post(&receiver, half_damaged());
    assert_eq!(response.status, 200);
    // For those who send it by hand; the service does not read it.
    assert_eq!(text(&response), "event 2 of 2 has no text in its member id");
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    let notice = receiver.recv().unwrap();
    assert!(notice.is_damaged() && !notice.is_overflow());
    assert_eq!(notice.event.event_type(), DAMAGED_EVENT);
    assert_eq!(notice.event.get("/data/damaged"), Some(1));
    let reason: String = notice.event.get("/data/reason").unwrap();
    assert_eq!(reason, "event 2 of 2 has no text in its member id");
    let counters = receiver.counters();
    assert_eq!(
        (counters.received, counters.queued, counters.damaged),
        (1, 1, 1)
    );
    assert_eq!(counters.rejected, 0);
}

#[test]
fn bytes_that_are_not_utf_8_damage_only_their_event() {
    let receiver = receiver();
    let both = batch(&[
        ("CallConnected", "a", "1"),
        ("PlayStarted", "\u{fffd}", "2"),
    ]);
    let mut body = both.into_bytes();
    let mark = "\u{fffd}".as_bytes();
    while let Some(at) = body.windows(3).position(|bytes| bytes == mark) {
        body.splice(at..at + 3, [0xe9]);
    }
    assert_eq!(post(&receiver, body).status, 200);
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    let notice = receiver.recv().unwrap().event;
    let reason: String = notice.get("/data/reason").unwrap();
    assert_eq!(reason, "event 2 of 2 is not UTF-8");
}

#[test]
fn the_notice_of_a_damaged_event_is_in_the_main_queue_and_needs_room_there() {
    let options = ReceiverOptions::new().capacity(1);
    let receiver = Receiver::without_listener(&options).unwrap();
    let call = receiver.subscribe(Filter::call("a")).unwrap();
    let grid = receiver.subscribe(Filter::EventGrid).unwrap();
    assert_eq!(post(&receiver, half_damaged()).status, 200);
    let next = half_damaged().replace(r#""id":"1""#, r#""id":"3""#);
    assert_eq!(post(&receiver, next.clone()).status, 503);
    assert_eq!(receiver.counters().damaged, 1);
    assert_eq!((call.len(), grid.len()), (1, 0));
    assert!(receiver.recv().unwrap().is_damaged());
    assert!(receiver.recv().unwrap().is_overflow());
    // Delivered again, it has room.
    assert_eq!(post(&receiver, next).status, 200);
    assert_eq!((call.len(), receiver.len()), (2, 1));
}

#[test]
fn a_delivery_without_a_readable_event_is_refused_with_the_reason() {
    let receiver = receiver();
    for (body, reason) in [
        ("", "the body is not valid JSON: it is empty"),
        ("{", "the body is not valid JSON: "),
        ("7", "the event is not an object"),
        (
            r#"[{"id":"secret text"}]"#,
            "event 1 of 1 has no text in its member type",
        ),
        ("[7,{}]", "event 1 of 2 is not an object"),
        (
            r#"{"id":"1","type":"t","\ud800":1}"#,
            "the event has a member whose name is not valid text",
        ),
    ] {
        let response = post(&receiver, body);
        assert_eq!(response.status, 400, "{body}");
        assert!(text(&response).starts_with(reason), "{}", text(&response));
        assert!(!text(&response).contains("secret"));
    }
    assert!(receiver.is_empty());
    let counters = receiver.counters();
    assert_eq!((counters.rejected, counters.damaged), (6, 0));
    let latin = b"{\"id\":\"1\",\"type\":\"t\",\"secret\":\"\xe9\"}";
    assert_eq!(text(&post(&receiver, latin)), "the event is not UTF-8");
    assert_eq!(
        text(&post(&receiver, b"\xff\xfe[\0]\0")),
        "the body is not UTF-8"
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let receiver = receiver();
    for id in ["1", "2"] {
        let body = format!("\u{feff}{}", delivery("CallConnected", "a", id));
        assert_eq!(post(&receiver, body).status, 200);
    }
    let lone = sample("CallConnected.json");
    let lone = lone.trim().trim_start_matches('[').trim_end_matches(']');
    assert_eq!(post(&receiver, format!("\u{feff}{lone}")).status, 200);
    assert_eq!(unread(&receiver).len(), 3);
}

#[test]
fn an_id_that_is_used_again_for_other_content_is_no_repeated_delivery() {
    let receiver = receiver();
    let connected = delivery("CallConnected", "a", "1");
    let other = connected.replace(r#""correlationId":""#, r#""correlationId":"x"#);
    assert_ne!(connected, other);
    for body in [&connected, &other, &connected, &other] {
        assert_eq!(post(&receiver, body.as_bytes()).status, 200);
    }
    assert_eq!(unread(&receiver), ["1", "1"]);
    let counters = receiver.counters();
    assert_eq!((counters.queued, counters.duplicate), (2, 2));
    // In one delivery too.
    let both = format!(
        "[{},{}]",
        delivery("PlayStarted", "a", "2").trim_matches(['[', ']']),
        delivery("PlayCompleted", "a", "2").trim_matches(['[', ']']),
    );
    assert_eq!(post(&receiver, both).status, 200);
    assert_eq!(unread(&receiver), ["2", "2"]);
}
