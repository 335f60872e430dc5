//! Calls a number, collects an extension of four digits, and transfers the call to it.
//!
//! ```text
//! cargo run --example collect_digits
//! ```
//!
//! No account is needed: the emulator of the service runs in this process, and the callee presses 4711. With
//! the real service the receiver needs a public URL: `quickstart`.
#![allow(clippy::print_stdout)] // an example shows what it does

use std::time::Duration;

use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::{
    CreateCallOptions, PlayOptions, RecognizeOptions, TransferCallOptions,
};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{
    CallAutomationClient, CallConnection, CallInvite, ForEveryone, PlaySource, RequestOptions,
};
use acs_call_automation_emulator::{Emulator, RemoteParty};

const CALLEE: &str = "+16045551234";
const CALLER_ID: &str = "+18005550100";
const DIGIT_COUNT: u32 = 4;
const MINUTE: Duration = Duration::from_secs(60);

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let emulator = Emulator::start()?;
    emulator.set_remote_party(RemoteParty::new(CALLEE).digits("4711")?)?;
    let client = CallAutomationClient::from_connection_string(&emulator.connection_string())?;
    let receiver = Receiver::bind(&ReceiverOptions::new())?;

    let callee = CallInvite::to_phone_number(CALLEE, CALLER_ID)?;
    let url = receiver.url("/events")?;
    let options = CreateCallOptions::new();
    let outcome = flow::create_call_and_wait(&client, &receiver, &callee, &url, &options, MINUTE)?;
    let call = match &outcome {
        Outcome::Success(up) => Some(&up.call_connection),
        // It still rings.
        other => other
            .pending()
            .and_then(|pending| pending.call_connection.as_ref()),
    };
    let Some(call) = call.cloned() else {
        outcome.into_result()?;
        return Ok(());
    };
    let result = match outcome.into_result() {
        Ok(_) => collect_and_transfer(&call, &receiver, &callee),
        Err(error) => Err(error.into()),
    };
    // After the transfer it has ended for this program, which is a success as well.
    let options = RequestOptions::new();
    flow::hang_up_and_wait(&call, &receiver, ForEveryone::Yes, &options, MINUTE)?.into_result()?;
    println!("call ended");
    result
}

fn collect_and_transfer(
    call: &CallConnection,
    receiver: &Receiver,
    callee: &CallInvite,
) -> Result<()> {
    println!("call established");
    let welcome = PlaySource::file("https://example.com/welcome.wav");
    flow::play_to_all_and_wait(call, receiver, &[welcome], &PlayOptions::new(), MINUTE)?
        .into_result()?;
    println!("welcome played");

    let options = RecognizeOptions::dtmf()
        .max_tones(DIGIT_COUNT)
        .inter_tone_timeout(Duration::from_secs(5))
        .prompt(PlaySource::file("https://example.com/which-extension.wav"));
    let recognized = flow::recognize_and_wait(call, receiver, callee.target(), &options, MINUTE)?
        .into_result()?;
    println!("digits recognized");
    // Success may bring fewer tones, when the callee was slow, and others than digits.
    let digits = recognized.event.dtmf_tones().unwrap_or_default();
    if digits.len() != DIGIT_COUNT as usize || !digits.bytes().all(|tone| tone.is_ascii_digit()) {
        return Err(format!("not {DIGIT_COUNT} digits, but {digits:?}").into());
    }
    println!("{digits}");

    let target = format!("+1604555{digits}");
    let options = TransferCallOptions::new();
    flow::transfer_call_and_wait(call, receiver, target.as_str(), &options, MINUTE)?
        .into_result()?;
    println!("call transferred");
    Ok(())
}
