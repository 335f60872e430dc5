//! How fast a peer sends its request or reads its response.

use std::time::{Duration, Instant};

/// A transfer that is slower than this is ended, in bytes per second ...
const SLOWEST: u64 = 1024;

/// ... when it has taken longer than this.
const GRACE: Duration = Duration::from_secs(10);

/// When there is no room, the bytes of a transfer count as much as being younger: this many
/// bytes as one second.
const BYTES_PER_SECOND: u64 = 64 * 1024;

/// The progress of one transfer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    began: Instant,
    bytes: u64,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            began: now,
            bytes: 0,
        }
    }

    pub(super) fn began(&self) -> Instant {
        self.began
    }

    pub(super) fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// When the transfer has taken too long: after `limit`, or earlier when it is too slow.
    pub(super) fn deadline(&self, limit: Duration) -> Instant {
        let slow = GRACE + seconds(self.bytes, SLOWEST);
        self.began + limit.min(slow)
    }

    /// The transfer with the lowest rank is the first to be closed for another connection.
    pub(super) fn rank(&self) -> Instant {
        self.began + seconds(self.bytes, BYTES_PER_SECOND)
    }
}

fn seconds(bytes: u64, per_second: u64) -> Duration {
    Duration::from_micros(bytes.saturating_mul(1_000_000) / per_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_ends_at_its_limit_or_when_it_is_too_slow() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        let (short, long) = (Duration::from_secs(3), Duration::from_secs(60));
        assert_eq!(pace.deadline(short), now + short);
        assert_eq!(pace.deadline(long), now + GRACE);
        pace.add(20 * 1024);
        assert_eq!(pace.deadline(long), now + GRACE + Duration::from_secs(20));
        pace.add(1024 * 1024);
        assert_eq!(pace.deadline(long), now + long);
    }

    #[test]
    fn of_two_transfers_the_younger_or_faster_one_stays() {
        let now = Instant::now();
        let (mut old, young) = (Pace::new(now), Pace::new(now + Duration::from_secs(1)));
        assert!(old.rank() < young.rank());
        old.add(100 * 1024);
        assert!(old.rank() > young.rank());
    }
}
