//! Legs: an application's connections to a call, and how responses show them.

use super::Call;
use super::subscriptions::Subscription;
use crate::identity::Identity;
use crate::json::{Json, Object};
use crate::request::fields::Body;
use crate::request::versions::Version;

/// An application's connection to a call, named by a call connection id.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub id: String,
    pub version: &'static Version,
    pub callback: String,
    pub context: Option<String>,
    pub state: LegState,
    /// The participant that this leg represents; `None` for one made by connect, which lists leave
    /// out.
    pub speaks_for: Option<Identity>,
    pub profile: Profile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegState {
    Connecting,
    Connected,
    Transferring,
}

/// What responses show of a leg; fixed when it is created.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    pub source: Option<Identity>,
    pub display_name: Option<String>,
    pub caller_id: Option<String>,
    pub targets: Vec<Identity>,
    pub answered_by: Option<String>,
    /// The hosted number that was called.
    pub answered_for: Option<String>,
    /// Connect responds with a correlation id of its own, and an answered call with a server call
    /// id.
    pub kind: Origin,
    pub media_id: String,
    pub data_id: String,
    pub streaming: Option<Subscription>,
    pub transcription: Option<Subscription>,
    /// Whether the call was set up with a speech service.
    pub has_speech: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    #[default]
    Created,
    Answered,
    Connected {
        correlation_id: String,
    },
}

impl Profile {
    /// Whether the call began with a phone on either side.
    fn has_phone(&self) -> bool {
        let source = self.source.as_ref();
        self.targets.iter().chain(source).any(Identity::is_phone)
    }

    /// The options of create, answer and connect that matter later.
    pub(crate) fn with_options_of(mut self, body: Body<'_>) -> Self {
        self.streaming = body
            .object("mediaStreamingOptions")
            .map(|options| Subscription::read(options, "startMediaStreaming"));
        self.transcription = body
            .object("transcriptionOptions")
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
    /// The call connection as responses show it. `first` is the response of the operation that
    /// created the leg; `call` is `None` until connect has found its call.
    pub(crate) fn properties(&self, call: Option<&Call>, first: bool) -> Object {
        let profile = &self.profile;
        let shows_server_call_id =
            profile.kind == Origin::Answered || (!first && call.is_some_and(Call::is_established));
        let server_call_id = call
            .filter(|_| shows_server_call_id)
            .map(|call| call.server_call_id.as_str());
        let head = Object::new()
            .with("callConnectionId", self.id.as_str())
            .with_some("serverCallId", server_call_id);
        let targets: Vec<Json> = profile.targets.iter().map(Identity::json).collect();
        if self.version.is_first() {
            let source = Object::new()
                .with_some("callerId", profile.caller_id.as_deref().map(number))
                .with_some("identifier", profile.source.as_ref().map(Identity::json));
            return head
                .with("source", source)
                .with("targets", targets)
                .with("callConnectionState", self.state_name(first))
                .with("callbackUri", self.callback.as_str())
                .with("mediaSubscriptionId", profile.media_id.as_str());
        }
        let correlation_id = match (&profile.kind, call) {
            (Origin::Connected { correlation_id }, call) if first || call.is_none() => {
                Some(correlation_id.as_str())
            }
            (_, call) => call.map(|call| call.correlation_id.as_str()),
        };
        let media_id = self.version.has_media_subscription_id();
        let (source, answered_by) = match self.version.has_former_names() {
            true => ("sourceIdentity", "answeredByIdentifier"),
            false => ("source", "answeredBy"),
        };
        let data_id = self.version.has_data_subscription_id(profile.has_phone());
        let head = head
            .with("targets", targets)
            .with("callConnectionState", self.state_name(first))
            .with("callbackUri", self.callback.as_str())
            .with_some("sourceDisplayName", profile.display_name.as_deref())
            .with_some(source, profile.source.as_ref().map(Identity::json))
            .with_some("correlationId", correlation_id)
            .with_some(
                answered_by,
                profile
                    .answered_by
                    .as_deref()
                    .map(|id| Object::new().with("id", id)),
            )
            .with_some("answeredFor", profile.answered_for.as_deref().map(number))
            .with_some(
                "mediaSubscriptionId",
                media_id.then_some(profile.media_id.as_str()),
            )
            .with_some(
                "dataSubscriptionId",
                data_id.then_some(profile.data_id.as_str()),
            );
        let head = if self.version.has_subscriptions() {
            self.with_subscriptions(head, first)
        } else {
            head
        };
        head.with_some(
            "sourceCallerIdNumber",
            profile.caller_id.as_deref().map(number),
        )
    }

    fn with_subscriptions(&self, head: Object, first: bool) -> Object {
        let state = |subscription: Option<&Subscription>| match subscription {
            None => "disabled",
            Some(subscription) if subscription.active && !first => "active",
            Some(_) => "inactive",
        };
        let subscription = self.profile.streaming.as_ref();
        let streaming = Object::new();
        let streaming = if first || subscription.is_some() {
            streaming
                .with("id", self.profile.media_id.as_str())
                .with("state", state(subscription))
                .with("subscribedContentTypes", vec![Json::from("audio")])
        } else {
            streaming.with("state", state(None))
        };
        let head = head.with("mediaStreamingSubscription", streaming);
        if first {
            return head;
        }
        let subscription = self.profile.transcription.as_ref();
        let results: Vec<Json> = match subscription {
            None => Vec::new(),
            Some(subscription) if subscription.intermediate => {
                vec!["final".into(), "intermediate".into()]
            }
            Some(_) => vec!["final".into()],
        };
        let locale = subscription.and_then(|subscription| subscription.locale.as_deref());
        let transcription = Object::new()
            .with_some("id", subscription.map(|_| self.profile.data_id.as_str()))
            .with("state", state(subscription))
            .with("subscribedResultTypes", results)
            .with_some("locale", locale.filter(|_| self.version.shows_locale()));
        head.with("transcriptionSubscription", transcription)
    }

    fn state_name(&self, first: bool) -> &'static str {
        match self.state {
            LegState::Connecting
                if first
                    && self.profile.kind == Origin::Answered
                    && self
                        .version
                        .answers_in_state_unknown(self.profile.has_phone()) =>
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
