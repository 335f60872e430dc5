//! Parses the bytes of one POST into the envelopes of its events.
//!
//! Two schemas are accepted: CloudEvents 1.0 in structured mode, from calls and from Event Grid,
//! and Event Grid's own. A batch is an array; CloudEvents without batching are single objects.
//!
//! Only the envelope and the ids are parsed, so that a receiver can queue events as fast as they
//! arrive; the body of an event is parsed when it is first read.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};
use crate::json::{Members, elements};

/// The envelope of one event, and the members of its data by which events are routed.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) raw: Box<str>,
    pub(super) data: Data,
    pub(super) schema: Schema,
    pub(super) id: String,
    pub(super) source: Option<String>,
    pub(super) kind: String,
    pub(super) subject: Option<String>,
    pub(super) time: Option<String>,
    pub(super) call_connection_id: Option<String>,
    pub(super) server_call_id: Option<String>,
    pub(super) correlation_id: Option<String>,
    pub(super) operation_context: Option<String>,
    pub(super) version: Option<String>,
}

/// The schema that an event came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    CloudEvents,
    EventGrid,
}

/// Where the JSON of `data` is.
#[derive(Debug)]
pub(super) enum Data {
    Absent,
    /// A part of the event's own text.
    Within(Range<usize>),
    /// Decoded from `data_base64`.
    Decoded(String),
}

/// Parses the body of one POST: each of its events, or the error that names it.
pub(super) fn parse(body: &[u8]) -> Result<Vec<Result<Envelope>>> {
    // Bytes that are not UTF-8 damage only the event that they are in.
    let whole = String::from_utf8_lossy(body);
    let is_utf8 = matches!(whole, Cow::Borrowed(_));
    // JSON must not begin with a byte order mark, but some gateways write one.
    let text = whole.strip_prefix('\u{feff}').unwrap_or(&whole);
    let is_json = |cause: serde_json::Error| {
        let why = match (is_utf8, body) {
            (false, _) => "the body is not UTF-8".to_owned(),
            (_, []) => "the body is not valid JSON: it is empty".to_owned(),
            _ => format!("the body is not valid JSON: {cause}"),
        };
        refused(why).with_source(cause)
    };
    let read = |text: &str, place: &dyn fmt::Display| {
        if !is_utf8 && text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(refused(format_args!("{place} is not UTF-8")));
        }
        envelope(text, place)
    };
    let first = text.trim_start().chars().next();
    if first != Some('[') {
        let lone: &RawValue = serde_json::from_str(text).map_err(is_json)?;
        return Ok(vec![read(lone.get(), &"the event")]);
    }
    let elements = elements(text).map_err(is_json)?;
    let count = elements.len();
    let numbered = elements.into_iter().enumerate();
    Ok(numbered
        .map(|(index, element)| {
            let place = format_args!("event {} of {count}", index + 1);
            read(element.get(), &place)
        })
        .collect())
}

fn refused(why: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Decode, why.to_string())
}

/// Parses one event. Only an id, to detect repeated deliveries, and a type are required.
fn envelope(text: &str, place: impl fmt::Display) -> Result<Envelope> {
    let members = Members::parse(text).map_err(|cause| {
        let why = if text.starts_with('{') {
            "has a member whose name is not valid text"
        } else {
            "is not an object"
        };
        refused(format_args!("{place} {why}")).with_source(cause)
    })?;
    let required = |name: &str| {
        members
            .read::<Option<String>>(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| refused(format_args!("{place} has no text in its member {name}")))
    };
    let schema = match members.raw("eventType") {
        Some(_) if members.raw("type").is_none() => Schema::EventGrid,
        _ => Schema::CloudEvents,
    };
    let [source, kind, time] = match schema {
        Schema::CloudEvents => ["source", "type", "time"],
        Schema::EventGrid => ["topic", "eventType", "eventTime"],
    };
    let data = match members.raw("data") {
        Some(data) => within(text, data.get()),
        None => members
            .read::<Option<String>>("data_base64")
            .and_then(|data| decoded(&data))
            .map_or(Data::Absent, Data::Decoded),
    };
    // Data that is not an object has none of these.
    let inner = Members::parse(data.text(text)).unwrap_or_default();
    Ok(Envelope {
        schema,
        id: required("id")?,
        kind: required(kind)?,
        source: members.read(source),
        subject: members.read("subject"),
        time: members.read(time),
        call_connection_id: inner.read("callConnectionId"),
        server_call_id: inner.read("serverCallId"),
        correlation_id: inner.read("correlationId"),
        operation_context: inner.read("operationContext"),
        version: inner.read("version"),
        raw: text.into(),
        data,
    })
}

/// The place of a part within the text that it was borrowed from.
fn within(text: &str, part: &str) -> Data {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    Data::Within(start..start + part.len())
}

/// Binary data that turns out to be JSON.
fn decoded(base64: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(base64).ok()?).ok()?;
    let json: &RawValue = serde_json::from_str(&text).ok()?;
    Some(json.get().to_owned())
}

impl Data {
    /// The JSON; `null` without one.
    pub(super) fn text<'a>(&'a self, raw: &'a str) -> &'a str {
        match self {
            Self::Absent => None,
            Self::Within(range) => raw.get(range.clone()),
            Self::Decoded(text) => Some(text.as_str()),
        }
        .unwrap_or("null")
    }
}
