//! Ending one call from another thread.

use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
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
    /// Grows with every cancelling, so that a call in flight sees it even after a reset.
    times: u64,
    /// The lines that calls with this token use now.
    lines: Vec<(u64, Weak<Line>)>,
}

impl CancelToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends all calls in flight that carry this token, and refuses those begun later.
    pub fn cancel(&self) {
        let mut state = self.lock();
        state.cancelled = true;
        state.times += 1;
        for (exchange, line) in state.lines.drain(..) {
            if let Some(line) = line.upgrade() {
                line.shut_down_for(exchange);
            }
        }
        self.0.changed.notify_all();
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    /// Makes the token usable again for calls begun later. Those in flight end all the same.
    pub fn reset(&self) {
        self.lock().cancelled = false;
    }

    /// The token as one call sees it from now on.
    pub(crate) fn begin(&self) -> Cancel {
        Cancel {
            token: self.clone(),
            times: self.lock().times,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
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

/// A token as one call sees it: cancelled once it was cancelled after the call began.
#[derive(Clone)]
pub(crate) struct Cancel {
    token: CancelToken,
    times: u64,
}

impl Cancel {
    fn sees(&self, state: &State) -> bool {
        state.cancelled || state.times != self.times
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.sees(&self.token.lock())
    }

    /// Watches a line while an exchange uses it; false when the call has been cancelled already.
    pub(crate) fn watch(&self, exchange: u64, line: &Arc<Line>) -> bool {
        let mut state = self.token.lock();
        let cancelled = self.sees(&state);
        if !cancelled {
            state.lines.push((exchange, Arc::downgrade(line)));
        }
        !cancelled
    }

    pub(crate) fn unwatch(&self, exchange: u64) {
        self.token
            .lock()
            .lines
            .retain(|(watched, _)| *watched != exchange);
    }

    /// Waits; true when cancelled meanwhile.
    pub(crate) fn wait(&self, pause: Duration) -> bool {
        let state = self.token.lock();
        let (state, _) = self
            .token
            .0
            .changed
            .wait_timeout_while(state, pause, |state| !self.sees(state))
            .unwrap_or_else(PoisonError::into_inner);
        self.sees(&state)
    }
}

/// A connection, and the exchange that uses it now: a kept one serves many, one after the other,
/// and only the exchange in possession may be ended by shutting it down.
pub(crate) struct Line {
    pub stream: TcpStream,
    owner: Mutex<u64>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream, exchange: u64) -> Self {
        Self {
            stream,
            owner: Mutex::new(exchange),
        }
    }

    /// Takes possession of the line.
    pub(crate) fn claim(&self, exchange: u64) {
        *self.owner.lock().unwrap_or_else(PoisonError::into_inner) = exchange;
    }

    fn shut_down_for(&self, exchange: u64) {
        let owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        if *owner == exchange {
            // Fails only when the connection is gone already.
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
}

/// A number that no other exchange of this process has.
pub(crate) fn new_exchange() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use super::*;

    fn line(exchange: u64) -> (Arc<Line>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (there, _) = listener.accept().unwrap();
        (Arc::new(Line::new(here, exchange)), there)
    }

    #[test]
    fn a_line_that_serves_another_call_by_now_is_left_alone() {
        let (first, second) = (new_exchange(), new_exchange());
        let (line, mut there) = line(first);
        let token = CancelToken::new();
        assert!(token.begin().watch(first, &line));
        line.claim(second);
        token.cancel();
        std::io::Write::write_all(&mut &line.stream, b"x").unwrap();
        let mut byte = [0];
        there.read_exact(&mut byte).unwrap();
    }

    #[test]
    fn a_call_in_flight_is_cancelled_even_when_the_token_is_reset_at_once() {
        let token = CancelToken::new();
        let in_flight = token.begin();
        token.cancel();
        token.reset();
        assert!(in_flight.is_cancelled());
        assert!(in_flight.wait(Duration::from_secs(60)));
        assert!(!token.begin().is_cancelled());
    }
}
