//! What has arrived, for the text of a wait in which the expected event did not.

/// Deliveries that were refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals {
    number: u64,
    /// Status and reason of the last one.
    last: String,
}

impl Refusals {
    pub(super) fn count(&mut self, status: u16, reason: &str) {
        self.number += 1;
        self.last = format!("{status}: {reason}");
    }
}

/// What had arrived at one moment.
#[derive(Debug, Clone)]
pub(in crate::receiver) struct Arrivals {
    /// Events in well-formed requests.
    pub(super) received: u64,
    pub(super) refusals: Refusals,
}

impl Arrivals {
    /// What arrived since an earlier moment, as far as it explains a missing event. That nothing arrived
    /// explains it only when there was time enough.
    pub(in crate::receiver) fn since(&self, earlier: &Self, has_timed_out: bool) -> Option<String> {
        let refused = self.refusals.number - earlier.refusals.number;
        let last = &self.refusals.last;
        Some(match (refused, self.received - earlier.received) {
            (0, _) if !has_timed_out => return None,
            (0, 0) => "no delivery arrived: check that the callback URL leads to the receiver, from the internet too".to_owned(),
            (0, _) => "no delivery was refused".to_owned(),
            (1, _) => format!("1 delivery was refused with {last}"),
            (refused, _) => format!("{refused} deliveries were refused, the last with {last}"),
        })
    }
}
