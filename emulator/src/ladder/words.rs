//! Texts in a diagram: short, on one line, and as wide as they seem.

use acs_call_automation::internal::one_line;

use super::{JournalKind, Row};

/// A raw id without what does not distinguish it.
pub(super) fn short(raw_id: &str) -> &str {
    let id = raw_id.strip_prefix("4:").unwrap_or(raw_id);
    match id.rsplit_once('_') {
        Some((_, user)) if id.starts_with("8:") && !user.is_empty() => user,
        _ => id,
    }
}

/// What stands at an arrow: the status before the detail, which may be cut off. That of a webhook is in brackets, so that
/// it is not taken for the outcome that the event reports.
pub(super) fn at_arrow(row: &Row) -> String {
    let status = match row.kind {
        JournalKind::Event => format!("[{}]", row.status),
        _ => row.status.clone(),
    };
    let parts = [row.label.as_str(), &status, &row.detail].into_iter();
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    one_line(&parts.join(" ")).into_owned()
}

/// How many cells of a terminal a character takes.
pub(super) fn cells(character: char) -> usize {
    match u32::from(character) {
        // Marks on the character before, joiners and selectors.
        0x300..=0x36f | 0x200b..=0x200d | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0xfeff => 0,
        // East Asian scripts, full-width forms, pictures.
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The text on one line and in so many cells; where it is longer, `end` stands for the rest.
pub(super) fn fitting(text: &str, most: usize, end: &str) -> String {
    let text = one_line(text);
    if text.chars().map(cells).sum::<usize>() <= most {
        return text.into_owned();
    }
    let mut left = most.saturating_sub(end.chars().count());
    let kept = text.chars().take_while(|character| {
        let fits = cells(*character) <= left;
        left = left.saturating_sub(cells(*character));
        fits
    });
    kept.collect::<String>() + end
}
