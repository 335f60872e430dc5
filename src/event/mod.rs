//! What arrives: bytes in, [`Event`]s out, no I/O.
//!
//! [`Event::parse_all`] reads the body of one POST, from a call or from Event Grid. What an event
//! says about itself is read from the [`Event`]; what belongs to its type from its
//! [`body`](Event::body). Types, members and names that this version does not know survive: the
//! JSON is always there, whole, as it came.
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
//!         EventBody::Other => println!("{}: {}", event.kind(), event.data()),
//!         _ => {}
//!     }
//!     let result = event.result_information().unwrap();
//!     assert_eq!((result.code, result.sub_code), (Some(400), Some(8536)));
//! }
//! # Ok::<(), acs_call_automation::Error>(())
//! ```

mod envelope;
mod event_grid;
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
pub use media_reason::MediaReason;
pub use payload::*;
pub use values::*;

use crate::error::Result;
use crate::json::Members;
use crate::model::{ResultInformation, moment};
use crate::platform::lazy::Lazy;
use envelope::{Envelope, Schema};

/// One event, as it came. Cheap to clone, and shared freely between threads.
#[derive(Clone)]
pub struct Event(Arc<Inner>);

struct Inner {
    envelope: Envelope,
    // Read when first asked for: a receiver that only queues events should not pay for them.
    result: Lazy<Option<ResultInformation>>,
    body: Lazy<EventBody>,
}

impl Event {
    /// Reads the body of one POST: an array of events or a lone one, in the schema of CloudEvents
    /// 1.0 or of Event Grid. An empty array is no events.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode) when it is not valid JSON, or an element is no object with an
    /// id and a type; the message reports which, and then none of the others is given either. A
    /// member of another type than expected, or an unknown one, is no error.
    pub fn parse_all(body: &[u8]) -> Result<Vec<Self>> {
        let envelopes = envelope::parse(body)?;
        Ok(envelopes
            .into_iter()
            .map(|envelope| {
                Self(Arc::new(Inner {
                    envelope,
                    result: Lazy::new(),
                    body: Lazy::new(),
                }))
            })
            .collect())
    }

    /// The event's id, never empty. Together with [`source`](Self::source) it reports repeated
    /// deliveries apart.
    pub fn id(&self) -> &str {
        &self.0.envelope.id
    }

    /// `source` (CloudEvents) or `topic` (Event Grid); empty when absent. Its form changed between
    /// versions of the service: do not route by it.
    pub fn source(&self) -> &str {
        &self.0.envelope.source
    }

    /// The type exactly as sent: `Microsoft.Communication.CallConnected`.
    pub fn kind(&self) -> &str {
        &self.0.envelope.kind
    }

    /// The type without what stands before its last dot: `CallConnected`.
    pub fn name(&self) -> &str {
        self.kind().rsplit('.').next().unwrap_or_default()
    }

    /// When it happened, as sent; empty when absent. Events do not arrive in this order.
    pub fn time(&self) -> &str {
        &self.0.envelope.time
    }

    /// When it happened; `None` when [`time`](Self::time) is not a valid date of RFC 3339.
    pub fn time_utc(&self) -> Option<SystemTime> {
        moment(self.time())
    }

    /// The subject: of mid-call events the source once more, of IncomingCall
    /// `/caller/RAW_ID/recipient/RAW_ID`.
    pub fn subject(&self) -> Option<&str> {
        self.0.envelope.subject.as_deref()
    }

    /// `data.callConnectionId`: this application's leg of the call.
    pub fn call_connection_id(&self) -> Option<&str> {
        self.0.envelope.call_connection_id.as_deref()
    }

    /// `data.serverCallId`: the call itself, the same on all legs. It locates the call for
    /// recording and connecting.
    pub fn server_call_id(&self) -> Option<&str> {
        self.0.envelope.server_call_id.as_deref()
    }

