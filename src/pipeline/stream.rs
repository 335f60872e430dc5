//! A file whose bytes are handed on as they come, and asked for again from the byte where a
//! connection broke.
//!
//! No socket here: heads and pieces of answers come in, bytes go out to a [`Sink`] in order, each
//! once. Every answer must be of the same file: it is known by ETag and length, or by the date of its
//! last change where the store gives no ETag.

use std::time::{Duration, Instant};

use http::HeaderMap;

use super::answer;
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

/// What tells one content of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// Bytes of the whole file.
    pub total: Option<u64>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub content_type: Option<String>,
}

impl Version {
    fn of(headers: &HeaderMap, total: Option<u64>) -> Self {
        Self {
            total,
            etag: text(headers, "etag").map(str::to_owned),
            last_modified: text(headers, "last-modified").map(str::to_owned),
            content_type: text(headers, "content-type").map(str::to_owned),
        }
    }

    /// In what the other one differs; `None` as far as both can be the same.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<(T, T)> {
            one.zip(other).filter(|(one, other)| one != other)
        }
        if let Some((one, other)) = differ(self.etag.as_deref(), other.etag.as_deref()) {
            return Some(format!("its ETag was {one} and is {other}"));
        }
        if let Some((one, other)) = differ(self.total, other.total) {
            return Some(format!("it had {one} bytes and has {other}"));
        }
        // A copy that another server of the store keeps may have another date.
        if self.etag.is_some() && other.etag.is_some() {
            return None;
        }
        let (one, other) = differ(
            self.last_modified.as_deref(),
            other.last_modified.as_deref(),
        )?;
        Some(format!("it was changed at {one} and is so at {other}"))
    }

    fn learn(&mut self, more: Self) {
        self.total = self.total.or(more.total);
        self.etag = self.etag.take().or(more.etag);
        self.last_modified = self.last_modified.take().or(more.last_modified);
        self.content_type = self.content_type.take().or(more.content_type);
    }
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
    Pour,
    /// Keep it, as that of any other answer.
    Keep,
    /// Leave it unread.
    Leave,
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

    /// Only so many bytes, if the store gives parts of a file and tells its length.
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

    /// An answer begins.
    pub(super) fn head(&mut self, status: u16, headers: &HeaderMap) -> Taking {
        self.answer = Answer::default();
        let judged = match status {
            200 => self.whole_file(headers),
            206 => self.part(headers),
            416 => self.beyond(headers),
            201..=299 => Err(undecodable(status, "that is no answer to a download")),
            _ => return Taking::Keep,
        };
        self.answer.judged = true;
        judged.unwrap_or_else(|error| {
            self.failure = Some(error);
            // What a portal says helps; a recording must not end up in an error.
            if is_html(headers) {
                Taking::Keep
            } else {
                Taking::Leave
            }
        })
    }

    fn whole_file(&mut self, headers: &HeaderMap) -> Result<Taking> {
        let chunked = headers.contains_key("transfer-encoding");
        let total = length(headers).filter(|_| !chunked);
        let known = self.known.as_ref().and_then(|known| known.total);
        if total.or(self.expected).or(known).is_none() && !chunked {
            return Err(
                undecodable(200, "it tells no length, so a cut could not be seen")
                    .with_hint("Give the length that is expected"),
            );
        }
        if !self.found(200, headers, Version::of(headers, total))? {
            return Ok(Taking::Leave);
        }
        Ok(self.begins_at(0, total))
    }

    fn part(&mut self, headers: &HeaderMap) -> Result<Taking> {
        let told = text(headers, "content-range").unwrap_or("no range");
        let wrong = || {
            let asked = self.range().unwrap_or_else(|| "the whole".to_owned());
            undecodable(206, &format!("it has {told}, and {asked} was asked for"))
        };
        let Some(Range { first, last, total }) = Range::parse(told) else {
            return Err(wrong());
        };
        let fits = first == self.next
            && self.asked_end().is_none_or(|end| last < end)
            && length(headers).is_none_or(|length| length == last - first + 1);
        if !fits {
            return Err(wrong());
        }
        if !self.found(206, headers, Version::of(headers, total))? {
            return Ok(Taking::Leave);
        }
        Ok(self.begins_at(first, Some(last + 1)))
    }

    /// The store has nothing where the wanted bytes begin.
    fn beyond(&mut self, headers: &HeaderMap) -> Result<Taking> {
        let total = text(headers, "content-range")
            .and_then(|told| told.strip_prefix("bytes */")?.trim().parse().ok());
        let Some(total) = total else {
            return Err(Error::invalid(
                "offset",
                format_args!("{} is at or beyond the end of the recording", self.next),
            ));
        };
        if !self.found(416, headers, Version::of(headers, Some(total)))? || self.is_whole() {
            return Ok(Taking::Keep);
        }
        Err(undecodable_status(
            416,
            &format!("refuses byte {} of {total}", self.next),
        ))
    }

    /// An answer tells what file it is of; false when it is of no use, and the next one will be.
    fn found(&mut self, status: u16, headers: &HeaderMap, version: Version) -> Result<bool> {
        if is_html(headers) && status != 416 {
            return Err(undecodable(status, "its body is text/html, no recording"));
        }
        if let Some((expected, total)) = self.expected.zip(version.total) {
            check_expected(expected, total)?;
        }
        let known = self.known.as_ref();
        if let Some(difference) = known.and_then(|known| known.difference(&version)) {
            if self.begun || self.next == self.from {
                return Err(changed(&difference));
            }
            // What an earlier download left is of another file: from the beginning, then.
            self.next = self.from;
            self.known = None;
            if status != 200 {
                return Ok(false);
            }
        }
        match &mut self.known {
            Some(known) => known.learn(version),
            None => self.known = Some(version),
        }
        self.ends_with_the_file()?;
        if !self.begun {
            self.begun = true;
            let version = self.known.get_or_insert_default();
            // Without a length nobody knows how many parts there are.
            let part = self
                .part
                .take()
                .filter(|_| status == 206 && version.total.is_some())
                .map(|bytes| self.next.saturating_add(bytes));
            let head = Head {
                version,
                next: self.next,
                end: self.end,
                part,
            };
            self.sink.begin(&head)?;
            if let (Some(part), Some(end)) = (part, &mut self.end) {
                *end = part.min(*end);
            }
        }
        Ok(true)
    }

    /// The wanted bytes end where the file does, at the latest.
    fn ends_with_the_file(&mut self) -> Result<()> {
        let known = self.known.as_ref().and_then(|known| known.total);
        let Some(total) = known.or(self.expected) else {
            return Ok(());
        };
        let came_before = self.next > self.from || total == 0;
        if self.next > total || (self.next == total && !came_before) {
            return Err(Error::invalid(
                "offset",
                format_args!(
                    "{} is at or beyond the end of the recording, which has {total} bytes",
                    self.next
                ),
            ));
        }
        self.end = Some(self.end.map_or(total, |end| end.min(total)));
        Ok(())
    }

    fn begins_at(&mut self, first: u64, end: Option<u64>) -> Taking {
        self.answer.skip = self.next.saturating_sub(first);
        self.answer.left = end.map(|end| end.saturating_sub(first));
        match (self.is_whole(), self.answer.left) {
            (true, Some(0)) => Taking::Keep,
            (true, _) => Taking::Leave,
            (false, _) => Taking::Pour,
        }
    }

    /// Where the next bytes of the answer under way can be put, sparing a copy; `None` when they must
    /// be looked at first.
    pub(super) fn room(&mut self) -> Option<&mut [u8]> {
        let most = self.end?.saturating_sub(self.next);
        let most = self.answer.left.map_or(most, |left| left.min(most));
        if self.answer.skip > 0 || most == 0 {
            return None;
        }
        let room = self.sink.room()?;
        let most = to_usize(most).min(room.len());
        room.get_mut(..most).filter(|room| !room.is_empty())
    }

    /// So many bytes were put there; false when no more of the answer is wanted.
    pub(super) fn filled(&mut self, bytes: usize) -> bool {
        self.sink.filled(bytes);
        let came = bytes as u64;
        if let Some(left) = &mut self.answer.left {
            *left = left.saturating_sub(came);
        }
        self.came(came)
    }

    fn came(&mut self, bytes: u64) -> bool {
        self.next += bytes;
        self.answer.given += bytes;
        self.answer.last_piece = Some(Instant::now());
        // The end of an answer is read even when nothing comes before it: the connection is kept.
        !self.is_whole() || self.answer.left == Some(0)
    }

    /// Bytes of the answer under way; false when no more of it is wanted.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let came = bytes.len() as u64;
        if let Some(left) = &mut self.answer.left {
            if came > *left {
                self.failure = Some(undecodable_status(206, "has more bytes than it tells"));
                return false;
            }
            *left -= came;
        }
        let skipped = self.answer.skip.min(came);
        self.answer.skip -= skipped;
        let wanted = self
            .end
            .map_or(u64::MAX, |end| end.saturating_sub(self.next));
        let wanted = wanted.min(came - skipped);
        // Both are at most the length of `bytes`.
        let (from, to) = (to_usize(skipped), to_usize(skipped + wanted));
        let piece = bytes.get(from..to).unwrap_or_default();
        if !piece.is_empty() {
            if let Err(error) = self.sink.piece(piece) {
                self.failure = Some(error);
                return false;
            }
        }
        self.came(wanted)
    }

    /// The answer under way ended as an answer should.
    pub(super) fn ended(&mut self) {
        if self.end.is_some() {
            return;
        }
        if self.answer.skip > 0 {
            self.failure = Some(changed("it has become shorter"));
            return;
        }
        // Only the whole file comes without a length.
        if let Some(known) = &mut self.known {
            known.total = Some(self.next);
        }
        self.end = Some(self.next);
    }

    fn is_whole(&self) -> bool {
        self.end == Some(self.next)
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
        "not all bytes came within the total time-out",
    )
    .with_retryable(true)
}

