//! Options of a receiver. Checked when it is created, not before.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::dedup::Window;
use super::handshake::Consent;
use super::networks::Networks;
use super::queue::Room;
use super::redis::RedisOptions;
use super::{access, paths, secrets, store};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::field;
use crate::identity::TokenVerifierOptions;
use crate::server::{CertificateSource, Limits};

const DEFAULT_PATH: &str = "/events";
const MAX_EVENTS: usize = 1_000_000;
const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
/// 64 GiB: more than a `usize` of 32 bits holds.
const MAX_BYTES: u64 = 64 << 30;
/// Each waits for the disk or Redis most of the time.
const STORE_HANDLER_THREADS: usize = 32;
const MAX_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Options of a [`Receiver`](super::Receiver). Every option has a default.
///
/// ```
/// use acs_call_automation::receiver::{Receiver, ReceiverOptions};
/// let options = ReceiverOptions::new().path("/calls").secret("correct horse").capacity(10_000);
/// let receiver = Receiver::bind(&options)?;
/// assert!(receiver.url("/calls")?.ends_with("/calls?secret=correct%20horse"));
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ReceiverOptions {
    listen: String,
    paths: Vec<String>,
    pub(super) secret: Option<String>,
    pub(super) previous_secret: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) main: Room,
    pub(super) subscription: Room,
    pub(super) duplicates: Window,
    pub(super) spool: Option<PathBuf>,
    pub(super) spool_bytes: usize,
    pub(super) redis: Option<RedisOptions>,
    pub(super) unclaimed_event_ttl: Option<Duration>,
    pub(super) consent: Consent,
    pub(super) token_verifier: Option<TokenVerifierOptions>,
    pub(super) event_grid_headers: Vec<(String, String)>,
    pub(super) allowed_networks: Vec<String>,
    pub(super) trusted_proxies: Vec<String>,
    limits: Limits,
    handler_threads: Option<usize>,
    pub(super) certificate: Option<CertificateSource>,
    pub(super) clock: Clock,
}

impl Default for ReceiverOptions {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            paths: Vec::new(),
            secret: None,
            previous_secret: None,
            public_url: None,
            main: Room {
                events: 8192,
                bytes: 64 * MIB,
            },
            subscription: Room {
                events: 1024,
                bytes: 16 * MIB,
            },
            duplicates: Window {
                time: Duration::from_secs(600),
                memory: 16 * MIB,
            },
            spool: None,
            spool_bytes: 64 * MIB,
            redis: None,
            unclaimed_event_ttl: None,
            consent: Consent::default(),
            token_verifier: None,
            event_grid_headers: Vec::new(),
            allowed_networks: Vec::new(),
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            certificate: None,
            handler_threads: None,
            clock: Clock::system(),
        }
    }
}

impl ReceiverOptions {
    /// Creates options with all defaults: any free port of 127.0.0.1, path `/events`, no secret.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address that [`Receiver::bind`](super::Receiver::bind) listens on: `IP:PORT`, port
    /// 0 for any free port. Default: `127.0.0.1:0`, reachable from this machine only.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Adds a callback path. Compared exactly, up to the `?`; with `/*` at its end it stands for all
    /// paths below: `/events/*`. Default: `/events`, when none is added.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Sets the secret that requests must carry as `?secret=...`;
    /// [`Receiver::url`](super::Receiver::url) adds it to URLs. Default: none, any sender may
    /// deliver events.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Sets a second secret that is valid too: the previous one, still in the callback URLs of calls that
    /// began before this program restarted. Needs a [`secret`](Self::secret). Default: none.
    pub fn previous_secret(mut self, secret: impl Into<String>) -> Self {
        self.previous_secret = Some(secret.into());
        self
    }

    /// Sets the URL by which the service reaches this receiver, without the path:
    /// `https://bot.example.com`. Default: the address listened on.
    pub fn public_url(mut self, base: impl Into<String>) -> Self {
        self.public_url = Some(base.into());
        self
    }

