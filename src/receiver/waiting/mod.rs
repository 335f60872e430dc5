//! Waits for the outcome of an operation: the expected events, and the result.

mod known;
mod recording;
mod watch;

use std::sync::{Arc, Condvar};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::event::{Event, EventKind};
use crate::field;
use crate::receiver::queue::{Filter, Received};

pub(crate) use known::Known;
pub(crate) use recording::{NewRecording, RecordedCall};
pub(crate) use watch::Watch;

/// How long a wait continues after CallDisconnected for an event with the reason. The service sends
/// them in this order, each in a request of its own, one right after the other.
const GRACE: Duration = Duration::from_secs(1);

const DISCONNECTED: &str = "CallDisconnected";

/// Events that may follow CallDisconnected and report more: the reason, or the transfer.
const REASONS: [&str; 4] = [
    "CreateCallFailed",
    "AnswerFailed",
    "ConnectFailed",
    "CallTransferAccepted",
];

/// An expected event, and whether it means success or failure.
///
/// [`Receiver::wait_for`](super::Receiver::wait_for) takes one for each possible outcome of an
/// operation:
///
/// ```
/// use acs_call_automation::event::EventKind;
/// use acs_call_automation::receiver::Expected;
/// let expected = [
///     Expected::success(EventKind::PlayCompleted).of_call("41401f00").with_context("greeting"),
///     Expected::failure("PlayFailed").of_call("41401f00").with_context("greeting"),
/// ];
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    success: bool,
    name: String,
    call_connection_id: Option<String>,
    operation_context: Option<String>,
    recording: Option<NewRecording>,
}

/// What names an expected event: its name, its whole type, or its [`EventKind`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventName(String);

impl From<&str> for EventName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for EventName {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl From<&String> for EventName {
    fn from(name: &String) -> Self {
        Self(name.clone())
    }
}

impl From<EventKind> for EventName {
    fn from(kind: EventKind) -> Self {
        Self(kind.event_type().unwrap_or(kind.name()).to_owned())
    }
}

impl Expected {
    /// Creates an expected event that means success, by its name (`CallConnected`) or its whole
    /// type (`Microsoft.Communication.CallConnected`), or by its [`EventKind`]. A wait refuses an unknown
    /// name and [`EventKind::Other`]; a type that this version does not know is given as a whole, and refused
    /// when it is a known one but for one or two letters.
    pub fn success(event: impl Into<EventName>) -> Self {
        Self {
            success: true,
            name: event.into().0,
            call_connection_id: None,
            operation_context: None,
            recording: None,
        }
    }

    /// Creates an expected event that means failure, named as for [`success`](Self::success):
    /// `CreateCallFailed`.
    pub fn failure(event: impl Into<EventName>) -> Self {
        Self {
            success: false,
            ..Self::success(event)
        }
    }

    /// An event of a kind, of this call or of any.
    pub(super) fn kind(kind: EventKind, call_connection_id: Option<&str>) -> Result<Self> {
        let Some(event_type) = kind.event_type() else {
            let rule = "must be a kind that this version knows; wait for an expected event of any other type by its whole type";
            return Err(Error::invalid(field::EVENT_KIND, rule));
        };
        Ok(Self {
            call_connection_id: call_connection_id.map(str::to_owned),
            ..Self::success(event_type)
        })
    }

    /// Restricts it to events of this call. The wait then also ends when the call does.
    #[must_use]
    pub fn of_call(mut self, call_connection_id: impl Into<String>) -> Self {
        self.call_connection_id = Some(call_connection_id.into());
        self
    }

    /// Restricts it to events with this operation context, compared exactly.
    #[must_use]
    pub fn with_context(mut self, operation_context: impl Into<String>) -> Self {
        self.operation_context = Some(operation_context.into());
        self
    }

    /// Restricts it to events of a recording. The wait then also ends when the recorded call does.
    pub(crate) fn of_recording(mut self, recording: NewRecording) -> Self {
        self.recording = Some(recording);
        self
    }

