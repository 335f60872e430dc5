//! Closing by one thread at a time: other threads that close meanwhile wait for it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The state of closing.
#[derive(Debug, Default)]
pub struct Closing {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    /// A thread is closing.
    Busy,
    /// A deadline passed; another attempt may succeed.
    TimedOut,
    Closed,
}

impl Closing {
    /// Closes by calling `close`, which returns whether everything is closed. When another thread
    /// is closing, waits for that one first, until `deadline`.
    pub fn run(&self, deadline: Instant, close: impl FnOnce() -> bool) -> bool {
        let mut state = self.state();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match *state {
                State::Closed => return true,
                State::Busy if left.is_zero() => return false,
                State::Busy => {
                    state = self
                        .changed
                        .wait_timeout(state, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0;
                }
                State::Open | State::TimedOut => break,
            }
        }
        *state = State::Busy;
        drop(state);
        let closed = close();
        *self.state() = if closed {
            State::Closed
        } else {
            State::TimedOut
        };
        self.changed.notify_all();
        closed
    }

    /// Whether closing was attempted, successfully or not: either way a drop need not wait.
    pub fn was_tried(&self) -> bool {
        *self.state() != State::Open
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::after;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_concurrent_close_waits_for_the_first_one() {
        let closing = Closing::default();
        let (began, has_begun) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            let closing = &closing;
            let first = scope.spawn(move || {
                closing.run(after(Duration::MAX), || {
                    began.send(()).unwrap();
                    may_go.recv().unwrap();
                    true
                })
            });
            has_begun.recv().unwrap();
            let never = || panic!("one thread is at it already");
            assert!(!closing.run(after(Duration::ZERO), never), "no time left");
            assert!(!closing.run(after(Duration::from_millis(1)), never));
            let waiting = scope.spawn(move || closing.run(after(Duration::MAX), never));
            go.send(()).unwrap();
            assert!(first.join().unwrap());
            assert!(waiting.join().unwrap());
        });
        assert!(closing.was_tried());
    }

    #[test]
    fn a_close_that_timed_out_can_be_repeated() {
        let closing = Closing::default();
        assert!(!closing.was_tried());
        assert!(!closing.run(after(Duration::ZERO), || false));
        assert!(closing.was_tried());
        assert!(closing.run(after(Duration::ZERO), || true));
        assert!(closing.run(after(Duration::ZERO), || false), "it is closed");
    }
}
