//! A C program that calls every function of the header in the good way and in each bad way.
//!
//! The rules go by the types of the parameters and by what their comments promise; recipes tell
//! what no rule can know, such as the arguments with which a good call succeeds.

pub mod header;
mod program;
mod recipes;

pub use program::write;
