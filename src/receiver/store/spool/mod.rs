//! A store in a file of this machine, on an embedded database: what was accepted survives the end of the
//! process, however it came.
//!
//! Threads that accept or confirm at the same time share a transaction, and so the sync of the disk: the first
//! one carries out its change, the others collect behind it, and one of them carries out all of theirs.

mod file;
mod ledger;

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use self::file::SpoolFile;
use self::ledger::{Change, Ledger};
use super::{Accepted, EventStore};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StoreId};
use crate::receiver::dedup::Window;

/// How many changes share a transaction at most: more would let all of them wait too long.
const MAX_GROUP: usize = 256;

pub(super) struct Spool {
    began: Instant,
    ledger: Mutex<Ledger>,
    group: Mutex<Group>,
    /// A transaction has ended.
    ended: Condvar,
}

/// The changes that wait for the transaction of others to end, and what became of the ones before.
#[derive(Default)]
struct Group {
    is_changing: bool,
    waiting: VecDeque<(u64, Change)>,
    outcomes: HashMap<u64, Result<Accepted>>,
    last_ticket: u64,
    /// Stored, and not delivered yet.
    ready: VecDeque<Event>,
}

impl Spool {
    /// Opens the spool at `path`, or creates it.
    pub(super) fn open(path: &Path, bytes: usize, window: Window) -> Result<Self> {
        let at = |error: Error| error.with_prefix(path.display());
        let file = SpoolFile::open(path)
            .map_err(|cause| at(Error::system("cannot open the spool", cause)))?;
        let Some(file) = file else {
            let used = Error::new(ErrorKind::System, "the spool is in use")
                .with_hint("Each receiver needs a spool of its own, and keeps it until its last event is freed");
            return Err(at(used));
        };
        Self::on(file, bytes, window).map_err(at)
    }

    fn on(file: SpoolFile, bytes: usize, window: Window) -> Result<Self> {
        let (ledger, unconfirmed, was_closed) = Ledger::open(file, bytes as u64, window)?;
        if !unconfirmed.is_empty() || !was_closed {
            let count = unconfirmed.len();
            let how = if was_closed {
                ""
            } else {
                "was not closed, and "
            };
            log::info!("receiver: the spool {how}has {count} events that were not confirmed");
        }
        Ok(Self {
            began: Instant::now(),
            ledger: Mutex::new(ledger),
            group: Mutex::new(Group {
                ready: unconfirmed.into(),
                ..Group::default()
            }),
            ended: Condvar::new(),
        })
    }

    /// Carries out a change, together with those of other threads; it is durable when this returns.
    fn change(&self, change: Change) -> Result<Accepted> {
        let mut group = self.group();
        group.last_ticket += 1;
        let ticket = group.last_ticket;
        group.waiting.push_back((ticket, change));
        loop {
            if let Some(outcome) = group.outcomes.remove(&ticket) {
                return outcome;
            }
            if group.is_changing {
                group = self
                    .ended
                    .wait(group)
                    .unwrap_or_else(PoisonError::into_inner);
            } else {
                group = self.change_group(group);
            }
        }
    }

    /// Carries out the changes that wait.
    fn change_group<'a>(&'a self, mut group: MutexGuard<'a, Group>) -> MutexGuard<'a, Group> {
        let count = group.waiting.len().min(MAX_GROUP);
        let (tickets, changes): (Vec<u64>, Vec<Change>) = group.waiting.drain(..count).unzip();
        group.is_changing = true;
        drop(group);
        let (events, outcome) = {
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            ledger.change(changes, self.began.elapsed())
        };
        let mut group = self.group();
        group.is_changing = false;
        group.ready.extend(events);
        match outcome {
            Ok(changed) => {
                let outcomes = tickets.into_iter().zip(changed.into_iter().map(Ok));
                group.outcomes.extend(outcomes);
            }
            Err(error) => {
                let outcomes = tickets
                    .into_iter()
                    .map(|ticket| (ticket, Err(error.clone())));
                group.outcomes.extend(outcomes);
            }
        }
        self.ended.notify_all();
        group
    }

