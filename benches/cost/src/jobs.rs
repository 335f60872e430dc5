//! What is measured: a create-call, and an event on its way from the body of a POST to the program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use acs_call_automation::options::CreateCallOptions;
use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request};
use acs_call_automation::{CallAutomationClient, CallInvite};

use crate::allocations;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// A create-call over a kept connection.
    CreateCall,
    /// The body of a POST is given to the inbox, and the event is taken out of the queue.
    Event,
    /// The same through the listener of the receiver, over a kept connection.
    PostedEvent,
}

impl Job {
    pub const ALL: [Self; 3] = [Self::CreateCall, Self::Event, Self::PostedEvent];

    pub fn name(self) -> &'static str {
        match self {
            Self::CreateCall => "create-call",
            Self::Event => "event",
            Self::PostedEvent => "posted-event",
        }
    }

    pub fn named(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|job| job.name() == name);
        found.unwrap_or_else(|| panic!("no job is named {name}"))
    }

    /// Does it so many times; the allocations of all.
    pub fn run(self, count: usize) -> usize {
        match self {
            Self::CreateCall => create_calls(count),
            Self::Event => events(count),
            Self::PostedEvent => posted_events(count),
        }
    }
}

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtbG9uZ2VyLXRoYW4tb25lLWJsb2Nr";
const CALLBACK: &str = "https://app.example.com/api/callbacks";

fn create_calls(count: usize) -> usize {
    let server = Server::start();
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=http://127.0.0.1:{};accesskey={KEY}",
        server.port
    ))
    .unwrap();
    let invite = CallInvite::to_phone_number("+16045550142", "+14255550100").unwrap();
    let options = CreateCallOptions::new().operation_context("bench");
    allocations::during(|| {
        for _ in 0..count {
            let call = client.create_call(&invite, CALLBACK, &options).unwrap();
            assert_eq!(call.status(), 201);
        }
    })
}

const EVENT: &str = include_str!("../../../tests/data/events/CallConnected.json");
const EVENT_ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";

/// The body of a POST with an event that did not come before. Made without much ado, since all that the process does
/// is counted.
fn event(number: usize) -> Vec<u8> {
    static AT: LazyLock<usize> = LazyLock::new(|| EVENT.find(EVENT_ID).unwrap());
    let mut body = EVENT.as_bytes().to_vec();
    let mut rest = number;
    for digit in body[*AT..][..EVENT_ID.len()].iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap();
        rest /= 10;
    }
    body
}

fn events(count: usize) -> usize {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let inbox = receiver.inbox();
    // The requests are made before, so that only what the library does counts.
    let requests: Vec<_> = (0..count)
        .map(|number| Request::new("POST", "/events", event(number)))
        .collect();
    allocations::during(|| {
        for request in &requests {
            assert_eq!(inbox.handle(request).status, 200);
            let received = receiver.recv().unwrap();
            assert!(received.event.call_connection_id().is_some());
        }
    })
}

fn posted_events(count: usize) -> usize {
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let posts: Vec<_> = (0..count)
        .map(|number| {
            let body = event(number);
            let mut post = format!(
                "POST /events HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json; charset=utf-8\r\n\
                 Content-Length: {}\r\n\r\n",
                body.len()
            )
            .into_bytes();
            post.extend_from_slice(&body);
            post
        })
        .collect();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut response = [0; 1024];
    allocations::during(|| {
        for post in &posts {
            stream.write_all(post).unwrap();
            let length = stream.read(&mut response).unwrap();
            assert!(response[..length].starts_with(b"HTTP/1.1 200"));
            let timeout = Duration::from_secs(60);
            assert!(receiver.recv_timeout(timeout).unwrap().is_some());
        }
    })
}

/// A process that responds to every request with the same bytes.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut port)
            .unwrap();
        let port = port.trim().parse().unwrap();
        Self { process, port }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Serves one connection, and ends with it.
pub fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_nodelay(true).unwrap();
    let response = response();
    let mut bytes = [0; 16 * 1024];
    let mut filled = 0;
    loop {
        match stream.read(&mut bytes[filled..]) {
            Ok(0) | Err(_) => return,
            Ok(length) => filled += length,
        }
        if is_whole(&bytes[..filled]) {
            stream.write_all(&response).unwrap();
            filled = 0;
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map(|(_, length)| length.parse::<usize>().unwrap());
    body.len() >= length.unwrap_or(0)
}

/// A response to CreateCall, with the few headers that nginx sends. The live service sends more.
fn response() -> Vec<u8> {
    let body = concat!(
        r#"{"callConnectionId":"0f005f00-1a2b-4c3d-8e4f-5a6b7c8d9e0f","#,
        r#""targets":[{"rawId":"4:+16045550142","kind":"phoneNumber","phoneNumber":{"value":"+16045550142"}}],"#,
        r#""callConnectionState":"connecting","callbackUri":"https://app.example.com/api/callbacks","#,
        r#""sourceDisplayName":"","correlationId":"d3adb33f-0000-4000-8000-00000000c0de","#,
        r#""mediaStreamingSubscription":{"id":"ms-1","state":"disabled","subscribedContentTypes":["audio"]}}"#
    );
    format!(
        "HTTP/1.1 201 Created\r\nServer: nginx/1.22.1\r\nDate: Tue, 03 Nov 2026 09:14:01 GMT\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: keep-alive\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
