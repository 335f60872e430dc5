//! What a recorded request needs before it can be sent: people, numbers, calls, and remote parties that
//! behave as the recording shows.

use std::time::Duration;

use acs_call_automation_emulator::RemoteParty;
use serde_json::{Value, json};

use super::derive_media::with_media_options;
use super::matching::{Piece, is_number, pieces};
use super::session::{Exchange, Step, short_type};
use super::{Replay, STEP, text_at};

/// How long a callee rings before it answers automatically.
const RINGS: Duration = Duration::from_secs(1);

/// What a callee does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reaction {
    /// Rings until the application answers, rejects or gives up.
    Rings,
    Answers,
    Fails(i64),
}

impl Replay<'_> {
    /// Makes sure of what an exchange takes for granted.
    pub(super) fn set_the_stage(&mut self, exchange: &Exchange) {
        let called = if exchange.is_create() {
            &exchange.body["targets"]
        } else if exchange.is("add") {
            &exchange.body["participantToAdd"]
        } else if exchange.is("transferToParticipant") {
            &exchange.body["targetParticipant"]
        } else {
            return;
        };
        let several = called.as_array().cloned();
        for identifier in several.unwrap_or_else(|| vec![called.clone()]) {
            let reaction = self.reaction_of(exchange, &identifier);
            self.role = if exchange.is("add") { "@added" } else { "" };
            let raw_id = self.filled("", &identifier);
            let raw_id = raw_id["rawId"].as_str().unwrap_or_default().to_owned();
            self.rehearse(&raw_id, reaction);
        }
        let caller_ids = ["/sourceCallerIdNumber/value", "/source/callerId/value"];
        self.role = "@source";
        for number in caller_ids.map(|pointer| text_at(&exchange.body, pointer)) {
            if !number.is_empty() {
                let number = self.filled_text("value", &number);
                self.emulator.add_phone_number(&number).unwrap();
            }
        }
        self.role = "";
    }

    fn rehearse(&self, raw_id: &str, reaction: Reaction) {
        let remote_party = RemoteParty::new(raw_id);
        self.emulator
            .set_remote_party(match reaction {
                // The application answers at numbers of its own only.
                Reaction::Rings => {
                    if let Some(number) = raw_id.strip_prefix("4:") {
                        self.emulator.add_phone_number(number).unwrap();
                    }
                    return;
                }
                Reaction::Answers => remote_party.answer_after(RINGS),
                Reaction::Fails(486) => remote_party.busy(),
                Reaction::Fails(603) => remote_party.decline(),
                Reaction::Fails(_) => remote_party.no_answer(),
            })
            .unwrap();
    }

    /// What the rest of the recording shows of a callee.
    fn reaction_of(&self, exchange: &Exchange, identifier: &Value) -> Reaction {
        let rest = self.session.steps.get(self.place..).unwrap_or_default();
        let events = || rest.iter().filter_map(event_of);
        let result = |kind: &str, member: &str| {
            let mut fitting = events().filter(|event| short_type(event) == kind);
            fitting.find_map(|event| {
                let data = &event["data"];
                let is_theirs = data[member]["rawId"] == identifier["rawId"];
                is_theirs.then(|| data["resultInformation"]["code"].as_i64().unwrap_or(200))
            })
        };
        if exchange.is("add") {
            if self.answers_in_session(identifier) {
                return Reaction::Rings;
            }
            if result("AddParticipantSucceeded", "participant").is_some() {
                return Reaction::Answers;
            }
            if let Some(code) = result("AddParticipantFailed", "participant") {
                return Reaction::Fails(code);
            }
            let mut ahead = self.requests_ahead.iter();
            let answers = ahead.any(Exchange::is_about_an_incoming_call);
            if !answers && self.is_there_later(identifier) {
                return Reaction::Answers;
            }
            // The application gets an event for each call that rings at it.
            let rings = events().any(|event| event["data"]["to"]["rawId"] == identifier["rawId"])
                || self
                    .requests_ahead
                    .iter()
                    .any(Exchange::is_about_an_incoming_call);
            return if rings {
                Reaction::Rings
            } else {
                Reaction::Fails(487)
            };
        }
        let failure = |kind: &str| {
            let mut fitting = events().filter(|event| short_type(event) == kind);
            fitting.find_map(|event| event["data"]["resultInformation"]["code"].as_i64())
        };
        if exchange.is("transferToParticipant") {
            return failure("CallTransferFailed").map_or(Reaction::Answers, Reaction::Fails);
        }
        let later = self.requests_ahead.iter();
        let mut until_next = later.take_while(|later| !later.is_create());
        if until_next.any(Exchange::is_about_an_incoming_call) {
            return Reaction::Rings;
        }
        failure("CreateCallFailed").map_or(Reaction::Answers, Reaction::Fails)
    }

    /// Whether a later response lists a participant.
    fn is_there_later(&self, identifier: &Value) -> bool {
        let mut later = self.requests_ahead.iter();
        later.any(|request| {
            let body = request.expected.body();
            let mut lists = ["value", "values"].iter();
            let several = lists.find_map(|name| body[name].as_array());
            let one = std::slice::from_ref(body);
            let people = several.map_or(one, Vec::as_slice);
            request.method == "GET"
                && request.path.contains("/participants")
                && people.iter().any(|person| {
                    let person = person.get("identifier").unwrap_or(person);
                    person["rawId"].is_string() && person["rawId"] == identifier["rawId"]
                })
        })
    }

    /// Whether the application itself answers for a participant that is added.
    fn answers_in_session(&self, identifier: &Value) -> bool {
        self.requests_ahead.iter().any(|request| {
            request.is_about_an_incoming_call() && identifier["rawId"] == request.answerer()
        })
    }

    /// What a placeholder in a request stands for; it is made where there is nothing yet.
    pub(super) fn value_of(&mut self, name: &str, member: &str) -> String {
        if let Some(known) = self.variables.get(name) {
            return known.to_owned();
        }
        let made = self.made_up(name, member);
        self.variables.set(name, made.clone());
        made
    }

    fn made_up(&mut self, name: &str, member: &str) -> String {
        if is_number(name) || member == "value" {
            let number = format!("+155501{:05}", self.variables.people.len());
            self.variables.people.insert(format!("4:{number}"));
            return number;
        }
        // The two parts of a raw id; a name swallows the line between them.
        if name.starts_with("resource") || name.starts_with("guid") {
            let user = self.new_user();
            let parts = user.trim_start_matches("8:acs:").split_once('_');
            let (resource, own) = parts.unwrap_or_default();
            return match name.strip_prefix("resource") {
                Some(line) => format!("{resource}{line}"),
                None => own.to_owned(),
            };
        }
        if member == "callConnectionId" {
            self.make_calls(name, &self.version.clone());
            self.inbox.stage_is_set();
            if let Some(leg) = self.variables.get(name) {
                return leg.to_owned();
            }
        }
        // These name the member that they stood in, not another participant.
        if matches!(name, "removed" | "muted" | "redacted") {
            if let Some(present) = self.first_callee() {
                return present;
            }
        }
        if member == "id" || member == "rawId" {
            return self.new_user();
        }
        if name.starts_with("server") || name == "sanitised serverCallId" {
            if self.inbox.server_call_id().is_none() {
                self.make_calls("call1", &self.version.clone());
                self.inbox.stage_is_set();
            }
            return self.inbox.server_call_id().unwrap_or_default();
        }
        format!("{}.example", name.replace([' ', '_'], "-"))
    }

    pub(super) fn new_user(&mut self) -> String {
        let user = self.emulator.create_user().unwrap();
        self.variables.people.insert(user.clone());
        user
    }

    /// The first target of the session's call.
    fn first_callee(&self) -> Option<String> {
        ["target", "target1", "user_b", "user2"]
            .into_iter()
            .find_map(|name| self.variables.get(name))
            .map(str::to_owned)
            .or_else(|| self.inbox.first_callee())
    }

    /// The context of the incoming call that rings. Where nothing was recorded of its beginning,
    /// a caller calls now.
    pub(super) fn ringing_context(&mut self) -> String {
        let answered_by = self.answered_by.clone();
        let callee = match pieces(&answered_by).as_slice() {
            [Piece::Variable(name)] => Some(self.value_of(name, "id")),
            _ => None,
        };
        // A number rings at the user that answers it.
        let ring = self.inbox.take_ring(callee.as_deref());
        if let Some(context) = ring.or_else(|| self.inbox.take_ring(None)) {
            return context;
        }
        if let Some(spent) = self.inbox.last_spent() {
            return spent;
        }
        self.guesses("the caller of a call that is answered");
        let callee = callee.unwrap_or_else(|| self.value_of("user_b", "id"));
        let version = self.version.clone();
        let leg = self.create_as("$call1", &version, &callee);
        self.variables.set("call1", leg);
        self.pass(STEP);
        self.inbox.stage_is_set();
        self.inbox
            .take_ring(Some(&callee))
            .unwrap_or_else(|| super::cannot_stage("an incoming call".to_owned()))
    }

    /// The call that a recording begins in the middle of: created, answered, up. `$call1` is the
    /// leg that created it, `$call2` the one that answered, `$call3` was made by connect.
    pub(super) fn make_calls(&mut self, wanted: &str, version: &str) {
        self.guesses("a call that began before the recording");
        let mut people = self.people_before().into_iter();
        let is_phone =
            |request: &Exchange| request.expected.body()["targets"][0]["kind"] == "phoneNumber";
        let usual = match self.session.requests().any(is_phone) {
            true => "phone2",
            false => "user_b",
        };
        let name = people.next().unwrap_or_else(|| usual.to_owned());
        let mut callee = self.value_of(&name, "id");
        if is_number(&name) {
            self.emulator.add_phone_number(&callee).unwrap();
            callee = format!("4:{callee}");
        }
        let created = self.create_as("$call1", version, &callee);
        self.pass(STEP);
        let answered = self.answer_as("$call2", version, &callee);
        self.pass(STEP);
        for name in people {
            let raw_id = self.value_of(&name, "id");
            self.add(version, &created, &raw_id);
        }
        let mut legs = vec![("call1", created.clone()), ("call2", answered)];
        if wanted == "call3" {
            legs.push(("call3", self.connect_as("$call3", version, &created)));
        } else if !matches!(wanted, "call1" | "call2") {
            // One of several calls that have nothing to do with each other.
            legs = vec![(wanted, created)];
        }
        for (name, leg) in legs {
            if self.variables.get(name).is_none() {
                self.variables.set(name, leg);
            }
        }
    }

    /// The participants whom the recording shows in a call that it did not see begin, and whom it does
    /// not add itself. Of those that it only lists, two are there anyway.
    fn people_before(&self) -> Vec<String> {
        let mut present: Vec<String> = Vec::new();
        let mut added: Vec<String> = Vec::new();
        let meet = |text: &str, names: &mut Vec<String>| {
            for piece in pieces(text) {
                if let Piece::Variable(name) = piece {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
            }
        };
        let raw_id = |value: &Value| value["rawId"].as_str().unwrap_or_default().to_owned();
        for request in self.session.requests() {
            meet(&raw_id(&request.body["participantToAdd"]), &mut added);
            if let Some((_, person)) = request.path.split_once("/participants/") {
                meet(person, &mut present);
            }
            let several = request.body["targetParticipants"].as_array();
            for target in several.into_iter().flatten() {
                meet(&raw_id(target), &mut present);
            }
            meet(&raw_id(&request.body["participantToRemove"]), &mut present);
            let options = &request.body["recognizeOptions"];
            meet(&raw_id(&options["targetParticipant"]), &mut present);
            if !request.is("transferToParticipant") {
                meet(&raw_id(&request.body["targetParticipant"]), &mut present);
            }
            meet(&raw_id(&request.body["playTo"]), &mut present);
            let several = request.body["playTo"].as_array();
            for target in several.into_iter().flatten() {
                meet(&raw_id(target), &mut present);
            }
        }
        let lists = self.session.requests().filter_map(|request| {
            let is_list = request.method == "GET" && request.path.ends_with("/participants");
            let body = request.expected.body();
            let list = body["value"].as_array().or(body["values"].as_array());
            list.filter(|_| is_list)
        });
        for list in lists {
            // The caller is made up.
            let adds = self.session.requests().filter(|request| request.is("add"));
            let others = list.len().saturating_sub(1 + adds.count());
            for person in list {
                if present.len() < others && others > 1 {
                    meet(&raw_id(&person["identifier"]), &mut present);
                }
            }
            // Some are masked.
            for place in present.len()..others {
                if others > 1 {
                    present.push(format!("listed{place}"));
                }
            }
        }
        present.retain(|name| {
            let is_part = name.starts_with("resource") || name.starts_with("guid");
            let is_word = matches!(name.as_str(), "removed" | "muted");
            !added.contains(name) && !is_part && !is_word
        });
        present
    }

    /// A call from a fresh user; the creating leg's id. Its context is that of a recorded leg.
    pub(super) fn create_as(&mut self, recorded: &str, version: &str, callee: &str) -> String {
        let caller = self.new_user();
        let mut body = json!({
            "targets": [{"rawId": callee, "communicationUser": {"id": callee}}],
            "source": {"id": caller},
            "callbackUri": self.variables.callback,
        });
        if let Some(number) = callee.strip_prefix("4:") {
            body["targets"] = json!([{"rawId": callee, "phoneNumber": {"value": number}}]);
            body["sourceCallerIdNumber"] = json!({"value": "+15550100999"});
        }
        let mut rings = self.session.events();
        let first = rings.find(|event| short_type(event) == "IncomingCall");
        if let Some(headers) = first.and_then(|event| event["data"].get("customContext")) {
            body["customCallingContext"] = headers.clone();
        }
        self.leg_made_by("", recorded, version, body)
    }

    /// The application answers for a callee that rings; the answering leg's id.
    pub(super) fn answer_as(&mut self, recorded: &str, version: &str, callee: &str) -> String {
        let ring = self.inbox.take_ring(Some(callee));
        // A number is answered by a user.
        let answerer = match callee.starts_with("4:") {
            true => self.new_user(),
            false => callee.to_owned(),
        };
        let ring = ring.unwrap_or_else(|| super::cannot_stage("an incoming call".to_owned()));
        let body = json!({
            "incomingCallContext": ring,
            "callbackUri": self.variables.callback,
            "answeredBy": {"id": answerer},
        });
        self.leg_made_by(":answer", recorded, version, body)
    }

    /// Another leg of the call that a leg is in.
    pub(super) fn connect_as(&mut self, recorded: &str, version: &str, leg: &str) -> String {
        let target = format!("/calling/callConnections/{leg}?api-version={version}");
        let response = self.send_signed("GET", &target, b"", &[], true);
        let call: Value = serde_json::from_slice(&response.bytes).unwrap();
        let body = json!({
            "callLocator": {"kind": "serverCallLocator", "serverCallId": call["serverCallId"]},
            "callbackUri": self.variables.callback,
        });
        let made = self.leg_made_by(":connect", recorded, version, body);
        self.pass(STEP);
        made
    }

    fn leg_made_by(
        &mut self,
        verb: &str,
        recorded: &str,
        version: &str,
        mut body: Value,
    ) -> String {
        if let Some(context) = self.session.context_of(recorded) {
            body["operationContext"] = self.filled("", &context);
        }
        with_media_options(self.session, recorded, &mut body);
        let made = self.staged(verb, version, &body);
        made["callConnectionId"].as_str().unwrap().to_owned()
    }

    /// Another participant joins a call.
    fn add(&mut self, version: &str, leg: &str, raw_id: &str) {
        self.rehearse(raw_id, Reaction::Answers);
        let body = json!({
            "participantToAdd": {"rawId": raw_id, "communicationUser": {"id": raw_id}},
        });
        self.staged(&format!("/{leg}/participants:add"), version, &body);
        self.pass(STEP);
    }

    /// A request that no recording holds; it must succeed.
    pub(super) fn staged(&mut self, rest: &str, version: &str, body: &Value) -> Value {
        let target = format!("/calling/callConnections{rest}?api-version={version}");
        let bytes = match body {
            Value::Null => Vec::new(),
            body => serde_json::to_vec(body).unwrap(),
        };
        let response = self.send_signed("POST", &target, &bytes, &[], true);
        if !(200..300).contains(&response.status) {
            let text = String::from_utf8_lossy(&response.bytes);
            super::cannot_stage(format!("{rest} ({}: {text})", response.status));
        }
        let value: Value = serde_json::from_slice(&response.bytes).unwrap_or_default();
        let ids = (&value["callConnectionId"], &value["correlationId"]);
        if let (Some(leg), Some(correlation), false) =
            (ids.0.as_str(), ids.1.as_str(), rest == ":connect")
        {
            self.calls.insert(leg.to_owned(), correlation.to_owned());
        }
        value
    }
}

/// The variable that names the call connection of a path.
pub(super) fn call_in(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/calling/callConnections/")?;
    match pieces(rest).first() {
        Some(Piece::Variable(name)) => Some(name),
        _ => None,
    }
}

fn event_of(step: &Step) -> Option<&Value> {
    match step {
        Step::Event(event) => Some(event),
        Step::Request(_) => None,
    }
}
