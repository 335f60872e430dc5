//! The control API for what was set up: what the page shows, and what a test may look at.

use super::{Control, NONE};
use crate::faults;
use crate::json::{Json, Object};
use crate::remote_party::Reaction;
use crate::request::fields::Body;
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[Control("GET", "setup", NONE, setup)];

fn setup(service: &Service, _: Body<'_>) -> Result<Object> {
    let state = service.lock();
    let (phones, users) = state
        .calls
        .hosted()
        .into_iter()
        .partition::<Vec<_>, _>(|raw_id| raw_id.starts_with("4:"));
    let subscriptions = state.cx.world.subscriptions().iter().map(|subscription| {
        let shape = Object::new()
            .with("url", subscription.url.as_str())
            .with("schema", subscription.schema.name());
        Json::from(shape)
    });
    let reaction = match state.calls.general_reaction() {
        Reaction::Answers(_) => "answers",
        Reaction::Busy => "busy",
        Reaction::NoAnswer => "noAnswer",
        Reaction::Declines => "declines",
        Reaction::Manual => "manual",
    };
    Ok(Object::new()
        .with("phoneNumbers", texts(phones))
        .with("users", texts(users))
        .with("subscriptions", subscriptions.collect::<Vec<_>>())
        .with("reaction", reaction)
        .with("operations", texts(faults::operations()))
        .with("events", texts(faults::events())))
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Json> {
    texts.into_iter().map(Json::from).collect()
}
