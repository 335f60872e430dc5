//! All queues of a receiver behind one lock: routing of events, waits, overflow.
//!
//! Slow work is done before the lock is taken: parsing, fingerprints.

mod arrivals;
mod next;
mod operations;
mod stored;
mod tags;
mod waits;

pub(super) use arrivals::Arrivals;
pub use next::Next;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::arrivals::Refusals;
use self::operations::Operations;
use self::tags::Tags;
use super::counters::Counters;
use super::dedup::{
    Dedup, Fingerprint, Fingerprints, Window, warn_of_forgotten, warn_of_other_content,
};
use super::queue::{
    DAMAGED_EVENT, Filter, OVERFLOW_EVENT, Owner, Queue, Received, Room, TakenItem,
};
use super::rejection::{Cause, Rejection};
use super::store::{Receipt, SharedStore};
use super::waiting::Waiter;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::event::{Event, StoreId};
use crate::field;
use crate::json::object;

/// The limits of all queues together.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub main: Room,
    pub subscription: Room,
    pub duplicates: Window,
    pub unclaimed_event_ttl: Option<Duration>,
    pub clock: Clock,
}

pub(super) struct Queues {
    state: Mutex<State>,
    fingerprints: Fingerprints,
    bounds: Bounds,
    store: Option<SharedStore>,
    /// Signaled when the last operation has ended.
    operations_ended: Condvar,
    /// Held while events are taken from the store, so that they keep their sequence.
    delivering: Mutex<()>,
}

struct State {
    main: Queue,
    calls: HashMap<String, Queue>,
    event_grid: Option<Queue>,
    waiters: Vec<Waiter>,
    operations: Operations,
    tags: Tags,
    /// Not used with a store, which has its own.
    dedup: Dedup,
    /// For the receipts of events.
    store: Option<SharedStore>,
    /// Events that were dropped, and that the store still has.
    dropped: Vec<StoreId>,
    counters: Counters,
    refusals: Refusals,
    /// The last events that ended a call, also those read since.
    ends: VecDeque<Event>,
    /// The last number given to an entry of a queue.
    number: u64,
    last_waiter: u64,
    closed: bool,
}

/// The result for the events of one request. All or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    Queued,
    Full,
    Closed,
    /// The store failed, by this reason.
    NotStored(&'static str),
}

/// The destination of an event of the current request.
enum Place {
    Duplicate,
    Waiter(u64),
    Queue,
}

impl Queues {
    pub(super) fn new(bounds: Bounds, store: Option<SharedStore>) -> Self {
        Self {
            state: Mutex::new(State {
                main: Queue::new(bounds.main),
                calls: HashMap::new(),
                event_grid: None,
                waiters: Vec::new(),
                operations: Operations::default(),
                tags: Tags::default(),
                dedup: Dedup::new(bounds.duplicates),
                store: store.clone(),
                dropped: Vec::new(),
                counters: Counters::default(),
                refusals: Refusals::default(),
                ends: VecDeque::new(),
                number: 0,
                last_waiter: 0,
                closed: false,
            }),
            fingerprints: Fingerprints::random(),
            bounds,
            store,
            operations_ended: Condvar::new(),
            delivering: Mutex::new(()),
        }
    }

    /// Takes the events of one request, and a notice of its damaged ones, or only counts them.
    pub(super) fn offer(&self, events: Vec<Event>, damaged: &[Error]) -> Offer {
        let damage = Damage::of(damaged);
        if let Some(store) = &self.store {
            return self.offer_to_store(store, events, damage);
        }
        let came = self.bounds.clock.elapsed();
        let arrivals: Vec<(Event, Option<Fingerprint>)> = events
            .into_iter()
            .map(|event| {
                let fingerprint = self.fingerprints.of(&event);
                (event, fingerprint)
            })
            .collect();
        let mut state = self.lock();
        state.dedup.forget_old(came);
        state.counters.received += arrivals.len() as u64;
        if state.closed {
            state.counters.refused += arrivals.len() as u64;
            return Offer::Closed;
        }
        match state.reserve(&arrivals, damage.as_ref()) {
            Ok(places) => {
                let total = arrivals.len() + damaged.len();
                state.commit(arrivals, places, came);
                if let Some(damage) = damage {
                    state.commit_damage(damage, total, came);
                }
                Offer::Queued
            }
            Err(full) => {
                state.refuse(&arrivals, full.as_ref(), came);
                Offer::Full
            }
        }
    }

