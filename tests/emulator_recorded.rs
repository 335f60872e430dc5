//! The recorded sessions of the live service, played again to the emulator: the same requests get
//! the same statuses, headers and bodies, member by member and in the same order, and bring about
//! the same events. Set `ACS_WIRE_RECORDED` to a folder to play other sessions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss
)]

#[path = "common/emulator_http.rs"]
mod emulator_http;
#[path = "common/ordered.rs"]
mod ordered;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use acs_call_automation::emulator::{Emulator, EmulatorOptions, Schema};
use emulator_http::{Answer, Caller, Collector, random_guid};
use ordered::Ordered;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(20);

/// Where the recordings disagree among themselves, the emulator follows one of them.
const CHOSEN: [(&str, f64, f64); 1] = [
    // The only other party was removed: 5002 from .NET, 5300 from JS and in the GA version.
    ("net-remove-last-other", 5002.0, 5300.0),
];

/// A session being played: what the placeholders stand for, and where events go.
struct Play {
    name: String,
    emulator: Emulator,
    collector: Collector,
    known: BTreeMap<String, String>,
    /// Whether users of this session answer or reject by themselves.
    rings: bool,
    version: &'static str,
}

#[test]
fn every_recorded_session_of_call_control_plays_again() {
    let folder = std::env::var_os("ACS_WIRE_RECORDED").map_or_else(
        || Path::new("tests/data/recorded").to_owned(),
        PathBuf::from,
    );
    let mut played = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_call_control = ["net-", "js-", "py-"]
            .iter()
            .any(|family| name.starts_with(family));
        if path.extension().is_none_or(|end| end != "json") || !is_call_control {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let session: Ordered = serde_json::from_str(&text).unwrap();
        if !is_call_control_only(&session) {
            continue;
        }
        Play::new(&name, &session).run(&session);
        played += 1;
    }
    assert!(played >= 1, "no sessions in {}", folder.display());
}

/// Whether a session stays within the sixteen operations: no media, no recordings.
fn is_call_control_only(session: &Ordered) -> bool {
    const VERBS: [&str; 11] = [
        "answer",
        "connect",
        "redirect",
        "reject",
        "terminate",
        "transferToParticipant",
        "add",
        "cancelAddParticipant",
        "remove",
        "mute",
        "moveHere",
    ];
    let steps = session.get("steps").unwrap().items();
    steps
        .iter()
        .filter_map(|step| step.at("request.path")?.text())
        .all(|path| {
            let last = path.rsplit('/').next().unwrap();
            let is_raw_id = path.contains("/participants/");
            let verb = last.split_once(':').map(|(_, verb)| verb);
            path.starts_with("/calling/callConnections")
                && (is_raw_id || verb.is_none_or(|verb| VERBS.contains(&verb)))
        })
}

impl Play {
    fn new(name: &str, session: &Ordered) -> Self {
        let emulator = Emulator::start_with(&EmulatorOptions::new()).unwrap();
        let collector = Collector::start();
        emulator
            .subscribe(&collector.url("/grid"), Schema::EventGrid)
            .unwrap();
        let steps = session.get("steps").unwrap().items();
        let rings = steps.iter().any(|step| {
            let path = step.at("request.path").and_then(Ordered::text);
            let kind = step.at("event.type").and_then(Ordered::text);
            path.is_some_and(|path| path.ends_with(":answer") || path.ends_with(":reject"))
                || kind.is_some_and(|kind| kind.ends_with("IncomingCall"))
        });
        let version = session.get("api_version").unwrap().text().unwrap();
        Self {
            name: name.to_owned(),
            emulator,
            collector,
            known: BTreeMap::new(),
            rings,
            version: version.to_owned().leak(),
        }
    }

    fn run(&mut self, session: &Ordered) {
        let steps = session.get("steps").unwrap().items();
        let has_requests = steps.iter().any(|step| step.get("request").is_some());
        if !has_requests {
            self.make_requests_for(steps);
        } else if self.mentions_before_it_is_made(steps) {
            self.set_up_call();
        }
        for step in steps {
            if let (Some(request), Some(response)) = (step.get("request"), step.get("response")) {
                self.play(request, response);
            }
        }
        self.compare_events(steps);
    }

