//! The media requests behind a session of which only events were kept.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::derive::{Derived, user};
use super::media::is_repeated;
use super::session::{Session, Step, is_a_participant_on_hold, short_type};

/// A file that plays well.
const FILE: &str = "https://files.example/prompt.wav";

impl Derived<'_> {
    pub(super) fn behind_media(&mut self, kind: &str, leg: &str, data: &Value) {
        let event = &self.session.steps[self.place];
        if matches!(event, Step::Event(event) if is_repeated(self.session, self.place, event)) {
            return;
        }
        let context = data.get("operationContext");
        match kind {
            "PlayStarted" if self.next_of(leg) == "HoldAudioPaused" => self.announce(leg, context),
            "PlayStarted" | "PlayCompleted" | "PlayFailed" | "PlayCanceled" => {
                let end = self.end_of_play(leg, context);
                let body = self.play(end.unwrap_or(data), Vec::new());
                self.operation("play", kind, leg, context, body);
            }
            "RecognizeCompleted" | "RecognizeFailed" | "RecognizeCanceled" => {
                let body = self.recognize(leg, context, data);
                self.operation("recognize", kind, leg, context, body);
            }
            "SendDtmfTonesCompleted" | "SendDtmfTonesFailed" => {
                let body = json!({"tones": ["pound"], "targetParticipant": self.other_party(leg)});
                self.send_signed(leg, "sendDtmfTones", body, context);
            }
            "ContinuousDtmfRecognitionToneReceived" | "ContinuousDtmfRecognitionToneFailed" => {
                self.continuous(leg, context);
            }
            "ContinuousDtmfRecognitionStopped" => {
                self.continuous(leg, None);
                if self.requests.iter().any(|request| request.is("terminate")) {
                    return;
                }
                let body = json!({"targetParticipant": self.other_party(leg)});
                self.send_signed(leg, "stopContinuousDtmfRecognition", body, context);
            }
            "HoldAudioStarted" => self.hold(leg, true, context),
            "HoldAudioPaused" => {
                let started = self.later("PlayStarted");
                let context = started
                    .and_then(|data| data.get("operationContext"))
                    .cloned();
                self.announce(leg, context.as_ref());
            }
            "HoldAudioCompleted" => self.unhold(leg),
            // Derived from who was on hold before it.
            "HoldFailed" if self.on_hold.contains("failing hold") => {}
            "HoldFailed" => self.failing_hold(leg, context),
            "MediaStreamingStarted" | "MediaStreamingFailed" => {
                self.send_signed(leg, "startMediaStreaming", json!({}), context);
            }
            "MediaStreamingStopped" => self.stop(leg, "MediaStreaming", context),
            "TranscriptionStarted" | "TranscriptionFailed" => {
                self.send_signed(leg, "startTranscription", json!({}), context);
            }
            "TranscriptionUpdated" => {
                self.send_signed(leg, "updateTranscription", json!({"locale": "en-US"}), None);
            }
            "TranscriptionStopped" => self.stop(leg, "Transcription", context),
            // Then it will be missed.
            _ => {}
        }
    }

    /// The request behind the first event of an operation; and what canceled it.
    fn operation(
        &mut self,
        verb: &str,
        kind: &str,
        leg: &str,
        context: Option<&Value>,
        body: Value,
    ) {
        let name = format!("{leg} {verb} {context:?}");
        if self.going_on.insert(name.clone()) {
            self.send_signed(leg, verb, body, context);
        }
        if kind != "PlayStarted" {
            self.going_on.remove(&name);
        }
        let cancels = "cancelAllMediaOperations";
        let is_new = self.requests.last().is_some_and(|last| !last.is(cancels));
        if kind.ends_with("Canceled") && is_new {
            self.send_signed(leg, cancels, Value::Null, None);
        }
    }

    /// What the event reports that ends the play which begins now.
    fn end_of_play(&self, leg: &str, context: Option<&Value>) -> Option<&Value> {
        self.session.steps[self.place..].iter().find_map(|step| {
            let Step::Event(event) = step else {
                return None;
            };
            let data = &event["data"];
            let is_own = data["callConnectionId"] == leg && data.get("operationContext") == context;
            let ends = ["PlayCompleted", "PlayFailed", "PlayCanceled"];
            (is_own && ends.contains(&short_type(event))).then_some(data)
        })
    }

    /// A play of as many files as the event knows of.
    fn play(&self, data: &Value, targets: Vec<Value>) -> Value {
        json!({"playSources": self.files(data), "playTo": targets})
    }

    /// As many files as the event knows of, which no other request plays.
    fn files(&self, data: &Value) -> Vec<Value> {
        let last = data["failedPlaySourceIndex"].as_u64().unwrap_or(0);
        let number = self.requests.len();
        let file =
            |place| json!({"kind": "file", "file": {"uri": format!("{FILE}?{number}-{place}")}});
        (0..=last).map(file).collect()
    }

    fn recognize(&self, leg: &str, context: Option<&Value>, data: &Value) -> Value {
        let mut alike = self.alike("recognize", context);
        let target = self.other_party(leg);
        if alike.get("recognizeOptions").is_some() {
            alike["recognizeOptions"]["targetParticipant"] = target;
            return alike;
        }
        let mut options = json!({"targetParticipant": target});
        let kind = data["recognitionType"].as_str().unwrap_or("dtmf");
        if kind == "choices" {
            let result = &data["choiceResult"];
            let phrase = result["recognizedPhrase"].as_str().unwrap_or("one");
            options["choices"] =
                json!([{"label": result["label"], "phrases": [phrase], "tone": "one"}]);
        }
        if let (Some(tones), Some(8531)) = (
            data["dtmfResult"]["tones"].as_array(),
            data["resultInformation"]["subCode"].as_i64(),
        ) {
            options["dtmfOptions"] = json!({"maxTonesToCollect": tones.len()});
        }
        if data["resultInformation"]["subCode"] == 8514 {
            options["dtmfOptions"] = json!({"stopTones": ["pound"]});
        }
        let mut body = json!({"recognizeInputType": kind, "recognizeOptions": options});
        if data.get("failedPlaySourceIndex").is_some() {
            body["playPrompts"] = self.files(data).into();
        }
        body
    }

    /// The body of a request of the same kind that was recorded in another run, best with the same
    /// context; without what only previews know.
    fn alike(&self, verb: &str, context: Option<&Value>) -> Value {
        let fitting = |same_context: bool| {
            self.session.alike.iter().find(|request| {
                request.is(verb)
                    && (!same_context || request.body.get("operationContext") == context)
            })
        };
        let found = fitting(true).or_else(|| fitting(false));
        let mut body = found.map_or_else(|| json!({}), |request| request.body.clone());
        if let Some(members) = body.as_object_mut() {
            members.remove("operationContext");
            members.remove("playOptions");
        }
        body
    }

    pub(super) fn continuous(&mut self, leg: &str, context: Option<&Value>) {
        let path = path(leg, "startContinuousDtmfRecognition");
        let body = json!({"targetParticipant": self.other_party(leg)});
        self.once(&path, body, context.cloned(), None);
    }

    /// Streaming stops with the context of its start when the stop has none.
    fn stop(&mut self, leg: &str, topic: &str, context: Option<&Value>) {
        let started = self.session.events().find(|event| {
            short_type(event) == format!("{topic}Started")
                && event["data"]["callConnectionId"] == leg
        });
        let is_echo = started.is_some_and(|event| event["data"].get("operationContext") == context);
        let context = context.filter(|_| !is_echo);
        self.send_signed(leg, &format!("stop{topic}"), json!({}), context);
    }

    /// A participant is on hold, or no longer.
    pub(super) fn holds(&mut self, data: &Value) {
        let people = data["participants"].as_array().into_iter().flatten();
        let on_hold: BTreeSet<String> = people
            .filter(|person| person["isOnHold"] == true)
            .filter_map(|person| person["identifier"]["rawId"].as_str().map(str::to_owned))
            .collect();
        let leg = "$call1";
        if on_hold.is_empty() {
            if self.on_hold.iter().any(|reason| reason == "hold") {
                self.unhold(leg);
            }
            self.on_hold.clear();
            return;
        }
        if !self.on_hold.is_empty() {
            return;
        }
        // A participant to whom alone something is played is on hold meanwhile.
        let is_over = |step: &Step| matches!(step, Step::Event(event) if short_type(event) == "ParticipantsUpdated" && !is_a_participant_on_hold(event));
        let next = self.session.steps[self.place..]
            .iter()
            .take_while(|step| !is_over(step))
            .find_map(|step| match step {
                Step::Event(event) if short_type(event) != "ParticipantsUpdated" => Some(event),
                _ => None,
            });
        match next.map(|event| (short_type(event), event)) {
            Some(("HoldFailed", event)) => {
                let leg = event["data"]["callConnectionId"].as_str().unwrap_or(leg);
                self.failing_hold(leg, event["data"].get("operationContext"));
            }
            Some((kind, event)) if kind.starts_with("Play") => {
                let leg = event["data"]["callConnectionId"].as_str().unwrap_or(leg);
                let context = event["data"].get("operationContext");
                let target = self.other_party(leg);
                let end = self.end_of_play(leg, context);
                let body = self.play(end.unwrap_or(&event["data"]), vec![target]);
                self.on_hold.insert("play".to_owned());
                self.operation("play", "PlayStarted", leg, context, body);
            }
            _ => self.hold(leg, false, None),
        }
    }

    /// Hold with audio that cannot be played.
    fn failing_hold(&mut self, leg: &str, context: Option<&Value>) {
        self.on_hold.insert("failing hold".to_owned());
        let body = json!({
            "targetParticipant": self.other_party(leg),
            "playSourceInfo": {"kind": "file", "file": {"uri": format!("{FILE}?fails")}},
        });
        self.send_signed(leg, "hold", body, context);
    }

    fn hold(&mut self, leg: &str, with_audio: bool, context: Option<&Value>) {
        if !self.on_hold.insert("hold".to_owned()) {
            return;
        }
        let later = self.later("HoldAudioStarted").cloned();
        let mut body = json!({"targetParticipant": self.other_party(leg)});
        if with_audio || later.is_some() {
            body["playSourceInfo"] = json!({"kind": "file", "file": {"uri": FILE}});
        }
        let reported = later.as_ref().and_then(|data| data.get("operationContext"));
        self.send_signed(leg, "hold", body, context.or(reported));
    }

    fn unhold(&mut self, leg: &str) {
        if self.on_hold.remove("hold") {
            let body = json!({"targetParticipant": self.other_party(leg)});
            self.send_signed(leg, "unhold", body, None);
        }
    }

    fn announce(&mut self, leg: &str, context: Option<&Value>) {
        let name = format!("{leg} play {context:?}");
        if self.going_on.insert(name) {
            let body = json!({
                "playSources": [{"kind": "file", "file": {"uri": FILE}}],
                "playTo": self.other_party(leg),
            });
            self.send_signed(leg, "interruptAudioAndAnnounce", body, context);
        }
    }

    /// The next event of a leg, but for those about who is there.
    fn next_of(&self, leg: &str) -> &str {
        let later = self.session.steps.iter().skip(self.place + 1);
        let mut kinds = later.filter_map(|step| match step {
            Step::Event(event) if event["data"]["callConnectionId"] == leg => {
                Some(short_type(event))
            }
            _ => None,
        });
        let next = kinds.find(|kind| *kind != "ParticipantsUpdated");
        next.unwrap_or_default()
    }

    /// The data of the next event of a kind.
    fn later(&self, kind: &str) -> Option<&Value> {
        self.session.steps[self.place..]
            .iter()
            .find_map(|step| match step {
                Step::Event(event) if short_type(event) == kind => Some(&event["data"]),
                _ => None,
            })
    }

    /// Whom a leg talks to: the caller for the one that answered, else the callee.
    fn other_party(&self, leg: &str) -> Value {
        let (member, unknown) = match leg {
            "$call2" => ("from", "$source"),
            _ => ("to", "$target"),
        };
        let mut rings = self
            .session
            .events()
            .filter(|event| short_type(event) == "IncomingCall");
        if let Some(ring) = rings.next() {
            return ring["data"][member].clone();
        }
        let create = self.requests.iter().find(|request| request.is_create());
        let target = create.and_then(|create| create.body["targets"].get(0));
        match target.filter(|_| member == "to") {
            Some(target) => target.clone(),
            None => user(unknown),
        }
    }

    fn send_signed(&mut self, leg: &str, verb: &str, mut body: Value, context: Option<&Value>) {
        if let Some(context) = context {
            body["operationContext"] = context.clone();
        }
        self.push("POST", &path(leg, verb), body, None);
    }

    /// What a leg must have been set up with for its later events.
    pub(super) fn with_media_options(&self, leg: &str, body: &mut Value) {
        with_media_options(self.session, leg, body);
    }
}

