//! `acs-call add`: adds a participant to a call.

use std::time::Duration;

use acs_call_automation::options::AddParticipantOptions;
use acs_call_automation::{CallInvite, CommunicationIdentifier, flow};
use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::new_call::CallerArguments;
use crate::outcome::{WaitArguments, conclude, data_of_event, failed};
use crate::screen::printable;
use crate::session::Session;

/// Add a participant to a call; prints the invitation id
#[derive(Debug, Args)]
pub struct Add {
    /// Call connection id
    call: String,
    /// Phone number or raw id to ring
    target: CommunicationIdentifier,
    #[command(flatten)]
    caller: CallerArguments,
    /// How long it rings; default: the service's
    #[arg(long, value_name = "SECONDS")]
    ring_for: Option<u64>,
    #[command(flatten)]
    waiting: WaitArguments,
}

impl Add {
    pub fn run(self, session: &Session) -> Result<(), Failure> {
        let call = session.call(&self.call)?;
        let mut invite = CallInvite::new(self.target.clone())?;
        if let Some(from) = self.caller.from {
            invite = invite.source_caller_id_number(from);
        }
        let mut options = AddParticipantOptions::new().request(session.request());
        if let Some(seconds) = self.ring_for {
            options = options.invitation_timeout(Duration::from_secs(seconds));
        }
        if !self.waiting.wait {
            let added = call.add_participant(&invite, &options);
            let added = added.map_err(|error| failed(session, Some(call.id()), error))?;
            let invitation = added.invitation_id.as_deref();
            let json = json!({
                "invitationId": invitation,
                "status": added.status(),
                "requestId": added.request_id(),
            });
            return session.screen.data(invitation.unwrap_or_default(), &json);
        }
        let events = self.waiting.events.open(session)?;
        let options = options.operation_callback_uri(&events.callback);
        let title = format!("AddParticipant {}", printable(&self.target.raw_id()));
        session.screen.request(&title, None);
        let limit = self.waiting.time.limit();
        let outcome =
            flow::add_participant_and_wait(&call, &events.receiver, &invite, &options, limit);
        let received = conclude(session, &events, Some(call.id()), outcome)?;
        data_of_event(session, &received.event)
    }
}
