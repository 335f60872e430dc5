//! The journal over HTTP: as JSON, and as JSON lines that go on as new entries come.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::query::Query;
use super::watching::{Call, Refused, too_many, wanted_call};
use crate::journal::{Journal, JournalEntry};
use crate::json::{Json, Object};
use crate::service::Service;
use crate::timestamp::millis;
use crate::watchers::Follower;
use acs_call_automation::internal::{Follow, Open, Request, Response};

/// The most entries of one response, and of one piece of a response that goes on.
const MOST: u64 = 10_000;
const AT_ONCE: usize = 64;

/// The size of a piece of JSON lines, in bytes, above which the next one begins.
const PIECE_SIZE: usize = 64 * 1024;

pub(super) fn respond(service: &Service, request: &Request) -> Result<Response, Refused> {
    let query = Query::read(request, &["after", "call", "limit", "follow"])?;
    let after = query.whole("after", 0..=u64::MAX)?;
    let limit = query.whole("limit", 1..=MOST)?;
    let call = wanted_call(service, &query)?;
    if query.flag("follow")? {
        if limit.is_some() {
            return Err("the query parameter limit must not come with follow"
                .to_owned()
                .into());
        }
        return follow(service, after.unwrap_or(0), call);
    }
    let mut entries = service.journal.after(after.unwrap_or(0), usize::MAX);
    entries.retain(|entry| call.includes(entry));
    let most = usize::try_from(limit.unwrap_or(MOST)).unwrap_or(usize::MAX);
    // Without a place to begin at, the newest ones.
    let extra = entries.len().saturating_sub(most);
    match after {
        Some(_) => entries.truncate(most),
        None => drop(entries.drain(..extra)),
    }
    let entries: Vec<Json> = entries.iter().map(|known| entry(known).into()).collect();
    let body = Object::new()
        .with("entries", entries)
        .with("last", number(service.journal.last()));
    Ok(Response::new(200).with_body("application/json", body.plain()))
}

/// One entry, with everything the journal has of it.
fn entry(entry: &JournalEntry) -> Object {
    let call = entry.call.as_ref();
    let head = Object::new()
        .with("seq", number(entry.seq))
        .with("order", number(entry.order))
        .with("timeMs", millis(entry.time))
        .with("beganMs", millis(entry.began))
        .with("kind", entry.kind.name())
        .with_some("operation", filled(entry.operation))
        .with_some("call", call.map(|call| call.correlation_id.as_str()))
        .with_some(
            "callConnectionId",
            call.and_then(|call| call.call_connection_id.as_deref()),
        );
    if entry.method.is_empty() {
        return head
            .with("rawId", entry.party.as_str())
            .with_some("detail", filled(&entry.detail));
    }
    let attempt = i64::try_from(entry.attempt).ok();
    let head = head
        .with_some("application", filled(&entry.application))
        .with_some("attempt", attempt.filter(|attempt| *attempt > 0))
        .with("method", entry.method.as_str())
        .with("path", entry.path.as_str())
        .with("headers", headers(&entry.headers));
    let head = with_body(head, ["body", "bodyBase64"], &entry.body)
        .with_some("status", entry.status.map(i64::from))
        .with_some("failure", entry.failure.as_deref())
        .with("responseHeaders", headers(&entry.response_headers));
    with_body(
        head,
        ["responseBody", "responseBodyBase64"],
        &entry.response_body,
    )
}

/// A body as text, or in base64 when it is not UTF-8.
fn with_body(object: Object, [text, base64]: [&str; 2], body: &[u8]) -> Object {
    match std::str::from_utf8(body) {
        Ok(body) => object.with(text, body),
        Err(_) => object.with(base64, STANDARD.encode(body)),
    }
}

fn headers(headers: &[(String, String)]) -> Object {
    headers.iter().fold(Object::new(), |all, (name, value)| {
        all.with(name.to_ascii_lowercase(), value.as_str())
    })
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

pub(super) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn follow(service: &Service, after: u64, call: Call) -> Result<Response, Refused> {
    let lines = Lines {
        journal: Arc::clone(&service.journal),
        after: Mutex::new(after),
        call,
    };
    let open = Open::new(Arc::new(lines));
    if !service
        .journal
        .watchers
        .add(Follower::Response(open.waker()), None)
    {
        return Err(too_many());
    }
    Ok(Response::new(200).with_open_body("application/x-ndjson", open))
}

/// JSON lines of entries.
struct Lines {
    journal: Arc<Journal>,
    /// The number of the last entry that was considered.
    after: Mutex<u64>,
    call: Call,
}

impl Follow for Lines {
    fn next(&self, piece: &mut Vec<u8>) -> bool {
        let mut after = self.after.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = piece.len();
        // Entries of other calls are passed over until there is something, or nothing is left.
        while piece.len() == begin {
            let entries = self.journal.after(*after, AT_ONCE);
            if entries.is_empty() {
                break;
            }
            for known in entries {
                let missed = known.seq - *after - 1;
                *after = known.seq;
                if missed > 0 && *after > 1 {
                    put(piece, &Object::new().with("missed", number(missed)));
                }
                if self.call.includes(&known) {
                    put(piece, &entry(&known));
                }
                if piece.len() - begin > PIECE_SIZE {
                    break;
                }
            }
        }
        true
    }
}

fn put(piece: &mut Vec<u8>, object: &Object) {
    piece.extend(object.plain());
    piece.push(b'\n');
}
