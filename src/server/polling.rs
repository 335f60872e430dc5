//! The polling thread of a listener: accepts connections and drives them.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connection::{Connection, Step};
use super::connections::Connections;
use super::date::Date;
use super::ending::Ending;
use super::framing::{Refusal, Terms};
use super::greeting::NO_PROXY;
use super::handlers::{Done, Handlers, Job, Work, Written};
use super::limits::HEAD_BYTES;
use super::open::Woken;
use super::outgoing::Outgoing;
use super::service::Service;
use super::socket::Socket;
use crate::platform::Listening;
use crate::platform::poller::{Interest, Poller, Ready, Watched};

/// Pauses after a failed accept, which mostly means that descriptors or memory ran out.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// How many connections are accepted before others have their turn.
const ACCEPTED_AT_ONCE: usize = 64;

const LISTENING: usize = 0;

pub(super) struct Polling {
    service: Arc<Service>,
    poller: Poller,
    /// `None` once the listener is closing.
    listening: Option<Watched<Listening>>,
    accepting: Accepting,
    /// The pause after the next error.
    pause: Duration,
    connections: Connections,
    last_key: usize,
    handlers: Handlers,
    woken: Arc<Woken>,
    /// Connections have been shut down to end the listener.
    is_forced: bool,
    room: Box<[u8]>,
    date: Date,
    /// When a failed handshake was logged as a warning.
    warned: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Accepting {
    /// The socket is watched for connections.
    Watched,
    Ready,
    /// Until this time, or until there are fewer connections than that.
    Paused(Instant, usize),
}

impl Polling {
    pub(super) fn new(
        service: Arc<Service>,
        poller: Poller,
        listening: Listening,
    ) -> io::Result<Self> {
        listening.prepare()?;
        let listening = poller.adopt(listening, LISTENING);
        listening.watch(Interest::Read)?;
        let handlers = Handlers::start(&service, &poller)?;
        let woken = Arc::new(Woken::new(poller.clone()));
        Ok(Self {
            service,
            poller,
            listening: Some(listening),
            accepting: Accepting::Watched,
            pause: FIRST_PAUSE,
            connections: Connections::default(),
            last_key: LISTENING,
            handlers,
            woken,
            is_forced: false,
            room: vec![0; HEAD_BYTES].into_boxed_slice(),
            date: Date::default(),
            warned: None,
        })
    }

    /// Runs until the listener is closing and all connections have ended.
    pub(super) fn run(mut self, ending: &Ending) {
        let mut ready = Ready::new();
        let mut done = Vec::new();
        let mut woken = Vec::new();
        loop {
            if let Err(error) = self.poller.wait(&mut ready, self.next_time(ending)) {
                log::warn!("{}: cannot wait for sockets: {error}", self.service.name);
                std::thread::sleep(FIRST_PAUSE);
            }
            for key in ready.keys() {
                self.ready(key);
            }
            self.handlers.take_done(&mut done);
            for done in done.drain(..) {
                self.done(done);
            }
            self.woken.take(&mut woken);
            for key in woken.drain(..) {
                self.woken(key);
            }
            self.accept();
            self.expire();
            if self.service.is_closing() && self.end(ending) {
                return;
            }
        }
    }

    fn next_time(&self, ending: &Ending) -> Option<Instant> {
        let accepting = match self.accepting {
            Accepting::Paused(until, _) => Some(until),
            _ => None,
        };
        let force = ending.force().filter(|_| !self.is_forced);
        [self.connections.next_deadline(), accepting, force]
            .into_iter()
            .flatten()
            .min()
    }

    fn ready(&mut self, key: usize) {
        if key == LISTENING {
            self.accepting = Accepting::Ready;
            return;
        }
        let now = Instant::now();
        let Self {
            service,
            room,
            connections,
            ..
        } = self;
        let limits = &service.limits;
        let step = connections.with(key, limits, |one| one.go_on(room, now, limits));
        self.follow(key, step);
    }

    fn done(&mut self, done: Done) {
        let (key, now) = (done.connection, Instant::now());
        if let Written::Partly(response) | Written::Later(_, response) = &done.result {
            response.written_by(&self.woken, key);
        }
        let limits = &self.service.limits;
        let step = self
            .connections
            .with(key, limits, |one| one.handled(done, now, limits));
        self.follow(key, step);
    }

    /// Continues a response whose body has something new.
    fn woken(&mut self, key: usize) {
        let now = Instant::now();
        let limits = &self.service.limits;
        let step = self
            .connections
            .with(key, limits, |one| one.follow(now, limits));
        self.follow(key, step);
    }

    fn expire(&mut self) {
        let now = Instant::now();
        for key in self.connections.expired(now, &self.service.limits) {
            let limits = &self.service.limits;
            let step = self
                .connections
                .with(key, limits, |one| one.expire(now, limits));
            self.follow(key, step);
        }
    }

    /// Does what a connection needs next.
    fn follow(&mut self, key: usize, step: Option<Step>) {
        let Some(connection) = self.connections.get(key) else {
            return;
        };
        match step {
            None | Some(Step::Wait) => {}
            Some(Step::Watch(Interest::Read)) if connection.socket.has_more() => self.ready(key),
            Some(Step::Watch(interest)) => {
                if connection.socket.watched.watch(interest).is_err() {
                    self.connections.remove(key);
                }
            }
            Some(Step::Handle(arrived)) => {
                self.handlers
                    .handle(job(key, connection, Work::Request(arrived)));
            }
            Some(Step::Secure(hello)) => {
                self.handlers
                    .handle(job(key, connection, Work::Handshake(hello)));
            }
            Some(Step::Tunnel(authority)) => self.tunnel(key, &authority),
            Some(Step::Fail(error)) => self.fail(key, &error),
            Some(Step::Refuse(refusal)) => self.refuse(key, refusal),
            Some(Step::End) => self.connections.remove(key),
        }
        if let Some(key) = self
            .connections
            .excessive(self.service.limits.request_bytes())
        {
            log::debug!("{}: too much of requests is held", self.service.name);
            self.connections.remove(key);
        }
    }

