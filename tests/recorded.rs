//! The emulator, judged by recordings of the live service: every recorded session of call control
//! is sent again, and what comes back is compared with what came back then.
//!
//! Set `ACS_WIRE_RECORDED` to a folder to replay other sessions of the same format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "common/replay.rs"]
mod replay;

use replay::session::{folder, sessions};

#[test]
fn the_emulator_does_what_the_service_did_in_every_recorded_session() {
    let mut failures = String::new();
    let mut replayed = 0;
    for session in sessions(&folder()) {
        let name = &session.name;
        if let Some(operation) = session.is_of_media() {
            println!("{name}: skipped, holds an operation of media or recording: {operation}");
            continue;
        }
        let report = replay::replay(&session);
        for step in &report.skipped {
            println!("{name}: skipped a step without counterpart in call control: {step}");
        }
        println!(
            "{name}: {} requests, {} events, {} differences",
            report.requests,
            report.events,
            report.differences.len()
        );
        replayed += 1;
        if !report.differences.is_empty() {
            failures.push_str(&format!("{name}\n"));
            for difference in &report.differences {
                failures.push_str(&format!("   {difference}\n"));
            }
            failures.push_str(&format!("   came:\n{}", report.summary));
        }
    }
    assert!(
        replayed > 0,
        "no session of call control is in {}",
        folder().display()
    );
    assert!(
        failures.is_empty(),
        "the emulator differs from recordings:\n{failures}"
    );
}
