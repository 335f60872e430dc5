//! Submitted operations: a call that returns at once, and a completion in a queue of events.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use crate::client::{CallAutomationClient, Job, Parked, Permit};
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::flow::Begun;
use crate::pipeline::RequestOptions;
use crate::pipeline::cancel::{InFlight, aborted};
use crate::receiver::{COMPLETION_EVENT, Completed, CompletionQueue, CompletionTarget};

impl CallAutomationClient {
    /// Submits an operation and returns at once: `operation` runs on a thread of the client, and what it
    /// returns is read from `queue` as a [`Completion`](crate::receiver::Completion) with `tag`, in the
    /// thread and by the descriptor of the program's events.
    ///
    /// At most [`submit_workers`](crate::options::ClientOptions::submit_workers) operations run at a time,
    /// the others wait; they begin in the sequence of their submission. A function ending in `_and_wait` would
    /// occupy its thread until the event arrives: [`submit_flow`](Self::submit_flow) does not. Each
    /// submitted operation is completed exactly once:
    ///
    /// - canceled by the cancel token of its request, when it runs or its turn comes, and at once by
    ///   [`abort`](Self::abort) and the end of [`Receiver::close`](crate::receiver::Receiver::close):
    ///   [`Aborted`](crate::ErrorKind::Aborted). One that was not begun sends nothing;
    /// - when it panics: [`System`](crate::ErrorKind::System);
    /// - without a completion only when its receiver, and the subscription, are dropped.
    ///
    /// The client may be dropped meanwhile. A token source runs on the client's thread. A forked child runs
    /// no operation of its parent; it may submit its own, to a receiver of its own.
    ///
    /// ```
    /// use acs_call_automation::receiver::{Receiver, ReceiverOptions};
    /// use acs_call_automation::{CallAutomationClient, Result};
    /// # fn main() -> Result<()> {
    /// # let connection_string = "endpoint=http://127.0.0.1:1;accesskey=a2V5";
    /// let client = CallAutomationClient::from_connection_string(connection_string)?;
    /// let receiver = Receiver::without_listener(&ReceiverOptions::new())?;
    /// client.submit(&receiver, 7, |client| client.call_connection("c-1")?.get_properties())?;
    /// let received = receiver.recv()?; // or when receiver.fd() is readable
    /// assert_eq!(received.tag, Some(7));
    /// let completion = received.completion().expect("no event was sent");
    /// println!("{:?}", completion.error());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) when
    /// [`submit_capacity`](crate::options::ClientOptions::submit_capacity) completions are not read,
    /// [`Closed`](crate::ErrorKind::Closed) for a closed receiver, [`Forked`](crate::ErrorKind::Forked) for
    /// one of the parent, [`System`](crate::ErrorKind::System) when no thread can be started. Then the
    /// operation is not run, and there is no completion.
    pub fn submit<T: Send + 'static>(
        &self,
        queue: &impl CompletionQueue,
        tag: u64,
        operation: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<()> {
        let operation = move |client: &Self| operation(client).map(Step::Ended);
        self.submit_step(&queue.target(), tag, "", operation)
    }

