//! The lines of the log: kept until a sink of the program receives them, on a thread that is inside
//! an `acs_` function, or until they are read. Panics are logged too.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError, TryLockError};

use super::c_text::c_text;
use acs_call_automation::internal::{self, Canceling, PerProcess, undisturbed};

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
const MAX_LINES: usize = 1024;

/// Receives one line of the log. Called on a thread that is inside an acs_ function, when that
/// function ends, by one thread at a time. It may call acs_ functions; it must return, without an
/// exception or longjmp, and must not fork or end its thread.
pub type acs_log_sink_t =
    Option<unsafe extern "C" fn(user: *mut c_void, level: c_int, message: *const c_char)>;

/// A line of the log. Read only: may be shared between threads.
pub struct acs_log_line_t {
    pub(super) level: c_int,
    pub(super) message: CString,
}

pub(super) fn set_sink(function: acs_log_sink_t, user: *mut c_void) {
    let sink = Sink { function, user };
    if DELIVERING.get() {
        // Called by the sink itself, whose turn this is.
        keep(&sink);
    } else {
        let mut turn = lines().turn.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&sink);
        *turn = sink;
    }
}

pub(super) fn add(level: c_int, message: &str) {
    lines().lock().add(level, message);
}

/// The oldest line.
pub(super) fn next() -> Option<acs_log_line_t> {
    lines().lock().next()
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
        if self.lines.len() >= MAX_LINES {
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
        if DEPTH.get() == 0 && !internal::is_library_thread() {
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
const MAX_AT_ONCE: usize = 64;

/// Delivers the kept lines to the sink, at the end of the outermost function of the C interface.
fn deliver() {
    if !PENDING.load(Ordering::Acquire) || DEPTH.get() > 0 || DELIVERING.get() {
        return;
    }
    let lines = lines();
    let waiting = lines.lock().lines.len() + 1; // and one about those that were dropped
    for _ in 0..waiting.min(MAX_AT_ONCE) {
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
