//! The bytes of an answer on their way to where they go.

use std::time::Instant;

use super::Stream;
use super::judge::{changed, undecodable_status};

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
        // The end of an answer is read even when nothing comes before it: the connection is kept.
        !self.is_whole() || self.answer.left == Some(0)
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
    pub(in super::super) fn ended(&mut self) {
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
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
