//! Memory in KiB, and threads: of the process alone, of a client and a receiver at rest, and of both with so many open
//! connections, half of them used before: `footprint CONNECTIONS`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::zombie_processes
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, RequestOptions};
use acs_call_automation_peers::{argument, raise_descriptor_limit, status, wait_for_the_end};

fn main() {
    raise_descriptor_limit();
    if argument::<String>(1) == "connect" {
        return connect(&argument::<String>(2), argument(3));
    }
    let connections: usize = argument(1);
    let alone = status("VmRSS:");
    let options = ReceiverOptions::new().max_connections(connections);
    let receiver = Receiver::bind(&options).unwrap();
    let address = receiver.local_addr().unwrap();
    let connection = format!("endpoint=http://{address};accesskey=c2VjcmV0");
    let client = CallAutomationClient::from_connection_string(&connection).unwrap();
    // The receiver responds with 404, which warms the client's connection all the same.
    client.warm_up(&RequestOptions::new()).unwrap();
    let (rest, rest_threads) = (status("VmRSS:"), status("Threads:"));
    // The other ends are in another process: their memory does not count. With that of the client it is as many as wanted.
    let others = (connections - 1).to_string();
    let mut peer = Command::new(std::env::current_exe().unwrap())
        .args(["connect", &address.to_string(), &others])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(peer.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "connected\n");
    println!(
        r#"{{"alone":{alone},"rest":{rest},"rest_threads":{rest_threads},"connected":{},"threads":{}}}"#,
        status("VmRSS:"),
        status("Threads:")
    );
    drop(peer.stdin.take());
    peer.wait().unwrap();
}

fn connect(address: &str, count: usize) {
    let connections: Vec<_> = (0..count)
        .map(|number| {
            let mut stream = TcpStream::connect(address).unwrap();
            if number % 2 == 0 {
                let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
                stream.write_all(request).unwrap();
                assert_ne!(stream.read(&mut [0; 512]).unwrap(), 0);
            }
            stream
        })
        .collect();
    println!("connected");
    wait_for_the_end();
    drop(connections);
}
