//! A C program over a network that loses, breaks and refuses three of ten requests, as
//! `tests/integration/faulty_network_run.rs` does it in Rust.
#![cfg(all(unix, feature = "emulator"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/c.rs"]
mod c;
#[path = "../../tests/common/faulty_network.rs"]
mod faulty_network;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use c::{Program, succeeded};
use faulty_network::{Figures, Proxy, Said, judge};

const PERCENT: u64 = 30;
/// Half of them create calls, half add participants.
const OPERATIONS: u64 = 500;

fn round(program: &Path, seed: u64) -> Figures {
    let emulator = Emulator::start_with(&EmulatorOptions::new()).unwrap();
    let proxy = Proxy::start(emulator.port(), seed, PERCENT);
    let mut command = Command::new(program);
    command
        .arg(proxy.connection_string(&emulator))
        .arg(emulator.connection_string())
        .args([seed.to_string(), OPERATIONS.to_string()]);
    let output = succeeded(&mut command);
    let said: HashMap<String, Said> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let (context, said) = line.split_once(' ').unwrap();
            let said = match said {
                "done" => Said::Done,
                "not" => Said::NotDone,
                "unknown" => Said::Unknown,
                "late" => Said::NoEvent,
                other => panic!("{other}"),
            };
            (context.to_owned(), said)
        })
        .collect();
    // The receiver is gone: what is still to be delivered to it need not arrive.
    emulator.flush(Duration::from_secs(1));
    judge(&emulator, &proxy, &said)
}

fn run(rounds: u64) -> Figures {
    let program = Program::of("network/faulty").build();
    let seeds = (1..=rounds).map(|number| number * 104_729);
    Figures::of_rounds(seeds, |seed| round(&program, seed))
}

#[test]
fn on_a_faulty_network_nothing_is_done_twice_and_nothing_reported_wrong() {
    println!("{:?}", run(1));
}

/// 10,000 calls and 10,000 participants, in some minutes.
#[test]
#[ignore = "takes minutes: docs/reliability.md"]
fn on_a_faulty_network_ten_thousand_calls_and_participants_are_right() {
    println!("{:?}", run(40));
}
