//! The attempts of one request: what they share, and the verdict on each failed one.
//!
//! No socket here: outcomes come in, verdicts go out.

use std::time::{Duration, SystemTime};

use super::answer::{self, Details, header};
use super::cancel::{InFlight, aborted};
use super::exchange::{Failure, Reason, Stage};
use super::retry::{self, Class, Outcome, Policy};
use super::stream::{Standing, Stream};
use super::transport::Incoming;
use super::{Request, RequestOptions};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::field;

/// What all attempts of one request share, and what is known of them so far.
pub(super) struct Call<'a> {
    pub request: &'a Request,
    pub options: &'a RequestOptions,
    pub clock: &'a Clock,
    /// Host and port, for messages.
    pub authority: &'a str,
    pub path_and_query: String,
    pub url: String,
    pub request_id: String,
    pub repeatability: Option<(String, String)>,
    pub content_hash: String,
    pub policy: Policy,
    pub in_flight: &'a InFlight,
    /// When this call began, and how old its repeatability ids were by then.
    pub began: Duration,
    pub age_before: Duration,
    pub timeout: Duration,
    pub deadline: Duration,
    pub tries: u32,
    /// The number of consecutive failed attempts.
    pub consecutive_failures: u32,
    /// An earlier attempt may have been carried out.
    pub may_have_acted: bool,
    /// The outcome of an earlier attempt is unknown.
    pub lost: bool,
}

/// How an attempt failed.
pub(super) enum Ending {
    Final(Error),
    Again {
        error: Error,
        asked: Option<Duration>,
    },
}

const UNKNOWN_HINT: &str =
    "It may have been carried out, and sending it again may do it twice: look for its event";
const REPEATABLE_HINT: &str = "It may have been carried out, and sending it again may do it twice: look for its event, or repeat it with the same repeatability id";
const EARLIER_HINT: &str = "This is the response to a later attempt; an earlier one may have been carried out, so look for its event";

