//! Events in: from the service's POSTs into queues that the application reads in its own thread.
//!
//! What was answered with 200 is in a queue. No thread of the receiver ever calls code of the
//! application. Two ways in:
//!
//! - [`Receiver::bind`] listens by itself, on a small HTTP/1.1 listener made for open sockets;
//! - [`Receiver::without_listener`] takes requests from a web server that the program has
//!   already, through its [`Inbox`].
//!
//! `Receiver::serve` (feature `tiny_http`) runs a `tiny_http::Server`, for trusted networks.

mod counters;
mod handshake;
mod inbox;
mod options;
mod queue;
mod queues;
mod seen;
mod subscription;
#[cfg(feature = "tiny_http")]
mod tiny_http;
mod wait;

pub use counters::Counters;
pub use inbox::Inbox;
pub use options::ReceiverOptions;
pub use queue::{Filter, OVERFLOW_EVENT, Received};
pub use subscription::Subscription;
pub use wait::{Expected, Waited};

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::server::{Listener, Request, Response, after};
use wait::Wanted;

/// Everything but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Receives events and queues them until they are read.
///
/// A cheap handle: clones stand for the same receiver, and may be shared between threads.
/// Dropping the last one closes it, waiting up to 5 s for running requests.
///
/// ```
/// use std::time::Duration;
/// use acs_call_automation::receiver::{Receiver, ReceiverOptions};
///
/// let receiver = Receiver::bind(&ReceiverOptions::new())?;
/// println!("callback URL: {}", receiver.url("/events")?);
/// while let Some(received) = receiver.recv_timeout(Duration::from_millis(10))? {
///     println!("{}", received.event.name());
/// }
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Clone)]
pub struct Receiver(Arc<Inner>);

struct Inner {
    inbox: Inbox,
    engine: Engine,
    /// Scheme and authority of callback URLs; `None` when nobody said how we are reached.
    base: Option<String>,
    paths: Vec<String>,
    secret: Option<String>,
}

/// What brings the requests.
enum Engine {
    /// The application does.
    None,
    Listener(Listener),
    #[cfg(feature = "tiny_http")]
    TinyHttp(tiny_http::Workers),
}

impl Receiver {
    /// Listens on [`ReceiverOptions::listen`], by default a free port of 127.0.0.1.
    ///
    /// Threads: one `acs-receiver` that accepts, one `acs-receiver-io` for each connection.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option out of range,
    /// [`System`](crate::ErrorKind::System) when the address cannot be listened on.
    pub fn bind(options: &ReceiverOptions) -> Result<Self> {
        let inbox = Inbox::new(options)?;
        let socket = TcpListener::bind(options.address()?)
            .map_err(|cause| Error::system("cannot listen", cause))?;
        let handler = Arc::new(inbox.clone());
        let listener = Listener::start_with("receiver", socket, handler, options.limits.clone())?;
        let address = listener.local_addr();
        Ok(Self::new(
            options,
            inbox,
            Engine::Listener(listener),
            Some(address),
        ))
    }

    /// Opens no socket: requests are handed in with [`handle`](Self::handle) or through
    /// [`inbox`](Self::inbox).
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option out of range.
    pub fn without_listener(options: &ReceiverOptions) -> Result<Self> {
        let inbox = Inbox::new(options)?;
        Ok(Self::new(options, inbox, Engine::None, None))
    }

    fn new(
        options: &ReceiverOptions,
        inbox: Inbox,
        engine: Engine,
        address: Option<SocketAddr>,
    ) -> Self {
        let own = address
            .filter(|address| !address.ip().is_unspecified())
            .map(|address| format!("http://{address}"));
        let base = options
            .public_url
            .as_ref()
            .map(|base| base.trim_end_matches('/').to_owned())
            .or(own);
        Self(Arc::new(Inner {
            inbox,
            engine,
            base,
            paths: options.paths(),
            secret: options.secret.clone(),
        }))
    }

