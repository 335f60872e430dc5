//! What the examples share: where they run, and the ladder they print.
//!
//! Without `ACS_CONNECTION_STRING` everything happens offline: the emulator runs in this process.
//! With it, `ACS_CALLBACK_URL` is the public address of this machine (through a tunnel, say), and
//! `ACS_LISTEN` the address to listen on behind it (default 127.0.0.1:8080; for an http callback
//! URL, which only an emulator of this machine takes, its own host and port). `ACS_RECORDING_HOST` is
//! a host to fetch recordings from beside the service's own: that of an emulator.
#![allow(dead_code)] // every example uses its own part
#![allow(clippy::print_stdout)] // an example shows what it does

use std::cell::Cell;
use std::fmt;
use std::time::{Duration, Instant};

use acs_call_automation::event::Event;
use acs_call_automation::flow;
use acs_call_automation::options::ClientOptions;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{
    CallAutomationClient, CallConnection, CommunicationIdentifier, RequestOptions, Response,
};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Prompt, Schema};

pub type Result<T> = std::result::Result<T, Failure>;

/// Why an example ended, in words: what `main` returns is printed as `Debug`.
pub struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: fmt::Display> From<T> for Failure {
    fn from(why: T) -> Self {
        Self(why.to_string())
    }
}

/// From the end of a recording to its file, by the emulator's clock.
pub const FILE_DELAY: Duration = Duration::from_secs(600);

/// Client, receiver and, offline, the emulator.
pub struct Stage {
    pub client: CallAutomationClient,
    pub receiver: Receiver,
    pub callback: String,
    pub emulator: Option<Emulator>,
    began: Instant,
    /// The end of a call that came while something else was waited for.
    kept: Cell<Option<Event>>,
}

impl Stage {
    /// Reads the environment; offline without it.
    pub fn open() -> Result<Self> {
        let connection_string = std::env::var("ACS_CONNECTION_STRING").ok();
        let callback = std::env::var("ACS_CALLBACK_URL").ok();
        match (connection_string, callback) {
            (None, None) => Self::offline(),
            (Some(connection_string), Some(callback)) => Self::online(&connection_string, callback),
            _ => Err("set both ACS_CONNECTION_STRING and ACS_CALLBACK_URL, or neither".into()),
        }
    }

    fn offline() -> Result<Self> {
        // No file comes before an example moves the emulator's clock.
        let options = EmulatorOptions::new().recording_delay(FILE_DELAY);
        let emulator = Emulator::start_with(&options)?;
        // No one is there to listen to them.
        emulator.set_prompt(Prompt::any().duration(Duration::from_millis(300)));
        let receiver = Receiver::bind(&ReceiverOptions::new())?;
        let callback = receiver.url("/events")?;
        let host = emulator.endpoint().replace("http://", "");
        Ok(Self {
            client: client(&emulator.connection_string(), Some(host))?,
            receiver,
            callback,
            emulator: Some(emulator),
            began: Instant::now(),
            kept: Cell::default(),
        })
    }

    fn online(connection_string: &str, callback: String) -> Result<Self> {
        let (scheme, rest) = callback.split_once("://").unwrap_or_default();
        let (authority, path) = match rest.find('/').and_then(|at| rest.split_at_checked(at)) {
            Some((authority, path)) => (authority, path.split('?').next().unwrap_or(path)),
            None => (rest, "/"),
        };
        // A plain callback URL is one of this machine, so it reports where to listen.
        let listen = std::env::var("ACS_LISTEN").unwrap_or_else(|_| match scheme {
            "http" => authority.to_owned(),
            _ => "127.0.0.1:8080".to_owned(),
        });
        let receiver = Receiver::bind(&ReceiverOptions::new().listen(listen).path(path))?;
        Ok(Self {
            client: client(connection_string, std::env::var("ACS_RECORDING_HOST").ok())?,
            receiver,
            callback,
            emulator: None,
            began: Instant::now(),
            kept: Cell::default(),
        })
    }

