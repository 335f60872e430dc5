//! Everything an emulator knows, behind one lock; and how it reports of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::calls::rings::{Ended, Ring};
use super::calls::{Asker, Call, CallKey, Leg, Locator, Person};
use super::events::event_grid::{self, GridEvent, Webhook};
use super::events::outbox::{Delivery, Outbox, Sender};
use super::events::{self, About, Event, Outcome};
use super::faults::Faults;
use super::identity::Identity;
use super::ids::Ids;
use super::json::Json;
use super::media::Media;
use super::media::prompts::Prompts;
use super::recording::{Recorder, Settings};
use super::request::repeats::Memory;
use super::request::versions::Version;
use super::schedule::{Action, Schedule};
use super::script::Scripts;
use super::stamp::{Stamp, Stamps};
use acs_call_automation::Result;
use acs_call_automation::options::Clock;

/// Events that a request brings about leave this much later, so that the answer mostly comes
/// first, as with the service. It may still come second, as with the service.
const HEAD_START: Duration = Duration::from_millis(3);

pub(super) struct State {
    pub clock: Clock,
    pub ids: Ids,
    stamps: Stamps,
    outbox: Arc<Outbox>,
    /// The resource that the emulator's own users belong to.
    pub resource: String,
    pub page_size: usize,
    pub calls: BTreeMap<CallKey, Call>,
    /// Which call a call connection id is in.
    pub legs: HashMap<String, CallKey>,
    /// Incoming calls, by their context.
    pub rings: HashMap<String, Ring>,
    pub ended: Ended,
    /// Raw ids of the emulator's own users and numbers.
    pub own: HashSet<String>,
    pub scripts: Scripts,
    pub prompts: Prompts,
    /// What legs play and listen to, by call connection id.
    pub media: HashMap<String, Media>,
    pub schedule: Schedule,
    pub faults: Faults,
    pub repeats: Memory,
    pub webhooks: Vec<Webhook>,
    pub recorder: Recorder,
    pub created: usize,
    count: u64,
    /// While a request is answered, what it brings about waits until its head start is over.
    pub answering: bool,
}

impl State {
    pub(super) fn new(
        clock: Clock,
        outbox: Arc<Outbox>,
        page_size: usize,
        recording: Settings,
    ) -> Result<Self> {
        let mut ids = Ids::new()?;
        Ok(Self {
            clock,
            resource: ids.guid(),
            ids,
            stamps: Stamps::default(),
            outbox,
            page_size,
            calls: BTreeMap::new(),
            legs: HashMap::new(),
            rings: HashMap::new(),
            ended: Ended::new(),
            own: HashSet::new(),
            scripts: Scripts::default(),
            prompts: Prompts::default(),
            media: HashMap::new(),
            schedule: Schedule::default(),
            faults: Faults::default(),
            repeats: Memory::default(),
            webhooks: Vec::new(),
            recorder: Recorder::new(recording),
            created: 0,
            count: 0,
            answering: false,
        })
    }

    /// Forgets everything but the resource, the ids and the time.
    pub(super) fn reset(&mut self) {
        self.calls.clear();
        self.legs.clear();
        self.rings.clear();
        self.ended.clear();
        self.own.clear();
        self.scripts = Scripts::default();
        self.prompts = Prompts::default();
        self.media.clear();
        self.schedule.clear();
        self.faults = Faults::default();
        self.repeats = Memory::default();
        self.webhooks.clear();
        self.recorder.reset();
        self.created = 0;
        self.outbox.clear();
    }

    /// A number that was not given out before.
    pub(super) fn number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    pub(super) fn stamp(&mut self) -> Stamp {
        self.stamps.at(self.clock.wall())
    }

    /// Makes a call and counts it.
    pub(super) fn new_call(&mut self) -> CallKey {
        let call = Call {
            server_call_id: self.ids.server_call_id(),
            correlation_id: self.ids.guid(),
            ..Call::default()
        };
        let key = self.number();
        self.calls.insert(key, call);
        self.created += 1;
        key
    }

    /// A user of the emulator's resource, made up.
    pub(super) fn new_user(&mut self) -> Identity {
        let raw_id = format!("8:acs:{}_{}", self.resource, self.ids.guid());
        Identity::from_raw_id(&raw_id)
    }

    /// The call of a call connection.
    pub(super) fn call_of(&self, leg: &str) -> Option<(CallKey, &Call)> {
        let key = *self.legs.get(leg)?;
        Some((key, self.calls.get(&key)?))
    }

    /// Whether a participant is in a call or being called into it.
    pub(super) fn has(&self, key: CallKey, raw_id: &str) -> bool {
        self.calls.get(&key).is_some_and(|call| call.has(raw_id))
    }

    pub(super) fn find_call(&self, locator: &Locator) -> Option<CallKey> {
        self.calls
            .iter()
            .find(|(_, call)| match locator {
                Locator::Server(id) => call.server_call_id == *id,
                Locator::Group(id) => call
                    .group_id
                    .as_ref()
                    .is_some_and(|known| known.eq_ignore_ascii_case(id)),
                Locator::Room(id) => call.room_id.as_ref() == Some(id),
            })
            .map(|(key, _)| *key)
    }

    pub(super) fn schedule_in(&mut self, delay: Duration, action: Action) {
        let due = self.clock.elapsed().saturating_add(delay);
        self.schedule.put(due, action);
    }

    /// Does everything that is due now.
    pub(super) fn run_due(&mut self) {
        while let Some(action) = self.schedule.take_due(self.clock.elapsed()) {
            self.act(action);
        }
    }

