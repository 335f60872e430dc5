//! Expected events: those that end a wait.

use std::ffi::c_char;

use super::event::acs_event_t;
use super::guard::{Failure, Outcome, Slot, free, make, optional_text, text};
use super::options::{self, Checked, Options, holds};
use super::status::{ACS_CALL_ENDED, ACS_CLOSED, ACS_FAILED, ACS_TIMEOUT, acs_status_t};
use acs_call_automation::receiver::{Expected, Waited};
use acs_call_automation::{ErrorKind, Result};

/// The events that end a wait: one for each possible outcome of an operation. One thread at a time;
/// may be used for any number of waits.
pub struct acs_expected_t(Options<Vec<Expected>>);

impl Checked for Vec<Expected> {}

holds!(acs_expected_t, Vec<Expected>);

impl acs_expected_t {
    /// What was added; an event that was refused is refused again.
    pub(super) fn usable(&self) -> Result<&[Expected]> {
        Ok(self.0.usable()?)
    }
}

/// Returns the result of a wait.
pub(super) fn give_waited(event: Slot<'_, acs_event_t>, waited: Result<Waited>) -> Outcome<()> {
    let (status, received) = match waited {
        Ok(Waited::Success(received)) => {
            event.put(|| acs_event_t::new(received));
            return Ok(());
        }
        Ok(Waited::Failure(received)) => (ACS_FAILED, Some(received)),
        Ok(Waited::CallEnded(received)) => (ACS_CALL_ENDED, Some(received)),
        Ok(_) => (ACS_TIMEOUT, None),
        Err(error) if error.kind() == ErrorKind::Closed => (ACS_CLOSED, None),
        Err(error) => return Err(error.into()),
    };
    if let Some(received) = received {
        event.put(|| acs_event_t::new(received));
    }
    Err(Failure::Quiet(status))
}

/// Creates an empty list of expected events.
#[unsafe(no_mangle)]
pub extern "C" fn acs_expected_new() -> *mut acs_expected_t {
    make(move || acs_expected_t(Options::new(Vec::new())))
}

/// Adds an event that means success.
///
/// @param name               "CallConnected", or "Microsoft.Communication.CallConnected": a short
///                           name must be known; a whole type, with dots, is accepted even if
///                           unknown
/// @param call_connection_id only events of this call, whose end also ends the wait; NULL for any
/// @param operation_context  only events with this context; NULL for any
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_expected_add_success(
    expected: *mut acs_expected_t,
    name: *const c_char,
    call_connection_id: *const c_char,
    operation_context: *const c_char,
) -> acs_status_t {
    add(
        expected,
        name,
        call_connection_id,
        operation_context,
        |name| Expected::success(name),
    )
}

/// Adds an event that means failure; otherwise as acs_expected_add_success.
///
/// @param name               "CreateCallFailed", or the whole type
/// @param call_connection_id may be NULL
/// @param operation_context  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_expected_add_failure(
    expected: *mut acs_expected_t,
    name: *const c_char,
    call_connection_id: *const c_char,
    operation_context: *const c_char,
) -> acs_status_t {
    add(
        expected,
        name,
        call_connection_id,
        operation_context,
        |name| Expected::failure(name),
    )
}

/// Frees a list of expected events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_expected_free(expected: *mut acs_expected_t) {
    free(expected);
}

unsafe fn add(
    expected: *mut acs_expected_t,
    name: *const c_char,
    call_connection_id: *const c_char,
    operation_context: *const c_char,
    meaning: fn(&str) -> Expected,
) -> acs_status_t {
    options::add(
        expected,
        "expected",
        move |field| {
            let mut one = meaning(text(name, field)?);
            if let Some(id) = optional_text(call_connection_id, field)? {
                one = one.of_call(id);
            }
            if let Some(context) = optional_text(operation_context, field)? {
                one = one.with_context(context);
            }
            one.check()?;
            Ok(one)
        },
        |mut all, one| {
            all.push(one);
            all
        },
    )
}
