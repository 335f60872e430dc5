//! Counters: what has come to a receiver, and what became of it.

use std::ffi::c_int;

use super::error::acs_error_t;
use super::guard::{free, guard, slot, value};
use super::receiver::{acs_receiver_t, running};
use super::status::acs_status_t;
use acs_call_automation::receiver::Counters;

/// Events that came in well-formed requests, repeated ones included: always the sum of those queued,
/// duplicate and refused.
pub const ACS_COUNTER_RECEIVED: c_int = 1;
/// Events that were put into a queue, or handed to a thread that waited for them.
pub const ACS_COUNTER_QUEUED: c_int = 2;
/// Events that were known already by source and id; answered with 200 and dropped.
pub const ACS_COUNTER_DUPLICATE: c_int = 3;
/// Events of requests that were answered with 503; the sender has to bring them again.
pub const ACS_COUNTER_REFUSED: c_int = 4;
/// Requests that were answered with another error: path, method, secret, size, content.
pub const ACS_COUNTER_REJECTED: c_int = 5;
/// Events of the main queue that no reader claimed in time.
pub const ACS_COUNTER_EXPIRED: c_int = 6;
/// How often a queue began to overflow.
pub const ACS_COUNTER_OVERFLOWS: c_int = 7;

/// The counters of a receiver, all read at the same moment. Read only: may be shared between threads.
pub struct acs_counters_t(Counters);

/// The counters of a receiver as they are now.
///
/// @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_counters(
    receiver: *const acs_receiver_t,
    counters: *mut *mut acs_counters_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(counters, "counters")?;
        let counters = running(receiver)?.counters();
        place.put(|| acs_counters_t(counters));
        Ok(())
    })
}

/// One of the counters.
///
/// @param counter  ACS_COUNTER_RECEIVED to ACS_COUNTER_OVERFLOWS
/// @return the number; -1 for an unknown counter, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_counters_value(
    counters: *const acs_counters_t,
    counter: c_int,
) -> i64 {
    value(-1, move || {
        let counters = &counters.as_ref()?.0;
        let number = match counter {
            ACS_COUNTER_RECEIVED => counters.received,
            ACS_COUNTER_QUEUED => counters.queued,
            ACS_COUNTER_DUPLICATE => counters.duplicate,
            ACS_COUNTER_REFUSED => counters.refused,
            ACS_COUNTER_REJECTED => counters.rejected,
            ACS_COUNTER_EXPIRED => counters.expired,
            ACS_COUNTER_OVERFLOWS => counters.overflows,
            _ => return None,
        };
        i64::try_from(number).ok()
    })
}

/// Frees counters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_counters_free(counters: *mut acs_counters_t) {
    free(counters);
}
