//! The receiver: takes the service's events, and queues them until the program pulls them.

use std::ffi::{c_char, c_int, c_void};
use std::time::Duration;

use super::error::acs_error_t;
use super::event::{acs_event_t, awaited};
use super::expected::{acs_expected_t, give_waited};
use super::guard::{
    Failure, Outcome, Slot, at_home, count, free, guard, handle, millis, optional_text, slot, text,
    value,
};
use super::options::{acs_receiver_options_t, options};
use super::reading::{descriptor_of, give, time_limit};
use super::status::{ACS_TIMEOUT, acs_status_t};
use super::subscription::acs_subscription_t;
use super::text::{HasTexts, Texts, made_text_of};
use super::text_out::acs_text_t;
use acs_call_automation::Result;
use acs_call_automation::internal::Birth;
use acs_call_automation::receiver::{Filter, Receiver};

/// How long acs_receiver_free waits.
const CLOSE_TIME: Duration = Duration::from_secs(5);

/// Receives events and queues them until they are read. May be shared between threads.
pub struct acs_receiver_t {
    receiver: Receiver,
    birth: Birth,
    texts: Texts,
}

impl acs_receiver_t {
    pub(super) fn new(receiver: Receiver) -> Self {
        Self {
            receiver,
            birth: Birth::now(),
            texts: Texts::default(),
        }
    }
}

/// The receiver passed by C, in the process that created it.
pub(super) unsafe fn running<'a>(receiver: *const acs_receiver_t) -> Result<&'a Receiver> {
    let receiver = handle(receiver, "receiver")?;
    at_home(&receiver.receiver, receiver.birth, "the receiver")
}

impl HasTexts for acs_receiver_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Creates a receiver with a listener, by default on a free port of 127.0.0.1. Its threads are
/// named acs-receiver and acs-receiver-io.
///
/// @return ACS_SYSTEM when the address cannot be listened on, or the spool cannot be opened;
///         ACS_UNSUPPORTED for a spool, a certificate or an audience in a library built without
///         the feature
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_new(
    receiver_options: *const acs_receiver_options_t,
    receiver: *mut *mut acs_receiver_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(receiver, "receiver")?;
        let options = options(receiver_options)?;
        let receiver = Receiver::bind(&options)?;
        place.put(|| acs_receiver_t::new(receiver));
        Ok(())
    })
}

/// Creates a receiver without a socket or thread, for a web server of the program that passes its
/// requests to acs_receiver_handle.
///
/// @return ACS_SYSTEM when the spool cannot be opened; ACS_UNSUPPORTED as acs_receiver_new
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_new_without_listener(
    receiver_options: *const acs_receiver_options_t,
    receiver: *mut *mut acs_receiver_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(receiver, "receiver")?;
        let options = options(receiver_options)?;
        let receiver = Receiver::without_listener(&options)?;
        place.put(|| acs_receiver_t::new(receiver));
        Ok(())
    })
}

/// Frees a receiver. Unless acs_receiver_close was called before, it waits up to 5 s for requests
/// in progress, and with an audience or a token verifier up to 5 s for a fetch of keys; a thread
/// that is busy after that ends later. A consumer of Redis ends its last read: within 0.5 s, or 5 s
/// when Redis does not respond, also after acs_receiver_close. Submitted operations are canceled,
/// and their completions are lost, with those that were not read, but for those of a subscription.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_free(receiver: *mut acs_receiver_t) {
    free(receiver);
}

impl Drop for acs_receiver_t {
    fn drop(&mut self) {
        // Operations that run have handles of the receiver.
        if !self.birth.is_elsewhere() && self.receiver.cancel_submitted() {
            self.receiver.close(CLOSE_TIME);
        }
    }
}

/// Returns the address listened on: "127.0.0.1:40123"; NULL without a listener.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_address(receiver: *const acs_receiver_t) -> *const c_char {
    made_text_of(receiver, "address", |receiver| {
        Some(receiver.receiver.local_addr()?.to_string())
    })
}

/// Returns the callback URL of a path, for placing and answering calls. It contains the secret in
/// clear text: do not log it.
///
/// @param path a callback path of this receiver; "/events" unless the options name others
/// @return ACS_INVALID_INPUT also when acs_receiver_options_set_public_url is required first:
///         without a listener, or when listening on all addresses
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_url(
    receiver: *const acs_receiver_t,
    path: *const c_char,
    url: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let url = slot(url, "url")?;
        let receiver = &handle(receiver, "receiver")?.receiver;
        let found = receiver.url(text(path, "path")?)?;
        url.put(|| acs_text_t::new(&found));
        Ok(())
    })
}

