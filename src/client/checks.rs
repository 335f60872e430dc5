//! Checks of arguments before they are sent; the errors name the argument.

use std::time::Duration;

use http::Uri;

use crate::endpoint::{Endpoint, check_host, is_loopback, is_private, port_of, url_mistake};
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::{self, CommunicationIdentifier, PhoneNumber};
use crate::pipeline::Operation;
use crate::text::has_control;

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
    if has_control(text) {
        return Err(Error::invalid(field, "must have no control characters"));
    }
    Ok(())
}

/// The identifier of a participant, of which the program may have given the text.
pub(super) fn participant(
    operation: &Operation,
    given: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
) -> Result<CommunicationIdentifier> {
    given
        .try_into()
        .map_err(|error| error.into().with_operation(operation.name))
}

/// The identifiers of several participants.
pub(super) fn participants(
    operation: &Operation,
    given: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
) -> Result<Vec<CommunicationIdentifier>> {
    identifier::all(given).map_err(|error| error.with_operation(operation.name))
}

pub(super) fn optional_text(field: &'static str, value: Option<&str>) -> Result<()> {
    value.map_or(Ok(()), |value| text(field, value))
}

pub(super) fn caller_id(number: Option<&PhoneNumber>) -> Result<()> {
    number.map_or(Ok(()), |number| {
        number.check_callee(field::SOURCE_CALLER_ID_NUMBER)
    })
}

/// A phone is rung only with a number to show ("Place an outbound call", prerequisites).
pub(super) fn caller_id_for_phones<'a>(
    targets: impl IntoIterator<Item = &'a CommunicationIdentifier>,
    caller_id: Option<&PhoneNumber>,
) -> Result<()> {
    let rings_a_phone = targets
        .into_iter()
        .any(|target| matches!(target, CommunicationIdentifier::PhoneNumber(_)));
    if rings_a_phone && caller_id.is_none() {
        return Err(Error::invalid(
            field::SOURCE_CALLER_ID_NUMBER,
            "is needed to ring a phone number: one of the resource, or with direct routing any that the SBC accepts",
        ));
    }
    Ok(())
}

/// A URL of any scheme.
pub(super) fn url(field: &'static str, url: &str) -> Result<Uri> {
    id(field, url)?;
    if let Some(mistake) = url_mistake(url) {
        return Err(Error::invalid(field, mistake));
    }
    let rule = "is not a valid URL (spaces and the like must be percent-encoded)";
    let uri: Uri = url
        .parse()
        .map_err(|cause| Error::invalid(field, rule).with_source(cause))?;
    let is_byte = |part: &str| {
        let digits = part.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !url.is_ascii() || !url.split('%').skip(1).all(is_byte) {
        return Err(Error::invalid(field, rule));
    }
    if url.contains('#') {
        return Err(Error::invalid(field, "must have no fragment (#...)"));
    }
    if let Some(authority) = uri.authority() {
        let host = authority.host();
        check_host(field, host)?;
        port_of(field, authority, host)?;
    }
    Ok(uri)
}

/// Https, or http on this machine for the emulator.
pub(super) fn secure_url(field: &'static str, given: &str, example: &str) -> Result<Uri> {
    let uri = url(field, given)?;
    let host = uri.host().unwrap_or_default();
    if host.is_empty() || uri.scheme().is_none() {
        return Err(Error::invalid(
            field,
            format_args!("must be absolute, such as {example}"),
        ));
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if is_loopback(host) => Ok(uri),
        Some("http") => Err(Error::invalid(
            field,
            "must be https; http is only for the emulator on this machine",
        )),
        _ => Err(Error::invalid(field, "must begin with https://")),
    }
}

/// A URL that the service at this endpoint can post events to.
pub(super) fn callback(field: &'static str, given: &str, endpoint: &Endpoint) -> Result<()> {
    let uri = secure_url(field, given, "https://app.example/events")?;
    if endpoint.is_loopback() || !is_private(uri.host().unwrap_or_default()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format_args!(
            "has a host that the service at {} cannot reach: give the public https URL of \
             your receiver, for instance that of a tunnel",
            endpoint.authority()
        ),
    ))
}

/// Where media goes: a websocket.
pub(super) fn websocket(field: &'static str, given: Option<&str>) -> Result<()> {
    let Some(given) = given else { return Ok(()) };
    let uri = url(field, given)?;
    match (uri.scheme_str(), uri.host()) {
        (Some("wss"), Some(_)) => Ok(()),
        (Some("ws"), Some(host)) if is_loopback(host) => Ok(()),
        _ => Err(Error::invalid(
            field,
            "must begin with wss:// (ws:// only on this machine)",
        )),
    }
}

/// From 0 to 180 s.
pub(super) fn invitation_timeout(timeout: Option<Duration>) -> Result<()> {
    match timeout {
        Some(timeout) if timeout > Duration::from_secs(180) => Err(Error::invalid(
            field::INVITATION_TIMEOUT,
            "must be at most 180 s",
        )),
        _ => Ok(()),
    }
}
