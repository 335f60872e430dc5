//! The diagram for terminals: for each row a line with what was sent, and one with its arrow.

use std::time::SystemTime;

use super::words::{at_arrow, cells, fitting};
use super::{Columns, Ladder, Row};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// In characters.
    pub width: usize,
    pub ascii: bool,
}

/// The width of the time on the left.
const TIME: usize = 10;

/// The least distance of two lines.
const MIN_GAP: usize = 16;

/// The characters of a style.
struct Marks {
    line: char,
    arrow: char,
    right: char,
    left: char,
    failed: &'static str,
    more: &'static str,
}

const UNICODE: Marks = Marks {
    line: '│',
    arrow: '─',
    right: '▶',
    left: '◀',
    failed: "✗ ",
    more: "…",
};
const ASCII: Marks = Marks {
    line: '|',
    arrow: '-',
    right: '>',
    left: '<',
    failed: "! ",
    more: "...",
};

pub(super) fn draw(ladder: &Ladder, style: Style) -> String {
    let Some(start) = ladder.start else {
        return "Nothing has happened.\n".to_owned();
    };
    let mut text = style.head(&ladder.columns);
    for row in &ladder.rows {
        text += &style.row(&ladder.columns, row, start);
    }
    text
}

impl Style {
    fn marks(self) -> &'static Marks {
        if self.ascii { &ASCII } else { &UNICODE }
    }

    fn gap(self, columns: &Columns) -> usize {
        let room = self.width.saturating_sub(TIME);
        (room / columns.len().max(1)).max(MIN_GAP)
    }

    /// Where the line of a column is.
    fn at(self, columns: &Columns, place: usize) -> usize {
        let gap = self.gap(columns);
        TIME + gap * place + gap / 2
    }

    /// The names of the columns.
    pub(crate) fn head(self, columns: &Columns) -> String {
        let gap = self.gap(columns);
        let mut line = Line::new(self, columns, false);
        for (place, column) in columns.all().enumerate() {
            let label = fitting(&columns.label(column), gap - 2, self.marks().more);
            let length: usize = label.chars().map(cells).sum();
            line.put(self.at(columns, place).saturating_sub(length / 2), &label);
        }
        line.end() + &Line::new(self, columns, true).end()
    }

    /// What was sent, with the time since `start`, and the arrow.
    pub(crate) fn row(self, columns: &Columns, row: &Row, start: SystemTime) -> String {
        let marks = self.marks();
        let (from, to) = (columns.place(&row.from), columns.place(&row.to));
        let (from, to) = (self.at(columns, from), self.at(columns, to));
        let (least, most) = (from.min(to), from.max(to));
        let mut words = Line::new(self, columns, true);
        words.put(0, &format!("{:>9.3}", seconds(row.time, start)));
        let mark = if row.failed { marks.failed } else { "" };
        let label = format!("{mark}{}", at_arrow(row));
        let room = words.width().saturating_sub(least + 2);
        words.put(least + 2, &fitting(&label, room, marks.more));
        let mut arrow = Line::new(self, columns, true);
        for at in least + 1..most {
            arrow.put(at, marks.arrow.encode_utf8(&mut [0; 4]));
        }
        let (at, head) = match from < to {
            true => (most - 1, marks.right),
            false => (least + 1, marks.left),
        };
        arrow.put(at, head.encode_utf8(&mut [0; 4]));
        words.end() + &arrow.end()
    }
}

/// The time since `start` in seconds.
pub(super) fn seconds(time: SystemTime, start: SystemTime) -> f64 {
    time.duration_since(start).unwrap_or_default().as_secs_f64()
}

/// A line of text whose cells are filled in any order.
struct Line {
    ascii: bool,
    cells: Vec<String>,
}

impl Line {
    /// An empty line, or one with the lines of the columns.
    fn new(style: Style, columns: &Columns, has_lines: bool) -> Self {
        let gap = style.gap(columns);
        let width = style.width.max(TIME + gap * columns.len());
        let mut line = Self {
            ascii: style.ascii,
            cells: vec![" ".to_owned(); width],
        };
        if has_lines {
            for place in 0..columns.len() {
                let mark = style.marks().line;
                line.put(style.at(columns, place), mark.encode_utf8(&mut [0; 4]));
            }
        }
        line
    }

    fn width(&self) -> usize {
        self.cells.len()
    }

    fn put(&mut self, at: usize, text: &str) {
        let mut at = at;
        for character in text.chars() {
            let shown = if self.ascii && !character.is_ascii() {
                '?'
            } else {
                character
            };
            let width = cells(shown);
            if width == 0 {
                if let Some(before) = at
                    .checked_sub(1)
                    .and_then(|before| self.cells.get_mut(before))
                {
                    before.push(shown);
                }
                continue;
            }
            for place in at..at + width {
                if let Some(cell) = self.cells.get_mut(place) {
                    cell.clear();
                }
            }
            if let Some(cell) = self.cells.get_mut(at) {
                cell.push(shown);
            }
            at += width;
        }
    }

    fn end(self) -> String {
        let text = self.cells.concat();
        format!("{}\n", text.trim_end())
    }
}
