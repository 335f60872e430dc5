//! Recognize: prompts, then what a participant presses or says.

use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use serde_json::Value;

use super::play::{needs_speech, no_speech};
use super::prompts::Source;
use super::tones::{self, Tone};
use super::{Media, Next, Work};
use crate::calls::{CallKey, Calls, Leg, Requester};
use crate::events::{Event, Outcome};
use crate::json::{Json, Object};
use crate::operations::OperationRequest;
use crate::remote_party::Turn;
use crate::request::errors::Refusal;
use crate::request::fields::Body;
use crate::schedule::{Action, Input};
use crate::world::World;

/// Documented defaults (Call Automation, recognize action).
const INITIAL_SILENCE: u64 = 5;
const INTER_TONE: u64 = 2;
const END_SILENCE_MS: u64 = 500;

/// The longest initial silence where speech is listened for, documented in the same place.
const MAX_SILENCE_OF_SPEECH: u64 = 20;

/// How long after the prompts a remote party begins its turn.
const REACTION: Duration = Duration::from_secs(1);

/// The confidence of all speech recognition.
const CONFIDENCE: f64 = 0.9;

/// One recognition: its prompts, what it listens for, and what it received.
#[derive(Debug)]
pub(crate) struct Recognition {
    pub(super) target: String,
    prompts: Vec<Source>,
    /// The prompt that comes next.
    place: usize,
    /// Input ends the prompts.
    interrupts_prompt: bool,
    listens: bool,
    initial_silence: Duration,
    /// Collects tones.
    collects: Option<ToneCollection>,
    /// Listens for speech: how long a pause ends it.
    speech: Option<Duration>,
    choices: Vec<Choice>,
    tones: Vec<&'static str>,
    said: String,
    /// The outcome of a failure scripted for the remote party.
    failure: Option<Outcome>,
}

#[derive(Debug)]
struct ToneCollection {
    inter_tone: Duration,
    most: Option<u64>,
    stop: Vec<&'static str>,
}

#[derive(Debug)]
struct Choice {
    label: String,
    phrases: Vec<String>,
    tone: Option<&'static str>,
}

impl Recognition {
    fn read(body: Body<'_>) -> Result<Self, Refusal> {
        let kind = body.text("recognizeInputType").unwrap_or_default();
        let options = body.object("recognizeOptions").unwrap_or(body);
        let target = options.identity("targetParticipant");
        let mut prompts = Source::read_all(body, "playPrompts")?;
        if let (true, Some(prompt)) = (prompts.is_empty(), body.get("playPrompt")) {
            prompts.push(Source::read("playPrompt", prompt)?);
        }
        let choices = options.get("choices").and_then(Value::as_array);
        let choices: Vec<Choice> = choices.into_iter().flatten().map(Choice::read).collect();
        if (kind == "choices") == choices.is_empty() {
            return Err(Refusal::field(
                "The field recognizeOptions.choices must go with the input type choices, and hold at least one.",
            ));
        }
        let silence = options.number("initialSilenceTimeoutInSeconds");
        if kind != "dtmf" && silence.is_some_and(|given| given > MAX_SILENCE_OF_SPEECH) {
            return Err(Refusal::field(format!(
                "The field recognizeOptions.initialSilenceTimeoutInSeconds must be at most {MAX_SILENCE_OF_SPEECH} for speech and choices."
            )));
        }
        let seconds = |given: Option<u64>, usual| Duration::from_secs(given.unwrap_or(usual));
        let tones = options.object("dtmfOptions");
        let number = |name| tones.and_then(|tones| tones.number(name));
        let stop = tones.and_then(|tones| tones.get("stopTones")?.as_array());
        let collection = ToneCollection {
            inter_tone: seconds(number("interToneTimeoutInSeconds"), INTER_TONE),
            most: number("maxTonesToCollect"),
            stop: tones_of(stop.into_iter().flatten()),
        };
        let pause = options
            .object("speechOptions")
            .and_then(|speech| speech.number("endSilenceTimeoutInMs"));
        let pause = Duration::from_millis(pause.unwrap_or(END_SILENCE_MS));
        Ok(Self {
            target: target.map_or_else(String::new, |target| target.raw_id().to_owned()),
            prompts,
            place: 0,
            // Documented as the default of both.
            interrupts_prompt: options.flag_or("interruptPrompt", true),
            listens: false,
            initial_silence: seconds(silence, INITIAL_SILENCE),
            collects: matches!(kind.as_str(), "dtmf" | "speechOrDtmf").then_some(collection),
            speech: matches!(kind.as_str(), "speech" | "speechOrDtmf").then_some(pause),
            choices,
            tones: Vec::new(),
            said: String::new(),
            failure: None,
        })
    }

