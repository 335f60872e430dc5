//! Event Grid: subscriptions with their handshake, and the events that go to them.

use http::Method;

use super::delivery::{DELIVERY_COUNT, Delivery, Sender, Subject, WebhookResponse};
use super::outbox::Outbox;
use crate::grid_subscription::{GridSubscription, Schema};
use crate::journal::CallReference;
use crate::json::Object;
use crate::timestamp::Timestamp;
use acs_call_automation::{Error, ErrorKind, Result};

/// An event before it is put into a schema.
pub(crate) struct GridEvent {
    /// The type without `Microsoft.Communication.`.
    pub name: &'static str,
    pub subject: String,
    pub data: Object,
    pub call: CallReference,
}

impl GridEvent {
    /// The whole type.
    pub(crate) fn kind(&self) -> String {
        format!("Microsoft.Communication.{}", self.name)
    }
}

const ORIGIN: &str = "eventgrid.azure.net";
const SUBSCRIPTION: &str = "emulator";

fn topic(resource: &str) -> String {
    format!(
        "/subscriptions/{resource}/resourcegroups/emulator/providers/microsoft.communication/communicationservices/acs-emulator"
    )
}

/// Performs the validation handshake of a subscription.
pub(crate) fn validate(
    outbox: &Outbox,
    subscription: &GridSubscription,
    resource: &str,
    code: &str,
    at: Timestamp,
) -> Result<()> {
    let url = subscription.url.as_str();
    let refused = |why: String| {
        let schema = subscription.schema;
        let message = format!("{url} failed the {schema:?} handshake of the subscription: {why}");
        Err(Error::new(ErrorKind::Service, message))
    };
    let (method, headers, body) = match subscription.schema {
        Schema::EventGrid => (
            Method::POST,
            grid_headers("SubscriptionValidation"),
            array_of_one(&validation(resource, code, at)),
        ),
        Schema::CloudEvents => (
            Method::OPTIONS,
            vec![
                ("WebHook-Request-Origin", ORIGIN.to_owned()),
                ("WebHook-Request-Rate", "120".to_owned()),
            ],
            Vec::new(),
        ),
    };
    let response = match outbox.send_once(
        method,
        &Delivery::new(Sender::EventGrid, url, headers, body),
    ) {
        Ok(response) => response,
        Err(why) => return refused(why),
    };
    match subscription.schema {
        Schema::EventGrid if response.status != 200 => {
            refused(format!("status {}, and 200 is needed", response.status))
        }
        Schema::EventGrid if !echoes(&response.body, code) => {
            refused("the response has no validationResponse with the validation code".to_owned())
        }
        Schema::CloudEvents if !allows(&response) => refused(format!(
            "the response has no header WebHook-Allowed-Origin with {ORIGIN} or *"
        )),
        _ => Ok(()),
    }
}

fn validation(resource: &str, code: &str, at: Timestamp) -> Object {
    let url =
        format!("https://emulator.invalid/eventsubscriptions/{SUBSCRIPTION}/validate?id={code}");
    let data = Object::new()
        .with("validationCode", code)
        .with("validationUrl", url);
    Object::new()
        .with("id", code)
        .with("topic", topic(resource))
        .with("subject", "")
        .with("data", data)
        .with(
            "eventType",
            "Microsoft.EventGrid.SubscriptionValidationEvent",
        )
        .with("eventTime", at.utc())
        .with("metadataVersion", "1")
        .with("dataVersion", "2")
}

fn allows(response: &WebhookResponse) -> bool {
    let origin = response.allowed_origin.as_deref();
    origin.is_some_and(|origin| origin == "*" || origin.eq_ignore_ascii_case(ORIGIN))
}

/// Whether a response holds the validation code, its name in any case. SDK habit `validation-in-single-quotes`:
/// samples for Python write the text of a dictionary, which is not JSON.
fn echoes(body: &[u8], code: &str) -> bool {
    let body = String::from_utf8_lossy(body);
    let read =
        serde_json::from_str(&body).or_else(|_| serde_json::from_str(&body.replace('\'', "\"")));
    let Ok(serde_json::Value::Object(members)) = read else {
        return false;
    };
    members.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("validationResponse") && value.as_str() == Some(code)
    })
}

/// One event for one subscription.
pub(crate) fn delivery(
    subscription: &GridSubscription,
    event: &GridEvent,
    resource: &str,
    id: &str,
    at: Timestamp,
) -> Delivery {
    let kind = event.kind();
    let (headers, body) = match subscription.schema {
        Schema::EventGrid => {
            let object = Object::new()
                .with("id", id)
                .with("topic", topic(resource))
                .with("subject", event.subject.as_str())
                .with("data", event.data.clone())
                .with("eventType", kind)
                .with("dataVersion", "1.0")
                .with("metadataVersion", "1")
                .with("eventTime", at.utc());
            let mut headers = grid_headers("Notification");
            headers.push(("aeg-data-version", "1.0".to_owned()));
            (headers, array_of_one(&object))
        }
        Schema::CloudEvents => {
            let object = Object::new()
                .with("id", id)
                .with("source", topic(resource))
                .with("type", kind)
                .with("data", event.data.clone())
                .with("time", at.utc())
                .with("specversion", "1.0")
                .with("subject", event.subject.as_str());
            let headers = vec![
                (
                    "Content-Type",
                    "application/cloudevents+json; charset=utf-8".to_owned(),
                ),
                ("Origin", ORIGIN.to_owned()),
                ("aeg-subscription-name", SUBSCRIPTION.to_uppercase()),
                (DELIVERY_COUNT, "0".to_owned()),
                ("aeg-event-type", "Notification".to_owned()),
            ];
            (headers, object.plain())
        }
    };
    Delivery::new(Sender::EventGrid, &subscription.url, headers, body)
        .with_headers(&subscription.headers)
        .about(Subject {
            event: event.name,
            call: Some(event.call.clone()),
        })
}

fn grid_headers(kind: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Type", "application/json; charset=utf-8".to_owned()),
        ("aeg-subscription-name", SUBSCRIPTION.to_uppercase()),
        (DELIVERY_COUNT, "0".to_owned()),
        ("aeg-event-type", kind.to_owned()),
        ("aeg-metadata-version", "1".to_owned()),
    ]
}

/// Event Grid does not escape as mid-call events are.
fn array_of_one(object: &Object) -> Vec<u8> {
    let mut body = vec![b'['];
    body.extend(object.plain());
    body.push(b']');
    body
}
