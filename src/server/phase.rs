//! The phase of a connection: the part of it that other threads use, to close it for another one.

use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

/// The phase of a connection, for threads that may have to close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Between two requests.
    Idle,
    /// A request has begun to arrive.
    Reading,
    /// A request is being handled.
    Handling,
    /// A response is being written, which takes as long as the peer takes to read it.
    Responding,
    /// The last response is written; further bytes are discarded.
    Lingering,
    /// Closed by another thread, in favor of another connection.
    Evicted,
}

/// The part of a connection that other threads use.
pub(super) struct Connection {
    pub stream: TcpStream,
    pub peer: SocketAddr,
    phase: AtomicU8,
    /// When the phase began, in microseconds of the listener's life.
    since: AtomicU64,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr, now: Duration) -> Self {
        Self {
            stream,
            peer,
            phase: AtomicU8::new(Phase::Idle as u8),
            since: AtomicU64::new(micros(now)),
        }
    }

    pub(super) fn is(&self, phase: Phase) -> bool {
        self.phase.load(Ordering::SeqCst) == phase as u8
    }

    /// When the phase began, as time of the listener's life.
    pub(super) fn since(&self) -> Duration {
        Duration::from_micros(self.since.load(Ordering::SeqCst))
    }

    /// Sets the time when the phase began.
    pub(super) fn stamp(&self, now: Duration) {
        self.since.store(micros(now), Ordering::SeqCst);
    }

    /// Enters the next phase; `false` when another thread was faster.
    pub(super) fn passes(&self, from: Phase, to: Phase) -> bool {
        self.phase
            .compare_exchange(from as u8, to as u8, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::SeqCst);
    }

    /// Closes the connection if it still is in that phase.
    ///
    /// An idle one is only shut down for reading: a request that has just arrived is handled.
    pub(super) fn evict(&self, phase: Phase) -> bool {
        let evicted = self.passes(phase, Phase::Evicted);
        if evicted {
            let half = match phase {
                Phase::Idle => Shutdown::Read,
                _ => Shutdown::Both,
            };
            let _ = self.stream.shutdown(half);
        }
        evicted
    }
}

impl Drop for Connection {
    /// Closes the connection to the peer even when a forked child has the socket too.
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
