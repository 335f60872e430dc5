//! Reading a queue: the main one, or that of a subscription.

use std::time::Duration;

use super::event::acs_event_t;
use super::guard::{Failure, Outcome, Slot, millis};
use super::status::{ACS_CLOSED, ACS_TIMEOUT, ACS_WOKEN};
use acs_call_automation::receiver::{CompletionQueue, Next};
use acs_call_automation::{Error, ErrorKind, Result};

/// How long to wait: -1 stands for as long as it takes.
pub(super) fn time_limit(timeout_ms: i64) -> Result<Option<Duration>> {
    if timeout_ms == -1 {
        return Ok(None);
    }
    if timeout_ms < 0 {
        return Err(Error::invalid("timeout", "must be -1 or more"));
    }
    millis(timeout_ms, "timeout").map(Some)
}

/// The descriptor of a queue as C knows it; none where the system has none.
#[cfg(unix)]
macro_rules! descriptor_of {
    ($queue:expr) => {{
        use std::os::fd::AsRawFd;
        $queue.fd().ok().map(|fd| fd.as_raw_fd())
    }};
}
#[cfg(not(unix))]
macro_rules! descriptor_of {
    ($queue:expr) => {{
        let _ = $queue;
        None
    }};
}
pub(super) use descriptor_of;

/// Returns the next event of a queue, or why there is none.
pub(super) fn give(
    event: Slot<'_, acs_event_t>,
    next: Result<Next>,
    queue: &impl CompletionQueue,
) -> Outcome<()> {
    match next {
        Ok(Next::Event(received)) => {
            event.put(|| acs_event_t::read(received, queue));
            Ok(())
        }
        Ok(Next::Woken) => Err(Failure::Quiet(ACS_WOKEN)),
        Ok(_) => Err(Failure::Quiet(ACS_TIMEOUT)),
        Err(error) if error.kind() == ErrorKind::Closed => Err(Failure::Quiet(ACS_CLOSED)),
        Err(error) => Err(error.into()),
    }
}
