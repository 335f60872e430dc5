//! An issuer of tokens: serves an OpenID configuration and a key set, as a test sets them.
#![allow(dead_code)] // every test uses its own part

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use acs_call_automation::identity::TokenVerifierOptions;
use acs_call_automation::internal::{Limits, Listener, Listening, Request, Response};
use acs_call_automation::options::Clock;
use serde::Deserialize;

/// Nothing in a test takes that long; what does, fails instead of hanging.
const TIMEOUT: Duration = Duration::from_secs(30);

/// `tests/data/tokens/tokens.json`.
#[derive(Deserialize)]
pub struct Table {
    now: u64,
    pub issuer: String,
    pub audience: String,
    pub keys: Vec<serde_json::Value>,
    pub tokens: Vec<Row>,
}

#[derive(Deserialize)]
pub struct Row {
    pub name: String,
    pub by: String,
    pub expected: String,
    pub token: String,
    #[serde(rename = "PyJWT")]
    pub py_jwt: String,
    pub jose: String,
    pub stricter: Option<String>,
}

impl Table {
    pub fn read() -> Self {
        serde_json::from_str(include_str!("../data/tokens/tokens.json")).unwrap()
    }

    /// A token by its name; where both libraries made one, that of PyJWT.
    pub fn token(&self, name: &str) -> &str {
        let row = self.tokens.iter().find(|row| row.name == name);
        &row.unwrap_or_else(|| panic!("no token {name:?}")).token
    }

    /// A clock that stands still at the time of the table.
    pub fn clock(&self) -> Clock {
        Clock::manual(UNIX_EPOCH + Duration::from_secs(self.now))
    }

    pub fn key_set(&self) -> String {
        serde_json::json!({ "keys": self.keys }).to_string()
    }

    /// The key set without one key.
    pub fn key_set_without(&self, id: &str) -> String {
        let keys: Vec<_> = self.keys.iter().filter(|key| key["kid"] != id).collect();
        serde_json::json!({ "keys": keys }).to_string()
    }
}

pub struct Issuer {
    shared: Arc<Shared>,
    listener: Listener,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    fetches: AtomicUsize,
}

struct State {
    configuration: Response,
    keys: Response,
    is_held: bool,
    /// Requests that are held.
    held: usize,
}

impl Issuer {
    pub fn start(keys: &str) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                configuration: Response::new(503),
                keys: json(keys),
                is_held: false,
                held: 0,
            }),
            changed: Condvar::new(),
            fetches: AtomicUsize::new(0),
        });
        let socket = Listening::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let handler = shared.clone();
        let handle = move |request: Request| handler.respond(&request);
        let listener =
            Listener::start("issuer", socket, Arc::new(handle), Limits::default(), None).unwrap();
        let issuer = Self { shared, listener };
        issuer.set_configuration(json(
            &serde_json::json!({ "jwks_uri": issuer.url("/keys") }).to_string(),
        ));
        issuer
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listener.local_addr())
    }

    /// Options for a verifier of the table's tokens.
    pub fn options(&self, table: &Table, clock: &Clock) -> TokenVerifierOptions {
        TokenVerifierOptions::new(table.audience.as_str())
            .openid_configuration_url(self.url("/configuration"))
            .clock(clock.clone())
    }

    /// How often the OpenID configuration was fetched.
    pub fn fetches(&self) -> usize {
        self.shared.fetches.load(Ordering::SeqCst)
    }

    pub fn set_keys(&self, response: Response) {
        self.shared.state.lock().unwrap().keys = response;
    }

    pub fn set_configuration(&self, response: Response) {
        self.shared.state.lock().unwrap().configuration = response;
    }

    /// Holds requests back from now on.
    pub fn hold(&self) {
        self.shared.state.lock().unwrap().is_held = true;
    }

    /// Waits until a request is held back.
    pub fn wait_until_held(&self) {
        let state = self.shared.state.lock().unwrap();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, TIMEOUT, |state| state.held == 0);
        assert!(!waited.unwrap().1.timed_out(), "no request");
    }

    /// Whether a request is still held back.
    pub fn holds_one(&self) -> bool {
        self.shared.state.lock().unwrap().held > 0
    }

    /// Responds to the requests that are held back.
    pub fn release(&self) {
        self.shared.state.lock().unwrap().is_held = false;
        self.shared.changed.notify_all();
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.release();
    }
}

impl Shared {
    fn respond(&self, request: &Request) -> Response {
        let is_configuration = request.path() == "/configuration";
        if is_configuration {
            self.fetches.fetch_add(1, Ordering::SeqCst);
        }
        let mut state = self.state.lock().unwrap();
        state.held += 1;
        self.changed.notify_all();
        let waited = self
            .changed
            .wait_timeout_while(state, TIMEOUT, |state| state.is_held);
        let mut state = waited.unwrap().0;
        state.held -= 1;
        if is_configuration {
            state.configuration.clone()
        } else {
            state.keys.clone()
        }
    }
}

pub fn json(text: &str) -> Response {
    Response::new(200).with_body("application/json", text)
}
