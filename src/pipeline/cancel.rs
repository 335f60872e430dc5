//! Canceling requests from another thread: the tokens, and the requests that have one.

use std::cell::RefCell;
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
/// [`reset`](Self::reset). Name lookup, TCP connect and a token source cannot be interrupted: a
/// request in one of them ends afterwards, by the limits described at
/// [`CallAutomationClient::abort`](crate::CallAutomationClient::abort).
///
/// In a child process a token is one of its own: it is canceled there if it was when the process
/// forked, and has no effect on requests of the parent.
#[derive(Clone)]
pub struct CancelToken(Arc<Inner>);

struct Inner {
    /// Changed under the lock of `outstanding`, so that a request either sees it or is in the list.
    canceled: AtomicBool,
    /// The outstanding requests with this token.
    outstanding: PerProcess<Outstanding>,
}

type Outstanding = Mutex<Vec<Weak<Interrupt>>>;

/// A token equals its clones, and no other.
impl PartialEq for CancelToken {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for CancelToken {}

impl CancelToken {
    /// Creates a token that is not canceled.
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            canceled: AtomicBool::new(false),
            outstanding: PerProcess::new(Outstanding::default()),
        }))
    }

    /// Cancels all outstanding requests with this token, and those started later.
    pub fn cancel(&self) {
        let outstanding = self.outstanding();
        self.0.canceled.store(true, Ordering::Release);
        end_all(outstanding);
    }

    /// Returns whether [`cancel`](Self::cancel) was called, and not [`reset`](Self::reset) since.
    pub fn is_canceled(&self) -> bool {
        self.0.canceled.load(Ordering::Acquire)
    }

    /// Makes the token usable again for requests started later. Outstanding ones stay canceled.
    pub fn reset(&self) {
        let _lock = self.outstanding();
        self.0.canceled.store(false, Ordering::Release);
    }

    /// Cancels all outstanding requests with this token, but not those started later.
    pub(crate) fn cancel_outstanding(&self) {
        end_all(self.outstanding());
    }

    fn enter(&self, interrupt: &Arc<Interrupt>) {
        let mut outstanding = self.outstanding();
        if self.is_canceled() {
            interrupt.trip();
        } else {
            outstanding.push(Arc::downgrade(interrupt));
        }
    }

    fn leave(&self, interrupt: &Arc<Interrupt>) {
        let mut outstanding = self.outstanding();
        let is_it = |one: &Weak<Interrupt>| std::ptr::eq(one.as_ptr(), Arc::as_ptr(interrupt));
        if let Some(place) = outstanding.iter().position(is_it) {
            outstanding.swap_remove(place);
        }
    }

    fn outstanding(&self) -> MutexGuard<'_, Vec<Weak<Interrupt>>> {
        self.0
            .outstanding
            .get(Outstanding::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cancels these requests, without a lock that others need to begin or end.
fn end_all(mut outstanding: MutexGuard<'_, Vec<Weak<Interrupt>>>) {
    let ended = std::mem::take(&mut *outstanding);
    drop(outstanding);
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

thread_local! {
    /// The submitted operation that this thread runs.
    static SUBMITTED: RefCell<Option<Arc<Interrupt>>> = const { RefCell::new(None) };
}

/// An outstanding request, or several that are canceled together. Each of its tokens cancels it until
/// it is dropped.
#[derive(Debug)]
pub struct InFlight {
    pub(super) interrupt: Arc<Interrupt>,
    tokens: [Option<CancelToken>; 2],
}

impl InFlight {
    /// Begins a request with a token that it shares with others, and maybe one of its own.
    #[doc(hidden)]
    pub fn begin(all: &CancelToken, own: Option<&CancelToken>) -> Self {
        let in_flight = Self {
            interrupt: Arc::default(),
            tokens: [Some(all.clone()), own.cloned()],
        };
        for token in in_flight.tokens.iter().flatten() {
            token.enter(&in_flight.interrupt);
        }
        // A destructor of a thread may send a request when the place is gone already: then none is submitted.
        let _ = SUBMITTED.try_with(|submitted| {
            if let Some(submitted) = &*submitted.borrow() {
                submitted.adopt(&in_flight.interrupt);
            }
        });
        in_flight
    }

    /// A request that nothing cancels.
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    pub(super) fn alone() -> Self {
        Self {
            interrupt: Arc::default(),
            tokens: [None, None],
        }
    }

    /// A request within another one, canceled with it.
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    pub(super) fn part_of(interrupt: &Arc<Interrupt>) -> Self {
        Self {
            interrupt: Arc::clone(interrupt),
            tokens: [None, None],
        }
    }

    /// Runs `act`; the requests that it sends on this thread are canceled with this one.
    pub(crate) fn contain<T>(&self, act: impl FnOnce() -> T) -> T {
        struct Restore(Option<Arc<Interrupt>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                SUBMITTED.set(self.0.take());
            }
        }
        let _restore = Restore(SUBMITTED.replace(Some(Arc::clone(&self.interrupt))));
        act()
    }

    /// Cancels it, from any thread; does nothing once it is dropped.
    pub(crate) fn ender(&self) -> impl Fn() + Send + 'static {
        let interrupt = Arc::downgrade(&self.interrupt);
        move || {
            if let Some(interrupt) = interrupt.upgrade() {
                interrupt.trip();
            }
        }
    }

    #[doc(hidden)]
    pub fn is_ended(&self) -> bool {
        self.interrupt.is_tripped()
    }

    /// Returns an error when it is canceled.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.is_ended() {
            return Err(aborted(false));
        }
        Ok(())
    }

    /// Cancels it, in all its threads.
    pub(crate) fn end(&self) {
        self.interrupt.trip();
    }

    /// Runs `act` as soon as it is canceled, on the thread that cancels it.
    pub(crate) fn when_ended(&self, act: impl FnOnce() + Send + 'static) {
        self.interrupt.then(Box::new(act));
    }

    /// Waits; true when canceled meanwhile.
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
pub(crate) fn aborted(may_have_acted: bool) -> Error {
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
    use crate::pipeline::RequestOptions;

    #[test]
    fn an_outstanding_request_is_canceled_even_when_the_token_is_reset_at_once() {
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
    fn each_token_of_a_request_cancels_it_and_no_other_request() {
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
    fn a_canceled_token_refuses_requests_that_begin_later() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        token.cancel();
        assert!(InFlight::begin(&client, Some(&token)).is_ended());
        assert!(!InFlight::begin(&client, None).is_ended());
    }

    #[test]
    fn options_are_equal_when_they_have_the_same_token() {
        let (token, other) = (CancelToken::new(), CancelToken::new());
        let with = |token: &CancelToken| RequestOptions::new().request_id("a").cancel(token);
        assert_eq!(with(&token), with(&token.clone()));
        assert_ne!(with(&token), with(&other));
        assert_ne!(with(&token), with(&token).request_id("b"));
    }

    #[test]
    fn no_token_keeps_an_ended_request() {
        let (client, token) = (CancelToken::new(), CancelToken::new());
        let outstanding: Vec<_> = (0..10)
            .map(|_| InFlight::begin(&client, Some(&token)))
            .collect();
        assert_eq!(
            (client.outstanding().len(), token.outstanding().len()),
            (10, 10)
        );
        let first = Arc::downgrade(&outstanding[0].interrupt);
        drop(outstanding);
        assert_eq!(
            (client.outstanding().len(), token.outstanding().len()),
            (0, 0)
        );
        assert!(first.upgrade().is_none());
    }
}
