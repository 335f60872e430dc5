//! A body that is produced while it is written, for responses too long to be held in memory.

use std::fmt;
use std::sync::Arc;

/// Produces the bytes of a body by their position.
pub trait Produce: Send + Sync {
    /// Fills `piece` with the bytes from `at` on. Called for bytes within the body only.
    fn fill(&self, at: u64, piece: &mut [u8]);
}

/// A part of a produced body.
#[derive(Clone)]
pub struct Stream {
    source: Arc<dyn Produce>,
    from: u64,
    /// The length in bytes.
    pub length: u64,
    /// The connection is closed after this many bytes of the part.
    cut_after: Option<u64>,
}

impl Stream {
    /// Creates a stream of `length` bytes of `source`, from `from` on.
    pub fn new(source: Arc<dyn Produce>, from: u64, length: u64) -> Self {
        Self {
            source,
            from,
            length,
            cut_after: None,
        }
    }

    /// Creates a stream of these bytes.
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self::new(Arc::new(Bytes(bytes)), 0, length)
    }

    /// Returns the stream, whose connection breaks after this many bytes.
    pub fn cut_after(mut self, bytes: u64) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// How many bytes are written; fewer than promised where the stream is cut.
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
