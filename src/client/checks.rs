//! What is certainly wrong is refused before it is sent, in the terms of the caller.

use std::time::Duration;

use http::Uri;

use crate::endpoint::is_loopback;
use crate::error::{Error, Result};
use crate::identifier::{CommunicationIdentifier, PhoneNumber};

/// An id or an opaque text that the service gave: not empty, no control characters.
pub(super) fn id(field: &'static str, id: &str) -> Result<()> {
    if id.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    text(field, id)
}

/// An id that stands in a path: `.` and `..` would lead to another one, even when percent-encoded.
pub(super) fn path_id(field: &'static str, given: &str) -> Result<()> {
    if matches!(given, "." | "..") {
        return Err(Error::invalid(field, "must not be . or .."));
    }
    id(field, given)
}

/// Free text: no control characters.
pub(super) fn text(field: &'static str, text: &str) -> Result<()> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must have no control characters"));
    }
    Ok(())
}

pub(super) fn optional_text(field: &'static str, value: Option<&str>) -> Result<()> {
    value.map_or(Ok(()), |value| text(field, value))
}

pub(super) fn caller_id(number: Option<&PhoneNumber>) -> Result<()> {
    number.map_or(Ok(()), |number| {
        id("source caller id number", &number.value)
    })
}

/// A telephone is rung only with a number to show ("Place an outbound call", prerequisites).
pub(super) fn caller_id_for_phones<'a>(
    targets: impl IntoIterator<Item = &'a CommunicationIdentifier>,
    caller_id: Option<&PhoneNumber>,
) -> Result<()> {
    let rings_a_phone = targets
        .into_iter()
        .any(|target| matches!(target, CommunicationIdentifier::PhoneNumber(_)));
    if rings_a_phone && caller_id.is_none() {
        return Err(Error::invalid(
            "source caller id number",
            "is needed to ring a telephone number: one that the resource owns",
        ));
    }
    Ok(())
}

/// Where events go: https, or http on this machine for the emulator.
pub(super) fn callback(field: &'static str, url: &str) -> Result<()> {
    id(field, url)?;
    let uri: Uri = url
        .parse()
        .map_err(|cause| Error::invalid(field, "is no URL").with_source(cause))?;
    let host = uri.host().unwrap_or_default();
    if host.is_empty() || uri.scheme().is_none() {
        return Err(Error::invalid(
            field,
            "must be absolute, such as https://app.example/events",
        ));
    }
    match uri.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if is_loopback(host) => Ok(()),
        Some("http") => Err(Error::invalid(
            field,
            "must be https; http is only for the emulator on this machine",
        )),
        _ => Err(Error::invalid(field, "must begin with https://")),
    }
}

pub(super) fn optional_callback(field: &'static str, url: Option<&str>) -> Result<()> {
    url.map_or(Ok(()), |url| callback(field, url))
}

/// Where media goes: a websocket.
pub(super) fn websocket(field: &'static str, url: Option<&str>) -> Result<()> {
    let Some(url) = url else { return Ok(()) };
    id(field, url)?;
    let uri: Uri = url
        .parse()
        .map_err(|cause| Error::invalid(field, "is no URL").with_source(cause))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("wss"), Some(_)) => Ok(()),
        (Some("ws"), Some(host)) if is_loopback(host) => Ok(()),
        _ => Err(Error::invalid(
            field,
            "must begin with wss:// (ws:// only on this machine)",
        )),
    }
}

/// Whole seconds from 0 to 180, as the wire has them.
pub(super) fn invitation_timeout(timeout: Option<Duration>) -> Result<()> {
    match timeout {
        Some(timeout) if timeout > Duration::from_secs(180) || timeout.subsec_nanos() != 0 => Err(
            Error::invalid("invitation timeout", "must be whole seconds, at most 180"),
        ),
        _ => Ok(()),
    }
}
