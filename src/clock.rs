//! System or manual time. Dates, deadlines and pauses of the pipeline go by it, and everything in
//! the emulator, so that tests of back-off, ringing and timeouts take no time. Only waiting for the
//! network goes by the system clock: an attempt gets what is left until the deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A clock that can be moved forward.
///
/// Cheap to clone; clones show the same time. May be shared between threads.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    started: Instant,
    started_wall: SystemTime,
    /// How far the clock was moved manually, in nanoseconds.
    ahead: AtomicU64,
    runs: bool,
}

impl Clock {
    /// Creates a clock that follows the system time; [`advance`](Self::advance) moves it ahead.
    pub fn system() -> Self {
        Self::starting_at(SystemTime::now(), true)
    }

    /// Creates a clock that stands still at `start` until it is moved with
    /// [`advance`](Self::advance).
    pub fn manual(start: SystemTime) -> Self {
        Self::starting_at(start, false)
    }

    fn starting_at(started_wall: SystemTime, runs: bool) -> Self {
        Self(Arc::new(Inner {
            started: Instant::now(),
            started_wall,
            ahead: AtomicU64::new(0),
            runs,
        }))
    }

    /// Returns the time since this clock was created. Never decreases.
    pub fn elapsed(&self) -> Duration {
        let ahead = Duration::from_nanos(self.0.ahead.load(Ordering::Acquire));
        if self.0.runs {
            self.0.started.elapsed() + ahead
        } else {
            ahead
        }
    }

    /// Returns the date and time of day.
    pub fn wall(&self) -> SystemTime {
        let ahead = Duration::from_nanos(self.0.ahead.load(Ordering::Acquire));
        if self.0.runs {
            // The system clock itself, so that a corrected date is used at once.
            SystemTime::now() + ahead
        } else {
            self.0.started_wall + ahead
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let nanos = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        let _ = self
            .0
            .ahead
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |ahead| {
                Some(ahead.saturating_add(nanos))
            });
    }

    /// Returns whether time passes automatically.
    pub fn runs(&self) -> bool {
        self.0.runs
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

/// The end of a time span that starts now, by the system clock. At most a year.
pub(crate) fn after(time: Duration) -> Instant {
    const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    Instant::now() + time.min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_time_moves_only_by_hand_and_for_all_clones() {
        let clock = Clock::manual(SystemTime::UNIX_EPOCH);
        let twin = clock.clone();
        assert_eq!(twin.elapsed(), Duration::ZERO);
        clock.advance(Duration::from_secs(30));
        assert_eq!(twin.elapsed(), Duration::from_secs(30));
        assert_eq!(
            twin.wall(),
            SystemTime::UNIX_EPOCH + Duration::from_secs(30)
        );
    }
}
