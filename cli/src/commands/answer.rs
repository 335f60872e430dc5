//! `acs-call answer`: answers an incoming call.

use acs_call_automation::flow;
use acs_call_automation::options::AnswerCallOptions;
use clap::Args;
use serde_json::json;

use super::incoming::{self, ContextArguments};
use crate::failure::Failure;
use crate::new_call::NewCallArguments;
use crate::outcome::failed;
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
    #[command(flatten)]
    call: NewCallArguments,
}

impl Answer {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let mut options = AnswerCallOptions::new().request(session.request());
        if let Some(endpoint) = &self.call.cognitive_services {
            options = options.cognitive_services_endpoint(endpoint);
        }
        let given = self.context.given()?;
        if let (Some(context), None) = (&given, self.call.wait) {
            let answered =
                session
                    .client
                    .answer_call(context, &self.call.events.callback(session)?, &options);
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
        let events = self.call.events.open(session)?;
        let context = match given {
            Some(context) => context,
            None => incoming::next(session, &events, self.call.time)?,
        };
        session.screen.request("AnswerCall", None);
        let (client, receiver, limit) = (&session.client, &events.receiver, self.call.time.limit());
        let outcome = flow::answer_call_and_wait(
            client,
            receiver,
            &context,
            &events.callback,
            &options,
            limit,
        );
        self.call.follow(session, &events, outcome)
    }
}
