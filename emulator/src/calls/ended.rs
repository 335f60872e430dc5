//! The calls that ended last, for the list of calls.

use std::collections::VecDeque;
use std::time::SystemTime;

use super::{Call, CallKey};
use crate::events::Outcome;

/// The most that are kept.
const MOST: usize = 200;

/// The newest ones, in the order they ended.
#[derive(Debug, Default)]
pub(super) struct Ended(VecDeque<EndedCall>);

#[derive(Debug)]
pub(super) struct EndedCall {
    pub key: CallKey,
    pub call: Call,
    pub at: SystemTime,
    pub code: i64,
    pub sub_code: i64,
}

impl Ended {
    pub(super) fn add(&mut self, key: CallKey, mut call: Call, at: SystemTime, outcome: &Outcome) {
        // They hold incoming call contexts, which are long.
        for attempt in std::mem::take(&mut call.attempts) {
            call.note_former(&attempt.target);
        }
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(EndedCall {
            key,
            call,
            at,
            code: outcome.code,
            sub_code: outcome.sub_code,
        });
    }

    /// The newest one first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &EndedCall> {
        self.0.iter().rev()
    }
}
