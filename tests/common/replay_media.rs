//! What media requests need before they are sent: prompts that fail as they did, and remote parties that
//! press and say what was heard.

use std::time::Duration;

use acs_call_automation_emulator::{Prompt, RemoteParty};
use serde_json::Value;

use super::matching::is_masked;
use super::session::{Exchange, Expected, Session, Step, short_type};
use super::stage::call_in;
use super::{MAX_MEDIA, Replay};

/// Events of previews that this library's world has no operation for.
const RETIRED: [&str; 4] = [
    "PlayPaused",
    "PlayResumed",
    "TranscriptionResumed",
    "TranscriptionCallSummaryUpdated",
];

/// Two of the same were recorded a moment apart, for no known reason.
const COMES_TWICE: [&str; 2] = ["MediaStreamingStarted", "TranscriptionStarted"];

/// Before a prompt that was canceled before it began, or until the end of one that was not heard
/// to end.
const NEVER: Duration = Duration::from_secs(3600);

/// Whether an event ends something that takes time.
pub fn takes_time(event: &Value) -> bool {
    let beginnings = ["Play", "Recognize", "SendDtmf"];
    beginnings
        .iter()
        .any(|beginning| short_type(event).starts_with(beginning))
}

pub fn is_retired(event: &Value) -> bool {
    RETIRED.contains(&short_type(event)) || short_type(event).starts_with("Dialog")
}

/// Whether the same event was recorded just before, or ParticipantsUpdated reports to a leg again who is
/// there: after a third has come the service does so several times, the emulator once.
pub fn is_repeated(session: &Session, place: usize, event: &Value) -> bool {
    let people = &event["data"]["participants"];
    if people.as_array().is_some_and(|people| people.len() > 2) {
        let mut earlier = session.steps[..place].iter().rev();
        let last = earlier.find_map(|step| match step {
            Step::Event(other)
                if short_type(other) == short_type(event)
                    && other["data"]["callConnectionId"] == event["data"]["callConnectionId"] =>
            {
                Some(&other["data"]["participants"])
            }
            _ => None,
        });
        return last == Some(people);
    }
    let same_leg = |other: &&Value| {
        other["data"]["callConnectionId"] == event["data"]["callConnectionId"]
            && short_type(other) != "ParticipantsUpdated"
    };
    let earlier = session.steps[..place].iter().rev();
    let mut earlier = earlier.filter_map(|step| match step {
        Step::Event(other) => Some(other),
        Step::Request(_) => None,
    });
    let last = earlier.find(same_leg);
    COMES_TWICE.contains(&short_type(event))
        && last.is_some_and(|last| last["type"] == event["type"] && last["data"] == event["data"])
}

