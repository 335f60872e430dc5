//! The incoming call that answer, reject and redirect are about.

use std::time::Instant;

use acs_call_automation::event::EventBody;
use acs_call_automation::receiver::Next;
use acs_call_automation_emulator::{IncomingCall, Schema};
use clap::Args;

use crate::events::{EventArguments, Events};
use crate::failure::{Exit, Failure};
use crate::outcome::TimeArguments;
use crate::screen::Side;
use crate::session::{OFFLINE_CALLER, OFFLINE_PHONE, Session};

/// Which incoming call.
#[derive(Debug, Args)]
pub struct ContextArguments {
    /// incomingCallContext of its event IncomingCall, or - to read it from standard input; default: that of the
    /// next call, which is received when an Event Grid subscription leads to --callback-url
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    context: Option<String>,
}

impl ContextArguments {
    /// The context that was given; `None` to wait for a call.
    pub fn given(&self) -> Result<Option<String>, Failure> {
        match self.context.as_deref() {
            Some("-") => {
                let text = std::io::read_to_string(std::io::stdin()).map_err(|cause| {
                    Failure::local(format!("cannot read standard input: {cause}"))
                })?;
                Ok(Some(text.trim().to_owned()))
            }
            other => Ok(other.map(str::to_owned)),
        }
    }
}

/// Waits for the next incoming call; an emulator of this command places one.
pub fn next(session: &Session, events: &Events, time: TimeArguments) -> Result<String, Failure> {
    if let Some(emulator) = &session.emulator {
        emulator.subscribe(&events.callback, Schema::EventGrid)?;
        emulator.add_phone_number(OFFLINE_CALLER)?;
        emulator.place_incoming_call(IncomingCall::new(OFFLINE_PHONE, OFFLINE_CALLER))?;
    } else {
        session.screen.note("waiting for an incoming call");
    }
    let end = Instant::now() + time.limit();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match events.receiver.next(Some(left))? {
            Next::Event(received) => {
                session.screen.event(Side::People, &received.event)?;
                if let EventBody::IncomingCall(call) = received.event.body() {
                    if let Some(context) = &call.incoming_call_context {
                        return Ok(context.clone());
                    }
                }
            }
            Next::TimedOut => {
                let seconds = time.limit().as_secs();
                return Err(Failure::new(Exit::TimedOut, format!("no incoming call within {seconds} s"))
                    .with_line("`acs-call doctor` shows whether --callback-url leads here; Event Grid must post IncomingCall to it"));
            }
            _ if session.interrupt.came() => return Err(session.interrupted(None)),
            _ => {}
        }
    }
}

/// The context that was given, or that of the next call.
pub fn context(
    session: &Session,
    arguments: &ContextArguments,
    events: &EventArguments,
    time: TimeArguments,
) -> Result<String, Failure> {
    match arguments.given()? {
        Some(context) => Ok(context),
        None => next(session, &events.open(session)?, time),
    }
}
