//! Reading events: what a delivery may look like, and what other senders may send in its place.

use crate::typed_event;

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::{CommunicationIdentifier, ErrorKind};
use serde_json::{Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

fn one(event: &Value) -> Event {
    let body = json!([event]).to_string();
    let mut events = Event::parse_all(body.as_bytes()).unwrap();
    assert_eq!(events.len(), 1);
    events.remove(0)
}

#[test]
fn an_unknown_enum_value_is_kept() {
    let event = one(&json!({
        "id": "1",
        "type": "Microsoft.Communication.RecordingStateChanged",
        "data": {"state": "Rewinding"},
    }));
    let EventBody::RecordingStateChanged(changed) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(changed.state.as_ref().unwrap().as_str(), "Rewinding");
}

#[test]
fn escaped_text_is_read_as_text() {
    let body = br#"[{"id":"1","source":"s","specversion":"1.0",
        "type":"Microsoft.Communication\u002eAddParticipantSucceeded",
        "time":"2026-02-26T22:03:46.3000847\u002B00:00",
        "data":{"participant":{"rawId":"4:\u002B15550100199","kind":"phoneNumber",
            "phoneNumber":{"value":"\u002B15550100199"}},
            "operationContext":"Zo\u00eb \ud83c\udfa7 \/ \"x\"",
            "c\u0061llConnectionId":"c1"}}]"#;
    let event = Event::parse_all(body).unwrap().remove(0);
    assert_eq!(event.name(), "AddParticipantSucceeded");
    assert_eq!(
        event.operation_context(),
        Some("Zo\u{eb} \u{1f3a7} / \"x\"")
    );
    assert_eq!(event.call_connection_id(), Some("c1"));
    assert_eq!(event.time(), Some("2026-02-26T22:03:46.3000847+00:00"));
    assert_eq!(
        event.time_utc(),
        Some(UNIX_EPOCH + Duration::new(1_772_143_426, 300_084_700))
    );
    let EventBody::AddParticipantSucceeded(added) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(
        added.participant,
        Some(CommunicationIdentifier::phone_number("+15550100199"))
    );
    // The text itself is as it came.
    assert!(event.raw().contains(r"4:\u002B15550100199"));
    assert!(event.data().contains(r"4:\u002B15550100199"));
}

#[test]
fn participants_are_read_in_the_shape_of_2022_too() {
    let event = one(&json!({
        "id": "1",
        "type": "Microsoft.Communication.ParticipantsUpdated",
        "data": {"participants": [
            {"rawId": "8:acs:a_b", "communicationUser": {"id": "8:acs:a_b"}},
            {"identifier": {"rawId": "4:+15550100199"}, "isMuted": true},
        ]},
    }));
    let EventBody::ParticipantsUpdated(updated) = event.body() else {
        panic!("{event:?}")
    };
    let [old, new] = &updated.participants[..] else {
        panic!("{updated:?}")
    };
    assert_eq!(
        old.identifier,
        Some(CommunicationIdentifier::communication_user("8:acs:a_b"))
    );
    assert_eq!((old.is_muted, old.is_on_hold), (None, None));
    assert_eq!(
        new.identifier,
        Some(CommunicationIdentifier::phone_number("+15550100199"))
    );
    assert_eq!((new.is_muted, new.is_on_hold), (Some(true), None));
}

fn incoming(custom_context: Value) -> Event {
    one(&json!({
        "id": "1",
        "eventType": "Microsoft.Communication.IncomingCall",
        "data": {"incomingCallContext": "opaque", "customContext": custom_context},
    }))
}

#[test]
fn headers_of_an_incoming_call_are_found_in_any_case_and_with_or_without_prefix() {
    let event = incoming(json!({
        "sipHeaders": {"user-To-User": "0a;encoding=hex", "X-MS-Custom-Account": "4411", "x-queue": "7"},
        "voipHeaders": {"Session": "s1"},
    }));
    let EventBody::IncomingCall(call) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(call.user_to_user(), Some("0a;encoding=hex"));
    for name in [
        "Account",
        "account",
        "X-MS-Custom-Account",
        "x-ms-custom-account",
        "X-Account",
    ] {
        assert_eq!(call.sip_header(name), Some("4411"), "{name}");
    }
    for name in ["Queue", "X-Queue", "X-MS-Custom-queue"] {
        assert_eq!(call.sip_header(name), Some("7"), "{name}");
    }
    assert_eq!(call.sip_header("Accoun"), None);
    assert_eq!(call.sip_header(""), None);
    assert_eq!(call.voip_header("session"), Some("s1"));
    assert_eq!(call.voip_header("Account"), None);
    let headers = &call.custom_context.as_ref().unwrap().sip_headers;
    assert_eq!(headers.get("X-Queue"), Some("7"));
    assert_eq!(headers.get("Queue"), None, "no prefix is added");
}

