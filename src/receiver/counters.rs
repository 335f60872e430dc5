//! Counters of received events.

/// Counters since the receiver was created, all read at the same moment.
///
/// `received` is always the sum of `queued`, `duplicate` and `refused`. Handshakes are not events: an
/// accepted one is not counted, a refused one is in `rejected`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Events in well-formed requests, repeated deliveries included.
    pub received: u64,
    /// Events that were put into a queue, or given to a waiting thread, before the response with
    /// status 200.
    pub queued: u64,
    /// Events that were already known by `source`, `id` and content; dropped, with status 200.
    pub duplicate: u64,
    /// Events in requests that were refused with status 503, because a queue or the
    /// spool was full, the spool could not be written, or the receiver was closed. The sender must deliver them again.
    pub refused: u64,
    /// Requests that were rejected for what they are, not for lack of room: path, method, secret, token,
    /// address, size, content (4xx), and tokens that could not be verified (503).
    pub rejected: u64,
    /// Of the rejected requests, those whose token was missing or not accepted: status 401.
    pub bad_tokens: u64,
    /// Of the rejected requests, those whose token could not be verified, because the keys were not
    /// available: status 503.
    pub unverified_tokens: u64,
    /// Of the rejected requests, those whose secret or header of Event Grid was missing or wrong: status
    /// 401.
    pub bad_secrets: u64,
    /// Of the rejected requests, those from an address that is not allowed: status 403.
    pub bad_networks: u64,
    /// Elements of deliveries that could not be read, beside events that could: dropped, with status
    /// 200, and reported by a notice in the main queue. Not events, so not in `received`.
    pub damaged: u64,
    /// Events of the main queue that were dropped unread
    /// ([`ReceiverOptions::unclaimed_event_ttl`](super::ReceiverOptions::unclaimed_event_ttl)).
    pub expired: u64,
    /// Events that were forgotten before the
    /// [`duplicate_window`](super::ReceiverOptions::duplicate_window) had passed, because the
    /// [`duplicate_memory`](super::ReceiverOptions::duplicate_memory) was full: a repetition of one of them
    /// is delivered.
    pub forgotten: u64,
    /// Events that the [`spool`](super::ReceiverOptions::spool) had when the receiver was created: accepted
    /// before, and not confirmed. Not in `received`.
    pub replayed: u64,
    /// Overflows that began, each with a notice in its queue. Fewer notices may be read: when a
    /// dropped subscription gives its notice back to a main queue that has one, they are merged.
    pub overflows: u64,
}
