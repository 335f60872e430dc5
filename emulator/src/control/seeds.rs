//! The control API for the seed.

use super::{Control, NONE};
use crate::json::{Json, Object};
use crate::request::fields::Body;
use crate::seed::{SEED, Seed};
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[
    Control("GET", "seed", NONE, present),
    Control("POST", "seed", SEED, load),
];

fn present(service: &Service, _: Body<'_>) -> Result<Object> {
    let seed = service.seed();
    Ok(match seed.as_ref().map(Seed::json_value) {
        Some(Json::Object(seed)) => seed,
        _ => Object::new(),
    })
}

fn load(service: &Service, body: Body<'_>) -> Result<Object> {
    let seed = Seed::of_request(body)?;
    seed.refuse_commands()?;
    service.load_seed(seed)?;
    Ok(Object::new())
}
