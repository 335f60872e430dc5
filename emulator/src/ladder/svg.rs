//! The diagram as an SVG document. Nothing in it runs or refers to anything else, and all text is escaped.

use std::fmt::Write as _;

use super::text::seconds;
use super::words::{at_arrow, fitting};
use super::{Column, Ladder, Row};

/// Sizes in pixels.
const TIME: usize = 76;
const GAP: usize = 250;
const HEAD: usize = 44;
const ROW: usize = 36;

/// The most characters of a heading and of what stands at an arrow.
const MAX_HEADING: usize = 32;

const STYLE: &str = "\
svg{--paper:#fff;--ink:#1b1f24;--faint:#656d76;--request:#0550ae;--event:#116329;--party:#8250df;--failed:#cf222e;\
background:var(--paper);font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--faint:#9198a1;--request:#79c0ff;--event:#7ee787;\
--party:#d2a8ff;--failed:#ff7b72}}\
text{fill:var(--ink)}.time{fill:var(--faint)}.line{stroke:var(--faint);stroke-dasharray:3 4}.hit{fill:none;pointer-events:all}\
.row{color:var(--request)}.event{color:var(--event)}.party{color:var(--party)}.failed{color:var(--failed)}\
.row .label{fill:currentColor;stroke:var(--paper);stroke-width:4px;paint-order:stroke}.arrow{stroke:currentColor;stroke-width:1.5}.tip{fill:currentColor}";

pub(super) fn draw(ladder: &Ladder) -> String {
    let columns = &ladder.columns;
    let width = TIME + GAP * columns.len();
    let height = HEAD + ROW * ladder.rows.len() + 16;
    // Writing to a String cannot fail.
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" data-left-out=\"{}\">\n\
         <title>Ladder diagram</title>\n<style>{STYLE}</style>\n<g class=\"columns\">\n",
        ladder.left_out
    );
    for (place, column) in columns.all().enumerate() {
        let x = at(place);
        let label = fitting(&columns.label(column), MAX_HEADING, "…");
        let _ = writeln!(
            svg,
            "<g class=\"column {}\" data-id=\"{}\"><text class=\"heading\" x=\"{x}\" y=\"22\" text-anchor=\"middle\">{}</text>\
             <line class=\"line\" x1=\"{x}\" y1=\"32\" x2=\"{x}\" y2=\"{height}\"/></g>",
            kind(column),
            escaped(&column.id()),
            escaped(&label),
        );
    }
    svg += "</g>\n";
    for (place, row) in ladder.rows.iter().enumerate() {
        let time = ladder.start.map_or(0.0, |start| seconds(row.time, start));
        put_row(&mut svg, ladder, row, time, HEAD + ROW * place);
    }
    svg + "</svg>\n"
}

/// Where the line of a column is.
fn at(place: usize) -> usize {
    TIME + GAP * place + GAP / 2
}

fn kind(column: &Column) -> &'static str {
    match column {
        Column::Application(_) => "application",
        Column::Service => "service",
        Column::Party(_) => "party",
    }
}

fn put_row(svg: &mut String, ladder: &Ladder, row: &Row, time: f64, top: usize) {
    let columns = &ladder.columns;
    let width = TIME + GAP * columns.len();
    let (from, to) = (at(columns.place(&row.from)), at(columns.place(&row.to)));
    let left = from.min(to);
    let (text_y, arrow_y) = (top + 14, top + 22);
    let failed = if row.failed { " failed" } else { "" };
    let mark = if row.failed { "✗ " } else { "" };
    // To the right edge, at 8 pixels for each character.
    let most = (width - left - 10) / 8;
    let label = fitting(&format!("{mark}{}", at_arrow(row)), most, "…");
    let back = if from < to { to - 8 } else { to + 8 };
    let _ = writeln!(
        svg,
        "<g class=\"row {}{failed}\" data-seq=\"{}\"><rect class=\"hit\" x=\"0\" y=\"{top}\" width=\"{width}\" height=\"{ROW}\"/>\
         <text class=\"time\" x=\"{}\" y=\"{text_y}\" text-anchor=\"end\">{time:.3}</text>\
         <text class=\"label\" x=\"{}\" y=\"{text_y}\">{}</text>\
         <line class=\"arrow\" x1=\"{from}\" y1=\"{arrow_y}\" x2=\"{to}\" y2=\"{arrow_y}\"/>\
         <path class=\"tip\" d=\"M{to} {arrow_y}L{back} {} {back} {}z\"/></g>",
        row.kind.name(),
        row.seq,
        TIME - 6,
        left + 8,
        escaped(&label),
        arrow_y - 4,
        arrow_y + 4,
    );
}

/// Text in an element or an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            // No document may have these.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                safe.push('\u{fffd}');
            }
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                safe.push('\u{fffd}');
            }
            other => safe.push(other),
        }
    }
    safe
}
