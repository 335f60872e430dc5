//! What is special about recordings of calls: the recorder is a participant that no list shows, so
//! ParticipantsUpdated comes again and again with the same people; and what the predecessor API did
//! below a server call is done by recording id today.

use serde_json::{Value, json};

use super::matching::{Piece, pieces};
use super::session::Exchange;
use super::{MAX_MEDIA, Replay, STEP};

/// Members that were measured, or contain a time: only that both are, or neither is, can be compared.
pub fn is_measured(at: &str) -> bool {
    [
        ".startDateTime",
        ".recordingStartTime",
        ".recordingDurationMs",
    ]
    .iter()
    .any(|name| at.ends_with(name))
}

pub fn same_measure(recorded: &Value, value: &Value) -> bool {
    let is_never = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.starts_with("0001-01-01") || value.as_i64() == Some(0)
    };
    let shape = |value: &Value| match value.as_str() {
        Some(text) => (true, text.ends_with('Z'), text.ends_with("+00:00")),
        None => (value.is_u64(), false, false),
    };
    is_never(recorded) == is_never(value) && shape(recorded) == shape(value)
}

impl Replay<'_> {
    /// Starts the recording that an exchange is about, where the session does not show its start.
    pub(super) fn set_the_stage_for_recording(&mut self, exchange: &Exchange) {
        let rest = exchange.path.strip_prefix("/calling/recordings/");
        let pieces = pieces(rest.unwrap_or_default());
        let (Some(Piece::Variable(name)), Some(200..300)) =
            (pieces.first(), exchange.expected.status())
        else {
            return;
        };
        if self.variables.get(name).is_some() {
            return;
        }
        self.guesses("a recording that began before");
        let mut start = exchange.clone();
        start.body = by_server_call();
        let id = self.start_recording(&start);
        self.variables.set(name, id);
        self.pass(STEP);
        let earlier = match exchange.path.rsplit(['/', ':']).next() {
            Some("result") => ("DELETE", "", MAX_MEDIA),
            Some("resume") => ("POST", ":pause", STEP),
            _ => return,
        };
        let (method, verb, time) = earlier;
        let path = self.filled_path(&format!("/calling/recordings/${name}{verb}"));
        let target = format!("{path}?api-version={}", exchange.version);
        self.send_signed(method, &target, b"", &[], true);
        self.pass(time);
    }

    /// An operation of the predecessor API that has to do with recording, as it is today; what its
    /// situation describes has been brought about.
    pub(super) fn recording_of_today(&mut self, exchange: &Exchange) -> Exchange {
        let mut today = exchange.clone();
        let words = exchange.situation.as_deref().unwrap_or_default();
        if words.contains("running already") {
            self.call_to_record(exchange);
            today.body = by_server_call();
            self.start_recording(&today);
        } else if words.contains("just been stopped") {
            self.call_to_record(exchange);
            let mut start = exchange.clone();
            start.body = by_server_call();
            let id = self.start_recording(&start);
            self.variables.set("recording1", id);
            let target = "/calling/recordings/$recording1";
            let stop = self.filled_path(target);
            let stop = format!("{stop}?api-version={}", exchange.version);
            assert_eq!(
                self.send_signed("DELETE", &stop, b"", &[], true).status,
                204
            );
            target.clone_into(&mut today.path);
            return today;
        }
        "/calling/recordings".clone_into(&mut today.path);
        today
    }

    /// A call that is up, which `$server1` names from now on.
    fn call_to_record(&mut self, exchange: &Exchange) {
        let callee = self.new_user();
        self.create_as("", &exchange.version, &callee);
        self.pass(STEP);
        self.answer_as("", &exchange.version, &callee);
        self.pass(STEP);
        let id = self
            .inbox
            .server_call_id()
            .unwrap_or_else(|| super::cannot_stage("a call to record".to_owned()));
        self.variables.set("server1", id);
        self.inbox.stage_is_set();
    }

    fn start_recording(&mut self, exchange: &Exchange) -> String {
        let body = self.filled("", &exchange.body);
        let body = serde_json::to_vec(&body).unwrap();
        let target = format!("/calling/recordings?api-version={}", exchange.version);
        let response = self.send_signed("POST", &target, &body, &[], true);
        assert_eq!(response.status, 200, "{response:?}");
        response.text("recordingId")
    }
}

fn by_server_call() -> Value {
    json!({
        "callLocator": {"kind": "serverCallLocator", "serverCallId": "$server1"},
    })
}
