//! A proxy between client and emulator that loses, breaks and refuses requests, and the judgement on what a
//! client reported there, by the emulator's journal.
#![allow(dead_code)] // every test uses its own part

use std::collections::{HashMap, HashSet};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use acs_call_automation_emulator::{Emulator, JournalEntry, JournalKind};

/// Longer than an attempt of the clients here may take.
const TOO_LONG: Duration = Duration::from_millis(900);
/// The time limit of an attempt.
pub const ATTEMPT: Duration = Duration::from_millis(600);

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Fault {
    /// The request does not arrive, the connection is closed or reset.
    DropBefore,
    ResetBefore,
    /// It arrives, and the response does not: the connection is closed or reset, the response is cut, or
    /// comes too late.
    DropAfter,
    ResetAfter,
    Truncate,
    TooLate,
    /// The response comes a little later.
    Delay,
    /// It arrives twice. Not with a CreateCall: the service would place two calls for it.
    Duplicate,
    /// A status instead of the request, or instead of the response.
    RefuseBefore(u16),
    RefuseAfter(u16),
}

const FAULTS: [Fault; 12] = [
    Fault::DropBefore,
    Fault::ResetBefore,
    Fault::DropAfter,
    Fault::ResetAfter,
    Fault::Truncate,
    Fault::TooLate,
    Fault::Delay,
    Fault::Duplicate,
    Fault::RefuseBefore(429),
    Fault::RefuseBefore(500),
    Fault::RefuseBefore(503),
    Fault::RefuseAfter(500),
];

/// The proxy; ends when it is dropped.
pub struct Proxy {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    target: u16,
    percent: u64,
    dice: Mutex<Dice>,
    applied: Mutex<HashMap<Fault, u64>>,
    /// Operation contexts whose last response did not arrive.
    lost: Mutex<HashSet<String>>,
    is_closed: AtomicBool,
}

