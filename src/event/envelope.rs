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
use crate::json::{append_text, each_member, elements, plain, text};

/// The envelope of one event, and the members of its data by which events are routed.
#[derive(Debug)]
pub(super) struct Envelope {
    /// The JSON of the event as it arrived; after it what is in it in another form: texts with escapes, and data in
    /// base64.
    text: Box<str>,
    json_length: usize,
    pub(super) schema: Schema,
    id: Part,
    kind: Part,
    source: Option<Part>,
    subject: Option<Part>,
    time: Option<Part>,
    data: Option<Part>,
    call_connection_id: Option<Part>,
    server_call_id: Option<Part>,
    correlation_id: Option<Part>,
    operation_context: Option<Part>,
    version: Option<Part>,
}

/// A part of the text of an envelope.
type Part = Range<usize>;

/// The schema that an event came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    CloudEvents,
    EventGrid,
}

/// Parses the body of one POST: passes each of its events on, or the error that names it.
pub(super) fn parse(body: &[u8], mut each: impl FnMut(Result<Envelope>)) -> Result<()> {
    // Bytes that are not UTF-8 damage only the event that they are in.
    let whole = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    };
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
        each(read(lone.get(), &"the event"));
        return Ok(());
    }
    let elements = elements(text).map_err(is_json)?;
    let count = elements.len();
    for (index, element) in elements.into_iter().enumerate() {
        let place = format_args!("event {} of {count}", index + 1);
        each(read(element, &place));
    }
    Ok(())
}

fn refused(why: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Decode, why.to_string())
}

/// The values of the members of an event, as they stand in its JSON.
#[derive(Default)]
struct Found<'a> {
    id: Option<&'a str>,
    source: Option<&'a str>,
    topic: Option<&'a str>,
    kind: Option<&'a str>,
    event_type: Option<&'a str>,
    subject: Option<&'a str>,
    time: Option<&'a str>,
    event_time: Option<&'a str>,
    data: Option<&'a str>,
    data_base64: Option<&'a str>,
}

/// The same of its data.
#[derive(Default)]
struct FoundInData<'a> {
    call_connection_id: Option<&'a str>,
    server_call_id: Option<&'a str>,
    correlation_id: Option<&'a str>,
    operation_context: Option<&'a str>,
    version: Option<&'a str>,
}

impl<'a> Found<'a> {
    fn read(json: &'a str) -> serde_json::Result<Self> {
        let mut found = Self::default();
        each_member(json, |name, value| {
            let place = match name {
                "id" => &mut found.id,
                "source" => &mut found.source,
                "topic" => &mut found.topic,
                "type" => &mut found.kind,
                "eventType" => &mut found.event_type,
                "subject" => &mut found.subject,
                "time" => &mut found.time,
                "eventTime" => &mut found.event_time,
                "data" => &mut found.data,
                "data_base64" => &mut found.data_base64,
                _ => return,
            };
            *place = Some(value);
        })?;
        Ok(found)
    }
}

impl<'a> FoundInData<'a> {
    /// Data that is not an object has none of these.
    fn read(json: &'a str) -> Self {
        let mut found = Self::default();
        let read = each_member(json, |name, value| {
            let place = match name {
                "callConnectionId" => &mut found.call_connection_id,
                "serverCallId" => &mut found.server_call_id,
                "correlationId" => &mut found.correlation_id,
                "operationContext" => &mut found.operation_context,
                "version" => &mut found.version,
                _ => return,
            };
            *place = Some(value);
        });
        read.map_or(Self::default(), |()| found)
    }
}

