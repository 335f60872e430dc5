//! Submitted operations that wait for an event without a worker: one thread of the client completes each as
//! soon as its event arrives or its time is up.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use crate::platform::spawn;

/// An operation that waits.
pub(crate) trait Parked: Send {
    /// Until when it waits; `None` when it need not wait any longer.
    fn until(&self) -> Option<Instant>;
    /// Completes it; waits until then if it must.
    fn complete(self: Box<Self>);
}

/// The operations that wait. They keep the client, and so the thread.
#[derive(Default)]
pub(super) struct Parking {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    parked: HashMap<u64, (Instant, Box<dyn Parked>)>,
    /// Which is due next.
    due: BTreeSet<(Instant, u64)>,
    /// Those to look at: something has changed for them.
    changed: HashSet<u64>,
    last: u64,
    thread: Option<JoinHandle<()>>,
    closed: bool,
}

/// Has a parked operation looked at again. It takes the lock of the parking, and no other.
pub(crate) struct Changed {
    parking: Weak<Parking>,
    number: u64,
}

impl Changed {
    pub(crate) fn notify(&self) {
        if let Some(parking) = self.parking.upgrade() {
            parking.lock().changed.insert(self.number);
            parking.changed.notify_one();
        }
    }
}

impl Parking {
    /// Parks what `make` makes; it completes on the thread of the parking, or, when that cannot be started, on
    /// this one.
    pub(super) fn park(self: &Arc<Self>, make: impl FnOnce(Changed) -> Box<dyn Parked>) {
        let mut state = self.lock();
        if state.thread.is_none() {
            let parking = Arc::clone(self);
            state.thread = spawn("flows", move || parking.run()).ok();
        }
        let has_thread = state.thread.is_some();
        state.last += 1;
        let number = state.last;
        drop(state);
        let parked = make(Changed {
            parking: Arc::downgrade(self),
            number,
        });
        match parked.until() {
            Some(until) if has_thread => self.lock().add(number, until, parked),
            _ => return parked.complete(),
        }
        // It may have changed before it was there, or be due before all others.
        self.lock().changed.insert(number);
        self.changed.notify_one();
    }

    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let ready = state.ready(now);
            if !ready.is_empty() {
                drop(state);
                for (number, parked) in ready {
                    match parked.until().filter(|until| *until > now) {
                        Some(until) => self.lock().add(number, until, parked),
                        None => parked.complete(),
                    }
                }
                state = self.lock();
            } else if state.closed {
                return;
            } else {
                state = match state.due.first() {
                    Some((next, _)) => {
                        let left = next.saturating_duration_since(now);
                        let waited = self.changed.wait_timeout(state, left);
                        waited.unwrap_or_else(PoisonError::into_inner).0
                    }
                    None => self
                        .changed
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner),
                };
            }
        }
    }

    /// Ends the thread once nothing is parked, and returns it.
    pub(super) fn close(&self) -> Option<JoinHandle<()>> {
        let mut state = self.lock();
        state.closed = true;
        self.changed.notify_one();
        state.thread.take()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, number: u64, until: Instant, parked: Box<dyn Parked>) {
        self.due.insert((until, number));
        self.parked.insert(number, (until, parked));
    }

    /// Takes out what has changed or is due.
    fn ready(&mut self, now: Instant) -> Vec<(u64, Box<dyn Parked>)> {
        let mut numbers = std::mem::take(&mut self.changed);
        numbers.extend(
            self.due
                .iter()
                .take_while(|(until, _)| *until <= now)
                .map(|(_, number)| *number),
        );
        let mut ready = Vec::with_capacity(numbers.len());
        for number in numbers {
            if let Some((until, parked)) = self.parked.remove(&number) {
                self.due.remove(&(until, number));
                ready.push((number, parked));
            }
        }
        ready
    }
}
