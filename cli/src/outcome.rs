//! Waiting for the event that reports the outcome of an operation.

use std::time::Duration;

use acs_call_automation::event::Event;
use acs_call_automation::flow::Outcome;
use acs_call_automation::receiver::Next;
use acs_call_automation::{Error, Response};
use clap::Args;
use serde_json::json;

use crate::events::{EventArguments, Events};
use crate::failure::{Exit, Failure};
use crate::screen::Side;
use crate::session::{Session, canceled};

/// The wait of an operation in a call that exists.
#[derive(Debug, Args)]
pub struct WaitArguments {
    /// Wait for the event that reports the outcome; it is sent to --callback-url
    #[arg(long)]
    pub wait: bool,
    #[command(flatten)]
    pub time: TimeArguments,
    #[command(flatten)]
    pub events: EventArguments,
}

/// How long to wait.
#[derive(Debug, Clone, Copy, Args)]
pub struct TimeArguments {
    /// Longest wait for the outcome
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86400))]
    timeout: u64,
}

impl TimeArguments {
    pub fn limit(self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

/// Shows the events of a flow, and turns everything but success into a failure. `call` is the call that the
/// operation is about, if that is known.
pub fn conclude<T: AsRef<Event>>(
    session: &Session,
    events: &Events,
    call: Option<&str>,
    outcome: Result<Outcome<T>, Error>,
) -> Result<T, Failure> {
    let outcome = outcome.map_err(|error| failed(session, call, error))?;
    session.flush();
    let pending = outcome
        .pending()
        .and_then(|pending| pending.call_connection.as_ref());
    let known = pending.map(|call| call.id().to_owned());
    let call = known.as_deref().or(call);
    match &outcome {
        Outcome::Success(event) => session.screen.event(Side::People, event.as_ref())?,
        Outcome::Failure(received) | Outcome::Canceled(received) => {
            session.screen.event(Side::People, &received.event)?;
        }
        _ => {}
    }
    events.show(session)?;
    let text = outcome.to_string();
    let exit = match outcome {
        Outcome::Success(value) => return Ok(value),
        Outcome::TimedOut(_) => Exit::TimedOut,
        Outcome::Aborted(_) => Exit::Interrupted,
        _ => Exit::Failed,
    };
    if known.is_some() {
        // Scripts need it to hang up.
        data_of_call(session, call, None)?;
    }
    let failure = Failure::new(exit, text);
    Err(match exit {
        Exit::Failed => failure,
        _ => failure.with_line(session.what_continues(call)),
    })
}

/// A request that failed: after Ctrl-C with what continues.
pub fn failed(session: &Session, call: Option<&str>, error: Error) -> Failure {
    let was_canceled = canceled(&error);
    let failure = Failure::from(error);
    match was_canceled {
        true => failure.with_line(session.what_continues(call)),
        false => failure,
    }
}

/// Waits until a call ends, and shows its events.
pub fn until_end(session: &Session, events: &Events, call: &str) -> Result<(), Failure> {
    loop {
        match events.receiver.next(None)? {
            Next::Event(received) => {
                let event = &received.event;
                session.screen.event(Side::People, event)?;
                if event.ends_call() && event.call_connection_id() == Some(call) {
                    return Ok(());
                }
            }
            _ if session.interrupt.came() => return Err(session.interrupted(Some(call))),
            _ => {}
        }
    }
}

/// The data of a call: its call connection id, with `--json` what else is known.
pub fn data_of_call(
    session: &Session,
    call: Option<&str>,
    event: Option<&Event>,
) -> Result<(), Failure> {
    let json = json!({
        "callConnectionId": call,
        "serverCallId": event.and_then(Event::server_call_id),
        "correlationId": event.and_then(Event::correlation_id),
    });
    session.screen.data(call.unwrap_or_default(), &json)
}

/// The data of a request whose response says no more than that it was accepted.
pub fn data_of_response<T>(session: &Session, response: &Response<T>) -> Result<(), Failure> {
    let json = json!({"status": response.status(), "requestId": response.request_id()});
    session.screen.data("", &json)
}

/// The data of an event that reports success.
pub fn data_of_event(session: &Session, event: &Event) -> Result<(), Failure> {
    let json = serde_json::from_str(event.raw()).unwrap_or_default();
    session.screen.data("", &json)
}
