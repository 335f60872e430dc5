//! Talks to the emulator as any language would: signed requests over a bare socket, and a small
//! server that collects what comes to a callback URL.

#![allow(dead_code)] // every test uses its own part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use serde_json::{Value, json};

pub const VERSION: &str = "2026-03-12";

/// A signed conversation with an emulator.
pub struct Caller {
    address: SocketAddr,
    key: AccessKey,
    pub version: &'static str,
    /// The host that requests are signed for.
    pub host: String,
}

/// One answer.
#[derive(Debug)]
pub struct HttpResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl HttpResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The error code and message of a refusal.
    pub fn error(&self) -> (u16, String, String) {
        let json = self.json();
        let text = |name| json["error"][name].as_str().unwrap_or_default().to_owned();
        (self.status, text("code"), text("message"))
    }

    pub fn text(&self, member: &str) -> String {
        let json = self.json();
        json[member]
            .as_str()
            .unwrap_or_else(|| panic!("no {member} in {json}"))
            .to_owned()
    }
}

impl Caller {
    pub fn of(emulator: &Emulator) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], emulator.port()));
        Self {
            address,
            host: address.to_string(),
            key: AccessKey::from_base64(emulator.access_key()).unwrap(),
            version: VERSION,
        }
    }

    #[must_use]
    pub fn speaking(mut self, version: &'static str) -> Self {
        self.version = version;
        self
    }

    /// A signed request below `/calling/callConnections`, with repeatability headers as the
    /// official clients send them.
    pub fn post(&self, rest: &str, body: Value) -> HttpResponse {
        let id = random_guid();
        self.post_as(&id, rest, body)
    }

    /// The same with a repeatability id of the caller's choice.
    pub fn post_as(&self, id: &str, rest: &str, body: Value) -> HttpResponse {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            serde_json::to_vec(&body).unwrap()
        };
        let repeat = [
            ("Repeatability-Request-ID", id),
            ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
        ];
        self.send("POST", &self.target(rest), &bytes, &repeat)
            .expect("an answer")
    }

    pub fn get(&self, rest: &str) -> HttpResponse {
        self.send("GET", &self.target(rest), b"", &[])
            .expect("an answer")
    }

    pub fn delete(&self, rest: &str) -> HttpResponse {
        self.send("DELETE", &self.target(rest), b"", &[])
            .expect("an answer")
    }

    pub fn target(&self, rest: &str) -> String {
        format!(
            "/calling/callConnections{rest}?api-version={}",
            self.version
        )
    }

    /// A signed request; nothing when the connection was closed without a response.
    pub fn send(
        &self,
        method: &str,
        target: &str,
        body: &[u8],
        more: &[(&str, &str)],
    ) -> Option<HttpResponse> {
        self.send_signing(method, target, target, body, more)
    }

    /// A request whose signature is over another target than the one sent.
    pub fn send_signing(
        &self,
        method: &str,
        target: &str,
        signed: &str,
        body: &[u8],
        more: &[(&str, &str)],
    ) -> Option<HttpResponse> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let hash = content_hash(body);
        let host = &self.host;
        let authorization = self.key.authorization(method, signed, &date, host, &hash);
        let mut headers = vec![
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", hash.as_str()),
            ("Authorization", authorization.as_str()),
            (
                "x-ms-client-request-id",
                "9d1d7e9e-0000-4000-8000-000000000001",
            ),
            ("User-Agent", "test/1.0"),
        ];
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json"));
        }
        headers.extend_from_slice(more);
        exchange(self.address, method, target, body, &headers)
    }

    /// An unsigned request: the control API, or a sender without a key.
    pub fn unsigned(&self, method: &str, target: &str, body: &Value) -> HttpResponse {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            serde_json::to_vec(body).unwrap()
        };
        let headers = [("Content-Type", "application/json")];
        exchange(self.address, method, target, &bytes, &headers).expect("an answer")
    }
}

/// One request on a connection of its own.
pub fn exchange(
    address: SocketAddr,
    method: &str,
    target: &str,
    body: &[u8],
    headers: &[(&str, &str)],
) -> Option<HttpResponse> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    if !headers.iter().any(|(name, _)| *name == "Host") {
        request.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);
    stream.write_all(&bytes).unwrap();
    let mut read = BufReader::new(stream);
    let (first, headers) = read_head(&mut read)?;
    let status = first.split(' ').nth(1)?.parse().ok()?;
    let mut bytes = Vec::new();
    read.read_to_end(&mut bytes).unwrap();
    Some(HttpResponse {
        status,
        headers,
        bytes,
    })
}

type Head = (String, Vec<(String, String)>);

fn read_head(read: &mut impl BufRead) -> Option<Head> {
    let mut first = String::new();
    if read.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        read.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            None => return Some((first.trim_end().to_owned(), headers)),
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
        }
    }
}

/// One request that came to a collector.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A status, header lines and a body.
pub type Reaction = (u16, Vec<(String, String)>, String);

