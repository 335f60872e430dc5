//! The events of a call: to one leg, to the leg that made a request, to all legs.

use super::{Asker, CallKey, Calls, Leg, Person};
use crate::events::{self, About, Event, Outcome};
use crate::json::Json;
use crate::request::versions::Version;
use crate::stamp::Stamp;
use crate::world::World;

impl Calls {
    /// Reports a leg of a call something, at its callback URL.
    pub(crate) fn tell(&mut self, world: &mut World, key: CallKey, leg: &str, event: Event) {
        if let Some(leg) = self.calls.get(&key).and_then(|call| call.leg(leg)).cloned() {
            let at = world.stamp();
            self.tell_leg(world, key, &leg, None, event, at);
        }
    }

    /// Reports the result of a request to the leg that made it, where it wants to hear it.
    /// The leg may have been moved to another call since.
    pub(crate) fn tell_asker(&mut self, world: &mut World, asker: &Asker, mut event: Event) {
        let found = self.call_of(&asker.leg);
        let found = found.and_then(|(key, call)| Some((key, call.leg(&asker.leg)?.clone())));
        if let Some((key, leg)) = found {
            event.context.clone_from(&asker.context);
            let at = world.stamp();
            self.tell_leg(world, key, &leg, asker.callback.as_deref(), event, at);
        }
    }

    pub(crate) fn tell_leg(
        &mut self,
        world: &mut World,
        key: CallKey,
        leg: &Leg,
        callback: Option<&str>,
        event: Event,
        at: Stamp,
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
        let body = events::delivery(event, &about, &id, at);
        world.send(callback.unwrap_or(&leg.callback), body);
    }

    /// Reports a leg that is in no call.
    pub(crate) fn tell_lost(
        &mut self,
        world: &mut World,
        leg: &Leg,
        correlation_id: &str,
        event: Event,
    ) {
        let id = world.ids.guid();
        let at = world.stamp();
        let about = About {
            version: leg.version,
            connection_id: &leg.id,
            server_call_id: None,
            correlation_id,
        };
        let body = events::delivery(event, &about, &id, at);
        world.send(&leg.callback, body);
    }

    /// Reports everybody who is in a call who else is.
    pub(crate) fn tell_roster(&mut self, world: &mut World, key: CallKey) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let legs: Vec<String> = call.legs.iter().map(|leg| leg.id.clone()).collect();
        self.tell_roster_to(world, key, &legs);
    }

    /// Reports some legs who is in their call: the same number for all of them.
    pub(crate) fn tell_roster_to(&mut self, world: &mut World, key: CallKey, legs: &[String]) {
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        call.sequence += 1;
        for leg in legs {
            self.tell_roster_again(world, key, leg);
        }
    }

    /// Reports one leg with the number given out last.
    pub(crate) fn tell_roster_again(&mut self, world: &mut World, key: CallKey, leg: &str) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let Some(version) = call.leg(leg).map(|leg| leg.version) else {
            return;
        };
        let event = roster(call.people.iter(), version, call.sequence);
        self.tell(world, key, leg, event);
    }

    /// In one preview a leg that answered heard of the others alone at first.
    pub(crate) fn tell_of_caller_first(&mut self, world: &mut World, key: CallKey, leg: &str) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let newcomer = call.leg(leg);
        let Some(newcomer) = newcomer.filter(|leg| leg.version.tells_of_caller_first()) else {
            return;
        };
        let others = call
            .people
            .iter()
            .filter(|person| Some(&person.identity) != newcomer.speaks_for.as_ref());
        let event = roster(others, newcomer.version, 0);
        self.tell(world, key, leg, event);
    }
}

fn roster<'a>(people: impl Iterator<Item = &'a Person>, version: &Version, number: i64) -> Event {
    let people: Vec<Json> = people
        .map(|person| match version.is_first() {
            // In 2022 the identifier stood there directly.
            true => person.identity.json(),
            false => person.json(version),
        })
        .collect();
    Event::new("ParticipantsUpdated", None, Outcome::success())
        .with("participants", people)
        .with("sequenceNumber", number)
}
