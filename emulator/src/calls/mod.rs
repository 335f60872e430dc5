//! The calls: who is in them, which legs applications hold, who is being called, and what rings.

mod call;
mod dialogs;
mod grid_events;
mod hold;
mod joining;
mod leaving;
mod leg;
mod lookup;
mod reports;
pub(super) mod rings;
mod simulated;
pub(super) mod starting;
mod steering;
pub(super) mod subscriptions;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) use self::call::{Asker, Attempt, Call, Locator, Person, Purpose, Twin};
pub(super) use self::leg::{Face, FaceKind, Leg, LegState};
use self::rings::Rings;
use super::script::Scripts;

pub(super) type CallKey = u64;

/// All calls of an emulator.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: BTreeMap<CallKey, Call>,
    /// Which call a call connection id is in.
    legs: HashMap<String, CallKey>,
    rings: Rings,
    /// Raw ids of the emulator's own users and numbers.
    own: HashSet<String>,
    scripts: Scripts,
    created: usize,
}
