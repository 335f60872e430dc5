//! `acs-call answer`: answers an incoming call.

use acs_call_automation::flow;
use acs_call_automation::options::AnswerCallOptions;
use clap::Args;
use serde_json::json;

use super::create::Until;
use super::incoming::{self, ContextArguments};
use crate::events::EventArguments;
use crate::failure::Failure;
use crate::outcome::{TimeArguments, conclude, data_of_call, failed, until_end};
use crate::session::Session;

const EXAMPLES: &str = "\
Examples:
  acs-call --offline answer
  acs-call answer --wait=ended
  acs-call answer --context \"$CONTEXT\"

Event Grid posts IncomingCall to the URL of a subscription of the resource: let it be --callback-url.";

/// Answer an incoming call: the next one, or that of --context
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Answer {
    #[command(flatten)]
    context: ContextArguments,
    /// Resource that speaks texts and recognizes speech in this call
    #[arg(
        long,
        value_name = "URL",
        env = "ACS_COGNITIVE_SERVICES_ENDPOINT",
        hide_env_values = true
    )]
    cognitive_services: Option<String>,
    /// Wait until the call is connected, or =ended, and show its events; the default without --context
    #[arg(long, value_name = "UNTIL", num_args = 0..=1, require_equals = true, default_missing_value = "connected",
        hide_possible_values = true)]
    wait: Option<Until>,
    #[command(flatten)]
    time: TimeArguments,
    #[command(flatten)]
    events: EventArguments,
}

impl Answer {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let mut options = AnswerCallOptions::new().request(session.request());
        if let Some(endpoint) = &self.cognitive_services {
            options = options.cognitive_services_endpoint(endpoint);
        }
        let given = self.context.given()?;
        if let (Some(context), None) = (&given, self.wait) {
            let answered =
                session
                    .client
                    .answer_call(context, &self.events.callback(session)?, &options);
            let answered = answered.map_err(|error| failed(session, None, error))?;
            let call = answered.call_connection.id();
            let json = json!({
                "callConnectionId": call,
                "serverCallId": answered.properties.server_call_id,
                "correlationId": answered.properties.correlation_id,
                "status": answered.status(),
                "requestId": answered.request_id(),
            });
            return session.screen.data(call, &json);
        }
        let events = self.events.open(session)?;
        let context = match given {
            Some(context) => context,
            None => incoming::next(session, &events, self.time)?,
        };
        session.screen.request("AnswerCall", None);
        let (client, receiver, limit) = (&session.client, &events.receiver, self.time.limit());
        let outcome = flow::answer_call_and_wait(
            client,
            receiver,
            &context,
            &events.callback,
            &options,
            limit,
        );
        let connected = conclude(session, &events, None, outcome)?;
        let call = connected.call_connection.id();
        data_of_call(session, Some(call), Some(&connected.received.event))?;
        if self.wait == Some(Until::Ended) {
            return until_end(session, &events, call);
        }
        session.screen.note(session.what_continues(Some(call)));
        Ok(())
    }
}
