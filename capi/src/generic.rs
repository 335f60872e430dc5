//! Generic requests: any operation of the service, also one that is not wrapped yet.

use std::borrow::Cow;
use std::ffi::{c_char, c_int};

use super::client::acs_client_t;
use super::error::acs_error_t;
use super::guard::{free, guard, handle, slot, text};
use super::operation::{Places, Runs};
use super::options::{
    self, Checked, Options, acs_request_options_t, add_pair, holds, set, set_flag,
};
use super::response::acs_response_t;
use super::status::acs_status_t;
use acs_call_automation::options::{GenericRequest, Method};
use acs_call_automation::{Error, Result};

/// Reads; a lost response is retried.
pub const ACS_METHOD_GET: c_int = 1;
/// Changes; a lost response is not retried.
pub const ACS_METHOD_POST: c_int = 2;
/// Changes; a lost response is not retried.
pub const ACS_METHOD_PUT: c_int = 3;
/// Changes; a lost response is not retried.
pub const ACS_METHOD_PATCH: c_int = 4;
/// Ends something; a lost response is retried.
pub const ACS_METHOD_DELETE: c_int = 5;

/// A request for any operation of the service, also one without a function here. One thread at a
/// time; may be sent any number of times.
pub struct acs_generic_request_t(Options<GenericRequest>);

impl Checked for GenericRequest {}

holds!(acs_generic_request_t, GenericRequest);

fn method_of(method: c_int) -> Result<Method> {
    match method {
        ACS_METHOD_GET => Ok(Method::Get),
        ACS_METHOD_POST => Ok(Method::Post),
        ACS_METHOD_PUT => Ok(Method::Put),
        ACS_METHOD_PATCH => Ok(Method::Patch),
        ACS_METHOD_DELETE => Ok(Method::Delete),
        _ => Err(Error::invalid(
            "method",
            "must be ACS_METHOD_GET to ACS_METHOD_DELETE",
        )),
    }
}

/// Creates a request without a body.
///
/// @param method ACS_METHOD_GET to ACS_METHOD_DELETE
/// @param path   begins with /; ids in it must be percent-encoded
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_new(
    method: c_int,
    path: *const c_char,
    request: *mut *mut acs_generic_request_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(request, "request")?;
        let request = GenericRequest::new(method_of(method)?, text(path, "path")?);
        place.put(|| acs_generic_request_t(Options::new(request)));
        Ok(())
    })
}

/// Adds a query parameter; name and value are percent-encoded here. api-version is added
/// automatically.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_add_query(
    request: *mut acs_generic_request_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(request, "query", name, value, |request, (name, value)| {
        request.query(name, value)
    })
}

/// Sets the body.
///
/// @param json only for POST, PUT and PATCH
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_set_json(
    request: *mut acs_generic_request_t,
    json: *const c_char,
) -> acs_status_t {
    set(
        request,
        "body",
        move |field| {
            serde_json::from_str::<serde_json::Value>(text(json, field)?)
                .map_err(|cause| Error::invalid(field, "must be JSON").with_source(cause))
        },
        GenericRequest::json,
    )
}

/// Sets whether repeatability ids are sent: 1 or 0, default 0. They do not make a lost response
/// retried, since not every operation is known to honor them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_set_repeatability(
    request: *mut acs_generic_request_t,
    send: c_int,
) -> acs_status_t {
    set_flag(
        request,
        "repeatability",
        send,
        GenericRequest::repeatability,
    )
}

/// Sets the request options: timeouts, ids, headers, cancellation.
///
/// @param options may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_set_request(
    request: *mut acs_generic_request_t,
    options: *const acs_request_options_t,
) -> acs_status_t {
    set(
        request,
        "request",
        |_| options::options(options).map(Cow::into_owned),
        GenericRequest::request,
    )
}

/// Frees a request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_generic_request_free(request: *mut acs_generic_request_t) {
    free(request);
}

/// Sends a signed request; acs_response_json returns the JSON of the response, "{}" for an empty
/// body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_send(
    client: *const acs_client_t,
    request: *const acs_generic_request_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let client = handle(client, "client")?;
        let request = handle(request, "request")?.0.usable()?.clone();
        client.run("acs_client_send", places, move |client| {
            Ok(client.send(&request)?.into())
        })
    })
}
