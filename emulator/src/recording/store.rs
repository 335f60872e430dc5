//! The store of recording files: `/v1/objects/{id}/content/...`, signed as the official clients do.
//!
//! The responses of the store were recorded in 2021 and 2022 (test recordings of the predecessor
//! SDKs): `application/octet-stream`, `Content-Range` without a range too, 404 for an object that
//! does not exist, 400 for an id that is not valid. Error bodies were empty then; the shape of
//! 2023, which users reported, is followed here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::content::Content;
use crate::faults::Fault;
use crate::json::Object;
use crate::service::Service;
use acs_call_automation::internal::{Produce, Stream};
use acs_call_automation::internal::{Request, Response};

/// An object of the store.
#[derive(Debug)]
pub(crate) struct Document {
    /// What its content is called.
    pub(super) name: &'static str,
    pub(super) content: Content,
    pub(super) metadata: Arc<[u8]>,
    /// How long it is kept, by the emulator's clock.
    pub(super) until: Duration,
}

#[derive(Debug, Default)]
pub(crate) struct Store(BTreeMap<String, Document>);

impl Store {
    /// Adds documents, and removes those that have expired.
    pub(crate) fn put_all(
        &mut self,
        documents: impl Iterator<Item = (String, Document)>,
        now: Duration,
    ) {
        self.0.retain(|_, known| known.until > now);
        self.0.extend(documents);
    }

    fn get_mut(&mut self, id: &str, now: Duration) -> Option<&mut Document> {
        self.0.get_mut(id).filter(|known| known.until > now)
    }
}

pub(crate) const DOWNLOAD: &str = "RecordingContent_Download";
pub(crate) const DELETE: &str = "RecordingContent_Delete";

/// The prefix of paths of the store.
pub(crate) const PREFIX: &str = "/v1/objects/";

/// The operation that a path names.
pub(crate) fn operation(path: &str) -> &'static str {
    match Named::by(path).content {
        Some(_) => DOWNLOAD,
        None => DELETE,
    }
}

/// Responds to a request to the store.
pub(crate) fn respond(service: &Service, request: &Request) -> (Response, Option<Fault>) {
    let mut fault = None;
    let outcome = try_respond(service, request, &mut fault);
    let response = outcome.unwrap_or_else(|failure| {
        let trace = service.lock().cx.world.ids.guid().replace('-', "");
        failure.response(&trace)
    });
    let retry_after = fault.as_ref().and_then(|fault: &Fault| fault.retry_after);
    let response = match retry_after {
        Some(delay) => response.with_header("Retry-After", delay.as_secs().to_string()),
        None => response,
    };
    let response = match request.header("x-ms-client-request-id") {
        Some(id) => response.with_header("x-ms-client-request-id", id),
        None => response,
    };
    let response = response.with_header(
        "Strict-Transport-Security",
        "max-age=31536000; includeSubDomains",
    );
    (response, fault)
}

fn try_respond(
    service: &Service,
    request: &Request,
    fault: &mut Option<Fault>,
) -> Result<Response, Failure> {
    let object = Named::by(request.path());
    let (operation, allowed) = match object.content {
        Some(_) => (DOWNLOAD, "GET"),
        None => (DELETE, "DELETE"),
    };
    if request.method != allowed {
        return Err(Failure::new(405, "Method Not Allowed").with("Allow", allowed));
    }
    service
        .guard
        .check_for_store(request, service.clock.wall())
        .map_err(|denial| Failure::new(401, "Unauthorized").with("X-Emulator-Hint", denial.hint))?;
    if !object.is_well_formed() {
        return Err(Failure::new(400, "Bad Request"));
    }
    let mut state = service.lock();
    state.run_due();
    *fault = state.cx.world.faults.take(operation, "");
    if let Some(status) = fault.as_ref().and_then(Fault::refusal) {
        return Err(Failure::new(
            status,
            "This failure was requested by a test.",
        ));
    }
    let now = service.clock.elapsed();
    let not_found = || Failure::new(404, "Not Found");
    let changed = fault.as_ref().is_some_and(|fault| fault.change_content);
    let seed = state.cx.world.ids.seed();
    let store = &mut state.cx.recorder.store;
    let document = store.get_mut(object.id, now).ok_or_else(not_found)?;
    let Some(name) = object.content else {
        store.0.remove(object.id);
        return Ok(Response::new(200));
    };
    if changed {
        document.content.seed = seed;
    }
    let etag = format!("\"{:016x}\"", document.content.seed);
    if name == "acsmetadata" {
        let metadata = Arc::clone(&document.metadata);
        let length = metadata.len() as u64;
        return download(request, Arc::new(Text(metadata)), length, &etag);
    }
    if name != document.name {
        return Err(not_found());
    }
    let content = document.content.clone();
    let length = content.length();
    download(request, Arc::new(content), length, &etag)
}

