//! An offline emulator of the service: the same paths, headers, errors and events, on a port of
//! this machine. Feature `emulator`.
//!
//! It is a second opinion: its routes, fields and events are written from recordings of the live
//! service and from public descriptions, in tables of its own, and share no code with the client.
//! `docs/emulator.md` reports what it does, what is inferred, and how it differs from the service.
//!
//! ```
//! use acs_call_automation_emulator::{Emulator, EmulatorOptions, FarEnd};
//! use std::time::Duration;
//!
//! # fn main() -> acs_call_automation::Result<()> {
//! let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true))?;
//! emulator.script(FarEnd::of("4:+15550100123").answers_after(Duration::from_secs(3)));
//! // Give emulator.connection_string() to a client, place a call, and then:
//! emulator.advance(Duration::from_secs(3));
//! assert!(emulator.flush(Duration::from_secs(5)));
//! # Ok(())
//! # }
//! ```
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod calls;
mod client_call;
mod control;
mod events;
mod faults;
mod identity;
mod ids;
mod incoming_call;
mod journal;
mod json;
mod media;
mod operations;
mod options;
mod recording;
mod request;
mod schedule;
mod script;
mod service;
mod simulation;
mod state;
mod timestamp;
mod world;

pub use client_call::{ClientCall, StartedCall};
pub use events::event_grid::Schema;
pub use faults::Fault;
pub use incoming_call::IncomingCall;
pub use journal::{JournalEntry, JournalKind};
pub use media::prompts::Prompt;
pub use options::EmulatorOptions;
pub use script::FarEnd;

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use acs_call_automation::internal::AccessKey;
use acs_call_automation::internal::BornHere;
use acs_call_automation::internal::Listener;
use acs_call_automation::internal::{self as platform, Listening};
use acs_call_automation::options::Clock;
use acs_call_automation::{Error, Result};

/// How long [`Emulator::close`] waits for requests that are being answered.
const CLOSING: Duration = Duration::from_secs(5);

/// A running emulator. May be shared between threads; ends when dropped.
///
/// In a child forked off since it belongs to the parent: what can fail fails with
/// [`Forked`](acs_call_automation::ErrorKind::Forked), the rest does nothing and answers zero, empty or false;
/// only address, key and clock are told. Dropping it there does nothing.
pub struct Emulator {
    authority: String,
    access_key: String,
    clock: Clock,
    running: BornHere<Running>,
}

/// What runs in the process that started it.
struct Running {
    service: Arc<service::Service>,
    listener: Listener,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Emulator {
    /// Starts an emulator with the default options.
    ///
    /// # Errors
    /// [`System`](acs_call_automation::ErrorKind::System) when no port or thread can be had.
    pub fn start() -> Result<Self> {
        Self::start_with(&EmulatorOptions::new())
    }

    /// Starts an emulator.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for an access key that is not valid base64;
    /// [`System`](acs_call_automation::ErrorKind::System) when the port is taken, or a thread cannot be started.
    pub fn start_with(options: &EmulatorOptions) -> Result<Self> {
        let key = AccessKey::from_base64(&options.access_key)?;
        let socket = Listening::bind((Ipv4Addr::LOCALHOST, options.port).into())
            .map_err(|cause| Error::system("cannot bind the emulator's port", cause))?;
        let address = socket
            .local_addr()
            .map_err(|cause| Error::system("cannot read the emulator's address", cause))?;
        let clock = if options.manual_clock {
            Clock::manual(SystemTime::now())
        } else {
            Clock::system()
        };
        let journal = Arc::new(journal::Journal::default());
        let outbox = events::outbox::Outbox::new(Arc::clone(&journal), clock.clone())?;
        let recording = recording::Settings {
            store: format!("http://{address}"),
            chunk: options.recording_chunk,
            delay: options.recording_delay,
        };
        let schedule = schedule::Schedule::default();
        let changed = schedule.wakes();
        let world = world::World::new(
            clock.clone(),
            schedule,
            Arc::clone(&outbox),
            options.page_size,
        )?;
        let state = state::State::new(world, recording::Recorder::new(recording));
        let service = Arc::new(service::Service {
            changed,
            state: Mutex::new(state),
            closed: Mutex::new(false),
            closing: Condvar::new(),
            journal,
            outbox,
            clock: clock.clone(),
            guard: request::auth::Guard {
                key,
                check_clock_skew: options.check_clock_skew,
                accept_any_token: options.accept_any_token,
            },
            authority: address.to_string(),
            allow_http_callbacks: options.allow_http_callbacks,
            honour_repeatability: options.honour_repeatability,
        });
        let handler = Arc::new(Arc::clone(&service));
        let running = Running {
            listener: Listener::start("emu", socket, handler)?,
            threads: Mutex::default(),
            service,
        };
        if !options.manual_clock {
            running.start_clock()?;
        }
        Ok(Self {
            authority: address.to_string(),
            access_key: options.access_key.clone(),
            clock,
            running: BornHere::new(running),
        })
    }

    /// What answers and remembers; `None` in a child.
    fn service(&self) -> Option<&service::Service> {
        Some(&*self.running.get()?.service)
    }

    fn try_service(&self) -> Result<&service::Service> {
        let service = self.service();
        let service = service.ok_or_else(|| Error::forked("the emulator"))?;
        if service.is_closed() {
            return Err(Error::closed("the emulator"));
        }
        Ok(service)
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.authority)
    }

