//! Writes the names of options in errors: `src/field/options.rs`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::table::Table;

pub const FILE: &str = "src/field/options.rs";

pub fn write(table: &Table) -> String {
    let mut names = BTreeMap::new();
    for of in table.types.iter().filter(|of| !of.is_for_emulator()) {
        for row in table.rows(of) {
            names.insert(row.field_constant(), row.field_name());
        }
    }
    let mut out = String::from(
        "//! The names of options.\n\n\
         // Written by tests/generated from capi/surface/options.toml; do not edit.\n\n",
    );
    for (constant, name) in names {
        writeln!(out, "pub const {constant}: &str = {name:?};").unwrap();
    }
    out
}
