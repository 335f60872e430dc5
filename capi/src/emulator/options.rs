//! Emulator options.

use std::ffi::{c_char, c_int};

use super::service::EmulatorOptions;
use crate::guard::{free, make};
use crate::options::{Checked, Options, holds, set_count, set_flag, set_millis, set_text};
use crate::status::acs_status_t;

/// The options of an emulator. One thread at a time; may be used for any number of emulators.
pub struct acs_emulator_options_t(Options<EmulatorOptions>);

impl Checked for EmulatorOptions {}

holds!(acs_emulator_options_t, EmulatorOptions);

/// Creates options with the defaults: a free port, a published key, a running clock, and the checks
/// of the service.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_options_new() -> *mut acs_emulator_options_t {
    make(move || acs_emulator_options_t(Options::new(EmulatorOptions::new())))
}

/// Frees emulator options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_free(options: *mut acs_emulator_options_t) {
    free(options);
}

/// Sets the port on 127.0.0.1.
///
/// @param port 0 to 65,535; default 0, which is any free one
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_port(
    options: *mut acs_emulator_options_t,
    port: i64,
) -> acs_status_t {
    set_count(options, "port", port, EmulatorOptions::port)
}

/// Sets the URL under which clients reach the emulator, when a proxy is between. It becomes the
/// endpoint and part of the connection string, of links to pages and of the locations of recording
/// files, and signatures for its host are accepted. acs_emulator_start refuses one that is not such
/// a URL.
///
/// @param url https:// or http://, a host and maybe a port, no path;
///            default: http://127.0.0.1:PORT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_public_url(
    options: *mut acs_emulator_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(options, "public url", url, EmulatorOptions::public_url)
}

/// Sets the access key of the resource. acs_emulator_start refuses one that is not valid base64.
///
/// @param base64 the key in base64; default: a published test key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_access_key(
    options: *mut acs_emulator_options_t,
    base64: *const c_char,
) -> acs_status_t {
    set_text(options, "access key", base64, EmulatorOptions::access_key)
}

/// Sets whether time stands still until acs_emulator_advance_ms: 1 or 0. Default: 0, it runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_manual_clock(
    options: *mut acs_emulator_options_t,
    manual: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "manual clock",
        manual,
        EmulatorOptions::manual_clock,
    )
}

/// Sets whether repeatability ids are honored for create, answer, connect, redirect, reject,
/// transfer and move too: 1 or 0. Default: 0; the service has ignored them since 2023.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_honor_repeatability(
    options: *mut acs_emulator_options_t,
    honor: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "honor repeatability",
        honor,
        EmulatorOptions::honor_repeatability,
    )
}

/// Sets whether callback URLs with plain http to this machine are allowed: 1 or 0. Default: 1. The
/// service allows https only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_allow_http_callbacks(
    options: *mut acs_emulator_options_t,
    allow: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "allow http callbacks",
        allow,
        EmulatorOptions::allow_http_callbacks,
    )
}

/// Sets whether requests are refused whose date differs by more than 15 minutes: 1 or 0. Default: 1.
/// The service's own limit is not public.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_check_clock_skew(
    options: *mut acs_emulator_options_t,
    check: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "check clock skew",
        check,
        EmulatorOptions::check_clock_skew,
    )
}

/// Sets whether any bearer token is accepted: 1 or 0. Default: 0, all are refused, since they cannot
/// be checked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_accept_any_token(
    options: *mut acs_emulator_options_t,
    accept: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "accept any token",
        accept,
        EmulatorOptions::accept_any_token,
    )
}

/// Sets the number of participants on a page of the list.
///
/// @param participants 1 or more, 0 counts as 1; default: all on one page, as in every recording
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_page_size(
    options: *mut acs_emulator_options_t,
    participants: i64,
) -> acs_status_t {
    set_count(
        options,
        "page size",
        participants,
        EmulatorOptions::page_size,
    )
}

/// Sets the number of threads that handle requests. A request to /_emulator/flush occupies one while
/// it waits.
///
/// @param threads 0 or more, which counts as the nearest from 1 to 64; default 2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_handler_threads(
    options: *mut acs_emulator_options_t,
    threads: i64,
) -> acs_status_t {
    set_count(
        options,
        "handler threads",
        threads,
        EmulatorOptions::handler_threads,
    )
}

/// Sets the longest audio in one file of a recording.
///
/// @param longest_ms 0 or more milliseconds, which counts as the nearest from 1 ms to 4 hours;
///                   default 4 hours, the service's own limit
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_recording_chunk_ms(
    options: *mut acs_emulator_options_t,
    longest_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "recording chunk",
        longest_ms,
        EmulatorOptions::recording_chunk,
    )
}

/// Sets the time from the end of a recording until its files are ready and
/// RecordingFileStatusUpdated is sent, by the emulator's clock.
///
/// @param delay_ms 0 or more milliseconds; default 5,000
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_recording_delay_ms(
    options: *mut acs_emulator_options_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "recording delay",
        delay_ms,
        EmulatorOptions::recording_delay,
    )
}

/// Sets the time that a listener has to respond to a call event, in real time. The service's own
/// limit is not public.
///
/// @param timeout_ms 0 or more milliseconds, 0 counts as 1; default 30,000
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_call_event_timeout_ms(
    options: *mut acs_emulator_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "call event timeout",
        timeout_ms,
        EmulatorOptions::call_event_timeout,
    )
}

/// Sets the time that a webhook has to respond to an Event Grid event or handshake, in real time.
///
/// @param timeout_ms 0 or more milliseconds, 0 counts as 1; default 30,000, as documented
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_event_grid_timeout_ms(
    options: *mut acs_emulator_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "event grid timeout",
        timeout_ms,
        EmulatorOptions::event_grid_timeout,
    )
}

/// Sets whether a failed delivery of an Event Grid event is repeated as quickly as that of a call
/// event, in real time. By default it is repeated after 10 s, 30 s, 1, 5, 10 and 30 min, 1, 3, 6
/// and 12 h by the emulator's clock, as documented.
///
/// @param quick 1 or 0; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_quick_event_grid_retries(
    options: *mut acs_emulator_options_t,
    quick: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "quick event grid retries",
        quick,
        EmulatorOptions::quick_event_grid_retries,
    )
}
