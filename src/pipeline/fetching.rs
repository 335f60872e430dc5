//! The request that needs a token, while its thread runs the token source.
//!
//! A token source has no arguments, and may be wrapped in one of the program. So a source of this
//! library, which sends a request itself, finds here how long that may take and what cancels it.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cancel::InFlight;
use super::interrupt::Interrupt;
use crate::auth::token::{Fetched, TokenSource};

thread_local! {
    // Nothing to drop when the thread ends, since `Restore` clears it: as in `exchange`.
    static NEEDED_BY: RefCell<ManuallyDrop<Option<Needed>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

struct Needed {
    interrupt: Arc<Interrupt>,
    until: Instant,
}

/// Runs a source for a request, which is left that much time.
pub(super) fn fetch(
    in_flight: &InFlight,
    source: &dyn TokenSource,
    time_limit: Duration,
) -> Fetched {
    let needed = Needed {
        interrupt: Arc::clone(&in_flight.interrupt),
        until: crate::clock::after(time_limit),
    };
    let _restore = Restore(ManuallyDrop::new(
        NEEDED_BY.replace(ManuallyDrop::new(Some(needed))).take(),
    ));
    source.token()
}

/// Begins a request for a token: part of the request that needs it, and no longer than that may take;
/// of its own on a thread that runs the source for something else.
pub(crate) fn begin(time_limit: Duration) -> (InFlight, Duration) {
    NEEDED_BY.with_borrow(|needed| match needed.as_ref() {
        None => (InFlight::alone(), time_limit),
        Some(needed) => {
            let left = needed.until.saturating_duration_since(Instant::now());
            let in_flight = InFlight::part_of(&needed.interrupt);
            (in_flight, left.min(time_limit))
        }
    })
}

struct Restore(ManuallyDrop<Option<Needed>>);

impl Drop for Restore {
    fn drop(&mut self) {
        let outer = ManuallyDrop::new(self.0.take());
        drop(ManuallyDrop::into_inner(NEEDED_BY.replace(outer)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::AccessToken;
    use std::sync::Mutex;
    use std::time::SystemTime;

    const LONG: Duration = Duration::from_secs(600);
    const SHORT: Duration = Duration::from_secs(60);
    const INNER: Duration = Duration::from_secs(1);

    /// Notes how long its own request may take; another request within it needs another token.
    struct Source {
        left: Mutex<Vec<Duration>>,
        inner: Option<Duration>,
    }

    impl TokenSource for Source {
        fn token(&self) -> Fetched {
            let note = |left| self.left.lock().unwrap().push(left);
            note(begin(LONG).1);
            if let Some(time_limit) = self.inner {
                let inner = Source {
                    left: Mutex::default(),
                    inner: None,
                };
                fetch(&InFlight::alone(), &inner, time_limit)?;
                note(begin(LONG).1);
            }
            Ok(AccessToken::new("t", SystemTime::now()))
        }
    }

    #[test]
    fn a_request_for_a_token_has_the_time_of_the_request_that_needs_it_and_no_other_has() {
        let source = Source {
            left: Mutex::default(),
            inner: Some(INNER),
        };
        fetch(&InFlight::alone(), &source, SHORT).unwrap();
        let left = source.left.into_inner().unwrap();
        assert_eq!(left.len(), 2, "before and after another fetch within it");
        for left in left {
            assert!(INNER < left && left <= SHORT, "{left:?}");
        }
        assert_eq!(begin(LONG).1, LONG);
    }
}
