//! The receiver: takes the service's events, and queues them until the program pulls them.

use std::ffi::{c_char, c_int, c_void};
use std::time::Duration;

use super::error::acs_error_t;
use super::event::acs_event_t;
use super::expected::{acs_expected_t, give_waited};
use super::guard::{
    Failure, Outcome, Slot, at_home, count, free, guard, handle, millis, slot, text, value,
};
use super::options::{acs_receiver_options_t, options};
use super::status::{ACS_CLOSED, ACS_TIMEOUT, ACS_WOKEN, acs_status_t};
use super::subscription::acs_subscription_t;
use super::text::{HasTexts, Texts, made_text_of};
use super::text_out::acs_text_t;
use acs_call_automation::internal::Birth;
use acs_call_automation::receiver::{Filter, Next, Receiver};
use acs_call_automation::{ErrorKind, Result};

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

/// The receiver that C hands in, in the process that made it.
pub(super) unsafe fn running<'a>(receiver: *const acs_receiver_t) -> Result<&'a Receiver> {
    let receiver = handle(receiver, "receiver")?;
    at_home(&receiver.receiver, receiver.birth, "the receiver")
}

impl HasTexts for acs_receiver_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// How long to wait: -1 stands for as long as it takes.
pub(super) fn time_limit(timeout_ms: i64) -> Result<Option<Duration>> {
    if timeout_ms == -1 {
        return Ok(None);
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

/// What a queue had to say.
pub(super) fn give(event: Slot<'_, acs_event_t>, next: Result<Next>) -> Outcome<()> {
    match next {
        Ok(Next::Event(received)) => {
            event.put(|| acs_event_t::new(received));
            Ok(())
        }
        Ok(Next::Woken) => Err(Failure::Quiet(ACS_WOKEN)),
        Ok(_) => Err(Failure::Quiet(ACS_TIMEOUT)),
        Err(error) if error.kind() == ErrorKind::Closed => Err(Failure::Quiet(ACS_CLOSED)),
        Err(error) => Err(error.into()),
    }
}

/// A receiver with its own listener: on a free port of 127.0.0.1, unless the options say otherwise.
/// Its threads are named acs-receiver and acs-receiver-io.
///
/// @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the address cannot be listened on
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

/// A receiver without a socket or thread: a web server that the program has already hands it the
/// requests, with acs_receiver_handle.
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

/// Frees a receiver. Unless acs_receiver_close was called before, that waits up to 5 s for running
/// requests; then its threads are gone, but one that was still busy ends on its own. In a forked child nothing is done. No other thread may be
/// inside a function with this receiver.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_free(receiver: *mut acs_receiver_t) {
    free(receiver);
}

/// The address listened on: "127.0.0.1:40123".
///
/// @return a text that lives as long as the receiver; NULL without a listener
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_address(receiver: *const acs_receiver_t) -> *const c_char {
    made_text_of(receiver, "address", |receiver| {
        Some(receiver.receiver.local_addr()?.to_string())
    })
}

/// The callback URL of a path, with the secret: what create and answer are given. It holds the secret
/// in clear text, so it belongs into no log.
///
/// @param path     a callback path of this receiver; "/events" unless the options said otherwise
/// @param url      receives the URL; free with acs_text_free
/// @return ACS_OK, ACS_INVALID_INPUT also when the public URL must be set to know it
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

/// The next event of the main queue.
///
/// @param timeout_ms how long to wait, in milliseconds: 0 polls, -1 waits as long as it takes
/// @return ACS_OK; ACS_TIMEOUT, ACS_WOKEN; ACS_CLOSED when the receiver is closed and the queue is
///         empty; ACS_FORKED, ACS_INVALID_INPUT
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
        give(event, receiver.next(time_limit(timeout_ms)?))
    })
}

/// A descriptor for poll, epoll, select or an event loop: readable for as long as
/// acs_receiver_next with a timeout of 0 has something to say: an event, a wake, or ACS_CLOSED.
///
/// Made when it is first asked for, as one end of a pair, and the same one after that; closed by
/// acs_receiver_free, whatever subscriptions live on. Only wait for it: do not read, write or close
/// it. An event that acs_receiver_options_set_unclaimed_event_ttl_ms drops leaves it readable until
/// acs_receiver_next is asked, which then has nothing.
///
/// @return the descriptor; -1 when none can be had, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_fd(receiver: *const acs_receiver_t) -> c_int {
    value(-1, move || descriptor_of!(receiver.as_ref()?.receiver))
}

/// Ends the waits of all threads that are in acs_receiver_next now; when there is none, the next call
/// of it returns at once. Wakes do not pile up.
///
/// @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_wake(receiver: *const acs_receiver_t) -> acs_status_t {
    super::guard::status_only(move || {
        running(receiver)?.wake();
        Ok(())
    })
}

/// How many events of the main queue are unread.
///
/// @return the number; 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_event_count(receiver: *const acs_receiver_t) -> usize {
    value(0, move || Some(receiver.as_ref()?.receiver.len()))
}

/// Opens a queue of its own for the events of one call. It begins with those that came before and
/// were not read: events can arrive before the answer that reports the id of a new call.
///
/// @param capacity           the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
/// @return ACS_OK, ACS_INVALID_INPUT also when there is such a subscription already, ACS_CLOSED,
///         ACS_FORKED
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

/// Opens a queue of its own for the events of Event Grid: IncomingCall, CallStarted,
/// RecordingFileStatusUpdated, ...
///
/// @param capacity     the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
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

/// Waits for one of the expected events, in whatever queue it is or arrives, and takes out only that
/// one. It always ends; a wake does not end it.
///
/// @param expected   what to wait for
/// @param timeout_ms how long, in milliseconds; 0 only looks at what is there
/// @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED; free with
///                   acs_event_free
/// @return ACS_OK when it means success, ACS_FAILED when it means failure; ACS_CALL_ENDED when the
///         call ended before, with a copy of the event that told so; ACS_TIMEOUT, ACS_CLOSED,
///         ACS_FORKED, ACS_INVALID_INPUT
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
        give_waited(event, receiver.wait_for(expected, timeout), "the receiver")
    })
}

/// Events of this call carry a tag from now on, those that are queued already too: acs_event_tag gives
/// it back; one that it had before is replaced. Tags tell thousands of calls apart on one descriptor, without a table of your own. It
/// stays until acs_receiver_untag: events may follow the end of a call.
///
/// @param tag                any pointer of your program, or NULL; the library does not look at it
/// @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED
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

/// Takes the tag of a call away. Events that were taken out before still carry it: free what it points
/// to once they are dealt with.
///
/// @return the tag; NULL when it had none
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

/// Stops to take events and ends every thread of the receiver. Waiting threads are woken, and the
/// queues can be read until they are empty. May be called more than once.
///
/// @param timeout_ms how long to wait for running requests, in milliseconds
/// @return ACS_OK; ACS_TIMEOUT when a thread is still busy, it then ends on its own; ACS_FORKED,
///         ACS_INVALID_INPUT
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
