//! Events: all sample bodies field by field, recorded sessions, and what other senders may send.
//!
//! `ACS_WIRE_EVENTS` names another sample, or another folder of samples: with `events.json` and `events/` as in
//! `tests/data`, or with the samples (`*.json`, in folders or not) directly inside. Without its own
//! `events.json` the one of `tests/data` lists the types. `ACS_WIRE_RECORDED` names another folder
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

use acs_call_automation::event::{Event, EventBody, EventKind, EventOutcome};
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
    let place = std::env::var_os("ACS_WIRE_EVENTS").map_or_else(|| DATA.into(), PathBuf::from);
    match place.parent() {
        // The map of the types stands beside its samples.
        Some(folder) if place.ends_with("events.json") => folder.to_owned(),
        _ => place,
    }
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
    if folder.is_file() {
        return vec![folder];
    }
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
            let place = format!("{}: {}", path.display(), event.event_type());
            let text = |names: [&str; 2]| {
                let value = sent.get(names[0]).or(sent.get(names[1]));
                value.and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            assert_eq!(event.id(), text(["id", "id"]), "{place}");
            assert_eq!(
                event.source().unwrap_or_default(),
                text(["source", "topic"]),
                "{place}"
            );
            assert_eq!(event.event_type(), text(["type", "eventType"]), "{place}");
            assert_eq!(
                event.time().unwrap_or_default(),
                text(["time", "eventTime"]),
                "{place}"
            );
            assert_eq!(
                event.subject().unwrap_or_default(),
                text(["subject", "subject"]),
                "{place}"
            );
            assert_eq!(
                event.time_utc().is_some(),
                event.time().is_some(),
                "{place}"
            );
            assert!(event.event_type().ends_with(event.name()), "{place}");

            assert_eq!(
                serde_json::from_str::<Value>(event.raw()).unwrap(),
                *sent,
                "{place}"
            );
            let data: Value = serde_json::from_str(event.data()).unwrap();
            if sent.get("data_base64").is_none() {
                assert_eq!(data, sent["data"], "{place}");
            }

            let is_known = known.contains(event.event_type());
            assert_eq!(
                event.kind() != EventKind::Other,
                is_known,
                "{place}: the rows of src/event/payload/mod.rs and the lists of tests/data/events.json differ"
            );
            if is_known && !event.is_event_grid() {
                assert_eq!(format!("{:?}", event.kind()), event.name(), "{place}");
            }
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
        assert_typed(&event, &data, event.event_type());

        // And none of them is promised.
        let bare = one(&json!({"id": "1", "type": about["type"]}));
        assert_eq!(
            typed_event::data_of(&bare),
            json!({}),
            "{}",
            event.event_type()
        );
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
fn the_type_determines_outcome_and_family() {
    let maps = field_maps();
    for about in maps["mid_call_events"].as_array().unwrap() {
        let event = one(&json!({"id": "1", "type": about["type"]}));
        let outcome = match about["outcome"].as_str().unwrap() {
            "success" => EventOutcome::Success,
            "failure" => EventOutcome::Failure,
            "canceled" => EventOutcome::Canceled,
            "state" => EventOutcome::State,
            other => panic!("this test knows no outcome {other}"),
        };
        assert_eq!(event.outcome(), Some(outcome), "{}", event.event_type());
        assert_eq!(event.is_success(), outcome == EventOutcome::Success);
        assert_eq!(event.is_failure(), outcome == EventOutcome::Failure);
        assert!(!event.is_event_grid(), "{}", event.event_type());
    }
    for about in maps["event_grid_events"].as_array().unwrap() {
        // A preview of IncomingCall names a call connection; it is an incoming call all the same.
        let data = json!({"callConnectionId": "c1"});
        let event = one(&json!({"id": "1", "type": about["type"], "data": data}));
        assert_eq!(event.outcome(), None);
        assert!(event.is_event_grid(), "{}", event.event_type());
    }
    // 487 and all: the type decides.
    let canceled = one(&json!({
        "id": "1",
        "type": "Microsoft.Communication.CancelAddParticipantSucceeded",
        "data": {"resultInformation": {"code": 487, "subCode": 5234}},
    }));
    assert!(canceled.is_success());
}

#[test]
fn four_types_report_the_end_of_the_call() {
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
            assert_eq!(event.event_type(), recorded["type"], "{place}");
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
            if event.time().is_some() {
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
    all_known("DtmfTone", |v| {
        let tone = DtmfTone::from(v);
        tone.to_char().and_then(DtmfTone::from_char) == Some(tone)
    });
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
