//! Request options: options for one request.

use std::ffi::{c_char, c_int};

use super::{Checked, Options, add_pair, set, set_count, set_flag, set_millis, set_text};
use crate::cancel::acs_cancel_token_t;
use crate::error::acs_error_t;
use crate::guard::{free, handle, make, moment, text};
use crate::status::acs_status_t;
use acs_call_automation::RequestOptions;
use acs_call_automation::Result;

/// Options of one request: timeouts, ids, headers. One thread at a time; may be used for any
/// number of requests.
pub struct acs_request_options_t(Options<RequestOptions>);

impl Checked for RequestOptions {
    fn check(&self) -> Result<()> {
        // Whether the operation sends repeatability ids is known when it is used.
        RequestOptions::check(self, true)
    }
}

holds!(acs_request_options_t, RequestOptions);

/// ======== Request options ========
///
/// No options.
///
/// @return options; free with acs_request_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_request_options_new() -> *mut acs_request_options_t {
    make(move || acs_request_options_t(Options::new(RequestOptions::new())))
}

/// Frees request options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_free(options: *mut acs_request_options_t) {
    free(options);
}

/// Ends the whole call after this time, everything included: name look-up, connecting, retries and
/// pauses.
///
/// @param options    the options
/// @param timeout_ms 1 to 3,600,000 milliseconds; default 10,000, or what the client was made with
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_timeout_ms(
    options: *mut acs_request_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, "timeout", timeout_ms, RequestOptions::timeout)
}

/// Ends one try after this time.
///
/// @param options        the options
/// @param try_timeout_ms 1 to 3,600,000 milliseconds; default: what is left of the whole
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_attempt_timeout_ms(
    options: *mut acs_request_options_t,
    try_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "attempt timeout",
        try_timeout_ms,
        RequestOptions::attempt_timeout,
    )
}

/// x-ms-client-request-id of the request.
///
/// @param options the options
/// @param id      1 to 128 visible ASCII characters; default: a new UUID
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_request_id(
    options: *mut acs_request_options_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(options, "request id", id, RequestOptions::request_id)
}

/// Repeatability-Request-ID and Repeatability-First-Sent: those of an earlier request whose outcome
/// is unknown, to ask for the same once more. Only for operations that send them; others refuse.
///
/// @param options       the options
/// @param id            1 to 128 visible ASCII characters; default: a new UUID
/// @param first_sent_ms milliseconds since 1970 UTC; default: now
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_repeatability(
    options: *mut acs_request_options_t,
    id: *const c_char,
    first_sent_ms: i64,
) -> acs_status_t {
    set(
        options,
        "repeatability id",
        move |field| Ok((text(id, field)?, moment(first_sent_ms, "first sent")?)),
        |options, (id, first_sent)| options.repeatability(id, first_sent),
    )
}

/// The repeatability ids of a request whose outcome is unknown, to ask for the same once more. The
/// arguments must be the same too. Where the service honours the ids (add, cancel adding, remove,
/// mute, send tones, start recording, hang up for everyone) it is not done twice; for the others
/// nothing shows that.
///
/// @param options  the options
/// @param previous the error that told ACS_OUTCOME_UNKNOWN
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_repeat_of(
    options: *mut acs_request_options_t,
    previous: *const acs_error_t,
) -> acs_status_t {
    set(
        options,
        "previous",
        move |field| handle(previous, field),
        |options, previous| options.repeat_of(previous.inner()),
    )
}

/// One header line more: at most 32, with at most 8 KiB of names and values. Headers that the
/// library itself writes are refused, and those that change how a request is framed.
///
/// @param options the options
/// @param name    the name
/// @param value   printable ASCII
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_add_header(
    options: *mut acs_request_options_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(options, "header", name, value, |options, (name, value)| {
        options.header(name, value)
    })
}

/// The api-version of the request.
///
/// @param options the options
/// @param version a date such as "2026-03-12", maybe with "-preview"; default: the client's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_api_version(
    options: *mut acs_request_options_t,
    version: *const c_char,
) -> acs_status_t {
    set_text(options, "api version", version, RequestOptions::api_version)
}

/// How often to try again at most.
///
/// @param options the options
/// @param retries 0 to 20; default: the client's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_max_retries(
    options: *mut acs_request_options_t,
    retries: i64,
) -> acs_status_t {
    set_count(options, "max retries", retries, RequestOptions::max_retries)
}

/// Retries also what is not known to be repeatable (create, answer, connect, redirect, reject,
/// transfer, move, and what is played or heard) after a lost answer or a 5xx. This may ring a person
/// twice.
///
/// @param options the options
/// @param repeat  1 or 0; default: the client's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_retry_non_idempotent(
    options: *mut acs_request_options_t,
    repeat: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "repeat unproven",
        repeat,
        RequestOptions::retry_non_idempotent,
    )
}

/// Lets another thread end this request alone.
///
/// @param options the options
/// @param token   the token
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_cancel(
    options: *mut acs_request_options_t,
    token: *const acs_cancel_token_t,
) -> acs_status_t {
    set(
        options,
        "cancel token",
        move |field| handle(token, field),
        |options, token| options.cancel(token.inner()),
    )
}
