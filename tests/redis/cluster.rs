//! Three receivers behind nginx and three consumers, each a process, and each of them, nginx and Redis killed at
//! random: nothing acknowledged is lost, nothing confirmed comes again, each call keeps its sequence.
//!
//! `EVENTS=200000 KILLS=100` for a long run.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use acs_call_automation::ErrorKind;
use acs_call_automation::receiver::{Received, Receiver, ReceiverOptions, RedisOptions};

use crate::samples::delivery;
use crate::server::{Server, free_port, is_open, wait_until};

/// Set in a process of the cluster: what it is, the URL of Redis, the folder, and its port or name.
const ROLE: &str = "ACS_TEST_CLUSTER";
const POSTERS: usize = 6;
/// How many events of a call follow each other.
const EVENTS_OF_A_CALL: usize = 20;
const LEASE: Duration = Duration::from_secs(5);

/// Not a test: a process of the cluster.
#[test]
fn a_process_of_the_cluster() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let parts: Vec<&str> = role.split_whitespace().collect();
    match parts[..] {
        ["receiver", url, _, port] => receive(url, port),
        ["consumer", url, folder, name] => consume(url, Path::new(folder), name),
        _ => panic!("{role}"),
    }
}

fn receive(url: &str, port: &str) {
    let options = ReceiverOptions::new()
        .listen(format!("127.0.0.1:{port}"))
        .redis(RedisOptions::new(url).synced(true).consume(false));
    let _receiver = retried(|| Receiver::bind(&options));
    let _ = std::io::stdin().read(&mut [0]);
}

/// Logs what it reads (`D`) and what it has confirmed (`C`), each with the time at which it knew.
fn consume(url: &str, folder: &Path, name: &str) {
    let redis = RedisOptions::new(url)
        .member(name)
        .lease(LEASE)
        .synced(true);
    let options = ReceiverOptions::new().redis(redis);
    let receiver = retried(|| Receiver::without_listener(&options));
    let log = OpenOptions::new()
        .append(true)
        .create(true)
        .open(folder.join("events"));
    let log = log.unwrap();
    let write = |kind: char, events: &[(Received, Duration)]| {
        let lines: String = events
            .iter()
            .map(|(one, at)| format!("{kind} {} {}\n", one.event.id(), at.as_micros()))
            .collect();
        // In one system call: a line is whole or absent.
        (&log).write_all(lines.as_bytes()).unwrap();
    };
    while let Ok(first) = receiver.recv() {
        let mut events = vec![(first, now())];
        while events.len() < 64 {
            match receiver.try_recv() {
                Ok(Some(more)) => events.push((more, now())),
                _ => break,
            }
        }
        write('D', &events);
        events.retain(|(one, _)| confirm(one));
        let confirmed = now();
        events.iter_mut().for_each(|(_, at)| *at = confirmed);
        write('C', &events);
    }
}

