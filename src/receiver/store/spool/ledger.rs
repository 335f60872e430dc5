//! The database of a spool: its tables, and what is known of them in memory. One thread at a time.

use std::collections::HashSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use redb::{Database, ReadableTable, ReadableTableMetadata, TableDefinition};

use super::file::SpoolFile;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StoreId};
use crate::receiver::dedup::{Dedup, Fingerprint, Fingerprints, Window};
use crate::receiver::store::Accepted;

/// The events that are not confirmed: path and query of their request, and the JSON as it arrived.
const EVENTS: TableDefinition<u64, (&str, &str, &str)> = TableDefinition::new("events");
/// What was accepted within the duplicate window: the second since 1970, and the two hashes of a fingerprint.
const IDS: TableDefinition<(u64, u64, u64), ()> = TableDefinition::new("ids");
const SETTINGS: TableDefinition<&str, &[u8]> = TableDefinition::new("settings");
/// The key of the fingerprints.
const KEY: &str = "fingerprint key";

/// The memory in which the database keeps pages.
const CACHE_BYTES: usize = 4 << 20;
/// The pause before a database that failed is opened again.
const REOPEN_PAUSE: Duration = Duration::from_secs(1);

/// One of several changes that share a transaction. A confirmation has the outcome of an empty request.
pub(super) enum Change {
    Accept(Vec<Event>),
    Confirm(Vec<StoreId>),
}

pub(super) struct Ledger {
    file: SpoolFile,
    database: State,
    fingerprints: Fingerprints,
    dedup: Dedup,
    window: Window,
    /// The room, in bytes of paths, queries and JSON, and how much of it is used.
    room: u64,
    used: u64,
    /// The number of the next event. Numbers of an opened spool are never used twice.
    next: u64,
    /// The number of ids in the database.
    ids: u64,
    #[cfg(test)]
    pub(super) transactions: u32,
}

enum State {
    Open(Database),
    Failed { reason: Error, since: Instant },
}

/// What a transaction did, to be remembered once it is durable.
#[derive(Default)]
struct Done {
    events: Vec<Event>,
    fingerprints: Vec<Fingerprint>,
    known: HashSet<Fingerprint>,
    used: u64,
    freed: u64,
    next: u64,
    ids: u64,
}

impl Ledger {
    /// Opens the database; returns it with the events that were not confirmed, and whether it was
    /// closed by its last process.
    pub(super) fn open(
        file: SpoolFile,
        room: u64,
        window: Window,
    ) -> Result<(Self, Vec<Event>, bool)> {
        let (database, was_closed) = open_database(&file)?;
        let key = guarded(|| settings(&database))?;
        let mut ledger = Self {
            file,
            database: State::Open(database),
            fingerprints: Fingerprints::Kept(key),
            dedup: Dedup::new(window),
            window,
            room,
            used: 0,
            next: 1,
            ids: 0,
            #[cfg(test)]
            transactions: 0,
        };
        let events = ledger.load()?;
        Ok((ledger, events, was_closed))
    }

    /// Reads what was not known yet, events and ids; returns the events.
    fn load(&mut self) -> Result<Vec<Event>> {
        let State::Open(database) = &self.database else {
            return Ok(Vec::new());
        };
        let oldest = seconds().saturating_sub(self.window.time.as_secs());
        let (dedup, next) = (&mut self.dedup, &mut self.next);
        let (events, used, ids) = guarded(|| {
            let read = database.begin_read()?;
            let mut events = Vec::new();
            let mut used = 0;
            for row in read.open_table(EVENTS)?.iter()? {
                let (number, value) = row?;
                let (path, query, raw) = value.value();
                used += size(path, query, raw);
                if number.value() >= *next {
                    *next = number.value() + 1;
                    events.push(restored(number.value(), path, query, raw));
                }
            }
            let ids = read.open_table(IDS)?;
            for row in ids.range((oldest, 0, 0)..)? {
                let (_, id, content) = row?.0.value();
                dedup.remember(Fingerprint::new(id, content), Duration::ZERO);
            }
            Ok((events, used, ids.len()?))
        })?;
        (self.used, self.ids) = (used, ids);
        Ok(events.into_iter().flatten().collect())
    }

