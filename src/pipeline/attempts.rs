//! The loop of attempts of a request, and the verdict on each of them.
//!
//! The rules of retries are in `retry`. A download has a loop of its own (`download`) and shares the
//! verdicts on responses that are not to a download.

use std::time::{Duration, Instant, SystemTime};

use http::HeaderName;
use zeroize::Zeroizing;

use super::cancel::{InFlight, aborted};
use super::exchange::{Failure, Reason, Stage};
use super::fetching;
use super::names;
use super::prepared::{Authorization, Prepared};
use super::response::{self, Details, header};
use super::retry::{self, Class, Outcome, Policy};
use super::transport::Incoming;
use super::{Pipeline, Request, RequestOptions, Signer};
use crate::auth::token::TokenCache;
use crate::error::{Error, ErrorKind, Result};
use crate::field;

/// The attempts of one request: what they share, and what is known after those made so far.
pub(super) struct Attempts<'a> {
    pub pipeline: &'a Pipeline,
    pub prepared: Prepared<'a>,
    pub in_flight: &'a InFlight,
    policy: Policy,
    /// When the request began, on the client's clock.
    began: Duration,
    pub timeout: Duration,
    pub deadline: Duration,
    /// The number of attempts made.
    made: u32,
    /// The number of consecutive failed attempts.
    pub consecutive_failures: u32,
    /// An attempt may have been carried out; never for operations that only read.
    may_have_acted: bool,
    /// An attempt was throttled.
    throttled: bool,
    /// The outcome of an earlier attempt is unknown.
    lost: bool,
    credential_renewed: bool,
}

/// The verdict on one attempt.
pub(super) enum Verdict {
    Success(Incoming),
    Failure(Error),
    /// Retry after a pause: as long as the service requests, or growing.
    Retry {
        error: Error,
        retry_after: Option<Duration>,
    },
    RetryAtOnce,
}

const UNKNOWN_HINT: &str =
    "It may have been carried out, and sending it again may do it twice: its event decides";
const REPEATABLE_HINT: &str = "It may have been carried out, and sending it again may do it twice: look for its event, or repeat it with the same repeatability id";
const HARMLESS_HINT: &str = "It may have been carried out; repeating it does no harm";
pub(super) const ACTED_HINT: &str = "The status shows that the service acted: look for its event";
const EARLIER_HINT: &str = "This is the response to a later attempt; an earlier one may have been carried out, so look for its event";
const NO_CONTEXT_HINT: &str = "give requests an operation context to recognize their events by it";

impl<'a> Attempts<'a> {
    pub(super) fn new(
        pipeline: &'a Pipeline,
        request: &'a Request,
        options: &'a RequestOptions,
        in_flight: &'a InFlight,
    ) -> Result<Self> {
        let prepared = Prepared::new(pipeline, request, options)
            .map_err(|error| error.with_operation(request.operation.name))?;
        let mut policy = pipeline.policy;
        if let Some(retries) = options.retries {
            policy.retries = retries;
        }
        if let Some(repeat) = options.retry_non_idempotent {
            policy.retry_non_idempotent = repeat;
        }
        Ok(Self {
            pipeline,
            prepared,
            in_flight,
            policy,
            began: pipeline.clock.elapsed(),
            timeout: options.timeout.unwrap_or(pipeline.timeout),
            deadline: pipeline.deadline_of(options),
            made: 0,
            consecutive_failures: 0,
            may_have_acted: false,
            throttled: false,
            lost: false,
            credential_renewed: false,
        })
    }

    /// Sends the request until a response reports success, whose body has not been parsed yet.
    pub(super) fn run(&mut self) -> Result<Incoming> {
        loop {
            let (now, left) = (self.pipeline.clock.wall(), self.left());
            let authorization = self.start_with_token(now, left)?;
            let verdict = match self.send(&authorization) {
                Ok(incoming) => self.responded(incoming, &authorization),
                Err(failure) => self.failed(&failure),
            };
            if let Some(incoming) = self.conclude(verdict)? {
                return Ok(incoming);
            }
        }
    }

    fn start_with_token(&mut self, now: SystemTime, left: Duration) -> Result<Authorization> {
        let in_flight = self.in_flight;
        self.start(|cache| {
            cache.authorization(now, left, |source, limit| {
                fetching::fetch(in_flight, source, limit)
            })
        })
    }

