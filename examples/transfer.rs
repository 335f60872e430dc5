//! Transfers the other party of a 1:1 call, and one party of a group call.
//!
//! After the first the application has left the call; in the second it stays.
//!
//! ```text
//! cargo run --example transfer
//! cargo run --example transfer -- CALLER_ID NUMBER USER TARGET
//! ```

#[path = "stage/mod.rs"]
mod stage;

use acs_call_automation::options::{
    CreateCallOptions, CreateGroupCallOptions, TransferCallOptions,
};
use acs_call_automation::{CallInvite, CommunicationIdentifier, ForEveryone, PhoneNumber};
use stage::{Result, Stage, argument, short};

fn main() -> Result<()> {
    let caller_id: PhoneNumber = argument(1, "+18005550100").parse()?;
    let number: PhoneNumber = argument(2, "+16045551234").parse()?;
    let user: CommunicationIdentifier = argument(3, "8:acs:resource_user").parse()?;
    let target: CommunicationIdentifier = argument(4, "+16045556789").parse()?;
    let stage = Stage::open()?;

    let invite = CallInvite::to_phone_number(number.clone(), caller_id.clone())?;
    let created = stage
        .client
        .create_call(&invite, &stage.callback, &CreateCallOptions::new())?;
    stage.response("CreateCall to one", &created);
    stage.wait_for("CallConnected")?;
    let response = created
        .call_connection
        .transfer_call(&target, &TransferCallOptions::new())?;
    stage.response(
        &format!("TransferCallToParticipant {}", short(&target)),
        &response,
    );
    stage.wait_for("CallTransferAccepted")?;
    stage.wait_for("CallDisconnected")?;

    let number: CommunicationIdentifier = number.into();
    let created = stage.client.create_group_call(
        [&number, &user],
        &stage.callback,
        &CreateGroupCallOptions::new().source_caller_id_number(caller_id),
    )?;
    stage.response("CreateCall to two", &created);
    stage.wait_for("CallConnected")?;
    let response = created.call_connection.transfer_call(
        &target,
        &TransferCallOptions::new().transferee(number.clone()),
    )?;
    let what = format!(
        "TransferCallToParticipant {} ({})",
        short(&target),
        short(&number)
    );
    stage.response(&what, &response);
    stage.wait_for("CallTransferAccepted")?;

    let ended = created.call_connection.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.close()
}
