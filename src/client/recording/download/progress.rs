//! The progress of a download.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The progress of a download.
///
/// Cheap to clone; clones show the same download. Pass one to
/// [`DownloadRecordingOptions::progress`](crate::options::DownloadRecordingOptions::progress) and look at it
/// from any thread: that takes no lock and never waits. It shows the download that was started with
/// it last.
#[derive(Debug, Clone, Default)]
pub struct DownloadProgress(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    done: AtomicU64,
    /// [`UNKNOWN`] before the store has reported it.
    total: AtomicU64,
}

const UNKNOWN: u64 = u64::MAX;

impl Default for Counters {
    fn default() -> Self {
        Self {
            done: AtomicU64::new(0),
            total: AtomicU64::new(UNKNOWN),
        }
    }
}

impl DownloadProgress {
    /// Creates the progress of a download that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of bytes written, with those that an earlier download left in a resumed file. They are the beginning of the requested range, without a gap.
    pub fn bytes_done(&self) -> u64 {
        self.0.done.load(Ordering::Acquire)
    }

    /// Returns the number of bytes of the recording, or of the range. `None` before the store has
    /// reported it, and to the end for one that reports no length.
    pub fn bytes_total(&self) -> Option<u64> {
        Some(self.0.total.load(Ordering::Acquire)).filter(|total| *total != UNKNOWN)
    }

    /// A download begins, maybe with bytes that are there already.
    pub(super) fn begin(&self, done: u64, total: Option<u64>) {
        self.0.done.store(done, Ordering::Release);
        self.0
            .total
            .store(total.unwrap_or(UNKNOWN), Ordering::Release);
    }

    pub(super) fn add(&self, bytes: usize) {
        self.0.done.fetch_add(bytes as u64, Ordering::AcqRel);
    }
}
