//! Detects repeated deliveries, so that an event is not queued twice: what was queued within a time is
//! remembered, within a bound of memory.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::time::Duration;

use crate::event::Event;

/// Two hashes of an event: of `source` and `id`, and of those and the content. An event is a
/// repetition when both are known. Keyed, so that a sender cannot prepare an event that is mistaken for
/// another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint {
    id: u64,
    content: u64,
}

#[cfg(any(feature = "spool", feature = "redis"))]
impl Fingerprint {
    #[cfg(feature = "spool")]
    pub(super) fn new(id: u64, content: u64) -> Self {
        Self { id, content }
    }

    /// Of source and id, and of those and the content.
    pub(super) fn hashes(self) -> (u64, u64) {
        (self.id, self.content)
    }
}

/// Computes fingerprints; needs no lock.
pub(super) enum Fingerprints {
    /// Other ones in each receiver.
    Random(RandomState),
    /// The same ones after a restart, and in every version.
    #[cfg(any(feature = "spool", feature = "redis"))]
    Kept([u8; 32]),
}

impl Fingerprints {
    pub(super) fn random() -> Self {
        Self::Random(RandomState::new())
    }

    /// `None` for an event without an id: it cannot be distinguished from others.
    pub(super) fn of(&self, event: &Event) -> Option<Fingerprint> {
        match self {
            _ if event.id().is_empty() => None,
            Self::Random(keys) => Some(fingerprint(keys.build_hasher(), event)),
            #[cfg(any(feature = "spool", feature = "redis"))]
            Self::Kept(key) => Some(fingerprint(Digest::new(key), event)),
        }
    }
}

fn fingerprint(mut hasher: impl Hasher, event: &Event) -> Fingerprint {
    let mut text = |text: &str| {
        hasher.write(text.as_bytes());
        // Is in no UTF-8 text: separates two of them.
        hasher.write(&[0xff]);
        hasher.finish()
    };
    text(event.source().unwrap_or_default());
    let id = text(event.id());
    text(event.event_type());
    // The layout of the JSON makes no difference; most have none.
    let data = event.data();
    if data.bytes().any(|byte| byte.is_ascii_whitespace()) {
        for part in dense(data) {
            hasher.write(part.as_bytes());
        }
    } else {
        hasher.write(data.as_bytes());
    }
    let content = hasher.finish();
    Fingerprint { id, content }
}

/// The beginning of a SHA-256 hash with a key in front.
#[cfg(any(feature = "spool", feature = "redis"))]
struct Digest(sha2::Sha256);

#[cfg(any(feature = "spool", feature = "redis"))]
impl Digest {
    fn new(key: &[u8; 32]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::new_with_prefix(key))
    }
}

#[cfg(any(feature = "spool", feature = "redis"))]
impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        use sha2::Digest as _;
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        use sha2::Digest as _;
        let hash = self.0.clone().finalize();
        let beginning = hash.iter().take(8);
        beginning.fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }
}

/// Two events with one id are both delivered when their contents differ.
pub(super) fn warn_of_other_content(event: &Event) {
    log::warn!(
        "receiver: {:?} has the id of an earlier event but other content; both are delivered: {:?}",
        event.name(),
        event.id()
    );
}

/// Some events were forgotten too early.
pub(super) fn warn_of_forgotten(count: usize) {
    log::warn!(
        "receiver: forgot {count} events before the duplicate window has passed, for lack of memory \
         (duplicate_memory); repetitions of them are delivered"
    );
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

/// How much is remembered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Zero remembers nothing.
    pub time: Duration,
    /// In bytes.
    pub memory: usize,
}

/// The events that were queued within a time, oldest slice first. What is too old, and what finds no
/// memory, is forgotten a slice at a time, so that no event needs an entry in a queue beside that in a
/// table.
pub(super) struct Dedup {
    slices: VecDeque<Slice>,
    window: Window,
    /// The most events of a slice.
    slice_events: usize,
}

/// With seven, the tables of the default of 16 MiB have a power of two of places, as hash tables want it.
const SLICES: u8 = 7;

/// The bytes of a place in a table: two hashes, and the table's own.
const PLACE_BYTES: usize = 17;

#[derive(Default)]
struct Slice {
    began: Duration,
    last: Duration,
    events: HashMap<u64, u64, BuildHasherDefault<Hashed>>,
    /// Further contents of an id.
    others: HashSet<Fingerprint>,
}

impl Slice {
    fn len(&self) -> usize {
        self.events.len() + self.others.len()
    }

    fn knows(&self, it: Fingerprint) -> bool {
        self.events.get(&it.id) == Some(&it.content) || self.others.contains(&it)
    }
}

impl Dedup {
    pub(super) fn new(window: Window) -> Self {
        let places = (window.memory / usize::from(SLICES) / PLACE_BYTES).max(1);
        Self {
            slices: VecDeque::new(),
            window,
            // A table doubles when seven eighths of its places are taken.
            slice_events: ((1 << places.ilog2()) / 8 * 7).max(1),
        }
    }

    /// How many events are remembered at most.
    #[cfg(any(feature = "spool", test))]
    pub(super) fn capacity(&self) -> usize {
        self.slice_events * usize::from(SLICES)
    }

