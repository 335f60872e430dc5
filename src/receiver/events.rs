//! The events of a queue as an iterator.

use std::fmt;

use super::inbox::Inner;
use super::queue::{Filter, Received};
use super::subscription::recv;

/// An iterator over the events of a queue, created by [`Receiver::iter`](super::Receiver::iter) or
/// [`Subscription::iter`](super::Subscription::iter). Waits for each event without a time limit.
pub struct Events<'a> {
    inner: &'a Inner,
    queue: Option<&'a Filter>,
}

impl<'a> Events<'a> {
    pub(super) fn new(inner: &'a Inner, queue: Option<&'a Filter>) -> Self {
        Self { inner, queue }
    }
}

impl Iterator for Events<'_> {
    type Item = Received;

    fn next(&mut self) -> Option<Received> {
        recv(self.inner, self.queue).ok()
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
