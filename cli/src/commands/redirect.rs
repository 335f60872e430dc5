//! `acs-call redirect`: redirects an incoming call.

use acs_call_automation::CommunicationIdentifier;
use clap::Args;

use super::incoming::{self, ContextArguments};
use crate::events::EventArguments;
use crate::failure::Failure;
use crate::outcome::{TimeArguments, data_of_response, failed};
use crate::screen::printable;
use crate::session::Session;

/// Redirect an incoming call, the next one or that of --context, to another target
#[derive(Debug, Args)]
pub struct Redirect {
    /// Phone number or raw id to ring instead
    target: CommunicationIdentifier,
    #[command(flatten)]
    context: ContextArguments,
    #[command(flatten)]
    time: TimeArguments,
    #[command(flatten)]
    events: EventArguments,
}

impl Redirect {
    pub fn run(self, session: &Session) -> Result<(), Failure> {
        let context = incoming::context(session, &self.context, &self.events, self.time)?;
        let title = format!("RedirectCall to {}", printable(&self.target.raw_id()));
        let redirected = session
            .client
            .redirect_call(&context, self.target, &session.request());
        let redirected = redirected.map_err(|error| failed(session, None, error))?;
        session.screen.request(&title, Some(redirected.status()));
        data_of_response(session, &redirected)
    }
}
