//! An IVR: greets callers, lets them choose by DTMF tone or by word, and prompts at most three times.
//!
//! Tone 1 or "agent" transfers to an agent; tone 2, "voicemail", no choice at all and an agent who does
//! not answer lead to voicemail. Offline three people call. With the real service it goes on until it
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

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::flow;
use acs_call_automation::model::{RecognitionChoice, TextSource};
use acs_call_automation::options::{
    AnswerCallOptions, PlayOptions, RecognizeOptions, StartRecordingOptions, TransferCallOptions,
};
use acs_call_automation::recording::{RecordingChannel, RecordingContent, RecordingFormat};
use acs_call_automation::{
    CallConnection, CommunicationIdentifier, DtmfTone, ForEveryone, PlaySource,
};
use acs_call_automation_emulator::{Emulator, IncomingCall, RemoteParty};
use stage::{Result, Stage, argument, cognitive_services, short};

/// The timeout of every wait: longer than the service's own timeouts.
const TIME_LIMIT: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let agent = argument(1, "+16045556789").parse()?;
    let stage = Stage::open()?;
    stage.subscribe()?;
    let Some(emulator) = &stage.emulator else {
        loop {
            // One after the other; a service for many has a thread for each.
            if let Err(error) = serve(&stage, &stage.incoming()?, &agent) {
                stage.note(&format!("{error:?}"));
            }
        }
    };
    for caller in callers(emulator)? {
        emulator.set_remote_party(caller.1)?;
        emulator.place_incoming_call(IncomingCall::new(caller.0, "4:+18005550100"))?;
        serve(&stage, &stage.incoming()?, &agent)?;
        // By the time of the last call the agent is busy.
        emulator.set_remote_party(RemoteParty::new(agent.raw_id()).busy())?;
    }
    stage.close()
}

/// A caller on the line.
struct Line<'a> {
    stage: &'a Stage,
    call: CallConnection,
    caller: &'a CommunicationIdentifier,
}

impl Line<'_> {
    /// The IVR: from the greeting to the end of the call.
    fn lead(&self, agent: &CommunicationIdentifier) -> Result<()> {
        if self.choose()?.as_deref() == Some("Agent") {
            self.say("One moment, please.")?;
            if self.transfer(agent)? {
                return self.stage.wait_for("CallDisconnected").map(drop); // those two talk on
            }
        }
        self.say("Please leave a message, then press any key.")?;
        self.take_message()?;
        let ended = self.call.hang_up(ForEveryone::Yes)?;
        self.stage.response("HangUp for everyone", &ended);
        self.stage.wait_for("CallDisconnected").map(drop)
    }

    /// Prompts until there is a choice, three times at most; returns its label.
    fn choose(&self) -> Result<Option<String>> {
        let menu = RecognizeOptions::choices([
            RecognitionChoice::new("Agent", ["agent", "a human"]).tone(DtmfTone::One),
            RecognitionChoice::new("Voicemail", ["voicemail"]).tone(DtmfTone::Two),
        ])
        .speech_language("en-US")
        .initial_silence_timeout(self.stage.time_to_think());
        for prompt in [
            "Welcome! Press 1 or say agent, 2 or voicemail.",
            "Sorry? Press 1 or say agent, 2 or voicemail.",
            "Once more: 1 for an agent, 2 for voicemail.",
        ] {
            let heard = self.listen(prompt, &menu.clone().prompt(text(prompt)))?;
            if let flow::Outcome::Success(heard) = heard {
                let label = heard.event.choice_label().unwrap_or_default();
                let how = heard.event.choice_phrase().unwrap_or("tone");
                self.stage.note(&format!("{label}, by {how}"));
                return Ok(Some(label.to_owned()));
            }
            self.stage.note("no choice");
        }
        Ok(None)
    }

    /// Records until a digit is pressed or a minute has passed; the end of the call ends the
    /// recording. How its file is fetched, `record_call` shows.
    fn take_message(&self) -> Result<()> {
        let audio = StartRecordingOptions::new()
            .recording_content(RecordingContent::Audio)
            .recording_channel(RecordingChannel::Mixed)
            .recording_format(RecordingFormat::Wav);
        let client = &self.stage.client;
        let started = client.start_recording(&self.call, &audio)?;
        self.stage.response("StartRecording", &started);
        let any_tone = RecognizeOptions::dtmf()
            .max_tones(1)
            .initial_silence_timeout(Duration::from_secs(60));
        self.listen("the tone after the message", &any_tone)
            .map(drop)
    }

    /// Whether the agent took the call.
    fn transfer(&self, agent: &CommunicationIdentifier) -> Result<bool> {
        let (events, options) = (&self.stage.receiver, TransferCallOptions::new());
        self.stage
            .request(&format!("TransferCallToParticipant {}", short(agent)));
        let moved = flow::transfer_call_and_wait(&self.call, events, agent, &options, TIME_LIMIT)?;
        Ok(self.stage.outcome(moved)?.is_success())
    }

    fn listen(&self, what: &str, options: &RecognizeOptions) -> Result<flow::Outcome> {
        let (call, events) = (&self.call, &self.stage.receiver);
        self.stage.request(&format!("Recognize: {what}"));
        let heard = flow::recognize_and_wait(call, events, self.caller, options, TIME_LIMIT)?;
        self.stage.outcome(heard)
    }

    fn say(&self, words: &str) -> Result<()> {
        let (call, events, options) = (&self.call, &self.stage.receiver, PlayOptions::new());
        self.stage.request(&format!("Play: {words}"));
        let played =
            flow::play_to_all_and_wait(call, events, &[text(words)], &options, TIME_LIMIT)?;
        self.stage.outcome(played).map(drop)
    }
}