    /// Starts an attempt, unless the request was canceled.
    pub(super) fn start(
        &mut self,
        token: impl FnOnce(&TokenCache) -> Result<Zeroizing<String>>,
    ) -> Result<Authorization> {
        if self.in_flight.is_ended() {
            return Err(self.canceled());
        }
        let authorization = self
            .prepared
            .authorize(token)
            .map_err(|error| self.finish(error))?;
        self.made += 1;
        self.consecutive_failures += 1;
        Ok(authorization)
    }

    fn send(&self, authorization: &Authorization) -> std::result::Result<Incoming, Failure> {
        let outgoing = self.prepared.outgoing(authorization)?;
        let began = Instant::now();
        let deadline = began + self.limited(self.left());
        let transport = &self.pipeline.transport;
        let outcome = transport.send(outgoing, deadline, self.in_flight);
        self.log(&outcome, began.elapsed());
        outcome
    }

    /// What is left of the total timeout.
    pub(super) fn left(&self) -> Duration {
        let now = self.pipeline.clock.elapsed();
        self.deadline.saturating_sub(now)
    }

    /// A time limit, or the attempt timeout if that is shorter.
    pub(super) fn limited(&self, time_limit: Duration) -> Duration {
        let options = self.prepared.options;
        let attempt_timeout = options.attempt_timeout.or(self.pipeline.attempt_timeout);
        attempt_timeout.map_or(time_limit, |limit| limit.min(time_limit))
    }

    /// Ends the request, or pauses before the next attempt: then `None`.
    pub(super) fn conclude(&self, verdict: Verdict) -> Result<Option<Incoming>> {
        let (error, retry_after) = match verdict {
            Verdict::Success(incoming) => return Ok(Some(incoming)),
            Verdict::Failure(error) => return Err(self.finish(error)),
            Verdict::RetryAtOnce => return Ok(None),
            Verdict::Retry { error, retry_after } => (error, retry_after),
        };
        let pause = match self.consecutive_failures {
            0 => retry_after.unwrap_or_default(),
            failures => retry::pause(&self.policy, failures, retry_after, random_fraction()),
        };
        if self.consecutive_failures > self.policy.retries || pause >= self.left() {
            // The pause would pass the deadline: return now, with its length.
            return Err(self.finish(match retry_after {
                Some(pause) => error.with_retry_after(pause),
                None => error,
            }));
        }
        if self.wait(pause) {
            return Err(self.canceled());
        }
        Ok(None)
    }

    /// Waits; true when the request was canceled meanwhile.
    fn wait(&self, pause: Duration) -> bool {
        let clock = &self.pipeline.clock;
        if clock.runs() {
            return self.in_flight.wait(pause);
        }
        clock.advance(pause);
        self.in_flight.is_ended()
    }

    /// Whether a retry is allowed after this outcome.
    fn may_repeat(&self, outcome: Outcome) -> bool {
        let since_began = self.pipeline.clock.elapsed().saturating_sub(self.began);
        let age = since_began + self.prepared.age;
        let class = self.class();
        // Once an attempt was lost, even a harmless outcome leads to sending the same ids again.
        let in_time = !self.lost
            || !matches!(class, Class::Ends | Class::Repeats)
            || age < retry::REPEATABLE_FOR;
        in_time && retry::may_repeat(&self.policy, class, outcome, age)
    }

    fn retry_or_fail(&self, outcome: Outcome, error: Error) -> Verdict {
        if self.may_repeat(outcome) {
            Verdict::Retry {
                error,
                retry_after: None,
            }
        } else {
            Verdict::Failure(error)
        }
    }

    fn class(&self) -> Class {
        self.prepared.request.operation.class
    }

