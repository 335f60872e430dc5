//! The threads of the library, as the kernel shows them: named, with signals blocked, ended at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, IncomingCall, Schema};

const LONG: Duration = Duration::from_secs(60);

/// A thread of this process.
#[derive(Debug)]
struct Task {
    name: String,
    /// The signals that are not delivered to it; the lowest bit is signal 1.
    blocked: u64,
    /// It has run its last instruction in this process.
    is_leaving: bool,
}

/// The threads that are listed now. Those that end meanwhile may be missing.
fn tasks() -> BTreeMap<u64, Task> {
    let mut tasks = BTreeMap::new();
    for entry in fs::read_dir("/proc/self/task").unwrap().flatten() {
        let id = entry.file_name().to_str().unwrap().parse().unwrap();
        if let Some(task) = task(&entry.path()) {
            tasks.insert(id, task);
        }
    }
    tasks
}

fn task(folder: &std::path::Path) -> Option<Task> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let status = read("status")?;
    let blocked = status
        .lines()
        .find_map(|line| line.strip_prefix("SigBlk:"))?;
    // Behind the name, which may hold anything: state, parent, group, session, terminal, its
    // group, flags. proc(5).
    let stat = read("stat")?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let flags: u64 = fields.split(' ').nth(6)?.parse().ok()?;
    const PF_EXITING: u64 = 4;
    Some(Task {
        name: read("comm")?.trim_end().to_owned(),
        blocked: u64::from_str_radix(blocked.trim(), 16).ok()?,
        is_leaving: flags & PF_EXITING != 0,
    })
}

/// The threads that were started since, once all of those that are waited for have their names.
fn started_since(before: &BTreeSet<u64>, wanted: &[(&str, usize)]) -> BTreeMap<u64, Task> {
    let deadline = Instant::now() + LONG;
    loop {
        let mut now = tasks();
        now.retain(|id, _| !before.contains(id));
        let count = |name: &str| now.values().filter(|task| task.name == name).count();
        if wanted.iter().all(|(name, number)| count(name) == *number) {
            return now;
        }
        assert!(Instant::now() < deadline, "{now:#?}");
        std::thread::yield_now();
    }
}

fn is_deaf(task: &Task) {
    // No thread can block KILL and STOP; 32 and 33 are the C library's own.
    for signal in (1..=64).filter(|signal| ![9, 19, 32, 33].contains(signal)) {
        assert!(
            task.blocked & (1 << (signal - 1)) != 0,
            "signal {signal} is delivered to {task:?}"
        );
    }
}

fn have_ended(threads: &BTreeMap<u64, Task>) {
    let now = tasks();
    for id in threads.keys() {
        if let Some(task) = now.get(id) {
            // Joined, but still on the kernel's list for a moment.
            assert!(task.is_leaving, "{task:?} goes on");
        }
    }
}

fn ids() -> BTreeSet<u64> {
    tasks().into_keys().collect()
}

/// A connection that has been answered once.
fn connection(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
    stream
}

#[test]
fn threads_are_named_block_signals_and_have_ended_when_closed() {
    alone!();
    let before = ids();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let emulator = Emulator::start_with(&EmulatorOptions::new().handler_threads(3)).unwrap();
    let endpoint = emulator.endpoint();
    let authority = endpoint.strip_prefix("http://").unwrap();
    let _asked = connection(authority.parse().unwrap());
    // Its events are delivered by a thread, over a connection.
    emulator.add_phone_number("+15550100199").unwrap();
    emulator
        .subscribe(&receiver.url("/events").unwrap(), Schema::EventGrid)
        .unwrap();
    let call = IncomingCall::new("4:+15550100123", "4:+15550100199");
    emulator.place_incoming_call(call).unwrap();
    assert!(receiver.recv_timeout(LONG).unwrap().is_some());

    let wanted = [
        ("acs-receiver", 1),
        ("acs-receiver-io", 2),
        ("acs-emu", 1),
        ("acs-emu-io", 3),
        ("acs-emu-out", 1),
        ("acs-emu-clock", 1),
    ];
    let threads = started_since(&before, &wanted);
    let count: usize = wanted.iter().map(|(_, count)| count).sum();
    assert_eq!(threads.len(), count, "{threads:#?}");
    threads.values().for_each(is_deaf);

    emulator.close();
    assert!(receiver.close(LONG));
    have_ended(&threads);
}

#[test]
fn dropping_ends_the_threads_too() {
    alone!();
    let before = ids();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let _kept = connection(receiver.local_addr().unwrap());
    let emulator = Emulator::start().unwrap();
    let wanted = [
        ("acs-receiver", 1),
        ("acs-receiver-io", 2),
        ("acs-emu", 1),
        ("acs-emu-io", 2),
        ("acs-emu-clock", 1),
    ];
    let threads = started_since(&before, &wanted);
    drop(receiver);
    drop(emulator);
    have_ended(&threads);
}

#[cfg(feature = "tiny_http")]
#[test]
fn the_threads_that_serve_tiny_http_are_no_exception() {
    alone!();
    for is_closed in [true, false] {
        // Its own threads are its own; they are there before.
        let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
        let before = ids();
        let receiver = Receiver::serve(server, &ReceiverOptions::new()).unwrap();
        let mut threads = started_since(&before, &[("acs-receiver", 8)]);
        threads.retain(|_, task| task.name.starts_with("acs-"));
        threads.values().for_each(is_deaf);
        assert!(!is_closed || receiver.close(LONG));
        drop(receiver);
        have_ended(&threads);
    }
}
