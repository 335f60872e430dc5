//! What has come, and what became of it.

/// Numbers since the receiver was made, all read at the same moment.
///
/// Of events, `received` is always the sum of `queued`, `duplicate` and `refused`. Handshakes are
/// no events and count nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Events that came in well-formed requests, repeated ones included.
    pub received: u64,
    /// Events that were put into a queue, or handed to a thread that waited for them, before the
    /// request was answered with 200.
    pub queued: u64,
    /// Events that were known already by `source` and `id`; answered with 200 and dropped.
    pub duplicate: u64,
    /// Events of requests that were answered with 503, for want of room or because the receiver
    /// was closed. The sender has to bring them again.
    pub refused: u64,
    /// Requests that were answered with another error: path, method, secret, size, content.
    pub rejected: u64,
    /// Events of the main queue that no reader claimed in time
    /// ([`ReceiverOptions::unclaimed_event_ttl`](super::ReceiverOptions::unclaimed_event_ttl)).
    pub expired: u64,
    /// How often a queue began to overflow, and a notice was put into it. Fewer can be read when
    /// a dropped subscription gives its notice back to a main queue that has one.
    pub overflows: u64,
}
