//! The next event of a queue: the wait for it, ending that wait, and the readiness descriptor.

#[cfg(unix)]
use std::sync::Arc;
use std::time::Instant;

use super::{Queues, State, wait};
use crate::error::{Error, Result};
use crate::receiver::queue::{Filter, Queue, Received};
#[cfg(unix)]
use crate::receiver::readiness::Readiness;

/// The result of a wait for the next event.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Next {
    /// An event, taken out of the queue.
    Event(Received),
    /// No event arrived in time.
    TimedOut,
    /// The wait was ended by a wake. Events may be queued all the same.
    Woken,
}

impl Next {
    /// Returns the event, if there is one.
    pub fn into_event(self) -> Option<Received> {
        match self {
            Self::Event(received) => Some(received),
            Self::TimedOut | Self::Woken => None,
        }
    }
}

impl Queues {
    /// The next event of a queue, unless a wake comes first or the deadline passes; at once when it
    /// has passed already. Without a deadline it waits forever.
    pub(in crate::receiver) fn next(
        &self,
        queue: Option<&Filter>,
        deadline: Option<Instant>,
    ) -> Result<Next> {
        let mut state = self.lock();
        if let Some(next) = state.take(queue, deadline)? {
            return Ok(next);
        }
        let Some(here) = state.queue(queue) else {
            return Err(Error::closed("the subscription"));
        };
        here.waiting += 1;
        let wakes = here.wakes;
        let arrived = here.arrived.clone();
        // Once the threads that bring events have had their turn, there are often several to
        // read without a sleep and a wake-up for each.
        drop(state);
        std::thread::yield_now();
        state = self.lock();
        let next = loop {
            match state.queue(queue) {
                None => break Err(Error::closed("the subscription")),
                Some(here) if here.wakes != wakes => break Ok(Next::Woken),
                Some(_) => {}
            }
            if let Some(next) = state.take(queue, deadline).transpose() {
                break next;
            }
            if let Some(here) = state.queue(queue) {
                here.readers += 1;
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            state = wait(&arrived, state, left);
            if let Some(here) = state.queue(queue) {
                here.readers = here.readers.saturating_sub(1);
            }
        };
        if let Some(here) = state.queue(queue) {
            here.waiting = here.waiting.saturating_sub(1);
        }
        next
    }

    /// Ends the waits for the next event of a queue.
    pub(in crate::receiver) fn wake(&self, queue: Option<&Filter>) {
        if let Some(here) = self.lock().queue(queue) {
            here.wake();
        }
    }

    /// The descriptor of the main queue is closed as soon as the receiver is dropped, although
    /// subscriptions may keep the queues.
    pub(in crate::receiver) fn drop_main_readiness(&self) {
        self.lock().main.drop_readiness();
    }

    /// The descriptor that is readable while [`next`](Self::next) would return at once.
    #[cfg(unix)]
    pub(in crate::receiver) fn readiness(&self, queue: Option<&Filter>) -> Result<Arc<Readiness>> {
        match self.lock().queue(queue) {
            Some(here) => here.readiness(),
            None => Err(Error::closed("the subscription")),
        }
    }
}

impl State {
    /// What a read returns at once; `None` when it must wait, until the deadline.
    fn take(&mut self, queue: Option<&Filter>, deadline: Option<Instant>) -> Result<Option<Next>> {
        if self.queue(queue).is_some_and(Queue::take_wake) {
            return Ok(Some(Next::Woken));
        }
        if let Some(received) = self.take_first(queue) {
            return Ok(Some(Next::Event(received)));
        }
        if self.queue(queue).is_none_or(|queue| queue.is_ended()) {
            return Err(Error::closed("the receiver"));
        }
        let has_passed = deadline.is_some_and(|deadline| deadline <= Instant::now());
        Ok(has_passed.then_some(Next::TimedOut))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bounds;
    use super::*;
    use crate::clock::Clock;
    use crate::receiver::dedup::Window;
    use crate::receiver::queue::Room;

    fn queues() -> Queues {
        let room = Room {
            events: 8,
            bytes: 8192,
        };
        Queues::new(
            Bounds {
                main: room,
                subscription: room,
                duplicates: Window {
                    time: std::time::Duration::from_secs(1),
                    memory: 8192,
                },
                unclaimed_event_ttl: None,
                clock: Clock::system(),
            },
            None,
        )
    }

    #[test]
    fn one_wake_ends_the_waits_of_all_and_is_spent_then() {
        const THREADS: usize = 3;
        let queues = queues();
        std::thread::scope(|scope| {
            let waits: Vec<_> = (0..THREADS)
                .map(|_| scope.spawn(|| queues.next(None, None)))
                .collect();
            while queues.lock().main.waiting < THREADS {
                std::thread::yield_now();
            }
            queues.wake(None);
            for wait in waits {
                assert!(matches!(wait.join().unwrap(), Ok(Next::Woken)));
            }
        });
        let now = Some(Instant::now());
        assert!(matches!(queues.next(None, now), Ok(Next::TimedOut)));
        assert_eq!(queues.lock().main.waiting, 0);
        assert_eq!(queues.lock().main.readers, 0);
    }
}
