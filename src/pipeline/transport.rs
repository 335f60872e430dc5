//! One HTTP exchange over kept connections. The only file that knows ureq.
//!
//! Connections are opened by a connector of our own, for three reasons: a deadline that holds for
//! everything and costs no system call, head and body in one packet, and knowing whether anything
//! of a request ever left.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, LazyBuffers, NextTimeout,
    ShutdownHandle, Transport as UreqTransport,
};
use ureq::{Agent, http};

use super::cancel::InFlight;
use super::exchange::{Exchange, Failure, Reason, Stage};
use super::resolver::{LookUp, Names};
use super::stream::{Stream, Taking};
use super::switch::Line;
use crate::error::{Error, Result};
use crate::platform;
use crate::platform::fork::PerProcess;

/// Whose certificates are trusted.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum TrustRoots {
    /// The Mozilla set that is compiled in: works in a chroot and on a bare machine.
    #[default]
    BuiltIn,
    /// The store of the operating system, read once when the client is made.
    System,
    /// These certificates only, as PEM text with one or more of them.
    Pem(String),
    /// Those of a file in PEM only. It is read once, when the client is made.
    PemFile(PathBuf),
}

/// How connections are made and kept.
#[derive(Clone)]
pub(crate) struct Settings {
    pub connect_timeout: Duration,
    pub idle_age: Duration,
    pub idle_connections: usize,
    pub longest_body: usize,
    pub trust: TrustRoots,
    pub proxy: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_age", &self.idle_age)
            .field("idle_connections", &self.idle_connections)
            .field("longest_body", &self.longest_body)
            .field("trust", &self.trust)
            // It may hold a password.
            .field("proxy", &self.proxy.as_ref().map(|_| "***"))
            .finish()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            idle_age: Duration::from_secs(60),
            idle_connections: 64,
            longest_body: 4 * 1024 * 1024,
            trust: TrustRoots::BuiltIn,
            proxy: None,
        }
    }
}

/// One request as it goes over the wire.
pub(crate) struct Outgoing<'a> {
    pub method: http::Method,
    pub url: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<&'a [u8]>,
}

/// One answer. The body may have been cut short; then `cut` tells why.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
    pub cut: Option<Failure>,
}

/// Sends requests over kept connections. May be shared between threads.
///
/// A child process must neither use nor shut down what it shares with its parent, so it makes
/// itself an agent of its own: from the configuration as it was read by then, so that no file is
/// looked for in another root, and nothing can fail.
pub(crate) struct Transport {
    config: Config,
    connect_timeout: Duration,
    longest_body: usize,
    agent: PerProcess<Agent>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        let proxy = settings
            .proxy
            .as_deref()
            .map(|url| {
                // Its text is not repeated: it may hold a password.
                let rule = "must be a URL such as http://proxy.example:3128";
                let proxy = ureq::Proxy::new(url)
                    .map_err(|cause| Error::invalid("proxy", rule).with_source(cause))?;
                match proxy.protocol() {
                    ureq::ProxyProtocol::Http => Ok(proxy),
                    ureq::ProxyProtocol::Https if cfg!(feature = "tls") => Ok(proxy),
                    _ => Err(Error::invalid("proxy", "must be http:// or https://")),
                }
            })
            .transpose()?;
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .max_idle_age(settings.idle_age)
            .max_idle_connections(settings.idle_connections)
            .max_idle_connections_per_host(settings.idle_connections)
            .max_response_header_size(64 * 1024)
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
            longest_body: settings.longest_body,
        })
    }

    /// Sends one request and reads the whole answer, all within the deadline.
    pub(crate) fn send(
        &self,
        outgoing: &Outgoing<'_>,
        deadline: Instant,
        in_flight: &InFlight,
    ) -> std::result::Result<Incoming, Failure> {
        let _exchange = Exchange::begin(deadline, &in_flight.switch);
        let (mut incoming, body) = self.open(outgoing)?;
        self.collect(&mut incoming, body);
        Ok(incoming)
    }

    /// Sends one request and hands the body of its answer on as it comes, if the stream wants it.
    pub(crate) fn pour(
        &self,
        outgoing: &Outgoing<'_>,
        limits: Limits,
        in_flight: &InFlight,
        stream: &mut Stream<'_>,
    ) -> std::result::Result<Incoming, Failure> {
        let _exchange = Exchange::begin(limits.next(), &in_flight.switch);
        let (mut incoming, body) = self.open(outgoing)?;
        match stream.head(incoming.status, &incoming.headers) {
            Taking::Pour => incoming.cut = pour(body, limits, stream).err(),
            Taking::Keep => self.collect(&mut incoming, body),
            Taking::Leave => {}
        }
        Ok(incoming)
    }

    /// Sends one request and reads the head of its answer.
    fn open(
        &self,
        outgoing: &Outgoing<'_>,
    ) -> std::result::Result<(Incoming, ureq::Body), Failure> {
        let agent = self
            .agent
            .get(|| new_agent(&self.config, self.connect_timeout));
        let has_body = !matches!(outgoing.method, http::Method::GET | http::Method::DELETE);
        let answer = if has_body {
            // Without bytes this still sends Content-Length: 0, as the service expects.
            let request = build(outgoing, outgoing.body.unwrap_or_default())?;
            agent.run(request)
        } else {
            agent.run(build(outgoing, ())?)
        };
        let (parts, body) = answer.map_err(|error| failure(&error))?.into_parts();
        let incoming = Incoming {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: Vec::new(),
            cut: None,
        };
        Ok((incoming, body))
    }

    fn collect(&self, incoming: &mut Incoming, body: ureq::Body) {
        // One byte more than allowed tells a body of just the right length from a longer one.
        incoming.cut = match body
            .into_reader()
            .take(self.longest_body as u64 + 1)
            .read_to_end(&mut incoming.body)
        {
            Ok(_) if incoming.body.len() > self.longest_body => {
                incoming.body.truncate(self.longest_body);
                Some(Failure {
                    stage: Stage::Sent,
                    reason: Reason::TooLong,
                    message: format!("the body is longer than {} bytes", self.longest_body),
                })
            }
            Ok(_) => None,
            Err(error) => Some(failure(&ureq::Error::from(error))),
        };
    }
}

