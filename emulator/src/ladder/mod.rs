//! The ladder diagram: who sent what to whom. One model, built from the journal, and what draws it.

mod mermaid;
mod printing;
mod row;
mod svg;
mod text;
mod words;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use self::printing::Printing;
pub(crate) use self::row::{Column, Row};
pub(crate) use self::text::Style;
use super::journal::{JournalEntry, JournalKind};
use super::json::{Json, Object};
use super::timestamp::millis;

/// A ladder diagram: a column for each application, the service and each party, and a row for each request, attempt
/// to deliver an event and thing that a party did, in the order in which they began.
///
/// As text it is 100 columns wide, or wider when it has many participants.
///
/// ```
/// use acs_call_automation_emulator::Emulator;
///
/// let emulator = Emulator::start()?;
/// let ladder = emulator.ladder();
/// println!("{ladder}");
/// std::fs::write(std::env::temp_dir().join("ladder.svg"), ladder.svg()).ok();
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    columns: Columns,
    rows: Vec<Row>,
    /// The time from which others are counted: that of the first row, also when it is left out.
    start: Option<SystemTime>,
    /// How many rows before the others are left out.
    left_out: usize,
}

/// The columns from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    applications: Vec<Column>,
    parties: Vec<Column>,
    /// The names that parties show, by raw id.
    names: HashMap<String, String>,
}

impl Ladder {
    pub(crate) fn of(entries: &[Arc<JournalEntry>]) -> Self {
        let mut entries: Vec<&JournalEntry> = entries.iter().map(|entry| &**entry).collect();
        entries.sort_by_key(|entry| entry.order);
        let mut ladder = Self::default();
        for entry in entries {
            let row = ladder.columns.row(entry);
            let last = ladder.rows.last_mut();
            if !last.is_some_and(|last| last.takes(&row)) {
                ladder.rows.push(row);
            }
        }
        ladder.start = ladder.rows.first().map(|row| row.time);
        ladder
    }

    /// Leaves out all rows but the last ones. Columns and times stay as they are.
    pub(crate) fn keep_last(&mut self, most: usize) {
        let extra = self.rows.len().saturating_sub(most);
        self.rows.drain(..extra);
        self.left_out += extra;
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the diagram as text, at least so many characters wide if it has that many; in ASCII, or with Unicode's
    /// lines and arrows.
    pub fn text(&self, width: usize, ascii: bool) -> String {
        text::draw(self, Style { width, ascii })
    }

    /// Returns the diagram as an SVG document that refers to nothing outside of it.
    pub fn svg(&self) -> String {
        svg::draw(self)
    }

    /// Returns the diagram as a `sequenceDiagram` of Mermaid.
    pub fn mermaid(&self) -> String {
        mermaid::draw(self)
    }

    /// Returns columns and rows as JSON; `docs/emulator/ladder.md` describes them.
    pub fn json(&self) -> String {
        let columns = self.columns.all().map(|column| {
            let kind = match column {
                Column::Application(_) => "application",
                Column::Service => "service",
                Column::Party(_) => "party",
            };
            let label = self.columns.label(column);
            Json::from(
                Object::new()
                    .with("id", column.id())
                    .with("kind", kind)
                    .with("label", label),
            )
        });
        let rows = self.rows.iter().cloned().map(Json::from);
        let object = Object::new()
            .with("columns", columns.collect::<Vec<_>>())
            .with_some("startMs", self.start.map(millis))
            .with("leftOut", i64::try_from(self.left_out).unwrap_or(i64::MAX))
            .with("rows", rows.collect::<Vec<_>>());
        // Escaped, so that it can be shown in a terminal.
        String::from_utf8(object.escaped()).unwrap_or_default()
    }
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(100, false))
    }
}

impl Columns {
    /// The row of an entry, whose columns are added where they are new.
    pub(crate) fn row(&mut self, entry: &JournalEntry) -> Row {
        let mut row = Row::of(entry);
        if entry.kind == JournalKind::Party && entry.operation == "calls" {
            let name = (entry.party.clone(), entry.detail.clone());
            self.names
                .extend(Some(name).filter(|(_, name)| !name.is_empty()));
        }
        for column in [&mut row.from, &mut row.to] {
            match column {
                // A request that names no leg is taken for one of the application that is known.
                Column::Application(host) if host.is_empty() => {
                    let known = self.applications.first().cloned();
                    *column = known.unwrap_or_else(|| column.clone());
                }
                _ => {}
            }
            let known = match column {
                Column::Application(_) => &mut self.applications,
                Column::Service => continue,
                Column::Party(_) => &mut self.parties,
            };
            if !known.contains(column) {
                known.push(column.clone());
            }
        }
        row
    }

    pub(crate) fn len(&self) -> usize {
        self.applications.len() + 1 + self.parties.len()
    }

    fn all(&self) -> impl Iterator<Item = &Column> {
        let applications = self.applications.iter();
        applications.chain([&Column::Service]).chain(&self.parties)
    }

    /// The place of a column, from the left.
    fn place(&self, wanted: &Column) -> usize {
        self.all().position(|known| known == wanted).unwrap_or(0)
    }

    /// How a column is headed: the name that a party shows, and its number or the end of its id.
    fn label(&self, column: &Column) -> String {
        match column {
            Column::Application(host) if host.is_empty() => "application".to_owned(),
            Column::Application(host) => host.clone(),
            Column::Service => "service".to_owned(),
            Column::Party(raw_id) => match self.names.get(raw_id) {
                Some(name) => format!("{name} ({})", words::short(raw_id)),
                None => words::short(raw_id).to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
