//! Options of an emulator: its address and key, its clock, and what it checks.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::EmulatorOptions;

use crate::options::names::*;

/// Options of an emulator: its address and key, its clock, and what it checks.
pub struct acs_emulator_options_t(pub(crate) Options<EmulatorOptions>);

impl Checked for EmulatorOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_emulator_options_t, EmulatorOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_options_new() -> *mut acs_emulator_options_t {
    make(move || acs_emulator_options_t(Options::new(EmulatorOptions::new())))
}

/// Frees options; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_free(
    options: *mut acs_emulator_options_t,
) {
    free(options);
}

/// Sets the port: 0 to 65,535. Default: 0, which is any free one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_port(
    options: *mut acs_emulator_options_t,
    port: i64,
) -> acs_status_t {
    set_count(options, "port", port, EmulatorOptions::port)
}

/// Sets the IP address to listen on: "0.0.0.0" in a container. Default: "127.0.0.1", which other
/// machines cannot reach. The access key is published, and the emulator posts to every callback
/// URL that is allowed: a port that others reach lets them send requests from this machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_listen(
    options: *mut acs_emulator_options_t,
    listen: *const c_char,
) -> acs_status_t {
    set(
        options,
        "listen",
        move |field| read::ip_address(listen, field),
        EmulatorOptions::listen,
    )
}

/// Sets whether the control API is for other machines too: 1 or 0. Default: 0. It reads the
/// journal and places calls.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_remote_control(
    options: *mut acs_emulator_options_t,
    remote_control: c_int,
) -> acs_status_t {
    set_flag(options, "remote control", remote_control, EmulatorOptions::remote_control)
}

/// Adds a host, a name or IP address, to which callback URLs with plain http may lead, beside
/// this machine. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_add_http_callback_host(
    options: *mut acs_emulator_options_t,
    http_callback_host: *const c_char,
) -> acs_status_t {
    add_text(options, "http callback host", http_callback_host, EmulatorOptions::http_callback_host)
}

/// Sets what the emulator has from the start and after each reset, as JSON. Default: nothing. Its
/// keys are in the chapter on seeds of share/doc/acs-call-automation/emulator.md.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_seed(
    options: *mut acs_emulator_options_t,
    seed: *const c_char,
) -> acs_status_t {
    set(
        options,
        "seed",
        move |field| read::seed(seed, field),
        EmulatorOptions::seed,
    )
}

/// Sets the access key of the resource, in base64. Default: a published test key.
/// acs_emulator_start refuses one that is not valid base64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_access_key(
    options: *mut acs_emulator_options_t,
    access_key: *const c_char,
) -> acs_status_t {
    set_text(options, "access key", access_key, EmulatorOptions::access_key)
}

/// Sets the immutable resource id, a GUID: the audience of the tokens in callbacks, and a part of
/// the ids of users. Default: a new one. acs_emulator_start refuses one that is not a GUID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_resource_id(
    options: *mut acs_emulator_options_t,
    resource_id: *const c_char,
) -> acs_status_t {
    set_text(options, "resource id", resource_id, EmulatorOptions::resource_id)
}

/// Sets whether time stands still until acs_emulator_advance: 1 or 0. Default: 0, it runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_manual_clock(
    options: *mut acs_emulator_options_t,
    manual_clock: c_int,
) -> acs_status_t {
    set_flag(options, "manual clock", manual_clock, EmulatorOptions::manual_clock)
}

/// Sets whether repeatability ids are honored for create, answer, connect, redirect, reject,
/// transfer and move too: 1 or 0. Default: 0; the service has ignored them since 2023.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_honor_repeatability(
    options: *mut acs_emulator_options_t,
    honor_repeatability: c_int,
) -> acs_status_t {
    set_flag(options, "honor repeatability", honor_repeatability, EmulatorOptions::honor_repeatability)
}

/// Sets whether callback URLs with plain http to this machine are allowed: 1 or 0. Default: 1.
/// The service allows https only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_allow_http_callbacks(
    options: *mut acs_emulator_options_t,
    allow_http_callbacks: c_int,
) -> acs_status_t {
    set_flag(options, "allow http callbacks", allow_http_callbacks, EmulatorOptions::allow_http_callbacks)
}

/// Sets whether requests are refused whose date differs by more than 15 minutes: 1 or 0. Default:
/// 1. The service's own limit is not public.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_check_clock_skew(
    options: *mut acs_emulator_options_t,
    check_clock_skew: c_int,
) -> acs_status_t {
    set_flag(options, "check clock skew", check_clock_skew, EmulatorOptions::check_clock_skew)
}

/// Sets whether any bearer token is accepted: 1 or 0. Default: 0, all are refused, since they
/// cannot be checked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_accept_any_token(
    options: *mut acs_emulator_options_t,
    accept_any_token: c_int,
) -> acs_status_t {
    set_flag(options, "accept any token", accept_any_token, EmulatorOptions::accept_any_token)
}

