//! Times as the wire has them. A time must not become shorter than requested, nor 0: it is rounded up.

use std::time::Duration;

pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs()
        .saturating_add(u64::from(time.subsec_nanos() != 0))
}

pub(super) fn whole_milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