    /// Sets the maximum number of unread events in the main queue: 1 to 1,000,000, default 8,192.
    /// Only an empty queue accepts more, in one request: Event Grid sends up to 5,000 at once.
    pub fn capacity(mut self, events: usize) -> Self {
        self.main.events = events;
        self
    }

    /// Sets the maximum number of bytes of unread events in the main queue: 1,024 to 64 GiB,
    /// default 64 MiB. The JSON of each event as it arrived counts
    /// ([`Event::raw`](crate::event::Event::raw)); in memory an event takes up to two and a half
    /// times that, and some hundred bytes. Only an empty queue accepts more, in one request of at
    /// most [`body_limit`](Self::body_limit).
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.main.bytes = bytes;
        self
    }

    /// Sets the maximum number of unread events in each subscription without a capacity of its own:
    /// 1 to 1,000,000, default 1,024. An empty one accepts all events of one request.
    pub fn subscription_capacity(mut self, events: usize) -> Self {
        self.subscription.events = events;
        self
    }

    /// Sets the maximum number of bytes of unread events in each subscription, counted as for
    /// [`capacity_bytes`](Self::capacity_bytes): 1,024 to 64 GiB, default 16 MiB. An empty one
    /// accepts all events of one request.
    pub fn subscription_capacity_bytes(mut self, bytes: usize) -> Self {
        self.subscription.bytes = bytes;
        self
    }

    /// Sets for how long events are remembered to detect repeated deliveries: up to a day, default
    /// 10 minutes; 0 detects none. They may be remembered for a sixth longer.
    pub fn duplicate_window(mut self, time: Duration) -> Self {
        self.duplicates.time = time;
        self
    }

    /// Sets how much memory the remembered events may need: 64 KiB to 1 GiB, default 16 MiB, which is
    /// enough for 800,000 events. When more arrive within the
    /// [`duplicate_window`](Self::duplicate_window), the oldest are forgotten early, which is logged and
    /// counted ([`Counters::forgotten`](super::Counters::forgotten)).
    pub fn duplicate_memory(mut self, bytes: usize) -> Self {
        self.duplicates.memory = bytes;
        self
    }

    /// Keeps accepted events in a file until they are confirmed ([`Received::done`](super::Received::done)):
    /// they are on the disk before the response with status 200, survive the end of the process, and are
    /// delivered again by the next receiver with this path. Repetitions are known across a restart. The file
    /// is created when it does not exist, readable for its owner alone. One receiver at a time. Needs
    /// the feature `spool`; without it creating the receiver fails with `Unsupported`. Default: none, events live
    /// in memory.
    pub fn spool(mut self, path: impl Into<PathBuf>) -> Self {
        self.spool = Some(path.into());
        self
    }

    /// Sets the maximum size of the events in the spool that are not confirmed, read or not: 1 MiB to 64
    /// GiB, default 64 MiB, which is some 50,000 events. Their JSON as it arrived counts; the file is larger.
    /// When it is reached, requests are refused with status 503. An empty spool accepts all events of one
    /// request.
    pub fn spool_bytes(mut self, bytes: usize) -> Self {
        self.spool_bytes = bytes;
        self
    }

    /// Keeps accepted events in Redis until they are confirmed ([`Received::done`](super::Received::done)), for
    /// several receivers behind a load balancer: whichever accepts an event, the consumer delivers it that
    /// has the call. [`Receiver::url`](super::Receiver::url) names this consumer, so that events of calls that it
    /// creates or answers come here. Not with a [`spool`](Self::spool). Needs the feature `redis`. Default: none.
    pub fn redis(mut self, options: RedisOptions) -> Self {
        self.redis = Some(options);
        self
    }

    /// Sets the time after which unread events of the main queue are dropped and counted as
    /// expired: more than 0, up to a day. For events that a dropped subscription gives back it
    /// starts then. For programs that read only subscriptions. Default: never.
    pub fn unclaimed_event_ttl(mut self, time: Duration) -> Self {
        self.unclaimed_event_ttl = Some(time);
        self
    }

    /// Adds a topic (the resource id of the Communication Services resource) whose Event Grid
    /// validation is accepted; others are then rejected. Compared without regard to case. Default:
    /// any topic.
    pub fn event_grid_topic(mut self, topic: impl Into<String>) -> Self {
        self.consent.topics.push(topic.into());
        self
    }

    /// Adds an origin (`eventgrid.azure.net`) whose CloudEvents handshake is accepted; others are
    /// then rejected. Default: any origin.
    pub fn webhook_origin(mut self, origin: impl Into<String>) -> Self {
        self.consent.origins.push(origin.into());
        self
    }

    /// Requires a bearer token of the service for this audience, the immutable resource id (a GUID) of the
    /// Communication Services resource: the short form of [`token_verifier`](Self::token_verifier) with all defaults.
    /// Default: none is required.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.token_verifier(TokenVerifierOptions::new(audience))
    }

    /// Requires a bearer token that these options accept, in the header `Authorization`. Otherwise the
    /// status is 401, or 503 while the keys to verify it with are not available. Needs the feature `tls`.
    /// Default: none is required.
    ///
    /// The service sends tokens with the events of calls, and Event Grid none: its deliveries are
    /// rejected too, unless [`event_grid_header`](Self::event_grid_header) is set.
    ///
    /// The first fetch of the keys begins with the receiver. When a token has an unknown key, a thread
    /// waits for the fetch of the keys, at most 11 s, but only half of
    /// [`handler_threads`](Self::handler_threads) do at a time, so that other requests are handled meanwhile.
    pub fn token_verifier(mut self, options: TokenVerifierOptions) -> Self {
        self.token_verifier = Some(options);
        self
    }

    /// Adds a header that deliveries of Event Grid must have, compared in constant time: a static delivery
    /// property of the subscription, marked as secret there. With several, one of them is enough, so
    /// that a value can be replaced. Events of Event Grid without it are rejected with status 401, even
    /// with a token, and with it no token is needed. Validation events and the CloudEvents handshake do not need it.
    /// Default: none is required.
    pub fn event_grid_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.event_grid_headers.push((name.into(), value.into()));
        self
    }

    /// Adds a network from which requests are accepted: `52.112.0.0/14`, `2603:1063::/38`, or one
    /// address. Requests from other addresses are rejected with status 403. Default: any address.
    ///
    /// Requests that are passed to an [`Inbox`](super::Inbox) need
    /// [`peer`](super::Request::peer) then.
    pub fn allowed_network(mut self, network: impl Into<String>) -> Self {
        self.allowed_networks.push(network.into());
        self
    }

    /// Adds a proxy, an address or a network, whose header `X-Forwarded-For` is believed: the source of its
    /// requests is the last address there that is not such a proxy itself. For
    /// [`allowed_network`](Self::allowed_network). Default: none, the header is ignored.
    pub fn trusted_proxy(mut self, network: impl Into<String>) -> Self {
        self.trusted_proxies.push(network.into());
        self
    }

    /// Sets the maximum size of a request body, in bytes: 1,024 to 64 MiB, default 1 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body_bytes = bytes;
        self
    }

    /// Sets the maximum number of connections: 1 to 10,000, default 256. One more closes one
    /// of the address with the most connections: there the oldest idle one, or else the oldest that
    /// sends a request or reads a response. Only for [`Receiver::bind`](super::Receiver::bind).
    pub fn max_connections(mut self, count: usize) -> Self {
        self.limits.connections = count;
        self
    }

    /// Sets the number of threads that handle requests: 1 to 64, default 2, and 32 with a
    /// [`spool`](Self::spool) or [`redis`](Self::redis), since as many requests wait for the store together. One more holds all
    /// connections. Only for [`Receiver::bind`](super::Receiver::bind).
    pub fn handler_threads(mut self, count: usize) -> Self {
        self.handler_threads = Some(count);
        self
    }

    /// Sets the time limit for the head of a request, from its first byte, and for a TLS handshake: more
    /// than 0, up to a day, default 10 s. Only for [`Receiver::bind`](super::Receiver::bind).
    pub fn head_timeout(mut self, time: Duration) -> Self {
        self.limits.head_time = time;
        self
    }

    /// Sets the time limit for the body of a request: more than 0, up to a day, default 30 s. After
    /// 10 s it also ends when less than 1,024 bytes have arrived for each further second. Only for
    /// [`Receiver::bind`](super::Receiver::bind).
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.limits.body_time = time;
        self
    }

    /// Sets the time after which an idle connection is closed: more than 0, up to a day, default 2
    /// minutes. Only for [`Receiver::bind`](super::Receiver::bind).
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_time = timeout;
        self
    }

    /// Sets the certificate with which [`Receiver::bind`](super::Receiver::bind) speaks TLS 1.2 and 1.3, as PEM
    /// text: the chain, the server's own certificate first, and its private key without a passphrase: RSA of
    /// 2048 to 4096 bits, ECDSA P-256 or P-384, or Ed25519. It is checked when the receiver is created, and
    /// [`Receiver::set_certificate`](super::Receiver::set_certificate) replaces it later. Needs feature `server_tls`.
    /// Default: none, plain http.
    ///
    /// The limits of the head of a request hold for the handshake too: [`head_timeout`](Self::head_timeout),
    /// 16 KiB, and the number of connections.
    pub fn certificate(mut self, chain: impl Into<String>, private_key: impl Into<String>) -> Self {
        self.certificate = Some(CertificateSource::pem(chain, private_key));
        self
    }

    /// Sets the certificate as [`certificate`](Self::certificate) does, by the paths of two PEM files. They
    /// are read when the receiver is created, and again by
    /// [`Receiver::reload_certificate`](super::Receiver::reload_certificate).
    pub fn certificate_files(
        mut self,
        chain: impl Into<PathBuf>,
        private_key: impl Into<PathBuf>,
    ) -> Self {
        self.certificate = Some(CertificateSource::Files {
            chain: chain.into(),
            key: private_key.into(),
        });
        self
    }

    /// Sets the clock for `unclaimed_event_ttl`. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    pub(super) fn paths(&self) -> Vec<String> {
        if self.paths.is_empty() {
            vec![DEFAULT_PATH.to_owned()]
        } else {
            self.paths.clone()
        }
    }

    pub(super) fn limits(&self) -> Limits {
        let mut limits = self.limits.clone();
        let default = if self.spool.is_some() || self.redis.is_some() {
            STORE_HANDLER_THREADS
        } else {
            limits.handler_threads
        };
        limits.handler_threads = self.handler_threads.unwrap_or(default);
        limits
    }

    #[doc(hidden)]
    pub fn address(&self) -> Result<SocketAddr> {
        self.listen.parse().map_err(|_| {
            Error::invalid(
                field::LISTEN_ADDRESS,
                "must be IP:PORT, as in 127.0.0.1:8080",
            )
        })
    }

    /// Checks everything that does not depend on the engine.
    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        self.check_texts()?;
        check_count(field::CAPACITY, self.main.events, 1, MAX_EVENTS)?;
        check_bytes(field::CAPACITY_BYTES, self.main.bytes)?;
        check_capacity(self.subscription.events)?;
        check_bytes(field::SUBSCRIPTION_CAPACITY_BYTES, self.subscription.bytes)?;
        if self.duplicates.time > MAX_TIME {
            return Err(Error::invalid(
                field::DUPLICATE_WINDOW,
                "must be at most a day",
            ));
        }
        check_count(
            field::DUPLICATE_MEMORY,
            self.duplicates.memory,
            64 * KIB,
            1024 * MIB,
        )?;
        check_count(field::BODY_LIMIT, self.limits.body_bytes, KIB, 64 * MIB)?;
        check_count(field::MAX_CONNECTIONS, self.limits.connections, 1, 10_000)?;
        check_count(field::HANDLER_THREADS, self.limits().handler_threads, 1, 64)?;
        if let Some(path) = &self.spool {
            store::check_path(path)?;
        }
        if let Some(redis) = &self.redis {
            redis.check()?;
            redis.check_together()?;
            if self.spool.is_some() {
                return Err(Error::invalid(
                    field::REDIS,
                    "cannot be combined with a spool",
                ));
            }
        }
        if self.spool_bytes < MIB || self.spool_bytes as u64 > MAX_BYTES {
            return Err(Error::invalid(
                field::SPOOL_BYTES,
                "must be 1 MiB to 64 GiB",
            ));
        }
        for (field, time) in [
            (field::HEAD_TIMEOUT, self.limits.head_time),
            (field::BODY_TIMEOUT, self.limits.body_time),
            (field::IDLE_TIMEOUT, self.limits.idle_time),
            (
                field::UNCLAIMED_EVENT_TTL,
                self.unclaimed_event_ttl.unwrap_or(MAX_TIME),
            ),
        ] {
            if time.is_zero() || time > MAX_TIME {
                return Err(Error::invalid(
                    field,
                    "must be more than 0 and at most a day",
                ));
            }
        }
        Ok(())
    }

    fn check_texts(&self) -> Result<()> {
        self.paths.iter().try_for_each(|path| paths::check(path))?;
        if let Some(tokens) = &self.token_verifier {
            tokens.check()?;
        }
        for (name, value) in &self.event_grid_headers {
            access::check_header(name, value)?;
        }
        Networks::parse(&self.allowed_networks, &self.trusted_proxies)?;
        let bad = |text: &String| text.is_empty() || text.contains(char::is_control);
        if let Some(secret) = &self.secret {
            secrets::check(field::SECRET, secret)?;
        }
        if let Some(previous) = &self.previous_secret {
            secrets::check(field::PREVIOUS_SECRET, previous)?;
            if self.secret.is_none() {
                return Err(Error::invalid(
                    field::SECRET,
                    "is missing: with a previous secret alone any sender may deliver events",
                ));
            }
        }
        if self.consent.topics.iter().any(bad) {
            return Err(Error::invalid(field::EVENT_GRID_TOPIC, "must not be empty"));
        }
        if self.consent.origins.iter().any(bad) {
            return Err(Error::invalid(field::WEBHOOK_ORIGIN, "must not be empty"));
        }
        if let Some(base) = &self.public_url {
            let host = base
                .strip_prefix("https://")
                .or_else(|| base.strip_prefix("http://"));
            let clean = base
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"?#".contains(&byte));
            if !clean || host.is_none_or(|host| host.is_empty() || host.starts_with('/')) {
                return Err(Error::invalid(
                    field::PUBLIC_URL,
                    "must be http(s)://HOST without a query",
                ));
            }
        }
        Ok(())
    }
}

