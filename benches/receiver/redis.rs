//! One to four receivers with one Redis beside one without: events a second, and the time from a POST to its response. Then the
//! memory of an event in Redis, and how long a consumer takes to close.
//!
//! Receivers are processes. The consumer is this one, and confirms what it reads, up to 64 events at once.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Received, Receiver, ReceiverOptions, RedisOptions};

use crate::connection::Connection;
use crate::server::{Server, wait_until};
use crate::{CALL, EVENT};

const SECONDS: u64 = 5;
const CONNECTIONS: u64 = 32;

pub fn run() {
    println!(
        "{:<20} {:>9} {:>10} {:>10} {:>10}",
        "receivers", "events/s", "median us", "99 % us", "read/s"
    );
    let alone = measure("1, without Redis", None, 1);
    let row = |name: &str, server: &Server, count, kind: &str| {
        let figures = measure(name, Some((server, kind)), count);
        println!(
            "    {:.2} times the events, {:.1} times the 99 %",
            figures.rate / alone.rate,
            figures.slow.as_secs_f64() / alone.slow.as_secs_f64()
        );
    };
    for count in 1..=4 {
        row(
            &format!("{count}, in memory"),
            &Server::start(),
            count,
            "memory",
        );
    }
    for count in [1, 4] {
        let server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
        row(&format!("{count}, synced"), &server, count, "synced");
    }
    for count in [1, 4] {
        let server = Server::start();
        let port = server.port.to_string();
        let _replica = Server::with(&["--replicaof", "127.0.0.1", &port]);
        wait_until("the replica does not follow", || {
            let info: String = redis::cmd("INFO").query(&mut server.connection()).unwrap();
            info.contains("state=online")
        });
        row(&format!("{count}, replicas(1)"), &server, count, "replica");
    }
    memory();
    closing();
}

struct Figures {
    rate: f64,
    slow: Duration,
}

fn options(url: &str, kind: &str) -> RedisOptions {
    RedisOptions::new(url)
        .synced(kind == "synced")
        .replicas(usize::from(kind == "replica"))
}

/// The process of a receiver: prints its port, and ends with its input.
pub fn receive(url: &str, kind: &str) {
    let options = ReceiverOptions::new().redis(options(url, kind).consume(false));
    let receiver = Receiver::bind(&options).unwrap();
    println!("{}", receiver.local_addr().unwrap().port());
    let _ = std::io::stdin().read(&mut [0]);
}

struct Process {
    child: Child,
    port: u16,
}

impl Process {
    fn start(url: &str, kind: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["redis-receiver", url, kind])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap();
        Self { child, port }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts over all connections, divided among the receivers; each waits for its response.
fn measure(name: &str, redis: Option<(&Server, &str)>, count: usize) -> Figures {
    let url = redis.map(|(server, _)| server.url()).unwrap_or_default();
    let kind = redis.map_or("", |(_, kind)| kind);
    let processes: Vec<Process> = match redis {
        Some(_) => (0..count).map(|_| Process::start(&url, kind)).collect(),
        None => Vec::new(),
    };
    let receiver = match redis {
        Some(_) => {
            let options = ReceiverOptions::new().redis(options(&url, kind).member("pbx"));
            Receiver::without_listener(&options).unwrap()
        }
        None => Receiver::bind(&ReceiverOptions::new()).unwrap(),
    };
    let ports: Vec<u16> = match receiver.local_addr() {
        Some(address) => vec![address.port()],
        None => processes.iter().map(|process| process.port).collect(),
    };
    let read = AtomicU64::new(0);
    let times = Mutex::new(Vec::new());
    let began = Instant::now();
    let (mut rate, mut reading) = (0.0, 0.0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while let Ok(first) = receiver.recv() {
                let mut all = vec![first];
                while let (true, Ok(Some(more))) = (all.len() < 64, receiver.try_recv()) {
                    all.push(more);
                }
                read.fetch_add(all.len() as u64, Ordering::Relaxed);
                Received::done_all(&all).unwrap();
            }
        });
        let posters: Vec<_> = (0..CONNECTIONS)
            .zip(ports.iter().copied().cycle())
            .map(|(connection, port)| {
                let times = &times;
                scope.spawn(move || {
                    // A call each: the consumer reads as many streams as it would.
                    let event = EVENT.replace(CALL, &format!("{connection:036}"));
                    let mut stream = Connection::posting(port, &event);
                    let mut own = Vec::new();
                    let mut number = connection << 32;
                    while began.elapsed() < Duration::from_secs(SECONDS) {
                        number += 1;
                        let sent = Instant::now();
                        // Without a store a full queue refuses: its reader shares the processors.
                        if stream.post(number) == 200 {
                            own.push(sent.elapsed());
                        }
                    }
                    times.lock().unwrap().extend(own);
                })
            })
            .collect();
        posters
            .into_iter()
            .for_each(|poster| poster.join().unwrap());
        let time = began.elapsed().as_secs_f64();
        rate = times.lock().unwrap().len() as f64 / time;
        reading = read.load(Ordering::Relaxed) as f64 / time;
        receiver.close(Duration::from_secs(5));
    });
    let mut times = times.into_inner().unwrap();
    times.sort();
    let (median, slow) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!(
        "{name:<20} {rate:>9.0} {:>10} {:>10} {reading:>10.0}",
        median.as_micros(),
        slow.as_micros()
    );
    Figures { rate, slow }
}

