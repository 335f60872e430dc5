//! `acs-call transfer`: transfers a call.

use acs_call_automation::options::TransferCallOptions;
use acs_call_automation::{CommunicationIdentifier, PhoneNumber, flow};
use clap::Args;

use crate::failure::Failure;
use crate::outcome::{WaitArguments, conclude, data_of_event, data_of_response, failed};
use crate::screen::printable;
use crate::session::Session;

/// Transfer the other party of a call to a target
#[derive(Debug, Args)]
pub struct Transfer {
    /// Call connection id
    call: String,
    /// Phone number or raw id to transfer to
    target: CommunicationIdentifier,
    /// Participant of a group call to transfer, instead of the other party of a 1:1 call
    #[arg(long, value_name = "PARTICIPANT")]
    transferee: Option<CommunicationIdentifier>,
    /// Number that is shown to the target; default: that of the transferred party
    #[arg(long, value_name = "NUMBER")]
    from: Option<PhoneNumber>,
    #[command(flatten)]
    waiting: WaitArguments,
}

impl Transfer {
    pub fn run(self, session: &Session) -> Result<(), Failure> {
        let call = session.call(&self.call)?;
        let mut options = TransferCallOptions::new().request(session.request());
        if let Some(transferee) = self.transferee {
            options = options.transferee(transferee);
        }
        if let Some(from) = self.from {
            options = options.source_caller_id_number(from);
        }
        if !self.waiting.wait {
            let done = call.transfer_call(self.target, &options);
            return data_of_response(
                session,
                &done.map_err(|error| failed(session, Some(call.id()), error))?,
            );
        }
        let events = self.waiting.events.open(session)?;
        let options = options.operation_callback_uri(&events.callback);
        let title = format!(
            "TransferCallToParticipant {}",
            printable(&self.target.raw_id())
        );
        session.screen.request(&title, None);
        let limit = self.waiting.time.limit();
        let outcome =
            flow::transfer_call_and_wait(&call, &events.receiver, self.target, &options, limit);
        let received = conclude(session, &events, Some(call.id()), outcome)?;
        data_of_event(session, &received.event)
    }
}
