//! One queue: bounded, in order.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar};
use std::time::Duration;

use super::completion::{Completed, Completion};
use super::readiness::Readiness;
use super::store::{self, Receipt};
use crate::error::Result;
use crate::event::{Event, StoreId};

/// Selects the events of a [`Subscription`](super::Subscription).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Filter {
    /// The events of one call, by its call connection id.
    Call(String),
    /// The events of Event Grid: IncomingCall, CallStarted, RecordingFileStatusUpdated, ...
    EventGrid,
}

impl Filter {
    /// Returns the filter for the events of one call.
    pub fn call(call_connection_id: impl Into<String>) -> Self {
        Self::Call(call_connection_id.into())
    }

    pub(super) fn matches(&self, event: &Event) -> bool {
        match (self, Owner::of(event)) {
            (Self::Call(id), Some(Owner::Call(owner))) => id == owner,
            (Self::EventGrid, owner) => owner == Some(Owner::EventGrid),
            (Self::Call(_), _) => false,
        }
    }
}

/// The queue of an event, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<'a> {
    Call(&'a str),
    EventGrid,
}

impl<'a> Owner<'a> {
    /// Events of Event Grid may name a call too, and still do not belong to that call.
    pub(super) fn of(event: &'a Event) -> Option<Self> {
        if event.is_event_grid() {
            Some(Self::EventGrid)
        } else {
            event.call_connection_id().map(Self::Call)
        }
    }
}

/// The `type` of the notice that a queue was full. The receiver creates it, not the service.
pub const OVERFLOW_EVENT: &str = "AcsCallAutomation.QueueOverflow";

/// The `type` of the notice that a delivery contained elements that could not be read. The receiver
/// creates it, not the service.
pub const DAMAGED_EVENT: &str = "AcsCallAutomation.DamagedEvent";

/// An event taken out of a queue.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The event; of type [`OVERFLOW_EVENT`] for a notice that events were refused, of type
    /// [`DAMAGED_EVENT`] for one that elements could not be read.
    pub event: Event,
    /// The tag of its call, at the time the event was taken out.
    pub tag: Option<u64>,
    pub(super) receipt: Option<Receipt>,
    pub(super) completion: Option<Completion>,
}

impl AsRef<Event> for Received {
    fn as_ref(&self) -> &Event {
        &self.event
    }
}

/// An event that no receiver delivered.
#[doc(hidden)]
impl From<Event> for Received {
    fn from(event: Event) -> Self {
        Self {
            event,
            tag: None,
            receipt: None,
            completion: None,
        }
    }
}

impl Received {
    /// Confirms the event: the [`spool`](super::ReceiverOptions::spool) or [`redis`](super::ReceiverOptions::redis) forgets it. One
    /// that is not confirmed is delivered again after a restart. Without these, and for notices of the receiver, it does
    /// nothing. Clones are the same event; to confirm it twice is no error.
    ///
    /// Returns once the disk has it, with a spool after a millisecond or so; threads that confirm at the same
    /// time share the cost, and [`done_all`](Self::done_all) confirms many events at once.
    ///
    /// # Errors
    /// [`System`](crate::ErrorKind::System) when the spool cannot be written or Redis fails: the event may be
    /// delivered again after a restart. [`Closed`](crate::ErrorKind::Closed) when Redis gave it to another consumer
    /// meanwhile, since this one gave no sign of life. [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn done(&self) -> Result<()> {
        store::confirm(self.receipt.iter())
    }

    /// Confirms many events at once, as [`done`](Self::done) does one.
    ///
    /// # Errors
    /// As for [`done`](Self::done); none of the events of one spool or Redis is confirmed then.
    pub fn done_all<'a>(events: impl IntoIterator<Item = &'a Self>) -> Result<()> {
        let events = events.into_iter();
        store::confirm(events.filter_map(|received| received.receipt.as_ref()))
    }

    /// Returns the completion of a submitted operation; `None` for an event. `event` is then of the type
    /// [`COMPLETION_EVENT`](super::COMPLETION_EVENT), and `tag` that of the operation.
    pub fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// Returns whether this is a notice of the receiver that the queue was full: after the
    /// preceding events, requests were refused with status 503. `data.refused` is the number of
    /// events in them; the sender normally delivers them again. A queue has at most one notice at a
    /// time.
    pub fn is_overflow(&self) -> bool {
        self.event.event_type() == OVERFLOW_EVENT
    }

    /// Returns whether this is a notice of the receiver that a delivery contained elements that could not
    /// be read, beside events that could. `data.damaged` is their number, `data.reason` names the first
    /// and what it lacks. They are dropped. The notice is in the main queue.
    pub fn is_damaged(&self) -> bool {
        self.event.event_type() == DAMAGED_EVENT
    }
}

