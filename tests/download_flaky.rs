//! The longest download of these tests, alone in its process, because its memory is measured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/recorder.rs"]
mod recorder;
#[path = "common/store.rs"]
mod store;

use acs_call_automation::{DownloadProgress, DownloadRecordingOptions};

use store::{Compared, Reply, Store};

const MIB: u64 = 1024 * 1024;

#[test]
fn a_store_that_cuts_every_five_mib_gives_three_hundred_whole_in_less_than_forty_of_memory() {
    const TOTAL: u64 = 300 * MIB;
    let store = Store::cutting(5 * MIB, |request, _| Reply::of(request, TOTAL));
    let progress = DownloadProgress::new();
    let mut compared = Compared { next: 0 };
    let options = DownloadRecordingOptions::new()
        .connections(4)
        .progress(&progress);
    let done = store
        .client()
        .download_recording(&store.url(), &mut compared, &options)
        .unwrap();
    // Every byte was compared as it came.
    assert_eq!((compared.next, done.length), (TOTAL, TOTAL));
    assert_eq!(progress.bytes_done(), TOTAL);
    // Every third chunk of 2 MiB on a connection is cut after 1.
    assert!(done.attempts() > 150 + 40, "{} requests", done.attempts());
    // Store and download together: both are in this process.
    if let Some(peak) = peak_memory() {
        assert!(peak < 40 * MIB, "{} KiB", peak / 1024);
    }
}

/// The most memory that this process ever had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
