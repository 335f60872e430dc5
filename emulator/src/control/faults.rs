//! The control API for faults.

use super::{Control, MS, millis};
use crate::faults::Fault;
use crate::json::Object;
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[Control("POST", "fault", FAULT, fault)];

const FAULT: &[Field] = &[
    required("operation", Kind::Filled),
    optional("status", Kind::Whole(400, 599)),
    optional("code", Kind::Filled),
    optional("retryAfterMs", MS),
    optional("times", Kind::Whole(1, 1_000_000)),
    optional("loseResponse", Kind::Flag),
    optional("cutResponseAfterBytes", Kind::Whole(0, i64::MAX)),
    optional("changeContent", Kind::Flag),
    optional("delayMs", MS),
];

fn fault(service: &Service, body: Body<'_>) -> Result<Object> {
    let mut fault = Fault::on(body.text("operation").unwrap_or_default());
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    fault.status = body
        .number("status")
        .and_then(|status| u16::try_from(status).ok());
    fault.code = body.text("code");
    fault.retry_after = millis(body, "retryAfterMs");
    fault.lose_response = body.flag("loseResponse");
    fault.cut_after = body.number("cutResponseAfterBytes");
    fault.change_content = body.flag("changeContent");
    fault.delay = millis(body, "delayMs").unwrap_or_default();
    let fault = fault.times(body.number("times").map_or(1, small));
    service.lock().faults.add(fault)?;
    Ok(Object::new())
}
