//! Bytes in, events out. STUB with the interface others build on; the event owner replaces it.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};

/// One event, as it came. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Event(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    raw: String,
    value: serde_json::Value,
}

impl Event {
    /// Reads the body of one POST: an array of events or a lone one, CloudEvents or Event Grid.
    /// All or nothing.
    pub fn parse_all(body: &[u8]) -> Result<Vec<Self>> {
        let value: serde_json::Value = serde_json::from_slice(body)
            .map_err(|e| Error::new(ErrorKind::Decode, e.to_string()))?;
        let items = match value {
            serde_json::Value::Array(items) => items,
            one => vec![one],
        };
        Ok(items
            .into_iter()
            .map(|value| {
                Self(Arc::new(Inner {
                    raw: value.to_string(),
                    value,
                }))
            })
            .collect())
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.0.value.pointer(pointer)?.as_str()
    }

    /// The event's id.
    pub fn id(&self) -> &str {
        self.text("/id").unwrap_or_default()
    }

    /// `source` (CloudEvents) or `topic` (Event Grid).
    pub fn source(&self) -> &str {
        self.text("/source")
            .or(self.text("/topic"))
            .unwrap_or_default()
    }

    /// The type exactly as sent: `Microsoft.Communication.CallConnected`.
    pub fn kind(&self) -> &str {
        self.text("/type")
            .or(self.text("/eventType"))
            .unwrap_or_default()
    }

    /// The type without `Microsoft.Communication.`: `CallConnected`.
    pub fn name(&self) -> &str {
        self.kind().rsplit('.').next().unwrap_or_default()
    }

    /// `data.callConnectionId`.
    pub fn call_connection_id(&self) -> Option<&str> {
        self.text("/data/callConnectionId")
    }

    /// `data.serverCallId`.
    pub fn server_call_id(&self) -> Option<&str> {
        self.text("/data/serverCallId")
    }

    /// `data.correlationId`.
    pub fn correlation_id(&self) -> Option<&str> {
        self.text("/data/correlationId")
    }

    /// `data.operationContext`.
    pub fn operation_context(&self) -> Option<&str> {
        self.text("/data/operationContext")
    }

    /// Whether it belongs to the Event Grid family (IncomingCall, CallStarted, ...), not to one call
    /// connection of ours.
    pub fn is_event_grid(&self) -> bool {
        self.call_connection_id().is_none()
    }

    /// The event's JSON as it came.
    pub fn raw(&self) -> &str {
        &self.0.raw
    }

    /// The JSON of `data` as it came; `null` without one.
    pub fn data(&self) -> String {
        self.0
            .value
            .get("data")
            .map_or("null".into(), ToString::to_string)
    }
}
