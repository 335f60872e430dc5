//! Events per second that the receiver parses and queues, driven by wrk, beside Node's own server.
//!
//! `cargo bench --bench receiver`. Prints numbers, judges nothing. Without wrk a loader of its own
//! takes its place, without node no ratio is printed.
//!
//! `-- exactly-once` posts a million events with repetitions and checks that each is delivered once;
//! `--features spool -- spool` measures what the spool costs.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "receiver/connection.rs"]
mod connection;
#[path = "receiver/exactly_once.rs"]
mod exactly_once;
#[cfg(feature = "spool")]
#[path = "receiver/spool.rs"]
mod spool;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};

const CONNECTIONS: usize = 32;
const SECONDS: u64 = 5;

/// A real event; its id is replaced by one of the same length for every request.
const EVENT: &str = include_str!("../tests/data/events/CallConnected.json");
const ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";

fn main() {
    let is_wanted = |name: &str| std::env::args().any(|argument| argument == name);
    if is_wanted("exactly-once") {
        return exactly_once::run();
    }
    #[cfg(feature = "spool")]
    if is_wanted("spool") {
        return spool::run();
    }
    let folder = std::env::temp_dir().join(format!("acs-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();

    let options = ReceiverOptions::new()
        .capacity(1_000_000)
        .capacity_bytes(1 << 30);
    let receiver = Receiver::bind(&options).unwrap();
    let drain = std::thread::spawn({
        let receiver = receiver.clone();
        move || receiver.iter().count()
    });
    let ours = drive(receiver.local_addr().unwrap().port(), &folder);
    let counters = receiver.counters();
    receiver.close(Duration::from_secs(5));
    let drained = drain.join().unwrap();
    println!("receiver  {ours:>9.0} events/s parsed and queued, {CONNECTIONS} connections");
    println!("          {drained} read by one thread; {counters:?}");

    if let Some(mut node) = Node::start(&folder) {
        let theirs = drive(node.port, &folder);
        println!("node http {theirs:>9.0} events/s parsed");
        println!("ratio     {:>9.2}", ours / theirs);
        node.child.kill().unwrap();
        node.child.wait().unwrap();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Requests per second to which a server on this port responds with 200.
fn drive(port: u16, folder: &Path) -> f64 {
    if has("wrk") {
        wrk(port, folder)
    } else {
        println!("(wrk is not installed: a loader of this program takes its place)");
        own_loader(port)
    }
}

fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

fn wrk(port: u16, folder: &Path) -> f64 {
    let (before, after) = EVENT.split_once(ID).unwrap();
    let script = folder.join("post.lua");
    let length = EVENT.len();
    std::fs::write(
        &script,
        format!(
            "local n = 0\n\
             local before = 'POST /events HTTP/1.1\\r\\nHost: localhost\\r\\n\
             Content-Type: application/json\\r\\nContent-Length: {length}\\r\\n\\r\\n' .. [==[{before}]==]\n\
             local after = [==[{after}]==]\n\
             request = function()\n  n = n + 1\n  \
             return before .. string.format('%036d', n) .. after\nend\n\
             done = function(summary, latency, requests)\n  \
             io.write(string.format('RESULT %d %d %d\\n', summary.requests, summary.duration, \
             summary.errors.status))\nend\n"
        ),
    )
    .unwrap();
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s")])
        .arg("-s")
        .arg(&script)
        .arg(format!("http://127.0.0.1:{port}/events"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let result = text
        .lines()
        .find_map(|line| line.strip_prefix("RESULT "))
        .unwrap_or_else(|| panic!("no result from wrk: {text}"));
    let numbers: Vec<f64> = result
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    (numbers[0] - numbers[2]) / (numbers[1] / 1e6)
}

fn own_loader(port: u16) -> f64 {
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|connection| {
            let stop = stop.clone();
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
                stream.set_nodelay(true).unwrap();
                let mut response = [0; 4096];
                let mut done = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    let id = format!("{connection:08}-{done:027}");
                    let body = EVENT.replace(ID, &id);
                    let request = format!(
                        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    stream.write_all(request.as_bytes()).unwrap();
                    let count = stream.read(&mut response).unwrap();
                    assert!(response[..count].starts_with(b"HTTP/1.1 200"));
                    done += 1;
                }
                done
            })
        })
        .collect();
    std::thread::sleep(Duration::from_secs(SECONDS));
    stop.store(true, Ordering::Relaxed);
    let done: u64 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    done as f64 / began.elapsed().as_secs_f64()
}

/// Node's http server, which parses each body and responds with 200.
struct Node {
    child: Child,
    port: u16,
}

impl Node {
    fn start(folder: &Path) -> Option<Self> {
        if !has("node") {
            println!("(node is not installed: no ratio)");
            return None;
        }
        let script: PathBuf = folder.join("server.js");
        std::fs::write(
            &script,
            "const server = require('http').createServer((request, response) => {\n\
             \x20 const parts = [];\n\
             \x20 request.on('data', (part) => parts.push(part));\n\
             \x20 request.on('end', () => {\n\
             \x20   const events = JSON.parse(Buffer.concat(parts).toString());\n\
             \x20   if (!events[0].data.callConnectionId) response.statusCode = 400;\n\
             \x20   response.end();\n\
             \x20 });\n\
             });\n\
             server.listen(0, '127.0.0.1', () => console.log(server.address().port));\n",
        )
        .unwrap();
        let mut child = Command::new("node")
            .arg(&script)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().unwrap();
        Some(Self { child, port })
    }
}
