//! The journal: every request with its response, every delivery with its status, and what the simulated
//! parties did.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::watchers::Watchers;
use acs_call_automation::internal::one_line;

/// The most entries and the most bytes that are kept: the newest ones.
const MOST: usize = 10_000;
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The longest part of a body that is kept.
const MAX_BODY_SIZE: usize = 64 * 1024;

/// One entry of an emulator's journal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The number of the entry, from 1 in the order in which entries ended. Numbers go on after a reset.
    pub seq: u64,
    /// A number that puts entries in the order in which they began.
    pub order: u64,
    /// The time when it ended, by the emulator's clock.
    pub time: SystemTime,
    /// The time when it began, by the emulator's clock.
    pub began: SystemTime,
    /// A request of a client, the delivery of an event, or what a simulated party did.
    pub kind: JournalKind,
    /// The operation of a request, named as in the official clients; the type of an event without
    /// `Microsoft.Communication.`; what a party did: `calls`, `rings`, `answers`, `isBusy`, `declines`,
    /// `doesNotAnswer`, `joins`, `presses`, `speaks`, `mutes`, `unmutes` or `hangsUp`. Empty where it is not known.
    pub operation: &'static str,
    /// The call that it concerns, where there is one.
    pub call: Option<CallReference>,
    /// The attempt of a delivery, from 1; 0 for other entries.
    pub attempt: usize,
    /// Host and port of the application: of the callback URL of the leg that a request concerns, or of the URL of a
    /// delivery. Empty where it is not known.
    pub application: String,
    /// The raw id of the party that did something; empty for other entries.
    pub party: String,
    /// What the party pressed or said, or the name that it shows as a caller.
    pub detail: String,
    /// The HTTP method; empty for a party.
    pub method: String,
    /// Path and query of a request; the whole URL of an event's delivery.
    pub path: String,
    /// The headers as sent; the value of `Authorization` is not kept.
    pub headers: Vec<(String, String)>,
    /// The body as sent. Beyond 64 KiB it is cut, and `... (N bytes more)` follows.
    pub body: Vec<u8>,
    /// The status of the response; `None` when there was no response.
    pub status: Option<u16>,
    /// The reason why an event was not delivered by this attempt: no response, and why, or a status
    /// that does not count as delivered, with the beginning of its body. `None` for an event that
    /// was delivered, and for other entries.
    pub failure: Option<String>,
    /// The headers of the emulator's response; empty for events.
    pub response_headers: Vec<(String, String)>,
    /// The body of the response, cut in the same way.
    pub response_body: Vec<u8>,
}

/// The kind of a [`JournalEntry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalKind {
    /// A request of a client to the emulator.
    Request,
    /// An attempt of the emulator to deliver an event; each attempt is an entry.
    Event,
    /// What a simulated party did: it rang, answered, pressed a digit.
    Party,
}

impl JournalKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Event => "event",
            Self::Party => "party",
        }
    }
}

/// The call that a [`JournalEntry`] concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReference {
    /// The same for calls that belong together: the two of a call to a hosted number, and those that a
    /// transfer divided.
    pub family: u64,
    /// The correlation id of the call.
    pub correlation_id: String,
    /// The call connection id of the leg, where one is concerned.
    pub call_connection_id: Option<String>,
}

impl JournalEntry {
    /// Returns the first header of that name as sent, compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Returns the first header of that name in the response.
    pub fn response_header(&self, name: &str) -> Option<&str> {
        find(&self.response_headers, name)
    }

    /// Whether it concerns a call of this family.
    pub(super) fn is_of(&self, family: u64) -> bool {
        self.call.as_ref().is_some_and(|call| call.family == family)
    }

    /// What a delivery that is not an event is.
    pub(super) fn other_delivery(&self) -> &'static str {
        let is_handshake = self.method == "OPTIONS"
            || self.header("aeg-event-type") == Some("SubscriptionValidation");
        if is_handshake { "handshake" } else { "hook" }
    }

    /// One line for the log, without queries, which may hold secrets.
    fn line(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        let path = one_line(path);
        let status = self
            .status
            .map_or("no response".to_owned(), |status| status.to_string());
        match self.kind {
            JournalKind::Request => format!("request {} {path}: {status}", self.method),
            JournalKind::Event => {
                let what = match self.operation {
                    "" => self.other_delivery(),
                    event => event,
                };
                format!("delivery of {what} to {path}: {status}")
            }
            // Which party is in the journal: a number is not for logs.
            JournalKind::Party => {
                let call = self
                    .call
                    .as_ref()
                    .and_then(|call| call.call_connection_id.as_deref());
                let operation = self.operation;
                call.map_or_else(
                    || format!("a party {operation}"),
                    |call| format!("a party of {call} {operation}"),
                )
            }
        }
    }

    /// About how many bytes of memory it takes.
    fn size(&self) -> usize {
        let headers = self.headers.iter().chain(&self.response_headers);
        let headers: usize = headers
            .map(|(name, value)| size_of::<(String, String)>() + name.len() + value.len())
            .sum();
        size_of::<Self>() + headers + self.path.len() + self.body.len() + self.response_body.len()
    }
}

