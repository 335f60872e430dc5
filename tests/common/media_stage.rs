//! A stage with an established call, and short functions for media requests and their events.
#![allow(dead_code)] // every test uses its own part

use acs_call_automation_emulator::EmulatorOptions;
use serde_json::{Value, json};

use crate::emulator_http::{Caller, HttpResponse, Stage, phone, result, short_type};

pub const PHONE: &str = "+15550100123";
pub const RAW: &str = "4:+15550100123";
pub const OTHER: &str = "8:acs:far-away_0000";

/// A call with one phone, set up with everything that media may need.
pub struct Scene {
    pub stage: Stage,
    pub call: String,
    seen: usize,
}

impl Scene {
    pub fn new() -> Self {
        Self::speaking("2026-03-12")
    }

    pub fn speaking(version: &'static str) -> Self {
        let mut stage = Stage::with(EmulatorOptions::new());
        stage.caller = Caller::of(&stage.emulator).speaking(version);
        let mut body = stage.invitation(&[phone(PHONE)]);
        body["callIntelligenceOptions"] =
            json!({"cognitiveServicesEndpoint": "https://speech.example"});
        Self::of(stage, body)
    }

    /// A call made by this body.
    pub fn of(stage: Stage, body: Value) -> Self {
        let response = stage.caller.post("", body);
        assert_eq!(response.status, 201, "{response:?}");
        let call = response.text("callConnectionId");
        let seen = stage.events().len();
        Self { stage, call, seen }
    }

    /// Another participant joins; then it is a group call.
    pub fn add(&mut self) {
        let body =
            json!({"participantToAdd": {"rawId": OTHER, "communicationUser": {"id": OTHER}}});
        let response = self.send("/participants:add", body);
        assert_eq!(response.status, 202);
        self.heard();
    }

    pub fn send(&self, verb: &str, body: Value) -> HttpResponse {
        self.stage
            .caller
            .post(&format!("/{}{verb}", self.call), body)
    }

    /// Sends a request that must be accepted.
    pub fn accepted(&self, verb: &str, body: Value) {
        let response = self.send(verb, body);
        assert!(
            (200..300).contains(&response.status),
            "{verb}: {response:?}"
        );
    }

    pub fn advance_ms(&self, ms: u64) {
        self.stage
            .emulator
            .advance(std::time::Duration::from_millis(ms));
    }

    /// The events since the last look.
    pub fn news(&mut self) -> Vec<Value> {
        let news = self.stage.events().split_off(self.seen);
        self.seen += news.len();
        news
    }

    /// The same as type, context, code and sub-code: `PlayStarted p1 200/0`.
    pub fn heard(&mut self) -> Vec<String> {
        self.news().iter().map(summary).collect()
    }

    pub fn properties(&self) -> Value {
        self.stage.caller.get(&format!("/{}", self.call)).json()
    }

    /// Whether a participant is shown as on hold.
    pub fn is_on_hold(&self, raw_id: &str) -> bool {
        let path = format!("/{}/participants", self.call);
        let listed = self.stage.caller.get(&path).json();
        let people = listed["value"].as_array().unwrap();
        let person = people
            .iter()
            .find(|person| person["identifier"]["rawId"] == raw_id);
        person.unwrap()["isOnHold"].as_bool().unwrap()
    }
}

fn summary(event: &Value) -> String {
    let kind = short_type(event);
    if kind == "ParticipantsUpdated" {
        let people = event["data"]["participants"].as_array().unwrap();
        let held = people.iter().filter(|person| person["isOnHold"] == true);
        return format!("{kind} {} on hold", held.count());
    }
    let context = event["data"]["operationContext"].as_str().unwrap_or("-");
    let (code, sub_code) = result(event);
    format!("{kind} {context} {code}/{sub_code}")
}

pub fn file(url: &str) -> Value {
    json!({"kind": "file", "file": {"uri": url}})
}

pub fn text(text: &str) -> Value {
    json!({"kind": "text", "text": {"text": text}})
}

pub fn play(context: &str, sources: &[Value]) -> Value {
    json!({"playSources": sources, "playTo": [], "operationContext": context})
}

pub fn play_to(context: &str, source: Value, target: Value) -> Value {
    json!({"playSources": [source], "playTo": [target], "operationContext": context})
}

/// A recognition of the phone's tones that interrupts nothing.
pub fn recognize(context: &str, dtmf: Value) -> Value {
    json!({
        "recognizeInputType": "dtmf",
        "interruptCallMediaOperation": false,
        "recognizeOptions": {"targetParticipant": phone(PHONE), "dtmfOptions": dtmf},
        "operationContext": context,
    })
}
