//! Sending the events of a call: to one leg, to the leg that made a request, to all legs.

use super::{CallKey, Calls, Leg, Participant, Requester};
use crate::events::delivery::Subject;
use crate::events::{self, About, Event, Outcome};
use crate::json::Json;
use crate::request::versions::Version;
use crate::timestamp::Timestamp;
use crate::world::World;

impl Calls {
    /// Sends an event to a leg, at its callback URL.
    pub(crate) fn send_event(&mut self, world: &mut World, key: CallKey, leg: &str, event: Event) {
        if let Some(leg) = self.calls.get(&key).and_then(|call| call.leg(leg)).cloned() {
            let at = world.timestamp();
            self.send_event_to(world, key, &leg, None, event, at);
        }
    }

    /// Sends the outcome of a request to the leg that made it, at the callback URL of the request
    /// if it had one. The leg may have been moved to another call since.
    pub(crate) fn send_result(
        &mut self,
        world: &mut World,
        requester: &Requester,
        mut event: Event,
    ) {
        let found = self.call_of(&requester.leg);
        let found = found.and_then(|(key, call)| Some((key, call.leg(&requester.leg)?.clone())));
        if let Some((key, leg)) = found {
            event.context.clone_from(&requester.context);
            let at = world.timestamp();
            self.send_event_to(world, key, &leg, requester.callback.as_deref(), event, at);
        }
    }

    pub(crate) fn send_event_to(
        &mut self,
        world: &mut World,
        key: CallKey,
        leg: &Leg,
        callback: Option<&str>,
        event: Event,
        at: Timestamp,
    ) {
        let id = world.ids.guid();
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let about = About {
            version: leg.version,
            connection_id: &leg.id,
            server_call_id: Some(&call.server_call_id),
            correlation_id: &call.correlation_id,
        };
        let subject = Subject {
            event: event.name,
            call: Some(call.reference(Some(&leg.id))),
        };
        let body = events::delivery(event, &about, &id, at);
        world.send(callback.unwrap_or(&leg.callback), &leg.id, subject, body);
        world.call_changed(key);
    }

    /// Sends an event to a leg that is in no call.
    pub(crate) fn send_event_without_call(
        &mut self,
        world: &mut World,
        leg: &Leg,
        correlation_id: &str,
        event: Event,
    ) {
        let id = world.ids.guid();
        let at = world.timestamp();
        let about = About {
            version: leg.version,
            connection_id: &leg.id,
            server_call_id: None,
            correlation_id,
        };
        let subject = Subject {
            event: event.name,
            call: None,
        };
        let body = events::delivery(event, &about, &id, at);
        world.send(&leg.callback, &leg.id, subject, body);
    }

    /// Sends ParticipantsUpdated to all legs of a call.
    pub(crate) fn send_participants(&mut self, world: &mut World, key: CallKey) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let legs: Vec<String> = call.legs.iter().map(|leg| leg.id.clone()).collect();
        self.send_participants_to(world, key, &legs);
    }

    /// Sends ParticipantsUpdated to some legs, with the same number.
    pub(crate) fn send_participants_to(
        &mut self,
        world: &mut World,
        key: CallKey,
        legs: &[String],
    ) {
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        call.sequence += 1;
        for leg in legs {
            self.send_participants_again(world, key, leg);
        }
    }

    /// Sends ParticipantsUpdated to one leg, with the number used last.
    pub(crate) fn send_participants_again(&mut self, world: &mut World, key: CallKey, leg: &str) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let Some(version) = call.leg(leg).map(|leg| leg.version) else {
            return;
        };
        let event = participants_updated(call.participants.iter(), version, call.sequence);
        self.send_event(world, key, leg, event);
    }
}

fn participants_updated<'a>(
    participants: impl Iterator<Item = &'a Participant>,
    version: &Version,
    number: i64,
) -> Event {
    let participants: Vec<Json> = participants
        .map(|participant| match version.is_first() {
            // In 2022 the identifier was not nested.
            true => participant.identity.json(),
            false => participant.json(version),
        })
        .collect();
    Event::new("ParticipantsUpdated", None, Outcome::success())
        .with("participants", participants)
        .with("sequenceNumber", number)
}
