//! Calls for a long time, with everything on: whether memory, descriptors and threads stay as they are.
//!
//! `MINUTES=30 PLOT=docs/soak.svg cargo bench --features spool --bench soak` (default 1 minute, no plot). TLS
//! both ways, tokens in callbacks, a secret, a spool, and a subscription of each call and of Event Grid. Four threads create
//! calls, list participants, send tones and hang up; another one answers an incoming call a second. The emulator, a
//! process of its own, loses a response every half second, and delivers one event of twenty twice. Prints a line
//! every ten seconds and a summary; asserts nothing. Linux only: it reads /proc/self.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "soak/sample.rs"]
mod sample;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use acs_call_automation::event::EventBody;
use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::identity::TokenVerifierOptions;
use acs_call_automation::options::{
    AnswerCallOptions, ClientOptions, CreateCallOptions, OperationOptions, TrustRoots,
};
use acs_call_automation::receiver::{Filter, Received, Receiver, ReceiverOptions, Subscription};
use acs_call_automation::{
    CallAutomationClient, CallInvite, DtmfTone, ForEveryone, RequestOptions,
};
use acs_call_automation_emulator::{
    Emulator, EmulatorOptions, Fault, GridSubscription, IncomingCall, Schema,
};

use self::sample::{Sample, plot};

const THREADS: usize = 4;
/// After each call: the machine has other work too.
const PAUSE: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_secs(30);
const PHONE: &str = "+16045551234";
const CALLER_ID: &str = "+18005550100";
const RESOURCE: &str = "3f1d4c5e-6a7b-4c8d-9e0f-1a2b3c4d5e6f";
const GRID_HEADER: (&str, &str) = ("X-Delivery", "correct horse");

const ROOT: &str = include_str!("../tests/data/tls/other-ca.pem");
const CHAIN: &str = include_str!("../tests/data/tls/other-cert.pem");
const KEY: &str = include_str!("../tests/data/tls/other-key.pem");

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("--test") => {}
        Some("emulator") => emulate(),
        _ => soak(),
    }
}

/// The emulator's process: prints the connection string and where the keys of its tokens are, reads the callback
/// URL, and ends with its standard input.
fn emulate() {
    let options = EmulatorOptions::new()
        .certificate(CHAIN, KEY)
        .callback_ca(ROOT)
        .resource_id(RESOURCE);
    let emulator = Emulator::start_with(&options).unwrap();
    println!("{}", emulator.connection_string());
    println!("{}", emulator.openid_configuration_url());
    let mut lines = std::io::stdin().lines();
    let callback = lines.next().unwrap().unwrap();
    let subscription =
        GridSubscription::new(callback, Schema::EventGrid).header(GRID_HEADER.0, GRID_HEADER.1);
    emulator.add_phone_number(CALLER_ID).unwrap();
    emulator.subscribe_with(&subscription).unwrap();
    let repeated = Fault::on_event("*").duplicate().probability(0.05, 7);
    emulator.add_fault(repeated).unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let incoming = IncomingCall::new(format!("4:{PHONE}"), format!("4:{CALLER_ID}"));
                emulator.place_incoming_call(incoming).unwrap();
                for _ in 0..2 {
                    let lost = Fault::on("CreateCall").lose_response();
                    emulator.add_fault(lost).unwrap();
                    std::thread::sleep(Duration::from_millis(500));
                }
            }
        });
        let _ = lines.last();
        is_over.store(true, Ordering::Relaxed);
    });
}

#[derive(Default)]
struct Done {
    calls: AtomicU64,
    failures: AtomicU64,
}

/// The emulator's process, as the program sees it.
struct Service {
    child: Child,
    connection_string: String,
    openid_configuration_url: String,
}

impl Service {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("emulator")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        Self {
            connection_string: line(),
            openid_configuration_url: line(),
            child,
        }
    }

    fn deliver_to(&mut self, callback: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        writeln!(input, "{callback}").unwrap();
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }
}

struct Program {
    client: CallAutomationClient,
    receiver: Receiver,
    incoming: Subscription,
    callback: String,
    done: Done,
}

