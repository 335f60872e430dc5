//! What the tests of downloads share.
#![allow(dead_code)] // every test uses its own part

use std::time::Duration;

use acs_call_automation::options::DownloadRecordingOptions;
use acs_call_automation::recording::DownloadedRecording;
use acs_call_automation::{Error, RequestOptions, Response, Result};

use crate::store::Store;

pub const MIB: u64 = 1024 * 1024;
pub const CHUNK: u64 = 64 * 1024;

pub fn options() -> DownloadRecordingOptions {
    DownloadRecordingOptions::new()
}

/// Four connections, and the smallest chunks there are.
pub fn parallel() -> DownloadRecordingOptions {
    options().connections(4).chunk_size(CHUNK)
}

/// Downloads and returns what was written, also after an error.
pub fn download(
    store: &Store,
    options: &DownloadRecordingOptions,
) -> (Vec<u8>, Result<Response<DownloadedRecording>>) {
    let mut bytes = Vec::new();
    let outcome = store
        .client()
        .download_recording(&store.url(), &mut bytes, options);
    (bytes, outcome)
}

pub fn failure(store: &Store, options: &DownloadRecordingOptions) -> Error {
    download(store, options).1.unwrap_err()
}

/// Request options with a short timeout.
pub fn with_short_timeout() -> RequestOptions {
    RequestOptions::new().timeout(Duration::from_secs(1))
}
