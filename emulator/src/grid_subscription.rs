//! A subscription to the Event Grid events of the resource.

/// The shape in which Event Grid delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// An array of events of Event Grid's own schema, after a validation event.
    EventGrid,
    /// One CloudEvent 1.0 per request, after an `OPTIONS` request.
    CloudEvents,
}

impl Schema {
    /// Its name in the control API.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::EventGrid => "eventGrid",
            Self::CloudEvents => "cloudEvents",
        }
    }
}

/// An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated.
///
/// ```
/// use acs_call_automation_emulator::{GridSubscription, Schema};
///
/// GridSubscription::new("http://127.0.0.1:8080/incoming", Schema::EventGrid)
///     .event_type("Microsoft.Communication.IncomingCall")
///     .subject_ends_with("/recipient/4:+15550100199");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct GridSubscription {
    pub(super) url: String,
    pub(super) schema: Schema,
    event_types: Vec<String>,
    begins_with: String,
    ends_with: String,
    pub(super) handshake: bool,
    pub(super) headers: Vec<(String, String)>,
}

impl GridSubscription {
    /// Describes a subscription to all events, with a validation handshake.
    pub fn new(url: impl Into<String>, schema: Schema) -> Self {
        Self {
            url: url.into(),
            schema,
            event_types: Vec::new(),
            begins_with: String::new(),
            ends_with: String::new(),
            handshake: true,
            headers: Vec::new(),
        }
    }

    /// Adds a type of events that are wanted, such as `Microsoft.Communication.IncomingCall`.
    /// Default: all types.
    pub fn event_type(mut self, name: impl Into<String>) -> Self {
        self.event_types.push(name.into());
        self
    }

    /// Selects the events whose subject begins with a text, compared without regard to case.
    /// Default: all. The subject of IncomingCall is `/caller/RAW_ID/recipient/RAW_ID`.
    pub fn subject_begins_with(mut self, text: impl Into<String>) -> Self {
        self.begins_with = text.into();
        self
    }

    /// Selects the events whose subject ends with a text, compared without regard to case.
    /// Default: all.
    pub fn subject_ends_with(mut self, text: impl Into<String>) -> Self {
        self.ends_with = text.into();
        self
    }

    /// Adds a header to the events that are delivered, not to the handshake: a static delivery property, for
    /// a secret that the listener expects.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Leaves the validation handshake out. Default: it is performed.
    pub fn without_handshake(mut self) -> Self {
        self.handshake = false;
        self
    }

    /// Whether an event passes the filters.
    pub(super) fn wants(&self, kind: &str, subject: &str) -> bool {
        let is_type = |wanted: &String| wanted.eq_ignore_ascii_case(kind);
        let (subject, begin, end) = (
            subject.to_lowercase(),
            self.begins_with.to_lowercase(),
            self.ends_with.to_lowercase(),
        );
        (self.event_types.is_empty() || self.event_types.iter().any(is_type))
            && subject.starts_with(&begin)
            && subject.ends_with(&end)
    }
}
