//! What the C interface costs beside the Rust one: create-calls, and events pulled from a queue.
//!
//! Two workers, one in Rust (this program once more) and one in C (`benches/ffi.c`, linked to the
//! static library of this build), take turns in short rounds, so that both meet the same load. A
//! second Rust worker does the same and shows how much of a ratio is noise. The server is a process
//! of its own. Prints numbers, asserts nothing. Needs a C compiler. `COUNT` sets the create-calls
//! and events of a round.
#![allow(missing_docs, unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

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
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-ffi");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("event.json"), worker::EVENT).unwrap();
    let program = build(&folder);
    let (_server, port) = Server::start();

    println!("{PROCESSES} sets of processes, {ROUNDS} rounds of {count} each; medians");
    println!("ratios: of each round to Rust's, median (quarter to three quarters of them)");
    let sets: Vec<_> = (0..PROCESSES)
        .map(|_| {
            let rust = || Worker::start(own().arg("worker").arg(&port));
            let mut c = Command::new(&program);
            c.arg(&port).arg(folder.join("event.json"));
            [rust(), Worker::start(&mut c), rust()]
        })
        .collect();
    let mut workers = Workers { sets, count };

    println!(
        "\n{:<40} {:>12} {:>24}",
        "create-call", "us CPU/call", "CPU ratio"
    );
    workers.compare(&["create"], |took| format!("{:>12.2}", took.cpu));
    let rate = |took: &Took| format!("{:>12.2} {:>10.0} /s", took.cpu, 1e6 / took.wall);
    println!(
        "\n{:<40} {:>12}",
        "events out of a full queue", "us CPU/event"
    );
    workers.compare(&["empty", "empty-by-poll"], rate);
    println!(
        "\n{:<40} {:>12}",
        "handed in by one thread, out by another", "us CPU/event"
    );
    workers.compare(&["stream", "stream-by-poll"], rate);
    println!(
        "\n{:<40} {:>12}",
        "one at a time to a thread that sleeps", "us CPU/two"
    );
    workers.compare(&["ping-pong", "ping-pong-by-poll"], |took| {
        format!(
            "{:>12.2}   latency us: median {:>6.1}, p99 {:>6.1}",
            took.cpu, took.median, took.p99
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
    count: usize,
}

impl Workers {
    /// Lets all workers do these tasks in turns. What they took is compared to Rust's first task.
    fn compare(&mut self, tasks: &[&str], tell: impl Fn(&Took) -> String) {
        let mut all = vec![Vec::new(); tasks.len() * 3];
        for set in &mut self.sets {
            for worker in &mut *set {
                // Connections, caches and the allocator's arenas are warm after that.
                for task in tasks {
                    worker.does(task, self.count);
                }
            }
            for round in 0..ROUNDS {
                for turn in 0..all.len() {
                    // Whoever goes first in one round goes last in the next.
                    let turn = if round % 2 == 0 {
                        turn
                    } else {
                        all.len() - 1 - turn
                    };
                    let (task, worker) = (turn / 3, turn % 3);
                    all[turn].push(set[worker].does(tasks[task], self.count));
                }
            }
        }
        let base: Vec<f64> = all[0].iter().map(|took: &Took| took.cpu).collect();
        for (turn, rounds) in all.iter().enumerate() {
            let ratios = rounds.iter().zip(&base).map(|(took, base)| took.cpu / base);
            let ratios = sorted(ratios);
            let ratio = format!(
                "{:.3} ({:.3} to {:.3})",
                at(&ratios, 0.5),
                at(&ratios, 0.25),
                at(&ratios, 0.75)
            );
            let middle = |member: fn(&Took) -> f64| at(&sorted(rounds.iter().map(member)), 0.5);
            let took = Took {
                wall: middle(|took| took.wall),
                cpu: middle(|took| took.cpu),
                median: middle(|took| took.median),
                p99: middle(|took| took.p99),
            };
            let who = ["Rust", "C", "Rust, another process"][turn % 3];
            let task = tasks[turn / 3];
            println!("{task:<18} {who:<21} {} {ratio:>24}", tell(&took));
        }
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn at(sorted: &[f64], part: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
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

/// What a static library of Rust needs of the system.
const SYSTEM: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// The C worker, linked to the library that lies beside this program.
fn build(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = folder.join("ffi");
    let own = std::env::current_exe().unwrap();
    let library = own.with_file_name("libacs_call_automation.a");
    let compiles = || {
        Command::new("cc")
            .args(["-std=c11", "-O2", "-pthread", "-I"])
            .arg(root.join("include"))
            .arg(root.join("benches/ffi.c"))
            .arg(&library)
            .args(SYSTEM)
            .arg("-o")
            .arg(&program)
            .output()
            .expect("a C compiler is needed")
    };
    if !compiles().status.success() {
        // A build without feature `capi` has put its library in the place of ours. Once that is
        // gone, cargo makes ours again.
        let _ = std::fs::remove_file(&library);
        let target = own.ancestors().nth(3).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(root)
            .args(["bench", "--quiet", "--no-run", "--bench", "ffi"])
            .arg("--target-dir")
            .arg(target);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_MANIFEST") || name.starts_with("CARGO_PKG") {
                cargo.env_remove(&*name);
            }
        }
        assert!(cargo.status().unwrap().success());
        let output = compiles();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
    }
    program
}

/// A server that answers every request alike.
struct Server(Child);

impl Server {
    fn start() -> (Self, String) {
        let mut process = own()
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
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
