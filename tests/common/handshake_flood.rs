//! One address that floods a listener with handshakes, and a client of another address.
//!
//! The certificate in `slow-cert.pem` has a key of 4096 bits: each handshake takes the listener some thousandths of
//! a second.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

pub const SLOW_CHAIN: &str = include_str!("../data/tls/slow-cert.pem");
pub const SLOW_KEY: &str = include_str!("../data/tls/slow-key.pem");

/// More than a listener has room for.
const FLOOD: usize = 300;

/// Starts curl with an address of its own; it prints the status of the response.
fn curl(url: &str) -> Child {
    Command::new("curl")
        .args(["--silent", "--show-error", "--insecure", "--max-time", "30"])
        .args(["--interface", "127.0.0.2", "--output", "-"])
        .args(["--write-out", "%{http_code}", url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The first bytes that curl sends for https.
fn client_hello() -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut client = curl(&format!("https://127.0.0.1:{port}/"));
    let mut stream = listener.accept().unwrap().0;
    let mut hello = vec![0; 5];
    stream.read_exact(&mut hello).unwrap();
    let length = u16::from_be_bytes([hello[3], hello[4]]);
    hello.resize(5 + usize::from(length), 0);
    stream.read_exact(&mut hello[5..]).unwrap();
    drop(stream);
    client.wait().unwrap();
    hello
}

/// Requests `path` while 127.0.0.1 floods the listener with handshakes. Returns what curl prints, and how many
/// handshakes of the flood still wait for the listener then.
pub fn request_in_flood(address: SocketAddr, path: &str) -> (String, usize) {
    let hello = client_hello();
    let flood: Vec<TcpStream> = (0..FLOOD)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            // It may have been closed already, for a newer one.
            let _ = stream.write_all(&hello);
            stream
        })
        .collect();
    let output = curl(&format!("https://{address}{path}"));
    let output = output.wait_with_output().unwrap();
    let waiting = flood.iter().filter(|stream| {
        stream.set_nonblocking(true).unwrap();
        let peeked = stream.peek(&mut [0]);
        peeked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    });
    let waiting = waiting.count();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), waiting)
}
