//! A queue of its own for one call, or for Event Grid.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::inbox::Inner;
use super::queue::{Filter, Received};
use super::wait::{Expected, Waited, Wanted};
use crate::error::Result;
use crate::server::after;

/// The events of one call, or of Event Grid, in a queue of their own.
///
/// Made by [`Receiver::subscribe`](super::Receiver::subscribe). It has its own bound, so that a
/// crowd of other events cannot take its places, and it cannot take theirs. Dropping it gives
/// unread events back to the main queue, in order. May be shared between threads; stays readable
/// when the receiver is dropped or closed, until it is empty.
pub struct Subscription {
    inner: Arc<Inner>,
    filter: Filter,
}

impl Subscription {
    pub(super) fn new(inner: Arc<Inner>, filter: Filter) -> Self {
        Self { inner, filter }
    }

    /// What it was made for.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The next event; waits for it as long as it takes.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn recv(&self) -> Result<Received> {
        recv(&self.inner, Some(&self.filter))
    }

    /// The next event; `None` when `timeout` passes first.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received>> {
        let deadline = Some(after(timeout));
        self.inner.queues.next(Some(&self.filter), deadline)
    }

    /// The next event if it is there already.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn try_recv(&self) -> Result<Option<Received>> {
        self.recv_timeout(Duration::ZERO)
    }

    /// All events, until the receiver is closed and the queue is empty.
    pub fn iter(&self) -> impl Iterator<Item = Received> + '_ {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// Waits for one of the `expected` events, as
    /// [`Receiver::wait_for`](super::Receiver::wait_for) does, but in this queue only. For a
    /// call's subscription the end of that call ends the wait, whatever else is expected.
    pub fn wait_for(&self, expected: &[Expected], timeout: Duration) -> Waited {
        let wanted = Wanted::new(expected, Some(self.filter.clone()));
        self.inner.queues.wait_for(wanted, after(timeout))
    }

    /// How many events are unread.
    pub fn len(&self) -> usize {
        self.inner.queues.len(Some(&self.filter))
    }

    /// Whether nothing is unread.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.inner.queues.unsubscribe(&self.filter);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscription").field(&self.filter).finish()
    }
}

/// The next event of a queue, whenever it comes.
pub(super) fn recv(inner: &Inner, queue: Option<&Filter>) -> Result<Received> {
    loop {
        if let Some(received) = inner.queues.next(queue, None)? {
            return Ok(received);
        }
    }
}
