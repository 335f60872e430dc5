//! Calls for a long time: whether memory, descriptors and threads stay as they are.
//!
//! `MINUTES=30 PLOT=docs/soak.svg cargo bench --bench soak` (default 1 minute, no plot). Four threads create
//! calls, list participants, send tones and hang up; the emulator, a process of its own, loses a response
//! every half second. Prints a line every ten seconds and a summary; asserts nothing. Linux only: it reads
//! /proc/self.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::{CreateCallOptions, OperationOptions};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{
    CallAutomationClient, CallInvite, DtmfTone, ForEveryone, RequestOptions,
};
use acs_call_automation_emulator::{Emulator, Fault};

const THREADS: usize = 4;
/// After each call: the machine has other work too.
const PAUSE: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_secs(30);
const PHONE: &str = "+16045551234";
const CALLER_ID: &str = "+18005550100";

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("--test") => {}
        Some("emulator") => emulate(),
        _ => soak(),
    }
}

/// The emulator's process: prints the connection string, ends with its standard input.
fn emulate() {
    let emulator = Emulator::start().unwrap();
    println!("{}", emulator.connection_string());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                emulator
                    .add_fault(Fault::on("CreateCall").lose_response())
                    .unwrap();
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        let _ = std::io::stdin().lines().last();
        is_over.store(true, Ordering::Relaxed);
    });
}

#[derive(Default)]
struct Done {
    calls: AtomicU64,
    failures: AtomicU64,
}

fn soak() {
    let minutes: f64 = std::env::var("MINUTES").map_or(1.0, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("emulator")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut connection_string = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut connection_string).unwrap();

    let receiver = Receiver::bind(&ReceiverOptions::new().secret("soak")).unwrap();
    let callback = receiver.url("/events").unwrap();
    let client = CallAutomationClient::from_connection_string(connection_string.trim()).unwrap();
    let done = Done::default();
    let mut samples = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while Instant::now() < until {
                    match call(&client, &receiver, &callback) {
                        Ok(()) => done.calls.fetch_add(1, Ordering::Relaxed),
                        Err(why) => {
                            println!("{why}");
                            done.failures.fetch_add(1, Ordering::Relaxed)
                        }
                    };
                    std::thread::sleep(PAUSE);
                }
            });
        }
        // What no flow waits for, such as ParticipantsUpdated.
        scope.spawn(|| while receiver.recv_timeout(Duration::from_secs(1)).is_ok() {});
        let began = Instant::now();
        println!("   min   calls failures  resident KiB  descriptors  threads  emulator KiB");
        while Instant::now() < until {
            std::thread::sleep(Duration::from_secs(10));
            let sample = Sample::of(began.elapsed(), &done, child.id());
            println!("{sample}");
            samples.push(sample);
        }
        receiver.close(LIMIT);
    });
    drop(child.stdin.take());
    child.wait().unwrap();
    let counters = receiver.counters();
    println!("{counters:?}");
    if let Some(path) = std::env::var_os("PLOT") {
        std::fs::write(path, plot(&samples)).unwrap();
    }
}

fn call(
    client: &CallAutomationClient,
    receiver: &Receiver,
    callback: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let invite = CallInvite::to_phone_number(PHONE, CALLER_ID)?;
    let options = CreateCallOptions::new();
    let up = flow::create_call_and_wait(client, receiver, &invite, callback, &options, LIMIT)?;
    let Outcome::Success(up) = up else {
        return Err(up.to_string().into());
    };
    let call = up.call_connection;
    call.list_participants()?;
    let tones = DtmfTone::parse_all("12#")?;
    let options = OperationOptions::new();
    let sent = flow::send_dtmf_tones_and_wait(&call, receiver, &tones, PHONE, &options, LIMIT)?;
    if !matches!(sent, Outcome::Success(_)) {
        return Err(sent.to_string().into());
    }
    let options = RequestOptions::new();
    let ended = flow::hang_up_and_wait(&call, receiver, ForEveryone::Yes, &options, LIMIT)?;
    match ended {
        Outcome::Success(_) => Ok(()),
        other => Err(other.to_string().into()),
    }
}

struct Sample {
    at: Duration,
    calls: u64,
    failures: u64,
    resident: u64,
    descriptors: u64,
    threads: u64,
    emulator: u64,
}

impl Sample {
    fn of(at: Duration, done: &Done, emulator: u32) -> Self {
        Self {
            at,
            calls: done.calls.load(Ordering::Relaxed),
            failures: done.failures.load(Ordering::Relaxed),
            resident: status("self", "VmRSS:"),
            descriptors: std::fs::read_dir("/proc/self/fd").unwrap().count() as u64,
            threads: status("self", "Threads:"),
            emulator: status(&emulator.to_string(), "VmRSS:"),
        }
    }

    fn minutes(&self) -> f64 {
        self.at.as_secs_f64() / 60.0
    }
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>6.1} {:>7} {:>8} {:>13} {:>12} {:>8} {:>13}",
            self.minutes(),
            self.calls,
            self.failures,
            self.resident,
            self.descriptors,
            self.threads,
            self.emulator
        )
    }
}

/// A number of /proc/PID/status.
fn status(process: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Three curves above each other, each from 0 to its largest value.
fn plot(samples: &[Sample]) -> String {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 110.0;
    const GAP: f64 = 40.0;
    type Value = fn(&Sample) -> u64;
    let curves: [(&str, Value); 3] = [
        ("resident KiB", |sample| sample.resident),
        ("descriptors", |sample| sample.descriptors),
        ("threads", |sample| sample.threads),
    ];
    let end = samples.last().map_or(1.0, Sample::minutes);
    let calls = samples.last().map_or(0, |sample| sample.calls);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 {}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <style>text{{fill:#555}}polyline{{fill:none;stroke:#1f77b4;stroke-width:1.5}}line{{stroke:#999}}\
         @media(prefers-color-scheme:dark){{text{{fill:#bbb}}polyline{{stroke:#6baed6}}}}</style>\n\
         <text x=\"60\" y=\"16\">{calls} calls in {end:.0} minutes, receiver and client in one process</text>\n",
        30.0 + 3.0 * (HEIGHT + GAP),
    );
    for (index, (name, value)) in curves.into_iter().enumerate() {
        let bottom = 40.0 + HEIGHT + index as f64 * (HEIGHT + GAP);
        let most = samples.iter().map(value).max().unwrap_or(1).max(1);
        let mut points = String::new();
        for sample in samples {
            let x = 60.0 + WIDTH * sample.minutes() / end;
            let y = bottom - HEIGHT * value(sample) as f64 / most as f64;
            write!(points, "{x:.1},{y:.1} ").unwrap();
        }
        write!(
            out,
            "<line x1=\"60\" y1=\"{bottom}\" x2=\"{right}\" y2=\"{bottom}\"/>\n\
             <text x=\"4\" y=\"{top}\">{most}</text><text x=\"4\" y=\"{bottom}\">0</text>\n\
             <text x=\"60\" y=\"{label}\">{name}</text>\n\
             <polyline points=\"{points}\"/>\n",
            right = 60.0 + WIDTH,
            top = bottom - HEIGHT + 4.0,
            label = bottom + 15.0,
        )
        .unwrap();
    }
    out + "</svg>\n"
}
