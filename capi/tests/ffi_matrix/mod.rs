//! A C program that calls every function of the header in the good way and in each bad way.
//!
//! The rules go by the types of the parameters, by the table of options and by lists of exceptions;
//! recipes have what no rule can know, such as the arguments with which a good call succeeds.

pub mod header;
mod program;
mod promises;
mod recipes;
#[allow(dead_code)] // The generator reads its other columns.
#[path = "../../../tests/generated/table.rs"]
mod table;

pub use program::write;