    /// Sessions of which only the events are left: what must have been asked.
    fn make_requests_for(&mut self, steps: &[Ordered]) {
        self.rings = true;
        self.set_up_call();
        let caller = Caller::of(&self.emulator).speaking(self.version);
        let joins = steps.iter().any(|step| {
            let source = step.at("event.source").and_then(Ordered::text);
            source.is_some_and(|source| source.ends_with("$call3"))
        });
        let mut last = self.known["$call1"].clone();
        if joins {
            let answer = caller.post(
                ":connect",
                json!({
                    "callLocator": {"serverCallId": self.known["$server1"], "kind": "serverCallLocator"},
                    "callbackUri": self.collector.url("/events"),
                }),
            );
            last = answer.text("callConnectionId");
            self.known.insert("$call3".to_owned(), last.clone());
        }
        let ended = caller.post(&format!("/{last}:terminate"), Value::Null);
        assert_eq!(ended.status, 204);
    }

    /// Sessions that leave out how their first call came about.
    fn mentions_before_it_is_made(&self, steps: &[Ordered]) -> bool {
        steps
            .iter()
            .find_map(|step| step.at("request.path")?.text())
            .is_some_and(|path| path.contains("$call"))
    }

    fn set_up_call(&mut self) {
        self.rings = true;
        let (source, target) = (self.user("$user_a"), self.user("$user_b"));
        self.known.insert("$source".to_owned(), source.clone());
        self.known.insert("$target".to_owned(), target.clone());
        let caller = Caller::of(&self.emulator).speaking(self.version);
        let created = caller.post(
            "",
            json!({
                "targets": [{"rawId": target, "communicationUser": {"id": target}}],
                "source": {"id": source},
                "callbackUri": self.collector.url("/events"),
            }),
        );
        self.known
            .insert("$call1".to_owned(), created.text("callConnectionId"));
        self.known
            .insert("$corr1".to_owned(), created.text("correlationId"));
        let answered = caller.post(
            ":answer",
            json!({
                "incomingCallContext": self.incoming_call_context(),
                "callbackUri": self.collector.url("/events"),
                "answeredBy": {"id": target},
            }),
        );
        self.known
            .insert("$server1".to_owned(), answered.text("serverCallId"));
    }

    fn incoming_call_context(&self) -> String {
        assert!(self.emulator.flush(PATIENCE));
        self.collector
            .events("/grid")
            .iter()
            .filter_map(|event| event["data"]["incomingCallContext"].as_str())
            .next_back()
            .expect("an incoming call")
            .to_owned()
    }

    /// A user of the session: the emulator's own where the session answers by itself.
    fn user(&mut self, placeholder: &str) -> String {
        let made = if placeholder.contains("number") {
            "+15550100123".to_owned()
        } else if self.rings {
            self.emulator.create_user()
        } else {
            format!("8:acs:outside_{}", random_guid())
        };
        // The participant to mute or to remove is the one who answered.
        let made = match placeholder {
            "$muted" | "$removed" => self
                .known
                .get("$target")
                .or_else(|| self.known.get("$target1"))
                .cloned()
                .unwrap_or(made),
            _ => made,
        };
        self.known
            .entry(placeholder.to_owned())
            .or_insert(made)
            .clone()
    }

    /// A request's text with its placeholders filled in.
    fn filled(&mut self, name: &str, text: &str) -> String {
        if name == "callbackUri" {
            return self.collector.url("/events");
        }
        if name == "incomingCallContext" {
            return self.incoming_call_context();
        }
        if !text.starts_with('$') || text == "$masked" {
            return text.to_owned();
        }
        match self.known.get(text) {
            Some(known) => known.clone(),
            None => self.user(text),
        }
    }

    fn filled_body(&mut self, name: &str, body: &Ordered) -> Value {
        match body {
            Ordered::Null => Value::Null,
            Ordered::Bool(value) => json!(value),
            Ordered::Number(value) => json!(*value as i64),
            Ordered::Text(text) => json!(self.filled(name, text)),
            Ordered::List(items) => items
                .iter()
                .map(|item| self.filled_body(name, item))
                .collect(),
            Ordered::Object(members) => {
                // A phone's raw id has its prefix besides the placeholder of the number.
                let is_phone = members.iter().any(|(name, _)| name == "phoneNumber");
                let members = members.iter().map(|(name, value)| {
                    let mut value = self.filled_body(name, value);
                    if is_phone && name == "rawId" {
                        value = json!(format!("4:{}", value.as_str().unwrap()));
                    }
                    (name.clone(), value)
                });
                Value::Object(members.collect())
            }
        }
    }

