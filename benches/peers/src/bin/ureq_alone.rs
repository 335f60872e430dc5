//! ureq with a request that was made before: `ureq_alone PORT COUNT REQUEST_FILE`.
#![allow(clippy::unwrap_used)]

use std::io::Read;

use acs_call_automation_peers::{argument, measure};
use ureq::config::AutoHeaderValue;
use ureq::{Agent, http};

fn main() {
    let (port, count): (u16, usize) = (argument(1), argument(2));
    let bytes = std::fs::read_to_string(argument::<String>(3)).unwrap();
    let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let path = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut request = http::Request::post(format!("http://127.0.0.1:{port}{path}"));
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let request = request.body(body.as_bytes()).unwrap();
    let agent: Agent = Agent::config_builder()
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .build()
        .into();
    let mut response_body = Vec::new();
    measure(count, || {
        let response = agent.run(request.clone()).unwrap();
        assert_eq!(response.status(), 201);
        response_body.clear();
        let mut reader = response.into_body().into_reader();
        reader.read_to_end(&mut response_body).unwrap();
    });
}
