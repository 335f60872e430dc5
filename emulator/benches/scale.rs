//! How many calls one emulator holds, how fast it takes new ones, and what each costs.
//!
//! `CALLS=100000 cargo bench -p acs-call-automation-emulator --bench scale`. The emulator is a process of its own;
//! requests are signed before the measurement, and events go to a receiver in this process. Prints numbers and asserts
//! nothing. Linux only: it reads /proc.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::event::EventKind;
use acs_call_automation::internal::{AccessKey, content_hash};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};

const THREADS: u64 = 2;
const PATHS: u64 = 4;
const CREATE: &str = "/calling/callConnections?api-version=2025-06-15";
const DATE: &str = "Mon, 01 Jan 2024 00:00:00 GMT";

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let calls: u64 = std::env::var("CALLS").map_or(100_000, |number| number.parse().unwrap());
    creates(calls, "");
    creates(calls, "https://127.0.0.1:1/events");
    paced(1_000, 10);
}

/// Creates calls that live on, and prints what they cost at each power of ten. With `callback` they
/// ring without an event; without one they are answered, and their events are delivered to a receiver.
fn creates(calls: u64, callback: &str) {
    let emulator = Program::start();
    let receiver = receiver();
    let is_answered = callback.is_empty();
    if is_answered {
        println!("\ncalls that are answered, with their two events delivered");
    } else {
        emulator.control(
            "remote-party",
            r#"{"rawId":"8:acs:a_b","reaction":"answers","afterMs":86400000}"#,
        );
        println!("\ncalls that ring");
    }
    println!("   calls   creates/s   emulator's CPU, us per create   resident, MiB");
    let bodies: Vec<Vec<u8>> = (0..PATHS)
        .map(|path| {
            let url = receiver.url(&format!("/events/{path}")).unwrap();
            emulator.create(if is_answered { &url } else { callback })
        })
        .collect();
    let (mut done, mut step) = (0, 100);
    std::thread::scope(|scope| {
        scope.spawn(|| while receiver.recv().is_ok() {});
        while done < calls {
            let more = step.min(calls) - done;
            let (began, cpu) = (Instant::now(), emulator.cpu());
            std::thread::scope(|scope| {
                for thread in 0..THREADS {
                    let (bodies, emulator) = (&bodies, &emulator);
                    scope.spawn(move || {
                        let mut connection = Connection::new(emulator);
                        for number in 0..more / THREADS {
                            connection.send(&bodies[((number + thread) % PATHS) as usize], 201);
                        }
                    });
                }
            });
            let rate = more as f64 / began.elapsed().as_secs_f64();
            done += more;
            if is_answered {
                emulator.control("flush", "{}");
            }
            let cost = (emulator.cpu() - cpu).as_secs_f64() * 1e6 / more as f64;
            println!(
                "{done:>8} {rate:>11.0} {cost:>31.1} {:>15.1}",
                emulator.resident()
            );
            step *= 10;
        }
        if is_answered {
            println!(
                "events delivered: {} of {}",
                receiver.counters().received,
                2 * done
            );
        }
        receiver.close(Duration::from_secs(5));
    });
}

