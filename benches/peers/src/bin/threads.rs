//! Create-calls of many threads: `threads PORT THREADS CLIENTS SECONDS`, where the threads share the clients.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::options::ClientOptions;
use acs_call_automation_peers::{Caller, argument, cpu};

fn main() {
    let (port, threads, clients): (u16, usize, usize) = (argument(1), argument(2), argument(3));
    let seconds: f64 = argument(4);
    let endpoint = format!("http://127.0.0.1:{port}");
    let callers: Vec<_> = (0..clients)
        .map(|_| Arc::new(Caller::new(&endpoint, &ClientOptions::new())))
        .collect();
    let (is_over, count) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let caller = &callers[thread % clients];
            let (is_over, count) = (&is_over, &count);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    caller.create_call();
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // Without connecting.
        std::thread::sleep(Duration::from_millis(300));
        let (began, before, cpu_before) = (Instant::now(), count.load(Ordering::Relaxed), cpu());
        std::thread::sleep(Duration::from_secs_f64(seconds));
        let done = count.load(Ordering::Relaxed) - before;
        let (wall, cpu) = (began.elapsed(), cpu() - cpu_before);
        is_over.store(true, Ordering::Relaxed);
        println!(
            r#"{{"rate":{},"cpu":{}}}"#,
            done as f64 / wall.as_secs_f64(),
            cpu.as_secs_f64() / done as f64
        );
    });
}
