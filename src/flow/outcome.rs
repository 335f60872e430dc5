//! The outcome of a flow.

use std::fmt;

use crate::client::CallConnection;
use crate::error::{Error, ErrorKind, ErrorResponse, Result, one_line};
use crate::event::{self, Event};
use crate::pipeline::Response;
use crate::receiver::Received;

/// The outcome of an operation. The event that reports it is taken out of the receiver, except for
/// the end of the call.
///
/// As text it is one line for a log, with advice on what to do.
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum Outcome<T = Received> {
    /// The operation succeeded.
    Success(T),
    /// The operation failed: [`result_information`](Event::result_information) of the event has the
    /// reason.
    Failure(Received),
    /// A play or recognition was canceled by another operation, or by the end of the call. When the
    /// remote party hangs up meanwhile, the outcome is this or [`CallEnded`](Self::CallEnded), by the event
    /// that arrives first.
    Canceled(Received),
    /// No event arrived in time; the operation continues.
    TimedOut(Box<Pending>),
    /// The wait was ended by the [cancel token](crate::RequestOptions::cancel) of the request or by
    /// [`abort`](crate::CallAutomationClient::abort) of the client; the operation continues.
    Aborted(Box<Pending>),
    /// The receiver was closed during the wait; the operation continues.
    Closed(Box<Pending>),
    /// The call ended first. The event that reports it stays in its queue for other readers; this
    /// is a copy.
    CallEnded(Received),
}

/// An operation that continues after its wait has ended, and the ids to find it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pending {
    /// The operation context that its events will have; empty for hanging up and recording, whose events
    /// have none.
    pub operation_context: String,
    /// The events that were waited for, how long, and which deliveries the receiver refused meanwhile:
    /// a sentence for a log.
    pub waited: String,
    /// The response to the request, with its ids.
    pub response: Response<()>,
    /// The call that is still ringing, when it was created or answered: end it with
    /// [`hang_up`](CallConnection::hang_up), or keep waiting.
    pub call_connection: Option<CallConnection>,
    /// The invitation of an added participant, for
    /// [`cancel_add_participant`](CallConnection::cancel_add_participant).
    pub invitation_id: Option<String>,
    /// The id of the recording that was started.
    pub recording_id: Option<String>,
}

impl Pending {
    pub(super) fn of(response: Response<()>) -> Self {
        Self {
            operation_context: String::new(),
            waited: String::new(),
            response,
            call_connection: None,
            invitation_id: None,
            recording_id: None,
        }
    }

    /// Which events to look for, and why none was there.
    fn goes_on(&self) -> String {
        let by = match (&self.recording_id, self.operation_context.as_str()) {
            (Some(id), _) => format!(": look for its events by recording id {}", one_line(id)),
            (None, "") => String::new(),
            (None, context) => {
                let context = one_line(context);
                format!(": look for its events by operation context {context}")
            }
        };
        format!("The operation continues{by} ({})", self.waited)
    }
}

