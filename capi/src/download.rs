//! Recordings and their metadata: download and delete.

use std::ffi::{c_char, c_int, c_void};
use std::io;

use super::client::acs_client_t;
use super::error::acs_error_t;
use super::guard::{free, guard, handle, make, text, value};
use super::operation::{Ended, Places, Results, Runs};
use super::options::{acs_download_recording_options_t, acs_request_options_t, options};
use super::response::acs_response_t;
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, text_of};
use acs_call_automation::Error;
use acs_call_automation::Response;
use acs_call_automation::recording::{DownloadProgress, DownloadedRecording};

/// Receives the next bytes of a download, and must consume all of them before it returns.
///
/// Called only on the thread that is inside acs_client_download_recording. Returns 0 to continue;
/// any other number ends the download with ACS_SYSTEM, and the error message contains the number.
/// It must return, without an exception or longjmp, and must not fork.
pub type acs_write_callback_t =
    Option<unsafe extern "C" fn(user: *mut c_void, bytes: *const u8, length: usize) -> c_int>;

/// The progress of a download, readable without a lock. May be shared between threads.
pub struct acs_download_progress_t(DownloadProgress);

impl acs_download_progress_t {
    pub(super) fn inner(&self) -> &DownloadProgress {
        &self.0
    }
}

/// A finished download. Read only: may be shared between threads.
pub struct acs_downloaded_recording_t {
    inner: DownloadedRecording,
    texts: Texts,
}

impl HasTexts for acs_downloaded_recording_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// A write callback as a writer.
struct Callback {
    write: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> c_int,
    user: *mut c_void,
}

impl io::Write for Callback {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // SAFETY: the program passed this function for this use; the bytes live until it returns.
        match unsafe { (self.write)(self.user, bytes.as_ptr(), bytes.len()) } {
            0 => Ok(bytes.len()),
            number => Err(io::Error::other(format!(
                "the write callback returned {number}"
            ))),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn downloaded(response: Response<DownloadedRecording>) -> Ended {
    let (inner, details) = response.split();
    let texts = Texts::default();
    Ended::from(Results {
        download: Some(Box::new(acs_downloaded_recording_t { inner, texts })),
        ..Results::of(details)
    })
}

/// Downloads a recording or its metadata, and passes the bytes to a function of the program, in
/// order and each once. When the connection breaks, the download resumes at that byte; ETag and
/// length must be the same as before.
///
/// The request is signed, so it is sent only to https hosts that end in .asm.skype.com,
/// .asyncgw.teams.microsoft.com or .ams.gov.teams.microsoft.us, to the endpoint of the client, and
/// to the hosts of acs_client_options_add_recording_host. Redirects are not followed. The time
/// that the function takes counts only against the time limit of the whole download.
///
/// @param content_location acs_event_recording_chunk_content_location or _metadata_location
/// @param write            receives the bytes
/// @param user             passed to `write`; the library does not dereference it. May be NULL
/// @param recording        receives the properties of the download; may be NULL
/// @return ACS_INVALID_INPUT also for an offset at or beyond the end; ACS_DECODE when the store
///         sends HTML or other bytes than those requested, or the recording changed meanwhile;
///         ACS_SYSTEM when `write` ended the download; ACS_TIMEOUT or ACS_CONNECTION when no more
///         bytes arrive
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_download_recording(
    client: *const acs_client_t,
    content_location: *const c_char,
    write: acs_write_callback_t,
    user: *mut c_void,
    download_options: *const acs_download_recording_options_t,
    recording: *mut *mut acs_downloaded_recording_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).download(recording);
        let client = handle(client, "client")?;
        let url = text(content_location, "content location")?;
        let Some(write) = write else {
            return Err(Error::invalid("write", "must not be NULL").into());
        };
        let instead = "acs_client_download_recording_to_file";
        client.mode().refuse("client", instead)?;
        let options = options(download_options)?;
        let mut callback = Callback { write, user };
        let result = client
            .inner()
            .download_recording(url, &mut callback, &options)?;
        places.give(downloaded(result), client.mode())
    })
}

