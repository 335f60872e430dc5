//! Detects repeated deliveries, so that an event is not queued twice.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

use crate::event::Event;

/// A 128-bit hash of `source` and `id`. Keyed per receiver, so that a sender cannot prepare an
/// event that is mistaken for another one.
pub(super) type Fingerprint = u128;

/// Computes fingerprints; needs no lock.
#[derive(Default)]
pub(super) struct Fingerprints {
    high: RandomState,
    low: RandomState,
}

impl Fingerprints {
    /// `None` for an event without an id: it cannot be distinguished from others.
    pub(super) fn of(&self, event: &Event) -> Option<Fingerprint> {
        let (source, id) = (event.source(), event.id());
        if id.is_empty() {
            return None;
        }
        let half = |state: &RandomState| u128::from(state.hash_one((source, id)));
        Some((half(&self.high) << 64) | half(&self.low))
    }
}

/// The last events that were queued, up to a limit; the oldest is forgotten first.
pub(super) struct Dedup {
    known: HashSet<Fingerprint>,
    order: VecDeque<Fingerprint>,
    window: usize,
}

impl Dedup {
    /// A window of 0 remembers nothing.
    pub(super) fn new(window: usize) -> Self {
        Self {
            known: HashSet::new(),
            order: VecDeque::new(),
            window,
        }
    }

    pub(super) fn knows(&self, fingerprint: Fingerprint) -> bool {
        self.known.contains(&fingerprint)
    }

    pub(super) fn remember(&mut self, fingerprint: Fingerprint) {
        if self.window == 0 || !self.known.insert(fingerprint) {
            return;
        }
        self.order.push_back(fingerprint);
        if self.order.len() > self.window {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut seen = Dedup::new(2);
        for fingerprint in [1, 2, 1, 3] {
            seen.remember(fingerprint);
        }
        assert!(!seen.knows(1) && seen.knows(2) && seen.knows(3));
        let mut nothing = Dedup::new(0);
        nothing.remember(1);
        assert!(!nothing.knows(1));
    }

    #[test]
    fn source_and_id_together_make_the_difference() {
        let of = Fingerprints::default();
        let event = |source: &str, id: &str| {
            let body = format!(
                r#"{{"id":"{id}","source":"{source}","type":"T","specversion":"1.0","data":{{}}}}"#
            );
            Event::parse_all(body.as_bytes()).unwrap().remove(0)
        };
        assert_eq!(of.of(&event("a", "1")), of.of(&event("a", "1")));
        assert_ne!(of.of(&event("a", "1")), of.of(&event("b", "1")));
        assert_ne!(of.of(&event("a", "1")), of.of(&event("a", "2")));
        assert_ne!(of.of(&event("ab", "c")), of.of(&event("a", "bc")));
    }
}
