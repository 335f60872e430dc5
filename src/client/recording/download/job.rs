//! One download, as all its connections share it.

use std::sync::Arc;
use std::time::Duration;

use super::options::DownloadRecordingOptions;
use super::progress::DownloadProgress;
use super::target::Target;
use crate::client::CallAutomationClient;
use crate::client::operations;
use crate::client::recording::stores;
use crate::error::Result;
use crate::field;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::download::{Download, FetchToken, too_late};
use crate::pipeline::stream::{Head, Sink, Stream, Version};
use crate::pipeline::{Operation, Pipeline, Request, RequestOptions, Response, request};

pub(super) const OPERATION: &Operation = &operations::DOWNLOAD_RECORDING;

/// One download, as all its connections share it.
pub(super) struct Job {
    client: CallAutomationClient,
    pub request: Request,
    request_options: RequestOptions,
    pub in_flight: InFlight,
    pub options: DownloadRecordingOptions,
    pub progress: DownloadProgress,
    /// When all of it must be over, on the client's clock.
    until: Option<Duration>,
}

impl Job {
    pub(super) fn new(
        client: &CallAutomationClient,
        content_location: &str,
        options: &DownloadRecordingOptions,
    ) -> Result<Arc<Self>> {
        options.check()?;
        let hosts = &client.inner.recording_hosts;
        let request = stores::request(OPERATION, field::CONTENT_LOCATION, content_location, hosts)?;
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

    /// A stream of all that is wanted, or of what is missing after an earlier download.
    pub(super) fn stream<'s>(
        &self,
        sink: &'s mut dyn Sink,
        left: Option<(u64, Version)>,
    ) -> Stream<'s> {
        let from = self.options.offset;
        let end = self.options.length.map(|length| from + length);
        let stream = Stream::new(sink, from, end).expecting(self.options.expected_length);
        match left {
            Some((bytes, version)) => stream.resume_at(from + bytes, version),
            None => stream,
        }
    }

    /// Sends requests until the stream is whole. `fetch_token` is for a thread that must not run the
    /// token source.
    pub(super) fn receive(
        &self,
        stream: &mut Stream<'_>,
        fetch_token: Option<&FetchToken<'_>>,
    ) -> Result<Response<()>> {
        let download = Download {
            pipeline: self.pipeline(),
            request: &self.request,
            options: &self.request_options,
            in_flight: &self.in_flight,
            until: self.until,
            fetch_token,
        };
        download.run(stream)
    }

    /// Downloads over one connection, each piece directly to the target.
    pub(super) fn download(
        &self,
        target: &mut dyn Target,
        left: Option<(u64, Version)>,
    ) -> Result<(Response<()>, Version)> {
        let mut sink = Direct { job: self, target };
        let mut stream = self.stream(&mut sink, left);
        let response = self.receive(&mut stream, None)?;
        Ok((response, stream.version()))
    }

    /// Prepares target and progress for the first byte.
    pub(super) fn begin(&self, target: &mut dyn Target, head: &Head<'_>) -> Result<()> {
        let from = self.options.offset;
        target.begin(head.version, head.next > from)?;
        let total = head.end.map(|end| end.saturating_sub(from));
        self.progress.begin(head.next - from, total);
        Ok(())
    }

    /// An error when the download was canceled or has taken too long; for the time between requests.
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
}

/// From the connection to the target, with nothing in between.
struct Direct<'a> {
    job: &'a Job,
    target: &'a mut dyn Target,
}

impl Sink for Direct<'_> {
    fn begin(&mut self, head: &Head<'_>) -> Result<()> {
        self.job.begin(self.target, head)
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<()> {
        self.job.write(self.target, bytes)
    }
}