    pub(super) fn knows(&self, it: Fingerprint) -> bool {
        self.slices.iter().any(|slice| slice.knows(it))
    }

    /// Whether an event with the same id is known, whatever its content.
    pub(super) fn knows_id(&self, it: Fingerprint) -> bool {
        self.slices
            .iter()
            .any(|slice| slice.events.contains_key(&it.id))
    }

    /// Forgets what was remembered longer ago than the window.
    pub(super) fn forget_old(&mut self, now: Duration) {
        let window = self.window.time;
        while (self.slices.front()).is_some_and(|slice| slice.last.saturating_add(window) < now) {
            self.slices.pop_front();
        }
    }

    /// Returns how many events were forgotten too early, because there is no more memory.
    pub(super) fn remember(&mut self, it: Fingerprint, now: Duration) -> usize {
        if self.window.time.is_zero() || self.knows(it) {
            return 0;
        }
        let span = self.window.time / u32::from(SLICES - 1);
        let is_over = |slice: &Slice| {
            slice.len() >= self.slice_events || slice.began.saturating_add(span) < now
        };
        let mut forgotten = 0;
        if self.slices.back().is_none_or(is_over) {
            if self.slices.len() >= usize::from(SLICES) {
                forgotten = self.slices.pop_front().map_or(0, |slice| slice.len());
            }
            self.slices.push_back(Slice {
                began: now,
                ..Slice::default()
            });
        }
        if let Some(slice) = self.slices.back_mut() {
            slice.last = now;
            match slice.events.entry(it.id) {
                Entry::Vacant(place) => {
                    place.insert(it.content);
                }
                Entry::Occupied(_) => {
                    slice.others.insert(it);
                }
            }
        }
        forgotten
    }
}

/// The hash of what is a hash already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        // Not called for a u64.
        self.0 = bytes
            .iter()
            .fold(self.0, |sum, byte| (sum << 8) ^ u64::from(*byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn of(id: u64, content: u64) -> Fingerprint {
        Fingerprint { id, content }
    }

    fn dedup(time: Duration, memory: usize) -> Dedup {
        Dedup::new(Window { time, memory })
    }

    #[test]
    fn an_event_is_known_for_the_time_of_the_window_and_no_longer_than_a_sixth_more() {
        let mut seen = dedup(6 * MINUTE, 1 << 20);
        for minute in 0..=30 {
            let now = MINUTE * minute;
            seen.forget_old(now);
            let known: Vec<u32> = (0..minute)
                .filter(|m| seen.knows(of((*m).into(), 0)))
                .collect();
            assert_eq!(known.last().copied(), minute.checked_sub(1));
            assert!(
                known.len() >= usize::try_from(minute.min(6)).unwrap(),
                "{known:?} at {minute}"
            );
            assert!(known.len() <= 7 + 1, "{known:?} at {minute}");
            assert_eq!(seen.remember(of(minute.into(), 0), now), 0);
        }
        seen.forget_old(100 * MINUTE);
        assert!(seen.slices.is_empty(), "after a long silence");
    }

    #[test]
    fn an_id_with_other_content_is_another_event_and_recognized_as_such() {
        let mut seen = dedup(MINUTE, 1 << 20);
        for content in [0, 1, 2] {
            assert_eq!(seen.knows_id(of(1, content)), content > 0);
            assert!(!seen.knows(of(1, content)));
            seen.remember(of(1, content), MINUTE);
        }
        assert!((0..3).all(|content| seen.knows(of(1, content))));
        assert_eq!(seen.slices[0].len(), 3);
    }

    #[test]
    fn memory_bounds_what_is_remembered_and_what_is_lost_by_it_is_counted() {
        let mut seen = dedup(MINUTE, 16 << 20);
        assert_eq!(seen.slice_events, 114_688);
        // Spread like hashes.
        let nth = |number: usize| of((number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15), 0);
        let mut forgotten = 0;
        for number in 0..1_000_000 {
            forgotten += seen.remember(nth(number), MINUTE);
        }
        assert_eq!(forgotten, 2 * 114_688);
        let bytes = seen.slices.iter().map(|slice| {
            let places = slice.events.capacity() / 7 * 8;
            places * PLACE_BYTES
        });
        let bytes: usize = bytes.sum();
        assert!(bytes <= 16 << 20, "{bytes}");
        assert!(!seen.knows(nth(forgotten - 1)) && seen.knows(nth(forgotten)));
        let mut little = dedup(MINUTE, 1);
        assert_eq!(little.remember(of(1, 1), MINUTE), 0);
        assert!(little.knows(of(1, 1)));
    }

    #[test]
    fn a_window_of_no_time_remembers_nothing() {
        let mut nothing = dedup(Duration::ZERO, 1 << 20);
        nothing.remember(of(1, 1), MINUTE);
        assert!(!nothing.knows(of(1, 1)));
    }

    #[test]
    fn the_layout_of_the_json_makes_no_difference_and_its_content_does() {
        let of = Fingerprints::random();
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
        let of = Fingerprints::random();
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
