//! Requests: what an operation builds, and the request options.

use std::time::{Duration, SystemTime};

use super::cancel::CancelToken;
use super::retry::Class;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::field;
use crate::json::Members;

/// The facts of an operation: a row of the client's table.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// As the service names it, for errors and logs.
    pub name: &'static str,
    pub method: http::Method,
    /// The path, with `{...}` in place of each id.
    pub path: &'static str,
    pub class: Class,
    pub sends_repeatability: bool,
    /// Whether the body may have an `operationContext`, which the events repeat.
    pub takes_context: bool,
    pub expects: Expect,
}

/// One request, before date and signature.
#[derive(Debug)]
pub(crate) struct Request {
    pub operation: Operation,
    /// Path without query; every id in it percent-encoded.
    pub path: String,
    /// Query parameters beside `api-version`, percent-encoded.
    pub query: Option<String>,
    /// The store of recordings that it goes to instead of the endpoint, without `api-version`.
    pub store: Option<Endpoint>,
    pub body: Option<Vec<u8>>,
}

/// What a body of success must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    /// JSON.
    Json,
    /// JSON or nothing.
    JsonOrNothing,
    /// Anything but an HTML page.
    Anything,
}

impl Operation {
    /// A request without body; `ids` are those of the path, in its order.
    pub(crate) fn request(&self, ids: &[&str]) -> Request {
        let mut path = String::new();
        let mut rest = self.path;
        for id in ids {
            let Some((before, id_and_after)) = rest.split_once('{') else {
                break;
            };
            path.push_str(before);
            path.push_str(&path_segment(id));
            rest = id_and_after.split_once('}').map_or("", |(_, after)| after);
        }
        path.push_str(rest);
        self.request_to(path)
    }

    /// A request to a path that is not made of ids.
    pub(crate) fn request_to(&self, path: String) -> Request {
        Request {
            operation: self.clone(),
            path,
            query: None,
            store: None,
            body: None,
        }
    }
}

impl Request {
    /// The same request with a JSON body.
    pub(crate) fn json(mut self, body: &impl serde::Serialize) -> Result<Self> {
        // Most bodies fit, so that it need not grow.
        let mut bytes = Vec::with_capacity(512);
        serde_json::to_writer(&mut bytes, body)
            .map_err(|cause| Error::invalid(field::REQUEST_BODY, &cause).with_source(cause))?;
        self.body = Some(bytes);
        Ok(self)
    }

    /// `operationContext` of the body; read for errors only.
    pub(super) fn operation_context(&self) -> Option<String> {
        let body = std::str::from_utf8(self.body.as_deref()?).ok()?;
        let context: Option<String> = Members::parse(body).ok()?.read("operationContext");
        context.filter(|context| !context.is_empty())
    }
}

/// The options of one request. What is not set follows the client.
///
/// Passed with `request` of the options of an operation, such as
/// [`CreateCallOptions::request`](crate::options::CreateCallOptions::request), or directly to the variant
/// of an operation that ends in `_with`.
///
/// ```
/// use std::time::Duration;
/// use acs_call_automation::RequestOptions;
/// let options = RequestOptions::new()
///     .timeout(Duration::from_secs(3))
///     .request_id("order-4711");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) request_id: Option<String>,
    pub(crate) repeatability_id: Option<String>,
    pub(crate) first_sent: Option<SystemTime>,
    /// [`repeat_of`](Self::repeat_of) got an error without ids: it must not become a new request.
    lacks_ids: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) api_version: Option<String>,
    pub(crate) cancel: Option<CancelToken>,
    pub(crate) retries: Option<u32>,
    pub(crate) retry_non_idempotent: Option<bool>,
}

/// The shortest and the longest timeout that is accepted.
pub(crate) const TIMEOUTS: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(3600);
/// The largest number of retries that is accepted.
pub(crate) const MAX_RETRIES: u32 = 20;

/// The maximum number of added headers, and of bytes of their names and values.
const MAX_HEADERS: usize = 32;
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// Headers that the pipeline itself writes, or that change how the request is framed.
const OWN_HEADERS: [&str; 22] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-range",
    "proxy-authorization",
    "range",
    "repeatability-first-sent",
    "repeatability-request-id",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-ms-client-request-id",
    "x-ms-content-sha256",
    "x-ms-date",
    "x-ms-host",
];

