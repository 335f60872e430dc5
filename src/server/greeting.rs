//! What precedes the first request of a connection of TLS: the handshake, and maybe a CONNECT request before it.
//!
//! It has the limits of the head of a request: the same time for all of it, the same bytes, the same rate,
//! and a connection with an unfinished one is closed for another like one with an unfinished head.

use std::io::{self, Write as _};
use std::time::Instant;

use super::connection::{Connection, Phase, Step, is_passing};
use super::framing::{Refusal, refused};
use super::tls::{Handshake, Hello};
use super::tunnel::Tunnel;
use crate::platform::poller::Interest;

pub(super) enum Greeting {
    /// The first message of the handshake is arriving.
    Hello(Box<Hello>),
    /// Not TLS, but maybe a CONNECT request.
    Tunnel(Tunnel),
    /// The rest of the handshake, from the choice of the keys on.
    Session,
}

pub(super) const PLAIN_HTTP: Refusal =
    refused(400, "this port is for https, and the request is plain http");
pub(super) const NO_PROXY: Refusal =
    refused(403, "this port is for https, and no proxy for that host");

impl Connection {
    /// Continues when the socket is ready.
    pub(super) fn greet(&mut self, room: &mut [u8], now: Instant) -> Step {
        let before = self.greeted;
        let step = match self.continue_greeting(room) {
            Err(error) if is_passing(&error) => Step::Watch(Interest::Read),
            Err(error) => Step::Fail(error),
            Ok(step) => step,
        };
        let arrived = self.greeted.saturating_sub(before);
        if arrived > 0 && self.is_idle() {
            self.begin_reading(now);
        }
        let Phase::Reading(pace) = &mut self.phase else {
            return step;
        };
        pace.add(arrived);
        if matches!(step, Step::Secure(_)) {
            self.phase = Phase::Securing(*pace);
            self.greeting = Some(Greeting::Session);
        } else if self.greeting.is_none() {
            // Whatever came with the handshake is read next.
            self.greeted = 0;
            self.phase = Phase::Idle(now);
        }
        step
    }

    /// Continues when the keys are chosen.
    pub(super) fn secured(&mut self, now: Instant) -> Step {
        if let Phase::Securing(pace) = self.phase {
            self.phase = Phase::Reading(pace);
        }
        self.greet(&mut [], now)
    }

    /// Begins with the handshake, as the CONNECT request demands.
    pub(super) fn tunnel(&mut self, hello: Option<Box<Hello>>) -> Step {
        self.greeting = hello.map(Greeting::Hello);
        self.greeted = 0;
        // Nothing else is being written, so the socket takes these few bytes.
        match (&*self.socket).write_all(b"HTTP/1.1 200 OK\r\n\r\n") {
            Ok(()) => Step::Watch(Interest::Read),
            Err(_) => Step::End,
        }
    }

    /// Ends after a failed handshake: the peer is given time to read the alert.
    pub(super) fn failed(&mut self, error: &io::Error, now: Instant) -> Step {
        match error.kind() {
            io::ErrorKind::InvalidData => self.linger(now),
            _ => Step::End,
        }
    }

    fn continue_greeting(&mut self, room: &mut [u8]) -> io::Result<Step> {
        match &mut self.greeting {
            Some(Greeting::Hello(hello)) => {
                if hello.received() == 0 && begins_as_http(&self.socket)? {
                    self.greeting = Some(Greeting::Tunnel(Tunnel::default()));
                    return self.continue_greeting(room);
                }
                let whole = hello.read(&self.socket)?;
                self.greeted = hello.received();
                Ok(match whole {
                    Some(hello) => Step::Secure(Box::new(hello)),
                    None => Step::Watch(Interest::Read),
                })
            }
            Some(Greeting::Tunnel(tunnel)) => {
                let most = tunnel.room().min(room.len());
                let room = room.get_mut(..most).unwrap_or_default();
                let count = self.socket.read(room, &mut self.greeted)?;
                if count == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(match tunnel.add(room.get(..count).unwrap_or_default()) {
                    Ok(Some(authority)) => Step::Tunnel(authority),
                    Ok(None) => Step::Watch(Interest::Read),
                    Err(refusal) => Step::Refuse(refusal),
                })
            }
            Some(Greeting::Session) => {
                let Some(session) = self.socket.session() else {
                    return Ok(Step::End);
                };
                let next = session.handshake(&self.socket);
                self.greeted = session.received();
                Ok(match next? {
                    Handshake::Reads => Step::Watch(Interest::Read),
                    Handshake::Writes => Step::Watch(Interest::Write),
                    Handshake::Done => {
                        self.greeting = None;
                        Step::Watch(Interest::Read)
                    }
                })
            }
            None => Ok(Step::Wait),
        }
    }
}

/// Whether the first byte is a letter. No message of TLS begins with one.
fn begins_as_http(stream: &std::net::TcpStream) -> io::Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first)? == 1 && first.iter().all(u8::is_ascii_alphabetic))
}