    /// Carries out changes in one transaction; returns the new events too, in their sequence. When it
    /// fails, none was carried out.
    pub(super) fn change(
        &mut self,
        changes: Vec<Change>,
        now: Duration,
    ) -> (Vec<Event>, Result<Vec<Accepted>>) {
        let recovered = match self.reopen() {
            Ok(events) => events,
            Err(error) => return (Vec::new(), Err(error)),
        };
        let State::Open(database) = &self.database else {
            return (recovered, Err(failed("the spool is not open")));
        };
        self.dedup.forget_old(now);
        let mut done = Done {
            next: self.next,
            ids: self.ids,
            ..Done::default()
        };
        let outcome = guarded(|| {
            let transaction = database.begin_write()?;
            let changed: Vec<Accepted> = {
                let mut tables = Tables {
                    events: transaction.open_table(EVENTS)?,
                    ids: transaction.open_table(IDS)?,
                };
                let changed = changes.into_iter().map(|change| match change {
                    Change::Accept(events) => self.accept(&mut tables, &mut done, events),
                    Change::Confirm(ids) => confirm(&mut tables, &mut done, &ids),
                });
                let changed = changed.collect::<Step<_>>()?;
                self.prune(&mut tables, &mut done)?;
                changed
            };
            transaction.commit()?;
            Ok(changed)
        });
        match outcome {
            Ok(mut changed) => {
                #[cfg(test)]
                {
                    self.transactions += 1;
                }
                let total = self.remember(&done, now);
                // Of all changes together: the first one reports it.
                if let Some(Accepted::Stored { forgotten, .. }) = changed
                    .iter_mut()
                    .find(|one| matches!(one, Accepted::Stored { .. }))
                {
                    *forgotten = total;
                }
                let mut events = recovered;
                events.append(&mut done.events);
                (events, Ok(changed))
            }
            Err(error) => {
                log::error!(
                    "receiver: the spool failed, events are refused with status 503: {error}"
                );
                self.database = State::Failed {
                    reason: error.clone(),
                    since: Instant::now(),
                };
                (recovered, Err(error))
            }
        }
    }

    /// As if the pause before opening it again were over.
    #[cfg(test)]
    pub(super) fn end_pause(&mut self) {
        if let State::Failed { since, .. } = &mut self.database {
            *since = Instant::now().checked_sub(REOPEN_PAUSE).unwrap();
        }
    }

    #[cfg(test)]
    pub(super) fn ids_in_file(&self) -> u64 {
        let State::Open(database) = &self.database else {
            return 0;
        };
        let read = database.begin_read().unwrap();
        read.open_table(IDS).unwrap().len().unwrap()
    }

    /// Opens a database again that has failed; returns the events that it holds and were not known: a
    /// transaction that seemed to fail may have become durable.
    fn reopen(&mut self) -> Result<Vec<Event>> {
        let State::Failed { reason, since } = &self.database else {
            return Ok(Vec::new());
        };
        if since.elapsed() < REOPEN_PAUSE {
            return Err(reason.clone());
        }
        match open_database(&self.file) {
            Ok((database, _)) => self.database = State::Open(database),
            Err(reason) => {
                self.database = State::Failed {
                    reason: reason.clone(),
                    since: Instant::now(),
                };
                return Err(reason);
            }
        }
        log::info!("receiver: the spool is open again");
        self.load()
    }

    /// Adds the events of one request that are not known, if there is room.
    fn accept(
        &self,
        tables: &mut Tables<'_>,
        done: &mut Done,
        events: Vec<Event>,
    ) -> Step<Accepted> {
        let total = events.len();
        let mut of_request = HashSet::new();
        let new: Vec<(Event, Option<Fingerprint>)> = events
            .into_iter()
            .map(|event| {
                let fingerprint = self.fingerprints.of(&event);
                (event, fingerprint)
            })
            .filter(|(_, fingerprint)| {
                fingerprint.is_none_or(|it| {
                    !self.dedup.knows(it) && !done.known.contains(&it) && of_request.insert(it)
                })
            })
            .collect();
        let bytes: u64 = new.iter().map(|(event, _)| size_of(event)).sum();
        let used = (self.used + done.used).saturating_sub(done.freed);
        // An empty spool accepts all events of one request: they could never be accepted otherwise.
        if used > 0 && bytes > 0 && used + bytes > self.room {
            return Ok(Accepted::Full);
        }
        let count = new.len();
        let second = seconds();
        for (event, fingerprint) in new {
            let (path, query) = (event.callback_path(), event.callback_query());
            let (path, query) = (path.unwrap_or_default(), query.unwrap_or_default());
            tables
                .events
                .insert(done.next, (path, query, event.raw()))?;
            if let Some(it) = fingerprint {
                if self.dedup.knows_id(it) {
                    crate::receiver::dedup::warn_of_other_content(&event);
                }
                let (id, content) = it.hashes();
                if tables.ids.insert((second, id, content), ())?.is_none() {
                    done.ids += 1;
                }
                done.known.insert(it);
                done.fingerprints.push(it);
            }
            done.events.push(event.kept_as(StoreId(done.next.into())));
            done.next += 1;
        }
        done.used += bytes;
        Ok(Accepted::Stored {
            new: count,
            repeated: total - count,
            forgotten: 0,
        })
    }

    /// Removes ids that are older than the window, and those that memory has no room for.
    fn prune(&self, tables: &mut Tables<'_>, done: &mut Done) -> Step<()> {
        // Two seconds more, since parts of one are not known.
        let oldest = seconds().saturating_sub(self.window.time.as_secs() + 2);
        let most = self.dedup.capacity() as u64;
        while done.ids > 0 {
            let first = tables.ids.first()?.map(|(id, _)| id.value().0);
            let is_old = first.is_some_and(|second| second < oldest);
            if !is_old && done.ids <= most {
                break;
            }
            tables.ids.pop_first()?;
            done.ids -= 1;
        }
        Ok(())
    }