fn cut(body: &mut Vec<u8>) {
    let more = body.len().saturating_sub(MAX_BODY_SIZE);
    if more > 0 {
        body.truncate(MAX_BODY_SIZE);
        body.extend(format!("... ({more} bytes more)").into_bytes());
        body.shrink_to_fit();
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// The journal of one emulator.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: Mutex<Entries>,
    order: AtomicU64,
    /// Those who follow it.
    pub watchers: Watchers,
}

#[derive(Debug, Default)]
struct Entries {
    all: VecDeque<Arc<JournalEntry>>,
    bytes: usize,
    /// The number of the newest entry.
    last: u64,
}

impl Journal {
    /// Begins an entry; it is in the journal once it was [added](Self::add).
    pub(super) fn begin(&self, kind: JournalKind, now: SystemTime) -> JournalEntry {
        JournalEntry {
            seq: 0,
            order: self.order.fetch_add(1, Ordering::Relaxed) + 1,
            time: now,
            began: now,
            kind,
            operation: "",
            call: None,
            attempt: 0,
            application: String::new(),
            party: String::new(),
            detail: String::new(),
            method: String::new(),
            path: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            status: None,
            failure: None,
            response_headers: Vec::new(),
            response_body: Vec::new(),
        }
    }

    pub(super) fn add(&self, mut entry: JournalEntry) {
        if log::log_enabled!(log::Level::Info) {
            log::info!("emulator: {}", entry.line());
        }
        for (name, value) in &mut entry.headers {
            if name.eq_ignore_ascii_case("authorization") {
                "***".clone_into(value);
            }
        }
        cut(&mut entry.body);
        cut(&mut entry.response_body);
        let size = entry.size();
        let mut entries = self.lock();
        entries.last += 1;
        entry.seq = entries.last;
        entries.bytes += size;
        entries.all.push_back(Arc::new(entry));
        while entries.all.len() > MOST || entries.bytes > MAX_BYTES {
            let Some(oldest) = entries.all.pop_front() else {
                break;
            };
            entries.bytes = entries.bytes.saturating_sub(oldest.size());
        }
        drop(entries);
        self.watchers.wake();
    }

    /// All entries, oldest first.
    pub(super) fn all(&self) -> Vec<Arc<JournalEntry>> {
        self.lock().all.iter().cloned().collect()
    }

    /// The entries after the one with a number, oldest first and at most so many.
    pub(super) fn after(&self, seq: u64, most: usize) -> Vec<Arc<JournalEntry>> {
        let entries = self.lock();
        let first = entries.all.front().map_or(0, |first| first.seq);
        let place = usize::try_from((seq + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        entries.all.iter().skip(place).take(most).cloned().collect()
    }

    /// The number of the newest entry; 0 before the first one.
    pub(super) fn last(&self) -> u64 {
        self.lock().last
    }

    /// The family of the call that entries name by this id: a correlation id or a call connection id.
    pub(super) fn family_of(&self, id: &str) -> Option<u64> {
        let entries = self.lock();
        let calls = entries
            .all
            .iter()
            .rev()
            .filter_map(|entry| entry.call.as_ref());
        let mut named = calls.filter(|call| {
            call.correlation_id == id || call.call_connection_id.as_deref() == Some(id)
        });
        named.next().map(|call| call.family)
    }

    /// Removes all entries. Numbers go on.
    pub(super) fn clear(&self) {
        let mut entries = self.lock();
        *entries = Entries {
            last: entries.last,
            ..Entries::default()
        };
        drop(entries);
        self.watchers.reset();
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_entries_push_old_ones_out() {
        let journal = Journal::default();
        let many = 2 * MAX_BYTES / MAX_BODY_SIZE;
        for number in 0..many {
            let entry = journal.begin(JournalKind::Request, SystemTime::UNIX_EPOCH);
            journal.add(JournalEntry {
                path: number.to_string(),
                body: vec![b'a'; MAX_BODY_SIZE + 5],
                ..entry
            });
        }
        let kept = journal.all();
        assert!(kept.len() < many);
        assert_eq!(kept.last().unwrap().path, (many - 1).to_string());
        assert!(kept.iter().map(|entry| entry.size()).sum::<usize>() <= MAX_BYTES);
        assert!(
            kept.iter()
                .all(|entry| entry.body.ends_with(b"a... (5 bytes more)"))
        );
        journal.clear();
        assert!(journal.all().is_empty());
    }
    #[test]
    fn entries_are_numbered_as_they_end_and_ordered_as_they_begin() {
        let journal = Journal::default();
        let begin = || journal.begin(JournalKind::Event, SystemTime::UNIX_EPOCH);
        let (first, second) = (begin(), begin());
        journal.add(second);
        journal.add(first);
        let numbers = |entries: Vec<Arc<JournalEntry>>| -> Vec<(u64, u64)> {
            let both = entries.iter().map(|entry| (entry.seq, entry.order));
            both.collect()
        };
        assert_eq!(numbers(journal.all()), [(1, 2), (2, 1)]);
        assert_eq!(numbers(journal.after(1, 10)), [(2, 1)]);
        assert_eq!(numbers(journal.after(0, 1)), [(1, 2)]);
        assert!(journal.after(2, 10).is_empty());
        journal.clear();
        journal.add(begin());
        assert_eq!(numbers(journal.after(0, 10)), [(3, 3)], "numbers go on");
        assert!(journal.after(u64::MAX - 1, 10).is_empty());
    }
}
