//! `acs-call reject`: rejects an incoming call.

use acs_call_automation::model::CallRejectReason;
use acs_call_automation::options::RejectCallOptions;
use clap::{Args, ValueEnum};

use super::incoming::{self, ContextArguments};
use crate::events::EventArguments;
use crate::failure::Failure;
use crate::outcome::{TimeArguments, data_of_response, failed};
use crate::session::Session;

/// Reject an incoming call: the next one, or that of --context
#[derive(Debug, Args)]
pub struct Reject {
    #[command(flatten)]
    context: ContextArguments,
    /// What the caller learns: none, busy or forbidden
    #[arg(long, value_enum, hide_possible_values = true)]
    reason: Option<Reason>,
    #[command(flatten)]
    time: TimeArguments,
    #[command(flatten)]
    events: EventArguments,
}

/// Why a call is rejected.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Reason {
    /// No reason
    None,
    /// The callee is busy
    Busy,
    /// The caller may not call
    Forbidden,
}

impl Reject {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let mut options = RejectCallOptions::new().request(session.request());
        options = match self.reason {
            None => options,
            Some(Reason::None) => options.reason(CallRejectReason::None),
            Some(Reason::Busy) => options.reason(CallRejectReason::Busy),
            Some(Reason::Forbidden) => options.reason(CallRejectReason::Forbidden),
        };
        let context = incoming::context(session, &self.context, &self.events, self.time)?;
        let rejected = session.client.reject_call(&context, &options);
        let rejected = rejected.map_err(|error| failed(session, None, error))?;
        session
            .screen
            .request("RejectCall", Some(rejected.status()));
        data_of_response(session, &rejected)
    }
}
