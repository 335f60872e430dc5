//! From the POST of an event to the thread that waits for it: `delivery SECONDS RATE ATTACKERS`.
//!
//! The attackers send a byte of a head every tenth of a second, from a process of their own. A tenth of the events are
//! of a call whose subscription nothing reads.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::zombie_processes
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use acs_call_automation::receiver::{Filter, Receiver, ReceiverOptions};
use acs_call_automation_peers::{
    EVENT, EVENT_ID, argument, percentile, post, raise_descriptor_limit,
};

fn main() {
    raise_descriptor_limit();
    if argument::<String>(1) == "attack" {
        return attack(argument(2), argument(3));
    }
    let (seconds, rate, attackers): (u64, u64, usize) = (argument(1), argument(2), argument(3));
    let options = ReceiverOptions::new().max_connections(attackers + 100);
    let receiver = Receiver::bind(&options).unwrap();
    let address = receiver.local_addr().unwrap();
    let _stalled = receiver
        .subscribe_with_capacity(Filter::call("stalled"), 1_000_000)
        .unwrap();
    let mut attack = Command::new(std::env::current_exe().unwrap())
        .args(["attack", &address.to_string(), &attackers.to_string()])
        .spawn()
        .unwrap();
    let count = seconds * rate;
    let began = Instant::now() + Duration::from_millis(500);
    let due = move |number: u64| began + Duration::from_secs(number) / u32::try_from(rate).unwrap();
    let poster = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        for number in 0..count {
            let event = EVENT.replace(EVENT_ID, &format!("{number:036}"));
            let event = if number % 10 == 0 {
                with_call(&event, "stalled")
            } else {
                event
            };
            let request = post(&event);
            std::thread::sleep(due(number).saturating_duration_since(Instant::now()));
            stream.write_all(request.as_bytes()).unwrap();
            let mut response = [0; 1024];
            let length = stream.read(&mut response).unwrap();
            assert!(response[..length].starts_with(b"HTTP/1.1 200"));
        }
    });
    let mut times = Vec::new();
    for _ in 0..count - count.div_ceil(10) {
        let received = receiver.recv().unwrap();
        let now = Instant::now();
        let number: u64 = received.event.id().parse().unwrap();
        times.push(now.saturating_duration_since(due(number)));
    }
    poster.join().unwrap();
    attack.kill().unwrap();
    attack.wait().unwrap();
    println!(
        r#"{{"p50":{},"p99":{}}}"#,
        percentile(&mut times, 50).as_secs_f64(),
        percentile(&mut times, 99).as_secs_f64()
    );
}

/// The event with another call connection id.
fn with_call(event: &str, id: &str) -> String {
    const NAME: &str = "\"callConnectionId\":\"";
    let begin = event.find(NAME).unwrap() + NAME.len();
    let end = begin + event[begin..].find('"').unwrap();
    format!("{}{id}{}", &event[..begin], &event[end..])
}

fn attack(address: SocketAddr, count: usize) {
    let head = b"POST /events HTTP/1.1\r\nHost: x\r\nX-A: ";
    let open = || {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nonblocking(true).unwrap();
        (stream, 0)
    };
    let mut attackers: Vec<_> = (0..count).map(|_| open()).collect();
    loop {
        for attacker in &mut attackers {
            let byte = head.get(attacker.1).copied().unwrap_or(b'a');
            attacker.1 += 1;
            if attacker.0.write(&[byte]).is_err() {
                *attacker = open();
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
