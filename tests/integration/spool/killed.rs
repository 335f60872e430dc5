//! A process with a spool is killed under load: nothing acknowledged is lost, nothing confirmed comes again.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Received, Receiver, ReceiverOptions};

use super::Folder;
use crate::samples::delivery;

/// Set in the process that is killed: the folder of its spool.
const ROLE: &str = "ACS_TEST_SPOOL_FOLDER";
/// How often a process is killed; `KILLS=100` for a long run.
const KILLS: &str = "KILLS";
const CONNECTIONS: u64 = 8;
/// Stands for the id in the text of an event.
const ID: &str = "THE-ID";

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Not a test: the process that is killed. It logs what it reads (`D`) and what it has confirmed (`C`).
#[test]
fn the_process_that_is_killed() {
    let Ok(folder) = std::env::var(ROLE) else {
        return;
    };
    let folder = Path::new(&folder);
    let options = ReceiverOptions::new()
        .spool(folder.join("events.spool"))
        .capacity(100_000)
        .handler_threads(16);
    let receiver = Receiver::bind(&options).unwrap();
    let log = OpenOptions::new()
        .append(true)
        .create(true)
        .open(folder.join("log"));
    let log = &log.unwrap();
    println!("\nPORT {}", receiver.local_addr().unwrap().port());
    let write = |kind: char, events: &[Received]| {
        let lines: String = events
            .iter()
            .map(|one| format!("{kind} {}\n", one.event.id()))
            .collect();
        // In one system call: a line is whole or absent.
        (&*log).write_all(lines.as_bytes()).unwrap();
    };
    std::thread::scope(|scope| {
        for reader in 1..=4 {
            let receiver = &receiver;
            scope.spawn(move || {
                let mut dice = Dice(reader);
                let mut kept = Vec::new();
                while let Ok(received) = receiver.recv() {
                    write('D', std::slice::from_ref(&received));
                    match dice.below(4) {
                        // Never confirmed by this process.
                        0 => {}
                        1 => {
                            received.done().unwrap();
                            write('C', &[received]);
                        }
                        _ => kept.push(received),
                    }
                    if kept.len() >= 16 {
                        Received::done_all(&kept).unwrap();
                        write('C', &kept);
                        kept.clear();
                    }
                }
            });
        }
        // The end of its input ends it.
        let _ = std::io::stdin().read(&mut [0]);
        receiver.close(Duration::from_secs(10));
    });
}

struct Process {
    child: Child,
    port: u16,
    /// Open until the process has ended: it prints at its end.
    _output: BufReader<ChildStdout>,
}

