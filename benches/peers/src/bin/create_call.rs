//! This client: `create_call PORT COUNT`. With COUNT 0 one request, and the time since the start of `main`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use acs_call_automation::options::ClientOptions;
use acs_call_automation_peers::{Caller, argument, measure};

fn main() {
    let began = Instant::now();
    let (port, count): (u16, usize) = (argument(1), argument(2));
    let caller = Caller::new(&format!("http://127.0.0.1:{port}"), &ClientOptions::new());
    if count == 0 {
        caller.create_call();
        println!(r#"{{"first":{}}}"#, began.elapsed().as_secs_f64());
    } else {
        measure(count, || caller.create_call());
    }
}