impl Call<'_> {
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_sub(self.clock.elapsed())
    }

    fn unknown_hint(&self) -> &'static str {
        if self.request.operation.sends_repeatability {
            REPEATABLE_HINT
        } else {
            UNKNOWN_HINT
        }
    }

    /// Whether a retry is allowed after this outcome.
    fn may_repeat(&self, outcome: Outcome) -> bool {
        let age = self.clock.elapsed().saturating_sub(self.began) + self.age_before;
        let class = self.request.operation.class;
        // Once a try was lost, even a harmless outcome leads to sending the same ids again.
        let in_time = !self.lost
            || !matches!(class, Class::Ends | Class::Repeats)
            || age < retry::REPEATABLE_FOR;
        in_time && retry::may_repeat(&self.policy, class, outcome, age)
    }

    /// The status says success, but the body did not come whole.
    pub(super) fn cut_short(&mut self, incoming: &Incoming, cut: &Failure) -> Ending {
        let answer = answer::read_error(incoming, self.clock.wall());
        let status = incoming.status;
        let class = self.request.operation.class;
        let reads = class == Class::Reads;
        self.may_have_acted |= !reads;
        self.lost |= !reads;
        let kind = match cut.reason {
            Reason::Canceled => return Ending::Final(aborted(!reads).with_answer(answer)),
            Reason::TooLong => ErrorKind::Decode,
            _ if !reads => ErrorKind::OutcomeUnknown,
            Reason::TimedOut => ErrorKind::Timeout,
            _ => ErrorKind::Connection,
        };
        let mut error = Error::new(
            kind,
            format!(
                "the service answered {status}, but its body is incomplete: {}",
                cut.message
            ),
        )
        .with_answer(answer)
        .with_retryable(reads);
        if !reads {
            error = error.with_hint("The status shows that the service acted: look for its event");
        }
        if kind != ErrorKind::Decode && self.may_repeat(Outcome::Lost) {
            Ending::Again { error, asked: None }
        } else {
            Ending::Final(error)
        }
    }

    /// Progress of an attempt resets the count of failed attempts and the wait for the next byte.
    fn came_on(&mut self, stream: &Stream<'_>) {
        let Some((given, last)) = stream.progress() else {
            return;
        };
        if Stream::is_progress(given) {
            self.consecutive_failures = 0;
        }
        let last = self.clock.elapsed().saturating_sub(last.elapsed());
        self.deadline = last + self.timeout;
        if let Some(until) = stream.until {
            self.deadline = self.deadline.min(until);
        }
    }

    /// How the answer ended whose body was for a stream; `None` when all that was wanted came.
    pub(super) fn received(
        &mut self,
        incoming: &Incoming,
        stream: &mut Stream<'_>,
    ) -> Option<Ending> {
        self.came_on(stream);
        match stream.standing() {
            Standing::Whole => None,
            Standing::Failed(error) => {
                let answer = answer::read_error(incoming, self.clock.wall());
                Some(Ending::Final(error.with_answer(answer)))
            }
            Standing::Part => {
                // A store may give less than it was asked for, as often as it likes.
                let given = stream.progress().map_or(0, |(given, _)| given);
                if incoming.cut.is_none() && (given > 0 || stream.begins_anew()) {
                    self.consecutive_failures = 0;
                }
                let ended = Failure {
                    stage: Stage::Sent,
                    reason: Reason::Broken,
                    message: "it ended early".to_owned(),
                };
                Some(self.cut_short(incoming, incoming.cut.as_ref().unwrap_or(&ended)))
            }
        }
    }

    /// The service returned an error status.
    pub(super) fn refused(&mut self, incoming: &Incoming) -> Ending {
        let now = self.clock.wall();
        let status = incoming.status;
        let class = self.request.operation.class;
        let answer = answer::read_error(incoming, now);
        let asked = answer.retry_after;
        let lost_before = self.lost;
        // A gateway's 5xx does not tell how far the request came.
        let vague = matches!(status, 408 | 502 | 504);
        self.lost |= vague;
        self.may_have_acted |= matches!(status, 408 | 500..=599);
        let repeat = self.may_repeat(Outcome::Status(status));
        let mut error = answer::service_error(answer.clone(), incoming, now).with_retryable(
            status == 429
                || (class == Class::Reads && retry::is_transient(status))
                || (class == Class::Ends && retry::is_transient(status)),
        );
        if class != Class::Reads && self.lost {
            if vague || status >= 500 || status == 429 {
                error = Error::new(
                    ErrorKind::OutcomeUnknown,
                    format!("{}, so it is unknown whether it was done", error.message()),
                )
                .with_answer(answer)
                .with_hint(self.unknown_hint());
            } else if lost_before {
                error = error.with_hint(EARLIER_HINT).with_lost_try();
            }
        }
        if repeat {
            Ending::Again { error, asked }
        } else {
            Ending::Final(error)
        }
    }

    /// No answer came.
    pub(super) fn failed(&mut self, failure: &Failure) -> Ending {
        let reads = self.request.operation.class == Class::Reads;
        let sent = failure.stage == Stage::Sent;
        self.may_have_acted |= sent && !reads;
        self.lost |= sent && !reads;
        let timed_out = match failure.reason {
            Reason::Canceled => return Ending::Final(aborted(self.may_have_acted)),
            Reason::Unsendable => {
                return Ending::Final(Error::invalid(
                    field::REQUEST,
                    format_args!("cannot be written as HTTP: {}", failure.message),
                ));
            }
            reason => reason == Reason::TimedOut,
        };
        let why = if timed_out {
            "no response in time"
        } else {
            failure.message.as_str()
        };
        let error = if self.may_have_acted {
            Error::new(
                ErrorKind::OutcomeUnknown,
                format!("the request was sent, but the response was lost: {why}"),
            )
            .with_hint(self.unknown_hint())
        } else if !sent {
            Error::new(
                ErrorKind::NotSent,
                format!("cannot reach {}: {why}", self.authority),
            )
            .with_retryable(true)
        } else if timed_out {
            Error::new(ErrorKind::Timeout, why).with_retryable(true)
        } else {
            Error::new(
                ErrorKind::Connection,
                format!("the connection failed before the response: {why}"),
            )
            .with_retryable(true)
        };
        let outcome = if sent {
            Outcome::Lost
        } else {
            Outcome::NotSent
        };
        if self.may_repeat(outcome) {
            Ending::Again { error, asked: None }
        } else {
            Ending::Final(error)
        }
    }

    pub(super) fn is_canceled(&self) -> bool {
        self.in_flight.is_ended()
    }

    pub(super) fn aborted(&self) -> Error {
        aborted(self.may_have_acted)
    }

    /// Adds what every error of this request contains.
    pub(super) fn finish(&self, error: Error) -> Error {
        let repeatability = self
            .repeatability
            .as_ref()
            .map(|(id, first_sent)| (id.as_str(), first_sent.as_str()));
        error
            .with_operation(self.request.operation.name)
            .with_ids(&self.request_id, repeatability)
            .with_attempts(self.tries)
    }

    pub(super) fn details(&self, incoming: &Incoming) -> Details {
        let text = |name| header(incoming, name).map(str::to_owned);
        Details {
            status: incoming.status,
            request_id: self.request_id.clone(),
            repeatability_id: self.repeatability.as_ref().map(|(id, _)| id.clone()),
            first_sent: self.repeatability.as_ref().map(|(_, date)| date.clone()),
            repeatability_result: text("repeatability-result"),
            chain_id: text("x-microsoft-skype-chain-id"),
            azure_ref: text("x-azure-ref"),
            attempts: self.tries,
        }
    }

    pub(super) fn log(&self, outcome: &Result<Incoming, Failure>, took: Duration) {
        let request = self.request;
        match outcome {
            Ok(incoming) => log::debug!(
                "{} {} -> {} in {} ms, attempt {}, request id {}",
                request.operation.method,
                request.path,
                incoming.status,
                took.as_millis(),
                self.tries,
                self.request_id
            ),
            Err(failure) => log::debug!(
                "{} {} -> {:?} ({:?}) in {} ms, attempt {}, request id {}",
                request.operation.method,
                request.path,
                failure.reason,
                failure.stage,
                took.as_millis(),
                self.tries,
                self.request_id
            ),
        }
    }
}

/// A date as HTTP writes it. The formatter knows only the years 1970 to 9999.
pub(super) fn imf_fixdate(time: SystemTime) -> crate::error::Result<String> {
    const YEAR_9999: Duration = Duration::from_secs(253_402_300_799);
    let known = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|age| age <= YEAR_9999);
    if known {
        return Ok(httpdate::fmt_http_date(time));
    }
    Err(Error::invalid(
        field::DATE,
        "must be in the years 1970 to 9999",
    ))
}
