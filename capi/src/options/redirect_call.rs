//! Redirect call options: how an incoming call is sent on.

use super::request::acs_request_options_t;
use super::{Checked, Options, set_nested};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::options::RedirectCallOptions;

/// How an incoming call is sent on. One thread at a time; may be used for any number of calls.
pub struct acs_redirect_call_options_t(Options<RedirectCallOptions>);

impl Checked for RedirectCallOptions {}

holds!(acs_redirect_call_options_t, RedirectCallOptions);

/// ======== Redirect call options ========
///
/// No options.
///
/// @return options; free with acs_redirect_call_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_redirect_call_options_new() -> *mut acs_redirect_call_options_t {
    make(move || acs_redirect_call_options_t(Options::new(RedirectCallOptions::new())))
}

/// Frees redirect call options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redirect_call_options_free(options: *mut acs_redirect_call_options_t) {
    free(options);
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redirect_call_options_set_request(
    options: *mut acs_redirect_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, RedirectCallOptions::request)
}
