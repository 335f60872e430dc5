//! Subscriptions: a queue of its own for one call, or for Event Grid.

use std::ffi::c_int;

use super::error::acs_error_t;
use super::event::{acs_event_t, awaited};
use super::expected::{acs_expected_t, give_waited};
use super::guard::{at_home, free, guard, handle, millis, slot, status_only, value};
use super::reading::{descriptor_of, give, time_limit};
use super::status::acs_status_t;
use acs_call_automation::Result;
use acs_call_automation::internal::Birth;
use acs_call_automation::receiver::Subscription;

/// A separate queue for the events of one call, or of Event Grid. May be shared between threads. It
/// can be read until it is empty, even after its receiver is closed or freed.
pub struct acs_subscription_t {
    subscription: Subscription,
    birth: Birth,
}

impl acs_subscription_t {
    pub(super) fn new(subscription: Subscription) -> Self {
        Self {
            subscription,
            birth: Birth::now(),
        }
    }
}

/// The subscription passed by C, in the process that created it.
pub(super) unsafe fn running<'a>(
    subscription: *const acs_subscription_t,
) -> Result<&'a Subscription> {
    let subscription = handle(subscription, "subscription")?;
    let birth = subscription.birth;
    at_home(&subscription.subscription, birth, "the subscription")
}

/// Frees a subscription; unread events return to the main queue, in order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_free(subscription: *mut acs_subscription_t) {
    free(subscription);
}

/// Returns the next event.
///
/// @param timeout_ms the time limit in milliseconds; 0 does not wait, -1 waits without a limit
/// @return as acs_receiver_next
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_next(
    subscription: *const acs_subscription_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let subscription = running(subscription)?;
        let next = subscription.next(time_limit(timeout_ms)?);
        give(event, next, subscription)
    })
}

/// Returns the readiness descriptor of the queue, as acs_receiver_fd; closed by
/// acs_subscription_free.
///
/// @return the descriptor; -1 when none is available, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_fd(subscription: *const acs_subscription_t) -> c_int {
    value(-1, move || {
        descriptor_of!(subscription.as_ref()?.subscription)
    })
}

/// Ends the waits of all threads in acs_subscription_next, as acs_receiver_wake.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_wake(
    subscription: *const acs_subscription_t,
) -> acs_status_t {
    status_only(move || {
        running(subscription)?.wake();
        Ok(())
    })
}

/// Returns the number of unread events; 0 in a forked child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_event_count(
    subscription: *const acs_subscription_t,
) -> usize {
    value(0, move || Some(subscription.as_ref()?.subscription.len()))
}

/// Waits for one of the expected events, as acs_receiver_wait_for, but in this queue only. The end
/// of the subscription's call ends the wait, even when no expected event names the call.
///
/// @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
/// @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED
/// @return as acs_receiver_wait_for
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_wait_for(
    subscription: *const acs_subscription_t,
    expected: *const acs_expected_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let subscription = running(subscription)?;
        let expected = handle(expected, "expected")?.usable()?;
        let timeout = millis(timeout_ms, "timeout")?;
        let waited = subscription.wait_for(expected, timeout);
        give_waited(event, waited)
    })
}

/// Waits for an event of one kind, as acs_receiver_wait_for_kind, but in this queue only.
///
/// @param kind       ACS_EVENT_CALL_CONNECTED, ...; a number that is no event of the service is
///                   refused
/// @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
/// @param event      receives an event with ACS_OK and ACS_CALL_ENDED
/// @return as acs_receiver_wait_for_kind
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_subscription_wait_for_kind(
    subscription: *const acs_subscription_t,
    kind: c_int,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let subscription = running(subscription)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let waited = subscription.wait_for_kind(awaited(kind)?, timeout);
        give_waited(event, waited)
    })
}