/// How long to wait for an answer that is handed on as it comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// For its head, and then for each piece of it.
    pub patience: Duration,
    /// For all of it.
    pub until: Option<Instant>,
}

impl Limits {
    fn next(self) -> Instant {
        let next = Instant::now() + self.patience;
        self.until.map_or(next, |until| until.min(next))
    }
}

/// The largest piece that is handed on: as much as a connection reads at once.
const PIECE: usize = 128 * 1024;

/// Hands a body on to its end, or until no more of it is wanted.
fn pour(
    body: ureq::Body,
    limits: Limits,
    stream: &mut Stream<'_>,
) -> std::result::Result<(), Failure> {
    let mut reader = body.into_reader();
    let mut piece = Vec::new();
    loop {
        let room = stream.room();
        let in_place = room.is_some();
        let room = room.unwrap_or_else(|| {
            piece.resize(PIECE, 0);
            &mut piece
        });
        let length = reader
            .read(room)
            .map_err(|error| failure(&ureq::Error::from(error)))?;
        if length == 0 {
            stream.ended();
            return Ok(());
        }
        let go_on = if in_place {
            stream.filled(length)
        } else {
            stream.take(piece.get(..length).unwrap_or_default())
        };
        if !go_on {
            return Ok(());
        }
        // Whoever takes the pieces may need time too: it does not count.
        Exchange::go_on_until(limits.next());
    }
}

/// An agent without connections, and with a resolver that knows no names yet.
fn new_agent(config: &Config, patience: Duration) -> Agent {
    let connector = ().chain(ConnectProxyConnector::default()).chain(Opener);
    #[cfg(feature = "tls")]
    let connector = connector.chain(ureq::unversioned::transport::RustlsConnector::default());
    let connector = Whole {
        inner: connector,
        patience,
    };
    let names = CachedNames {
        names: Names::default(),
        patience,
    };
    Agent::with_parts(config.clone(), connector, names)
}

/// The request as the HTTP client takes it. What cannot be written never can: no try is made.
fn build<B>(outgoing: &Outgoing<'_>, body: B) -> std::result::Result<http::Request<B>, Failure> {
    let mut request = http::Request::builder()
        .method(outgoing.method.clone())
        .uri(outgoing.url);
    for (name, value) in outgoing.headers {
        request = request.header(*name, *value);
    }
    request.body(body).map_err(|cause| Failure {
        stage: Stage::NotSent,
        reason: Reason::Unsendable,
        message: cause.to_string(),
    })
}