    /// Checks a list: one event or more, each with a name that an event can have.
    pub(super) fn check_all(expected: &[Self]) -> Result<()> {
        if expected.is_empty() {
            let rule = "must have at least one event";
            return Err(Error::invalid(field::EXPECTED, rule));
        }
        expected.iter().try_for_each(Self::check)
    }

    /// Checks the name: a whole type may be one that this version does not know.
    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        let name = &self.name;
        if name.parse::<EventKind>().is_ok() {
            return Ok(());
        }
        let meant = EventKind::meant_by(name);
        if is_type(name) && meant.is_none() {
            return Ok(());
        }
        let hint = match meant {
            Some(kind) if name.contains('.') => kind.event_type(),
            Some(kind) => Some(kind.name()),
            None => None,
        };
        let rule = format!(
            "{name:?} is not the name of an event: give a name such as CallConnected, or a whole type"
        );
        Err(match hint {
            Some(meant) => Error::invalid(
                field::EXPECTED,
                format_args!("{rule}; did you mean {meant}?"),
            ),
            None => Error::invalid(field::EXPECTED, rule),
        })
    }

    fn matches(&self, event: &Event) -> bool {
        let same = |wanted: &Option<String>, found: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == found
        };
        let name = if self.name.contains('.') {
            event.event_type()
        } else {
            event.name()
        };
        let recording = self.recording.as_ref();
        same(&self.call_connection_id, event.call_connection_id())
            && self.name == name
            && same(&self.operation_context, event.operation_context())
            && recording.is_none_or(|recording| recording.has(event, self.success))
    }

    fn ends_with(&self, end: &Event) -> bool {
        let call = self.call_connection_id.as_deref();
        let recording = self.recording.as_ref();
        (call.is_some() && call == end.call_connection_id())
            || recording.is_some_and(|recording| recording.ends_with(end))
    }
}

/// Whether it has the form of the type of an event: words with dots between them.
fn is_type(name: &str) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.contains('.')
        && name
            .split('.')
            .all(|word| !word.is_empty() && word.bytes().all(is_of_word))
}

/// The result of a wait.
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum Waited {
    /// An event that means success; taken out of the queue.
    Success(Received),
    /// An event that means failure; taken out of the queue.
    Failure(Received),
    /// The call ended first. The event that reports it, mostly CallDisconnected, stays in its queue
    /// for other readers; this is a copy.
    CallEnded(Received),
    /// None of the events arrived in time.
    TimedOut,
}

/// The events that a wait handles.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    expected: Vec<Expected>,
    /// The queue to search; all queues for `None`.
    pub scope: Option<Filter>,
    /// The operation context stands for the call while its id is not known. Other calls may have
    /// the same.
    context: Option<String>,
}

impl Wanted {
    pub(super) fn new(expected: &[Expected], scope: Option<Filter>) -> Self {
        Self {
            expected: expected.to_vec(),
            scope,
            context: None,
        }
    }

    /// The events of a call whose id is not known yet, by the operation context that it is created
    /// with.
    pub(super) fn of_new_call(expected: &[Expected], context: &str) -> Self {
        let expected = expected.iter().cloned();
        Self {
            expected: expected.map(|one| one.with_context(context)).collect(),
            scope: None,
            context: Some(context.to_owned()),
        }
    }

    /// The id of the call or recording is known: it alone counts from now on.
    fn narrow(&mut self, known: Known<'_>) {
        self.context = None;
        for expected in &mut self.expected {
            match (known, &mut expected.recording) {
                (Known::Recording(id), Some(recording)) => recording.id = Some(id.to_owned()),
                (Known::Recording(_), None) => {}
                (Known::Call(id), _) => {
                    expected.operation_context = None;
                    expected.call_connection_id = Some(id.to_owned());
                }
            }
        }
    }

