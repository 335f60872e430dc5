//! The inbox: requests that a web server of the program's own received.

use std::ffi::{c_char, c_int};

use super::error::acs_error_t;
use super::guard::{bytes, bytes_out, free, guard, slot, text, texts, value};
use super::receiver::{acs_receiver_t, running};
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, text_at};
use acs_call_automation::Result;
use acs_call_automation::server::{Request, Response};

/// What to answer to an HTTP request. Read only: may be shared between threads.
pub struct acs_http_response_t {
    response: Response,
    texts: Texts,
}

impl HasTexts for acs_http_response_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Takes one request that a web server received, and returns the response. When that is 200 its events
/// are in a queue. Any number of threads may do this at a time.
///
/// @param receiver      the receiver, with a listener or without
/// @param method        "POST"
/// @param target        path and query as on the request line: "/events?secret=..."
/// @param header_names  the names of the header lines, an array of texts; or NULL when there are none
/// @param header_values their values, an array of texts; or NULL when there are none
/// @param header_count  how many they are
/// @param body          the whole body; or NULL when there is none
/// @param body_length   its bytes
/// @return ACS_OK whatever is to be answered; ACS_FORKED, ACS_INVALID_INPUT
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
    guard(error, move || {
        let place = slot(response, "response")?;
        let receiver = running(receiver)?;
        let (method, target) = (text(method, "method")?, text(target, "target")?);
        let body = bytes(body, body_length, "body")?;
        let mut request = Request::new(method, target, body);
        request.headers = headers(header_names, header_values, header_count)?;
        let response = receiver.handle(&request);
        place.put(|| acs_http_response_t {
            response,
            texts: Texts::default(),
        });
        Ok(())
    })
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

/// The HTTP status to answer with.
///
/// @return 100 to 599; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_status(response: *const acs_http_response_t) -> c_int {
    value(0, move || {
        Some(c_int::from(response.as_ref()?.response.status))
    })
}

/// How many header lines to answer with. The web server adds Content-Length and Date.
///
/// @return the number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_header_count(
    response: *const acs_http_response_t,
) -> usize {
    value(0, move || Some(response.as_ref()?.response.headers.len()))
}

/// The name of a header line.
///
/// @param index    from 0
/// @return a text that lives as long as the response; NULL when there is none of that index
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

/// The value of a header line.
///
/// @param index    from 0
/// @return a text that lives as long as the response; NULL when there is none of that index
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

/// The body to answer with.
///
/// @param length   receives the number of bytes, or NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_body(
    response: *const acs_http_response_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(&response.as_ref()?.response.body))
}

/// Frees an answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_http_response_free(response: *mut acs_http_response_t) {
    free(response);
}