    /// `endpoint=http://127.0.0.1:PORT/;accesskey=KEY`.
    pub fn connection_string(&self) -> String {
        format!(
            "endpoint={}/;accesskey={}",
            self.endpoint(),
            self.access_key
        )
    }

    /// The access key, in base64.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// The emulator's time. Move it with [`advance`](Self::advance) only: that also does what
    /// falls due.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Moves time forward, and does on the way everything that falls due, in order. The events of
    /// it are in the outbox when this returns; [`flush`](Self::flush) waits for their delivery.
    pub fn advance(&self, by: Duration) {
        if let Some(service) = self.service() {
            service.advance(by);
        }
    }

    /// Waits until every event was delivered or given up; false when `time_limit` ended before.
    pub fn flush(&self, time_limit: Duration) -> bool {
        self.service()
            .is_some_and(|service| service.outbox.flush(time_limit))
    }

    /// Sets how a remote party behaves from now on. A later script for the same one replaces it.
    pub fn script(&self, far_end: FarEnd) {
        if let Some(service) = self.service() {
            service.lock().calls.set_script(far_end);
        }
    }

    /// Sets how a prompt behaves from now on. A later script for the same one replaces it.
    pub fn script_prompt(&self, prompt: Prompt) {
        if let Some(service) = self.service() {
            service.lock().cx.media.set_prompt(prompt);
        }
    }

    /// A participant of the call presses keys: `0` to `9`, `A` to `D`, `#`, `*`; a comma is a
    /// pause of one second, by the emulator's clock, and `?` a tone that cannot be made out. A
    /// recognition and a continuous recognition of that participant hear them.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// for other characters, for no key at all, and for more than 1000.
    pub fn press(&self, call_connection_id: &str, raw_id: &str, keys: &str) -> Result<()> {
        self.try_service()?.press(call_connection_id, raw_id, keys)
    }

    /// A participant of the call says something now. A recognition of that participant hears it.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// and for a phrase without words or of more than 4000 characters.
    pub fn say(&self, call_connection_id: &str, raw_id: &str, phrase: &str) -> Result<()> {
        self.try_service()?.say(call_connection_id, raw_id, phrase)
    }

    /// Makes a user of the emulator's own and returns the raw id. Calls to it ring as IncomingCall.
    pub fn create_user(&self) -> String {
        self.service()
            .map_or_else(String::new, service::Service::create_user)
    }

    /// Makes a phone number the emulator's own and returns its raw id. Calls to it ring as
    /// IncomingCall.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when it is not a number of 3 to 15 digits.
    pub fn add_own_number(&self, number: &str) -> Result<String> {
        self.try_service()?.add_own_number(number)
    }

