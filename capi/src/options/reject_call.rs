//! Reject call options: how an incoming call is turned away.

use std::ffi::c_int;

use super::request::acs_request_options_t;
use super::{Checked, Options, set, set_nested};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::Error;
use acs_call_automation::model::CallRejectReason;
use acs_call_automation::options::RejectCallOptions;

/// No reason is told. What the service takes when none is given.
pub const ACS_REJECT_NONE: c_int = 0;
/// The called party is busy.
pub const ACS_REJECT_BUSY: c_int = 1;
/// The caller may not call.
pub const ACS_REJECT_FORBIDDEN: c_int = 2;

/// How an incoming call is turned away. One thread at a time; may be used for any number of calls.
pub struct acs_reject_call_options_t(Options<RejectCallOptions>);

impl Checked for RejectCallOptions {}

holds!(acs_reject_call_options_t, RejectCallOptions);

/// ======== Reject call options ========
///
/// No options: the caller hears no reason.
///
/// @return options; free with acs_reject_call_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_reject_call_options_new() -> *mut acs_reject_call_options_t {
    make(move || acs_reject_call_options_t(Options::new(RejectCallOptions::new())))
}

/// Frees reject call options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_free(options: *mut acs_reject_call_options_t) {
    free(options);
}

/// Why the call is rejected.
///
/// @param options the options
/// @param reason  ACS_REJECT_NONE (the default), ACS_REJECT_BUSY, ACS_REJECT_FORBIDDEN
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_set_reason(
    options: *mut acs_reject_call_options_t,
    reason: c_int,
) -> acs_status_t {
    set(
        options,
        "reason",
        move |field| match reason {
            ACS_REJECT_NONE => Ok(CallRejectReason::None),
            ACS_REJECT_BUSY => Ok(CallRejectReason::Busy),
            ACS_REJECT_FORBIDDEN => Ok(CallRejectReason::Forbidden),
            _ => Err(Error::invalid(field, "must be one of ACS_REJECT_...")),
        },
        RejectCallOptions::reason,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_reject_call_options_set_request(
    options: *mut acs_reject_call_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, RejectCallOptions::request)
}
