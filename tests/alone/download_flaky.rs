//! The longest download of these tests, whose memory is measured.

use std::io::{self, Write};

use acs_call_automation::options::DownloadRecordingOptions;
use acs_call_automation::recording::DownloadProgress;

use crate::store::{Compared, Reply, Store};

const MIB: u64 = 1024 * 1024;

#[test]
fn a_download_of_300_mib_that_breaks_every_5_mib_is_complete_in_less_than_40_mib_of_memory() {
    alone!();
    const TOTAL: u64 = 300 * MIB;
    let store = Store::cutting(5 * MIB, |request, _| Reply::of(request, TOTAL));
    let progress = DownloadProgress::new();
    let mut looking = Looking {
        compared: Compared { next: 0 },
        threads: 0,
    };
    let options = DownloadRecordingOptions::new()
        .connections(4)
        .progress(&progress);
    let done = store
        .client()
        .download_recording(&store.url(), &mut looking, &options)
        .unwrap();
    // Every byte was compared as it came.
    assert_eq!((looking.compared.next, done.length), (TOTAL, TOTAL));
    assert_eq!(progress.bytes_done(), TOTAL);
    // 150 chunks of 2 MiB. One connection brings 2 + 2 + 1, the next the other 1 + 2 + 2: a chunk of
    // each 10 MiB is cut, somewhat less at the end.
    assert!(done.attempts() > 150 + 20, "{} requests", done.attempts());
    if cfg!(target_os = "linux") {
        assert_eq!(looking.threads, 4, "threads while it lasts");
        assert_eq!(threads(), 0, "threads after it");
    }
    // Store and download together: both are in this process.
    if let Some(peak) = peak_memory() {
        assert!(peak < 40 * MIB, "{} KiB", peak / 1024);
    }
}

/// Compares, and looks now and then at the threads of the library.
struct Looking {
    compared: Compared,
    threads: usize,
}

impl Write for Looking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.compared.next % (16 * MIB) < MIB {
            self.threads = self.threads.max(threads());
        }
        self.compared.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn threads() -> usize {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return 0;
    };
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with("acs-"))
        .count()
}

/// The most memory that this process ever had, where the system reports it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
