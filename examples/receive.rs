//! A receiver alone: prints each event as one line of JSON, until a signal.
//!
//! ```text
//! cargo run --example receive -- --listen 127.0.0.1:0
//! ```
//! The first line is `listening http://127.0.0.1:PORT/events`; a public URL is printed on stderr. Ends on
//! SIGINT, on SIGTERM, and when its output is closed, which it notices at the next event.
//! When its output is stuck, a second signal ends it, or 5 s after the first one. With `--audience` requests
//! need a token of the service for that resource, with `--allow-network` they must come from such a network.
#![allow(clippy::print_stderr)] // a program may say what is wrong

use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::event::Event;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const USAGE: &str = "usage: receive [--listen IP:PORT] [--engine own|tiny_http] [--path /PATH]... \
                     [--secret SECRET] [--public-url URL] [--audience RESOURCE_ID] [--allow-network NETWORK]...";

/// How long running requests and the output may take after a signal.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// An event was taken out of the queue and is not printed yet.
static IN_HAND: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let Some(arguments) = Arguments::read(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("receive: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    listen: String,
    tiny_http: bool,
    path: String,
    public: bool,
    /// Whose tokens the requests must carry.
    audience: Option<String>,
    options: ReceiverOptions,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let mut listen = "127.0.0.1:0".to_owned();
        let mut tiny_http = false;
        let mut paths = Vec::new();
        let mut public = false;
        let mut audience = None;
        let mut options = ReceiverOptions::new();
        while let Some(name) = words.next() {
            let value = words.next()?;
            match name.as_str() {
                "--listen" => listen = value,
                "--engine" if value == "own" => tiny_http = false,
                "--engine" if value == "tiny_http" => tiny_http = true,
                "--path" => paths.push(value),
                "--secret" => options = options.secret(value),
                "--audience" => audience = Some(value),
                "--allow-network" => options = options.allowed_network(value),
                "--public-url" => {
                    public = true;
                    options = options.public_url(value);
                }
                _ => return None,
            }
        }
        options = options.listen(listen.as_str());
        for path in &paths {
            options = options.path(path.as_str());
        }
        Some(Self {
            listen,
            tiny_http,
            path: paths.into_iter().next().unwrap_or("/events".to_owned()),
            public,
            audience,
            options,
        })
    }

    fn receiver(&self) -> Result<Receiver, Box<dyn std::error::Error>> {
        let mut options = self.options.clone();
        if let Some(audience) = &self.audience {
            options = options.audience(audience);
        }
        if !self.tiny_http {
            return Ok(Receiver::bind(&options)?);
        }
        let socket = TcpListener::bind(&self.listen)?;
        let server = tiny_http::Server::from_listener(socket, None)
            .map_err(|cause| cause as Box<dyn std::error::Error>)?;
        Ok(Receiver::serve(server, &options)?)
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let receiver = arguments.receiver()?;
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let stop = signals.handle();
    let closer = std::thread::spawn({
        let receiver = receiver.clone();
        move || {
            let mut coming = signals.forever();
            if coming.next().is_none() {
                return;
            }
            std::thread::spawn({
                let (receiver, began) = (receiver.clone(), Instant::now());
                move || {
                    // Wakes the loop below, which first prints what is queued already.
                    receiver.close(TIME_LIMIT);
                    std::thread::sleep(TIME_LIMIT.saturating_sub(began.elapsed()));
                    give_up(&receiver);
                }
            });
            if coming.next().is_some() {
                give_up(&receiver);
            }
        }
    });

    let printed = print_all(&receiver, arguments);
    stop.close();
    receiver.close(TIME_LIMIT);
    let _ = closer.join();
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Ends at once, however stuck the output is.
fn give_up(receiver: &Receiver) -> ! {
    let left = receiver.len() + usize::from(IN_HAND.load(Ordering::SeqCst));
    if left == 0 {
        std::process::exit(0);
    }
    eprintln!("receive: ended with {left} unread events");
    std::process::exit(1);
}

fn print_all(receiver: &Receiver, arguments: &Arguments) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", local_url(receiver, arguments)?)?;
    out.flush()?;
    if arguments.public {
        let url = receiver.url(&arguments.path).map_err(io::Error::other)?;
        eprintln!("public {url}");
    }
    for received in receiver {
        IN_HAND.store(true, Ordering::SeqCst);
        writeln!(out, "{}", line(&received.event))?;
        out.flush()?;
        IN_HAND.store(false, Ordering::SeqCst);
    }
    Ok(())
}

/// The callback URL on this machine, for any address that is listened on.
fn local_url(receiver: &Receiver, arguments: &Arguments) -> io::Result<String> {
    let address = receiver
        .local_addr()
        .ok_or(io::ErrorKind::AddrNotAvailable)?;
    let options = arguments
        .options
        .clone()
        .public_url(format!("http://{address}"));
    Receiver::without_listener(&options)
        .and_then(|local| local.url(&arguments.path))
        .map_err(io::Error::other)
}

/// The event as one line of JSON: what it is sorted by, and its data as they came.
fn line(event: &Event) -> String {
    let head = serde_json::json!({
        "type": event.event_type(),
        "id": event.id(),
        "source": event.source(),
        "callConnectionId": event.call_connection_id(),
        "operationContext": event.operation_context(),
    })
    .to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    // Line ends in JSON are only ever between its parts, so a blank means the same.
    let data = event.data().replace(['\r', '\n'], " ");
    format!("{open},\"data\":{data}}}")
}
