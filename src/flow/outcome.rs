//! The outcome of a flow.

use std::fmt;

use crate::client::CallConnection;
use crate::error::Result;
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
    /// The operation was canceled by another one, or by the end of the call.
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
    /// The operation context that its events will have.
    pub operation_context: String,
    /// The response to the request, with its ids.
    pub response: Response<()>,
    /// The call that is still ringing, when it was created or answered: end it with
    /// [`hang_up`](CallConnection::hang_up), or keep waiting.
    pub call_connection: Option<CallConnection>,
    /// The invitation of an added participant, for
    /// [`cancel_add_participant`](CallConnection::cancel_add_participant).
    pub invitation_id: Option<String>,
}

impl Pending {
    pub(super) fn of(response: Response<()>) -> Self {
        Self {
            operation_context: String::new(),
            response,
            call_connection: None,
            invitation_id: None,
        }
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

impl<T> fmt::Display for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success(_) => f.write_str("succeeded"),
            Self::Failure(event) => {
                write!(f, "failed: ")?;
                describe(&event.event, f)
            }
            Self::Canceled(event) => {
                write!(
                    f,
                    "canceled by another operation or by the end of the call: "
                )?;
                describe(&event.event, f)
            }
            Self::TimedOut(pending) => goes_on("no event arrived in time", pending, f),
            Self::Aborted(pending) => goes_on("the wait was aborted", pending, f),
            Self::Closed(pending) => goes_on("the receiver was closed", pending, f),
            Self::CallEnded(event) => {
                write!(f, "the call ended first: ")?;
                describe(&event.event, f)
            }
        }
    }
}

/// Why the wait ended, and which events to look for.
fn goes_on(why: &str, pending: &Pending, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let context = &pending.operation_context;
    write!(
        f,
        "{why}. The operation continues: look for its events by operation context {context}"
    )
}

/// The event, the service's message, and advice.
fn describe(event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(event.name())?;
    let Some(result) = event.result_information() else {
        return Ok(());
    };
    write!(f, " {result}")?;
    if let Some(message) = &result.message {
        write!(f, ", {}", message.trim_end_matches('.'))?;
    }
    match result.sub_code.and_then(advice) {
        Some(advice) => write!(f, ". {advice}"),
        None => Ok(()),
    }
}

/// Advice for common sub-codes ("Troubleshooting response codes" and "Play audio", "Gather user
/// input" in Microsoft's documentation).
fn advice(sub_code: i64) -> Option<&'static str> {
    Some(match sub_code {
        8510 => "No speech or tone was received: prompt again",
        8532 => {
            "The next tone was not received in time: prompt again, or allow more time between tones"
        }
        8534 | 8547 => "The input did not match any choice: prompt again",
        8535 => "The file must be a WAV of 16-bit PCM, mono, 16 kHz, or an MP3 with an ID3v2 tag",
        8536 => "The file could not be downloaded: its URL must be reachable for the service",
        8563 => "The speech was not recognized: prompt again",
        8565 | 8564 => {
            "Check the cognitive services endpoint of the call, its permissions and its quota"
        }
        8582 => "There is no text to speak",
        560_486 => "The line is busy: try again later",
        _ => return None,
    })
}
