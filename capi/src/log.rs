//! Log: nothing is printed. Lines are kept until a sink of the program receives them, on a thread that is
//! inside an `acs_` function, or until they are read. Panics are logged too.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError, TryLockError};

use super::error::acs_error_t;
use super::guard::{Failure, free, guard, slot, value};
use super::status::{ACS_TIMEOUT, ACS_UNSUPPORTED, acs_status_t};
use super::text::c_text;
use acs_call_automation::internal as platform;
use acs_call_automation::internal::Canceling;
use acs_call_automation::internal::{PerProcess, undisturbed};
use acs_call_automation::{Error, ErrorKind};

/// Nothing but bugs of the library (panics), which are always logged.
pub const ACS_LOG_OFF: c_int = 0;
/// The level of lines about bugs of the library.
pub const ACS_LOG_ERROR: c_int = 1;
/// Problems that need attention, such as a full queue.
pub const ACS_LOG_WARN: c_int = 2;
/// Rare events that are good to know.
pub const ACS_LOG_INFO: c_int = 3;
/// Every request and every refused event: ids, no contents.
pub const ACS_LOG_DEBUG: c_int = 4;
/// Everything; in release builds the same as ACS_LOG_DEBUG.
pub const ACS_LOG_TRACE: c_int = 5;

/// The most lines that are kept. Older ones are dropped, and counted.
const MOST_LINES: usize = 1024;

/// Receives one line of the log. Called on a thread that is inside an acs_ function, when that
/// function ends, by one thread at a time. It may call acs_ functions; it must return, without an
/// exception or longjmp.
pub type acs_log_sink_t =
    Option<unsafe extern "C" fn(user: *mut c_void, level: c_int, message: *const c_char)>;

/// A line of the log. Read only: may be shared between threads.
pub struct acs_log_line_t {
    level: c_int,
    message: CString,
}

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
        let sink = Sink {
            function: sink,
            user,
        };
        if DELIVERING.get() {
            // Called by the sink itself, whose turn this is.
            keep(&sink);
        } else {
            let mut turn = lines().turn.lock().unwrap_or_else(PoisonError::into_inner);
            keep(&sink);
            *turn = sink;
        }
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
        let next = lines().lock().next();
        match next {
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

/// The function of the program, and its argument.
struct Sink {
    function: acs_log_sink_t,
    user: *mut c_void,
}

// SAFETY: the pointer is only passed back to the program, on any thread, as documented.
unsafe impl Send for Sink {}

/// A copy of the sink that a child can read: there the lock may be held by a thread that does not
/// exist.
static FUNCTION: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());
static USER: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

fn keep(sink: &Sink) {
    let function = sink
        .function
        .map_or(std::ptr::null_mut(), |function| function as *mut c_void);
    undisturbed(|| {
        FUNCTION.store(function, Ordering::Release);
        USER.store(sink.user, Ordering::Release);
    });
}

fn kept() -> Sink {
    let function = FUNCTION.load(Ordering::Acquire);
    Sink {
        // SAFETY: it is NULL, which is `None`, or what `keep` was given.
        function: unsafe { std::mem::transmute::<*mut c_void, acs_log_sink_t>(function) },
        user: USER.load(Ordering::Acquire),
    }
}

struct Lines {
    waiting: Mutex<Waiting>,
    /// Held while lines are passed to the sink.
    turn: Mutex<Sink>,
}

#[derive(Default)]
struct Waiting {
    lines: VecDeque<acs_log_line_t>,
    dropped: u64,
}

/// Whether lines are kept: the only cost of a function when there are none.
static PENDING: AtomicBool = AtomicBool::new(false);

fn lines() -> &'static Lines {
    static LINES: OnceLock<PerProcess<Lines>> = OnceLock::new();
    let make = || Lines {
        waiting: Mutex::default(),
        turn: Mutex::new(kept()),
    };
    LINES.get_or_init(|| PerProcess::new(make())).get(make)
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn add(&mut self, level: c_int, message: &str) {
        let message = c_text(message);
        if self.lines.len() >= MOST_LINES {
            self.lines.pop_front();
            self.dropped += 1;
        }
        self.lines.push_back(acs_log_line_t { level, message });
        PENDING.store(true, Ordering::Release);
    }

    fn next(&mut self) -> Option<acs_log_line_t> {
        let line = match std::mem::take(&mut self.dropped) {
            0 => self.lines.pop_front(),
            dropped => CString::new(format!("{dropped} lines of the log were dropped"))
                .ok()
                .map(|message| acs_log_line_t {
                    level: ACS_LOG_WARN,
                    message,
                }),
        };
        PENDING.store(!self.lines.is_empty(), Ordering::Release);
        line
    }
}

thread_local! {
    /// How many functions of the C interface this thread is inside.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// This thread is passing lines to the sink.
    static DELIVERING: Cell<bool> = const { Cell::new(false) };
}

/// This thread is inside a function of the C interface; when the outermost one ends, lines of the
/// log are delivered.
pub(super) struct Inside {
    /// Ends last.
    _held: Canceling,
}

impl Inside {
    pub(super) fn enter() -> Self {
        static HOOKED: Once = Once::new();
        if !HOOKED.is_completed() {
            HOOKED.call_once(watch_panics);
        }
        DEPTH.set(DEPTH.get() + 1);
        Self {
            // A host may cancel its threads. Unwound from within a system call, one would take the
            // process with it.
            _held: Canceling::hold(),
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
        deliver();
    }
}

/// Panics of the library go to the log and are silent otherwise; those of others go where they went.
fn watch_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if DEPTH.get() == 0 && !platform::is_library_thread() {
            before(info);
            return;
        }
        let what = info
            .payload()
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| info.payload().downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no text");
        let place = info
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // The panic may have come while the queue of lines was held by this very thread.
        match lines().waiting.try_lock() {
            Ok(mut waiting) => waiting.add(ACS_LOG_ERROR, &format!("panic at {place}: {what}")),
            Err(TryLockError::Poisoned(waiting)) => waiting
                .into_inner()
                .add(ACS_LOG_ERROR, &format!("panic at {place}: {what}")),
            Err(TryLockError::WouldBlock) => {}
        }
    }));
}

/// The most lines that one function delivers; the next one continues. So a sink that creates lines
/// itself terminates, and no thread delivers those of all others.
const MOST_AT_ONCE: usize = 64;

/// Delivers the kept lines to the sink, at the end of the outermost function of the C interface.
fn deliver() {
    if !PENDING.load(Ordering::Acquire) || DEPTH.get() > 0 || DELIVERING.get() {
        return;
    }
    let lines = lines();
    let waiting = lines.lock().lines.len() + 1; // and one about those that were dropped
    for _ in 0..waiting.min(MOST_AT_ONCE) {
        let mut turn = match lines.turn.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
            // Another thread delivers; the next function continues.
            Err(TryLockError::WouldBlock) => return,
        };
        let Some(function) = turn.function else {
            return;
        };
        let Some(line) = lines.lock().next() else {
            return;
        };
        DELIVERING.set(true);
        // SAFETY: the program passed this function for this use.
        unsafe { function(turn.user, line.level, line.message.as_ptr()) };
        DELIVERING.set(false);
        // The sink may have set another one.
        *turn = kept();
    }
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
        lines().lock().add(level, &record.args().to_string());
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
        let error = Error::new(ErrorKind::System, "the program has already set a logger")
            .with_hint("The Rust program called log::set_logger: the lines are in that log");
        return Err(Failure::With(ACS_UNSUPPORTED, error));
    }
    log::set_max_level(filter);
    Ok(())
}