/// Parses one event. Only an id, to detect repeated deliveries, and a type are required.
fn envelope(json: &str, place: impl fmt::Display) -> Result<Envelope> {
    let found = Found::read(json).map_err(|cause| {
        let why = if json.starts_with('{') {
            "has a member whose name is not valid text"
        } else {
            "is not an object"
        };
        refused(format_args!("{place} {why}")).with_source(cause)
    })?;
    let schema = match (found.event_type, found.kind) {
        (Some(_), None) => Schema::EventGrid,
        _ => Schema::CloudEvents,
    };
    let mut parts = Parts {
        json,
        others: String::new(),
    };
    let required = |name: &str, part: Option<Part>| {
        part.filter(|part| !part.is_empty())
            .ok_or_else(|| refused(format_args!("{place} has no text in its member {name}")))
    };
    let id = required("id", parts.text(found.id))?;
    let (kind, source, time) = match schema {
        Schema::CloudEvents => (
            required("type", parts.text(found.kind))?,
            found.source,
            found.time,
        ),
        Schema::EventGrid => (
            required("eventType", parts.text(found.event_type))?,
            found.topic,
            found.event_time,
        ),
    };
    let decoded = match found.data {
        Some(_) => None,
        None => found.data_base64.and_then(decoded),
    };
    let data = found.data.or(decoded.as_deref());
    let inner = data.map_or(FoundInData::default(), FoundInData::read);
    Ok(Envelope {
        schema,
        id,
        kind,
        source: parts.text(source),
        subject: parts.text(found.subject),
        time: parts.text(time),
        data: data.map(|data| parts.of(data)),
        call_connection_id: parts.text(inner.call_connection_id),
        server_call_id: parts.text(inner.server_call_id),
        correlation_id: parts.text(inner.correlation_id),
        operation_context: parts.text(inner.operation_context),
        version: parts.text(inner.version),
        text: parts.whole(),
        json_length: json.len(),
    })
}

/// Collects the text of an envelope.
struct Parts<'a> {
    json: &'a str,
    /// What follows it.
    others: String,
}

impl Parts<'_> {
    /// The text of a value; `None` when it is no text.
    fn text(&mut self, value: Option<&str>) -> Option<Part> {
        let value = value?;
        if let Some(text) = plain(value) {
            return Some(self.of(text));
        }
        let begin = self.others.len();
        self.others.reserve(value.len());
        if append_text(value, &mut self.others).is_none() {
            self.others.truncate(begin);
            return None;
        }
        Some(self.other(begin))
    }

    /// A part of the JSON, or a text that is added.
    fn of(&mut self, part: &str) -> Part {
        let within = self.json.as_bytes().as_ptr_range();
        let bytes = part.as_bytes().as_ptr_range();
        if within.start <= bytes.start && bytes.end <= within.end {
            let start = bytes.start.addr() - within.start.addr();
            return start..start + part.len();
        }
        let begin = self.others.len();
        self.others.push_str(part);
        self.other(begin)
    }

    /// What was added since then.
    fn other(&self, begin: usize) -> Part {
        self.json.len() + begin..self.json.len() + self.others.len()
    }

    fn whole(self) -> Box<str> {
        match self.others.as_str() {
            "" => self.json.into(),
            others => [self.json, others].concat().into(),
        }
    }
}

/// Binary data that turns out to be JSON.
fn decoded(base64: &str) -> Option<String> {
    let base64 = text(base64).ok()?;
    let text = String::from_utf8(STANDARD.decode(base64.as_bytes()).ok()?).ok()?;
    let json: &RawValue = serde_json::from_str(&text).ok()?;
    Some(json.get().to_owned())
}

impl Envelope {
    pub(super) fn json(&self) -> &str {
        self.text.get(..self.json_length).unwrap_or_default()
    }

    pub(super) fn id(&self) -> &str {
        self.part(&self.id)
    }

    pub(super) fn kind(&self) -> &str {
        self.part(&self.kind)
    }

    pub(super) fn source(&self) -> Option<&str> {
        self.maybe(&self.source)
    }

    pub(super) fn subject(&self) -> Option<&str> {
        self.maybe(&self.subject)
    }

    pub(super) fn time(&self) -> Option<&str> {
        self.maybe(&self.time)
    }

    pub(super) fn data(&self) -> Option<&str> {
        self.maybe(&self.data)
    }

    pub(super) fn call_connection_id(&self) -> Option<&str> {
        self.maybe(&self.call_connection_id)
    }

    pub(super) fn server_call_id(&self) -> Option<&str> {
        self.maybe(&self.server_call_id)
    }

    pub(super) fn correlation_id(&self) -> Option<&str> {
        self.maybe(&self.correlation_id)
    }

    pub(super) fn operation_context(&self) -> Option<&str> {
        self.maybe(&self.operation_context)
    }

    pub(super) fn version(&self) -> Option<&str> {
        self.maybe(&self.version)
    }

    fn part(&self, part: &Part) -> &str {
        self.text.get(part.clone()).unwrap_or_default()
    }

    fn maybe(&self, part: &Option<Part>) -> Option<&str> {
        self.text.get(part.clone()?)
    }
}
