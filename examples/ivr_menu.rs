//! An IVR: greets who calls, lets them choose by key or by word, and asks at most three times.
//!
//! Key 1 or "agent" transfers to an agent; key 2, "voicemail", no choice at all and an agent who does
//! not answer end in voicemail. Offline three people call. With the real service it goes on until it
//! is stopped (subscribe the resource's IncomingCall events to the callback URL, and set
//! `ACS_COGNITIVE_SERVICES_ENDPOINT`).
//!
//! ```text
//! cargo run --example ivr_menu
//! cargo run --example ivr_menu -- AGENT
//! ```

#[path = "stage/mod.rs"]
mod stage;

use std::time::Duration;

use acs_call_automation::emulator::{Emulator, FarEnd, IncomingCall};
use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::flow;
use acs_call_automation::{
    AnswerCallOptions, CallConnection, CommunicationIdentifier, DtmfTone, ForEveryone, PlayOptions,
    PlaySource, RecognitionChoice, RecognizeOptions, TextSource, TransferCallOptions,
};
use stage::{Outcome, Stage, argument, cognitive_services, short};

/// For whatever is waited for: longer than the service's own time-outs.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> Outcome<()> {
    let agent = argument(1, "+16045556789").parse()?;
    let stage = Stage::open()?;
    stage.subscribe()?;
    let Some(emulator) = &stage.emulator else {
        loop {
            // One after the other; a service for many has a thread for each.
            if let Err(error) = serve(&stage, &stage.incoming()?, &agent) {
                stage.note(&error.to_string());
            }
        }
    };
    for caller in callers(emulator)? {
        emulator.script(caller.1);
        emulator.incoming_call(IncomingCall::new(caller.0, "4:+18005550100"))?;
        serve(&stage, &stage.incoming()?, &agent)?;
        // By the time of the last call the agent is busy.
        emulator.script(FarEnd::of(agent.raw_id()).is_busy());
    }
    stage.close()
}

/// Answers a call and leads it through the menu, until somebody hangs up.
fn serve(stage: &Stage, incoming: &Event, agent: &CommunicationIdentifier) -> Outcome<()> {
    let EventBody::IncomingCall(ring) = incoming.body() else {
        return Err("IncomingCall has another body".into());
    };
    let (Some(context), Some(caller)) = (&ring.incoming_call_context, &ring.from) else {
        return Err("IncomingCall does not tell who calls".into());
    };
    let (events, url) = (&stage.receiver, &stage.callback);
    let options = AnswerCallOptions::new().cognitive_services_endpoint(cognitive_services());
    stage.asking(&format!("AnswerCall of {}", short(caller)));
    let answered = flow::answer_and_wait(&stage.client, events, context, url, &options, PATIENCE)?;
    let Some(up) = stage.came(answered)?.success() else {
        return Ok(());
    };
    let call = &up.call_connection;

    if choose(stage, call, caller)?.as_deref() == Some("Agent") {
        say(stage, call, "One moment, please.")?;
        let options = TransferCallOptions::new();
        stage.asking(&format!("TransferCallToParticipant {}", short(agent)));
        let transferred = flow::transfer_and_wait(call, events, agent, &options, PATIENCE)?;
        if stage.came(transferred)?.is_success() {
            stage.wait_for("CallDisconnected")?;
            return Ok(());
        }
    }
    say(
        stage,
        call,
        "Nobody can take your call. Please leave a message.",
    )?;
    // What is said now, a recording would keep: see record_call.
    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.asked("HangUp for everyone", &ended);
    stage.wait_for("CallDisconnected")?;
    Ok(())
}

/// Asks until there is a choice, three times at most: its label.
fn choose(
    stage: &Stage,
    call: &CallConnection,
    caller: &CommunicationIdentifier,
) -> Outcome<Option<String>> {
    let choices = [
        RecognitionChoice::new("Agent", ["agent", "a human"]).tone(DtmfTone::One),
        RecognitionChoice::new("Voicemail", ["voicemail"]).tone(DtmfTone::Two),
    ];
    let silence = if stage.emulator.is_some() { 1 } else { 5 };
    let menu = RecognizeOptions::choices(choices)
        .speech_language("en-US")
        .initial_silence_timeout(Duration::from_secs(silence));
    for prompt in [
        "Welcome! An agent, or voicemail?",
        "Once more?",
        "Agent or voicemail?",
    ] {
        let menu = menu.clone().prompt(text(prompt));
        stage.asking(&format!("Recognize: {prompt}"));
        let heard = flow::recognize_and_wait(call, &stage.receiver, caller, &menu, PATIENCE)?;
        match stage.came(heard)? {
            flow::Outcome::Success(heard) => {
                let label = heard.choice_label().unwrap_or_default();
                let phrase = heard.choice_phrase();
                stage.note(&format!("{label}, by {}", phrase.unwrap_or("key")));
                return Ok(Some(label.to_owned()));
            }
            _ => stage.note("no choice"),
        }
    }
    Ok(None)
}

fn say(stage: &Stage, call: &CallConnection, words: &str) -> Outcome<()> {
    stage.asking(&format!("Play: {words}"));
    let options = PlayOptions::new();
    let played =
        flow::play_to_all_and_wait(call, &stage.receiver, &[text(words)], &options, PATIENCE)?;
    stage.came(played).map(drop)
}

fn text(words: &str) -> PlaySource {
    TextSource::new(words)
        .voice_name("en-US-NancyNeural")
        .into()
}

/// Offline: who calls, and what they do.
fn callers(emulator: &Emulator) -> Outcome<[(&'static str, FarEnd); 3]> {
    emulator.own_number("+18005550100")?;
    let (hesitant, short_spoken, unlucky) = ("4:+16045550001", "4:+16045550002", "4:+16045550003");
    let first = FarEnd::of(hesitant)
        .keeps_silent()
        .presses("9")?
        .says("agent");
    let second = FarEnd::of(short_spoken).presses("2")?;
    let third = FarEnd::of(unlucky).says("a human");
    Ok([(hesitant, first), (short_spoken, second), (unlucky, third)])
}