    /// `data.correlationId`: the call in traces, the same on all legs and in IncomingCall.
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.envelope.correlation_id.as_deref()
    }

    /// `data.operationContext`: what the request said that this event answers.
    pub fn operation_context(&self) -> Option<&str> {
        self.0.envelope.operation_context.as_deref()
    }

    /// `data.version`: the api-version the call was made with. No official SDK reads it.
    pub fn version(&self) -> Option<&str> {
        self.0.envelope.version.as_deref()
    }

    /// `data.publicEventType`: the [`kind`](Self::kind) once more. No official SDK reads it.
    pub fn public_event_type(&self) -> Option<String> {
        self.get("/data/publicEventType")
    }

    /// `data.resultInformation`: codes and text of what happened.
    pub fn result_information(&self) -> Option<&ResultInformation> {
        self.0
            .result
            .get(|| self.members().read("resultInformation"))
            .as_ref()
    }

    /// What belongs to the event's type.
    pub fn body(&self) -> &EventBody {
        self.0
            .body
            .get(|| EventBody::read(self.kind(), &self.members()))
    }

    /// What the event means for the operation that it answers; `None` for events of Event Grid and
    /// unknown types.
    pub fn outcome(&self) -> Option<Outcome> {
        payload::about(self.kind())?.1
    }

    /// Whether it reports that an operation was done.
    pub fn is_success(&self) -> bool {
        self.outcome() == Some(Outcome::Success)
    }

    /// Whether it reports that an operation failed.
    pub fn is_failure(&self) -> bool {
        self.outcome() == Some(Outcome::Failure)
    }

    /// Whether it ends an operation: as success, failure, or canceled.
    ///
    /// Some operations end in an event that only reports a state, such as CallConnected.
    pub fn is_terminal(&self) -> bool {
        matches!(
            self.outcome(),
            Some(Outcome::Success | Outcome::Failure | Outcome::Canceled)
        )
    }

    /// Whether the call connection is over with it, or never came to be. After a call that no one
    /// took two such events come: CallDisconnected, then CreateCallFailed.
    pub fn ends_call(&self) -> bool {
        matches!(
            self.kind(),
            "Microsoft.Communication.CallDisconnected"
                | "Microsoft.Communication.CreateCallFailed"
                | "Microsoft.Communication.AnswerFailed"
                | "Microsoft.Communication.ConnectFailed"
        )
    }

    /// Whether it belongs to the Event Grid family (IncomingCall, CallStarted, ...), not to one
    /// call connection of this application. Of unknown types the schema and a call connection id
    /// tell.
    pub fn is_event_grid(&self) -> bool {
        match payload::about(self.kind()) {
            Some((family, _)) => family == Family::EventGrid,
            None => {
                self.0.envelope.schema == Schema::EventGrid || self.call_connection_id().is_none()
            }
        }
    }

    /// The event's JSON as it came.
    pub fn raw(&self) -> &str {
        &self.0.envelope.raw
    }

    /// The JSON of `data` as it came; `null` without one. Data that came as base64 of JSON
    /// (CloudEvents `data_base64`) are decoded; other binary data are found in
    /// [`raw`](Self::raw) alone.
    pub fn data(&self) -> &str {
        self.0.envelope.data.text(self.raw())
    }

    /// The JSON at a place in the event, by a pointer of RFC 6901: `/data/transferee/rawId`.
    ///
    /// For what has no accessor. Each call looks through the text again.
    pub fn pointer(&self, pointer: &str) -> Option<&str> {
        match pointer.strip_prefix("/data") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                pointer::find(self.data_if_any()?, rest)
            }
            _ => pointer::find(self.raw(), pointer),
        }
    }

    /// A value at a place in the event: text, number, boolean, anything that serde reads. `None`
    /// when it is absent, null or of another type.
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

    /// How many elements or members an array or object has; `None` when it is neither.
    pub fn count(&self, pointer: &str) -> Option<usize> {
        pointer::count(self.pointer(pointer)?)
    }

    fn data_if_any(&self) -> Option<&str> {
        match self.0.envelope.data {
            envelope::Data::Absent => None,
            _ => Some(self.data()),
        }
    }

    fn members(&self) -> Members<'_> {
        Members::parse(self.data()).unwrap_or_default()
    }
}

impl fmt::Debug for Event {
    /// Type and ids; the rest may hold what must not be in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("kind", &self.kind())
            .field("id", &self.id())
            .field("call_connection_id", &self.call_connection_id())
            .field("operation_context", &self.operation_context())
            .finish_non_exhaustive()
    }
}
