//! The control API for the journal.

use std::time::SystemTime;

use super::{Control, NONE, whole};
use crate::journal::{JournalEntry, JournalKind};
use crate::json::{Json, Object};
use crate::request::fields::Body;
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[Control("GET", "journal", NONE, journal)];

fn journal(service: &Service, _: Body<'_>) -> Result<Object> {
    let entries: Vec<Json> = service.journal.all().into_iter().map(entry).collect();
    Ok(Object::new().with("entries", entries))
}

fn entry(entry: JournalEntry) -> Json {
    let headers = |headers: Vec<(String, String)>| {
        headers
            .into_iter()
            .fold(Object::new(), |all, (name, value)| {
                all.with(name.to_ascii_lowercase(), value)
            })
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let kind = match entry.kind {
        JournalKind::Request => "request",
        JournalKind::Event => "event",
    };
    let since = entry
        .time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Object::new()
        .with("timeMs", whole(since))
        .with("kind", kind)
        .with("method", entry.method)
        .with("path", entry.path)
        .with("headers", headers(entry.headers))
        .with("body", text(&entry.body))
        .with_some("status", entry.status.map(i64::from))
        .with_some("failure", entry.failure)
        .with("responseHeaders", headers(entry.response_headers))
        .with("responseBody", text(&entry.response_body))
        .into()
}