/// Calls that are created, connected and hung up at a fixed rate for a while.
fn paced(rate: u64, seconds: u64) {
    let emulator = Program::start();
    let receiver = receiver();
    let url = receiver.url("/events/0").unwrap();
    let create = emulator.create(&url);
    let (began, cpu) = (Instant::now(), emulator.cpu());
    let ended = AtomicU64::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut connection = Connection::new(&emulator);
            while let Ok(received) = receiver.recv() {
                match received.event.kind() {
                    EventKind::CallConnected => {
                        let id = received.event.call_connection_id().unwrap();
                        let path = format!("/calling/callConnections/{id}?api-version=2025-06-15");
                        connection.send(&emulator.signed("DELETE", &path, ""), 204);
                    }
                    EventKind::CallDisconnected => _ = ended.fetch_add(1, Ordering::Relaxed),
                    _ => {}
                }
            }
        });
        let mut connection = Connection::new(&emulator);
        let mut behind = Duration::ZERO;
        for number in 0..rate * seconds {
            let due = Duration::from_secs_f64(number as f64 / rate as f64);
            match due.checked_sub(began.elapsed()) {
                Some(early) => std::thread::sleep(early),
                None => behind = behind.max(began.elapsed() - due),
            }
            connection.send(&create, 201);
        }
        let took = began.elapsed();
        while ended.load(Ordering::Relaxed) < rate * seconds && began.elapsed().as_secs() < 60 {
            std::thread::sleep(Duration::from_millis(10));
        }
        emulator.control("flush", "{}");
        println!("\n{rate} calls/s created, connected and hung up for {seconds} s");
        println!(
            "took {:.2} s to create, at most {} ms behind",
            took.as_secs_f64(),
            behind.as_millis()
        );
        println!(
            "ended: {} of {}",
            ended.load(Ordering::Relaxed),
            rate * seconds
        );
        println!(
            "events: {} received, {} repeated",
            receiver.counters().received,
            receiver.counters().duplicate
        );
        println!(
            "emulator's CPU: {:.0} us per call",
            (emulator.cpu() - cpu).as_secs_f64() * 1e6 / (rate * seconds) as f64
        );
        receiver.close(Duration::from_secs(5));
    });
}

fn receiver() -> Receiver {
    let options = ReceiverOptions::new().path("/events/*").capacity(1_000_000);
    Receiver::bind(&options).unwrap()
}

struct Program {
    child: Child,
    host: String,
    key: AccessKey,
}

impl Program {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_acs-emulator"))
            .args(["--no-clock-skew-check"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (_, rest) = line.trim_end().split_once("http://").unwrap();
        let (host, key) = rest.split_once("/;accesskey=").unwrap();
        Self {
            child,
            host: host.to_owned(),
            key: AccessKey::from_base64(key).unwrap(),
        }
    }

    fn signed(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let hash = content_hash(body.as_bytes());
        let signature = self
            .key
            .authorization(method, path, DATE, &self.host, &hash);
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nx-ms-date: {DATE}\r\nx-ms-content-sha256: {hash}\r\n\
             Authorization: {signature}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len(),
        )
        .into_bytes()
    }

    fn create(&self, callback: &str) -> Vec<u8> {
        let body = format!(
            r#"{{"targets":[{{"kind":"communicationUser","rawId":"8:acs:a_b","communicationUser":{{"id":"8:acs:a_b"}}}}],"callbackUri":"{callback}"}}"#
        );
        self.signed("POST", CREATE, &body)
    }

    fn control(&self, path: &str, body: &str) {
        let head = format!(
            "POST /_emulator/{path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        Connection::new(self).send((head + body).as_bytes(), 200);
    }

    /// CPU time, of user and kernel.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Duration::from_millis(ticks * 10)
    }

    fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        let kib = line.split_whitespace().nth(1).unwrap();
        kib.parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that costs as little as possible.
struct Connection(TcpStream);

impl Connection {
    fn new(program: &Program) -> Self {
        let stream = TcpStream::connect(&program.host).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    fn send(&mut self, request: &[u8], status: u16) {
        self.0.write_all(request).unwrap();
        let (mut bytes, mut length) = ([0; 16 * 1024], 0);
        loop {
            let more = self.0.read(&mut bytes[length..]).unwrap();
            assert!(more > 0, "the emulator closed the connection");
            length += more;
            let Some(head) = find(&bytes[..length], b"\r\n\r\n") else {
                continue;
            };
            let text = std::str::from_utf8(&bytes[..head])
                .unwrap()
                .to_ascii_lowercase();
            let body = text.split("content-length: ").nth(1).map_or(0, |rest| {
                rest.split("\r\n")
                    .next()
                    .unwrap()
                    .trim()
                    .parse::<usize>()
                    .unwrap()
            });
            if length >= head + 4 + body {
                let line = format!("http/1.1 {status} ");
                assert!(
                    text.starts_with(&line),
                    "{}",
                    String::from_utf8_lossy(&bytes[..length])
                );
                return;
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
