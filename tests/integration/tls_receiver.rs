//! A receiver that speaks TLS: with rustls as the client, byte by byte where a client misbehaves, and with curl
//! and openssl.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::handshake_flood::{SLOW_CHAIN, SLOW_KEY, request_in_flood};
use crate::peer::{Peer, request};
use crate::samples::delivery;

const ROOT: &str = include_str!("../data/tls/ca.pem");
const CHAIN: &str = include_str!("../data/tls/cert.pem");
const KEY: &str = include_str!("../data/tls/key.pem");
const OTHER_ROOT: &str = include_str!("../data/tls/other-ca.pem");
const OTHER_CHAIN: &str = include_str!("../data/tls/other-cert.pem");
const OTHER_KEY: &str = include_str!("../data/tls/other-key.pem");

const MOMENT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(30);

fn path(name: &str) -> String {
    format!("{}/tests/data/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn with_certificate() -> ReceiverOptions {
    ReceiverOptions::new().certificate(CHAIN, KEY)
}

fn start(options: &ReceiverOptions) -> (Receiver, SocketAddr) {
    let receiver = Receiver::bind(options).unwrap();
    let address = receiver.local_addr().unwrap();
    (receiver, address)
}

fn tcp(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.set_write_timeout(Some(LONG)).unwrap();
    stream
}

fn client(root: &str) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(root.as_bytes()).unwrap();
    roots.add(root).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    ClientConnection::new(Arc::new(config), name).unwrap()
}

/// A connection with its handshake done.
fn secure(address: SocketAddr, root: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut stream = StreamOwned::new(client(root), tcp(address));
    stream.conn.complete_io(&mut stream.sock).unwrap();
    stream
}

/// The head of one response; its body must be empty.
fn head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

fn post(stream: &mut (impl Read + Write), id: &str) -> String {
    let body = delivery("CallConnected", "c", id);
    let text = request("POST", "/events", "", &body);
    stream.write_all(text.as_bytes()).unwrap();
    head(stream)
}

fn serves(address: SocketAddr, root: &str, id: &str) -> bool {
    post(&mut secure(address, root), id).starts_with("HTTP/1.1 200 ")
}

/// The first bytes of a handshake, as a client sends them.
fn client_hello() -> Vec<u8> {
    let mut bytes = Vec::new();
    client(ROOT).write_tls(&mut bytes).unwrap();
    bytes
}

fn rest_of(stream: &mut TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    // A reset is an end too.
    let _ = stream.read_to_end(&mut rest);
    rest
}

#[test]
fn events_arrive_over_tls_and_the_callback_url_is_https() {
    let (receiver, address) = start(&with_certificate());
    let url = receiver.url("/events").unwrap();
    assert_eq!(url, format!("https://{address}/events"));
    let mut stream = secure(address, ROOT);
    for id in ["1", "2", "3"] {
        assert!(post(&mut stream, id).starts_with("HTTP/1.1 200 "));
    }
    assert_eq!(receiver.counters().queued, 3);
    drop(stream);
    assert!(receiver.close(LONG));
}

#[test]
fn requests_arrive_whole_however_their_records_are_cut() {
    let (receiver, address) = start(&with_certificate().body_limit(1 << 20));
    let padding = " ".repeat(300_000);
    let body = delivery("CallConnected", "c", "long") + &padding;
    let long = request("POST", "/events", "", &body);
    let mut stream = secure(address, ROOT);
    // Many in one record, and records that end in the middle of a request.
    let short = request("POST", "/events", "", "[]");
    let text = [short.repeat(100), long, short.repeat(300)].concat();
    for size in [7, 1000, 16_384, 100_000, text.len()] {
        for piece in text.as_bytes().chunks(size).take(2000) {
            stream.write_all(piece).unwrap();
        }
        if size == 7 {
            // What is left of it.
            stream.write_all(&text.as_bytes()[7 * 2000..]).unwrap();
        }
        for _ in 0..401 {
            assert!(head(&mut stream).starts_with("HTTP/1.1 200 "));
        }
    }
    assert_eq!(receiver.counters().queued, 1);
    assert_eq!(receiver.counters().duplicate, 4);
}

#[test]
fn the_end_of_a_request_is_read_though_nothing_more_arrives() {
    const RECORD: usize = 16_384;
    let (_receiver, address) = start(&with_certificate());
    let blank = |length: usize| request("POST", "/events", "", &" ".repeat(length));
    // The first record leaves less room for the second one than that has bytes.
    let first = 10;
    let body = RECORD + first - blank(10_000).len() + 10_000;
    let text = blank(body);
    assert_eq!(text.len(), first + RECORD);
    let mut stream = secure(address, ROOT);
    for piece in [&text[..first], &text[first..]] {
        stream.write_all(piece.as_bytes()).unwrap();
        stream.flush().unwrap();
    }
    assert!(head(&mut stream).starts_with("HTTP/1.1 400 "));
}

