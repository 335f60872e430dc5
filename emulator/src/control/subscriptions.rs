//! The control API for Event Grid subscriptions.

use super::Control;
use crate::grid_subscription::{GridSubscription, Schema};
use crate::json::Object;
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[
    Control("POST", "subscription", SUBSCRIPTION, subscription),
    Control("DELETE", "subscription", URL, unsubscribe),
];

/// A subscription, here and in a seed.
pub(crate) const SUBSCRIPTION: &[Field] = &[
    required("url", Kind::Filled),
    optional("schema", Kind::Choice(&["eventGrid", "cloudEvents"])),
    optional("includedEventTypes", Kind::AnyList(&Kind::Filled)),
    optional("subjectBeginsWith", Kind::Text),
    optional("subjectEndsWith", Kind::Text),
    optional("handshake", Kind::Flag),
    optional("deliveryHeaders", Kind::MapOf(&Kind::Text)),
];
const URL: &[Field] = &[required("url", Kind::Filled)];

fn subscription(service: &Service, body: Body<'_>) -> Result<Object> {
    service.subscribe(&read(body))?;
    Ok(Object::new())
}

/// Reads a subscription that has the fields of [`SUBSCRIPTION`].
pub(crate) fn read(body: Body<'_>) -> GridSubscription {
    let schema = match body.text("schema").as_deref() {
        Some("cloudEvents") => Schema::CloudEvents,
        _ => Schema::EventGrid,
    };
    let text = |name| body.text(name).unwrap_or_default();
    let mut subscription = body
        .texts_of("includedEventTypes")
        .into_iter()
        .fold(
            GridSubscription::new(text("url"), schema),
            GridSubscription::event_type,
        )
        .subject_begins_with(text("subjectBeginsWith"))
        .subject_ends_with(text("subjectEndsWith"));
    for (name, value) in body.texts("deliveryHeaders") {
        subscription = subscription.header(name, value);
    }
    if !body.flag_or("handshake", true) {
        subscription = subscription.without_handshake();
    }
    subscription
}

fn unsubscribe(service: &Service, body: Body<'_>) -> Result<Object> {
    let removed = service.unsubscribe(&body.text("url").unwrap_or_default());
    Ok(Object::new().with("removed", removed))
}
