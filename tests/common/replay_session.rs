//! A recorded session, read from its file; and which of its operations belong to call control.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The version that is spoken where a recording does not tell its own.
pub const PRESENT: &str = "2026-03-12";

pub struct Session {
    pub name: String,
    pub version: String,
    pub steps: Vec<Step>,
}

pub enum Step {
    Request(Exchange),
    /// As recorded: `to`, `type`, `data`, and the envelope where it was kept.
    Event(Value),
}

/// A request and what came of it.
#[derive(Clone)]
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub version: String,
    pub headers: Map<String, Value>,
    /// Null where there was none.
    pub body: Value,
    /// What the recording tells in words; then the step stands for itself, not for a session.
    pub situation: Option<String>,
    pub expected: Expected,
}

/// What the recording tells of the answer.
#[derive(Clone)]
pub enum Expected {
    Whole {
        status: u16,
        headers: Map<String, Value>,
        body: Value,
    },
    /// Of the predecessor API, or told by users: good for codes and texts only.
    Roughly {
        status: u16,
        allow: Option<String>,
        body: Value,
    },
    /// Not recorded; the request was derived from events. The variable is the id that it makes.
    Success { makes: Option<String> },
}

impl Expected {
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Whole { status, .. } | Self::Roughly { status, .. } => Some(*status),
            Self::Success { .. } => None,
        }
    }
}

/// The folder of the recordings: that of the repository, or another one.
pub fn folder() -> PathBuf {
    std::env::var_os("ACS_WIRE_RECORDED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recorded"),
        PathBuf::from,
    )
}

/// All sessions of a folder, in the order of their names.
pub fn sessions(folder: &Path) -> Vec<Session> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Session {
    let bytes = std::fs::read(file).unwrap();
    let whole: Value = serde_json::from_slice(&bytes)
        .unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    let steps = whole["steps"]
        .as_array()
        .unwrap_or_else(|| panic!("{}: no steps", file.display()));
    let mut session = Session {
        name: file.file_stem().unwrap().to_string_lossy().into_owned(),
        version: whole["api_version"].as_str().unwrap_or(PRESENT).to_owned(),
        steps: Vec::new(),
    };
    for step in steps {
        if let Some(request) = step.get("request") {
            let exchange = exchange(request, &step["response"], &session.version);
            session.steps.push(Step::Request(exchange));
        } else if let Some(event) = step.get("event") {
            session.steps.push(Step::Event(event.clone()));
        } else if step.get("omitted").is_none() && step.get("run").is_none() {
            panic!("{}: a step of no known kind: {step}", file.display());
        }
    }
    session
}

fn exchange(request: &Value, response: &Value, version: &str) -> Exchange {
    let text = |name: &str| request[name].as_str().map(str::to_owned);
    let map = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let body = response["body"].clone();
    // `<not recorded>` or `<not told>` in place of a query.
    let is_whole = request["query"].is_object();
    let expected = if is_whole && !is_told(&request["body"]) {
        Expected::Whole {
            status,
            headers: map(&response["headers"]),
            body,
        }
    } else {
        Expected::Roughly {
            status,
            allow: response["headers"]["allow"].as_str().map(str::to_owned),
            body,
        }
    };
    let recorded = request["query"]["api-version"].as_str();
    Exchange {
        method: text("method").unwrap(),
        path: text("path").unwrap(),
        version: recorded
            .unwrap_or(if is_whole { version } else { PRESENT })
            .to_owned(),
        headers: map(&request["headers"]),
        body: request["body"].clone(),
        situation: text("situation"),
        expected,
    }
}

/// Words in place of a body.
pub fn is_told(body: &Value) -> bool {
    body.as_str().is_some_and(|text| text.starts_with('<'))
}

impl Exchange {
    pub fn is_media(&self) -> bool {
        let verb = self.path.rsplit(':').next().unwrap_or_default();
        self.path.contains("/recordings") || MEDIA.contains(&verb)
    }

    /// Whether this is the operation with that verb, such as `answer`.
    pub fn is(&self, verb: &str) -> bool {
        self.path
            .rsplit_once(':')
            .is_some_and(|(_, own)| own == verb)
    }

    pub fn is_create(&self) -> bool {
        self.method == "POST" && self.path == "/calling/callConnections"
    }

    pub fn is_about_an_incoming_call(&self) -> bool {
        ["answer", "reject", "redirect"]
            .iter()
            .any(|verb| self.is(verb))
    }
}

/// The operations of media and recording, which this test does not judge.
const MEDIA: [&str; 17] = [
    "play",
    "recognize",
    "cancelAllMediaOperations",
    "sendDtmfTones",
    "startContinuousDtmfRecognition",
    "stopContinuousDtmfRecognition",
    "hold",
    "unhold",
    "startHoldMusic",
    "stopHoldMusic",
    "startTranscription",
    "stopTranscription",
    "updateTranscription",
    "startMediaStreaming",
    "stopMediaStreaming",
    "interruptAudioAndAnnounce",
    "summarizeCall",
];

/// The beginnings of the types of their events.
const MEDIA_EVENTS: [&str; 8] = [
    "Play",
    "Recognize",
    "ContinuousDtmf",
    "SendDtmf",
    "Hold",
    "Transcription",
    "MediaStreaming",
    "Recording",
];

impl Session {
    pub fn requests(&self) -> impl Iterator<Item = &Exchange> {
        self.steps.iter().filter_map(|step| match step {
            Step::Request(exchange) => Some(exchange),
            Step::Event(_) => None,
        })
    }

    pub fn events(&self) -> impl Iterator<Item = &Value> {
        self.steps.iter().filter_map(|step| match step {
            Step::Event(event) => Some(event),
            Step::Request(_) => None,
        })
    }

    /// Why this is no session of call control. Steps that stand for themselves are looked at one
    /// by one instead.
    pub fn is_of_media(&self) -> Option<String> {
        if self.requests().any(|request| request.situation.is_some()) {
            return None;
        }
        let request = self.requests().find(|request| request.is_media());
        let event = self
            .events()
            .map(short_type)
            .find(|kind| MEDIA_EVENTS.iter().any(|media| kind.starts_with(media)));
        request
            .map(|request| request.path.clone())
            .or(event.map(str::to_owned))
    }
}

/// The type of an event without its common beginning.
pub fn short_type(event: &Value) -> &str {
    let kind = event["type"].as_str().unwrap_or_default();
    kind.rsplit('.').next().unwrap_or_default()
}
