use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Condvar;
use std::sync::atomic::AtomicUsize;

use super::*;
use crate::platform::{Listening, NotInherited};
use crate::server::date::Date;
use crate::server::framing::Terms;
use crate::server::socket::Socket;
use crate::server::{Certificate, Listener, Request, Response};

const FOREVER: Duration = Duration::from_secs(60);
const GET: &[u8] = b"GET /open HTTP/1.1\r\nHost: x\r\n\r\n";

/// A source of the texts that a test pushes.
#[derive(Default)]
struct Texts {
    state: Mutex<(VecDeque<String>, bool)>,
    asked: AtomicUsize,
    waker: Mutex<Option<Waker>>,
    begun: Condvar,
}

impl Follow for Texts {
    fn next(&self, piece: &mut Vec<u8>) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state.lock().unwrap();
        for text in state.0.drain(..) {
            assert_ne!(text, "panic", "thrown on purpose by a test");
            piece.extend_from_slice(text.as_bytes());
        }
        !state.1
    }
}

impl Texts {
    fn push(&self, text: &str) -> bool {
        self.state.lock().unwrap().0.push_back(text.to_owned());
        self.waker().wake()
    }

    fn end(&self) {
        self.state.lock().unwrap().1 = true;
        self.waker().wake();
    }

    /// The waker of the newest response, once there is one.
    fn waker(&self) -> Waker {
        let waker = self.waker.lock().unwrap();
        let waker = self.begun.wait_while(waker, |waker| waker.is_none());
        waker.unwrap().clone().unwrap()
    }

    fn response(self: &Arc<Self>, settings: impl Fn(Open) -> Open) -> Response {
        let open = settings(Open::new(self.clone()));
        *self.waker.lock().unwrap() = Some(open.waker());
        self.begun.notify_all();
        Response::new(200).with_open_body("text/plain", open)
    }
}

fn serve_with(
    certificate: Option<Certificate>,
    limits: Limits,
    settings: impl Fn(Open) -> Open + Send + Sync + 'static,
) -> (Listener, Arc<Texts>) {
    let texts = Arc::new(Texts::default());
    let source = texts.clone();
    let handler = Arc::new(move |request: Request| match request.path() {
        "/open" => source.response(&settings),
        _ => Response::new(204),
    });
    let socket = Listening::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener = Listener::start("test", socket, handler, limits, certificate).unwrap();
    (listener, texts)
}

fn serve() -> (Listener, Arc<Texts>) {
    serve_with(None, Limits::default(), |open| open)
}

fn connect(listener: &Listener, request: &[u8]) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(listener.local_addr()).unwrap();
    stream.set_read_timeout(Some(FOREVER)).unwrap();
    stream.write_all(request).unwrap();
    BufReader::new(stream)
}

/// The head of a response.
fn head(peer: &mut impl BufRead) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(peer.read_line(&mut head).unwrap() > 0, "cut: {head:?}");
    }
    head
}

/// The next chunk; empty for the last one.
fn chunk(peer: &mut impl BufRead) -> String {
    let mut line = String::new();
    peer.read_line(&mut line).unwrap();
    let size = usize::from_str_radix(line.trim_end(), 16).expect(&line);
    let mut bytes = vec![0; size + 2];
    peer.read_exact(&mut bytes).unwrap();
    assert!(bytes.ends_with(b"\r\n"));
    bytes.truncate(size);
    String::from_utf8(bytes).unwrap()
}

fn rest(peer: &mut impl Read) -> String {
    let mut rest = String::new();
    peer.read_to_string(&mut rest).unwrap();
    rest
}

/// Other requests are handled, on a connection of their own.
fn responds(listener: &Listener) -> bool {
    let request = b"GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    rest(&mut connect(listener, request)).starts_with("HTTP/1.1 204 ")
}

