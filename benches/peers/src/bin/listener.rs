//! A bare listener of the standard library: a thread for each connection reads requests and responds with 200, and
//! looks at nothing but their length. Prints its port.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use acs_call_automation_peers::{raise_descriptor_limit, wait_for_the_end};

fn main() {
    raise_descriptor_limit();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || serve(stream.unwrap()));
        }
    });
    wait_for_the_end();
}

fn serve(mut stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut bytes = vec![0; 16 * 1024];
    let mut filled = 0;
    loop {
        match stream.read(bytes.get_mut(filled..)?) {
            Ok(0) | Err(_) => return None,
            Ok(length) => filled += length,
        }
        let Some(length) = length_of(bytes.get(..filled)?) else {
            continue;
        };
        if filled >= length {
            bytes.copy_within(length..filled, 0);
            filled -= length;
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .ok()?;
        }
    }
}

/// The length of a request, once its head is complete.
fn length_of(bytes: &[u8]) -> Option<usize> {
    const LENGTH: &[u8] = b"Content-Length: ";
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let field = bytes
        .windows(LENGTH.len())
        .position(|part| part == LENGTH)?;
    let digits = bytes.get(field + LENGTH.len()..)?;
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let body = digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
    Some(head + body)
}