/// Answers a call and leads it through the menu. Fails also when the caller hangs up.
fn serve(stage: &Stage, incoming: &Event, agent: &CommunicationIdentifier) -> Result<()> {
    let (context, caller) = who_rings(incoming)?;
    let (events, url) = (&stage.receiver, &stage.callback);
    stage.request(&format!("AnswerCall of {}", short(caller)));
    let options = AnswerCallOptions::new().cognitive_services_endpoint(cognitive_services());
    let up = flow::answer_call_and_wait(&stage.client, events, context, url, &options, TIME_LIMIT)?;
    let call = stage.done(up)?.call_connection;
    let line = Line {
        stage,
        call,
        caller,
    };
    let outcome = line.lead(agent);
    if outcome.is_err() {
        // No caller is left on a silent line. After a hang-up there is nothing to do.
        let _ = line.call.hang_up(ForEveryone::Yes);
    }
    outcome
}

fn text(words: &str) -> PlaySource {
    TextSource::new(words)
        .voice_name("en-US-NancyNeural")
        .into()
}

fn who_rings(incoming: &Event) -> Result<(&str, &CommunicationIdentifier)> {
    match incoming.body() {
        EventBody::IncomingCall(ring) => ring
            .incoming_call_context
            .as_deref()
            .zip(ring.from.as_ref()),
        _ => None,
    }
    .ok_or_else(|| "IncomingCall has no caller".into())
}

/// Offline: the callers, and what they do.
fn callers(emulator: &Emulator) -> Result<[(&'static str, RemoteParty); 3]> {
    emulator.add_phone_number("+18005550100")?;
    let (hesitant, short_spoken, unlucky) = ("4:+16045550001", "4:+16045550002", "4:+16045550003");
    let first = RemoteParty::new(hesitant)
        .silence()
        .digits("9")?
        .speech("agent");
    let second = RemoteParty::new(short_spoken).digits("2")?.digits("#")?;
    let third = RemoteParty::new(unlucky).speech("a human").digits("#")?;
    Ok([(hesitant, first), (short_spoken, second), (unlucky, third)])
}
