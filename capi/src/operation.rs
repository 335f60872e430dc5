//! Runs an operation: here and now, or, when its handle submits, on a thread of the client. What an operation
//! needs is copied before, since the arguments of C live only until the function returns.

use super::call::acs_call_t;
use super::client::acs_client_t;
use super::download::acs_downloaded_recording_t;
use super::event::acs_event_t;
use super::guard::{Failure, Outcome};
use super::participant::{acs_participant_t, acs_participants_t};
use super::properties::acs_call_properties_t;
use super::recording::acs_recording_properties_t;
use super::response::{Answered, acs_response_t};
use super::status::{ACS_OK, acs_status_t};
use super::submit::{Mode, Submission};
use acs_call_automation::internal::Step;
use acs_call_automation::{CallAutomationClient, CallConnection, Error, Response, Result};

/// How an operation ended.
pub(super) struct Ended {
    pub status: acs_status_t,
    /// The details of a status other than ACS_OK.
    pub error: Option<Error>,
    pub results: Results,
}

/// What an operation returns.
#[derive(Default)]
pub(super) struct Results {
    /// Not an `acs_call_t` yet: that may know the queue that the results are in.
    pub call: Option<CallConnection>,
    pub response: Option<Box<acs_response_t>>,
    pub event: Option<Box<acs_event_t>>,
    pub recording: Option<Box<acs_recording_properties_t>>,
    pub properties: Option<Box<acs_call_properties_t>>,
    pub participants: Option<Box<acs_participants_t>>,
    pub participant: Option<Box<acs_participant_t>>,
    pub download: Option<Box<acs_downloaded_recording_t>>,
}

impl From<Results> for Ended {
    fn from(results: Results) -> Self {
        Self {
            status: ACS_OK,
            error: None,
            results,
        }
    }
}

impl<T: Into<Answered>> From<Response<T>> for Ended {
    #[inline(never)] // more than forty operations end so
    fn from(response: Response<T>) -> Self {
        Results::of(response).into()
    }
}

impl Results {
    pub(super) fn of<T: Into<Answered>>(response: Response<T>) -> Self {
        Self {
            response: Some(Box::new(acs_response_t::new(response))),
            ..Self::default()
        }
    }
}

/// The result parameters of a function. Each is NULL until the operation has ended well.
pub(super) struct Places {
    call: *mut *mut acs_call_t,
    response: *mut *mut acs_response_t,
    event: *mut *mut acs_event_t,
    recording: *mut *mut acs_recording_properties_t,
    properties: *mut *mut acs_call_properties_t,
    participants: *mut *mut acs_participants_t,
    participant: *mut *mut acs_participant_t,
    download: *mut *mut acs_downloaded_recording_t,
    /// A required one that is NULL.
    missing: Option<&'static str>,
}

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident: $object:ty $(, $required:literal)?;)*) => {
        impl Places {
            /// None.
            pub(super) const NONE: Self = Self {
                $($name: std::ptr::null_mut(),)*
                missing: None,
            };

            $(pub(super) unsafe fn $name(mut self, place: *mut *mut $object) -> Self {
                match place.as_mut() {
                    Some(place) => *place = std::ptr::null_mut(),
                    None => self.missing = self.missing.or(places!(@name $($required)?)),
                }
                self.$name = place;
                self
            })*
        }
    };
    (@name $required:literal) => { Some($required) };
    (@name) => { None };
}

places! {
    call: acs_call_t, "call";
    response: acs_response_t;
    event: acs_event_t;
    recording: acs_recording_properties_t, "recording";
    properties: acs_call_properties_t, "properties";
    participants: acs_participants_t, "participants";
    participant: acs_participant_t, "participant";
    download: acs_downloaded_recording_t;
}

