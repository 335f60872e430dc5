//! Reads recorded sessions. A file may hold several runs of one test: requests of one, events of
//! others. Each run is a session of its own.

use std::collections::BTreeMap;
use std::path::Path;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::data;
use super::session::{Exchange, Expected, PRESENT, Session, Step};

/// What stands for a body that was not kept.
const NO_BODY: &str = "<not recorded>";

const NO_STEPS: &str = "a file without steps";

/// The sessions of the repository.
pub fn own_sessions() -> Vec<Session> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recorded");
    data::files_in(&folder)
        .iter()
        .flat_map(|file| sessions_of(file))
        .collect()
}

/// The selected sessions, else those of the repository.
pub fn sessions() -> Vec<Session> {
    let files = data::files("ACS_WIRE_RECORDED", "recorded");
    files.iter().flat_map(|file| sessions_of(file)).collect()
}

fn sessions_of(file: &Path) -> Vec<Session> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    match std::fs::read(file) {
        Ok(bytes) => read(&name, &bytes),
        Err(cause) => vec![unreadable(&name, format!("a file that is closed: {cause}"))],
    }
}

/// The sessions of a file. One that is not in the format becomes a session that says so, and hides
/// no other.
pub fn read(name: &str, bytes: &[u8]) -> Vec<Session> {
    let runs = std::panic::catch_unwind(|| runs_of(name, bytes)).unwrap_or_else(|cause| {
        let why = super::text_of_panic(cause.as_ref());
        Err(format!("it, its reading panicked: {why}"))
    });
    match runs {
        Ok(sessions) if sessions.is_empty() => vec![unreadable(name, NO_STEPS.to_owned())],
        Ok(sessions) => sessions,
        Err(why) => vec![unreadable(name, why)],
    }
}

fn unreadable(name: &str, why: String) -> Session {
    Session {
        unreadable: Some(why),
        ..session(name, PRESENT)
    }
}

fn session(name: &str, version: &str) -> Session {
    Session {
        name: name.to_owned(),
        version: version.to_owned(),
        steps: Vec::new(),
        alike: Vec::new(),
        unreadable: None,
    }
}

fn runs_of(name: &str, bytes: &[u8]) -> Result<Vec<Session>, String> {
    let whole: Value =
        serde_json::from_slice(bytes).map_err(|cause| format!("damaged JSON: {cause}"))?;
    let steps = whole["steps"].as_array().ok_or(NO_STEPS)?;
    let version = whole["api_version"].as_str().unwrap_or(PRESENT);
    let is_recording = |step: &Value| {
        let path = step["request"]["path"].as_str();
        path.is_some_and(|path| path.contains("/recordings"))
    };
    let records = steps.iter().any(is_recording);
    let mut runs: Vec<(&str, Session)> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let read = read_step(step, version).map_err(|why| format!("step {place}: {why}"))?;
        let Some(read) = read else { continue };
        // Where calls are recorded, one run shows the other.
        let run = step["run"]
            .as_str()
            .filter(|_| !records)
            .unwrap_or_default();
        if let Some((_, known)) = runs.iter_mut().find(|(known, _)| *known == run) {
            known.steps.push(read);
            continue;
        }
        // `events A (three sources to all): where they are from`.
        let label = run.split(':').next().unwrap_or_default();
        let mut begun = session(format!("{name} {label}").trim_end(), version);
        begun.steps.push(read);
        runs.push((run, begun));
    }
    let mut sessions: Vec<Session> = runs.into_iter().map(|(_, session)| session).collect();
    let requests: Vec<Exchange> = sessions
        .iter()
        .flat_map(Session::requests)
        .cloned()
        .collect();
    for session in &mut sessions {
        session.forget_names_of_rosters_only();
        if session.records() {
            session.speak_one_version();
        }
        if session.requests().next().is_none() {
            session.alike.clone_from(&requests);
        }
    }
    Ok(sessions)
}

/// Nothing for a note about what was left out.
fn read_step(step: &Value, version: &str) -> Result<Option<Step>, String> {
    if let Some(request) = step.get("request") {
        let exchange = exchange(request, &step["response"], version)?;
        return Ok(Some(Step::Request(Box::new(exchange))));
    }
    match step.get("event") {
        Some(event) if event.is_object() => Ok(Some(Step::Event(event.clone()))),
        None if step.get("omitted").is_some() || step.get("run").is_some() => Ok(None),
        _ => Err(format!("neither a request nor an event: {step}")),
    }
}

fn exchange(request: &Value, response: &Value, version: &str) -> Result<Exchange, String> {
    let text = |name: &str| request[name].as_str().map(str::to_owned);
    let map = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let method = text("method").ok_or("a request without a method")?;
    let target = text("path").ok_or("a request without a path")?;
    let (path, mut query) = path_and_query(&target);
    for (name, value) in map(&request["query"]) {
        query.insert(name, value.as_str().unwrap_or_default().to_owned());
    }
    let status = response["status"]
        .as_u64()
        .and_then(|code| u16::try_from(code).ok())
        .ok_or_else(|| format!("{method} {path} without the status of its response"))?;
    // A query that was not recorded has a placeholder.
    let is_whole = !request["query"].is_string();
    let body = match request.get("body") {
        None if method != "GET" && method != "DELETE" => NO_BODY.into(),
        body => body.cloned().unwrap_or_default(),
    };
    let expected = if is_whole && !is_placeholder(&body) {
        Expected::Whole {
            status,
            headers: map(&response["headers"]),
            body: response["body"].clone(),
        }
    } else {
        Expected::Roughly {
            status,
            allow: response["headers"]["allow"].as_str().map(str::to_owned),
            body: response["body"].clone(),
        }
    };
    let usual = if is_whole { version } else { PRESENT };
    Ok(Exchange {
        method,
        path,
        version: query
            .remove("api-version")
            .filter(|version| !version.is_empty())
            .unwrap_or_else(|| usual.to_owned()),
        query,
        headers: map(&request["headers"]),
        body,
        situation: text("situation"),
        expected,
    })
}

/// The decoded path of a target, of which some recorders kept the host and the query too.
fn path_and_query(target: &str) -> (String, BTreeMap<String, String>) {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |start| &rest[start..]),
        None => target,
    };
    // `$user?` is a placeholder.
    let has_query = |(_, query): &(&str, &str)| query.contains('=');
    let (path, query) = path.split_once('?').filter(has_query).unwrap_or((path, ""));
    let query = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = query.map(|(name, value)| (decoded(name), decoded(value)));
    (decoded(path), query.collect())
}

/// Words in place of a body.
pub fn is_placeholder(body: &Value) -> bool {
    body.as_str().is_some_and(|text| text.starts_with('<'))
}