/// Checks the capacity of a subscription.
pub(super) fn check_capacity(events: usize) -> Result<()> {
    check_count(field::SUBSCRIPTION_CAPACITY, events, 1, MAX_EVENTS)
}

fn check_bytes(field: &'static str, bytes: usize) -> Result<()> {
    if bytes >= KIB && bytes as u64 <= MAX_BYTES {
        Ok(())
    } else {
        Err(Error::invalid(field, "must be 1024 bytes to 64 GiB"))
    }
}

pub(super) fn check_count(
    field: &'static str,
    value: usize,
    least: usize,
    most: usize,
) -> Result<()> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Error::invalid(field, format!("must be {least} to {most}")))
    }
}

impl fmt::Debug for ReceiverOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverOptions")
            .field("listen", &self.listen)
            .field("paths", &self.paths)
            .field("secret", &self.secret.as_ref().map(|_| "***"))
            .field(
                "previous_secret",
                &self.previous_secret.as_ref().map(|_| "***"),
            )
            .field("public_url", &self.public_url)
            .field("capacity", &self.main.events)
            .field("capacity_bytes", &self.main.bytes)
            .field("subscription_capacity", &self.subscription.events)
            .field("subscription_capacity_bytes", &self.subscription.bytes)
            .field("duplicates", &self.duplicates)
            .field("spool", &self.spool)
            .field("spool_bytes", &self.spool_bytes)
            .field("unclaimed_event_ttl", &self.unclaimed_event_ttl)
            .field("consent", &self.consent)
            .field("token_verifier", &self.token_verifier)
            .field("event_grid_headers", &self.event_grid_headers.len())
            .field("allowed_networks", &self.allowed_networks)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("limits", &self.limits())
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}