    fn recordings(&self) -> impl Iterator<Item = &NewRecording> {
        let expected = self.expected.iter();
        expected.filter_map(|expected| expected.recording.as_ref())
    }

    /// Whether the id of its call or recording is not known yet. A wait that knows its own takes
    /// precedence.
    pub(super) fn is_vague(&self) -> bool {
        self.goes_by_context() || self.recordings().any(|recording| recording.id.is_none())
    }

    /// Whether it ends with the end of a call connection that arrived before it began.
    pub(super) fn ends_with_past(&self) -> bool {
        // An old call may have had the same context.
        !self.goes_by_context() && !self.recordings().any(NewRecording::outlives_a_connection)
    }

    pub(super) fn goes_by_context(&self) -> bool {
        self.context.is_some()
    }

    fn is_of_context(&self, event: &Event) -> bool {
        self.goes_by_context() && self.context.as_deref() == event.operation_context()
    }

    /// Whether the event is expected.
    pub(super) fn is_expected(&self, event: &Event) -> bool {
        self.expected.iter().any(|expected| expected.matches(event))
    }

    /// Whether the wait continues after the end of its call: an expected event may follow.
    fn awaits_reason(&self, end: &Event) -> bool {
        let ended = end.call_connection_id();
        let of_scope = matches!(&self.scope, Some(Filter::Call(id)) if ended == Some(id));
        let fits_any = of_scope || self.is_of_context(end);
        end.name() == DISCONNECTED
            && self.expected.iter().any(|expected| {
                let call = expected.call_connection_id.as_deref();
                let name = expected.name.rsplit('.').next();
                (call == ended || (call.is_none() && fits_any))
                    && name.is_some_and(|name| REASONS.contains(&name))
            })
    }

    /// Whether the event is the end of a call of this wait.
    pub(super) fn is_end(&self, event: &Event) -> bool {
        if !event.ends_call() {
            return false;
        }
        let Some(ended) = event.call_connection_id() else {
            return false;
        };
        let of_scope = matches!(&self.scope, Some(Filter::Call(id)) if id == ended);
        of_scope
            || (event.name() == DISCONNECTED && self.is_of_context(event))
            || self
                .expected
                .iter()
                .any(|expected| expected.ends_with(event))
    }

    /// The result for an event that [`is_expected`](Self::is_expected).
    pub(super) fn outcome_of(&self, received: Received) -> Waited {
        let first = self
            .expected
            .iter()
            .find(|expected| expected.matches(&received.event));
        match first {
            Some(expected) if expected.success => Waited::Success(received),
            _ => Waited::Failure(received),
        }
    }
}

/// A waiting thread, as the thread sees it that delivers an event.
pub(super) struct Waiter {
    pub id: u64,
    pub wanted: Wanted,
    /// An event of the current request is reserved for it.
    promised: bool,
    /// An error when the receiver was closed.
    result: Option<Result<Waited>>,
    /// The number of the event in the result, which gives its place when it is put back.
    number: u64,
    /// The end of the call, and until when an event with the reason may follow.
    ended: Option<(Received, Instant)>,
    /// It does not wait any longer, although no event arrived.
    stopped: bool,
    woken: Arc<Condvar>,
    /// Instead of a thread: called under the lock of the queues whenever the wait may have ended.
    notify: Option<Notify>,
}

/// Learns that a wait may have ended; takes no lock of the queues.
pub(crate) type Notify = Box<dyn Fn() + Send>;

impl Waiter {
    pub(super) fn new(id: u64, wanted: Wanted) -> Self {
        Self {
            id,
            wanted,
            promised: false,
            result: None,
            number: 0,
            ended: None,
            stopped: false,
            woken: Arc::default(),
            notify: None,
        }
    }

    /// Wakes the thread when there is something to read.
    pub(super) fn woken(&self) -> Arc<Condvar> {
        self.woken.clone()
    }

    /// Has `notify` called, instead of a thread that waits.
    pub(super) fn when_changed(&mut self, notify: Notify) {
        self.notify = Some(notify);
    }