    /// Moves the clock forward, and does on the way what falls due, each at its own time.
    pub(super) fn advance(&mut self, by: Duration) {
        let target = self.clock.elapsed().saturating_add(by);
        loop {
            self.run_due();
            let next = self.schedule.next_due().filter(|due| *due <= target);
            let stop = next.unwrap_or(target);
            let before = self.clock.elapsed();
            self.clock.advance(stop.saturating_sub(before));
            // A clock at its end stands still, and what is due beyond it never comes.
            let is_at_its_end = self.clock.elapsed() < stop;
            if next.is_none() || is_at_its_end {
                return;
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Answer { call, attempt } => self.attempt_answered(call, attempt),
            Action::Fail { call, attempt, why } => self.attempt_failed(call, attempt, why),
            Action::Leave { participant_id } => {
                if let Some((key, raw_id)) = self.participant(&participant_id) {
                    self.far_end_left(key, &raw_id);
                }
            }
            Action::Input {
                participant_id,
                input,
            } => {
                if let Some((key, raw_id)) = self.participant(&participant_id) {
                    self.hear(key, &raw_id, &input);
                }
            }
            Action::Media { leg, timer } => self.media_due(&leg, timer),
            Action::LeaveTwin { call, raw_id } => {
                self.far_end_left(call, &raw_id);
            }
            Action::Join { leg, locator } => self.join(*leg, &locator),
            Action::PublishRecording { id } => self.publish_recording(&id),
        }
    }

    /// The call and the raw id of a participant, wherever they are now.
    fn participant(&self, id: &str) -> Option<(CallKey, String)> {
        self.calls.iter().find_map(|(key, call)| {
            let is_meant = |person: &&Person| person.participant_id == id;
            let person = call.people.iter().find(is_meant)?;
            Some((*key, person.identity.raw_id().to_owned()))
        })
    }

    /// Reports a leg of a call something, at its callback URL.
    pub(super) fn tell(&mut self, key: CallKey, leg: &str, event: Event) {
        if let Some(leg) = self.calls.get(&key).and_then(|call| call.leg(leg)).cloned() {
            let at = self.stamp();
            self.tell_leg(key, &leg, None, event, at);
        }
    }

    /// Reports the result of a request to the leg that made it, where it wants to hear it.
    /// The leg may have been moved to another call since.
    pub(super) fn tell_asker(&mut self, asker: &Asker, mut event: Event) {
        let found = self.call_of(&asker.leg);
        let found = found.and_then(|(key, call)| Some((key, call.leg(&asker.leg)?.clone())));
        if let Some((key, leg)) = found {
            event.context.clone_from(&asker.context);
            let at = self.stamp();
            self.tell_leg(key, &leg, asker.callback.as_deref(), event, at);
        }
    }

    pub(super) fn tell_leg(
        &mut self,
        key: CallKey,
        leg: &Leg,
        callback: Option<&str>,
        event: Event,
        at: Stamp,
    ) {
        let id = self.ids.guid();
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
        self.send(callback.unwrap_or(&leg.callback), body);
    }

    /// Reports a leg that is in no call.
    pub(super) fn tell_lost(&mut self, leg: &Leg, correlation_id: &str, event: Event) {
        let id = self.ids.guid();
        let at = self.stamp();
        let about = About {
            version: leg.version,
            connection_id: &leg.id,
            server_call_id: None,
            correlation_id,
        };
        let body = events::delivery(event, &about, &id, at);
        self.send(&leg.callback, body);
    }

    /// Reports everybody who is in a call who else is.
    pub(super) fn tell_roster(&mut self, key: CallKey) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let legs: Vec<String> = call.legs.iter().map(|leg| leg.id.clone()).collect();
        self.tell_roster_to(key, &legs);
    }

    /// Reports some legs who is in their call: the same number for all of them.
    pub(super) fn tell_roster_to(&mut self, key: CallKey, legs: &[String]) {
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        call.sequence += 1;
        for leg in legs {
            self.tell_roster_again(key, leg);
        }
    }

    /// Reports one leg with the number given out last.
    pub(super) fn tell_roster_again(&mut self, key: CallKey, leg: &str) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let Some(version) = call.leg(leg).map(|leg| leg.version) else {
            return;
        };
        let event = roster(call.people.iter(), version, call.sequence);
        self.tell(key, leg, event);
    }

    /// In one preview a leg that answered heard of the others alone at first.
    pub(super) fn tell_of_caller_first(&mut self, key: CallKey, leg: &str) {
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
        self.tell(key, leg, event);
    }

    /// Reports all Event Grid subscriptions.
    pub(super) fn tell_grid(&mut self, event: &GridEvent) {
        let id = self.ids.guid();
        let at = self.stamp();
        let deliveries: Vec<_> = self
            .webhooks
            .iter()
            .map(|webhook| event_grid::delivery(webhook, event, &self.resource, &id, at))
            .collect();
        for delivery in deliveries {
            self.push(delivery);
        }
    }

    pub(super) fn send(&self, url: &str, body: Vec<u8>) {
        self.push(Delivery {
            sender: Sender::CallAutomation,
            url: url.to_owned(),
            headers: vec![("Content-Type", "application/json".to_owned())],
            body,
        });
    }

    fn push(&self, delivery: Delivery) {
        let wait = if self.answering {
            HEAD_START
        } else {
            Duration::ZERO
        };
        self.outbox.push(delivery, Instant::now() + wait);
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