/// A server for callbacks and webhooks.
pub struct Collector {
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    closed: Arc<AtomicBool>,
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Wakes the listener, which sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

impl Collector {
    /// Says 200 to everything, and consents to both handshakes of Event Grid.
    pub fn start() -> Self {
        Self::answering(|request| {
            if request.method == "OPTIONS" {
                let origin = request.header("webhook-request-origin").unwrap_or("");
                let allowed = ("WebHook-Allowed-Origin".to_owned(), origin.to_owned());
                return (200, vec![allowed], String::new());
            }
            let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
            let code = body[0]["data"]["validationCode"].as_str();
            let echo = code.map(|code| format!(r#"{{"validationResponse":"{code}"}}"#));
            (200, Vec::new(), echo.unwrap_or_default())
        })
    }

    pub fn answering(react: impl Fn(&Received) -> Reaction + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let closed = Arc::new(AtomicBool::new(false));
        let (kept, react, over) = (Arc::clone(&received), Arc::new(react), Arc::clone(&closed));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (kept, react) = (Arc::clone(&kept), Arc::clone(&react));
                std::thread::spawn(move || collect(&stream, &kept, react.as_ref()));
            }
        });
        Self {
            address,
            received,
            closed,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The mid-call events that came to a path so far, in order.
    pub fn events(&self, path: &str) -> Vec<Value> {
        self.received()
            .iter()
            .filter(|request| request.path == path)
            .map(|request| {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                assert_eq!(body.as_array().map(Vec::len), Some(1), "an array of one");
                body[0].clone()
            })
            .collect()
    }

    /// The types of those events, without their common prefix.
    pub fn types(&self, path: &str) -> Vec<String> {
        self.events(path).iter().map(short_type).collect()
    }
}

pub fn short_type(event: &Value) -> String {
    let kind = event["type"].as_str().or(event["eventType"].as_str());
    let kind = kind.unwrap_or_else(|| panic!("no type in {event}"));
    kind.rsplit('.').next().unwrap().to_owned()
}

/// The two numbers of `resultInformation`.
pub fn result(event: &Value) -> (i64, i64) {
    let result = &event["data"]["resultInformation"];
    (
        result["code"].as_i64().unwrap(),
        result["subCode"].as_i64().unwrap(),
    )
}

fn collect(
    stream: &TcpStream,
    kept: &Mutex<Vec<Received>>,
    react: &(dyn Fn(&Received) -> Reaction + Send + Sync),
) {
    let mut read = BufReader::new(stream.try_clone().unwrap());
    while let Some((first, headers)) = read_head(&mut read) {
        let mut parts = first.split(' ');
        let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
        let mut received = Received {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body: String::new(),
        };
        let length = received.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().unwrap()];
        if read.read_exact(&mut body).is_err() {
            return;
        }
        received.body = String::from_utf8(body).unwrap();
        let (status, headers, body) = react(&received);
        kept.lock().unwrap().push(received);
        let mut response = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            response.push_str(&format!("{name}: {value}\r\n"));
        }
        response.push_str("\r\n");
        response.push_str(&body);
        let mut write = stream;
        if write.write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

/// A fresh GUID.
pub fn random_guid() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::getrandom(&mut bytes).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-4{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// A number that may call phones.
pub const CALLER_ID: &str = "+15550100100";

pub fn phone(number: &str) -> Value {
    json!({"rawId": format!("4:{number}"), "phoneNumber": {"value": number}})
}

pub fn user(id: &str) -> Value {
    json!({"rawId": id, "communicationUser": {"id": id}})
}

/// An emulator with a manual clock, a sender of requests, and a receiver of its events.
pub struct Stage {
    pub emulator: Emulator,
    pub caller: Caller,
    pub collector: Collector,
}

impl Stage {
    pub fn new() -> Self {
        Self::with(EmulatorOptions::new())
    }

    pub fn with(options: EmulatorOptions) -> Self {
        let emulator = Emulator::start_with(&options.manual_clock(true)).unwrap();
        Self {
            caller: Caller::of(&emulator),
            collector: Collector::start(),
            emulator,
        }
    }

    /// The body of a create with this target, with its events at `/events`.
    pub fn invitation(&self, targets: &[Value]) -> Value {
        json!({
            "targets": targets,
            "sourceCallerIdNumber": {"value": CALLER_ID},
            "operationContext": "create-1",
            "callbackUri": self.collector.url("/events"),
        })
    }

    /// Places a call and returns its call connection id.
    pub fn create(&self, targets: &[Value]) -> String {
        let response = self.caller.post("", self.invitation(targets));
        assert_eq!(response.status, 201);
        response.text("callConnectionId")
    }

    /// The events at `/events` so far, once they have been delivered.
    pub fn events(&self) -> Vec<Value> {
        assert!(self.emulator.flush(TIME_LIMIT));
        self.collector.events("/events")
    }

    pub fn types(&self) -> Vec<String> {
        self.events().iter().map(short_type).collect()
    }

    /// The events since the first `seen`.
    pub fn types_after(&self, seen: usize) -> Vec<String> {
        self.types().split_off(seen)
    }

    pub fn last(&self) -> Value {
        self.events().pop().expect("an event")
    }

    /// The newest event of a type.
    pub fn newest(&self, kind: &str) -> Value {
        let events = self.events();
        let mut found = events.into_iter().filter(|event| short_type(event) == kind);
        found.next_back().unwrap_or_else(|| panic!("no {kind}"))
    }

    /// The raw ids in the list of participants.
    pub fn people(&self, call: &str) -> Vec<String> {
        let listed = self.caller.get(&format!("/{call}/participants")).json();
        raw_ids(&listed["value"])
    }

    pub fn advance(&self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
    }
}

/// The raw ids of a list of participants.
pub fn raw_ids(people: &Value) -> Vec<String> {
    people
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["identifier"]["rawId"].as_str().unwrap().to_owned())
        .collect()
}
