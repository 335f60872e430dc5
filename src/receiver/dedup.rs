//! Detects repeated deliveries, so that an event is not queued twice.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::event::Event;

/// A 128-bit hash of `source` and `id`, and one of the content. Keyed per receiver, so that a sender
/// cannot prepare an event that is mistaken for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint {
    id: u128,
    content: u64,
}

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
        Some(Fingerprint {
            id: (half(&self.high) << 64) | half(&self.low),
            content: self.content(event),
        })
    }

    /// Type and data, without regard to the layout of the JSON.
    fn content(&self, event: &Event) -> u64 {
        let mut hasher = self.high.build_hasher();
        event.event_type().hash(&mut hasher);
        for part in dense(event.data()) {
            hasher.write(part.as_bytes());
        }
        hasher.finish()
    }
}

/// The parts of a JSON text between its white space.
fn dense(json: &str) -> impl Iterator<Item = &str> {
    let (mut in_text, mut escaped) = (false, false);
    json.split(move |letter: char| {
        let is_space = !in_text && letter.is_ascii_whitespace();
        if letter == '"' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && letter == '\\' && !escaped;
        is_space
    })
}

/// The last events that were queued, up to a limit; the oldest is forgotten first.
pub(super) struct Dedup {
    known: HashSet<Fingerprint>,
    /// How many of the known events have an id.
    ids: HashMap<u128, usize>,
    order: VecDeque<Fingerprint>,
    window: usize,
}

impl Dedup {
    /// A window of 0 remembers nothing.
    pub(super) fn new(window: usize) -> Self {
        Self {
            known: HashSet::new(),
            ids: HashMap::new(),
            order: VecDeque::new(),
            window,
        }
    }

    pub(super) fn knows(&self, fingerprint: Fingerprint) -> bool {
        self.known.contains(&fingerprint)
    }

    /// Whether an event with the same id is known, whatever its content.
    pub(super) fn knows_id(&self, fingerprint: Fingerprint) -> bool {
        self.ids.contains_key(&fingerprint.id)
    }

    pub(super) fn remember(&mut self, fingerprint: Fingerprint) {
        if self.window == 0 || !self.known.insert(fingerprint) {
            return;
        }
        *self.ids.entry(fingerprint.id).or_default() += 1;
        self.order.push_back(fingerprint);
        if self.order.len() > self.window {
            if let Some(oldest) = self.order.pop_front() {
                self.forget(oldest);
            }
        }
    }

    fn forget(&mut self, fingerprint: Fingerprint) {
        self.known.remove(&fingerprint);
        if let Some(count) = self.ids.get_mut(&fingerprint.id) {
            *count -= 1;
            if *count == 0 {
                self.ids.remove(&fingerprint.id);
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
        let of = |id, content| Fingerprint { id, content };
        let [a, b, c, other_b] = [of(1, 0), of(2, 0), of(3, 0), of(2, 1)];
        for fingerprint in [a, b, a, c] {
            seen.remember(fingerprint);
        }
        assert!(!seen.knows(a) && seen.knows(b) && seen.knows(c));
        assert!(seen.knows_id(other_b) && !seen.knows(other_b));
        seen.remember(other_b);
        seen.remember(a);
        assert!(seen.knows_id(b) && !seen.knows(b), "the other is known");
        seen.remember(c);
        assert!(!seen.knows_id(b) && seen.knows(c));
        let mut nothing = Dedup::new(0);
        nothing.remember(a);
        assert!(!nothing.knows(a));
    }

    #[test]
    fn the_layout_of_the_json_makes_no_difference_and_its_content_does() {
        let of = Fingerprints::default();
        let event = |data: &str| {
            let body = format!(r#"{{"id":"1","source":"s","type":"T","data":{data}}}"#);
            of.of(&Event::parse_all(body.as_bytes()).unwrap().remove(0))
        };
        assert_eq!(
            event(r#"{"a":"b c","d":1}"#),
            event("{ \"a\" : \"b c\",\n\t\"d\":1 }")
        );
        assert_ne!(event(r#"{"a":"b c"}"#), event(r#"{"a":"bc"}"#));
        assert_ne!(event(r#"{"a":"\" c"}"#), event(r#"{"a":"\"c"}"#));
        assert_ne!(event("{}"), event("null"));
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
