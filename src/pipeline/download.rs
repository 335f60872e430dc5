//! The attempts of a download: its own loop, since a response continues where the one before broke.

use std::time::{Duration, Instant};

use http::HeaderValue;
use http::header::{ACCEPT_ENCODING, RANGE};

use super::attempts::{Attempts, Verdict};
use super::cancel::InFlight;
use super::exchange::{Failure, Reason, Stage};
use super::fetching;
use super::prepared::Authorization;
use super::response::{self, Response};
use super::stream::{Stream, StreamState};
use super::transport::{Incoming, Limits};
use super::{Pipeline, Request, RequestOptions, Signer};
use crate::error::{Error, ErrorKind, Result};

/// A request whose response is handed on while it arrives, and sent again for the rest when a
/// connection breaks. The total timeout limits each wait without a byte.
pub(crate) struct Download<'a> {
    pub pipeline: &'a Pipeline,
    pub request: &'a Request,
    pub options: &'a RequestOptions,
    pub in_flight: &'a InFlight,
    /// When all of it must be over, on the client's clock.
    pub until: Option<Duration>,
    /// For a thread that must not run the token source.
    pub fetch_token: Option<&'a FetchToken<'a>>,
}

/// Waits until another thread has fetched a token, at most for that time.
pub(crate) type FetchToken<'a> = dyn Fn(Duration) -> Result<()> + 'a;

impl Download<'_> {
    /// Sends the request until the stream is whole.
    pub(crate) fn run(&self, stream: &mut Stream<'_>) -> Result<Response<()>> {
        let mut attempts =
            Attempts::new(self.pipeline, self.request, self.options, self.in_flight)?;
        attempts.deadline = self.limited(attempts.deadline);
        let incoming = self.attempts(&mut attempts, stream)?;
        Ok(Response::new((), attempts.into_details(&incoming)))
    }

    fn attempts(&self, attempts: &mut Attempts<'_>, stream: &mut Stream<'_>) -> Result<Incoming> {
        loop {
            let authorization = self.start(attempts)?;
            let verdict = match self.send(attempts, &authorization, stream) {
                Ok(incoming) if stream.has_judged() => self.received(attempts, incoming, stream),
                Ok(incoming) => attempts.responded(incoming, &authorization),
                Err(failure) => attempts.failed(&failure),
            };
            if matches!(verdict, Verdict::Retry { .. }) && self.is_too_late() {
                continue;
            }
            if let Some(incoming) = attempts.conclude(verdict)? {
                return Ok(incoming);
            }
        }
    }

    fn start(&self, attempts: &mut Attempts<'_>) -> Result<Authorization> {
        if self.is_too_late() && !self.in_flight.is_ended() {
            return Err(attempts.finish(too_late()));
        }
        let clock = &self.pipeline.clock;
        let deadline = attempts.deadline;
        let left = || deadline.saturating_sub(clock.elapsed());
        attempts.start(|cache| match self.fetch_token {
            None => cache.authorization(clock.wall(), left(), |source, limit| {
                fetching::fetch(self.in_flight, source, limit)
            }),
            Some(fetch_token) => loop {
                match cache.kept_authorization(clock.wall()) {
                    Some(header) => break Ok(header),
                    None => fetch_token(left())?,
                }
            },
        })
    }

    fn send(
        &self,
        attempts: &Attempts<'_>,
        authorization: &Authorization,
        stream: &mut Stream<'_>,
    ) -> std::result::Result<Incoming, Failure> {
        stream.next_attempt();
        let range = stream.range();
        let mut outgoing = attempts.prepared.outgoing(authorization)?;
        // Bytes are counted, so they must be those of the file.
        let identity = HeaderValue::from_static("identity");
        outgoing.headers.append(ACCEPT_ENCODING, identity);
        if let Some(range) = range {
            let range = HeaderValue::try_from(range).map_err(Failure::unsendable)?;
            outgoing.headers.append(RANGE, range);
        }
        let began = Instant::now();
        let limits = Limits {
            first: attempts.limited(attempts.left()),
            next: attempts.limited(attempts.timeout),
            until: self.left().map(|left| began + left),
        };
        let transport = &self.pipeline.transport;
        let outcome = transport.stream(outgoing, limits, self.in_flight, stream);
        attempts.log(&outcome, began.elapsed());
        outcome
    }

    /// The verdict on a response whose body went to the stream.
    fn received(
        &self,
        attempts: &mut Attempts<'_>,
        incoming: Incoming,
        stream: &mut Stream<'_>,
    ) -> Verdict {
        self.count_progress(attempts, stream);
        match stream.state() {
            StreamState::Whole => Verdict::Success(incoming),
            StreamState::Failed(error) => {
                let response = response::read_error(&incoming, self.pipeline.clock.wall());
                Verdict::Failure(error.with_response(response))
            }
            StreamState::Part => {
                // A store may return less than was requested, any number of times.
                if incoming.cut.is_none() && (stream.received() > 0 || stream.starts_over()) {
                    attempts.consecutive_failures = 0;
                }
                let ended = Failure {
                    stage: Stage::Sent,
                    reason: Reason::Broken,
                    message: "it ended early".to_owned(),
                    advice: None,
                };
                attempts.cut_short(&incoming, incoming.cut.as_ref().unwrap_or(&ended))
            }
        }
    }

    /// Progress of an attempt resets the count of failed attempts and the wait for the next byte.
    fn count_progress(&self, attempts: &mut Attempts<'_>, stream: &Stream<'_>) {
        let Some(last) = stream.last_received() else {
            return;
        };
        if stream.received() >= PROGRESS {
            attempts.consecutive_failures = 0;
        }
        let last = self.pipeline.clock.elapsed().saturating_sub(last.elapsed());
        attempts.deadline = self.limited(last + attempts.timeout);
    }

    fn limited(&self, deadline: Duration) -> Duration {
        self.until.map_or(deadline, |until| until.min(deadline))
    }

    /// What is left for all of it.
    fn left(&self) -> Option<Duration> {
        let now = self.pipeline.clock.elapsed();
        self.until.map(|until| until.saturating_sub(now))
    }

    fn is_too_late(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }
}

/// An attempt that received so many bytes counts as a success: the next one need not wait, and is the
/// first of a new row.
const PROGRESS: u64 = 64 * 1024;

/// The error of a download that has taken too long.
pub(crate) fn too_late() -> Error {
    Error::new(
        ErrorKind::Timeout,
        "not all bytes were received within the total timeout",
    )
    .with_retryable(true)
}

impl Pipeline {
    /// Fetches a token if none is cached, for threads that must not run the token source.
    pub(crate) fn fetch_token(&self, in_flight: &InFlight) -> Result<()> {
        match &self.signer {
            Signer::Key(_) => Ok(()),
            Signer::Token(cache) => cache
                .authorization(self.clock.wall(), self.timeout, |source, limit| {
                    fetching::fetch(in_flight, source, limit)
                })
                .map(drop),
        }
    }
}
