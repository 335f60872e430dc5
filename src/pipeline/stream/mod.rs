//! A file whose bytes are handed on while they arrive, and requested again from the byte where a
//! connection broke.
//!
//! No socket here: heads and pieces of responses come in, bytes go out to a [`Sink`] in order, each
//! once. Every response must be of the same file: it is known by ETag and length, or by the date of
//! its last change where the store sends no ETag.

mod body;
mod head;
mod range;
mod version;

pub(crate) use version::Version;

use std::time::Instant;

use crate::error::{Error, Result};

/// Where the bytes go.
pub(crate) trait Sink {
    /// The head of the first response that fits; once, before the first byte.
    fn begin(&mut self, head: &Head<'_>) -> Result<()>;

    /// The next bytes.
    fn piece(&mut self, bytes: &[u8]) -> Result<()>;

    /// Where the next bytes can be put directly, for a sink that only keeps them.
    fn room(&mut self) -> Option<&mut [u8]> {
        None
    }

    /// So many bytes were put there.
    fn filled(&mut self, _bytes: usize) {}
}

/// What the first response reports.
pub(crate) struct Head<'a> {
    pub version: &'a Version,
    /// The first byte that will arrive.
    pub next: u64,
    /// The first byte after the wanted ones, as far as it is known.
    pub end: Option<u64>,
    /// The first byte after those of this stream, when only a part was requested at first and the
    /// store returns parts: the rest is for other streams.
    pub part: Option<u64>,
}

/// The progress through a file, or a part of it, over as many responses as it takes.
pub(crate) struct Stream<'a> {
    sink: &'a mut dyn Sink,
    /// Where the wanted bytes begin, the next one that the sink gets, and the first one after them.
    from: u64,
    next: u64,
    end: Option<u64>,
    /// The number of bytes to request at first.
    part: Option<u64>,
    known: Option<Version>,
    expected: Option<u64>,
    begun: bool,
    failure: Option<Error>,
    response: Current,
}

/// The response that is being received.
#[derive(Default)]
struct Current {
    judged: bool,
    /// What an earlier download left is not of this file.
    is_of_another: bool,
    /// It ends with the file, and a cut before that can be seen.
    shows_end: bool,
    /// Bytes before those that are wanted, from a store that returns only whole files.
    skip: u64,
    /// Bytes up to its end, if it reports its length.
    left: Option<u64>,
    /// Bytes of it that the sink received, and when the last of them came.
    received: u64,
    last_received: Option<Instant>,
}

/// The state after a response.
pub(super) enum StreamState {
    Whole,
    Part,
    Failed(Error),
}

impl<'a> Stream<'a> {
    /// From that byte up to another, or to the end of the file.
    pub(crate) fn new(sink: &'a mut dyn Sink, from: u64, end: Option<u64>) -> Self {
        Self {
            sink,
            from,
            next: from,
            end,
            part: None,
            known: None,
            expected: None,
            begun: false,
            failure: None,
            response: Current::default(),
        }
    }

    /// Continues where an earlier download stopped, if the file is still the same.
    #[must_use]
    pub(crate) fn resume_at(mut self, next: u64, known: Version) -> Self {
        self.next = next;
        self.known = Some(known);
        self
    }

    /// Every response must be of this file.
    #[must_use]
    pub(crate) fn of(mut self, known: Version) -> Self {
        self.known = Some(known);
        self
    }

    /// The file must have so many bytes.
    #[must_use]
    pub(crate) fn expecting(mut self, total: Option<u64>) -> Self {
        self.expected = total;
        self
    }

    /// Only so many bytes, if the store returns parts of a file and reports its length.
    #[must_use]
    pub(crate) fn first_part(mut self, bytes: u64) -> Self {
        self.part = Some(bytes);
        self
    }

    /// What is known of the file, after a response.
    pub(crate) fn version(&self) -> Version {
        self.known.clone().unwrap_or_default()
    }

    /// The header `Range` of the next request. A whole file is requested without one.
    pub(super) fn range(&self) -> Option<String> {
        match self.requested_end() {
            None if self.next == 0 => None,
            None => Some(format!("bytes={}-", self.next)),
            // The last byte of a range belongs to it.
            Some(end) => Some(format!("bytes={}-{}", self.next, end.saturating_sub(1))),
        }
    }

    fn requested_end(&self) -> Option<u64> {
        let part = self.part.map(|bytes| self.next.saturating_add(bytes));
        match (part, self.end) {
            (Some(part), Some(end)) => Some(part.min(end)),
            (part, end) => part.or(end),
        }
    }

    fn is_whole(&self) -> bool {
        self.end == Some(self.next)
    }

    /// The number of bytes of the file, as far as it is known.
    fn file_end(&self) -> Option<u64> {
        let known = self.known.as_ref().and_then(|known| known.total);
        known.or(self.expected)
    }

    /// Whether the last response was one to a download, good or bad, and not an ordinary error.
    pub(super) fn has_judged(&self) -> bool {
        self.response.judged
    }

    /// The state after a response that ended or broke off.
    pub(super) fn state(&mut self) -> StreamState {
        match self.failure.take() {
            Some(error) => StreamState::Failed(error),
            None if self.is_whole() => StreamState::Whole,
            None => StreamState::Part,
        }
    }

    /// The number of bytes that the sink received of the last response.
    pub(super) fn received(&self) -> u64 {
        self.response.received
    }

    pub(super) fn last_received(&self) -> Option<Instant> {
        self.response.last_received
    }

    /// Whether the last response was of no use, but showed where to start over.
    pub(super) fn starts_over(&self) -> bool {
        self.response.is_of_another
    }

    /// Forgets the last response before the next attempt.
    pub(super) fn next_attempt(&mut self) {
        self.response = Current::default();
    }
}
