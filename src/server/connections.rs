//! The connections of a listener: their limit, which one is closed for a new one, and the joining
//! of their threads.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::Handler;
use super::connection::{self, Service};
use super::limits::{Limits, SLOW};
use super::phase::{Connection, Phase};
use crate::platform;

/// How often the connections are checked when there is no room.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// The state shared by the accepting thread and all connections.
pub(super) struct Shared {
    pub service: Service,
    table: Mutex<Table>,
    /// A connection ended, or the listener closes.
    changed: Condvar,
}

#[derive(Default)]
struct Table {
    slots: HashMap<u64, Slot>,
    last_id: u64,
    /// The thread that ended last. Each ending thread joins the one before it, so that joining
    /// this one joins them all.
    ended: Option<JoinHandle<()>>,
}

struct Slot {
    connection: Arc<Connection>,
    /// `None` only while the thread is being started.
    thread: Option<JoinHandle<()>>,
}

impl Shared {
    pub(super) fn new(name: &str, handler: Arc<dyn Handler>, limits: Limits) -> Self {
        Self {
            service: Service::new(name, handler, limits),
            table: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.service.is_closing()
    }

    /// Lets no further request be read, except those that have begun to arrive.
    pub(super) fn begin_closing(&self) {
        self.service.begin_closing();
        // With the lock, so that no thread is just about to wait.
        let _table = self.table();
        self.changed.notify_all();
    }

    /// Starts a thread for a new connection.
    pub(super) fn start(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr) -> io::Result<()> {
        let now = self.service.started.elapsed();
        let connection = Arc::new(Connection::new(stream, peer, now));
        let mut table = self.table();
        table.last_id += 1;
        let id = table.last_id;
        table.slots.insert(
            id,
            Slot {
                connection: connection.clone(),
                thread: None,
            },
        );
        drop(table);

        let guard = SlotGuard {
            shared: self.clone(),
            id,
            connection: Some(connection),
        };
        let thread = platform::spawn(&format!("{}-io", self.service.name), move || {
            if let Some(connection) = &guard.connection {
                connection::serve(connection, &guard.shared.service);
            }
        })?;
        if let Some(slot) = self.table().slots.get_mut(&id) {
            slot.thread = Some(thread);
            return Ok(());
        }
        // It has ended already, and found no slot to leave its handle in.
        join(Some(thread));
        Ok(())
    }

    /// Waits until one connection more is allowed, closing the least needed one if it must.
    /// `false` when the listener closes.
    pub(super) fn make_room(&self) -> bool {
        let mut table = self.table();
        while table.slots.len() >= self.service.limits.connections && !self.is_closing() {
            if !table.is_anyone_leaving() {
                table.evict(self.service.started.elapsed());
            }
            table = self.wait(table, LOOK_AGAIN);
        }
        !self.is_closing()
    }

    /// Closes the least needed connection, if there is one, and waits until a connection has
    /// ended, at most for `time`. `true` when the listener closes.
    pub(super) fn wait_for_room(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        let mut table = self.table();
        table.evict(self.service.started.elapsed());
        let before = table.slots.len();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            // Only the thread that waits here starts connections, so there are never more.
            if self.is_closing() || left.is_zero() || table.slots.len() < before {
                return self.is_closing();
            }
            table = self.wait(table, left);
        }
    }

    /// Ends all connections and joins their threads; `false` when some are still there at
    /// `deadline`. Running requests may end until `force`, then their sockets are shut down.
    pub(super) fn end_all(&self, force: Instant, deadline: Instant) -> bool {
        let mut table = self.table();
        for slot in table.slots.values() {
            if slot.connection.is(Phase::Idle) {
                // What has arrived can still be handled.
                let _ = slot.connection.stream.shutdown(Shutdown::Read);
            }
            slot.connection.evict(Phase::Lingering);
        }
        table = self.wait_for_empty(table, force);
        for slot in table.slots.values() {
            let _ = slot.connection.stream.shutdown(Shutdown::Both);
        }
        table = self.wait_for_empty(table, deadline);
        let all = table.slots.is_empty();
        let ended = table.ended.take();
        drop(table);
        join(ended);
        all
    }

    fn wait_for_empty<'a>(
        &self,
        mut table: MutexGuard<'a, Table>,
        deadline: Instant,
    ) -> MutexGuard<'a, Table> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if table.slots.is_empty() || left.is_zero() {
                return table;
            }
            table = self.wait(table, left);
        }
    }

    fn wait<'a>(&self, table: MutexGuard<'a, Table>, time: Duration) -> MutexGuard<'a, Table> {
        self.changed
            .wait_timeout(table, time)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn is_anyone_leaving(&self) -> bool {
        self.slots
            .values()
            .any(|slot| slot.connection.is(Phase::Evicted))
    }

    /// Closes one connection: one that only lingers, else the one idle for longest, else the one
    /// that has taken longest over its request, else the one that has taken longest over its
    /// response.
    fn evict(&self, now: Duration) {
        for phase in [
            Phase::Lingering,
            Phase::Idle,
            Phase::Reading,
            Phase::Responding,
        ] {
            let found = self.slots.iter();
            let mut oldest_first: BinaryHeap<_> = found
                .filter(|(_, slot)| slot.connection.is(phase))
                .map(|(id, slot)| Reverse((slot.connection.since(), *id)))
                .collect();
            while let Some(Reverse((since, id))) = oldest_first.pop() {
                let Some(Slot { connection, .. }) = self.slots.get(&id) else {
                    continue;
                };
                let may_go = match phase {
                    // One whose next request is on its way already is not idle any more.
                    Phase::Idle => platform::is_silent(&connection.stream),
                    Phase::Reading | Phase::Responding => now.saturating_sub(since) >= SLOW,
                    _ => true,
                };
                if may_go && connection.evict(phase) {
                    return;
                }
            }
        }
    }
}

/// A connection's place in the table, given back when its thread ends, however it ends.
struct SlotGuard {
    shared: Arc<Shared>,
    id: u64,
    connection: Option<Arc<Connection>>,
}

impl Drop for SlotGuard {
    fn drop(&mut self) {
        self.connection = None;
        let mut table = self.shared.table();
        // The slot is the last owner: the socket is closed before its place is free.
        let thread = table.slots.remove(&self.id).and_then(|slot| slot.thread);
        let before = thread.and_then(|thread| table.ended.replace(thread));
        self.shared.changed.notify_all();
        drop(table);
        join(before);
    }
}

/// Waits for a thread's last instructions. Its own panics were caught.
pub(super) fn join(thread: Option<JoinHandle<()>>) {
    if let Some(thread) = thread {
        let _ = thread.join();
    }
}
