//! What changes, measures or forks its whole process. One binary, so that it is linked once; each test runs it once
//! more, as a process of its own.
//!
//! | file | reason |
//! |---|---|
//! | `clock_jumps` | replaces `clock_gettime` |
//! | `download_flaky`, `download_threads`, `threads` | the memory of the process, or its threads, are measured |
//! | `download_fork`, `fork`, `fork_receiver` | fork |
//! | `download_full_disk` | a limit of the process stands for a full disk |
//! | `logging`, `one_line` | a process has one logger, and these keep all lines |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[macro_use]
#[path = "../common/alone.rs"]
mod alone;
#[path = "../common/downloading.rs"]
mod downloading;
#[path = "../common/recorder.rs"]
mod recorder;
#[path = "../common/samples.rs"]
mod samples;
#[path = "../common/store.rs"]
mod store;

#[cfg(target_os = "linux")]
mod clock_jumps;
mod download_flaky;
#[cfg(unix)]
mod download_fork;
#[cfg(unix)]
mod download_full_disk;
#[cfg(target_os = "linux")]
mod download_threads;
#[cfg(unix)]
mod fork;
#[cfg(target_os = "linux")]
mod fork_receiver;
mod logging;
mod one_line;
#[cfg(target_os = "linux")]
mod threads;
