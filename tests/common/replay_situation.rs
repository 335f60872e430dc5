//! Recordings of single errors describe in words what came before. The words are brought about here;
//! and operations of the predecessor API are put into today's.

use std::time::Duration;

use serde_json::{Value, json};

use super::read::is_placeholder;
use super::session::{Exchange, Expected};
use super::stage::call_in;
use super::{Replay, STEP, text_at};

/// An incoming call context goes stale five minutes after its issue.
const STALE: Duration = Duration::from_secs(6 * 60);

impl Replay<'_> {
    /// The exchange as it can be replayed after its situation was brought about; nothing when it
    /// has no counterpart in call control, or the service failed.
    pub(super) fn in_its_situation(&mut self, exchange: &Exchange) -> Option<Exchange> {
        let words = exchange.situation.as_deref().unwrap_or_default();
        // What was wrong with the service itself that day is no rule.
        let is_outage = matches!(exchange.expected.status(), Some(429 | 500..));
        let today = self.of_today(exchange).filter(|_| !is_outage);
        let Some(today) = today else {
            let what = format!("{} {}: {words}", exchange.method, exchange.path);
            self.report.skipped.push(what);
            return None;
        };
        if let Some(name) = call_in(&today.path) {
            if self.variables.get(name).is_none() {
                self.bring_about(name, words, &today);
            }
        }
        Some(today)
    }

    /// Makes the call connection that an exchange is about: by the words of the recording, else by
    /// what was answered.
    fn bring_about(&mut self, name: &str, words: &str, exchange: &Exchange) {
        let code = text_at(exchange.expected.body(), "/error/code");
        let words = match (words, code.as_str()) {
            ("", "8522") => "ended",
            ("", "8501") => "nobody had answered",
            _ => words,
        };
        if words.is_empty() {
            self.make_calls(name, &exchange.version);
        } else {
            let leg = self.leg_after(words, exchange);
            self.variables.set(name, leg);
        }
        self.inbox.stage_is_set();
    }

    /// A call connection that went through what the words describe.
    fn leg_after(&mut self, words: &str, exchange: &Exchange) -> String {
        let says = |word: &str| words.contains(word);
        let version = exchange.version.as_str();
        let callee = self.new_user();
        let created = self.create_as("", version, &callee);
        self.pass(STEP);
        if says("nobody had answered") {
            return created;
        }
        if says("reject") {
            let context = self
                .inbox
                .take_ring(Some(&callee))
                .unwrap_or_else(|| super::cannot_stage("an incoming call".to_owned()));
            self.staged(":reject", version, &json!({"incomingCallContext": context}));
            self.pass(STEP);
            return created;
        }
        let answered = self.answer_as("", version, &callee);
        self.pass(STEP);
        if says("from connect") || says("connected leg") {
            let connected = self.connect_as("", version, &answered);
            if !says("ended the call") {
                return connected;
            }
            self.staged(&format!("/{connected}:terminate"), version, &Value::Null);
            self.pass(STEP);
            return answered;
        }
        if says("DELETE") {
            let target = format!("/calling/callConnections/{created}?api-version={version}");
            self.send_signed("DELETE", &target, b"", &[], true);
            self.pass(STEP);
            return created;
        }
        if exchange.expected.status() == Some(404) {
            self.staged(&format!("/{created}:terminate"), version, &Value::Null);
            self.pass(STEP);
        }
        created
    }

    /// The same in the present API.
    fn of_today(&mut self, exchange: &Exchange) -> Option<Exchange> {
        let mut today = exchange.clone();
        let is_former = matches!(exchange.expected, Expected::Roughly { .. });
        if exchange.path.ends_with("/:transferToCall") {
            today.path = exchange
                .path
                .replace("/:transferToCall", ":transferToParticipant");
            let target = self.new_user();
            today.body = json!({
                "targetParticipant": {"rawId": target, "communicationUser": {"id": target}},
            });
        } else if exchange.path.ends_with("/:keepAlive") {
            today.method = "GET".to_owned();
            today.path = exchange.path.replace("/:keepAlive", "");
        } else if is_former && exchange.expected.status() == Some(405) {
            // A path that takes POST only.
            today.path = "/calling/callConnections".to_owned();
        } else if is_former && exchange.is_of_recording() {
            today = self.recording_of_today(exchange);
        } else if exchange.is_retired() {
            return None;
        }
        if is_placeholder(&exchange.body) {
            today.body = self.stand_in(exchange);
        }
        let answered = exchange.expected.body();
        if text_at(answered, "/message").starts_with("No HTTP resource was found") {
            today.version = "none-of-the-known".to_owned();
        }
        Some(today)
    }

    /// A body in place of one that was not recorded.
    fn stand_in(&mut self, exchange: &Exchange) -> Value {
        if !exchange.is("answer") {
            return Value::Null;
        }
        let error = text_at(exchange.expected.body(), "/error/message");
        let mut context = "context".to_owned();
        if error.starts_with("IDX23010") {
            let callee = self.new_user();
            self.create_as("", &exchange.version, &callee);
            self.pass(STEP);
            let ring = self.inbox.take_ring(Some(&callee));
            context = ring.unwrap_or_else(|| super::cannot_stage("an incoming call".to_owned()));
            self.pass(STALE);
        }
        json!({
            "incomingCallContext": context,
            "callbackUri": "https://<callback>/",
        })
    }
}