    fn refuse(&mut self, key: usize, refusal: Refusal) {
        self.service.handler.refused(refusal.status, refusal.reason);
        let limits = &self.service.limits;
        let response = Outgoing::new(refusal.into(), Terms::default(), false, &mut self.date);
        let now = Instant::now();
        let name = &self.service.name;
        let step = self.connections.with(key, limits, |one| {
            log::debug!(
                "{name}: refused a request of {} with status {}: {}",
                one.peer,
                refusal.status,
                refusal.reason
            );
            one.respond(response, now, limits)
        });
        self.follow(key, step);
    }

    /// Responds to a CONNECT request.
    fn tunnel(&mut self, key: usize, authority: &str) {
        if !self.service.handler.leads_here(authority) {
            return self.refuse(key, NO_PROXY);
        }
        let (limits, hello) = (&self.service.limits, self.service.hello());
        let step = self.connections.with(key, limits, |one| one.tunnel(hello));
        self.follow(key, step);
    }

    /// Ends a connection whose handshake failed.
    fn fail(&mut self, key: usize, error: &io::Error) {
        let now = Instant::now();
        let limits = &self.service.limits;
        let name = &self.service.name;
        // A certificate that peers do not trust must be noticed, and a flood must not fill the log.
        let is_due = self.warned.is_none_or(|last| now >= last + MAX_PAUSE);
        let level = if is_due && error.kind() == io::ErrorKind::InvalidData {
            self.warned = Some(now);
            log::Level::Warn
        } else {
            log::Level::Debug
        };
        let step = self.connections.with(key, limits, |one| {
            log::log!(
                level,
                "{name}: no TLS session with {}: {error}",
                one.peer.ip()
            );
            one.failed(error, now)
        });
        self.follow(key, step);
    }

    fn accept(&mut self) {
        let now = Instant::now();
        let is_due = match self.accepting {
            Accepting::Watched => false,
            Accepting::Ready => true,
            Accepting::Paused(until, count) => now >= until || self.connections.len() < count,
        };
        if !is_due {
            return;
        }
        for _ in 0..ACCEPTED_AT_ONCE {
            let place = match self.connections.place(now, &self.service.limits) {
                Ok(place) => place,
                Err(later) => {
                    self.accepting = Accepting::Paused(later, self.connections.len());
                    return;
                }
            };
            match self.accept_one(place, now) {
                Ok(()) => self.pause = FIRST_PAUSE,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // The peer has closed already: not an error of this machine.
                Err(error) if is_passing(&error) => {}
                Err(error) => return self.failed(&error, now),
            }
        }
        self.watch_listening(now);
    }

    /// Accepts a connection in the place of another one.
    fn accept_one(&mut self, place: Option<usize>, now: Instant) -> io::Result<()> {
        let Some(listening) = &self.listening else {
            return Err(io::ErrorKind::WouldBlock.into());
        };
        let (stream, peer) = listening.accept()?;
        if let Some(other) = place {
            self.connections.remove(other);
        }
        self.last_key += 1;
        let socket = self.poller.adopt(stream, self.last_key);
        let (socket, hello) = (Arc::new(Socket::new(socket)), self.service.hello());
        let connection = Connection::new(socket, peer, now, hello);
        self.connections.add(self.last_key, connection);
        // Its request is often here already.
        self.ready(self.last_key);
        Ok(())
    }

    fn watch_listening(&mut self, now: Instant) {
        let watched = self
            .listening
            .as_ref()
            .map(|listening| listening.watch(Interest::Read));
        match watched {
            Some(Err(error)) => self.failed(&error, now),
            _ => self.accepting = Accepting::Watched,
        }
    }

    /// Pauses after a failed accept, or until a connection has ended.
    fn failed(&mut self, error: &io::Error, now: Instant) {
        if self.pause == FIRST_PAUSE {
            log::warn!("{}: cannot accept a connection: {error}", self.service.name);
        }
        self.accepting = Accepting::Paused(now + self.pause, self.connections.len());
        self.pause = (self.pause * 2).min(MAX_PAUSE);
        self.connections.evict(now);
    }

    /// Ends what can end when the listener is closing; returns whether everything has ended.
    fn end(&mut self, ending: &Ending) -> bool {
        self.listening = None;
        let now = Instant::now();
        self.is_forced = ending.force().is_some_and(|force| now >= force);
        for key in self.connections.keys() {
            // What has arrived of a request can still be handled.
            if self.connections.get(key).is_some_and(Connection::is_idle) {
                self.ready(key);
            }
            let Some(connection) = self.connections.get(key) else {
                continue;
            };
            if connection.is_handled() {
                if self.is_forced {
                    let _ = connection.socket.shutdown(std::net::Shutdown::Both);
                }
            } else if self.is_forced || connection.ends_early() {
                self.connections.remove(key);
            } else {
                let limits = &self.service.limits;
                let step = self
                    .connections
                    .with(key, limits, |one| one.hurry(now, limits));
                self.follow(key, step);
            }
        }
        self.connections.len() == 0
    }
}

fn job(key: usize, connection: &Connection, work: Work) -> Job {
    Job {
        connection: key,
        socket: Arc::downgrade(&connection.socket),
        peer: connection.peer,
        origin: connection.origin,
        work,
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
