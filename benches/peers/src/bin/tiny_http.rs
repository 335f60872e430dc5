//! tiny_http alone: reads each body and responds with 200. Prints its port.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::sync::Arc;

use acs_call_automation_peers::{raise_descriptor_limit, wait_for_the_end};
use tiny_http::{Response, Server};

fn main() {
    raise_descriptor_limit();
    let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
    println!("{}", server.server_addr().to_ip().unwrap().port());
    for _ in 0..2 {
        let server = server.clone();
        std::thread::spawn(move || {
            let mut body = Vec::new();
            for mut request in server.incoming_requests() {
                body.clear();
                request.as_reader().read_to_end(&mut body).unwrap();
                let _ = request.respond(Response::empty(200));
            }
        });
    }
    wait_for_the_end();
}
