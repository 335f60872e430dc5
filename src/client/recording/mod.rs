//! Recordings: what they leave behind is downloaded and deleted at the store that keeps it.

mod content;
mod download;
mod parallel;
mod partial_file;
mod progress;
mod stores;

pub use download::{DownloadRecordingOptions, DownloadedRecording};
pub use progress::DownloadProgress;

pub(super) use stores::check_host;
