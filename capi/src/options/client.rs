//! Client options: how a client talks to the service.

use std::ffi::{c_char, c_int};

use super::{Checked, Options, add_text, set, set_count, set_flag, set_millis, set_text};
use crate::guard::{free, make, optional_text};
use crate::status::acs_status_t;
use acs_call_automation::options::ClientOptions;
use acs_call_automation::options::TrustRoots;
use acs_call_automation::{Error, Result};

/// The Mozilla set that is compiled in: works in a chroot and on a bare machine.
pub const ACS_TRUST_BUILT_IN: c_int = 0;
/// The store of the operating system, read once when the client is made.
pub const ACS_TRUST_SYSTEM: c_int = 1;
/// Certificates of your program only.
pub const ACS_TRUST_PEM: c_int = 2;
/// The certificates of a file in PEM only; read once, when the client is made.
pub const ACS_TRUST_PEM_FILE: c_int = 3;

/// How a client talks to the service: timeouts, retries, connections, trust. One thread at a time;
/// may be used for any number of clients.
pub struct acs_client_options_t(Options<ClientOptions>);

impl Checked for ClientOptions {
    fn check(&self) -> Result<()> {
        ClientOptions::check(self)
    }
}

holds!(acs_client_options_t, ClientOptions);

/// ======== Client options ========
///
/// The defaults.
///
/// @return options; free with acs_client_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_client_options_new() -> *mut acs_client_options_t {
    make(move || acs_client_options_t(Options::new(ClientOptions::new())))
}

/// Frees client options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_free(options: *mut acs_client_options_t) {
    free(options);
}

/// Ends a request after this time, everything included: name look-up, connecting, retries and
/// pauses.
///
/// @param options    the options
/// @param timeout_ms 1 to 3,600,000 milliseconds; default 10,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_timeout_ms(
    options: *mut acs_client_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, "timeout", timeout_ms, ClientOptions::timeout)
}

/// Ends one try after this time.
///
/// @param options        the options
/// @param try_timeout_ms 1 to 3,600,000 milliseconds; default: what is left of the whole
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_attempt_timeout_ms(
    options: *mut acs_client_options_t,
    try_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "attempt timeout",
        try_timeout_ms,
        ClientOptions::attempt_timeout,
    )
}

/// Ends a name look-up, and opening a connection with TLS to each host, after this time.
///
/// @param options            the options
/// @param connect_timeout_ms 1 to 3,600,000 milliseconds; default 5,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_connect_timeout_ms(
    options: *mut acs_client_options_t,
    connect_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "connect timeout",
        connect_timeout_ms,
        ClientOptions::connect_timeout,
    )
}

/// How often to try again at most.
///
/// @param options the options
/// @param retries 0 to 20; default 3
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_retries(
    options: *mut acs_client_options_t,
    retries: i64,
) -> acs_status_t {
    set_count(options, "max retries", retries, ClientOptions::max_retries)
}

/// Retries also what is not known to be repeatable (create, answer, connect, redirect, reject,
/// transfer, move, and what is played or heard) after a lost answer or a 5xx. This may ring a person
/// twice.
///
/// @param options the options
/// @param repeat  1 or 0; default 0
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_retry_non_idempotent(
    options: *mut acs_client_options_t,
    repeat: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "repeat unproven",
        repeat,
        ClientOptions::retry_non_idempotent,
    )
}

/// How long an idle connection is kept.
///
/// @param options     the options
/// @param idle_age_ms 1 to 3,600,000 milliseconds; default 60,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_idle_timeout_ms(
    options: *mut acs_client_options_t,
    idle_age_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "idle timeout",
        idle_age_ms,
        ClientOptions::idle_timeout,
    )
}

/// Keeps at most so many idle connections.
///
/// @param options     the options
/// @param connections 0 or more; default 64
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_idle_connections(
    options: *mut acs_client_options_t,
    connections: i64,
) -> acs_status_t {
    set_count(
        options,
        "idle connections",
        connections,
        ClientOptions::max_idle_connections,
    )
}

/// Refuses longer answers.
///
/// @param options the options
/// @param bytes   1 or more; default 4,194,304 (4 MiB)
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_max_response_size(
    options: *mut acs_client_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        options,
        "max response size",
        bytes,
        ClientOptions::max_response_size,
    )
}

/// Whose certificates are trusted. They are read when the client is made.
///
/// @param options the options
/// @param kind    ACS_TRUST_BUILT_IN (the default), ACS_TRUST_SYSTEM, ACS_TRUST_PEM,
///                ACS_TRUST_PEM_FILE
/// @param pem     one or more certificates as PEM text for ACS_TRUST_PEM, the path of a file with them
///                for ACS_TRUST_PEM_FILE; NULL for the other kinds
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_trust_roots(
    options: *mut acs_client_options_t,
    kind: c_int,
    pem: *const c_char,
) -> acs_status_t {
    set(
        options,
        "trust roots",
        move |field| match (kind, optional_text(pem, field)?) {
            (ACS_TRUST_BUILT_IN, None) => Ok(TrustRoots::BuiltIn),
            (ACS_TRUST_SYSTEM, None) => Ok(TrustRoots::System),
            (ACS_TRUST_PEM, Some(pem)) => Ok(TrustRoots::Pem(pem.to_owned())),
            (ACS_TRUST_PEM_FILE, Some(path)) => Ok(TrustRoots::PemFile(path.into())),
            _ => Err(Error::invalid(
                field,
                "must be ACS_TRUST_PEM or _PEM_FILE with a text, ACS_TRUST_BUILT_IN or _SYSTEM without",
            )),
        },
        ClientOptions::trust_roots,
    )
}

/// Goes through an http proxy.
///
/// @param options the options
/// @param url     "http://user:password@proxy.example:3128"; default: none, and the environment is
///                not asked
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_proxy(
    options: *mut acs_client_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(options, "proxy", url, ClientOptions::proxy)
}

/// The api-version of all requests.
///
/// @param options the options
/// @param version a date, maybe with "-preview"; default "2026-03-12"
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_api_version(
    options: *mut acs_client_options_t,
    version: *const c_char,
) -> acs_status_t {
    set_text(options, "api version", version, ClientOptions::api_version)
}

/// A word that stands before ours in User-Agent.
///
/// @param options the options
/// @param name    1 to 64 visible ASCII characters: "my-pbx/1.0"; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_user_agent_prefix(
    options: *mut acs_client_options_t,
    name: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "user agent prefix",
        name,
        ClientOptions::user_agent_prefix,
    )
}

/// Whether arguments are checked before a request is sent. The service may move ahead of the
/// checks; what would break the request itself is refused always.
///
/// @param options the options
/// @param check   1 or 0; default 1
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_set_validate(
    options: *mut acs_client_options_t,
    check: c_int,
) -> acs_status_t {
    set_flag(options, "validate", check, ClientOptions::validate)
}

/// One host more from which recordings are downloaded and deleted, with requests that carry the
/// credential: for the emulator, or your gateway. Over https only, or http to this machine.
///
/// @param options the options
/// @param host    a host and, unless it is the scheme's own, a port: "127.0.0.1:8080"; default: only the
///                stores of the service
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_options_add_allow_recording_host(
    options: *mut acs_client_options_t,
    host: *const c_char,
) -> acs_status_t {
    add_text(
        options,
        "recording host",
        host,
        ClientOptions::allow_recording_host,
    )
}