#[test]
fn a_request_in_the_same_packet_as_the_end_of_the_handshake_is_served() {
    let (_receiver, address) = start(&with_certificate());
    let mut tls = client(ROOT);
    let mut stream = tcp(address);
    tls.write_tls(&mut stream).unwrap();
    // Until the server's part is complete; what the client sends then goes out in one piece.
    while tls.is_handshaking() {
        tls.read_tls(&mut stream).unwrap();
        tls.process_new_packets().unwrap();
    }
    let text = request("POST", "/events", "Connection: close\r\n", "[]");
    tls.writer().write_all(text.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    while tls.wants_write() {
        tls.write_tls(&mut bytes).unwrap();
    }
    stream.write_all(&bytes).unwrap();
    let mut stream = StreamOwned::new(tls, stream);
    let mut response = String::new();
    // Ends with a close_notify: without one this is an error.
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
}

#[test]
fn another_certificate_is_for_new_connections_only() {
    let (receiver, address) = start(&with_certificate());
    let mut old = secure(address, ROOT);
    assert!(post(&mut old, "1").starts_with("HTTP/1.1 200 "));
    receiver.set_certificate(OTHER_CHAIN, OTHER_KEY).unwrap();
    assert!(post(&mut old, "2").starts_with("HTTP/1.1 200 "));
    assert!(serves(address, OTHER_ROOT, "3"));
    let error = client_error(address, ROOT);
    assert!(error.contains("UnknownIssuer"), "{error}");

    let error = receiver.set_certificate(CHAIN, OTHER_KEY).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(serves(address, OTHER_ROOT, "4"), "the one before stays");
    let error = receiver.reload_certificate().unwrap_err();
    assert_eq!(error.field(), Some("certificate files"));
}

fn client_error(address: SocketAddr, root: &str) -> String {
    let mut stream = StreamOwned::new(client(root), tcp(address));
    let error = stream.conn.complete_io(&mut stream.sock).unwrap_err();
    error.to_string()
}

#[test]
fn renewed_files_are_read_again_on_request() {
    let folder = std::env::temp_dir().join(format!("acs-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    std::fs::write(&chain, CHAIN).unwrap();
    std::fs::write(&key, KEY).unwrap();
    let options = ReceiverOptions::new().certificate_files(&chain, &key);
    let (receiver, address) = start(&options);
    std::fs::write(&chain, OTHER_CHAIN).unwrap();
    assert!(
        receiver.reload_certificate().is_err(),
        "half of the renewal"
    );
    assert!(serves(address, ROOT, "1"));
    std::fs::write(&key, OTHER_KEY).unwrap();
    receiver.reload_certificate().unwrap();
    assert!(serves(address, OTHER_ROOT, "2"));
    std::fs::remove_dir_all(&folder).unwrap();
    let error = receiver.reload_certificate().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    assert!(error.message().contains("chain.pem"), "{error}");
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_with_what_to_do() {
    let encrypted = KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let cut = &KEY[..KEY.len() / 2];
    let damaged = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let bad_chain = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cases = [
        (CHAIN, OTHER_KEY, "private key", "openssl pkey -pubout"),
        (
            CHAIN,
            &encrypted,
            "private key",
            "openssl pkey -in KEY -out",
        ),
        (CHAIN, CHAIN, "private key", "file of its own"),
        (CHAIN, "", "private key", "BEGIN PRIVATE KEY"),
        (CHAIN, cut, "private key", "as a whole"),
        (CHAIN, damaged, "private key", "ECDSA P-256"),
        (KEY, CHAIN, "certificate", "comes first"),
        ("", KEY, "certificate", "BEGIN CERTIFICATE"),
        (bad_chain, KEY, "certificate", ""),
    ];
    for (chain, key, field, advice) in cases {
        let options = ReceiverOptions::new().certificate(chain, key);
        let error = Receiver::bind(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert_eq!(error.field(), Some(field), "{error}");
        assert!(error.hint().unwrap_or_default().contains(advice), "{error}");
        let text = format!("{options:?} {error:?} {error}");
        assert!(!text.contains("BEGIN PRIVATE KEY-----\n"), "{text}");
    }
    let gone = ReceiverOptions::new().certificate_files("/nowhere/chain.pem", path("key.pem"));
    let shown = format!("{gone:?}");
    assert!(
        shown.contains("/nowhere/chain.pem") && shown.contains("key.pem"),
        "{shown}"
    );
    let error = Receiver::bind(&gone).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    assert!(error.message().contains("/nowhere/chain.pem"), "{error}");

    let (plain, _) = start(&ReceiverOptions::new());
    let error = plain.set_certificate(CHAIN, KEY).unwrap_err();
    assert_eq!(error.field(), Some("certificate"));
}

#[test]
fn plain_http_gets_status_400_and_what_is_neither_gets_an_alert() {
    let (receiver, address) = start(&with_certificate());
    let connect = "CONNECT receiver.example:443 HTTP/1.1\r\nHost: receiver.example\r\n\r\n";
    for (text, status) in [
        (request("POST", "/events", "", "[]"), 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400),
        (connect.to_owned(), 403),
    ] {
        let mut peer = Peer::connect(address);
        peer.send(text).unwrap();
        let response = peer.response().unwrap();
        assert_eq!(response.status, status);
        assert!(response.body.contains("https"), "{response:?}");
        assert!(peer.is_closed());
    }
    assert_eq!(receiver.counters().rejected, 3);
    let mut wrong_record = client_hello();
    wrong_record[0] = 0x17;
    for bytes in [&wrong_record[..], &[0x16, 3, 1, 0xff, 0xff, 1], &[0; 64]] {
        let mut stream = tcp(address);
        stream.write_all(bytes).unwrap();
        let rest = rest_of(&mut stream);
        assert!(rest.is_empty() || rest[0] == 0x15, "{rest:?}");
    }
    assert!(serves(address, ROOT, "1"));
}

#[test]
fn a_handshake_that_stops_halfway_is_closed_at_its_deadline() {
    let (_receiver, address) = start(&with_certificate().head_timeout(MOMENT));
    let hello = client_hello();
    for length in [1, 5, hello.len() / 2, hello.len()] {
        let mut stream = tcp(address);
        stream.write_all(&hello[..length]).unwrap();
        // Nothing more comes from here; what the server has sent until then may be its part.
        rest_of(&mut stream);
    }
    // One byte at a time.
    let mut stream = tcp(address);
    for byte in hello.iter().cycle() {
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
        if stream.peek_now() {
            break;
        }
    }
    assert!(serves(address, ROOT, "1"));
}

trait PeekNow {
    /// Waits a moment for something to read, or for the end.
    fn peek_now(&self) -> bool;
}

impl PeekNow for TcpStream {
    fn peek_now(&self) -> bool {
        self.set_read_timeout(Some(Duration::from_millis(5)))
            .unwrap();
        self.peek(&mut [0]).is_ok()
    }
}

#[test]
fn an_endless_handshake_is_refused() {
    // Its time would be over later than this test waits.
    let (_receiver, address) = start(&with_certificate().head_timeout(4 * LONG));
    // Half of a ClientHello that announces 60,000 bytes, in records of 16,000.
    let mut bytes = Vec::new();
    for number in 0..2 {
        bytes.extend([0x16, 3, 1, 0x3e, 0x80]);
        let mut record = vec![0; 16_000];
        if number == 0 {
            record[..4].copy_from_slice(&[1, 0, 0xea, 0x60]);
        }
        bytes.extend(record);
    }
    let mut stream = tcp(address);
    // The listener may close while this is still being sent.
    let _ = stream.write_all(&bytes);
    let mut rest = Vec::new();
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }
    assert!(rest.is_empty() || rest[0] == 0x15, "{rest:?}");
    assert!(serves(address, ROOT, "1"));
}

#[test]
fn a_connection_that_breaks_at_any_byte_of_its_handshake_harms_no_other() {
    let (_receiver, address) = start(&with_certificate());
    let hello = client_hello();
    for length in 0..hello.len() {
        let mut stream = tcp(address);
        stream.write_all(&hello[..length]).unwrap();
        if length % 2 == 0 {
            stream.shutdown(Shutdown::Write).unwrap();
            assert!(rest_of(&mut stream).is_empty());
        }
    }
    assert!(serves(address, ROOT, "1"));
}

#[test]
fn slow_handshakes_cannot_block_others() {
    const SEATS: usize = 8;
    let (receiver, address) = start(&with_certificate().max_connections(SEATS));
    let hello = client_hello();
    for length in [0, 1, 100, hello.len()] {
        let slow: Vec<TcpStream> = (0..3 * SEATS)
            .map(|_| {
                let mut stream = tcp(address);
                stream.write_all(&hello[..length]).unwrap();
                stream
            })
            .collect();
        assert!(serves(address, ROOT, &length.to_string()));
        drop(slow);
    }
    assert_eq!(receiver.counters().queued, 4);
}

#[test]
fn a_client_is_served_while_another_address_floods_the_receiver_with_handshakes() {
    let options = ReceiverOptions::new().certificate(SLOW_CHAIN, SLOW_KEY);
    let (receiver, address) = start(&options.handler_threads(1));
    let (output, waiting) = request_in_flood(address, "/elsewhere");
    assert!(output.ends_with("404"), "{output}");
    // In the sequence of their arrival all of them would have come first.
    assert!(waiting > 20, "{waiting} wait");
    assert!(receiver.close(LONG));
}

#[test]
fn peers_that_do_not_read_their_responses_cannot_block_others_over_tls_either() {
    const SEATS: usize = 4;
    let (_receiver, address) = start(&with_certificate().max_connections(SEATS));
    let requests = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000);
    let deaf: Vec<_> = (0..SEATS)
        .map(|_| {
            let requests = requests.clone();
            std::thread::spawn(move || {
                let mut stream = secure(address, ROOT);
                let timeout = Some(Duration::from_millis(500));
                stream.sock.set_write_timeout(timeout).unwrap();
                // Until nothing more is taken: the listener is stuck with a response.
                for _ in 0..1000 {
                    if stream.conn.writer().write_all(requests.as_bytes()).is_err()
                        || stream.conn.write_tls(&mut stream.sock).is_err()
                    {
                        break;
                    }
                }
                stream
            })
        })
        .collect();
    let deaf: Vec<_> = deaf.into_iter().map(|peer| peer.join().unwrap()).collect();
    assert!(serves(address, ROOT, "1"));
    drop(deaf);
}

#[test]
fn closing_ends_idle_sessions_with_a_notice_and_unfinished_handshakes_without() {
    let (receiver, address) = start(&with_certificate());
    let mut idle = secure(address, ROOT);
    assert!(post(&mut idle, "1").starts_with("HTTP/1.1 200 "));
    let mut half = tcp(address);
    half.write_all(&client_hello()[..50]).unwrap();
    assert!(receiver.close(Duration::from_secs(2)));
    // An end without a close_notify would be an error.
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
    assert!(rest_of(&mut half).is_empty());
}

/// Runs curl against a receiver; the status that it prints.
fn curl(address: SocketAddr, options: &[&str]) -> Output {
    let port = address.port();
    Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "30",
            "--output",
            "-",
        ])
        .args([
            "--write-out",
            "%{http_code} %{http_version}",
            "--cacert",
            &path("ca.pem"),
        ])
        .args(["--connect-to", &format!("localhost:443:127.0.0.1:{port}")])
        .args(["--header", "Content-Type: application/json", "--data", "[]"])
        .args(options)
        .arg("https://localhost/events")
        .output()
        .unwrap()
}

#[test]
fn curl_is_served_by_tls_1_2_and_1_3() {
    let (_receiver, address) = start(&with_certificate());
    for options in [
        &["--tlsv1.2", "--tls-max", "1.2"][..],
        &["--tlsv1.3"],
        &["--tlsv1.3", "--http2"],
        &[
            "--tlsv1.2",
            "--expect100-timeout",
            "30",
            "--header",
            "Expect: 100-continue",
        ],
    ] {
        let output = curl(address, options);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.ends_with("200 1.1"), "{options:?}: {output:?}");
    }
}

/// The output of `openssl s_client`, which is given nothing to send.
fn s_client(address: SocketAddr, options: &[&str]) -> (bool, String) {
    let output = Command::new("openssl")
        .args([
            "s_client",
            "-connect",
            &address.to_string(),
            "-servername",
            "localhost",
        ])
        .args(["-CAfile", &path("ca.pem"), "-verify_return_error"])
        .args(options)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn openssl_is_served_by_tls_1_2_and_1_3_and_not_by_older_ones() {
    let (_receiver, address) = start(&with_certificate());
    for (option, version) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let (good, text) = s_client(address, &[option]);
        assert!(good && text.contains(version), "{text}");
        assert!(text.contains("Verify return code: 0 (ok)"), "{text}");
    }
    // The security level that allows an openssl of today to offer it.
    let old = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"];
    let (good, text) = s_client(address, &old);
    assert!(!good && text.contains("alert handshake failure"), "{text}");
    let (good, text) = s_client(address, &["-alpn", "h2"]);
    assert!(!good && text.contains("no application protocol"), "{text}");
}
