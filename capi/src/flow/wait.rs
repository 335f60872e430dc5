//! What all operations that wait have in common: their last parameters, and how the outcome is
//! returned.

use std::time::Duration;

use crate::call::acs_call_t;
use crate::client::acs_client_t;
use crate::error::acs_error_t;
use crate::event::acs_event_t;
use crate::guard::{self, Failure, Slot, guard, handle, millis, optional_slot, slot};
use crate::receiver::{acs_receiver_t, running};
use crate::response::acs_response_t;
use crate::status::{
    ACS_ABORTED, ACS_CALL_ENDED, ACS_CANCELED, ACS_CLOSED, ACS_FAILED, ACS_SYSTEM, ACS_TIMEOUT,
    acs_status_t,
};
use acs_call_automation::flow::{Connected, Outcome, Pending};
use acs_call_automation::receiver::Receiver;
use acs_call_automation::{CallAutomationClient, CallConnection, Error, Result};

/// The parameters that all functions ending in _and_wait have: receiver, timeout_ms, event, pending,
/// error.
pub(super) struct Wait(
    pub *const acs_receiver_t,
    pub i64,
    pub *mut *mut acs_event_t,
    pub *mut *mut acs_response_t,
    pub *mut *mut acs_error_t,
);

impl Wait {
    /// Runs an operation on a call.
    pub unsafe fn on_call(
        self,
        call: *const acs_call_t,
        mut run: impl FnMut(&CallConnection, &Receiver, Duration) -> Result<Outcome>,
    ) -> acs_status_t {
        let Self(receiver, timeout_ms, event, pending, error) = self;
        guard(error, move || {
            let places = Places::of(event, pending);
            let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
            let timeout = millis(timeout_ms, "timeout")?;
            places.give(run(call, receiver, timeout)?)
        })
    }

    /// Runs an operation of a client.
    pub unsafe fn of_client(
        self,
        client: *const acs_client_t,
        mut run: impl FnMut(&CallAutomationClient, &Receiver, Duration) -> Result<Outcome>,
    ) -> acs_status_t {
        let Self(receiver, timeout_ms, event, pending, error) = self;
        guard(error, move || {
            let places = Places::of(event, pending);
            let (client, receiver) = (handle(client, "client")?.inner(), running(receiver)?);
            let timeout = millis(timeout_ms, "timeout")?;
            places.give(run(client, receiver, timeout)?)
        })
    }

    /// Runs an operation that creates or answers a call.
    pub unsafe fn new_call(
        self,
        client: *const acs_client_t,
        call: *mut *mut acs_call_t,
        mut run: impl FnMut(&CallAutomationClient, &Receiver, Duration) -> Result<Outcome<Connected>>,
    ) -> acs_status_t {
        let Self(receiver, timeout_ms, event, pending, error) = self;
        guard(error, move || {
            let (call, places) = (slot(call, "call"), Places::of(event, pending));
            let call = call?;
            let (client, receiver) = (handle(client, "client")?.inner(), running(receiver)?);
            let timeout = millis(timeout_ms, "timeout")?;
            places.give_call(call, run(client, receiver, timeout)?)
        })
    }
}

/// Where the results go.
struct Places<'a> {
    event: Slot<'a, acs_event_t>,
    pending: Slot<'a, acs_response_t>,
}

impl<'a> Places<'a> {
    unsafe fn of(event: *mut *mut acs_event_t, pending: *mut *mut acs_response_t) -> Self {
        Self {
            event: optional_slot(event),
            pending: optional_slot(pending),
        }
    }

    /// Returns the outcome.
    fn give(self, outcome: Outcome) -> guard::Outcome<()> {
        let error = outcome.error();
        let (status, received) = match outcome {
            Outcome::Success(received) => {
                self.event.put(|| acs_event_t::new(received));
                return Ok(());
            }
            Outcome::Canceled(received) => (ACS_CANCELED, received),
            Outcome::CallEnded(received) => (ACS_CALL_ENDED, received),
            Outcome::Aborted(pending) => return self.give_pending(ACS_ABORTED, *pending, error),
            Outcome::Closed(pending) => return self.give_pending(ACS_CLOSED, *pending, error),
            Outcome::TimedOut(pending) => return self.give_pending(ACS_TIMEOUT, *pending, error),
            Outcome::Failure(received) => (ACS_FAILED, received),
            _ => return Err(Failure::Quiet(ACS_SYSTEM)),
        };
        self.event.put(|| acs_event_t::new(received));
        Err(failure(status, error))
    }

    /// Returns an operation that goes on.
    fn give_pending(
        self,
        status: acs_status_t,
        pending: Pending,
        error: Option<Error>,
    ) -> guard::Outcome<()> {
        self.pending.put(|| acs_response_t::from(pending));
        Err(failure(status, error))
    }

    /// As `give`, for a new call.
    fn give_call(
        self,
        call: Slot<'_, acs_call_t>,
        outcome: Outcome<Connected>,
    ) -> guard::Outcome<()> {
        let connection = match &outcome {
            Outcome::Success(up) => Some(&up.call_connection),
            other => other
                .pending()
                .and_then(|pending| pending.call_connection.as_ref()),
        };
        if let Some(connection) = connection.cloned() {
            call.put(|| acs_call_t::new(connection));
        }
        self.give(outcome.try_map(|up| Ok(up.received))?)
    }
}

/// The status of an outcome other than success, with its details.
fn failure(status: acs_status_t, error: Option<Error>) -> Failure {
    match error {
        Some(error) => Failure::With(status, error),
        None => Failure::Quiet(status),
    }
}
