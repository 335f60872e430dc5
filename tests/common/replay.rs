//! Replays a recorded session against the emulator and reports what differs.

#[path = "data.rs"]
mod data;
#[path = "replay_derive.rs"]
mod derive;
#[path = "replay_derive_media.rs"]
mod derive_media;
#[path = "emulator_http.rs"]
mod emulator_http;
#[path = "replay_events.rs"]
mod events;
#[path = "replay_match.rs"]
mod matching;
#[path = "replay_media.rs"]
mod media;
#[path = "replay_read.rs"]
pub mod read;
#[path = "replay_recording.rs"]
mod recording;
#[path = "replay_response.rs"]
mod response;
#[path = "replay_session.rs"]
pub mod session;
#[path = "replay_situation.rs"]
mod situation;
#[path = "replay_stage.rs"]
mod stage;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Schema};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use emulator_http::{Collector, HttpResponse, exchange, random_guid};
use events::{GRID, Inbox};
use matching::{Piece, Variables, is_masked, is_number, pieces};
use session::{Exchange, Expected, Session, Step, short_type};

/// How long deliveries may take in real time. A limit, not a pause.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The time between two steps of which no dates were kept.
const STEP: Duration = Duration::from_secs(2);

/// Steps that are farther apart belong to several runs in one file.
const MAX_STEP: u64 = 300;

/// Prompts and silences are over by then.
const MAX_MEDIA: Duration = Duration::from_secs(60);

/// An invitation may last three minutes.
const MAX_RING: Duration = Duration::from_secs(190);

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const PATH: &AsciiSet = &SEGMENT.remove(b'/').remove(b':');

/// What came of a replay.
#[derive(Debug, Default)]
pub struct Report {
    pub differences: Vec<String>,
    /// Steps that have no counterpart in call control, each with its reason.
    pub skipped: Vec<String>,
    /// What could not be brought about; then the session was not replayed to its end.
    pub cannot_stage: Option<String>,
    /// What the recording does not show and was made up: another setting could give another result.
    pub guesses: Vec<String>,
    pub requests: usize,
    pub events: usize,
    /// The events that came, for people.
    pub summary: String,
}

pub struct Replay<'a> {
    session: &'a Session,
    emulator: Emulator,
    collector: Collector,
    key: AccessKey,
    variables: Variables,
    inbox: Inbox,
    /// The correlation id that answers about a call connection have to carry.
    calls: BTreeMap<String, String>,
    /// The step that is replayed now.
    place: usize,
    /// What will be sent after the present request.
    requests_ahead: VecDeque<Exchange>,
    /// The places of the events that those requests were derived from.
    causes_ahead: VecDeque<usize>,
    last_operation: String,
    /// The version and the answerer of the request that is being filled in.
    version: String,
    answered_by: String,
    /// Whom a mask stands for that hides all: by the member it was found in.
    role: &'static str,
    report: Report,
}

/// What a session takes for granted and cannot be brought about.
struct CannotStage(String);

/// Gives a session up.
fn cannot_stage(what: String) -> ! {
    std::panic::resume_unwind(Box::new(CannotStage(what)))
}

/// Replays a session; one that cannot be staged says so in its report.
pub fn replay(session: &Session) -> Report {
    let cannot = |what: String| Report {
        cannot_stage: Some(what),
        ..Report::default()
    };
    if let Some(why) = &session.unreadable {
        return cannot(why.clone());
    }
    std::panic::catch_unwind(|| replay_all(session)).unwrap_or_else(|cause| {
        cannot(match cause.downcast::<CannotStage>() {
            Ok(cause) => cause.0,
            // A recording that the replay does not understand must not hide the others.
            Err(cause) => format!("it, the replay panicked: {}", text_of_panic(cause.as_ref())),
        })
    })
}

