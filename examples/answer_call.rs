//! Handles incoming calls: answers, rejects as busy, or redirects them, depending on the caller.
//!
//! A number that ends in 1 is answered, one that ends in 2 hears a busy signal, one that ends in
//! 3 is sent on to another party; all others are answered too. Offline three calls come in; with
//! the real service it goes on until it is stopped (subscribe the resource's IncomingCall events
//! to the callback URL).
//!
//! ```text
//! cargo run --example answer_call
//! cargo run --example answer_call -- REDIRECT_TO
//! ```

#[path = "stage/mod.rs"]
mod stage;

use acs_call_automation::event::EventBody;
use acs_call_automation::model::CallRejectReason;
use acs_call_automation::options::{AnswerCallOptions, RedirectCallOptions, RejectCallOptions};
use acs_call_automation::{CallInvite, CommunicationIdentifier, ForEveryone};
use acs_call_automation_emulator::IncomingCall;
use stage::{Result, Stage, argument, short};

const OWN_NUMBER: &str = "+18005550100";

fn main() -> Result<()> {
    let stage = Stage::open()?;
    stage.subscribe()?;
    let Some(emulator) = &stage.emulator else {
        let redirect_to = argument(1, "").parse()?;
        loop {
            take_one(&stage, &redirect_to)?;
        }
    };
    emulator.add_phone_number(OWN_NUMBER)?;
    let colleague = emulator.create_user()?;
    let redirect_to = CommunicationIdentifier::from_raw_id(&colleague);
    for caller in ["4:+16045550001", "4:+16045550002", "4:+16045550003"] {
        let to = format!("4:{OWN_NUMBER}");
        emulator.place_incoming_call(IncomingCall::new(caller, to).display_name("A caller"))?;
        take_one(&stage, &redirect_to)?;
    }
    // The redirected call rings the colleague, a user of the resource too: a new IncomingCall.
    take_one(&stage, &redirect_to)?;
    stage.close()
}

/// Waits for one incoming call and deals with it.
fn take_one(stage: &Stage, redirect_to: &CommunicationIdentifier) -> Result<()> {
    let event = stage.incoming()?;
    let EventBody::IncomingCall(incoming) = event.body() else {
        return Err("IncomingCall has another body".into());
    };
    let context = incoming
        .incoming_call_context
        .as_deref()
        .unwrap_or_default();
    let (Some(from), Some(to)) = (&incoming.from, &incoming.to) else {
        return Err("IncomingCall has no caller or callee".into());
    };
    stage.rung(
        "caller",
        "service",
        &format!("{} calls", short(from)),
        short(to),
    );

    let for_somebody_else = to == redirect_to;
    let from = from.raw_id();
    if from.ends_with('2') {
        let options = RejectCallOptions::new().reason(CallRejectReason::Busy);
        let answer = stage.client.reject_call(context, &options)?;
        stage.response("RejectCall as busy", &answer);
    } else if from.ends_with('3') && !for_somebody_else {
        let invite = CallInvite::new(redirect_to.clone())?;
        let answer = stage
            .client
            .redirect_call(context, &invite, &RedirectCallOptions::new())?;
        stage.response(&format!("RedirectCall to {}", short(redirect_to)), &answer);
    } else {
        let answer =
            stage
                .client
                .answer_call(context, &stage.callback, &AnswerCallOptions::new())?;
        stage.response("AnswerCall", &answer);
        stage.wait_for("CallConnected")?;
        let ended = answer.call_connection.hang_up(ForEveryone::Yes)?;
        stage.response("HangUp for everyone", &ended);
        stage.wait_for("CallDisconnected")?;
    }
    Ok(())
}
