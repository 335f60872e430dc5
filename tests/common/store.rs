//! A store of recordings that does exactly what a test says, byte by byte.
#![allow(dead_code)] // every test uses its own part

use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};

use acs_call_automation::CallAutomationClient;
use acs_call_automation::options::ClientOptions;

use crate::recorder::{Recorded, read_request};

pub const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
/// Where the client of these tests belongs; nothing is ever sent there.
pub const RESOURCE: &str = "contoso.communication.azure.com";
pub const ETAG: &str = "\"v1\"";

/// A prime, so that no chunk that is lost, repeated or moved looks like another.
const PERIOD: usize = 1_048_573;

fn pattern() -> &'static [u8] {
    static PATTERN: OnceLock<Vec<u8>> = OnceLock::new();
    PATTERN.get_or_init(|| {
        let mut state = 1_u32;
        (0..PERIOD)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_le_bytes()[3]
            })
            .collect()
    })
}

/// The longest piece of the recording from that byte on that lies in memory.
fn piece(at: u64) -> &'static [u8] {
    &pattern()[usize::try_from(at % PERIOD as u64).unwrap()..]
}

/// The bytes of the recording.
pub fn recording(from: u64, to: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while from + (bytes.len() as u64) < to {
        let piece = piece(from + bytes.len() as u64);
        let left = usize::try_from(to - from).unwrap() - bytes.len();
        bytes.extend_from_slice(&piece[..left.min(piece.len())]);
    }
    bytes
}

/// Takes bytes and compares them with the recording as they come.
pub struct Compared {
    pub next: u64,
}

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let expected = piece(self.next);
        let length = bytes.len().min(expected.len());
        assert!(
            bytes[..length] == expected[..length],
            "another byte after {}",
            self.next
        );
        self.next += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A response.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub then: Then,
    /// Breaks off after so many bytes of the head.
    pub head: usize,
}

pub enum Body {
    /// Bytes of the recording.
    Recording(u64, u64),
    Bytes(Vec<u8>),
}

