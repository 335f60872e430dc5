//! What a call is: its participants, the legs that applications hold, and who is being called.

mod dialogs;
pub(super) mod joining;
pub(super) mod leaving;
pub(super) mod rings;
pub(super) mod starting;
pub(super) mod steering;

use std::time::{Duration, SystemTime};

use super::identity::Identity;
use super::json::{Json, Object};
use super::media::streaming::Subscription;
use super::request::fields::Body;
use super::request::versions::Version;
use super::script::Taken;

pub(super) type CallKey = u64;

/// One call, with everybody in it.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub server_call_id: String,
    pub correlation_id: String,
    /// Of the last ParticipantsUpdated; numbers run over the whole call.
    pub sequence: i64,
    pub people: Vec<Person>,
    pub legs: Vec<Leg>,
    pub attempts: Vec<Attempt>,
    /// When the first two were connected.
    pub since: Option<SystemTime>,
    pub started_by: Option<Identity>,
    pub group_id: Option<String>,
    pub room_id: Option<String>,
    /// Started by clients: it lives until the last of them leaves.
    pub by_clients: bool,
    /// Participants who are the near end of another call.
    pub twins: Vec<Twin>,
    /// The bot that listens: its id, and what was asked for.
    pub dialog: Option<(String, serde_json::Value)>,
}

/// A call to one of the emulator's own numbers is two calls, the outgoing and the incoming one,
/// with ids of their own. Each has the other's side as a participant.
#[derive(Debug, Clone)]
pub(super) struct Twin {
    /// The participant here.
    pub raw_id: String,
    pub there: CallKey,
    /// The participant there who goes when the one here goes.
    pub raw_id_there: String,
}

/// A participant as lists show it.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub identity: Identity,
    pub muted: bool,
    pub on_hold: bool,
    /// For Event Grid.
    pub participant_id: String,
    pub taken: Taken,
}

/// An application's hold on a call: what a call connection id names.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub id: String,
    pub version: &'static Version,
    pub callback: String,
    pub context: Option<String>,
    pub state: LegState,
    /// The participant that this leg is; `None` for one made by connect, which lists leave out.
    pub speaks_for: Option<Identity>,
    pub face: Face,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LegState {
    Connecting,
    Connected,
    Transferring,
}

/// What answers tell of a leg; fixed when it is made.
#[derive(Debug, Clone, Default)]
pub(super) struct Face {
    pub source: Option<Identity>,
    pub display_name: Option<String>,
    pub caller_id: Option<String>,
    pub targets: Vec<Identity>,
    pub answered_by: Option<String>,
    /// The own number that was called.
    pub answered_for: Option<String>,
    /// Connect answers with a correlation id of its own, and answers with a server call id.
    pub kind: FaceKind,
    pub media_id: String,
    pub data_id: String,
    pub streaming: Option<Subscription>,
    pub transcription: Option<Subscription>,
    /// Whether there is a speech service for texts and speech.
    pub has_speech: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum FaceKind {
    #[default]
    Created,
    Answered,
    Connected {
        correlation_id: String,
    },
}

/// A party that is being called into a call.
#[derive(Debug)]
pub(super) struct Attempt {
    pub id: u64,
    pub target: Identity,
    pub purpose: Purpose,
    /// Until when an invitation lasts that was given a time, by the emulator's clock.
    pub until: Option<Duration>,
    /// The context of the incoming call, when it rings at one of the emulator's own.
    pub context: Option<String>,
    /// The leg that answered it, until it is connected.
    pub answering: Option<Leg>,
    /// The other half of a call to an own number: its call and attempt.
    pub other: Option<(CallKey, u64)>,
}

/// Why a participant is being called, and who is told the outcome.
#[derive(Debug, Clone)]
pub(super) enum Purpose {
    /// A target of create.
    Create,
    /// An outside caller wants one of the emulator's own.
    Inbound {
        caller: Identity,
        gone_when_answered: bool,
    },
    Invite(Asker, String),
    Transfer {
        asker: Asker,
        transferee: Identity,
        /// A transferee of a group call, rather than the other party of a 1:1 call.
        of_group: bool,
    },
}

/// The leg that asked for something, and how it wants to be told.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub leg: String,
    pub context: Option<String>,
    pub callback: Option<String>,
}

