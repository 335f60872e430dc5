//! `acs-call hang-up`: ends a call.

use acs_call_automation::ForEveryone;
use clap::Args;

use crate::failure::Failure;
use crate::outcome::{data_of_response, failed};
use crate::session::Session;

/// End a call for everyone, or leave it
#[derive(Debug, Args)]
pub struct HangUp {
    /// Call connection id, as `create` prints it and every event has it
    call: String,
    /// Leave the call; one of more than two participants goes on without this application
    #[arg(long)]
    leave: bool,
}

impl HangUp {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let call = session.call(&self.call)?;
        let for_everyone = if self.leave {
            ForEveryone::No
        } else {
            ForEveryone::Yes
        };
        let ended = call.hang_up_with(for_everyone, &session.request());
        data_of_response(
            session,
            &ended.map_err(|error| failed(session, Some(call.id()), error))?,
        )
    }
}
