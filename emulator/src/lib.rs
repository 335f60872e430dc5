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
mod nearest;
mod operations;
mod options;
mod page;
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
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use acs_call_automation::internal::{
    self, AccessKey, BornHere, Limits, Listener, Listening, TrustRoots,
};
use acs_call_automation::options::Clock;
use acs_call_automation::{Error, ErrorKind, Result};

use self::simulation::Decision;
use self::tls::Tls;

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
    /// Starts an emulator with the default options.
    ///
    /// # Errors
    /// [`System`](acs_call_automation::ErrorKind::System) when no port is free or no thread can be
    /// started.
    pub fn start() -> Result<Self> {
        Self::start_with(&EmulatorOptions::new())
    }

    /// Starts an emulator.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a number out of range, an access key that
    /// is not valid base64, a resource id that is not a GUID, a public URL that is not one, and a certificate or host
    /// that cannot be used; [`Unsupported`](acs_call_automation::ErrorKind::Unsupported) for https in an emulator built
    /// without the feature; [`System`](acs_call_automation::ErrorKind::System) when the port is taken, a thread cannot be
    /// started, or the folder of the CA cannot be used.
    pub fn start_with(options: &EmulatorOptions) -> Result<Self> {
        options.check()?;
        let key = AccessKey::from_base64(&options.access_key)?;
        let started_with = options.seed.as_ref().map(Seed::start_only).cloned();
        let started_with = started_with.unwrap_or_default();
        let public = options.public_url.as_ref();
        let public = public.or(started_with.public_url.as_ref());
        let public = public.map(|url| public_url(url)).transpose()?;
        let is_manual = options.manual_clock || started_with.manual_clock == Some(true);
        let hooks = options.hooks.iter().cloned();
        let hooks = hooks
            .map(|hook| {
                hook.check_url(&options.callbacks)?;
                hook.checked()
            })
            .collect::<Result<Vec<_>>>()?;
        let tls = Tls::prepare(options)?;
        let socket = Listening::bind((options.listen, options.port).into())?;
        let bound = socket
            .local_addr()
            .map_err(|cause| Error::system("cannot read the emulator's address", cause))?;
        let address = reachable(bound);
        let local_endpoint = format!("{}://{address}", tls.scheme());
        let endpoint = match &public {
            Some((endpoint, _)) => endpoint.clone(),
            None => local_endpoint.clone(),
        };
        let clock = if is_manual {
            Clock::manual(SystemTime::now())
        } else {
            Clock::system()
        };
        let journal = Arc::new(journal::Journal::default());
        let mut ids = ids::Ids::new()?;
        let resource = match &options.resource_id {
            Some(id) if request::repeats::is_guid(id) => id.to_ascii_lowercase(),
            Some(_) => {
                let rule = "must be a GUID such as 70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11";
                return Err(Error::invalid(internal::field::RESOURCE_ID, rule));
            }
            None => ids.guid(),
        };
        let tokens = Arc::new(tokens::Tokens::new(&resource)?);
        let trust = options.callback_ca.clone();
        let outbox = events::outbox::Outbox::new(
            options.delivery,
            trust.map_or(TrustRoots::BuiltIn, TrustRoots::Pem),
            Arc::clone(&journal),
            clock.clone(),
            Arc::clone(&tokens),
        )
        .map_err(|cause| match options.callback_ca {
            Some(_) => Error::invalid(
                internal::field::CALLBACK_CA,
                "must hold at least one certificate in PEM",
            )
            .with_source(cause),
            None => cause,
        })?;
        let recording = recording::Settings {
            store: tls.store(address).unwrap_or_else(|| endpoint.clone()),
            chunk: options.recording_chunk,
            delay: options.recording_delay,
        };
        let schedule = schedule::Schedule::default();
        let changed = schedule.wakes();
        let hooks = Arc::new(hook::Hooks::new(hooks, Arc::clone(&outbox)));
        let world = world::World::new(
            clock.clone(),
            schedule,
            (
                Arc::clone(&outbox),
                Arc::clone(&hooks),
                Arc::clone(&journal),
            ),
            options.page_size,
            (resource.clone(), ids),
        );
        let state = state::State::new(world, recording::Recorder::new(recording));
        let service = Arc::new(service::Service {
            changed,
            state: Arc::new(Mutex::new(state)),
            closed: Mutex::new(false),
            journal,
            outbox,
            tokens,
            clock: clock.clone(),
            guard: request::auth::Guard {
                key,
                check_clock_skew: options.check_clock_skew,
                accept_any_token: options.accept_any_token,
                authority: address.to_string(),
                public_authority: public.as_ref().map(|(_, authority)| authority.clone()),
            },
            public_endpoint: public.map(|(endpoint, _)| endpoint),
            scheme: tls.scheme(),
            ca: tls.ca,
            ca_file: tls.ca_file,
            names: tls.names,
            callbacks: options.callbacks.clone(),
            remote_control: options.remote_control,
            started_with,
            warned: Mutex::default(),
            seed: Mutex::default(),
            honor_repeatability: options.honor_repeatability,
        });
        service.outbox.retry_by(service::retries(&service));
        hooks.belong_to(&service);
        let handler = Arc::new(Arc::clone(&service));
        let limits = Limits {
            handler_threads: options.handler_threads,
            ..Limits::default()
        };
        let running = Running {
            listener: Listener::start("emu", socket, handler, limits, tls.certificate)?,
            threads: Mutex::default(),
            service,
        };
        running.start_clock()?;
        if let Some(seed) = options.seed.clone() {
            running.service.load_seed(seed)?;
        }
        Ok(Self {
            endpoint,
            local_endpoint,
            address: bound,
            access_key: options.access_key.clone(),
            resource,
            clock,
            running: BornHere::new(running),
        })
    }

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

    /// Sets how a remote party behaves from now on. Replaces earlier settings for the same one.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when the party is named by
    /// neither a raw id nor a phone number.
    pub fn set_remote_party(&self, party: RemoteParty) -> Result<()> {
        self.try_service()?.set_remote_party(party)
    }

    /// Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
    pub fn set_prompt(&self, prompt: Prompt) {
        if let Some(service) = self.service() {
            service.lock().cx.media.set_prompt(prompt);
        }
    }

    /// Sends DTMF tones from a participant of a call, named by its raw id or phone number: `0` to `9`, `A` to `D`, `#`, `*`; a comma is
    /// a pause of one second, by the emulator's clock, and `?` a tone that cannot be recognized.
    /// Recognition and continuous recognition of that participant receive them.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or
    /// participant, for other characters, and for none or more than 1000.
    pub fn press_digits(&self, call_connection_id: &str, party: &str, digits: &str) -> Result<()> {
        self.try_service()?
            .press_digits(call_connection_id, party, digits)
    }

    /// Speaks a phrase as a participant of a call, named by its raw id or phone number. A recognition of that participant receives it.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// and for a phrase without words or of more than 4000 characters.
    pub fn speak(&self, call_connection_id: &str, party: &str, phrase: &str) -> Result<()> {
        self.try_service()?.speak(call_connection_id, party, phrase)
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

    /// Places an incoming call from an outside caller to a hosted user or number. Returns the
    /// incoming call context, which the subscriptions get too. It rings for 30 s.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when the callee is not hosted by
    /// the emulator, the caller is the callee, or one of them is named by neither a raw id nor a phone number.
    pub fn place_incoming_call(&self, call: IncomingCall) -> Result<String> {
        self.try_service()?.place_incoming_call(&call)
    }

    /// Cancels an incoming call: its outside caller hangs up while it rings.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when it does not ring, or its
    /// caller is not an outside one.
    pub fn cancel_incoming_call(&self, incoming_call_context: &str) -> Result<()> {
        self.try_service()?
            .cancel_incoming_call(incoming_call_context)
    }

    /// Starts a call between clients, without the application; the subscriptions get CallStarted.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a group id that is not a
    /// GUID, a group or room that has a call, both at once, a participant twice, no communication
    /// user, or too few users: one for a group or a room, else two.
    pub fn start_client_call(&self, call: ClientCall) -> Result<StartedCall> {
        self.try_service()?.start_client_call(&call)
    }

    /// Answers as a remote party that rings: one with the behavior
    /// [`manual`](RemoteParty::manual), or one that would decide later. The call is named by its call connection
    /// id, server call id or correlation id, here and wherever a call is named; the party by its raw id or phone
    /// number.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call, or it does not
    /// ring at that party; the application answers for hosted users and numbers.
    pub fn answer_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Answer)
    }

    /// Declines as a remote party that rings: 603/0.
    ///
    /// # Errors
    /// As [`answer_participant`](Self::answer_participant).
    pub fn decline_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Decline)
    }

    /// Reports busy as a remote party that rings: 486/560486 for phones, 486/0 for others.
    ///
    /// # Errors
    /// As [`answer_participant`](Self::answer_participant).
    pub fn busy_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Busy)
    }

    /// Mutes or unmutes a user in a call, as the user does it in its client: ParticipantsUpdated reports it. What
    /// a muted user says is not recognized; the tones that it presses are.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// and for phones, whose mute the service does not see.
    pub fn mute_participant(&self, call: &str, party: &str, muted: bool) -> Result<()> {
        self.try_service()?.mute_participant(call, party, muted)
    }

    /// Hangs up a participant of a call, named by its raw id or phone number. A remote party that rings declines.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant.
    pub fn hang_up_participant(&self, call_connection_id: &str, party: &str) -> Result<()> {
        self.try_service()?
            .hang_up_participant(call_connection_id, party)
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

/// The address under which this machine reaches an emulator that listens on all addresses.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// Endpoint and authority of a public URL.
fn public_url(url: &str) -> Result<(String, String)> {
    let rule = "must be https:// or http://, a host and maybe a port, without a path";
    let wrong = || Error::invalid("public URL", rule);
    let uri: http::Uri = url.trim_end_matches('/').parse().map_err(|_| wrong())?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return Err(wrong()),
    };
    if authority.is_empty() || authority.contains('@') || uri.path() != "/" || uri.query().is_some()
    {
        return Err(wrong());
    }
    let authority = authority.strip_suffix(usual).unwrap_or(authority);
    Ok((format!("{scheme}://{authority}"), authority.to_owned()))
}

impl Running {
    /// Starts the clock thread.
    fn start_clock(&self) -> Result<()> {
        let keeper = Arc::clone(&self.service);
        let thread = internal::spawn("emu-clock", move || keeper.keep_time())
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
