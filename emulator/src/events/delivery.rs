//! One event on its way to a webhook, and what its response means to the sender.

use std::borrow::Cow;
use std::time::Duration;

use crate::faults::Fault;
use crate::journal::CallReference;

/// The header by which Event Grid distinguishes a redelivery from the first attempt.
pub(crate) const DELIVERY_COUNT: &str = "aeg-delivery-count";

/// One event to deliver.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub sender: Sender,
    pub url: String,
    pub headers: Vec<(Cow<'static, str>, String)>,
    pub body: Vec<u8>,
    pub(super) subject: Subject,
    /// The attempts so far.
    pub(super) attempts: usize,
    pub(super) fault: DeliveryFault,
}

/// What goes wrong with a delivery: in its first attempt, but for the order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DeliveryFault {
    pub lose_request: bool,
    pub lose_response: bool,
    pub bad_json: bool,
    pub expired_token: bool,
    pub reorder: bool,
}

/// The event that is delivered, as the journal names it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    /// The type without `Microsoft.Communication.`.
    pub event: &'static str,
    pub call: Option<CallReference>,
}

impl Delivery {
    pub(crate) fn new(
        sender: Sender,
        url: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Self {
        let headers = headers.into_iter();
        Self {
            sender,
            url: url.to_owned(),
            headers: headers.map(|(name, value)| (name.into(), value)).collect(),
            body,
            subject: Subject::default(),
            attempts: 0,
            fault: DeliveryFault::default(),
        }
    }

    /// The delivery of this event.
    pub(crate) fn about(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The delivery with what a fault does to it.
    pub(crate) fn with_fault(mut self, fault: &Fault) -> Self {
        self.fault = DeliveryFault {
            lose_request: fault.lose_request,
            lose_response: fault.lose_response,
            bad_json: fault.bad_json,
            expired_token: fault.expired_token,
            reorder: fault.reorder,
        };
        self
    }

    /// The delivery with further headers.
    pub(crate) fn with_headers(mut self, headers: &[(String, String)]) -> Self {
        let more = headers.iter().cloned();
        let more = more.map(|(name, value)| (name.into(), value));
        self.headers.extend(more);
        self
    }

    /// Notes an attempt.
    pub(super) fn attempted(&mut self) {
        self.attempts += 1;
        self.fault = DeliveryFault::default();
        for (name, value) in &mut self.headers {
            if *name == DELIVERY_COUNT {
                *value = self.attempts.to_string();
            }
        }
    }

    /// The URL for the log: a query may hold a secret.
    pub(super) fn shown_url(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }
}

/// The sender. None waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sender {
    CallAutomation,
    EventGrid,
    /// Not of the service: a hook, with its time limit. It has no lane.
    Hook(Duration),
}

impl Sender {
    /// Whether an event with this response counts as delivered.
    pub(super) fn is_delivered(self, status: u16) -> bool {
        match self {
            Self::CallAutomation | Self::Hook(_) => (200..300).contains(&status),
            Self::EventGrid => (200..=204).contains(&status),
        }
    }

    /// Whether another attempt is made after a response that does not count as delivered.
    pub(super) fn retries(self, status: u16) -> bool {
        match self {
            Self::CallAutomation => matches!(status, 408 | 429) || status >= 500,
            Self::EventGrid => !matches!(status, 400 | 401 | 413),
            Self::Hook(_) => false,
        }
    }
}

/// A listener's response to a delivery.
pub(crate) struct WebhookResponse {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub allowed_origin: Option<String>,
    pub body: Vec<u8>,
}
