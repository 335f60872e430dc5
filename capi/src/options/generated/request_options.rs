//! Options of one request: timeouts, ids, headers, cancellation.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::RequestOptions;

use crate::options::names::*;

/// Options of one request: timeouts, ids, headers, cancellation.
pub struct acs_request_options_t(pub(crate) Options<RequestOptions>);

impl Checked for RequestOptions {
    fn check(&self) -> Result<()> {
        Self::check(self, true)
    }
}

holds!(acs_request_options_t, RequestOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_request_options_new() -> *mut acs_request_options_t {
    make(move || acs_request_options_t(Options::new(RequestOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_free(
    options: *mut acs_request_options_t,
) {
    free(options);
}

/// Sets the total timeout of the request: name lookup, connecting, retries and pauses included; 1
/// to 3,600,000 ms. Default: that of the client, 10,000 there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_timeout_ms(
    options: *mut acs_request_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::TIMEOUT, timeout_ms, RequestOptions::timeout)
}

/// Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: that of the client, the rest of
/// the total timeout there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_attempt_timeout_ms(
    options: *mut acs_request_options_t,
    attempt_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::ATTEMPT_TIMEOUT, attempt_timeout_ms, RequestOptions::attempt_timeout)
}

/// Sets the header x-ms-client-request-id: 1 to 128 visible ASCII characters. Default: a new
/// UUID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_request_id(
    options: *mut acs_request_options_t,
    request_id: *const c_char,
) -> acs_status_t {
    set_text(options, field::REQUEST_ID, request_id, RequestOptions::request_id)
}

/// Sets the headers Repeatability-Request-ID and Repeatability-First-Sent of an earlier request
/// whose outcome is unknown. Default: new ones. Only for operations that send them; others
/// refuse, and all refuse an id that is not a UUID. Repeat within 5 minutes of the first time:
/// other services of the family document that they remember the ids so long; after that the
/// operation may be performed again.
///
/// @param id a UUID (version 4), as acs_error_repeatability_id returns it
/// @param first_sent_ms the time of the first attempt, in milliseconds since 1970 UTC, sent
///     in whole seconds, rounded down
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_repeatability(
    options: *mut acs_request_options_t,
    id: *const c_char,
    first_sent_ms: i64,
) -> acs_status_t {
    set(
        options,
        field::REPEATABILITY_ID,
        move |field| read::repeatability(field, id, first_sent_ms),
        |options, (id, first_sent)| options.repeatability(id, first_sent),
    )
}

/// Sets the error of the request that this one repeats: its repeatability ids are sent again. The
/// arguments must be the same too, and no more than 5 minutes may have passed since the first
/// attempt. Where the service honors the ids, as the operations listed under Retries in
/// acs_call_automation.h, the operation is not performed twice; for other operations it may be
/// performed twice. An operation refuses the options when the error has no repeatability ids, as
/// that of an operation that only reads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_repeat_of(
    options: *mut acs_request_options_t,
    repeat_of: *const acs_error_t,
) -> acs_status_t {
    set(
        options,
        field::PREVIOUS,
        move |field| handle(repeat_of, field),
        |options, it| options.repeat_of(it.inner()),
    )
}

/// Adds a header; the value is printable ASCII. At most 32 headers with 8 KiB of names and
/// values. Headers that the library writes itself and those that change how a request is framed
/// are refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_add_header(
    options: *mut acs_request_options_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(options, field::HEADER, name, value, |options, (name, value)| options.header(name, value))
}

/// Sets the api-version: a date such as "2026-03-12", optionally with "-preview". Default: that
/// of the client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_api_version(
    options: *mut acs_request_options_t,
    api_version: *const c_char,
) -> acs_status_t {
    set_text(options, field::API_VERSION, api_version, RequestOptions::api_version)
}

/// Sets the maximum number of retries: 0 to 20. Default: that of the client, 3 there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_max_retries(
    options: *mut acs_request_options_t,
    max_retries: i64,
) -> acs_status_t {
    set_count(options, field::MAX_RETRIES, max_retries, RequestOptions::max_retries)
}

/// Sets whether operations that are not known to be repeatable are retried too, after a lost
/// response or status 408, 500, 502, 503 or 504: 1 or 0. Default: as the client. This may ring a
/// person twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_retry_non_idempotent(
    options: *mut acs_request_options_t,
    retry_non_idempotent: c_int,
) -> acs_status_t {
    set_flag(options, field::RETRY_NON_IDEMPOTENT, retry_non_idempotent, RequestOptions::retry_non_idempotent)
}

/// Sets the token that cancels this request from another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_request_options_set_cancel(
    options: *mut acs_request_options_t,
    cancel: *const acs_cancel_token_t,
) -> acs_status_t {
    set(
        options,
        field::CANCEL_TOKEN,
        move |field| handle(cancel, field),
        |options, it| options.cancel(it.inner()),
    )
}