#[test]
fn an_open_body_arrives_as_it_comes_into_being_and_ends_with_its_source() {
    let (listener, texts) = serve();
    let mut peer = connect(&listener, GET);
    let head = head(&mut peer);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("Transfer-Encoding: chunked\r\n"), "{head}");
    assert!(head.contains("Connection: close\r\n"), "{head}");
    assert!(!head.contains("Content-Length"), "{head}");
    for text in ["one", "two", "three"] {
        assert!(texts.push(text));
        assert_eq!(chunk(&mut peer), text);
    }
    texts.end();
    assert_eq!(chunk(&mut peer), "");
    assert_eq!(rest(&mut peer), "");
}

#[test]
fn what_there_is_before_the_connection_is_known_is_not_lost() {
    let (listener, texts) = serve();
    texts.state.lock().unwrap().0.push_back("early".to_owned());
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    assert_eq!(chunk(&mut peer), "early");
}

#[test]
fn open_responses_occupy_no_thread_and_are_not_closed_for_others() {
    let limits = Limits {
        connections: 8,
        response_time: Duration::ZERO,
        ..Limits::default()
    };
    let (listener, texts) = serve_with(None, limits, |open| open);
    let mut peers: Vec<_> = (0..7)
        .map(|_| {
            let mut peer = connect(&listener, GET);
            head(&mut peer);
            (peer, texts.waker())
        })
        .collect();
    // Each of these stays, and is closed for the next one.
    let others: Vec<_> = (0..20)
        .map(|_| {
            let mut other = connect(&listener, b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
            head(&mut other);
            other
        })
        .collect();
    assert_eq!(others.len(), 20);
    texts.state.lock().unwrap().1 = true;
    for (peer, waker) in &mut peers {
        assert!(waker.wake());
        assert_eq!(chunk(peer), "", "the body ends");
    }
}

#[test]
fn for_a_peer_that_does_not_read_one_piece_is_held_and_nothing_is_lost() {
    let (listener, texts) = serve();
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    let piece = "x".repeat(60_000);
    let mut asked = 0;
    let mut pushed = 0;
    // Until the buffers of the sockets are full: the source is not asked any more.
    while pushed < 1000 {
        texts.push(&piece);
        pushed += 1;
        assert!(responds(&listener));
        let now = texts.asked.load(Ordering::SeqCst);
        if now == asked && pushed > 100 {
            break;
        }
        asked = now;
    }
    assert!(pushed < 1000, "everything was taken from the source");
    texts.end();
    let mut length = 0;
    loop {
        match chunk(&mut peer).len() {
            0 => break,
            more => length += more,
        }
    }
    assert_eq!(length, pushed * piece.len());
}

#[test]
fn the_waker_of_a_peer_that_left_says_so() {
    let (listener, texts) = serve();
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    let waker = texts.waker();
    assert!(!waker.has_ended());
    drop(peer);
    while waker.wake() {
        assert!(responds(&listener));
    }
    assert!(waker.has_ended());
}

#[test]
fn bytes_behind_the_request_are_discarded() {
    let (listener, texts) = serve();
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    peer.get_mut().write_all(&[b'x'; 100_000]).unwrap();
    texts.push("one");
    assert_eq!(chunk(&mut peer), "one");
}

#[test]
fn closing_sends_what_there_is_and_ends_the_body() {
    let (listener, texts) = serve_with(None, Limits::default(), |open| open.pause(FOREVER * 60));
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    texts.push("one");
    assert_eq!(chunk(&mut peer), "one");
    // Within the pause.
    texts.push("two");
    texts.push("three");
    assert!(responds(&listener));
    assert!(listener.close(FOREVER));
    assert_eq!(chunk(&mut peer), "twothree");
    assert_eq!(chunk(&mut peer), "");
    assert_eq!(rest(&mut peer), "");
    assert!(!texts.push("four"));
}

#[test]
fn a_heartbeat_is_sent_while_there_is_nothing_new() {
    let settings = |open: Open| open.heartbeat(Duration::from_millis(1), ":\n");
    let (listener, texts) = serve_with(None, Limits::default(), settings);
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    assert_eq!(chunk(&mut peer), ":\n");
    assert_eq!(chunk(&mut peer), ":\n");
    texts.push("one");
    while chunk(&mut peer) != "one" {}
}

#[test]
fn http_1_0_gets_no_chunks_and_a_head_request_no_body() {
    let (listener, texts) = serve();
    let mut old = connect(&listener, b"GET /open HTTP/1.0\r\nHost: x\r\n\r\n");
    let head_of_old = head(&mut old);
    assert!(!head_of_old.contains("Transfer-Encoding"), "{head_of_old}");
    texts.push("one");
    texts.end();
    assert_eq!(rest(&mut old), "one");
    let mut bare = connect(&listener, b"HEAD /open HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(rest(&mut bare).ends_with("\r\n\r\n"));
}

#[test]
fn a_source_that_panics_ends_its_own_connection_only() {
    let (listener, texts) = serve();
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    texts.push("panic");
    assert_eq!(rest(&mut peer), "", "no last chunk");
    assert!(responds(&listener));
}

#[test]
fn a_peer_that_reads_nothing_for_a_long_time_is_closed() {
    let ends = TcpListener::bind("127.0.0.1:0").unwrap();
    let _peer = TcpStream::connect(ends.local_addr().unwrap()).unwrap();
    let (stream, address) = ends.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    let poller = Poller::new().unwrap();
    let socket = Arc::new(Socket::new(poller.adopt(NotInherited::new(stream), 1)));
    let now = Instant::now();
    let mut connection = Connection::new(socket, address, now, None);
    let texts = Arc::new(Texts::default());
    let response = texts.response(|open| open);
    texts.push(&"x".repeat(50_000_000));
    let limits = Limits::default();
    let response = Outgoing::new(response, Terms::default(), false, &mut Date::default());
    assert!(matches!(
        connection.respond(response, now, &limits),
        Step::Watch(Interest::Write)
    ));
    assert_eq!(connection.deadline(&limits), Some(now + STALL));
    assert!(matches!(connection.expire(now + STALL, &limits), Step::End));
}

#[cfg(feature = "server_tls")]
#[test]
fn an_open_body_travels_over_tls() {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName};

    let pem = |name: &str| std::fs::read(format!("tests/data/tls/{name}.pem")).unwrap();
    let certificate = Certificate::from_pem(&pem("cert"), &pem("key")).unwrap();
    let (listener, texts) = serve_with(Some(certificate), Limits::default(), |open| open);
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(&pem("ca")).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = connect(&listener, b"").into_inner();
    let mut peer = BufReader::new(rustls::StreamOwned::new(session, stream));
    peer.get_mut().write_all(GET).unwrap();
    head(&mut peer);
    // More than what the socket and the session hold, in pieces.
    let long = "y".repeat(1_000_000);
    for text in ["one", "two", long.as_str()] {
        texts.push(text);
        assert_eq!(chunk(&mut peer), text);
    }
    texts.end();
    assert_eq!(chunk(&mut peer), "");
    assert_eq!(rest(&mut peer), "", "the session is closed properly");
}

/// As the system itself shows it: a timer of kind 2 sends a probe to a peer that says nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_peer_that_says_nothing_is_probed() {
    let (listener, _texts) = serve();
    let port = listener.local_addr().port();
    let mut peer = connect(&listener, GET);
    head(&mut peer);
    let here = format!(":{port:04X}");
    let timer = || {
        let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
        table.lines().find_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let is_accepted = fields[1].ends_with(&here) && fields[3] == "01";
            is_accepted.then(|| fields[5][..2].to_owned())
        })
    };
    // Until the head is acknowledged it is the timer of its repetition.
    let first = std::iter::repeat_with(timer).find(|timer| timer.as_deref() != Some("01"));
    assert_eq!(first.flatten().as_deref(), Some("02"));
}
