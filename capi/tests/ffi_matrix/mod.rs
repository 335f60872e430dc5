//! A C program that calls every function of the header in the good way and in each bad way.
//!
//! The rules go by the types of the parameters, by the table of options and by lists of exceptions;
//! recipes have what no rule can know, such as the arguments with which a good call succeeds.

#[allow(dead_code)] // The generator reads its other columns.
#[path = "../../../tests/generated/getters/table.rs"]
mod getters;
pub mod header;
#[allow(dead_code)] // The generator reads its other columns.
#[path = "../../../tests/generated/options/table.rs"]
mod options;
mod program;
mod promises;
mod recipes;

pub use program::write;
