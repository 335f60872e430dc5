//! Download recording options: which bytes, over how many connections, and who looks on.

use std::ffi::c_int;

use super::request::acs_request_options_t;
use super::{Checked, Options, set, set_count, set_flag, set_millis, set_nested};
use crate::download::acs_download_progress_t;
use crate::guard::{free, handle, make};
use crate::status::acs_status_t;
use acs_call_automation::Result;
use acs_call_automation::options::DownloadRecordingOptions;

/// Which bytes of a recording, and how they come. One thread at a time; may be used for any number of
/// downloads.
///
/// In the options of its requests two things mean something else, since a download takes as long as it
/// takes: the timeout (or that of the client, 10 s by default) ends the download when for so long not a
/// single byte came, and the retries count consecutive failed attempts. A cancel token ends the
/// download on all its connections. There is no api-version.
pub struct acs_download_recording_options_t(Options<DownloadRecordingOptions>);

impl Checked for DownloadRecordingOptions {
    fn check(&self) -> Result<()> {
        DownloadRecordingOptions::check(self)
    }
}

holds!(acs_download_recording_options_t, DownloadRecordingOptions);

/// ======== Download recording options ========
///
/// The whole recording over one connection.
///
/// @return options; free with acs_download_recording_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_download_recording_options_new() -> *mut acs_download_recording_options_t {
    make(move || acs_download_recording_options_t(Options::new(DownloadRecordingOptions::new())))
}

/// Frees download recording options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_free(
    options: *mut acs_download_recording_options_t,
) {
    free(options);
}

/// Leaves out so many bytes at the beginning. At or beyond the end of the recording it is an error.
///
/// @param options the options
/// @param bytes   0 or more; default 0
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_offset(
    options: *mut acs_download_recording_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(options, "offset", bytes, DownloadRecordingOptions::offset)
}

/// Downloads only so many bytes; fewer where the recording ends before.
///
/// @param options the options
/// @param bytes   1 or more; default: up to the end
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_length(
    options: *mut acs_download_recording_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(options, "length", bytes, DownloadRecordingOptions::length)
}

/// Downloads over so many connections at a time, with a thread for each but one as long as it takes.
/// The bytes arrive in order all the same; up to so many chunks and two more are kept in memory.
///
/// @param options the options
/// @param count   1 to 16; default 1
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_connections(
    options: *mut acs_download_recording_options_t,
    count: i64,
) -> acs_status_t {
    set_count(
        options,
        "connections",
        count,
        DownloadRecordingOptions::connections,
    )
}

/// How much each of several connections asks for at once.
///
/// @param options the options
/// @param bytes   65,536 to 67,108,864 bytes: 64 KiB to 64 MiB; default 2 MiB
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_chunk_size(
    options: *mut acs_download_recording_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        options,
        "chunk size",
        bytes,
        DownloadRecordingOptions::chunk_size,
    )
}

/// Refuses a recording that has not so many bytes in all. It is checked always that all bytes came that
/// the store told of.
///
/// @param options the options
/// @param bytes   0 or more; default: whatever length the store reports
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_expected_length(
    options: *mut acs_download_recording_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        options,
        "expected length",
        bytes,
        DownloadRecordingOptions::expected_length,
    )
}

/// Ends the download after this time, everything included.
///
/// @param options    the options
/// @param timeout_ms 1 to 86,400,000 milliseconds: 24 hours; default: none, as long as bytes come
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_total_timeout_ms(
    options: *mut acs_download_recording_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "total timeout",
        timeout_ms,
        DownloadRecordingOptions::total_timeout,
    )
}

/// Goes on where an earlier download to the same file stopped, if it was of the same recording and
/// range; starts from the beginning otherwise. Only for acs_client_download_recording_to_file.
///
/// @param options the options
/// @param resume  1 or 0; default 0
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_resume(
    options: *mut acs_download_recording_options_t,
    resume: c_int,
) -> acs_status_t {
    set_flag(options, "resume", resume, DownloadRecordingOptions::resume)
}

/// Shows how far the download has come.
///
/// @param options  the options
/// @param progress what shows it; may be freed before the options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_progress(
    options: *mut acs_download_recording_options_t,
    progress: *const acs_download_progress_t,
) -> acs_status_t {
    set(
        options,
        "progress",
        move |field| handle(progress, field),
        |options, progress| options.progress(progress.inner()),
    )
}

/// Options of the requests: timeout, ids, headers.
///
/// @param options         the options
/// @param request_options the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_recording_options_set_request(
    options: *mut acs_download_recording_options_t,
    request_options: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(
        options,
        "request",
        request_options,
        DownloadRecordingOptions::request,
    )
}
