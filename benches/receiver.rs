//! A receiver for a long time, with a spool, and several with Redis. `benches/run receiving` measures how many events it takes.
//!
//! `cargo bench --bench receiver -- exactly-once` posts a million events with repetitions and checks that each is
//! delivered once; `--features spool -- spool` measures what the spool costs,
//! `--features redis -- redis` what Redis costs: it needs Debian's package redis-server.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    unsafe_code
)]

#[path = "receiver/connection.rs"]
mod connection;
#[path = "receiver/exactly_once.rs"]
mod exactly_once;
#[cfg(feature = "redis")]
#[path = "receiver/redis.rs"]
mod redis_store;
#[cfg(feature = "redis")]
#[path = "../tests/redis/server.rs"]
#[allow(dead_code)] // the tests use the rest
mod server;
#[cfg(feature = "spool")]
#[path = "receiver/spool.rs"]
mod spool;

/// A real event; its id is replaced by one of the same length for every request.
const EVENT: &str = include_str!("../tests/data/events/CallConnected.json");
const ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";
/// Its call connection id.
#[cfg(feature = "redis")]
const CALL: &str = "b68f481b-b229-4fbb-a29a-e3bff71f4e04";

fn main() {
    let is_wanted = |name: &str| std::env::args().any(|argument| argument == name);
    if is_wanted("exactly-once") {
        return exactly_once::run();
    }
    #[cfg(feature = "spool")]
    if is_wanted("spool") {
        return spool::run();
    }
    #[cfg(feature = "redis")]
    if is_wanted("redis") {
        return redis_store::run();
    }
    #[cfg(feature = "redis")]
    if is_wanted("redis-receiver") {
        let mut words = std::env::args().skip(2);
        let (url, kind) = (words.next().unwrap(), words.next().unwrap());
        return redis_store::receive(&url, &kind);
    }
    println!("one of: exactly-once, spool (with --features spool), redis (with --features redis)");
}
