//! Options of rejecting an incoming call.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::RejectCallOptions;

use crate::options::names::*;

/// Options of rejecting an incoming call.
pub struct acs_reject_call_options_t(pub(crate) Options<RejectCallOptions>);

impl Checked for RejectCallOptions {}

holds!(acs_reject_call_options_t, RejectCallOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_reject_call_options_new() -> *mut acs_reject_call_options_t {
    make(move || acs_reject_call_options_t(Options::new(RejectCallOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_free(
    options: *mut acs_reject_call_options_t,
) {
    free(options);
}

/// Sets the reason: ACS_REJECT_NONE, ACS_REJECT_BUSY, ACS_REJECT_FORBIDDEN. Default:
/// ACS_REJECT_NONE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_set_reason(
    options: *mut acs_reject_call_options_t,
    reason: c_int,
) -> acs_status_t {
    set(
        options,
        field::REASON,
        move |field| constants::reject(reason, field),
        RejectCallOptions::reason,
    )
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_set_request(
    options: *mut acs_reject_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, RejectCallOptions::request)
}