    /// The address listened on; `None` where the application brings the requests, or tiny_http
    /// listens on a Unix socket.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        match &self.0.engine {
            Engine::None => None,
            Engine::Listener(listener) => Some(listener.local_addr()),
            #[cfg(feature = "tiny_http")]
            Engine::TinyHttp(workers) => workers.local_addr(),
        }
    }

    /// The callback URL of a path, with the secret: what create and answer are given.
    ///
    /// It holds the secret in clear text, so it belongs into no log.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the path is none of this receiver's,
    /// or when it takes a [`ReceiverOptions::public_url`] to know how it is reached: without a
    /// listener, or listening on all addresses.
    pub fn url(&self, path: &str) -> Result<String> {
        if !self.0.paths.iter().any(|known| known == path) {
            return Err(Error::invalid(
                "path",
                "is no callback path of this receiver",
            ));
        }
        let Some(base) = &self.0.base else {
            return Err(Error::invalid("public URL", "must be set to make URLs"));
        };
        let mut url = format!("{base}{path}");
        if let Some(secret) = &self.0.secret {
            url.push('?');
            url.push_str(inbox::SECRET_PARAMETER);
            url.push('=');
            url.extend(utf8_percent_encode(secret, ESCAPED));
        }
        Ok(url)
    }

    /// The way in for a web server of the application's own.
    pub fn inbox(&self) -> Inbox {
        self.0.inbox.clone()
    }

    /// Answers one request; the same as [`Inbox::handle`].
    pub fn handle(&self, request: &Request) -> Response {
        self.0.inbox.handle(request)
    }

    /// The next event of the main queue; waits for it as long as it takes.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn recv(&self) -> Result<Received> {
        subscription::recv(self.shared(), None)
    }

    /// The next event of the main queue; `None` when `timeout` passes first.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received>> {
        self.shared().queues.next(None, Some(after(timeout)))
    }

    /// The next event of the main queue if it is there already.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty.
    pub fn try_recv(&self) -> Result<Option<Received>> {
        self.recv_timeout(Duration::ZERO)
    }

    /// All events of the main queue, until the receiver is closed and the queue is empty.
    pub fn iter(&self) -> impl Iterator<Item = Received> + '_ {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// How many events of the main queue are unread.
    pub fn len(&self) -> usize {
        self.shared().queues.len(None)
    }

    /// Whether nothing is unread in the main queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens a queue of its own for the events of one call, or of Event Grid.
    ///
    /// It begins with those that came before and were not read: events can arrive before the
    /// answer that tells the id of a new call.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there is such a subscription already,
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed.
    pub fn subscribe(&self, filter: Filter) -> Result<Subscription> {
        self.open(filter, None)
    }

    /// As [`subscribe`](Self::subscribe), with a capacity of its own: 1 to 1,000,000 events.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe), and for a capacity out of range.
    pub fn subscribe_with_capacity(&self, filter: Filter, events: usize) -> Result<Subscription> {
        options::check_capacity(events)?;
        self.open(filter, Some(events))
    }

    fn open(&self, filter: Filter, capacity: Option<usize>) -> Result<Subscription> {
        let inner = self.0.inbox.0.clone();
        inner.queues.subscribe(&filter, capacity)?;
        Ok(Subscription::new(inner, filter))
    }

    /// Waits for one of the `expected` events, in whatever queue it is or arrives, and takes out
    /// only that one. A waiting thread comes before the readers of a queue, and needs no room
    /// there.
    ///
    /// Ends in any case: with such an event, with the end of a call that one of them names, after
    /// `timeout`, or when the receiver is closed. An event that is queued already counts, even
    /// behind the end of its call. Of several threads that wait for the same event, the one that
    /// came first gets it.
    ///
    /// The service tells the end of a call that never was with CallDisconnected, and then why:
    /// CreateCallFailed, AnswerFailed or ConnectFailed. A wait that expects one of those goes on
    /// for up to 1 s after CallDisconnected, never beyond `timeout`, before it ends with the call.
    pub fn wait_for(&self, expected: &[Expected], timeout: Duration) -> Waited {
        let wanted = Wanted::new(expected, None);
        self.shared().queues.wait_for(wanted, after(timeout))
    }

    /// Events of this call carry `tag` from now on, those that are queued already too; gives the
    /// tag it had before. It stays until [`untag`](Self::untag): events may follow the end of a
    /// call.
    pub fn tag(&self, call_connection_id: &str, tag: u64) -> Option<u64> {
        self.shared().queues.tag(call_connection_id, Some(tag))
    }

    /// Takes the tag of a call away, and gives it.
    pub fn untag(&self, call_connection_id: &str) -> Option<u64> {
        self.shared().queues.tag(call_connection_id, None)
    }

    /// What has come so far, and what became of it.
    pub fn counters(&self) -> Counters {
        self.shared().queues.counters()
    }

    /// Stops to take events and joins every thread of the receiver within `deadline`. `true` when
    /// that was done; `false` when one is still busy, it then ends by itself.
    ///
    /// Waiting threads are woken: a wait ends as [`Waited::Closed`], and the queues can be read
    /// until they are empty. Requests that come meanwhile are answered with 503.
    ///
    /// May be called more than once, and by several threads: each waits until all is done, or its
    /// own deadline passes. Any deadline will do, up to [`Duration::MAX`]. Dropping a receiver
    /// that was closed waits no more, even if that took too long.
    pub fn close(&self, deadline: Duration) -> bool {
        self.shared().queues.close();
        match &self.0.engine {
            Engine::None => true,
            Engine::Listener(listener) => listener.close(deadline),
            #[cfg(feature = "tiny_http")]
            Engine::TinyHttp(workers) => workers.close(deadline),
        }
    }

    fn shared(&self) -> &inbox::Inner {
        &self.0.inbox.0
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The engine is dropped next, and ends its threads.
        self.inbox.0.queues.close();
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("local_addr", &self.local_addr())
            .field("paths", &self.0.paths)
            .finish_non_exhaustive()
    }
}
