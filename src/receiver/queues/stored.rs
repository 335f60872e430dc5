//! Queues that are fed from a store: events are accepted there, and delivered from there.

use std::sync::PoisonError;

use super::{Damage, Offer, Queues, State};
use crate::error::Result;
use crate::event::Event;
use crate::receiver::store::{Accepted, SharedStore, Wake};

impl Queues {
    /// Queues what the store has kept from before.
    pub(in crate::receiver) fn replay(&self) -> Result<()> {
        if let Some(store) = &self.store {
            let replayed = self.deliver(store)?;
            self.lock().counters.replayed = replayed;
        }
        Ok(())
    }

    /// Begins to deliver what others have stored.
    pub(in crate::receiver) fn start_store(&self, wake: Wake) -> Result<()> {
        match &self.store {
            Some(store) => store.get()?.start(wake),
            None => Ok(()),
        }
    }

    /// Queues what the store has to deliver; false when the receiver is closed.
    pub(in crate::receiver) fn deliver_stored(&self) -> bool {
        if let Some(Err(error)) = self.store.as_ref().map(|store| self.deliver(store)) {
            log::error!("receiver: stored events are not delivered yet: {error}");
        }
        !self.lock().closed
    }

    /// Stores the events of one request, and delivers them. The store waits for a disk: nothing is locked
    /// meanwhile, so that several requests together may exceed the capacity of a queue, each by its
    /// own events.
    pub(super) fn offer_to_store(
        &self,
        store: &SharedStore,
        events: Vec<Event>,
        damage: Option<Damage>,
    ) -> Offer {
        self.confirm_dropped();
        let count = events.len() as u64;
        let came = self.bounds.clock.elapsed();
        let arrivals: Vec<_> = events.into_iter().map(|event| (event, None)).collect();
        let mut state = self.lock();
        state.counters.received += count;
        if state.closed {
            state.counters.refused += count;
            return Offer::Closed;
        }
        let is_shared = store.is_shared();
        if !is_shared {
            if let Err(full) = state.reserve(&arrivals, damage.as_ref()) {
                state.refuse(&arrivals, full.as_ref(), came);
                return Offer::Full;
            }
            state.drop_reservations(&arrivals);
        }
        drop(state);
        let events = arrivals.into_iter().map(|(event, _)| event).collect();
        let accepted = store.get().and_then(|store| store.accept(events));
        let delivered = self.deliver(store);
        let mut state = self.lock();
        match accepted {
            Ok(Accepted::Stored {
                new,
                repeated,
                forgotten,
            }) => {
                state.counters.queued += new as u64;
                state.counters.duplicate += repeated as u64;
                state.count_forgotten(forgotten);
                if let Err(error) = delivered {
                    log::error!("receiver: stored events are not delivered yet: {error}");
                }
                if let Some(damage) = damage {
                    let total = new + repeated + damage.count;
                    state.commit_damage(damage, total, came);
                }
                Offer::Queued
            }
            Ok(Accepted::Full) => {
                state.counters.refused += count;
                state.refusals.count(
                    503,
                    if is_shared {
                        "Redis holds its maximum of events"
                    } else {
                        "the spool is full"
                    },
                );
                state.begin_overflow(count, None, came);
                Offer::Full
            }
            Err(error) => {
                let reason = if is_shared {
                    log::error!("receiver: events are refused with status 503: {error}");
                    "Redis is not available"
                } else {
                    // The spool has logged it.
                    "the spool cannot be written"
                };
                state.counters.refused += count;
                state.refusals.count(503, reason);
                Offer::NotStored(reason)
            }
        }
    }

    /// Queues what the store has to deliver, even beyond the capacity: it was acknowledged. Returns the
    /// number of events.
    fn deliver(&self, store: &SharedStore) -> Result<u64> {
        let _turn = self
            .delivering
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let events = store.get()?.deliver(usize::MAX)?;
        let came = self.bounds.clock.elapsed();
        let count = events.len() as u64;
        let mut state = self.lock();
        for event in events {
            state.deliver(event, came);
        }
        Ok(count)
    }

    /// Makes the store forget what was dropped unread.
    pub(super) fn confirm_dropped(&self) {
        let Some(store) = &self.store else {
            return;
        };
        let dropped = std::mem::take(&mut self.lock().dropped);
        if dropped.is_empty() {
            return;
        }
        if let Err(error) = store.get().and_then(|store| store.confirm(&dropped)) {
            log::warn!(
                "receiver: {} expired events stay in the store: {error}",
                dropped.len()
            );
        }
    }
}

impl State {
    fn deliver(&mut self, event: Event, came: std::time::Duration) {
        let filter = self.route(&event);
        let waiter = self.taker(&event, filter.as_ref()).map(|waiter| waiter.id);
        self.put(event, filter.as_ref(), waiter, came);
    }
}
