//! Parsing of events: bytes in, [`Event`]s out, no I/O.
//!
//! [`Event::parse_all`] parses the body of one POST, from a call or from Event Grid. Members that
//! many event types share are accessors of [`Event`]; the members of one type are in its
//! [`body`](Event::body). Unknown types, members and names are kept: the JSON is always available
//! as it arrived.
//!
//! ```
//! use acs_call_automation::event::{Event, EventBody};
//!
//! let body = br#"[{"id":"1","source":"calling/callConnections/c1","specversion":"1.0",
//!     "type":"Microsoft.Communication.PlayFailed",
//!     "data":{"callConnectionId":"c1","failedPlaySourceIndex":1,
//!             "resultInformation":{"code":400,"subCode":8536}}}]"#;
//! for event in Event::parse_all(body)? {
//!     assert_eq!(event.call_connection_id(), Some("c1"));
//!     match event.body() {
//!         EventBody::PlayFailed(failed) => assert_eq!(failed.failed_play_source_index, Some(1)),
//!         EventBody::Other => println!("{}: {}", event.event_type(), event.data()),
//!         _ => {}
//!     }
//!     let result = event.result_information().unwrap();
//!     assert_eq!((result.code, result.sub_code), (Some(400), Some(8536)));
//! }
//! # Ok::<(), acs_call_automation::Error>(())
//! ```

mod envelope;
mod event_grid;
mod latest_participants;
mod media;
mod media_reason;
mod payload;
mod pointer;
mod values;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::de::DeserializeOwned;

pub use event_grid::*;
pub use latest_participants::LatestParticipants;
pub use media_reason::{KNOWN_REASONS, MediaReason};
pub use payload::*;
pub use values::*;

use crate::error::{Error, Result};
use crate::json::Members;
use crate::model::{ResultInformation, advice, moment};
use crate::platform::lazy::Lazy;
use envelope::{Envelope, Schema};

/// An event as it arrived. Cheap to clone; may be shared between threads.
#[derive(Clone)]
pub struct Event(Arc<Inner>);

struct Inner {
    envelope: Envelope,
    // Parsed on first use: a receiver that only queues events should not pay for them.
    result: Lazy<Option<ResultInformation>>,
    body: Lazy<EventBody>,
    public_type: Lazy<Option<String>>,
    target: Option<Target>,
    store_id: Option<StoreId>,
}

/// The place of an event in the store that keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoreId(pub u128);

/// The path and the query of the request that delivered an event, as they were sent.
#[derive(Clone)]
pub(crate) struct Target(Arc<str>);

impl Target {
    pub(crate) fn new(path: &str, query: &str) -> Self {
        Self(match query {
            "" => path.into(),
            _ => [path, "?", query].concat().into(),
        })
    }
}

impl Event {
    /// Parses the body of one POST: an array of events or a single one, in the schema of
    /// CloudEvents 1.0 or of Event Grid. An empty array yields no events. A byte order mark at the
    /// beginning is skipped.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode) when the body is not JSON, or an element is not an
    /// object with an id and a type; the message names the element, and no event is returned. A
    /// member of an unexpected type, or an unknown one, is not an error.
    pub fn parse_all(body: &[u8]) -> Result<Vec<Self>> {
        let mut events = Ok(Vec::new());
        envelope::parse(body, |one| match (&mut events, one) {
            (Ok(events), Ok(envelope)) => events.push(Self::of(envelope)),
            (Ok(_), Err(error)) => events = Err(error),
            // The first error is the one that is returned.
            (Err(_), _) => {}
        })?;
        events
    }

    /// Parses the body of one POST: the events that can be read, and an error for each other element.
    ///
    /// # Errors
    /// As [`parse_all`](Self::parse_all), but only when no event can be read.
    pub(crate) fn parse_readable(body: &[u8]) -> Result<(Vec<Self>, Vec<Error>)> {
        let (mut events, mut damaged) = (Vec::new(), Vec::new());
        envelope::parse(body, |one| match one {
            Ok(envelope) => events.push(Self::of(envelope)),
            Err(error) => damaged.push(error),
        })?;
        if events.is_empty() && !damaged.is_empty() {
            return Err(damaged.swap_remove(0));
        }
        Ok((events, damaged))
    }

