//! The ladder diagram on the standard output.

use std::io::{self, Write as _};

use acs_call_automation::Result;
use acs_call_automation_emulator::Emulator;

/// In characters, unless `COLUMNS` says something else.
const WIDTH: usize = 100;

/// Prints the diagram while it comes into being: as wide as `COLUMNS` says, in ASCII unless the locale is one of
/// UTF-8.
pub(crate) fn print(emulator: &Emulator) -> Result<()> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let width = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable);
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    let has_unicode = locale.contains("utf-8") || locale.contains("utf8");
    emulator.print_ladder(width.unwrap_or(WIDTH), !has_unicode, |text| {
        let mut out = io::stdout();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .is_ok()
    })
}