impl Proxy {
    /// Passes requests to a port of this machine; so many of a hundred meet a fault.
    pub fn start(target: u16, seed: u64, percent: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            target,
            percent,
            dice: Mutex::new(Dice(seed)),
            applied: Mutex::default(),
            lost: Mutex::default(),
            is_closed: AtomicBool::new(false),
        });
        let accepting = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.is_closed.load(Ordering::SeqCst) {
                    return;
                }
                let (shared, stream) = (accepting.clone(), stream.unwrap());
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self { port, shared }
    }

    /// The connection string of an emulator, through this proxy.
    pub fn connection_string(&self, emulator: &Emulator) -> String {
        format!(
            "endpoint=http://127.0.0.1:{};accesskey={}",
            self.port,
            emulator.access_key()
        )
    }

    fn lost(&self) -> HashSet<String> {
        self.shared.lost.lock().unwrap().clone()
    }

    fn faults(&self) -> u64 {
        self.shared.applied.lock().unwrap().values().sum()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// One HTTP message, as it came.
struct Message {
    bytes: Vec<u8>,
    body: usize,
}

impl Message {
    /// `None` at the end of the connection.
    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        let body = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            match stream.read(&mut part) {
                Ok(0) => return None,
                Ok(count) => bytes.extend_from_slice(&part[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        };
        let head = String::from_utf8_lossy(&bytes[..body]).to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
        let have = bytes.len();
        if have < body + length {
            bytes.resize(body + length, 0);
            stream.read_exact(&mut bytes[have..]).ok()?;
        }
        Some(Self { bytes, body })
    }

    fn is_create(&self) -> bool {
        self.bytes.starts_with(b"POST /calling/callConnections?")
    }

    fn context(&self) -> Option<String> {
        let body = std::str::from_utf8(&self.bytes[self.body..]).ok()?;
        let (_, rest) = body.split_once("\"operationContext\":\"")?;
        rest.split('"').next().map(str::to_owned)
    }
}

impl Shared {
    fn serve(&self, mut client: TcpStream) {
        client.set_nodelay(true).unwrap();
        let mut server = None;
        while let Some(request) = Message::read(&mut client) {
            let fault = self.next_fault(&request);
            let context = request.context();
            let has_response = self.pass(&mut client, &mut server, &request, fault);
            if let Some(context) = context {
                let mut lost = self.lost.lock().unwrap();
                match has_response {
                    true => lost.remove(&context),
                    false => lost.insert(context),
                };
            }
            let is_open = matches!(
                fault,
                None | Some(
                    Fault::Delay
                        | Fault::Duplicate
                        | Fault::RefuseBefore(_)
                        | Fault::RefuseAfter(_)
                )
            );
            if !is_open {
                return;
            }
        }
    }

    fn next_fault(&self, request: &Message) -> Option<Fault> {
        let mut dice = self.dice.lock().unwrap();
        if dice.below(100) >= self.percent {
            return None;
        }
        let fault = loop {
            let side = dice.below(FAULTS.len() as u64);
            let fault = FAULTS[usize::try_from(side).unwrap()];
            if fault != Fault::Duplicate || !request.is_create() {
                break fault;
            }
        };
        *self.applied.lock().unwrap().entry(fault).or_default() += 1;
        Some(fault)
    }

    /// Whether the client has a response that leaves no doubt.
    fn pass(
        &self,
        client: &mut TcpStream,
        server: &mut Option<TcpStream>,
        request: &Message,
        fault: Option<Fault>,
    ) -> bool {
        match fault {
            Some(Fault::DropBefore) => return false,
            Some(Fault::ResetBefore) => {
                reset(client);
                return false;
            }
            Some(Fault::RefuseBefore(status)) => {
                refuse(client, status);
                return status == 429;
            }
            Some(Fault::Duplicate) => drop(self.forward(&mut None, request)),
            _ => {}
        }
        let response = self.forward(server, request);
        match fault {
            Some(Fault::DropAfter) => return false,
            Some(Fault::ResetAfter) => {
                reset(client);
                return false;
            }
            Some(Fault::Truncate) => {
                let _ = client.write_all(&response[..response.len() / 2]);
                let _ = client.shutdown(Shutdown::Both);
                return false;
            }
            // A late response is the fault itself; nothing is synchronized by these two.
            Some(Fault::TooLate) => {
                std::thread::sleep(TOO_LONG);
                return false;
            }
            Some(Fault::RefuseAfter(status)) => {
                refuse(client, status);
                return false;
            }
            Some(Fault::Delay) => std::thread::sleep(Duration::from_millis(20)),
            _ => {}
        }
        client.write_all(&response).is_ok()
    }

    /// The emulator's response. A kept connection may have been closed meanwhile: nothing was lost then.
    fn forward(&self, server: &mut Option<TcpStream>, request: &Message) -> Vec<u8> {
        loop {
            let is_new = server.is_none();
            let stream = server.get_or_insert_with(|| {
                let stream = TcpStream::connect(("127.0.0.1", self.target)).unwrap();
                stream.set_nodelay(true).unwrap();
                stream
            });
            let sent = stream.write_all(&request.bytes).is_ok();
            match sent.then(|| Message::read(stream)).flatten() {
                Some(response) => return response.bytes,
                None => assert!(!is_new, "the emulator closed a new connection"),
            }
            *server = None;
        }
    }
}

fn refuse(client: &mut TcpStream, status: u16) {
    let body = r#"{"error":{"code":"9999","message":"Try later."}}"#;
    let length = body.len();
    let response = format!(
        "HTTP/1.1 {status} Fault\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let _ = client.write_all(response.as_bytes());
}

/// Makes the end of a connection a reset.
fn reset(stream: &TcpStream) {
    let linger = libc::linger {
        l_onoff: 1,
        l_linger: 0,
    };
    let size = libc::socklen_t::try_from(size_of::<libc::linger>()).unwrap();
    // SAFETY: the descriptor is open, and the struct of that size is read.
    #[allow(unsafe_code)]
    let outcome = unsafe {
        libc::setsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_LINGER,
            (&raw const linger).cast(),
            size,
        )
    };
    assert_eq!(outcome, 0);
}

/// What a client says about an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The event of success arrived.
    Done,
    /// It certainly was not done.
    NotDone,
    /// It may have been done, and no event says; with all ids.
    Unknown,
    /// The response arrived in time, its event did not.
    NoEvent,
}

/// The sums of a run.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub operations: u64,
    pub faults: u64,
    pub done: u64,
    pub not_done: u64,
    /// Its last response was lost, though it was done.
    pub done_without_response: u64,
    /// Of those, the ones that the event reported as done.
    pub settled: u64,
    /// Reported as unknown; the emulator never had them.
    pub unknown_not_done: u64,
    pub no_event: u64,
}

