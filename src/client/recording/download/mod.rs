//! Downloading a recording, or its metadata, to a writer or to a file.

mod job;
mod options;
mod parallel;
mod partial_file;
mod progress;
mod target;

pub use options::DownloadRecordingOptions;
pub use progress::DownloadProgress;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use self::job::{Job, OPERATION};
use self::partial_file::PartialFile;
use self::target::{Target, Writer, cannot_write};
use crate::client::CallAutomationClient;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::Response;
use crate::pipeline::stream::Version;

/// The result of a download.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DownloadedRecording {
    /// The offset of the first byte in the recording.
    pub offset: u64,
    /// The number of bytes, with those that an earlier download left in a resumed file.
    pub length: u64,
    /// The number of bytes of the whole recording, where the store reports it.
    pub total_length: Option<u64>,
    /// `Content-Type`, if the store sent it.
    pub content_type: Option<String>,
    /// `ETag`, if the store sent it.
    pub etag: Option<String>,
}

impl CallAutomationClient {
    /// Downloads a recording, or the metadata that belongs to it, to any `Write`.
    ///
    /// `content_location` is the `contentLocation` (or `metadataLocation`) of a chunk, as the Event
    /// Grid event `Microsoft.Communication.RecordingFileStatusUpdated` contains it. The bytes are
    /// written in order, each once, on the calling thread, and flushed at the end. When a
    /// connection breaks, the rest is requested from the byte where it broke; ETag and length must
    /// be the same as before.
    /// A `Content-Encoding` is not decoded: the bytes are written as received.
    ///
    /// The request is signed, so it goes only to https hosts that end in `.asm.skype.com`,
    /// `.asyncgw.teams.microsoft.com` or `.ams.gov.teams.microsoft.us`, to the endpoint
    /// of the client, and to the hosts of
    /// [`ClientOptions::recording_host`](crate::options::ClientOptions::recording_host). Redirects
    /// are not followed.
    ///
    /// The writer must not fork. The time it takes to write counts toward the total timeout only.
    ///
    /// # Errors
    /// `InvalidInput` when the URL leads elsewhere (field "content location"), an option is out of
    /// range, or the offset is at or beyond the end; the latter has the store's status 416.
    /// `Decode` when the store returns HTML or other bytes than those requested, or the recording
    /// changed meanwhile. `System` when a byte cannot be written. `Timeout`, `Connection` when no
    /// more bytes are received. What was written until then is the beginning of the requested
    /// range; [`DownloadProgress::bytes_done`] shows how much.
    ///
    /// ```no_run
    /// # fn main() -> acs_call_automation::Result<()> {
    /// # let client = acs_call_automation::CallAutomationClient::from_connection_string("")?;
    /// # let content_location = "";
    /// use acs_call_automation::options::DownloadRecordingOptions;
    /// let mut wav = Vec::new();
    /// let done = client.download_recording(
    ///     content_location, &mut wav, &DownloadRecordingOptions::new().length(44))?;
    /// println!("{} of {:?} bytes", done.length, done.total_length);
    /// # Ok(())
    /// # }
    /// ```
    pub fn download_recording<W: Write + ?Sized>(
        &self,
        content_location: &str,
        to: &mut W,
        options: &DownloadRecordingOptions,
    ) -> Result<Response<DownloadedRecording>> {
        self.download(content_location, &mut { to }, options)
            .map_err(|error| error.with_operation(OPERATION.name))
    }

    fn download(
        &self,
        content_location: &str,
        to: &mut dyn Write,
        options: &DownloadRecordingOptions,
    ) -> Result<Response<DownloadedRecording>> {
        if options.resume {
            return Err(Error::invalid(
                field::RESUME,
                "is for a file; give a writer the offset of what is missing",
            ));
        }
        let job = Job::new(self, content_location, options)?;
        let mut target = Writer(to);
        let done = run(&job, &mut target, None)?;
        target.0.flush().map_err(cannot_write)?;
        Ok(done)
    }

    /// Performs [`download_recording`](Self::download_recording) to a file.
    ///
    /// The bytes go to `<path>.part`, which becomes `path` once it is whole and on the disk (it is
    /// synced; its folder is not). So there is never half a recording under that name, and a file
    /// that is there already stays until it is replaced; a symbolic link is replaced itself. `path`
    /// may not be a device or a pipe: give those to `download_recording`.
    ///
    /// When the download fails, `<path>.part` stays if it has any bytes, and the error's hint names
    /// it.
    /// It is always the beginning of the requested range. With [`DownloadRecordingOptions::resume`]
    /// the next call goes on from there, provided that URL, range, ETag and length, as in
    /// `<path>.part.id`, are the same; without, it starts from the beginning. After a loss of power do not
    /// resume: what was not synced may be missing in the middle. Of two simultaneous downloads to
    /// the same path one fails: the `.part` is locked (`flock`; on systems without it, do not start
    /// two).
    ///
    /// # Errors
    /// As [`download_recording`](Self::download_recording); `System` names the file that cannot be
    /// written.
    pub fn download_recording_to_file(
        &self,
        content_location: &str,
        path: impl AsRef<Path>,
        options: &DownloadRecordingOptions,
    ) -> Result<Response<DownloadedRecording>> {
        self.download_to(content_location, path.as_ref(), options)
            .map_err(|error| error.with_operation(OPERATION.name))
    }

    fn download_to(
        &self,
        content_location: &str,
        path: &Path,
        options: &DownloadRecordingOptions,
    ) -> Result<Response<DownloadedRecording>> {
        let job = Job::new(self, content_location, options)?;
        let wanted = (options.offset, options.length);
        let mut file = PartialFile::new(path, &job.request.path, wanted)?;
        let left = if options.resume { file.reopen()? } else { None };
        let outcome = run(&job, &mut file, left);
        match outcome {
            Ok(done) => file.complete().map(|()| done),
            Err(error) => Err(file.keep(error)),
        }
    }
}

/// Downloads what is wanted; `left` is where to continue when an earlier download has done a part.
fn run(
    job: &Arc<Job>,
    target: &mut dyn Target,
    left: Option<(u64, Version)>,
) -> Result<Response<DownloadedRecording>> {
    let (response, version) = if job.options.connections > 1 {
        parallel::download(job, target, left)?
    } else {
        job.download(target, left)?
    };
    let length = job.progress.bytes_done();
    job.progress.begin(length, Some(length));
    Ok(response.map(|()| DownloadedRecording {
        offset: job.options.offset,
        length,
        total_length: version.total,
        content_type: version.content_type,
        etag: version.etag,
    }))
}
