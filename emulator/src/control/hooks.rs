//! The control API for hooks. A command is never set here: a request, which may come from a page in a browser, would run
//! a program with the rights of the emulator.

use serde_json::Value;

use super::{Control, NONE, millis};
use crate::hook::Hook;
use crate::json::{Json, Object};
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use acs_call_automation::{Error, Result};

pub(super) const CONTROLS: &[Control] = &[
    Control("POST", "hook", HOOK, add),
    Control("GET", "hook", NONE, list),
    Control("DELETE", "hook", NONE, clear),
];

/// A hook, here and in a seed.
pub(crate) const HOOK: &[Field] = &[
    required("number", Kind::Filled),
    optional("command", Kind::List(&Kind::Text)),
    optional("url", Kind::Filled),
    optional("timeLimitMs", Kind::Whole(1, 600_000)),
];

/// Reads a hook that has the fields of [`HOOK`].
pub(crate) fn read(body: Body<'_>) -> Result<Hook> {
    let number = body.text("number").unwrap_or_default();
    let command = body.get("command").and_then(Value::as_array);
    let hook = match (command, body.text("url")) {
        (Some(_), None) => {
            let mut words = body.texts_of("command").into_iter();
            Hook::command(number, words.next().unwrap_or_default(), words)
        }
        (None, Some(url)) => Hook::url(number, url),
        _ => {
            let rule = "is required, or url in its place, and not both";
            return Err(Error::invalid("command", rule));
        }
    };
    let hook = match millis(body, "timeLimitMs") {
        Some(time_limit) => hook.time_limit(time_limit),
        None => hook,
    };
    hook.checked()
}

fn add(service: &Service, body: Body<'_>) -> Result<Object> {
    let hook = read(body)?;
    if hook.is_command() {
        let rule =
            "is for the one who starts the emulator, in a seed file or by --hook, not for HTTP";
        return Err(Error::invalid("command", rule));
    }
    hook.check_url(&service.callbacks)?;
    service.lock().cx.world.hooks.add(hook);
    Ok(Object::new())
}

fn list(service: &Service, _: Body<'_>) -> Result<Object> {
    let hooks = service.lock().cx.world.hooks.json();
    let hooks: Vec<Json> = hooks.into_iter().map(Json::from).collect();
    Ok(Object::new().with("hooks", hooks))
}

fn clear(service: &Service, _: Body<'_>) -> Result<Object> {
    let removed = service.lock().cx.world.hooks.clear();
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    Ok(Object::new().with("removed", removed))
}
