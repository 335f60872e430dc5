//! Media streaming and transcription: their states and events. No audio flows: the emulator does
//! not connect to the addresses of the sockets.

use super::{CallKey, Calls, Leg, Requester};
use crate::events::{Event, Outcome};
use crate::json::Object;
use crate::media::prompts::is_unreachable;
use crate::operations::OperationRequest;
use crate::request::errors::{Known, Refusal};
use crate::request::fields::Body;
use crate::world::World;

/// A leg's subscription to the audio of its call or its transcription.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subscription {
    pub active: bool,
    /// Whether it starts when the call is connected.
    starts: bool,
    url: Option<String>,
    pub intermediate: bool,
    pub locale: Option<String>,
    /// The request that started it.
    requester: Option<Requester>,
}

/// What a leg can subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Streaming,
    Transcription,
}

impl Subscription {
    /// Reads the options of create, answer and connect.
    pub(crate) fn read(options: Body<'_>, starts: &str) -> Self {
        Self {
            active: false,
            starts: options.flag(starts),
            url: options.text("transportUrl").filter(|url| !url.is_empty()),
            intermediate: options.flag("enableIntermediateResults"),
            locale: options.text("locale"),
            requester: None,
        }
    }
}

impl Leg {
    fn subscription(&self, topic: Topic) -> Option<&Subscription> {
        match topic {
            Topic::Streaming => self.profile.streaming.as_ref(),
            Topic::Transcription => self.profile.transcription.as_ref(),
        }
    }

    fn subscription_mut(&mut self, topic: Topic) -> Option<&mut Subscription> {
        match topic {
            Topic::Streaming => self.profile.streaming.as_mut(),
            Topic::Transcription => self.profile.transcription.as_mut(),
        }
    }

    /// The response to start and stop of transcription, as recorded.
    pub(crate) fn subscription_response(&self, request: &OperationRequest<'_>) -> Object {
        request
            .only_context()
            .with("subscriptionId", self.profile.data_id.as_str())
    }

    /// The events at the end of a leg, each with the request that it reports on.
    pub(crate) fn subscriptions_ended(&self) -> Vec<(Requester, Event)> {
        let topics = [Topic::Streaming, Topic::Transcription];
        let active = topics.into_iter().filter_map(|topic| {
            let subscription = self.subscription(topic).filter(|known| known.active)?;
            Some((subscription.requester.clone()?, topic.stopped()))
        });
        active.collect()
    }
}

impl Topic {
    fn event(self, word: &'static str, details: &str, outcome: Outcome) -> Event {
        let (name, member) = match (self, word) {
            (Self::Streaming, "Started") => ("MediaStreamingStarted", "mediaStreamingUpdate"),
            (Self::Streaming, "Stopped") => ("MediaStreamingStopped", "mediaStreamingUpdate"),
            (Self::Streaming, _) => ("MediaStreamingFailed", "mediaStreamingUpdate"),
            (Self::Transcription, "Started") => ("TranscriptionStarted", "transcriptionUpdate"),
            (Self::Transcription, "Stopped") => ("TranscriptionStopped", "transcriptionUpdate"),
            (Self::Transcription, "Updated") => ("TranscriptionUpdated", "transcriptionUpdate"),
            (Self::Transcription, _) => ("TranscriptionFailed", "transcriptionUpdate"),
        };
        let update = match self {
            // With a capital, as recorded.
            Self::Streaming => Object::new()
                .with("contentType", "Audio")
                .with("mediaStreamingStatus", format!("mediaStreaming{word}"))
                .with("mediaStreamingStatusDetails", details),
            Self::Transcription => Object::new()
                .with("transcriptionStatus", format!("transcription{word}"))
                .with("transcriptionStatusDetails", details),
        };
        Event::new(name, None, outcome).with(member, update)
    }

    fn started(self) -> Event {
        self.event("Started", "subscriptionStarted", Outcome::completed())
    }

    fn stopped(self) -> Event {
        self.event("Stopped", "subscriptionStopped", Outcome::completed())
    }

    /// The socket could not be opened.
    fn failed(self) -> Event {
        let why = "Action failed, the socket could not be connected.";
        match self {
            Self::Streaming => {
                let outcome = Outcome::new(500, 8603, why);
                self.event("Failed", "initialWebSocketConnectionFailed", outcome)
            }
            Self::Transcription => {
                let outcome = Outcome::new(500, 8578, why);
                self.event("Failed", "streamConnectionUnsuccessful", outcome)
            }
        }
    }
}

