//! What all operations that wait have in common: their last parameters, and how the outcome is
//! returned.

use std::time::Duration;

use crate::call::acs_call_t;
use crate::client::acs_client_t;
use crate::error::acs_error_t;
use crate::event::acs_event_t;
use crate::guard::{guard, handle, millis};
use crate::operation::{Ended, Places, Results, Runs};
use crate::receiver::{acs_receiver_t, running};
use crate::response::acs_response_t;
use crate::status::{
    ACS_ABORTED, ACS_CALL_ENDED, ACS_CANCELED, ACS_CLOSED, ACS_FAILED, ACS_OK, ACS_SYSTEM,
    ACS_TIMEOUT, acs_status_t,
};
use crate::submit::{CallTag, NewCall};
use acs_call_automation::flow::{Begun, Connected, Outcome};
use acs_call_automation::internal::Step;
use acs_call_automation::receiver::Receiver;
use acs_call_automation::{CallAutomationClient, CallConnection, Result};

/// The parameters that all functions ending in _and_wait have: receiver, timeout_ms, event, pending,
/// error; and the name of the function.
pub(super) struct Wait(
    pub *const acs_receiver_t,
    pub i64,
    pub *mut *mut acs_event_t,
    pub *mut *mut acs_response_t,
    pub *mut *mut acs_error_t,
    pub &'static str,
);

impl Wait {
    /// Runs an operation on a call; `read` reads its arguments.
    pub unsafe fn on_call<B>(
        self,
        call: *const acs_call_t,
        mut read: impl FnMut() -> Result<B>,
    ) -> acs_status_t
    where
        B: FnOnce(&CallConnection, &Receiver, Duration) -> Result<Begun> + Send + 'static,
    {
        let Self(receiver, timeout_ms, event, pending, error, name) = self;
        guard(error, move || {
            let places = Places::NONE.event(event).response(pending);
            let (call, receiver) = (handle(call, "call")?, running(receiver)?.clone());
            let timeout = millis(timeout_ms, "timeout")?;
            let begin = read()?;
            let work = move |call: &CallConnection| Ok(step(begin(call, &receiver, timeout)?));
            call.run_step(name, places, Box::new(work))
        })
    }

    /// Runs an operation of a client; `read` reads its arguments.
    pub unsafe fn of_client<B>(
        self,
        client: *const acs_client_t,
        mut read: impl FnMut() -> Result<B>,
    ) -> acs_status_t
    where
        B: FnOnce(&CallAutomationClient, &Receiver, Duration) -> Result<Begun> + Send + 'static,
    {
        let Self(receiver, timeout_ms, event, pending, error, name) = self;
        guard(error, move || {
            let places = Places::NONE.event(event).response(pending);
            let (client, receiver) = (handle(client, "client")?, running(receiver)?.clone());
            let timeout = millis(timeout_ms, "timeout")?;
            let begin = read()?;
            let work =
                move |client: &CallAutomationClient| Ok(step(begin(client, &receiver, timeout)?));
            client.run_step(name, places, Box::new(work))
        })
    }

    /// Runs an operation that leads to a new call; `read` reads its arguments and options.
    pub unsafe fn new_call<O, B>(
        self,
        client: *const acs_client_t,
        call: *mut *mut acs_call_t,
        mut read: impl FnMut() -> Result<(O, B)>,
    ) -> acs_status_t
    where
        O: NewCall + Send + 'static,
        B: FnOnce(&CallAutomationClient, &Receiver, &O, Duration) -> Begins + Send + 'static,
    {
        let Self(receiver, timeout_ms, event, pending, error, name) = self;
        guard(error, move || {
            let places = Places::NONE.event(event).response(pending).call(call);
            let (client, receiver) = (handle(client, "client")?, running(receiver)?.clone());
            let timeout = millis(timeout_ms, "timeout")?;
            let (mut options, begin) = read()?;
            let tag = client.mode().tag_new_call(&mut options)?;
            let work = move |client: &CallAutomationClient| {
                step_to_call(begin(client, &receiver, &options, timeout), tag)
            };
            client.run_step(name, places, Box::new(work))
        })
    }
}

/// A flow that leads to a new call.
type Begins = Result<Begun<Outcome<Connected>>>;

fn step(begun: Begun) -> Step<Ended> {
    Step::Waits(begun.map(|outcome| Ok(ended(outcome?))))
}

fn step_to_call(begun: Begins, tag: CallTag) -> Result<Step<Ended>> {
    match begun {
        Ok(begun) => Ok(Step::Waits(
            begun.map(|outcome| ended_to_call(tag.settle_flow(outcome)?)),
        )),
        Err(error) => tag.settle(Err(error), |_| None),
    }
}

/// The status, event and operation of an outcome.
fn ended(outcome: Outcome) -> Ended {
    let error = outcome.error();
    let mut results = Results::default();
    let (status, received) = match outcome {
        Outcome::Success(received) => (ACS_OK, Some(received)),
        Outcome::Failure(received) => (ACS_FAILED, Some(received)),
        Outcome::Canceled(received) => (ACS_CANCELED, Some(received)),
        Outcome::CallEnded(received) => (ACS_CALL_ENDED, Some(received)),
        other => {
            let status = match &other {
                Outcome::Aborted(_) => ACS_ABORTED,
                Outcome::Closed(_) => ACS_CLOSED,
                Outcome::TimedOut(_) => ACS_TIMEOUT,
                _ => ACS_SYSTEM,
            };
            let pending = other.pending().cloned();
            results.response = pending.map(|pending| Box::new(acs_response_t::from(pending)));
            (status, None)
        }
    };
    results.event = received.map(|received| Box::new(acs_event_t::new(received)));
    Ended {
        status,
        error,
        results,
    }
}

/// As [`ended`], with the new call.
fn ended_to_call(outcome: Outcome<Connected>) -> Result<Ended> {
    let call = match &outcome {
        Outcome::Success(up) => Some(&up.call_connection),
        other => other
            .pending()
            .and_then(|pending| pending.call_connection.as_ref()),
    };
    let call = call.cloned();
    let mut ended = ended(outcome.try_map(|up| Ok(up.received))?);
    ended.results.call = call;
    Ok(ended)
}
