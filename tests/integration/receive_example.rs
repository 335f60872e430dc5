//! The example `receive`, run as its readers run it.
#![cfg(unix)]

use crate::example;
use crate::peer;
use crate::samples;

use std::process::Command;

use example::Receive;
use example::programs::example as program;
use peer::Peer;
use samples::{batch, delivery, sample, with_context};

fn prints_each_event_as_one_line_and_ends_on(signal: &str, engine: &str) {
    let mut receive = Receive::start(&["--listen", "127.0.0.1:0", "--engine", engine]);
    assert_eq!(
        receive.first_line,
        format!("listening http://{}/events\n", receive.address)
    );
    let mut peer = Peer::connect(receive.address);
    let two = batch(&[("CallConnected", "a", "1"), ("PlayFailed", "b", "2")]);
    let two = with_context(&two, "q\"}}");
    assert_eq!(peer.post("/events", &two).unwrap().status, 200);
    let incoming = sample("eventgrid/IncomingCall.eventgrid.json");
    assert_eq!(peer.post("/events", &incoming).unwrap().status, 200);

    let sent: serde_json::Value = serde_json::from_str(&two).unwrap();
    for event in sent.as_array().unwrap() {
        let line: serde_json::Value = serde_json::from_str(&receive.line()).unwrap();
        for name in ["type", "id", "source", "data"] {
            assert_eq!(line[name], event[name], "{name}");
        }
        for name in ["callConnectionId", "operationContext"] {
            assert_eq!(line[name], event["data"][name], "{name}");
        }
    }
    let line = receive.line();
    let values: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(values["type"], "Microsoft.Communication.IncomingCall");
    assert!(values["callConnectionId"].is_null());
    let data = incoming.split_once("\"data\":").unwrap().1;
    let data = data.split_once(",\"eventType\"").unwrap().0;
    assert!(
        line.ends_with(&format!(",\"data\":{data}}}\n")),
        "untouched"
    );

    receive.signal(signal);
    assert!(receive.ends().success());
    assert_eq!(receive.line(), "", "nothing more");
}

#[test]
fn it_prints_each_event_as_one_line_and_ends_on_sigint() {
    prints_each_event_as_one_line_and_ends_on("INT", "own");
}

#[test]
fn it_does_the_same_on_the_other_engine_and_ends_on_sigterm() {
    prints_each_event_as_one_line_and_ends_on("TERM", "tiny_http");
}

#[test]
fn an_event_written_on_many_lines_is_printed_on_one() {
    let mut receive = Receive::start(&[]);
    let event: serde_json::Value =
        serde_json::from_str(&delivery("CallConnected", "a", "1")).unwrap();
    let pretty = serde_json::to_string_pretty(&event).unwrap();
    let mut peer = Peer::connect(receive.address);
    assert_eq!(peer.post("/events", &pretty).unwrap().status, 200);
    let line: serde_json::Value = serde_json::from_str(&receive.line()).unwrap();
    assert_eq!(line["data"], event[0]["data"]);
}

#[test]
fn paths_secret_and_public_url_are_options() {
    let receive = Receive::start(&["--path", "/a", "--path", "/b", "--secret", "s"]);
    assert!(receive.first_line.ends_with("/a?secret=s\n"));
    let mut peer = Peer::connect(receive.address);
    assert_eq!(peer.post("/b?secret=s", "[]").unwrap().status, 200);
    assert_eq!(peer.post("/b", "[]").unwrap().status, 401);
    assert_eq!(peer.post("/events?secret=s", "[]").unwrap().status, 404);

    let receive = Receive::start(&["--public-url", "https://bot.example"]);
    let local = format!("listening http://{}/events\n", receive.address);
    assert_eq!(receive.first_line, local);
}

#[test]
fn a_second_signal_ends_it_when_its_output_is_stuck() {
    let mut receive = Receive::start(&[]);
    let mut peer = Peer::connect(receive.address);
    // Much more than a pipe holds, and it is not read.
    for number in 0..500 {
        let body = delivery("CallConnected", "a", &number.to_string());
        let body = with_context(&body, &"x".repeat(1000));
        assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    }
    receive.signal("TERM");
    receive.signal("TERM");
    assert_eq!(receive.ends().code(), Some(1), "events were lost");
}

#[test]
fn an_unknown_option_prints_the_usage() {
    for words in [
        vec!["--help"],
        vec!["--listen"],
        vec!["--engine", "other"],
        vec!["--unknown", "1"],
    ] {
        let output = Command::new(program("receive"))
            .args(&words)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with("usage: receive"), "{text}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for engine in ["own", "tiny_http"] {
        let output = Command::new(program("receive"))
            .args(["--listen", &address, "--engine", engine])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn it_ends_when_its_output_is_closed() {
    let mut receive = Receive::start(&[]);
    receive.stop_reading();
    // A program that another test starts just now may hold the pipe open until it runs: the first
    // line may still find a reader.
    let mut peer = Peer::connect(receive.address);
    let mut number = 0;
    while !receive.has_ended() {
        number += 1;
        let body = delivery("CallConnected", "a", &number.to_string());
        if peer.post("/events", &body).is_err() {
            break;
        }
    }
    assert!(receive.ends().success());
}
