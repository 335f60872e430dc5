//! The options of a download.

use std::time::Duration;

use super::progress::DownloadProgress;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::RequestOptions;

/// The options of a download.
///
/// ```
/// use acs_call_automation::recording::DownloadProgress;
/// use acs_call_automation::options::DownloadRecordingOptions;
/// let progress = DownloadProgress::new();
/// let options = DownloadRecordingOptions::new()
///     .connections(4)
///     .progress(&progress);
/// assert_eq!(progress.bytes_done(), 0);
/// ```
#[derive(Debug, Clone)]
pub struct DownloadRecordingOptions {
    pub(super) offset: u64,
    pub(super) length: Option<u64>,
    pub(super) connections: u32,
    pub(super) chunk_size: u64,
    pub(super) expected_length: Option<u64>,
    pub(super) total_timeout: Option<Duration>,
    pub(super) resume: bool,
    pub(super) progress: Option<DownloadProgress>,
    pub(super) request: RequestOptions,
}

const MAX_CONNECTIONS: u32 = 16;
const CHUNK_SIZES: std::ops::RangeInclusive<u64> = 64 * 1024..=64 * 1024 * 1024;
const TOTAL_TIMEOUTS: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(24 * 3600);

impl Default for DownloadRecordingOptions {
    fn default() -> Self {
        Self {
            offset: 0,
            length: None,
            connections: 1,
            chunk_size: 2 * 1024 * 1024,
            expected_length: None,
            total_timeout: None,
            resume: false,
            progress: None,
            request: RequestOptions::new(),
        }
    }
}

impl DownloadRecordingOptions {
    /// Creates options in which nothing is set: the whole recording, over one connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of bytes to skip at the beginning. Default 0. An offset at or beyond the end is
    /// `InvalidInput` with status 416, except 0 for an empty recording.
    #[must_use]
    pub fn offset(mut self, bytes: u64) -> Self {
        self.offset = bytes;
        self
    }

    /// Sets the number of bytes to download, at least 1; fewer where the recording ends before.
    /// Default: up to the end.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Sets the number of parallel connections: 1 to 16, default 1. Each but one has a thread of
    /// its own until the download ends; the bytes still arrive in order. Up to `connections + 2`
    /// chunks are kept in memory. One connection is used when the store returns only whole files,
    /// or when no more than a chunk is wanted.
    #[must_use]
    pub fn connections(mut self, count: u32) -> Self {
        self.connections = count;
        self
    }

    /// Sets the size of one request of each of several connections, in bytes: 64 KiB to 64 MiB,
    /// default 2 MiB. Ignored with one connection.
    #[must_use]
    pub fn chunk_size(mut self, bytes: u64) -> Self {
        self.chunk_size = bytes;
        self
    }

    /// Sets the total length that the recording must have, checked before the first byte is written
    /// where the store reports the length ahead; another one is an error of kind `Decode`. Default: any
    /// length. The length that the store reports is always checked.
    #[must_use]
    pub fn expected_length(mut self, bytes: u64) -> Self {
        self.expected_length = Some(bytes);
        self
    }

    /// Sets the total timeout of the download, everything included. 1 ms to 24 hours; default:
    /// none, as long as bytes are received.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Sets whether to resume where an earlier download to the same file stopped, if it was of the same
    /// recording and range; otherwise the download starts from the beginning. Only for
    /// [`download_recording_to_file`](crate::CallAutomationClient::download_recording_to_file). Default:
    /// no.
    #[must_use]
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// Sets the object that shows the progress of the download. Default: none.
    #[must_use]
    pub fn progress(mut self, progress: &DownloadProgress) -> Self {
        self.progress = Some(progress.clone());
        self
    }

    /// Sets the request options. Two have another meaning for a download: `timeout` (or that of the
    /// client, default 10 s) is the longest time without a received byte, with name lookup,
    /// connecting, retries and pauses included; `max_retries` is the maximum number of consecutive
    /// failed attempts, not counting those that received 64 KiB. Cancel token and
    /// [`abort`](crate::CallAutomationClient::abort) cancel the download on all its connections. All its
    /// requests have the same id. Setting an `api-version` returns `InvalidInput`, since none is
    /// sent.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }

    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        if self.length == Some(0) {
            return Err(Error::invalid(field::LENGTH, "must be at least 1 byte"));
        }
        if self.offset.checked_add(self.length.unwrap_or(1)).is_none() {
            return Err(Error::invalid(
                field::LENGTH,
                "overflows together with the offset",
            ));
        }
        if !(1..=MAX_CONNECTIONS).contains(&self.connections) {
            return Err(Error::invalid(
                field::CONNECTIONS,
                format_args!("must be from 1 to {MAX_CONNECTIONS}"),
            ));
        }
        if !CHUNK_SIZES.contains(&self.chunk_size) {
            return Err(Error::invalid(
                field::CHUNK_SIZE,
                "must be from 64 KiB to 64 MiB, in bytes",
            ));
        }
        match self.total_timeout {
            Some(timeout) if !TOTAL_TIMEOUTS.contains(&timeout) => Err(Error::invalid(
                field::TOTAL_TIMEOUT,
                "must be from 1 ms to 24 hours",
            )),
            _ => Ok(()),
        }
    }
}
