//! The error type: a kind to match on, and the service's own error for the log.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// `Result` with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// The error of every operation of this crate; as large as one pointer.
///
/// Match on [`kind`](Error::kind). Before repeating a request that changes something, check
/// [`may_have_been_done`](Error::may_have_been_done). The service's error is kept completely: status,
/// code, message, target, trace ids and the raw body, even when the body was HTML.
///
/// ```
/// use acs_call_automation::{CallAutomationClient, ErrorKind};
/// let error = CallAutomationClient::from_connection_string("endpoint=https://x").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(error.field(), Some("connection string"));
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

/// The kinds of errors, by what a program can do about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument breaks a rule; [`Error::field`] names it. Nothing was sent, except for a
    /// download at an offset beyond the end of the file: the store refuses that with status 416.
    InvalidInput,
    /// The credential could not be obtained, or the service refused it (401).
    Auth,
    /// The request never left this machine: no name, no connection, no TLS. Nothing happened.
    NotSent,
    /// It is unknown whether the operation was carried out: the response was lost, or an attempt met
    /// 408, 502 or 504. The event shows the outcome, if the operation has one.
    OutcomeUnknown,
    /// A request that only reads got no response within its timeout, and nothing changed; or the event of an
    /// operation did not arrive in time, and the operation continues
    /// ([`Outcome::into_result`](crate::flow::Outcome::into_result);
    /// [`may_have_been_done`](Error::may_have_been_done) is true).
    Timeout,
    /// A request that only reads got no response because the connection failed. Nothing changed.
    Connection,
    /// The service returned an error status, except 401 ([`Auth`](Self::Auth)) and statuses after
    /// which the outcome is unknown ([`OutcomeUnknown`](Self::OutcomeUnknown)). After 500 or 503 a
    /// request that changes something may have been carried out all the same:
    /// [`Error::may_have_been_done`]. A GET request with 408, 502 or 504 is of this kind too.
    Service,
    /// Data that does not have the documented form: a successful response that cannot be parsed or is
    /// too large, a recording that changed during its download, an event, a metadata file.
    Decode,
    /// The receiver, queue or emulator was closed. An operation that was waited for continues.
    Closed,
    /// Canceled: a request by a cancel token or by
    /// [`CallAutomationClient::abort`](crate::CallAutomationClient::abort), or a wait by a wake.
    Aborted,
    /// As many operations are submitted as may be: nothing was sent. Submit it again when completions were
    /// read.
    Full,
    /// The operating system refused: bind, thread, file.
    System,
    /// The object was created before a fork and belongs to the parent process: receivers,
    /// subscriptions, emulators. Nothing was done.
    Forked,
    /// The library was built without the feature that this needs: TLS, spool, Redis, certificates. Nothing was
    /// done.
    Unsupported,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidInput => "invalid input",
            Self::Auth => "authentication failed",
            Self::NotSent => "not sent",
            Self::OutcomeUnknown => "outcome unknown",
            Self::Timeout => "timeout",
            Self::Connection => "connection failed",
            Self::Service => "service error",
            Self::Decode => "unexpected response",
            Self::Closed => "closed",
            Self::Aborted => "canceled",
            Self::Full => "too many submitted operations",
            Self::System => "system error",
            Self::Forked => "created before a fork",
            Self::Unsupported => "not supported by this build",
        })
    }
}

#[derive(Default, Clone)]
struct Inner {
    kind: Option<ErrorKind>,
    message: String,
    operation: Option<&'static str>,
    field: Option<&'static str>,
    response: ErrorResponse,
    hint: Option<String>,
    retryable: bool,
    attempts: u32,
    may_have_been_done: bool,
    request_id: Option<String>,
    repeatability_id: Option<String>,
    first_sent: Option<String>,
    operation_context: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// A text from outside, for a text of one line: characters that break or reorder it, or are not seen, are escaped.
/// Message and hint of every error pass through it.
pub fn one_line(text: &str) -> Cow<'_, str> {
    // Controls, marks of direction, ends of lines; and what no one sees. A joiner (200D) is part of names.
    let is_unsafe = |letter: char| {
        letter.is_control()
            || matches!(
                letter,
                '\u{61c}'
                    | '\u{180e}'
                    | '\u{200b}'
                    | '\u{200e}'
                    | '\u{200f}'
                    | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}'
                    | '\u{feff}'
                    | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e007f}'
            )
    };
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_unsafe(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    Cow::Owned(line)
}

