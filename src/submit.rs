//! Submitted operations: a call that returns at once, and a completion in a queue of events.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::client::{CallAutomationClient, Job};
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::pipeline::RequestOptions;
use crate::pipeline::cancel::aborted;
use crate::receiver::{COMPLETION_EVENT, Completed, CompletionQueue};

impl CallAutomationClient {
    /// Submits an operation and returns at once: `operation` runs on a thread of the client, and what it
    /// returns is read from `queue` as a [`Completion`](crate::receiver::Completion) with `tag`, in the
    /// thread and by the descriptor of the program's events.
    ///
    /// At most [`submit_workers`](crate::options::ClientOptions::submit_workers) operations run at a time,
    /// the others wait; they begin in the sequence of their submission. A flow occupies a thread until its
    /// event arrives. Each submitted operation is completed exactly once:
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
        let target = queue.target();
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
        let (client, to) = (self.clone(), target.clone());
        let pushed = self.workers().push(move |job| {
            let job_to_cancel: Box<dyn FnOnce() + Send> = Box::new(move || job.cancel());
            *withdrawal.lock().unwrap_or_else(PoisonError::into_inner) = Some(job_to_cancel);
            let run: Job = Box::new(move |canceled| {
                let result = if canceled || in_flight.is_ended() {
                    drop(operation);
                    Err(aborted(false))
                } else {
                    let run = move || in_flight.contain(|| operation(&client).map(boxed));
                    // The handles of the operation are dropped before its completion can be read.
                    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(panicked()))
                };
                to.complete(number, Completed::new(result, event, tag, permit));
            });
            run
        });
        if pushed.is_err() {
            target.forget(number);
        }
        pushed
    }
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
