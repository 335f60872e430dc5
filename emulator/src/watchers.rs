//! Who follows the journal and the calls as they change. Without any, a change costs one look at a counter.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::calls::CallKey;
use acs_call_automation::internal::Waker;

/// The most that follow at the same time: each occupies a connection.
pub(super) const MOST: usize = 64;

/// The most changed calls that are kept for one follower. Beyond it has to fetch the list.
const MAX_CHANGED: usize = 2_000;

#[derive(Debug, Default)]
pub(super) struct Watchers {
    /// The length of the list.
    count: AtomicUsize,
    all: Mutex<Vec<Watcher>>,
}

struct Watcher {
    follower: Follower,
    changes: Option<Arc<Mutex<Changes>>>,
}

/// What is woken.
pub(super) enum Follower {
    Response(Waker),
    /// A thread of this process, until it ends.
    Thread(SyncSender<()>),
}

impl Follower {
    /// Wakes it; false when it has ended.
    fn wake(&self) -> bool {
        match self {
            Self::Response(waker) => waker.wake(),
            // One signal is enough: the thread looks at everything then.
            Self::Thread(signals) => {
                !matches!(signals.try_send(()), Err(TrySendError::Disconnected(())))
            }
        }
    }

    fn has_ended(&self) -> bool {
        match self {
            Self::Response(waker) => waker.has_ended(),
            // A signal without a reason does no harm.
            Self::Thread(_) => !self.wake(),
        }
    }
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher").finish_non_exhaustive()
    }
}

/// What has changed since a follower looked last, beside the journal.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub calls: BTreeSet<CallKey>,
    /// More calls have changed than are kept.
    pub has_overflown: bool,
    pub clock: bool,
    pub reset: bool,
}

impl Watchers {
    /// Adds a follower; false when there are too many.
    pub(super) fn add(&self, follower: Follower, changes: Option<Arc<Mutex<Changes>>>) -> bool {
        let mut all = self.lock();
        all.retain(|known| !known.follower.has_ended());
        if all.len() >= MOST {
            return false;
        }
        all.push(Watcher { follower, changes });
        self.count.store(all.len(), Ordering::Release);
        true
    }

    /// Ends the threads.
    pub(super) fn close(&self) {
        self.lock().clear();
    }

    /// The journal has a new entry.
    pub(super) fn wake(&self) {
        self.each(|_| {});
    }

    pub(super) fn call_changed(&self, key: CallKey) {
        self.each(|changes| {
            changes.calls.insert(key);
            if changes.calls.len() > MAX_CHANGED {
                changes.calls.clear();
                changes.has_overflown = true;
            }
        });
    }

    pub(super) fn clock_changed(&self) {
        self.each(|changes| changes.clock = true);
    }

    /// Everything was removed.
    pub(super) fn reset(&self) {
        self.each(|changes| {
            *changes = Changes {
                reset: true,
                ..Changes::default()
            };
        });
    }

    fn each(&self, change: impl Fn(&mut Changes)) {
        if self.count.load(Ordering::Acquire) == 0 {
            return;
        }
        let mut all = self.lock();
        all.retain(|watcher| {
            if let Some(changes) = &watcher.changes {
                change(&mut changes.lock().unwrap_or_else(PoisonError::into_inner));
            }
            watcher.follower.wake()
        });
        self.count.store(all.len(), Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Watcher>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
