//! The control API over HTTP, under `/_emulator/`: what the Rust API can do, for every language.
//! `docs/emulator.md` has examples. Each submodule has the table of its paths.

mod calls;
mod faults;
mod hooks;
mod journal;
mod ladder;
mod live;
mod parties;
mod query;
mod running;
mod seeds;
mod setup;
mod subscriptions;
mod watching;

pub(super) use faults::{FAULT, read as read_fault};
pub(super) use hooks::{HOOK, read as read_hook};
pub(super) use parties::{PROMPT, REMOTE_PARTY, read_party, read_prompt};
pub(super) use subscriptions::{SUBSCRIPTION, read as read_subscription};

use std::time::Duration;

use serde_json::Value;

use super::faults::did_you_mean;
use super::json::Object;
use super::page;
use super::request::fields::{self, Body, Field, Kind, Rules};
use super::request::strict;
use super::same_origin;
use super::service::Service;
use acs_call_automation::Result;
use acs_call_automation::internal::{Request, Response, nearest, one_line};

const PREFIX: &str = "/_emulator/";

const MAX_MS: i64 = 1_000 * 60 * 60 * 24 * 365;
const MS: Kind = Kind::Whole(0, MAX_MS);

const NONE: &[Field] = &[];

/// Method, path below [`PREFIX`], fields of the body, and function.
struct Control(&'static str, &'static str, &'static [Field], Act);

type Act = fn(&Service, Body<'_>) -> Result<Object>;

const CONTROLS: [&[Control]; 8] = [
    calls::CONTROLS,
    faults::CONTROLS,
    hooks::CONTROLS,
    parties::CONTROLS,
    running::CONTROLS,
    seeds::CONTROLS,
    setup::CONTROLS,
    subscriptions::CONTROLS,
];

pub(super) fn handle(service: &Service, request: &Request) -> Response {
    let response = match same_origin::check(service, request) {
        Ok(()) => respond(service, request),
        Err(why) => refusal(403, why),
    };
    same_origin::protect(response)
}

fn respond(service: &Service, request: &Request) -> Response {
    let is_local = request.peer.is_none_or(|peer| peer.ip().is_loopback());
    if !is_local && !service.remote_control {
        return refusal(
            403,
            "the control API is for this machine only; see --remote-control",
        );
    }
    if let Some(response) = page::response(request.path()) {
        return match request.method.as_str() {
            "GET" => response,
            _ => wrong_method(request, "GET"),
        };
    }
    let path = request.path().strip_prefix(PREFIX).unwrap_or_default();
    if path == "ca" {
        return match &service.ca {
            _ if request.method != "GET" => wrong_method(request, "GET"),
            Some(pem) => Response::new(200).with_body("application/x-pem-file", pem.as_str()),
            None => refusal(404, "the emulator made no certificate; see --https"),
        };
    }
    if let Some(response) = watching::respond(service, request, path) {
        return response;
    }
    let mut methods = Vec::new();
    for Control(method, known, fields, act) in CONTROLS.into_iter().flatten() {
        if *known != path {
            continue;
        }
        if *method == request.method {
            return run(service, request, fields, *act);
        }
        methods.push(*method);
    }
    if methods.is_empty() {
        return no_path(path);
    }
    wrong_method(request, &methods.join(", "))
}

fn no_path(path: &str) -> Response {
    let known = CONTROLS.into_iter().flatten().map(|control| control.1);
    let meant = nearest(path, known.chain(watching::PATHS));
    let hint = match meant {
        Some(_) => did_you_mean(meant),
        None => "; docs/emulator.md lists those that there are".to_owned(),
    };
    let given = one_line(path);
    refusal(
        404,
        &format!("the control API has no path {PREFIX}{given}{hint}"),
    )
}

fn wrong_method(request: &Request, allowed: &str) -> Response {
    let (method, path) = (one_line(&request.method), one_line(request.path()));
    let why = format!("{path} takes {allowed}, not {method}");
    refusal(405, &why).with_header("Allow", allowed)
}

fn run(service: &Service, request: &Request, table: &[Field], act: Act) -> Response {
    if !request.query().is_empty() {
        return refusal(
            400,
            "there are no query parameters here; the body has the fields, as JSON",
        );
    }
    let mut body = if request.body.is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        match strict::read(&request.body) {
            Ok(body) => body,
            Err(cause) => return refusal(400, &format!("the body is not valid JSON: {cause}")),
        }
    };
    let rules = Rules {
        callbacks: &service.callbacks,
    };
    if let Err(problem) = fields::check(&mut body, table, rules) {
        let why = problem.sentence.trim_end_matches('.');
        let why = why.strip_suffix(" to this operation").unwrap_or(why);
        return refusal(400, &format!("{why}{}", problem.hint()));
    }
    match act(service, Body(&body)) {
        Ok(body) => Response::new(200).with_body("application/json", body.plain()),
        Err(error) => refusal(400, error.message()),
    }
}

fn refusal(status: u16, why: &str) -> Response {
    let body = Object::new().with("error", why);
    Response::new(status).with_body("application/json", body.plain())
}

fn millis(body: Body<'_>, name: &str) -> Option<Duration> {
    body.number(name).map(Duration::from_millis)
}

fn whole(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Emulator, EmulatorOptions};

    #[test]
    fn other_machines_use_the_control_api_only_when_they_may() {
        for (allowed, status) in [(false, 403), (true, 200)] {
            let options = EmulatorOptions::new().remote_control(allowed);
            let emulator = Emulator::start_with(&options).unwrap();
            let mut request = Request::new("GET", "/_emulator/clock", "");
            request.peer = Some("192.0.2.1:4000".parse().unwrap());
            let service = emulator.service_or_remains().unwrap();
            let response = handle(service, &request);
            assert_eq!(response.status, status);
            let text = String::from_utf8(response.body).unwrap();
            assert_eq!(text.contains("--remote-control"), !allowed, "{text}");
        }
    }
}
