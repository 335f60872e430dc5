//! What a download costs, beside curl, from nginx on loopback.
//!
//! Prints throughput and CPU time of each and their ratios; asserts nothing. Needs nginx and curl; says
//! so where one is missing. `MIB` sets the length of the recording, `ROUNDS` how often.
// A benchmark prints, panics on the first error, and reads its CPU time from the system.
#![allow(missing_docs, unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use acs_call_automation::CallAutomationClient;
use acs_call_automation::options::{ClientOptions, DownloadRecordingOptions};

use common::{Cost, Nginx, free_port, measure_child, measure_self};

fn main() {
    // `cargo test --benches` only wants to see that it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let number = |name: &str, otherwise: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise)
    };
    let (mib, rounds) = (number("MIB", 512), number("ROUNDS", 11));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-download");
    std::fs::create_dir_all(&folder).unwrap();
    write_recording(&folder.join("recording.wav"), mib);
    let port = free_port();
    let location = format!(
        "root {}; sendfile on; tcp_nopush on; location / {{ }}",
        folder.display()
    );
    // As many processes as connections: a store has more than one processor.
    let Some(_nginx) = Nginx::start(&folder, port, 4, &location) else {
        println!("nginx is missing: install it to run this bench");
        return;
    };
    let url = format!("http://127.0.0.1:{port}/recording.wav");

    let mut rows: [Vec<Cost>; 3] = Default::default();
    for _ in 0..rounds {
        rows[0].push(measure_child(|| curl(&url)));
        rows[1].push(measure_self(|| library(&url, mib, 1)));
        rows[2].push(measure_self(|| library(&url, mib, 4)));
    }
    let ratio = |faster: usize, slower: usize| {
        let mut of_round: Vec<_> = std::iter::zip(&rows[faster], &rows[slower])
            .map(|(faster, slower)| slower.wall.div_duration_f64(faster.wall))
            .collect();
        of_round.sort_by(f64::total_cmp);
        of_round[of_round.len() / 2]
    };
    let ratios = [ratio(1, 0), ratio(2, 0), ratio(2, 1)];
    let best = rows.map(|row| row.into_iter().min_by_key(|cost| cost.wall).unwrap());
    println!("{mib} MiB, best of {rounds} rounds");
    println!("{:<22} {:>8} {:>12}", "", "MiB/s", "CPU ms");
    let names = ["curl", "this, 1 connection", "this, 4 connections"];
    for (name, cost) in names.iter().zip(&best) {
        println!(
            "{name:<22} {:>8.0} {:>12}",
            mib as f64 / cost.wall.as_secs_f64(),
            cost.cpu.as_millis()
        );
    }
    println!("throughput, median of the rounds' ratios:");
    println!("  1 connection to curl:  {:.2}", ratios[0]);
    println!("  4 connections to curl: {:.2}", ratios[1]);
    println!("  4 connections to 1:    {:.2}", ratios[2]);
    let _ = std::fs::remove_dir_all(folder);
}

/// Bytes that lie in the page cache afterwards.
fn write_recording(path: &Path, mib: u64) {
    let mut file = File::create(path).unwrap();
    let block: Vec<u8> = (0..1 << 20)
        .map(|byte: u32| byte.to_le_bytes()[1])
        .collect();
    for _ in 0..mib {
        file.write_all(&block).unwrap();
    }
}

fn library(url: &str, mib: u64, connections: u32) {
    let host = url.split('/').nth(2).unwrap();
    let client = CallAutomationClient::from_connection_string_with(
        "endpoint=https://contoso.communication.azure.com;accesskey=Z29sZGVu",
        &ClientOptions::new().recording_host(host),
    )
    .unwrap();
    let options = DownloadRecordingOptions::new().connections(connections);
    let done = client
        .download_recording(url, &mut io::sink(), &options)
        .unwrap();
    assert_eq!(done.length, mib << 20);
}

fn curl(url: &str) {
    let status = Command::new("curl")
        .args(["--silent", "--fail", "--output", "/dev/null", url])
        .stdin(Stdio::null())
        .status()
        .expect("curl is missing: install it to run this bench");
    assert!(status.success());
}