impl<T> Outcome<T> {
    /// Returns what success returned; `None` for any other outcome.
    pub fn success(self) -> Option<T> {
        match self {
            Self::Success(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the operation that continues, when the wait ended first; `None` when the operation
    /// has ended.
    pub fn pending(&self) -> Option<&Pending> {
        match self {
            Self::TimedOut(pending) | Self::Aborted(pending) | Self::Closed(pending) => {
                Some(pending)
            }
            _ => None,
        }
    }

    /// Returns whether the operation succeeded.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success(_))
    }

    #[doc(hidden)]
    pub fn try_map<U>(self, change: impl FnOnce(T) -> Result<U>) -> Result<Outcome<U>> {
        Ok(match self {
            Self::Success(value) => Outcome::Success(change(value)?),
            Self::Failure(event) => Outcome::Failure(event),
            Self::Canceled(event) => Outcome::Canceled(event),
            Self::TimedOut(pending) => Outcome::TimedOut(pending),
            Self::Aborted(pending) => Outcome::Aborted(pending),
            Self::Closed(pending) => Outcome::Closed(pending),
            Self::CallEnded(event) => Outcome::CallEnded(event),
        })
    }
}

impl Outcome {
    /// The outcome of an event other than success: failed or canceled.
    pub(super) fn unsuccessful(received: Received) -> Self {
        match received.event.outcome() {
            Some(event::EventOutcome::Canceled) => Self::Canceled(received),
            _ => Self::Failure(received),
        }
    }
}

impl<T> Outcome<T> {
    /// Returns what success returned, or any other outcome as an error: its message says what happened,
    /// and its hint what to do.
    ///
    /// # Errors
    /// `Timeout`, `Aborted` or `Closed` when the operation continues
    /// ([`may_have_been_done`](Error::may_have_been_done) is true); else `Service`, with sub-code and
    /// message of the event.
    pub fn into_result(self) -> Result<T> {
        match self {
            Self::Success(value) => Ok(value),
            other => Err(other.as_error()),
        }
    }

    /// The error of an outcome other than success, for programs that have only errors.
    #[doc(hidden)]
    pub fn error(&self) -> Option<Error> {
        (!self.is_success()).then(|| self.as_error())
    }

    fn as_error(&self) -> Error {
        let kind = match self {
            Self::TimedOut(_) => ErrorKind::Timeout,
            Self::Aborted(_) => ErrorKind::Aborted,
            Self::Closed(_) => ErrorKind::Closed,
            _ => ErrorKind::Service,
        };
        let error = Error::new(kind, self.what());
        match self {
            Self::Success(_) => error,
            Self::Failure(end) | Self::Canceled(end) | Self::CallEnded(end) => {
                with_result(error, &end.event)
            }
            Self::TimedOut(pending) | Self::Aborted(pending) | Self::Closed(pending) => error
                .with_hint(pending.goes_on())
                .with_ids(pending.response.request_id(), None)
                .with_attempts(pending.response.attempts())
                .with_operation_context(&pending.operation_context)
                .with_may_have_been_done(true),
        }
    }

    /// What happened, without advice.
    fn what(&self) -> String {
        match self {
            Self::Success(_) => "succeeded".to_owned(),
            Self::Failure(event) => format!("failed: {}", report(&event.event)),
            Self::Canceled(event) => format!(
                "canceled by another operation or by the end of the call: {}",
                report(&event.event)
            ),
            Self::TimedOut(_) => "no event arrived in time".to_owned(),
            Self::Aborted(_) => "the wait was aborted".to_owned(),
            Self::Closed(_) => "the receiver was closed".to_owned(),
            Self::CallEnded(event) => format!("the call ended first: {}", report(&event.event)),
        }
    }
}

impl<T> fmt::Display for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what())?;
        match self {
            Self::Success(_) => Ok(()),
            Self::Failure(event) | Self::Canceled(event) | Self::CallEnded(event) => {
                match event.event.advice() {
                    Some(advice) => write!(f, ". {advice}"),
                    None => Ok(()),
                }
            }
            Self::TimedOut(pending) | Self::Aborted(pending) | Self::Closed(pending) => {
                write!(f, ". {}", pending.goes_on())
            }
        }
    }
}

/// The event and the service's message.
fn report(event: &Event) -> String {
    let mut text = event.name().to_owned();
    if let Some(result) = event.result_information() {
        text += &format!(" {result}");
        if let Some(message) = &result.message {
            text += &format!(", {}", message.trim_end_matches('.'));
        }
    }
    one_line(&text).into_owned()
}

/// Adds the result that an event reports, with advice.
fn with_result(error: Error, event: &Event) -> Error {
    let result = event.result_information();
    let error = error.with_response(ErrorResponse {
        code: result
            .and_then(|result| result.sub_code)
            .map(|sub_code| sub_code.to_string()),
        message: result.and_then(|result| result.message.clone()),
        ..ErrorResponse::default()
    });
    let error = match event.operation_context() {
        Some(context) => error.with_operation_context(context),
        None => error,
    };
    match event.advice() {
        Some(advice) => error.with_hint(advice),
        None => error,
    }
}
