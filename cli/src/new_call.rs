//! What placing and answering a call have in common.

use acs_call_automation::flow::{Connected, Outcome};
use acs_call_automation::{Error, PhoneNumber};
use clap::{Args, ValueEnum};

use crate::events::{EventArguments, Events};
use crate::failure::Failure;
use crate::outcome::{TimeArguments, conclude, data_of_call, until_end};
use crate::session::Session;

/// The number that callees see.
#[derive(Debug, Args)]
pub struct CallerArguments {
    /// Number that is shown to callees; needed to call phone numbers
    #[arg(
        long,
        value_name = "NUMBER",
        env = "ACS_CALLER_ID",
        hide_env_values = true
    )]
    pub from: Option<PhoneNumber>,
}

/// The options of a call that begins, and how long to follow it.
#[derive(Debug, Args)]
pub struct NewCallArguments {
    /// Resource that speaks texts and recognizes speech in this call
    #[arg(
        long,
        value_name = "URL",
        env = "ACS_COGNITIVE_SERVICES_ENDPOINT",
        hide_env_values = true
    )]
    pub cognitive_services: Option<String>,
    /// Wait until the call is connected, or =ended, and show its events
    #[arg(long, value_name = "UNTIL", num_args = 0..=1, require_equals = true, default_missing_value = "connected",
        hide_possible_values = true)]
    pub wait: Option<Until>,
    #[command(flatten)]
    pub time: TimeArguments,
    #[command(flatten)]
    pub events: EventArguments,
}

/// The end of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Until {
    /// Connected, or failed
    Connected,
    /// The call has ended
    Ended,
}

impl NewCallArguments {
    /// Shows what became of the call, prints its id, and follows it to its end on request.
    pub fn follow(
        &self,
        session: &Session,
        events: &Events,
        outcome: Result<Outcome<Connected>, Error>,
    ) -> Result<(), Failure> {
        let connected = conclude(session, events, None, outcome)?;
        let call = connected.call_connection.id();
        data_of_call(session, Some(call), Some(&connected.received.event))?;
        if self.wait == Some(Until::Ended) {
            return until_end(session, events, call);
        }
        session.screen.note(session.what_continues(Some(call)));
        Ok(())
    }
}
