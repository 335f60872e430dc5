//! How long an honest client waits while others attack the listener of a receiver, and what idle
//! connections and resets cost.
//!
//! `cargo bench --bench attacks`. Prints numbers, judges nothing. Linux only: it reads /proc. A
//! receiver, one with TLS (`TARGET=tls`) or an emulator (`TARGET=emulator`) runs in a process of its own.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    missing_docs,
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Set in the process that is attacked: how many connections it allows.
const ROLE: &str = "ACS_BENCH_CONNECTIONS";

const HEAD: &str = "POST /events HT";
const BODY: &str = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n[";

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    raise_descriptor_limit();
    if let Ok(connections) = std::env::var(ROLE) {
        return be_attacked(connections.parse().unwrap());
    }
    println!("an honest client, a new connection for each request: ms");
    if is_target("tls") {
        return tls();
    }
    honest("no attack", 256, &Attack::new("", 0, 0));
    honest("300 slow heads", 256, &Attack::new(HEAD, 300, 0));
    honest("300 slow bodies", 256, &Attack::new(BODY, 300, 0));
    honest(
        "1000 slow heads that reconnect",
        256,
        &Attack::new(HEAD, 0, 1000),
    );
    honest(
        "1000 slow bodies that reconnect",
        256,
        &Attack::new(BODY, 0, 1000),
    );
    honest(
        "1000 silent ones that reconnect",
        256,
        &Attack::new("", 0, 1000),
    );
    idle();
    resets();
}

fn is_target(name: &str) -> bool {
    std::env::var("TARGET").is_ok_and(|target| target == name)
}

fn tls() {
    let mut hello = Vec::new();
    client().write_tls(&mut hello).unwrap();
    let hello: &'static [u8] = hello.leak();
    let half = &hello[..hello.len() / 2];
    honest("no attack", 256, &Attack::new("", 0, 0));
    honest(
        "300 halves of a ClientHello",
        256,
        &Attack::new(half, 300, 0),
    );
    honest(
        "300 unfinished handshakes",
        256,
        &Attack::new(hello, 300, 0),
    );
    honest(
        "1000 halves that reconnect",
        256,
        &Attack::new(half, 0, 1000),
    );
    honest(
        "1000 handshakes that reconnect",
        256,
        &Attack::new(hello, 0, 1000),
    );
    honest(
        "1000 silent ones that reconnect",
        256,
        &Attack::new("", 0, 1000),
    );
    let target = Target::start(2_000);
    let before = target.status("VmRSS:");
    let sessions: Vec<_> = (0..2_000)
        .map(|_| {
            let mut stream = secured(TcpStream::connect(target.address).unwrap());
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                .unwrap();
            assert_ne!(stream.read(&mut [0; 512]).unwrap(), 0);
            stream
        })
        .collect();
    println!(
        "{} idle sessions: {} KiB resident, {before} before",
        sessions.len(),
        target.status("VmRSS:")
    );
}

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls");

fn client() -> ClientConnection {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_file(format!("{TLS}/ca.pem")).unwrap();
        roots.add(root).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        // A whole handshake each time.
        config.resumption = rustls::client::Resumption::disabled();
        Arc::new(config)
    });
    let name = ServerName::try_from("localhost").unwrap();
    ClientConnection::new(config.clone(), name).unwrap()
}

fn secured(stream: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    StreamOwned::new(client(), stream)
}

fn raise_descriptor_limit() {
    let limit = libc::rlimit {
        rlim_cur: 40_000,
        rlim_max: 40_000,
    };
    // SAFETY: it reads the struct. Where it is refused, the attacks are smaller.
    unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) };
}

fn be_attacked(connections: usize) {
    let wait = || {
        let _ = std::io::stdin().read(&mut [0]);
    };
    if is_target("emulator") {
        let emulator = Emulator::start_with(&EmulatorOptions::new()).unwrap();
        println!("{}", emulator.endpoint().strip_prefix("http://").unwrap());
        wait();
    } else {
        let mut options = ReceiverOptions::new().max_connections(connections);
        if is_target("tls") {
            let file = |name: &str| format!("{TLS}/{name}");
            options = options.certificate_files(file("cert.pem"), file("key.pem"));
        }
        let receiver = Receiver::bind(&options).unwrap();
        println!("{}", receiver.local_addr().unwrap());
        wait();
    }
}

/// The process that is attacked.
struct Target {
    child: Child,
    address: SocketAddr,
}

