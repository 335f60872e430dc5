//! Recordings of calls: steering them, and what they leave behind at the store that keeps it.

mod content;
mod control;
mod download;
mod parallel;
mod partial_file;
mod progress;
mod stores;

pub use control::{RecordingTarget, StartRecordingOptions};
pub use download::{DownloadRecordingOptions, DownloadedRecording};
pub use progress::DownloadProgress;

pub(super) use stores::check_host;