impl Process {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "spool::killed::the_process_that_is_killed",
            ])
            .env(ROLE, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = output.by_ref().lines();
        let port = lines.find_map(|line| line.unwrap().strip_prefix("PORT ")?.parse().ok());
        Self {
            child,
            port: port.expect("it listens"),
            _output: output,
        }
    }

    fn kill(mut self) {
        // SIGKILL on Unix.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// Posts one event; `None` when no whole response came.
fn post(stream: &mut TcpStream, event: &str, id: u64) -> Option<u16> {
    let body = event.replace(ID, &id.to_string());
    let head = format!(
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut response = Vec::new();
    while !response.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        response.push(byte[0]);
    }
    let response = String::from_utf8(response).unwrap();
    let length: usize = response
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    stream.read_exact(&mut vec![0; length]).ok()?;
    response.split(' ').nth(1)?.parse().ok()
}

/// The lines of the log: what was read and what was confirmed.
fn log(folder: &Path) -> Vec<(char, u64)> {
    let Ok(file) = File::open(folder.join("log")) else {
        return Vec::new();
    };
    let lines = BufReader::new(file).lines().map(Result::unwrap);
    lines
        .map(|line| (line.chars().next().unwrap(), line[2..].parse().unwrap()))
        .collect()
}

#[test]
fn a_process_killed_under_load_loses_nothing_acknowledged_and_repeats_nothing_confirmed() {
    let kills: u64 = std::env::var(KILLS).map_or(4, |kills| kills.parse().unwrap());
    let folder = Folder::new();
    let event = delivery("ParticipantsUpdated", "a", ID);
    let next = AtomicU64::new(1);
    let acknowledged = Mutex::new(HashSet::new());
    // Sent without a response: maybe accepted. The next process gets them again.
    let unsure = Mutex::new(Vec::new());
    let mut confirmed = HashSet::new();
    let mut read = 0;
    let (mut most_replayed, mut longest_start) = (0, Duration::ZERO);
    for kill in 1..=kills {
        let before = log(&folder.0).len();
        let began = Instant::now();
        let process = Process::start(&folder.0);
        longest_start = longest_start.max(began.elapsed());
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for connection in 0..CONNECTIONS {
                let (stop, next, acknowledged, unsure) = (&stop, &next, &acknowledged, &unsure);
                let event = &event;
                let port = process.port;
                scope.spawn(move || {
                    let mut dice = Dice(kill * 1000 + connection + 1);
                    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
                        // Killed before this thread had its turn.
                        return;
                    };
                    stream.set_nodelay(true).unwrap();
                    while !stop.load(Ordering::Relaxed) {
                        let again = unsure.lock().unwrap().pop();
                        let id = again.unwrap_or_else(|| match dice.below(20) {
                            // One that was sent before.
                            0 => 1 + dice.below(next.load(Ordering::Relaxed)),
                            _ => next.fetch_add(1, Ordering::Relaxed),
                        });
                        match post(&mut stream, event, id) {
                            Some(200) => drop(acknowledged.lock().unwrap().insert(id)),
                            Some(503) => {}
                            Some(other) => panic!("{other}"),
                            None => {
                                unsure.lock().unwrap().push(id);
                                return;
                            }
                        }
                    }
                });
            }
            let mut dice = Dice(kill);
            dice.below(1);
            // When the process is killed is what is tested; any time will do.
            std::thread::sleep(Duration::from_millis(20 + dice.below(400)));
            process.kill();
            stop.store(true, Ordering::Relaxed);
        });
        let lines = log(&folder.0);
        check(&lines[before..], &mut confirmed);
        let replayed = lines[before..]
            .iter()
            .filter(|(kind, id)| *kind == 'D' && *id < read)
            .count();
        most_replayed = most_replayed.max(replayed);
        read = read.max(lines.iter().map(|(_, id)| *id).max().unwrap_or(0));
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(
        acknowledged.len() as u64 > kills * 10,
        "{} events",
        acknowledged.len()
    );

    // The last one reads what is left.
    let before = log(&folder.0).len();
    let process = Process::start(&folder.0);
    let is_known = |lines: &[(char, u64)]| {
        let known: HashSet<u64> = lines
            .iter()
            .filter(|(kind, _)| *kind == 'D')
            .map(|(_, id)| *id)
            .collect();
        acknowledged.iter().all(|id| known.contains(id))
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_known(&log(&folder.0)) && Instant::now() < deadline {
        std::thread::yield_now();
    }
    process.end();
    let lines = log(&folder.0);
    check(&lines[before..], &mut confirmed);
    let known: HashSet<u64> = lines.iter().map(|(_, id)| *id).collect();
    let lost: Vec<_> = acknowledged.difference(&known).collect();
    assert!(
        lost.is_empty(),
        "acknowledged, and never delivered: {lost:?}"
    );
    println!(
        "{kills} kills: {} events acknowledged, {} confirmed, none lost, none confirmed and repeated; up to \
         {most_replayed} delivered again after a kill; longest start {longest_start:?}; spool of {} KiB",
        acknowledged.len(),
        confirmed.len(),
        std::fs::metadata(folder.spool()).unwrap().len() / 1024
    );
}

/// One process reads each event once, and none that an earlier one has confirmed.
fn check(lines: &[(char, u64)], confirmed: &mut HashSet<u64>) {
    let mut read: HashMap<u64, u32> = HashMap::new();
    for (_, id) in lines.iter().filter(|(kind, _)| *kind == 'D') {
        *read.entry(*id).or_default() += 1;
    }
    for (id, times) in read {
        assert_eq!(times, 1, "{id} was delivered {times} times to one process");
        assert!(!confirmed.contains(&id), "{id} was confirmed before");
    }
    confirmed.extend(
        lines
            .iter()
            .filter(|(kind, _)| *kind == 'C')
            .map(|(_, id)| *id),
    );
}
