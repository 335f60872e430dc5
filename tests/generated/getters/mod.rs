//! Getters, from `capi/surface/getters.toml`.

pub mod cpp;
pub mod rust;
pub mod table;