#[cfg(feature = "tls")]
mod tls {
    use std::sync::Arc;

    use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

    use super::TrustRoots;
    use crate::error::{Error, ErrorKind, Result};

    pub(super) fn config(trust: &TrustRoots) -> Result<TlsConfig> {
        let roots = match trust {
            TrustRoots::BuiltIn => RootCerts::WebPki,
            TrustRoots::System => {
                let found = rustls_native_certs::load_native_certs();
                let certificates: Vec<_> = found
                    .certs
                    .iter()
                    .map(|certificate| Certificate::from_der(certificate).to_owned())
                    .collect();
                if certificates.is_empty() {
                    let mut error = Error::new(
                        ErrorKind::System,
                        "the system's certificate store is empty or cannot be read",
                    )
                    .with_hint("Install ca-certificates, or use TrustRoots::BuiltIn");
                    if let Some(cause) = found.errors.into_iter().next() {
                        error = error.with_source(cause);
                    }
                    return Err(error);
                }
                RootCerts::Specific(Arc::new(certificates))
            }
            TrustRoots::PemFile(path) => {
                let text = std::fs::read_to_string(path).map_err(|cause| {
                    Error::system(&format!("cannot read {}", path.display()), cause)
                })?;
                return config(&TrustRoots::Pem(text));
            }
            TrustRoots::Pem(text) => {
                let certificates = parse_pem(text.as_bytes())
                    .filter_map(|item| match item {
                        Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
                        Ok(_) => None,
                        Err(cause) => Some(Err(cause)),
                    })
                    .collect::<std::result::Result<Vec<_>, _>>()
                    .map_err(|cause| {
                        Error::invalid("trust roots", "must be PEM text").with_source(cause)
                    })?;
                if certificates.is_empty() {
                    return Err(Error::invalid(
                        "trust roots",
                        "must hold at least one certificate in PEM",
                    ));
                }
                RootCerts::Specific(Arc::new(certificates))
            }
        };
        Ok(TlsConfig::builder().root_certs(roots).build())
    }
}

/// Why there is no answer, in the words of the transport.
fn failure(error: &ureq::Error) -> Failure {
    let timed_out = match error {
        ureq::Error::Timeout(_) => true,
        ureq::Error::Io(cause) => is_passing(cause),
        _ => false,
    };
    Exchange::failure(timed_out, error.to_string())
}

/// What is left until the deadline; a time-out once nothing is.
fn left() -> std::result::Result<Duration, ureq::Error> {
    Exchange::left().ok_or(ureq::Error::Timeout(ureq::Timeout::Global))
}

/// The caching resolver, as ureq asks it.
#[derive(Debug)]
struct CachedNames {
    names: Names,
    patience: Duration,
}

impl Resolver for CachedNames {
    fn resolve(
        &self,
        uri: &http::Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        Exchange::go_on()?;
        let host = uri.host().unwrap_or_default();
        let https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let patience = left()?.min(self.patience);
        let found = self
            .names
            .resolve(host, port, patience)
            .map_err(|failure| match failure {
                LookUp::TimedOut => ureq::Error::Timeout(ureq::Timeout::Resolve),
                LookUp::Failed(why) => {
                    io::Error::other(format!("cannot look up {host}: {why}")).into()
                }
            })?;
        let mut addresses = self.empty();
        for address in found.into_iter().take(16) {
            addresses.push(address);
        }
        Ok(addresses)
    }
}

/// Opens TCP connections.
#[derive(Debug)]
struct Opener;

