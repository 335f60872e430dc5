//! Takes `IncomingCall` out of messages of Event Hubs, Service Bus and a storage queue, to which Event Grid can deliver
//! instead of a webhook.
//!
//! ```text
//! cargo run --example queue_messages
//! ```
//!
//! Reads three files as a client of the queue gets them (`examples/data`, or the folder of the first argument), passes each
//! message to a receiver without a listener, and prints what to do with the message, then the calls. Whichever client of the queue
//! a program has: the response's status decides.
#![allow(clippy::print_stdout, clippy::print_stderr)] // it is a program

use std::path::PathBuf;
use std::process::ExitCode;

use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("queue_messages: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let folder = std::env::args().nth(1);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "examples/data".to_owned()));
    // No token and no secret: who may write into the queue is decided by its access rights.
    let receiver = Receiver::without_listener(&ReceiverOptions::new())?;

    // The body of an Event Hubs message is an array of events, that of a Service Bus message one event.
    let body = std::fs::read(folder.join("event_hub.json"))?;
    take(&receiver, "Event Hubs message", &body);
    let body = std::fs::read(folder.join("service_bus.json"))?;
    take(&receiver, "Service Bus message", &body);
    // Get Messages of a storage queue responds with several messages; the text of each is one event in base64.
    for text in message_texts(&std::fs::read_to_string(folder.join("storage_queue.xml"))?) {
        match STANDARD.decode(text) {
            Ok(body) => take(&receiver, "storage queue message", &body),
            Err(_) => println!("storage queue message: not base64, put it aside"),
        }
    }

    while let Some(received) = receiver.try_recv()? {
        let event = received.event;
        println!("{} {}", event.name(), event.id());
    }
    Ok(())
}

fn take(receiver: &Receiver, what: &str, body: &[u8]) {
    let response = receiver.handle(&Request::new("POST", "/events", body));
    let then = match response.status {
        // With a spool or Redis the events are stored now.
        200 => "remove it",
        503 => "leave it, it comes again",
        _ => "put it aside",
    };
    println!("{what}: status {}, {then}", response.status);
}

/// The contents of all elements `MessageText`. Base64 has no character that XML escapes.
fn message_texts(xml: &str) -> impl Iterator<Item = &str> {
    let parts = xml.split("<MessageText>").skip(1);
    parts.filter_map(|part| Some(part.split_once("</MessageText>")?.0.trim()))
}
