//! Create-calls over TLS after a time without any: `after_idleness URL CA_FILE IDLE_SECONDS SAMPLES`.
//!
//! Each sample is a client and a thread of its own. There are four kinds: a connection that is used again before its
//! client gives it up, one that the client gives up meanwhile (`idle_timeout` of half the time), the same with
//! `warm_up` before the request, and a new client.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use acs_call_automation::options::{ClientOptions, TrustRoots};
use acs_call_automation::{CallAutomationClient, RequestOptions};
use acs_call_automation_peers::{Caller, argument, percentile};

#[derive(Clone, Copy)]
enum Kind {
    Kept,
    GivenUp,
    WarmedUp,
    New,
}

fn main() {
    let (url, ca): (String, PathBuf) = (argument(1), argument(2));
    let (idle, samples): (f64, u64) = (argument(3), argument(4));
    let idle = Duration::from_secs_f64(idle);
    let kinds = [
        ("kept", Kind::Kept),
        ("given_up", Kind::GivenUp),
        ("warmed_up", Kind::WarmedUp),
        ("new", Kind::New),
    ];
    let mut turns = (0..).map(|turn| Duration::from_millis(5) * turn);
    let begun = kinds.map(|(name, kind)| {
        let threads: Vec<_> = (0..samples)
            .map(|_| {
                let options = ClientOptions::new()
                    .trust_roots(TrustRoots::PemFile(ca.clone()))
                    .idle_timeout(match kind {
                        Kind::Kept => idle * 2,
                        _ => idle / 2,
                    });
                let url = url.clone();
                // One after the other, so that they do not wait for each other.
                let turn = turns.next().unwrap();
                std::thread::spawn(move || sample(kind, Caller::new(&url, &options), idle, turn))
            })
            .collect();
        (name, threads)
    });
    let results = begun.map(|(name, threads)| {
        let times = threads.into_iter().map(|thread| thread.join().unwrap());
        let mut times: Vec<_> = times.collect();
        format!(
            r#""{name}":{{"p50":{},"p99":{}}}"#,
            percentile(&mut times, 50).as_secs_f64(),
            percentile(&mut times, 99).as_secs_f64()
        )
    });
    println!("{{{}}}", results.join(","));
}

fn sample(kind: Kind, caller: Caller, idle: Duration, turn: Duration) -> Duration {
    std::thread::sleep(turn);
    if !matches!(kind, Kind::New) {
        caller.create_call();
    }
    std::thread::sleep(idle);
    if matches!(kind, Kind::WarmedUp) {
        warm_up(&caller.client);
    }
    let began = Instant::now();
    caller.create_call();
    began.elapsed()
}

fn warm_up(client: &CallAutomationClient) {
    client.warm_up(&RequestOptions::new()).unwrap();
}
