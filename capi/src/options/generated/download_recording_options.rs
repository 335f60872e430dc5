//! Options of downloading a recording. Two of its request options differ in meaning, since a download has no fixed duration: the timeout (or that of the client) ends the download when no byte arrives for that long, and max_retries counts consecutive failed attempts. There is no api-version.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::DownloadRecordingOptions;

use crate::options::names::*;

/// Options of downloading a recording. Two of its request options differ in meaning, since a
/// download has no fixed duration: the timeout (or that of the client) ends the download when no
/// byte arrives for that long, and max_retries counts consecutive failed attempts. There is no
/// api-version.
pub struct acs_download_recording_options_t(pub(crate) Options<DownloadRecordingOptions>);

impl Checked for DownloadRecordingOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_download_recording_options_t, DownloadRecordingOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_download_recording_options_new() -> *mut acs_download_recording_options_t {
    make(move || acs_download_recording_options_t(Options::new(DownloadRecordingOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_free(
    options: *mut acs_download_recording_options_t,
) {
    free(options);
}

/// Sets the number of bytes that are skipped at the beginning: 0 bytes or more. Default: 0. At or
/// beyond the end of the recording it is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_offset(
    options: *mut acs_download_recording_options_t,
    offset: i64,
) -> acs_status_t {
    set_count(options, field::OFFSET, offset, DownloadRecordingOptions::offset)
}

/// Sets the maximum number of bytes that are downloaded: 1 byte or more. Default: up to the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_length(
    options: *mut acs_download_recording_options_t,
    length: i64,
) -> acs_status_t {
    set_count(options, field::LENGTH, length, DownloadRecordingOptions::length)
}

/// Sets the number of parallel connections, each but the first with a thread of its own during
/// the download: 1 to 16. Default: 1. The bytes arrive in order; up to that many chunks plus two
/// are held in memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_connections(
    options: *mut acs_download_recording_options_t,
    connections: i64,
) -> acs_status_t {
    set_count(options, field::CONNECTIONS, connections, DownloadRecordingOptions::connections)
}

/// Sets the size of the range that each of several connections requests at once: 65,536 to
/// 67,108,864 bytes. Default: 2,097,152 (2 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_chunk_size(
    options: *mut acs_download_recording_options_t,
    chunk_size: i64,
) -> acs_status_t {
    set_count(options, field::CHUNK_SIZE, chunk_size, DownloadRecordingOptions::chunk_size)
}

/// Sets the total length that the recording must have: 0 bytes or more. Default: any. The length
/// that the store reports is always checked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_expected_length(
    options: *mut acs_download_recording_options_t,
    expected_length: i64,
) -> acs_status_t {
    set_count(options, field::EXPECTED_LENGTH, expected_length, DownloadRecordingOptions::expected_length)
}

/// Sets the time limit of the whole download: 1 to 86,400,000 ms. Default: none, as long as bytes
/// arrive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_total_timeout_ms(
    options: *mut acs_download_recording_options_t,
    total_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::TOTAL_TIMEOUT, total_timeout_ms, DownloadRecordingOptions::total_timeout)
}

/// Sets whether an earlier download to the same file is resumed, if it was of the same recording
/// and range: 1 or 0. Default: 0. Only for acs_client_download_recording_to_file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_resume(
    options: *mut acs_download_recording_options_t,
    resume: c_int,
) -> acs_status_t {
    set_flag(options, field::RESUME, resume, DownloadRecordingOptions::resume)
}

/// Sets the object that shows the progress; it may be freed before the options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_progress(
    options: *mut acs_download_recording_options_t,
    progress: *const acs_download_progress_t,
) -> acs_status_t {
    set(
        options,
        field::PROGRESS,
        move |field| handle(progress, field),
        |options, it| options.progress(it.inner()),
    )
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_request(
    options: *mut acs_download_recording_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, DownloadRecordingOptions::request)
}