/// How connect names a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Locator {
    Server(String),
    Group(String),
    Room(String),
}

impl Call {
    pub(super) fn leg(&self, id: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.id == id)
    }

    pub(super) fn leg_mut(&mut self, id: &str) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }

    pub(super) fn person(&self, raw_id: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.identity.raw_id() == raw_id)
    }

    /// Whether a participant is in the call or being called into it.
    pub(super) fn has(&self, raw_id: &str) -> bool {
        self.person(raw_id).is_some()
            || self
                .attempts
                .iter()
                .any(|attempt| attempt.target.raw_id() == raw_id)
    }

    /// The leg that speaks for a participant.
    pub(super) fn leg_of(&self, raw_id: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| {
            leg.speaks_for
                .as_ref()
                .is_some_and(|identity| identity.raw_id() == raw_id)
        })
    }

    pub(super) fn is_established(&self) -> bool {
        self.since.is_some()
    }

    /// Whether those who are left still make a call.
    pub(super) fn goes_on(&self) -> bool {
        let least = if self.by_clients { 1 } else { 2 };
        self.people.len() >= least || !self.attempts.is_empty()
    }

    /// Whether this attempt would bring in a participant who is in the call already, or who calls.
    pub(super) fn is_doubled_by(&self, attempt: &Attempt) -> bool {
        let answerer = attempt.answering.as_ref();
        let newcomer = answerer.and_then(|leg| leg.speaks_for.as_ref());
        let newcomer = newcomer.unwrap_or(&attempt.target).raw_id();
        let caller = match &attempt.purpose {
            // A number may call itself: a user answers there.
            Purpose::Inbound { caller, .. } => Some(caller).filter(|caller| !caller.is_phone()),
            // The creator takes its seat with the first who answers.
            Purpose::Create if !self.is_established() => {
                self.legs.first().and_then(|leg| leg.speaks_for.as_ref())
            }
            _ => None,
        };
        self.person(newcomer).is_some() || caller.is_some_and(|caller| caller.raw_id() == newcomer)
    }

    pub(super) fn remove_attempt(&mut self, id: u64) -> Option<Attempt> {
        let place = self.attempts.iter().position(|attempt| attempt.id == id)?;
        Some(self.attempts.remove(place))
    }
}

impl Person {
    pub(super) fn new(identity: Identity) -> Self {
        Self {
            identity,
            muted: false,
            on_hold: false,
            participant_id: String::new(),
            taken: Taken::default(),
        }
    }

    pub(super) fn json(&self, version: &Version) -> Json {
        self.object(version).into()
    }

    pub(super) fn object(&self, version: &Version) -> Object {
        Object::new()
            .with("identifier", self.identity.json())
            .with("isMuted", self.muted)
            .with_some("isOnHold", version.has_hold().then_some(self.on_hold))
    }
}

impl Face {
    /// Whether the call began with a phone on either side.
    fn has_phone(&self) -> bool {
        let source = self.source.as_ref();
        self.targets.iter().chain(source).any(Identity::is_phone)
    }

    /// The options of create, answer and connect that matter later.
    pub(super) fn with_options_of(mut self, body: Body<'_>) -> Self {
        self.streaming = body
            .object("mediaStreamingOptions")
            .or_else(|| body.object("mediaStreamingConfiguration"))
            .map(|options| Subscription::read(options, "startMediaStreaming"));
        self.transcription = body
            .object("transcriptionOptions")
            .or_else(|| body.object("transcriptionConfiguration"))
            .map(|options| Subscription::read(options, "startTranscription"));
        self.has_speech = body
            .object("callIntelligenceOptions")
            .and_then(|options| options.text("cognitiveServicesEndpoint"))
            .or_else(|| body.text("cognitiveServicesEndpoint"))
            .or_else(|| body.text("azureCognitiveServicesEndpointUrl"))
            .is_some_and(|endpoint| !endpoint.is_empty());
        self
    }
}

