//! The inbox: requests that a web server of the program received.

use std::ffi::{c_char, c_int};
use std::net::SocketAddr;

use super::error::acs_error_t;
use super::guard::{bytes, bytes_out, free, guard, optional_text, slot, text, texts, value};
use super::receiver::{acs_receiver_t, running};
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, text_at};
use acs_call_automation::receiver::{Request, Response};
use acs_call_automation::{Error, Result};

/// The response to an HTTP request with events. Read only: may be shared between threads.
pub struct acs_http_response_t {
    response: Response,
    texts: Texts,
}

impl HasTexts for acs_http_response_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Handles one HTTP request that a web server received, and returns the response for it. With
/// status 200 its events are in a queue. Any number of threads may use it at a time.
///
/// @param receiver      the receiver, with or without a listener
/// @param method        "POST"
/// @param target        path and query of the request line: "/events?secret=..."
/// @param header_names  an array of texts; NULL when there are none
/// @param header_values an array of texts; NULL when there are none
/// @param header_count  the number of headers
/// @param body          the whole body; NULL when there is none
/// @param body_length   its length in bytes
/// @return ACS_OK for every response
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_handle(
    receiver: *const acs_receiver_t,
    method: *const c_char,
    target: *const c_char,
    header_names: *const *const c_char,
    header_values: *const *const c_char,
    header_count: usize,
    body: *const u8,
    body_length: usize,
    response: *mut *mut acs_http_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    acs_receiver_handle_from(
        receiver,
        std::ptr::null(),
        method,
        target,
        header_names,
        header_values,
        header_count,
        body,
        body_length,
        response,
        error,
    )
}

/// Handles one HTTP request as acs_receiver_handle, with the address that it came from: for a
/// receiver with acs_receiver_options_add_allowed_network, which otherwise rejects it with status
/// 403.
///
/// @param peer the address of the peer: "203.0.113.7" or "203.0.113.7:40123", "2001:db8::7" or
///             "[2001:db8::7]:40123"; NULL when it is not known. Other parameters as
///             acs_receiver_handle
/// @return ACS_OK for every response
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_handle_from(
    receiver: *const acs_receiver_t,
    peer: *const c_char,
    method: *const c_char,
    target: *const c_char,
    header_names: *const *const c_char,
    header_values: *const *const c_char,
    header_count: usize,
    body: *const u8,
    body_length: usize,
    response: *mut *mut acs_http_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(response, "response")?;
        let receiver = running(receiver)?;
        let peer = optional_text(peer, "peer")?.map(peer_of).transpose()?;
        let (method, target) = (text(method, "method")?, text(target, "target")?);
        let body = bytes(body, body_length, "body")?;
        let mut request = Request::new(method, target, body);
        request.headers = headers(header_names, header_values, header_count)?;
        request.peer = peer;
        let response = receiver.handle(&request);
        place.put(|| acs_http_response_t {
            response,
            texts: Texts::default(),
        });
        Ok(())
    })
}

/// An address, maybe with a port, which nothing depends on.
fn peer_of(text: &str) -> Result<SocketAddr> {
    let alone = || Some(SocketAddr::new(text.parse().ok()?, 0));
    let peer = text.parse().ok().or_else(alone);
    peer.ok_or_else(|| Error::invalid("peer", "must be an IP address, maybe with a port"))
}

unsafe fn headers(
    names: *const *const c_char,
    values: *const *const c_char,
    count: usize,
) -> Result<Vec<(String, String)>> {
    let names = texts(names, count, "header names")?;
    let values = texts(values, count, "header values")?;
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Ok(names.into_iter().zip(values).map(owned).collect())
}

/// Returns the HTTP status to send, 100 to 599; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_status(response: *const acs_http_response_t) -> c_int {
    value(0, move || {
        Some(c_int::from(response.as_ref()?.response.status))
    })
}

/// Returns the number of headers to send. The web server adds Content-Length and Date.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_header_count(
    response: *const acs_http_response_t,
) -> usize {
    value(0, move || Some(response.as_ref()?.response.headers.len()))
}

/// Returns the name of a header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_header_name(
    response: *const acs_http_response_t,
    index: usize,
) -> *const c_char {
    text_at(response, "name", index, |response, index| {
        let (name, _) = response.response.headers.get(index)?;
        Some(name)
    })
}

/// Returns the value of a header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_header_value(
    response: *const acs_http_response_t,
    index: usize,
) -> *const c_char {
    text_at(response, "value", index, |response, index| {
        let (_, value) = response.response.headers.get(index)?;
        Some(value)
    })
}

/// Returns the body to send.
///
/// @param length receives the number of bytes; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_body(
    response: *const acs_http_response_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(&response.as_ref()?.response.body))
}

/// Frees a response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_free(response: *mut acs_http_response_t) {
    free(response);
}