    /// Adds an Event Grid subscription, after its handshake. One with the same URL and schema
    /// takes the place of the first.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a URL that is neither https nor on this
    /// machine; [`Service`](acs_call_automation::ErrorKind::Service) when the listener did not consent.
    pub fn subscribe(&self, url: &str, schema: Schema) -> Result<()> {
        self.try_service()?.subscribe(url, schema)
    }

    /// Ends the Event Grid subscriptions of a URL, in both schemas; false when there was none.
    /// Events that wait already are still delivered.
    pub fn unsubscribe(&self, url: &str) -> bool {
        self.service()
            .is_some_and(|service| service.unsubscribe(url))
    }

    /// An outside caller rings at an own user or number. Returns the incoming call context, which
    /// also goes to the subscriptions. It rings for 30 s.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when the callee is not the emulator's own,
    /// or the caller is the callee or no raw id.
    pub fn incoming_call(&self, call: IncomingCall) -> Result<String> {
        self.try_service()?.incoming_call(&call)
    }

    /// The outside caller of an incoming call gives up while it rings.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when it does not ring, or the caller is
    /// not outside.
    pub fn caller_hangs_up(&self, incoming_call_context: &str) -> Result<()> {
        self.try_service()?.caller_hangs_up(incoming_call_context)
    }

    /// Clients start a call without the application; CallStarted goes to the subscriptions.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a group id that is not a GUID, a group or
    /// room whose call goes on, both at once, a participant twice, no one who is a communication user,
    /// or too few: one for a group or a room, else two.
    pub fn start_client_call(&self, call: ClientCall) -> Result<StartedCall> {
        self.try_service()?.start_client_call(&call)
    }

    /// A participant of a call hangs up.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant.
    pub fn hang_up_far_end(&self, call_connection_id: &str, raw_id: &str) -> Result<()> {
        self.try_service()?
            .hang_up_far_end(call_connection_id, raw_id)
    }

    /// Makes the next request of an operation fail.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for an operation that does not exist, or a
    /// status that is no failure.
    pub fn fault(&self, fault: Fault) -> Result<()> {
        self.try_service()?.lock().faults.add(fault)
    }

    /// Every request with its response and every attempt to deliver an event, oldest first; at most the
    /// newest 10,000, and 64 MiB. `Authorization` is masked.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.service()
            .map_or_else(Vec::new, |service| service.journal.all())
    }

    /// How many calls were ever made since the start or the last reset: created, incoming or
    /// started by clients. A call to an own number counts as two, as with the service.
    pub fn calls_created(&self) -> usize {
        self.service()
            .map_or(0, |service| service.lock().calls.created())
    }

    /// How many calls there are now, ringing ones included.
    pub fn calls_alive(&self) -> usize {
        self.service()
            .map_or(0, |service| service.lock().calls.alive())
    }

    /// Forgets all calls, users, numbers, scripts, faults, subscriptions, repeatability ids, what
    /// waits for delivery, and the journal. Time, key and address stay.
    pub fn reset(&self) {
        if let Some(service) = self.service() {
            service.reset();
        }
    }

    /// Stops responding and delivering, and joins all threads. From then on methods that return a
    /// `Result` fail with [`Closed`](acs_call_automation::ErrorKind::Closed). Events that were not delivered are
    /// dropped. May be called again; dropping does it too.
    pub fn close(&self) {
        if let Some(running) = self.running.get() {
            running.close();
        }
    }
}

impl Running {
    /// Starts the thread that does what falls due.
    fn start_clock(&self) -> Result<()> {
        let keeper = Arc::clone(&self.service);
        let thread = platform::spawn("emu-clock", move || keeper.keep_time())
            .map_err(|cause| Error::system("cannot start the emulator's clock", cause))?;
        self.threads().push(thread);
        Ok(())
    }

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        let senders = self.service.close();
        self.listener.close(CLOSING);
        let keepers = std::mem::take(&mut *self.threads());
        for thread in senders.into_iter().chain(keepers) {
            // A thread that panicked has nothing left to join.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("endpoint", &self.endpoint())
            .finish_non_exhaustive()
    }
}
