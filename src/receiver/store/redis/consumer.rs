//! The thread of a consumer: gives signs of life, reads the streams that it owns, gives others back.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use redis::{Connection, FromRedisValue, Value, cmd};

use super::connections::{Failure, Outcome};
use super::holdings::EntryId;
use super::link::Link;
use super::{Shared, millis};
use crate::error::{Error, Result};
use crate::event::{Event, StoreId};
use crate::platform;
use crate::receiver::redis::random_name;
use crate::receiver::store::Wake;

/// How long Redis waits for events before it responds without: a closing receiver waits for that.
const BLOCK: Duration = Duration::from_millis(500);
/// How many entries are claimed at a time.
const CLAIM: usize = 500;
/// The pause after a failure, and before a process reads that has the name of one before: a response that Redis
/// gives a process or connection that is gone comes before that.
const PAUSE: Duration = Duration::from_millis(750);

pub(super) struct Consumer {
    shared: Arc<Shared>,
    state: Arc<Signal>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Read, and not in a queue yet.
    ready: VecDeque<Event>,
    /// Reads no more, and gives back what it owns.
    leaves: bool,
    /// Ends at once.
    ends: bool,
}

/// What the thread has for itself.
struct Reader {
    shared: Arc<Shared>,
    state: Arc<Signal>,
    /// Of this process among those that had the name of the member.
    token: String,
    /// When the next sign of life is due.
    next: Instant,
    /// A failure was logged.
    failed: bool,
    /// Entries are read from the next sign of life on.
    waits: bool,
    wake: Wake,
}

impl Consumer {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            state: Arc::default(),
            thread: Mutex::default(),
        }
    }

    /// Gives the first sign of life, and starts the thread: it calls `wake` when there are events to deliver.
    pub(super) fn start(&self, wake: Wake) -> Result<()> {
        let mut reader = Reader {
            shared: self.shared.clone(),
            state: self.state.clone(),
            token: random_name()?,
            next: Instant::now(),
            failed: false,
            waits: false,
            wake,
        };
        let mut connection = self.shared.connections.connect()?;
        reader
            .give_sign_of_life(&mut connection, true)
            .map_err(Failure::into_error)?;
        let thread = platform::spawn("redis", move || reader.run(Some(connection)));
        let thread = thread.map_err(|cause| Error::system("cannot start a thread", cause))?;
        *self.thread() = Some(thread);
        Ok(())
    }

    pub(super) fn deliver(&self, most: usize) -> Vec<Event> {
        let mut state = lock(&self.state);
        let count = state.ready.len().min(most);
        state.ready.drain(..count).collect()
    }

    /// Events were confirmed.
    pub(super) fn has_room(&self) {
        self.state.changed.notify_all();
    }

    fn thread(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn leave(&self) {
        lock(&self.state).leaves = true;
        self.shared.holdings().leave_all(Instant::now());
        self.state.changed.notify_all();
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        lock(&self.state).ends = true;
        self.state.changed.notify_all();
        let thread = self.thread().take();
        if let Some(thread) = thread {
            // The thread has the last handle when it wakes a receiver that is dropped meanwhile.
            let is_itself = platform::is_library_thread()
                && thread.thread().id() == std::thread::current().id();
            if !is_itself {
                let _ = thread.join();
            }
        }
    }
}

impl Reader {
    fn run(mut self, mut connection: Option<Link>) {
        loop {
            let (leaves, ends) = {
                let state = lock(&self.state);
                (state.leaves, state.ends)
            };
            let mut working = match connection.take() {
                Some(connection) => connection,
                // Redis did not respond just now: what it owns others get after the lease.
                None if ends => return,
                None => match self.shared.connections.connect() {
                    Ok(connection) => connection,
                    Err(error) => {
                        self.report(&error);
                        self.pause(PAUSE);
                        continue;
                    }
                },
            };
            let left = leaves
                && !self.shared.holdings().is_leaving()
                && self.shared.holdings().read().is_empty();
            if ends || left {
                // What it still owns others get after the lease, if this fails.
                let _ = self.release(&mut working, true, ends);
                return;
            }
            match self.step(&mut working, leaves) {
                Ok(Step::Continue) => connection = Some(working),
                Ok(Step::Superseded) => {
                    log::error!(
                        "receiver: another process consumes as the member {:?} of Redis; this one gets no more events",
                        self.shared.member
                    );
                    self.shared.holdings().lose_all();
                    return;
                }
                Err(failure) => {
                    self.shared.holdings().may_have_missed();
                    self.next = Instant::now();
                    self.report(&failure.into_error());
                    self.pause(PAUSE);
                }
            }
        }
    }

