//! How far ends behave when they are called.

use std::collections::HashMap;
use std::time::Duration;

/// The behaviour of somebody who is called: everybody, or the one with a raw id.
///
/// Without a script everybody answers at once and stays until hung up on. The emulator's own users
/// and numbers ring instead, until their incoming call is answered, rejected or redirected; a
/// script for one of them takes that place.
///
/// ```
/// use acs_call_automation::emulator::FarEnd;
/// use std::time::Duration;
///
/// FarEnd::of("4:+15550100123")
///     .answers_after(Duration::from_secs(3))
///     .hangs_up_after(Duration::from_secs(60));
/// FarEnd::of("4:+15550100199").is_busy();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct FarEnd {
    pub(super) raw_id: Option<String>,
    pub(super) script: Script,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Script {
    pub reaction: Reaction,
    pub stays: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reaction {
    Answers(Duration),
    Busy,
    NoAnswer,
    Declines,
}

impl FarEnd {
    /// The far end with a raw id, such as `4:+15550100123`.
    pub fn of(raw_id: impl Into<String>) -> Self {
        Self {
            raw_id: Some(raw_id.into()),
            script: Script::DEFAULT,
        }
    }

    /// Everybody who has no script of their own, but not the emulator's own users and numbers.
    pub fn everybody() -> Self {
        Self {
            raw_id: None,
            script: Script::DEFAULT,
        }
    }

    /// Rings for this long, then answers. An invitation that lasts shorter fails before.
    pub fn answers_after(mut self, delay: Duration) -> Self {
        self.script.reaction = Reaction::Answers(delay);
        self
    }

    /// Is busy: 486/560486 for phones, 486/0 for others.
    pub fn is_busy(mut self) -> Self {
        self.script.reaction = Reaction::Busy;
        self
    }

    /// Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for
    /// phones, 487/10004 for others.
    pub fn does_not_answer(mut self) -> Self {
        self.script.reaction = Reaction::NoAnswer;
        self
    }

    /// Declines at once: 603/0.
    pub fn declines(mut self) -> Self {
        self.script.reaction = Reaction::Declines;
        self
    }

    /// Hangs up this long after it joined a call.
    pub fn hangs_up_after(mut self, stay: Duration) -> Self {
        self.script.stays = Some(stay);
        self
    }
}

impl Script {
    pub(super) const DEFAULT: Self = Self {
        reaction: Reaction::Answers(Duration::ZERO),
        stays: None,
    };
}

/// All scripts of an emulator.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    by_raw_id: HashMap<String, Script>,
    others: Option<Script>,
}

impl Scripts {
    pub(super) fn set(&mut self, far_end: FarEnd) {
        match far_end.raw_id {
            Some(raw_id) => {
                self.by_raw_id.insert(raw_id, far_end.script);
            }
            None => self.others = Some(far_end.script),
        }
    }

    /// The script of exactly this one.
    pub(super) fn own(&self, raw_id: &str) -> Option<Script> {
        self.by_raw_id.get(raw_id).copied()
    }

    /// The script of this one or of everybody.
    pub(super) fn of(&self, raw_id: &str) -> Script {
        self.own(raw_id).or(self.others).unwrap_or(Script::DEFAULT)
    }
}