/// False when another consumer has it.
fn confirm(one: &Received) -> bool {
    loop {
        match one.done() {
            Ok(()) => return true,
            Err(error) if error.kind() == ErrorKind::Closed => return false,
            Err(_) => std::thread::yield_now(),
        }
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

/// Redis may be down just now.
fn retried(open: impl Fn() -> acs_call_automation::Result<Receiver>) -> Receiver {
    let mut receiver = None;
    wait_until("a process of the cluster does not start", || {
        receiver = open().ok();
        receiver.is_some()
    });
    receiver.unwrap()
}

fn start(role: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "cluster::a_process_of_the_cluster",
        ])
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// One process that may be killed, and how it is started again.
struct Part {
    start: Box<dyn Fn(usize) -> Child + Send>,
    starts: usize,
    child: Child,
}

impl Part {
    fn new(start: impl Fn(usize) -> Child + Send + 'static) -> Self {
        let child = start(0);
        Self {
            start: Box::new(start),
            starts: 1,
            child,
        }
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn kill_and_restart(&mut self) {
        self.kill();
        self.child = (self.start)(self.starts);
        self.starts += 1;
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.kill();
    }
}

fn nginx(folder: &Path, port: u16, behind: &[u16]) -> Child {
    let servers: String = behind
        .iter()
        .map(|port| format!("server 127.0.0.1:{port} max_fails=1 fail_timeout=1s; "))
        .collect();
    let configuration = format!(
        "daemon off; master_process off; pid nginx.pid; error_log nginx.log;
        events {{ worker_connections 256; }}
        http {{
          access_log off; client_body_temp_path body; proxy_temp_path proxy;
          fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
          upstream receivers {{ {servers} }}
          server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://receivers; }} }}
        }}"
    );
    std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
    Command::new("nginx")
        .arg("-p")
        .arg(folder)
        .args(["-c", "nginx.conf"])
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx, from Debian's package of that name")
}

/// Posts a body until it is acknowledged.
fn post(port: u16, connection: &mut Option<BufReader<TcpStream>>, body: &str) {
    wait_until("an event is not acknowledged", || {
        let status = attempt(port, connection, body);
        if status.is_none() {
            *connection = None;
        }
        status == Some(200)
    });
}

fn attempt(port: u16, connection: &mut Option<BufReader<TcpStream>>, body: &str) -> Option<u16> {
    if connection.is_none() {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .ok()?;
        *connection = Some(BufReader::new(stream));
    }
    let reader = connection.as_mut()?;
    let length = body.len();
    let head = format!(
        "POST /events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    reader.get_mut().write_all((head + body).as_bytes()).ok()?;
    let mut status = None;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if status.is_none() {
            status = line.split(' ').nth(1)?.parse().ok();
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    status
}

fn number(name: &str, default: usize) -> usize {
    let text = std::env::var(name).ok();
    text.map_or(default, |text| text.parse().unwrap())
}

#[test]
fn whatever_part_of_a_cluster_is_killed_nothing_acknowledged_is_lost_and_nothing_confirmed_comes_again()
 {
    let (events, kills) = (number("EVENTS", 6000), number("KILLS", 10));
    // The posters share them, and some have one more.
    let of_poster = |poster: usize| (events + POSTERS - 1 - poster) / POSTERS;
    // Otherwise Redis may respond before it has written its file: up to 2 s before while the disk is busy.
    let mut server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let folder: PathBuf = server.folder().to_owned();
    let (url, home) = (server.url(), folder.display().to_string());
    let ports: Vec<u16> = (0..3).map(|_| free_port()).collect();
    let entrance = free_port();
    let mut parts: Vec<Part> = Vec::new();
    for port in &ports {
        let role = format!("receiver {url} {home} {port}");
        parts.push(Part::new(move |_| start(&role)));
    }
    for consumer in 0..3 {
        let role = format!("consumer {url} {home} pbx-{consumer}");
        // Every second time it comes back under its name, else as a new consumer.
        parts.push(Part::new(move |starts| match starts % 2 {
            0 => start(&role),
            _ => start(&format!("{role}-{starts}")),
        }));
    }
    let behind = ports.clone();
    let place = folder.clone();
    parts.push(Part::new(move |_| nginx(&place, entrance, &behind)));
    wait_until("the cluster does not start", || {
        ports.iter().all(|port| is_open(*port)) && is_open(entrance)
    });
    let posted = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let mut seed = 7_usize;
            let mut count = 0;
            while count < kills || !posted.load(Ordering::Relaxed) {
                // Not a wait for anything: the time between two failures.
                std::thread::sleep(Duration::from_millis(300));
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                match parts.get_mut((seed >> 33) % 8) {
                    Some(part) => part.kill_and_restart(),
                    None => {
                        server.kill();
                        server.restart();
                    }
                }
                count += 1;
            }
            count
        });
        let posters: Vec<_> = (0..POSTERS)
            .map(|poster| {
                scope.spawn(move || {
                    let mut connection = None;
                    for event in 0..of_poster(poster) {
                        let call = format!("call-{poster}-{}", event / EVENTS_OF_A_CALL);
                        let id = format!("{call}.{}", event % EVENTS_OF_A_CALL);
                        post(
                            entrance,
                            &mut connection,
                            &delivery("ParticipantsUpdated", &call, &id),
                        );
                    }
                })
            })
            .collect();
        posters
            .into_iter()
            .for_each(|poster| poster.join().unwrap());
        posted.store(true, Ordering::Relaxed);
        println!("killed {} times", killer.join().unwrap());
    });
    wait_until("not everything is confirmed", || {
        let total = redis::cmd("GET")
            .arg("{acs}:total")
            .query::<i64>(&mut server.connection());
        total.unwrap() == 0
    });
    drop(parts);
    check(&folder, events);
}

fn check(folder: &Path, total: usize) {
    let log = BufReader::new(File::open(folder.join("events")).unwrap());
    let mut read: HashMap<String, Vec<u64>> = HashMap::new();
    let mut confirmed: HashMap<String, u64> = HashMap::new();
    let mut calls: HashMap<String, Vec<(u64, usize)>> = HashMap::new();
    for line in log.lines() {
        let line = line.unwrap();
        let parts: Vec<&str> = line.split(' ').collect();
        let [kind, id, at] = parts[..] else {
            panic!("{line}");
        };
        let at: u64 = at.parse().unwrap();
        if kind == "C" {
            let first = confirmed.entry(id.to_owned()).or_insert(at);
            *first = at.min(*first);
        } else {
            read.entry(id.to_owned()).or_default().push(at);
        }
    }
    assert_eq!(
        read.len(),
        total,
        "events that were acknowledged and never read"
    );
    for (id, reads) in &read {
        let (first, last) = (reads.iter().min().unwrap(), reads.iter().max().unwrap());
        if let Some(confirmed) = confirmed.get(id) {
            assert!(
                last < confirmed,
                "{id} was confirmed, and came {} us later",
                last - confirmed
            );
        }
        let (call, number) = id.split_once('.').unwrap();
        calls
            .entry(call.to_owned())
            .or_default()
            .push((*first, number.parse().unwrap()));
    }
    for (call, mut events) in calls {
        events.sort_by_key(|(at, _)| *at);
        assert!(
            events.is_sorted_by_key(|(_, number)| *number),
            "the sequence of {call}: {events:?}"
        );
    }
    let again = read.values().filter(|reads| reads.len() > 1).count();
    println!("{total} events, {again} of them read again after a failure");
}