    fn needs_speech(&self) -> bool {
        self.speech.is_some() || !self.choices.is_empty()
    }

    /// Processes a tone: the event that ends the recognition, or the time until the next tone is
    /// due.
    fn receive_tone(&mut self, tone: &'static str) -> ControlFlow<RecognitionResult, Next> {
        if !self.choices.is_empty() {
            let chosen = |choice: &&Choice| choice.tone == Some(tone);
            return Break(match self.choices.iter().find(chosen) {
                Some(choice) => RecognitionResult::choice(8533, choice, None),
                None => {
                    RecognitionResult::nothing(8534, "Action failed, the tone matches no choice.")
                }
            });
        }
        let Some(collection) = &self.collects else {
            return Continue(Next::Unchanged);
        };
        if !self.said.is_empty() {
            return Continue(Next::Unchanged);
        }
        if collection.stop.contains(&tone) {
            return Break(RecognitionResult::tones(200, 8514, &self.tones));
        }
        self.tones.push(tone);
        let is_enough = collection
            .most
            .is_some_and(|most| u64::try_from(self.tones.len()).is_ok_and(|count| count >= most));
        if is_enough {
            return Break(RecognitionResult::tones(200, 8531, &self.tones));
        }
        Continue(Next::In(collection.inter_tone))
    }

    fn receive_phrase(&mut self, phrase: &str) -> ControlFlow<RecognitionResult, Next> {
        if !self.choices.is_empty() {
            let is_said = |wanted: &String| tones::is_same_phrase(phrase, wanted);
            let chosen = |choice: &&Choice| choice.phrases.iter().any(is_said);
            return Break(match self.choices.iter().find(chosen) {
                Some(choice) => RecognitionResult::choice(8545, choice, Some(phrase)),
                None => {
                    RecognitionResult::nothing(8547, "Action failed, the phrase matches no choice.")
                }
            });
        }
        match self.speech {
            Some(pause) if self.tones.is_empty() => {
                if !self.said.is_empty() {
                    self.said.push(' ');
                }
                self.said.push_str(phrase);
                Continue(Next::In(pause))
            }
            _ => Continue(Next::Unchanged),
        }
    }

    /// The result when no more input came in time.
    fn timed_out(&self) -> RecognitionResult {
        if let Some(outcome) = &self.failure {
            return RecognitionResult::failed(outcome.clone());
        }
        if !self.said.is_empty() {
            return RecognitionResult::speech(&self.said);
        }
        if !self.tones.is_empty() {
            return RecognitionResult::tones(400, 8532, &self.tones);
        }
        RecognitionResult::nothing(8510, "Action failed, initial silence timeout reached.")
    }
}

impl Choice {
    fn read(value: &Value) -> Self {
        let body = Body(value);
        let phrases = body.get("phrases").and_then(Value::as_array);
        let phrases = phrases.into_iter().flatten().filter_map(Value::as_str);
        Self {
            label: body.text("label").unwrap_or_default(),
            phrases: phrases.map(str::to_owned).collect(),
            tone: body.text("tone").and_then(|tone| tones::tone(&tone)),
        }
    }
}

/// The names of tones in a request.
pub(crate) fn tones_of<'a>(list: impl Iterator<Item = &'a Value>) -> Vec<&'static str> {
    list.filter_map(|tone| tones::tone(tone.as_str()?))
        .collect()
}

/// The event that ends a recognition.
struct RecognitionResult(Event);

impl RecognitionResult {
    fn failed(outcome: Outcome) -> Self {
        Self(Event::new("RecognizeFailed", None, outcome))
    }

    fn nothing(sub_code: i64, why: &str) -> Self {
        Self::failed(Outcome::new(400, sub_code, why))
    }

    fn completed(code: i64, sub_code: i64, message: &str, kind: &str) -> Event {
        let outcome = Outcome::new(code, sub_code, message);
        Event::new("RecognizeCompleted", None, outcome).with("recognitionType", kind)
    }

