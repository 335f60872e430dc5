//! Walks at random through all requests of media and recording: whatever was accepted comes to one end, and
//! nothing is left behind.

use crate::emulator_http;
use crate::media_stage as media;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use acs_call_automation_emulator::{EmulatorOptions, RemoteParty};
use emulator_http::{Stage, VERSION, phone, random_guid, result, short_type, user};
use media::{file, text};
use serde_json::{Value, json};

/// Numbers that are the same in every run (Numerical Recipes' generator).
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 8).unwrap() % sides
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

struct Walk {
    stage: Stage,
    dice: Dice,
    people: Vec<Value>,
    calls: Vec<String>,
    recordings: Vec<String>,
    /// The context of every operation that was accepted, with the names that its last event may have.
    accepted: BTreeMap<String, &'static [&'static str]>,
    steps: usize,
}

const PLAY: &[&str] = &["PlayCompleted", "PlayFailed", "PlayCanceled"];
const RECOGNIZE: &[&str] = &["RecognizeCompleted", "RecognizeFailed", "RecognizeCanceled"];
const SEND: &[&str] = &["SendDtmfTonesCompleted", "SendDtmfTonesFailed"];

impl Walk {
    fn new(seed: u32) -> Self {
        let stage = Stage::with(EmulatorOptions::new().recording_chunk(Duration::from_secs(5)));
        let numbers = ["+15550100101", "+15550100102", "+15550100103"];
        for number in numbers {
            let remote_party = RemoteParty::new(format!("4:{number}"));
            let remote_party = remote_party.digits("1,2#").unwrap().speech("yes");
            stage
                .emulator
                .set_remote_party(remote_party.silence())
                .unwrap();
        }
        let mut people: Vec<Value> = numbers.into_iter().map(phone).collect();
        people.extend(["8:acs:res_1", "8:acs:res_2"].map(user));
        Self {
            stage,
            dice: Dice(seed),
            people,
            calls: Vec::new(),
            recordings: Vec::new(),
            accepted: BTreeMap::new(),
            steps: 0,
        }
    }

    fn create(&mut self) {
        let count = 1 + self.dice.roll(self.people.len());
        let mut body = self.stage.invitation(&self.people[..count]);
        body["callIntelligenceOptions"] =
            json!({"cognitiveServicesEndpoint": "https://speech.example"});
        let response = self.stage.caller.post("", body);
        assert_eq!(response.status, 201);
        self.calls.push(response.text("callConnectionId"));
    }

    fn source(&mut self) -> Value {
        let sources = [
            file("https://files.example/a.wav"),
            file("https://files.invalid/a.wav"),
            text("Good morning, and welcome."),
            text(" "),
        ];
        self.dice.one_of(&sources).clone()
    }

