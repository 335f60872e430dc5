//! Options of redirecting an incoming call.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::RedirectCallOptions;

use crate::options::names::*;

/// Options of redirecting an incoming call.
pub struct acs_redirect_call_options_t(pub(crate) Options<RedirectCallOptions>);

impl Checked for RedirectCallOptions {}

holds!(acs_redirect_call_options_t, RedirectCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_redirect_call_options_new() -> *mut acs_redirect_call_options_t {
    make(move || acs_redirect_call_options_t(Options::new(RedirectCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redirect_call_options_free(
    options: *mut acs_redirect_call_options_t,
) {
    free(options);
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redirect_call_options_set_request(
    options: *mut acs_redirect_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, RedirectCallOptions::request)
}
