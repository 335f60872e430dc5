//! Submitted operations: a queue expects the completion of each, and is not at its end before that.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::{Queues, State, wait};
use crate::error::{Error, Result};
use crate::receiver::completion::Completed;
use crate::receiver::queue::Filter;

/// Cancels an operation.
type Cancel = Box<dyn Fn() + Send>;

/// The outstanding operations, by their numbers.
#[derive(Default)]
pub(super) struct Operations {
    last: u64,
    outstanding: HashMap<u64, Outstanding>,
}

struct Outstanding {
    queue: Option<Filter>,
    cancel: Option<Cancel>,
}

impl Operations {
    /// The subscription is dropped: the main queue gets what it expected.
    pub(super) fn moved_to_main(&mut self, from: &Filter) {
        for operation in self.outstanding.values_mut() {
            if operation.queue.as_ref() == Some(from) {
                operation.queue = None;
            }
        }
    }
}

impl Queues {
    /// Expects the completion of an operation, in the main queue when there is no such subscription.
    pub(in crate::receiver) fn expect(
        &self,
        queue: Option<&Filter>,
        cancel: impl Fn() + Send + 'static,
    ) -> Result<u64> {
        let mut state = self.lock();
        if state.closed {
            return Err(Error::closed("the receiver"));
        }
        let queue = queue.filter(|queue| state.queue(Some(queue)).is_some());
        if let Some(here) = state.queue(queue) {
            here.operations += 1;
        }
        state.operations.last += 1;
        let number = state.operations.last;
        let outstanding = Outstanding {
            queue: queue.cloned(),
            cancel: Some(Box::new(cancel)),
        };
        state.operations.outstanding.insert(number, outstanding);
        Ok(number)
    }

    /// An operation that could not be started.
    pub(in crate::receiver) fn forget(&self, number: u64) {
        let mut state = self.lock();
        if let Some(queue) = state
            .end(number)
            .and_then(|queue| state.queue(queue.as_ref()))
        {
            queue.operations = queue.operations.saturating_sub(1);
        }
        self.tell_ended(&state);
    }

    /// Puts the completion of an operation into its queue.
    pub(in crate::receiver) fn complete(&self, number: u64, completed: Completed) {
        let came = self.bounds.clock.elapsed();
        let mut state = self.lock();
        if let Some(queue) = state.end(number) {
            state.number += 1;
            let number = state.number;
            if let Some(queue) = state.queue(queue.as_ref()) {
                queue.complete(number, came, completed);
            }
        }
        self.tell_ended(&state);
    }

    fn tell_ended(&self, state: &State) {
        if state.operations.outstanding.is_empty() {
            self.operations_ended.notify_all();
        }
    }

    /// Cancels all outstanding operations, if there are any; each is completed on its own thread.
    pub(in crate::receiver) fn cancel_operations(&self) -> bool {
        let mut state = self.lock();
        let any = !state.operations.outstanding.is_empty();
        let outstanding = state.operations.outstanding.values_mut();
        let cancels: Vec<Cancel> = outstanding.filter_map(|one| one.cancel.take()).collect();
        // A canceled operation that has not begun completes on this thread.
        drop(state);
        for cancel in cancels {
            cancel();
        }
        any
    }

    /// Waits for the outstanding operations, and cancels them in the last quarter of `timeout`; whether all
    /// have ended.
    pub(in crate::receiver) fn end_operations(&self, timeout: Duration, deadline: Instant) -> bool {
        let quarter = timeout.min(Duration::from_secs(365 * 24 * 60 * 60)) / 4;
        let soft = deadline.checked_sub(quarter).unwrap_or(deadline);
        if self.have_ended(soft) {
            return true;
        }
        self.cancel_operations();
        self.have_ended(deadline)
    }

    fn have_ended(&self, deadline: Instant) -> bool {
        let mut state = self.lock();
        while !state.operations.outstanding.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = wait(&self.operations_ended, state, Some(left));
        }
        true
    }
}

impl State {
    /// The queue of an operation that ends; the main one when it is `Some(None)`.
    fn end(&mut self, number: u64) -> Option<Option<Filter>> {
        let operation = self.operations.outstanding.remove(&number)?;
        Some(operation.queue)
    }
}
