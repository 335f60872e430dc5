//! What the C interface costs beside the Rust one: create-calls, and events pulled from a queue.
//!
//! Two workers, one in Rust (this program once more) and one in C (`benches/ffi.c`, linked to the
//! static library of this build), take turns in short rounds, so that both meet the same load. A
//! second Rust worker does the same and shows how much of a ratio is noise. The server is a process
//! of its own. Prints numbers, asserts nothing. Needs Linux and a C compiler. `COUNT` sets the
//! create-calls of a round.
// A benchmark prints, and stops at the first thing that is not as it should be; it calls the
// C interface and the system itself.
#![allow(missing_docs, unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "../tests/common/c.rs"]
mod c;
#[path = "ffi/worker.rs"]
mod worker;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Fresh processes: where memory happens to lie is worth a percent or two.
const PROCESSES: usize = 6;
/// Turns that each worker of one set of processes takes.
const ROUNDS: usize = 12;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // `cargo test --benches` only wants to see that it builds.
        [.., "--test"] => {}
        ["worker", port] => worker::serve(port),
        ["server"] => answer(),
        _ => compare(),
    }
}

fn compare() {
    let count = std::env::var("COUNT")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_000);
    let library = std::env::current_exe()
        .unwrap()
        .with_file_name("libacs_call_automation_capi.a");
    if is_younger_than_this(&library) {
        println!("another build has put its library in the place of this one's. Remove");
        println!("{} and run this again", library.display());
        return;
    }
    let program = build();
    let (_server, port) = Server::start();
    let sets = || {
        let rust = || Worker::start(own().arg("worker").arg(&port));
        let mut in_c = Command::new(&program);
        in_c.arg(&port)
            .arg(c::root().join("tests/data/events/CallConnected.json"));
        (0..PROCESSES)
            .map(|_| [rust(), Worker::start(&mut in_c), rust()])
            .collect()
    };

    println!("medians of {ROUNDS} rounds by each of {PROCESSES} sets of processes");
    println!("ratio: CPU to Rust's in the same round, median (and middle half of all rounds)");

    println!("\ncreate-call: CPU for each");
    // On the server's processor: waking another one costs more than the whole call, and not always
    // the same.
    let mut workers = Workers {
        sets: on_one_processor(sets),
    };
    workers.compare(&["create", "create-no-response"], count, |_| String::new());

    let mut workers = Workers { sets: sets() };
    let rate = |took: &Took| format!("{:>8.0} events/s", 1e6 / took.wall);
    println!("\nevents out of a full queue: CPU for each");
    workers.compare(&["empty", "empty-by-poll"], count * 5, rate);
    println!("\nevents handed in by one thread, taken out by another: CPU for each");
    workers.compare(&["stream", "stream-by-poll"], count * 5, rate);
    println!("\none event at a time to a thread that waits, and one back: CPU for both");
    workers.compare(&["ping-pong", "ping-pong-by-poll"], count, |took| {
        format!(
            "one way: median {:.1} us, p99 {:.1} us",
            took.median, took.p99
        )
    });
}

/// What one round took, in microseconds for each call or event.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    cpu: f64,
    median: f64,
    p99: f64,
}

struct Workers {
    /// Rust, C, Rust once more.
    sets: Vec<[Worker; 3]>,
}

impl Workers {
    /// Lets all workers do these tasks in turns, so many at a time.
    fn compare(&mut self, tasks: &[&str], count: usize, tell: impl Fn(&Took) -> String) {
        let mut all = vec![Vec::new(); tasks.len() * 3];
        for set in &mut self.sets {
            for worker in &mut *set {
                // Connections, caches and the allocator's arenas are warm after that.
                for task in tasks {
                    worker.does(task, count);
                }
            }
            for round in 0..ROUNDS {
                for turn in 0..all.len() {
                    // The one that goes first in one round goes last in the next.
                    let turn = if round % 2 == 0 {
                        turn
                    } else {
                        all.len() - 1 - turn
                    };
                    let (task, worker) = (turn / 3, turn % 3);
                    all[turn].push(set[worker].does(tasks[task], count));
                }
            }
        }
        for (turn, rounds) in all.iter().enumerate() {
            let (task, worker) = (turn / 3, turn % 3);
            let rust = &all[task * 3];
            let ratios = sorted(
                rounds
                    .iter()
                    .zip(rust)
                    .map(|(took, rust)| took.cpu / rust.cpu),
            );
            let middle =
                |member: fn(&Took) -> f64| percentile(&sorted(rounds.iter().map(member)), 50);
            let took = Took {
                wall: middle(|took| took.wall),
                cpu: middle(|took| took.cpu),
                median: middle(|took| took.median),
                p99: middle(|took| took.p99),
            };
            println!(
                "{:<18} {:<10} {:>6.2} us (best {:>5.2})  {:.3} ({:.3} to {:.3})  {}",
                tasks[task],
                ["Rust", "C", "Rust again"][worker],
                took.cpu,
                percentile(&sorted(rounds.iter().map(|took| took.cpu)), 0),
                percentile(&ratios, 50),
                percentile(&ratios, 25),
                percentile(&ratios, 75),
                tell(&took)
            );
        }
    }
}

