//! What is watched: the journal, the calls, and both as they change. Beside the table of the control API, since the
//! requests have queries and some of the responses stay open.

use std::time::Duration;

use super::query::Query;
use super::{journal, live, refusal};
use crate::journal::JournalEntry;
use crate::json::Object;
use crate::service::Service;
use acs_call_automation::internal::{Request, Response};
use percent_encoding::percent_decode_str;

/// The most calls of one response.
const MOST: u64 = 10_000;
const USUAL: u64 = 200;

/// Responds to a path below the control API's, if it is one of those here.
pub(super) fn respond(service: &Service, request: &Request, path: &str) -> Option<Response> {
    let respond = match path {
        "journal" => journal::respond,
        "live" => live::respond,
        "calls" => calls,
        _ if path.starts_with("calls/") => call,
        _ => return None,
    };
    if request.method != "GET" {
        let why = "the control API has another method there";
        return Some(refusal(405, why).with_header("Allow", "GET"));
    }
    Some(respond(service, request).unwrap_or_else(|refused| refused))
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
pub(super) fn wanted_call(service: &Service, query: &Query) -> Result<Call, Response> {
    let Some(id) = query.text("call") else {
        return Ok(Call::Any);
    };
    let known = {
        let calls = &service.lock().calls;
        calls.key_of(id).and_then(|key| calls.reference_to(key))
    };
    let family = known.map(|call| call.family);
    let family = family.or_else(|| service.journal.family_of(id));
    family.map(Call::Family).ok_or_else(no_call)
}

fn no_call() -> Response {
    refusal(
        404,
        "there is no such call; it is named by its id, a call connection id or its server call id",
    )
}

pub(super) fn too_many() -> Response {
    refusal(
        503,
        "too many responses of the control API are open: at most 64",
    )
    .with_header("Retry-After", Duration::from_secs(1).as_secs().to_string())
}

fn calls(service: &Service, request: &Request) -> Result<Response, Response> {
    let bad = |why: String| refusal(400, &why);
    let query = Query::read(request, &["before", "limit"]).map_err(bad)?;
    let limit = query.whole("limit", 1..=MOST).map_err(bad)?;
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

fn call(service: &Service, request: &Request) -> Result<Response, Response> {
    Query::read(request, &[]).map_err(|why| refusal(400, &why))?;
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