/// What Redis needs for an event beside its JSON: unread, read, and to know a repetition of it.
fn memory() {
    const EVENTS: u64 = 50_000;
    let used = |window: Duration, reads: bool| {
        let server = Server::start();
        let redis = RedisOptions::new(server.url()).prefetch(100_000);
        let options = ReceiverOptions::new()
            .redis(redis.member("pbx").consume(reads))
            .capacity(100_000)
            .duplicate_window(window);
        let receiver = Receiver::bind(&options).unwrap();
        let port = receiver.local_addr().unwrap().port();
        let of = |server: &Server| -> u64 {
            let mut info = redis::cmd("INFO");
            let text: String = info.arg("memory").query(&mut server.connection()).unwrap();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("used_memory:"));
            line.unwrap().trim().parse().unwrap()
        };
        let mut stream = Connection::open(port);
        assert_eq!(stream.post(0), 200);
        let before = of(&server);
        (1..=EVENTS).for_each(|number| assert_eq!(stream.post(number), 200));
        let count = if reads { EVENTS } else { 0 };
        let read: Vec<Received> = (0..count).map(|_| receiver.recv().unwrap()).collect();
        let bytes = (of(&server) - before) as f64 / EVENTS as f64;
        drop(read);
        bytes
    };
    let unread = used(Duration::ZERO, false);
    let read = used(Duration::ZERO, true);
    let known = used(Duration::from_secs(600), false);
    // The array brackets are not stored.
    let json = EVENT.trim().len() - 2;
    println!(
        "memory of Redis for an event of {json} bytes: {:.0} bytes more while it is not read, {:.0} while it is read \
         and not confirmed; {:.0} bytes within the duplicate window",
        unread - json as f64,
        read - json as f64,
        known - unread
    );
}

/// How long the receiver of a consumer takes to close and to be dropped.
fn closing() {
    let took = |server: &Server, before: &dyn Fn()| {
        let options = RedisOptions::new(server.url()).member("pbx");
        let options = ReceiverOptions::new().redis(options);
        let receiver = Receiver::without_listener(&options).unwrap();
        // Long enough for the consumer to wait for events.
        std::thread::sleep(Duration::from_millis(1100));
        before();
        let began = Instant::now();
        receiver.close(Duration::from_secs(5));
        drop(receiver);
        began.elapsed()
    };
    let server = Server::start();
    let longest = (0..10).map(|_| took(&server, &|| {})).max().unwrap();
    println!(
        "closing an idle consumer: at most {} ms",
        longest.as_millis()
    );
    let killed = took(&server, &|| {
        server.signal(libc::SIGSTOP);
    });
    server.signal(libc::SIGCONT);
    println!(
        "the same while Redis does not respond: {} ms",
        killed.as_millis()
    );
}
