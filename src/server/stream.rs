//! A body that is made while it is written, for answers too long to be held in memory.

use std::fmt;
use std::sync::Arc;

/// Gives the bytes of a body by their place.
pub trait Produce: Send + Sync {
    /// Fills `piece` with the bytes from `at` on. Asked for bytes within the body only.
    fn fill(&self, at: u64, piece: &mut [u8]);
}

/// A part of what a participant produces.
#[derive(Clone)]
pub struct Stream {
    source: Arc<dyn Produce>,
    from: u64,
    /// How many bytes it is long.
    pub length: u64,
    /// The connection is closed after this many bytes of the part.
    cut_after: Option<u64>,
}

impl Stream {
    /// `length` bytes of what `source` gives, from `from` on.
    pub fn new(source: Arc<dyn Produce>, from: u64, length: u64) -> Self {
        Self {
            source,
            from,
            length,
            cut_after: None,
        }
    }

    /// The bytes themselves.
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self::new(Arc::new(Bytes(bytes)), 0, length)
    }

    /// The same, but the connection breaks after this many bytes.
    pub fn cut_after(mut self, bytes: u64) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// How many bytes are written, which are fewer than promised where the stream is cut.
    pub(super) fn written(&self) -> u64 {
        self.cut_after
            .map_or(self.length, |most| most.min(self.length))
    }

    /// Whether the connection has to end after what is written.
    pub(super) fn is_cut(&self) -> bool {
        self.cut_after.is_some()
    }

    pub(super) fn fill(&self, at: u64, piece: &mut [u8]) {
        self.source.fill(self.from + at, piece);
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("from", &self.from)
            .field("length", &self.length)
            .field("cut_after", &self.cut_after)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Stream {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
            && (self.from, self.length, self.cut_after)
                == (other.from, other.length, other.cut_after)
    }
}

impl Eq for Stream {}

struct Bytes(Vec<u8>);

impl Produce for Bytes {
    fn fill(&self, at: u64, piece: &mut [u8]) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let here = self.0.get(at..).unwrap_or_default();
        for (byte, known) in piece.iter_mut().zip(here) {
            *byte = *known;
        }
    }
}
