//! What the head of an answer means for a stream: whether it is of the same file, and of the bytes
//! that were asked for.

use http::HeaderMap;

use super::range::{Range, is_html, length, text};
use super::{Answer, Head, Stream, Taking, Version};
use crate::error::{Error, ErrorKind, Result};
use crate::field;

impl Stream<'_> {
    /// An answer begins.
    pub(in super::super) fn head(&mut self, status: u16, headers: &HeaderMap) -> Taking {
        self.answer = Answer::default();
        let judged = match status {
            200 => self.whole_file(headers),
            206 => self.part(headers),
            416 => self.beyond(headers),
            201..=299 => Err(undecodable(status, "that is no answer to a download")),
            _ => return Taking::Buffer,
        };
        self.answer.judged = true;
        judged.unwrap_or_else(|error| {
            self.failure = Some(error);
            // What a portal says helps; a recording must not end up in an error.
            if is_html(headers) {
                Taking::Buffer
            } else {
                Taking::Discard
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
            return Ok(Taking::Discard);
        }
        self.answer.tells_its_end = chunked;
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
            return Ok(Taking::Discard);
        }
        Ok(self.begins_at(first, Some(last + 1)))
    }

    /// The store has nothing where the wanted bytes begin.
    fn beyond(&mut self, headers: &HeaderMap) -> Result<Taking> {
        let total = text(headers, "content-range")
            .and_then(|told| told.strip_prefix("bytes */")?.trim().parse().ok());
        let Some(total) = total else {
            return self.beyond_an_end_untold();
        };
        if !self.found(416, headers, Version::of(headers, Some(total)))? || self.is_whole() {
            return Ok(Taking::Buffer);
        }
        Err(undecodable_status(
            416,
            &format!("refuses byte {} of {total}", self.next),
        ))
    }

    fn beyond_an_end_untold(&mut self) -> Result<Taking> {
        if self.is_left_over() {
            self.begin_anew();
        } else if self.file_end().is_some_and(|end| self.next < end) {
            let what = format!("refuses byte {}, which was there before", self.next);
            return Err(undecodable_status(416, &what));
        } else if self.next > self.from {
            self.ends_here();
        } else {
            return Err(beyond_the_end(self.next, ""));
        }
        Ok(Taking::Buffer)
    }

    /// Whether all that came so far is what an earlier download left, and the recording is not yet known.
    fn is_left_over(&self) -> bool {
        !self.begun && self.next > self.from
    }

    /// What an earlier download left is of another file: from the beginning, then.
    fn begin_anew(&mut self) {
        self.next = self.from;
        self.known = None;
        self.answer.is_of_another = true;
    }

    /// An answer reports what file it is of; false when it is of no use, and the next one will be.
    fn found(&mut self, status: u16, headers: &HeaderMap, version: Version) -> Result<bool> {
        if is_html(headers) && status != 416 {
            return Err(undecodable(status, "its body is text/html, no recording"));
        }
        if let Some((expected, total)) = self.expected.zip(version.total) {
            check_expected(expected, total)?;
        }
        let known = self.known.as_ref();
        let difference = known.and_then(|known| known.difference(&version));
        let is_shorter = version.total.is_some_and(|total| total < self.next);
        if self.is_left_over() && (difference.is_some() || is_shorter) {
            self.begin_anew();
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

    fn begins_at(&mut self, first: u64, end: Option<u64>) -> Taking {
        self.answer.skip = self.next.saturating_sub(first);
        self.answer.left = end.map(|end| end.saturating_sub(first));
        match (self.is_whole(), self.answer.left) {
            (true, Some(0)) => Taking::Buffer,
            (true, _) => Taking::Discard,
            (false, _) => Taking::Stream,
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

fn undecodable(status: u16, why: &str) -> Error {
    undecodable_status(status, &format!("reports success, but {why}"))
}

pub(super) fn undecodable_status(status: u16, what: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the response {status} {what}"))
}