/// The options of create, answer and connect that the events and the requests of a leg need.
pub fn with_media_options(session: &Session, leg: &str, body: &mut Value) {
    body["callIntelligenceOptions"] =
        json!({"cognitiveServicesEndpoint": "https://cognitive.example"});
    let has_event = |beginning: &str| {
        session.events().any(|event| {
            short_type(event).starts_with(beginning) && event["data"]["callConnectionId"] == leg
        })
    };
    let has_request = |ending: &str| {
        let mut requests = session.requests();
        requests.any(|request| request.path.ends_with(ending) && request.path.contains(leg))
    };
    let fails = |kind: &str| session.events().any(|event| short_type(event) == kind);
    let url = |kind: &str| match fails(kind) {
        true => "wss://socket.invalid",
        false => "wss://socket.example",
    };
    if has_event("MediaStreaming") || has_request("MediaStreaming") {
        body["mediaStreamingOptions"] = json!({
            "transportType": "websocket",
            "audioChannelType": "mixed",
            "transportUrl": url("MediaStreamingFailed"),
        });
    }
    if has_event("Transcription") || has_request("Transcription") {
        body["transcriptionOptions"] = json!({
            "transportType": "websocket",
            "locale": "en-US",
            "transportUrl": url("TranscriptionFailed"),
        });
    }
}

fn path(leg: &str, verb: &str) -> String {
    format!("/calling/callConnections/{leg}:{verb}")
}
