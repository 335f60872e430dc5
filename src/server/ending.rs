//! The end of a listener's polling thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Shared by the polling thread and those that close the listener.
#[derive(Default)]
pub(super) struct Ending {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    force: Option<Instant>,
    has_ended: bool,
}

impl Ending {
    /// When connections that have not ended are shut down; `None` until the listener is closing.
    pub(super) fn force(&self) -> Option<Instant> {
        self.state().force
    }

    pub(super) fn set_force(&self, force: Instant) {
        self.state().force = Some(force);
    }

    /// Waits for the end of the polling thread; `false` when it has not ended by `deadline`.
    pub(super) fn wait(&self, deadline: Instant) -> bool {
        let mut state = self.state();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if state.has_ended || left.is_zero() {
                return state.has_ended;
            }
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Reports the end when it is dropped, however the thread ends.
    pub(super) fn reporter(&self) -> Reporter<'_> {
        Reporter(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Reporter<'a>(&'a Ending);

impl Drop for Reporter<'_> {
    fn drop(&mut self) {
        self.0.state().has_ended = true;
        self.0.changed.notify_all();
    }
}
