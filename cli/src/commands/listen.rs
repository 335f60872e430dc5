//! `acs-call listen`: receives events.

use std::time::{Duration, Instant};

use acs_call_automation::event::Event;
use acs_call_automation::receiver::Next;
use acs_call_automation_emulator::Schema;
use clap::Args;

use crate::events::{EventArguments, Events};
use crate::failure::{Exit, Failure};
use crate::forward::Forward;
use crate::screen::Side;
use crate::session::Session;

const EXAMPLES: &str = "\
Examples:
  acs-call --offline listen --ladder                an emulator; prints how to use it from another terminal
  acs-call listen --callback-url https://app.example/events | jq .type
  acs-call listen --forward http://localhost:3000/events
  acs-call listen --forward 'logger -t \"$ACS_EVENT\"'

An event counts as delivered once it has arrived here; what --forward does with it is reported, not repeated.";

/// Receive events: as JSON lines, or as a ladder
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Listen {
    /// Show each event as a row of a ladder instead
    #[arg(long, conflicts_with = "json")]
    ladder: bool,
    /// Pass each event on: POST it to a URL, or run a shell command with the JSON as its standard input and
    /// ACS_EVENT and ACS_CALL in its environment
    #[arg(long, value_name = "URL|COMMAND")]
    forward: Option<String>,
    /// End after that many events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// End after that time; with --count it is a failure (5)
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86400))]
    timeout: Option<u64>,
    #[command(flatten)]
    events: EventArguments,
}

impl Listen {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let forward = self.forward.as_deref().map(Forward::new).transpose()?;
        let events = self.events.open(session)?;
        self.introduce(session, &events)?;
        let mut shown = 0;
        let end = self
            .timeout
            .map(|seconds| Instant::now() + Duration::from_secs(seconds));
        let ended = loop {
            if self.count == Some(shown) {
                break Ok(());
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            match events.receiver.next(left)? {
                Next::Event(received) => {
                    self.take(session, forward.as_ref(), &received.event)?;
                    shown += 1;
                }
                Next::TimedOut => break self.out_of_time(shown),
                _ if session.interrupt.came() => break Ok(()),
                _ => {}
            }
        };
        // While something listens: what the emulator still delivers would be attempted again and again.
        session.flush();
        events.close();
        if self.count.is_none() {
            // For the service these are delivered.
            while let Ok(Some(received)) = events.receiver.try_recv() {
                self.take(session, forward.as_ref(), &received.event)?;
                shown += 1;
            }
        }
        session.screen.note(format_args!(
            "no longer listening after {shown} events; {}",
            session.what_continues(None)
        ));
        ended
    }

    fn out_of_time(&self, shown: u64) -> Result<(), Failure> {
        match self.count {
            Some(count) => Err(Failure::new(
                Exit::TimedOut,
                format!("{shown} of {count} events arrived in time"),
            )),
            None => Ok(()),
        }
    }

    fn introduce(&self, session: &Session, events: &Events) -> Result<(), Failure> {
        if let Some(address) = events.receiver.local_addr() {
            session.screen.note(format_args!(
                "listening on {address}; Ctrl-C ends it, and no call"
            ));
        }
        if let Some(emulator) = &session.emulator {
            emulator.subscribe(&events.callback, Schema::EventGrid)?;
            session.screen.note(format_args!(
                "the emulator shows its calls at {}/_emulator/; in another terminal:\n  \
                   export ACS_CONNECTION_STRING='{}'\n  \
                   acs-call create +16045551234 --from +18005550100 --callback-url {}",
                emulator.local_endpoint(),
                emulator.connection_string(),
                events.callback,
            ));
        }
        Ok(())
    }

    fn take(
        &self,
        session: &Session,
        forward: Option<&Forward>,
        event: &Event,
    ) -> Result<(), Failure> {
        if self.ladder {
            session.screen.event(Side::Data, event)?;
        } else {
            session.screen.line(&one_line(event.raw()))?;
        }
        if let Some(Err(why)) = forward.map(|forward| forward.pass(event)) {
            session.screen.note(format_args!(
                "{} was not passed on: {why}",
                crate::screen::printable(event.name())
            ));
        }
        Ok(())
    }
}

/// The JSON as it came, on one line: a line end in it stands between members, since texts have none.
pub fn one_line(json: &str) -> String {
    json.replace(['\r', '\n'], " ")
}
