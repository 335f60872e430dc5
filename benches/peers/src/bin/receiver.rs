//! This receiver, whose events another thread reads. Prints its port.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation_peers::{raise_descriptor_limit, wait_for_the_end};

fn main() {
    raise_descriptor_limit();
    let options = ReceiverOptions::new()
        .capacity(1_000_000)
        .capacity_bytes(1 << 30)
        .max_connections(2_000);
    let receiver = Receiver::bind(&options).unwrap();
    println!("{}", receiver.local_addr().unwrap().port());
    std::thread::spawn({
        let receiver = receiver.clone();
        move || {
            for received in receiver.iter() {
                assert!(received.event.call_connection_id().is_some());
            }
        }
    });
    wait_for_the_end();
}
