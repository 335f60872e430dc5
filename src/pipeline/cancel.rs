//! Ending calls from another thread: tokens, and the calls that they can end.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::interrupt::Interrupt;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::fork::PerProcess;

/// A token that cancels the requests it was given to, from any thread, and no others.
///
/// Cheap to clone; clones are the same token. A canceled token stays canceled until
/// [`reset`](Self::reset). Name look-up, TCP connect and a token source cannot be interrupted: a
/// request in one of them ends afterwards, by the limits described at
/// [`CallAutomationClient::abort`](crate::CallAutomationClient::abort).
///
/// In a child process a token is one of its own: it is canceled there if it was when the process
/// forked, and has no effect on calls of the parent.
#[derive(Clone)]
pub struct CancelToken(Arc<Inner>);

struct Inner {
    /// Changed under the lock of `calls`, so that a call either sees it or is seen.
    canceled: AtomicBool,
    /// The calls in flight that carry this token.
    calls: PerProcess<Calls>,
}

type Calls = Mutex<Vec<Weak<Interrupt>>>;

impl CancelToken {
    /// Creates a token that is not canceled.
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            canceled: AtomicBool::new(false),
            calls: PerProcess::new(Calls::default()),
        }))
    }

    /// Cancels all outstanding requests with this token, and those started later.
    pub fn cancel(&self) {
        let calls = self.calls();
        self.0.canceled.store(true, Ordering::Release);
        end_all(calls);
    }

    /// Whether [`cancel`](Self::cancel) was called, and not [`reset`](Self::reset) since.
    pub fn is_canceled(&self) -> bool {
        self.0.canceled.load(Ordering::Acquire)
    }

    /// Makes the token usable again for requests started later. Outstanding ones stay canceled.
    pub fn reset(&self) {
        let _calls = self.calls();
        self.0.canceled.store(false, Ordering::Release);
    }

    /// Cancels all outstanding requests with this token, but not those started later.
    pub(crate) fn cancel_outstanding(&self) {
        end_all(self.calls());
    }

    fn enter(&self, interrupt: &Arc<Interrupt>) {
        let mut calls = self.calls();
        if self.is_canceled() {
            interrupt.trip();
        } else {
            calls.push(Arc::downgrade(interrupt));
        }
    }

    fn leave(&self, interrupt: &Arc<Interrupt>) {
        let mut calls = self.calls();
        let is_it = |one: &Weak<Interrupt>| std::ptr::eq(one.as_ptr(), Arc::as_ptr(interrupt));
        if let Some(place) = calls.iter().position(is_it) {
            calls.swap_remove(place);
        }
    }

    fn calls(&self) -> MutexGuard<'_, Vec<Weak<Interrupt>>> {
        self.0
            .calls
            .get(Calls::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends these calls without holding them up that begin or end meanwhile.
fn end_all(mut calls: MutexGuard<'_, Vec<Weak<Interrupt>>>) {
    let ended = std::mem::take(&mut *calls);
    drop(calls);
    for interrupt in ended.iter().filter_map(Weak::upgrade) {
        interrupt.trip();
    }
}

impl Default for CancelToken {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken")
            .field("canceled", &self.is_canceled())
            .finish()
    }
}

/// A call in flight: until dropped, each of its tokens can end it.
#[derive(Debug)]
pub struct InFlight {
    pub(super) interrupt: Arc<Interrupt>,
    tokens: [Option<CancelToken>; 2],
}

impl InFlight {
    /// A call that a token of many calls can end, and maybe one of its own.
    #[doc(hidden)]
    pub fn begin(all: &CancelToken, own: Option<&CancelToken>) -> Self {
        let in_flight = Self {
            interrupt: Arc::default(),
            tokens: [Some(all.clone()), own.cloned()],
        };
        for token in in_flight.tokens.iter().flatten() {
            token.enter(&in_flight.interrupt);
        }
        in_flight
    }

    #[doc(hidden)]
    pub fn is_ended(&self) -> bool {
        self.interrupt.is_tripped()
    }

    /// An error once the call was ended, for what can stop half way.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.is_ended() {
            return Err(aborted(false));
        }
        Ok(())
    }

    /// Ends this call alone, in all its threads.
    pub(crate) fn end(&self) {
        self.interrupt.trip();
    }

    /// Does this as soon as the call is ended, on the thread that ends it.
    pub(crate) fn when_ended(&self, act: impl FnOnce() + Send + 'static) {
        self.interrupt.then(Box::new(act));
    }

    /// Waits; true when ended meanwhile.
    #[doc(hidden)]
    pub fn wait(&self, pause: Duration) -> bool {
        self.interrupt.wait(pause)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        for token in self.tokens.iter().flatten() {
            token.leave(&self.interrupt);
        }
    }
}

/// The error of a canceled request.
pub(super) fn aborted(may_have_acted: bool) -> Error {
    let error = Error::new(
        ErrorKind::Aborted,
        "canceled by its cancel token or by abort of its client",
    );
    if may_have_acted {
        error.with_hint("The request was already sent: it may have been carried out")
    } else {
        error.with_retryable(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_in_flight_is_canceled_even_when_the_token_is_reset_at_once() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        let in_flight = InFlight::begin(&client, Some(&token));
        token.cancel();
        token.reset();
        assert!(in_flight.is_ended());
        assert!(in_flight.wait(Duration::from_secs(60)));
        let later = InFlight::begin(&client, Some(&token));
        assert!(!later.is_ended());
    }

    #[test]
    fn each_token_of_a_call_ends_it_and_no_other_call() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        for which in [&client, &token] {
            let one = InFlight::begin(&client, Some(&token));
            let other = InFlight::begin(&CancelToken::new(), Some(&CancelToken::new()));
            which.cancel_outstanding();
            assert!(one.is_ended());
            assert!(!other.is_ended());
            assert!(!which.is_canceled());
        }
    }

    #[test]
    fn a_canceled_token_refuses_what_begins_later() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        token.cancel();
        assert!(InFlight::begin(&client, Some(&token)).is_ended());
        assert!(!InFlight::begin(&client, None).is_ended());
    }

    #[test]
    fn nothing_of_a_call_stays_behind() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        let calls: Vec<_> = (0..10)
            .map(|_| InFlight::begin(&client, Some(&token)))
            .collect();
        assert_eq!((client.calls().len(), token.calls().len()), (10, 10));
        let first = Arc::downgrade(&calls[0].interrupt);
        drop(calls);
        assert_eq!((client.calls().len(), token.calls().len()), (0, 0));
        assert!(first.upgrade().is_none());
    }
}
