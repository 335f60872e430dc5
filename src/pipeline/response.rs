//! Parsing responses: success as JSON, errors in every form that the service uses.

use std::ops::Deref;
use std::time::{Duration, SystemTime};

use http::header::{AsHeaderName, CONTENT_TYPE};
use serde_json::Value;

use super::attempts::ACTED_HINT;
use super::names;
use super::request::{Expect, Request};
use super::retry::{self, Class};
use super::transport::Incoming;
use crate::error::{Error, ErrorKind, ErrorResponse, Result};
use crate::model::advice;

/// The result of an operation, with the metadata of its response.
///
/// Dereferences to the value, so that its members are read directly; [`into_inner`](Self::into_inner)
/// moves the value out. A response that holds a list, such as a page of
/// [`participant_pages`](crate::CallConnection::participant_pages), can be iterated:
/// `for participant in &page`, or `for participant in page` by value.
///
/// The response that a web server of the program sends is a
/// [`receiver::Response`](crate::receiver::Response).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<T> {
    value: T,
    details: Details,
}

/// The metadata of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Details {
    pub status: u16,
    pub request_id: String,
    pub repeatability_id: Option<String>,
    pub first_sent: Option<String>,
    pub repeatability_result: Option<String>,
    pub chain_id: Option<String>,
    pub azure_ref: Option<String>,
    pub attempts: u32,
}

impl<T: IntoIterator> IntoIterator for Response<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, details: Details) -> Self {
        Self { value, details }
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            details: self.details,
        }
    }

    /// Splits the response into its value and its metadata.
    #[doc(hidden)]
    pub fn split(self) -> (T, Response<()>) {
        (self.value, Response::new((), self.details))
    }

    /// The error for a response whose value cannot be used.
    pub(crate) fn undecodable(&self, request: &Request, why: &str) -> Error {
        let details = &self.details;
        let first_sent = details.first_sent.as_deref();
        let repeatability = details.repeatability_id.as_deref().zip(first_sent);
        let error = undecodable(details.status, why.to_owned())
            .with_response(ErrorResponse {
                status: Some(details.status),
                chain_id: details.chain_id.clone(),
                azure_ref: details.azure_ref.clone(),
                ..ErrorResponse::default()
            })
            .with_operation(request.operation.name)
            .with_ids(&details.request_id, repeatability)
            .with_attempts(details.attempts);
        if request.operation.class == Class::Reads {
            return error;
        }
        error
            .with_hint(ACTED_HINT)
            .with_may_have_been_done(true)
            .with_operation_context(&request.operation_context().unwrap_or_default())
    }

    /// Adds the attempts of other requests that belong to it.
    pub(crate) fn with_more_attempts(mut self, attempts: u32) -> Self {
        self.details.attempts += attempts;
        self
    }

    /// Moves the value out, without the metadata.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.details.status
    }

    /// Returns `x-ms-client-request-id`, as it was sent.
    pub fn request_id(&self) -> &str {
        &self.details.request_id
    }

    /// Returns `Repeatability-Request-ID`, as it was sent; `None` for operations without one.
    pub fn repeatability_id(&self) -> Option<&str> {
        self.details.repeatability_id.as_deref()
    }

    /// Returns `Repeatability-First-Sent`, as it was sent, in whole seconds.
    pub fn first_sent(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.details.first_sent.as_deref()?).ok()
    }

    /// Returns `Repeatability-Result` of the response. The service sends `accepted` for a first execution,
    /// for a repeated one and for some failures alike (recordings of the live service).
    pub fn repeatability_result(&self) -> Option<&str> {
        self.details.repeatability_result.as_deref()
    }

    /// Returns `X-Microsoft-Skype-Chain-ID` of the response: the call's correlation id.
    pub fn chain_id(&self) -> Option<&str> {
        self.details.chain_id.as_deref()
    }

    /// Returns `X-Azure-Ref` of the response: quote it to Microsoft's support.
    pub fn azure_ref(&self) -> Option<&str> {
        self.details.azure_ref.as_deref()
    }

    /// Returns the number of attempts.
    pub fn attempts(&self) -> u32 {
        self.details.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

pub(super) fn header(incoming: &Incoming, name: impl AsHeaderName) -> Option<&str> {
    incoming.headers.get(name)?.to_str().ok()
}

/// The maximum number of bytes of a body that an error keeps.
const KEPT_BODY: usize = 64 * 1024;

/// The response with an error status, as far as it can be read.
pub(super) fn read_error(incoming: &Incoming, now: SystemTime) -> ErrorResponse {
    let mut response = ErrorResponse {
        status: Some(incoming.status),
        retry_after: retry::retry_after(|name| header(incoming, name), now),
        azure_ref: header(incoming, &names::AZURE_REF).map(str::to_owned),
        chain_id: header(incoming, &names::CHAIN_ID).map(str::to_owned),
        body: incoming
            .body
            .get(..incoming.body.len().min(KEPT_BODY))
            .unwrap_or_default()
            .to_vec(),
        ..ErrorResponse::default()
    };
    let body = std::str::from_utf8(&incoming.body).ok();
    if let Some(body) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
        // {"error":{...}}, {"Error":{...}} of the 401, {"message":...} of the web framework, and
        // problem documents with `title` all occur.
        let error = member(&body, "error").filter(|error| error.is_object());
        let source = error.unwrap_or(&body);
        response.code = text(source, "code");
        response.message = text(source, "message").or_else(|| text(source, "title"));
        response.target = text(source, "target");
    }
    response
}