/// What a path of the store names.
struct Named<'a> {
    id: &'a str,
    /// `None` for the object itself.
    content: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn by(path: &'a str) -> Self {
        let rest = path.strip_prefix(PREFIX).unwrap_or_default();
        match rest.split_once("/content/") {
            Some((id, content)) => Self {
                id,
                content: Some(content),
            },
            None => Self {
                id: rest,
                content: None,
            },
        }
    }

    /// `0-weu-d17-` and 32 hexadecimal digits.
    fn is_well_formed(&self) -> bool {
        let mut parts = self.id.split('-');
        let fits = parts.next() == Some("0")
            && parts.next().is_some_and(|region| !region.is_empty())
            && parts.next().is_some_and(|unit| unit.starts_with('d'))
            && parts.next().is_some_and(|digits| {
                digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            });
        fits && parts.next().is_none()
    }
}

/// An error response.
struct Failure {
    status: u16,
    message: &'static str,
    header: Option<(&'static str, String)>,
}

impl Failure {
    fn new(status: u16, message: &'static str) -> Self {
        Self {
            status,
            message,
            header: None,
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.header = Some((name, value.to_owned()));
        self
    }

    fn response(self, trace: &str) -> Response {
        let id = format!("00-{trace}-{}-00", trace.get(..16).unwrap_or_default());
        let body = Object::new()
            .with("title", self.message)
            .with("status", i64::from(self.status))
            .with("instance", format!("/microsoft/ic3/ams///trace-id/{id}"))
            .with("message", self.message)
            .with("traceId", id);
        let response = Response::new(self.status).with_body("application/json", body.plain());
        match self.header {
            Some((name, value)) => response.with_header(name, value),
            None => response,
        }
    }
}

struct Text(Arc<[u8]>);

impl Produce for Text {
    fn fill(&self, at: u64, piece: &mut [u8]) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let here = self.0.get(at..).unwrap_or_default();
        for (byte, known) in piece.iter_mut().zip(here) {
            *byte = *known;
        }
    }
}

fn download(
    request: &Request,
    source: Arc<dyn Produce>,
    length: u64,
    etag: &str,
) -> Result<Response, Failure> {
    let (status, from, to) = match Range::of(request, length) {
        Range::Whole => (200, 0, length),
        Range::Part(from, to) => (206, from, to),
        Range::Beyond => {
            let whole = format!("bytes */{length}");
            return Err(Failure::new(416, "Range Not Satisfiable").with("Content-Range", &whole));
        }
    };
    let response = Response::new(status)
        .with_header("Cache-Control", "no-cache, max-age=0, s-maxage=0, private")
        .with_header("Accept-Ranges", "bytes")
        .with_header("ETag", etag);
    let response = match to.checked_sub(1) {
        Some(last) => {
            response.with_header("Content-Range", format!("bytes {from}-{last}/{length}"))
        }
        None => response,
    };
    let stream = Stream::new(source, from, to - from);
    Ok(response.with_stream("application/octet-stream", stream))
}

/// A `Range` header (RFC 9110, section 14). One that is malformed, or has several ranges, is
/// ignored.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// From the first byte to the one after the last.
    Part(u64, u64),
    Beyond,
}

impl Range {
    fn of(request: &Request, length: u64) -> Self {
        request
            .header("range")
            .and_then(|value| Self::read(value, length))
            .unwrap_or(Self::Whole)
    }

    fn read(value: &str, length: u64) -> Option<Self> {
        let (unit, range) = value.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = range.trim().split_once('-')?;
        let digits = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse().unwrap_or(u64::MAX))
        };
        if first.is_empty() {
            let most = digits(last)?.min(length);
            return Some(if most == 0 {
                Self::Beyond
            } else {
                Self::Part(length - most, length)
            });
        }
        let first = digits(first)?;
        let last = if last.is_empty() {
            u64::MAX
        } else {
            digits(last)?
        };
        if last < first {
            return None;
        }
        Some(if first >= length {
            Self::Beyond
        } else {
            Self::Part(first, last.min(length - 1) + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_means_them() {
        let of = |value| Range::read(value, 100).unwrap_or(Range::Whole);
        assert_eq!(of("bytes=0-0"), Range::Part(0, 1));
        assert_eq!(of("bytes=0-99"), Range::Part(0, 100));
        assert_eq!(of("bytes=5-500"), Range::Part(5, 100));
        assert_eq!(of("bytes=99-"), Range::Part(99, 100));
        assert_eq!(of("Bytes=-10"), Range::Part(90, 100));
        assert_eq!(of("bytes=-1000"), Range::Part(0, 100));
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(of(beyond), Range::Beyond, "{beyond}");
        }
        for odd in [
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "bytes=+1-2",
            "lines=0-1",
            "0-1",
        ] {
            assert_eq!(of(odd), Range::Whole, "{odd}");
        }
        assert_eq!(Range::read("bytes=0-", 0), Some(Range::Beyond));
    }

    #[test]
    fn ids_of_objects_have_the_recorded_form() {
        let is_well_formed = |id: &str| Named::by(&format!("{PREFIX}{id}")).is_well_formed();
        assert!(is_well_formed("0-weu-d17-0123456789abcdef0123456789abcdef"));
        for odd in [
            "",
            "0-wus-d10-11111111111111111111111111111",
            "0-weu-d17-0123456789abcdef0123456789abcdeg",
            "0-weu-d17-0123456789abcdef0123456789abcdef-1",
            "1-weu-d17-0123456789abcdef0123456789abcdef",
        ] {
            assert!(!is_well_formed(odd), "{odd}");
        }
    }
}
