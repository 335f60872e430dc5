//! An offline emulator of the service: the same paths, headers, errors and events, on a port of
//! this machine.
//!
//! It is independent of the client: its routes, fields and events are written from recordings of
//! the live service and from public descriptions, in tables of its own. The file `docs/emulator.md` of the repository lists
//! what it does, what is inferred, and how it differs from the service.
//!
//! ```
//! use acs_call_automation_emulator::{Emulator, EmulatorOptions, RemoteParty};
//! use std::time::Duration;
//!
//! # fn main() -> acs_call_automation::Result<()> {
//! let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true))?;
//! emulator.set_remote_party(RemoteParty::new("+15550100123").answer_after(Duration::from_secs(3)))?;
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
mod certificates;
mod client_call;
mod control;
mod events;
mod faults;
mod grid_subscription;
mod hook;
mod identity;
mod ids;
mod incoming_call;
mod journal;
mod json;
mod ladder;
mod media;
mod operations;
mod options;
mod page;
mod parties;
mod pattern;
mod recording;
mod remote_party;
mod request;
mod same_origin;
mod schedule;
mod seed;
mod service;
mod simulation;
mod stand_ins;
mod start;
mod state;
mod timestamp;
mod tls;
mod tokens;
mod watchers;
mod world;

pub use client_call::{ClientCall, StartedCall};
pub use faults::Fault;
pub use grid_subscription::{GridSubscription, Schema};
pub use hook::Hook;
pub use incoming_call::IncomingCall;
pub use journal::{CallReference, JournalEntry, JournalKind};
pub use ladder::Ladder;
pub use media::prompts::Prompt;
pub use options::EmulatorOptions;
pub use remote_party::RemoteParty;
pub use seed::Seed;

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use acs_call_automation::internal::{self, BornHere, Listener};
use acs_call_automation::options::Clock;
use acs_call_automation::{Error, ErrorKind, Result};

/// How long [`Emulator::close`] waits for requests in progress.
const CLOSING: Duration = Duration::from_secs(5);

/// A running emulator. It stops when dropped. May be shared between threads.
///
/// After a fork it belongs to the parent. In the child, methods that return a `Result` fail with
/// [`Forked`](acs_call_automation::ErrorKind::Forked); the others do nothing and return zero, empty
/// or false, except address, port, key and clock. Dropping it there does nothing.
///
/// After [`close`](Self::close), methods that return a `Result` fail with
/// [`Closed`](acs_call_automation::ErrorKind::Closed), and the others do nothing and return false,
/// except address, port, key, clock, journal and the counts of calls, which stay readable.
pub struct Emulator {
    endpoint: String,
    local_endpoint: String,
    address: SocketAddr,
    access_key: String,
    resource: String,
    clock: Clock,
    running: BornHere<Running>,
}

