//! Events: all sample bodies field by field, recorded sessions, and what strangers may send.
//!
//! `ACS_WIRE_EVENTS` names another folder of samples: with `events.json` and `events/` as in
//! `tests/data`, or with the samples (`*.json`, in folders or not) directly inside. Without its own
//! `events.json` the one of `tests/data` tells the types. `ACS_WIRE_RECORDED` names another folder
//! of recorded sessions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/same_json.rs"]
mod same_json;
#[path = "common/typed_event.rs"]
mod typed_event;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use acs_call_automation::event::{Event, EventBody, Outcome};
use acs_call_automation::{CommunicationIdentifier, ErrorKind};
use serde_json::{Map, Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

/// Members whose values are names, which compare without case.
const NAMES: [&str; 14] = [
    "contentType",
    "mediaStreamingStatus",
    "mediaStreamingStatusDetails",
    "recognitionType",
    "recordingChannelType",
    "recordingContentType",
    "recordingFormatType",
    "recordingKind",
    "state",
    "tone",
    "tones",
    "transcriptionStatus",
    "transcriptionStatusDetails",
    "cloud",
];

fn events_folder() -> PathBuf {
    std::env::var_os("ACS_WIRE_EVENTS").map_or_else(|| DATA.into(), PathBuf::from)
}

/// What is known of all types.
fn field_maps() -> Value {
    let own = events_folder().join("events.json");
    let path = if own.is_file() {
        own
    } else {
        Path::new(DATA).join("events.json")
    };
    read_json(&path)
}

fn samples() -> Vec<PathBuf> {
    let folder = events_folder();
    let inner = folder.join("events");
    let mut found = Vec::new();
    collect(if inner.is_dir() { &inner } else { &folder }, &mut found);
    // Answers lie beside the events that they answer.
    found.retain(|path| {
        !path.ends_with("events.json") && !path.to_string_lossy().contains(".response.")
    });
    assert!(!found.is_empty(), "no samples in {}", folder.display());
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
}

fn read_json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn one(event: &Value) -> Event {
    let body = json!([event]).to_string();
    let mut events = Event::parse_all(body.as_bytes()).unwrap();
    assert_eq!(events.len(), 1);
    events.remove(0)
}

/// Data in the one form to compare by: nothing for null and what is empty, identifiers without kind,
/// names in lower case.
fn comparable(data: &Value) -> Value {
    match data {
        Value::Array(items) => items.iter().map(comparable).collect(),
        Value::Object(members) if members.contains_key("rawId") => same_json::plain(data),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let lower = NAMES.contains(&name.as_str()) && !value.is_object();
                let value = if lower {
                    lower_case(value)
                } else {
                    comparable(value)
                };
                (name.clone(), value)
            })
            .filter(|(_, value)| ![json!(null), json!({}), json!([])].contains(value))
            .collect(),
        // 49 and 49.0 are one number.
        Value::Number(number) if number.is_f64() => json!(number.as_f64().map(|n| format!("{n}"))),
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

fn lower_case(value: &Value) -> Value {
    match value {
        Value::String(name) => name.to_lowercase().into(),
        Value::Array(names) => names.iter().map(lower_case).collect(),
        other => other.clone(),
    }
}

/// Every member of the event's data has an accessor that says the same.
fn assert_typed(event: &Event, data: &Value, place: &str) {
    let (mut typed, sent) = (comparable(&typed_event::data_of(event)), comparable(data));
    if matches!(event.body(), EventBody::Other) {
        // What belongs to an unknown type is read by pointer.
        for name in sent.as_object().into_iter().flatten().map(|(name, _)| name) {
            let value: Option<Value> = event.get(&format!("/data/{name}"));
            assert_eq!(
                value.as_ref().map(comparable).as_ref(),
                sent.get(name),
                "{place}: {name}"
            );
            typed[name] = sent[name].clone();
        }
    }
    assert_eq!(typed, sent, "{place}");
}

#[test]
fn every_member_of_every_sample_has_an_accessor_that_says_the_same() {
    let known = known_types();
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let sent = match read_json(&path) {
            Value::Array(sent) => sent,
            lone => vec![lone],
        };
        let events = Event::parse_all(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(events.len(), sent.len(), "{}", path.display());
        for (event, sent) in events.iter().zip(&sent) {
            let place = format!("{}: {}", path.display(), event.kind());
            let text = |names: [&str; 2]| {
                let value = sent.get(names[0]).or(sent.get(names[1]));
                value.and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            assert_eq!(event.id(), text(["id", "id"]), "{place}");
            assert_eq!(event.source(), text(["source", "topic"]), "{place}");
            assert_eq!(event.kind(), text(["type", "eventType"]), "{place}");
            assert_eq!(event.time(), text(["time", "eventTime"]), "{place}");
            assert_eq!(
                event.subject().unwrap_or_default(),
                text(["subject", "subject"]),
                "{place}"
            );
            assert_eq!(
                event.time_utc().is_some(),
                !event.time().is_empty(),
                "{place}"
            );
            assert!(event.kind().ends_with(event.name()), "{place}");

            assert_eq!(
                serde_json::from_str::<Value>(event.raw()).unwrap(),
                *sent,
                "{place}"
            );
            let data: Value = serde_json::from_str(event.data()).unwrap();
            if sent.get("data_base64").is_none() {
                assert_eq!(data, sent["data"], "{place}");
            }

            let is_known = known.contains(event.kind());
            assert_eq!(
                !matches!(event.body(), EventBody::Other),
                is_known,
                "{place}"
            );
            assert_typed(event, &data, &place);
        }
    }
}

/// The types that have a body of their own.
fn known_types() -> BTreeSet<String> {
    let maps = field_maps();
    ["mid_call_events", "event_grid_events"]
        .iter()
        .flat_map(|list| maps[*list].as_array().unwrap().clone())
        .map(|about| about["type"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_field_that_the_service_may_send_has_an_accessor() {
    let maps = field_maps();
    let lists = [
        "mid_call_events",
        "mid_call_events_preview_or_retired",
        "event_grid_events",
    ];
    for about in lists
        .iter()
        .flat_map(|list| maps[*list].as_array().unwrap())
    {
        let mut data: Map<String, Value> = about["data"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, field)| {
                (
                    name.clone(),
                    example(field["type"].as_str().unwrap(), &maps),
                )
            })
            .collect();
        data.insert("version".into(), "2026-03-12".into());
        data.insert("publicEventType".into(), about["type"].clone());
        let data = Value::from(data);
        let event = one(&json!({"id": "1", "source": "s", "type": about["type"], "data": data}));
        assert_typed(&event, &data, event.kind());

        // And none of them is promised.
        let bare = one(&json!({"id": "1", "type": about["type"]}));
        assert_eq!(typed_event::data_of(&bare), json!({}), "{}", event.kind());
        assert_eq!(bare.data(), "null");
    }
}

/// A value of a type by its name in `events.json`; whole numbers are as large as they get.
fn example(kind: &str, maps: &Value) -> Value {
    let (kind, _) = kind.split_once(" (").unwrap_or((kind, ""));
    if let Some(item) = kind
        .strip_prefix('[')
        .and_then(|kind| kind.strip_suffix(']'))
    {
        return json!([example(item, maps), example(item, maps)]);
    }
    let identifier = json!({"rawId": "4:+15550100123", "kind": "phoneNumber", "phoneNumber": {"value": "+15550100123"}});
    match kind {
        "string" => json!("text \"\\ \u{20ac} \u{1f3a7}"),
        "url" => json!("https://example.net/?a=b&c=%20"),
        "date-time" => json!("2026-11-03T09:14:40.5000001+00:00"),
        "int" => json!(i64::MAX),
        "int64" => json!(i64::MIN),
        "float" | "number" => json!(0.875),
        "bool" => json!(true),
        "CommunicationIdentifier" => identifier,
        "{id:string}" => json!({"id": "g"}),
        "{communicationIdentifier,type,name}" => {
            json!({"communicationIdentifier": identifier, "type": "t", "name": "n"})
        }
        "{code:int,subCode:int,phrase:string}" => {
            json!({"code": i64::MAX, "subCode": i64::MIN, "phrase": "p"})
        }
        "{sipHeaders:{string:string},voipHeaders:{string:string}}"
        | "{sipHeaders,voipHeaders,teamsPhoneCallDetails}" => json!({
            "sipHeaders": {"User-To-User": "u", "X-MS-Custom-A": "a"},
            "voipHeaders": {"B": "b"},
            "teamsPhoneCallDetails": {"sessionId": "s", "teamsPhoneCallerDetails": {"isAuthenticated": true}},
        }),
        "{recordingChunks:[{documentId:string,index:int,endReason:string,contentLocation:url,metadataLocation:url,deleteLocation:url}]}" =>
        {
            json!({
                "recordingChunks": [
                    {"documentId": "d", "index": 0, "endReason": "e", "contentLocation": "c",
                     "metadataLocation": "m", "deleteLocation": "x"},
                    {"documentId": "d2", "index": 1},
                ]
            })
        }
        name => {
            if let Some(values) = maps["enums"].get(name) {
                return values[0].clone();
            }
            let members = maps["types"].get(name).and_then(Value::as_object);
            let members = members.unwrap_or_else(|| panic!("this test knows no type {name}"));
            members
                .iter()
                .map(|(member, kind)| (member.clone(), example(kind.as_str().unwrap(), maps)))
                .collect()
        }
    }
}

#[test]
fn the_type_tells_outcome_and_family() {
    let maps = field_maps();
    for about in maps["mid_call_events"].as_array().unwrap() {
        let event = one(&json!({"id": "1", "type": about["type"]}));
        let outcome = match about["outcome"].as_str().unwrap() {
            "success" => Outcome::Success,
            "failure" => Outcome::Failure,
            "canceled" => Outcome::Canceled,
            "state" => Outcome::State,
            other => panic!("this test knows no outcome {other}"),
        };
        assert_eq!(event.outcome(), Some(outcome), "{}", event.kind());
        assert_eq!(event.is_success(), outcome == Outcome::Success);
        assert_eq!(event.is_failure(), outcome == Outcome::Failure);
        assert_eq!(event.is_terminal(), outcome != Outcome::State);
        assert!(!event.is_event_grid(), "{}", event.kind());
    }
    for about in maps["event_grid_events"].as_array().unwrap() {
        // A preview of IncomingCall names a call connection; it is an incoming call all the same.
        let data = json!({"callConnectionId": "c1"});
        let event = one(&json!({"id": "1", "type": about["type"], "data": data}));
        assert_eq!(event.outcome(), None);
        assert!(event.is_event_grid(), "{}", event.kind());
    }
    // 487 and all: the type decides.
    let cancelled = one(&json!({
        "id": "1",
        "type": "Microsoft.Communication.CancelAddParticipantSucceeded",
        "data": {"resultInformation": {"code": 487, "subCode": 5234}},
    }));
    assert!(cancelled.is_success());
}

#[test]
fn four_types_say_that_the_call_is_over() {
    let over: Vec<String> = known_types()
        .into_iter()
        .filter(|kind| one(&json!({"id": "1", "type": kind})).ends_call())
        .collect();
    assert_eq!(
        over,
        [
            "AnswerFailed",
            "CallDisconnected",
            "ConnectFailed",
            "CreateCallFailed"
        ]
        .map(|name| format!("Microsoft.Communication.{name}"))
    );
}

#[test]
fn every_recorded_event_is_read_with_its_ids_context_and_result() {
    let folder = std::env::var_os("ACS_WIRE_RECORDED")
        .map_or_else(|| Path::new(DATA).join("recorded"), PathBuf::from);
    let mut sessions = Vec::new();
    collect(&folder, &mut sessions);
    let mut count = 0;
    for path in sessions {
        let session = read_json(&path);
        for (index, step) in session["steps"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            let Some(recorded) = step.get("event") else {
                continue;
            };
            let place = format!("{}, step {index}", path.display());
            // The recorders kept data and type of every event; of some the envelope too.
            let mut envelope = recorded.clone();
            envelope["id"] = json!(place);
            let event = one(&envelope);
            let data = &recorded["data"];
            let text = |name: &str| data.get(name).and_then(Value::as_str);
            assert_eq!(event.kind(), recorded["type"], "{place}");
            assert_eq!(
                event.call_connection_id(),
                text("callConnectionId"),
                "{place}"
            );
            assert_eq!(event.server_call_id(), text("serverCallId"), "{place}");
            assert_eq!(event.correlation_id(), text("correlationId"), "{place}");
            assert_eq!(
                event.operation_context(),
                text("operationContext"),
                "{place}"
            );
            assert_eq!(event.version(), text("version"), "{place}");
            assert_eq!(
                event.result_information().map(typed_event::result).as_ref(),
                data.get("resultInformation"),
                "{place}"
            );
            assert_eq!(
                event.is_event_grid(),
                event.name() == "IncomingCall",
                "{place}"
            );
            if !event.time().is_empty() {
                assert!(event.time_utc().is_some(), "{place}");
            }
            assert_typed(&event, data, &place);
            count += 1;
        }
    }
    assert!(count > 0, "no recorded events in {}", folder.display());
}

#[test]
fn every_name_of_every_enum_is_known() {
    use acs_call_automation::event::*;
    let maps = field_maps();
    let all_known = |name: &str, is_known: fn(&str) -> bool| {
        for value in maps["enums"][name].as_array().expect(name) {
            let value = value.as_str().unwrap();
            assert!(is_known(value), "{name} does not know {value}");
            assert!(
                is_known(&value.to_uppercase()),
                "{name} minds the case of {value}"
            );
        }
    };
    all_known("DtmfTone", |v| DtmfTone::from(v).key().is_some());
    all_known("RecognitionType", |v| {
        !matches!(RecognitionType::from(v), RecognitionType::Other(_))
    });
    all_known("RecordingState", |v| {
        !matches!(RecordingState::from(v), RecordingState::Other(_))
    });
    all_known("RecordingKind", |v| {
        !matches!(RecordingKind::from(v), RecordingKind::Other(_))
    });
    all_known("MediaStreamingStatus", |v| {
        !matches!(
            MediaStreamingStatus::from(v),
            MediaStreamingStatus::Other(_)
        )
    });
    all_known("MediaStreamingStatusDetails", |v| {
        !matches!(
            MediaStreamingStatusDetails::from(v),
            MediaStreamingStatusDetails::Other(_)
        )
    });
    all_known("TranscriptionStatus", |v| {
        !matches!(TranscriptionStatus::from(v), TranscriptionStatus::Other(_))
    });
    all_known("TranscriptionStatusDetails", |v| {
        !matches!(
            TranscriptionStatusDetails::from(v),
            TranscriptionStatusDetails::Other(_)
        )
    });
}

#[test]
fn an_enum_value_of_tomorrow_is_kept() {
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
    assert_eq!(event.time(), "2026-02-26T22:03:46.3000847+00:00");
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
                e.kind(),
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
                "s",
                "a.B",
                "B",
                Some("x"),
                "2026-01-01T00:00:00Z",
                false
            ),
            (
                "2",
                "t",
                "a.C",
                "C",
                Some("y"),
                "2026-01-01T00:00:01Z",
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
fn types_that_nobody_knows_yet_are_kept_whole() {
    let sent = json!({"id": "1", "source": "s", "type": "Microsoft.Communication.SomethingNew",
        "data": {"callConnectionId": "c1", "deep": {"list": [1, {"a": "b"}]}, "n": i64::MIN}});
    let event = one(&sent);
    assert!(matches!(event.body(), EventBody::Other));
    assert_eq!(event.outcome(), None);
    assert!(!event.is_terminal() && !event.ends_call());
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
    assert_eq!(event.source(), "");
    assert_eq!(
        (event.subject(), event.time(), event.time_utc()),
        (None, "", None)
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
fn what_is_no_event_is_refused_whole_and_the_message_tells_where() {
    let good = r#"{"id":"1","type":"a.B"}"#;
    for (body, told) in [
        (String::new(), "no JSON"),
        ("  \n".into(), "no JSON"),
        ("{".into(), "no JSON"),
        (format!("[{good}"), "no JSON"),
        (format!("[{good},]"), "no JSON"),
        (format!("[{good}] x"), "no JSON"),
        (format!("{good}{good}"), "no JSON"),
        (
            format!("[{good},{{\"id\":\"2\",\"type\":\"a\nb\"}}]"),
            "no JSON",
        ),
        ("<html></html>".into(), "no JSON"),
        ("7".into(), "the event is no object"),
        ("null".into(), "the event is no object"),
        ("\"text\"".into(), "the event is no object"),
        (format!("[{good},7]"), "event 2 of 2 is no object"),
        (format!("[{good},[{good}]]"), "event 2 of 2 is no object"),
        (format!("[null,{good}]"), "event 1 of 2 is no object"),
        ("{}".into(), "the event has no text in its member"),
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
    assert!(error.message().contains("no UTF-8"), "{error}");
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
