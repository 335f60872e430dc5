//! Receives events: from the service's POSTs into queues that the application reads in its own
//! threads.
//!
//! Events of a request with status 200 are in a queue. No thread of the receiver calls code of the
//! application, except the logger of the `log` crate. Requests arrive in one of two ways:
//!
//! - [`Receiver::bind`] listens itself, with a small HTTP/1.1 listener for public sockets;
//! - [`Receiver::without_listener`] takes requests from a web server of your program, through its
//!   [`Inbox`].
//!
//! `Receiver::serve` (feature `tiny_http`) runs a `tiny_http::Server`, for trusted networks.

mod access;
mod certificate;
mod completion;
mod counters;
mod dedup;
mod handshake;
mod inbox;
mod networks;
mod options;
mod paths;
mod queue;
mod queues;
mod readiness;
mod reading;
mod redis;
mod rejection;
mod secrets;
mod store;
mod subscription;
#[cfg(feature = "tiny_http")]
mod tiny_http;
mod waiting;

pub use crate::server::{Request, Response};
pub(crate) use completion::Completed;
#[doc(hidden)]
pub use completion::CompletionTarget;
pub use completion::{COMPLETION_EVENT, Completion, CompletionQueue};
pub use counters::Counters;
pub use inbox::Inbox;
pub use options::ReceiverOptions;
pub use queue::{DAMAGED_EVENT, Filter, OVERFLOW_EVENT, Received};
pub use queues::Next;
pub use reading::Events;
pub use redis::RedisOptions;
pub use subscription::Subscription;
pub use waiting::{EventName, Expected, Waited};
pub(crate) use waiting::{Known, NewRecording, RecordedCall, Watch};

use std::fmt;
use std::net::SocketAddr;
#[cfg(unix)]
use std::os::fd::BorrowedFd;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::clock::after;
use crate::error::{Error, Result};
use crate::event::EventKind;
use crate::platform::Listening;
use crate::platform::fork::BornHere;
use crate::server::{CertificateSource, Listener};
#[cfg(unix)]
use readiness::Readiness;
use waiting::Wanted;

/// Everything but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Receives events and queues them until they are read.
///
/// A cheap handle: clones refer to the same receiver, and may be shared between threads. Dropping
/// the last one closes the receiver and waits up to 5 s for requests in progress.
///
/// In a child process forked after its creation, the receiver belongs to the parent: the child has
/// none of its descriptors, fallible functions return [`Forked`](crate::ErrorKind::Forked)
/// without taking a lock, requests get status 503, other functions do nothing and return zero,
/// `None` or false; only the address and the URLs are available. Dropping it there ends nothing; what
/// threads of the parent may have locked is not freed, and leak checkers report it as still reachable.
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
    /// Scheme and authority of callback URLs; `None` when they are not known.
    base: Option<String>,
    paths: Vec<String>,
    /// The files of the certificate, if it comes from there.
    certificate_files: Option<CertificateSource>,
    #[cfg(unix)]
    readiness: OnceLock<Arc<Readiness>>,
}

/// The source of requests.
enum Engine {
    /// The application passes requests to the inbox.
    None,
    Listener(Listener),
    #[cfg(feature = "tiny_http")]
    TinyHttp(tiny_http::Workers),
}

impl Receiver {
    /// Creates a receiver that listens on [`ReceiverOptions::listen`], by default a free port of
    /// 127.0.0.1.
    ///
    /// Threads: one `acs-receiver` holds all connections, and the
    /// [`handler_threads`](ReceiverOptions::handler_threads) `acs-receiver-io` handle requests.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option out of range, or a certificate that cannot
    /// be used; [`System`](crate::ErrorKind::System) when the address cannot be listened on, a file of the
    /// certificate cannot be read, the spool is in use, damaged or cannot be opened, or Redis cannot be reached;
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for an option whose feature this build lacks.
    pub fn bind(options: &ReceiverOptions) -> Result<Self> {
        let inbox = Inbox::new(options)?;
        let address = options.address()?;
        let certificate = options.certificate.as_ref();
        let certificate = certificate.map(CertificateSource::load).transpose()?;
        let socket = Listening::bind(address)?;
        let handler = Arc::new(inbox.clone());
        let limits = options.limits();
        let listener = Listener::start("receiver", socket, handler, limits, certificate)?;
        let address = listener.local_addr();
        Ok(Self::new(
            options,
            inbox,
            Engine::Listener(listener),
            Some(address),
        ))
    }

