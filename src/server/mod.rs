//! We are asked: a small HTTP/1.1 listener, shared by the receiver and the emulator.
//!
//! One request at a time per connection, the whole request in memory before it is handed on,
//! strict framing and limits on everything (`limits`), because it may stand on an open socket.

mod closing;
mod connection;
mod connections;
mod framing;
mod limits;
mod listener;

mod stream;

#[cfg(feature = "tiny_http")]
pub use closing::Closing;
pub use limits::Limits;
pub use listener::Listener;

pub use stream::{Produce, Stream};

use std::net::SocketAddr;
use std::sync::Arc;

/// One whole HTTP request, as a web server received it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method, upper case as sent: `POST`.
    pub method: String,
    /// Path and query as on the request line, still percent-encoded: `/events?secret=1`.
    pub target: String,
    /// Header lines in the order they came. Names are compared without regard to case.
    pub headers: Vec<(String, String)>,
    /// The whole body, decoded from chunks.
    pub body: Vec<u8>,
    /// Who asked, where known.
    pub peer: Option<SocketAddr>,
}

impl Request {
    /// A request with a method, a target and a body, without headers.
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

    /// The same request with one header line more.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first header of that name, compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The target up to the first `?`.
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The target after the first `?`; empty without one.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header lines. The web server adds Content-Length, and Date where it is missing.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    pub(crate) way: Way,
}

/// How an answer gets to its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// In one piece.
    Whole,
    /// The connection is closed instead of answering: the answer is lost on its way.
    Lost,
    /// This stands for the body, and is written piece by piece.
    Streamed(Stream),
}

impl Response {
    /// An answer without headers and body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            way: Way::Whole,
        }
    }

    /// No answer at all: the connection is closed, as when the answer was lost on its way.

    #[doc(hidden)]
    pub fn lost() -> Self {
        Self {
            way: Way::Lost,
            ..Self::new(200)
        }
    }

    /// The same answer with a body that is made while it is written. For [`Listener`] only.

    #[must_use]
    #[doc(hidden)]
    pub fn with_stream(mut self, content_type: &str, stream: Stream) -> Self {
        self.way = Way::Streamed(stream);
        self.with_header("Content-Type", content_type)
    }

    /// The same answer, whose connection breaks after this many bytes of the body.

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

    /// How many bytes the body has.
    #[doc(hidden)]
    pub fn length(&self) -> u64 {
        match &self.way {
            Way::Streamed(stream) => stream.length,
            _ => self.body.len() as u64,
        }
    }

    /// The same answer with one header line more.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same answer with a body and its content type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with_header("Content-Type", content_type)
    }

    /// The first header of that name, compared without regard to case.
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

/// The one that answers the requests that a [`Listener`] reads. Called on the listener's threads,
/// several at a time.
pub trait Handler: Send + Sync + 'static {
    /// Handles one request. Called from several threads at once.
    fn handle(&self, request: Request) -> Response;

    /// A request was answered with this status without being handed on.
    fn refused(&self, _status: u16) {}
}

impl<H: Handler> Handler for Arc<H> {
    fn handle(&self, request: Request) -> Response {
        self.as_ref().handle(request)
    }
}

impl<F: Fn(Request) -> Response + Send + Sync + 'static> Handler for F {
    fn handle(&self, request: Request) -> Response {
        self(request)
    }
}
