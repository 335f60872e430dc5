//! What this consumer has: the streams that it owns, and their events that are not confirmed. No input or output.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::event::StoreId;

/// The id of an entry of a stream: its time in milliseconds, and a number within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct EntryId {
    ms: u64,
    number: u32,
}

impl EntryId {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (ms, number) = text.split_once('-')?;
        Some(Self {
            ms: ms.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.ms, self.number)
    }
}

/// A stream as far as this process has to do with it.
#[derive(Default)]
struct Stream {
    /// The number of its current acquisition; `None` when it is not read.
    acquisition: Option<u32>,
    /// In queues of this process.
    unread: HashSet<EntryId>,
    /// The application has them.
    taken: HashSet<EntryId>,
    /// While entries are claimed: those confirmed meanwhile, which the response may have still.
    confirmed: Option<HashSet<EntryId>>,
    /// Unread events were dropped, or entries missed: they are to be read again.
    is_stale: bool,
    /// Since when it is to be given back.
    leaving_since: Option<Instant>,
}

#[derive(Default)]
pub(super) struct Holdings {
    streams: HashMap<Arc<str>, Stream>,
    /// The stream of each acquisition so far.
    acquisitions: Vec<Arc<str>>,
    /// Until when no other consumer can own these streams; `None` before the first sign of life.
    valid_until: Option<Instant>,
}

impl Holdings {
    /// Takes over what a sign of life has returned; returns the streams of which the entries that were delivered
    /// before, here or elsewhere, are to be read first.
    pub(super) fn update(
        &mut self,
        owned: &[String],
        surplus: &[String],
        now: Instant,
        valid_until: Instant,
    ) -> Vec<Arc<str>> {
        self.valid_until = Some(valid_until);
        let mut acquired = Vec::new();
        let mut kept = HashSet::new();
        for name in owned {
            let (name, is_new) = match name.strip_prefix('+') {
                Some(name) => (name, true),
                None => (name.as_str(), false),
            };
            let name: Arc<str> = name.into();
            kept.insert(name.clone());
            let stream = self.streams.entry(name.clone()).or_default();
            stream.leaving_since = None;
            if is_new || stream.is_stale || stream.acquisition.is_none() {
                stream.acquisition = u32::try_from(self.acquisitions.len()).ok();
                stream.is_stale = false;
                stream.unread.clear();
                self.acquisitions.push(name.clone());
                acquired.push(name);
            }
        }
        let surplus: HashSet<&str> = surplus.iter().map(String::as_str).collect();
        for (name, stream) in &mut self.streams {
            if kept.contains(name) {
                continue;
            }
            stream.lose();
            if surplus.contains(&**name) {
                stream.leaving_since.get_or_insert(now);
            } else {
                stream.leaving_since = None;
            }
        }
        self.forget_empty();
        acquired
    }

    /// A response was lost, and maybe entries in it: the next sign of life reads again what was delivered.
    pub(super) fn may_have_missed(&mut self) {
        for stream in self.streams.values_mut() {
            stream.is_stale = true;
        }
    }

    /// Gives all streams back, and no more unread events away.
    pub(super) fn leave_all(&mut self, now: Instant) {
        for stream in self.streams.values_mut() {
            if stream.acquisition.is_some() {
                stream.lose();
                stream.leaving_since = Some(now);
            }
        }
    }

    /// All streams are lost: another process consumes under this name.
    pub(super) fn lose_all(&mut self) {
        self.valid_until = None;
        for stream in self.streams.values_mut() {
            stream.lose();
            stream.leaving_since = None;
        }
        self.forget_empty();
    }

