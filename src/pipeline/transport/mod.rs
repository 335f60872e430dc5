//! One HTTP exchange over kept connections. The only folder that uses ureq.

mod connection;
mod failure;
mod settings;
#[cfg(feature = "tls")]
mod tls;

pub use settings::Settings;
pub use settings::TrustRoots;

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::{Agent, http};

use self::connection::new_agent;
use super::cancel::InFlight;
use super::exchange::{Exchange, Failure, Reason, Stage};
use crate::endpoint::{port_of, text_mistake};
use crate::error::{Error, Result};
use crate::field;
use crate::platform::fork::PerProcess;

/// Longer heads of responses are refused.
const MAX_HEAD_SIZE: usize = 64 * 1024;

/// One request as it goes over the wire.
pub struct Outgoing<'a> {
    pub method: http::Method,
    pub uri: http::Uri,
    pub headers: http::HeaderMap,
    pub body: Option<&'a [u8]>,
}

impl<'a> Outgoing<'a> {
    /// A request of these parts. What cannot be written as HTTP is never sent.
    pub fn new(
        method: http::Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&'a [u8]>,
    ) -> std::result::Result<Self, Failure> {
        let mut map = http::HeaderMap::with_capacity(headers.len() + 1);
        for (name, value) in headers {
            let name =
                http::HeaderName::from_bytes(name.as_bytes()).map_err(Failure::unsendable)?;
            let value = http::HeaderValue::from_str(value).map_err(Failure::unsendable)?;
            map.append(name, value);
        }
        Ok(Self {
            method,
            uri: http::Uri::try_from(url).map_err(Failure::unsendable)?,
            headers: map,
            body,
        })
    }
}

/// A response. The body may be incomplete; then `cut` says why.
#[derive(Debug)]
pub struct Incoming {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
    pub cut: Option<Failure>,
}

/// Receives a response while it arrives.
pub(crate) trait Receive {
    /// The head of the response; decides what happens with its body.
    fn head(&mut self, status: u16, headers: &http::HeaderMap) -> BodyMode;

    /// Where the next bytes can be put, sparing a copy; `None` when [`take`](Self::take) is to get
    /// them.
    fn room(&mut self) -> Option<&mut [u8]>;

    /// So many bytes were put there; false when no more are wanted.
    fn filled(&mut self, bytes: usize) -> bool;

    /// The next bytes; false when no more are wanted.
    fn take(&mut self, bytes: &[u8]) -> bool;

    /// The body ended as a body should.
    fn ended(&mut self);
}

/// What to do with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// Hand it on piece by piece.
    Stream,
    /// Read it into memory, as the body of any other response.
    Buffer,
    /// Do not read it.
    Discard,
}