/// The capacity of a queue: a number of events, and of bytes of their JSON. Notices take none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Room {
    pub events: usize,
    pub bytes: usize,
}

/// One queue. All queues are behind one lock.
pub(super) struct Queue {
    entries: VecDeque<Entry>,
    capacity: Room,
    /// The size of the JSON of all its events.
    bytes: usize,
    /// Room reserved for the events of the current request.
    reserved: Room,
    /// Events refused since the notice was queued; 0 when there is no notice.
    refused: u64,
    /// Threads blocked until something arrives.
    pub readers: usize,
    pub arrived: Arc<Condvar>,
    /// Threads that wait, blocked or about to block.
    pub waiting: usize,
    /// How often the waiting threads were woken.
    pub wakes: u64,
    /// A wake when no thread was waiting: it applies to the next read.
    woken: bool,
    closed: bool,
    /// Submitted operations whose completion will be put here.
    pub operations: usize,
    /// Completions among the entries.
    completions: usize,
    readiness: Option<Arc<Readiness>>,
}

/// An entry of a queue.
pub(super) struct Entry {
    /// Increases with every entry of any queue, so that queues can be merged in order.
    number: u64,
    /// When it arrived, or was given back, by the receiver's clock.
    came: Duration,
    /// It was given back by a subscription, unread.
    given_back: bool,
    item: Item,
}

enum Item {
    Event(Event),
    Overflow,
    Completion(Completed),
}

/// An item taken out of a queue.
pub(super) enum TakenItem {
    Event(Event),
    /// The number of refused events; the notice's number distinguishes it from other notices.
    Overflow {
        number: u64,
        refused: u64,
    },
    Completion(Completed),
}

impl Entry {
    fn event(&self) -> Option<&Event> {
        match &self.item {
            Item::Event(event) => Some(event),
            Item::Overflow | Item::Completion(_) => None,
        }
    }

    fn is_completion(&self) -> bool {
        matches!(self.item, Item::Completion(_))
    }

    fn bytes(&self) -> usize {
        self.event().map_or(0, size)
    }
}

/// The size of an event, as counted for the capacity.
fn size(event: &Event) -> usize {
    event.raw().len()
}

fn bytes_of(entries: &VecDeque<Entry>) -> usize {
    entries.iter().map(Entry::bytes).sum()
}