    /// Opens a queue for these events, and moves those there that arrived before.
    pub(super) fn subscribe(&self, filter: &Filter, capacity: Option<usize>) -> Result<()> {
        let Room { events, bytes } = self.bounds.subscription;
        let capacity = Room {
            events: capacity.unwrap_or(events),
            bytes,
        };
        let mut state = self.lock();
        if state.closed {
            return Err(Error::closed("the receiver"));
        }
        if state.queue(Some(filter)).is_some() {
            return Err(Error::invalid(
                field::FILTER,
                "a subscription for these events exists already",
            ));
        }
        let mut queue = Queue::new(capacity);
        queue.take_over(state.main.split_off(|event| filter.matches(event)));
        match filter {
            Filter::Call(id) => {
                state.calls.insert(id.clone(), queue);
            }
            Filter::EventGrid => state.event_grid = Some(queue),
        }
        Ok(())
    }

    /// Gives unread events back.
    pub(super) fn unsubscribe(&self, filter: &Filter) {
        let mut state = self.lock();
        let left = match filter {
            Filter::Call(id) => state.calls.remove(id),
            Filter::EventGrid => state.event_grid.take(),
        };
        if let Some(left) = left {
            state.operations.moved_to_main(filter);
            state.main.absorb(left, self.bounds.clock.elapsed());
        }
    }

    pub(super) fn len(&self, queue: Option<&Filter>) -> usize {
        self.lock().queue(queue).map_or(0, |queue| queue.len())
    }

    pub(super) fn count_rejected(&self, rejection: &Rejection) {
        let mut state = self.lock();
        let counters = &mut state.counters;
        counters.rejected += 1;
        match rejection.cause {
            Cause::Request => {}
            Cause::Network => counters.bad_networks += 1,
            Cause::Secret => counters.bad_secrets += 1,
            Cause::Token => counters.bad_tokens += 1,
            Cause::Keys => counters.unverified_tokens += 1,
        }
        state.refusals.count(rejection.status, &rejection.reason);
    }

    /// What has arrived until now, and what was refused.
    pub(super) fn arrivals(&self) -> Arrivals {
        let state = self.lock();
        Arrivals {
            received: state.counters.received,
            refusals: state.refusals.clone(),
        }
    }

    pub(super) fn counters(&self) -> Counters {
        self.lock().counters
    }

    /// Takes no more events and wakes all threads; queued events stay readable.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.main.close();
        state.calls.values_mut().for_each(Queue::close);
        state.event_grid.iter_mut().for_each(Queue::close);
        state.waiters.iter_mut().for_each(Waiter::close);
        drop(state);
        self.confirm_dropped();
        if let Some(Ok(store)) = self.store.as_ref().map(SharedStore::get) {
            store.leave();
        }
    }

    /// The state, after expired events of the main queue were dropped.
    fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keep) = self.bounds.unclaimed_event_ttl {
            if let Some(oldest) = self.bounds.clock.elapsed().checked_sub(keep) {
                let State { main, dropped, .. } = &mut *state;
                state.counters.expired += main.expire(oldest, dropped);
            }
        }
        state
    }
}

fn wait<'a>(
    condvar: &Condvar,
    state: MutexGuard<'a, State>,
    left: Option<Duration>,
) -> MutexGuard<'a, State> {
    match left {
        None => condvar.wait(state).unwrap_or_else(PoisonError::into_inner),
        Some(left) => {
            condvar
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0
        }
    }
}

impl State {
    /// A queue by its filter, the main one for `None`.
    fn queue(&mut self, filter: Option<&Filter>) -> Option<&mut Queue> {
        match filter {
            None => Some(&mut self.main),
            Some(Filter::Call(id)) => self.calls.get_mut(id),
            Some(Filter::EventGrid) => self.event_grid.as_mut(),
        }
    }

