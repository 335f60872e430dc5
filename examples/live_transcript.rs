//! Transcribes a call while it goes on: starts, changes the language, stops.
//!
//! What is said comes over your websocket, whose address is given here; this is the control
//! side only. Needs a cognitive services resource (`ACS_COGNITIVE_SERVICES_ENDPOINT`).
//!
//! ```text
//! cargo run --example live_transcript
//! cargo run --example live_transcript -- CALLER_ID NUMBER wss://your-socket.example
//! ```

#[path = "stage/mod.rs"]
mod stage;

use std::time::Duration;

use acs_call_automation::flow;
use acs_call_automation::model::TranscriptionSubscription;
use acs_call_automation::options::{
    CreateCallOptions, OperationOptions, StartTranscriptionOptions, TranscriptionOptions,
    UpdateTranscriptionOptions,
};
use acs_call_automation::{CallInvite, ForEveryone};
use stage::{Result, Stage, argument, cognitive_services};

const TIME_LIMIT: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let number = argument(2, "+16045551234");
    let socket = argument(3, "wss://socket.example/transcript");
    let stage = Stage::open()?;
    let (client, events, url) = (&stage.client, &stage.receiver, &stage.callback);

    stage.request("CreateCall, with transcription set up");
    let transcription = TranscriptionOptions::websocket("en-US").transport_url(socket);
    let options = CreateCallOptions::new()
        .cognitive_services_endpoint(cognitive_services())
        .transcription(transcription.start_transcription(false));
    let invite = CallInvite::to_phone_number(number, caller_id)?;
    let up = flow::create_call_and_wait(client, events, &invite, url, &options, TIME_LIMIT)?;
    let up = stage.done(up)?;
    let call = &up.call_connection;

    let response = call.start_transcription(&StartTranscriptionOptions::new())?;
    stage.response("StartTranscription", &response);
    stage.wait_for("TranscriptionStarted")?;
    show(&stage, &call.get_properties()?.transcription_subscription);

    let french = UpdateTranscriptionOptions::new().locale("fr-FR");
    let response = call.update_transcription(&french)?;
    stage.response("UpdateTranscription to fr-FR", &response);
    stage.wait_for("TranscriptionUpdated")?;

    let response = call.stop_transcription(&OperationOptions::new())?;
    stage.response("StopTranscription", &response);
    stage.wait_for("TranscriptionStopped")?;
    show(&stage, &call.get_properties()?.transcription_subscription);

    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.close()
}

/// What the service reports about the transcription.
fn show(stage: &Stage, subscription: &Option<TranscriptionSubscription>) {
    let state = subscription.as_ref().and_then(|one| one.state.as_ref());
    let state = state.map_or("unknown", |state| state.as_str());
    stage.note(&format!("transcription: {state}"));
}