    /// The streams to give back whose events are confirmed, or that have waited for that long enough.
    pub(super) fn to_release(&self, now: Instant, lease: Duration) -> Vec<Arc<str>> {
        let leaving = self.streams.iter().filter(|(_, stream)| {
            let waited = stream.leaving_since.map(|since| now.duration_since(since));
            waited.is_some_and(|waited| stream.taken.is_empty() || waited > lease)
        });
        leaving.map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn released(&mut self, names: &[Arc<str>]) {
        for name in names {
            if let Some(stream) = self.streams.get_mut(name) {
                stream.leaving_since = None;
            }
        }
        self.forget_empty();
    }

    /// Whether streams wait to be given back.
    pub(super) fn is_leaving(&self) -> bool {
        let mut streams = self.streams.values();
        streams.any(|stream| stream.leaving_since.is_some())
    }

    /// The streams that are read.
    pub(super) fn read(&self) -> Vec<Arc<str>> {
        let read = self.streams.iter();
        let read = read.filter(|(_, stream)| stream.acquisition.is_some());
        read.map(|(name, _)| name.clone()).collect()
    }

    /// The number of events that are not confirmed.
    pub(super) fn unconfirmed(&self) -> usize {
        let streams = self.streams.values();
        streams.map(|it| it.unread.len() + it.taken.len()).sum()
    }

    /// Delivered entries of a stream are about to be read again, or were.
    pub(super) fn set_claimed(&mut self, name: &str, begins: bool) {
        if let Some(stream) = self.streams.get_mut(name) {
            stream.confirmed = begins.then(HashSet::new);
        }
    }

    /// Notes an entry that was read; `None` when the application has it already, or the stream is lost.
    pub(super) fn deliver(&mut self, name: &str, entry: EntryId) -> Option<StoreId> {
        let stream = self.streams.get_mut(name)?;
        let acquisition = stream.acquisition?;
        let is_confirmed = stream
            .confirmed
            .as_ref()
            .is_some_and(|it| it.contains(&entry));
        if is_confirmed || stream.taken.contains(&entry) || !stream.unread.insert(entry) {
            return None;
        }
        let place = (u128::from(acquisition) << 96) | (u128::from(entry.ms) << 32);
        Some(StoreId(place | u128::from(entry.number)))
    }

    /// Whether an event may be given to the application: its stream was owned ever since it was read.
    pub(super) fn take(&mut self, id: StoreId, now: Instant) -> bool {
        let Some((acquisition, name, entry)) = self.place(id) else {
            return false;
        };
        let is_valid = self.valid_until.is_some_and(|until| now < until);
        let Some(stream) = self.streams.get_mut(&name) else {
            return false;
        };
        if stream.acquisition != Some(acquisition) {
            return false;
        }
        if !is_valid {
            stream.is_stale = true;
            return false;
        }
        stream.unread.remove(&entry);
        stream.taken.insert(entry);
        true
    }

    /// The streams and entries of events, also of streams that are lost since.
    pub(super) fn places(&self, ids: &[StoreId]) -> Vec<(Arc<str>, EntryId)> {
        let places = ids.iter().filter_map(|id| self.place(*id));
        places.map(|(_, name, entry)| (name, entry)).collect()
    }

    pub(super) fn confirmed(&mut self, places: &[(Arc<str>, EntryId)]) {
        for (name, entry) in places {
            if let Some(stream) = self.streams.get_mut(name) {
                stream.unread.remove(entry);
                stream.taken.remove(entry);
                if let Some(confirmed) = &mut stream.confirmed {
                    confirmed.insert(*entry);
                }
            }
        }
        self.forget_empty();
    }

    fn place(&self, StoreId(id): StoreId) -> Option<(u32, Arc<str>, EntryId)> {
        let acquisition = u32::try_from(id >> 96).ok()?;
        let name = self.acquisitions.get(acquisition as usize)?.clone();
        let entry = EntryId {
            ms: u64::try_from((id >> 32) & u128::from(u64::MAX)).ok()?,
            number: u32::try_from(id & u128::from(u32::MAX)).ok()?,
        };
        Some((acquisition, name, entry))
    }

    /// Forgets streams that nothing is known of any more.
    fn forget_empty(&mut self) {
        self.streams.retain(|_, stream| {
            stream.acquisition.is_some()
                || stream.leaving_since.is_some()
                || !stream.taken.is_empty()
        });
    }
}

impl Stream {
    /// Its unread events are others' to deliver.
    fn lose(&mut self) {
        self.acquisition = None;
        self.unread.clear();
        self.is_stale = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(10);

    struct Consumer {
        holdings: Holdings,
        now: Instant,
    }

    impl Consumer {
        fn new() -> Self {
            Self {
                holdings: Holdings::default(),
                now: Instant::now(),
            }
        }

        fn sign_of_life(&mut self, owned: &[&str], surplus: &[&str]) -> Vec<String> {
            let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            let (owned, surplus): (Vec<String>, Vec<String>) = (texts(owned), texts(surplus));
            let until = self.now + LEASE;
            let acquired = self.holdings.update(&owned, &surplus, self.now, until);
            acquired.iter().map(ToString::to_string).collect()
        }

        fn read(&mut self, stream: &str, number: u32) -> Option<StoreId> {
            self.holdings.deliver(stream, EntryId { ms: 7, number })
        }

        fn take(&mut self, id: StoreId) -> bool {
            self.holdings.take(id, self.now)
        }

        fn confirm(&mut self, id: StoreId) {
            let places = self.holdings.places(&[id]);
            self.holdings.confirmed(&places);
        }
    }

    #[test]
    fn an_event_of_a_stream_that_another_consumer_had_meanwhile_is_not_given_to_the_application() {
        let mut it = Consumer::new();
        assert_eq!(it.sign_of_life(&["+3"], &[]), ["3"]);
        let (first, second) = (it.read("3", 1).unwrap(), it.read("3", 2).unwrap());
        assert!(it.take(first));
        assert_eq!(it.sign_of_life(&[], &[]), [""; 0]);
        assert!(!it.take(second), "it may be confirmed elsewhere");
        assert_eq!(it.sign_of_life(&["+3"], &[]), ["3"], "it is read again");
        assert!(!it.take(second), "an unread event of before");
        assert_eq!(it.read("3", 1), None, "the application has it");
        let again = it.read("3", 2).unwrap();
        assert!(it.take(again));
        it.confirm(first);
        it.confirm(again);
        assert_eq!(it.holdings.unconfirmed(), 0);
    }

    #[test]
    fn without_a_sign_of_life_nothing_is_given_away_until_the_next_one_shows_who_owns_it() {
        let mut it = Consumer::new();
        it.sign_of_life(&["+3"], &[]);
        let id = it.read("3", 1).unwrap();
        it.now += LEASE;
        assert!(!it.take(id));
        assert_eq!(it.sign_of_life(&["3"], &[]), ["3"], "it is read again");
        assert!(!it.take(id));
        let id = it.read("3", 1).unwrap();
        assert!(it.take(id));
        assert_eq!(it.sign_of_life(&["3"], &[]), [""; 0]);
    }

    #[test]
    fn a_stream_is_given_back_when_the_application_has_confirmed_what_it_has_of_it_or_took_too_long()
     {
        let mut it = Consumer::new();
        it.sign_of_life(&["+3", "+4"], &[]);
        let id = it.read("3", 1).unwrap();
        let unread = it.read("3", 2).unwrap();
        let slow = it.read("4", 1).unwrap();
        assert!(it.take(id) && it.take(slow));
        it.sign_of_life(&[], &["3", "4"]);
        assert!(it.holdings.is_leaving());
        assert!(!it.take(unread), "the next owner delivers it");
        let releasable = |it: &Consumer| -> Vec<String> {
            let names = it.holdings.to_release(it.now, LEASE);
            names.iter().map(ToString::to_string).collect()
        };
        assert_eq!(releasable(&it), [""; 0]);
        it.confirm(id);
        assert_eq!(releasable(&it), ["3"]);
        it.holdings.released(&["3".into()]);
        it.now += LEASE + Duration::from_millis(1);
        assert_eq!(releasable(&it), ["4"]);
        it.holdings.released(&["4".into()]);
        assert!(!it.holdings.is_leaving());
        it.confirm(slow);
    }

    #[test]
    fn entries_that_were_lost_with_a_response_are_read_again() {
        let mut it = Consumer::new();
        it.sign_of_life(&["+3"], &[]);
        let (taken, unread) = (it.read("3", 1).unwrap(), it.read("3", 2).unwrap());
        assert!(it.take(taken));
        it.holdings.may_have_missed();
        assert_eq!(it.sign_of_life(&["3"], &[]), ["3"]);
        assert!(!it.take(unread), "it comes again");
        assert_eq!(it.read("3", 1), None);
        for number in [2, 3] {
            let id = it.read("3", number).unwrap();
            assert!(it.take(id));
        }
    }

    #[test]
    fn an_event_that_is_confirmed_while_delivered_entries_are_read_again_does_not_come_again() {
        let mut it = Consumer::new();
        it.sign_of_life(&["+3"], &[]);
        let id = it.read("3", 1).unwrap();
        assert!(it.take(id));
        it.holdings.may_have_missed();
        it.sign_of_life(&["3"], &[]);
        it.holdings.set_claimed("3", true);
        // The response with the entry is on its way.
        it.confirm(id);
        assert_eq!(it.read("3", 1), None);
        it.holdings.set_claimed("3", false);
        assert_eq!(it.holdings.unconfirmed(), 0);
    }

    #[test]
    fn ids_of_entries_are_read_and_written_as_redis_has_them() {
        for text in ["1700000000000-0", "1-4294967295"] {
            assert_eq!(EntryId::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "1", "-1", "1-", "x-1", "1-4294967296"] {
            assert_eq!(EntryId::parse(text), None, "{text}");
        }
    }
}
