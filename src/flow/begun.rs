//! The second part of a flow: the wait for its event, with a thread or without.

use std::fmt;
use std::time::Instant;

use super::outcome::{Outcome, Pending};
use super::run::Names;
use crate::error::{ErrorKind, Result};
use crate::pipeline::cancel::InFlight;
use crate::receiver::{Waited, Watch};

/// A flow whose request was sent, and that ends with a `T` when the event arrives. Dropped, it no longer
/// waits; the operation continues, and its event is queued.
#[must_use]
pub struct Begun<T = Outcome> {
    state: State,
    /// Makes the result.
    end: Box<dyn FnOnce(Result<Outcome>) -> Result<T> + Send>,
}

enum State {
    Ended(Box<Outcome>),
    Waiting(Box<Wait>),
}

/// The wait for the event of an operation whose request was sent.
pub(super) struct Wait {
    pub watch: Watch,
    pub names: Names,
    /// The end of the flow.
    pub deadline: Instant,
    pub began: Instant,
    /// Ends the wait when it is canceled.
    pub in_flight: InFlight,
    /// The operation; an error when its response was lost.
    pub sent: Result<Box<Pending>>,
}

impl Begun {
    fn new(state: State) -> Self {
        Self {
            state,
            end: Box::new(|outcome| outcome),
        }
    }

    /// One that needs no event.
    pub(super) fn ended(outcome: Outcome) -> Self {
        Self::new(State::Ended(Box::new(outcome)))
    }

    pub(super) fn waiting(wait: Wait) -> Self {
        Self::new(State::Waiting(Box::new(wait)))
    }
}

impl<T: 'static> Begun<T> {
    /// Waits for the event, on this thread.
    ///
    /// # Errors
    /// As the function ending in `_and_wait`, after its request.
    pub fn wait(self) -> Result<T> {
        (self.end)(match self.state {
            State::Ended(outcome) => Ok(*outcome),
            State::Waiting(wait) => wait.end(),
        })
    }

    /// Changes what it ends with.
    #[doc(hidden)]
    pub fn map<U>(self, change: impl FnOnce(Result<T>) -> Result<U> + Send + 'static) -> Begun<U> {
        let end = self.end;
        Begun {
            state: self.state,
            end: Box::new(move |outcome| change(end(outcome))),
        }
    }

    /// Until when [`wait`](Self::wait) would block; `None` when it would not.
    pub(crate) fn until(&self) -> Option<Instant> {
        match &self.state {
            State::Ended(_) => None,
            State::Waiting(wait) => wait.watch.until(wait.deadline),
        }
    }

    /// Has `notify` called, under a lock of the receiver, when [`until`](Self::until) may have changed.
    pub(crate) fn when_changed(&self, notify: impl Fn() + Send + 'static) {
        if let State::Waiting(wait) = &self.state {
            wait.watch.when_changed(notify);
        }
    }
}

impl Wait {
    /// Waits for the event, and returns the outcome.
    fn end(self) -> Result<Outcome> {
        let Self {
            watch,
            names,
            deadline,
            began,
            in_flight,
            sent,
        } = self;
        let arrivals = watch.arrivals();
        let waited = watch.wait(deadline);
        let is_ended = in_flight.is_ended();
        let has_timed_out = matches!(waited, Ok(Waited::TimedOut)) && !is_ended;
        let without_event = || {
            // In whole numbers: formatting of floats would be 14 KB of the library.
            let tenths = began.elapsed().as_millis() / 100;
            let mut waited = format!("waited {}.{} s for {names}", tenths / 10, tenths % 10);
            if let Some(arrivals) = arrivals(has_timed_out) {
                waited += &format!("; {arrivals}");
            }
            match sent {
                Ok(pending) => Ok(Box::new(Pending { waited, ..*pending })),
                Err(error) => Err(error.with_more_hint(&waited)),
            }
        };
        match waited {
            Ok(Waited::Success(received)) => Ok(Outcome::Success(received)),
            Ok(Waited::Failure(received)) => Ok(Outcome::unsuccessful(received)),
            Ok(Waited::CallEnded(received)) => Ok(Outcome::CallEnded(received)),
            Ok(Waited::TimedOut) if is_ended => without_event().map(Outcome::Aborted),
            Ok(Waited::TimedOut) => without_event().map(Outcome::TimedOut),
            Err(error) if error.kind() == ErrorKind::Closed => without_event().map(Outcome::Closed),
            Err(error) => Err(error),
        }
    }
}

impl<T> fmt::Debug for Begun<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}
