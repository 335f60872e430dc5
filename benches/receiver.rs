//! A receiver for a long time, and with a spool. `benches/run receiving` measures how many events it takes.
//!
//! `cargo bench --bench receiver -- exactly-once` posts a million events with repetitions and checks that each is
//! delivered once; `--features spool -- spool` measures what the spool costs.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "receiver/connection.rs"]
mod connection;
#[path = "receiver/exactly_once.rs"]
mod exactly_once;
#[cfg(feature = "spool")]
#[path = "receiver/spool.rs"]
mod spool;

/// A real event; its id is replaced by one of the same length for every request.
const EVENT: &str = include_str!("../tests/data/events/CallConnected.json");
const ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";

fn main() {
    let is_wanted = |name: &str| std::env::args().any(|argument| argument == name);
    if is_wanted("exactly-once") {
        return exactly_once::run();
    }
    #[cfg(feature = "spool")]
    if is_wanted("spool") {
        return spool::run();
    }
    println!("one of: exactly-once, spool (with --features spool)");
}