    /// The filter of the queue that an event belongs to.
    fn route(&self, event: &Event) -> Option<Filter> {
        match Owner::of(event)? {
            Owner::Call(id) => self.calls.contains_key(id).then(|| Filter::call(id)),
            Owner::EventGrid => self.event_grid.is_some().then_some(Filter::EventGrid),
        }
    }

    /// Finds room for every event, or the queue that has none.
    fn reserve(
        &mut self,
        arrivals: &[(Event, Option<Fingerprint>)],
        damage: Option<&Damage>,
    ) -> std::result::Result<Vec<Place>, Option<Filter>> {
        let mut places = Vec::with_capacity(arrivals.len());
        let mut in_this_request = HashSet::new();
        for (event, fingerprint) in arrivals {
            let known = fingerprint.is_some_and(|fingerprint| {
                self.dedup.knows(fingerprint)
                    || (arrivals.len() > 1 && !in_this_request.insert(fingerprint))
            });
            if known {
                places.push(Place::Duplicate);
                continue;
            }
            let filter = self.route(event);
            if let Some(waiter) = self.taker(event, filter.as_ref()) {
                waiter.promise(true);
                places.push(Place::Waiter(waiter.id));
                continue;
            }
            let queue = self.queue(filter.as_ref());
            if queue.is_some_and(|queue| queue.reserve(event)) {
                places.push(Place::Queue);
            } else {
                return Err(filter);
            }
        }
        match damage {
            Some(damage) if !self.main.reserve(&damage.notice) => Err(None),
            _ => Ok(places),
        }
    }

    fn commit(
        &mut self,
        arrivals: Vec<(Event, Option<Fingerprint>)>,
        places: Vec<Place>,
        came: Duration,
    ) {
        for ((event, fingerprint), place) in arrivals.into_iter().zip(places) {
            if matches!(place, Place::Duplicate) {
                self.counters.duplicate += 1;
                continue;
            }
            self.counters.queued += 1;
            if let Some(fingerprint) = fingerprint {
                if self.dedup.knows_id(fingerprint) {
                    warn_of_other_content(&event);
                }
                self.remember(fingerprint, came);
            }
            let filter = self.route(&event);
            let waiter = match place {
                Place::Waiter(id) => Some(id),
                _ => None,
            };
            self.put(event, filter.as_ref(), waiter, came);
        }
    }

    /// Gives an event to a wait, or puts it into its queue.
    fn put(&mut self, event: Event, filter: Option<&Filter>, waiter: Option<u64>, came: Duration) {
        self.tags.learn(&event);
        self.remember_end(&event);
        self.end_waits(&event, filter);
        self.number += 1;
        let number = self.number;
        if let Some(id) = waiter {
            let is_given = self.may_give(&event);
            let received = self.with_tag(event);
            if let Some(waiter) = self.waiter(id) {
                waiter.promise(false);
                if is_given {
                    waiter.give(number, received);
                }
            }
        } else if let Some(queue) = self.queue(filter) {
            queue.push(number, came, event);
        }
    }

    fn remember(&mut self, fingerprint: Fingerprint, now: Duration) {
        let forgotten = self.dedup.remember(fingerprint, now);
        self.count_forgotten(forgotten);
    }

    fn count_forgotten(&mut self, count: usize) {
        if count > 0 {
            self.counters.forgotten += count as u64;
            warn_of_forgotten(count);
        }
    }

    /// Counts and queues what the request has damaged.
    fn commit_damage(&mut self, damage: Damage, total: usize, came: Duration) {
        let Damage {
            count,
            reason,
            notice,
        } = damage;
        self.counters.damaged += count as u64;
        self.refusals.count_damaged(count as u64, &reason);
        log::warn!("receiver: dropped {count} of {total} events of a delivery: {reason}");
        self.number += 1;
        self.main.push(self.number, came, notice);
    }