fn check_expected(expected: u64, total: u64) -> Result<()> {
    if expected == total {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Decode,
        format!("the recording has {total} bytes, and {expected} were expected"),
    ))
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// `Content-Range: bytes 5-14/20`.
#[derive(Debug, PartialEq, Eq)]
struct Range {
    first: u64,
    last: u64,
    total: Option<u64>,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (range, total) = rest.split_once('/')?;
        let (first, last) = range.trim().split_once('-')?;
        let range = Self {
            first: number(first)?,
            last: number(last)?,
            total: match total.trim() {
                "*" => None,
                total => Some(number(total)?),
            },
        };
        let possible =
            range.first <= range.last && range.total.is_none_or(|total| range.last < total);
        (unit.eq_ignore_ascii_case("bytes") && possible).then_some(range)
    }
}

/// Digits and nothing else; no number of bytes comes near the largest.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    (number < u64::MAX).then_some(number)
}

fn length(headers: &HeaderMap) -> Option<u64> {
    number(text(headers, "content-length")?)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn is_html(headers: &HeaderMap) -> bool {
    text(headers, "content-type").is_some_and(answer::is_html)
}

fn changed(difference: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the recording has changed while it was downloaded: {difference}"),
    )
    .with_hint("Download it again from the start")
    .with_retryable(true)
}

fn undecodable(status: u16, why: &str) -> Error {
    undecodable_status(status, &format!("says success, but {why}"))
}

fn undecodable_status(status: u16, what: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the answer {status} {what}"))
}