    /// Requests a media operation, which is done or refused, but never fails.
    fn send(&mut self, call: &str, verb: &str, mut body: Value, ends: &'static [&'static str]) {
        let context = format!("{verb}-{}", self.steps);
        if body.is_object() {
            body["operationContext"] = context.as_str().into();
        }
        let response = self.stage.caller.post(&format!("/{call}:{verb}"), body);
        let is_known = matches!(response.status, 200 | 202 | 204 | 400 | 404 | 412);
        assert!(is_known, "{context}: {response:?}");
        if response.status == 404 && self.stage.caller.get(&format!("/{call}")).status == 404 {
            self.calls.retain(|known| known != call);
        }
        if response.status < 300 && !ends.is_empty() {
            self.accepted.insert(context, ends);
        }
    }

    fn record(&self, method: &str, rest: &str, body: &Value) -> Option<String> {
        let bytes = body.to_string();
        let bytes = if body.is_null() { "" } else { &bytes };
        let target = format!("/calling/recordings{rest}?api-version={VERSION}");
        let id = random_guid();
        let repeat = [
            ("Repeatability-Request-ID", id.as_str()),
            ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
        ];
        let response = self
            .stage
            .caller
            .send(method, &target, bytes.as_bytes(), &repeat);
        let response = response.unwrap();
        let is_known = matches!(response.status, 200 | 202 | 204 | 400 | 404);
        assert!(is_known, "{method} {rest}: {response:?}");
        (response.status == 202 && !body.is_null()).then(|| response.text("recordingId"))
    }

    fn step(&mut self) {
        self.steps += 1;
        if self.calls.len() < 2 || self.dice.roll(60) == 0 {
            self.create();
        }
        let call = self.dice.one_of(&self.calls).clone();
        let person = self.dice.one_of(&self.people).clone();
        let raw_id = person["rawId"].as_str().unwrap().to_owned();
        let source = self.source();
        let coin = self.dice.roll(2) == 0;
        let target = json!({"targetParticipant": person});
        match self.dice.roll(18) {
            0 | 1 => {
                let to = if coin { vec![person] } else { Vec::new() };
                let loops = self.dice.roll(4) == 0;
                let body = json!({
                    "playSources": [source, self.source()],
                    "playTo": to,
                    "playOptions": {"loop": loops},
                    "interruptCallMediaOperation": self.dice.roll(4) == 0,
                });
                self.send(&call, "play", body, PLAY);
            }
            2 | 3 => {
                let (kind, name, options) = self
                    .dice
                    .one_of(&[
                        ("dtmf", "dtmfOptions", json!({"maxTonesToCollect": 2})),
                        ("speech", "speechOptions", json!({})),
                        (
                            "choices",
                            "choices",
                            json!([{"label": "a", "phrases": ["yes"], "tone": "one"}]),
                        ),
                    ])
                    .clone();
                let body = json!({
                    "recognizeInputType": kind,
                    "playPrompt": source,
                    "interruptCallMediaOperation": coin,
                    "recognizeOptions": {"targetParticipant": person, name: options},
                });
                self.send(&call, "recognize", body, RECOGNIZE);
            }
            4 => {
                let body = json!({"tones": ["one", "pound"], "targetParticipant": person});
                self.send(&call, "sendDtmfTones", body, SEND);
            }
            5 => self.send(&call, "startContinuousDtmfRecognition", target, &[]),
            6 => self.send(&call, "stopContinuousDtmfRecognition", target, &[]),
            7 => self.send(&call, "cancelAllMediaOperations", Value::Null, &[]),
            8 => drop(self.stage.emulator.press_digits(&call, &raw_id, "1,,#")),
            9 => drop(self.stage.emulator.speak(&call, &raw_id, "yes")),
            10 => {
                let body = json!({"callConnectionId": call, "pauseOnStart": coin});
                self.recordings.extend(self.record("POST", "", &body));
            }
            11 if !self.recordings.is_empty() => {
                let id = self.dice.one_of(&self.recordings).clone();
                let verbs = [("POST", ":pause"), ("POST", ":resume"), ("DELETE", "")];
                let (method, verb) = *self.dice.one_of(&verbs);
                self.record(method, &format!("/{id}{verb}"), &Value::Null);
            }
            12 => {
                let other = self.dice.one_of(&self.calls).clone();
                let body = json!({"fromCall": other, "targetParticipants": [person]});
                let path = format!("/{call}/participants:moveHere");
                self.stage.caller.post(&path, body);
            }
            13 if self.dice.roll(3) == 0 => {
                drop(self.stage.emulator.hang_up_participant(&call, &raw_id));
            }
            14 if self.dice.roll(4) == 0 => self.send(&call, "terminate", Value::Null, &[]),
            _ => {
                let ms = *self.dice.one_of(&[0, 50, 1_000, 5_000, 60_000, 3_600_000]);
                self.stage.emulator.advance(Duration::from_millis(ms));
            }
        }
    }

    /// Every play ends, and then no participant is on hold any more.
    fn no_participant_stays_on_hold(&mut self) {
        for call in self.calls.clone() {
            self.send(&call, "cancelAllMediaOperations", Value::Null, &[]);
        }
        for call in &self.calls {
            let listed = self.stage.caller.get(&format!("/{call}/participants"));
            let held = String::from_utf8_lossy(&listed.bytes).contains(r#""isOnHold":true"#);
            assert!(!held, "{listed:?}");
        }
    }

    fn end(mut self) {
        self.no_participant_stays_on_hold();
        for call in self.calls.clone() {
            self.send(&call, "terminate", Value::Null, &[]);
        }
        self.stage.emulator.advance(Duration::from_secs(600));
        let mut ended = HashSet::new();
        let mut ends: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for event in self.stage.events() {
            let kind = short_type(&event);
            let call = event["data"]["callConnectionId"].as_str().unwrap();
            assert!(!ended.contains(call), "{kind} after the end of its call");
            if kind == "CallDisconnected" {
                ended.insert(call.to_owned());
            }
            let (code, _) = result(&event);
            assert!(code != 0, "{event}");
            if let Some(context) = event["data"]["operationContext"].as_str() {
                ends.entry(context.to_owned()).or_default().push(kind);
            }
        }
        assert!(
            self.accepted.len() > 50,
            "{} operations",
            self.accepted.len()
        );
        for (context, wanted) in &self.accepted {
            let reported = ends.remove(context).unwrap_or_default();
            let last = reported
                .iter()
                .filter(|kind| wanted.contains(&kind.as_str()));
            assert_eq!(last.count(), 1, "{context}: {reported:?}");
        }
    }
}

#[test]
fn random_operations_in_random_order_all_end() {
    for seed in 1..=3 {
        let mut walk = Walk::new(seed);
        for _ in 0..500 {
            walk.step();
        }
        walk.end();
    }
}