/// The parts that run in the process that started it.
struct Running {
    service: Arc<service::Service>,
    listener: Listener,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Emulator {
    /// The service, also after closing; `None` in a forked child.
    fn service_or_remains(&self) -> Option<&service::Service> {
        Some(&*self.running.get()?.service)
    }

    fn try_service(&self) -> Result<&service::Service> {
        let service = self.service_or_remains();
        let service = service.ok_or_else(|| Error::forked("the emulator"))?;
        if service.is_closed() {
            return Err(Error::closed("the emulator"));
        }
        Ok(service)
    }

    /// The service while it runs.
    fn service(&self) -> Option<&service::Service> {
        self.try_service().ok()
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.service_or_remains()
            .is_some_and(service::Service::is_closed)
    }

    /// Returns the certificate of the CA that clients must trust, in PEM; `None` unless the emulator made one
    /// ([`EmulatorOptions::https`]).
    pub fn ca_certificate(&self) -> Option<&str> {
        self.service_or_remains()?.ca.as_deref()
    }

    /// Returns the path of the file with that certificate, absolute; `None` unless it is kept in a folder
    /// ([`EmulatorOptions::ca_dir`]).
    pub fn ca_file(&self) -> Option<&Path> {
        self.service_or_remains()?.ca_file.as_deref()
    }

    /// Returns `http://127.0.0.1:PORT`, with `https` where it speaks TLS, or the public URL.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Returns the URL under which this machine reaches it, also when there is a public URL.
    pub fn local_endpoint(&self) -> &str {
        &self.local_endpoint
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns `endpoint=http://127.0.0.1:PORT/;accesskey=KEY`, with `https` where it speaks TLS, or with the
    /// public URL.
    pub fn connection_string(&self) -> String {
        format!("endpoint={}/;accesskey={}", self.endpoint, self.access_key)
    }

    /// Returns the access key, in base64.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// Returns the immutable resource id: the audience of the tokens in callbacks, and a part of the ids of
    /// users.
    pub fn resource_id(&self) -> &str {
        &self.resource
    }

    /// Returns the URL of the OpenID configuration, by which the tokens in callbacks are verified.
    pub fn openid_configuration_url(&self) -> String {
        format!("{}{}", self.endpoint, tokens::CONFIGURATION_PATH)
    }

    /// Returns the emulator's clock. Move, pause and resume it with the methods of the emulator only, which
    /// also perform what falls due.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Moves the clock forward and performs everything that falls due on the way, in order. The
    /// events are queued for delivery when this returns; [`flush`](Self::flush) waits for their
    /// delivery.
    pub fn advance(&self, by: Duration) {
        if let Some(service) = self.service() {
            service.advance(by);
        }
    }

    /// Stops the clock: nothing falls due until [`advance`](Self::advance), [`step`](Self::step) or
    /// [`resume_clock`](Self::resume_clock). Requests are handled, and what happens at once still happens.
    /// Attempts to deliver call events go on, since their pauses are in real time.
    pub fn pause_clock(&self) {
        if let Some(service) = self.service() {
            service.pause_clock();
        }
    }

    /// Lets time pass from where the clock stands; also for an emulator that was started with
    /// [`EmulatorOptions::manual_clock`].
    pub fn resume_clock(&self) {
        if let Some(service) = self.service() {
            service.resume_clock();
        }
    }

    /// Moves the clock forward to the next thing that falls due, and performs it, with all that falls due at the
    /// same time. False when nothing is to fall due.
    pub fn step(&self) -> bool {
        self.service().is_some_and(service::Service::step)
    }

    /// Waits until every event was delivered or could not be; false when `time_limit` passed before.
    /// It does not wait for retries of Event Grid, which fall due by the emulator's clock.
    pub fn flush(&self, time_limit: Duration) -> bool {
        self.service()
            .is_some_and(|service| service.outbox.flush(time_limit))
    }

    /// Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
    pub fn set_prompt(&self, prompt: Prompt) {
        if let Some(service) = self.service() {
            service.lock().cx.media.set_prompt(prompt);
        }
    }

    /// Creates a user hosted by the emulator and returns the raw id. Calls to it ring as
    /// IncomingCall.
    ///
    /// # Errors
    /// [`Closed`](acs_call_automation::ErrorKind::Closed) after [`close`](Self::close).
    pub fn create_user(&self) -> Result<String> {
        Ok(self.try_service()?.create_user())
    }

    /// Adds a phone number hosted by the emulator, such as `+15550100199` or `4:+15550100199`, and
    /// returns its raw id. Calls to it ring as IncomingCall.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when it is not a plus and 7 to 15
    /// digits, with or without `4:` before it.
    pub fn add_phone_number(&self, number: &str) -> Result<String> {
        self.try_service()?.add_phone_number(number)
    }

    /// Adds an Event Grid subscription to all events, after its validation handshake. Replaces one
    /// with the same URL and schema.
    ///
    /// # Errors
    /// As [`subscribe_with`](Self::subscribe_with).
    pub fn subscribe(&self, url: &str, schema: Schema) -> Result<()> {
        self.subscribe_with(&GridSubscription::new(url, schema))
    }

    /// Adds an Event Grid subscription, after its validation handshake unless it has none. Replaces
    /// one with the same URL and schema.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a URL that is neither
    /// https nor on this machine; [`Service`](acs_call_automation::ErrorKind::Service) when the
    /// handshake failed.
    pub fn subscribe_with(&self, subscription: &GridSubscription) -> Result<()> {
        self.try_service()?.subscribe(subscription)
    }

    /// Removes the Event Grid subscriptions of a URL, in both schemas; false when there was none.
    /// Queued events are still delivered.
    pub fn unsubscribe(&self, url: &str) -> bool {
        self.service()
            .is_some_and(|service| service.unsubscribe(url))
    }

    /// Adds a fault: the next request of an operation fails, or its response is delayed, lost or
    /// cut; or the next event of a type is lost, delayed, duplicated, and the like. Of several that apply, the
    /// oldest does.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for an operation or event that does
    /// not exist, a fault without an effect or with one of the other kind, a status outside 400 to 599, a
    /// `retry_after` that is not whole seconds, and a probability that is not above 0 and at most 1.
    pub fn add_fault(&self, fault: Fault) -> Result<()> {
        self.try_service()?.lock().cx.world.faults.add(fault)
    }

    /// Returns the faults that have not been used up, oldest first, with what is left of
    /// [`times`](Fault::times).
    pub fn faults(&self) -> Vec<Fault> {
        self.service().map_or_else(Vec::new, |service| {
            service.lock().cx.world.faults.all().to_vec()
        })
    }

    /// Removes all faults and returns how many there were.
    pub fn clear_faults(&self) -> usize {
        self.service()
            .map_or(0, |service| service.lock().cx.world.faults.clear())
    }

    /// Puts a seed in place of the present one, and what it describes in place of all that was set up: hosted users and
    /// numbers, subscriptions, behaviors of parties and prompts, faults, and the hooks of the seed and the control
    /// API. Calls, rooms and the journal go on.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a clock or public URL other than at the
    /// start, and for a subscription whose URL is not allowed; [`Service`](acs_call_automation::ErrorKind::Service)
    /// when a handshake failed. Nothing has changed then.
    pub fn load_seed(&self, seed: Seed) -> Result<()> {
        self.try_service()?.load_seed(seed)
    }

    /// Returns every request with its response, every attempt to deliver an event, and what the simulated parties
    /// did, in the order in which they ended; at most the newest 10,000, and 64 MiB. `Authorization` is masked.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.service_or_remains().map_or_else(Vec::new, |service| {
            let entries = service.journal.all();
            entries.iter().map(|entry| (**entry).clone()).collect()
        })
    }

    /// Returns the ladder diagram of everything in the journal.
    pub fn ladder(&self) -> Ladder {
        self.service_or_remains()
            .map_or_else(Ladder::default, |service| {
                Ladder::of(&service.journal.all())
            })
    }

    /// Returns the ladder diagram of one call, and of those that belong to it: the other one of two calls to a hosted
    /// number, and those that a transfer divided. The call is named by a call connection id, its correlation id or
    /// its server call id; the diagram of an unknown one is empty.
    pub fn ladder_of(&self, call: &str) -> Ladder {
        self.service_or_remains()
            .map_or_else(Ladder::default, |service| service.ladder_of(call))
    }

    /// Prints the ladder diagram while it comes into being: calls `write` with whole lines of text, on a thread of its
    /// own, until that returns false or the emulator is closed. A row is printed 250 ms after it ended, in the order
    /// in which they began.
    ///
    /// # Errors
    /// [`System`](acs_call_automation::ErrorKind::System) when no thread can be started or too many follow the
    /// journal.
    pub fn print_ladder(
        &self,
        width: usize,
        ascii: bool,
        write: impl FnMut(&str) -> bool + Send + 'static,
    ) -> Result<()> {
        let service = self.try_service()?;
        let (signal, signals) = std::sync::mpsc::sync_channel(1);
        let journal = Arc::clone(&service.journal);
        if !journal
            .watchers
            .add(watchers::Follower::Thread(signal), None)
        {
            let why = "too many follow the journal of the emulator";
            return Err(Error::new(ErrorKind::System, why));
        }
        let printing = ladder::Printing::new(ladder::Style { width, ascii }, write);
        let thread = internal::spawn("emu-ladder", move || printing.run(&journal, &signals))
            .map_err(|cause| Error::system("cannot start the thread of the ladder", cause))?;
        if let Some(running) = self.running.get() {
            running.threads().push(thread);
        }
        Ok(())
    }

    /// Returns how many calls were created since the start or the last reset: by the application,
    /// incoming or between clients. A call to a hosted number counts as two, as with the service.
    pub fn created_call_count(&self) -> usize {
        self.service_or_remains()
            .map_or(0, |service| service.lock().calls.created())
    }

    /// Returns how many calls there are now, ringing ones included.
    pub fn active_call_count(&self) -> usize {
        self.service_or_remains()
            .map_or(0, |service| service.lock().calls.active())
    }

    /// Removes all calls, users, numbers, rooms, behaviors of parties and prompts, faults,
    /// hooks of the control API, subscriptions, recordings with their files, repeatability ids, queued events, and the journal; then
    /// applies the seed again, if there is one. Time, key and address stay.
    pub fn reset(&self) {
        if let Some(service) = self.service() {
            service.reset(false);
        }
    }

    /// Removes what [`reset`](Self::reset) removes, but keeps users, numbers, rooms and subscriptions.
    pub fn reset_keeping_setup(&self) {
        if let Some(service) = self.service() {
            service.reset(true);
        }
    }

    /// Stops the emulator and joins its threads. Events that were not delivered are dropped. Further
    /// calls, and dropping after it, do nothing.
    pub fn close(&self) {
        if let Some(running) = self.running.get() {
            running.close();
        }
    }
}

impl Running {
    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        let senders = self.service.close();
        self.listener.close(CLOSING);
        self.service.journal.watchers.close();
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
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
