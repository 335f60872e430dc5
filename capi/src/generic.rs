//! Generic requests: any operation of the service, also one that is not wrapped yet.

use std::borrow::Cow;
use std::ffi::{c_char, c_int};

use super::client::acs_client_t;
use super::error::acs_error_t;
use super::guard::{free, guard, handle, optional_slot, slot, text};
use super::options::{
    self, Checked, Options, acs_request_options_t, add_pair, holds, set, set_flag,
};
use super::response::acs_response_t;
use super::status::acs_status_t;
use acs_call_automation::options::{GenericRequest, Method};
use acs_call_automation::{Error, Result};

/// Asks; may be asked again.
pub const ACS_METHOD_GET: c_int = 1;
/// Changes; never sent twice unless asked to.
pub const ACS_METHOD_POST: c_int = 2;
/// Changes; never sent twice unless asked to.
pub const ACS_METHOD_PUT: c_int = 3;
/// Changes; never sent twice unless asked to.
pub const ACS_METHOD_PATCH: c_int = 4;
/// Ends something; may be sent again.
pub const ACS_METHOD_DELETE: c_int = 5;

/// Any operation of the service, by its method and path. One thread at a time; may be sent any number
/// of times.
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

/// A request without body.
///
/// @param method  ACS_METHOD_GET to ACS_METHOD_DELETE
/// @param path    begins with /; ids in it must be percent-encoded already
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

/// One query parameter more; name and value are percent-encoded here. api-version is added automatically.
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

/// The body.
///
/// @param json    its JSON; only for POST, PUT and PATCH
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

/// Whether the repeatability ids go along. It is not sent twice because of that: nothing shows that
/// the service honours them for every operation.
///
/// @param send    1 or 0; default 0
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

/// Request options: timeout, ids, headers.
///
/// @param options the request options, or NULL for none
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

/// Sends a signed request; acs_response_json has the answer, "{}" for an empty one.
///
/// @return ACS_OK, ACS_INVALID_INPUT, and as acs_client_create_call
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_send(
    client: *const acs_client_t,
    request: *const acs_generic_request_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let client = handle(client, "client")?;
        let request = handle(request, "request")?.0.usable()?;
        let answer = client.inner().send(request)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}
