//! The bytes of a response on their way to the sink.

use std::time::Instant;

use http::HeaderMap;

use super::Stream;
use super::head::{beyond_the_end, changed, check_expected, undecodable};
use crate::pipeline::transport::{BodyMode, Receive};

impl Receive for Stream<'_> {
    fn head(&mut self, status: u16, headers: &HeaderMap) -> BodyMode {
        self.judge(status, headers)
    }

    /// `None` when the next bytes must be looked at first.
    fn room(&mut self) -> Option<&mut [u8]> {
        let most = self.end?.saturating_sub(self.next);
        let most = self.response.left.map_or(most, |left| left.min(most));
        if self.response.skip > 0 || most == 0 {
            return None;
        }
        let room = self.sink.room()?;
        let most = to_usize(most).min(room.len());
        room.get_mut(..most).filter(|room| !room.is_empty())
    }

    fn filled(&mut self, bytes: usize) -> bool {
        self.sink.filled(bytes);
        let bytes = bytes as u64;
        if let Some(left) = &mut self.response.left {
            *left = left.saturating_sub(bytes);
        }
        self.count(bytes)
    }

    fn take(&mut self, bytes: &[u8]) -> bool {
        let length = bytes.len() as u64;
        if let Some(left) = &mut self.response.left {
            if length > *left {
                self.failure = Some(undecodable(206, "has more bytes than it reports"));
                return false;
            }
            *left -= length;
        }
        let skipped = self.response.skip.min(length);
        self.response.skip -= skipped;
        let wanted = self
            .end
            .map_or(u64::MAX, |end| end.saturating_sub(self.next));
        let wanted = wanted.min(length - skipped);
        let is_longer = wanted < length - skipped && self.is_measured();
        // Both are at most the length of `bytes`.
        let (from, to) = (to_usize(skipped), to_usize(skipped + wanted));
        let piece = bytes.get(from..to).unwrap_or_default();
        if !piece.is_empty() {
            if let Err(error) = self.sink.piece(piece) {
                self.failure = Some(error);
                return false;
            }
        }
        if is_longer {
            let end = self.file_end().unwrap_or_default();
            self.failure = Some(changed(&format!("it has more than {end} bytes")));
            return false;
        }
        self.count(wanted)
    }

    fn ended(&mut self) {
        if !self.response.shows_end {
            return;
        }
        let skip = self.response.skip;
        let length = self.next.saturating_sub(skip);
        let known = self.known.as_ref().and_then(|known| known.total);
        let failure = match (known, self.expected) {
            (Some(known), _) if known != length => {
                Some(changed(&format!("it had {known} bytes and has {length}")))
            }
            (None, Some(expected)) if expected != length => check_expected(expected, length).err(),
            _ if self.from > 0 && self.next == self.from => Some(beyond_the_end(self.next, "")),
            _ if skip > 0 => Some(changed("it has become shorter")),
            _ => None,
        };
        match failure {
            None => self.ends_here(),
            failure => self.failure = failure,
        }
    }
}

impl Stream<'_> {
    /// Counts bytes that the sink has received; false when no more of the response are wanted.
    fn count(&mut self, bytes: u64) -> bool {
        self.next += bytes;
        self.response.received += bytes;
        self.response.last_received = Some(Instant::now());
        // The end of a response is read even when no byte comes before it: the connection is kept. And
        // where the head has no length, only the end shows whether the file ends where it should.
        !self.is_whole() || self.response.left == Some(0) || self.is_measured()
    }

    /// Whether only the end of the response shows how long the file is, and the length is checked.
    fn is_measured(&self) -> bool {
        self.response.left.is_none() && self.end == self.file_end()
    }

    /// The file is complete.
    pub(super) fn ends_here(&mut self) {
        if let Some(known) = &mut self.known {
            known.total = Some(self.next);
        }
        self.end = Some(self.next);
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