    /// Keeps only a count of a request, and a notice in the queue that was full.
    fn refuse(
        &mut self,
        arrivals: &[(Event, Option<Fingerprint>)],
        full: Option<&Filter>,
        came: Duration,
    ) {
        self.counters.refused += arrivals.len() as u64;
        self.refusals.count(503, "the queue is full");
        self.drop_reservations(arrivals);
        let unknown = arrivals.iter().filter(|(_, fingerprint)| {
            !fingerprint.is_some_and(|fingerprint| self.dedup.knows(fingerprint))
        });
        let unknown = unknown.count() as u64;
        self.begin_overflow(unknown, full, came);
    }

    /// Gives back what [`reserve`](Self::reserve) has reserved.
    fn drop_reservations(&mut self, arrivals: &[(Event, Option<Fingerprint>)]) {
        for waiter in &mut self.waiters {
            waiter.promise(false);
        }
        self.main.drop_reservations();
        for (event, _) in arrivals {
            let filter = self.route(event);
            if let Some(queue) = self.queue(filter.as_ref()) {
                queue.drop_reservations();
            }
        }
    }

    /// Counts refused events in the queue that is full, with a notice if that is new.
    fn begin_overflow(&mut self, unknown: u64, full: Option<&Filter>, came: Duration) {
        let number = self.number + 1;
        if let Some(queue) = self.queue(full) {
            if queue.refuse(unknown, number, came) {
                self.number = number;
                self.counters.overflows += 1;
                log::warn!("a queue of the receiver is full, events are refused with status 503");
            }
        }
    }

    fn take_first(&mut self, queue: Option<&Filter>) -> Option<Received> {
        loop {
            match self.queue(queue)?.take_first()? {
                TakenItem::Event(event) if self.may_give(&event) => {
                    return Some(self.with_tag(event));
                }
                TakenItem::Event(_) => {}
                TakenItem::Completion(completed) => return Some(completed.into_received()),
                TakenItem::Overflow { number, refused } => {
                    if let Some(event) = overflow_event(number, queue, refused) {
                        return Some(self.with_tag(event));
                    }
                }
            }
        }
    }

    /// Whether the application may have an event: the store may have given it to another process since.
    fn may_give(&self, event: &Event) -> bool {
        match (event.store_id(), &self.store) {
            (Some(id), Some(store)) => store.get().is_ok_and(|store| store.take(id)),
            _ => true,
        }
    }

    fn with_tag(&self, event: Event) -> Received {
        let tag = self.tags.of(&event);
        let receipt = event.store_id().and_then(|id| {
            let store = self.store.clone()?;
            Some(Receipt { store, id })
        });
        Received {
            event,
            tag,
            receipt,
            completion: None,
        }
    }
}

/// The notice of a full queue, in the form of the preceding event.
fn overflow_event(number: u64, queue: Option<&Filter>, refused: u64) -> Option<Event> {
    let mut data = vec![("refused", refused.into())];
    if let Some(Filter::Call(id)) = queue {
        data.push(("callConnectionId", id.as_str().into()));
    }
    notice(OVERFLOW_EVENT, &number.to_string(), data)
}

/// The damaged elements of a request.
struct Damage {
    count: usize,
    /// The first of them, and what it lacks.
    reason: String,
    notice: Event,
}

impl Damage {
    fn of(damaged: &[Error]) -> Option<Self> {
        let reason = damaged.first()?.message();
        let data = vec![("damaged", damaged.len().into()), ("reason", reason.into())];
        Some(Self {
            count: damaged.len(),
            reason: reason.to_owned(),
            notice: notice(DAMAGED_EVENT, "damaged", data)?,
        })
    }
}

/// An event that the receiver creates.
fn notice(kind: &str, id: &str, data: Vec<(&str, serde_json::Value)>) -> Option<Event> {
    let text = object(vec![
        ("id", id.into()),
        ("source", "acs-call-automation/receiver".into()),
        ("type", kind.into()),
        ("specversion", "1.0".into()),
        ("data", object(data)),
    ])
    .to_string();
    match Event::parse_all(text.as_bytes()) {
        Ok(events) => events.into_iter().next(),
        Err(error) => {
            log::warn!("a notice of the receiver could not be created: {error}");
            None
        }
    }
}
