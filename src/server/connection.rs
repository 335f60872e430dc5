//! One connection, as the polling thread drives it: what has arrived, what is left to write, and
//! until when.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::framing::Refusal;
use super::greeting::Greeting;
use super::handlers::{Arrived, Done, Written};
use super::limits::{LINGER, Limits};
use super::outgoing::{Outgoing, Progress};
use super::pace::Pace;
use super::reader::Reader;
use super::socket::Socket;
use super::tls::{ClientHello, Hello};
use crate::platform::poller::Interest;

pub(super) struct Connection {
    pub socket: Arc<Socket>,
    pub peer: SocketAddr,
    /// Where it comes from: for IPv6 a network, since one host has many addresses.
    pub origin: IpAddr,
    /// No request has arrived completely.
    is_new: bool,
    pub(super) phase: Phase,
    /// What precedes the first request; `None` once that is done.
    pub(super) greeting: Option<Greeting>,
    /// The bytes that have arrived for it.
    pub(super) greeted: usize,
    reader: Reader,
    /// The bytes that are held while its request is handled.
    handled: usize,
}

pub(super) enum Phase {
    /// Nothing of the next request has arrived.
    Idle(Instant),
    /// A request has begun to arrive.
    Reading(Pace),
    /// The keys of its TLS session are chosen, when it is its turn.
    Securing(Pace),
    /// A request is being handled.
    Handling,
    /// The response is held back until this time.
    Waiting(Instant, Outgoing),
    /// The response is written as the peer reads it.
    Writing(Pace, Outgoing),
    /// The response stays open; since when the peer has not read what was written, unless it has.
    Open(Option<Instant>, Outgoing),
    /// The last response is written; further bytes are discarded.
    Lingering(Instant),
}

/// What a connection needs next.
pub(super) enum Step {
    /// To be called again when the socket is ready.
    Watch(Interest),
    /// To be called again when its request is handled, or at its deadline.
    Wait,
    /// Handling this request.
    Handle(Box<Arrived>),
    /// The keys of a TLS session.
    Secure(Box<ClientHello>),
    /// A decision whether it may lead to this host and port.
    Tunnel(String),
    /// To be closed, since there is no TLS session.
    Fail(io::Error),
    /// A response that refuses the request.
    Refuse(Refusal),
    /// To be closed.
    End,
}

/// How long a connection is new: its request is probably on its way.
pub(super) const NEW: Duration = Duration::from_millis(5);

/// How much a connection is needed: the one with the lowest need is closed for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Only lingers, since this time.
    Lingering(Instant),
    /// Is idle since this time, after a request.
    Idle(Instant),
    /// Sends a request or reads a response; of this [rank](Pace::rank).
    Busy(Instant),
    /// The same, since this time: not long ago.
    New(Instant),
}

/// How much younger a connection counts once the keys of its TLS session are chosen: the rest of the handshake
/// takes a round trip or two, in which many could connect that have not sent a ClientHello.
const SECURED: Duration = Duration::from_secs(1);

impl Connection {
    pub(super) fn new(
        socket: Arc<Socket>,
        peer: SocketAddr,
        now: Instant,
        hello: Option<Box<Hello>>,
    ) -> Self {
        Self {
            socket,
            peer,
            origin: origin(peer.ip()),
            is_new: true,
            phase: Phase::Idle(now),
            greeting: hello.map(Greeting::Hello),
            greeted: 0,
            reader: Reader::default(),
            handled: 0,
        }
    }

    /// The bytes that are held for its requests.
    pub(super) fn held(&self) -> usize {
        self.reader.held() + self.handled + self.greeted
    }

