//! A recorded session: requests with their responses, and events.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The version that is used where a recording has none.
pub const PRESENT: &str = "2026-03-12";

#[derive(Clone)]
pub struct Session {
    pub name: String,
    pub version: String,
    pub steps: Vec<Step>,
    /// The requests of the other runs in the same file: what those of this run were like.
    pub alike: Vec<Exchange>,
    /// Why its file could not be read; then there are no steps.
    pub unreadable: Option<String>,
}

#[derive(Clone)]
pub enum Step {
    Request(Box<Exchange>),
    /// As recorded: `to`, `type`, `data`, and the envelope where it was kept.
    Event(Value),
}

/// A request and its response.
#[derive(Clone)]
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub version: String,
    /// What the query held beside the version.
    pub query: BTreeMap<String, String>,
    pub headers: Map<String, Value>,
    /// Null where there was none.
    pub body: Value,
    /// What the recording describes in words; then the step stands for itself, not for a session.
    pub situation: Option<String>,
    pub expected: Expected,
}

/// The recorded response.
#[derive(Clone)]
pub enum Expected {
    Whole {
        status: u16,
        headers: Map<String, Value>,
        body: Value,
    },
    /// Of the predecessor API, or reported by users: good for codes and texts only.
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

    pub fn body(&self) -> &Value {
        match self {
            Self::Whole { body, .. } | Self::Roughly { body, .. } => body,
            Self::Success { .. } => &Value::Null,
        }
    }
}

impl Exchange {
    pub fn is_of_recording(&self) -> bool {
        self.path.contains("/recordings")
    }

    /// Whether it is an operation that no official client has any more.
    pub fn is_retired(&self) -> bool {
        let verb = self.path.rsplit(':').next().unwrap_or_default();
        RETIRED.contains(&verb)
    }

    /// Whether this is the operation with that verb, such as `answer`.
    pub fn is(&self, verb: &str) -> bool {
        self.path
            .rsplit_once(':')
            .is_some_and(|(_, own)| own == verb)
    }

