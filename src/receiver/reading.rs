//! Reading a queue: the main one, or that of a subscription.

use std::fmt;
#[cfg(unix)]
use std::os::fd::BorrowedFd;
#[cfg(unix)]
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::inbox::Inner;
use super::queue::{Filter, Received};
use super::queues::Next;
#[cfg(unix)]
use super::readiness::Readiness;
use crate::clock::after;
use crate::error::{Error, ErrorKind, Result};

/// The result of a wait for the next event of a queue; the main one for `None`.
pub(super) fn next(
    inner: &Inner,
    queue: Option<&Filter>,
    timeout: Option<Duration>,
) -> Result<Next> {
    inner.try_queues()?.next(queue, timeout.map(after))
}

/// The next event of a queue, without a time limit.
pub(super) fn recv(inner: &Inner, queue: Option<&Filter>) -> Result<Received> {
    loop {
        match next(inner, queue, None)? {
            Next::Event(received) => return Ok(received),
            Next::Woken => {
                return Err(Error::new(
                    ErrorKind::Aborted,
                    "the wait was ended by a wake",
                ));
            }
            Next::TimedOut => {}
        }
    }
}

/// The readiness descriptor of a queue, kept in `readiness` after first use.
#[cfg(unix)]
pub(super) fn fd<'a>(
    inner: &Inner,
    queue: Option<&Filter>,
    readiness: &'a OnceLock<Arc<Readiness>>,
) -> Result<BorrowedFd<'a>> {
    let queues = inner.try_queues()?;
    if let Some(readiness) = readiness.get() {
        return Ok(readiness.fd());
    }
    let made = queues.readiness(queue)?;
    Ok(readiness.get_or_init(|| made).fd())
}

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
