//! One run of a flow: it watches, sends, and reports the outcome.

use std::time::{Duration, Instant};

use super::outcome::{Outcome, Pending};
use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CallAutomationClient, CallConnection,
    CreateCallOptions, CreateGroupCallOptions, PlayOptions, RecognizeOptions, SendDtmfTonesOptions,
    TransferCallOptions,
};
use crate::clock::after;
use crate::error::{Error, ErrorKind, Result};
use crate::field;
use crate::pipeline::RequestOptions;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::request::{TIMEOUTS, new_uuid};
use crate::receiver::{Expected, Filter, Receiver, Subscription, Waited, Watch};

/// Where the events of a call come: a [`Receiver`], whose queues are all looked at, or the
/// [`Subscription`] of that call.
pub trait EventSource: sealed::Watches + Send + Sync {}

impl EventSource for Receiver {}
impl EventSource for Subscription {}

mod sealed {
    use super::{Expected, Result, Watch};

    pub trait Watches {
        /// Watches for what comes of an operation on this call.
        #[doc(hidden)]
        fn watch(&self, call_connection_id: &str, expected: &[Expected]) -> Result<Watch>;
    }
}

impl sealed::Watches for Receiver {
    fn watch(&self, _: &str, expected: &[Expected]) -> Result<Watch> {
        Self::watch(self, expected)
    }
}

impl sealed::Watches for Subscription {
    fn watch(&self, call_connection_id: &str, expected: &[Expected]) -> Result<Watch> {
        match self.filter() {
            Filter::Call(id) if id == call_connection_id => Self::watch(self, expected),
            _ => Err(Error::invalid(
                field::SUBSCRIPTION,
                "must be that of the call",
            )),
        }
    }
}

/// Of the options of an operation: its operation context, and the request options for its request.
type Parts<'a> = (&'a mut Option<String>, &'a mut RequestOptions);

/// Options of an operation that events answer.
pub(super) trait Operation: Clone {
    fn parts(&mut self) -> Parts<'_>;
}

macro_rules! operations {
    ($($options:ident $(.$member:ident)?),* $(,)?) => {$(
        impl Operation for $options {
            fn parts(&mut self) -> Parts<'_> {
                (
                    &mut self$(.$member)?.operation_context,
                    &mut self$(.$member)?.request,
                )
            }
        }
    )*};
}

operations! {
    CreateCallOptions.call,
    CreateGroupCallOptions.call,
    AnswerCallOptions.call,
    AddParticipantOptions,
    TransferCallOptions,
    PlayOptions,
    RecognizeOptions,
    SendDtmfTonesOptions,
}

/// What a run agrees on with its caller.
struct Terms {
    /// The operation context, made if there is none or an empty one.
    context: String,
    /// When all must be over, the request too.
    deadline: Instant,
    /// The whole run can be ended as one call.
    in_flight: InFlight,
}

impl Terms {
    fn agree(
        (context, request): Parts<'_>,
        client: &CallAutomationClient,
        timeout: Duration,
    ) -> Result<Self> {
        if timeout < *TIMEOUTS.start() {
            return Err(Error::invalid(field::TIMEOUT, "must be at least 1 ms"));
        }
        let context = match context {
            Some(given) if !given.is_empty() => given.clone(),
            _ => context.insert(new_uuid()?).clone(),
        };
        if request.timeout.unwrap_or_else(|| client.timeout()) > timeout {
            request.timeout = Some(timeout);
        }
        Ok(Self {
            context,
            deadline: after(timeout),
            in_flight: client.enter(request),
        })
    }
}

/// A run that watches already for what is about to be asked for.
struct Run {
    watch: Watch,
    terms: Terms,
}

impl Run {
    fn on_call(
        call: &CallConnection,
        events: &dyn EventSource,
        names: Names,
        parts: Parts<'_>,
        timeout: Duration,
    ) -> Result<Self> {
        let terms = Terms::agree(parts, call.client(), timeout)?;
        let expected =
            names.expected(|event| event.of_call(call.id()).with_context(&*terms.context));
        let watch = events.watch(call.id(), &expected)?;
        Ok(Self { watch, terms })
    }

