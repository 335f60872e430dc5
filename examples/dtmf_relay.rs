//! Sends each DTMF tone that one party presses to another one.
//!
//! Both phones are in one call; the second one may be a menu that expects DTMF tones. It ends when the
//! first one presses #.
//!
//! ```text
//! cargo run --example dtmf_relay
//! cargo run --example dtmf_relay -- CALLER_ID FROM TO
//! ```

#[path = "stage/mod.rs"]
mod stage;

use std::time::Duration;

use acs_call_automation::flow;
use acs_call_automation::options::{CreateGroupCallOptions, OperationOptions};
use acs_call_automation::{CommunicationIdentifier, DtmfTone, ForEveryone};
use stage::{Result, Stage, argument, short};

const TIME_LIMIT: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let from: CommunicationIdentifier = argument(2, "+16045551234").parse()?;
    let to: CommunicationIdentifier = argument(3, "+16045556789").parse()?;
    let stage = Stage::open()?;
    let (events, both) = (&stage.receiver, [&from, &to]);

    stage.request("CreateCall to two");
    let options = CreateGroupCallOptions::new().source_caller_id_number(caller_id);
    let (client, url) = (&stage.client, &stage.callback);
    let up = flow::create_group_call_and_wait(client, events, both, url, &options, TIME_LIMIT)?;
    let up = stage.done(up)?;
    let call = &up.call_connection;

    let options = OperationOptions::new();
    let response = call.start_continuous_dtmf_recognition(&from, &options)?;
    stage.response(
        &format!("StartContinuousDtmf of {}", short(&from)),
        &response,
    );
    if let Some(emulator) = &stage.emulator {
        emulator.press_digits(call.id(), &from.raw_id(), "42#")?;
    }
    loop {
        let event = stage.wait_for("ContinuousDtmfRecognitionToneReceived")?;
        let tone = event.tone().unwrap_or('?');
        if tone == '#' {
            break;
        }
        stage.request(&format!("SendDtmfTones {tone} to {}", short(&to)));
        let tones = DtmfTone::parse_all(&tone.to_string())?;
        let options = OperationOptions::new();
        let sent = flow::send_dtmf_tones_and_wait(call, events, &tones, &to, &options, TIME_LIMIT)?;
        // Tones that were pressed meanwhile are in the queue.
        stage.event(&sent.into_result()?.event);
    }

    let response = call.stop_continuous_dtmf_recognition(&from, &options)?;
    stage.response("StopContinuousDtmf", &response);
    stage.wait_for("ContinuousDtmfRecognitionStopped")?;
    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    stage.close()
}
