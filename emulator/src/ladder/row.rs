//! One row of a ladder diagram, from one entry of the journal.

use std::time::SystemTime;

use serde_json::Value;

use crate::journal::{JournalEntry, JournalKind};
use crate::json::{Json, Object};
use crate::timestamp::millis;

use super::words::short;

/// The most characters of what a label and a detail show; `...` stands for the rest.
const MAX_TEXT_LENGTH: usize = 120;

/// An arrow from one column to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub seq: u64,
    /// Puts rows in the order in which they began.
    pub order: u64,
    /// When it began.
    pub time: SystemTime,
    pub kind: JournalKind,
    pub from: Column,
    pub to: Column,
    pub label: String,
    /// What it is about: targets, digits, the outcome that an event reports. May be empty.
    pub detail: String,
    /// Of the response, and the number of the attempt beyond the first one. Empty for parties.
    pub status: String,
    pub failed: bool,
    pub call: Option<String>,
}

/// A vertical line of the diagram.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// By host and port; empty where they are not known.
    Application(String),
    Service,
    /// By raw id.
    Party(String),
}

impl Column {
    /// A name for programs, which no other column has.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Application(host) => format!("application {host}"),
            Self::Service => "service".to_owned(),
            Self::Party(raw_id) => format!("party {raw_id}"),
        }
    }
}

impl Row {
    pub(crate) fn of(entry: &JournalEntry) -> Self {
        let application = Column::Application(entry.application.clone());
        let (from, to) = match entry.kind {
            JournalKind::Request => (application, Column::Service),
            JournalKind::Event => (Column::Service, application),
            JournalKind::Party if entry.operation == "rings" => {
                (Column::Service, Column::Party(entry.party.clone()))
            }
            JournalKind::Party => (Column::Party(entry.party.clone()), Column::Service),
        };
        let (label, detail) = words(entry);
        let failed = match entry.kind {
            JournalKind::Request => entry.status.is_none_or(|status| status >= 400),
            JournalKind::Event => entry.failure.is_some() || entry.operation.ends_with("Failed"),
            JournalKind::Party => {
                matches!(entry.operation, "isBusy" | "declines" | "doesNotAnswer")
            }
        };
        let call = entry.call.as_ref();
        Self {
            seq: entry.seq,
            order: entry.order,
            time: entry.began,
            kind: entry.kind,
            from,
            to,
            label: cut(&label),
            detail: cut(&detail),
            status: status(entry),
            failed,
            call: call.map(|call| call.correlation_id.clone()),
        }
    }

    /// Takes a further tone of the same party over; returns whether it did.
    pub(super) fn takes(&mut self, next: &Self) -> bool {
        const PRESSES: &str = "presses ";
        let is_same = self.from == next.from && self.call == next.call;
        let tone = next.label.strip_prefix(PRESSES);
        let tone = tone.filter(|_| is_same && self.label.starts_with(PRESSES));
        let tone = tone.filter(|_| self.label.len() < MAX_TEXT_LENGTH);
        self.label.extend(tone.map(|tone| format!(" {tone}")));
        tone.is_some()
    }

    pub(crate) fn json(&self) -> Object {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Object::new()
            .with("seq", number(self.seq))
            .with("order", number(self.order))
            .with("timeMs", millis(self.time))
            .with("kind", self.kind.name())
            .with_some("call", self.call.as_deref())
            .with("from", self.from.id())
            .with("to", self.to.id())
            .with("label", self.label.as_str())
            .with("detail", self.detail.as_str())
            .with("status", self.status.as_str())
            .with("failed", self.failed)
    }
}

impl From<Row> for Json {
    fn from(row: Row) -> Self {
        row.json().into()
    }
}

fn status(entry: &JournalEntry) -> String {
    let status = match (entry.kind, entry.status) {
        (JournalKind::Party, _) => return String::new(),
        (_, Some(status)) => status.to_string(),
        (_, None) => "no response".to_owned(),
    };
    match entry.attempt {
        0 | 1 => status,
        attempt => format!("{status}, attempt {attempt}"),
    }
}

