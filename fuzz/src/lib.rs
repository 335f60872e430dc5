//! What is checked of any input. Each function panics when a promise of the library does not hold.
//!
//! `tests/integration/corpora.rs` runs the same functions on the corpora with an ordinary compiler.

pub mod connection_strings;
pub mod events;
pub mod phone_numbers;
pub mod raw_ids;
pub mod tokens;

// These check private parts of the library and stand beside them.
#[cfg(fuzzing)]
pub use acs_call_automation::internal::{error_responses, framing};
