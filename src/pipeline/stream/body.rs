//! The bytes of an answer on their way to where they go.

use std::time::Instant;

use super::Stream;
use super::judge::{beyond_the_end, changed, check_expected, undecodable_status};

impl Stream<'_> {
    /// Where the next bytes of the answer under way can be put, sparing a copy; `None` when they must
    /// be looked at first.
    pub(in super::super) fn room(&mut self) -> Option<&mut [u8]> {
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
    pub(in super::super) fn filled(&mut self, bytes: usize) -> bool {
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
        // The end of an answer is read even when nothing comes before it: the connection is kept. And
        // only what comes there shows whether the file ends where it should, if its answer did not tell.
        !self.is_whole() || self.answer.left == Some(0) || self.is_measured()
    }

    /// Whether the answer under way reports by its end alone how long the file is, and that is to fit.
    fn is_measured(&self) -> bool {
        self.answer.left.is_none() && self.end == self.file_end()
    }

    /// Bytes of the answer under way; false when no more of it is wanted.
    pub(in super::super) fn take(&mut self, bytes: &[u8]) -> bool {
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
        let is_longer = wanted < came - skipped && self.is_measured();
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
        self.came(wanted)
    }

    /// The answer under way ended as an answer should.
    pub(in super::super) fn ended(&mut self) {
        if !self.answer.tells_its_end {
            return;
        }
        let skip = self.answer.skip;
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

    /// All of the file has come.
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
