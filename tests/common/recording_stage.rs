//! A stage on which a call is recorded and the files are requested from the store.
#![allow(dead_code)] // every test uses its own part

use std::time::SystemTime;

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{EmulatorOptions, Schema};
use serde_json::{Value, json};

use crate::emulator_http::{
    HttpResponse, Stage, TIME_LIMIT, exchange, phone, random_guid, short_type,
};

pub const PHONE: &str = "+15550100123";

/// An established call, with receivers of its recording events at `/grid` and `/recording`.
pub struct Scene {
    pub stage: Stage,
    pub call: String,
    pub server_call_id: String,
}

impl Scene {
    pub fn new() -> Self {
        Self::with(EmulatorOptions::new())
    }

    pub fn with(options: EmulatorOptions) -> Self {
        let stage = Stage::with(options);
        let url = stage.collector.url("/grid");
        stage.emulator.subscribe(&url, Schema::EventGrid).unwrap();
        let call = stage.create(&[phone(PHONE)]);
        let connected = stage.newest("CallConnected");
        let server_call_id = connected["data"]["serverCallId"].as_str().unwrap();
        Self {
            server_call_id: server_call_id.to_owned(),
            call,
            stage,
        }
    }

    /// The body of a start by server call id, with its events at `/recording`.
    pub fn by_locator(&self) -> Value {
        json!({
            "callLocator": {"kind": "serverCallLocator", "serverCallId": self.server_call_id},
            "recordingStateCallbackUri": self.stage.collector.url("/recording"),
            "recordingContentType": "audio",
            "recordingChannelType": "mixed",
            "recordingFormatType": "wav",
        })
    }

    /// The same by call connection id.
    pub fn by_connection(&self) -> Value {
        let mut body = self.by_locator();
        body.as_object_mut().unwrap().remove("callLocator");
        body["callConnectionId"] = self.call.as_str().into();
        body
    }

    pub fn send(&self, method: &str, rest: &str, body: &Value) -> HttpResponse {
        let id = random_guid();
        let repeat = [
            ("Repeatability-Request-ID", id.as_str()),
            ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
        ];
        self.send_with(method, rest, body, &repeat)
    }

    pub fn send_with(
        &self,
        method: &str,
        rest: &str,
        body: &Value,
        more: &[(&str, &str)],
    ) -> HttpResponse {
        let bytes = match body {
            Value::Null => Vec::new(),
            body => serde_json::to_vec(body).unwrap(),
        };
        let caller = &self.stage.caller;
        let target = format!("/calling/recordings{rest}?api-version={}", caller.version);
        caller.send(method, &target, &bytes, more).unwrap()
    }

    /// Starts a recording; its id.
    pub fn start(&self, body: &Value) -> String {
        let response = self.send("POST", "", body);
        assert!(matches!(response.status, 200 | 202), "{response:?}");
        response.text("recordingId")
    }

    pub fn state(&self, id: &str) -> String {
        self.send("GET", &format!("/{id}"), &Value::Null)
            .text("recordingState")
    }

    pub fn stop(&self, id: &str) {
        let response = self.send("DELETE", &format!("/{id}"), &Value::Null);
        assert_eq!(response.status, 204, "{response:?}");
    }

    /// The events at `/recording` so far.
    pub fn events(&self) -> Vec<Value> {
        assert!(self.stage.emulator.flush(TIME_LIMIT));
        self.stage.collector.events("/recording")
    }

    /// The file events at `/grid` so far.
    pub fn files(&self) -> Vec<Value> {
        assert!(self.stage.emulator.flush(TIME_LIMIT));
        let mut events = self.stage.collector.events("/grid");
        events.retain(|event| short_type(event) == "RecordingFileStatusUpdated");
        events
    }

    /// Records for so many seconds, and waits for the file. The chunks of it.
    pub fn record(&self, body: &Value, seconds: u64) -> Vec<Value> {
        let id = self.start(body);
        self.stage.advance(seconds);
        self.stop(&id);
        self.stage.advance(5);
        chunks(&self.files().pop().expect("a file"))
    }

    pub fn get(&self, url: &str) -> HttpResponse {
        self.fetch("GET", url, &[])
    }

    pub fn range(&self, url: &str, range: &str) -> HttpResponse {
        self.fetch("GET", url, &[("Range", range)])
    }

    /// A request to the store, signed as one official client does: for the host with its port.
    pub fn fetch(&self, method: &str, url: &str, more: &[(&str, &str)]) -> HttpResponse {
        let target = self.target(url);
        self.fetch_signing(method, target, target, &self.authority(), more)
            .expect("an answer")
    }

    /// The same, over that target, with that `x-ms-host`.
    pub fn fetch_signing(
        &self,
        method: &str,
        target: &str,
        signed: &str,
        resource: &str,
        more: &[(&str, &str)],
    ) -> Option<HttpResponse> {
        let key = AccessKey::from_base64(self.stage.emulator.access_key()).unwrap();
        let authority = self.authority();
        let date = httpdate::fmt_http_date(SystemTime::now());
        let hash = content_hash(b"");
        let authorization = key.authorization(method, signed, &date, &authority, &hash);
        let mut headers = vec![
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", hash.as_str()),
            ("authorization", authorization.as_str()),
            ("x-ms-host", resource),
        ];
        headers.extend_from_slice(more);
        let address = authority.parse().unwrap();
        exchange(address, method, target, b"", &headers)
    }

    pub fn authority(&self) -> String {
        self.stage.emulator.endpoint()["http://".len()..].to_owned()
    }

    /// The path of a URL of the store.
    pub fn target<'a>(&self, url: &'a str) -> &'a str {
        url.strip_prefix(&self.stage.emulator.endpoint())
            .unwrap_or_else(|| panic!("{url} is not in the store"))
    }
}

/// The chunks of a file event.
pub fn chunks(event: &Value) -> Vec<Value> {
    event["data"]["recordingStorageInfo"]["recordingChunks"]
        .as_array()
        .unwrap()
        .clone()
}

/// A URL of a chunk.
pub fn location<'a>(chunk: &'a Value, name: &str) -> &'a str {
    chunk[name].as_str().unwrap()
}
