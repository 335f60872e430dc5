//! The two handshakes by which Event Grid validates a subscription.
//!
//! Sources: Azure docs, event-grid/webhook-event-delivery.md and
//! end-point-validation-cloud-events-schema.md; CloudEvents "HTTP 1.1 Web Hooks for Event
//! Delivery" v1.0, section 4.

use super::rejection::Rejection;
use crate::event::Event;
use crate::json::object;
use crate::server::{Request, Response};

const VALIDATION: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";

/// The topics and origins whose handshakes are accepted; an empty list accepts any.
#[derive(Debug, Clone, Default)]
pub(super) struct Consent {
    pub topics: Vec<String>,
    pub origins: Vec<String>,
}

impl Consent {
    fn allows(list: &[String], name: &str) -> bool {
        list.is_empty() || list.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The response to a validation event of the Event Grid schema; `None` for other events.
    pub(super) fn event_grid(&self, events: &[Event]) -> Result<Option<Response>, Rejection> {
        let is_validation = |event: &Event| event.event_type().eq_ignore_ascii_case(VALIDATION);
        if !events.iter().any(is_validation) {
            return Ok(None);
        }
        let [event] = events else {
            return Err(Rejection::new(
                400,
                "a validation event must be the only event",
            ));
        };
        if !Self::allows(&self.topics, event.source().unwrap_or_default()) {
            return Err(Rejection::new(403, "unexpected topic"));
        }
        let Some(code) = event.get::<String>("/data/validationCode") else {
            return Err(Rejection::new(400, "data.validationCode is missing"));
        };
        let body = object(vec![("validationResponse", code.into())]).to_string();
        Ok(Some(Response::new(200).with_body("application/json", body)))
    }

    /// The response to OPTIONS: accepts the sender (CloudEvents schema).
    pub(super) fn cloud_events(&self, request: &Request) -> Result<Response, Rejection> {
        let response = Response::new(200).with_header("Allow", "POST");
        let Some(origin) = request.header("webhook-request-origin") else {
            return Ok(response);
        };
        let is_name = !origin.is_empty()
            && origin
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_:*[]".contains(&byte));
        if !is_name {
            return Err(Rejection::new(
                400,
                "WebHook-Request-Origin is not a DNS name",
            ));
        }
        if !Self::allows(&self.origins, origin) {
            return Err(Rejection::new(403, "unexpected origin"));
        }
        let rate = request.header("webhook-request-rate").unwrap_or("*");
        let is_rate = rate == "*"
            || (!rate.is_empty() && rate.len() <= 9 && rate.bytes().all(|b| b.is_ascii_digit()));
        if !is_rate {
            return Err(Rejection::new(400, "WebHook-Request-Rate is not a number"));
        }
        Ok(response
            .with_header("WebHook-Allowed-Origin", origin)
            .with_header("WebHook-Allowed-Rate", rate))
    }
}
