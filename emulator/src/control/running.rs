//! The control API for the emulator as a whole: its clock, its deliveries, and a new beginning.

use std::time::Duration;

use serde_json::Value;

use super::{Control, MS, NONE, millis, whole};
use crate::json::Object;
use crate::request::fields::{Body, Field, Kind, optional};
use crate::service::Service;
use crate::timestamp;
use acs_call_automation::options::Clock;
use acs_call_automation::{Error, Result};

pub(super) const CONTROLS: &[Control] = &[
    Control("GET", "clock", NONE, now),
    Control("POST", "clock", CLOCK, clock),
    Control("POST", "reset", RESET, reset),
    Control("POST", "flush", FLUSH, flush),
];

/// One or more of them.
const CLOCK: &[Field] = &[
    optional("advanceMs", MS),
    optional("step", Kind::Flag),
    optional("runs", Kind::Flag),
];
const RESET: &[Field] = &[optional("keepsSetup", Kind::Flag)];
const FLUSH: &[Field] = &[optional("timeoutMs", MS)];

fn now(service: &Service, _: Body<'_>) -> Result<Object> {
    Ok(time(service))
}

fn time(service: &Service) -> Object {
    let next = service.lock().cx.world.next_due();
    time_of(&service.clock, next)
}

/// The time of a clock, and when the next thing falls due.
pub(super) fn time_of(clock: &Clock, next: Option<Duration>) -> Object {
    let elapsed = clock.elapsed();
    let left = next.map(|due| whole(due.saturating_sub(elapsed)));
    Object::new()
        .with("elapsedMs", whole(elapsed))
        .with("runs", clock.runs())
        .with("time", httpdate::fmt_http_date(clock.wall()))
        .with("timeMs", timestamp::millis(clock.wall()))
        .with_some("nextDueInMs", left)
}

/// Stops the clock first and starts it last, so that it moves as far as was requested.
fn clock(service: &Service, body: Body<'_>) -> Result<Object> {
    let runs = body.get("runs").and_then(Value::as_bool);
    let by = millis(body, "advanceMs");
    let step = body.flag("step");
    if runs.is_none() && by.is_none() && !step {
        let rule = "must be there, or step or runs";
        return Err(Error::invalid("advanceMs", rule));
    }
    if runs == Some(false) {
        service.pause_clock();
    }
    if let Some(by) = by {
        service.advance(by);
    }
    if step {
        service.step();
    }
    if runs == Some(true) {
        service.resume_clock();
    }
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
