//! A request in, a response out: no socket, no thread. Events are queued before the response with
//! status 200.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::access::Access;
use super::handshake::Consent;
use super::options::ReceiverOptions;
use super::paths;
use super::queues::{Bounds, Offer, Queues};
use super::rejection::{Cause, Rejection, no_room};
use super::secrets::Secrets;
use super::store;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::platform::fork::BornHere;
use crate::server::{Handler, Request, Response};

/// Handles requests that a web server of your program received, from any number of threads at a
/// time.
///
/// Created by [`Receiver::inbox`](super::Receiver::inbox). Cheap to clone.
///
/// ```
/// use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request};
///
/// let receiver = Receiver::without_listener(&ReceiverOptions::new())?;
/// let inbox = receiver.inbox();
/// let body = r#"[{"id":"1","source":"calling/callConnections/c1","specversion":"1.0",
///     "type":"Microsoft.Communication.CallConnected","data":{"callConnectionId":"c1"}}]"#;
/// let response = inbox.handle(&Request::new("POST", "/events", body));
/// assert_eq!(response.status, 200);
/// assert_eq!(receiver.recv()?.event.name(), "CallConnected");
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Clone)]
pub struct Inbox(pub(super) Arc<Inner>);

/// The state that an inbox, its receiver and its subscriptions share.
pub(super) struct Inner {
    pub queues: BornHere<Queues>,
    paths: Vec<String>,
    pub(super) secrets: Secrets,
    pub(super) access: Access,
    /// Of the store that it shares with others; in its callback URLs.
    pub(super) member: Option<String>,
    pub body_limit: usize,
    consent: Consent,
    /// When a request rejected with a status for a cause was last logged as a warning.
    warned: Mutex<Vec<(u16, Cause, Instant)>>,
}

/// Of the requests rejected with a status for a cause within this time, one is a warning in the log. The
/// others are for debugging, but for wrong paths and senders without a proof, of which there may be many.
const WARNING_PAUSE: Duration = Duration::from_secs(1);

impl Inbox {
    pub(super) fn new(options: &ReceiverOptions) -> Result<Self> {
        options.check()?;
        let duplicates = options.duplicates;
        let (store, member) = match (&options.spool, &options.redis) {
            (Some(path), _) => {
                let spool = store::open_spool(path, options.spool_bytes, duplicates)?;
                (Some(spool), None)
            }
            (None, Some(redis)) => {
                let member = redis.member_name()?;
                let store = store::open_redis(redis, &member, duplicates)?;
                (Some(store), redis.consumes.then_some(member))
            }
            (None, None) => (None, None),
        };
        let bounds = Bounds {
            main: options.main,
            subscription: options.subscription,
            duplicates: options.duplicates,
            unclaimed_event_ttl: options.unclaimed_event_ttl,
            clock: options.clock.clone(),
        };
        let access = Access::new(options)?;
        if let Some(tokens) = &access.tokens {
            tokens.prepare();
        }
        let queues = Queues::new(bounds, store);
        queues.replay()?;
        let inbox = Self(Arc::new(Inner {
            access,
            member,
            queues: BornHere::new(queues),
            paths: options.paths(),
            secrets: Secrets::new(options.secret.clone(), options.previous_secret.clone()),
            body_limit: options.limits().body_bytes,
            consent: options.consent.clone(),
            warned: Mutex::new(Vec::new()),
        }));
        inbox.start()?;
        Ok(inbox)
    }

    /// Begins to deliver what other processes have stored.
    fn start(&self) -> Result<()> {
        let inner = Arc::downgrade(&self.0);
        let deliver = move || {
            let inner = inner.upgrade();
            let queues = inner.as_ref().and_then(|inner| inner.queues.get());
            queues.is_some_and(Queues::deliver_stored)
        };
        self.0.try_queues()?.start_store(Box::new(deliver))
    }