impl Target {
    fn start(connections: usize) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(ROLE, connections.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        Self {
            child,
            address: line.trim().parse().unwrap(),
        }
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Connections that send `begin` and nothing else: some stay as they are, some connect again when
/// they are closed.
struct Attack {
    begin: &'static [u8],
    stay: usize,
    reconnect: usize,
}

impl Attack {
    fn new<B: AsRef<[u8]> + ?Sized>(begin: &'static B, stay: usize, reconnect: usize) -> Self {
        Self {
            begin: begin.as_ref(),
            stay,
            reconnect,
        }
    }
}

fn honest(name: &str, connections: usize, attack: &Attack) {
    let target = Target::start(connections);
    let address = target.address;
    let _stay: Vec<_> = (0..attack.stay)
        .map(|_| open(address, attack.begin))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let again = Arc::new(AtomicUsize::new(0));
    let begin = attack.begin;
    let attackers: Vec<_> = (0..attack.reconnect)
        .map(|_| {
            let (stop, again) = (stop.clone(), again.clone());
            let attack = move || {
                while !stop.load(Ordering::Relaxed) {
                    if let Ok(mut stream) = open(address, begin) {
                        let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
                        // Until it is closed.
                        let _ = stream.read_to_end(&mut Vec::new());
                    }
                    again.fetch_add(1, Ordering::Relaxed);
                }
            };
            let small = std::thread::Builder::new().stack_size(64 * 1024);
            small.spawn(attack).unwrap()
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    let began = Instant::now();
    let before = again.load(Ordering::Relaxed);
    let mut failed = 0;
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let began = Instant::now();
            while request(address).is_err() {
                failed += 1;
            }
            std::thread::sleep(Duration::from_millis(5));
            (began.elapsed() - Duration::from_millis(5)).as_secs_f64() * 1000.0
        })
        .collect();
    let rate = (again.load(Ordering::Relaxed) - before) as f64 / began.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    for attacker in attackers {
        attacker.join().unwrap();
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{name:<34} median {:>6.1}  99 % {:>6.1}  most {:>6.1}  failed {failed:>3}  \
         {rate:>6.0} reconnects/s, {} threads",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1],
        target.status("Threads:")
    );
}

fn open(address: SocketAddr, begin: &[u8]) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(begin)?;
    Ok(stream)
}

fn request(address: SocketAddr) -> std::io::Result<()> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    if is_target("tls") {
        exchange(secured(stream))
    } else {
        exchange(stream)
    }
}

fn exchange(mut stream: impl Read + Write) -> std::io::Result<()> {
    stream.write_all(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut response = [0; 12];
    stream.read_exact(&mut response)?;
    assert!(response.starts_with(b"HTTP/1.1 4"));
    Ok(())
}

fn idle() {
    let target = Target::start(10_000);
    let before = target.status("VmRSS:");
    let mut all: Vec<TcpStream> = Vec::new();
    while all.len() < 10_000 {
        match TcpStream::connect(target.address) {
            Ok(mut stream) => {
                // Half of them have been served, the others are new.
                if all.len() % 2 == 0 {
                    stream
                        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                        .unwrap();
                    assert_ne!(stream.read(&mut [0; 512]).unwrap(), 0);
                }
                all.push(stream);
            }
            Err(error) => {
                println!("(only {} idle connections: {error})", all.len());
                break;
            }
        }
    }
    println!(
        "{} idle connections: {} KiB resident, {before} before; {} threads",
        all.len(),
        target.status("VmRSS:"),
        target.status("Threads:")
    );
}

fn resets() {
    let target = Target::start(256);
    let mut most = 0;
    for round in 0..20 {
        let all: Vec<TcpStream> = (0..1000)
            .filter_map(|_| TcpStream::connect(target.address).ok())
            .collect();
        for stream in &all {
            let linger = libc::linger {
                l_onoff: 1,
                l_linger: 0,
            };
            // SAFETY: an open socket, and a struct of the size given.
            unsafe {
                libc::setsockopt(
                    std::os::fd::AsRawFd::as_raw_fd(stream),
                    libc::SOL_SOCKET,
                    libc::SO_LINGER,
                    (&raw const linger).cast(),
                    u32::try_from(size_of::<libc::linger>()).unwrap(),
                );
            }
        }
        drop(all);
        most = most.max(target.status("Threads:"));
        if round == 19 {
            let began = Instant::now();
            request(target.address).unwrap();
            println!(
                "20 times 1000 connections reset at once: at most {most} threads, {} KiB; \
                 a request then took {:.1} ms",
                target.status("VmRSS:"),
                began.elapsed().as_secs_f64() * 1000.0
            );
        }
    }
}