impl Replay<'_> {
    pub(super) fn set_the_stage_for_media(&mut self, exchange: &Exchange) {
        if exchange.is("play") || exchange.is("interruptAudioAndAnnounce") {
            self.prepare_prompts(exchange, "Play", &exchange.body["playSources"]);
        } else if exchange.is("hold") {
            if let Some(outcome) = self.outcome(exchange, &["HoldFailed"]) {
                let source = &exchange.body["playSourceInfo"];
                self.let_fail(source, &outcome["resultInformation"]);
            }
        } else if exchange.is("recognize") {
            let prompts = match &exchange.body["playPrompts"] {
                Value::Null => Value::Array(vec![exchange.body["playPrompt"].clone()]),
                several => several.clone(),
            };
            self.prepare_prompts(exchange, "Recognize", &prompts);
            self.prepare_answer(exchange);
        }
    }

    /// The first later event of one of these kinds that is about the operation of an exchange.
    fn outcome(&self, exchange: &Exchange, kinds: &[&str]) -> Option<Value> {
        let leg = call_in(&exchange.path).unwrap_or_default();
        let context = exchange.body.get("operationContext");
        let later = self.session.steps.get(self.place..).unwrap_or_default();
        let events = later.iter().filter_map(|step| match step {
            Step::Event(event) => Some(event),
            Step::Request(_) => None,
        });
        let mut fitting = events.filter(|event| {
            let data = &event["data"];
            let is_hidden =
                |context: Option<&Value>| context.and_then(Value::as_str).is_some_and(is_masked);
            let reported = data.get("operationContext");
            kinds.contains(&short_type(event))
                && data["callConnectionId"].as_str() == Some(&format!("${leg}"))
                && (reported == context || is_hidden(reported) || is_hidden(context))
        });
        fitting.next().map(|event| {
            let mut data = event["data"].clone();
            data["kind"] = short_type(event).into();
            data
        })
    }

    /// Without dates it is not known how long a prompt lasted: until its end, where that was recorded.
    pub(super) fn wait_for_media(&mut self, exchange: &Exchange) {
        let has_date = match &exchange.expected {
            Expected::Whole { headers, .. } => headers.contains_key("date"),
            _ => true,
        };
        let kinds: &[&str] = match () {
            () if has_date => return,
            () if exchange.is("play") => &["PlayCompleted", "PlayFailed", "PlayCanceled"],
            () if exchange.is("recognize") => {
                &["RecognizeCompleted", "RecognizeFailed", "RecognizeCanceled"]
            }
            () => return,
        };
        let end = self.outcome(exchange, kinds);
        let end = end.and_then(|end| end["kind"].as_str().map(str::to_owned));
        let leg = call_in(&exchange.path).and_then(|name| self.variables.get(name));
        let (Some(end), Some(leg)) = (end, leg.map(str::to_owned)) else {
            return;
        };
        if end.ends_with("Canceled") {
            return;
        }
        for _ in 0..MAX_MEDIA.as_secs() {
            if self.inbox.has_new(&end, &leg) {
                return;
            }
            self.pass(Duration::from_secs(1));
        }
    }

    fn prepare_prompts(&mut self, exchange: &Exchange, family: &str, sources: &Value) {
        let kinds =
            ["Started", "Completed", "Failed", "Canceled"].map(|end| format!("{family}{end}"));
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let Some(first) = self.outcome(exchange, &kinds) else {
            return;
        };
        let is = |kind: &str| first["kind"] == format!("{family}{kind}");
        if is("Canceled") {
            if let Some(content) = self.content_of(&sources[0]) {
                let prompt = Prompt::new(content).start_after(NEVER);
                self.emulator.set_prompt(prompt);
            }
        }
        let ends: Vec<&str> = kinds[1..].to_vec();
        let end = if is("Started") {
            self.outcome(exchange, &ends)
        } else {
            Some(first.clone())
        };
        let is_complete = end
            .as_ref()
            .is_some_and(|end| end["kind"] != format!("{family}Canceled"));
        if is("Started") && !is_complete {
            if let Some(content) = self.content_of(&sources[0]) {
                self.emulator
                    .set_prompt(Prompt::new(content).duration(NEVER));
            }
        }
        let failed = end.filter(|end| end["kind"] == format!("{family}Failed"));
        let place = failed
            .as_ref()
            .and_then(|end| end["failedPlaySourceIndex"].as_u64());
        // Until 2024 no index was reported.
        let is_of_prompt = |failed: &Value| {
            family == "Play" || failed["resultInformation"]["subCode"].as_u64() == Some(8511)
        };
        let place = place.or_else(|| failed.as_ref().is_some_and(is_of_prompt).then_some(0));
        if let (Some(failed), Some(place)) = (failed, place) {
            let place = usize::try_from(place).unwrap();
            self.let_fail(&sources[place], &failed["resultInformation"]);
        }
    }

    fn let_fail(&mut self, source: &Value, result: &Value) {
        let number = |name: &str| result[name].as_u64().unwrap_or_default();
        let code = u16::try_from(number("code")).unwrap();
        let sub_code = u32::try_from(number("subCode")).unwrap();
        if let Some(content) = self.content_of(source) {
            let prompt = Prompt::new(content).failure(code, sub_code);
            self.emulator.set_prompt(prompt);
        }
    }

    /// The URL, text or SSML of a source, as it will be sent.
    fn content_of(&mut self, source: &Value) -> Option<String> {
        let source = self.filled("", source);
        let places = ["/file/uri", "/text/text", "/ssml/ssmlText"];
        let mut found = places
            .iter()
            .filter_map(|place| source.pointer(place)?.as_str());
        found.next().map(str::to_owned)
    }

    /// The target of a recognition does what was heard of it.
    fn prepare_answer(&mut self, exchange: &Exchange) {
        let kinds = ["RecognizeCompleted", "RecognizeFailed", "RecognizeCanceled"];
        let Some(end) = self.outcome(exchange, &kinds) else {
            return;
        };
        let options = &exchange.body["recognizeOptions"];
        let target = self.filled("", &options["targetParticipant"]);
        let remote_party = RemoteParty::new(target["rawId"].as_str().unwrap_or_default());
        let sub_code = end["resultInformation"]["subCode"]
            .as_u64()
            .unwrap_or_default();
        let code = end["resultInformation"]["code"]
            .as_u64()
            .unwrap_or_default();
        let choice = &end["choiceResult"];
        let remote_party = if let Some(tones) = end["dtmfResult"]["tones"].as_array() {
            let stop = options["dtmfOptions"]["stopTones"][0].as_str();
            let stop = stop.filter(|_| sub_code == 8514).map(key);
            let keys: String = tones.iter().filter_map(Value::as_str).map(key).collect();
            let keys = keys + &stop.map(String::from).unwrap_or_default();
            remote_party.digits(&keys).unwrap()
        } else if let Some(phrase) = choice["recognizedPhrase"].as_str() {
            remote_party.speech(phrase)
        } else if let Some(label) = choice["label"].as_str() {
            let choices = options["choices"].as_array().unwrap();
            let chosen = choices
                .iter()
                .find(|choice| choice["label"] == label)
                .unwrap();
            let tone = chosen["tone"].as_str().unwrap();
            remote_party.digits(&key(tone).to_string()).unwrap()
        } else if let Some(speech) = end["speechResult"]["speech"].as_str() {
            remote_party.speech(speech)
        } else {
            match (end["kind"].as_str(), sub_code) {
                (Some("RecognizeFailed"), 8534) => remote_party.digits("*").unwrap(),
                (Some("RecognizeFailed"), 8547) => remote_party.speech("something else"),
                // The prompt failed, or the remote party kept silent, or was cut off.
                (Some("RecognizeFailed"), 8510 | 8511) | (Some("RecognizeCanceled"), _) => {
                    remote_party.silence()
                }
                _ => remote_party.recognition_failure(
                    u16::try_from(code).unwrap(),
                    u32::try_from(sub_code).unwrap(),
                ),
            }
        };
        self.emulator.set_remote_party(remote_party).unwrap();
    }

    /// The remote party presses the tones that a continuous recognition reported later, unless a participant
    /// sends tones in this session.
    pub(super) fn press_what_was_heard(&mut self, exchange: &Exchange) {
        let sends = self
            .session
            .requests()
            .any(|request| request.is("sendDtmfTones"));
        if !exchange.is("startContinuousDtmfRecognition") || sends {
            return;
        }
        let Some(name) = call_in(&exchange.path) else {
            return;
        };
        let leg = format!("${name}");
        let later = self.session.steps.get(self.place..).unwrap_or_default();
        let keys: String = later
            .iter()
            .filter_map(|step| match step {
                Step::Event(event) if event["data"]["callConnectionId"] == leg.as_str() => {
                    Some(event)
                }
                _ => None,
            })
            .filter_map(|event| match short_type(event) {
                "ContinuousDtmfRecognitionToneReceived" => event["data"]["tone"].as_str().map(key),
                "ContinuousDtmfRecognitionToneFailed" => Some('?'),
                _ => None,
            })
            .collect();
        let target = self.filled("", &exchange.body["targetParticipant"]);
        let call = self.variables.get(name).unwrap_or_default();
        if !keys.is_empty() {
            let raw_id = target["rawId"].as_str().unwrap_or_default();
            self.emulator.press_digits(call, raw_id, &keys).unwrap();
        }
    }
}

/// The key of a tone's name.
fn key(tone: &str) -> char {
    let names = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "a", "b",
        "c", "d", "pound", "asterisk",
    ];
    let place = names.iter().position(|name| *name == tone);
    place
        .and_then(|place| "0123456789ABCD#*".chars().nth(place))
        .unwrap_or('?')
}