    pub(super) fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle(_))
    }

    pub(super) fn is_reading(&self) -> bool {
        matches!(self.phase, Phase::Reading(_))
    }

    /// Whether a thread handles its request.
    pub(super) fn is_handled(&self) -> bool {
        matches!(self.phase, Phase::Handling)
    }

    /// `None` when it must not be closed for another one.
    pub(super) fn need(&self, now: Instant) -> Option<Need> {
        match &self.phase {
            Phase::Lingering(since) => Some(Need::Lingering(*since)),
            Phase::Idle(since) if !self.is_new => Some(Need::Idle(*since)),
            Phase::Idle(since) => Some(self.need_of(&Pace::new(*since), now)),
            Phase::Reading(pace) | Phase::Securing(pace) | Phase::Writing(pace, _) => {
                Some(self.need_of(pace, now))
            }
            Phase::Handling | Phase::Waiting(..) | Phase::Open(..) => None,
        }
    }

    fn need_of(&self, pace: &Pace, now: Instant) -> Need {
        if now < pace.began() + NEW {
            Need::New(pace.began())
        } else if self.socket.session().is_some() {
            Need::Busy(pace.rank() + SECURED)
        } else {
            Need::Busy(pace.rank())
        }
    }

    /// When it has to be called again even if nothing arrives.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        Some(match &self.phase {
            Phase::Idle(since) => *since + limits.idle_time,
            Phase::Reading(pace) if self.reader.is_in_body() => pace.deadline(limits.body_time),
            Phase::Reading(pace) => pace.deadline(limits.head_time),
            // How long it takes is not up to the peer.
            Phase::Securing(_) | Phase::Handling => return None,
            Phase::Waiting(until, _) => *until,
            Phase::Writing(pace, _) => pace.deadline(limits.response_time),
            Phase::Open(stalled, response) => return Self::open_deadline(*stalled, response),
            Phase::Lingering(since) => *since + LINGER,
        })
    }

    /// Notices that an idle connection has something to read already; returns whether it has.
    pub(super) fn stirs(&mut self, now: Instant) -> bool {
        let is_silent = || matches!(self.socket.peek(&mut [0]), Err(error) if is_passing(&error));
        let stirs = self.is_idle() && !is_silent();
        if stirs {
            self.phase = Phase::Reading(Pace::new(now));
        }
        stirs
    }

    /// Continues when the socket is ready.
    pub(super) fn go_on(&mut self, room: &mut [u8], now: Instant, limits: &Limits) -> Step {
        match &self.phase {
            Phase::Idle(_) | Phase::Reading(_) if self.greeting.is_some() => self.greet(room, now),
            Phase::Idle(_) | Phase::Reading(_) => self.read(room, now, limits),
            Phase::Writing(..) => self.write(now, limits),
            Phase::Open(..) => self.go_on_open(room, now, limits),
            Phase::Lingering(_) => self.discard(room),
            Phase::Securing(_) | Phase::Handling | Phase::Waiting(..) => Step::Wait,
        }
    }

    /// Continues when the [deadline](Self::deadline) has passed.
    pub(super) fn expire(&mut self, now: Instant, limits: &Limits) -> Step {
        match &self.phase {
            Phase::Reading(_) if self.greeting.is_some() => {
                Step::Fail(io::ErrorKind::TimedOut.into())
            }
            Phase::Reading(_) => Step::Refuse(self.reader.too_slow()),
            Phase::Waiting(..) => self.write(now, limits),
            Phase::Open(None, _) => self.follow(now, limits),
            _ => Step::End,
        }
    }

    /// Continues when its request was handled.
    pub(super) fn handled(&mut self, done: Done, now: Instant, limits: &Limits) -> Step {
        self.reader = done.reader;
        self.handled = 0;
        match done.result {
            Written::Whole { keep_alive } => self.written(keep_alive, now, limits),
            Written::Refused(refusal) => Step::Refuse(refusal),
            Written::Partly(response) => self.respond(response, now, limits),
            Written::Later(from, response) => {
                self.phase = Phase::Waiting(from, response);
                Step::Wait
            }
            Written::End => Step::End,
            Written::Secured => self.secured(now),
            Written::Insecure(error) => Step::Fail(error),
        }
    }

    /// Writes a response.
    pub(super) fn respond(&mut self, response: Outgoing, now: Instant, limits: &Limits) -> Step {
        self.phase = Phase::Waiting(now, response);
        self.greeting = None;
        self.write(now, limits)
    }

    /// Continues when the listener is closing: a response is not held back any longer, and does not stay open.
    pub(super) fn hurry(&mut self, now: Instant, limits: &Limits) -> Step {
        match &mut self.phase {
            Phase::Waiting(_, response) => {
                response.end();
                self.write(now, limits)
            }
            Phase::Open(_, response) => {
                response.end();
                self.follow(now, limits)
            }
            _ => Step::Wait,
        }
    }

    /// Prepares for being closed.
    pub(super) fn leave(&self) {
        // A request or response that is cut off ends without that, so that the peer notices.
        if self.is_idle() {
            self.socket.end_session();
        }
    }

    /// Whether it is closed as soon as the listener is closing.
    pub(super) fn ends_early(&self) -> bool {
        matches!(
            self.phase,
            Phase::Idle(_) | Phase::Securing(_) | Phase::Lingering(_)
        )
    }

    fn read(&mut self, room: &mut [u8], now: Instant, limits: &Limits) -> Step {
        let most = self.reader.room().min(room.len());
        let room = room.get_mut(..most).unwrap_or_default();
        let mut arrived = 0;
        let read = self.socket.read(room, &mut arrived);
        if let Phase::Reading(pace) = &mut self.phase {
            pace.add(arrived);
        }
        let count = match read {
            // Also in the middle of a request: no response is expected.
            Ok(0) => return Step::End,
            Ok(count) => count,
            Err(error) if is_passing(&error) => return Step::Watch(Interest::Read),
            Err(_) => return Step::End,
        };
        self.reader.add(room.get(..count).unwrap_or_default());
        if self.is_idle() {
            self.begin_reading(now);
        }
        self.next_request(now, limits)
    }

    pub(super) fn begin_reading(&mut self, now: Instant) {
        self.phase = Phase::Reading(Pace::new(now));
    }

    /// Takes the next request from what has arrived.
    fn next_request(&mut self, now: Instant, limits: &Limits) -> Step {
        let was_in_body = self.reader.is_in_body();
        match self.reader.next(limits.body_bytes) {
            Err(refusal) => Step::Refuse(refusal),
            Ok(Some((terms, request))) => {
                if self.is_new {
                    self.is_new = false;
                    // A socket that refuses this was reset already; the response will fail.
                    let _ = self.socket.set_nodelay(true);
                }
                let reader = std::mem::take(&mut self.reader);
                self.handled = request.body.len() + reader.held();
                self.phase = Phase::Handling;
                Step::Handle(Box::new(Arrived {
                    terms,
                    request,
                    reader,
                }))
            }
            Ok(None) => {
                if self.reader.is_in_body() && !was_in_body {
                    self.begin_reading(now);
                }
                if self.reader.take_invitation() && self.invite().is_err() {
                    return Step::End;
                }
                Step::Watch(Interest::Read)
            }
        }
    }

    fn invite(&self) -> io::Result<()> {
        // Nothing else is being written, so the socket takes these few bytes.
        (&*self.socket).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Continues to write the response.
    fn write(&mut self, now: Instant, limits: &Limits) -> Step {
        let phase = std::mem::replace(&mut self.phase, Phase::Handling);
        let (mut pace, mut response) = match phase {
            Phase::Writing(pace, response) => (pace, response),
            Phase::Waiting(_, response) if response.is_open() => {
                return self.open(response, now, limits);
            }
            Phase::Waiting(_, response) => (Pace::new(now), response),
            other => {
                self.phase = other;
                return Step::Wait;
            }
        };
        let (position, sent) = (response.position(), response.sent());
        match response.write(&*self.socket, now) {
            Ok(Progress::Whole) => self.written(response.keeps_alive(), now, limits),
            Ok(Progress::Partly | Progress::Waiting) => {
                if response.position() == position {
                    pace.add(response.sent() - sent);
                } else {
                    // Each piece of a long body has its own time.
                    pace = Pace::new(now);
                }
                self.phase = Phase::Writing(pace, response);
                Step::Watch(Interest::Write)
            }
            Err(_) => Step::End,
        }
    }

    /// Continues after a response.
    pub(super) fn written(&mut self, keep_alive: bool, now: Instant, limits: &Limits) -> Step {
        if keep_alive {
            if self.reader.is_empty() {
                self.phase = Phase::Idle(now);
                return Step::Watch(Interest::Read);
            }
            self.begin_reading(now);
            return self.next_request(now, limits);
        }
        self.linger(now)
    }

    /// Ends the connection, but gives the peer time to read what was sent. Closing while it still sends would
    /// reset the connection, and a reset discards what the peer has not read yet.
    pub(super) fn linger(&mut self, now: Instant) -> Step {
        if self.socket.end().is_err() {
            return Step::End;
        }
        self.phase = Phase::Lingering(now);
        Step::Watch(Interest::Read)
    }

    fn discard(&self, room: &mut [u8]) -> Step {
        match self.socket.discard(room) {
            Ok(count) if count > 0 => Step::Watch(Interest::Read),
            Err(error) if is_passing(&error) => Step::Watch(Interest::Read),
            _ => Step::End,
        }
    }
}

pub(super) fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

fn origin(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}
