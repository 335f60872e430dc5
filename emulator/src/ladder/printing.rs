//! The diagram while it comes into being: rows as they happen, for a terminal.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use super::{Columns, Style};
use crate::journal::{Journal, JournalEntry};

/// How long a row is held back, for one that began earlier and ends later.
const HELD: Duration = Duration::from_millis(250);

/// How many entries are taken from the journal at once.
const AT_ONCE: usize = 1_000;

/// A diagram that is printed row by row.
pub(crate) struct Printing<W> {
    style: Style,
    write: W,
    /// Of each family of calls; of requests without a call those of 0.
    columns: HashMap<u64, Columns>,
    /// The family of the last row, and how many columns its head has.
    shown: Option<(u64, usize)>,
    /// Rows that are held back, by their order.
    held: BTreeMap<u64, (Instant, Arc<JournalEntry>)>,
    start: Option<SystemTime>,
}

/// The most calls whose columns are known.
const MAX_CALLS: usize = 10_000;

impl<W: FnMut(&str) -> bool> Printing<W> {
    /// Prints to `write`, which returns whether it goes on.
    pub(crate) fn new(style: Style, write: W) -> Self {
        Self {
            style,
            write,
            columns: HashMap::new(),
            shown: None,
            held: BTreeMap::new(),
            start: None,
        }
    }

    /// Prints what comes into the journal, until `signals` ends.
    pub(crate) fn run(mut self, journal: &Journal, signals: &Receiver<()>) {
        let mut after = 0;
        loop {
            let signal = signals.recv_timeout(HELD);
            loop {
                let entries = journal.after(after, AT_ONCE);
                let Some(last) = entries.last() else { break };
                after = last.seq;
                let now = Instant::now();
                self.held
                    .extend(entries.into_iter().map(|entry| (entry.order, (now, entry))));
                if !self.print(now.checked_sub(HELD)) {
                    return;
                }
            }
            let has_ended = matches!(signal, Err(RecvTimeoutError::Disconnected));
            let now = Instant::now();
            let until = if has_ended {
                Some(now)
            } else {
                now.checked_sub(HELD)
            };
            if !self.print(until) || has_ended {
                return;
            }
        }
    }

    /// Prints the rows that came until a time; false when there is no one to print for.
    fn print(&mut self, until: Option<Instant>) -> bool {
        let Some(until) = until else { return true };
        while let Some(first) = self.held.first_entry() {
            if first.get().0 > until {
                break;
            }
            let (_, entry) = first.remove();
            if !self.put(&entry) {
                return false;
            }
        }
        true
    }

    fn put(&mut self, entry: &JournalEntry) -> bool {
        let family = entry.call.as_ref().map_or(0, |call| call.family);
        if self.columns.len() >= MAX_CALLS {
            self.columns.clear();
        }
        let columns = self.columns.entry(family).or_default();
        let row = columns.row(entry);
        let start = *self.start.get_or_insert(row.time);
        let mut text = String::new();
        let present = Some((family, columns.len()));
        if self.shown != present {
            if self.shown.is_none_or(|(shown, _)| shown != family) {
                if let Some(call) = &entry.call {
                    text += &format!("\ncall {}\n", call.correlation_id);
                }
            }
            text += &self.style.head(columns);
            self.shown = present;
        }
        text += &self.style.row(columns, &row, start);
        (self.write)(&text)
    }
}
