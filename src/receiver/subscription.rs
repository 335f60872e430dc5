//! A separate queue for one call, or for Event Grid.

use std::fmt;
#[cfg(unix)]
use std::os::fd::BorrowedFd;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::OnceLock;
use std::time::Duration;

use super::inbox::Inner;
use super::queue::{Filter, Received};
use super::queues::Next;
#[cfg(unix)]
use super::readiness::Readiness;
use super::reading::{self, Events};
use super::waiting::{Expected, Waited, Wanted};
use crate::clock::after;
use crate::error::Result;
use crate::event::EventKind;

/// A separate queue for the events of one call, or of Event Grid.
///
/// Created by [`Receiver::subscribe`](super::Receiver::subscribe). It has its own capacity, so that
/// other events cannot fill it, and it cannot fill other queues. Dropping it gives unread events
/// back to the main queue, in order. May be shared between threads; stays readable when the
/// receiver is dropped or closed, until it is empty. In a child process forked after its creation,
/// it behaves as the [`Receiver`](super::Receiver) does there.
pub struct Subscription {
    pub(super) inner: Arc<Inner>,
    pub(super) filter: Filter,
    #[cfg(unix)]
    readiness: OnceLock<Arc<Readiness>>,
}

impl Subscription {
    pub(super) fn new(inner: Arc<Inner>, filter: Filter) -> Self {
        Self {
            inner,
            filter,
            #[cfg(unix)]
            readiness: OnceLock::new(),
        }
    }

    /// Returns the filter of the subscription.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns the next event, or why there is none; as [`Receiver::next`](super::Receiver::next).
    ///
    /// # Errors
    /// As for [`Receiver::next`](super::Receiver::next).
    pub fn next(&self, timeout: Option<Duration>) -> Result<Next> {
        reading::next(&self.inner, Some(&self.filter), timeout)
    }

    /// Returns the next event; waits without a time limit.
    ///
    /// # Errors
    /// As for [`Receiver::recv`](super::Receiver::recv).
    pub fn recv(&self) -> Result<Received> {
        reading::recv(&self.inner, Some(&self.filter))
    }

    /// Returns the next event; `None` when `timeout` expires first, or the wait is ended by
    /// [`wake`](Self::wake).
    ///
    /// # Errors
    /// As for [`Receiver::next`](super::Receiver::next).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received>> {
        Ok(self.next(Some(timeout))?.into_event())
    }

    /// Returns the next event; `None` when the queue is empty. Does not wait.
    ///
    /// # Errors
    /// As for [`Receiver::next`](super::Receiver::next).
    pub fn try_recv(&self) -> Result<Option<Received>> {
        self.recv_timeout(Duration::ZERO)
    }

    /// Ends the waits of all threads for the next event of this queue, or else the next read; as
    /// [`Receiver::wake`](super::Receiver::wake).
    pub fn wake(&self) {
        if let Some(queues) = self.inner.queues.get() {
            queues.wake(Some(&self.filter));
        }
    }

    /// Returns the readiness descriptor of this queue, for poll, epoll and select; as
    /// [`Receiver::fd`](super::Receiver::fd). It is closed when the subscription is dropped.
    ///
    /// # Errors
    /// As for [`Receiver::fd`](super::Receiver::fd).
    #[cfg(unix)]
    pub fn fd(&self) -> Result<BorrowedFd<'_>> {
        reading::fd(&self.inner, Some(&self.filter), &self.readiness)
    }

    /// Returns an iterator over the events; it ends when the receiver is closed and the queue is
    /// empty, at a [`wake`](Self::wake), or in a forked child.
    pub fn iter(&self) -> Events<'_> {
        Events::new(&self.inner, Some(&self.filter))
    }

    /// Waits for one of the `expected` events, as
    /// [`Receiver::wait_for`](super::Receiver::wait_for), but in this queue only. The end of the
    /// subscription's call ends the wait, even when no expected event names the call.
    ///
    /// # Errors
    /// As for [`Receiver::wait_for`](super::Receiver::wait_for).
    pub fn wait_for(&self, expected: &[Expected], timeout: Duration) -> Result<Waited> {
        Expected::check_all(expected)?;
        let wanted = Wanted::new(expected, Some(self.filter.clone()));
        self.inner.try_queues()?.wait_for(wanted, after(timeout))
    }

    /// Waits for an event of one kind, as [`Receiver::wait_for_kind`](super::Receiver::wait_for_kind), but in
    /// this queue only.
    ///
    /// # Errors
    /// As for [`Receiver::wait_for`](super::Receiver::wait_for).
    pub fn wait_for_kind(&self, kind: EventKind, timeout: Duration) -> Result<Waited> {
        self.wait_for(&[Expected::kind(kind, None)?], timeout)
    }

    /// Returns the number of unread events.
    pub fn len(&self) -> usize {
        let queues = self.inner.queues.get();
        queues.map_or(0, |queues| queues.len(Some(&self.filter)))
    }

    /// Returns whether there are no unread events.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(queues) = self.inner.queues.get() {
            queues.unsubscribe(&self.filter);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscription").field(&self.filter).finish()
    }
}

impl<'a> IntoIterator for &'a Subscription {
    type Item = Received;
    type IntoIter = Events<'a>;

    fn into_iter(self) -> Events<'a> {
        self.iter()
    }
}