/// Replaces the secret: acs_receiver_url returns URLs with the new one from now on. The one before
/// stays valid, since the callback URLs of calls in progress contain it, until the next rotation or
/// acs_receiver_forget_previous_secret.
///
/// @param secret not empty, no control characters
/// @return ACS_INVALID_INPUT also when the receiver was created without a secret
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_rotate_secret(
    receiver: *const acs_receiver_t,
    secret: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let receiver = running(receiver)?;
        Ok(receiver.rotate_secret(text(secret, "secret")?)?)
    })
}

/// Makes the secret before the current one invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_forget_previous_secret(
    receiver: *const acs_receiver_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        Ok(running(receiver)?.forget_previous_secret()?)
    })
}

/// Replaces the certificate: new connections get it, those that exist go on with theirs. When it
/// cannot be used, the one before stays.
///
/// @param chain PEM text, as for acs_receiver_options_set_certificate
/// @param private_key PEM text, as there
/// @return ACS_INVALID_INPUT also when the receiver was created without a certificate
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_set_certificate(
    receiver: *const acs_receiver_t,
    chain: *const c_char,
    private_key: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (chain, key) = (
            text(chain, "certificate")?,
            text(private_key, "private key")?,
        );
        Ok(running(receiver)?.set_certificate(chain, key)?)
    })
}

/// Reads the certificate again from its files, after they were renewed: new connections get it,
/// those that exist go on with theirs. When it cannot be used, the one before stays.
///
/// @return ACS_SYSTEM when a file cannot be read; ACS_INVALID_INPUT also when the receiver was
///         created without acs_receiver_options_set_certificate_files
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_reload_certificate(
    receiver: *const acs_receiver_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || Ok(running(receiver)?.reload_certificate()?))
}

/// Returns the next event of the main queue.
///
/// @param timeout_ms the time limit in milliseconds; 0 does not wait, -1 waits without a limit
/// @return ACS_TIMEOUT, ACS_WOKEN; ACS_CLOSED when the receiver is closed and the queue is empty
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_next(
    receiver: *const acs_receiver_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let receiver = running(receiver)?;
        give(event, receiver.next(time_limit(timeout_ms)?), receiver)
    })
}

/// Returns the readiness descriptor of the main queue, for poll, epoll or select: readable while
/// acs_receiver_next with a timeout of 0 would return an event, ACS_WOKEN or ACS_CLOSED.
///
/// It is created on first use, the same one after that, and closed by acs_receiver_free, even if
/// subscriptions still exist. Only wait for it: do not read, write or close it. An event that
/// expires (acs_receiver_options_set_unclaimed_event_ttl_ms) leaves it readable until
/// acs_receiver_next is called, which then returns ACS_TIMEOUT.
///
/// @return the descriptor; -1 when none is available, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_fd(receiver: *const acs_receiver_t) -> c_int {
    value(-1, move || descriptor_of!(receiver.as_ref()?.receiver))
}

/// Ends the waits of all threads in acs_receiver_next. When no thread waits, the next
/// acs_receiver_next returns ACS_WOKEN at once; several such wakes count as one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_wake(receiver: *const acs_receiver_t) -> acs_status_t {
    super::guard::status_only(move || {
        running(receiver)?.wake();
        Ok(())
    })
}

/// Returns the number of unread events in the main queue; 0 in a forked child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_event_count(receiver: *const acs_receiver_t) -> usize {
    value(0, move || Some(receiver.as_ref()?.receiver.len()))
}

/// Opens a separate queue for the events of one call. Unread events of that call are moved there,
/// since events can arrive before the response with the id of a new call.
///
/// @param capacity the maximum number of unread events, 1 to 1,000,000; 0 for that of the
///                 receiver's options
/// @return ACS_INVALID_INPUT also when such a subscription exists; ACS_CLOSED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_subscribe_call(
    receiver: *const acs_receiver_t,
    call_connection_id: *const c_char,
    capacity: i64,
    subscription: *mut *mut acs_subscription_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(subscription, "subscription")?;
        let receiver = running(receiver)?;
        let id = text(call_connection_id, "call connection id")?;
        subscribe(receiver, Filter::call(id), capacity, place)
    })
}

