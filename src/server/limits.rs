//! The limits of one peer, and of all of them together.

use std::time::Duration;

/// The maximum size of request line and header lines together, in bytes. Also the most that is
/// read at once.
pub(super) const HEAD_BYTES: usize = 16 * 1024;

/// The maximum size of one line of a head with its line end, in bytes.
pub(super) const LINE_BYTES: usize = 8 * 1024;

/// The maximum number of header lines of a request.
pub(super) const HEADERS: usize = 64;

/// The maximum size of all requests that have arrived partly or are handled, in bytes, where a
/// single body may not be that large. The whole process stays below 64 MiB with that.
const REQUEST_BYTES: usize = 24 * 1024 * 1024;

/// How long the further bytes of a refused peer are discarded, so that it can read the response.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// The limits that the owner of a listener may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of a body, in bytes.
    pub body_bytes: usize,
    /// The maximum number of connections. One more closes the least needed one.
    pub connections: usize,
    /// The number of threads that handle requests.
    pub handler_threads: usize,
    /// The time limit from the first byte of a request to the end of its head.
    pub head_time: Duration,
    /// The time limit from the end of the head to the end of the body.
    pub body_time: Duration,
    /// The time limit for the peer to read the whole response.
    pub response_time: Duration,
    /// The time limit between the requests of a connection.
    pub idle_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            connections: 256,
            handler_threads: 2,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            response_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(120),
        }
    }
}

impl Limits {
    /// The maximum size of all requests that have arrived partly or are handled, in bytes.
    pub(super) fn request_bytes(&self) -> usize {
        REQUEST_BYTES.max(2 * self.body_bytes)
    }
}
