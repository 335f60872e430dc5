//! The ladder diagram over HTTP.

use super::query::Query;
use super::watching::{Refused, wanted_call};
use crate::ladder::Ladder;
use crate::service::Service;
use acs_call_automation::internal::{Request, Response};

/// The usual width of the text, in characters, and what it may be.
const WIDTH: u64 = 80;
const MIN_WIDTH: u64 = 40;
const MAX_WIDTH: u64 = 1_000;

/// As many as the journal has entries.
const MOST_ROWS: u64 = 10_000;

pub(super) fn respond(service: &Service, request: &Request) -> Result<Response, Refused> {
    let query = Query::read(request, &["call", "last", "format", "width", "ascii"])?;
    let call = wanted_call(service, &query)?;
    let width = query.whole("width", MIN_WIDTH..=MAX_WIDTH)?;
    let ascii = query.flag("ascii")?;
    let last = query.whole("last", 1..=MOST_ROWS)?;
    let format = query.text("format").unwrap_or("text");
    if format != "text" && (width.is_some() || ascii) {
        let why = "the query parameters width and ascii are for the format text only";
        return Err(why.to_owned().into());
    }
    let mut entries = service.journal.all();
    entries.retain(|entry| call.includes(entry));
    let mut ladder = Ladder::of(&entries);
    if let Some(most) = last {
        ladder.keep_last(usize::try_from(most).unwrap_or(usize::MAX));
    }
    let (content_type, body) = match format {
        "text" => {
            let width = usize::try_from(width.unwrap_or(WIDTH)).unwrap_or_default();
            ("text/plain; charset=utf-8", ladder.text(width, ascii))
        }
        "svg" => ("image/svg+xml", ladder.svg()),
        "mermaid" => ("text/vnd.mermaid; charset=utf-8", ladder.mermaid()),
        "json" => ("application/json", ladder.json()),
        _ => {
            let why = "the query parameter format must be text, svg, mermaid or json";
            return Err(why.to_owned().into());
        }
    };
    Ok(Response::new(200)
        .with_header("X-Content-Type-Options", "nosniff")
        .with_body(content_type, body))
}