impl RequestOptions {
    /// Creates empty request options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the total timeout of the request: name lookup, connecting, retries and pauses
    /// included. 1 ms to 1 hour; default: the client's.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of one attempt. 1 ms to 1 hour; default: the client's.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets `x-ms-client-request-id`: visible ASCII, at most 128 characters. Default: a new UUID.
    #[must_use]
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Sets `Repeatability-Request-ID`, a UUID (version 4), and `Repeatability-First-Sent`, to repeat
    /// an earlier request whose outcome is unknown. Anything but a UUID is refused with
    /// `InvalidInput`, and so are these options in an operation that does not send them.
    /// Default: a new UUID and the present time.
    ///
    /// Repeat within 5 minutes of `first_sent`: other services of the family document that they
    /// remember the ids so long; after that the operation may be carried out again.
    #[must_use]
    pub fn repeatability(mut self, id: impl Into<String>, first_sent: SystemTime) -> Self {
        self.repeatability_id = Some(id.into());
        self.first_sent = Some(first_sent);
        self.lacks_ids = false;
        self
    }

    /// Sets the repeatability ids of a failed request whose outcome is unknown, to repeat it, with the
    /// same arguments and within 5 minutes of [`first_sent`](Error::first_sent), as for
    /// [`repeatability`](Self::repeatability). Where the service honors the ids (add, cancel adding,
    /// remove, mute, send tones, start recording, hang up for everyone) the operation is not carried
    /// out twice; for other operations this is not known.
    ///
    /// An operation refuses these options with `InvalidInput` when the error has no repeatability ids,
    /// such as that of an operation that only reads.
    #[must_use]
    pub fn repeat_of(mut self, error: &Error) -> Self {
        self.repeatability_id = error.repeatability_id().map(str::to_owned);
        self.first_sent = error.first_sent();
        self.lacks_ids = self.repeatability_id.is_none() || self.first_sent.is_none();
        self
    }

    /// Adds a header: at most 32, with at most 8 KiB of names and values. Headers that the library
    /// sets, and those that change the framing of the request, are refused.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the `api-version` of the request. Default: the client's.
    #[must_use]
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Sets the token that cancels this request, and every other one it was given to, from another thread;
    /// for a [flow](crate::flow), its wait too.
    #[must_use]
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        self.cancel = Some(token.clone());
        self
    }

    /// Sets the maximum number of retries: 0 to 20. Default: the client's.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Sets whether operations that are not known to be repeatable (create, answer, connect, redirect, reject,
    /// transfer, move, pause and resume recording, recognize and the other media operations except sending DTMF
    /// tones) are retried too, after a lost response or status 408, 500, 502, 503 or 504.
    /// **This may ring a person twice.** Default: the client's.
    #[must_use]
    pub fn retry_non_idempotent(mut self, retry: bool) -> Self {
        self.retry_non_idempotent = Some(retry);
        self
    }

    /// Checks the options against what the operation sends.
    pub(crate) fn check_for(&self, request: &Request) -> Result<()> {
        if request.store.is_some() && self.api_version.is_some() {
            return Err(Error::invalid(
                field::API_VERSION,
                "is not sent by this operation",
            ));
        }
        self.check(request.operation.sends_repeatability)
    }

    #[doc(hidden)]
    pub fn check(&self, sends_repeatability: bool) -> Result<()> {
        check_timeout(field::TIMEOUT, self.timeout)?;
        check_timeout(field::ATTEMPT_TIMEOUT, self.attempt_timeout)?;
        check_retries(self.retries)?;
        if let Some(id) = &self.request_id {
            check_id(field::REQUEST_ID, id)?;
        }
        if self.lacks_ids {
            let rule = "the error has no repeatability ids";
            return Err(Error::invalid(field::REPEATABILITY_ID, rule));
        }
        if let Some(id) = &self.repeatability_id {
            if !is_uuid(id) {
                let rule = "must be a UUID, such as 3f2a1f60-7c3b-4a56-9a55-0d5f2f8f1c11";
                return Err(Error::invalid(field::REPEATABILITY_ID, rule));
            }
            if !sends_repeatability {
                return Err(Error::invalid(
                    field::REPEATABILITY_ID,
                    "is not sent by this operation",
                ));
            }
        }
        if let Some(version) = &self.api_version {
            check_api_version(version)?;
        }
        if self.headers.len() > MAX_HEADERS {
            return Err(Error::invalid(
                field::HEADER,
                format_args!("at most {MAX_HEADERS} may be added"),
            ));
        }
        let bytes: usize = self.headers.iter().map(|(n, v)| n.len() + v.len()).sum();
        if bytes > MAX_HEADER_BYTES {
            return Err(Error::invalid(
                field::HEADER,
                format_args!("the added headers must be at most {MAX_HEADER_BYTES} bytes in total"),
            ));
        }
        for (name, value) in &self.headers {
            check_header(name, value)?;
        }
        Ok(())
    }
}

