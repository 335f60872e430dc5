//! Recordings of calls: start, pause, resume, stop; download and delete the files.

mod control;
mod delete;
mod download;
mod stores;

pub use control::{RecordingTarget, StartRecordingOptions};
pub use download::{DownloadProgress, DownloadRecordingOptions, DownloadedRecording};

pub(super) use stores::check_host;