impl Calls {
    /// A leg is connected: starts the subscriptions that start with the call, with the context of
    /// the leg.
    pub(crate) fn subscriptions_begin(&mut self, world: &mut World, key: CallKey, leg: &str) {
        let Some(leg) = self.calls.get(&key).and_then(|call| call.leg(leg)) else {
            return;
        };
        let requester = Requester {
            leg: leg.id.clone(),
            context: leg.context.clone(),
            callback: None,
        };
        let is_wanted = |topic: &Topic| {
            let subscription = leg.subscription(*topic);
            subscription.is_some_and(|known| known.starts && known.url.is_some())
        };
        let topics = [Topic::Streaming, Topic::Transcription];
        for topic in topics.into_iter().filter(is_wanted).collect::<Vec<_>>() {
            self.subscribe_leg(world, key, topic, requester.clone());
        }
    }

    pub(crate) fn start_subscription(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
        topic: Topic,
    ) -> Result<(), Refusal> {
        self.set_up(leg, topic, false)?;
        self.set_locale(request, key, leg, topic);
        self.subscribe_leg(world, key, topic, request.requester(leg));
        Ok(())
    }

    fn subscribe_leg(
        &mut self,
        world: &mut World,
        key: CallKey,
        topic: Topic,
        requester: Requester,
    ) {
        self.note_media(&requester.leg);
        let call = self.calls.get_mut(&key);
        let leg = call.and_then(|call| call.leg_mut(&requester.leg));
        let Some(subscription) = leg.and_then(|leg| leg.subscription_mut(topic)) else {
            return;
        };
        let event = if subscription.url.as_deref().is_some_and(is_unreachable) {
            topic.failed()
        } else {
            subscription.active = true;
            subscription.requester = Some(requester.clone());
            topic.started()
        };
        self.send_result(world, &requester, event);
    }

    /// The event carries the context of the stop, or that of the start when there is none.
    pub(crate) fn stop_subscription(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
        topic: Topic,
    ) -> Result<(), Refusal> {
        let started = self.set_up(leg, topic, true)?;
        let call = self.calls.get_mut(&key);
        let leg_now = call.and_then(|call| call.leg_mut(&leg.id));
        if let Some(subscription) = leg_now.and_then(|leg| leg.subscription_mut(topic)) {
            subscription.active = false;
        }
        let mut requester = request.requester(leg);
        if requester.context.is_none() {
            requester.context = started.and_then(|started| started.context);
        }
        self.send_result(world, &requester, topic.stopped());
        Ok(())
    }

    /// The event carries the context of the start, as recorded.
    pub(crate) fn update_transcription(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let topic = Topic::Transcription;
        let started = self.set_up(leg, topic, true)?;
        self.set_locale(request, key, leg, topic);
        let mut requester = request.requester(leg);
        requester.context = started.and_then(|started| started.context);
        let event = topic.event(
            "Updated",
            "transcriptionLocaleUpdated",
            Outcome::completed(),
        );
        self.send_result(world, &requester, event);
        Ok(())
    }

    fn set_locale(
        &mut self,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
        topic: Topic,
    ) {
        let call = self.calls.get_mut(&key);
        let leg = call.and_then(|call| call.leg_mut(&leg.id));
        let subscription = leg.and_then(|leg| leg.subscription_mut(topic));
        if let (Some(subscription), Some(locale)) = (subscription, request.body.text("locale")) {
            subscription.locale = Some(locale);
        }
    }

    /// Checks that a subscription was set up with its leg, and is active or not as required;
    /// returns the request that started it.
    fn set_up(&self, leg: &Leg, topic: Topic, active: bool) -> Result<Option<Requester>, Refusal> {
        let subscription = leg.subscription(topic);
        let Some(subscription) = subscription.filter(|known| known.url.is_some()) else {
            let options = match topic {
                Topic::Streaming => "mediaStreamingOptions",
                Topic::Transcription => "transcriptionOptions",
            };
            let why =
                format!("Action is invalid: the call was set up without {options}.transportUrl.");
            return Err(Refusal {
                known: Some(Known::Documented),
                ..Refusal::new(405, "8522", why)
            });
        };
        if subscription.active != active {
            return Err(Refusal {
                known: Some(Known::Inferred),
                ..Refusal::new(
                    400,
                    "8585",
                    "Action is not valid in the current state of the call.",
                )
            });
        }
        Ok(subscription.requester.clone())
    }
}
