//! Options of a store in Redis, which several receivers and consumers share.

use std::fmt;
use std::time::Duration;

use super::options::check_count;
use crate::error::{Error, Result};
use crate::field;

const MAX_PARTITIONS: usize = 1024;
const MAX_EVENTS: usize = 1_000_000_000;
const MAX_PREFETCH: usize = 100_000;
const MAX_REPLICAS: usize = 16;
/// Of Sentinels and servers that they name.
const SENTINEL_SCHEMES: [&str; 2] = ["redis://", "rediss://"];
const MAX_LEASE: Duration = Duration::from_secs(3600);

/// Options of a store of events in Redis 6.2 or newer, or Valkey: what any receiver accepts, one of the consumers
/// delivers. Every option but the URL has a default.
///
/// ```
/// use acs_call_automation::receiver::{ReceiverOptions, RedisOptions};
/// let redis = RedisOptions::new("redis://10.0.0.5:6379").member("pbx-1");
/// let options = ReceiverOptions::new().redis(redis);
/// # let _ = options;
/// ```
#[derive(Clone)]
#[must_use]
pub struct RedisOptions {
    pub(super) urls: Vec<String>,
    pub(super) sentinel_urls: Vec<String>,
    sentinel_group: Option<String>,
    pub(super) prefix: String,
    pub(super) member: Option<String>,
    pub(super) partitions: usize,
    pub(super) lease: Duration,
    pub(super) max_events: usize,
    pub(super) prefetch: usize,
    pub(super) synced: bool,
    pub(super) replicas: usize,
    pub(super) consumes: bool,
}