/// A member by name, without regard to case.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value
        .as_object()?
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, member)| member)
}

fn text(value: &Value, name: &str) -> Option<String> {
    match member(value, name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The error for a response with an error status.
pub(super) fn service_error(
    response: ErrorResponse,
    incoming: &Incoming,
    now: SystemTime,
) -> Error {
    let status = incoming.status;
    let mut message = format!("the service returned {status}");
    if let Some(code) = &response.code {
        message.push_str(&format!(" ({code})"));
    }
    if let Some(said) = &response.message {
        message.push_str(": ");
        message.push_str(said.trim_end_matches('.'));
    } else if incoming.body.is_empty() {
        message.push_str(" without a body");
    } else {
        let kind = header(incoming, CONTENT_TYPE).unwrap_or("no content type");
        message.push_str(&format!(" with a body of {kind}"));
    }
    let kind = if status == 401 {
        ErrorKind::Auth
    } else {
        ErrorKind::Service
    };
    let hint = redirect(incoming).or_else(|| hint(status, &response, clock_skew(incoming, now)));
    let error = Error::new(kind, message).with_response(response);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Where a redirect leads: it is not followed, since the credential would go along. What may be
/// secret in it is not repeated.
fn redirect(incoming: &Incoming) -> Option<String> {
    let there = incoming.headers.get("location")?;
    if !(300..400).contains(&incoming.status) {
        return None;
    }
    let there = String::from_utf8_lossy(there.as_bytes());
    let there = there.split(['?', '#']).next().unwrap_or_default();
    Some(format!(
        "It redirects to {there}, which is not followed: the credential would be sent there"
    ))
}

/// How far the local clock is from the server's, when that is more than a minute.
fn clock_skew(incoming: &Incoming, now: SystemTime) -> Option<String> {
    let server = httpdate::parse_http_date(header(incoming, "date")?).ok()?;
    let (skew, side) = match now.duration_since(server) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    (skew > Duration::from_secs(60)).then(|| {
        format!(
            "The local clock is {} s {side} the server's; correct it, since the signature covers the date",
            skew.as_secs()
        )
    })
}

/// What to do. A wrong clock is the likeliest cause of a refused signature.
fn hint(status: u16, response: &ErrorResponse, skew: Option<String>) -> Option<String> {
    let code = response.code.as_deref().unwrap_or_default();
    let message = response.message.as_deref().unwrap_or_default();
    let skew = skew.filter(|_| status == 401);
    skew.or_else(|| advice::on_response(status, code, message).map(str::to_owned))
}

/// The value in a body of success.
pub(super) fn read_value(
    incoming: &Incoming,
    expects: Expect,
    read: &mut super::Read<'_>,
) -> Result<()> {
    read(json(incoming, expects)?).map_err(|cause| unreadable(incoming, cause))
}

/// The JSON in a body of success. One that may be empty reads as an object without members.
fn json(incoming: &Incoming, expects: Expect) -> Result<&str> {
    if incoming.body.is_empty() {
        return match expects {
            Expect::JsonOrNothing | Expect::Anything => Ok("{}"),
            Expect::Json => Err(undecodable(incoming.status, "its body is empty".to_owned())),
        };
    }
    check_type(incoming)?;
    std::str::from_utf8(&incoming.body).map_err(|cause| {
        undecodable(incoming.status, "its body is not UTF-8".to_owned()).with_source(cause)
    })
}

fn unreadable(incoming: &Incoming, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    let why = if incoming.body.is_empty() {
        "its body is empty".to_owned()
    } else {
        format!("its body cannot be read: {cause}")
    };
    undecodable(incoming.status, why).with_source(cause)
}

/// Checks a body of success that has no value: empty, or JSON that is ignored.
pub(super) fn read_nothing(incoming: &Incoming, expects: Expect) -> Result<()> {
    let is_page = || header(incoming, CONTENT_TYPE).is_some_and(is_html);
    if incoming.body.is_empty() || (expects == Expect::Anything && !is_page()) {
        return Ok(());
    }
    check_type(incoming)?;
    serde_json::from_str::<serde::de::IgnoredAny>(&String::from_utf8_lossy(&incoming.body))
        .map(drop)
        .map_err(|cause| {
            undecodable(incoming.status, "its body is not JSON".to_owned()).with_source(cause)
        })
}

/// Whether a `Content-Type` is that of a page to look at.
pub(super) fn is_html(kind: &str) -> bool {
    kind.to_ascii_lowercase().starts_with("text/html")
}

/// A captive portal returns 200 for every request, but not JSON.
fn check_type(incoming: &Incoming) -> Result<()> {
    match header(incoming, CONTENT_TYPE) {
        Some(kind) if !kind.contains("json") && !kind.to_ascii_lowercase().contains("json") => {
            let why = format!("its body is {kind}, not JSON");
            let error = undecodable(incoming.status, why);
            Err(if is_html(kind) {
                error.with_hint("Something else than the service responded: check the endpoint, and proxies on the way")
            } else {
                error
            })
        }
        _ => Ok(()),
    }
}

fn undecodable(status: u16, why: String) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the response {status} reports success, but {why}"),
    )
}
