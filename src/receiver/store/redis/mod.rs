//! A store in Redis, for several receivers and consumers: what any of them accepts, the consumer delivers that owns
//! its stream.
//!
//! Events of a call are in one stream, in the sequence in which they were accepted: in that of the member named in their
//! callback URL, or else in that of a partition, by the call connection id. A stream has one owner at a time; members
//! give signs of life, and what a dead one owned goes to others. Entries are removed when they are confirmed. Scripts
//! make each step one that Redis carries out as a whole.

mod connections;
mod consumer;
mod holdings;
mod link;
mod sentinel;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::{Script, cmd};

use self::connections::Connections;
use self::consumer::Consumer;
use self::holdings::Holdings;
use super::{Accepted, EventStore, Wake};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StoreId};
use crate::field;
use crate::receiver::dedup::{Fingerprint, Fingerprints, Window, warn_of_other_content};
use crate::receiver::paths::MEMBER_PARAMETER;
use crate::receiver::queue::Owner;
use crate::receiver::redis::RedisOptions;

pub(super) struct RedisStore {
    shared: Arc<Shared>,
    /// `None` when this process only accepts.
    consumer: Option<Consumer>,
}

/// What handlers of requests, the application's threads and the consumer's thread share.
struct Shared {
    connections: Connections,
    keys: Keys,
    member: String,
    options: RedisOptions,
    window: Window,
    fingerprints: Fingerprints,
    holdings: Mutex<Holdings>,
    scripts: Scripts,
}

struct Scripts {
    accept: Script,
    confirm: Script,
    member: Script,
    release: Script,
}

/// Names of keys. The braces keep all of them in one slot of a cluster.
struct Keys {
    base: String,
}

impl Keys {
    fn stream(&self, name: &str) -> String {
        format!("{}:events:{name}", self.base)
    }
}

impl RedisStore {
    pub(super) fn open(options: &RedisOptions, member: &str, window: Window) -> Result<Self> {
        let connections = Connections::open(options)?;
        let keys = Keys {
            base: format!("{{{}}}", options.prefix),
        };
        let fingerprints = Fingerprints::Kept(settle(&connections, &keys, options.partitions)?);
        let shared = Arc::new(Shared {
            connections,
            keys,
            member: member.to_owned(),
            options: options.clone(),
            window,
            fingerprints,
            holdings: Mutex::default(),
            scripts: Scripts {
                accept: Script::new(include_str!("accept.lua")),
                confirm: Script::new(include_str!("confirm.lua")),
                member: Script::new(include_str!("member.lua")),
                release: Script::new(include_str!("release.lua")),
            },
        });
        let consumer = options.consumes.then(|| Consumer::new(shared.clone()));
        Ok(Self { shared, consumer })
    }
}

impl EventStore for RedisStore {
    fn accept(&self, events: Vec<Event>) -> Result<Accepted> {
        let shared = &*self.shared;
        let count = events.len();
        let mut script = shared.scripts.accept.key(&shared.keys.base);
        script.arg(millis(shared.window.time));
        script.arg(shared.options.max_events);
        for event in &events {
            let hashes = shared.fingerprints.of(event).map(Fingerprint::hashes);
            let text = |hash: u64| format!("{hash:016x}");
            let (id, content) = match hashes {
                Some((id, content)) => (text(id), text(content)),
                None => (String::new(), String::new()),
            };
            let (member, query) = member_and_rest(event.callback_query().unwrap_or_default());
            let is_of_call = matches!(Owner::of(event), Some(Owner::Call(_)));
            script
                .arg(id)
                .arg(content)
                .arg(if is_of_call { member } else { "" });
            script.arg(partition(event, shared.options.partitions));
            script.arg(event.callback_path().unwrap_or_default());
            script.arg(query).arg(event.raw());
        }
        // Repeated after a failure it finds what it has stored: of events without an id, which nothing can
        // recognize, there may be two then.
        let stored: Vec<i64> = shared.connections.run(|connection| {
            let stored = script.invoke(connection)?;
            shared.connections.await_durable(connection)?;
            Ok(stored)
        })?;
        let Some((new, rest)) = stored.split_first().filter(|(new, _)| **new >= 0) else {
            return Ok(Accepted::Full);
        };
        let others = rest.iter().skip(1);
        others
            .filter_map(|number| events.get(usize::try_from(*number).ok()?))
            .for_each(warn_of_other_content);
        let new = usize::try_from(*new).unwrap_or(count).min(count);
        Ok(Accepted::Stored {
            new,
            repeated: count - new,
            forgotten: 0,
        })
    }