    /// Creates a receiver without a socket: requests are passed with [`handle`](Self::handle) or
    /// through [`inbox`](Self::inbox).
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option out of range;
    /// [`System`](crate::ErrorKind::System) when the spool is in use, damaged or cannot be opened,
    /// or Redis cannot be reached; [`Unsupported`](crate::ErrorKind::Unsupported) for an option whose feature this build lacks.
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
        let speaks_tls = matches!(engine, Engine::Listener(_)) && options.certificate.is_some();
        let scheme = if speaks_tls { "https" } else { "http" };
        let own = address
            .filter(|address| !address.ip().is_unspecified())
            .map(|address| format!("{scheme}://{address}"));
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
            certificate_files: options
                .certificate
                .clone()
                .filter(|source| matches!(source, CertificateSource::Files { .. })),
            #[cfg(unix)]
            readiness: OnceLock::new(),
        }))
    }

    /// Returns the address listened on; `None` without a listener, or when tiny_http listens on a
    /// Unix socket.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.0.address
    }

    /// Returns the callback URL of a path, including the secret, for creating and answering calls.
    ///
    /// Below a path that ends in `/*` it may be one of the program's own for each call, and have a
    /// query: `/events/order-17?line=2`. The events show both:
    /// [`Event::callback_path`](crate::event::Event::callback_path).
    ///
    /// The secret is in clear text: do not log the URL.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the path is not a callback path of
    /// this receiver, or when [`ReceiverOptions::public_url`] must be set first: without a
    /// listener, or when listening on all addresses.
    pub fn url(&self, path: &str) -> Result<String> {
        paths::check_url(&self.0.paths, path)?;
        let Some(base) = &self.0.base else {
            return Err(Error::invalid(crate::field::PUBLIC_URL, "must be set"));
        };
        let mut url = format!("{base}{path}");
        if let Some(secret) = self.shared().secrets.current() {
            url.push(if path.contains('?') { '&' } else { '?' });
            url.push_str(paths::SECRET_PARAMETER);
            url.push('=');
            url.extend(utf8_percent_encode(&secret, ESCAPED));
        }
        if let Some(member) = &self.shared().member {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(paths::MEMBER_PARAMETER);
            url.push('=');
            url.push_str(member);
        }
        Ok(url)
    }

    /// Replaces the secret: [`url`](Self::url) returns URLs with the new one from now on. The one
    /// before stays valid, since the callback URLs of calls in progress contain it, until the next rotation or
    /// [`forget_previous_secret`](Self::forget_previous_secret).
    ///
    /// ```
    /// # use acs_call_automation::receiver::{Receiver, ReceiverOptions};
    /// let receiver = Receiver::bind(&ReceiverOptions::new().secret("of last week"))?;
    /// receiver.rotate_secret("of this week")?;
    /// assert!(receiver.url("/events")?.ends_with("?secret=of%20this%20week"));
    /// // When the calls of last week have ended:
    /// receiver.forget_previous_secret()?;
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a secret that is empty or has control
    /// characters, and when the receiver was created without a secret;
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn rotate_secret(&self, secret: impl Into<String>) -> Result<()> {
        self.shared().try_queues()?;
        self.shared().secrets.rotate(secret.into())
    }

    /// Makes the secret before the current one invalid.
    ///
    /// # Errors
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn forget_previous_secret(&self) -> Result<()> {
        self.shared().try_queues()?;
        self.shared().secrets.forget_previous();
        Ok(())
    }

    /// Returns the inbox, for requests that a web server of your program received.
    pub fn inbox(&self) -> Inbox {
        self.0.inbox.clone()
    }

    /// Handles one request; the same as [`Inbox::handle`].
    pub fn handle(&self, request: &Request) -> Response {
        self.0.inbox.handle(request)
    }

    /// Returns the next event of the main queue, or why there is none: `timeout` expired (`ZERO`
    /// does not wait, `None` waits forever), or [`wake`](Self::wake) was called.
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
        reading::next(self.shared(), None, timeout)
    }

    /// Returns the next event of the main queue; waits without a time limit.
    ///
    /// # Errors
    /// As for [`next`](Self::next); [`Aborted`](crate::ErrorKind::Aborted) when the wait is ended
    /// by [`wake`](Self::wake).
    pub fn recv(&self) -> Result<Received> {
        reading::recv(self.shared(), None)
    }

    /// Returns the next event of the main queue; `None` when `timeout` expires first, or the wait
    /// is ended by [`wake`](Self::wake).
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received>> {
        Ok(self.next(Some(timeout))?.into_event())
    }

    /// Returns the next event of the main queue; `None` when it is empty. Does not wait.
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub fn try_recv(&self) -> Result<Option<Received>> {
        self.recv_timeout(Duration::ZERO)
    }

    /// Ends the waits of all threads for the next event of the main queue; may be called from any
    /// thread. When no thread waits, the next read returns at once instead, even if it does not
    /// wait and events are queued; several such wakes count as one.
    ///
    /// Does not affect [`wait_for`](Self::wait_for) and subscriptions.
    pub fn wake(&self) {
        if let Some(queues) = self.shared().queues.get() {
            queues.wake(None);
        }
    }

    /// Returns the readiness descriptor of the main queue, for poll, epoll and select. It is
    /// level-triggered: readable while [`next`](Self::next) without waiting would return an event,
    /// a wake, or that the receiver is closed. Created on first use, the same one after that;
    /// closed when the last handle is dropped, even if subscriptions or inboxes still exist. Remove
    /// it from an epoll set before that.
    ///
    /// Only wait for it: do not read, write, or close it, nor change its mode. An event that
    /// [`unclaimed_event_ttl`](ReceiverOptions::unclaimed_event_ttl) drops leaves it readable until
    /// `next` is called, which then returns no event.
    ///
    /// # Errors
    /// [`System`](crate::ErrorKind::System) when no descriptor is available,
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    #[cfg(unix)]
    pub fn fd(&self) -> Result<BorrowedFd<'_>> {
        reading::fd(self.shared(), None, &self.0.readiness)
    }

    /// Returns an iterator over the events of the main queue; it ends when the receiver is closed
    /// and the queue is empty, at a [`wake`](Self::wake), or in a forked child.
    pub fn iter(&self) -> Events<'_> {
        Events::new(self.shared(), None)
    }

    /// Returns the number of unread events in the main queue.
    pub fn len(&self) -> usize {
        let queues = self.shared().queues.get();
        queues.map_or(0, |queues| queues.len(None))
    }

    /// Returns whether the main queue has no unread events.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens a separate queue for the events of one call, or of Event Grid.
    ///
    /// Unread events that match are moved there: events can arrive before the response that has the
    /// id of a new call.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when such a subscription exists already,
    /// [`Closed`](crate::ErrorKind::Closed) when the receiver is closed,
    /// [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn subscribe(&self, filter: Filter) -> Result<Subscription> {
        self.open(filter, None)
    }

    /// Subscribes as [`subscribe`](Self::subscribe), with a separate capacity: 1 to 1,000,000 events.
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

    /// Waits for one of the `expected` events, in any queue, and takes out only that one. A waiting
    /// thread takes precedence over the readers of a queue, and needs no room there.
    ///
    /// The wait ends with such an event, with the end of a call that one of them names, when
    /// `timeout` expires, or when the receiver is closed. An event that is queued already counts,
    /// even behind the end of its call. Of several threads that wait for the same event, the first
    /// gets it.
    ///
    /// The service reports a call that was never established by CallDisconnected, followed by the
    /// reason: CreateCallFailed, AnswerFailed or ConnectFailed. After a transfer CallDisconnected
    /// may arrive before CallTransferAccepted. A wait that expects one of those continues for up to
    /// 1 s after CallDisconnected, never beyond `timeout`, before it ends with the call.
    ///
    /// Any timeout is valid: `ZERO` looks at what is queued.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an empty list, an unknown name and
    /// [`EventKind::Other`], at once; [`Closed`](crate::ErrorKind::Closed) when the receiver is or was closed,
    /// and no such event is queued; [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn wait_for(&self, expected: &[Expected], timeout: Duration) -> Result<Waited> {
        Expected::check_all(expected)?;
        let wanted = Wanted::new(expected, None);
        self.shared().try_queues()?.wait_for(wanted, after(timeout))
    }

    /// Waits for an event of one kind, of this call or of any, in any queue; otherwise as
    /// [`wait_for`](Self::wait_for). Only that kind is [`Waited::Success`]: for the outcome of an operation,
    /// which may be a failure, use `wait_for`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use acs_call_automation::event::EventKind;
    /// use acs_call_automation::receiver::{Receiver, ReceiverOptions, Waited};
    /// let receiver = Receiver::bind(&ReceiverOptions::new())?;
    /// let waited = receiver.wait_for_kind(EventKind::IncomingCall, None, Duration::from_millis(1))?;
    /// assert!(matches!(waited, Waited::TimedOut));
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`wait_for`](Self::wait_for).
    pub fn wait_for_kind(
        &self,
        kind: EventKind,
        call_connection_id: Option<&str>,
        timeout: Duration,
    ) -> Result<Waited> {
        self.wait_for(&[Expected::kind(kind, call_connection_id)?], timeout)
    }

    /// Tags a call: all its events, including those already queued, carry `tag` from now on.
    /// Returns the previous tag. It stays until [`untag`](Self::untag): events may follow the end
    /// of a call.
    pub fn tag(&self, call_connection_id: &str, tag: u64) -> Option<u64> {
        let queues = self.shared().queues.get()?;
        queues.tag(call_connection_id, Some(tag))
    }

    /// Removes the tag of a call, and returns it.
    pub fn untag(&self, call_connection_id: &str) -> Option<u64> {
        self.shared().queues.get()?.tag(call_connection_id, None)
    }

    /// Tags a call before its id is known: by the operation context that it is created, answered or connected
    /// with, which no other call must have. The first event with this context tags its call, as
    /// [`tag`](Self::tag) does, so that events which arrive before the response carry the tag too.
    ///
    /// ```
    /// use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request};
    /// # fn main() -> acs_call_automation::Result<()> {
    /// let receiver = Receiver::without_listener(&ReceiverOptions::new())?;
    /// receiver.tag_context("order-4711", 7); // CreateCallOptions::operation_context
    /// let body = r#"[{"id":"1","type":"Microsoft.Communication.CallConnected",
    ///     "data":{"callConnectionId":"c1","operationContext":"order-4711"}}]"#;
    /// receiver.handle(&Request::new("POST", "/events", body));
    /// assert_eq!(receiver.recv()?.tag, Some(7));
    /// assert_eq!(receiver.untag("c1"), Some(7));
    /// # Ok(())
    /// # }
    /// ```
    pub fn tag_context(&self, operation_context: &str, tag: u64) {
        if let Some(queues) = self.shared().queues.get() {
            queues.tag_context(operation_context, tag);
        }
    }

    /// Removes such a tag, when no call will have the context. Returns `false` when there is none, also when an
    /// event has tagged its call by it.
    pub fn untag_context(&self, operation_context: &str, tag: u64) -> bool {
        let queues = self.shared().queues.get();
        queues.is_some_and(|queues| queues.untag_context(operation_context, tag))
    }

    /// Cancels the submitted operations that complete here; whether there were any.
    #[doc(hidden)]
    pub fn cancel_submitted(&self) -> bool {
        let queues = self.shared().queues.get();
        queues.is_some_and(queues::Queues::cancel_operations)
    }

    /// Returns the counters.
    pub fn counters(&self) -> Counters {
        let queues = self.shared().queues.get();
        queues.map_or_else(Counters::default, queues::Queues::counters)
    }

    /// Stops receiving events and joins every thread of the receiver within `timeout`. Returns
    /// `true` when all have ended; `false` when one is still busy, it then ends later.
    ///
    /// Submitted operations are completed: they may go on for three quarters of `timeout`, then they are
    /// canceled. No further one is accepted.
    ///
    /// Waiting threads are woken: a wait fails with [`Closed`](crate::ErrorKind::Closed), and the queues can be read
    /// until they are empty. Requests that arrive after that get status 503.
    ///
    /// May be called more than once, and by several threads: each waits until all threads have
    /// ended, or its own timeout expires. Any timeout is valid, up to [`Duration::MAX`]. Dropping
    /// a receiver after `close` does not wait again, even if `close` returned `false`; but a consumer of
    /// [`redis`](ReceiverOptions::redis) ends its last read then: within 0.5 s, or 5 s when Redis does not respond.
    pub fn close(&self, timeout: Duration) -> bool {
        let (Some(queues), Some(engine)) = (self.shared().queues.get(), self.0.engine.get()) else {
            return false;
        };
        queues.close();
        let deadline = after(timeout);
        let tokens = self.shared().access.tokens.as_ref();
        if let Some(tokens) = tokens {
            tokens.stop();
        }
        let ended = match engine {
            Engine::None => true,
            Engine::Listener(listener) => listener.close(timeout),
            #[cfg(feature = "tiny_http")]
            Engine::TinyHttp(workers) => workers.close(timeout),
        };
        let completed = queues.end_operations(timeout, deadline);
        let left = deadline.saturating_duration_since(Instant::now());
        ended & completed & tokens.is_none_or(|tokens| tokens.close(left))
    }

    fn shared(&self) -> &inbox::Inner {
        &self.0.inbox.0
    }
}

impl<'a> IntoIterator for &'a Receiver {
    type Item = Received;
    type IntoIter = Events<'a>;

    fn into_iter(self) -> Events<'a> {
        self.iter()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The engine is dropped next, and ends its threads.
        if let Some(queues) = self.inbox.0.queues.get() {
            queues.close();
            queues.cancel_operations();
            // Subscriptions may keep the queues: an open descriptor would stay readable forever.
            queues.drop_main_readiness();
            // The engine waits for threads that wait for keys.
            if let Some(tokens) = &self.inbox.0.access.tokens {
                tokens.stop();
            }
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
