//! The control API for the emulator as a whole: its clock, its deliveries, and a new beginning.

use std::time::Duration;

use super::{Control, MS, NONE, millis, whole};
use crate::json::Object;
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use acs_call_automation::Result;
use acs_call_automation::options::Clock;

pub(super) const CONTROLS: &[Control] = &[
    Control("GET", "clock", NONE, now),
    Control("POST", "clock", CLOCK, advance),
    Control("POST", "reset", RESET, reset),
    Control("POST", "flush", FLUSH, flush),
];

const CLOCK: &[Field] = &[required("advanceMs", MS)];
const RESET: &[Field] = &[optional("keepsSetup", Kind::Flag)];
const FLUSH: &[Field] = &[optional("timeoutMs", MS)];

fn now(service: &Service, _: Body<'_>) -> Result<Object> {
    Ok(time(service))
}

fn time(service: &Service) -> Object {
    time_of(&service.clock)
}

pub(super) fn time_of(clock: &Clock) -> Object {
    Object::new()
        .with("elapsedMs", whole(clock.elapsed()))
        .with("runs", clock.runs())
        .with("time", httpdate::fmt_http_date(clock.wall()))
}

fn advance(service: &Service, body: Body<'_>) -> Result<Object> {
    service.advance(millis(body, "advanceMs").unwrap_or_default());
    Ok(time(service))
}

fn reset(service: &Service, body: Body<'_>) -> Result<Object> {
    service.reset(body.flag("keepsSetup"));
    Ok(Object::new())
}

fn flush(service: &Service, body: Body<'_>) -> Result<Object> {
    let time_limit = millis(body, "timeoutMs").unwrap_or(Duration::from_secs(10));
    Ok(Object::new().with("flushed", service.outbox.flush(time_limit)))
}
