//! The diagram for Mermaid, which GitHub and others draw in Markdown.

use std::fmt::Write as _;

use super::words::{at_arrow, fitting};
use super::{Column, Ladder};

/// The most characters of a heading and of what stands at an arrow.
const MAX_HEADING: usize = 40;
const MAX_LABEL: usize = 120;

pub(super) fn draw(ladder: &Ladder) -> String {
    let columns = &ladder.columns;
    let mut text = "sequenceDiagram\n".to_owned();
    for (place, column) in columns.all().enumerate() {
        let kind = match column {
            Column::Party(_) => "actor",
            _ => "participant",
        };
        let label = fitting(&columns.label(column), MAX_HEADING, "...");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {kind} c{place} as {}", escaped(&label));
    }
    for row in &ladder.rows {
        let (from, to) = (columns.place(&row.from), columns.place(&row.to));
        let arrow = if row.failed { "-x" } else { "->>" };
        let label = fitting(&at_arrow(row), MAX_LABEL, "...");
        let _ = writeln!(text, "    c{from}{arrow}c{to}: {}", escaped(&label));
    }
    text
}

/// Text that means nothing to Mermaid: all but letters, digits and a few marks is written as the number of its
/// character, as `#59;` for a semicolon.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        // Its own marks in place of # and ; while it parses.
        let is_taken = matches!(character, 'ﬂ' | 'ß');
        if (character.is_alphanumeric() && !is_taken) || " .,:+-_/()".contains(character) {
            safe.push(character);
        } else {
            let _ = write!(safe, "#{};", u32::from(character));
        }
    }
    // Before the number of a character the first two would be taken for statements; `end` ends a block, and `wrap:` is
    // an instruction.
    for (word, harmless) in [
        ("style", "#115;tyle"),
        ("classDef", "#99;lassDef"),
        ("end", "#101;nd"),
        ("wrap:", "wrap#58;"),
    ] {
        safe = safe.replace(word, harmless);
    }
    safe
}
