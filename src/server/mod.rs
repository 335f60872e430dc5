//! A small HTTP/1.1 listener, shared by the receiver and the emulator.
//!
//! One thread polls all connections (`polling`): it accepts them, reads requests (`reader`), ends
//! those that take too long (`pace`) and closes the least needed one for a new one
//! (`connections`). Only whole requests are handed to the few threads that handle them
//! (`handlers`). With a certificate it speaks TLS (`tls`); handshakes have the limits of heads, and their
//! costly part is done by those threads too. Framing is strict (`framing`) and everything is limited (`limits`), because it may
//! listen on a public socket. A response may stay open (`open`): the polling thread writes it.

mod closing;
mod connection;
mod connections;
mod date;
mod ending;
mod framing;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod greeting;
mod handlers;
mod jobs;
mod limits;
mod listener;
mod open;
mod outgoing;
mod pace;
mod polling;
mod reader;
mod service;
mod socket;
mod stream;
mod tls;
mod tunnel;

#[cfg(feature = "tiny_http")]
pub use closing::Closing;
pub use framing::TLS_ON_HTTP;
pub use limits::Limits;
pub use listener::Listener;
pub use open::{Follow, Open, Waker};
pub use stream::{Produce, Stream};
pub use tls::{Certificate, CertificateSource};

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// An HTTP request, as a web server received it.
///
/// `Debug` shows neither the query, which has the secret, nor values of headers, nor the body.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, upper case as sent: `POST`.
    pub method: String,
    /// Path and query as on the request line, still percent-encoded: `/events?secret=1`.
    pub target: String,
    /// Header lines, in order. Names are compared without regard to case.
    pub headers: Vec<(String, String)>,
    /// The whole body, decoded from chunks.
    pub body: Vec<u8>,
    /// The address of the peer, where known.
    pub peer: Option<SocketAddr>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|(name, _)| name.as_str());
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &names.collect::<Vec<_>>())
            .field("body_size", &self.body.len())
            .field("peer", &self.peer)
            .finish()
    }
}

impl Request {
    /// Creates a request with a method, a target and a body, without headers.
    pub fn new(
        method: impl Into<String>,
        target: impl Into<String>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            method: method.into(),
            target: target.into(),
            body: body.into(),
            ..Self::default()
        }
    }

    /// Returns the request with an additional header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the first header with this name, compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Returns the target up to the first `?`.
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// Returns the target after the first `?`; empty without one.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// The response to a [`Request`], for a web server of the program.
///
/// What the client returns is [`acs_call_automation::Response`](crate::Response).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header lines. The web server adds Content-Length, and Date where it is missing.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    pub(crate) way: Way,
    /// How long the response is held back.
    pub(crate) delay: Duration,
}

/// How a response is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// In one piece.
    Whole,
    /// The connection is closed instead of responding: the response is lost.
    Lost,
    /// Takes the place of the body, and is written piece by piece.
    Streamed(Stream),
    /// Takes the place of the body, and continues.
    Open(Open),
}

impl Response {
    /// Creates a response without headers and body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            way: Way::Whole,
            delay: Duration::ZERO,
        }
    }

    /// Creates a lost response: the connection is closed without one.
    #[doc(hidden)]
    pub fn lost() -> Self {
        Self {
            way: Way::Lost,
            ..Self::new(200)
        }
    }

    /// Returns the response with a body that is produced while it is written. For [`Listener`]
    /// only.
    #[must_use]
    #[doc(hidden)]
    pub fn with_stream(mut self, content_type: &str, stream: Stream) -> Self {
        self.way = Way::Streamed(stream);
        self.with_header("Content-Type", content_type)
    }

    /// Returns the response with a body that continues; its connection closes after it. For [`Listener`] only.
    ///
    /// It counts as a connection, and is not closed for another one: the handler limits how many there are.
    #[must_use]
    #[doc(hidden)]
    pub fn with_open_body(mut self, content_type: &str, open: Open) -> Self {
        self.way = Way::Open(open);
        self.with_header("Content-Type", content_type)
    }

    /// Returns the response, whose connection breaks after this many bytes of the body.
    #[must_use]
    #[doc(hidden)]
    pub fn cut_after(mut self, bytes: u64) -> Self {
        let stream = match self.way {
            Way::Streamed(stream) => stream,
            _ => Stream::of_bytes(std::mem::take(&mut self.body)),
        };
        self.way = Way::Streamed(stream.cut_after(bytes));
        self
    }

    /// Returns the response, which is held back for a time. For [`Listener`] only: no thread waits
    /// for it meanwhile.
    #[must_use]
    #[doc(hidden)]
    pub fn delayed(mut self, time: Duration) -> Self {
        self.delay = time;
        self
    }

    /// Returns the length of the body, in bytes.
    #[doc(hidden)]
    pub fn length(&self) -> u64 {
        match &self.way {
            Way::Streamed(stream) => stream.length,
            _ => self.body.len() as u64,
        }
    }

    /// Returns the response with an additional header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the response with a body and its content type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with_header("Content-Type", content_type)
    }

    /// Returns the first header with this name, compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// Handles the requests that a [`Listener`] reads. Called on the listener's threads, several at a
/// time.
pub trait Handler: Send + Sync + 'static {
    /// Handles one request and returns the response. Called from several threads at once.
    fn handle(&self, request: Request) -> Response;

    /// Called for a request that was refused with this status, for this reason, without being handed
    /// on.
    fn refused(&self, _status: u16, _reason: &str) {}

    /// Whether a CONNECT request for this host and port leads to this listener. For a listener with TLS, which is
    /// then its own proxy.
    fn leads_here(&self, _authority: &str) -> bool {
        false
    }
}

impl<H: Handler> Handler for Arc<H> {
    fn handle(&self, request: Request) -> Response {
        self.as_ref().handle(request)
    }

    fn refused(&self, status: u16, reason: &str) {
        self.as_ref().refused(status, reason);
    }

    fn leads_here(&self, authority: &str) -> bool {
        self.as_ref().leads_here(authority)
    }
}

impl<F: Fn(Request) -> Response + Send + Sync + 'static> Handler for F {
    fn handle(&self, request: Request) -> Response {
        self(request)
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn what_authenticates_a_request_is_not_in_its_debug_output() {
        let request = Request::new("POST", "/events?secret=s3cret", b"{\"n\":123}".to_vec())
            .with_header("Authorization", "Bearer t0ken");
        let shown = format!("{request:?}");
        assert!(
            shown.contains("/events") && shown.contains("Authorization"),
            "{shown}"
        );
        for hidden in ["s3cret", "t0ken", "123"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
