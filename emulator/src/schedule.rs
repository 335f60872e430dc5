//! Actions that fall due later, by the emulator's clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar};
use std::time::Duration;

use super::calls::{CallKey, Leg, Locator};
use super::events::delivery::Delivery;
use super::media::tones::Tone;

/// An action.
#[derive(Debug)]
pub(super) enum Action {
    /// A remote party answers a call attempt.
    Answer { call: CallKey, attempt: u64 },
    /// A call attempt fails: the remote party declined, or did not answer in time.
    Fail {
        call: CallKey,
        attempt: u64,
        why: FailReason,
    },
    /// A remote party leaves the call that it is in by then.
    Leave { participant_id: String },
    /// The counterpart in a call between two numbers has left.
    LeaveCounterpart { call: CallKey, raw_id: String },
    /// A leg made by connect connects to its call.
    Join { leg: Box<Leg>, locator: Locator },
    /// The timer of a leg's media operation runs out, unless it was set again.
    Media { leg: String, timer: u64 },
    /// A remote party presses or says something in the call that it is in by then.
    Input {
        participant_id: String,
        input: Input,
    },
    /// The file of a recording that ended is ready.
    PublishRecording { id: String },
    /// A failed delivery is attempted again.
    Deliver(Box<Delivery>),
}

/// What a participant presses or says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Tone(Tone),
    Phrase(String),
}

/// Why a call attempt fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailReason {
    Busy,
    Declined,
    NotAnswered,
    BadNumber,
    IsThere,
}

/// Actions in the order they fall due; those due together in the order they were put in.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    actions: BTreeMap<(Duration, u64), Action>,
    count: u64,
    wakes: Arc<Condvar>,
}

impl Schedule {
    pub(super) fn put(&mut self, due: Duration, action: Action) {
        self.count += 1;
        if self.next_due().is_none_or(|next| due < next) {
            self.wake();
        }
        self.actions.insert((due, self.count), action);
    }

    /// Wakes the clock thread, which looks at what falls due next.
    pub(super) fn wake(&self) {
        self.wakes.notify_all();
    }

    /// What the clock thread waits for: notified whenever the next action falls due earlier than
    /// before.
    pub(super) fn wakes(&self) -> Arc<Condvar> {
        Arc::clone(&self.wakes)
    }

    pub(super) fn clear(&mut self) {
        self.actions.clear();
    }

    /// When the next action falls due.
    pub(super) fn next_due(&self) -> Option<Duration> {
        self.actions.keys().next().map(|(due, _)| *due)
    }

    /// Takes the next action out if it is due at `now`.
    pub(super) fn take_due(&mut self, now: Duration) -> Option<Action> {
        let next = self.actions.first_entry()?;
        (next.key().0 <= now).then(|| next.remove())
    }
}
