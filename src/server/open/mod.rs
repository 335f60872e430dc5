//! Responses that stay open: their bodies continue whenever there is something new.
//!
//! The polling thread holds them, so that none occupies a thread. It takes a piece from the source of a body
//! when the peer has read the one before: for a slow peer one piece is held, whatever happens meanwhile.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::connection::{Connection, Phase, Step, is_passing};
use super::limits::Limits;
use super::outgoing::{Outgoing, Progress};
use crate::platform::keep_alive::notice_dead_peer;
use crate::platform::poller::{Interest, Poller};

/// The source of a body that continues.
pub trait Follow: Send + Sync {
    /// Appends what is new to `piece`; nothing when nothing is. Returns whether the body goes on after that.
    ///
    /// Called on the thread that polls all connections: it must not block, and a piece should not be much
    /// longer than 64 KiB. It is called again after a piece that is not empty, and when the
    /// [`Waker`] was used.
    fn next(&self, piece: &mut Vec<u8>) -> bool;
}

/// A body that continues until its source ends it, the peer leaves or the listener closes.
#[derive(Clone)]
pub struct Open {
    source: Arc<dyn Follow>,
    signal: Arc<Signal>,
    pause: Duration,
    heartbeat: Option<(Duration, &'static str)>,
}

/// Whether a source has something new.
struct Signal {
    is_set: AtomicBool,
    /// Where to report it, once the connection is known.
    reader: OnceLock<(Arc<Woken>, usize)>,
}

impl Open {
    /// Creates a body of what `source` returns.
    pub fn new(source: Arc<dyn Follow>) -> Self {
        let signal = Signal {
            is_set: AtomicBool::new(true),
            reader: OnceLock::new(),
        };
        Self {
            source,
            signal: Arc::new(signal),
            pause: Duration::ZERO,
            heartbeat: None,
        }
    }

    /// Sets the least time from one piece to the next. What happens meanwhile is for the next piece.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Sets what is sent when nothing was for a time.
    #[must_use]
    pub fn heartbeat(mut self, time: Duration, text: &'static str) -> Self {
        self.heartbeat = Some((time, text));
        self
    }

    /// Returns what reports to this body that its source has something new.
    pub fn waker(&self) -> Waker {
        Waker(Arc::downgrade(&self.signal))
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open").finish_non_exhaustive()
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.signal, &other.signal)
    }
}

impl Eq for Open {}

/// Reports to an [`Open`] body that its source has something new. Does not keep it open.
#[derive(Clone)]
pub struct Waker(Weak<Signal>);

impl Waker {
    /// Has the source asked again, soon and on another thread. Returns false when the response has ended.
    pub fn wake(&self) -> bool {
        let Some(signal) = self.0.upgrade() else {
            return false;
        };
        if !signal.is_set.swap(true, Ordering::AcqRel) {
            if let Some((woken, key)) = signal.reader.get() {
                woken.add(*key);
            }
        }
        true
    }

    /// Whether the response has ended.
    pub fn has_ended(&self) -> bool {
        self.0.strong_count() == 0
    }
}

/// The connections whose open bodies have something new.
pub(super) struct Woken {
    poller: Poller,
    keys: Mutex<Vec<usize>>,
}

impl Woken {
    pub(super) fn new(poller: Poller) -> Self {
        Self {
            poller,
            keys: Mutex::default(),
        }
    }

    fn add(&self, key: usize) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push(key);
        let is_first = keys.len() == 1;
        drop(keys);
        if is_first {
            self.poller.wake();
        }
    }

    /// Moves the keys to `taken`, which is empty.
    pub(super) fn take(&self, taken: &mut Vec<usize>) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut *keys, taken);
    }
}

/// An open body that is being written.
pub(super) struct Following {
    open: Open,
    /// Whether pieces are chunks; in HTTP/1.0 the end of the connection ends the body.
    chunked: bool,
    /// The number of bytes so far.
    pub(super) position: u64,
    /// When the last piece was taken.
    last: Option<Instant>,
    /// The body ends when its source has nothing new.
    is_ending: bool,
    pub(super) has_ended: bool,
}

/// The head of a chunk, whose digits are filled in later.
const CHUNK_HEAD: &[u8] = b"00000000\r\n";

impl Following {
    pub(super) fn new(open: Open, chunked: bool) -> Self {
        Self {
            open,
            chunked,
            position: 0,
            last: None,
            is_ending: false,
            has_ended: false,
        }
    }