pub(crate) fn check_timeout(field: &'static str, timeout: Option<Duration>) -> Result<()> {
    match timeout {
        Some(timeout) if !TIMEOUTS.contains(&timeout) => {
            Err(Error::invalid(field, "must be from 1 ms to 1 hour"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn check_retries(retries: Option<u32>) -> Result<()> {
    match retries {
        Some(retries) if retries > MAX_RETRIES => Err(Error::invalid(
            field::MAX_RETRIES,
            format_args!("must be at most {MAX_RETRIES}"),
        )),
        _ => Ok(()),
    }
}

pub(crate) fn check_api_version(version: &str) -> Result<()> {
    let (date, rest) = version.split_at_checked(10).unwrap_or_default();
    let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_suffix = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if !date.is_empty() && is_date && rest.bytes().all(is_suffix) {
        return Ok(());
    }
    Err(Error::invalid(
        field::API_VERSION,
        "must be a date such as 2026-03-12, maybe with -preview",
    ))
}

fn check_id(field: &'static str, id: &str) -> Result<()> {
    if (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "must be 1 to 128 visible ASCII characters",
    ))
}

/// Five groups of hexadecimal digits. The version is not checked.
fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn check_header(name: &str, value: &str) -> Result<()> {
    if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(Error::invalid(
            field::HEADER,
            format_args!("{name:?} is not a header name"),
        ));
    }
    if OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(Error::invalid(
            field::HEADER,
            format_args!("{name} is set by the library"),
        ));
    }
    if !value
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return Err(Error::invalid(
            field::HEADER,
            format_args!("the value of {name} must be printable ASCII"),
        ));
    }
    Ok(())
}

/// A random UUID (version 4).
pub(crate) fn new_uuid() -> Result<String> {
    let [uuid] = new_uuids()?;
    Ok(uuid)
}

/// Random UUIDs (version 4), for one call of the operating system.
pub(crate) fn new_uuids<const COUNT: usize>() -> Result<[String; COUNT]> {
    let mut random = [[0_u8; 16]; COUNT];
    getrandom::getrandom(random.as_flattened_mut()).map_err(|cause| {
        Error::new(
            crate::error::ErrorKind::System,
            format!("the operating system returned no random numbers: {cause}"),
        )
    })?;
    Ok(random.map(uuid))
}

/// The UUID (version 4) of these random bytes.
fn uuid(random: [u8; 16]) -> String {
    let digit = |half: u8| {
        char::from(if half < 10 {
            b'0' + half
        } else {
            b'a' - 10 + half
        })
    };
    let mut text = String::with_capacity(36);
    for (at, byte) in random.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let byte = match at {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

/// An id as one path segment: everything but unreserved characters is percent-encoded.
pub(crate) fn path_segment(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, RESERVED).to_string()
}

const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_of_version_four() {
        let id = new_uuid().unwrap();
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(id, new_uuid().unwrap());
    }

    #[test]
    fn ids_take_their_places_in_a_path() {
        let operation = Operation {
            name: "Test",
            method: http::Method::GET,
            path: "/a/{first}/b/{second}:c",
            class: Class::Reads,
            sends_repeatability: false,
            takes_context: false,
            expects: Expect::Json,
        };
        assert_eq!(operation.request(&["1", "{2}"]).path, "/a/1/b/%7B2%7D:c");
    }

    #[test]
    fn only_unreserved_characters_stay_in_a_path() {
        assert_eq!(path_segment("4:+1604"), "4%3A%2B1604");
        assert_eq!(path_segment("a/b %é~_-."), "a%2Fb%20%25%C3%A9~_-.");
    }

    #[test]
    fn headers_that_would_break_the_request_are_refused() {
        for (name, value) in [
            ("x y", "v"),
            ("X-A", "a\r\nX-B: c"),
            ("Authorization", "Bearer x"),
            ("x-ms-date", "today"),
            ("", "v"),
            ("X-A", "\u{e9}"),
        ] {
            let error = RequestOptions::new()
                .header(name, value)
                .check(true)
                .unwrap_err();
            assert_eq!(error.field(), Some("header"), "{name}");
        }
        RequestOptions::new()
            .header("X-Trace", "a b")
            .check(false)
            .unwrap();
    }
}
