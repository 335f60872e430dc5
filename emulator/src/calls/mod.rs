//! The calls: their participants, the legs that applications hold, call attempts, and incoming
//! calls.

mod call;
mod call_events;
pub(super) mod call_operations;
mod dialogs;
mod end;
mod ended;
mod grid_events;
mod hold;
mod join;
mod leg;
mod lookup;
mod participant_operations;
pub(super) mod ringing;
mod simulated;
pub(super) mod subscriptions;
pub(super) mod view;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) use self::call::{
    Attempt, Call, Counterpart, Direction, Locator, Participant, Purpose, Requester,
};
use self::ended::Ended;
pub(super) use self::leg::{Leg, LegState, Origin, Profile};
use self::ringing::Rings;
use super::remote_party::Scripts;

pub(super) type CallKey = u64;

/// All calls of an emulator.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: BTreeMap<CallKey, Call>,
    /// Which call a call connection id is in.
    legs: HashMap<String, CallKey>,
    rings: Rings,
    /// Raw ids of the hosted users and numbers.
    own: HashSet<String>,
    scripts: Scripts,
    created: usize,
    ended: Ended,
}
