//! Places a call, plays a sentence, hangs up, and prints the events.
//!
//! ```text
//! cargo run --example hello_call
//! ```
//!
//! No account is needed: the emulator of the service runs in this process, and every callee answers.
//! With the real service, pass your connection string to the client and a public https URL that leads
//! to the receiver to `create_call`; `quickstart` does it.
#![allow(clippy::print_stdout)] // an example shows what it does

use acs_call_automation::options::{CreateCallOptions, PlayOptions};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, CallInvite, ForEveryone, PlaySource};
use acs_call_automation_emulator::Emulator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start()?;
    let client = CallAutomationClient::from_connection_string(&emulator.connection_string())?;
    let receiver = Receiver::bind(&ReceiverOptions::new())?;

    let callee = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
    let options = CreateCallOptions::new().cognitive_services_endpoint("https://cognitive.example");
    let created = client.create_call(&callee, &receiver.url("/events")?, &options)?;
    let call = &created.call_connection;

    let mut is_played = false;
    loop {
        let event = receiver.recv()?.event;
        println!("{}", event.name());
        match event.name() {
            "CallConnected" => {
                let hello = PlaySource::text("Hello, this is your first call.");
                call.play_to_all(&[hello], &PlayOptions::new())?;
            }
            "PlayCompleted" | "PlayFailed" => {
                is_played = event.is_success();
                call.hang_up(ForEveryone::Yes)?;
            }
            _ => {}
        }
        if event.ends_call() {
            break;
        }
    }
    if !is_played {
        return Err("the call was not answered, or the text could not be spoken".into());
    }
    Ok(())
}
