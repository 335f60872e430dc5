//! `acs-call doctor`: checks what a call needs, from the name of the resource to the callback URL.

use std::time::Duration;

use clap::Args;

use crate::arguments::Global;
use crate::doctor::{Report, callback, service};
use crate::events::EventArguments;
use crate::failure::Failure;
use crate::session::Session;

const EXAMPLES: &str = "\
Examples:
  acs-call doctor
  acs-call doctor --callback-url https://app.example/events --through-service

What is seen from this machine: a callback URL that it reaches may still be closed to others, which
--through-service finds out. Nothing is called, and no phone rings.";

/// Check settings, network, clock, key and callback URL
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doctor {
    /// Let the service post an event to the callback URL: connects to a call that does not exist
    #[arg(long)]
    through_service: bool,
    /// Longest wait for that event
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    #[command(flatten)]
    events: EventArguments,
}

impl Doctor {
    pub fn run(&self, global: &Global, session: &Session) -> Result<(), Failure> {
        let mut report = Report::new(session, global.json);
        let is_reached = service::check(global, session, &mut report)?;
        let through = self
            .through_service
            .then(|| Duration::from_secs(self.timeout));
        callback::check(
            session,
            &self.events,
            through.filter(|_| is_reached),
            &mut report,
        )?;
        report.end()
    }
}