    /// The user that answers, by the present name of the member or its former one.
    pub fn answerer(&self) -> &str {
        let mut names = ["answeredBy", "answeredByIdentifier"].iter();
        let found = names.find_map(|name| self.body[name]["id"].as_str());
        found.unwrap_or_default()
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

/// Operations of previews that came to nothing.
const RETIRED: [&str; 3] = ["startHoldMusic", "stopHoldMusic", "summarizeCall"];

impl Session {
    /// A recorder that gave all in ParticipantsUpdated another name than elsewhere does
    /// not show who is who: any user will do.
    pub(super) fn forget_names_of_rosters_only(&mut self) {
        let mut elsewhere = String::new();
        for step in &self.steps {
            match step {
                Step::Request(exchange) => elsewhere.push_str(&format!(
                    "{} {} {}",
                    exchange.path,
                    exchange.body,
                    exchange.expected.body()
                )),
                Step::Event(event) if short_type(event) == "ParticipantsUpdated" => {}
                Step::Event(event) => elsewhere.push_str(&event.to_string()),
            }
        }
        let people = self
            .events()
            .filter(|event| short_type(event) == "ParticipantsUpdated")
            .flat_map(|event| {
                event["data"]["participants"]
                    .as_array()
                    .into_iter()
                    .flatten()
            })
            .filter_map(|person| person["identifier"]["rawId"].as_str());
        let people: BTreeSet<&str> = people.collect();
        let is_renamed =
            |name: &&str| name.starts_with("$user") && !elsewhere.contains(&format!("\"{name}\""));
        if people.len() < 2 || !people.iter().all(is_renamed) {
            return;
        }
        for step in &mut self.steps {
            let Step::Event(event) = step else { continue };
            let people = event["data"].get_mut("participants");
            for person in people.and_then(Value::as_array_mut).into_iter().flatten() {
                for name in ["/identifier/rawId", "/identifier/communicationUser/id"] {
                    if let Some(shown) = person.pointer_mut(name) {
                        *shown = "<user>".into();
                    }
                }
            }
        }
    }

    /// The events were kept of another run than the requests, in another version.
    pub(super) fn speak_one_version(&mut self) {
        for step in &mut self.steps {
            if let Step::Event(event) = step {
                let Some(version) = event.pointer_mut("/data/version") else {
                    continue;
                };
                let was = version.as_str().unwrap_or_default().to_owned();
                *version = self.version.as_str().into();
                if was.as_str() < "2025" && self.version.as_str() >= "2025" {
                    let data = event["data"].as_object_mut();
                    data.map(|data| data.remove("eventSource"));
                }
            }
        }
    }

    pub fn requests(&self) -> impl Iterator<Item = &Exchange> {
        self.steps.iter().filter_map(|step| match step {
            Step::Request(exchange) => Some(exchange.as_ref()),
            Step::Event(_) => None,
        })
    }

    pub fn events(&self) -> impl Iterator<Item = &Value> {
        self.steps.iter().filter_map(|step| match step {
            Step::Event(event) => Some(event),
            Step::Request(_) => None,
        })
    }

    /// Whether the call is recorded.
    pub fn records(&self) -> bool {
        let is_about_recording = |event: &Value| short_type(event) == "RecordingStateChanged";
        self.requests().any(Exchange::is_of_recording) || self.events().any(is_about_recording)
    }

    /// Whether a participant is added to the call.
    pub fn invites(&self) -> bool {
        let is_about_adding = |event: &Value| short_type(event).contains("AddParticipant");
        self.requests().any(|request| request.is("add")) || self.events().any(is_about_adding)
    }

    /// The operation context of the request that made a leg, as its events show it.
    pub fn context_of(&self, leg: &str) -> Option<Value> {
        self.events().find_map(|event| {
            let data = &event["data"];
            let is_own = data["callConnectionId"].as_str() == Some(leg)
                && matches!(
                    short_type(event),
                    "CallConnected" | "CallDisconnected" | "CreateCallFailed"
                );
            data.get("operationContext").filter(|_| is_own).cloned()
        })
    }

    /// The legs whose first recorded event is about another participant of their call: then the
    /// recording began after they had connected.
    pub fn legs_that_begin_late(&self) -> BTreeSet<String> {
        let mut met = BTreeSet::new();
        let events = self
            .events()
            .filter(|event| short_type(event) != "ParticipantsUpdated");
        let firsts = events.filter_map(|event| {
            let leg = event["data"]["callConnectionId"].as_str()?;
            met.insert(leg).then_some((leg, short_type(event)))
        });
        let late: Vec<&str> = firsts
            .filter(|(_, kind)| {
                !matches!(*kind, "CallConnected" | "ConnectFailed" | "AnswerFailed")
            })
            .map(|(leg, _)| leg)
            .collect();
        let has_connected = |leg: &str| {
            self.events().any(|event| {
                short_type(event) == "CallConnected"
                    && event["data"]["callConnectionId"].as_str() == Some(leg)
            })
        };
        late.into_iter()
            .filter(|leg| !has_connected(leg))
            .map(|leg| leg.trim_start_matches('$').to_owned())
            .collect()
    }

    /// The legs of which ParticipantsUpdated were not kept at all, or not from the beginning: the
    /// first one shows a participant on hold already.
    pub fn legs_without_first_roster(&self) -> BTreeSet<String> {
        let legs: BTreeSet<&str> = self
            .events()
            .filter_map(|event| event["data"]["callConnectionId"].as_str())
            .collect();
        let begins = |leg: &&str| {
            let mut rosters = self.events().filter(|event| {
                short_type(event) == "ParticipantsUpdated"
                    && event["data"]["callConnectionId"].as_str() == Some(leg)
            });
            rosters
                .next()
                .is_some_and(|first| !is_a_participant_on_hold(first))
        };
        legs.into_iter()
            .filter(|leg| !begins(leg))
            .map(|leg| leg.trim_start_matches('$').to_owned())
            .collect()
    }
}

/// The type of an event without its common beginning.
pub fn short_type(event: &Value) -> &str {
    let kind = event["type"].as_str().unwrap_or_default();
    kind.rsplit('.').next().unwrap_or_default()
}

pub fn is_a_participant_on_hold(roster: &Value) -> bool {
    let people = roster["data"]["participants"].as_array();
    people
        .into_iter()
        .flatten()
        .any(|person| person["isOnHold"] == true)
}