/// Sets the number of participants on a page of the list: 1 or more. Default: all on one page, as
/// in all recorded traffic of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_page_size(
    options: *mut acs_emulator_options_t,
    page_size: i64,
) -> acs_status_t {
    set_count(options, "page size", page_size, EmulatorOptions::page_size)
}

/// Sets the longest audio in one file of a recording: 1 to 14,400,000 ms. Default: 14,400,000 (4
/// hours), the service's own limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_recording_chunk_ms(
    options: *mut acs_emulator_options_t,
    recording_chunk_ms: i64,
) -> acs_status_t {
    set_millis(options, "recording chunk", recording_chunk_ms, EmulatorOptions::recording_chunk)
}

/// Sets the time from the end of a recording until its files are ready and
/// RecordingFileStatusUpdated is sent, by the emulator's clock: 0 ms or more. Default: 5,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_recording_delay_ms(
    options: *mut acs_emulator_options_t,
    recording_delay_ms: i64,
) -> acs_status_t {
    set_millis(options, "recording delay", recording_delay_ms, EmulatorOptions::recording_delay)
}

/// Sets the URL under which clients reach the emulator, when a proxy is between: https:// or
/// http://, a host and maybe a port, no path. Default: http://127.0.0.1:PORT. It becomes the
/// endpoint and part of the connection string, of links to pages and of the locations of
/// recording files, and signatures for its host are accepted. acs_emulator_start refuses one that
/// is not such a URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_public_url(
    options: *mut acs_emulator_options_t,
    public_url: *const c_char,
) -> acs_status_t {
    set_text(options, "public url", public_url, EmulatorOptions::public_url)
}

/// Sets the time that a listener has to respond to a call event, in real time: 1 ms or more.
/// Default: 30,000. The service's own limit is not public.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_call_event_timeout_ms(
    options: *mut acs_emulator_options_t,
    call_event_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, "call event timeout", call_event_timeout_ms, EmulatorOptions::call_event_timeout)
}

/// Sets the time that a webhook has to respond to an Event Grid event or handshake, in real time:
/// 1 ms or more. Default: 30,000, as documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_event_grid_timeout_ms(
    options: *mut acs_emulator_options_t,
    event_grid_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, "event grid timeout", event_grid_timeout_ms, EmulatorOptions::event_grid_timeout)
}

/// Sets whether a failed delivery of an Event Grid event is repeated as quickly as that of a call
/// event, in real time: 1 or 0. Default: 0, it is repeated after 10 s, 30 s, 1, 5, 10 and 30 min,
/// 1, 3, 6 and 12 h by the emulator's clock, as documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_quick_event_grid_retries(
    options: *mut acs_emulator_options_t,
    quick_event_grid_retries: c_int,
) -> acs_status_t {
    set_flag(options, "quick event grid retries", quick_event_grid_retries, EmulatorOptions::quick_event_grid_retries)
}

/// Sets the number of threads that handle requests: 1 to 64. Default: 2. A request to
/// /_emulator/flush occupies one while it waits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_handler_threads(
    options: *mut acs_emulator_options_t,
    handler_threads: i64,
) -> acs_status_t {
    set_count(options, "handler threads", handler_threads, EmulatorOptions::handler_threads)
}

/// Sets the certificate with which the emulator speaks https. Default: none, plain http. Clients
/// must trust its CA: acs_client_options_set_trust_roots. acs_emulator_start refuses one that
/// cannot be used.
///
/// @param chain PEM text: the emulator's own certificate, then intermediate ones
/// @param private_key PEM text: its private key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_certificate(
    options: *mut acs_emulator_options_t,
    chain: *const c_char,
    private_key: *const c_char,
) -> acs_status_t {
    set(
        options,
        "certificate",
        move |field| read::certificate(field, chain, private_key),
        |options, (chain, private_key)| options.certificate(chain, private_key),
    )
}

/// Sets the host of the locations of recording files: a name, maybe with a port. Default: that of
/// the endpoint. It needs a certificate, and must lead to the emulator; see
/// share/doc/acs-call-automation/emulator.md.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_recording_host(
    options: *mut acs_emulator_options_t,
    recording_host: *const c_char,
) -> acs_status_t {
    set_text(options, "recording host", recording_host, EmulatorOptions::recording_host)
}

/// Sets the certificates that are trusted when events are delivered to https callback URLs, as
/// PEM text. Default: the Mozilla root certificates that are compiled in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_callback_ca(
    options: *mut acs_emulator_options_t,
    callback_ca: *const c_char,
) -> acs_status_t {
    set_text(options, "callback ca", callback_ca, EmulatorOptions::callback_ca)
}
