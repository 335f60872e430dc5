//! Ending one call from another thread.

use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

/// Ends the calls it was given to, from any thread, and no others.
///
/// Cheap to clone; clones are the same token. A cancelled token stays cancelled until
/// [`reset`](Self::reset). Name look-up and TCP connect cannot be interrupted: they end by the
/// connect time-out.
#[derive(Clone, Default)]
pub struct CancelToken(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    cancelled: bool,
    /// The sockets of the calls in flight.
    sockets: Vec<Weak<TcpStream>>,
}

impl CancelToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends all calls in flight that carry this token, and those begun later.
    pub fn cancel(&self) {
        let mut state = self.lock();
        state.cancelled = true;
        for socket in state
            .sockets
            .drain(..)
            .filter_map(|socket| socket.upgrade())
        {
            // Fails only when the connection is gone already.
            let _ = socket.shutdown(Shutdown::Both);
        }
        self.0.changed.notify_all();
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    /// Makes the token usable again.
    pub fn reset(&self) {
        self.lock().cancelled = false;
    }

    /// Watches a socket while a call uses it; false when the call has been cancelled already.
    pub(crate) fn watch(&self, socket: &Arc<TcpStream>) -> bool {
        let mut state = self.lock();
        if !state.cancelled {
            state.sockets.retain(|known| known.strong_count() > 0);
            state.sockets.push(Arc::downgrade(socket));
        }
        !state.cancelled
    }

    pub(crate) fn unwatch(&self, socket: &Arc<TcpStream>) {
        let gone = Arc::as_ptr(socket);
        self.lock().sockets.retain(|known| known.as_ptr() != gone);
    }

    /// Waits; true when cancelled meanwhile.
    pub(crate) fn wait(&self, pause: Duration) -> bool {
        let state = self.lock();
        let (state, _) = self
            .0
            .changed
            .wait_timeout_while(state, pause, |state| !state.cancelled)
            .unwrap_or_else(PoisonError::into_inner);
        state.cancelled
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken")
            .field("cancelled", &self.is_cancelled())
            .finish()
    }
}
