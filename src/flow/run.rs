//! One run of a flow: it watches, sends, and tells what came of it.

use std::time::{Duration, Instant};

use super::outcome::{Outcome, Pending};
use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CallAutomationClient, CallConnection,
    CreateCallOptions, CreateGroupCallOptions, PlayOptions, RecognizeOptions, SendDtmfTonesOptions,
    TransferCallOptions,
};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::RequestOptions;
use crate::pipeline::request::{TIMEOUTS, new_uuid};
use crate::receiver::{Expected, Filter, Receiver, Subscription, Waited, Watch};
use crate::server::after;

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
            _ => Err(Error::invalid("subscription", "must be that of the call")),
        }
    }
}

/// Options of an operation that events answer.
pub(super) trait Operation: Clone {
    fn parts(&mut self) -> (&mut Option<String>, &mut RequestOptions);
}

macro_rules! operations {
    ($($options:ident $(.$member:ident)?),* $(,)?) => {$(
        impl Operation for $options {
            fn parts(&mut self) -> (&mut Option<String>, &mut RequestOptions) {
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

/// What is agreed on before anything is sent.
struct Terms {
    context: String,
    deadline: Instant,
}

impl Terms {
    /// Gives the options a context and an end.
    fn set(
        (context, request): (&mut Option<String>, &mut RequestOptions),
        client: &CallAutomationClient,
        timeout: Duration,
    ) -> Result<Self> {
        if timeout < *TIMEOUTS.start() {
            return Err(Error::invalid("timeout", "must be at least 1 ms"));
        }
        let context = match context {
            Some(given) => given.clone(),
            None => context.insert(new_uuid()?).clone(),
        };
        if request.timeout.unwrap_or_else(|| client.timeout()) > timeout {
            request.timeout = Some(timeout);
        }
        Ok(Self {
            context,
            deadline: after(timeout),
        })
    }
}

/// A run that watches already for what is about to be asked for. Not generic: what differs between
/// operations is only what asks.
struct Run {
    watch: Watch,
    terms: Terms,
}

impl Run {
    /// Sends with `ask`, and tells what came of it.
    fn tell(self, ask: &dyn Fn() -> Result<Pending>) -> Result<Outcome> {
        let Self { watch, terms } = self;
        let Terms { context, deadline } = terms;
        // To a call that is known to have ended nothing is sent.
        if let Some(end) = watch.end_of_call() {
            return Ok(Outcome::CallEnded(end));
        }
        let asked = match ask() {
            Ok(pending) => {
                if let Some(call) = &pending.call_connection {
                    watch.narrow(call.id());
                }
                Ok(Box::new(pending))
            }
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
            Waited::TimedOut => asked.map(|mut pending| {
                pending.operation_context = context;
                Outcome::TimedOut(pending)
            }),
            Waited::Closed => Err(asked.err().unwrap_or_else(|| Error::closed("the receiver"))),
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

/// Whether the service may have begun what it was asked for: the event tells.
fn is_undecided(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::OutcomeUnknown => true,
        // Success, in a shape that nobody knows.
        ErrorKind::Decode => error.http_status().is_some_and(|status| status < 300),
        _ => false,
    }
}

/// The names of the events that tell how an operation came out: success, and the others.
#[derive(Clone, Copy)]
pub(super) struct Names(pub &'static str, pub &'static [&'static str]);

impl Names {
    fn expected(self, narrow: &dyn Fn(Expected) -> Expected) -> Vec<Expected> {
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
    let terms = Terms::set(options.parts(), call.client(), timeout)?;
    watch_call(call, events, names, terms)?.tell(&|| ask(&options))
}

fn watch_call(
    call: &CallConnection,
    events: &dyn EventSource,
    names: Names,
    terms: Terms,
) -> Result<Run> {
    let expected = names.expected(&|event| event.of_call(call.id()).with_context(&*terms.context));
    Ok(Run {
        watch: events.watch(call.id(), &expected)?,
        terms,
    })
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
    let terms = Terms::set(options.parts(), client, timeout)?;
    watch_new_call(receiver, names, terms)?.tell(&|| ask(&options))
}

fn watch_new_call(receiver: &Receiver, names: Names, terms: Terms) -> Result<Run> {
    let expected = names.expected(&|event| event);
    Ok(Run {
        watch: receiver.watch_new_call(&expected, &terms.context)?,
        terms,
    })
}
