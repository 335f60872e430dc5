//! A line that takes its time: `long_way PORT MILLISECONDS` passes bytes on to the port of this machine, each half of the
//! round trip later, and those of a new connection a round trip later still, since a handshake of TCP would take that.
//! Prints its port. For machines whose kernel cannot delay packets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use acs_call_automation_peers::{argument, raise_descriptor_limit, wait_for_the_end};

fn main() {
    raise_descriptor_limit();
    let (port, round_trip): (u16, u64) = (argument(1), argument(2));
    let round_trip = Duration::from_millis(round_trip);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (here, opened) = (stream.unwrap(), Instant::now());
            let there = TcpStream::connect(("127.0.0.1", port)).unwrap();
            for stream in [&here, &there] {
                stream.set_nodelay(true).unwrap();
            }
            let (from, to) = (here.try_clone().unwrap(), there.try_clone().unwrap());
            pass_on(from, to, round_trip / 2, opened + round_trip);
            pass_on(there, here, round_trip / 2, opened);
        }
    });
    wait_for_the_end();
}

/// Bytes arrive `delay` later, and none that left before `earliest`.
fn pass_on(mut from: TcpStream, mut to: TcpStream, delay: Duration, earliest: Instant) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            let due = Instant::now().max(earliest) + delay;
            if sender.send((due, bytes[..length].to_vec())).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, bytes) in receiver {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}