/// Sends requests over kept connections. May be shared between threads.
///
/// A child process must neither use nor shut down what it shares with its parent, so it creates an
/// agent of its own, from the configuration in memory: no file is read, and nothing can fail.
pub struct Transport {
    config: Config,
    connect_timeout: Duration,
    max_body_size: usize,
    agent: PerProcess<Agent>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl Transport {
    pub fn new(settings: &Settings) -> Result<Self> {
        let proxy = settings.proxy_url.as_deref().map(proxy).transpose()?;
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .max_idle_age(settings.idle_timeout)
            .max_idle_connections(settings.max_idle_connections)
            .max_idle_connections_per_host(settings.max_idle_connections)
            .max_response_header_size(MAX_HEAD_SIZE)
            .user_agent(ureq::config::AutoHeaderValue::None)
            .accept(ureq::config::AutoHeaderValue::None)
            .accept_encoding(ureq::config::AutoHeaderValue::None);
        #[cfg(feature = "tls")]
        let config = config.tls_config(tls::config(&settings.trust)?);
        let config = config.build();
        Ok(Self {
            agent: PerProcess::new(new_agent(&config, settings.connect_timeout)),
            config,
            connect_timeout: settings.connect_timeout,
            max_body_size: settings.max_body_size,
        })
    }

    /// Sends one request and reads the whole response, all within the deadline.
    pub fn send(
        &self,
        outgoing: Outgoing<'_>,
        deadline: Instant,
        in_flight: &InFlight,
    ) -> std::result::Result<Incoming, Failure> {
        let _exchange = Exchange::begin(deadline, &in_flight.interrupt);
        let (mut incoming, body) = self.open(outgoing)?;
        self.collect(&mut incoming, body);
        Ok(incoming)
    }

    /// Sends one request and hands its response on while it arrives.
    pub(crate) fn stream(
        &self,
        outgoing: Outgoing<'_>,
        limits: Limits,
        in_flight: &InFlight,
        receive: &mut dyn Receive,
    ) -> std::result::Result<Incoming, Failure> {
        let _exchange = Exchange::begin(limits.within(limits.first), &in_flight.interrupt);
        let (mut incoming, body) = self.open(outgoing)?;
        match receive.head(incoming.status, &incoming.headers) {
            BodyMode::Stream => incoming.cut = stream(body, limits, receive).err(),
            BodyMode::Buffer => self.collect(&mut incoming, body),
            BodyMode::Discard => {}
        }
        Ok(incoming)
    }

    /// Sends one request and reads the head of its response.
    fn open(&self, outgoing: Outgoing<'_>) -> std::result::Result<(Incoming, ureq::Body), Failure> {
        let agent = self
            .agent
            .get(|| new_agent(&self.config, self.connect_timeout));
        let has_body = !matches!(outgoing.method, http::Method::GET | http::Method::DELETE);
        let mut request = http::Request::new(());
        *request.method_mut() = outgoing.method;
        *request.uri_mut() = outgoing.uri;
        *request.headers_mut() = outgoing.headers;
        let response = if has_body {
            // Without bytes this still sends Content-Length: 0, as the service expects. Named here, the length costs
            // less than found out by the HTTP client.
            let body = outgoing.body.unwrap_or_default();
            let length = http::header::CONTENT_LENGTH;
            request.headers_mut().insert(length, body.len().into());
            agent.run(request.map(|()| body))
        } else {
            agent.run(request)
        };
        let (parts, body) = response.map_err(|error| self.failure(&error))?.into_parts();
        let incoming = Incoming {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: Vec::new(),
            cut: None,
        };
        Ok((incoming, body))
    }

    fn collect(&self, incoming: &mut Incoming, body: ureq::Body) {
        let length = body.content_length().unwrap_or_default();
        let room = usize::try_from(length).map_or(MAX_ROOM, |length| length.min(MAX_ROOM));
        incoming.body.reserve_exact(room);
        // One byte more than allowed distinguishes a body of just the right length from a longer one.
        incoming.cut = match body
            .into_reader()
            .take(self.max_body_size as u64 + 1)
            .read_to_end(&mut incoming.body)
        {
            Ok(_) if incoming.body.len() > self.max_body_size => {
                incoming.body.truncate(self.max_body_size);
                Some(Failure {
                    stage: Stage::Sent,
                    reason: Reason::TooLong,
                    message: format!("the body is longer than {} bytes", self.max_body_size),
                    advice: None,
                })
            }
            Ok(_) => None,
            Err(error) => Some(self.failure(&ureq::Error::from(error))),
        };
    }

    fn failure(&self, error: &ureq::Error) -> Failure {
        failure::of(error, self.config.proxy())
    }
}

/// Its text is not repeated in errors: it may hold a password.
fn proxy(url: &str) -> Result<ureq::Proxy> {
    if let Some(mistake) = text_mistake(url) {
        return Err(Error::invalid(field::PROXY_URL, mistake));
    }
    let rule = "must be a URL such as http://proxy.example:3128";
    if !url.contains("://") {
        return Err(Error::invalid(field::PROXY_URL, rule));
    }
    let proxy = ureq::Proxy::new(url)
        .map_err(|cause| Error::invalid(field::PROXY_URL, rule).with_source(cause))?;
    match proxy.protocol() {
        ureq::ProxyProtocol::Http => {}
        ureq::ProxyProtocol::Https if cfg!(feature = "tls") => {}
        _ => {
            return Err(Error::invalid(
                field::PROXY_URL,
                "must be http:// or https://",
            ));
        }
    }
    // A port that is none is left out silently.
    let authority = proxy.uri().authority();
    authority.map_or(Ok(None), |authority| {
        port_of(field::PROXY_URL, authority, authority.host())
    })?;
    Ok(proxy)
}

/// The time limits of a streamed response.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For its head and the first piece.
    pub first: Duration,
    /// For each piece that follows.
    pub next: Duration,
    /// For all of it.
    pub until: Option<Instant>,
}

impl Limits {
    fn within(self, time_limit: Duration) -> Instant {
        let next = Instant::now() + time_limit;
        self.until.map_or(next, |until| until.min(next))
    }
}

/// The largest body for which room is made ahead, on the word of the server.
const MAX_ROOM: usize = 64 * 1024;

/// The largest piece that is handed on: as much as a connection reads at once.
const PIECE_SIZE: usize = 128 * 1024;

/// Hands a body on piece by piece, to its end or until no more of it is wanted.
fn stream(
    body: ureq::Body,
    limits: Limits,
    receive: &mut dyn Receive,
) -> std::result::Result<(), Failure> {
    let mut reader = body.into_reader();
    let mut piece = Vec::new();
    loop {
        let room = receive.room();
        let in_place = room.is_some();
        let room = room.unwrap_or_else(|| {
            piece.resize(PIECE_SIZE, 0);
            &mut piece
        });
        let length = reader
            .read(room)
            .map_err(|error| failure::of(&ureq::Error::from(error), None))?;
        if length == 0 {
            receive.ended();
            return Ok(());
        }
        let go_on = if in_place {
            receive.filled(length)
        } else {
            receive.take(piece.get(..length).unwrap_or_default())
        };
        if !go_on {
            return Ok(());
        }
        // The time that the receiver needed for the piece does not count.
        Exchange::go_on_until(limits.within(limits.next));
    }
}
