//! Places a call, adds a participant with headers, transfers one, hangs up; prints what happens, and at the end the
//! ladder diagram of the emulator.
//!
//! ```text
//! cargo run --example quickstart
//! cargo run --example quickstart -- CALLER_ID NUMBER USER TRANSFER_TARGET
//! ```
//! Offline by default; see `stage/mod.rs` for the real service.

#[path = "stage/mod.rs"]
mod stage;

use acs_call_automation::model::CustomCallingContext;
use acs_call_automation::options::{AddParticipantOptions, CreateCallOptions, TransferCallOptions};
use acs_call_automation::{CallInvite, CommunicationIdentifier, ForEveryone};
use stage::{Result, Stage, argument, short};

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let number = argument(2, "+16045551234");
    let user = argument(
        3,
        "8:acs:1b5cc06b-f352-4571-b1e6-d9b259b7c776_00000007-0464-274b-b274-5a3a0d000101",
    );
    let target: CommunicationIdentifier = argument(4, "+16045556789").parse()?;
    let stage = Stage::open()?;

    let invite = CallInvite::to_phone_number(number, caller_id)?;
    let options = CreateCallOptions::new().operation_context("quickstart");
    let created = stage
        .client
        .create_call(&invite, &stage.callback, &options)?;
    stage.response(
        &format!("CreateCall to {}", short(invite.target())),
        &created,
    );
    let call = &created.call_connection;
    stage.wait_for("CallConnected")?;

    let headers = CustomCallingContext::new()
        .user_to_user("56a390f3d2b7310023a2;encoding=hex")
        .sip_custom_header("queue", "support")
        .voip_header("customerId", "0042");
    let second = CallInvite::new(user)?.custom_calling_context(headers);
    let added = call.add_participant(&second, &AddParticipantOptions::new())?;
    stage.response(
        &format!("AddParticipant {}", short(second.target())),
        &added,
    );
    stage.wait_for("AddParticipantSucceeded")?;

    stage.list(call)?;

    let options = TransferCallOptions::new().transferee(invite.target().clone());
    let transferred = call.transfer_call(&target, &options)?;
    stage.response(
        &format!("TransferCallToParticipant {}", short(&target)),
        &transferred,
    );
    stage.wait_for("CallTransferAccepted")?;

    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.ladder(call);
    stage.close()
}
