//! The first part of a flow: starts the wait and sends the request.

use std::fmt;
use std::time::{Duration, Instant};

use super::begun::{Begun, Wait};
use super::outcome::{Outcome, Pending};
use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CallAutomationClient, CallConnection,
    ConnectCallOptions, CreateCallOptions, CreateGroupCallOptions, OperationOptions, PlayOptions,
    RecognizeOptions, StartRecordingOptions, TransferCallOptions,
};
use crate::clock::after;
use crate::error::{Error, ErrorKind, Result, one_line};
use crate::field;
use crate::pipeline::RequestOptions;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::request::{TIMEOUTS, new_uuid};
use crate::receiver::{
    Expected, Filter, Known, NewRecording, Receiver, RecordedCall, Subscription, Watch,
};

/// The source of the events of a call: a [`Receiver`], all of whose queues are searched, or the
/// [`Subscription`] of that call. Sealed: implemented for these two only.
pub trait EventSource: sealed::Watches + Send + Sync {}

impl EventSource for Receiver {}
impl EventSource for Subscription {}

mod sealed {
    use super::{Expected, Result, Watch};

    pub trait Watches {
        /// Starts a wait for the events of an operation on this call.
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

/// The operation context and request options of an operation's options; no operation context when its
/// events have none.
pub(super) type Parts<'a> = (Option<&'a mut Option<String>>, &'a mut RequestOptions);

/// Options of an operation whose result is reported by events.
pub(super) trait Operation: Clone {
    fn parts(&mut self) -> Parts<'_>;
}

macro_rules! operations {
    ($($options:ident $(.$member:ident)?),* $(,)?) => {$(
        impl Operation for $options {
            fn parts(&mut self) -> Parts<'_> {
                (
                    Some(&mut self$(.$member)?.operation_context),
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
    ConnectCallOptions.call,
    AddParticipantOptions,
    TransferCallOptions,
    PlayOptions,
    RecognizeOptions,
    OperationOptions,
}

impl Operation for RequestOptions {
    fn parts(&mut self) -> Parts<'_> {
        (None, self)
    }
}

impl Operation for StartRecordingOptions {
    fn parts(&mut self) -> Parts<'_> {
        (None, &mut self.request)
    }
}

/// The settings of a run.
struct Settings {
    /// The operation context, generated when none or an empty one is set; empty when the events have
    /// none.
    context: String,
    /// The end of the run, its request included.
    deadline: Instant,
    /// Registers the run with the client, to be canceled as one request.
    in_flight: InFlight,
}

impl Settings {
    fn new(
        (context, request): Parts<'_>,
        client: &CallAutomationClient,
        timeout: Duration,
    ) -> Result<Self> {
        if timeout < *TIMEOUTS.start() {
            return Err(Error::invalid(field::TIMEOUT, "must be at least 1 ms"));
        }
        let context = match context {
            None => String::new(),
            Some(Some(given)) if !given.is_empty() => given.clone(),
            Some(context) => context.insert(new_uuid()?).clone(),
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

/// A run whose wait has started before its request is sent.
struct Run {
    watch: Watch,
    names: Names,
    settings: Settings,
    /// Whether the events decide after a lost response: they name the call.
    events_decide: bool,
}

impl Run {
    fn on_call(
        call: &CallConnection,
        events: &dyn EventSource,
        names: Names,
        parts: Parts<'_>,
        timeout: Duration,
    ) -> Result<Self> {
        let settings = Settings::new(parts, call.client(), timeout)?;
        let context = match settings.context.as_str() {
            "" => new_uuid()?, // No event has it: only the end of the call counts.
            context => context.to_owned(),
        };
        let expected = names.expected(|event| event.of_call(call.id()).with_context(&*context));
        let watch = events.watch(call.id(), &expected)?;
        Ok(Self {
            watch,
            names,
            settings,
            events_decide: true,
        })
    }

    fn new_call(
        client: &CallAutomationClient,
        receiver: &Receiver,
        names: Names,
        parts: Parts<'_>,
        timeout: Duration,
    ) -> Result<Self> {
        let settings = Settings::new(parts, client, timeout)?;
        let watch = receiver.watch_new_call(&names.expected(|event| event), &settings.context)?;
        Ok(Self {
            watch,
            names,
            settings,
            events_decide: true,
        })
    }

    fn recording(
        client: &CallAutomationClient,
        receiver: &Receiver,
        names: Names,
        recording: &NewRecording,
        parts: Parts<'_>,
        timeout: Duration,
    ) -> Result<Self> {
        let settings = Settings::new(parts, client, timeout)?;
        let expected = names.expected(|event| event.of_recording(recording.clone()));
        let watch = receiver.watch(&expected)?;
        Ok(Self {
            watch,
            names,
            settings,
            events_decide: recording.call != RecordedCall::Unnamed,
        })
    }

    /// Sends the request.
    fn send(self, send: &dyn Fn() -> Result<Pending>) -> Result<Begun> {
        let Self {
            watch,
            names,
            settings,
            events_decide,
        } = self;
        let began = Instant::now();
        let Settings {
            context,
            deadline,
            in_flight,
        } = settings;
        in_flight.when_ended(watch.stopper());
        // Nothing is sent to a call that is known to have ended.
        if let Some(end) = watch.end_of_call() {
            return Ok(Begun::ended(Outcome::CallEnded(end)));
        }
        in_flight.go_on()?;
        let sent = match send() {
            Ok(pending) => {
                if let Some(call) = &pending.call_connection {
                    watch.narrow(Known::Call(call.id()));
                }
                if let Some(id) = &pending.recording_id {
                    watch.narrow(Known::Recording(id));
                }
                Ok(Box::new(Pending {
                    operation_context: context,
                    ..pending
                }))
            }
            Err(error) => {
                let error = error.with_operation_context(&context);
                if !error.may_have_been_done() {
                    return refused(error, &watch, deadline).map(Begun::ended);
                }
                if !events_decide {
                    return Err(error);
                }
                log::warn!(
                    "the operation may have been started, the event decides: operation context {}",
                    one_line(&context)
                );
                Err(error)
            }
        };
        Ok(Begun::waiting(Wait {
            watch,
            names,
            deadline,
            began,
            in_flight,
            sent,
        }))
    }
}

/// The operation was not started: an error, unless it was refused because the call has ended.
/// The event may arrive just after the response.
fn refused(error: Error, watch: &Watch, deadline: Instant) -> Result<Outcome> {
    let end = match (error.kind(), error.http_status(), error.sub_code()) {
        // 8527: to record a call by a server call id; 8528: the call has ended already.
        (ErrorKind::Service, Some(404), Some(8522))
        | (ErrorKind::Service, Some(400), Some(8527 | 8528)) => watch.await_end_of_call(deadline),
        (ErrorKind::Service, ..) => watch.end_of_call(),
        _ => None,
    };
    end.map(Outcome::CallEnded).ok_or(error)
}

/// The names of the events that report the outcome: success, and the others.
#[derive(Clone, Copy)]
pub(super) struct Names(pub &'static str, pub &'static [&'static str]);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        self.1.iter().try_for_each(|name| write!(f, " or {name}"))
    }
}

impl Names {
    fn expected(self, narrow: impl Fn(Expected) -> Expected) -> Vec<Expected> {
        let others = self.1.iter().map(|name| Expected::failure(*name));
        std::iter::once(Expected::success(self.0))
            .chain(others)
            .map(narrow)
            .collect()
    }
}

/// Begins an operation on a call.
pub(super) fn on_call<O: Operation>(
    call: &CallConnection,
    events: &dyn EventSource,
    names: Names,
    options: &O,
    timeout: Duration,
    send: impl Fn(&O) -> Result<Pending>,
) -> Result<Begun> {
    let mut options = options.clone();
    let run = Run::on_call(call, events, names, options.parts(), timeout)?;
    run.send(&|| send(&options))
}

/// Begins an operation that creates or answers a call.
pub(super) fn new_call<O: Operation>(
    client: &CallAutomationClient,
    receiver: &Receiver,
    names: Names,
    options: &O,
    timeout: Duration,
    send: impl Fn(&O) -> Result<Pending>,
) -> Result<Begun> {
    let mut options = options.clone();
    let run = Run::new_call(client, receiver, names, options.parts(), timeout)?;
    run.send(&|| send(&options))
}

/// Begins an operation that starts a recording.
pub(super) fn recording<O: Operation>(
    client: &CallAutomationClient,
    receiver: &Receiver,
    names: Names,
    recording: &NewRecording,
    options: &O,
    timeout: Duration,
    send: impl Fn(&O) -> Result<Pending>,
) -> Result<Begun> {
    let mut options = options.clone();
    let parts = options.parts();
    let run = Run::recording(client, receiver, names, recording, parts, timeout)?;
    run.send(&|| send(&options))
}
