//! A file whose bytes are handed on as they come, and asked for again from the byte where a
//! connection broke.
//!
//! No socket here: heads and pieces of answers come in, bytes go out to a [`Sink`] in order, each
//! once. Every answer must be of the same file: it is known by ETag and length, or by the date of its
//! last change where the store gives no ETag.

mod body;
mod judge;
mod range;
mod version;

pub(crate) use version::Version;

use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

/// Where the bytes go.
pub(crate) trait Sink {
    /// Told once, by the first answer that fits and before the first byte.
    fn begin(&mut self, head: &Head<'_>) -> Result<()>;

    /// The next bytes.
    fn piece(&mut self, bytes: &[u8]) -> Result<()>;

    /// Where the next bytes can be put at once, by a sink that only keeps them.
    fn room(&mut self) -> Option<&mut [u8]> {
        None
    }

    /// So many bytes were put there.
    fn filled(&mut self, _bytes: usize) {}
}

/// What the first answer told.
pub(crate) struct Head<'a> {
    pub version: &'a Version,
    /// The first byte that will come.
    pub next: u64,
    /// Where the wanted bytes end, as far as it is known: the first byte after them.
    pub end: Option<u64>,
    /// Where those of this stream end, when only a part was asked for at first and the store gives
    /// parts: the rest is for others to ask for.
    pub part: Option<u64>,
}

/// One way through a file, or a part of it, over as many answers as it takes.
pub(crate) struct Stream<'a> {
    sink: &'a mut dyn Sink,
    /// Where the wanted bytes begin, the next one that the sink gets, and the first one after them.
    from: u64,
    next: u64,
    end: Option<u64>,
    /// How many bytes to ask for at first.
    part: Option<u64>,
    known: Option<Version>,
    expected: Option<u64>,
    ask_for_token: Option<&'a AskForToken<'a>>,
    /// When all of it must be over, on the client's clock.
    pub(super) until: Option<Duration>,
    begun: bool,
    failure: Option<Error>,
    answer: Answer,
}

/// Has the thread ask for a token that may do so: the source is code of the program's own. It is done
/// within that time, or an error.
pub(crate) type AskForToken<'a> = dyn Fn(Duration) -> Result<()> + 'a;

/// What is still to come of the answer under way.
#[derive(Default)]
struct Answer {
    judged: bool,
    /// What an earlier download left is not of this file.
    is_of_another: bool,
    /// It ends with the file, and a cut before that can be seen.
    tells_its_end: bool,
    /// Bytes before those that are wanted, from a store that gives only whole files.
    skip: u64,
    /// Bytes up to its end; `None` when it does not tell.
    left: Option<u64>,
    /// Bytes that the sink got of it.
    given: u64,
    last_piece: Option<Instant>,
}

/// What to do with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taking {
    /// Hand it on piece by piece.
    Stream,
    /// Read it into memory, as the body of any other response.
    Buffer,
    /// Do not read it.
    Discard,
}

/// How far it came by an answer.
pub(super) enum Standing {
    Whole,
    Part,
    Failed(Error),
}

/// A try that brought so much counts as a success: the next one need not wait, and is the first of
/// its row.
const PROGRESS: u64 = 64 * 1024;

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
            ask_for_token: None,
            until: None,
            begun: false,
            failure: None,
            answer: Answer::default(),
        }
    }

    /// Goes on where an earlier download stopped, if the file is still the same.
    #[must_use]
    pub(crate) fn resume_at(mut self, next: u64, known: Version) -> Self {
        self.next = next;
        self.known = Some(known);
        self
    }

    /// Every answer must be of this file.
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

    /// Only so many bytes, if the store gives parts of a file and reports its length.
    #[must_use]
    pub(crate) fn first_part(mut self, bytes: u64) -> Self {
        self.part = Some(bytes);
        self
    }

    /// For a thread that may not ask for a token itself.
    #[must_use]
    pub(crate) fn asking(mut self, ask: &'a AskForToken<'a>) -> Self {
        self.ask_for_token = Some(ask);
        self
    }

    pub(super) fn ask_for_token(&self) -> Option<&'a AskForToken<'a>> {
        self.ask_for_token
    }

    #[must_use]
    pub(crate) fn until(mut self, until: Option<Duration>) -> Self {
        self.until = until;
        self
    }

    /// What is known of the file, once an answer came.
    pub(crate) fn version(&self) -> Version {
        self.known.clone().unwrap_or_default()
    }

    /// The header `Range` of the next request. A whole file is asked for without one.
    pub(super) fn range(&self) -> Option<String> {
        match self.asked_end() {
            None if self.next == 0 => None,
            None => Some(format!("bytes={}-", self.next)),
            // The last byte of a range belongs to it.
            Some(end) => Some(format!("bytes={}-{}", self.next, end.saturating_sub(1))),
        }
    }

    fn asked_end(&self) -> Option<u64> {
        let part = self.part.map(|bytes| self.next.saturating_add(bytes));
        match (part, self.end) {
            (Some(part), Some(end)) => Some(part.min(end)),
            (part, end) => part.or(end),
        }
    }

    fn is_whole(&self) -> bool {
        self.end == Some(self.next)
    }

    /// How many bytes the file has, as far as anyone told.
    fn file_end(&self) -> Option<u64> {
        let known = self.known.as_ref().and_then(|known| known.total);
        known.or(self.expected)
    }

    /// Whether the last answer was one to a download, good or bad, and no ordinary error.
    pub(super) fn has_judged(&self) -> bool {
        self.answer.judged
    }

    /// How far it came by the answer that ended or broke off.
    pub(super) fn standing(&mut self) -> Standing {
        match self.failure.take() {
            Some(error) => Standing::Failed(error),
            None if self.is_whole() => Standing::Whole,
            None => Standing::Part,
        }
    }

    /// The bytes that the last try brought, and when it brought the last of them.
    pub(super) fn progress(&self) -> Option<(u64, Instant)> {
        Some((self.answer.given, self.answer.last_piece?))
    }

    /// Whether the last answer was of no use, but told how to go on.
    pub(super) fn begins_anew(&self) -> bool {
        self.answer.is_of_another
    }

    pub(super) fn is_progress(given: u64) -> bool {
        given >= PROGRESS
    }

    /// Forgets the last try before the next one.
    pub(super) fn next_try(&mut self) {
        self.answer = Answer::default();
    }
}

/// All of it should be over by now.
pub(crate) fn too_late() -> Error {
    Error::new(
        ErrorKind::Timeout,
        "not all bytes came within the total timeout",
    )
    .with_retryable(true)
}
