//! Resident memory of an idle client and receiver, beside that of the bare process.
//!
//! Prints numbers; asserts nothing. Linux only: it reads /proc/self/status.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout
)]

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, RequestOptions};

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let bare = resident();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=http://{address};accesskey=c2VjcmV0"
    ))
    .unwrap();
    // The receiver responds with 404, which warms the client's connection all the same.
    client.warm_up(&RequestOptions::new()).unwrap();
    let with_both = resident();
    println!("resident memory, idle");
    println!("process alone            {bare:>6} KiB");
    println!("with client and receiver {with_both:>6} KiB");
    drop((client, receiver));
}

/// KiB of this process that are in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|line| line.trim().strip_suffix("kB"))
        .and_then(|number| number.trim().parse().ok())
        .expect("no VmRSS")
}
