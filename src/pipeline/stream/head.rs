//! What the head of a response means for a stream: whether it is of the same file, and of the bytes
//! that were requested.

use http::HeaderMap;

use super::range::{Range, is_html, length, text};
use super::{Current, Head, Stream, Version};
use crate::error::{Error, ErrorKind, Result};
use crate::field;
use crate::pipeline::transport::BodyMode;

impl Stream<'_> {
    /// The head of a response has arrived.
    pub(super) fn judge(&mut self, status: u16, headers: &HeaderMap) -> BodyMode {
        self.response = Current::default();
        let judged = match status {
            200 => self.whole_file(headers),
            206 => self.part(headers),
            416 => self.beyond(headers),
            201..=299 => Err(not_usable(status, "that is not a response to a download")),
            _ => return BodyMode::Buffer,
        };
        self.response.judged = true;
        judged.unwrap_or_else(|error| {
            self.failure = Some(error);
            // The text of a portal's page helps; a recording must not end up in an error.
            if is_html(headers) {
                BodyMode::Buffer
            } else {
                BodyMode::Discard
            }
        })
    }

    fn whole_file(&mut self, headers: &HeaderMap) -> Result<BodyMode> {
        let chunked = headers.contains_key("transfer-encoding");
        let total = length(headers).filter(|_| !chunked);
        let known = self.known.as_ref().and_then(|known| known.total);
        if total.or(self.expected).or(known).is_none() && !chunked {
            return Err(
                not_usable(200, "it has no length, so a cut could not be noticed")
                    .with_hint("Set the expected length in the download options"),
            );
        }
        if !self.found(200, headers, Version::of(headers, total))? {
            return Ok(BodyMode::Discard);
        }
        self.response.shows_end = chunked;
        Ok(self.begins_at(0, total))
    }

    fn part(&mut self, headers: &HeaderMap) -> Result<BodyMode> {
        let range = text(headers, "content-range").unwrap_or("no range");
        let wrong = || {
            let requested = self.range().unwrap_or_else(|| "the whole".to_owned());
            not_usable(
                206,
                &format!("it has {range}, and {requested} was requested"),
            )
        };
        let Some(Range { first, last, total }) = Range::parse(range) else {
            return Err(wrong());
        };
        let fits = first == self.next
            && self.requested_end().is_none_or(|end| last < end)
            && length(headers).is_none_or(|length| length == last - first + 1);
        if !fits {
            return Err(wrong());
        }
        if !self.found(206, headers, Version::of(headers, total))? {
            return Ok(BodyMode::Discard);
        }
        Ok(self.begins_at(first, Some(last + 1)))
    }

    /// The store has no bytes where the wanted ones begin.
    fn beyond(&mut self, headers: &HeaderMap) -> Result<BodyMode> {
        let total = text(headers, "content-range")
            .and_then(|range| range.strip_prefix("bytes */")?.trim().parse().ok());
        let Some(total) = total else {
            return self.beyond_an_unknown_end();
        };
        if !self.found(416, headers, Version::of(headers, Some(total)))? || self.is_whole() {
            return Ok(BodyMode::Buffer);
        }
        Err(undecodable(
            416,
            &format!("refuses byte {} of {total}", self.next),
        ))
    }

    fn beyond_an_unknown_end(&mut self) -> Result<BodyMode> {
        if self.is_left_over() {
            self.start_over();
        } else if self.file_end().is_some_and(|end| self.next < end) {
            let what = format!("refuses byte {}, which existed before", self.next);
            return Err(undecodable(416, &what));
        } else if self.next > self.from {
            self.ends_here();
        } else {
            return Err(beyond_the_end(self.next, ""));
        }
        Ok(BodyMode::Buffer)
    }

    /// Whether all bytes so far are those of an earlier download, and the recording is not yet known.
    fn is_left_over(&self) -> bool {
        !self.begun && self.next > self.from
    }

    /// What an earlier download left is of another file: starts from the beginning.
    fn start_over(&mut self) {
        self.next = self.from;
        self.known = None;
        self.response.is_of_another = true;
    }

    /// Compares the file of a response with the known one; false when the response is of no use, but
    /// the next one will be.
    fn found(&mut self, status: u16, headers: &HeaderMap, version: Version) -> Result<bool> {
        if is_html(headers) && status != 416 {
            return Err(not_usable(status, "its body is text/html, not a recording"));
        }
        if let Some((expected, total)) = self.expected.zip(version.total) {
            check_expected(expected, total)?;
        }
        let known = self.known.as_ref();
        let difference = known.and_then(|known| known.difference(&version));
        let is_shorter = version.total.is_some_and(|total| total < self.next);
        if self.is_left_over() && (difference.is_some() || is_shorter) {
            self.start_over();
            if status != 200 {
                return Ok(false);
            }
        } else if let Some(difference) = difference {
            return Err(changed(&difference));
        }
        match &mut self.known {
            Some(known) => known.learn(version),
            None => self.known = Some(version),
        }
        self.ends_with_the_file()?;
        if !self.begun {
            self.begun = true;
            let version = self.known.get_or_insert_default();
            // Without a length the number of parts is unknown.
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
        let Some(total) = self.file_end() else {
            return Ok(());
        };
        let came_before = self.next > self.from || total == 0;
        if self.next > total || (self.next == total && !came_before) {
            return Err(beyond_the_end(
                self.next,
                &format!(", which has {total} bytes"),
            ));
        }
        self.end = Some(self.end.map_or(total, |end| end.min(total)));
        Ok(())
    }

    fn begins_at(&mut self, first: u64, end: Option<u64>) -> BodyMode {
        self.response.skip = self.next.saturating_sub(first);
        self.response.left = end.map(|end| end.saturating_sub(first));
        match (self.is_whole(), self.response.left) {
            (true, Some(0)) => BodyMode::Buffer,
            (true, _) => BodyMode::Discard,
            (false, _) => BodyMode::Stream,
        }
    }
}

pub(super) fn check_expected(expected: u64, total: u64) -> Result<()> {
    if expected == total {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Decode,
        format!("the recording has {total} bytes, and {expected} were expected"),
    ))
}

pub(super) fn beyond_the_end(offset: u64, which: &str) -> Error {
    Error::invalid(
        field::OFFSET,
        format_args!("{offset} is at or beyond the end of the recording{which}"),
    )
}

pub(super) fn changed(difference: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the recording has changed while it was downloaded: {difference}"),
    )
    .with_hint("Download it again from the start")
    .with_retryable(true)
}

fn not_usable(status: u16, why: &str) -> Error {
    undecodable(status, &format!("reports success, but {why}"))
}

pub(super) fn undecodable(status: u16, what: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the response {status} {what}"))
}
