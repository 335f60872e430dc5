//! `cli/shapes.json` has the members of recorded responses and events. Regenerate it with `UPDATE=1`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

/// What the walks of `verify` compare; a test of theirs checks that it is all of this.
const RESPONSES: [&str; 11] = [
    "GET /calling/callConnections/{} 200",
    "GET /calling/callConnections/{} 404",
    "GET /calling/callConnections/{}/participants 200",
    "GET /calling/callConnections/{}/participants/{} 200",
    "POST /calling/callConnections 201",
    "POST /calling/callConnections/{}/participants:mute 200",
    "POST /calling/callConnections/{}:sendDtmfTones 202",
    "POST /calling/callConnections/{}:terminate 204",
    "POST /calling/callConnections/{}:terminate 404",
    "POST /calling/callConnections:answer 200",
    "POST /calling/callConnections:reject 204",
];
const EVENTS: [&str; 6] = [
    "CallConnected",
    "CallDisconnected",
    "CreateCallFailed",
    "IncomingCall",
    "ParticipantsUpdated",
    "SendDtmfTonesCompleted",
];

#[test]
fn the_table_of_shapes_is_that_of_the_recordings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (responses, events) = recorded(&root.join("../tests/data/recorded"));
    let shapes = |names: &[&str], all: &BTreeMap<String, Vec<Value>>| {
        let shapes = names.iter().map(|name| {
            let values = all
                .get(*name)
                .unwrap_or_else(|| panic!("{name} was not recorded"));
            let mut shape = BTreeMap::new();
            gather("", &values.iter().collect::<Vec<_>>(), &mut shape);
            ((*name).to_owned(), json!(shape))
        });
        shapes.collect::<Map<_, _>>()
    };
    let table =
        json!({"responses": shapes(&RESPONSES, &responses), "events": shapes(&EVENTS, &events)});
    let text = serde_json::to_string_pretty(&table).unwrap() + "\n";
    let file = root.join("shapes.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        text,
        "UPDATE=1 renews it"
    );
}

/// The bodies of all recorded responses, by method, path and status, and the data of all events, by name.
fn recorded(folder: &Path) -> (BTreeMap<String, Vec<Value>>, BTreeMap<String, Vec<Value>>) {
    let (mut responses, mut events) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let whole: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let sessions = match whole {
            Value::Array(sessions) => sessions,
            session => vec![session],
        };
        for step in sessions
            .iter()
            .flat_map(|session| session["steps"].as_array().unwrap())
        {
            if let (Some(request), Some(response)) = (step.get("request"), step.get("response")) {
                let path = pattern(request["path"].as_str().unwrap());
                let key = format!(
                    "{} {path} {}",
                    request["method"].as_str().unwrap(),
                    response["status"]
                );
                let body = response.get("body").cloned().filter(|body| !body.is_null());
                responses
                    .entry(key)
                    .or_default()
                    .push(body.unwrap_or_else(|| json!({})));
            }
            if let Some(event) = step.get("event") {
                let name = event["type"]
                    .as_str()
                    .unwrap_or_default()
                    .rsplit('.')
                    .next()
                    .unwrap();
                events
                    .entry(name.to_owned())
                    .or_default()
                    .push(event["data"].clone());
            }
        }
    }
    (responses, events)
}

/// The path with `{}` for each id.
fn pattern(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        let (name, action) = segment
            .split_once(':')
            .map_or((segment, ""), |(name, _)| (name, &segment[name.len()..]));
        match name.starts_with('$') {
            true => format!("{{}}{action}"),
            false => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The members of these values, which stand in the same place.
fn gather(path: &str, values: &[&Value], shape: &mut BTreeMap<String, String>) {
    let objects: Vec<_> = values
        .iter()
        .filter_map(|value| value.as_object())
        .collect();
    let names: BTreeSet<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    for name in names {
        let members: Vec<&Value> = objects
            .iter()
            .filter_map(|object| object.get(name))
            .collect();
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        let types: BTreeSet<&str> = members.iter().map(|member| type_of(member)).collect();
        let types = types.into_iter().collect::<Vec<_>>().join("|");
        let mark = if members.len() < objects.len() {
            "?"
        } else {
            ""
        };
        shape.insert(format!("{path}{mark}"), types);
        gather(&path, &members, shape);
    }
    let elements: Vec<&Value> = values
        .iter()
        .filter_map(|value| value.as_array())
        .flatten()
        .collect();
    if !elements.is_empty() {
        gather(&format!("{path}[]"), &elements, shape);
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
