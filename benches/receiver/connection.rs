//! A connection that posts events one at a time.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::{EVENT, ID};

pub struct Connection {
    stream: TcpStream,
    /// Before and after the id.
    parts: (String, String),
}

impl Connection {
    pub fn open(port: u16) -> Self {
        Self::posting(port, EVENT)
    }

    /// With an event in which the id is `ID`.
    pub fn posting(port: u16, event: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        let (before, after) = event.split_once(ID).unwrap();
        let head = format!(
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{before}",
            event.len()
        );
        Self {
            stream,
            parts: (head, after.to_owned()),
        }
    }

    /// Posts the event of this number; returns the status.
    pub fn post(&mut self, number: u64) -> u16 {
        let (before, after) = &self.parts;
        let request = format!("{before}{number:036}{after}");
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut response = [0; 1024];
        let mut length = 0;
        while !response[..length]
            .windows(4)
            .any(|four| four == b"\r\n\r\n")
        {
            length += self.stream.read(&mut response[length..]).unwrap();
        }
        // Bodies of refusals are short, and in the same packet.
        let status = std::str::from_utf8(&response[9..12]).unwrap();
        status.parse().unwrap()
    }
}
