//! Puts a participant on hold with music while an agent is called into the call.
//!
//! ```text
//! cargo run --example hold_music
//! cargo run --example hold_music -- CALLER_ID NUMBER AGENT URL_OF_MUSIC
//! ```

#[path = "stage/mod.rs"]
mod stage;

use std::time::Duration;

use acs_call_automation::event::EventBody;
use acs_call_automation::flow;
use acs_call_automation::options::{
    AddParticipantOptions, CreateCallOptions, HoldOptions, OperationOptions,
};
use acs_call_automation::{CallInvite, CommunicationIdentifier, ForEveryone, PlaySource};
use acs_call_automation_emulator::RemoteParty;
use stage::{Result, Stage, argument, short};

const TIME_LIMIT: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let number = argument(2, "+16045551234");
    let agent = argument(3, "+16045556789");
    let music = PlaySource::file(argument(4, "https://example.com/music.wav"));
    let stage = Stage::open()?;
    let customer = CommunicationIdentifier::try_from(&number)?;
    let (client, events, url) = (&stage.client, &stage.receiver, &stage.callback);

    stage.request(&format!("CreateCall to {}", short(&customer)));
    let invite = CallInvite::to_phone_number(number, caller_id.clone())?;
    let options = CreateCallOptions::new();
    let up = flow::create_call_and_wait(client, events, &invite, url, &options, TIME_LIMIT)?;
    let up = stage.done(up)?;
    let call = &up.call_connection;

    let response = call.hold(&customer, &HoldOptions::new().play_source(music))?;
    stage.response("Hold, with music", &response);
    on_hold(&stage, &customer, true)?;

    if let Some(emulator) = &stage.emulator {
        let takes_time = Duration::from_millis(500);
        emulator
            .set_remote_party(RemoteParty::new(format!("4:{agent}")).answer_after(takes_time))?;
    }
    stage.request(&format!("AddParticipant {agent}"));
    let invite = CallInvite::to_phone_number(agent, caller_id)?;
    let options = AddParticipantOptions::new();
    let added = flow::add_participant_and_wait(call, events, &invite, &options, TIME_LIMIT)?;
    if !stage.outcome(added)?.is_success() {
        stage.note("the agent did not answer");
    }

    let response = call.unhold(&customer, &OperationOptions::new())?;
    stage.response("Unhold", &response);
    on_hold(&stage, &customer, false)?;
    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.close()
}

/// Waits until the list of participants shows a participant on hold, or not any more.
fn on_hold(stage: &Stage, who: &CommunicationIdentifier, held: bool) -> Result<()> {
    loop {
        let event = stage.wait_for("ParticipantsUpdated")?;
        let EventBody::ParticipantsUpdated(update) = event.body() else {
            continue;
        };
        let mut all = update.participants.iter();
        let found = all.find(|one| one.identifier.as_ref() == Some(who));
        if found.and_then(|one| one.is_on_hold) == Some(held) {
            stage.note(if held { "on hold" } else { "back again" });
            return Ok(());
        }
    }
}