    /// Offline: subscribes to the Event Grid events of incoming calls and of calls that clients begin.
    /// With the real service this is set up in the portal.
    pub fn subscribe(&self) -> Result<()> {
        if let Some(emulator) = &self.emulator {
            emulator.subscribe(&self.callback, Schema::EventGrid)?;
        }
        Ok(())
    }

    /// One rung of the ladder: time, sender, receiver, what, and the result.
    pub fn rung(&self, from: &str, to: &str, what: &str, result: impl fmt::Display) {
        let time = self.began.elapsed().as_secs_f64();
        let what = printable(what);
        println!("{time:8.3}  {from:>7} -> {to:<7}  {what:<48}  {result}");
    }

    /// Offline: the same from the emulator's side, with what the remote parties did.
    pub fn ladder(&self, call: &CallConnection) {
        if let Some(emulator) = &self.emulator {
            emulator.flush(Duration::from_secs(5));
            println!("\n{}", emulator.ladder_of(call.id()));
        }
    }

    /// The rung of a request and its response.
    pub fn response<T>(&self, what: &str, answer: &Response<T>) {
        self.rung("app", "service", what, answer.status());
    }

    /// The rung of an event.
    pub fn event(&self, event: &Event) {
        let result = event
            .result_information()
            .map_or_else(String::new, |result| {
                let number = |number: Option<i64>| number.map_or("-".to_owned(), |n| n.to_string());
                format!("{}/{}", number(result.code), number(result.sub_code))
            });
        self.rung("service", "app", event.event_type(), result);
    }

    /// The rungs of listing the participants of a call.
    pub fn list(&self, call: &CallConnection) -> Result<()> {
        for page in call.participant_pages(&RequestOptions::new()) {
            let page = page?;
            self.response("ListParticipants", &page);
            for participant in &page {
                if let Some(who) = &participant.identifier {
                    self.note(&short(who));
                }
            }
        }
        Ok(())
    }

    /// The rung of a request whose outcome follows.
    pub fn request(&self, what: &str) {
        self.rung("app", "service", what, "");
    }

    /// The rungs of the outcome: the events until then, and the one that reports it. Fails when the
    /// call has ended.
    pub fn outcome<T: AsRef<Event>>(&self, outcome: flow::Outcome<T>) -> Result<flow::Outcome<T>> {
        while let Ok(Some(event)) = self.next(Duration::ZERO) {
            if event.ends_call() {
                self.kept.set(Some(event));
                break;
            }
            self.event(&event);
        }
        match &outcome {
            flow::Outcome::Success(event) => self.event(event.as_ref()),
            flow::Outcome::Failure(event) | flow::Outcome::Canceled(event) => {
                self.event(&event.event);
            }
            flow::Outcome::CallEnded(_) => return Err(outcome.to_string().into()),
            other => self.note(&other.to_string()),
        }
        Ok(outcome)
    }

    /// The same of what must succeed: what it returned.
    pub fn done<T: AsRef<Event>>(&self, outcome: flow::Outcome<T>) -> Result<T> {
        Ok(self.outcome(outcome)?.into_result()?)
    }

    /// A line between the rungs.
    pub fn note(&self, text: &str) {
        println!("{:32}{}", "", printable(text));
    }

    /// The next event, if one comes in time.
    fn next(&self, timeout: Duration) -> Result<Option<Event>> {
        if let Some(event) = self.kept.take() {
            return Ok(Some(event));
        }
        let received = self.receiver.recv_timeout(timeout)?;
        Ok(received.map(|received| received.event))
    }

    /// Prints events until a call comes in.
    pub fn incoming(&self) -> Result<Event> {
        loop {
            // Events of calls that were dealt with may come in between.
            let Some(event) = self.next(Duration::MAX)? else {
                continue;
            };
            self.event(&event);
            if event.name() == "IncomingCall" {
                return Ok(event);
            }
        }
    }

