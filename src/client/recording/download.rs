//! Downloading a recording, or the file that describes it: the options, and the way
//! through it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::parallel;
use super::partial_file::PartialFile;
use super::progress::DownloadProgress;
use crate::client::CallAutomationClient;
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::stream::{Head, Sink, Stream, Version, too_late};
use crate::pipeline::{Operation, Pipeline, Request, RequestOptions, Response, request};

pub(super) const OPERATION: &Operation = &operations::DOWNLOAD_RECORDING;

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
    offset: u64,
    length: Option<u64>,
    connections: u32,
    chunk_size: u64,
    expected_length: Option<u64>,
    total_timeout: Option<Duration>,
    resume: bool,
    progress: Option<DownloadProgress>,
    request: RequestOptions,
}

const MOST_CONNECTIONS: u32 = 16;
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
    /// The whole recording over one connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of bytes to skip at the beginning. Default 0. At or beyond the end of the
    /// recording it is an error; of an empty one the offset 0 is none.
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
    /// where the store reports the length ahead. Default: any length. The length that the store
    /// reports is always checked.
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

    /// Whether to resume where an earlier download to the same file stopped, if it was of the same
    /// recording and range; otherwise the download starts from the beginning. Only for
    /// [`download_recording_to_file`](CallAutomationClient::download_recording_to_file). Default:
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
    /// client, default 10 s) is the longest time without a received byte, with name look-up,
    /// connecting, retries and pauses included; `max_retries` is the maximum number of consecutive
    /// failed attempts, not counting those that received 64 KiB. Cancel token and
    /// [`abort`](CallAutomationClient::abort) cancel the download on all its connections. All its
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
        if !(1..=MOST_CONNECTIONS).contains(&self.connections) {
            return Err(Error::invalid(
                field::CONNECTIONS,
                format_args!("must be from 1 to {MOST_CONNECTIONS}"),
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

/// What was downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DownloadedRecording {
    /// Where the bytes begin in the recording.
    pub offset: u64,
    /// How many bytes there are, with those that an earlier download left in a resumed file.
    pub length: u64,
    /// How many the whole recording has, where the store told.
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
    /// `.asyncgw.teams.microsoft.com` or `.ams.gov.teams.microsoft.us`, and to those of
    /// [`ClientOptions::allow_recording_host`](crate::options::ClientOptions::allow_recording_host). Redirects
    /// are not followed.
    ///
    /// The writer must not fork. The time it takes to write counts to the total timeout only.
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
        let done = job.run(&mut target, None)?;
        target.0.flush().map_err(cannot_write)?;
        Ok(done)
    }

    /// [`download_recording`](Self::download_recording) to a file.
    ///
    /// The bytes go to `<path>.part`, which becomes `path` once it is whole and on the disk (it is
    /// synced; its folder is not). So there is never half a recording under that name, and a file
    /// that is there already stays until it is replaced; a symbolic link is replaced itself. `path`
    /// may not be a device or a pipe: give those to `download_recording`.
    ///
    /// When the download fails, `<path>.part` stays if it has any bytes, and the error's hint names
    /// it.
    /// It is always the beginning of the requested range. With [`DownloadRecordingOptions::resume`]
    /// the next call goes on from there, provided that URL, range, ETag and length are the same,
    /// which
    /// `<path>.part.id` names; without, it starts from the beginning. After a loss of power do not
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
        let outcome = job.run(&mut file, left);
        match outcome {
            Ok(done) => file.complete().map(|()| done),
            Err(error) => Err(file.keep(error)),
        }
    }
}

/// Where the bytes of a download go.
pub(super) trait Target {
    /// Told before the first byte: whether those of an earlier download stay.
    fn begin(&mut self, version: &Version, resumed: bool) -> Result<()>;
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
}

struct Writer<'a>(&'a mut dyn Write);

impl Target for Writer<'_> {
    fn begin(&mut self, _: &Version, _: bool) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).map_err(cannot_write)
    }
}

fn cannot_write(cause: std::io::Error) -> Error {
    Error::system("cannot write what was downloaded", cause)
}

/// One download, as all its requests see it.
pub(super) struct Job {
    client: CallAutomationClient,
    request: Request,
    request_options: RequestOptions,
    pub in_flight: InFlight,
    options: DownloadRecordingOptions,
    progress: DownloadProgress,
    until: Option<Duration>,
}

