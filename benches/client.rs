//! What a create-call costs, beside libcurl and a bare socket, against nginx on loopback.
//!
//! Prints wall and CPU time of each and their ratios; asserts nothing. Needs nginx, a C compiler
//! and libcurl's headers; says so where one is missing. `COUNT` sets the number of calls.
// A benchmark prints, panics on the first error, and reads its CPU time from the system.
#![allow(missing_docs, unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use acs_call_automation::options::CreateCallOptions;
use acs_call_automation::{CallAutomationClient, CallInvite};

use common::{Cost, Nginx, free_port, measure_child, measure_self};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const CALLBACK: &str = "https://app.example.com/api/callbacks";
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --benches` only wants to see that it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let count: usize = std::env::var("COUNT")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-client");
    std::fs::create_dir_all(&folder).unwrap();
    let port = free_port();
    let location = format!("location / {{ return 201 '{}'; }}", answer_body());
    let nginx = Nginx::start(&folder, port, 1, &location);
    let Some(_nginx) = nginx else {
        println!("nginx is missing: install it to run this bench");
        return;
    };
    let curl = build_peer(&folder);

    let mut rows: [Vec<Cost>; 3] = Default::default();
    for _ in 0..ROUNDS {
        rows[0].push(measure_self(|| library(port, count)));
        rows[1].push(measure_self(|| bare_socket(port, count)));
        if let Some(curl) = &curl {
            rows[2].push(measure_child(|| run_curl(curl, port, count)));
        }
    }
    let best = rows.map(|row| row.into_iter().min_by_key(|cost| cost.wall));
    println!("{count} create-call operations, best of {ROUNDS} rounds");
    println!(
        "{:<12} {:>10} {:>10} {:>12}",
        "", "wall ms", "CPU ms", "us CPU/call"
    );
    for (name, cost) in ["this client", "bare socket", "libcurl"].iter().zip(&best) {
        if let Some(cost) = cost {
            println!(
                "{name:<12} {:>10} {:>10} {:>12.1}",
                cost.wall.as_millis(),
                cost.cpu.as_millis(),
                cost.cpu.as_secs_f64() * 1e6 / count as f64
            );
        }
    }
    let [Some(ours), Some(socket), curl] = best else {
        return;
    };
    println!(
        "wall: {:.2} of the bare socket's",
        ours.wall.div_duration_f64(socket.wall)
    );
    println!(
        "CPU:  {:.2} of the bare socket's",
        ours.cpu.div_duration_f64(socket.cpu)
    );
    match curl {
        Some(curl) => {
            println!(
                "wall: {:.2} of libcurl's",
                ours.wall.div_duration_f64(curl.wall)
            );
            println!(
                "CPU:  {:.2} of libcurl's",
                ours.cpu.div_duration_f64(curl.cpu)
            );
        }
        None => println!("libcurl's headers or a C compiler are missing: no ratio to libcurl"),
    }
}

fn library(port: u16, count: usize) {
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=http://127.0.0.1:{port};accesskey={KEY}"
    ))
    .unwrap();
    let invite = CallInvite::to_phone_number("+16045550142", "+14255550100").unwrap();
    let options = CreateCallOptions::new().operation_context("bench");
    for _ in 0..count {
        let call = client.create_call(&invite, CALLBACK, &options).unwrap();
        assert_eq!(call.status(), 201);
    }
}

/// The bytes of one request as this client sends it, signature and all.
fn request_bytes() -> (Vec<u8>, Vec<String>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let reader = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = vec![0; 16 * 1024];
        let length = stream.read(&mut bytes).unwrap();
        bytes.truncate(length);
        let body = answer_body();
        let head = format!(
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        bytes
    });
    library(port, 1);
    let bytes = reader.join().unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let headers = head
        .lines()
        .skip(1)
        .filter(|line| !line.to_ascii_lowercase().starts_with("content-length"))
        .map(str::to_owned)
        .collect();
    (bytes, headers, body.to_owned())
}

fn bare_socket(port: u16, count: usize) {
    let (bytes, _, _) = request_bytes();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = vec![0; 16 * 1024];
    for _ in 0..count {
        stream.write_all(&bytes).unwrap();
        let mut length = 0;
        loop {
            length += stream.read(&mut buffer[length..]).unwrap();
            if buffer[..length].ends_with(b"}") {
                break;
            }
        }
        assert!(buffer.starts_with(b"HTTP/1.1 201"));
    }
}

fn run_curl(program: &PathBuf, port: u16, count: usize) {
    let (_, headers, body) = request_bytes();
    let status = Command::new(program)
        .arg(format!(
            "http://127.0.0.1:{port}/calling/callConnections?api-version=2026-03-12"
        ))
        .arg(count.to_string())
        .arg(body)
        .args(headers)
        .status()
        .unwrap();
    assert!(status.success());
}

fn build_peer(folder: &std::path::Path) -> Option<PathBuf> {
    let program = folder.join("peer_libcurl");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer_libcurl.c");
    Command::new("cc")
        .args(["-O2", "-o"])
        .arg(&program)
        .args([source, "-lcurl"])
        .stderr(Stdio::null())
        .status()
        .ok()?
        .success()
        .then_some(program)
}

fn answer_body() -> String {
    concat!(
        r#"{"callConnectionId":"0f005f00-1a2b-4c3d-8e4f-5a6b7c8d9e0f","#,
        r#""targets":[{"rawId":"4:+16045550142","kind":"phoneNumber","phoneNumber":{"value":"+16045550142"}}],"#,
        r#""callConnectionState":"connecting","callbackUri":"https://app.example.com/api/callbacks","#,
        r#""sourceDisplayName":"","correlationId":"d3adb33f-0000-4000-8000-00000000c0de","#,
        r#""mediaStreamingSubscription":{"id":"ms-1","state":"disabled","subscribedContentTypes":["audio"]}}"#
    )
    .to_owned()
}
