//! Rings several parties, lists them, mutes one, removes another, hangs up.
//!
//! ```text
//! cargo run --example group_call
//! cargo run --example group_call -- CALLER_ID NUMBER USER USER
//! ```

#[path = "stage/mod.rs"]
mod stage;

use acs_call_automation::options::{
    CreateGroupCallOptions, MuteParticipantsOptions, OperationOptions,
};
use acs_call_automation::{CommunicationIdentifier, ForEveryone};
use stage::{Result, Stage, argument, short};

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let number: CommunicationIdentifier = argument(2, "+16045551234").parse()?;
    let first: CommunicationIdentifier = argument(3, "8:acs:resource_first").parse()?;
    let second: CommunicationIdentifier = argument(4, "8:acs:resource_second").parse()?;
    let stage = Stage::open()?;

    let created = stage.client.create_group_call(
        [&number, &first, &second],
        &stage.callback,
        &CreateGroupCallOptions::new().source_caller_id_number(caller_id),
    )?;
    stage.response("CreateCall to three", &created);
    let call = &created.call_connection;
    stage.wait_for("CallConnected")?;

    stage.list(call)?;

    let muted = call.mute_participants([&first], &MuteParticipantsOptions::new())?;
    stage.response(&format!("MuteParticipants {}", short(&first)), &muted);

    let removed = call.remove_participant(&number, &OperationOptions::new())?;
    stage.response(&format!("RemoveParticipant {}", short(&number)), &removed);
    stage.wait_for("RemoveParticipantSucceeded")?;

    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.close()
}