    fn unknown_hint(&self) -> &'static str {
        match self.class() {
            Class::Ends => HARMLESS_HINT,
            // The ids of others are sent too, but not honored.
            Class::Repeats => REPEATABLE_HINT,
            Class::Once | Class::Reads => UNKNOWN_HINT,
        }
    }

    /// A response was received.
    pub(super) fn responded(
        &mut self,
        incoming: Incoming,
        authorization: &Authorization,
    ) -> Verdict {
        match incoming.status {
            200..=299 => {
                // Also when its body turns out to be unusable.
                self.may_have_acted |= self.class() != Class::Reads;
                match &incoming.cut {
                    None => Verdict::Success(incoming),
                    Some(cut) => self.cut_short(&incoming, cut),
                }
            }
            // An attempt before did it, or it ended while the service was too busy to say so.
            404 if self.class() == Class::Ends && (self.may_have_acted || self.throttled) => {
                Verdict::Success(Incoming {
                    body: Vec::new(),
                    ..incoming
                })
            }
            401 if self.has_other_credential(authorization) => Verdict::RetryAtOnce,
            _ => self.refused(&incoming),
        }
    }

    /// Whether the next attempt has another credential than the refused one, once for each request: a
    /// token may have been revoked, so it is discarded; a key may have been replaced meanwhile.
    fn has_other_credential(&mut self, authorization: &Authorization) -> bool {
        if self.credential_renewed {
            return false;
        }
        self.credential_renewed = match (&self.pipeline.signer, &authorization.key) {
            (Signer::Token(cache), _) => {
                cache.refused(&authorization.header);
                true
            }
            (Signer::Key(current), Some(key)) => current.is_not(key),
            (Signer::Key(_), None) => false,
        };
        self.credential_renewed
    }

    /// The status is a success, but the body is incomplete.
    pub(super) fn cut_short(&mut self, incoming: &Incoming, cut: &Failure) -> Verdict {
        let response = response::read_error(incoming, self.pipeline.clock.wall());
        let status = incoming.status;
        let reads = self.class() == Class::Reads;
        self.may_have_acted |= !reads;
        self.lost |= !reads;
        let kind = match cut.reason {
            Reason::Canceled => return Verdict::Failure(aborted(!reads).with_response(response)),
            Reason::TooLong => ErrorKind::Decode,
            _ if !reads => ErrorKind::OutcomeUnknown,
            Reason::TimedOut => ErrorKind::Timeout,
            _ => ErrorKind::Connection,
        };
        let mut error = Error::new(
            kind,
            format!(
                "the service returned {status}, but its body is incomplete: {}",
                cut.message
            ),
        )
        .with_response(response)
        .with_retryable(reads);
        if !reads {
            error = error.with_hint(ACTED_HINT);
        } else if let Some(advice) = cut.advice {
            error = error.with_hint(advice);
        }
        if kind == ErrorKind::Decode || cut.reason == Reason::Lasting {
            return Verdict::Failure(error.with_retryable(false));
        }
        self.retry_or_fail(Outcome::Lost, error)
    }

    /// The service returned an error status.
    fn refused(&mut self, incoming: &Incoming) -> Verdict {
        let now = self.pipeline.clock.wall();
        let status = incoming.status;
        let class = self.class();
        let response = response::read_error(incoming, now);
        let retry_after = response.retry_after;
        let acted_before = self.may_have_acted;
        // A gateway's 5xx, or a status that HTTP does not have, does not show how far the request came.
        let acts = class != Class::Reads && matches!(status, 408 | 500..);
        self.lost |= acts && matches!(status, 408 | 502 | 504);
        self.may_have_acted |= acts;
        self.throttled |= status == 429;
        let repeat = self.may_repeat(Outcome::Status(status));
        let harmless = matches!(class, Class::Reads | Class::Ends);
        let retryable = (status == 429 && !acted_before)
            || (harmless && !self.lost && retry::is_transient(status));
        let mut error = response::service_error(response.clone(), incoming, now);
        if acts || (acted_before && status == 429) {
            let kind = if self.lost {
                ErrorKind::OutcomeUnknown
            } else {
                error.kind()
            };
            let said = error.message();
            error = Error::new(
                kind,
                format!("{said}, so it is unknown whether it was done"),
            )
            .with_response(response)
            .with_hint(self.unknown_hint());
        } else if acted_before {
            error = error.with_hint(EARLIER_HINT);
        }
        error = error.with_retryable(retryable);
        if repeat {
            Verdict::Retry { error, retry_after }
        } else {
            Verdict::Failure(error)
        }
    }

    /// No response was received.
    pub(super) fn failed(&mut self, failure: &Failure) -> Verdict {
        let reads = self.class() == Class::Reads;
        let sent = failure.stage == Stage::Sent;
        self.may_have_acted |= sent && !reads;
        self.lost |= sent && !reads;
        match failure.reason {
            Reason::Canceled => return Verdict::Failure(aborted(self.may_have_acted)),
            Reason::Unsendable => {
                return Verdict::Failure(unsendable(&failure.message));
            }
            _ => {}
        }
        let why = &failure.message;
        let address = self.prepared.address;
        let error = if self.may_have_acted {
            let hint = self.unknown_hint();
            let advice = failure
                .advice
                .map_or(String::new(), |advice| format!(". {advice}"));
            Error::new(
                ErrorKind::OutcomeUnknown,
                format!("the request was sent to {address}, but the response was lost: {why}"),
            )
            .with_hint(format!("{hint}{advice}"))
        } else {
            let (kind, message) = match failure.reason {
                _ if !sent => (ErrorKind::NotSent, format!("cannot reach {address}: {why}")),
                Reason::TimedOut => (ErrorKind::Timeout, format!("{why} from {address}")),
                _ => (
                    ErrorKind::Connection,
                    format!("no usable response from {address}: {why}"),
                ),
            };
            let error = Error::new(kind, message).with_retryable(true);
            match failure.advice {
                Some(advice) => error.with_hint(advice),
                None => error,
            }
        };
        if failure.reason == Reason::Lasting {
            return Verdict::Failure(error.with_retryable(false));
        }
        let outcome = if sent {
            Outcome::Lost
        } else {
            Outcome::NotSent
        };
        self.retry_or_fail(outcome, error)
    }

    fn canceled(&self) -> Error {
        self.finish(aborted(self.may_have_acted))
    }

    /// Adds what every error of this request contains.
    pub(super) fn finish(&self, error: Error) -> Error {
        let prepared = &self.prepared;
        let repeatability = prepared.repeatability.as_ref();
        let repeatability = repeatability.map(|(id, date)| (id.as_str(), date.as_str()));
        let error = error
            .with_operation(prepared.request.operation.name)
            .with_ids(&prepared.request_id, repeatability)
            .with_attempts(self.made)
            .with_may_have_been_done(self.may_have_acted);
        match prepared.request.operation_context() {
            Some(context) => error.with_operation_context(&context),
            None if self.may_have_acted && prepared.request.operation.takes_context => {
                error.with_more_hint(NO_CONTEXT_HINT)
            }
            None => error,
        }
    }

    /// The metadata of a response that is the result.
    pub(super) fn into_details(self, incoming: &Incoming) -> Details {
        let text = |name: &HeaderName| header(incoming, name).map(str::to_owned);
        let repeatability = self.prepared.repeatability.unzip();
        Details {
            status: incoming.status,
            request_id: self.prepared.request_id,
            repeatability_id: repeatability.0,
            first_sent: repeatability.1,
            repeatability_result: text(&names::REPEATABILITY_RESULT),
            chain_id: text(&names::CHAIN_ID),
            azure_ref: text(&names::AZURE_REF),
            attempts: self.made,
        }
    }

    pub(super) fn log(&self, outcome: &std::result::Result<Incoming, Failure>, took: Duration) {
        if !log::log_enabled!(log::Level::Debug) {
            return;
        }
        // Not the path: it may contain a phone number.
        let operation = self.prepared.request.operation.name;
        let (took, made, id) = (took.as_millis(), self.made, &self.prepared.request_id);
        let result = match outcome {
            Ok(Incoming { status, .. }) => status.to_string(),
            Err(Failure { reason, stage, .. }) => format!("{reason:?} ({stage:?})"),
        };
        log::debug!("{operation} -> {result} in {took} ms, attempt {made}, request id {id}");
    }
}

/// The error of a request that cannot be written as HTTP.
pub(super) fn unsendable(cause: impl std::fmt::Display) -> Error {
    let rule = format_args!("cannot be written as HTTP: {cause}");
    Error::invalid(field::REQUEST, rule)
}

pub(crate) fn random_fraction() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without random numbers the pause is just not spread.
    if getrandom::getrandom(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