fn text_of_panic(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

fn replay_all(session: &Session) -> Report {
    let mut replay = Replay::new(session);
    if session.requests().next().is_some() {
        replay.in_order();
    } else {
        replay.behind_events();
    }
    let leftovers = replay.inbox.leftovers(&replay.variables);
    replay.report.differences.extend(leftovers);
    replay.report.summary = replay.inbox.summary(&replay.variables);
    replay.report
}

impl<'a> Replay<'a> {
    fn new(session: &'a Session) -> Self {
        let options = EmulatorOptions::new().manual_clock(true);
        let emulator = Emulator::start_with(&options).unwrap();
        let collector = Collector::start();
        emulator
            .subscribe(&collector.url(GRID), Schema::EventGrid)
            .unwrap();
        let callback = collector.url("/callback?secret=of-the-replay");
        let mut variables = Variables::answering_at(callback);
        variables.may_lack_hold = session.version == "2023-10-03-preview";
        Self {
            session,
            key: AccessKey::from_base64(emulator.access_key()).unwrap(),
            emulator,
            collector,
            variables,
            inbox: Inbox::of(session),
            calls: BTreeMap::new(),
            place: 0,
            requests_ahead: session.requests().cloned().collect(),
            causes_ahead: VecDeque::new(),
            last_operation: String::new(),
            version: session.version.clone(),
            answered_by: String::new(),
            role: "",
            report: Report::default(),
        }
    }

    /// Step by step. Every event must be there when the next request is due.
    fn in_order(&mut self) {
        let session = self.session;
        // A recording that leaves out how its call began, and kept the events of that.
        let begins = |step: &&Step| matches!(step, Step::Event(event) if short_type(event) == "IncomingCall");
        let creates = session.requests().any(Exchange::is_create);
        if session.steps.first().filter(begins).is_some() && !creates {
            self.make_calls("call1", &self.version.clone());
        }
        for (place, step) in session.steps.iter().enumerate() {
            self.place = place;
            match step {
                Step::Request(exchange) => {
                    self.requests_ahead.pop_front();
                    self.request(exchange);
                    self.pass(self.gap_after(place));
                    self.wait_for_media(exchange);
                }
                Step::Event(event) => {
                    if !self.passes_over(event) {
                        self.expect(event);
                    }
                }
            }
        }
    }

    /// Of these sessions only events were kept: whenever the next one has not come, the next
    /// request that can be behind it is sent.
    fn behind_events(&mut self) {
        let session = self.session;
        self.guesses("the requests, derived from the events");
        let derived = derive::requests(session);
        self.causes_ahead = derived.iter().map(|(cause, _)| *cause).collect();
        self.requests_ahead = derived.into_iter().map(|(_, request)| request).collect();
        for (place, step) in session.steps.iter().enumerate() {
            self.place = place;
            let Step::Event(event) = step else { continue };
            if self.passes_over(event) {
                continue;
            }
            while !self.claim(event) {
                if self.inbox.is_of_recorder(event) || self.comes_in_time(event) {
                    break;
                }
                let Some(next) = self.requests_ahead.pop_front() else {
                    self.expect(event);
                    break;
                };
                self.causes_ahead.pop_front();
                self.request(&next);
                self.pass(STEP);
            }
        }
        for request in std::mem::take(&mut self.requests_ahead) {
            self.differs(format!("no event was left for {}", request.path));
        }
    }

    /// Whether an event arrives automatically, before there is a reason for the next request.
    fn comes_in_time(&mut self, event: &Value) -> bool {
        if self
            .causes_ahead
            .front()
            .is_none_or(|cause| *cause <= self.place)
        {
            return false;
        }
        self.waits_for(event)
    }

    fn waits_for(&mut self, event: &Value) -> bool {
        let seconds = MAX_MEDIA.as_secs();
        (0..seconds).any(|_| {
            self.pass(Duration::from_secs(1));
            self.claim(event)
        })
    }

    /// Whether an event has no counterpart here.
    fn passes_over(&mut self, event: &Value) -> bool {
        let why = if is_foreign(event) {
            "of another call"
        } else if media::is_retired(event) {
            "of a preview only"
        } else if media::is_repeated(self.session, self.place, event) {
            "that came twice"
        } else if is_too_early(event) {
            "with the number 0"
        } else {
            return false;
        };
        self.report
            .skipped
            .push(format!("{} {why}", short_type(event)));
        true
    }

    fn expect(&mut self, event: &Value) {
        let is_there = self.claim(event) || self.inbox.is_of_recorder(event);
        if is_there || (media::takes_time(event) && self.waits_for(event)) {
            return;
        }
        // After the last request the wait for events is not known.
        if self.requests_ahead.is_empty() {
            self.pass(MAX_RING);
            if self.claim(event) {
                return;
            }
        }
        self.differs(format!("{} did not come", event["type"]));
    }

    /// Notes that something was made up.
    fn guesses(&mut self, what: &str) {
        if !self.report.guesses.iter().any(|known| known == what) {
            self.report.guesses.push(what.to_owned());
        }
    }

    fn differs(&mut self, what: String) {
        self.report
            .differences
            .push(format!("step {}: {what}", self.place));
    }

    fn claim(&mut self, event: &Value) -> bool {
        let claimed = self
            .inbox
            .claim(event, &self.last_operation, &mut self.variables);
        let Some(found) = claimed else { return false };
        self.report.events += 1;
        for difference in found {
            self.differs(difference);
        }
        true
    }

    /// Lets time go by, and takes in what it brought.
    fn pass(&mut self, time: Duration) {
        self.emulator.advance(time);
        assert!(self.emulator.flush(TIME_LIMIT), "events are stuck");
        self.inbox.refill(&self.collector);
        for (leg, correlation) in self.inbox.correlations() {
            self.calls.insert(leg, correlation);
        }
    }

    /// The time from one answer to the next, where both have a date.
    fn gap_after(&self, place: usize) -> Duration {
        let date = |step: &Step| {
            let Step::Request(exchange) = step else {
                return None;
            };
            let Expected::Whole { headers, .. } = &exchange.expected else {
                return None;
            };
            httpdate::parse_http_date(headers.get("date")?.as_str()?).ok()
        };
        let here = self.session.steps.get(place).and_then(date);
        let mut later = self.session.steps.iter().skip(place + 1);
        let there = later
            .find(|step| matches!(step, Step::Request(_)))
            .and_then(date);
        let (Some(here), Some(there)) = (here, there) else {
            // Files are not requested before they can exist.
            let next = self.requests_ahead.front();
            return match next.is_some_and(|next| next.path.ends_with("/result")) {
                true => MAX_MEDIA,
                false => STEP,
            };
        };
        match there.duration_since(here) {
            Ok(gap) if gap.as_secs() <= MAX_STEP => gap.max(Duration::from_secs(1)),
            _ => STEP,
        }
    }

    fn request(&mut self, recorded: &Exchange) {
        self.version.clone_from(&recorded.version);
        let Some(exchange) = self.in_its_situation(recorded) else {
            return;
        };
        self.answered_by = exchange.answerer().to_owned();
        self.set_the_stage(&exchange);
        self.set_the_stage_for_media(&exchange);
        self.set_the_stage_for_recording(&exchange);
        self.inbox.mark();
        let response = self.send(&exchange);
        if let Some(what) = response::obstacle(recorded, &response) {
            cannot_stage(what);
        }
        self.last_operation = match exchange.method.as_str() {
            "POST" => exchange.path.clone(),
            "DELETE" => "DELETE".to_owned(),
            _ => std::mem::take(&mut self.last_operation),
        };
        self.report.requests += 1;
        let at = format!("{} {}", exchange.method, exchange.path);
        for difference in response::compare(&exchange, &response, &mut self.variables) {
            self.differs(format!("{at}: {difference}"));
        }
        self.learn(&exchange, &response);
        self.press_what_was_heard(&exchange);
    }

    /// What a response says about calls; and whether it is about the requested call.
    fn learn(&mut self, exchange: &Exchange, response: &HttpResponse) {
        let body: Value = serde_json::from_slice(&response.bytes).unwrap_or_default();
        if let Expected::Success { makes: Some(name) } = &exchange.expected {
            let member = match name.get(..3) {
                Some("inv") => "invitationId",
                Some("rec") => "recordingId",
                _ => "callConnectionId",
            };
            if let Some(id) = body[member].as_str() {
                self.variables.set(name, id);
            }
        }
        let chain = response
            .header("x-microsoft-skype-chain-id")
            .unwrap_or_default();
        let is_good = (200..300).contains(&response.status);
        if is_good && !exchange.is("connect") {
            let ids = (&body["callConnectionId"], &body["correlationId"]);
            if let (Some(leg), Some(correlation)) = (ids.0.as_str(), ids.1.as_str()) {
                self.calls.insert(leg.to_owned(), correlation.to_owned());
            }
        }
        let about = self.call_of(&exchange.path);
        let wanted = about.and_then(|leg| self.calls.get(&leg)).cloned();
        let reports = matches!(exchange.expected, Expected::Whole { .. });
        if let (true, true, Some(wanted)) = (is_good, reports, wanted) {
            if chain != wanted {
                self.differs(format!(
                    "{}: the chain id {chain} is not the call's",
                    exchange.path
                ));
            }
        }
    }

    /// The call connection that a path names.
    fn call_of(&self, path: &str) -> Option<String> {
        self.variables.get(stage::call_in(path)?).map(str::to_owned)
    }

    /// Sends a recorded request with everything filled in.
    fn send(&mut self, exchange: &Exchange) -> HttpResponse {
        let path = self.filled_path(&exchange.path);
        let body = match &exchange.body {
            Value::Null => Vec::new(),
            body => serde_json::to_vec(&self.filled("", body)).unwrap(),
        };
        let repeatability: Vec<(String, String)> = exchange
            .headers
            .iter()
            .filter(|(name, _)| name.starts_with("repeatability-"))
            .map(|(name, value)| {
                let value = value.as_str().unwrap_or_default();
                let value = match (is_masked(value), name.as_str()) {
                    (false, _) => value.to_owned(),
                    (true, "repeatability-first-sent") => self.now(),
                    (true, _) => random_guid(),
                };
                (name.clone(), value)
            })
            .collect();
        let mut target = format!("{path}?api-version={}", exchange.version);
        for (name, value) in &exchange.query {
            let value = self.filled_text(name, value);
            target.push_str(&format!("&{name}={}", utf8_percent_encode(&value, SEGMENT)));
        }
        // What was refused so had a signature that did not fit.
        let right_key = exchange.expected.status() != Some(401);
        self.send_signed(&exchange.method, &target, &body, &repeatability, right_key)
    }

    /// One signed request. Every answer echoes its id.
    fn send_signed(
        &mut self,
        method: &str,
        target: &str,
        body: &[u8],
        more: &[(String, String)],
        right_key: bool,
    ) -> HttpResponse {
        let address = self.emulator.endpoint()["http://".len()..].parse().unwrap();
        let host = format!("{address}");
        let date = self.now();
        let hash = content_hash(body);
        let wrong = AccessKey::from_base64("d3Jvbmc=").unwrap();
        let key = if right_key { &self.key } else { &wrong };
        let authorization = key.authorization(method, target, &date, &host, &hash);
        let request_id = random_guid();
        let mut headers = vec![
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", hash.as_str()),
            ("authorization", authorization.as_str()),
            ("x-ms-client-request-id", request_id.as_str()),
            ("user-agent", "replay/1"),
        ];
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        headers.extend(
            more.iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let response = exchange(address, method, target, body, &headers).expect("an answer");
        let echo = response.header("x-ms-client-request-id");
        if echo != Some(request_id.as_str()) {
            self.differs(format!("{target}: the request id came back as {echo:?}"));
        }
        response
    }

    fn now(&self) -> String {
        httpdate::fmt_http_date(self.emulator.clock().wall())
    }

    /// Every id of a path is percent-encoded; the colon before a verb is not.
    fn filled_path(&mut self, path: &str) -> String {
        let filled = pieces(path).into_iter().map(|piece| match piece {
            Piece::Literal(text) => utf8_percent_encode(text, PATH).to_string(),
            Piece::Variable(name) | Piece::Any(name) => {
                let value = self.value_of(name, "rawId");
                utf8_percent_encode(&value, SEGMENT).to_string()
            }
        });
        filled.collect()
    }

    fn filled(&mut self, member: &str, recorded: &Value) -> Value {
        match recorded {
            Value::Object(members) => {
                let mut filled = serde_json::Map::new();
                for (name, value) in members {
                    let before = self.role;
                    self.role = match name.as_str() {
                        "source" | "sourceIdentity" | "sourceCallerIdNumber" => "@source",
                        "participantToAdd" => "@added",
                        _ => before,
                    };
                    filled.insert(name.clone(), self.filled(name, value));
                    self.role = before;
                }
                filled.into()
            }
            Value::Array(entries) => entries
                .iter()
                .map(|entry| self.filled(member, entry))
                .collect(),
            Value::String(text) => self.filled_text(member, text).into(),
            other => other.clone(),
        }
    }

    fn filled_text(&mut self, member: &str, text: &str) -> String {
        if member.to_ascii_lowercase().ends_with("callbackuri") {
            return self.variables.callback.clone();
        }
        let value = match member {
            "operationContext" if is_masked(text) => self.masked_context(),
            "incomingCallContext" if is_masked(text) || text.starts_with('$') => {
                self.ringing_context()
            }
            _ => {
                let pieces = pieces(text);
                let filled = pieces.iter().map(|piece| match piece {
                    Piece::Literal(text) => (*text).to_owned(),
                    Piece::Variable(name) => self.value_of(name, member),
                    Piece::Any(name) => self.value_of(&format!("{name}{}", self.role), member),
                });
                let filled: String = filled.collect();
                match pieces.as_slice() {
                    // A recorder put one mask over the number and over its raw id.
                    [Piece::Variable(name) | Piece::Any(name)]
                        if is_number(name) && member == "rawId" =>
                    {
                        format!("4:{filled}")
                    }
                    _ => filled,
                }
            }
        };
        if member == "operationContext" {
            self.variables.contexts.insert(value.clone());
        }
        value
    }

    /// A masked context is the one that a later event shows, best one of the same leg; events were not masked
    /// everywhere. Beginning and end of a leg show the context of the request that made it.
    fn masked_context(&self) -> String {
        let mut later = self.session.steps.iter().skip(self.place);
        let (leg, makes_leg) = match later.clone().next() {
            Some(Step::Request(exchange)) => {
                let made = exchange.expected.body()["callConnectionId"].as_str();
                let made = made.and_then(|made| made.strip_prefix('$'));
                (made.or(stage::call_in(&exchange.path)), made.is_some())
            }
            _ => (None, false),
        };
        let is_fitting = |event: &Value| {
            let own = event["data"]["callConnectionId"].as_str();
            let is_of_leg = ["CallConnected", "CallDisconnected", "CreateCallFailed"]
                .contains(&short_type(event));
            own.and_then(|own| own.strip_prefix('$')) == leg && is_of_leg == makes_leg
        };
        let shown = |step: &'a Step| match step {
            Step::Event(event) => {
                let context = event["data"]["operationContext"].as_str()?;
                (!is_masked(context)).then_some((event, context))
            }
            Step::Request(_) => None,
        };
        let mut fitting = later.clone().filter_map(shown);
        let fitting = fitting.find(|(event, _)| is_fitting(event));
        let found = fitting.or_else(|| later.find_map(shown));
        let found = found.map(|(_, context)| context);
        found.unwrap_or("context of the replay").to_owned()
    }
}

/// Whether an event is left over from the call of another test: `$call-of-the-test-before`.
pub fn is_foreign(event: &Value) -> bool {
    let leg = event["data"]["callConnectionId"]
        .as_str()
        .unwrap_or_default();
    let number = leg.strip_prefix("$call").unwrap_or_default();
    !leg.is_empty() && (number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether an event lists who is there before the call is complete: of two sessions of one preview
/// one has it, and no other session.
fn is_too_early(event: &Value) -> bool {
    event["data"]["sequenceNumber"] == 0
}

fn text_at(value: &Value, pointer: &str) -> String {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