#[test]
fn headers_that_are_null_or_absent_are_no_headers() {
    for context in [
        json!(null),
        json!({}),
        json!({"sipHeaders": null, "voipHeaders": null, "teamsPhoneCallDetails": null}),
        json!({"sipHeaders": {}, "voipHeaders": []}),
        json!("none"),
    ] {
        let event = incoming(context.clone());
        let EventBody::IncomingCall(call) = event.body() else {
            panic!("{event:?}")
        };
        assert_eq!(call.user_to_user(), None, "{context}");
        assert_eq!(call.sip_header("A"), None, "{context}");
        assert_eq!(call.voip_header("A"), None, "{context}");
        assert_eq!(call.incoming_call_context.as_deref(), Some("opaque"));
    }
}

#[test]
fn one_post_may_hold_several_events_in_either_schema_or_a_lone_one() {
    let cloud = json!({"id": "1", "source": "s", "specversion": "1.0", "type": "a.B", "subject": "x",
        "time": "2026-01-01T00:00:00Z", "data": {"callConnectionId": "c1"}});
    let grid = json!({"id": "2", "topic": "t", "eventType": "a.C", "subject": "y",
        "eventTime": "2026-01-01T00:00:01Z", "data": {"serverCallId": "s1"}});
    let body = format!("\r\n\t [ {cloud} , {grid} ]\n");
    let events = Event::parse_all(body.as_bytes()).unwrap();
    let said: Vec<_> = events
        .iter()
        .map(|e| {
            (
                e.id(),
                e.source(),
                e.event_type(),
                e.name(),
                e.subject(),
                e.time(),
                e.is_event_grid(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "1",
                Some("s"),
                "a.B",
                "B",
                Some("x"),
                Some("2026-01-01T00:00:00Z"),
                false
            ),
            (
                "2",
                Some("t"),
                "a.C",
                "C",
                Some("y"),
                Some("2026-01-01T00:00:01Z"),
                true
            ),
        ]
    );
    assert_eq!(events[0].raw(), cloud.to_string());
    assert_eq!(events[1].server_call_id(), Some("s1"));

    let lone = Event::parse_all(format!(" {cloud} ").as_bytes()).unwrap();
    assert_eq!(lone.len(), 1);
    assert_eq!(lone[0].raw(), cloud.to_string());
    assert!(Event::parse_all(b" [ ] ").unwrap().is_empty());
}

#[test]
fn unknown_types_are_kept_completely() {
    let sent = json!({"id": "1", "source": "s", "type": "Microsoft.Communication.SomethingNew",
        "data": {"callConnectionId": "c1", "deep": {"list": [1, {"a": "b"}]}, "n": i64::MIN}});
    let event = one(&sent);
    assert!(matches!(event.body(), EventBody::Other));
    assert_eq!(event.outcome(), None);
    assert!(!event.ends_call());
    assert_eq!(event.name(), "SomethingNew");
    assert_eq!(event.call_connection_id(), Some("c1"));
    assert_eq!(event.data(), sent["data"].to_string());
    assert_eq!(
        event.get::<String>("/data/deep/list/1/a").as_deref(),
        Some("b")
    );
    assert_eq!(event.get::<i64>("/data/n"), Some(i64::MIN));
    assert_eq!(event.count("/data/deep/list"), Some(2));
    assert_eq!(event.count("/data"), Some(3));
    assert_eq!(
        event.pointer("/type"),
        Some("\"Microsoft.Communication.SomethingNew\"")
    );
    assert_eq!(event.get::<i64>("/data/deep/list/1/a"), None);
    assert_eq!(event.pointer("/data/absent"), None);
    assert_eq!(event.count("/data/n"), None);
}

#[test]
fn data_in_base64_is_decoded_where_it_is_json_and_kept_where_not() {
    // {"callConnectionId":"c1"}
    let json = one(
        &json!({"id": "1", "type": "a.B", "data_base64": "eyJjYWxsQ29ubmVjdGlvbklkIjoiYzEifQ=="}),
    );
    assert_eq!(json.call_connection_id(), Some("c1"));
    assert_eq!(json.data(), r#"{"callConnectionId":"c1"}"#);
    assert_eq!(
        json.get::<String>("/data/callConnectionId").as_deref(),
        Some("c1")
    );

    for binary in ["AAEC/w==", "no base64!", ""] {
        let event = one(&json!({"id": "1", "type": "a.B", "data_base64": binary}));
        assert_eq!(event.data(), "null");
        assert_eq!(event.pointer("/data"), None);
        assert_eq!(event.get::<String>("/data_base64").as_deref(), Some(binary));
    }
}

#[test]
fn a_mistyped_member_loses_neither_the_event_nor_the_others() {
    let data = json!({
        "callConnectionId": 7, "serverCallId": ["s"], "correlationId": null, "operationContext": {},
        "version": 2026, "participants": "all", "sequenceNumber": "9",
        "resultInformation": {"code": "200", "subCode": 5300, "message": 1, "sipDetails": 7},
    });
    let event = one(&json!({"id": "1", "source": 5, "subject": [], "time": 1,
        "type": "Microsoft.Communication.ParticipantsUpdated", "data": data}));
    assert_eq!(event.source(), None);
    assert_eq!(
        (event.subject(), event.time(), event.time_utc()),
        (None, None, None)
    );
    assert_eq!(event.call_connection_id(), None);
    let result = event.result_information().unwrap();
    assert_eq!((result.code, result.sub_code), (None, Some(5300)));
    let EventBody::ParticipantsUpdated(updated) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(updated.sequence_number, None);
    assert!(updated.participants.is_empty());
    assert_eq!(event.get::<Value>("/data"), Some(data));

    for data in ["null", "[]", "7", "\"text\"", "true"] {
        let body =
            format!(r#"{{"id":"1","type":"Microsoft.Communication.PlayFailed","data":{data}}}"#);
        let event = Event::parse_all(body.as_bytes()).unwrap().remove(0);
        assert!(matches!(event.body(), EventBody::PlayFailed(_)));
        assert_eq!(event.result_information(), None);
        assert_eq!(event.data(), data);
    }
}

#[test]
fn of_two_members_with_one_name_the_last_counts() {
    let body = br#"[{"id":"1","id":"2","type":"a.B","type":"Microsoft.Communication.PlayFailed",
        "data":{"callConnectionId":"c1"},
        "data":{"callConnectionId":"c1","callConnectionId":"c2",
            "failedPlaySourceIndex":1,"failedPlaySourceIndex":2}}]"#;
    let event = Event::parse_all(body).unwrap().remove(0);
    assert_eq!((event.id(), event.call_connection_id()), ("2", Some("c2")));
    let EventBody::PlayFailed(failed) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(failed.failed_play_source_index, Some(2));
}

#[test]
fn a_body_that_is_not_an_event_is_refused_and_the_message_says_where() {
    let good = r#"{"id":"1","type":"a.B"}"#;
    for (body, told) in [
        (String::new(), "not valid JSON"),
        ("  \n".into(), "not valid JSON"),
        ("{".into(), "not valid JSON"),
        (format!("[{good}"), "not valid JSON"),
        (format!("[{good},]"), "not valid JSON"),
        (format!("[{good}] x"), "not valid JSON"),
        (format!("{good}{good}"), "not valid JSON"),
        (
            format!("[{good},{{\"id\":\"2\",\"type\":\"a\nb\"}}]"),
            "not valid JSON",
        ),
        ("<html></html>".into(), "not valid JSON"),
        ("7".into(), "the event is not an object"),
        ("null".into(), "the event is not an object"),
        ("\"text\"".into(), "the event is not an object"),
        (format!("[{good},7]"), "event 2 of 2 is not an object"),
        (
            format!("[{good},[{good}]]"),
            "event 2 of 2 is not an object",
        ),
        (format!("[null,{good}]"), "event 1 of 2 is not an object"),
        ("{}".into(), "the event has no text in its member id"),
        (
            format!("[{good},{{\"type\":\"a.B\"}},{good}]"),
            "event 2 of 3 has no text in its member id",
        ),
        (
            format!("[{good},{{\"id\":\"\",\"type\":\"a.B\"}}]"),
            "event 2 of 2 has no text in its member id",
        ),
        (
            format!("[{good},{{\"id\":2,\"type\":\"a.B\"}}]"),
            "event 2 of 2 has no text in its member id",
        ),
        (
            format!("[{good},{{\"id\":\"2\"}}]"),
            "event 2 of 2 has no text in its member type",
        ),
        (
            format!("[{good},{{\"id\":\"2\",\"eventType\":null}}]"),
            "event 2 of 2 has no text in its member eventType",
        ),
    ] {
        let error = Event::parse_all(body.as_bytes()).expect_err(&body);
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.message().contains(told), "{body}: {error}");
    }
    let error = Event::parse_all(b"[{\"id\":\"\xff\",\"type\":\"a.B\"}]").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("not UTF-8"), "{error}");
}