impl Figures {
    /// Adds up rounds with seeds of their own, and checks the sum.
    pub fn of_rounds(seeds: impl Iterator<Item = u64>, round: impl Fn(u64) -> Self) -> Self {
        let mut all = Self::default();
        seeds.for_each(|seed| all.add(round(seed)));
        all.check();
        all
    }

    fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.faults += other.faults;
        self.done += other.done;
        self.not_done += other.not_done;
        self.done_without_response += other.done_without_response;
        self.settled += other.settled;
        self.unknown_not_done += other.unknown_not_done;
        self.no_event += other.no_event;
    }

    /// At least 99 of 100 that were done without a response were settled by their events.
    fn check(&self) {
        assert!(self.done_without_response > 0, "{self:?}");
        assert!(
            self.settled * 100 >= self.done_without_response * 99,
            "{self:?}"
        );
        assert!(self.no_event * 100 <= self.operations, "{self:?}");
    }
}

/// Compares what was said with what the emulator has done; nothing may be done twice, and nothing of what
/// was said not to be.
pub fn judge(emulator: &Emulator, proxy: &Proxy, said: &HashMap<String, Said>) -> Figures {
    let journal = emulator.journal();
    assert!(
        journal.len() < 10_000,
        "the journal is not whole: make the run smaller"
    );
    let lost = proxy.lost();
    let done = carried_out(&journal);
    let mut figures = Figures {
        faults: proxy.faults(),
        ..Figures::default()
    };
    for context in done.keys() {
        assert!(said.contains_key(context), "{context} was never sent");
    }
    for (context, said) in said {
        let times = done.get(context).map_or(0, HashSet::len);
        assert!(times <= 1, "{context} was done {times} times");
        let is_done = times == 1;
        let is_lost = lost.contains(context);
        figures.operations += 1;
        figures.done += u64::from(is_done);
        figures.done_without_response += u64::from(is_done && is_lost);
        match said {
            Said::Done => {
                assert!(is_done, "{context} is said to be done");
                figures.settled += u64::from(is_lost);
            }
            Said::NotDone => {
                assert!(!is_done, "{context} was done, and is said not to be");
                figures.not_done += 1;
            }
            Said::Unknown => figures.unknown_not_done += u64::from(!is_done),
            Said::NoEvent => figures.no_event += 1,
        }
    }
    figures
}

/// The calls and invitations that the emulator made, by operation context. A repeated request of which the
/// service honors the ids has the same invitation.
fn carried_out(journal: &[JournalEntry]) -> HashMap<String, HashSet<String>> {
    let mut all: HashMap<String, HashSet<String>> = HashMap::new();
    for entry in journal {
        let path = entry.path.split('?').next().unwrap();
        let id = match entry.kind {
            JournalKind::Request if path == "/calling/callConnections" => "callConnectionId",
            JournalKind::Request if path.ends_with("/participants:add") => "invitationId",
            _ => continue,
        };
        if !entry
            .status
            .is_some_and(|status| (200..300).contains(&status))
        {
            continue;
        }
        let member = |json: &[u8], name: &str| {
            let json: serde_json::Value = serde_json::from_slice(json).unwrap();
            json[name].as_str().map(str::to_owned)
        };
        if let Some(context) = member(&entry.body, "operationContext") {
            let made = member(&entry.response_body, id).expect("an id");
            all.entry(context).or_default().insert(made);
        }
    }
    // And by the events: one of success for each invitation.
    let mut events: HashMap<String, HashSet<String>> = HashMap::new();
    for entry in journal
        .iter()
        .filter(|entry| entry.kind == JournalKind::Event)
    {
        let delivery: serde_json::Value = serde_json::from_slice(&entry.body).unwrap();
        for event in delivery.as_array().unwrap_or(&vec![delivery.clone()]) {
            let kind = event["type"].as_str().unwrap_or_default();
            let is_success =
                kind.ends_with(".AddParticipantSucceeded") || kind.ends_with(".CallConnected");
            if let (true, Some(context)) = (is_success, event["data"]["operationContext"].as_str())
            {
                let id = event["id"].as_str().unwrap().to_owned();
                events.entry(context.to_owned()).or_default().insert(id);
            }
        }
    }
    for (context, ids) in events {
        assert_eq!(ids.len(), 1, "{context} succeeded {} times", ids.len());
        assert!(
            all.contains_key(&context),
            "{context} has an event and no request"
        );
    }
    all
}