impl RedisOptions {
    /// Creates options for the Redis at this URL: `redis://USER:PASSWORD@HOST:PORT/DATABASE`, all but the host
    /// may be left out; `rediss://` for TLS (feature `redis_tls`), `unix:///path` for a socket of this machine.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            urls: vec![url.into()],
            sentinel_urls: Vec::new(),
            sentinel_group: None,
            prefix: "acs".to_owned(),
            member: None,
            partitions: 64,
            lease: Duration::from_secs(10),
            max_events: 1_000_000,
            prefetch: 1024,
            synced: false,
            replicas: 0,
            consumes: true,
        }
    }

    /// Adds the URL of another server of the same data, a replica that may become the primary. Connections are
    /// made to the first one that is reachable and a primary. Default: none. Not beside
    /// [`sentinel_url`](Self::sentinel_url).
    pub fn fallback_url(mut self, url: impl Into<String>) -> Self {
        self.urls.push(url.into());
        self
    }

    /// Adds the URL of a Sentinel: `redis://10.0.0.7:26379`, with the user and password of the Sentinel, if it has any,
    /// `rediss://` for TLS. Each new connection is made to the primary that the first reachable Sentinel names; of
    /// the URL of Redis only user, password, database and TLS are used then, not host and port. Default: none.
    pub fn sentinel_url(mut self, url: impl Into<String>) -> Self {
        self.sentinel_urls.push(url.into());
        self
    }

    /// Sets the name that the Sentinels have for the primary and its replicas (`sentinel monitor NAME ...`): 1 to 64
    /// letters, digits, `-`, `_` or `.`, default `mymaster`. Needs a [`sentinel_url`](Self::sentinel_url).
    pub fn sentinel_group(mut self, name: impl Into<String>) -> Self {
        self.sentinel_group = Some(name.into());
        self
    }

    /// Sets the beginning of all keys: 1 to 64 letters, digits, `-`, `_`, `.` or `:`, default `acs`. Receivers and
    /// consumers with the same prefix share events.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the name of this consumer: 1 to 64 letters, digits, `-`, `_` or `.`, unique among running processes. A
    /// process that is started again with its name gets the unconfirmed events of its calls at once. When two
    /// processes have one name, the later one consumes. Default: a random name.
    pub fn member(mut self, name: impl Into<String>) -> Self {
        self.member = Some(name.into());
        self
    }

    /// Sets the number of parts into which calls are divided among consumers: 1 to 1,024, default 64. All
    /// processes with one prefix need the same; the first one decides, others fail with `InvalidInput`.
    pub fn partitions(mut self, count: usize) -> Self {
        self.partitions = count;
        self
    }

    /// Sets the time after which the events of a consumer that gives no sign of life are delivered to others: 1 s
    /// to an hour, default 10 s. It gives one four times as often.
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time;
        self
    }

    /// Sets the maximum number of events in Redis that are not confirmed: 1 to 1,000,000,000, default 1,000,000.
    /// Beyond it requests are refused with status 503.
    pub fn max_events(mut self, count: usize) -> Self {
        self.max_events = count;
        self
    }

    /// Sets the number of events that this consumer has at a time, unread or not confirmed, before it gets no
    /// new ones: 1 to 100,000, default 1,024.
    pub fn prefetch(mut self, count: usize) -> Self {
        self.prefetch = count;
        self
    }

    /// Sets whether a request is acknowledged only when its events are on the disk of Redis, synced: with
    /// `WAITAOF` from Redis 7.2 on; before, Redis needs `appendfsync always`, which is checked when the receiver is
    /// created. Default: false, they are as durable as Redis is configured.
    pub fn synced(mut self, yes: bool) -> Self {
        self.synced = yes;
        self
    }

    /// Sets how many replicas must have the events of a request too before it is acknowledged (`WAIT`): 0 to 16,
    /// default 0. When they do not within 1 s, the status is 503, and the sender delivers the events again.
    pub fn replicas(mut self, count: usize) -> Self {
        self.replicas = count;
        self
    }

    /// Sets whether this process is a consumer. With `false` it accepts events for others only. Default: true.
    pub fn consume(mut self, yes: bool) -> Self {
        self.consumes = yes;
        self
    }

    /// The name of this consumer, a random one if none is set.
    pub(super) fn member_name(&self) -> Result<String> {
        self.member.clone().map_or_else(random_name, Ok)
    }

    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        for (number, url) in self.urls.iter().enumerate() {
            let field = match number {
                0 => field::REDIS_URL,
                _ => field::REDIS_FALLBACK_URL,
            };
            check_url(field, url, &["redis://", "rediss://", "unix://"])?;
        }
        for url in &self.sentinel_urls {
            check_url(field::REDIS_SENTINEL_URL, url, &SENTINEL_SCHEMES)?;
        }
        check_name(field::REDIS_SENTINEL_GROUP, self.group(), "-_.")?;
        check_name(field::REDIS_PREFIX, &self.prefix, "-_.:")?;
        if let Some(member) = &self.member {
            check_name(field::REDIS_MEMBER, member, "-_.")?;
        }
        for (field, count, least, most) in [
            (field::REDIS_PARTITIONS, self.partitions, 1, MAX_PARTITIONS),
            (field::REDIS_MAX_EVENTS, self.max_events, 1, MAX_EVENTS),
            (field::REDIS_PREFETCH, self.prefetch, 1, MAX_PREFETCH),
            (field::REDIS_REPLICAS, self.replicas, 0, MAX_REPLICAS),
        ] {
            check_count(field, count, least, most)?;
        }
        if self.lease < Duration::from_secs(1) || self.lease > MAX_LEASE {
            return Err(Error::invalid(field::REDIS_LEASE, "must be 1 s to an hour"));
        }
        Ok(())
    }

    /// What the options must be together; in C each of them is checked when it is set.
    pub(super) fn check_together(&self) -> Result<()> {
        if self.sentinel_urls.is_empty() {
            return match self.sentinel_group {
                Some(_) => {
                    let rule = "needs a sentinel url";
                    Err(Error::invalid(field::REDIS_SENTINEL_GROUP, rule))
                }
                None => Ok(()),
            };
        }
        if self.urls.len() > 1 {
            let rule = "must not be set beside a sentinel url: Sentinel names the primary";
            return Err(Error::invalid(field::REDIS_FALLBACK_URL, rule));
        }
        let mut urls = self.urls.iter();
        urls.try_for_each(|url| check_url(field::REDIS_URL, url, &SENTINEL_SCHEMES))
    }

    /// The name that the Sentinels have for the primary and its replicas.
    pub(super) fn group(&self) -> &str {
        self.sentinel_group.as_deref().unwrap_or("mymaster")
    }
}

pub(super) fn random_name() -> Result<String> {
    let mut bytes = [0; 8];
    getrandom::getrandom(&mut bytes).map_err(|error| {
        Error::system(
            "no random numbers",
            std::io::Error::other(error.to_string()),
        )
    })?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

fn check_url(field: &'static str, url: &str, schemes: &[&str]) -> Result<()> {
    if schemes.iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(());
    }
    let rule = format!("must start with {}", schemes.join(" or "));
    Err(Error::invalid(field, rule))
}

fn check_name(field: &'static str, name: &str, others: &str) -> Result<()> {
    let clean = |letter: char| letter.is_ascii_alphanumeric() || others.contains(letter);
    if (1..=64).contains(&name.len()) && name.chars().all(clean) {
        return Ok(());
    }
    let rule = format!("must be 1 to 64 letters, digits, or one of {others}");
    Err(Error::invalid(field, &rule))
}

/// Without the URLs, which may contain a password.
impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisOptions")
            .field("prefix", &self.prefix)
            .field("member", &self.member)
            .field("partitions", &self.partitions)
            .finish_non_exhaustive()
    }
}