/// Downloads to a file; otherwise as acs_client_download_recording.
///
/// The bytes are written to "PATH.part", which is renamed to PATH when it is complete and on the
/// disk: PATH is never incomplete, and an existing file stays until it is replaced. When the
/// download fails, PATH.part stays if it has any bytes, and acs_error_hint names it. With
/// acs_download_recording_options_set_resume the next download continues there if "PATH.part.id"
/// shows that it was of the same recording and range. Of two downloads to one path at a time, one
/// is refused with ACS_SYSTEM.
///
/// @param content_location acs_event_recording_chunk_content_location or _metadata_location
/// @param path             the file; not a device or a pipe
/// @param recording        receives the properties of the download; may be NULL
/// @return as acs_client_download_recording; ACS_SYSTEM when the file cannot be written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_download_recording_to_file(
    client: *const acs_client_t,
    content_location: *const c_char,
    path: *const c_char,
    download_options: *const acs_download_recording_options_t,
    recording: *mut *mut acs_downloaded_recording_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).download(recording);
        let client = handle(client, "client")?;
        let url = text(content_location, "content location")?.to_owned();
        let path = text(path, "path")?.to_owned();
        let options = options(download_options)?.into_owned();
        client.run(
            "acs_client_download_recording_to_file",
            places,
            move |client| {
                Ok(downloaded(
                    client.download_recording_to_file(&url, &path, &options)?,
                ))
            },
        )
    })
}

/// Deletes one chunk of a recording, with its metadata, from the store. The service deletes
/// recordings after 24 hours.
///
/// @param delete_location acs_event_recording_chunk_delete_location
/// @return ACS_INVALID_INPUT also when the URL does not lead to a store of recordings; ACS_SERVICE
///         with 404 when it was deleted before
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_delete_recording(
    client: *const acs_client_t,
    delete_location: *const c_char,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let client = handle(client, "client")?;
        let url = text(delete_location, "delete location")?.to_owned();
        let options = options(request_options)?.into_owned();
        client.run("acs_client_delete_recording", places, move |client| {
            Ok(client.delete_recording_with(&url, &options)?.into())
        })
    })
}

/// Frees the properties of a download.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_free(recording: *mut acs_downloaded_recording_t) {
    free(recording);
}

unsafe fn bytes_of(
    recording: *const acs_downloaded_recording_t,
    read: fn(&DownloadedRecording) -> Option<u64>,
) -> i64 {
    value(-1, move || {
        i64::try_from(read(&recording.as_ref()?.inner)?).ok()
    })
}

/// Returns the offset of the first byte in the recording; -1 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_offset(
    recording: *const acs_downloaded_recording_t,
) -> i64 {
    bytes_of(recording, |inner| Some(inner.offset))
}

/// Returns the number of bytes, including those of an earlier download that was resumed; -1 for
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_length(
    recording: *const acs_downloaded_recording_t,
) -> i64 {
    bytes_of(recording, |inner| Some(inner.length))
}

/// Returns the number of bytes of the whole recording; -1 when the store does not report it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_total_length(
    recording: *const acs_downloaded_recording_t,
) -> i64 {
    bytes_of(recording, |inner| inner.total_length)
}

/// Returns the type of the file: "audio/wav".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_content_type(
    recording: *const acs_downloaded_recording_t,
) -> *const c_char {
    text_of(recording, "content_type", |recording| {
        recording.inner.content_type.as_deref()
    })
}

/// Returns the ETag, which identifies the content of the file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_downloaded_recording_etag(
    recording: *const acs_downloaded_recording_t,
) -> *const c_char {
    text_of(recording, "etag", |recording| {
        recording.inner.etag.as_deref()
    })
}

/// Creates a progress object; it shows the last download that was started with it. It may be freed
/// at any time.
#[unsafe(no_mangle)]
pub extern "C" fn acs_download_progress_new() -> *mut acs_download_progress_t {
    make(move || acs_download_progress_t(DownloadProgress::new()))
}

/// Frees a progress object, also during the download.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_progress_free(progress: *mut acs_download_progress_t) {
    free(progress);
}

/// Returns the number of bytes passed on or written, without a gap, including those of an earlier
/// download that is resumed; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_progress_bytes_done(
    progress: *const acs_download_progress_t,
) -> i64 {
    value(0, move || {
        i64::try_from(progress.as_ref()?.0.bytes_done()).ok()
    })
}

/// Returns the number of bytes of the recording or the range; -1 before the store reports it, and
/// for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_download_progress_bytes_total(
    progress: *const acs_download_progress_t,
) -> i64 {
    value(-1, move || {
        i64::try_from(progress.as_ref()?.0.bytes_total()?).ok()
    })
}
