//! Completions of submitted operations.

use std::ffi::c_char;
use std::ptr::{null, null_mut};
use std::sync::{Arc, Mutex, PoisonError};

use super::call::acs_call_t;
use super::download::acs_downloaded_recording_t;
use super::error::acs_error_t;
use super::event::acs_event_t;
use super::guard::value;
use super::operation::{Ended, Results};
use super::participant::{acs_participant_t, acs_participants_t};
use super::properties::acs_call_properties_t;
use super::recording::acs_recording_properties_t;
use super::response::acs_response_t;
use super::status::{ACS_OK, acs_status_t, of};
use super::submit::Mode;
use super::text::{HasTexts, Texts, text_of};
use acs_call_automation::internal::CompletionTarget;
use acs_call_automation::receiver::Completion;

/// How a submitted operation ended. Belongs to its event, and lives as long. May be shared between
/// threads.
pub struct acs_completion_t {
    name: &'static str,
    status: acs_status_t,
    error: Option<acs_error_t>,
    results: Mutex<Results>,
    /// Of its call.
    mode: Mode,
    texts: Texts,
}

impl acs_completion_t {
    /// Takes the result out of a completion that was read from `queue`.
    pub(super) fn read(completion: &Completion, tag: u64, queue: CompletionTarget) -> Arc<Self> {
        let (status, error, results) = match completion.take::<Ended>() {
            Some(Ok(ended)) => (ended.status, ended.error, ended.results),
            Some(Err(error)) => (of(error.kind()), Some(error), Results::default()),
            // Of a Rust program that shares the queue.
            None => (ACS_OK, None, Results::default()),
        };
        Arc::new(Self {
            name: completion.name(),
            status,
            error: error.map(|error| acs_error_t::new(status, error)),
            results: Mutex::new(results),
            mode: Mode::submitting(queue, tag),
            texts: Texts::default(),
        })
    }
}

impl HasTexts for acs_completion_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Returns the completion of a submitted operation (acs_client_submit_to): of an event of the kind
/// ACS_EVENT_COMPLETION; NULL for any other. acs_event_tag returns its tag.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_completion(
    event: *const acs_event_t,
) -> *const acs_completion_t {
    value(null(), move || {
        Some(std::ptr::from_ref(event.as_ref()?.completion()?))
    })
}

/// Returns the status that the function would have returned without being submitted; ACS_OK for
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_status(
    completion: *const acs_completion_t,
) -> acs_status_t {
    value(ACS_OK, move || Some(completion.as_ref()?.status))
}

/// Returns the details of a status other than ACS_OK, which live as long as the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_error(
    completion: *const acs_completion_t,
) -> *const acs_error_t {
    value(null(), move || {
        Some(std::ptr::from_ref(completion.as_ref()?.error.as_ref()?))
    })
}

/// Returns the name of the function: "acs_client_create_call".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_function(
    completion: *const acs_completion_t,
) -> *const c_char {
    text_of(completion, "function", |completion| Some(completion.name))
}

unsafe fn taken<T>(
    completion: *const acs_completion_t,
    place: fn(&mut Results) -> &mut Option<Box<T>>,
) -> *mut T {
    value(null_mut(), move || {
        let results = &completion.as_ref()?.results;
        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
        place(&mut results).take().map(Box::into_raw)
    })
}

/// Takes the call out: of creating, answering or connecting to one. Its functions submit to the
/// queue that the completion came from, with its tag. For this and the following functions: what
/// is taken belongs to the program; the next time NULL is returned, as for a result that the
/// operation does not have. What is not taken is freed with the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_call(
    completion: *const acs_completion_t,
) -> *mut acs_call_t {
    value(null_mut(), move || {
        let completion = completion.as_ref()?;
        let results = &completion.results;
        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
        let call = acs_call_t::new(results.call.take()?, completion.mode.clone());
        Some(super::guard::boxed(call))
    })
}

/// Takes out the response; of a function ending in _and_wait what it returns as `pending`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_response(
    completion: *const acs_completion_t,
) -> *mut acs_response_t {
    taken(completion, |results| &mut results.response)
}

/// Takes out the event of a function ending in _and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_event(
    completion: *const acs_completion_t,
) -> *mut acs_event_t {
    taken(completion, |results| &mut results.event)
}

/// Takes out the properties of a recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_recording(
    completion: *const acs_completion_t,
) -> *mut acs_recording_properties_t {
    taken(completion, |results| &mut results.recording)
}

/// Takes out the properties of a call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_properties(
    completion: *const acs_completion_t,
) -> *mut acs_call_properties_t {
    taken(completion, |results| &mut results.properties)
}

/// Takes out the participants.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_participants(
    completion: *const acs_completion_t,
) -> *mut acs_participants_t {
    taken(completion, |results| &mut results.participants)
}

/// Takes out the participant.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_participant(
    completion: *const acs_completion_t,
) -> *mut acs_participant_t {
    taken(completion, |results| &mut results.participant)
}

/// Takes out the properties of a download to a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_completion_take_download(
    completion: *const acs_completion_t,
) -> *mut acs_downloaded_recording_t {
    taken(completion, |results| &mut results.download)
}
