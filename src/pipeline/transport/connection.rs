//! Connections, opened by a connector of this library, for three reasons: a deadline that holds for
//! everything and costs no system call, head and body in one packet, and knowing whether anything
//! of a request ever left.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, LazyBuffers, NextTimeout,
    ShutdownHandle, Transport as UreqTransport,
};
use ureq::{Agent, http};

use crate::pipeline::exchange::Exchange;
use crate::pipeline::interrupt::Line;
use crate::pipeline::resolver::{LookUp, Names};
use crate::platform;

/// An agent without connections, and with an empty resolver cache.
pub(super) fn new_agent(config: &Config, time_limit: Duration) -> Agent {
    let connector = ().chain(ConnectProxyConnector::default()).chain(Opener);
    #[cfg(feature = "tls")]
    let connector = connector.chain(ureq::unversioned::transport::RustlsConnector::default());
    let connector = Whole {
        inner: connector,
        time_limit,
    };
    let names = CachedNames {
        names: Names::default(),
        time_limit,
    };
    Agent::with_parts(config.clone(), connector, names)
}

/// What is left until the deadline; a timeout once nothing is.
fn left() -> std::result::Result<Duration, ureq::Error> {
    Exchange::left().ok_or(ureq::Error::Timeout(ureq::Timeout::Global))
}

/// The caching resolver, in the form that ureq expects.
#[derive(Debug)]
struct CachedNames {
    names: Names,
    time_limit: Duration,
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
        let time_limit = left()?.min(self.time_limit);
        let found =
            self.names
                .resolve(host, port, time_limit)
                .map_err(|failure| match failure {
                    LookUp::TimedOut => ureq::Error::Timeout(ureq::Timeout::Resolve),
                    LookUp::Failed(why) => io::Error::new(io::ErrorKind::NotFound, why).into(),
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
            // Each address gets its share of what is left, so that one that does not respond cannot take all of it.
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
                    // The error names the host already.
                    let is_host = details.uri.host().is_some_and(|host| names(host, address));
                    refused = if is_host {
                        cause
                    } else {
                        io::Error::new(cause.kind(), format!("{}: {cause}", address.ip()))
                    };
                }
            }
        }
        Err(refused.into())
    }
}

/// Whether a host is an address in digits, and this one.
fn names(host: &str, address: &std::net::SocketAddr) -> bool {
    host.trim_matches(['[', ']']) == address.ip().to_string()
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
const MAX_PENDING_SIZE: usize = 64 * 1024;

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
            match (&*self.line.stream).write(rest) {
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

/// A wait that ended early; not an error before the deadline.
pub(super) fn is_passing(cause: &io::Error) -> bool {
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
        if self.pending.len() > MAX_PENDING_SIZE {
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
            match (&*self.line.stream).read(input) {
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
        // Claimed first, so that an earlier, canceled request cannot shut it down. A kept connection is
        // not usable when it is closed, or has bytes that belong to no request.
        Exchange::claim(&self.line);
        self.pending.is_empty() && platform::is_silent(&self.line.stream)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The thread that cancels the request may hold the stream a moment longer.
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

/// Opens a connection with all its layers: proxy, TCP, TLS. All of them within the connect timeout;
/// none of them counts as sending the request.
#[derive(Debug)]
struct Whole<C> {
    inner: C,
    time_limit: Duration,
}

impl<C: Connector<()>> Connector<()> for Whole<C> {
    type Out = Marked<C::Out>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        Exchange::connecting(self.time_limit);
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
