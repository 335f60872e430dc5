//! The Rust worker: does on order what `benches/ffi.c` does in C.

use std::io::BufRead;
use std::os::fd::AsRawFd;
use std::thread;
use std::time::{Duration, Instant};

use acs_call_automation::options::CreateCallOptions;
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, CallInvite};

/// A real event; its id is replaced by one of the same length for every request.
const EVENT: &str = include_str!("../../../tests/data/events/CallConnected.json");
const ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";

/// Reads `TASK COUNT` lines, answers each with `WALL_NS CPU_NS MEDIAN_NS P99_NS`.
pub fn serve(port: &str) {
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=http://127.0.0.1:{port};accesskey=Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE="
    ))
    .unwrap();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (task, count) = line.split_once(' ').unwrap();
        let count = count.parse().unwrap();
        let (kind, by_poll) = match task.strip_suffix("-by-poll") {
            Some(kind) => (kind, true),
            None => (task, false),
        };
        let took = match kind {
            // In Rust the call returns the response.
            "create" | "create-no-response" => create(&client, count),
            "empty" => empty(by_poll, count),
            "stream" => stream(by_poll, count),
            "ping-pong" => ping_pong(by_poll, count),
            _ => panic!("no such task: {task}"),
        };
        println!("{} {} {} {}", took.wall, took.cpu, took.median, took.p99);
    }
}

/// What a task took, in nanoseconds.
#[derive(Default)]
struct Took {
    wall: u128,
    cpu: u128,
    median: u128,
    p99: u128,
}

fn measure(work: impl FnOnce()) -> Took {
    let (began, before) = (Instant::now(), cpu());
    work();
    Took {
        wall: began.elapsed().as_nanos(),
        cpu: (cpu() - before).as_nanos(),
        ..Took::default()
    }
}

fn cpu() -> Duration {
    // SAFETY: rusage is plain data that getrusage fills.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let time = |part: libc::timeval| {
        Duration::from_secs(part.tv_sec.unsigned_abs())
            + Duration::from_micros(part.tv_usec.unsigned_abs())
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}

fn create(client: &CallAutomationClient, count: usize) -> Took {
    let invite = CallInvite::to_phone_number("+16045550142", "+14255550100").unwrap();
    let options = CreateCallOptions::new().operation_context("bench");
    measure(|| {
        for _ in 0..count {
            let call = client
                .create_call(&invite, "https://app.example.com/api/callbacks", &options)
                .unwrap();
            assert_eq!(call.status(), 201);
        }
    })
}

/// One way into a receiver: an event with ids of its own.
struct Source {
    receiver: Receiver,
    text: Vec<u8>,
    id_place: usize,
    next_id: u64,
}

impl Source {
    fn of(receiver: &Receiver) -> Self {
        Self {
            receiver: receiver.clone(),
            text: EVENT.into(),
            id_place: EVENT.find(ID).unwrap(),
            next_id: 0,
        }
    }

    fn deliver(&mut self) {
        let id = format!("{:036}", self.next_id);
        self.next_id += 1;
        self.text[self.id_place..][..ID.len()].copy_from_slice(id.as_bytes());
        let request = Request::new("POST", "/events", self.text.as_slice());
        assert_eq!(self.receiver.handle(&request).status, 200);
    }
}

/// Takes the next event out.
fn pull(receiver: &Receiver, by_poll: bool) {
    let received = if by_poll {
        let mut ready = libc::pollfd {
            fd: receiver.fd().unwrap().as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: one descriptor, which lives as long as the receiver.
        assert_eq!(unsafe { libc::poll(&raw mut ready, 1, -1) }, 1);
        receiver.try_recv().unwrap().unwrap()
    } else {
        receiver.recv().unwrap()
    };
    let event = &received.event;
    assert_eq!(event.event_type(), "Microsoft.Communication.CallConnected");
    assert!(event.call_connection_id().is_some());
}

fn new_receiver(by_poll: bool) -> Receiver {
    let options = ReceiverOptions::new()
        .capacity(1_000_000)
        .capacity_bytes(1 << 30);
    let receiver = Receiver::without_listener(&options).unwrap();
    if by_poll {
        // Made here, not within what is measured.
        receiver.fd().unwrap();
    }
    receiver
}

/// Takes out what is all in the queue before.
fn empty(by_poll: bool, count: usize) -> Took {
    let receiver = new_receiver(by_poll);
    let mut source = Source::of(&receiver);
    (0..count).for_each(|_| source.deliver());
    measure(|| (0..count).for_each(|_| pull(&receiver, by_poll)))
}

/// One thread delivers as fast as it can, another one takes out.
fn stream(by_poll: bool, count: usize) -> Took {
    let receiver = new_receiver(by_poll);
    let mut source = Source::of(&receiver);
    measure(|| {
        thread::scope(|scope| {
            scope.spawn(|| (0..count).for_each(|_| source.deliver()));
            (0..count).for_each(|_| pull(&receiver, by_poll));
        });
    })
}

/// An event goes over to a thread that waits, and one comes back: half of that is one hand-over.
fn ping_pong(by_poll: bool, count: usize) -> Took {
    let (there, back) = (new_receiver(by_poll), new_receiver(by_poll));
    let (mut source, mut echo) = (Source::of(&there), Source::of(&back));
    let mut halves = Vec::with_capacity(count);
    let took = thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..count {
                pull(&there, by_poll);
                echo.deliver();
            }
        });
        measure(|| {
            for _ in 0..count {
                let began = Instant::now();
                source.deliver();
                pull(&back, by_poll);
                halves.push(began.elapsed().as_nanos() / 2);
            }
        })
    });
    halves.sort_unstable();
    Took {
        median: halves[count / 2],
        p99: halves[count * 99 / 100],
        ..took
    }
}