/// The error response of the service, as far as it was understood.
#[derive(Debug, Default, Clone)]
pub(crate) struct ErrorResponse {
    pub status: Option<u16>,
    pub code: Option<String>,
    pub message: Option<String>,
    pub target: Option<String>,
    pub retry_after: Option<Duration>,
    pub azure_ref: Option<String>,
    pub chain_id: Option<String>,
    pub body: Vec<u8>,
}

/// For conversions that cannot fail, such as that of an identifier into itself.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl Error {
    #[doc(hidden)]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind: Some(kind),
            message: one_line(&message.into()).into_owned(),
            ..Inner::default()
        }))
    }

    /// An argument that breaks a rule: `field` in the program's terms, `rule` as a whole phrase.
    #[doc(hidden)]
    pub fn invalid(field: &'static str, rule: impl fmt::Display) -> Self {
        let mut error = Self::new(ErrorKind::InvalidInput, format!("{field}: {rule}"));
        error.0.field = Some(field);
        error
    }

    /// An invalid value of another field, in the same words.
    pub(crate) fn of_field(mut self, field: &'static str) -> Self {
        let old = self.0.field.replace(field);
        let rule = old.and_then(|old| self.0.message.strip_prefix(old)?.strip_prefix(": "));
        if let Some(rule) = rule {
            self.0.message = format!("{field}: {rule}");
        }
        self
    }

    #[doc(hidden)]
    pub fn closed(what: &str) -> Self {
        Self::new(ErrorKind::Closed, format!("{what} is closed"))
    }

    #[doc(hidden)]
    pub fn forked(what: &str) -> Self {
        Self::new(
            ErrorKind::Forked,
            format!("{what} was made before a fork and belongs to the parent process"),
        )
        .with_hint("Create one in the child process")
    }

    /// The error of a library that was built without a Cargo feature, which `field` needs.
    #[doc(hidden)]
    pub fn unsupported(field: &'static str, feature: &str) -> Self {
        let mut error = Self::new(
            ErrorKind::Unsupported,
            format!("{field}: this library was built without the feature {feature}"),
        )
        .with_hint(format!("Build it with the feature {feature}"));
        error.0.field = Some(field);
        error
    }

    #[doc(hidden)]
    pub fn system(what: &str, cause: std::io::Error) -> Self {
        Self::new(ErrorKind::System, format!("{what}: {cause}")).with_source(cause)
    }

    /// The error of a socket that cannot listen on an address.
    pub(crate) fn cannot_listen(address: std::net::SocketAddr, cause: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let hint = match cause.kind() {
            ErrorKind::AddrInUse => {
                "Another process listens on this port, maybe an earlier run of this program: end it, or choose another port (0 for any free one)"
            }
            ErrorKind::AddrNotAvailable => {
                "No network interface of this machine has this address: choose one of its own, or 0.0.0.0 for all"
            }
            ErrorKind::PermissionDenied => "Ports below 1024 need a privilege: choose a higher one",
            _ => "Check address and port",
        };
        Self::system(&format!("cannot listen on {address}"), cause).with_hint(hint)
    }

    #[doc(hidden)]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Self {
        self.0.response = response;
        self
    }

    #[doc(hidden)]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(one_line(&hint.into()).into_owned());
        self
    }

    /// Adds what the message is about, in front of it.
    #[cfg(any(feature = "spool", feature = "redis"))]
    pub(crate) fn with_prefix(mut self, prefix: impl fmt::Display) -> Self {
        self.0.message = one_line(&format!("{prefix}: {}", self.0.message)).into_owned();
        self
    }

    /// Adds a sentence to the hint.
    pub(crate) fn with_more_hint(self, more: &str) -> Self {
        let hint = match &self.0.hint {
            Some(hint) => format!("{hint}; {more}"),
            None => more.to_owned(),
        };
        self.with_hint(hint)
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn with_retry_after(mut self, pause: Duration) -> Self {
        self.0.response.retry_after = Some(pause);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_may_have_been_done(mut self, may: bool) -> Self {
        self.0.may_have_been_done = may;
        self
    }

    pub(crate) fn with_ids(
        mut self,
        request_id: &str,
        repeatability: Option<(&str, &str)>,
    ) -> Self {
        self.0.request_id = Some(request_id.to_owned());
        if let Some((id, first_sent)) = repeatability {
            self.0.repeatability_id = Some(id.to_owned());
            self.0.first_sent = Some(first_sent.to_owned());
        }
        self
    }

    pub(crate) fn with_operation_context(mut self, context: &str) -> Self {
        if !context.is_empty() {
            self.0.operation_context = Some(context.to_owned());
        }
        self
    }

    /// Returns the kind to match on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind.unwrap_or(ErrorKind::System)
    }

    /// Returns what happened, in one sentence, without the hint.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the operation that failed, as the service names it (`CreateCall`); `None` outside of one.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns the argument at fault, for [`ErrorKind::InvalidInput`]. For people: names may change between
    /// versions.
    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.response.status
    }

    /// Returns the service's error code as it was sent, mostly a sub-code in digits (`"8522"`).
    pub fn service_code(&self) -> Option<&str> {
        self.0.response.code.as_deref()
    }

    /// Returns [`service_code`](Self::service_code) as a number, where it is one.
    pub fn sub_code(&self) -> Option<u32> {
        self.service_code()?.parse().ok()
    }

    /// Returns the service's own message.
    pub fn service_message(&self) -> Option<&str> {
        self.0.response.message.as_deref()
    }

    /// Returns the target of the error as the service names it: the request path without query.
    pub fn target(&self) -> Option<&str> {
        self.0.response.target.as_deref()
    }

    /// Returns the pause that the service requested, if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.response.retry_after
    }

    /// Returns `x-ms-client-request-id` of the request; the same for all its attempts.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns `Repeatability-Request-ID` of the request, for operations that send it.
    pub fn repeatability_id(&self) -> Option<&str> {
        self.0.repeatability_id.as_deref()
    }

    /// Returns `Repeatability-First-Sent` of the request, in whole seconds.
    pub fn first_sent(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.0.first_sent.as_deref()?).ok()
    }

    /// Returns the operation context of the request, which the events of the operation carry: set by the
    /// options, or generated by the functions of [`flow`](crate::flow).
    pub fn operation_context(&self) -> Option<&str> {
        self.0.operation_context.as_deref()
    }

    /// Returns `X-Azure-Ref` of the response: quote it to Microsoft's support.
    pub fn azure_ref(&self) -> Option<&str> {
        self.0.response.azure_ref.as_deref()
    }

    /// Returns `X-Microsoft-Skype-Chain-ID` of the response: the call's correlation id, or a new one.
    pub fn chain_id(&self) -> Option<&str> {
        self.0.response.chain_id.as_deref()
    }

    /// Returns the body of the response, at most the first 64 KiB.
    pub fn raw_body(&self) -> &[u8] {
        &self.0.response.body
    }

    /// Returns a hint about what to do, for common failures.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the number of attempts; 0 when nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns whether the operation may have been carried out despite the error: the response was lost, or an
    /// attempt met 408 or any 5xx; or that a flow ended before the event arrived. The event decides; [`operation_context`] finds it. Always
    /// false for operations that only read.
    ///
    /// [`operation_context`]: Self::operation_context
    pub fn may_have_been_done(&self) -> bool {
        self.0.may_have_been_done
    }

    /// Returns whether sending the request again is safe and may succeed. Always false for
    /// [`ErrorKind::OutcomeUnknown`]: there the [`hint`](Self::hint) says what repeating would do.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(hint) = &self.0.hint {
            write!(f, ". {hint}")?;
        }
        if let Some(id) = &self.0.request_id {
            write!(f, " (request id {}", one_line(id))?;
            if self.0.attempts > 1 {
                write!(f, ", {} attempts", self.0.attempts)?;
            }
            if let Some(context) = &self.0.operation_context {
                write!(f, ", operation context {}", one_line(context))?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.kind())
            .field("message", &self.0.message);
        if let Some(status) = self.0.response.status {
            out.field("http_status", &status);
        }
        if let Some(code) = &self.0.response.code {
            out.field("service_code", code);
        }
        if let Some(id) = &self.0.request_id {
            out.field("request_id", id);
        }
        if let Some(hint) = &self.0.hint {
            out.field("hint", hint);
        }
        out.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }

    #[test]
    fn a_clone_keeps_kind_message_and_source() {
        let error = Error::system("cannot listen", std::io::Error::other("in use"));
        let clone = error.clone();
        assert_eq!(clone.kind().to_string(), "system error");
        assert_eq!(clone.to_string(), error.to_string());
        assert!(std::error::Error::source(&clone).is_some());
    }

    #[test]
    fn the_text_has_operation_reason_hint_and_ids() {
        let error = Error::new(ErrorKind::Service, "the service returned 404")
            .with_operation("CreateCall")
            .with_hint("The call has ended")
            .with_ids("abc", None)
            .with_attempts(2);
        assert_eq!(
            error.to_string(),
            "CreateCall: the service returned 404. The call has ended (request id abc, 2 attempts)"
        );
    }
}