impl Queue {
    pub(super) fn new(capacity: Room) -> Self {
        Self {
            entries: VecDeque::new(),
            capacity,
            bytes: 0,
            reserved: Room::default(),
            refused: 0,
            readers: 0,
            arrived: Arc::default(),
            waiting: 0,
            wakes: 0,
            woken: false,
            closed: false,
            operations: 0,
            completions: 0,
            readiness: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Reserves room for an event; `false` when there is none. An empty queue has room for all
    /// events of one request: they could never be accepted otherwise.
    pub(super) fn reserve(&mut self, event: &Event) -> bool {
        let events = self.entries.len() - self.completions - usize::from(self.refused > 0);
        let with_it = Room {
            events: self.reserved.events + 1,
            bytes: self.reserved.bytes + size(event),
        };
        let free = events == 0
            || (events + with_it.events <= self.capacity.events
                && self.bytes + with_it.bytes <= self.capacity.bytes);
        if free {
            self.reserved = with_it;
        }
        free
    }

    pub(super) fn drop_reservations(&mut self) {
        self.reserved = Room::default();
    }

    /// Puts an event into its reserved room.
    pub(super) fn push(&mut self, number: u64, came: Duration, event: Event) {
        self.reserved.events = self.reserved.events.saturating_sub(1);
        self.reserved.bytes = self.reserved.bytes.saturating_sub(size(&event));
        self.put(Entry {
            number,
            came,
            given_back: false,
            item: Item::Event(event),
        });
    }

    /// Counts refused events, at least one; `true` when an overflow begins, and a notice was
    /// queued.
    pub(super) fn refuse(&mut self, count: u64, number: u64, came: Duration) -> bool {
        let begins = self.refused == 0;
        self.refused += count;
        if begins {
            self.put(Entry {
                number,
                came,
                given_back: false,
                item: Item::Overflow,
            });
        }
        begins
    }

    /// Adds the completion of an operation that this queue expects.
    pub(super) fn complete(&mut self, number: u64, came: Duration, completed: Completed) {
        self.operations = self.operations.saturating_sub(1);
        self.put(Entry {
            number,
            came,
            given_back: false,
            item: Item::Completion(completed),
        });
        if self.is_ended() {
            self.arrived.notify_all();
        }
    }

    /// Whether nothing arrives any more.
    pub(super) fn is_ended(&self) -> bool {
        self.closed && self.operations == 0
    }

    fn put(&mut self, entry: Entry) {
        self.completions += usize::from(entry.is_completion());
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        self.settle(1);
    }

    pub(super) fn take_first(&mut self) -> Option<TakenItem> {
        self.take(0)
    }

    /// Takes out the entry at `index`, as the functions below return it.
    pub(super) fn take(&mut self, index: usize) -> Option<TakenItem> {
        let entry = self.remove(index)?;
        self.settle(0);
        Some(match entry.item {
            Item::Event(event) => TakenItem::Event(event),
            Item::Completion(completed) => TakenItem::Completion(completed),
            Item::Overflow => TakenItem::Overflow {
                number: entry.number,
                refused: std::mem::take(&mut self.refused),
            },
        })
    }

    fn remove(&mut self, index: usize) -> Option<Entry> {
        let entry = self.entries.remove(index)?;
        self.bytes -= entry.bytes();
        self.completions -= usize::from(entry.is_completion());
        Some(entry)
    }

    /// Index and number of the first event that matches.
    pub(super) fn find(&self, wanted: impl Fn(&Event) -> bool) -> Option<(usize, u64)> {
        self.entries
            .iter()
            .enumerate()
            .find(|(_, entry)| entry.event().is_some_and(&wanted))
            .map(|(index, entry)| (index, entry.number))
    }

    pub(super) fn event_at(&self, index: usize) -> Option<&Event> {
        self.entries.get(index)?.event()
    }

    /// Drops events that arrived before `oldest`; returns how many, and adds their places in the store to
    /// `stored`. A notice does not expire.
    pub(super) fn expire(&mut self, oldest: Duration, stored: &mut Vec<StoreId>) -> u64 {
        let mut expired = 0;
        let mut index = 0;
        while let Some(entry) = self.entries.get(index) {
            if entry.event().is_none() {
                index += 1;
            } else if entry.came < oldest {
                let removed = self.remove(index);
                stored.extend(removed.and_then(|entry| entry.event()?.store_id()));
                expired += 1;
            } else if entry.given_back {
                // May be younger than those behind it.
                index += 1;
            } else {
                break;
            }
        }
        if expired > 0 {
            self.settle(0);
        }
        expired
    }

    /// Takes out all events that match, in order.
    pub(super) fn split_off(&mut self, wanted: impl Fn(&Event) -> bool) -> VecDeque<Entry> {
        let (theirs, ours) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|entry| entry.event().is_some_and(&wanted));
        self.entries = ours;
        self.bytes -= bytes_of(&theirs);
        self.settle(0);
        theirs
    }

    /// Adds events that were acknowledged before, even beyond the capacity.
    pub(super) fn take_over(&mut self, entries: VecDeque<Entry>) {
        let count = entries.len();
        self.bytes += bytes_of(&entries);
        self.completions += entries.iter().filter(|entry| entry.is_completion()).count();
        let ours = std::mem::replace(&mut self.entries, VecDeque::with_capacity(count));
        self.entries = merge(ours, entries);
        self.settle(count);
    }

    /// Puts an event back in its place that was taken out before `now`.
    pub(super) fn give_back(&mut self, number: u64, now: Duration, event: Event) {
        self.take_over(VecDeque::from([Entry {
            number,
            came: now,
            given_back: true,
            item: Item::Event(event),
        }]));
    }

    /// Adds what is left of another queue. Two notices are merged. The time of its events starts at
    /// `now`.
    pub(super) fn absorb(&mut self, mut other: Self, now: Duration) {
        for entry in &mut other.entries {
            entry.came = now;
            entry.given_back = true;
        }
        if self.refused > 0 {
            other
                .entries
                .retain(|entry| !matches!(entry.item, Item::Overflow));
        }
        self.refused += other.refused;
        self.operations += other.operations;
        self.take_over(other.entries);
    }

    /// No more events arrive: waiting threads are woken.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.arrived.notify_all();
        self.ring();
    }

