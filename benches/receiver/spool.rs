//! What a spool costs: an event at a time, and many that share a sync of the disk.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Received, Receiver, ReceiverOptions};

use crate::connection::Connection;

const SECONDS: u64 = 3;

pub fn run() {
    // On the disk of the current folder: a temporary folder may be in memory.
    let folder = std::env::current_dir().unwrap().join("target/bench-spool");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("events.spool");
    for connections in [1, 8, 32, 64] {
        let _ = std::fs::remove_file(&path);
        accept(&path, connections);
    }
    confirm(&path);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn receiver(path: &std::path::Path) -> Receiver {
    let options = ReceiverOptions::new()
        .capacity(1_000_000)
        .capacity_bytes(1 << 30)
        .spool(path)
        .spool_bytes(1 << 30)
        .handler_threads(64);
    Receiver::bind(&options).unwrap()
}

/// Posts over so many connections; each waits for its response. What is left is confirmed in
/// pieces of up to 64 meanwhile.
fn accept(path: &std::path::Path, connections: u64) {
    let receiver = receiver(path);
    let port = receiver.local_addr().unwrap().port();
    let reader = std::thread::spawn({
        let receiver = receiver.clone();
        move || {
            while let Ok(first) = receiver.recv() {
                let mut all = vec![first];
                while let (true, Ok(Some(more))) = (all.len() < 64, receiver.try_recv()) {
                    all.push(more);
                }
                Received::done_all(&all).unwrap();
            }
        }
    });
    let times = Mutex::new(Vec::new());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for connection in 0..connections {
            let times = &times;
            scope.spawn(move || {
                let mut stream = Connection::open(port);
                let mut own = Vec::new();
                let mut number = connection << 32;
                while began.elapsed() < Duration::from_secs(SECONDS) {
                    number += 1;
                    let sent = Instant::now();
                    assert_eq!(stream.post(number), 200);
                    own.push(sent.elapsed());
                }
                times.lock().unwrap().extend(own);
            });
        }
    });
    let time = began.elapsed();
    receiver.close(Duration::from_secs(5));
    reader.join().unwrap();
    let mut times = times.into_inner().unwrap();
    times.sort();
    println!(
        "spool, {connections:>2} connections: {:>7.0} events/s, {:>6.0} us/event; response after {:>6} us, \
         99 % {:>6} us; file {} KiB",
        times.len() as f64 / time.as_secs_f64(),
        time.as_secs_f64() * 1e6 / times.len() as f64,
        times[times.len() / 2].as_micros(),
        times[times.len() * 99 / 100].as_micros(),
        std::fs::metadata(path).unwrap().len() / 1024
    );
}

fn confirm(path: &std::path::Path) {
    const EVENTS: u64 = 20_000;
    let _ = std::fs::remove_file(path);
    let first = receiver(path);
    let port = first.local_addr().unwrap().port();
    std::thread::scope(|scope| {
        for connection in 0..64 {
            scope.spawn(move || {
                let mut stream = Connection::open(port);
                for number in (connection..EVENTS).step_by(64) {
                    assert_eq!(stream.post(number), 200);
                }
            });
        }
    });
    first.close(Duration::from_secs(5));
    drop(first);
    let began = Instant::now();
    let second = receiver(path);
    let replayed = second.counters().replayed;
    println!(
        "spool, start: {replayed} events checked and delivered again in {:.0} ms; file {} KiB",
        began.elapsed().as_secs_f64() * 1e3,
        std::fs::metadata(path).unwrap().len() / 1024
    );
    let events: Vec<Received> = std::iter::from_fn(|| second.try_recv().unwrap()).collect();
    let mut events = events.as_slice();
    for (at_once, times) in [(1, 500), (8, 200), (64, 100), (512, 15)] {
        let (part, rest) = events.split_at(at_once * times);
        events = rest;
        let began = Instant::now();
        for group in part.chunks(at_once) {
            Received::done_all(group).unwrap();
        }
        let time = began.elapsed().as_secs_f64() * 1e6;
        println!(
            "spool, {at_once:>3} confirmed at once: {:>6.0} us, {:>6.1} us/event",
            time / times as f64,
            time / part.len() as f64
        );
    }
}