    fn tones(code: i64, sub_code: i64, tones: &[&'static str]) -> Self {
        let message = match sub_code {
            8514 => "Action completed as stop tone was detected.",
            8531 => "Action completed, max digits received.",
            _ => "Action failed, inter-digit silence timeout reached.",
        };
        let tones: Vec<Json> = tones.iter().map(|tone| Json::from(*tone)).collect();
        let result = Object::new().with("tones", tones);
        Self(Self::completed(code, sub_code, message, "dtmf").with("dtmfResult", result))
    }

    fn choice(sub_code: i64, choice: &Choice, phrase: Option<&str>) -> Self {
        let message = match phrase {
            None => "Action completed, DTMF option matched.",
            Some(_) => "Action completed, speech option matched.",
        };
        let result = Object::new()
            .with("label", choice.label.as_str())
            .with("recognizedPhrase", phrase.map_or(Json::Null, Json::from))
            .with_some("confidence", phrase.map(|_| CONFIDENCE));
        Self(Self::completed(200, sub_code, message, "choices").with("choiceResult", result))
    }

    fn speech(said: &str) -> Self {
        let result = Object::new()
            .with("speech", said)
            .with("confidence", CONFIDENCE);
        let message = "Action completed, speech was recognized.";
        Self(Self::completed(200, 8569, message, "speech").with("speechResult", result))
    }
}

impl Media {
    pub(crate) fn recognize(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let recognition = Recognition::read(request.body)?;
        needs_speech(leg, &recognition.prompts)?;
        if recognition.needs_speech() && !leg.profile.has_speech {
            return Err(no_speech());
        }
        calls.all_are_there(key, std::slice::from_ref(&recognition.target))?;
        let waits = calls.is_one_to_one(key, leg);
        // Documented as the default, unlike that of play.
        let interrupts = request.body.flag_or("interruptCallMediaOperation", true);
        let work = Work::Recognize(recognition);
        self.start_operation(
            calls,
            world,
            request.requester(leg),
            work,
            waits,
            interrupts,
        )
    }

    pub(crate) fn begin_recognition(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        recognition: &mut Recognition,
    ) -> Next {
        calls.note_media(&requester.leg);
        if recognition.prompts.is_empty() {
            return self.listen(calls, world, requester, recognition, true);
        }
        Next::In(self.prompts.preparation(&recognition.prompts))
    }

    /// A prompt is over, or the time to wait for input.
    pub(crate) fn continue_recognition(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        recognition: &mut Recognition,
    ) -> Next {
        if recognition.listens {
            calls.send_result(world, requester, recognition.timed_out().0);
            return Next::Over;
        }
        let Some(prompt) = recognition.prompts.get(recognition.place) else {
            return self.listen(calls, world, requester, recognition, true);
        };
        if self.prompts.failure(prompt).is_some() {
            let outcome = Outcome::new(
                500,
                8511,
                "Action failed, encountered failure while trying to play the prompt.",
            );
            let event = Event::new("RecognizeFailed", None, outcome);
            let event = calls.with_index(requester, event, recognition.place);
            calls.send_result(world, requester, event);
            return Next::Over;
        }
        recognition.place += 1;
        Next::In(self.prompts.duration(prompt))
    }

    /// Starts listening. The remote party takes its turn, unless its input came before.
    fn listen(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        recognition: &mut Recognition,
        takes_turn: bool,
    ) -> Next {
        recognition.listens = true;
        let silence = Next::In(recognition.initial_silence);
        if !takes_turn {
            return silence;
        }
        let turn = calls.take_turn(&requester.leg, &recognition.target);
        let Some((participant_id, turn)) = turn else {
            return silence;
        };
        match turn {
            Turn::Silent => {}
            Turn::Fails(outcome) => {
                recognition.failure = Some(outcome);
                return Next::In(REACTION);
            }
            Turn::Says(phrase) => {
                let input = Input::Phrase(phrase);
                let action = Action::Input {
                    participant_id,
                    input,
                };
                world.schedule_in(REACTION, action);
            }
            Turn::Presses(keys) => {
                for (at, key) in keys {
                    let action = Action::Input {
                        participant_id: participant_id.clone(),
                        input: Input::Tone(key),
                    };
                    world.schedule_in(REACTION.saturating_add(at), action);
                }
            }
        }
        silence
    }

    /// Passes input to the recognition of a participant that a leg runs.
    pub(crate) fn receive_recognition(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_id: &str,
        input: &Input,
    ) {
        self.with_recognition(
            calls,
            world,
            leg,
            raw_id,
            |media, calls, world, requester, recognition| {
                if *input == Input::Tone(Tone::Unclear) {
                    return Next::Unchanged;
                }
                let mut idle = Next::Unchanged;
                if !recognition.listens {
                    if !recognition.interrupts_prompt {
                        return Next::Unchanged;
                    }
                    idle = media.listen(calls, world, requester, recognition, false);
                }
                let heard = match input {
                    Input::Tone(Tone::Known(tone)) => recognition.receive_tone(tone),
                    Input::Tone(Tone::Unclear) => Continue(Next::Unchanged),
                    Input::Phrase(phrase) => recognition.receive_phrase(phrase),
                };
                match heard {
                    Continue(Next::Unchanged) => idle,
                    Continue(next) => next,
                    Break(RecognitionResult(event)) => {
                        calls.send_result(world, requester, event);
                        Next::Over
                    }
                }
            },
        );
    }
}
