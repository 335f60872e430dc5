//! Options of a store in Redis, which several receivers and consumers share.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::field;

const MAX_PARTITIONS: usize = 1024;
const MAX_EVENTS: usize = 1_000_000_000;
const MAX_PREFETCH: usize = 100_000;
const MAX_REPLICAS: usize = 16;
const MAX_LEASE: Duration = Duration::from_secs(3600);

/// When accepted events count as stored. Each choice waits before the response with status 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// When Redis has them in memory. They survive the end of receivers and consumers, and of Redis itself as
    /// far as its own persistence is configured.
    #[default]
    Memory,
    /// When they are on the disk of Redis, synced: with `WAITAOF` from Redis 7.2 on; before, only with
    /// `appendfsync always`, which is checked when the receiver is created.
    Synced,
    /// When so many replicas have them too (`WAIT`), within 1 s: 1 to 16. Otherwise the request is refused with
    /// status 503, and the sender delivers it again.
    Replicas(usize),
}

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
    pub(super) prefix: String,
    pub(super) member: Option<String>,
    pub(super) partitions: usize,
    pub(super) lease: Duration,
    pub(super) max_events: usize,
    pub(super) prefetch: usize,
    pub(super) durability: Durability,
    pub(super) consumes: bool,
}

impl RedisOptions {
    /// Creates options for the Redis at this URL: `redis://USER:PASSWORD@HOST:PORT/DATABASE`, all but the host
    /// may be left out; `rediss://` for TLS (feature `redis_tls`), `unix:///path` for a socket of this machine.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            urls: vec![url.into()],
            prefix: "acs".to_owned(),
            member: None,
            partitions: 64,
            lease: Duration::from_secs(10),
            max_events: 1_000_000,
            prefetch: 1024,
            durability: Durability::default(),
            consumes: true,
        }
    }

    /// Adds the URL of another server of the same data, a replica that may become the primary. Connections are
    /// made to the first one that is reachable and a primary. Default: none.
    pub fn fallback(mut self, url: impl Into<String>) -> Self {
        self.urls.push(url.into());
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

    /// Sets when events count as stored. Default: [`Durability::Memory`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
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

    pub(super) fn check(&self) -> Result<()> {
        let schemes = ["redis://", "rediss://", "unix://"];
        let is_url = |url: &String| schemes.iter().any(|scheme| url.starts_with(scheme));
        if !self.urls.iter().all(is_url) {
            return Err(Error::invalid(
                field::REDIS_URL,
                "must start with redis://, rediss:// or unix://",
            ));
        }
        check_name(field::REDIS_PREFIX, &self.prefix, "-_.:")?;
        if let Some(member) = &self.member {
            check_name(field::REDIS_MEMBER, member, "-_.")?;
        }
        for (field, count, most) in [
            (field::REDIS_PARTITIONS, self.partitions, MAX_PARTITIONS),
            (field::REDIS_MAX_EVENTS, self.max_events, MAX_EVENTS),
            (field::REDIS_PREFETCH, self.prefetch, MAX_PREFETCH),
        ] {
            super::options::check_count(field, count, 1, most)?;
        }
        if let Durability::Replicas(count) = self.durability {
            super::options::check_count(field::REDIS_REPLICAS, count, 1, MAX_REPLICAS)?;
        }
        if self.lease < Duration::from_secs(1) || self.lease > MAX_LEASE {
            return Err(Error::invalid(field::REDIS_LEASE, "must be 1 s to an hour"));
        }
        Ok(())
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

fn check_name(field: &'static str, name: &str, others: &str) -> Result<()> {
    let clean = |letter: char| letter.is_ascii_alphanumeric() || others.contains(letter);
    if (1..=64).contains(&name.len()) && name.chars().all(clean) {
        return Ok(());
    }
    let rule = format!("must be 1 to 64 letters, digits or {others}");
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