fn soak() {
    let minutes: f64 = std::env::var("MINUTES").map_or(1.0, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    // On the disk of the current folder: a temporary folder may be in memory.
    let folder = std::env::current_dir().unwrap().join("target/bench-soak");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let spool = folder.join("events.spool");
    let mut service = Service::start();
    let program = Program::new(&service, &spool);
    service.deliver_to(&program.callback);
    let mut samples = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while Instant::now() < until {
                    program.done.count(program.call());
                    std::thread::sleep(PAUSE);
                }
            });
        }
        scope.spawn(|| program.answer());
        // What no flow waits for, such as ParticipantsUpdated.
        scope.spawn(|| {
            while let Ok(received) = program.receiver.recv() {
                received.done().unwrap();
            }
        });
        let began = Instant::now();
        Sample::print_head();
        while Instant::now() < until {
            std::thread::sleep(Duration::from_secs(10));
            let sample = Sample::of(began.elapsed(), &program, service.child.id());
            println!("{sample}");
            samples.push(sample);
        }
        program.receiver.close(LIMIT);
    });
    service.end();
    println!("{:?}", program.receiver.counters());
    drop(program);
    let size = std::fs::metadata(&spool).unwrap().len();
    println!("spool: {} KiB", size / 1024);
    std::fs::remove_dir_all(&folder).unwrap();
    if let Some(path) = std::env::var_os("PLOT") {
        std::fs::write(PathBuf::from(path), plot(&samples)).unwrap();
    }
}

impl Done {
    fn count(&self, result: Result) {
        let counter = match result {
            Ok(()) => &self.calls,
            Err(why) => {
                println!("{why}");
                &self.failures
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Program {
    fn new(service: &Service, spool: &std::path::Path) -> Self {
        let trust = || TrustRoots::Pem(ROOT.to_owned());
        let tokens = TokenVerifierOptions::new(RESOURCE)
            .openid_configuration_url(&service.openid_configuration_url)
            .trust_roots(trust());
        let options = ReceiverOptions::new()
            .certificate(CHAIN, KEY)
            .secret("soak")
            .token_verifier(tokens)
            .event_grid_header(GRID_HEADER.0, GRID_HEADER.1)
            .spool(spool);
        let receiver = Receiver::bind(&options).unwrap();
        Self {
            client: CallAutomationClient::from_connection_string_with(
                &service.connection_string,
                &ClientOptions::new().trust_roots(trust()),
            )
            .unwrap(),
            callback: receiver.url("/events").unwrap(),
            incoming: receiver.subscribe(Filter::EventGrid).unwrap(),
            receiver,
            done: Done::default(),
        }
    }

    fn call(&self) -> Result {
        let invite = CallInvite::to_phone_number(PHONE, CALLER_ID)?;
        let options = CreateCallOptions::new();
        let up = flow::create_call_and_wait(
            &self.client,
            &self.receiver,
            &invite,
            &self.callback,
            &options,
            LIMIT,
        )?;
        let up = success(up)?;
        up.received.done()?;
        let call = up.call_connection;
        let events = self.receiver.subscribe(Filter::call(call.id()))?;
        call.list_participants()?;
        let tones = DtmfTone::parse_all("12#")?;
        let options = OperationOptions::new();
        let sent = flow::send_dtmf_tones_and_wait(&call, &events, &tones, PHONE, &options, LIMIT)?;
        success(sent)?.done()?;
        let options = RequestOptions::new();
        let ended = flow::hang_up_and_wait(&call, &events, ForEveryone::Yes, &options, LIMIT)?;
        success(ended)?;
        confirm(&events)
    }

    /// Answers incoming calls until the receiver is closed.
    fn answer(&self) {
        while let Ok(received) = self.incoming.recv() {
            received.done().unwrap();
            if let EventBody::IncomingCall(call) = received.event.body() {
                let context = call.incoming_call_context.as_deref().unwrap();
                self.done.count(self.answer_one(context));
            }
        }
    }

    fn answer_one(&self, context: &str) -> Result {
        let options = AnswerCallOptions::new();
        let up = flow::answer_call_and_wait(
            &self.client,
            &self.receiver,
            context,
            &self.callback,
            &options,
            LIMIT,
        )?;
        let up = success(up)?;
        up.received.done()?;
        let call = up.call_connection;
        let events = self.receiver.subscribe(Filter::call(call.id()))?;
        let options = RequestOptions::new();
        let ended = flow::hang_up_and_wait(&call, &events, ForEveryone::Yes, &options, LIMIT)?;
        success(ended)?;
        confirm(&events)
    }
}

fn success<T>(outcome: Outcome<T>) -> Result<T> {
    let why = outcome.error();
    outcome
        .success()
        .ok_or_else(|| why.map_or("no success".into(), Into::into))
}

/// Confirms what is queued; what comes later is in the main queue.
fn confirm(events: &Subscription) -> Result {
    let left: Vec<Received> = std::iter::from_fn(|| events.try_recv().ok().flatten()).collect();
    Ok(Received::done_all(&left)?)
}
