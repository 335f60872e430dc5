//! System or manual time. Dates, deadlines and pauses of the pipeline go by it, and everything in
//! the emulator, so that tests of back-off, ringing and timeouts take no time. Only waiting for the
//! network goes by the system clock: an attempt gets what is left until the deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A clock that can be moved forward and stopped.
///
/// Cheap to clone; clones show the same time. May be shared between threads.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    started: Instant,
    started_wall: SystemTime,
    /// How far that was from the date of the system, in nanoseconds: nothing but for a manual clock.
    off: i64,
    /// A [`Position`] in one number: no lock, which a forked child could find locked.
    position: AtomicI64,
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy)]
struct Position {
    runs: bool,
    /// In nanoseconds: the time of a clock that stands still; of a running one, how far it is ahead of the
    /// system's, or behind it.
    offset: i64,
}

impl Position {
    /// The end of a clock's range: 146 years.
    const LAST: i64 = i64::MAX >> 1;

    fn unpack(packed: i64) -> Self {
        Self {
            runs: packed & 1 == 1,
            offset: packed >> 1,
        }
    }

    fn pack(self) -> i64 {
        (self.offset.min(Self::LAST) << 1) | i64::from(self.runs)
    }

    /// What the clock shows, in nanoseconds.
    fn elapsed(self, started: Instant) -> i64 {
        let since = if self.runs {
            nanos(started.elapsed())
        } else {
            0
        };
        self.offset.saturating_add(since).clamp(0, Self::LAST)
    }
}

fn nanos(time: Duration) -> i64 {
    i64::try_from(time.as_nanos()).map_or(Position::LAST, |nanos| nanos.min(Position::LAST))
}

impl Clock {
    /// Creates a clock that follows the system time; [`advance`](Self::advance) moves it ahead.
    pub fn system() -> Self {
        Self::starting_at(None)
    }

    /// Creates a clock that stands still at `start` until it is moved with
    /// [`advance`](Self::advance).
    pub fn manual(start: SystemTime) -> Self {
        Self::starting_at(Some(start))
    }

    /// A clock that stands still at a date, or follows the system.
    fn starting_at(start: Option<SystemTime>) -> Self {
        let now = SystemTime::now();
        let started_wall = start.unwrap_or(now);
        let off = match started_wall.duration_since(now) {
            Ok(ahead) => nanos(ahead),
            Err(behind) => -nanos(behind.duration()),
        };
        let position = Position {
            runs: start.is_none(),
            offset: 0,
        };
        Self(Arc::new(Inner {
            started: Instant::now(),
            started_wall,
            off,
            position: AtomicI64::new(position.pack()),
        }))
    }

    fn position(&self) -> Position {
        Position::unpack(self.0.position.load(Ordering::Acquire))
    }

    fn change(&self, to: impl Fn(Position) -> Position) {
        let to = |packed| Some(to(Position::unpack(packed)).pack());
        let place = &self.0.position;
        let _ = place.fetch_update(Ordering::AcqRel, Ordering::Acquire, to);
    }

    /// Returns the time since this clock was created, without what it stood still. Never decreases.
    pub fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.position().elapsed(self.0.started).unsigned_abs())
    }

    /// Returns the date and time of day.
    pub fn wall(&self) -> SystemTime {
        let position = self.position();
        // Of a running clock the date of the system itself, so that a corrected one is used at once.
        let (from, offset) = match position.runs {
            true => (
                SystemTime::now(),
                position.offset.saturating_add(self.0.off),
            ),
            false => (self.0.started_wall, position.offset),
        };
        let distance = Duration::from_nanos(offset.unsigned_abs());
        let date = match offset < 0 {
            true => from.checked_sub(distance),
            false => from.checked_add(distance),
        };
        date.unwrap_or(from)
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.change(|position| Position {
            offset: position.offset.saturating_add(nanos(by)),
            ..position
        });
    }

    /// Stops the clock: it stands still until [`resume`](Self::resume), or is moved with
    /// [`advance`](Self::advance).
    pub fn pause(&self) {
        self.change(|position| Position {
            runs: false,
            offset: position.elapsed(self.0.started),
        });
    }

    /// Lets time pass from where the clock stands, also for one that was created as manual.
    pub fn resume(&self) {
        self.change(|position| match position.runs {
            true => position,
            false => Position {
                runs: true,
                offset: position
                    .offset
                    .saturating_sub(nanos(self.0.started.elapsed())),
            },
        });
    }

    /// Returns whether time passes automatically.
    pub fn runs(&self) -> bool {
        self.position().runs
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
        let copy = clock.clone();
        assert_eq!(copy.elapsed(), Duration::ZERO);
        clock.advance(Duration::from_secs(30));
        assert_eq!(copy.elapsed(), Duration::from_secs(30));
        assert_eq!(
            copy.wall(),
            SystemTime::UNIX_EPOCH + Duration::from_secs(30)
        );
    }

    #[test]
    fn a_paused_clock_stands_still_and_goes_on_from_there() {
        let clock = Clock::system();
        clock.pause();
        let (elapsed, wall) = (clock.elapsed(), clock.wall());
        assert!(!clock.runs());
        clock.advance(Duration::from_secs(30));
        assert_eq!(clock.elapsed(), elapsed + Duration::from_secs(30));
        assert_eq!(clock.wall(), wall + Duration::from_secs(30));
        clock.pause();
        assert_eq!(clock.elapsed(), elapsed + Duration::from_secs(30));
        clock.resume();
        assert!(clock.runs());
        let began = Instant::now();
        while clock.elapsed() == elapsed + Duration::from_secs(30) {
            assert!(began.elapsed() < Duration::from_secs(60), "it still stands");
        }
        assert!(clock.elapsed() < elapsed + Duration::from_secs(120));
    }

    #[test]
    fn a_manual_clock_that_runs_goes_on_from_its_own_date() {
        let clock = Clock::manual(SystemTime::UNIX_EPOCH);
        clock.advance(Duration::from_secs(30));
        clock.resume();
        let since = clock.wall().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let hour = Duration::from_secs(3600);
        assert!(
            since >= Duration::from_secs(29) && since < hour,
            "{since:?}"
        );
        clock.pause();
        let since = clock.wall().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert!(since < hour, "{since:?}");
    }

    #[test]
    fn a_clock_stops_at_the_end_of_its_range() {
        for clock in [Clock::manual(SystemTime::UNIX_EPOCH), Clock::system()] {
            clock.advance(Duration::MAX);
            clock.advance(Duration::MAX);
            let last = Duration::from_nanos(Position::LAST.unsigned_abs());
            assert_eq!(clock.elapsed(), last);
            clock.resume();
            assert!(clock.elapsed() <= last);
        }
    }
}
