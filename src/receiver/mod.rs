//! Events in: from the service's POSTs into queues that the application reads in its own thread.
//!
//! What was answered with 200 is in a queue. No thread of the receiver ever calls code of the
//! application. Two ways in:
//!
//! - [`Receiver::bind`] listens automatically, on a small HTTP/1.1 listener made for open sockets;
//! - [`Receiver::without_listener`] takes requests from a web server that the program has
//!   already, through its [`Inbox`].
//!
//! `Receiver::serve` (feature `tiny_http`) runs a `tiny_http::Server`, for trusted networks.

mod bell;
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
mod watch;

pub use counters::Counters;
pub use inbox::Inbox;
pub use options::ReceiverOptions;
pub use queue::{Filter, OVERFLOW_EVENT, Received};
pub use queues::Next;
pub use subscription::Subscription;
pub use wait::{Expected, Waited};
pub(crate) use watch::Watch;

use std::fmt;
use std::net::SocketAddr;
#[cfg(unix)]
use std::os::fd::BorrowedFd;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::OnceLock;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::clock::after;
use crate::error::{Error, Result};
use crate::field;
use crate::platform::Listening;
use crate::platform::fork::BornHere;
use crate::server::{Listener, Request, Response};
#[cfg(unix)]
use bell::Bell;
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
/// In a child forked off since, it belongs to the parent: the child does not have its listening
/// socket, what can fail fails with [`Forked`](crate::ErrorKind::Forked) and takes no lock,
/// requests are answered with 503, the rest does nothing and answers zero, `None` or false; only
/// address and URLs are told. Dropping it there does nothing.
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
    engine: BornHere<Engine>,
    address: Option<SocketAddr>,
    /// Scheme and authority of callback URLs; `None` when no one said how we are reached.
    base: Option<String>,
    paths: Vec<String>,
    secret: Option<String>,
    #[cfg(unix)]
    bell: OnceLock<Arc<Bell>>,
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
        let address = options.address()?;
        let socket = Listening::bind(address)
            .map_err(|cause| Error::system(&format!("cannot listen on {address}"), cause))?;
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
            engine: BornHere::new(engine),
            address,
            base,
            paths: options.paths(),
            secret: options.secret.clone(),
            #[cfg(unix)]
            bell: OnceLock::new(),
        }))
    }

    /// The address listened on; `None` where the application brings the requests, or tiny_http
    /// listens on a Unix socket.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.0.address
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
                field::PATH,
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

    /// The next event of the main queue, or why there is none: `timeout` passed (`ZERO` looks
    /// without waiting, `None` waits for ever), or [`wake`](Self::wake) was called.
    ///
    /// ```
    /// use acs_call_automation::receiver::{Next, Receiver, ReceiverOptions};
    ///
    /// let receiver = Receiver::without_listener(&ReceiverOptions::new())?;
    /// let waker = receiver.clone();
    /// std::thread::spawn(move || waker.wake());
    /// assert!(matches!(receiver.next(None)?, Next::Woken));
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed and the queue is empty,
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn next(&self, timeout: Option<Duration>) -> Result<Next> {
        subscription::next(self.shared(), None, timeout)
    }

    /// The next event of the main queue; waits for it as long as it takes.
    ///
    /// # Errors
    /// As for [`next`](Self::next); [`Aborted`](crate::ErrorKind::Aborted) when the wait is ended
    /// by [`wake`](Self::wake).
    pub fn recv(&self) -> Result<Received> {
        subscription::recv(self.shared(), None)
    }

    /// The next event of the main queue; `None` when `timeout` passes first, or the wait is ended
    /// by [`wake`](Self::wake).
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received>> {
        Ok(self.next(Some(timeout))?.into_event())
    }

    /// The next event of the main queue if it is there already.
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub fn try_recv(&self) -> Result<Option<Received>> {
        self.recv_timeout(Duration::ZERO)
    }

    /// Ends the waits of all threads for the next event of the main queue, from any thread. When
    /// none waits, the next one that asks is told so, even if it only polls and before any event;
    /// such wakes do not pile up: several are as one.
    ///
    /// [`wait_for`](Self::wait_for) and subscriptions are not concerned.
    pub fn wake(&self) {
        if let Some(queues) = self.shared().queues.get() {
            queues.wake(None);
        }
    }

    /// A descriptor for poll, epoll and select. It is readable, for as long as that holds, while
    /// [`next`](Self::next) without waiting has something to tell: an event, a wake, or that the
    /// receiver is closed. Made when it is first asked for, always the same one after that; closed
    /// when the last handle is dropped, even if subscriptions or inboxes live on. Take it out of an
    /// epoll set before that.
    ///
    /// Only wait for it: do not read, write, or close it, nor change its mode. An event that
    /// [`unclaimed_event_ttl`](ReceiverOptions::unclaimed_event_ttl) drops leaves it readable until
    /// `next` is asked, which then has nothing.
    ///
    /// # Errors
    /// [`System`](crate::ErrorKind::System) when there is no descriptor left,
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    #[cfg(unix)]
    pub fn fd(&self) -> Result<BorrowedFd<'_>> {
        subscription::fd(self.shared(), None, &self.0.bell)
    }

    /// All events of the main queue, until the receiver is closed and the queue is empty, or a
    /// [`wake`](Self::wake).
    pub fn iter(&self) -> impl Iterator<Item = Received> + '_ {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// How many events of the main queue are unread.
    pub fn len(&self) -> usize {
        let queues = self.shared().queues.get();
        queues.map_or(0, |queues| queues.len(None))
    }

    /// Whether nothing is unread in the main queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens a queue of its own for the events of one call, or of Event Grid.
    ///
    /// It begins with those that came before and were not read: events can arrive before the
    /// answer that reports the id of a new call.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there is such a subscription already,
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed,
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
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
        inner.try_queues()?.subscribe(&filter, capacity)?;
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
    /// The service reports the end of a call that never was with CallDisconnected, and then why:
    /// CreateCallFailed, AnswerFailed or ConnectFailed. After a transfer CallDisconnected may
    /// overtake CallTransferAccepted. A wait that expects one of those goes on for up to 1 s after
    /// CallDisconnected, never beyond `timeout`, before it ends with the call.
    pub fn wait_for(&self, expected: &[Expected], timeout: Duration) -> Waited {
        let wanted = Wanted::new(expected, None);
        match self.shared().queues.get() {
            Some(queues) => queues.wait_for(wanted, after(timeout)),
            None => Waited::Forked,
        }
    }

    /// Events of this call carry `tag` from now on, those that are queued already too; gives the
    /// tag it had before. It stays until [`untag`](Self::untag): events may follow the end of a
    /// call.
    pub fn tag(&self, call_connection_id: &str, tag: u64) -> Option<u64> {
        let queues = self.shared().queues.get()?;
        queues.tag(call_connection_id, Some(tag))
    }

    /// Takes the tag of a call away, and gives it.
    pub fn untag(&self, call_connection_id: &str) -> Option<u64> {
        self.shared().queues.get()?.tag(call_connection_id, None)
    }

    /// What has come so far, and what became of it.
    pub fn counters(&self) -> Counters {
        let queues = self.shared().queues.get();
        queues.map_or_else(Counters::default, queues::Queues::counters)
    }

    /// Stops to take events and joins every thread of the receiver within `deadline`. `true` when
    /// that was done; `false` when one is still busy, it then ends on its own.
    ///
    /// Waiting threads are woken: a wait ends as [`Waited::Closed`], and the queues can be read
    /// until they are empty. Requests that come meanwhile are answered with 503.
    ///
    /// May be called more than once, and by several threads: each waits until all is done, or its
    /// own deadline passes. Any deadline will do, up to [`Duration::MAX`]. Dropping a receiver
    /// that was closed waits no more, even if that took too long.
    pub fn close(&self, deadline: Duration) -> bool {
        let (Some(queues), Some(engine)) = (self.shared().queues.get(), self.0.engine.get()) else {
            return false;
        };
        queues.close();
        match engine {
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
        if let Some(queues) = self.inbox.0.queues.get() {
            queues.close();
            // Subscriptions may keep the queues: an open descriptor would stay readable for ever.
            queues.drop_main_bell();
        }
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
