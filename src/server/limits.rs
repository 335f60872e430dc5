//! What one peer, and all of them together, may take.

use std::time::Duration;

/// The longest request line and header lines together, in bytes. Also the size of the buffer that
/// a connection reads into, so nothing longer is ever held.
pub(super) const HEAD_BYTES: usize = 16 * 1024;

/// The most header lines of a request.
pub(super) const HEADERS: usize = 64;

/// How long a refused peer's further bytes are thrown away, so that it can read why.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// How long a connection may take over a request, or over reading its answer, before it may be
/// closed in favour of a new one, when no idle one is left. Both normally go in one piece.
pub(super) const SLOW: Duration = Duration::from_secs(1);

/// The bounds that an owner of a listener may choose.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body_bytes: usize,
    /// The most connections, and so threads, at a time. One more closes the oldest idle one.
    pub connections: usize,
    /// From the first byte of a request to the end of its head, however the bytes trickle in.
    pub head_time: Duration,
    /// From the end of the head to the end of the body.
    pub body_time: Duration,
    /// For the peer to take the whole answer.
    pub answer_time: Duration,
    /// Between the requests of a connection.
    pub idle_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            connections: 256,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            answer_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(120),
        }
    }
}
