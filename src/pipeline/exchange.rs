//! The exchange that a thread is in: its deadline, how far it came, and who may end it.
//!
//! The HTTP client runs an exchange to its end on the caller's thread, but hands nothing of ours
//! through to the connection that it takes from its pool. So the connection finds its exchange
//! here.

use std::cell::RefCell;
use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cancel::CancelToken;

/// Why there is no (whole) answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub stage: Stage,
    pub reason: Reason,
    pub message: String,
}

/// How far the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing of it left this machine.
    NotSent,
    /// Some of it left; no answer.
    Sent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Broken,
    TimedOut,
    Cancelled,
    TooLong,
}

thread_local! {
    static EXCHANGE: RefCell<Option<State>> = const { RefCell::new(None) };
}

struct State {
    deadline: Instant,
    cancel: Option<CancelToken>,
    watched: Option<Arc<TcpStream>>,
    sent: bool,
    timed_out: bool,
}

/// Begins an exchange on this thread and ends it when dropped.
pub(super) struct Exchange;

impl Exchange {
    pub(super) fn begin(deadline: Instant, cancel: Option<&CancelToken>) -> Self {
        EXCHANGE.set(Some(State {
            deadline,
            cancel: cancel.cloned(),
            watched: None,
            sent: false,
            timed_out: false,
        }));
        Self
    }

    fn with<T>(read: impl FnOnce(&mut State) -> T) -> Option<T> {
        EXCHANGE.with_borrow_mut(|state| state.as_mut().map(read))
    }

    /// Something of the request itself is about to leave.
    pub(super) fn mark_sent() {
        Self::with(|state| state.sent = true);
    }

    /// What is left until the deadline; `None` once nothing is.
    pub(super) fn left() -> Option<Duration> {
        Self::with(|state| {
            let left = state.deadline.saturating_duration_since(Instant::now());
            state.timed_out |= left.is_zero();
            left
        })
        .filter(|left| !left.is_zero())
    }

    /// Lets the cancel token end this exchange by shutting its socket down.
    pub(super) fn watch(socket: &Arc<TcpStream>) -> io::Result<()> {
        Self::with(|state| {
            let Some(cancel) = &state.cancel else {
                return Ok(());
            };
            if state
                .watched
                .as_ref()
                .is_some_and(|watched| Arc::ptr_eq(watched, socket))
            {
                return Ok(());
            }
            if !cancel.watch(socket) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            state.watched = Some(Arc::clone(socket));
            Ok(())
        })
        .unwrap_or(Ok(()))
    }

    /// How this exchange failed.
    pub(super) fn failure(timed_out: bool, message: String) -> Failure {
        let (sent, timed_out, cancelled) = Self::with(|state| {
            let cancelled = state.cancel.as_ref().is_some_and(CancelToken::is_cancelled);
            (state.sent, timed_out || state.timed_out, cancelled)
        })
        .unwrap_or((true, timed_out, false));
        Failure {
            stage: if sent { Stage::Sent } else { Stage::NotSent },
            reason: if cancelled {
                Reason::Cancelled
            } else if timed_out {
                Reason::TimedOut
            } else {
                Reason::Broken
            },
            message,
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(State {
            cancel: Some(cancel),
            watched: Some(socket),
            ..
        }) = EXCHANGE.take()
        {
            cancel.unwatch(&socket);
        }
    }
}