    fn play(&mut self, request: &Ordered, response: &Ordered) {
        let method = request.get("method").unwrap().text().unwrap();
        let recorded_path = request.get("path").unwrap().text().unwrap();
        let version = request
            .at("query.api-version")
            .and_then(Ordered::text)
            .unwrap();
        let mut path = recorded_path.to_owned();
        let mut names: Vec<String> = self.known.keys().cloned().collect();
        // The longest first, so that $target1 is not taken for $target.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            path = path.replace(&name, &self.known[&name]);
        }
        assert!(!path.contains('$'), "{}: {path}", self.name);
        let body = match request.get("body") {
            None | Some(Ordered::Null) => Vec::new(),
            Some(body) => serde_json::to_vec(&self.filled_body("", body)).unwrap(),
        };
        let mut headers = Vec::new();
        for (name, value) in request.get("headers").map_or(&[][..], Ordered::members) {
            let value = value.text().unwrap();
            let masked = value.starts_with('$') || value.starts_with('<');
            let value = match name.as_str() {
                "repeatability-request-id" if masked => random_guid(),
                "repeatability-first-sent" if masked => "Sun, 22 Nov 2026 05:36:34 GMT".to_owned(),
                "repeatability-request-id" | "repeatability-first-sent" => value.to_owned(),
                _ => continue,
            };
            headers.push((name.as_str(), value));
        }
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let target = format!("{path}?api-version={version}");
        let answer = Caller::of(&self.emulator)
            .ask(method, &target, &body, &headers)
            .unwrap();
        let place = format!("{}: {method} {recorded_path}", self.name);
        self.compare_answer(&place, &answer, response);
    }

    fn compare_answer(&mut self, place: &str, answer: &Answer, recorded: &Ordered) {
        assert_eq!(
            recorded.get("status"),
            Some(&Ordered::Number(answer.status.into())),
            "{place}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        let recorded_headers = recorded.get("headers").unwrap();
        for name in [
            "repeatability-result",
            "api-supported-versions",
            "content-type",
            "x-microsoft-skype-chain-id",
        ] {
            match recorded_headers.get(name) {
                Some(value) => {
                    let actual = answer.header(name);
                    let actual = actual.unwrap_or_else(|| panic!("{place}: no {name}"));
                    self.compare(
                        &format!("{place} {name}"),
                        value,
                        &Ordered::Text(actual.to_owned()),
                    );
                }
                None => assert!(
                    name == "content-type" && !answer.bytes.is_empty()
                        || answer.header(name).is_none()
                        // Not everybody who recorded kept this one.
                        || name == "x-microsoft-skype-chain-id",
                    "{place}: {name} was not recorded"
                ),
            }
        }
        match recorded.get("body") {
            None | Some(Ordered::Null) => assert!(answer.bytes.is_empty(), "{place}"),
            Some(body) => {
                let actual: Ordered = serde_json::from_slice(&answer.bytes).unwrap();
                self.compare(place, body, &actual);
            }
        }
    }

    /// Compares member by member, in order; a placeholder takes the value it meets first.
    fn compare(&mut self, place: &str, recorded: &Ordered, actual: &Ordered) {
        match (recorded, actual) {
            (Ordered::Text(recorded), Ordered::Text(actual)) => {
                self.compare_text(place, recorded, actual);
            }
            (Ordered::Object(recorded), Ordered::Object(actual)) => {
                let names = |members: &[(String, Ordered)]| {
                    members
                        .iter()
                        .map(|(name, _)| name.clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(names(actual), names(recorded), "{place}");
                for ((name, recorded), (_, actual)) in recorded.iter().zip(actual) {
                    self.compare(&format!("{place}.{name}"), recorded, actual);
                }
            }
            (Ordered::List(recorded), Ordered::List(actual)) => {
                assert_eq!(actual.len(), recorded.len(), "{place}");
                // The order of participants is not fixed.
                if place.ends_with(".participants") || place.ends_with(".value") {
                    self.compare_people(place, recorded, actual);
                    return;
                }
                if place.ends_with(".values") {
                    return;
                }
                for (recorded, actual) in recorded.iter().zip(actual) {
                    self.compare(place, recorded, actual);
                }
            }
            _ => {
                let chosen = |(name, theirs, ours): &(&str, f64, f64)| {
                    *name == self.name
                        && *recorded == Ordered::Number(*theirs)
                        && *actual == Ordered::Number(*ours)
                };
                assert!(
                    recorded == actual
                        || place.ends_with("sequenceNumber")
                        || CHOSEN.iter().any(chosen),
                    "{place}: {actual:?}, recorded {recorded:?}"
                );
            }
        }
    }

    /// As many muted ones, and the same members in each.
    fn compare_people(&mut self, place: &str, recorded: &[Ordered], actual: &[Ordered]) {
        let is_muted = |person: &&Ordered| person.get("isMuted") == Some(&Ordered::Bool(true));
        assert_eq!(
            actual.iter().filter(is_muted).count(),
            recorded.iter().filter(is_muted).count(),
            "{place}"
        );
        let names = |person: &Ordered| -> Vec<String> {
            let members = person.members().iter();
            members.map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&actual[0]), names(&recorded[0]), "{place}");
    }

    fn compare_text(&mut self, place: &str, recorded: &str, actual: &str) {
        let is_anything = recorded.starts_with('<')
            || recorded == "$masked"
            || recorded == "$user?"
            || recorded.contains("$masked")
            || recorded.contains("<callback>")
            || place.ends_with(".message")
            || place.ends_with(".time")
            || (place.ends_with(".operationContext") && actual == "$masked");
        if is_anything {
            return;
        }
        if let Some(path) = recorded.strip_prefix("calling/callConnections/") {
            let actual = actual.strip_prefix("calling/callConnections/").unwrap();
            self.compare_text(place, path, actual);
            return;
        }
        if recorded.starts_with("/calling/") {
            assert!(actual.starts_with("/calling/callConnections/"), "{place}");
            return;
        }
        if recorded.starts_with('$') {
            let known = self
                .known
                .entry(recorded.to_owned())
                .or_insert_with(|| actual.to_owned());
            // The raw id of a phone has a prefix.
            assert!(
                actual == known || actual.strip_prefix("4:") == Some(known),
                "{place}: {actual}, {recorded} is {known}"
            );
            return;
        }
        if place.ends_with(".callbackUri") {
            return;
        }
        assert_eq!(actual, recorded, "{place}");
    }

    /// Every recorded event came, in the recorded shape, and no leg got results that it did not
    /// get when it was recorded.
    fn compare_events(&mut self, steps: &[Ordered]) {
        assert!(self.emulator.flush(PATIENCE));
        let received = self.collector.received();
        let mut came: Vec<Ordered> = received
            .iter()
            .filter(|request| request.method == "POST")
            .map(|request| {
                let list: Ordered = serde_json::from_str(&request.body).unwrap();
                list.items()[0].clone()
            })
            .collect();
        for step in steps {
            let Some(recorded) = step.get("event") else {
                continue;
            };
            let kind = recorded.get("type").unwrap();
            let leg = recorded.at("data.callConnectionId").and_then(Ordered::text);
            let leg = leg.map(|leg| self.known[leg].clone());
            let muted = count_muted(recorded);
            let found = came.iter().position(|event| {
                let actual_kind = event.get("type").or(event.get("eventType"));
                let actual_leg = event.at("data.callConnectionId").and_then(Ordered::text);
                actual_kind == Some(kind)
                    && actual_leg == leg.as_deref()
                    && count_muted(event) == muted
            });
            let found = found.unwrap_or_else(|| panic!("{}: no {kind:?} for {leg:?}", self.name));
            let event = came.remove(found);
            let place = format!("{}: {}", self.name, kind.text().unwrap());
            for member in [
                "data",
                "source",
                "subject",
                "specversion",
                "datacontenttype",
            ] {
                let is_grid = leg.is_none();
                if let (Some(recorded), Some(actual), false) = (
                    recorded.get(member),
                    event.get(member),
                    is_grid && member != "data",
                ) {
                    self.compare(&format!("{place}.{member}"), recorded, actual);
                }
            }
        }
    }
}

fn count_muted(event: &Ordered) -> usize {
    let people = event
        .at("data.participants")
        .map_or(&[][..], Ordered::items);
    people
        .iter()
        .filter(|person| person.get("isMuted") == Some(&Ordered::Bool(true)))
        .count()
}
