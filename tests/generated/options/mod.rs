//! Options, from `capi/surface/options.toml`.

pub mod cpp;
pub mod fields;
pub mod rust;
#[allow(dead_code)] // The C matrix reads the other columns.
pub mod table;