#[test]
fn every_prefix_of_a_delivery_is_refused_without_a_panic() {
    let body = std::fs::read(Path::new(DATA).join("events/ParticipantsUpdated.json")).unwrap();
    let whole = body.trim_ascii_end();
    for length in 0..whole.len() {
        let error = Event::parse_all(&whole[..length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{length} bytes");
    }
    assert_eq!(Event::parse_all(whole).unwrap().len(), 1);
}

#[test]
fn a_flipped_byte_anywhere_never_panics() {
    let body = std::fs::read(Path::new(DATA).join("events/eventgrid/IncomingCall.eventgrid.json"))
        .unwrap();
    for index in 0..body.len() {
        for flip in [0x01, 0x20, 0x80, 0xff] {
            let mut body = body.clone();
            body[index] ^= flip;
            for event in Event::parse_all(&body).unwrap_or_default() {
                typed_event::data_of(&event);
                event.time_utc();
            }
        }
    }
}

#[test]
fn deep_nesting_and_a_mebibyte_of_garbage_are_survived() {
    let deep = 200_000;
    let nested = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    assert!(Event::parse_all(nested.as_bytes()).is_err());
    assert!(Event::parse_all("[".repeat(deep).as_bytes()).is_err());
    assert!(Event::parse_all("{\"a\":".repeat(deep).as_bytes()).is_err());

    // As data it is kept: nothing here walks down into it.
    let body = format!(
        r#"[{{"id":"1","type":"Microsoft.Communication.AddParticipantFailed","data":{{
            "callConnectionId":"c1","participant":{nested},"resultInformation":{nested}}}}}]"#
    );
    let event = Event::parse_all(body.as_bytes()).unwrap().remove(0);
    assert_eq!(event.call_connection_id(), Some("c1"));
    assert_eq!(event.result_information(), None);
    let EventBody::AddParticipantFailed(failed) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(failed.participant, None);
    assert_eq!(event.get::<Value>("/data/participant"), None);
    assert_eq!(event.pointer("/data/participant"), Some(nested.as_str()));

    // Reproducible noise, and the same within a text.
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(1 << 20)
    .collect();
    assert!(Event::parse_all(&noise).is_err());
    for mut start in [
        b"[".to_vec(),
        b"[{\"id\":\"".to_vec(),
        b"{\"data\":".to_vec(),
    ] {
        start.extend(&noise);
        assert!(Event::parse_all(&start).is_err());
    }
    assert!(Event::parse_all(&vec![0; 1 << 20]).is_err());

    let long = "x".repeat(1 << 20);
    let event = one(&json!({"id": long, "type": "a.B", "data": {"operationContext": long}}));
    assert_eq!(event.operation_context(), Some(long.as_str()));
}

#[test]
fn an_event_is_cheap_to_clone_and_shared_between_threads() {
    fn assert_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    assert_eq!(size_of::<Event>(), size_of::<usize>());
    let event = one(
        &json!({"id": "1", "type": "Microsoft.Communication.PlayFailed",
        "data": {"failedPlaySourceIndex": 1}}),
    );
    assert_shared(&event);
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let event = event.clone();
            std::thread::spawn(move || matches!(event.body(), EventBody::PlayFailed(f) if f.failed_play_source_index == Some(1)))
        })
        .collect();
    assert!(readers.into_iter().all(|reader| reader.join().unwrap()));
}

#[test]
fn debug_output_shows_ids_and_no_data() {
    let event = incoming(json!({"sipHeaders": {"User-To-User": "secret"}}));
    let shown = format!("{event:?}");
    assert!(shown.contains("Microsoft.Communication.IncomingCall"));
    assert!(
        !shown.contains("secret") && !shown.contains("opaque"),
        "{shown}"
    );
}
