//! Events. Most of their getters are written from `capi/surface/getters.toml`.

// In the order of the header.
mod done;

mod kind;

mod outcome;

mod participants;

mod latest_participants;

mod media;

mod recording;

mod incoming;

mod pointer;

mod list;

#[cfg(test)]
mod tests;

use std::ffi::{c_int, c_void};
use std::ptr::null_mut;
use std::sync::Arc;

use super::completion::acs_completion_t;
use super::getters::HasIdentifiers;
use super::guard::{boxed, free, value};
use super::identifier::acs_identifier_t;
use super::participant::acs_participant_t;
use super::text::{HasTexts, Kept, Texts};
use acs_call_automation::event::Event;
use acs_call_automation::internal::{CompletionTarget, Lazy};
use acs_call_automation::receiver::{CompletionQueue, Received};
pub(crate) use kind::awaited;
pub(crate) use media::{reason_number, recognition_type, tone_code};
pub(crate) use outcome::{ACS_EVENT_OUTCOME_NONE, outcome_number};
pub(crate) use recording::{recording_kind, recording_state, start_time};

/// An event. Read only: may be shared between threads.
pub struct acs_event_t {
    received: Received,
    /// Looked up once: programs read it first of all.
    kind: c_int,
    texts: Texts,
    /// JSON by its pointer.
    json: Texts,
    identifiers: Kept<acs_identifier_t>,
    participants: Lazy<Vec<acs_participant_t>>,
    completion: Option<Arc<acs_completion_t>>,
}

impl acs_event_t {
    pub(crate) fn new(received: Received) -> Self {
        Self {
            kind: kind::of(&received.event),
            received,
            texts: Texts::default(),
            json: Texts::default(),
            identifiers: Kept::default(),
            participants: Lazy::new(),
            completion: None,
        }
    }

    /// What was read from a queue.
    pub(crate) fn read(received: Received, queue: &impl CompletionQueue) -> Self {
        let completion = received.completion().map(|completion| {
            let tag = received.tag.unwrap_or_default();
            acs_completion_t::read(completion, tag, CompletionTarget::of(queue))
        });
        Self {
            completion,
            ..Self::new(received)
        }
    }

    /// Another reference to the same event.
    fn copy(&self) -> Self {
        Self {
            completion: self.completion.clone(),
            ..Self::new(self.received.clone())
        }
    }

    pub(crate) fn completion(&self) -> Option<&acs_completion_t> {
        self.completion.as_deref()
    }

    pub(crate) fn inner(&self) -> &Event {
        &self.received.event
    }
}

impl From<Event> for acs_event_t {
    fn from(event: Event) -> Self {
        Self::new(event.into())
    }
}

impl HasIdentifiers for acs_event_t {
    fn identifiers(&self) -> &Kept<acs_identifier_t> {
        &self.identifiers
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

/// Returns another reference to the same event, to keep an event of a list or to pass one to another
/// thread; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_copy(event: *const acs_event_t) -> *mut acs_event_t {
    value(null_mut(), move || Some(boxed(event.as_ref()?.copy())))
}

/// Frees an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_free(event: *mut acs_event_t) {
    free(event);
}

/// Returns the tag of the event's call (acs_receiver_tag), as it was when the event was taken from
/// the queue; for a completion that of its operation (acs_client_submit_to); NULL without a tag.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_tag(event: *const acs_event_t) -> *mut c_void {
    value(null_mut(), move || {
        event.as_ref()?.received.tag.map(pointer_of)
    })
}

/// Returns 1 when the event's call has a tag, which may be NULL, and for a completion; 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_has_tag(event: *const acs_event_t) -> c_int {
    value(0, move || {
        Some(c_int::from(event.as_ref()?.received.tag.is_some()))
    })
}
