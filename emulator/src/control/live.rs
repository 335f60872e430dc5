//! Server-sent events for a page that shows what happens.
//!
//! Everything between two pieces of the response is put together, so that a thousand calls per second are a few
//! events per second, and nothing is kept for a page that reads slowly but which calls have changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::journal::number;
use super::query::Query;
use super::running::time_of;
use super::watching::{Call, Refused, counts, too_many, wanted_call};
use crate::calls::CallKey;
use crate::journal::Journal;
use crate::json::{Json, Object};
use crate::ladder::Row;
use crate::service::Service;
use crate::state::State;
use crate::watchers::{Changes, Follower};
use acs_call_automation::internal::{Follow, Open, Request, Response};
use acs_call_automation::options::Clock;

/// The least time between two pieces.
const PAUSE: Duration = Duration::from_millis(100);

/// After how much time without an event there is a comment.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The most rows and the most calls of one piece.
const MAX_ROWS: usize = 200;
const MAX_CALLS: usize = 100;

pub(super) fn respond(service: &Service, request: &Request) -> Result<Response, Refused> {
    let query = Query::read(request, &["call"])?;
    let call = wanted_call(service, &query)?;
    let last = service.journal.last();
    let resumed = request.header("last-event-id");
    let resumed = resumed.and_then(|id| id.parse().ok());
    let changes = Arc::new(Mutex::new(Changes {
        clock: true,
        has_overflown: true,
        ..Changes::default()
    }));
    let events = Events {
        journal: Arc::clone(&service.journal),
        state: Arc::clone(&service.state),
        clock: service.clock.clone(),
        changes: Arc::clone(&changes),
        after: Mutex::new(resumed.filter(|id| *id <= last).unwrap_or(last)),
        call,
    };
    let open = Open::new(Arc::new(events))
        .pause(PAUSE)
        .heartbeat(HEARTBEAT, ": nothing new\n\n");
    if !service
        .journal
        .watchers
        .add(Follower::Response(open.waker()), Some(changes))
    {
        return Err(too_many());
    }
    Ok(Response::new(200)
        .with_header("Cache-Control", "no-store")
        .with_open_body("text/event-stream", open))
}

/// The source of the events.
struct Events {
    journal: Arc<Journal>,
    state: Arc<Mutex<State>>,
    clock: Clock,
    changes: Arc<Mutex<Changes>>,
    /// The number of the last entry of the journal that was considered.
    after: Mutex<u64>,
    call: Call,
}

impl Follow for Events {
    fn next(&self, piece: &mut Vec<u8>) -> bool {
        let changes = self.take_changes();
        if changes.reset {
            put(piece, "reset", None, &Object::new());
        }
        if changes.clock {
            let next = locked(&self.state).cx.world.next_due();
            put(piece, "clock", None, &time_of(&self.clock, next));
        }
        if changes.has_overflown || !changes.calls.is_empty() {
            let event = self.calls(&changes);
            put(piece, "calls", None, &event);
        }
        self.put_rows(piece);
        true
    }
}

impl Events {
    /// Takes what has changed; of many calls some are left for the next piece.
    fn take_changes(&self) -> Changes {
        let mut changes = locked(&self.changes);
        let mut taken = std::mem::take(&mut *changes);
        if let Some(key) = taken.calls.iter().nth(MAX_CALLS).copied() {
            changes.calls = taken.calls.split_off(&key);
        }
        taken
    }

    fn calls(&self, changes: &Changes) -> Object {
        let state = locked(&self.state);
        let view = |key: &CallKey| state.calls.view(&state.cx.recorder, *key);
        let changed = changes.calls.iter().filter_map(view);
        let changed: Vec<Json> = changed.map(Json::from).collect();
        counts(&state.calls)
            .with("changed", changed)
            .with("refetch", changes.has_overflown)
    }

    fn put_rows(&self, piece: &mut Vec<u8>) {
        let mut after = locked(&self.after);
        let last = self.journal.last();
        let entries = match self.call {
            // Only the newest ones are looked at: no one reads thousands of rows per second.
            Call::Any => {
                let newest = last.saturating_sub(MAX_ROWS as u64);
                self.journal.after(newest.max(*after), MAX_ROWS)
            }
            Call::Family(_) => self.journal.after(*after, usize::MAX),
        };
        let mut wanted: Vec<_> = entries
            .iter()
            .filter(|entry| self.call.includes(entry))
            .collect();
        let all = match self.call {
            Call::Any => last.saturating_sub(*after),
            Call::Family(_) => wanted.len() as u64,
        };
        let extra = wanted.len().saturating_sub(MAX_ROWS);
        wanted.drain(..extra);
        *after = entries.last().map_or(*after, |newest| newest.seq);
        if wanted.is_empty() {
            return;
        }
        let missed = all.saturating_sub(wanted.len() as u64);
        let rows: Vec<Json> = wanted.iter().map(|entry| Row::of(entry).into()).collect();
        let event = Object::new()
            .with("rows", rows)
            .with("missed", number(missed));
        put(piece, "entries", Some(*after), &event);
    }
}

/// Appends one event. JSON has no line ends, so that its data is one line.
fn put(piece: &mut Vec<u8>, name: &str, id: Option<u64>, data: &Object) {
    if let Some(id) = id {
        piece.extend(format!("id: {id}\n").into_bytes());
    }
    piece.extend(format!("event: {name}\ndata: ").into_bytes());
    piece.extend(data.plain());
    piece.extend(b"\n\n");
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