    /// How long a person may be silent before the next prompt. Offline it is short.
    pub fn time_to_think(&self) -> Duration {
        Duration::from_secs(if self.emulator.is_some() { 1 } else { 5 })
    }

    /// Lets people talk for a while: prints the events of that time, or offline moves the
    /// emulator's clock. Fails when the call ends.
    pub fn talk(&self, time: Duration) -> Result<()> {
        self.note(&format!("they talk for {} s", time.as_secs()));
        if let Some(emulator) = &self.emulator {
            emulator.advance(time);
            return Ok(());
        }
        let end = Instant::now() + time;
        while let Some(event) = self.next(end.saturating_duration_since(Instant::now()))? {
            self.event(&event);
            if event.ends_call() {
                return Err("the call ended too early".into());
            }
        }
        Ok(())
    }

    /// Prints events until one of that name comes, and returns it; the end of the call may come
    /// before.
    pub fn wait_beyond_call(&self, name: &str, timeout: Duration) -> Result<Event> {
        let end = Instant::now() + timeout;
        while let Some(event) = self.next(end.saturating_duration_since(Instant::now()))? {
            self.event(&event);
            if event.name() == name {
                return Ok(event);
            }
        }
        Err(format!("no {name} within {} s", timeout.as_secs()).into())
    }

    /// Prints events until one of that name comes, and returns it. Fails when it cannot come any
    /// more: another one reports a failure, or the call ends, or half a minute passes.
    pub fn wait_for(&self, name: &str) -> Result<Event> {
        loop {
            let event = self
                .next(Duration::from_secs(30))?
                .ok_or_else(|| format!("no {name} within 30 s"))?;
            self.event(&event);
            if event.name() == name {
                return Ok(event);
            }
            if event.name().ends_with("Failed") || event.name() == "CallDisconnected" {
                return Err(format!("{} came instead of {name}", event.name()).into());
            }
        }
    }

    /// Prints what is still on its way, and closes.
    pub fn close(self) -> Result<()> {
        if let Some(emulator) = &self.emulator {
            emulator.flush(Duration::from_secs(5));
        }
        self.receiver.close(Duration::from_secs(5));
        while let Ok(Some(event)) = self.next(Duration::ZERO) {
            self.event(&event);
        }
        Ok(())
    }
}

fn client(connection_string: &str, host: Option<String>) -> Result<CallAutomationClient> {
    let mut options = ClientOptions::new();
    if let Some(host) = host {
        options = options.recording_host(host);
    }
    Ok(CallAutomationClient::from_connection_string_with(
        connection_string,
        &options,
    )?)
}

/// The resource that speaks and listens: `ACS_COGNITIVE_SERVICES_ENDPOINT`. Offline any name will do.
pub fn cognitive_services() -> String {
    std::env::var("ACS_COGNITIVE_SERVICES_ENDPOINT")
        .unwrap_or_else(|_| "https://cognitive.example".to_owned())
}

/// A text that may come from outside, without what breaks or reorders a line.
fn printable(text: &str) -> String {
    let safe =
        |letter: char| letter.is_alphanumeric() || letter.is_ascii_graphic() || letter == ' ';
    text.chars()
        .map(|letter| if safe(letter) { letter } else { '?' })
        .collect()
}

/// A raw id, not too long for the ladder.
pub fn short(who: &CommunicationIdentifier) -> String {
    let raw_id = who.raw_id();
    match raw_id.char_indices().nth(30) {
        Some((end, _)) => format!("{}...", raw_id.get(..end).unwrap_or_default()),
        None => raw_id,
    }
}

/// The command line's argument at that place, else the default.
pub fn argument(at: usize, default: &str) -> String {
    std::env::args()
        .nth(at)
        .unwrap_or_else(|| default.to_owned())
}
