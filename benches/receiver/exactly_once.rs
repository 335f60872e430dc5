//! 1,024,000 events over 64 connections, one in twenty delivered again later: each arrives once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};

use crate::connection::Connection;

const CONNECTIONS: u64 = 64;
const EACH: u64 = 16_000;
/// An event is repeated after up to so many later ones of its connection.
const FAR: u64 = 10_000;

pub fn run() {
    let options = ReceiverOptions::new().max_connections(1000);
    let receiver = Receiver::bind(&options).unwrap();
    let port = receiver.local_addr().unwrap().port();
    let reader = std::thread::spawn({
        let receiver = receiver.clone();
        move || {
            let mut seen = vec![0_u8; usize::try_from(CONNECTIONS * EACH).unwrap()];
            for received in &receiver {
                if !received.is_overflow() {
                    let number: usize = received.event.id().parse().unwrap();
                    seen[number] += 1;
                }
            }
            seen
        }
    });
    let repeated = AtomicU64::new(0);
    let refused = AtomicU64::new(0);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let (repeated, refused) = (&repeated, &refused);
            scope.spawn(move || {
                let mut dice = connection + 1;
                let mut stream = Connection::open(port);
                let mut post = |number: u64| {
                    while stream.post(connection * EACH + number) != 200 {
                        refused.fetch_add(1, Ordering::Relaxed);
                        std::thread::yield_now();
                    }
                };
                for number in 0..EACH {
                    post(number);
                    dice ^= dice << 13;
                    dice ^= dice >> 7;
                    dice ^= dice << 17;
                    if dice % 20 == 0 {
                        post(number - (dice >> 8) % FAR.min(number + 1));
                        repeated.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let time = began.elapsed().as_secs_f64();
    receiver.close(Duration::from_secs(5));
    let seen = reader.join().unwrap();
    let count = |times: u8| seen.iter().filter(|seen| **seen == times).count();
    let (once, never) = (count(1), count(0));
    println!(
        "exactly once: {} events and {} repetitions over {CONNECTIONS} connections in {time:.1} s, {:.0}/s; \
         {once} delivered once, {never} never, {} more than once; {} posts refused and sent again",
        seen.len(),
        repeated.load(Ordering::Relaxed),
        (CONNECTIONS * EACH + repeated.load(Ordering::Relaxed)) as f64 / time,
        seen.len() - once - never,
        refused.load(Ordering::Relaxed)
    );
    println!("{:?}", receiver.counters());
}
