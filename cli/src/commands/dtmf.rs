//! `acs-call dtmf`: sends DTMF tones.

use acs_call_automation::options::OperationOptions;
use acs_call_automation::{CommunicationIdentifier, DtmfTone, flow};
use clap::Args;

use crate::failure::Failure;
use crate::outcome::{WaitArguments, conclude, data_of_event, data_of_response, failed};
use crate::session::Session;

/// Send DTMF tones to a phone in a call
#[derive(Debug, Args)]
pub struct Dtmf {
    /// Call connection id
    call: String,
    /// Phone that gets them
    target: CommunicationIdentifier,
    /// 1 to 18 of 0-9, *, # and A-D
    tones: String,
    #[command(flatten)]
    waiting: WaitArguments,
}

impl Dtmf {
    pub fn run(self, session: &Session) -> Result<(), Failure> {
        let call = session.call(&self.call)?;
        let tones = DtmfTone::parse_all(&self.tones)?;
        let options = OperationOptions::new().request(session.request());
        if !self.waiting.wait {
            let sent = call.send_dtmf_tones(&tones, self.target, &options);
            return data_of_response(
                session,
                &sent.map_err(|error| failed(session, Some(call.id()), error))?,
            );
        }
        let events = self.waiting.events.open(session)?;
        let options = options.operation_callback_uri(&events.callback);
        session.screen.request("SendDtmfTones", None);
        let limit = self.waiting.time.limit();
        let outcome = flow::send_dtmf_tones_and_wait(
            &call,
            &events.receiver,
            &tones,
            self.target,
            &options,
            limit,
        );
        let received = conclude(session, &events, Some(call.id()), outcome)?;
        data_of_event(session, &received.event)
    }
}