    fn deliver(&self, most: usize) -> Result<Vec<Event>> {
        let consumer = self.consumer.as_ref();
        Ok(consumer.map_or(Vec::new(), |it| it.deliver(most)))
    }

    fn confirm(&self, ids: &[StoreId]) -> Result<()> {
        let shared = &*self.shared;
        let places = shared.holdings().places(ids);
        if places.is_empty() {
            return Ok(());
        }
        let mut script = shared.scripts.confirm.key(&shared.keys.base);
        script.arg(&shared.member);
        for (stream, entry) in &places {
            script.arg(&**stream).arg(entry.to_string());
        }
        let lost: Vec<usize> = shared.connections.run(|connection| {
            let lost = script.invoke(connection)?;
            shared.connections.await_durable(connection)?;
            Ok(lost)
        })?;
        shared.holdings().confirmed(&places);
        if let Some(consumer) = &self.consumer {
            consumer.has_room();
        }
        if lost.is_empty() {
            return Ok(());
        }
        let (lost, all) = (lost.len(), places.len());
        let what = format!("{lost} of {all} events were delivered to another consumer meanwhile");
        Err(Error::new(ErrorKind::Closed, what)
            .with_hint("The lease ended, or the events took longer than it: both processes may have handled them"))
    }

    fn take(&self, id: StoreId) -> bool {
        self.shared.holdings().take(id, Instant::now())
    }

    fn start(&self, wake: Wake) -> Result<()> {
        match &self.consumer {
            Some(consumer) => consumer.start(wake),
            None => Ok(()),
        }
    }

    fn leave(&self) {
        if let Some(consumer) = &self.consumer {
            consumer.leave();
        }
    }

    fn is_shared(&self) -> bool {
        true
    }
}

impl Shared {
    fn holdings(&self) -> MutexGuard<'_, Holdings> {
        self.holdings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key of fingerprints that all processes with one prefix share, after the first one has made it. They must agree
/// on the number of partitions too.
fn settle(connections: &Connections, keys: &Keys, partitions: usize) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::getrandom(&mut key).map_err(|error| {
        Error::system(
            "no random numbers",
            std::io::Error::other(error.to_string()),
        )
    })?;
    let settings = format!("{}:settings", keys.base);
    let own = key.to_vec();
    let (key, agreed): (Vec<u8>, usize) = connections.run(|connection| {
        cmd("HSETNX")
            .arg(&settings)
            .arg("key")
            .arg(&own)
            .exec(connection)?;
        cmd("HSETNX")
            .arg(&settings)
            .arg("partitions")
            .arg(partitions)
            .exec(connection)?;
        let mut get = cmd("HMGET");
        Ok(get
            .arg(&settings)
            .arg("key")
            .arg("partitions")
            .query(connection)?)
    })?;
    if agreed != partitions {
        return Err(Error::invalid(
            field::REDIS_PARTITIONS,
            format!("must be {agreed}, as for the other processes with this prefix"),
        ));
    }
    key.try_into()
        .map_err(|_| Error::invalid(field::REDIS_PREFIX, "names keys of another program"))
}

/// The member that the query of a callback URL names, and the query without it.
fn member_and_rest(query: &str) -> (&str, String) {
    let is_member = |pair: &&str| pair.split('=').next() == Some(MEMBER_PARAMETER);
    let member = query.split('&').find(is_member);
    let member = member.and_then(|pair| pair.split_once('='));
    let rest: Vec<&str> = query.split('&').filter(|pair| !is_member(pair)).collect();
    (member.map_or("", |(_, member)| member), rest.join("&"))
}

/// The partition of an event: the same one for all events of a call, at each process and version.
fn partition(event: &Event, partitions: usize) -> usize {
    let id = event.call_connection_id().unwrap_or_else(|| event.id());
    // FNV-1a: short and stable; nothing depends on how hard it is to find two ids of one partition.
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash % partitions.max(1) as u64).unwrap_or(0)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
