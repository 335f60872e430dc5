//! A response that is being written, as far as its peer reads it.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use super::date::Date;
use super::framing::{self, Framing, Terms};
use super::open::{Following, Woken};
use super::stream::Stream;
use super::{Response, Way};

/// The size of the pieces of a streamed body.
const PIECE_SIZE: usize = 64 * 1024;

pub(super) struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
    body: Body,
    keep_alive: bool,
}

/// What follows the bytes.
enum Body {
    Nothing,
    /// A body that is produced while it is written, and the position of the next piece.
    Stream(Stream, u64),
    Open(Following),
}

/// How far a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Whole,
    /// The socket takes no more for now, or other connections have their turn.
    Partly,
    /// So far; the body is open.
    Waiting,
}

impl Outgoing {
    pub(super) fn new(response: Response, terms: Terms, keep_alive: bool, date: &mut Date) -> Self {
        let mut bytes = Vec::with_capacity(512);
        framing::write_response(
            &mut bytes,
            &response,
            Framing {
                date: date.now(),
                keep_alive,
                old: terms.old,
                head_only: terms.head_only,
            },
        );
        let body = match response.way {
            Way::Lost => {
                bytes.clear();
                Body::Stream(Stream::of_bytes(Vec::new()).cut_after(0), 0)
            }
            Way::Streamed(stream) if !terms.head_only => Body::Stream(stream, 0),
            Way::Open(open) if !terms.head_only => Body::Open(Following::new(open, !terms.old)),
            _ => Body::Nothing,
        };
        Self {
            bytes,
            sent: 0,
            body,
            keep_alive,
        }
    }

    /// Whether another request may follow, once the response is written.
    pub(super) fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// The position of the next piece of a body that is produced.
    pub(super) fn position(&self) -> u64 {
        match &self.body {
            Body::Nothing => 0,
            Body::Stream(_, at) => *at,
            Body::Open(following) => following.position,
        }
    }

    /// Whether the body is open. Only the polling thread writes such a response.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.body, Body::Open(_))
    }

    /// Sets which connection writes the response.
    pub(super) fn written_by(&self, woken: &Arc<Woken>, key: usize) {
        if let Body::Open(following) = &self.body {
            following.read_by(woken, key);
        }
    }

    /// Ends an open body after what its source has.
    pub(super) fn end(&mut self) {
        if let Body::Open(following) = &mut self.body {
            following.end();
        }
    }

    /// When an open body may continue without a signal.
    pub(super) fn next_time(&self) -> Option<Instant> {
        match &self.body {
            Body::Open(following) => following.next_time(),
            _ => None,
        }
    }

    /// The number of bytes of the current piece that were written.
    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    /// Writes what the socket takes. An error when the connection has to end here.
    pub(super) fn write(&mut self, mut socket: impl Write, now: Instant) -> io::Result<Progress> {
        let from = self.position();
        loop {
            while let Some(rest) = self.bytes.get(self.sent..).filter(|rest| !rest.is_empty()) {
                match socket.write(rest) {
                    Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                    Ok(count) => self.sent += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        return Ok(Progress::Partly);
                    }
                    Err(error) => return Err(error),
                }
            }
            if !self.produce(now)? {
                return match socket.flush() {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Progress::Partly),
                    flushed => flushed.map(|()| self.progress()),
                };
            }
            if self.position() > from + PIECE_SIZE as u64 {
                // Other connections have their turn.
                return Ok(Progress::Partly);
            }
        }
    }

    /// The progress once everything that was produced is written.
    fn progress(&self) -> Progress {
        match &self.body {
            Body::Open(following) if !following.has_ended => Progress::Waiting,
            _ => Progress::Whole,
        }
    }

    /// Produces the next piece of the body; returns whether there was one.
    fn produce(&mut self, now: Instant) -> io::Result<bool> {
        let (stream, at) = match &mut self.body {
            Body::Nothing => return Ok(false),
            Body::Stream(stream, at) => (stream, at),
            Body::Open(following) => {
                self.sent = 0;
                return following.next(&mut self.bytes, now);
            }
        };
        let left = stream.written() - *at;
        if left == 0 {
            return if stream.is_cut() {
                Err(io::ErrorKind::ConnectionAborted.into())
            } else {
                Ok(false)
            };
        }
        let size = usize::try_from(left).map_or(PIECE_SIZE, |left| left.min(PIECE_SIZE));
        self.bytes.resize(size, 0);
        self.sent = 0;
        let (bytes, from) = (&mut self.bytes, *at);
        catch_unwind(AssertUnwindSafe(|| stream.fill(from, bytes)))
            .map_err(|_| io::Error::other("the body panicked"))?;
        *at += size as u64;
        Ok(true)
    }
}
