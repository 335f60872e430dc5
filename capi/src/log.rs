//! Log: nothing is printed.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

use super::error::acs_error_t;
use super::getters::name_in;
use super::guard::{Failure, free, guard, slot, value};
use super::log_lines::{
    self, ACS_LOG_DEBUG, ACS_LOG_ERROR, ACS_LOG_INFO, ACS_LOG_OFF, ACS_LOG_TRACE, ACS_LOG_WARN,
    acs_log_line_t, acs_log_sink_t,
};
use super::status::{ACS_TIMEOUT, acs_status_t};
use acs_call_automation::{Error, ErrorKind};

/// Sets the function that receives the lines of the log, including those already kept.
///
/// When this function returns, the previous sink is not called any more, unless that sink itself is
/// the caller. It waits for a running sink, so hold no lock that the sink takes. A forked child
/// keeps the sink.
///
/// @param sink  NULL for none: the last 1,024 lines are then kept for acs_log_next
/// @param user  passed to the sink; the library does not dereference it. May be NULL
/// @param level the least severe level that is logged: ACS_LOG_OFF to ACS_LOG_TRACE
/// @return ACS_UNSUPPORTED in a Rust program that has set a logger
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_set_sink(
    sink: acs_log_sink_t,
    user: *mut c_void,
    level: c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        set_level(level)?;
        log_lines::set_sink(sink, user);
        Ok(())
    })
}

/// Sets the least severe level that is logged; initially ACS_LOG_OFF.
///
/// @param level ACS_LOG_OFF to ACS_LOG_TRACE
/// @return ACS_UNSUPPORTED in a Rust program that has set a logger
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_set_level(
    level: c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || set_level(level))
}

/// Returns the name of a log level: "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"; "OTHER" for
/// any other number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_log_level_name(level: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_LOG_OFF, c"OFF"),
        (ACS_LOG_ERROR, c"ERROR"),
        (ACS_LOG_WARN, c"WARN"),
        (ACS_LOG_INFO, c"INFO"),
        (ACS_LOG_DEBUG, c"DEBUG"),
        (ACS_LOG_TRACE, c"TRACE"),
    ];
    name_in(NAMES, level, c"OTHER")
}

/// Returns the oldest line that is kept, for programs without a sink.
///
/// @return ACS_TIMEOUT when there is none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_next(
    line: *mut *mut acs_log_line_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let line = slot(line, "line")?;
        match log_lines::next() {
            Some(next) => {
                line.put(|| next);
                Ok(())
            }
            None => Err(Failure::Quiet(ACS_TIMEOUT)),
        }
    })
}

/// Returns the level, ACS_LOG_ERROR to ACS_LOG_TRACE; ACS_LOG_OFF for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_line_level(line: *const acs_log_line_t) -> c_int {
    value(ACS_LOG_OFF, move || Some(line.as_ref()?.level))
}

/// Returns the text of a line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_line_message(line: *const acs_log_line_t) -> *const c_char {
    value(std::ptr::null(), move || {
        Some(line.as_ref()?.message.as_ptr())
    })
}

/// Frees a line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_log_line_free(line: *mut acs_log_line_t) {
    free(line);
}

struct Collector;

static COLLECTOR: Collector = Collector;

impl log::Log for Collector {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        // The lines of other crates were not checked for secrets.
        metadata.target().starts_with("acs_call_automation")
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let level = match record.level() {
            log::Level::Error => ACS_LOG_ERROR,
            log::Level::Warn => ACS_LOG_WARN,
            log::Level::Info => ACS_LOG_INFO,
            log::Level::Debug => ACS_LOG_DEBUG,
            log::Level::Trace => ACS_LOG_TRACE,
        };
        log_lines::add(level, &record.args().to_string());
    }

    fn flush(&self) {}
}

fn set_level(level: c_int) -> std::result::Result<(), Failure> {
    let filter = match level {
        ACS_LOG_OFF => log::LevelFilter::Off,
        ACS_LOG_ERROR => log::LevelFilter::Error,
        ACS_LOG_WARN => log::LevelFilter::Warn,
        ACS_LOG_INFO => log::LevelFilter::Info,
        ACS_LOG_DEBUG => log::LevelFilter::Debug,
        ACS_LOG_TRACE => log::LevelFilter::Trace,
        _ => return Err(Error::invalid("level", "must be ACS_LOG_OFF to ACS_LOG_TRACE").into()),
    };
    static OURS: OnceLock<bool> = OnceLock::new();
    if !*OURS.get_or_init(|| log::set_logger(&COLLECTOR).is_ok()) {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the program has already set a logger",
        )
        .with_hint("The Rust program called log::set_logger: the lines are in that log")
        .into());
    }
    log::set_max_level(filter);
    Ok(())
}
