//! The journal: every request with its response, every delivery with its status.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

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
    /// The time when it ended, by the emulator's clock.
    pub time: SystemTime,
    /// A request of a client, or the delivery of an event.
    pub kind: JournalKind,
    /// The HTTP method.
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
    /// was delivered, and for requests.
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

    /// One line for the log, without queries, which may hold secrets.
    fn line(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        let path = one_line(path);
        let status = self
            .status
            .map_or("no response".to_owned(), |status| status.to_string());
        match self.kind {
            JournalKind::Request => format!("request {} {path}: {status}", self.method),
            JournalKind::Event => format!("delivery of {} to {path}: {status}", self.event()),
        }
    }

    /// What was delivered: the type of the event.
    fn event(&self) -> String {
        const PREFIX: &[u8] = b"Microsoft.Communication.";
        let mut places = self.body.windows(PREFIX.len());
        let place = places.position(|window| window == PREFIX);
        let name = place.and_then(|place| self.body.get(place + PREFIX.len()..));
        let letters = name.unwrap_or_default().iter();
        let name: String = letters
            .take_while(|letter| letter.is_ascii_alphanumeric())
            .map(|letter| char::from(*letter))
            .collect();
        if name.is_empty() {
            "a handshake or hook".to_owned()
        } else {
            name
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
pub(super) struct Journal(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    all: VecDeque<JournalEntry>,
    bytes: usize,
}

impl Journal {
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
        let mut entries = self.lock();
        entries.bytes += entry.size();
        entries.all.push_back(entry);
        while entries.all.len() > MOST || entries.bytes > MAX_BYTES {
            let Some(oldest) = entries.all.pop_front() else {
                return;
            };
            entries.bytes = entries.bytes.saturating_sub(oldest.size());
        }
    }

    pub(super) fn all(&self) -> Vec<JournalEntry> {
        self.lock().all.iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        *self.lock() = Entries::default();
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
            journal.add(JournalEntry {
                time: SystemTime::UNIX_EPOCH,
                kind: JournalKind::Request,
                method: "POST".to_owned(),
                path: number.to_string(),
                headers: Vec::new(),
                body: vec![b'a'; MAX_BODY_SIZE + 5],
                status: Some(401),
                failure: None,
                response_headers: Vec::new(),
                response_body: Vec::new(),
            });
        }
        let kept = journal.all();
        assert!(kept.len() < many);
        assert_eq!(kept.last().unwrap().path, (many - 1).to_string());
        assert!(kept.iter().map(JournalEntry::size).sum::<usize>() <= MAX_BYTES);
        assert!(
            kept.iter()
                .all(|entry| entry.body.ends_with(b"a... (5 bytes more)"))
        );
        journal.clear();
        assert!(journal.all().is_empty());
    }
}