/// Processes that are started in there stay on one processor, the same for all of them.
fn on_one_processor<T>(start: impl FnOnce() -> T) -> T {
    // SAFETY: sets of processors are plain data; that of the system and this one are of the size that is passed.
    unsafe {
        let size = size_of::<libc::cpu_set_t>();
        let mut before = std::mem::zeroed::<libc::cpu_set_t>();
        let mut one = before;
        libc::sched_getaffinity(0, size, &raw mut before);
        let allowed = |processor: &usize| libc::CPU_ISSET(*processor, &before);
        let first = (0..size * 8).find(allowed).unwrap();
        libc::CPU_SET(first, &mut one);
        libc::sched_setaffinity(0, size, &raw const one);
        let started = start();
        libc::sched_setaffinity(0, size, &raw const before);
        started
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// The value below which so many percent of the others are.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// A process that does tasks on order. It ends when its orders end.
struct Worker {
    process: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            orders: process.stdin.take(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    fn does(&mut self, task: &str, count: usize) -> Took {
        writeln!(self.orders.as_ref().unwrap(), "{task} {count}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let us: Vec<f64> = line
            .split_whitespace()
            .map(|number| number.parse::<f64>().unwrap() / 1e3)
            .collect();
        Took {
            wall: us[0] / count as f64,
            cpu: us[1] / count as f64,
            median: us[2],
            p99: us[3],
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        self.process.wait().unwrap();
    }
}

/// This program once more.
fn own() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// Cargo makes the library before the program that is linked to it. One of another profile would be
/// optimized in another way.
fn is_younger_than_this(library: &Path) -> bool {
    let made = |file: &Path| {
        std::fs::metadata(file)
            .and_then(|file| file.modified())
            .ok()
    };
    made(library) > made(&std::env::current_exe().unwrap())
}

/// The C worker, linked to the static library of this build.
fn build() -> PathBuf {
    c::Program {
        name: "bench",
        sources: vec![c::root().join("capi/benches/ffi.c")],
        compiler: c::compiler(c::Language::C),
        library: c::Library::Static,
        flags: vec!["-O2"],
    }
    .build()
}

/// A server that answers every request alike.
struct Server(Child);

impl Server {
    fn start() -> (Self, String) {
        let mut server = own();
        server
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = on_one_processor(|| server.spawn()).unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut port)
            .unwrap();
        (Self(process), port.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its input ends, and so does it, as it also does when this process is killed.
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

/// The process of the server.
fn answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(|| answer_all(stream.unwrap()));
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

fn answer_all(mut stream: TcpStream) {
    let body = concat!(
        r#"{"callConnectionId":"0f005f00-1a2b-4c3d-8e4f-5a6b7c8d9e0f","#,
        r#""targets":[{"rawId":"4:+16045550142","kind":"phoneNumber","phoneNumber":{"value":"+16045550142"}}],"#,
        r#""callConnectionState":"connecting","callbackUri":"https://app.example.com/api/callbacks","#,
        r#""sourceDisplayName":"","correlationId":"d3adb33f-0000-4000-8000-00000000c0de","#,
        r#""mediaStreamingSubscription":{"id":"ms-1","state":"disabled","subscribedContentTypes":["audio"]}}"#
    );
    let answer = format!(
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut request = vec![0; 16 * 1024];
    let mut length = 0;
    stream.set_nodelay(true).unwrap();
    while let Ok(more @ 1..) = stream.read(&mut request[length..]) {
        length += more;
        // The body is an object, and nothing in the head ends like one.
        if request[..length].ends_with(b"}") {
            stream.write_all(answer.as_bytes()).unwrap();
            length = 0;
        }
    }
}
