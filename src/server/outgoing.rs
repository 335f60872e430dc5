//! A response that is being written, as far as its peer reads it.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::date::Date;
use super::framing::{self, Framing, Terms};
use super::stream::Stream;
use super::{Response, Way};

/// The size of the pieces of a streamed body.
const PIECE_SIZE: usize = 64 * 1024;

pub(super) struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
    /// A body that is produced while it is written, and the position of the next piece.
    stream: Option<(Stream, u64)>,
    keep_alive: bool,
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
        let stream = match response.way {
            Way::Lost => {
                bytes.clear();
                Some((Stream::of_bytes(Vec::new()).cut_after(0), 0))
            }
            Way::Streamed(stream) if !terms.head_only => Some((stream, 0)),
            _ => None,
        };
        Self {
            bytes,
            sent: 0,
            stream,
            keep_alive,
        }
    }

    /// Whether another request may follow, once the response is written.
    pub(super) fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// The position of the next piece of a streamed body.
    pub(super) fn position(&self) -> u64 {
        self.stream.as_ref().map_or(0, |(_, at)| *at)
    }

    /// The number of bytes of the current piece that were written.
    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    /// Writes what the socket takes. Returns whether that was all; an error when the connection has
    /// to end here.
    pub(super) fn write(&mut self, mut socket: impl Write) -> io::Result<bool> {
        let from = self.position();
        loop {
            while let Some(rest) = self.bytes.get(self.sent..).filter(|rest| !rest.is_empty()) {
                match socket.write(rest) {
                    Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                    Ok(count) => self.sent += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        return Ok(false);
                    }
                    Err(error) => return Err(error),
                }
            }
            if !self.produce()? {
                return match socket.flush() {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
                    flushed => flushed.map(|()| true),
                };
            }
            if self.position() > from + PIECE_SIZE as u64 {
                // Other connections have their turn.
                return Ok(false);
            }
        }
    }

    /// Produces the next piece of a streamed body; returns whether there was one.
    fn produce(&mut self) -> io::Result<bool> {
        let Some((stream, at)) = &mut self.stream else {
            return Ok(false);
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
