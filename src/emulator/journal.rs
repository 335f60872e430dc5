//! What happened: every request with its answer, every delivery with its status.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// The newest this many entries are kept.
const MOST: usize = 10_000;

/// One line of an emulator's journal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JournalEntry {
    /// When it ended, by the emulator's clock.
    pub time: SystemTime,
    /// Who asked.
    pub kind: JournalKind,
    /// The HTTP method.
    pub method: String,
    /// Path and query of a request; the whole URL of an event's delivery.
    pub path: String,
    /// The headers as sent; the value of `Authorization` is not kept.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
    /// The status of the answer; `None` when none came or none was given.
    pub status: Option<u16>,
    /// The headers of the emulator's answer; empty for events.
    pub response_headers: Vec<(String, String)>,
    /// The body of the answer.
    pub response_body: Vec<u8>,
}

/// What a [`JournalEntry`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalKind {
    /// A client asked the emulator.
    Request,
    /// The emulator delivered an event, or tried to; each try is an entry.
    Event,
}

impl JournalEntry {
    /// The first header of that name as sent, compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The first header of that name in the emulator's answer.
    pub fn response_header(&self, name: &str) -> Option<&str> {
        find(&self.response_headers, name)
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
pub(super) struct Journal(Mutex<VecDeque<JournalEntry>>);

impl Journal {
    pub(super) fn add(&self, mut entry: JournalEntry) {
        for (name, value) in &mut entry.headers {
            if name.eq_ignore_ascii_case("authorization") {
                "***".clone_into(value);
            }
        }
        let mut entries = self.lock();
        if entries.len() >= MOST {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub(super) fn all(&self) -> Vec<JournalEntry> {
        self.lock().iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<JournalEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
