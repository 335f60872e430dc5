//! The outcome of an operation.

use std::fmt;

use crate::client::CallConnection;
use crate::error::Result;
use crate::event::{self, Event};
use crate::pipeline::Response;
use crate::receiver::Received;

/// How an operation came out. The event that told so is taken out of the receiver, but for the end
/// of the call.
///
/// As text it is one line for the log, with what to do about it.
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum Outcome<T = Received> {
    /// It was done.
    Success(T),
    /// It failed: [`result_information`](Event::result_information) of the event reports why.
    Failure(Received),
    /// Another operation ended it, by interrupting or canceling; or the end of the call did.
    Canceled(Received),
    /// Nothing was told in time; it goes on.
    TimedOut(Box<Pending>),
    /// The waiting was ended by the [cancel token](crate::RequestOptions::cancel) of the request or by
    /// [`abort`](crate::CallAutomationClient::abort) of the client; it goes on.
    Aborted(Box<Pending>),
    /// The receiver was closed meanwhile; it goes on.
    Closed(Box<Pending>),
    /// The call ended before. The event that told so stays in its queue for its reader;
    /// this is a copy.
    CallEnded(Received),
}

/// What goes on although no one waits for it any longer, and how to find it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pending {
    /// What its events will carry.
    pub operation_context: String,
    /// The answer to the request: its ids.
    pub answer: Response<()>,
    /// The call that still rings, of creating and answering one: hang it up, or wait on.
    pub call_connection: Option<CallConnection>,
    /// What [`cancel_add_participant`](CallConnection::cancel_add_participant) takes, of adding
    /// a participant.
    pub invitation_id: Option<String>,
}

impl Pending {
    pub(super) fn of(answer: Response<()>) -> Self {
        Self {
            operation_context: String::new(),
            answer,
            call_connection: None,
            invitation_id: None,
        }
    }
}

impl<T> Outcome<T> {
    /// What success brought; `None` for anything else.
    pub fn success(self) -> Option<T> {
        match self {
            Self::Success(value) => Some(value),
            _ => None,
        }
    }

    /// What goes on, and how to find it, when the waiting ended before; `None` when it is over.
    pub fn pending(&self) -> Option<&Pending> {
        match self {
            Self::TimedOut(pending) | Self::Aborted(pending) | Self::Closed(pending) => {
                Some(pending)
            }
            _ => None,
        }
    }

    /// Whether it was done.
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
    /// An event that is not success: the operation failed, or was canceled.
    pub(super) fn unsuccessful(received: Received) -> Self {
        match received.outcome() {
            Some(event::Outcome::Canceled) => Self::Canceled(received),
            _ => Self::Failure(received),
        }
    }
}

impl<T> fmt::Display for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success(_) => f.write_str("done"),
            Self::Failure(event) => {
                write!(f, "failed: ")?;
                tell(event, f)
            }
            Self::Canceled(event) => {
                write!(f, "ended by another operation or with the call: ")?;
                tell(event, f)
            }
            Self::TimedOut(pending) => goes_on("nothing was told in time", pending, f),
            Self::Aborted(pending) => goes_on("the waiting was ended on purpose", pending, f),
            Self::Closed(pending) => goes_on("the receiver was closed", pending, f),
            Self::CallEnded(event) => {
                write!(f, "the call ended before: ")?;
                tell(event, f)
            }
        }
    }
}

/// Why no one waits any longer, and what to look for.
fn goes_on(why: &str, pending: &Pending, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let context = &pending.operation_context;
    write!(
        f,
        "{why}. It goes on: look for its events, of operation context {context}"
    )
}

/// What happened, why in the service's words, and what to do about it.
fn tell(event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

/// For the sub-codes that users stumble over ("Troubleshooting response codes" and "Play audio",
/// "Gather user input" in Microsoft's documentation).
fn advice(sub_code: i64) -> Option<&'static str> {
    Some(match sub_code {
        8510 => "Nobody said or pressed anything: ask again",
        8532 => "The next key took too long: ask again, or allow more time between keys",
        8534 | 8547 => "It was none of the choices: ask again",
        8535 => "The file must be a WAV of 16 kHz mono PCM, or an MP3",
        8536 => "The file cannot be fetched: its URL must be reachable for the service",
        8563 => "Nothing was understood: ask again",
        8565 | 8564 => {
            "Check the cognitive services endpoint of the call, its rights and its quota"
        }
        8582 => "There is no text to speak",
        560_486 => "The line is busy: try later",
        _ => return None,
    })
}