impl Body {
    fn len(&self) -> u64 {
        match self {
            Self::Recording(from, to) => to - from,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

/// What comes after the body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    GoOn,
    Close,
    /// Nothing, until the client goes away.
    Hang,
}

impl Reply {
    pub fn new(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let mut headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        headers.push(("Content-Length", body.len().to_string()));
        Self {
            status,
            headers,
            body: Body::Bytes(body.as_bytes().to_vec()),
            then: Then::GoOn,
            head: usize::MAX,
        }
    }

    /// The right response of a store: all of it or the range, of a recording with so many bytes.
    pub fn of(request: &Recorded, total: u64) -> Self {
        let Some((from, to)) = range(request, total) else {
            return Self::whole(total);
        };
        if from >= total {
            return Self::new(416, &[("Content-Range", &format!("bytes */{total}"))], "");
        }
        Self {
            status: 206,
            headers: vec![
                ("Content-Type", "audio/wav".to_owned()),
                ("ETag", ETAG.to_owned()),
                ("Content-Length", (to - from).to_string()),
                ("Content-Range", format!("bytes {from}-{}/{total}", to - 1)),
            ],
            body: Body::Recording(from, to),
            then: Then::GoOn,
            head: usize::MAX,
        }
    }

    /// As a store that knows no ranges.
    pub fn whole(total: u64) -> Self {
        Self {
            status: 200,
            headers: vec![
                ("Content-Type", "audio/wav".to_owned()),
                ("ETag", ETAG.to_owned()),
                ("Content-Length", total.to_string()),
            ],
            body: Body::Recording(0, total),
            then: Then::GoOn,
            head: usize::MAX,
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    /// Breaks off after so many bytes of the head.
    pub fn cut_in_head(self, after: usize) -> Self {
        Self {
            head: after,
            then: Then::Close,
            ..self
        }
    }

    /// Breaks off, or hangs, after so many bytes of the body.
    pub fn cut(mut self, after: u64, then: Then) -> Self {
        if self.body.len() <= after {
            return self;
        }
        match &mut self.body {
            Body::Recording(from, to) => *to = *from + after,
            Body::Bytes(bytes) => bytes.truncate(usize::try_from(after).unwrap()),
        }
        self.then = then;
        self
    }
}

/// The requested range: the first byte, and the first one after it.
pub fn range(request: &Recorded, total: u64) -> Option<(u64, u64)> {
    let (from, last) = request
        .header("range")?
        .strip_prefix("bytes=")
        .unwrap()
        .split_once('-')
        .unwrap();
    let to = last.parse::<u64>().map_or(total, |last| last + 1);
    Some((from.parse().unwrap(), to.min(total)))
}

/// Listens until the process ends; every connection has a thread.
pub struct Store {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
}

impl Store {
    /// Responds to each request by what `reply` says of it and of its number, from 0.
    pub fn start(reply: impl Fn(&Recorded, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::cutting(u64::MAX, reply)
    }

    /// As [`start`](Self::start), but closes each connection after so many bytes of bodies.
    pub fn cutting(
        every: u64,
        reply: impl Fn(&Recorded, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&requests), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                let stream = stream.unwrap();
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut left = every;
                    while let Some(request) = read_request(&mut reader) {
                        let number = {
                            let mut kept = kept.lock().unwrap();
                            kept.push(request.clone());
                            kept.len() - 1
                        };
                        let mut reply = reply(&request, number).cut(left, Then::Close);
                        left = left.saturating_sub(reply.body.len());
                        if left == 0 && reply.then == Then::GoOn {
                            // The next response would bring no byte.
                            reply = reply.with("Connection", "close");
                            reply.then = Then::Close;
                        }
                        if !send(&stream, &reply) {
                            return;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    /// A store that keeps one recording of so many bytes, as it should.
    pub fn with(total: u64) -> Self {
        Self::start(move |request, _| Reply::of(request, total))
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1/objects/0-cus-d1/content/video", self.address)
    }

    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// The `Range` of each request.
    pub fn ranges(&self) -> Vec<Option<String>> {
        self.requests()
            .iter()
            .map(|request| request.header("range").map(str::to_owned))
            .collect()
    }

    /// A client that may send requests to this store.
    pub fn client(&self) -> CallAutomationClient {
        self.client_with(ClientOptions::new())
    }

    pub fn client_with(&self, options: ClientOptions) -> CallAutomationClient {
        CallAutomationClient::from_connection_string_with(
            &format!("endpoint=https://{RESOURCE};accesskey={KEY}"),
            &options.recording_host(self.address.to_string()),
        )
        .unwrap()
    }
}

/// Sends a response; false when the connection is done with.
fn send(mut stream: &TcpStream, reply: &Reply) -> bool {
    let mut head = format!("HTTP/1.1 {} Any\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    if reply.head < head.len() {
        let _ = stream.write_all(&head.as_bytes()[..reply.head]);
        if reply.then == Then::Hang {
            let _ = stream.read(&mut [0]);
        }
        let _ = stream.shutdown(Shutdown::Both);
        return false;
    }
    if stream.write_all(head.as_bytes()).is_err() {
        return false;
    }
    let sent = match &reply.body {
        Body::Bytes(bytes) => stream.write_all(bytes).is_ok(),
        Body::Recording(from, to) => {
            let mut next = *from;
            loop {
                let piece = piece(next);
                let left = usize::try_from(to - next).unwrap();
                let piece = &piece[..left.min(piece.len())];
                if piece.is_empty() {
                    break true;
                }
                if stream.write_all(piece).is_err() {
                    break false;
                }
                next += piece.len() as u64;
            }
        }
    };
    match reply.then {
        Then::GoOn => return sent,
        Then::Hang => {
            let _ = stream.read(&mut [0]);
        }
        Then::Close => {}
    }
    let _ = stream.shutdown(Shutdown::Both);
    false
}
