//! The exchange of a thread: its deadline, its stage, and its interrupt.
//!
//! The HTTP client runs an exchange on the calling thread, but passes nothing of the library to the
//! connection that it takes from its pool. So the connection finds its exchange here.

use std::cell::RefCell;
use std::io;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::interrupt::{Interrupt, Line, new_exchange};

/// Why there is no (complete) response.
#[derive(Debug)]
pub struct Failure {
    pub stage: Stage,
    pub reason: Reason,
    pub message: String,
    pub advice: Option<&'static str>,
}

impl Failure {
    /// It cannot be written as HTTP.
    pub(super) fn unsendable(cause: impl Into<http::Error>) -> Self {
        Self {
            stage: Stage::NotSent,
            reason: Reason::Unsendable,
            message: cause.into().to_string(),
            advice: None,
        }
    }
}

/// Whether the request left this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of it left this machine.
    NotSent,
    /// Some of it left; no response.
    Sent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Broken,
    /// A retry would meet the same: certificate, TLS version, malformed response.
    Lasting,
    TimedOut,
    Canceled,
    TooLong,
    /// It cannot be written as HTTP, so a retry cannot help.
    Unsendable,
}

thread_local! {
    // Nothing to drop when the thread ends, since `Exchange` clears it: so it is still there for a
    // request that a destructor of a thread-specific value makes.
    static EXCHANGE: RefCell<ManuallyDrop<Option<State>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

struct State {
    id: u64,
    deadline: Instant,
    /// Connections being opened: more than one when a proxy stands between.
    connecting: u32,
    /// The deadline for opening connections, TLS and proxy included.
    connected_by: Option<Instant>,
    interrupt: Arc<Interrupt>,
    watched: bool,
    sent: bool,
    timed_out: bool,
}

/// Begins an exchange on this thread and ends it when dropped. One may begin within another: the writer of
/// a download may send requests.
pub(super) struct Exchange {
    outer: ManuallyDrop<Option<State>>,
}

impl Exchange {
    pub(super) fn begin(deadline: Instant, interrupt: &Arc<Interrupt>) -> Self {
        let state = State {
            id: new_exchange(),
            deadline,
            connecting: 0,
            connected_by: None,
            interrupt: Arc::clone(interrupt),
            watched: false,
            sent: false,
            timed_out: false,
        };
        Self {
            outer: EXCHANGE.replace(ManuallyDrop::new(Some(state))),
        }
    }

    fn with<T>(read: impl FnOnce(&mut State) -> T) -> Option<T> {
        EXCHANGE.with_borrow_mut(|state| state.as_mut().map(read))
    }

    /// A connection is being opened, at most for `time_limit`.
    pub(super) fn connecting(time_limit: Duration) {
        Self::with(|state| {
            state.connecting += 1;
            state
                .connected_by
                .get_or_insert_with(|| Instant::now() + time_limit);
        });
    }

    /// The connection is open, or has failed.
    pub(super) fn connected() {
        Self::with(|state| {
            state.connecting = state.connecting.saturating_sub(1);
            if state.connecting == 0 {
                state.connected_by = None;
            }
        });
    }

    /// Something of the request itself is about to leave, unless it goes to a proxy only.
    pub(super) fn mark_sent() {
        Self::with(|state| state.sent |= state.connecting == 0);
    }

    /// What is left until the deadline; `None` once nothing is.
    pub(super) fn left() -> Option<Duration> {
        Self::with(|state| {
            let until = state
                .connected_by
                .map_or(state.deadline, |by| by.min(state.deadline));
            let left = until.saturating_duration_since(Instant::now());
            state.timed_out |= left.is_zero();
            left
        })
        .filter(|left| !left.is_zero())
    }

    /// Bytes were received: sets the deadline of those that follow.
    pub(super) fn go_on_until(deadline: Instant) {
        Self::with(|state| state.deadline = deadline);
    }

    /// A line for this exchange alone.
    pub(super) fn line(stream: std::net::TcpStream) -> Arc<Line> {
        Arc::new(Line::new(stream, Self::with(|state| state.id).unwrap_or(0)))
    }

    /// Assigns a kept line to this exchange.
    pub(super) fn claim(line: &Line) {
        Self::with(|state| line.claim(state.id));
    }

    /// Whether to begin what cannot be interrupted: an error once the request was canceled.
    pub(super) fn go_on() -> io::Result<()> {
        match Self::with(|state| state.interrupt.is_tripped()) {
            Some(true) => Err(io::ErrorKind::ConnectionAborted.into()),
            _ => Ok(()),
        }
    }

    /// Lets the request's interrupt end this exchange by shutting its line down.
    pub(super) fn watch(line: &Arc<Line>) -> io::Result<()> {
        Self::with(|state| {
            if !state.watched {
                if !state.interrupt.watch(state.id, line) {
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
                state.watched = true;
            }
            Ok(())
        })
        .unwrap_or(Ok(()))
    }

    /// How this exchange failed.
    pub(super) fn failure(timed_out: bool, message: String) -> Failure {
        let (sent, timed_out, canceled) = Self::with(|state| {
            let canceled = state.interrupt.is_tripped();
            (state.sent, timed_out || state.timed_out, canceled)
        })
        .unwrap_or((true, timed_out, false));
        Failure {
            stage: if sent { Stage::Sent } else { Stage::NotSent },
            reason: if canceled {
                Reason::Canceled
            } else if timed_out {
                Reason::TimedOut
            } else {
                Reason::Broken
            },
            message,
            advice: None,
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let outer = ManuallyDrop::new(self.outer.take());
        let ended = EXCHANGE.replace(outer);
        if let Some(state) = ManuallyDrop::into_inner(ended).filter(|state| state.watched) {
            state.interrupt.unwatch(state.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_goes_on_when_one_within_it_has_ended() {
        let deadline = Instant::now() + Duration::from_secs(60);
        let interrupt = Arc::default();
        let stage = || Exchange::failure(false, String::new()).stage;
        let outer = Exchange::begin(deadline, &interrupt);
        Exchange::mark_sent();
        let inner = Exchange::begin(deadline, &interrupt);
        assert_eq!(stage(), Stage::NotSent);
        drop(inner);
        assert_eq!(stage(), Stage::Sent);
        drop(outer);
        assert!(Exchange::with(|_| ()).is_none());
    }
}
