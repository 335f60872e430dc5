//! The requests behind a session of which only events were kept.
//!
//! `$call1` is the leg that created the call, `$call2` the one that answered, any other was made
//! by connect: so all recordings name them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::is_foreign;
use super::session::{Exchange, Expected, Session, Step, short_type};

/// The requests, in the order in which their first events came, each with the place of the event
/// that it was derived from.
pub fn requests(session: &Session) -> Vec<(usize, Exchange)> {
    let mut derived = Derived {
        session,
        version: version_of(session),
        place: 0,
        requests: Vec::new(),
        causes: Vec::new(),
        legs: BTreeSet::new(),
        going_on: BTreeSet::new(),
        on_hold: BTreeSet::new(),
    };
    for (place, step) in session.steps.iter().enumerate() {
        derived.place = place;
        match step {
            Step::Event(event) if !is_foreign(event) => derived.behind(event),
            _ => {}
        }
    }
    derived.causes.into_iter().zip(derived.requests).collect()
}

/// The version of the first leg, which its events carry.
fn version_of(session: &Session) -> String {
    let mut versions = session
        .events()
        .filter_map(|event| event["data"]["version"].as_str());
    versions.next().unwrap_or(&session.version).to_owned()
}

pub(super) struct Derived<'a> {
    pub(super) session: &'a Session,
    pub(super) version: String,
    /// Of the event that is looked at now.
    pub(super) place: usize,
    pub(super) requests: Vec<Exchange>,
    causes: Vec<usize>,
    legs: BTreeSet<String>,
    /// Plays and recognitions that have not ended: leg, path and context.
    pub(super) going_on: BTreeSet<String>,
    /// The raw ids of those whom a request put on hold.
    pub(super) on_hold: BTreeSet<String>,
}