    /// Until when the wait continues, at most until `deadline`; `None` when it has ended.
    pub(super) fn until(&self, deadline: Instant) -> Option<Instant> {
        let until = match &self.ended {
            Some((_, until)) => deadline.min(*until),
            None => deadline,
        };
        (self.result.is_none() && !self.stopped).then_some(until)
    }

    /// How long the wait continues, at most until `deadline`; `None` when it does not.
    pub(super) fn left(&self, deadline: Instant) -> Option<Duration> {
        let left = self
            .until(deadline)?
            .saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// How the wait ended.
    pub(super) fn result(self) -> Result<Waited> {
        let ended = self.ended.map(|(end, _)| Ok(Waited::CallEnded(end)));
        self.result.or(ended).unwrap_or(Ok(Waited::TimedOut))
    }

    /// Handles the end of its call: the wait ends, now or soon.
    pub(super) fn call_ended(&mut self, end: Received) {
        if !self.wanted.awaits_reason(&end.event) {
            self.end(Ok(Waited::CallEnded(end)));
        } else if self.ended.is_none() {
            self.ended = Some((end, Instant::now() + GRACE));
            self.wake();
        }
    }

    /// The receiver is closed: no more events arrive.
    pub(super) fn close(&mut self) {
        if self.result.is_some() {
            return;
        }
        let result = match self.end_of_call() {
            Some(end) => Ok(Waited::CallEnded(end.clone())),
            None => Err(Error::closed("the receiver")),
        };
        self.end(result);
    }

    /// Ends the wait; it keeps its result.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.wake();
    }

    /// Reserves it for an event of the current request, or releases it.
    pub(super) fn promise(&mut self, promised: bool) {
        self.promised = promised;
    }

    /// Whether it still waits, and for events of this queue.
    pub(super) fn listens_to(&self, queue: Option<&Filter>) -> bool {
        self.result.is_none()
            && !self.promised
            && (self.wanted.scope.is_none() || self.wanted.scope.as_ref() == queue)
    }

    /// Gives it an expected event.
    pub(super) fn give(&mut self, number: u64, received: Received) {
        self.number = number;
        let outcome = self.wanted.outcome_of(received);
        self.end(Ok(outcome));
    }

    /// Takes away the expected event that it was given, if that `is_stray`.
    pub(super) fn give_up(&mut self, is_stray: impl Fn(&Event) -> bool) -> Option<(u64, Event)> {
        match self.result.take() {
            Some(Ok(Waited::Success(received) | Waited::Failure(received)))
                if is_stray(&received.event) =>
            {
                Some((self.number, received.event))
            }
            result => {
                self.result = result;
                None
            }
        }
    }

    /// Restricts it to this call or recording, and forgets the end of another call. The result of closing must be
    /// set again.
    pub(super) fn narrow(&mut self, known: Known<'_>) {
        self.wanted.narrow(known);
        if self
            .ended
            .as_ref()
            .is_some_and(|(end, _)| !known.names(&end.event))
        {
            self.ended = None;
        }
        if matches!(self.result, Some(Err(_))) {
            self.result = None;
        }
    }

    /// Whether it has its result.
    pub(super) fn has_result(&self) -> bool {
        self.result.is_some()
    }

    /// The end of its call, as far as no expected event arrived. An end that matches the context
    /// only may be that of another call.
    pub(super) fn end_of_call(&self) -> Option<&Received> {
        if self.wanted.goes_by_context() {
            return None;
        }
        match &self.result {
            Some(Ok(Waited::CallEnded(end))) => Some(end),
            Some(_) => None,
            None => self.ended.as_ref().map(|(end, _)| end),
        }
    }

    fn end(&mut self, result: Result<Waited>) {
        self.result = Some(result);
        self.wake();
    }

    fn wake(&self) {
        self.woken.notify_one();
        if let Some(notify) = &self.notify {
            notify();
        }
    }
}
