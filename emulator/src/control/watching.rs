//! What is watched: the journal, the calls, and both as they change. Beside the table of the control API, since the
//! requests have queries and some of the responses stay open.

use super::query::Query;
use super::{journal, ladder, live, refusal, wrong_method};
use crate::journal::JournalEntry;
use crate::json::Object;
use crate::service::Service;
use crate::watchers;
use acs_call_automation::internal::{Request, Response};
use percent_encoding::percent_decode_str;

/// The most calls of one response.
const MOST: u64 = 10_000;
const USUAL: u64 = 200;

/// The paths here, for hints.
pub(super) const PATHS: [&str; 4] = ["journal", "ladder", "live", "calls"];

/// Responds to a path below the control API's, if it is one of those here.
pub(super) fn respond(service: &Service, request: &Request, path: &str) -> Option<Response> {
    let respond = match path {
        "journal" => journal::respond,
        "ladder" => ladder::respond,
        "live" => live::respond,
        "calls" => calls,
        _ if path.starts_with("calls/") => call,
        _ => return None,
    };
    if request.method != "GET" {
        return Some(wrong_method(request, "GET"));
    }
    Some(respond(service, request).unwrap_or_else(|Refused(status, why)| refusal(status, &why)))
}

/// Which entries are wanted.
pub(super) enum Call {
    Any,
    /// Those of one call, and of the calls that belong to it.
    Family(u64),
}

impl Call {
    pub(super) fn includes(&self, entry: &JournalEntry) -> bool {
        match self {
            Self::Any => true,
            Self::Family(family) => entry.is_of(*family),
        }
    }
}

/// The call that the query parameter `call` names.
pub(super) fn wanted_call(service: &Service, query: &Query) -> Result<Call, Refused> {
    let Some(id) = query.text("call") else {
        return Ok(Call::Any);
    };
    let family = service.family_of(id);
    family.map(Call::Family).ok_or_else(no_call)
}

/// A refusal: its status, and why.
pub(super) struct Refused(pub u16, pub String);

impl From<String> for Refused {
    /// The refusal of a request that is not right.
    fn from(why: String) -> Self {
        Self(400, why)
    }
}

fn no_call() -> Refused {
    let why =
        "there is no such call; it is named by its id, a call connection id or its server call id";
    Refused(404, why.to_owned())
}

pub(super) fn too_many() -> Refused {
    let most = watchers::MOST;
    let why = format!("too many responses of the control API are open: at most {most}");
    Refused(503, why)
}

fn calls(service: &Service, request: &Request) -> Result<Response, Refused> {
    let query = Query::read(request, &["before", "limit"])?;
    let limit = query.whole("limit", 1..=MOST)?;
    let most = usize::try_from(limit.unwrap_or(USUAL)).unwrap_or(usize::MAX);
    let state = service.lock();
    let before = match query.text("before") {
        None => None,
        Some(id) => Some(state.calls.key_of(id).ok_or_else(no_call)?),
    };
    let list = state.calls.list(&state.cx.recorder, before, most);
    let body = counts(&state.calls).with("calls", list);
    drop(state);
    Ok(json(&body))
}

pub(super) fn counts(calls: &crate::calls::Calls) -> Object {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Object::new()
        .with("created", count(calls.created()))
        .with("active", count(calls.active()))
}

fn call(service: &Service, request: &Request) -> Result<Response, Refused> {
    Query::read(request, &[])?;
    let id = request.path().rsplit('/').next().unwrap_or_default();
    let id = percent_decode_str(id).decode_utf8_lossy();
    let state = service.lock();
    let key = state.calls.key_of(&id);
    let view = key.and_then(|key| state.calls.view(&state.cx.recorder, key));
    view.map(|view| json(&view)).ok_or_else(no_call)
}

fn json(body: &Object) -> Response {
    Response::new(200).with_body("application/json", body.plain())
}