/// Opens a separate queue for the events of Event Grid: IncomingCall, CallStarted,
/// RecordingFileStatusUpdated, ...
///
/// @param capacity as acs_receiver_subscribe_call
/// @return as acs_receiver_subscribe_call
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_subscribe_event_grid(
    receiver: *const acs_receiver_t,
    capacity: i64,
    subscription: *mut *mut acs_subscription_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(subscription, "subscription")?;
        let receiver = running(receiver)?;
        subscribe(receiver, Filter::EventGrid, capacity, place)
    })
}

fn subscribe(
    receiver: &Receiver,
    filter: Filter,
    capacity: i64,
    place: Slot<'_, acs_subscription_t>,
) -> Outcome<()> {
    let subscription = match count(capacity, "subscription capacity")? {
        0_usize => receiver.subscribe(filter)?,
        events => receiver.subscribe_with_capacity(filter, events)?,
    };
    place.put(|| acs_subscription_t::new(subscription));
    Ok(())
}

/// Waits for one of the expected events, in any queue, and takes out only that one. Only
/// acs_receiver_close ends the wait early, not a wake: for a wait that must end otherwise, repeat a
/// short one.
///
/// @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
/// @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED
/// @return ACS_OK for an event that means success, ACS_FAILED for one that means failure;
///         ACS_CALL_ENDED when the call ended first, with a copy of the event that reports it;
///         ACS_TIMEOUT, ACS_CLOSED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_wait_for(
    receiver: *const acs_receiver_t,
    expected: *const acs_expected_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let receiver = running(receiver)?;
        let expected = handle(expected, "expected")?.usable()?;
        let timeout = millis(timeout_ms, "timeout")?;
        give_waited(event, receiver.wait_for(expected, timeout))
    })
}

/// Waits for an event of one kind, in any queue, and takes out only that one; as
/// acs_receiver_wait_for without a list of expected events. For the outcome of an operation,
/// which may be a failure, use that.
///
/// @param kind               ACS_EVENT_CALL_CONNECTED, ...; a number that is no event of the
///                           service is refused
/// @param call_connection_id only events of this call, whose end also ends the wait; NULL for any
/// @param timeout_ms         the time limit in milliseconds, 0 or more; no unlimited wait
/// @param event              receives an event with ACS_OK and ACS_CALL_ENDED
/// @return ACS_OK; ACS_CALL_ENDED when the call ended first, with a copy of the event that
///         reports it; ACS_TIMEOUT, ACS_CLOSED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_wait_for_kind(
    receiver: *const acs_receiver_t,
    kind: c_int,
    call_connection_id: *const c_char,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let event = slot(event, "event")?;
        let receiver = running(receiver)?;
        let call = optional_text(call_connection_id, "call connection id")?;
        let timeout = millis(timeout_ms, "timeout")?;
        let waited = receiver.wait_for_kind(awaited(kind)?, call, timeout);
        give_waited(event, waited)
    })
}

/// Tags a call: all its events, including those already queued, carry the tag, which
/// acs_event_tag returns. A tag distinguishes thousands of calls on one descriptor. It stays
/// until acs_receiver_untag, since events may follow the end of a call; a new one replaces it.
///
/// @param tag any pointer, or NULL; the library does not dereference it
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_tag(
    receiver: *const acs_receiver_t,
    call_connection_id: *const c_char,
    tag: *mut c_void,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let receiver = running(receiver)?;
        let id = text(call_connection_id, "call connection id")?;
        receiver.tag(id, tag as u64);
        Ok(())
    })
}

/// Removes and returns the tag of a call. Events that were read before still carry it: free what
/// it points to after they are handled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_untag(
    receiver: *const acs_receiver_t,
    call_connection_id: *const c_char,
) -> *mut c_void {
    value(std::ptr::null_mut(), move || {
        let id = text(call_connection_id, "call connection id").ok()?;
        let tag = receiver.as_ref()?.receiver.untag(id)?;
        Some(super::event::pointer_of(tag))
    })
}

/// Stops receiving events and ends every thread of the receiver. Waiting threads are woken, and
/// the queues can be read until they are empty. May be called more than once.
///
/// @param timeout_ms the time limit for requests in progress, in milliseconds, 0 or more
/// @return ACS_TIMEOUT when a thread is still busy; it ends later
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_close(
    receiver: *const acs_receiver_t,
    timeout_ms: i64,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let receiver = running(receiver)?;
        if receiver.close(millis(timeout_ms, "timeout")?) {
            Ok(())
        } else {
            Err(Failure::Quiet(ACS_TIMEOUT))
        }
    })
}