    /// Handles a request and returns the response.
    ///
    /// | status | when |
    /// |---|---|
    /// | 200 | every event is in a queue, or was before, with a spool or Redis there; or a handshake was accepted |
    /// | 400 | the body is not JSON, or no event in it can be read; a malformed handshake |
    /// | 401 | the secret in the query, the token or the header of Event Grid is missing or wrong |
    /// | 403 | a handshake of an unexpected topic or origin; an address that is not allowed |
    /// | 404 | not a callback path of this receiver |
    /// | 405 | neither POST nor OPTIONS; see `Allow` |
    /// | 413 | the body is longer than [`ReceiverOptions::body_limit`] |
    /// | 503 | no room, the spool or Redis failed, the keys of tokens are not available, the receiver is closed or the parent's; see `Retry-After` |
    ///
    /// With any other status than 200 no event of the request is kept. The body of a refusal is its
    /// reason; what is wrong with a token is only logged. Elements of an array that cannot be read beside others that can are dropped, counted in
    /// [`damaged`](super::Counters::damaged), logged, and reported by a notice of the type
    /// [`DAMAGED_EVENT`](super::DAMAGED_EVENT): the sender would deliver them again and again. The body of
    /// the response with status 200 then says what is wrong with the first of them.
    pub fn handle(&self, request: &Request) -> Response {
        let Some(queues) = self.0.queues.get() else {
            return no_room("the receiver belongs to the parent process");
        };
        self.decide(request, queues)
            .unwrap_or_else(|rejection| self.reject(&rejection))
    }

    /// Counts and logs a request that is refused, and returns the response.
    pub(super) fn reject(&self, rejection: &Rejection) -> Response {
        let (status, reason) = (rejection.status, &*rejection.reason);
        if let Some(queues) = self.0.queues.get() {
            queues.count_rejected(rejection);
        }
        if let Some(level) = self.0.rejection_level(status, rejection.cause) {
            log::log!(
                level,
                "receiver: rejected a request with status {status}: {reason}"
            );
        }
        rejection.response()
    }

    fn decide(
        &self,
        request: &Request,
        queues: &Queues,
    ) -> std::result::Result<Response, Rejection> {
        let inner = &*self.0;
        inner.access.check_network(request)?;
        if !paths::lead_to(&inner.paths, request.path()) {
            let path: String = request.path().chars().take(200).collect();
            return Err(Rejection::new(
                404,
                format!("{path:?} is not a callback path"),
            ));
        }
        let is_post = request.method == "POST";
        if !is_post && request.method != "OPTIONS" {
            return Err(Rejection::new(405, "only POST and OPTIONS"));
        }
        if !inner.secrets.are_in(request.query()) {
            let reason = "the secret is missing or wrong";
            return Err(Rejection::new(401, reason).because(Cause::Secret));
        }
        if !is_post {
            return inner.consent.cloud_events(request);
        }
        let granted = inner.access.grant(request)?;
        if request.body.len() > inner.body_limit {
            return Err(Rejection::new(413, "the body is too large"));
        }
        let (mut events, damaged) = Event::parse_readable(&request.body)
            .map_err(|error| Rejection::new(400, error.message().to_owned()))?;
        if let Some(response) = inner.consent.event_grid(&events)? {
            return Ok(response);
        }
        granted.check(&events)?;
        let target = paths::target(request);
        for event in &mut events {
            event.delivered_to(&target);
        }
        Ok(match queues.offer(events, &damaged) {
            Offer::Queued => match damaged.first() {
                None => Response::new(200),
                Some(first) => Response::new(200).with_body("text/plain", first.message()),
            },
            Offer::Full => no_room("the queue is full"),
            Offer::Closed => no_room("the receiver is closed"),
            Offer::NotStored(reason) => no_room(reason),
        })
    }
}

impl Inner {
    /// The queues, or an error in a child.
    pub(super) fn try_queues(&self) -> Result<&Queues> {
        self.queues
            .get()
            .ok_or_else(|| Error::forked("the receiver"))
    }

    /// The level at which a rejected request is logged: any peer can send many.
    fn rejection_level(&self, status: u16, cause: Cause) -> Option<log::Level> {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        warned.retain(|(_, _, last)| last.elapsed() < WARNING_PAUSE);
        let is_it = |known: &(u16, Cause, Instant)| (known.0, known.1) == (status, cause);
        if warned.iter().any(is_it) {
            let is_shown = status != 404 && cause == Cause::Request;
            return is_shown.then_some(log::Level::Debug);
        }
        warned.push((status, cause, Instant::now()));
        Some(log::Level::Warn)
    }
}

impl Handler for Inbox {
    fn handle(&self, request: Request) -> Response {
        Self::handle(self, &request)
    }

    fn refused(&self, status: u16, reason: &str) {
        self.reject(&Rejection::new(status, reason.to_owned()));
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("paths", &self.0.paths)
            .finish_non_exhaustive()
    }
}