    fn new_call(
        client: &CallAutomationClient,
        receiver: &Receiver,
        names: Names,
        parts: Parts<'_>,
        timeout: Duration,
    ) -> Result<Self> {
        let terms = Terms::agree(parts, client, timeout)?;
        let watch = receiver.watch_new_call(&names.expected(|event| event), &terms.context)?;
        Ok(Self { watch, terms })
    }

    /// Sends with `ask`, and reports the outcome.
    fn tell(self, ask: &dyn Fn(&Watch) -> Result<Pending>) -> Result<Outcome> {
        let Self { watch, terms } = self;
        let Terms {
            context,
            deadline,
            in_flight,
        } = terms;
        in_flight.when_ended(watch.stopper());
        // To a call that is known to have ended nothing is sent.
        if let Some(end) = watch.end_of_call() {
            return Ok(Outcome::CallEnded(end));
        }
        in_flight.go_on()?;
        let asked = match ask(&watch) {
            Ok(pending) => Ok(Box::new(Pending {
                operation_context: context,
                ..pending
            })),
            Err(error) => {
                let error = error.with_operation_context(&context);
                if !is_undecided(&error) {
                    return refused(error, &watch);
                }
                log::warn!("an answer was lost, the event decides: operation context {context}");
                Err(error)
            }
        };
        match watch.wait(deadline) {
            Waited::Success(received) => Ok(Outcome::Success(received)),
            Waited::Failure(received) => Ok(Outcome::unsuccessful(received)),
            Waited::CallEnded(received) => Ok(Outcome::CallEnded(received)),
            Waited::TimedOut if in_flight.is_ended() => asked.map(Outcome::Aborted),
            Waited::TimedOut => asked.map(Outcome::TimedOut),
            Waited::Closed => asked.map(Outcome::Closed),
            Waited::Forked => Err(Error::forked("the receiver")),
        }
    }
}

/// Nothing was begun: told as an error, unless it was refused because the call ended meanwhile.
fn refused(error: Error, watch: &Watch) -> Result<Outcome> {
    match watch.end_of_call() {
        Some(end) if error.kind() == ErrorKind::Service => Ok(Outcome::CallEnded(end)),
        _ => Err(error),
    }
}

/// Whether the service may have begun what it was asked for: the event reports.
fn is_undecided(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::OutcomeUnknown => true,
        // Success, in a shape that is not known.
        ErrorKind::Decode => error.http_status().is_some_and(|status| status < 300),
        _ => error.has_lost_try(),
    }
}

/// The names of the events that tell how an operation came out: success, and the others.
#[derive(Clone, Copy)]
pub(super) struct Names(pub &'static str, pub &'static [&'static str]);

impl Names {
    fn expected(self, narrow: impl Fn(Expected) -> Expected) -> Vec<Expected> {
        let others = self.1.iter().map(|name| Expected::failure(*name));
        std::iter::once(Expected::success(self.0))
            .chain(others)
            .map(narrow)
            .collect()
    }
}

/// Runs an operation on a call.
pub(super) fn on_call<O: Operation>(
    call: &CallConnection,
    events: &dyn EventSource,
    names: Names,
    options: &O,
    timeout: Duration,
    ask: impl Fn(&O) -> Result<Pending>,
) -> Result<Outcome> {
    let mut options = options.clone();
    let run = Run::on_call(call, events, names, options.parts(), timeout)?;
    run.tell(&|_| ask(&options))
}

/// Runs an operation that begins a call.
pub(super) fn new_call<O: Operation>(
    client: &CallAutomationClient,
    receiver: &Receiver,
    names: Names,
    options: &O,
    timeout: Duration,
    ask: impl Fn(&O) -> Result<Pending>,
) -> Result<Outcome> {
    let mut options = options.clone();
    let run = Run::new_call(client, receiver, names, options.parts(), timeout)?;
    run.tell(&|watch| {
        let pending = ask(&options)?;
        if let Some(call) = &pending.call_connection {
            watch.narrow(call.id());
        }
        Ok(pending)
    })
}