    /// One round: a sign of life if it is time, and new events if there is room.
    fn step(&mut self, connection: &mut Connection, leaves: bool) -> Outcome<Step> {
        if Instant::now() >= self.next && !self.give_sign_of_life(connection, false)? {
            return Ok(Step::Superseded);
        }
        self.release(connection, false, false)?;
        if std::mem::take(&mut self.failed) {
            log::info!("receiver: Redis is reachable again");
        }
        let (streams, unconfirmed) = {
            let holdings = self.shared.holdings();
            (holdings.read(), holdings.unconfirmed())
        };
        let room = self.shared.options.prefetch.saturating_sub(unconfirmed);
        let left = self.next.saturating_duration_since(Instant::now());
        if leaves || self.waits || streams.is_empty() || room == 0 {
            self.pause(left.min(BLOCK));
            return Ok(Step::Continue);
        }
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg("consumers").arg(&self.shared.member);
        read.arg("COUNT").arg(room.div_ceil(streams.len()));
        read.arg("BLOCK")
            .arg(millis(left.clamp(Duration::from_millis(1), BLOCK)))
            .arg("STREAMS");
        streams.iter().for_each(|name| {
            read.arg(self.shared.keys.stream(name));
        });
        streams.iter().for_each(|_| {
            read.arg(">");
        });
        let parts: Vec<(String, Vec<Value>)> = match read.query::<Value>(connection)? {
            Value::Nil => return Ok(Step::Continue),
            parts => pairs(parts)?,
        };
        for (key, entries) in parts {
            let Some(name) = streams
                .iter()
                .find(|name| self.shared.keys.stream(name) == key)
            else {
                continue;
            };
            self.deliver(name, entries)?;
        }
        Ok(Step::Continue)
    }

    /// Returns false when a later process has the name of this member.
    fn give_sign_of_life(&mut self, connection: &mut Connection, starts: bool) -> Outcome<bool> {
        let shared = self.shared.clone();
        let now = Instant::now();
        let lease = shared.options.lease;
        let leaves = lock(&self.state).leaves;
        let mut script = shared.scripts.member.key(&shared.keys.base);
        script
            .arg(&shared.member)
            .arg(&self.token)
            .arg(millis(lease));
        script
            .arg(shared.options.partitions)
            .arg(u8::from(!leaves))
            .arg(u8::from(starts));
        let streams: Option<Vec<String>> = script.invoke(connection)?;
        let Some(streams) = streams else {
            return Ok(false);
        };
        let mut parts = streams.split(String::is_empty);
        let owned = parts.next().unwrap_or_default();
        let surplus = parts.next().unwrap_or_default();
        let acquired = shared.holdings().update(owned, surplus, now, now + lease);
        self.next = now + lease / 4;
        self.waits = starts && owned.iter().any(|name| !name.starts_with('+'));
        if self.waits {
            shared.holdings().may_have_missed();
            self.next = now + PAUSE;
            return Ok(true);
        }
        for name in acquired {
            shared.holdings().set_claimed(&name, true);
            let claimed = self.claim(connection, &name);
            shared.holdings().set_claimed(&name, false);
            claimed?;
        }
        Ok(true)
    }

    /// Reads the entries of a stream that were delivered before, to this process or to others.
    fn claim(&mut self, connection: &mut Connection, name: &str) -> Outcome<()> {
        let mut start = "0-0".to_owned();
        loop {
            let mut claim = cmd("XAUTOCLAIM");
            claim
                .arg(self.shared.keys.stream(name))
                .arg("consumers")
                .arg(&self.shared.member);
            claim.arg(0).arg(&start).arg("COUNT").arg(CLAIM);
            let parts: Vec<Value> = claim.query(connection)?;
            let mut parts = parts.into_iter();
            let next: String = parts
                .next()
                .map_or(Ok(String::new()), String::from_redis_value)?;
            let entries = parts.next().map_or(Ok(Vec::new()), Vec::from_redis_value)?;
            self.deliver(name, entries)?;
            if next.is_empty() || next == "0-0" {
                return Ok(());
            }
            start = next;
        }
    }