impl Leg {
    /// The call connection as answers show it. `first` is the answer of the operation that made
    /// the leg; `call` is missing while a connect has not found its call.
    pub(super) fn properties(&self, call: Option<&Call>, first: bool) -> Object {
        let face = &self.face;
        let shows_server_call_id =
            face.kind == FaceKind::Answered || (!first && call.is_some_and(Call::is_established));
        let server_call_id = call
            .filter(|_| shows_server_call_id)
            .map(|call| call.server_call_id.as_str());
        let head = Object::new()
            .with("callConnectionId", self.id.as_str())
            .with_some("serverCallId", server_call_id);
        let targets: Vec<Json> = face.targets.iter().map(Identity::json).collect();
        if self.version.is_first() {
            let source = Object::new()
                .with_some("callerId", face.caller_id.as_deref().map(number))
                .with_some("identifier", face.source.as_ref().map(Identity::json));
            return head
                .with("source", source)
                .with("targets", targets)
                .with("callConnectionState", self.state_name(first))
                .with("callbackUri", self.callback.as_str())
                .with("mediaSubscriptionId", face.media_id.as_str());
        }
        let correlation_id = match (&face.kind, call) {
            (FaceKind::Connected { correlation_id }, call) if first || call.is_none() => {
                Some(correlation_id.as_str())
            }
            (_, call) => call.map(|call| call.correlation_id.as_str()),
        };
        let media_id = self.version.has_media_subscription_id();
        let data_id = self.version.has_data_subscription_id(face.has_phone());
        let head = head
            .with("targets", targets)
            .with("callConnectionState", self.state_name(first))
            .with("callbackUri", self.callback.as_str())
            .with_some("sourceDisplayName", face.display_name.as_deref())
            .with_some("source", face.source.as_ref().map(Identity::json))
            .with_some("correlationId", correlation_id)
            .with_some(
                "answeredBy",
                face.answered_by
                    .as_deref()
                    .map(|id| Object::new().with("id", id)),
            )
            .with_some("answeredFor", face.answered_for.as_deref().map(number))
            .with_some(
                "mediaSubscriptionId",
                media_id.then_some(face.media_id.as_str()),
            )
            .with_some(
                "dataSubscriptionId",
                data_id.then_some(face.data_id.as_str()),
            );
        let head = if self.version.is_full() {
            self.with_subscriptions(head, first)
        } else {
            head
        };
        head.with_some(
            "sourceCallerIdNumber",
            face.caller_id.as_deref().map(number),
        )
    }

    fn with_subscriptions(&self, head: Object, first: bool) -> Object {
        let state = |subscription: Option<&Subscription>| match subscription {
            None => "disabled",
            Some(subscription) if subscription.active && !first => "active",
            Some(_) => "inactive",
        };
        let asked = self.face.streaming.as_ref();
        let streaming = Object::new();
        let streaming = if first || asked.is_some() {
            streaming
                .with("id", self.face.media_id.as_str())
                .with("state", state(asked))
                .with("subscribedContentTypes", vec![Json::from("audio")])
        } else {
            streaming.with("state", state(None))
        };
        let head = head.with("mediaStreamingSubscription", streaming);
        if first {
            return head;
        }
        let asked = self.face.transcription.as_ref();
        let results: Vec<Json> = match asked {
            None => Vec::new(),
            Some(asked) if asked.intermediate => vec!["final".into(), "intermediate".into()],
            Some(_) => vec!["final".into()],
        };
        let locale = asked.and_then(|asked| asked.locale.as_deref());
        let transcription = Object::new()
            .with_some("id", asked.map(|_| self.face.data_id.as_str()))
            .with("state", state(asked))
            .with("subscribedResultTypes", results)
            .with_some("locale", locale.filter(|_| self.version.shows_locale()));
        head.with("transcriptionSubscription", transcription)
    }

    fn state_name(&self, first: bool) -> &'static str {
        match self.state {
            LegState::Connecting
                if first
                    && self.face.kind == FaceKind::Answered
                    && self.version.answers_in_state_unknown(self.face.has_phone()) =>
            {
                "unknown"
            }
            LegState::Connecting => "connecting",
            LegState::Connected => "connected",
            LegState::Transferring => "transferring",
        }
    }
}

/// A bare phone number.
fn number(value: &str) -> Object {
    Object::new().with("value", value)
}
