//! Recordings of single errors tell in words what came before. The words are brought about here;
//! and operations of the predecessor API are put into today's.

use std::time::Duration;

use serde_json::{Value, json};

use super::session::{Exchange, is_told};
use super::{Replay, STEP};

/// An access key that is not the resource's.
pub const WRONG_KEY: &str = "access key does not fit";

/// An incoming call context goes stale five minutes after its issue.
const STALE: Duration = Duration::from_secs(6 * 60);

impl Replay<'_> {
    /// The exchange as it can be replayed after its situation was brought about; nothing when it
    /// has no counterpart in call control.
    pub(super) fn in_its_situation(&mut self, exchange: &Exchange) -> Option<Exchange> {
        let Some(words) = exchange.situation.clone() else {
            return Some(exchange.clone());
        };
        let Some(exchange) = self.of_today(exchange) else {
            let what = format!("{} {}: {words}", exchange.method, exchange.path);
            self.report.skipped.push(what);
            return None;
        };
        let is_about_call = exchange.path.starts_with("/calling/callConnections/$");
        if is_about_call && self.call_of(&exchange.path).is_none() {
            let leg = self.leg_after(&words, &exchange);
            let rest = &exchange.path["/calling/callConnections/$".len()..];
            let end = rest.find([':', '/']).unwrap_or(rest.len());
            self.variables.set(&rest[..end], leg);
        }
        Some(exchange)
    }

    /// A call connection that went through what the words tell.
    fn leg_after(&mut self, words: &str, exchange: &Exchange) -> String {
        let says = |word: &str| words.contains(word);
        let version = exchange.version.as_str();
        let callee = self.new_user();
        let created = self.create(version, &callee);
        self.pass(STEP);
        if says("nobody had answered") {
            return created;
        }
        if says("reject") {
            let context = self
                .inbox
                .take_ring(Some(&callee))
                .expect("an incoming call");
            self.staged(":reject", version, &json!({"incomingCallContext": context}));
            self.pass(STEP);
            return created;
        }
        let answered = self.answer(version, &callee);
        self.pass(STEP);
        if says("from connect") || says("connected leg") {
            let connected = self.connect(version, &answered);
            if !says("ended the call") {
                return connected;
            }
            self.staged(&format!("/{connected}:terminate"), version, &Value::Null);
            self.pass(STEP);
            return answered;
        }
        if says("DELETE") {
            let target = format!("/calling/callConnections/{created}?api-version={version}");
            self.ask("DELETE", &target, b"", &[], true);
            self.pass(STEP);
            return created;
        }
        if exchange.expected.status() == Some(404) {
            self.staged(&format!("/{created}:terminate"), version, &Value::Null);
            self.pass(STEP);
        }
        created
    }

    fn connect(&mut self, version: &str, leg: &str) -> String {
        let target = format!("/calling/callConnections/{leg}?api-version={version}");
        let answer = self.ask("GET", &target, b"", &[], true);
        let body: Value = serde_json::from_slice(&answer.bytes).unwrap();
        let body = json!({
            "callLocator": {"kind": "serverCallLocator", "serverCallId": body["serverCallId"]},
            "callbackUri": self.variables.callback,
        });
        let made = self.staged(":connect", version, &body);
        self.pass(STEP);
        made["callConnectionId"].as_str().unwrap().to_owned()
    }

    /// The same in the present API.
    fn of_today(&mut self, exchange: &Exchange) -> Option<Exchange> {
        let mut today = exchange.clone();
        let words = exchange.situation.as_deref().unwrap_or_default();
        let status = exchange.expected.status();
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
        } else if status == Some(405) {
            // A path that takes POST only.
            today.path = "/calling/callConnections".to_owned();
        } else if exchange.is_media() {
            return None;
        }
        if is_told(&exchange.body) {
            today.body = self.told(exchange, words);
        }
        if words.contains("api-version not known") {
            today.version = "2020-01-01".to_owned();
        }
        Some(today)
    }

    /// A body in place of one that was not told.
    fn told(&mut self, exchange: &Exchange, words: &str) -> Value {
        assert!(
            exchange.is("answer"),
            "no body was told for {}",
            exchange.path
        );
        let context = if words.contains("older than its life") {
            let callee = self.new_user();
            self.create(&exchange.version, &callee);
            self.pass(STEP);
            let context = self
                .inbox
                .take_ring(Some(&callee))
                .expect("an incoming call");
            self.pass(STALE);
            context
        } else {
            "context".to_owned()
        };
        json!({
            "incomingCallContext": context,
            "callbackUri": "https://<callback>/",
        })
    }
}
