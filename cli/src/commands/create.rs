//! `acs-call create`: places a call.

use acs_call_automation::flow::{self, Connected, Outcome};
use acs_call_automation::options::{CreateCallOptions, CreateGroupCallOptions};
use acs_call_automation::{CallInvite, CommunicationIdentifier, CreateCallResult, Response};
use clap::Args;
use serde_json::json;

use crate::events::Events;
use crate::failure::Failure;
use crate::new_call::{CallerArguments, NewCallArguments};
use crate::outcome::failed;
use crate::screen::printable;
use crate::session::{OFFLINE_CALLER, Session};

const EXAMPLES: &str = "\
Examples:
  acs-call --offline create +16045551234 --wait
  acs-call create +16045551234 --from +18005550100 --wait=ended
  CALL=$(acs-call create 8:acs:USER) && sleep 10 && acs-call hang-up \"$CALL\"

A repeated create rings a second time. When the exit code is 4, look at `acs-call listen` before you
run it again.";

/// Place a call; prints its call connection id
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// Callees: phone numbers in E.164 form, or raw ids such as 8:acs:...; several are a group call
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<CommunicationIdentifier>,
    #[command(flatten)]
    caller: CallerArguments,
    /// Name that is shown to callees
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    #[command(flatten)]
    call: NewCallArguments,
}

impl Create {
    pub fn run(mut self, session: &Session) -> Result<(), Failure> {
        if self.caller.from.is_none() && session.emulator.is_some() {
            self.caller.from = OFFLINE_CALLER.parse().ok();
        }
        // An emulator of this command has no other reader of its events.
        if self.call.wait.is_none() && session.emulator.is_none() {
            let created = self.create(session, &self.call.events.callback(session)?);
            return data_of(
                session,
                &created.map_err(|error| failed(session, None, error))?,
            );
        }
        let events = self.call.events.open(session)?;
        session.screen.request(&self.title(), None);
        let outcome = self.create_and_wait(session, &events);
        self.call.follow(session, &events, outcome)
    }

    fn title(&self) -> String {
        let first = self.targets.first().map(CommunicationIdentifier::raw_id);
        let more = match self.targets.len().saturating_sub(1) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!(
            "CreateCall to {}{more}",
            printable(&first.unwrap_or_default())
        )
    }

    fn create(
        &self,
        session: &Session,
        callback: &str,
    ) -> Result<Response<CreateCallResult>, acs_call_automation::Error> {
        match self.invite()? {
            Some(invite) => session
                .client
                .create_call(&invite, callback, &self.options(session)),
            None => session.client.create_group_call(
                self.targets.clone(),
                callback,
                &self.group_options(session),
            ),
        }
    }

    fn create_and_wait(
        &self,
        session: &Session,
        events: &Events,
    ) -> Result<Outcome<Connected>, acs_call_automation::Error> {
        let (client, receiver, limit) = (&session.client, &events.receiver, self.call.time.limit());
        match self.invite()? {
            Some(invite) => flow::create_call_and_wait(
                client,
                receiver,
                &invite,
                &events.callback,
                &self.options(session),
                limit,
            ),
            None => flow::create_group_call_and_wait(
                client,
                receiver,
                self.targets.clone(),
                &events.callback,
                &self.group_options(session),
                limit,
            ),
        }
    }

    /// `None` for several targets.
    fn invite(&self) -> Result<Option<CallInvite>, acs_call_automation::Error> {
        let [target] = self.targets.as_slice() else {
            return Ok(None);
        };
        let mut invite = CallInvite::new(target.clone())?;
        if let Some(from) = &self.caller.from {
            invite = invite.source_caller_id_number(from.clone());
        }
        if let Some(name) = &self.display_name {
            invite = invite.source_display_name(name);
        }
        Ok(Some(invite))
    }

    fn options(&self, session: &Session) -> CreateCallOptions {
        let options = CreateCallOptions::new().request(session.request());
        match &self.call.cognitive_services {
            Some(endpoint) => options.cognitive_services_endpoint(endpoint),
            None => options,
        }
    }

    fn group_options(&self, session: &Session) -> CreateGroupCallOptions {
        let mut options = CreateGroupCallOptions::new().request(session.request());
        if let Some(endpoint) = &self.call.cognitive_services {
            options = options.cognitive_services_endpoint(endpoint);
        }
        if let Some(from) = &self.caller.from {
            options = options.source_caller_id_number(from.clone());
        }
        if let Some(name) = &self.display_name {
            options = options.source_display_name(name);
        }
        options
    }
}

/// The call that rings.
fn data_of(session: &Session, created: &Response<CreateCallResult>) -> Result<(), Failure> {
    let call = created.call_connection.id();
    let json = json!({
        "callConnectionId": call,
        "correlationId": created.properties.correlation_id,
        "status": created.status(),
        "requestId": created.request_id(),
    });
    session.screen.data(call, &json)
}
