//! Emulator options: how an emulator is set up.

use std::ffi::{c_char, c_int};

use super::service::EmulatorOptions;
use crate::guard::{free, make};
use crate::options::{Checked, Options, holds, set_count, set_flag, set_millis, set_text};
use crate::status::acs_status_t;

/// How an emulator is set up. One thread at a time; may be used for any number of emulators.
pub struct acs_emulator_options_t(Options<EmulatorOptions>);

impl Checked for EmulatorOptions {}

holds!(acs_emulator_options_t, EmulatorOptions);

/// A free port, a published key, time that runs, and the checks of the service.
///
/// @return options; free with acs_emulator_options_free
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_options_new() -> *mut acs_emulator_options_t {
    make(move || acs_emulator_options_t(Options::new(EmulatorOptions::new())))
}

/// Frees emulator options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_free(options: *mut acs_emulator_options_t) {
    free(options);
}

/// The port on 127.0.0.1.
///
/// @param port    0 to 65,535; default 0, which is any free one
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_port(
    options: *mut acs_emulator_options_t,
    port: i64,
) -> acs_status_t {
    set_count(options, "port", port, EmulatorOptions::port)
}

/// The access key of the resource. acs_emulator_start refuses one that is no base64.
///
/// @param base64  the key in base64; default: a published test key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_access_key(
    options: *mut acs_emulator_options_t,
    base64: *const c_char,
) -> acs_status_t {
    set_text(options, "access key", base64, EmulatorOptions::access_key)
}

/// Time stands still until acs_emulator_advance_ms.
///
/// @param manual  1 or 0; default 0, it runs
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

/// Heeds repeatability headers on create, answer, connect, redirect and reject too, as the service
/// did in 2022. Recordings since 2023 show that it ignores them there.
///
/// @param honour  1 or 0; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_options_set_honour_repeatability(
    options: *mut acs_emulator_options_t,
    honour: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "honour repeatability",
        honour,
        EmulatorOptions::honour_repeatability,
    )
}

/// Takes callback URLs with plain http, if they lead to this machine. The service takes https only.
///
/// @param allow   1 or 0; default 1
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

/// Refuses requests whose date is more than 15 minutes off. The service's own limit is not public.
///
/// @param check   1 or 0; default 1
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

/// Takes any bearer token. By default it refuses all, since it cannot check them.
///
/// @param accept  1 or 0; default 0
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

/// How many participants a page of the list holds.
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

/// The most audio that one file of a recording holds.
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

/// How long after the end of a recording its files are ready and told of, by the emulator's clock.
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