    fn group(&self) -> MutexGuard<'_, Group> {
        self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventStore for Spool {
    fn accept(&self, events: Vec<Event>) -> Result<Accepted> {
        self.change(Change::Accept(events))
    }

    fn deliver(&self, most: usize) -> Result<Vec<Event>> {
        let mut group = self.group();
        let count = group.ready.len().min(most);
        Ok(group.ready.drain(..count).collect())
    }

    fn confirm(&self, ids: &[StoreId]) -> Result<()> {
        self.change(Change::Confirm(ids.to_vec())).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;
    use crate::receiver::dedup::Dedup;

    const WINDOW: Window = Window {
        time: Duration::from_secs(60),
        memory: 1 << 20,
    };

    fn path(name: &str) -> PathBuf {
        let name = format!("acs-spool-unit-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&path);
        path
    }

    fn open(path: &Path) -> (Spool, SpoolFile) {
        let file = SpoolFile::open(path).unwrap().unwrap();
        let spool = Spool::on(file.clone(), 1 << 20, WINDOW).unwrap();
        (spool, file)
    }

    fn event(id: &str) -> Vec<Event> {
        let body = format!(r#"{{"id":"{id}","type":"T","data":{{}}}}"#);
        Event::parse_all(body.as_bytes()).unwrap()
    }

    fn ids(events: &[Event]) -> Vec<&str> {
        events.iter().map(Event::id).collect()
    }

    const NEW: Accepted = Accepted::Stored {
        new: 1,
        repeated: 0,
        forgotten: 0,
    };

    #[test]
    fn a_full_disk_refuses_and_once_it_has_room_everything_is_there_again_once() {
        let path = path("full");
        let (spool, file) = open(&path);
        assert_eq!(spool.accept(event("1")).unwrap(), NEW);
        file.set_full(true);
        for _ in 0..3 {
            assert_eq!(
                spool.accept(event("2")).unwrap_err().kind(),
                ErrorKind::System
            );
        }
        let first = spool.deliver(usize::MAX).unwrap();
        assert_eq!(
            ids(&first),
            ["1"],
            "what was stored before is still delivered"
        );
        let id = first[0].store_id().unwrap();
        assert!(spool.confirm(&[id]).is_err());
        file.set_full(false);
        spool.ledger.lock().unwrap().end_pause();
        let accepted = spool.accept(event("2")).unwrap();
        let stored =
            matches!(accepted, Accepted::Stored { new, repeated, .. } if new + repeated == 1);
        assert!(stored, "{accepted:?}");
        spool.accept(event("1")).unwrap();
        assert_eq!(ids(&spool.deliver(usize::MAX).unwrap()), ["2"]);
        spool.confirm(&[id]).unwrap();
        drop((spool, file));
        let (spool, _) = open(&path);
        assert_eq!(ids(&spool.deliver(usize::MAX).unwrap()), ["2"]);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn ids_are_kept_in_the_file_within_the_bound_of_memory() {
        let path = path("ids");
        let file = SpoolFile::open(&path).unwrap().unwrap();
        let little = Window {
            time: Duration::from_secs(60),
            memory: 64 << 10,
        };
        let spool = Spool::on(file, 1 << 20, little).unwrap();
        let most = Dedup::new(little).capacity();
        let many: Vec<Event> = (0..most + 500)
            .flat_map(|id| event(&id.to_string()))
            .collect();
        for part in many.chunks(1000) {
            spool.accept(part.to_vec()).unwrap();
        }
        let known = spool.ledger.lock().unwrap().ids_in_file();
        assert_eq!(known, most as u64);
        drop(spool);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn in_a_forked_child_it_is_not_used_and_the_parent_goes_on() {
        use crate::platform::fork::in_child;
        use crate::receiver::store::SharedStore;

        let path = path("fork");
        let store = SharedStore::new(open(&path).0);
        store.get().unwrap().accept(event("1")).unwrap();
        assert!(in_child(|| {
            // Another thread of the parent may hold any lock: none is taken.
            let kind = store.get().map(drop).unwrap_err().kind();
            kind == ErrorKind::Forked
        }));
        assert_eq!(store.get().unwrap().accept(event("2")).unwrap(), NEW);
        drop(store);
        assert_eq!(ids(&open(&path).0.deliver(usize::MAX).unwrap()), ["1", "2"]);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn changes_that_wait_for_a_transaction_share_the_next_one() {
        let path = path("group");
        let (spool, _) = open(&path);
        let before = spool.ledger.lock().unwrap();
        std::thread::scope(|scope| {
            for id in 0..40 {
                let spool = &spool;
                scope.spawn(move || assert_eq!(spool.accept(event(&id.to_string())).unwrap(), NEW));
            }
            // One waits for the lock, the others for that one.
            while spool.group().waiting.len() < 39 {
                std::thread::yield_now();
            }
            drop(before);
        });
        assert_eq!(spool.ledger.lock().unwrap().transactions, 2);
        std::fs::remove_file(path).unwrap();
    }
}