impl Job {
    fn new(
        client: &CallAutomationClient,
        content_location: &str,
        options: &DownloadRecordingOptions,
    ) -> Result<Arc<Self>> {
        options.check()?;
        let place = client.store_of(field::CONTENT_LOCATION, content_location)?;
        let request = super::content::at_store(OPERATION, place);
        let mut request_options = options.request.clone();
        if request_options.request_id.is_none() {
            request_options.request_id = Some(request::new_uuid()?);
        }
        request_options.check_for(&request)?;
        let pipeline = &client.inner.pipeline;
        let progress = options.progress.clone().unwrap_or_default();
        progress.begin(0, options.length);
        Ok(Arc::new(Self {
            client: client.clone(),
            in_flight: pipeline.enter(&request_options),
            until: options
                .total_timeout
                .map(|timeout| pipeline.clock.elapsed() + timeout),
            request,
            request_options,
            options: options.clone(),
            progress,
        }))
    }

    pub(super) fn pipeline(&self) -> &Pipeline {
        &self.client.inner.pipeline
    }

    pub(super) fn chunk_size(&self) -> u64 {
        self.options.chunk_size
    }

    pub(super) fn connections(&self) -> u32 {
        self.options.connections
    }

    /// A stream of all that is wanted, or of what an earlier download left to do.
    pub(super) fn stream<'s>(
        &self,
        sink: &'s mut dyn Sink,
        left: Option<(u64, Version)>,
    ) -> Stream<'s> {
        let from = self.options.offset;
        let end = self.options.length.map(|length| from + length);
        let stream = Stream::new(sink, from, end)
            .expecting(self.options.expected_length)
            .until(self.until);
        match left {
            Some((bytes, version)) => stream.resume_at(from + bytes, version),
            None => stream,
        }
    }

    /// A stream of some bytes out of the middle.
    pub(super) fn chunk<'s>(
        &self,
        sink: &'s mut dyn Sink,
        from: u64,
        end: u64,
        version: Version,
    ) -> Stream<'s> {
        Stream::new(sink, from, Some(end))
            .of(version)
            .until(self.until)
    }

    pub(super) fn pour(&self, stream: &mut Stream<'_>) -> Result<Response<()>> {
        self.pipeline().pour(
            &self.request,
            &self.request_options,
            &self.in_flight,
            stream,
        )
    }

    /// Informs target and progress of the start.
    pub(super) fn begin(&self, target: &mut dyn Target, head: &Head<'_>) -> Result<()> {
        let from = self.options.offset;
        target.begin(head.version, head.next > from)?;
        let total = head.end.map(|end| end.saturating_sub(from));
        self.progress.begin(head.next - from, total);
        Ok(())
    }

    /// An error when it was ended, or has taken too long, for what happens between requests.
    pub(super) fn go_on(&self) -> Result<()> {
        self.in_flight.go_on()?;
        match self.until {
            Some(until) if self.pipeline().clock.elapsed() >= until => Err(too_late()),
            _ => Ok(()),
        }
    }

    pub(super) fn write(&self, target: &mut dyn Target, bytes: &[u8]) -> Result<()> {
        target.write(bytes)?;
        self.progress.add(bytes.len());
        Ok(())
    }

    fn run(
        self: &Arc<Self>,
        target: &mut dyn Target,
        left: Option<(u64, Version)>,
    ) -> Result<Response<DownloadedRecording>> {
        let (response, version) = if self.options.connections > 1 {
            parallel::download(self, target, left)?
        } else {
            let mut sink = Straight { job: self, target };
            let mut stream = self.stream(&mut sink, left);
            let response = self.pour(&mut stream)?;
            (response, stream.version())
        };
        let length = self.progress.bytes_done();
        self.progress.begin(length, Some(length));
        Ok(response.map(|()| DownloadedRecording {
            offset: self.options.offset,
            length,
            total_length: version.total,
            content_type: version.content_type,
            etag: version.etag,
        }))
    }
}

/// From the connection to the target, without anything between.
struct Straight<'a> {
    job: &'a Job,
    target: &'a mut dyn Target,
}

impl Sink for Straight<'_> {
    fn begin(&mut self, head: &Head<'_>) -> Result<()> {
        self.job.begin(self.target, head)
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<()> {
        self.job.write(self.target, bytes)
    }
}
