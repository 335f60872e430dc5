//! Events: what each says about itself, whatever its type. The members that belong to types stand
//! by theme in the files beside.

mod parts;

// In the order of the header.
mod kind;

mod result;

mod participants;

mod media;

mod recording;

mod incoming;

mod grid;

mod pointer;

mod list;

#[cfg(test)]
mod tests;

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use super::guard::{boxed, free, unix_millis, value};
use super::text::{HasTexts, Texts, text_of};
use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::internal::Lazy;
use acs_call_automation::receiver::Received;
use parts::Parts;
pub(crate) use recording::{recording_kind, recording_state};

/// What happened, as the service told it. Read only: may be shared between threads.
///
/// Texts, identifiers and participants that its functions give live as long as the event.
pub struct acs_event_t {
    event: Event,
    /// Looked up once: programs ask for it first of all.
    kind: c_int,
    tag: Option<u64>,
    texts: Texts,
    /// JSON by its pointer.
    json: Texts,
    parts: Lazy<Parts>,
}

impl acs_event_t {
    pub(crate) fn new(received: Received) -> Self {
        Self::tagged(received.event, received.tag)
    }

    fn tagged(event: Event, tag: Option<u64>) -> Self {
        Self {
            kind: kind::of(event.event_type()),
            event,
            tag,
            texts: Texts::default(),
            json: Texts::default(),
            parts: Lazy::new(),
        }
    }

    pub(crate) fn inner(&self) -> &Event {
        &self.event
    }

    fn body(&self) -> &EventBody {
        self.event.body()
    }
}

impl From<Event> for acs_event_t {
    fn from(event: Event) -> Self {
        Self::tagged(event, None)
    }
}

impl HasTexts for acs_event_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The pointer that a call was tagged with.
pub(crate) fn pointer_of(tag: u64) -> *mut c_void {
    // Tags were pointers when they came in.
    usize::try_from(tag).map_or(null_mut(), std::ptr::with_exposed_provenance_mut)
}

/// A second hold on an event, to keep one that belongs to a list, or to hand one to another thread.
/// The event itself is not copied.
///
/// @return an event to free with acs_event_free; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_copy(event: *const acs_event_t) -> *mut acs_event_t {
    value(null_mut(), move || {
        let event = event.as_ref()?;
        Some(boxed(acs_event_t::tagged(event.event.clone(), event.tag)))
    })
}

/// Frees an event, and all texts, identifiers and participants that it gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_free(event: *mut acs_event_t) {
    free(event);
}

/// The type exactly as sent: "Microsoft.Communication.CallConnected". acs_event_kind has it as a
/// number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_type(event: *const acs_event_t) -> *const c_char {
    text_of(event, "type", |event| Some(event.event.event_type()))
}

/// The type without what stands before its last dot: "CallConnected".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_name(event: *const acs_event_t) -> *const c_char {
    text_of(event, "name", |event| Some(event.event.name()))
}

/// The event's id. Together with acs_event_source it identifies repeated deliveries.
///
/// @return a text that lives as long as the event, never empty; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "id", |event| Some(event.event.id()))
}

/// Where it comes from: "source" of CloudEvents, "topic" of Event Grid's schema. Its form changed
/// between versions of the service: do not route by it.
///
/// @return a text that lives as long as the event, empty when none was sent; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_source(event: *const acs_event_t) -> *const c_char {
    text_of(event, "source", |event| Some(event.event.source()))
}

/// The subject: of mid-call events the source once more, of IncomingCall
/// "/caller/RAW_ID/recipient/RAW_ID".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_subject(event: *const acs_event_t) -> *const c_char {
    text_of(event, "subject", |event| event.event.subject())
}

/// When it happened, as sent: "2026-02-26T22:03:46.3000847+00:00". Events do not arrive in this
/// order.
///
/// @return a text that lives as long as the event, empty when none was sent; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_time(event: *const acs_event_t) -> *const c_char {
    text_of(event, "time", |event| Some(event.event.time()))
}

/// When it happened, in milliseconds since 1970 UTC.
///
/// @return the moment; -1 when acs_event_time is not a valid date
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_time_ms(event: *const acs_event_t) -> i64 {
    value(-1, move || {
        Some(unix_millis(event.as_ref()?.event.time_utc()))
    })
}

/// This application's leg of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_call_connection_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "call_connection_id", |event| {
        event.event.call_connection_id()
    })
}

/// The call itself, the same on all legs. It locates the call for recording and connecting.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_server_call_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "server_call_id", |event| {
        event.event.server_call_id()
    })
}

/// The call in traces, the same on all legs and in IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_correlation_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "correlation_id", |event| {
        event.event.correlation_id()
    })
}

/// The context of the request that this event answers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_operation_context(event: *const acs_event_t) -> *const c_char {
    text_of(event, "operation_context", |event| {
        event.event.operation_context()
    })
}

/// The api-version that the call was made with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_version(event: *const acs_event_t) -> *const c_char {
    text_of(event, "version", |event| event.event.version())
}

/// What the event's call was tagged with (acs_receiver_tag) when the event was taken out of its
/// queue.
///
/// @return the pointer as it was given; NULL without a tag
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tag(event: *const acs_event_t) -> *mut c_void {
    value(null_mut(), move || event.as_ref()?.tag.map(pointer_of))
}

/// Whether the event's call was tagged; the tag may be NULL all the same.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_has_tag(event: *const acs_event_t) -> c_int {
    value(0, move || Some(c_int::from(event.as_ref()?.tag.is_some())))
}

/// The event's JSON as it came. Of several events that came together, its part.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_raw_json(event: *const acs_event_t) -> *const c_char {
    text_of(event, "raw_json", |event| Some(event.event.raw()))
}

/// The JSON of the event's member "data" as it came.
///
/// @return a text that lives as long as the event, "null" when there are no data; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_data_json(event: *const acs_event_t) -> *const c_char {
    text_of(event, "data_json", |event| Some(event.event.data()))
}

/// The shape of most getters: a text of the event's type.
#[inline(never)]
unsafe fn body_text(
    event: *const acs_event_t,
    key: &str,
    read: fn(&EventBody) -> Option<&str>,
) -> *const c_char {
    value(null(), move || {
        let event = event.as_ref()?;
        Some(event.texts.get(key, || read(event.body())))
    })
}

/// A text of the event's type that must be put together.
#[inline(never)]
unsafe fn body_text_at(
    event: *const acs_event_t,
    key: &str,
    index: usize,
    read: fn(&EventBody, usize) -> Option<&str>,
) -> *const c_char {
    value(null(), move || {
        let event = event.as_ref()?;
        let key = format!("{key} {index}");
        Some(event.texts.get(&key, || read(event.body(), index)))
    })
}

/// A number of the event's type.
#[inline(never)]
unsafe fn body_value<T>(
    event: *const acs_event_t,
    otherwise: T,
    read: fn(&EventBody) -> Option<T>,
) -> T {
    value(otherwise, move || read(event.as_ref()?.body()))
}
