//! What all parts of the emulator share: time, ids, the schedule, and delivery of events.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::calls::CallKey;
use super::events::delivery::{Delivery, Sender, Subject};
use super::events::event_grid::{self, GridEvent};
use super::events::outbox::Outbox;
use super::faults::Faults;
use super::grid_subscription::GridSubscription;
use super::hook::Hooks;
use super::identity::Identity;
use super::ids::Ids;
use super::journal::{CallReference, Journal, JournalEntry, JournalKind};
use super::schedule::{Action, Schedule};
use super::timestamp::{Timestamp, Timestamps};
use acs_call_automation::options::Clock;

/// Events that a request causes are delivered this much later, so that its response mostly comes
/// first, as with the service. It may still come second, as with the service.
const HEAD_START: Duration = Duration::from_millis(3);

pub(super) struct World {
    pub ids: Ids,
    pub faults: Faults,
    pub hooks: Arc<Hooks>,
    clock: Clock,
    timestamps: Timestamps,
    schedule: Schedule,
    outbox: Arc<Outbox>,
    journal: Arc<Journal>,
    subscriptions: Vec<GridSubscription>,
    resource: String,
    page_size: usize,
    count: u64,
    /// Whether a request is being handled: its events are delayed by the head start.
    in_request: bool,
}

impl World {
    pub(super) fn new(
        clock: Clock,
        schedule: Schedule,
        (outbox, hooks, journal): (Arc<Outbox>, Arc<Hooks>, Arc<Journal>),
        page_size: usize,
        (resource, ids): (String, Ids),
    ) -> Self {
        Self {
            resource,
            ids,
            faults: Faults::default(),
            hooks,
            clock,
            timestamps: Timestamps::default(),
            schedule,
            outbox,
            journal,
            subscriptions: Vec::new(),
            page_size,
            count: 0,
            in_request: false,
        }
    }

    /// Forgets everything but the resource, the ids and the time, and the subscriptions where they
    /// are kept.
    pub(super) fn reset(&mut self, keeps_setup: bool) {
        self.schedule.clear();
        if !keeps_setup {
            self.subscriptions.clear();
        }
        self.faults.clear();
        self.hooks.clear();
        self.outbox.clear();
    }

    /// Forgets what a seed sets.
    pub(super) fn clear_setup(&mut self) {
        self.subscriptions.clear();
        self.faults.clear();
        self.hooks.clear();
    }

    /// The time since the start, by the emulator's clock.
    pub(super) fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Whether time passes automatically.
    pub(super) fn clock_runs(&self) -> bool {
        self.clock.runs()
    }

    pub(super) fn wall_time(&self) -> SystemTime {
        self.clock.wall()
    }

    /// The time as events show it; never the same twice.
    pub(super) fn timestamp(&mut self) -> Timestamp {
        self.timestamps.at(self.clock.wall())
    }

    /// The resource that the hosted users belong to.
    pub(super) fn resource(&self) -> &str {
        &self.resource
    }

    pub(super) fn page_size(&self) -> usize {
        self.page_size
    }

    /// A number that was not returned before.
    pub(super) fn number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// A new user of the emulator's resource.
    pub(super) fn new_user(&mut self) -> Identity {
        let raw_id = format!("8:acs:{}_{}", self.resource, self.ids.guid());
        Identity::from_raw_id(&raw_id)
    }

    pub(super) fn schedule_in(&mut self, delay: Duration, action: Action) {
        self.schedule.put(self.now().saturating_add(delay), action);
    }

    /// When the next action falls due.
    pub(super) fn next_due(&self) -> Option<Duration> {
        self.schedule.next_due()
    }

    /// Takes the next action that is due now.
    pub(super) fn take_due(&mut self) -> Option<Action> {
        self.schedule.take_due(self.clock.elapsed())
    }

    /// Moves the clock forward; false at the end of its range, where it stands still.
    pub(super) fn advance_to(&mut self, target: Duration) -> bool {
        self.clock.advance(target.saturating_sub(self.now()));
        self.schedule.wake();
        self.journal.watchers.clock_changed();
        self.now() >= target
    }

    /// Sets whether a request is being handled.
    pub(super) fn set_in_request(&mut self, in_request: bool) {
        self.in_request = in_request;
    }

    /// Adds a subscription; one with the same URL and schema is replaced.
    pub(super) fn subscribe(&mut self, subscription: GridSubscription) {
        self.subscriptions
            .retain(|known| known.url != subscription.url || known.schema != subscription.schema);
        self.subscriptions.push(subscription);
    }

    /// Ends the subscriptions of a URL; false when there was none.
    pub(super) fn unsubscribe(&mut self, url: &str) -> bool {
        let before = self.subscriptions.len();
        self.subscriptions.retain(|known| known.url != url);
        self.subscriptions.len() < before
    }

    pub(super) fn subscriptions(&self) -> &[GridSubscription] {
        &self.subscriptions
    }

    /// Sends an event to the Event Grid subscriptions that want it.
    pub(super) fn publish(&mut self, event: &GridEvent) {
        let id = self.ids.guid();
        let at = self.timestamp();
        let wants = |known: &&GridSubscription| known.wants(&event.kind(), &event.subject);
        let deliveries: Vec<Delivery> = self
            .subscriptions
            .iter()
            .filter(wants)
            .map(|known| event_grid::delivery(known, event, &self.resource, &id, at))
            .collect();
        for delivery in deliveries {
            self.push_event(delivery, event.name, "");
        }
    }

    /// Sends a mid-call event of the leg with a call connection id to a callback URL.
    pub(super) fn send(&mut self, url: &str, leg: &str, subject: Subject, body: Vec<u8>) {
        let headers = vec![("Content-Type", "application/json".to_owned())];
        let event = subject.event;
        let delivery = Delivery::new(Sender::CallAutomation, url, headers, body).about(subject);
        self.push_event(delivery, event, leg);
    }

    /// Notes in the journal what a simulated party did: one of the words of [`JournalEntry::operation`].
    pub(super) fn party_did(
        &self,
        call: CallReference,
        party: &Identity,
        deed: &'static str,
        detail: String,
    ) {
        let entry = self.journal.begin(JournalKind::Party, self.clock.wall());
        self.journal.add(JournalEntry {
            operation: deed,
            call: Some(call),
            party: party.raw_id().to_owned(),
            detail,
            ..entry
        });
    }

    /// Reports to those who follow the calls that one has changed.
    pub(super) fn call_changed(&self, key: CallKey) {
        self.journal.watchers.call_changed(key);
    }

    /// Queues a new event, with the fault that was set for it.
    fn push_event(&mut self, delivery: Delivery, event: &str, call: &str) {
        let Some(fault) = self.faults.take_for_event(event, call) else {
            return self.push(delivery);
        };
        if fault.lose_event {
            log::info!("emulator: {event} is not delivered: a fault lost it");
            return;
        }
        let copy = fault.duplicate.then(|| delivery.clone());
        let earliest = self.earliest() + fault.delay;
        self.outbox.push(delivery.with_fault(&fault), earliest);
        if let Some(copy) = copy {
            self.outbox.push(copy, earliest);
        }
    }

    /// Queues a delivery.
    pub(super) fn push(&self, delivery: Delivery) {
        self.outbox.push(delivery, self.earliest());
    }

    fn earliest(&self) -> Instant {
        let wait = if self.in_request {
            HEAD_START
        } else {
            Duration::ZERO
        };
        Instant::now() + wait
    }
}