    /// Queues entries that were read.
    fn deliver(&mut self, name: &str, entries: Vec<Value>) -> Outcome<()> {
        let mut events = Vec::with_capacity(entries.len());
        for entry in entries {
            // Redis 6.2 has no values for those of which only the delivery is known: they were confirmed.
            let Some((id, fields)) = entry_of(entry)? else {
                continue;
            };
            let Some(entry) = EntryId::parse(&id) else {
                continue;
            };
            let Some(store_id) = self.shared.holdings().deliver(name, entry) else {
                continue;
            };
            match event_of(&fields, store_id) {
                Some(event) => events.push(event),
                None => log::error!(
                    "receiver: event {id} of the stream {name:?} of Redis cannot be read"
                ),
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        lock(&self.state).ready.extend(events);
        if !(self.wake)() {
            lock(&self.state).leaves = true;
        }
        Ok(())
    }

    /// Gives streams back whose events are confirmed; with `leaves` also the membership, and with `all` what it
    /// owns.
    fn release(&mut self, connection: &mut Connection, leaves: bool, all: bool) -> Outcome<()> {
        let shared = &self.shared;
        let names = {
            let holdings = shared.holdings();
            let mut names = holdings.to_release(Instant::now(), shared.options.lease);
            if all {
                names.extend(holdings.read());
            }
            names
        };
        if names.is_empty() && !leaves {
            return Ok(());
        }
        let mut script = shared.scripts.release.key(&shared.keys.base);
        script
            .arg(&shared.member)
            .arg(&self.token)
            .arg(u8::from(leaves));
        names.iter().for_each(|name| {
            script.arg(&**name);
        });
        script.invoke::<()>(connection)?;
        shared.holdings().released(&names);
        Ok(())
    }

    /// Logs the first failure of several.
    fn report(&mut self, error: &Error) {
        if !std::mem::replace(&mut self.failed, true) {
            log::error!("receiver: no events are read: {error}");
        }
    }

    fn pause(&self, time: Duration) {
        let state = lock(&self.state);
        if !state.ends {
            let _ = self.state.changed.wait_timeout(state, time);
        }
    }
}

enum Step {
    Continue,
    Superseded,
}

/// `[[first, second], ...]`, in Redis' old protocol.
fn pairs<T: FromRedisValue>(value: Value) -> Outcome<Vec<(String, T)>> {
    let parts: Vec<Value> = Vec::from_redis_value(value)?;
    let pairs = parts.into_iter().map(|part| {
        let mut part = Vec::<Value>::from_redis_value(part)?.into_iter();
        let (first, second) = (
            part.next().unwrap_or(Value::Nil),
            part.next().unwrap_or(Value::Nil),
        );
        Ok((
            String::from_redis_value(first)?,
            T::from_redis_value(second)?,
        ))
    });
    pairs.collect()
}

/// The id and the fields of an entry.
fn entry_of(entry: Value) -> Outcome<Option<(String, Vec<String>)>> {
    if entry == Value::Nil {
        return Ok(None);
    }
    let mut part = Vec::<Value>::from_redis_value(entry)?.into_iter();
    let (Some(id), Some(fields)) = (part.next(), part.next()) else {
        return Ok(None);
    };
    let fields: Option<Vec<String>> = FromRedisValue::from_redis_value(fields)?;
    let id = String::from_redis_value(id)?;
    Ok(fields.map(|fields| (id, fields)))
}

fn event_of(fields: &[String], id: StoreId) -> Option<Event> {
    let field = |name: &str| {
        let mut pairs = fields.chunks_exact(2);
        pairs.find_map(|pair| match pair {
            [key, value] if key == name => Some(value.as_str()),
            _ => None,
        })
    };
    let (path, query, raw) = (field("path")?, field("query")?, field("event")?);
    super::super::restored(path, query, raw, id).ok()?
}

fn lock(state: &Signal) -> MutexGuard<'_, State> {
    state.state.lock().unwrap_or_else(PoisonError::into_inner)
}