    /// Ends the waits of all threads that wait now, or else the next read.
    pub(super) fn wake(&mut self) {
        if self.waiting > 0 {
            self.wakes += 1;
            self.arrived.notify_all();
        } else {
            self.woken = true;
            self.ring();
        }
    }

    /// Takes a pending wake; returns whether there was one.
    pub(super) fn take_wake(&mut self) -> bool {
        let woken = std::mem::take(&mut self.woken);
        if woken {
            self.ring();
        }
        woken
    }

    /// The readiness descriptor, created on first use.
    #[cfg(unix)]
    pub(super) fn readiness(&mut self) -> Result<Arc<Readiness>> {
        if let Some(readiness) = &self.readiness {
            return Ok(readiness.clone());
        }
        let readiness = Arc::new(Readiness::new()?);
        self.readiness = Some(readiness.clone());
        self.ring();
        Ok(readiness)
    }

    /// Drops the readiness descriptor.
    pub(super) fn drop_readiness(&mut self) {
        self.readiness = None;
    }

    /// Called after every change of the entries.
    fn settle(&mut self, added: usize) {
        match added.min(self.readers) {
            0 => {}
            1 => self.arrived.notify_one(),
            _ => self.arrived.notify_all(),
        }
        self.ring();
    }

    /// Whether a read without waiting would return something.
    fn ring(&self) {
        if let Some(readiness) = &self.readiness {
            readiness.set(self.woken || self.is_ended() || !self.entries.is_empty());
        }
    }
}

/// Merges by number. Both are in order.
fn merge(mut left: VecDeque<Entry>, mut right: VecDeque<Entry>) -> VecDeque<Entry> {
    if left.is_empty() {
        return right;
    }
    let mut both = VecDeque::with_capacity(left.len() + right.len());
    while let (Some(first), Some(second)) = (left.front(), right.front()) {
        let earlier = if first.number <= second.number {
            &mut left
        } else {
            &mut right
        };
        both.extend(earlier.pop_front());
    }
    both.append(&mut left);
    both.append(&mut right);
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same in every run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % 1024).unwrap() % sides
        }

        fn event(&mut self) -> Event {
            let text = format!(
                r#"{{"id":"{}","type":"T","data":"{}"}}"#,
                self.below(2),
                "x".repeat(self.below(60))
            );
            Event::parse_all(text.as_bytes()).unwrap().remove(0)
        }
    }

    #[test]
    fn a_queue_counts_the_bytes_of_its_events_in_any_sequence() {
        let room = Room {
            events: 8,
            bytes: 400,
        };
        let is_wanted = |event: &Event| event.id() == "0";
        for seed in 1..=8 {
            let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
            let (mut main, mut other) = (Queue::new(room), Queue::new(room));
            for step in 0..2000_u32 {
                let (number, now) = (u64::from(step), Duration::from_secs(u64::from(step)));
                let queue = if dice.below(2) == 0 {
                    &mut main
                } else {
                    &mut other
                };
                match dice.below(16) {
                    0..=7 => {
                        let event = dice.event();
                        let was_empty = queue.bytes == 0;
                        if queue.reserve(&event) {
                            queue.push(number, now, event);
                            assert!(was_empty || queue.bytes <= room.bytes, "step {step}");
                        } else {
                            queue.refuse(1, number, now);
                        }
                    }
                    8..=10 => drop(queue.take_first()),
                    11 => {
                        let found = queue.find(is_wanted);
                        found.and_then(|(index, _)| queue.take(index));
                    }
                    12 => {
                        let oldest = now.saturating_sub(Duration::from_secs(12));
                        queue.expire(oldest, &mut Vec::new());
                    }
                    13 => {
                        // A request that found no room for its last event.
                        queue.reserve(&dice.event());
                        queue.drop_reservations();
                    }
                    14 => other.take_over(main.split_off(is_wanted)),
                    _ => main.absorb(std::mem::replace(&mut other, Queue::new(room)), now),
                }
                for queue in [&main, &other] {
                    assert_eq!(queue.bytes, bytes_of(&queue.entries), "step {step}");
                    assert_eq!((queue.reserved.events, queue.reserved.bytes), (0, 0));
                }
            }
        }
    }
}
