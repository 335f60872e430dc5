//! The ladder diagram: who sent what to whom.

use std::ffi::{c_char, c_int};

use super::running::{acs_emulator_t, running_or_closed};
use crate::error::acs_error_t;
use crate::guard::{guard, optional_text, slot};
use crate::status::acs_status_t;
use crate::text_out::acs_text_t;
use acs_call_automation::Error;

/// Text, 100 columns or wider, with lines and arrows of Unicode in UTF-8.
pub const ACS_LADDER_TEXT: c_int = 1;
/// The same text in ASCII.
pub const ACS_LADDER_ASCII: c_int = 2;
/// An SVG document that refers to nothing outside of it.
pub const ACS_LADDER_SVG: c_int = 3;
/// A sequenceDiagram of Mermaid.
pub const ACS_LADDER_MERMAID: c_int = 4;
/// Columns and rows as JSON; docs/emulator/ladder.md describes them.
pub const ACS_LADDER_JSON: c_int = 5;

/// The width of the text, in columns.
const WIDTH: usize = 100;

/// Returns the ladder diagram of what has happened until now: each request, each attempt to deliver
/// an event, and what each remote party did. Also for an emulator that was closed.
///
/// @param call_id a call by its call connection id, server call id or correlation id, drawn with the
///                calls that belong to it; NULL for everything. An unknown one has an empty diagram
/// @param format  ACS_LADDER_...
/// @param ladder  receives the diagram
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_ladder(
    emulator: *const acs_emulator_t,
    call_id: *const c_char,
    format: c_int,
    ladder: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (place, emulator) = (slot(ladder, "ladder")?, running_or_closed(emulator)?);
        let drawn = match optional_text(call_id, "call id")? {
            Some(call) => emulator.ladder_of(call),
            None => emulator.ladder(),
        };
        let text = match format {
            ACS_LADDER_TEXT => drawn.text(WIDTH, false),
            ACS_LADDER_ASCII => drawn.text(WIDTH, true),
            ACS_LADDER_SVG => drawn.svg(),
            ACS_LADDER_MERMAID => drawn.mermaid(),
            ACS_LADDER_JSON => drawn.json(),
            _ => return Err(Error::invalid("format", "must be one of ACS_LADDER_...").into()),
        };
        place.put(|| acs_text_t::new(&text));
        Ok(())
    })
}
