//! Options of a client: timeouts, retries, connections, trust.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::ClientOptions;

use crate::options::names::*;

/// Options of a client: timeouts, retries, connections, trust.
pub struct acs_client_options_t(pub(crate) Options<ClientOptions>);

impl Checked for ClientOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_client_options_t, ClientOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_client_options_new() -> *mut acs_client_options_t {
    make(move || acs_client_options_t(Options::new(ClientOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_free(
    options: *mut acs_client_options_t,
) {
    free(options);
}

/// Sets the total timeout of a request: name lookup, connecting, retries and pauses included; 1
/// to 3,600,000 ms. Default: 10,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_timeout_ms(
    options: *mut acs_client_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::TIMEOUT, timeout_ms, ClientOptions::timeout)
}

/// Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: the rest of the total timeout.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_attempt_timeout_ms(
    options: *mut acs_client_options_t,
    attempt_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::ATTEMPT_TIMEOUT, attempt_timeout_ms, ClientOptions::attempt_timeout)
}

/// Sets the timeout of a name lookup, and of connecting, TLS included, per host: 1 to 3,600,000
/// ms. Default: 5,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_connect_timeout_ms(
    options: *mut acs_client_options_t,
    connect_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::CONNECT_TIMEOUT, connect_timeout_ms, ClientOptions::connect_timeout)
}

/// Sets the maximum number of retries: 0 to 20. Default: 3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_retries(
    options: *mut acs_client_options_t,
    max_retries: i64,
) -> acs_status_t {
    set_count(options, field::MAX_RETRIES, max_retries, ClientOptions::max_retries)
}

/// Sets whether operations that are not known to be repeatable (create, answer, connect,
/// redirect, reject, transfer, move, pause and resume recording, recognize and the other media
/// operations except sending DTMF tones) are retried too, after a lost response or status 408,
/// 500, 502, 503 or 504: 1 or 0. Default: 0. This may ring a person twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_retry_non_idempotent(
    options: *mut acs_client_options_t,
    retry_non_idempotent: c_int,
) -> acs_status_t {
    set_flag(options, field::RETRY_NON_IDEMPOTENT, retry_non_idempotent, ClientOptions::retry_non_idempotent)
}

/// Sets how long an unused connection is kept: 1 to 3,600,000 ms. Default: 60,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_idle_timeout_ms(
    options: *mut acs_client_options_t,
    idle_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::IDLE_TIMEOUT, idle_timeout_ms, ClientOptions::idle_timeout)
}

/// Sets the maximum number of unused connections that are kept, for each host and in total: 0 or
/// more. Default: 64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_idle_connections(
    options: *mut acs_client_options_t,
    max_idle_connections: i64,
) -> acs_status_t {
    set_count(options, field::MAX_IDLE_CONNECTIONS, max_idle_connections, ClientOptions::max_idle_connections)
}

/// Sets the maximum size of a response body: 1 byte or more. Default: 4,194,304 (4 MiB). A larger
/// body of a success gives ACS_DECODE. Recordings may be larger.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_response_size(
    options: *mut acs_client_options_t,
    max_response_size: i64,
) -> acs_status_t {
    set_count(options, field::MAX_RESPONSE_SIZE, max_response_size, ClientOptions::max_response_size)
}

/// Sets the maximum number of threads that run submitted operations (acs_client_submit_to): 1 to
/// 256. Default: 4. They are started when they are needed, and one more for functions ending in
/// _and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_submit_workers(
    options: *mut acs_client_options_t,
    submit_workers: i64,
) -> acs_status_t {
    set_count(options, field::SUBMIT_WORKERS, submit_workers, ClientOptions::submit_workers)
}

/// Sets the maximum number of submitted operations whose completion was not read: 1 to 1,000,000.
/// Default: 1,024. Beyond it functions return ACS_FULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_submit_capacity(
    options: *mut acs_client_options_t,
    submit_capacity: i64,
) -> acs_status_t {
    set_count(options, field::SUBMIT_CAPACITY, submit_capacity, ClientOptions::submit_capacity)
}

/// Sets the certificates that are trusted; they are read when the client is created. Default:
/// ACS_TRUST_BUILT_IN.
///
/// @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
/// @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
///     for ACS_TRUST_PEM_FILE, NULL for the other kinds
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_trust_roots(
    options: *mut acs_client_options_t,
    kind: c_int,
    pem: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::TRUST_ROOTS,
        move |field| read::trust_roots(field, kind, pem),
        ClientOptions::trust_roots,
    )
}

/// Sets the proxy: "http://user:password@proxy.example:3128", or https:// for TLS to the proxy;
/// without a port, 80 or 443. Default: none; the environment is not read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_proxy_url(
    options: *mut acs_client_options_t,
    proxy_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::PROXY_URL, proxy_url, ClientOptions::proxy_url)
}

/// Sets the api-version of all requests: a date, optionally with "-preview". Default:
/// "2026-03-12".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_api_version(
    options: *mut acs_client_options_t,
    api_version: *const c_char,
) -> acs_status_t {
    set_text(options, field::API_VERSION, api_version, ClientOptions::api_version)
}

/// Sets the product name before that of the library in User-Agent: 1 to 64 visible ASCII
/// characters such as "my-pbx/1.0".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_user_agent_prefix(
    options: *mut acs_client_options_t,
    user_agent_prefix: *const c_char,
) -> acs_status_t {
    set_text(options, field::USER_AGENT_PREFIX, user_agent_prefix, ClientOptions::user_agent_prefix)
}

/// Sets whether arguments are checked before a request is sent: 1 or 0. Default: 1. The service
/// may accept more than the checks know. What would break the request itself is always refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_validate(
    options: *mut acs_client_options_t,
    validate: c_int,
) -> acs_status_t {
    set_flag(options, field::VALIDATE, validate, ClientOptions::validate)
}

/// Adds a further host, with a port unless it is that of the scheme, from which recordings are
/// downloaded and deleted: "127.0.0.1:8080". Default: only the stores of the service, and the
/// endpoint of the client. Requests to it carry the credential: over https only, or http to this
/// machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_add_recording_host(
    options: *mut acs_client_options_t,
    recording_host: *const c_char,
) -> acs_status_t {
    add_text(options, field::RECORDING_HOST, recording_host, ClientOptions::recording_host)
}