    /// Takes over what is durable now; returns how many ids were forgotten early.
    fn remember(&mut self, done: &Done, now: Duration) -> usize {
        self.used = (self.used + done.used).saturating_sub(done.freed);
        self.next = done.next;
        self.ids = done.ids;
        let of = done.fingerprints.iter();
        of.map(|it| self.dedup.remember(*it, now)).sum()
    }
}

struct Tables<'a> {
    events: redb::Table<'a, u64, (&'static str, &'static str, &'static str)>,
    ids: redb::Table<'a, (u64, u64, u64), ()>,
}

fn confirm(tables: &mut Tables<'_>, done: &mut Done, ids: &[StoreId]) -> Step<Accepted> {
    for StoreId(number) in ids {
        let Ok(number) = u64::try_from(*number) else {
            continue;
        };
        if let Some(removed) = tables.events.remove(number)? {
            let (path, query, raw) = removed.value();
            done.freed += size(path, query, raw);
        }
    }
    Ok(Accepted::Stored {
        new: 0,
        repeated: 0,
        forgotten: 0,
    })
}

/// Opens the database of a file, and checks it completely.
fn open_database(file: &SpoolFile) -> Result<(Database, bool)> {
    let is_new = file
        .is_empty()
        .map_err(|cause| Error::system("cannot read the spool", cause))?;
    let was_closed = Arc::new(AtomicBool::new(true));
    let seen = was_closed.clone();
    let backend = file.clone();
    let database = guarded(move || {
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_BYTES);
        builder.create_with_file_format_v3(true);
        builder.set_repair_callback(move |_| {
            seen.store(false, Ordering::Relaxed);
        });
        let mut database = builder.create_with_backend(backend)?;
        if !is_new {
            database.check_integrity()?;
        }
        Ok(database)
    })?;
    Ok((database, was_closed.load(Ordering::Relaxed)))
}

/// Creates the tables of a new database; returns the key of its fingerprints.
fn settings(database: &Database) -> Step<[u8; 32]> {
    let transaction = database.begin_write()?;
    let key = {
        transaction.open_table(EVENTS)?;
        transaction.open_table(IDS)?;
        let mut settings = transaction.open_table(SETTINGS)?;
        let kept: Option<[u8; 32]> = settings
            .get(KEY)?
            .and_then(|key| key.value().try_into().ok());
        match kept {
            Some(key) => key,
            None => {
                let mut key = [0; 32];
                getrandom::getrandom(&mut key)
                    .map_err(|error| io::Error::other(error.to_string()))?;
                settings.insert(KEY, key.as_slice())?;
                key
            }
        }
    };
    transaction.commit()?;
    Ok(key)
}

/// The result of a step of the database; its own errors are large.
type Step<T> = std::result::Result<T, Failure>;

struct Failure(Box<redb::Error>);

macro_rules! failures {
    ($($error:ty)*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self(Box::new(error.into()))
            }
        }
    )*};
}
failures! {
    redb::DatabaseError redb::TransactionError redb::TableError redb::StorageError redb::CommitError io::Error
}

/// Runs a step of the database. Some damages of a file make the database panic: that is an error like the
/// others.
fn guarded<T>(step: impl FnOnce() -> Step<T>) -> Result<T> {
    let failure = match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(Failure(failure))) => *failure,
        Err(_) => return Err(damaged("it is cut, or parts of it do not fit together")),
    };
    Err(match failure {
        redb::Error::Io(cause) => match cause.kind() {
            io::ErrorKind::UnexpectedEof => damaged("it is cut"),
            io::ErrorKind::InvalidData => damaged("it is not a spool"),
            _ => Error::system("the spool cannot be read or written", cause),
        },
        redb::Error::PreviousIo => failed("the spool could not be written before"),
        cause => damaged(&cause.to_string()),
    })
}

fn failed(what: &str) -> Error {
    Error::new(ErrorKind::System, what)
}

fn damaged(why: &str) -> Error {
    failed(&format!("the spool is damaged: {why}")).with_hint(
        "Its events were acknowledged, and the service does not send them again. Restore the file, or move it away to start with an empty one",
    )
}

/// An event as it was stored.
fn restored(number: u64, path: &str, query: &str, raw: &str) -> Option<Event> {
    super::super::restored(path, query, raw, StoreId(number.into())).unwrap_or_else(|error| {
        log::error!("receiver: event {number} of the spool cannot be read: {error}");
        None
    })
}

fn size(path: &str, query: &str, raw: &str) -> u64 {
    (path.len() + query.len() + raw.len()) as u64
}

fn size_of(event: &Event) -> u64 {
    let (path, query) = (event.callback_path(), event.callback_query());
    size(
        path.unwrap_or_default(),
        query.unwrap_or_default(),
        event.raw(),
    )
}

/// The time of the system, in seconds since 1970.
fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