    fn of(envelope: Envelope) -> Self {
        Self(Arc::new(Inner {
            envelope,
            result: Lazy::new(),
            body: Lazy::new(),
            public_type: Lazy::new(),
            target: None,
            store_id: None,
        }))
    }

    /// Records what request delivered the event, which is not shared yet.
    pub(crate) fn delivered_to(&mut self, target: &Target) {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.target = Some(target.clone());
        }
    }

    /// The event as a store keeps it; of an event that is not shared yet.
    #[cfg(any(feature = "spool", feature = "redis"))]
    pub(crate) fn kept_as(mut self, id: StoreId) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.store_id = Some(id);
        }
        self
    }

    /// Its place in the store that keeps it; `None` for an event that none keeps.
    pub(crate) fn store_id(&self) -> Option<StoreId> {
        self.0.store_id
    }

    /// Returns the event's id, never empty. Repeated deliveries have the same id and
    /// [`source`](Self::source).
    pub fn id(&self) -> &str {
        self.0.envelope.id()
    }

    /// Returns `source` (CloudEvents) or `topic` (Event Grid). Its format has
    /// changed between versions of the service: do not route by it.
    pub fn source(&self) -> Option<&str> {
        self.0.envelope.source()
    }

    /// Returns the full type, exactly as sent: `Microsoft.Communication.CallConnected`.
    pub fn event_type(&self) -> &str {
        self.0.envelope.kind()
    }

    /// Returns the type as an enum; [`EventKind::Other`] for a type that this version does not know.
    pub fn kind(&self) -> EventKind {
        EventKind::of(self.event_type())
    }

    /// Returns the part of the type after its last dot: `CallConnected`.
    pub fn name(&self) -> &str {
        self.event_type().rsplit('.').next().unwrap_or_default()
    }

    /// Returns the time of the event, as sent. Events do not arrive in this
    /// order.
    pub fn time(&self) -> Option<&str> {
        self.0.envelope.time()
    }

    /// Returns the time of the event; `None` when [`time`](Self::time) is absent or not a valid date of RFC
    /// 3339.
    pub fn time_utc(&self) -> Option<SystemTime> {
        moment(self.time()?)
    }

    /// Returns the path of the request that delivered the event, as sent: `/events/order-17`. `None`
    /// for an event that no receiver delivered.
    pub fn callback_path(&self) -> Option<&str> {
        self.0.target.as_ref()?.0.split('?').next()
    }

    /// Returns the query of the request that delivered the event, as sent, without the secret; empty
    /// without a query. `None` for an event that no receiver delivered.
    pub fn callback_query(&self) -> Option<&str> {
        let target = self.0.target.as_ref()?;
        Some(target.0.split_once('?').map_or("", |(_, query)| query))
    }

    /// Returns the subject: the source again for mid-call events, `/caller/RAW_ID/recipient/RAW_ID`
    /// for IncomingCall.
    pub fn subject(&self) -> Option<&str> {
        self.0.envelope.subject()
    }

    /// Returns `data.callConnectionId`: this application's leg of the call.
    pub fn call_connection_id(&self) -> Option<&str> {
        self.0.envelope.call_connection_id()
    }

    /// Returns `data.serverCallId`: the call itself, the same on all legs. It locates the call for
    /// recording and connecting.
    pub fn server_call_id(&self) -> Option<&str> {
        self.0.envelope.server_call_id()
    }

    /// Returns `data.correlationId`: the call in traces, the same on all legs and in IncomingCall.
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.envelope.correlation_id()
    }

    /// Returns `data.operationContext`: the context that the request was sent with.
    pub fn operation_context(&self) -> Option<&str> {
        self.0.envelope.operation_context()
    }

    /// Returns `data.version`: the api-version that the call was created or answered with. Not in
    /// any official SDK.
    pub fn version(&self) -> Option<&str> {
        self.0.envelope.version()
    }

    /// Returns `data.publicEventType`: the [`event_type`](Self::event_type) again. Not in any
    /// official SDK.
    pub fn public_event_type(&self) -> Option<&str> {
        let read = || self.members().read("publicEventType");
        self.0.public_type.get(read).as_deref()
    }

    /// Returns `data.resultInformation`: codes and message of the result.
    pub fn result_information(&self) -> Option<&ResultInformation> {
        self.0
            .result
            .get(|| self.members().read("resultInformation"))
            .as_ref()
    }

    /// Returns advice on what to do about the result, for common codes: a file that cannot be
    /// downloaded, a busy line. `None` for an event that reports success.
    pub fn advice(&self) -> Option<&'static str> {
        let result = self.result_information().filter(|_| !self.is_success())?;
        advice::on_result(result.code, result.sub_code)
    }

    /// Returns the members that belong to the event's type.
    pub fn body(&self) -> &EventBody {
        self.0
            .body
            .get(|| EventBody::read(self.kind(), &self.members()))
    }

    /// Returns what the event means for the operation that it reports on; `None` for events of
    /// Event Grid and unknown types.
    pub fn outcome(&self) -> Option<EventOutcome> {
        self.kind().outcome()
    }

    /// Returns whether the event reports the success of an operation.
    pub fn is_success(&self) -> bool {
        self.outcome() == Some(EventOutcome::Success)
    }

    /// Returns whether the event reports the failure of an operation.
    pub fn is_failure(&self) -> bool {
        self.outcome() == Some(EventOutcome::Failure)
    }

    /// Returns whether the call connection ended with this event, or was never established. A call
    /// that is not answered ends with two such events: CallDisconnected, then CreateCallFailed.
    pub fn ends_call(&self) -> bool {
        self.kind().ends_call()
    }

    /// Returns whether the event is one of Event Grid (IncomingCall, CallStarted, ...), not of one
    /// call connection of this application. Unknown types are classified by their schema and call
    /// connection id.
    pub fn is_event_grid(&self) -> bool {
        match self.kind() {
            EventKind::Other => {
                self.0.envelope.schema == Schema::EventGrid || self.call_connection_id().is_none()
            }
            known => known.outcome().is_none(),
        }
    }

    /// Returns the event's JSON as it arrived.
    pub fn raw(&self) -> &str {
        self.0.envelope.json()
    }

    /// Returns the JSON of `data` as it arrived; `null` when absent. JSON in base64 (CloudEvents
    /// `data_base64`) is decoded; other binary data are only in [`raw`](Self::raw).
    pub fn data(&self) -> &str {
        self.0.envelope.data().unwrap_or("null")
    }

    /// Returns the JSON of a member of the event, by a pointer of RFC 6901:
    /// `/data/transferee/rawId`.
    ///
    /// For members without an accessor. Each use searches the text again.
    pub fn pointer(&self, pointer: &str) -> Option<&str> {
        match pointer.strip_prefix("/data") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                pointer::find(self.0.envelope.data()?, rest)
            }
            _ => pointer::find(self.raw(), pointer),
        }
    }

    /// Returns a member of the event as a value: text, number, boolean, any type that serde
    /// deserializes. `None` when it is absent, null or of another type.
    ///
    /// ```
    /// # use acs_call_automation::event::Event;
    /// # let events = Event::parse_all(br#"{"id":"1","type":"x","data":{"group":{"id":"g"}}}"#)?;
    /// # let event = &events[0];
    /// let group: Option<String> = event.get("/data/group/id");
    /// assert_eq!(group.as_deref(), Some("g"));
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    pub fn get<T: DeserializeOwned>(&self, pointer: &str) -> Option<T> {
        let text = self.pointer(pointer).filter(|text| *text != "null")?;
        serde_json::from_str(text).ok()
    }

    /// Returns the number of elements or members of an array or object; `None` when it is neither.
    pub fn count(&self, pointer: &str) -> Option<usize> {
        pointer::count(self.pointer(pointer)?)
    }

    fn members(&self) -> Members<'_> {
        Members::parse(self.data()).unwrap_or_default()
    }
}

impl fmt::Debug for Event {
    /// Shows type and ids; the rest may contain what must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("type", &self.event_type())
            .field("id", &self.id())
            .field("call_connection_id", &self.call_connection_id())
            .field("operation_context", &self.operation_context())
            .finish_non_exhaustive()
    }
}