impl Places {
    /// Stores the results that are wanted.
    pub(super) unsafe fn give(self, ended: Ended, mode: &Mode) -> Outcome<()> {
        let Ended {
            status,
            error,
            results,
        } = ended;
        let call = results
            .call
            .map(|call| Box::new(acs_call_t::new(call, mode.clone())));
        put(self.call, call);
        put(self.response, results.response);
        put(self.event, results.event);
        put(self.recording, results.recording);
        put(self.properties, results.properties);
        put(self.participants, results.participants);
        put(self.participant, results.participant);
        put(self.download, results.download);
        match error {
            _ if status == ACS_OK => Ok(()),
            Some(error) => Err(Failure::With(status, error)),
            None => Err(Failure::Quiet(status)),
        }
    }
}

unsafe fn put<T>(place: *mut *mut T, object: Option<Box<T>>) {
    if let (Some(place), Some(object)) = (place.as_mut(), object) {
        *place = Box::into_raw(object);
    }
}

/// An operation with its arguments.
type Boxed<O> = Box<dyn FnOnce(&O) -> Result<Ended> + Send>;

/// An operation that may have to wait for an event.
pub(super) type Work<O> = Box<dyn FnOnce(&O) -> Result<Step<Ended>> + Send>;

/// A handle whose functions run operations.
pub(super) trait Runs: Sized {
    /// What the operations act on.
    type On: 'static;

    fn inner(&self) -> &Self::On;

    fn mode(&self) -> &Mode;

    /// Another handle of the same client or call.
    fn with_mode(&self, mode: Mode) -> Self;

    /// Hands an operation to the threads of the client.
    fn submit(&self, to: &Submission, name: &'static str, work: Work<Self::On>) -> Result<()>;

    /// Runs an operation; `name` is that of the function.
    unsafe fn run(
        &self,
        name: &'static str,
        places: Places,
        operation: impl FnOnce(&Self::On) -> Result<Ended> + Send + 'static,
    ) -> Outcome<()> {
        self.run_boxed(name, places, Box::new(operation))
    }

    #[inline(never)]
    unsafe fn run_boxed(
        &self,
        name: &'static str,
        places: Places,
        operation: Boxed<Self::On>,
    ) -> Outcome<()> {
        let work = Box::new(move |on: &Self::On| operation(on).map(Step::Ended));
        self.run_step(name, places, work)
    }

    #[inline(never)]
    unsafe fn run_step(
        &self,
        name: &'static str,
        places: Places,
        work: Work<Self::On>,
    ) -> Outcome<()> {
        match &self.mode().submission {
            Some(to) => Ok(self.submit(to, name, work)?),
            None => now(self.inner(), self.mode(), places, work),
        }
    }
}

impl Runs for acs_client_t {
    type On = CallAutomationClient;

    fn inner(&self) -> &CallAutomationClient {
        self.inner()
    }

    fn mode(&self) -> &Mode {
        self.mode()
    }

    fn with_mode(&self, mode: Mode) -> Self {
        Self::new(self.inner().clone(), mode)
    }

    fn submit(&self, to: &Submission, name: &'static str, work: Work<Self::On>) -> Result<()> {
        self.inner().submit_step(&to.target, to.tag, name, work)
    }
}

impl Runs for acs_call_t {
    type On = CallConnection;

    fn inner(&self) -> &CallConnection {
        self.inner()
    }

    fn mode(&self) -> &Mode {
        self.mode()
    }

    fn with_mode(&self, mode: Mode) -> Self {
        Self::new(self.inner().clone(), mode)
    }

    fn submit(&self, to: &Submission, name: &'static str, work: Work<Self::On>) -> Result<()> {
        let call = self.inner().clone();
        let client = call.client().clone();
        let work = move |_: &CallAutomationClient| work(&call);
        client.submit_step(&to.target, to.tag, name, work)
    }
}

unsafe fn now<O>(on: &O, mode: &Mode, places: Places, work: Work<O>) -> Outcome<()> {
    if let Some(missing) = places.missing {
        return Err(Error::invalid(missing, "must not be NULL").into());
    }
    places.give(work(on)?.ended()?, mode)
}
