//! The counters of a receiver.

use std::ffi::c_int;

use super::error::acs_error_t;
use super::guard::{free, guard, slot, value};
use super::receiver::{acs_receiver_t, running};
use super::status::acs_status_t;
use acs_call_automation::receiver::Counters;

/// Events in well-formed requests: queued, duplicate and refused.
pub const ACS_COUNTER_RECEIVED: c_int = 1;
/// Events put into a queue or given to a waiting thread.
pub const ACS_COUNTER_QUEUED: c_int = 2;
/// Events already known by source, id and content; dropped, with 200.
pub const ACS_COUNTER_DUPLICATE: c_int = 3;
/// Events refused with 503; the sender must deliver them again.
pub const ACS_COUNTER_REFUSED: c_int = 4;
/// Requests rejected for path, method, secret, token, address, size or content.
pub const ACS_COUNTER_REJECTED: c_int = 5;
/// Events of the main queue that expired.
pub const ACS_COUNTER_EXPIRED: c_int = 6;
/// How often a queue began to overflow.
pub const ACS_COUNTER_OVERFLOWS: c_int = 7;
/// Elements of deliveries that could not be read, beside events that could; dropped, with 200.
pub const ACS_COUNTER_DAMAGED: c_int = 8;
/// Events forgotten before the duplicate window had passed, because its memory was full.
pub const ACS_COUNTER_FORGOTTEN: c_int = 9;
/// Events that the spool had when the receiver was created; not received.
pub const ACS_COUNTER_REPLAYED: c_int = 10;
/// Of the rejected requests, those whose token was missing or not accepted: 401.
pub const ACS_COUNTER_BAD_TOKENS: c_int = 11;
/// Of the rejected requests, those whose token could not be verified, because the keys were not
/// available: 503.
pub const ACS_COUNTER_UNVERIFIED_TOKENS: c_int = 12;
/// Of the rejected requests, those whose secret or header of Event Grid was missing or wrong: 401.
pub const ACS_COUNTER_BAD_SECRETS: c_int = 13;
/// Of the rejected requests, those from an address that is not allowed: 403.
pub const ACS_COUNTER_BAD_NETWORKS: c_int = 14;

/// The counters of a receiver, all read at the same moment. Read only: may be shared between
/// threads.
pub struct acs_counters_t(Counters);

/// Returns the counters since the receiver was created.
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

/// Returns one of the counters; -1 for an unknown one, and for NULL.
///
/// @param counter ACS_COUNTER_RECEIVED, ...
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
            ACS_COUNTER_DAMAGED => counters.damaged,
            ACS_COUNTER_FORGOTTEN => counters.forgotten,
            ACS_COUNTER_BAD_TOKENS => counters.bad_tokens,
            ACS_COUNTER_UNVERIFIED_TOKENS => counters.unverified_tokens,
            ACS_COUNTER_BAD_SECRETS => counters.bad_secrets,
            ACS_COUNTER_BAD_NETWORKS => counters.bad_networks,
            ACS_COUNTER_REPLAYED => counters.replayed,
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
