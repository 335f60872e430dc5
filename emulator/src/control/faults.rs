//! The control API for faults.

use super::{Control, MS, NONE, millis, whole};
use crate::faults::{Fault, On};
use crate::json::{Json, Object};
use crate::request::fields::{Body, Field, Kind, optional};
use crate::service::Service;
use acs_call_automation::{Error, Result};

pub(super) const CONTROLS: &[Control] = &[
    Control("POST", "fault", FAULT, add),
    Control("GET", "fault", NONE, list),
    Control("DELETE", "fault", NONE, clear),
];

/// A fault, here and in a seed.
pub(crate) const FAULT: &[Field] = &[
    optional("operation", Kind::Filled),
    optional("event", Kind::Filled),
    optional("callConnectionId", Kind::Filled),
    optional("probability", Kind::Fraction),
    optional("seed", Kind::Whole(0, i64::MAX)),
    optional("times", Kind::Whole(1, 1_000_000)),
    optional("status", Kind::Whole(400, 599)),
    optional("code", Kind::Filled),
    optional("retryAfterMs", MS),
    optional("delayMs", MS),
    optional("loseRequest", Kind::Flag),
    optional("loseResponse", Kind::Flag),
    optional("cutResponseAfterBytes", Kind::Whole(0, i64::MAX)),
    optional("badJson", Kind::Flag),
    optional("changeContent", Kind::Flag),
    optional("loseEvent", Kind::Flag),
    optional("duplicate", Kind::Flag),
    optional("reorder", Kind::Flag),
    optional("expiredToken", Kind::Flag),
];

/// Reads a fault that has the fields of [`FAULT`].
pub(crate) fn read(body: Body<'_>) -> Result<Fault> {
    let mut fault = match (body.text("operation"), body.text("event")) {
        (Some(operation), None) => Fault::on(operation),
        (None, Some(event)) => Fault::on_event(event),
        _ => {
            let rule = "is required, or event in its place, and not both";
            return Err(Error::invalid("operation", rule));
        }
    };
    if let Some(probability) = body.get("probability").and_then(serde_json::Value::as_f64) {
        fault = fault.probability(probability, body.number("seed").unwrap_or_default());
    } else if body.get("seed").is_some() {
        return Err(Error::invalid("seed", "goes with a probability only"));
    }
    if let Some(times) = body.number("times") {
        fault = fault.times(u32::try_from(times).unwrap_or(u32::MAX));
    }
    let status = body.number("status");
    Ok(Fault {
        call: body.text("callConnectionId"),
        status: status.and_then(|status| u16::try_from(status).ok()),
        code: body.text("code"),
        retry_after: millis(body, "retryAfterMs"),
        delay: millis(body, "delayMs").unwrap_or_default(),
        lose_request: body.flag("loseRequest"),
        lose_response: body.flag("loseResponse"),
        cut_after: body.number("cutResponseAfterBytes"),
        bad_json: body.flag("badJson"),
        change_content: body.flag("changeContent"),
        lose_event: body.flag("loseEvent"),
        duplicate: body.flag("duplicate"),
        reorder: body.flag("reorder"),
        expired_token: body.flag("expiredToken"),
        ..fault
    })
}

fn add(service: &Service, body: Body<'_>) -> Result<Object> {
    let fault = read(body)?;
    service.lock().cx.world.faults.add(fault)?;
    Ok(Object::new())
}

fn list(service: &Service, _: Body<'_>) -> Result<Object> {
    let state = service.lock();
    let faults: Vec<Json> = state.cx.world.faults.all().iter().map(shown).collect();
    Ok(Object::new().with("faults", faults))
}

fn clear(service: &Service, _: Body<'_>) -> Result<Object> {
    let removed = service.lock().cx.world.faults.clear();
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    Ok(Object::new().with("removed", removed))
}

/// A fault with the fields that were set; `times` is what is left.
fn shown(fault: &Fault) -> Json {
    let (on, name) = match &fault.on {
        On::Operation(name) => ("operation", name),
        On::Event(name) => ("event", name),
    };
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let chance = fault.chance.as_ref();
    let shown = Object::new()
        .with(on, name.as_str())
        .with_some("callConnectionId", fault.call.clone())
        .with_some("probability", chance.map(|chance| chance.probability))
        .with_some("seed", chance.map(|chance| number(chance.seed)))
        .with_some("times", fault.left.map(i64::from))
        .with_some("status", fault.status.map(i64::from))
        .with_some("code", fault.code.clone())
        .with_some("retryAfterMs", fault.retry_after.map(whole))
        .with_some(
            "delayMs",
            (!fault.delay.is_zero()).then(|| whole(fault.delay)),
        )
        .with_some("cutResponseAfterBytes", fault.cut_after.map(number));
    let flags = [
        ("loseRequest", fault.lose_request),
        ("loseResponse", fault.lose_response),
        ("badJson", fault.bad_json),
        ("changeContent", fault.change_content),
        ("loseEvent", fault.lose_event),
        ("duplicate", fault.duplicate),
        ("reorder", fault.reorder),
        ("expiredToken", fault.expired_token),
    ];
    let set = flags.into_iter().filter(|(_, is_set)| *is_set);
    set.fold(shown, |shown, (name, _)| shown.with(name, true))
        .into()
}