impl Derived<'_> {
    fn behind(&mut self, event: &Value) {
        let data = &event["data"];
        let kind = short_type(event);
        if kind == "IncomingCall" {
            self.ringing(&data["from"], &data["to"], &data["customContext"]);
            return;
        }
        let leg = data["callConnectionId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.leg_exists(&leg);
        let context = data.get("operationContext").cloned();
        let participants = format!("/calling/callConnections/{leg}/participants");
        match kind {
            "CallConnected" | "ParticipantsUpdated" => {
                self.roster(&participants, data);
                self.holds(data);
            }
            "CallDisconnected" | "CreateCallFailed" => self.end(&leg, data),
            "AddParticipantSucceeded" | "AddParticipantFailed" => {
                let body = json!({"participantToAdd": data["participant"]});
                let times = self.seen(&["AddParticipantSucceeded", "AddParticipantFailed"]);
                let path = format!("{participants}:add");
                self.times(times, &path, body, context, Some("inv"));
            }
            "CancelAddParticipantSucceeded" => {
                let added = user("$added");
                let body = json!({"participantToAdd": added, "invitationTimeoutInSeconds": 60});
                let id = data["invitationId"].as_str().unwrap_or("$inv");
                let id = id.strip_prefix('$').unwrap_or("inv");
                self.once(
                    &format!("{participants}:add"),
                    body,
                    context.clone(),
                    Some(id),
                );
                let body = json!({"invitationId": data["invitationId"]});
                self.once(
                    &format!("{participants}:cancelAddParticipant"),
                    body,
                    context,
                    None,
                );
            }
            "RemoveParticipantSucceeded" => {
                let body = json!({"participantToRemove": data["participant"]});
                let path = format!("{participants}:remove");
                self.times(self.seen(&[kind]), &path, body, context, None);
            }
            "CallTransferAccepted" => {
                let body = json!({"targetParticipant": data["transferTarget"]});
                let path = format!("/calling/callConnections/{leg}:transferToParticipant");
                self.once(&path, body, context, None);
            }
            "RecordingStateChanged" => self.records(&leg, data),
            _ => self.behind_media(kind, &leg, data),
        }
    }

    /// A callee rings: the target of a new call, or a participant that is added.
    fn ringing(&mut self, from: &Value, to: &Value, headers: &Value) {
        if !self.requests.is_empty() {
            let path = "/calling/callConnections/$call1/participants:add";
            let outcomes = || {
                let events = self.session.events();
                events.filter(|event| short_type(event) == "AddParticipantSucceeded")
            };
            // Recorders gave one user several names.
            let added = outcomes()
                .find(|event| event["data"]["participant"] == *to)
                .or_else(|| outcomes().next());
            let context = added.and_then(|event| event["data"].get("operationContext"));
            let context = context.cloned();
            let mut body = json!({"participantToAdd": to});
            if !headers.is_null() {
                body["customCallingContext"] = headers.clone();
            }
            // The first call that rings is the one that is created.
            let times = self.seen(&["IncomingCall"]).saturating_sub(1).max(1);
            if self.times(times, path, body, context, Some("inv")) {
                self.answer(to);
            }
            return;
        }
        let mut body = json!({"targets": [to], "callbackUri": "https://<callback>/"});
        match from.get("phoneNumber") {
            Some(number) => body["sourceCallerIdNumber"] = number.clone(),
            None => body["source"] = json!({"id": from["rawId"]}),
        }
        if !headers.is_null() {
            body["customCallingContext"] = headers.clone();
        }
        self.begin("", body, Some("call1"));
        let mut ends = self
            .session
            .events()
            .filter(|event| short_type(event) == "CreateCallFailed");
        let failed = ends.find_map(|event| event["data"]["resultInformation"]["code"].as_i64());
        match failed {
            None => self.answer(to),
            // A reject with the reason that the recordings pair with this outcome.
            Some(200) => self.reject(Some("none")),
            Some(603) => self.reject(None),
            Some(_) => {}
        }
    }

    fn answer(&mut self, to: &Value) {
        let mut body = json!({
            "incomingCallContext": "<opaque>",
            "callbackUri": "https://<callback>/",
        });
        if to.get("communicationUser").is_some() {
            body["answeredBy"] = json!({"id": to["rawId"]});
        }
        let is_third = self.requests.iter().any(|request| request.is("answer"));
        self.begin(
            ":answer",
            body,
            Some(if is_third { "call3" } else { "call2" }),
        );
    }

    fn reject(&mut self, reason: Option<&str>) {
        let mut body = json!({"incomingCallContext": "<opaque>"});
        if let Some(reason) = reason {
            body["callRejectReason"] = reason.into();
        }
        self.begin(":reject", body, None);
    }

    fn leg_exists(&mut self, leg: &str) {
        if !self.legs.insert(leg.to_owned()) {
            return;
        }
        if self.requests.is_empty() {
            // Through the phone network the two legs are two calls.
            let correlation = |leg: &str| {
                let mut events = self.session.events().map(|event| &event["data"]);
                events.find(|data| data["callConnectionId"] == leg)?["correlationId"].as_str()
            };
            let is_phone = correlation("$call1")
                .zip(correlation("$call2"))
                .is_some_and(|(one, other)| one != other);
            if is_phone {
                self.ringing(&phone("$phone1"), &phone("$phone2"), &Value::Null);
            } else {
                self.ringing(&user("$source"), &user("$target"), &Value::Null);
            }
        }
        let is_made = self.requests.iter().any(|request| {
            matches!(&request.expected, Expected::Success { makes: Some(made) } if leg.strip_prefix('$') == Some(made))
        });
        if leg != "$call1" && leg != "$call2" && !is_made {
            let body = json!({
                "callLocator": {"kind": "serverCallLocator", "serverCallId": "$server1"},
                "callbackUri": "https://<callback>/",
            });
            self.begin(":connect", body, leg.strip_prefix('$'));
        }
    }

    /// A start by server call id reports an inactive recording first, one by call connection id
    /// does not. What goes on later was paused, else it was stopped.
    fn records(&mut self, leg: &str, data: &Value) {
        let start = "/calling/recordings";
        let is_active = data["state"] == "active";
        let known = self.requests.iter().any(|request| request.path == start);
        let id = data["recordingId"].as_str().unwrap_or("$rec1");
        let id = id.strip_prefix('$').unwrap_or("rec1");
        if !known {
            let mut body = json!({"recordingStateCallbackUri": "https://<callback>/"});
            match is_active {
                true => body["callConnectionId"] = leg.into(),
                false => {
                    body["callLocator"] =
                        json!({"kind": "serverCallLocator", "serverCallId": "$server1"});
                }
            }
            self.push("POST", start, body, Some(id));
            return;
        }
        let is_state =
            |event: &&Value| short_type(event) == "RecordingStateChanged" && event["data"] != *data;
        let later = self.session.steps.iter().skip(self.place + 1);
        let later = later.filter_map(|step| match step {
            Step::Event(event) => Some(event),
            Step::Request(_) => None,
        });
        let goes_on = later
            .filter(is_state)
            .any(|event| event["data"]["state"] == "active");
        let path = format!("{start}/${id}");
        let is_paused = self
            .requests
            .iter()
            .any(|known| known.path.ends_with(":pause"));
        match (is_active, goes_on) {
            (true, _) if is_paused => self.once(&format!("{path}:resume"), Value::Null, None, None),
            (true, _) => {}
            (false, true) => self.once(&format!("{path}:pause"), Value::Null, None, None),
            (false, false) => self.push("DELETE", &path, Value::Null, None),
        }
    }

    /// A participant is muted whom no request muted yet.
    fn roster(&mut self, participants: &str, data: &Value) {
        let people = data["participants"].as_array().into_iter().flatten();
        if people.into_iter().any(|person| person["isMuted"] == true) {
            let body = json!({"targetParticipants": [user("$muted")]});
            self.once(&format!("{participants}:mute"), body, None, None);
        }
    }

    /// A leg that ended by its own request has 7000. One leg that hung up leaves the others with
    /// another code than one that ended the call for all.
    fn end(&mut self, leg: &str, data: &Value) {
        let code = |data: &Value| data["resultInformation"]["subCode"].as_i64();
        let other = if leg == "$call2" { "$call1" } else { "$call2" };
        let others = self
            .session
            .events()
            .filter(|event| event["data"]["callConnectionId"] != leg);
        let left_alone = others
            .filter_map(|event| code(&event["data"]))
            .any(|code| matches!(code, 5003 | 5010));
        let is_terminated = self.requests.iter().any(|request| request.is("terminate"));
        // What only ends with its call began before.
        let later = self.session.steps.iter().skip(self.place);
        let stopped = later.filter_map(|step| match step {
            Step::Event(event) if short_type(event) == "ContinuousDtmfRecognitionStopped" => {
                event["data"]["callConnectionId"].as_str()
            }
            _ => None,
        });
        for leg in stopped.collect::<Vec<_>>() {
            self.continuous(leg, None);
        }
        match code(data) {
            Some(7000) if left_alone => self.hang_up(leg),
            // The second of two that end with this code ended with the first.
            Some(7000) if !is_terminated => self.terminate(leg),
            // The leg that hung up reported nothing.
            Some(5003 | 5010) if !self.is_hung_up(other) && !self.is_hung_up("$call1") => {
                self.hang_up(other);
            }
            Some(5001) if !is_terminated => self.terminate(other),
            // Until 2024 the ends of calls had no codes.
            None if !is_terminated && !self.ends_otherwise() => self.terminate("$call1"),
            _ => {}
        }
    }

    /// Whether something else than a hang-up ended the call.
    fn ends_otherwise(&self) -> bool {
        let ends = [
            "CreateCallFailed",
            "RemoveParticipantSucceeded",
            "CallTransferAccepted",
        ];
        let mut kinds = self.session.events().map(short_type);
        kinds.any(|kind| ends.contains(&kind))
    }

    fn is_hung_up(&self, leg: &str) -> bool {
        let mut deletes = self
            .requests
            .iter()
            .filter(|request| request.method == "DELETE");
        deletes.any(|request| request.path.ends_with(leg))
    }

    fn hang_up(&mut self, leg: &str) {
        self.push(
            "DELETE",
            &format!("/calling/callConnections/{leg}"),
            Value::Null,
            None,
        );
    }

    fn terminate(&mut self, leg: &str) {
        let path = format!("/calling/callConnections/{leg}:terminate");
        self.push("POST", &path, Value::Null, None);
    }

    /// A request that makes a leg, with the context that the events of that leg show.
    fn begin(&mut self, verb: &str, mut body: Value, makes: Option<&str>) {
        let leg = makes.map(|name| format!("${name}"));
        let context = leg.as_ref().and_then(|leg| self.session.context_of(leg));
        if let Some(context) = context {
            body["operationContext"] = context;
        }
        if let Some(leg) = leg {
            self.with_media_options(&leg, &mut body);
        }
        self.push(
            "POST",
            &format!("/calling/callConnections{verb}"),
            body,
            makes,
        );
    }

    /// A request about a call, unless it was derived already.
    pub(super) fn once(
        &mut self,
        path: &str,
        body: Value,
        context: Option<Value>,
        makes: Option<&str>,
    ) {
        self.times(1, path, body, context, makes);
    }

    /// A request about a call, unless it was derived so many times already.
    fn times(
        &mut self,
        times: usize,
        path: &str,
        mut body: Value,
        context: Option<Value>,
        makes: Option<&str>,
    ) -> bool {
        let known = self.requests.iter().filter(|known| known.path == path);
        let is_new = known.count() < times;
        if is_new {
            if let Some(context) = context {
                body["operationContext"] = context;
            }
            self.push("POST", path, body, makes);
        }
        is_new
    }

    /// How many events of these kinds have come by now.
    fn seen(&self, kinds: &[&str]) -> usize {
        let so_far = self.session.steps.iter().take(self.place + 1);
        let fitting = so_far.filter(
            |step| matches!(step, Step::Event(event) if kinds.contains(&short_type(event))),
        );
        fitting.count()
    }

    pub(super) fn push(&mut self, method: &str, path: &str, body: Value, makes: Option<&str>) {
        self.causes.push(self.place);
        self.requests.push(Exchange {
            method: method.to_owned(),
            path: path.to_owned(),
            version: self.version.clone(),
            query: BTreeMap::new(),
            headers: Map::new(),
            body,
            situation: None,
            expected: Expected::Success {
                makes: makes.map(str::to_owned),
            },
        });
    }
}

fn phone(name: &str) -> Value {
    json!({"rawId": format!("4:{name}"), "phoneNumber": {"value": name}})
}

pub(super) fn user(name: &str) -> Value {
    json!({"rawId": name, "communicationUser": {"id": name}})
}