    /// Sets which connection reads the body.
    pub(super) fn read_by(&self, woken: &Arc<Woken>, key: usize) {
        let _ = self.open.signal.reader.set((woken.clone(), key));
    }

    /// Ends the body after what its source has.
    pub(super) fn end(&mut self) {
        self.is_ending = true;
    }

    /// When there may be something to write without a signal.
    pub(super) fn next_time(&self) -> Option<Instant> {
        let last = self.last?;
        if self.open.signal.is_set.load(Ordering::Acquire) {
            return Some(last + self.open.pause);
        }
        self.open.heartbeat.map(|(time, _)| last + time)
    }

    /// Replaces `bytes` by the next piece; returns whether there is one.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>, now: Instant) -> io::Result<bool> {
        if self.has_ended {
            return Ok(false);
        }
        let last = *self.last.get_or_insert(now);
        let is_set = self.open.signal.is_set.load(Ordering::Acquire);
        let is_due = self.position == 0 || now >= last + self.open.pause;
        bytes.clear();
        bytes.extend_from_slice(CHUNK_HEAD);
        if self.is_ending || (is_set && is_due) {
            self.open.signal.is_set.store(false, Ordering::Release);
            let source = AssertUnwindSafe(|| self.open.source.next(bytes));
            let goes_on =
                catch_unwind(source).map_err(|_| io::Error::other("the body panicked"))?;
            let is_new = bytes.len() > CHUNK_HEAD.len();
            // There may be more.
            self.open.signal.is_set.fetch_or(is_new, Ordering::AcqRel);
            self.has_ended = !goes_on || (self.is_ending && !is_new);
        } else if let Some((time, text)) = self.open.heartbeat {
            if !is_set && now >= last + time {
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        let size = bytes.len() - CHUNK_HEAD.len();
        if size > 0 {
            self.last = Some(now);
            self.position += size as u64;
        }
        self.frame(bytes, size);
        Ok(!bytes.is_empty())
    }

    fn frame(&self, bytes: &mut Vec<u8>, size: usize) {
        if size == 0 {
            // An idle connection holds no memory.
            *bytes = Vec::new();
        } else if self.chunked {
            let head = format!("{size:08x}\r\n").into_bytes();
            bytes.splice(..CHUNK_HEAD.len(), head);
            bytes.extend_from_slice(b"\r\n");
        } else {
            bytes.drain(..CHUNK_HEAD.len());
        }
        if self.has_ended && self.chunked {
            bytes.extend_from_slice(b"0\r\n\r\n");
        }
    }
}

/// How long a peer may not read at all.
const STALL: Duration = Duration::from_secs(60);

impl Connection {
    /// Begins a response that stays open.
    pub(super) fn open(&mut self, response: Outgoing, now: Instant, limits: &Limits) -> Step {
        self.phase = Phase::Open(None, response);
        // It may be long until there is something to write.
        notice_dead_peer(&self.socket);
        self.follow(now, limits)
    }

    /// Continues a response that stays open.
    pub(super) fn follow(&mut self, now: Instant, limits: &Limits) -> Step {
        let Phase::Open(stalled, response) = &mut self.phase else {
            return Step::Wait;
        };
        let before = (response.position(), response.sent());
        match response.write(&*self.socket, now) {
            Err(_) => Step::End,
            Ok(Progress::Whole) => self.written(false, now, limits),
            Ok(Progress::Waiting) => {
                *stalled = None;
                // The end of the connection shows in reading.
                Step::Watch(Interest::Read)
            }
            Ok(Progress::Partly) => {
                if stalled.is_none() || before != (response.position(), response.sent()) {
                    *stalled = Some(now);
                }
                Step::Watch(Interest::Write)
            }
        }
    }

    /// Continues a response that stays open when the socket is ready, or its time has come.
    pub(super) fn go_on_open(&mut self, room: &mut [u8], now: Instant, limits: &Limits) -> Step {
        if matches!(self.phase, Phase::Open(Some(_), _)) {
            return self.follow(now, limits);
        }
        // No request may follow: whatever the peer sends is discarded.
        match self.socket.read(room, &mut 0) {
            Ok(count) if count > 0 => Step::Watch(Interest::Read),
            Err(error) if is_passing(&error) => Step::Watch(Interest::Read),
            _ => Step::End,
        }
    }

    /// When a response that stays open has to be continued even if nothing happens.
    pub(super) fn open_deadline(stalled: Option<Instant>, response: &Outgoing) -> Option<Instant> {
        match stalled {
            Some(since) => Some(since + STALL),
            None => response.next_time(),
        }
    }
}

#[cfg(test)]
mod tests;