impl<In: UreqTransport> Connector<In> for Opener {
    type Out = ureq::unversioned::transport::Either<In, Socket>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        use ureq::unversioned::transport::Either;
        if let Some(proxied) = chained {
            return Ok(Some(Either::A(proxied)));
        }
        let until = Instant::now() + left()?;
        let mut refused = io::Error::from(io::ErrorKind::AddrNotAvailable);
        let addresses: &[_] = &details.addrs;
        for (turn, address) in addresses.iter().enumerate() {
            Exchange::go_on()?;
            // Each address gets its share of what is left, so that a dead one cannot eat it all.
            let left = until.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(addresses.len() - turn).unwrap_or(1).max(1);
            if share.is_zero() {
                return Err(ureq::Error::Timeout(ureq::Timeout::Connect));
            }
            match TcpStream::connect_timeout(address, share) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    let config = details.config;
                    let line = Exchange::line(stream);
                    let shutdown: Weak<dyn ShutdownHandle> =
                        Arc::downgrade(&line) as Weak<dyn ShutdownHandle>;
                    (details.register_shutdown)(shutdown)?;
                    let socket = Socket {
                        line,
                        buffers: LazyBuffers::new(
                            config.input_buffer_size(),
                            config.output_buffer_size(),
                        ),
                        pending: Vec::new(),
                        read_limit: None,
                        write_limit: None,
                    };
                    return Ok(Some(Either::B(socket)));
                }
                Err(cause) => {
                    refused = io::Error::new(cause.kind(), format!("{address}: {cause}"));
                }
            }
        }
        Err(refused.into())
    }
}

/// A connection whose every wait ends at the deadline of the exchange that uses it.
struct Socket {
    line: Arc<Line>,
    buffers: LazyBuffers,
    /// Written with the next wait for input: head and body leave in one packet.
    pending: Vec<u8>,
    read_limit: Option<Duration>,
    write_limit: Option<Duration>,
}

/// The longest single wait in the kernel. As long as more than that is left of the deadline, a socket
/// keeps this limit, so most exchanges set none.
const SLICE: Duration = Duration::from_secs(1);
const LONGEST_PENDING: usize = 64 * 1024;

impl Socket {
    fn flush(&mut self) -> std::result::Result<(), ureq::Error> {
        let mut from = 0;
        while from < self.pending.len() {
            let slice = left()?.min(SLICE);
            if self.write_limit != Some(slice) {
                self.line.stream.set_write_timeout(Some(slice))?;
                self.write_limit = Some(slice);
            }
            let rest = self.pending.get(from..).unwrap_or_default();
            match (&self.line.stream).write(rest) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Ok(amount) => from += amount,
                Err(cause) if is_passing(&cause) => {}
                Err(cause) => return Err(cause.into()),
            }
        }
        self.pending.clear();
        Ok(())
    }
}

/// A wait that ended early: nothing is wrong until the deadline says so.
fn is_passing(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

impl UreqTransport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        _timeout: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        Exchange::watch(&self.line)?;
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.pending.extend_from_slice(output);
        if self.pending.len() > LONGEST_PENDING {
            self.flush()?;
        }
        Ok(())
    }

    fn await_input(&mut self, _timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        Exchange::watch(&self.line)?;
        self.flush()?;
        loop {
            let slice = left()?.min(SLICE);
            if self.read_limit != Some(slice) {
                self.line.stream.set_read_timeout(Some(slice))?;
                self.read_limit = Some(slice);
            }
            let input = self.buffers.input_append_buf();
            match (&self.line.stream).read(input) {
                Ok(amount) => {
                    self.buffers.input_appended(amount);
                    return Ok(amount > 0);
                }
                Err(cause) if is_passing(&cause) => {}
                Err(cause) => return Err(cause.into()),
            }
        }
    }

    fn is_open(&mut self) -> bool {
        // First whose it is, so that a cancelled call of before cannot shut it down under us; then
        // whether it is of use: a kept connection that says something unasked, or is closed, is not.
        Exchange::claim(&self.line);
        self.pending.is_empty() && platform::is_silent(&self.line.stream)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Who ends the call may hold the stream for a moment longer.
        let _ = self.line.stream.shutdown(Shutdown::Both);
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").finish_non_exhaustive()
    }
}

impl ShutdownHandle for Line {
    fn shutdown(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// Everything it takes to stand in connection with the service: proxy, TCP, TLS. All of it within
/// the connect time-out, and nothing of it counts as sending the request.
#[derive(Debug)]
struct Whole<C> {
    inner: C,
    patience: Duration,
}

impl<C: Connector<()>> Connector<()> for Whole<C> {
    type Out = Marked<C::Out>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        Exchange::connecting(self.patience);
        let connected = self.inner.connect(details, chained);
        Exchange::connected();
        Ok(connected?.map(Marked))
    }
}

/// The outermost layer of a connection: what passes here is the request itself.
#[derive(Debug)]
struct Marked<In>(In);

impl<In: UreqTransport> UreqTransport for Marked<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        timeout: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        Exchange::mark_sent();
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}
