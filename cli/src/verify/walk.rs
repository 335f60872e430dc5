//! One walk: requests and events, each compared with its recorded shape.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use acs_call_automation::event::Event;
use acs_call_automation::options::{GenericRequest, Method};
use acs_call_automation::receiver::Next;
use acs_call_automation::{ErrorKind, RequestOptions};
use serde_json::Value;

use super::shape::Shapes;
use crate::events::Events;
use crate::failure::Failure;
use crate::session::Session;

/// The api-version of the service of identities, which is another service.
const IDENTITIES: &str = "2023-10-01";

/// Why a walk does not go on.
pub enum Stop {
    /// A response has another status, so that what follows would show nothing; it is among the differences.
    Different,
    /// An event that is needed did not arrive.
    Missing(String),
    /// Ctrl-C.
    Interrupted,
    /// Not the service: no connection, say.
    Failure(Failure),
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(failure: T) -> Self {
        Self::Failure(failure.into())
    }
}

/// How long events may take.
#[derive(Clone, Copy)]
pub struct Limits {
    pub event: Duration,
}

/// A walk, and what it found.
pub struct Walk<'a> {
    session: &'a Session,
    pub events: &'a Events,
    shapes: &'a Shapes,
    limits: Limits,
    differences: BTreeSet<String>,
    compared: BTreeSet<String>,
    /// Calls and users to end and delete.
    calls: Vec<String>,
    users: Vec<String>,
}

impl<'a> Walk<'a> {
    pub fn new(
        session: &'a Session,
        events: &'a Events,
        shapes: &'a Shapes,
        limits: Limits,
    ) -> Self {
        Self {
            session,
            events,
            shapes,
            limits,
            differences: BTreeSet::new(),
            compared: BTreeSet::new(),
            calls: Vec::new(),
            users: Vec::new(),
        }
    }

    /// What is different, and what was compared.
    pub fn into_findings(self) -> (Vec<String>, Vec<String>) {
        (
            self.differences.into_iter().collect(),
            self.compared.into_iter().collect(),
        )
    }

    /// Sends a request whose response was recorded with that status. `{}` in the path stand for the ids.
    pub fn request(
        &mut self,
        method: Method,
        path: &str,
        ids: &[&str],
        body: Option<Value>,
        status: u16,
    ) -> Result<Value, Stop> {
        let name = match method {
            Method::Get => "GET",
            Method::Delete => "DELETE",
            _ => "POST",
        };
        let mut request =
            GenericRequest::new(method, filled(path, ids)).request(self.session.request());
        if let Some(body) = body {
            request = request.json(body);
        }
        let (got, body, code) = match self.session.client.send(&request) {
            Ok(response) => (response.status(), response.into_inner(), None),
            Err(error) if error.kind() == ErrorKind::Aborted => return Err(Stop::Interrupted),
            Err(error) if error.kind() == ErrorKind::Auth => return Err(error.into()),
            Err(error) => match error.http_status() {
                Some(got) => {
                    let body = serde_json::from_slice(error.raw_body()).unwrap_or_default();
                    (got, body, error.service_code().map(str::to_owned))
                }
                None => return Err(error.into()),
            },
        };
        let key = format!("{name} {path} {status}");
        if got != status {
            let code = code.map_or_else(String::new, |code| {
                format!(", code {}", crate::screen::printable(&code))
            });
            self.differences
                .insert(format!("{key}: the status is {got}{code}"));
            return Err(Stop::Different);
        }
        let found = self.shapes.of_response(&key, &body);
        self.note(&key, found);
        Ok(body)
    }

    /// Waits for an event, and compares it and all that come before.
    pub fn event(&mut self, name: &str, call: Option<&str>) -> Result<Event, Stop> {
        let end = Instant::now() + self.limits.event;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.receiver.next(Some(left))? {
                Next::Event(received) => {
                    let event = received.event;
                    let data = serde_json::from_str(event.data()).unwrap_or_default();
                    let key = event.name().to_owned();
                    let found = self.shapes.of_event(&key, &data);
                    self.note(&key, found);
                    if key == name
                        && call.is_none_or(|call| event.call_connection_id() == Some(call))
                    {
                        return Ok(event);
                    }
                }
                Next::TimedOut => return Err(Stop::Missing(name.to_owned())),
                _ if self.session.interrupt.came() => {
                    return Err(Stop::Interrupted);
                }
                _ => {}
            }
        }
    }

    /// Differences of something that was recorded.
    fn note(&mut self, key: &str, found: Option<Vec<String>>) {
        let Some(found) = found else {
            return;
        };
        self.compared.insert(key.to_owned());
        self.differences
            .extend(found.into_iter().map(|one| format!("{key}: {one}")));
    }

    /// A new user of the resource, which [`clean_up`](Self::clean_up) deletes.
    pub fn user(&mut self) -> Result<String, Stop> {
        let options = self.session.request().api_version(IDENTITIES);
        let request = GenericRequest::new(Method::Post, "/identities");
        let made = self
            .session
            .client
            .send(&request.json(serde_json::json!({})).request(options))?;
        let id = made.pointer("/identity/id").and_then(Value::as_str);
        let id = id
            .ok_or_else(|| Stop::Missing("the id of a new user".to_owned()))?
            .to_owned();
        self.users.push(id.clone());
        Ok(id)
    }

    /// Remembers the call of a response, which [`clean_up`](Self::clean_up) ends.
    pub fn call(&mut self, response: &Value) -> Result<String, Stop> {
        let id = response.get("callConnectionId").and_then(Value::as_str);
        let id = id
            .ok_or_else(|| Stop::Missing("callConnectionId".to_owned()))?
            .to_owned();
        self.calls.push(id.clone());
        Ok(id)
    }

    /// Ends calls and deletes users of this walk, also after Ctrl-C. Says what could not be.
    pub fn clean_up(&mut self) {
        for call in std::mem::take(&mut self.calls) {
            let ended = self.session.client.call_connection(&call).and_then(|call| {
                call.hang_up_with(
                    acs_call_automation::ForEveryone::Yes,
                    &RequestOptions::new(),
                )
            });
            match ended {
                Err(error) if error.http_status() != Some(404) => {
                    self.session
                        .screen
                        .note(format_args!("call {call} could not be ended: {error}"));
                }
                _ => {}
            }
        }
        for user in std::mem::take(&mut self.users) {
            let options = RequestOptions::new().api_version(IDENTITIES);
            let request = GenericRequest::new(Method::Delete, filled("/identities/{}", &[&user]));
            if let Err(error) = self.session.client.send(&request.request(options)) {
                self.session
                    .screen
                    .note(format_args!("a user could not be deleted: {error}"));
            }
        }
    }
}

/// The path with its ids, percent-encoded.
fn filled(path: &str, ids: &[&str]) -> String {
    let mut parts = path.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (part, id) in parts.zip(ids) {
        for byte in id.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    filled.push(char::from(byte));
                }
                other => filled += &format!("%{other:02X}"),
            }
        }
        filled += part;
    }
    filled
}
