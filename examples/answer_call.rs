//! Handles incoming calls: answers, rejects as busy, or redirects them, depending on the caller.
//!
//! A number that ends in 1 is answered, one that ends in 2 hears a busy signal, one that ends in
//! 3 is redirected to REDIRECT_TO, if there is one; all others are answered too. Offline three calls come in; with
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
use acs_call_automation::options::{AnswerCallOptions, RejectCallOptions};
use acs_call_automation::{CommunicationIdentifier, ForEveryone, RequestOptions};
use acs_call_automation_emulator::IncomingCall;
use stage::{Result, Stage, argument, short};

const OWN_NUMBER: &str = "+18005550100";

fn main() -> Result<()> {
    let stage = Stage::open()?;
    stage.subscribe()?;
    let Some(emulator) = &stage.emulator else {
        let redirect_to = match argument(1, "") {
            none if none.is_empty() => None,
            given => Some(given.parse()?),
        };
        loop {
            take_one(&stage, redirect_to.as_ref())?;
        }
    };
    emulator.add_phone_number(OWN_NUMBER)?;
    let colleague = emulator.create_user()?;
    let redirect_to = CommunicationIdentifier::from_raw_id(&colleague);
    for caller in ["+16045550001", "+16045550002", "+16045550003"] {
        let call = IncomingCall::new(caller, OWN_NUMBER).display_name("A caller");
        emulator.place_incoming_call(call)?;
        take_one(&stage, Some(&redirect_to))?;
    }
    // The redirected call rings the colleague, a user of the resource too: a new IncomingCall.
    take_one(&stage, Some(&redirect_to))?;
    stage.close()
}

/// Waits for one incoming call and deals with it.
fn take_one(stage: &Stage, redirect_to: Option<&CommunicationIdentifier>) -> Result<()> {
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

    // A redirected call arrives again, at its new callee.
    let redirect_to = redirect_to.filter(|target| *target != to);
    let from = from.raw_id();
    if from.ends_with('2') {
        let options = RejectCallOptions::new().reason(CallRejectReason::Busy);
        let response = stage.client.reject_call(context, &options)?;
        stage.response("RejectCall as busy", &response);
    } else if let Some(redirect_to) = redirect_to.filter(|_| from.ends_with('3')) {
        let response = stage
            .client
            .redirect_call(context, redirect_to, &RequestOptions::new())?;
        stage.response(
            &format!("RedirectCall to {}", short(redirect_to)),
            &response,
        );
    } else {
        let response =
            stage
                .client
                .answer_call(context, &stage.callback, &AnswerCallOptions::new())?;
        stage.response("AnswerCall", &response);
        stage.wait_for("CallConnected")?;
        let ended = response.call_connection.hang_up(ForEveryone::Yes)?;
        stage.response("HangUp for everyone", &ended);
        stage.wait_for("CallDisconnected")?;
    }
    Ok(())
}
