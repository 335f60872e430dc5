//! Confirming events.

use super::acs_event_t;
use crate::error::acs_error_t;
use crate::guard::{guard, handle, list};
use crate::status::acs_status_t;
use acs_call_automation::receiver::Received;

/// Confirms an event: the spool of its receiver (acs_receiver_options_set_spool), or Redis
/// (acs_receiver_options_set_redis), forgets it. One that is not confirmed is delivered again after
/// a restart. Without these, and for events that no receiver delivered, it does nothing. References
/// to the same event (acs_event_copy) count as one; to confirm it twice is no error.
///
/// Returns once the disk has it, after a millisecond or so; threads that confirm at the same time
/// share the cost. The spool stays open until the last of its events is freed.
///
/// @return ACS_SYSTEM when the spool cannot be written or Redis fails: the event may be delivered
///         again; ACS_CLOSED when Redis gave it to another consumer meanwhile; ACS_FORKED in a child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_done(
    event: *const acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        Ok(handle(event, "event")?.received.done()?)
    })
}

/// Confirms many events at once, as acs_event_done does one.
///
/// @param events may be NULL when count is 0
/// @return ACS_SYSTEM when a spool cannot be written or Redis fails: none of its events is confirmed
///         then; ACS_CLOSED when Redis gave some to another consumer meanwhile: the others are
///         confirmed; ACS_FORKED in a child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_events_done(
    events: *const *const acs_event_t,
    count: usize,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let events = list(events, count, "events")?;
        Ok(Received::done_all(
            events.iter().map(|event| &event.received),
        )?)
    })
}
