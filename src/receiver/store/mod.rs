//! What keeps accepted events outside of this process until the application has confirmed them.
//!
//! Without a store an event is acknowledged once it is in a queue, and lost with the process. With one it is
//! acknowledged once the store has it; the queues are then fed from the store.

#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "spool")]
mod spool;

use std::path::Path;
use std::sync::Arc;

use super::dedup::Window;
use super::redis::RedisOptions;
use crate::error::{Error, Result};
#[cfg(any(feature = "spool", feature = "redis"))]
use crate::event::Target;
use crate::event::{Event, StoreId};
use crate::field;
use crate::platform::fork::BornHere;

/// Keeps events: accepts those of a request, delivers each to one process, and forgets what is confirmed.
///
/// The spool is a store for one process, in a file. Redis is one that several machines share: what one
/// accepts another may deliver, so that nothing may follow from `accept` but the response to the sender.
pub(super) trait EventStore: Send + Sync {
    /// Stores the events of one request, all or none. When this returns they are durable, and so are
    /// those that it counts as repeated.
    fn accept(&self, events: Vec<Event>) -> Result<Accepted>;

    /// Returns up to `most` stored events that this process was not given yet; after a start also those that
    /// were not confirmed before it. Those of one call are in the sequence in which they were accepted.
    /// Each has an [`store_id`](Event::store_id). Does not wait.
    fn deliver(&self, most: usize) -> Result<Vec<Event>>;

    /// Makes events known as confirmed: they are not delivered again, not even after this process was killed
    /// right after this returns. Unknown ids, and those confirmed before, are skipped.
    fn confirm(&self, ids: &[StoreId]) -> Result<()>;

    /// Whether a delivered event may be given to the application: not if another process may have it since.
    fn take(&self, _: StoreId) -> bool {
        true
    }

    /// Begins to deliver what others accept: `wake` says that there is something.
    fn start(&self, _: Wake) -> Result<()> {
        Ok(())
    }

    /// Delivers no more: the receiver is closed.
    fn leave(&self) {}

    /// Whether others deliver what this process accepts, so that the room of its queues does not count.
    fn is_shared(&self) -> bool {
        false
    }
}

/// Takes events from the store into the queues; false when the receiver is gone.
pub(super) type Wake = Box<dyn Fn() -> bool + Send>;

/// What became of the events of one request.
#[cfg_attr(not(any(feature = "spool", feature = "redis")), allow(dead_code))] // Without a store there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepted {
    Stored {
        new: usize,
        /// Known by source, id and content, from an earlier request or this one.
        repeated: usize,
        /// Ids forgotten before the end of the duplicate window, for lack of memory.
        forgotten: usize,
    },
    /// No room: nothing was stored.
    Full,
}

/// A store that queues and received events share. It belongs to the process that opened it.
#[derive(Clone)]
pub(super) struct SharedStore(Arc<BornHere<Box<dyn EventStore>>>);

impl SharedStore {
    #[cfg_attr(not(any(feature = "spool", feature = "redis")), allow(dead_code))] // Without a store there is none.
    pub(super) fn new(store: impl EventStore + 'static) -> Self {
        Self(Arc::new(BornHere::new(Box::new(store))))
    }

    pub(super) fn get(&self) -> Result<&dyn EventStore> {
        let store = self.0.get();
        let store = store.ok_or_else(|| Error::forked("the receiver"))?;
        Ok(store.as_ref())
    }

    pub(super) fn is_shared(&self) -> bool {
        self.get().is_ok_and(EventStore::is_shared)
    }

    /// Whether both are the same store.
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The place of a received event in its store.
#[derive(Clone)]
pub(super) struct Receipt {
    pub store: SharedStore,
    pub id: StoreId,
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Receipt").field(&self.id).finish()
    }
}

/// An event as a store has kept it; an error is not possible unless another version wrote it.
#[cfg(any(feature = "spool", feature = "redis"))]
fn restored(path: &str, query: &str, raw: &str, id: StoreId) -> Result<Option<Event>> {
    let event = Event::parse_all(raw.as_bytes())?.into_iter().next();
    Ok(event.map(|mut event| {
        event.delivered_to(&Target::new(path, query));
        event.kept_as(id)
    }))
}

/// Confirms many events, with one transaction for each store.
pub(super) fn confirm<'a>(receipts: impl Iterator<Item = &'a Receipt>) -> Result<()> {
    let mut stores: Vec<(&SharedStore, Vec<StoreId>)> = Vec::new();
    for Receipt { store, id } in receipts {
        match stores.iter_mut().find(|(known, _)| known.is(store)) {
            Some((_, ids)) => ids.push(*id),
            None => stores.push((store, vec![*id])),
        }
    }
    let mut stores = stores.into_iter();
    stores.try_for_each(|(store, ids)| store.get()?.confirm(&ids))
}

/// Opens the spool at `path`, which holds up to `bytes` of events.
#[cfg(feature = "spool")]
pub(super) fn open_spool(path: &Path, bytes: usize, duplicates: Window) -> Result<SharedStore> {
    spool::Spool::open(path, bytes, duplicates).map(SharedStore::new)
}

/// This build has no spool.
#[cfg(not(feature = "spool"))]
pub(super) fn open_spool(_: &Path, _: usize, _: Window) -> Result<SharedStore> {
    Err(Error::unsupported(field::SPOOL, "spool"))
}

/// Connects to the Redis of these options, as this member.
#[cfg(feature = "redis")]
pub(super) fn open_redis(
    options: &RedisOptions,
    member: &str,
    duplicates: Window,
) -> Result<SharedStore> {
    redis::RedisStore::open(options, member, duplicates).map(SharedStore::new)
}

/// This build has no Redis.
#[cfg(not(feature = "redis"))]
pub(super) fn open_redis(_: &RedisOptions, _: &str, _: Window) -> Result<SharedStore> {
    Err(Error::unsupported(field::REDIS, "redis"))
}

/// Checks the path of a spool.
pub(super) fn check_path(path: &Path) -> Result<()> {
    if path.file_name().is_some() {
        return Ok(());
    }
    Err(Error::invalid(
        field::SPOOL,
        "must end in the name of a file",
    ))
}