    /// Submits a flow, otherwise as [`submit`](Self::submit): it occupies a thread only until its request was sent,
    /// and is completed when its event arrives, with what the function ending in `_and_wait` would return.
    /// Thousands of flows may wait, within
    /// [`submit_capacity`](crate::options::ClientOptions::submit_capacity).
    ///
    /// A cancel token, [`abort`](Self::abort) and [`Receiver::close`](crate::receiver::Receiver::close) end the
    /// wait, as they do that of the function.
    ///
    /// ```
    /// use std::time::Duration;
    /// use acs_call_automation::flow::{self, Connected, Outcome};
    /// use acs_call_automation::receiver::{Receiver, ReceiverOptions};
    /// use acs_call_automation::options::CreateCallOptions;
    /// use acs_call_automation::{CallAutomationClient, CallInvite};
    /// # use acs_call_automation_emulator::Emulator;
    /// # fn main() -> acs_call_automation::Result<()> {
    /// # let service = Emulator::start()?;
    /// let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
    /// let receiver = Receiver::bind(&ReceiverOptions::new())?;
    /// let (events, callback) = (receiver.clone(), receiver.url("/events")?);
    /// let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
    /// client.submit_flow(&receiver, 7, move |client| {
    ///     let (options, minute) = (CreateCallOptions::new(), Duration::from_secs(60));
    ///     flow::begin::create_call(client, &events, &invite, &callback, &options, minute)
    /// })?;
    /// for received in &receiver {
    ///     let Some(completion) = received.completion() else {
    ///         continue; // an event
    ///     };
    ///     if let Some(Ok(Outcome::Success(up))) = completion.take::<Outcome<Connected>>() {
    ///         println!("established: {}", up.call_connection.id());
    ///     }
    ///     break;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`submit`](Self::submit).
    pub fn submit_flow<T: Send + 'static>(
        &self,
        queue: &impl CompletionQueue,
        tag: u64,
        operation: impl FnOnce(&Self) -> Result<Begun<T>> + Send + 'static,
    ) -> Result<()> {
        let operation = move |client: &Self| operation(client).map(Step::Waits);
        self.submit_step(&queue.target(), tag, "", operation)
    }

    /// Submits an operation with a name for its completion.
    #[doc(hidden)]
    pub fn submit_step<T: Send + 'static>(
        &self,
        target: &CompletionTarget,
        tag: u64,
        name: &'static str,
        operation: impl FnOnce(&Self) -> Result<Step<T>> + Send + 'static,
    ) -> Result<()> {
        let permit = self.workers().permit()?;
        let event = completion_event()?;
        let in_flight = self.enter(&RequestOptions::new());
        let number = target.expect(in_flight.ender())?;
        // Canceled before it has begun: it completes on the thread that cancels it.
        let withdrawal = Arc::new(Mutex::new(None));
        let place = Arc::clone(&withdrawal);
        in_flight.when_ended(move || {
            let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(withdraw) = place {
                let withdraw: Box<dyn FnOnce() + Send> = withdraw;
                withdraw();
            }
        });
        let completes = Completes {
            to: target.clone(),
            number,
            name,
            event,
            tag,
            permit,
        };
        let client = self.clone();
        let pushed = self.workers().push(move |job| {
            let job_to_cancel: Box<dyn FnOnce() + Send> = Box::new(move || job.cancel());
            *withdrawal.lock().unwrap_or_else(PoisonError::into_inner) = Some(job_to_cancel);
            let run: Job = Box::new(move |canceled| {
                if canceled || in_flight.is_ended() {
                    drop(operation);
                    drop(client);
                    return completes.with::<T>(Err(aborted(false)));
                }
                match contained(|| in_flight.contain(|| operation(&client))) {
                    Ok(Step::Waits(begun)) => {
                        let workers = client.clone();
                        workers.workers().park(move |changed| {
                            begun.when_changed(move || changed.notify());
                            Box::new(Waiting {
                                begun,
                                in_flight,
                                client,
                                completes,
                            })
                        });
                    }
                    ended => {
                        // The handles of the operation are dropped before its completion can be read.
                        drop((in_flight, client));
                        completes.with(ended.and_then(Step::ended));
                    }
                }
            });
            run
        });
        if pushed.is_err() {
            target.forget(number);
        }
        pushed
    }
}

/// How far an operation has come on its thread.
#[doc(hidden)]
pub enum Step<T> {
    Ended(T),
    Waits(Begun<T>),
}

impl<T: 'static> Step<T> {
    /// Its result; waits for it if it must.
    pub fn ended(self) -> Result<T> {
        match self {
            Self::Ended(value) => Ok(value),
            Self::Waits(begun) => begun.wait(),
        }
    }
}

/// The completion that an operation owes.
struct Completes {
    to: CompletionTarget,
    number: u64,
    name: &'static str,
    event: Event,
    tag: u64,
    permit: Permit,
}

impl Completes {
    fn with<T: Send + 'static>(self, result: Result<T>) {
        let result = result.map(boxed);
        let completed = Completed::new(result, self.name, self.event, self.tag, self.permit);
        self.to.complete(self.number, completed);
    }
}

/// A flow that waits for its event.
struct Waiting<T> {
    begun: Begun<T>,
    /// Cancels it.
    in_flight: InFlight,
    /// Has the thread that completes it.
    client: CallAutomationClient,
    completes: Completes,
}

impl<T: Send + 'static> Parked for Waiting<T> {
    fn until(&self) -> Option<Instant> {
        self.begun.until()
    }

    fn complete(self: Box<Self>) {
        let Self {
            begun,
            in_flight,
            client,
            completes,
        } = *self;
        let ended = contained(|| begun.wait());
        drop((in_flight, client));
        completes.with(ended);
    }
}

/// Runs a part of a submitted operation.
fn contained<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(panicked()))
}

fn boxed<T: Send + 'static>(value: T) -> Box<dyn Any + Send> {
    Box::new(value)
}

fn panicked() -> Error {
    Error::new(ErrorKind::System, "the submitted operation panicked")
}

/// What stands for a completion in a queue of events.
fn completion_event() -> Result<Event> {
    static EVENT: OnceLock<Event> = OnceLock::new();
    if let Some(event) = EVENT.get() {
        return Ok(event.clone());
    }
    let text = format!(
        r#"{{"id":"completion","source":"acs-call-automation/client","type":"{COMPLETION_EVENT}","specversion":"1.0","data":{{}}}}"#
    );
    let made = Event::parse_all(text.as_bytes())?;
    let event = made.into_iter().next();
    let event = event.ok_or_else(|| Error::new(ErrorKind::System, "no event for a completion"))?;
    Ok(EVENT.get_or_init(|| event).clone())
}