/// Label and detail.
fn words(entry: &JournalEntry) -> (String, String) {
    match entry.kind {
        JournalKind::Party => deed(entry),
        JournalKind::Request if entry.operation.is_empty() => {
            let path = entry.path.split('?').next().unwrap_or_default();
            (format!("{} {path}", entry.method), String::new())
        }
        JournalKind::Event if entry.operation.is_empty() => {
            (entry.other_delivery().to_owned(), String::new())
        }
        kind => {
            let body = serde_json::from_slice(&entry.body).unwrap_or_default();
            let detail = match kind {
                JournalKind::Request => of_request(&body),
                _ => of_event(entry.operation, &body),
            };
            (entry.operation.to_owned(), detail)
        }
    }
}

fn deed(entry: &JournalEntry) -> (String, String) {
    let detail = entry.detail.clone();
    match entry.operation {
        "presses" => (format!("presses {detail}"), String::new()),
        "speaks" => (format!("says \"{detail}\""), String::new()),
        "isBusy" => ("is busy".to_owned(), detail),
        "doesNotAnswer" => ("does not answer".to_owned(), detail),
        "hangsUp" => ("hangs up".to_owned(), detail),
        word => (word.to_owned(), detail),
    }
}

/// The members of requests that name parties.
const PARTIES: [&str; 8] = [
    "targets",
    "participantToAdd",
    "participantsToRemove",
    "targetParticipants",
    "targetParticipant",
    "target",
    "playTo",
    "recognizeOptions",
];

fn of_request(body: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    for member in PARTIES {
        match &body[member] {
            Value::Array(all) => words.extend(all.iter().filter_map(short_party)),
            one => {
                let within = || short_party(&one["targetParticipant"]);
                words.extend(short_party(one).or_else(within));
            }
        }
    }
    for source in body["playSources"].as_array().into_iter().flatten() {
        let text = ["/file/uri", "/text/text", "/ssml/ssmlText"];
        let text = text.iter().find_map(|path| source.pointer(path)?.as_str());
        words.extend(text.map(str::to_owned));
    }
    words.extend(texts(&body["tones"]));
    words.join(" ")
}

fn of_event(name: &str, body: &Value) -> String {
    let data = body.pointer("/0/data").unwrap_or(&Value::Null);
    let mut words: Vec<String> = Vec::new();
    match name {
        "IncomingCall" => {
            let both = [short_party(&data["from"]), short_party(&data["to"])];
            words.extend(both.into_iter().flatten());
        }
        "ParticipantsUpdated" => {
            let count = data["participants"].as_array().map_or(0, Vec::len);
            words.push(format!("{count} participants"));
        }
        _ => {}
    }
    words.extend(short_party(&data["participant"]));
    for path in [
        "/dtmfResult/tones",
        "/choiceResult/label",
        "/speechResult/speech",
        "/tone",
        "/toneInfo/tone",
        "/state",
    ] {
        words.extend(data.pointer(path).map(texts).unwrap_or_default());
    }
    let result = &data["resultInformation"];
    if let (Some(code), Some(sub_code)) = (result["code"].as_i64(), result["subCode"].as_i64()) {
        if (code, sub_code) != (200, 0) {
            words.push(format!("{code}/{sub_code}"));
        }
    }
    words.join(" ")
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all
            .iter()
            .filter_map(|one| Some(one.as_str()?.to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

/// An identifier as columns are headed.
fn short_party(identifier: &Value) -> Option<String> {
    party(identifier).map(|raw_id| short(&raw_id).to_owned())
}

/// The raw id of an identifier, or what stands for it.
fn party(value: &Value) -> Option<String> {
    if let Some(raw_id) = value["rawId"].as_str() {
        return Some(raw_id.to_owned());
    }
    if let Some(number) = value.pointer("/phoneNumber/value").and_then(Value::as_str) {
        return Some(format!("4:{number}"));
    }
    let id = [
        "communicationUser",
        "microsoftTeamsUser",
        "microsoftTeamsApp",
    ];
    let id = id.iter().find_map(|kind| {
        let known = &value[*kind];
        ["id", "userId", "appId"]
            .iter()
            .find_map(|name| known[*name].as_str())
    });
    id.map(str::to_owned)
        .or_else(|| party(value.get("identifier")?))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT_LENGTH) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
