//! What a host that forks needs: in a child only the forking thread is there, and locks may be held by
//! threads that are not.
//!
//! Forks are counted by a handler of `pthread_atfork`. The count is read without a system call, and
//! two processes of one family never have the same history of it where it matters: what was made
//! before a fork sees another count than it was made with.

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};

/// The number of forks between this process and the one that counted first.
static FORKS: AtomicU64 = AtomicU64::new(0);

/// How often this process was forked off since the handlers were set, by which this call sets them.
pub fn count() -> u64 {
    #[cfg(unix)]
    handlers::set();
    FORKS.load(Ordering::Acquire)
}

/// The process that something was made in.
#[derive(Debug, Clone, Copy)]
pub struct Birth(u64);

impl Birth {
    pub fn now() -> Self {
        Self(count())
    }

    /// Whether this is a child of the process that it was made in. One atomic load.
    pub fn is_elsewhere(self) -> bool {
        FORKS.load(Ordering::Acquire) != self.0
    }
}

/// What a child must not free stays reachable, so that tools that look for leaks find nothing lost.
fn keep<T>(value: *mut T) {
    struct Kept {
        _value: *mut (),
        next: *mut Kept,
    }
    static KEPT: AtomicPtr<Kept> = AtomicPtr::new(std::ptr::null_mut());

    let kept = Box::into_raw(Box::new(Kept {
        _value: value.cast(),
        next: KEPT.load(Ordering::Acquire),
    }));
    // Entries are only ever added.
    while let Err(first) = KEPT.compare_exchange(
        // SAFETY: no other thread has it before it is in the list.
        unsafe { (*kept).next },
        kept,
        Ordering::AcqRel,
        Ordering::Acquire,
    ) {
        // SAFETY: as above.
        unsafe { (*kept).next = first };
    }
}

/// A value that each process has for itself: what a child inherits may be locked or shared, so it
/// makes its own and lets the old one lie.
pub struct PerProcess<T> {
    current: AtomicPtr<Made<T>>,
}

struct Made<T> {
    birth: Birth,
    value: T,
}

impl<T> PerProcess<T> {
    pub fn new(value: T) -> Self {
        let made = Made {
            birth: Birth::now(),
            value,
        };
        Self {
            current: AtomicPtr::new(Box::into_raw(Box::new(made))),
        }
    }

    /// The value of this process; `make` makes it in a child that uses it for the first time.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        self.get_from(|_| make())
    }

    /// As [`get`](Self::get); `make` may look at the value of the parent, in which locks may be held.
    pub fn get_from(&self, make: impl FnOnce(&T) -> T) -> &T {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: the pointer came from a box and what it points to is only freed by `drop`; a
        // child that replaces the pointer does not free it.
        let made = unsafe { &*current };
        if !made.birth.is_elsewhere() {
            return &made.value;
        }
        let fresh = Box::into_raw(Box::new(Made {
            birth: Birth::now(),
            value: make(&made.value),
        }));
        match self
            .current
            .compare_exchange(current, fresh, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => {
                keep(current);
                // SAFETY: as above; `fresh` is owned by `self` from now on.
                unsafe { &(*fresh).value }
            }
            Err(other) => {
                // SAFETY: `fresh` was made here and no other thread has it; `other` was put there by
                // another thread of this process.
                unsafe {
                    drop(Box::from_raw(fresh));
                    &(*other).value
                }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let current = *self.current.get_mut();
        // SAFETY: `self` is not used any more. What belongs to another process stays: dropping it
        // could hang on a lock, or shut the parent's connections down.
        unsafe {
            if (*current).birth.is_elsewhere() {
                keep(current);
            } else {
                drop(Box::from_raw(current));
            }
        }
    }
}

// SAFETY: it owns a `T`, returns `&T`, and drops the `T` it has on any thread.
unsafe impl<T: Send> Send for PerProcess<T> {}
// SAFETY: `get` may also make a `T` on one thread that another one then uses.
unsafe impl<T: Send + Sync> Sync for PerProcess<T> {}

/// A value of which only the process makes use that made it: in a child it may be locked by threads
/// that are not there, and shared with the parent. There it cannot be reached, and is never dropped.
pub struct BornHere<T> {
    birth: Birth,
    value: ManuallyDrop<T>,
}

impl<T> BornHere<T> {
    pub fn new(value: T) -> Self {
        Self {
            birth: Birth::now(),
            value: ManuallyDrop::new(value),
        }
    }

    /// The value; `None` in a child. One atomic load.
    pub fn get(&self) -> Option<&T> {
        (!self.birth.is_elsewhere()).then_some(&*self.value)
    }
}

impl<T> Drop for BornHere<T> {
    fn drop(&mut self) {
        // SAFETY: this is the end of `self`; the value is not used after this.
        unsafe {
            if self.birth.is_elsewhere() {
                keep(Box::into_raw(Box::new(ManuallyDrop::take(&mut self.value))));
            } else {
                ManuallyDrop::drop(&mut self.value);
            }
        }
    }
}

/// Held while something changes that a child reads; a fork waits for it.
static CHANGING: AtomicBool = AtomicBool::new(false);

/// Runs `change` while no thread forks. Short, and nothing in it forks.
pub fn undisturbed<T>(change: impl FnOnce() -> T) -> T {
    struct Release;
    impl Drop for Release {
        fn drop(&mut self) {
            CHANGING.store(false, Ordering::Release);
        }
    }
    take();
    let release = Release;
    let result = change();
    drop(release);
    result
}

fn take() {
    while CHANGING.swap(true, Ordering::Acquire) {
        std::thread::yield_now();
    }
}

#[cfg(unix)]
mod handlers {
    use std::sync::Once;
    use std::sync::atomic::Ordering;

    use super::super::open_descriptors;
    use super::{CHANGING, FORKS, take};

    pub(super) fn set() {
        static SET: Once = Once::new();
        if SET.is_completed() {
            return;
        }
        SET.call_once(|| {
            // SAFETY: the handlers only touch atomics, and close descriptors. Without memory for
            // them nothing is counted, as on a host that never forks.
            let _ = unsafe { libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child)) };
        });
    }

    unsafe extern "C" fn before() {
        take();
    }

    unsafe extern "C" fn in_parent() {
        CHANGING.store(false, Ordering::Release);
    }

    /// Runs in the child before `fork` returns: only what is safe in a signal handler.
    unsafe extern "C" fn in_child() {
        FORKS.fetch_add(1, Ordering::AcqRel);
        open_descriptors::close();
        CHANGING.store(false, Ordering::Release);
    }
}

/// Runs `child` in a forked child; whether it returned true there.
#[cfg(all(test, unix))]
pub(crate) fn in_child(child: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child only looks at atomics and memory of its own, and leaves by `_exit`.
    unsafe {
        match libc::fork() {
            0 => libc::_exit(i32::from(!child())),
            pid => {
                let mut status = 0;
                assert_eq!(libc::waitpid(pid, &raw mut status, 0), pid);
                libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_known_as_one_and_the_parent_is_unchanged() {
        let birth = Birth::now();
        assert!(in_child(|| birth.is_elsewhere()));
        assert!(!birth.is_elsewhere());
    }

    #[test]
    fn each_process_has_a_value_of_its_own() {
        let value = PerProcess::new(1);
        assert!(in_child(|| *value.get(|| 2) == 2 && *value.get(|| 4) == 2));
        assert_eq!(*value.get(|| 3), 1);
    }

    #[test]
    fn what_a_child_inherits_is_out_of_its_reach_and_never_dropped() {
        struct Loud<'a>(&'a AtomicBool);
        impl Drop for Loud<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let dropped = AtomicBool::new(false);
        let mut value = Some(BornHere::new(Loud(&dropped)));
        assert!(in_child(|| {
            let unreachable = value.as_ref().is_some_and(|value| value.get().is_none());
            value = None;
            unreachable && !dropped.load(Ordering::SeqCst)
        }));
        assert!(value.as_ref().is_some_and(|value| value.get().is_some()));
        value = None;
        assert!(value.is_none() && dropped.load(Ordering::SeqCst));
    }

    #[test]
    fn a_fork_waits_for_a_change_that_is_under_way() {
        let (began, changing) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                undisturbed(|| {
                    changing.store(true, Ordering::SeqCst);
                    began.store(true, Ordering::SeqCst);
                    (0..1000).for_each(|_| std::thread::yield_now());
                    changing.store(false, Ordering::SeqCst);
                });
            });
            while !began.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            assert!(in_child(|| !changing.load(Ordering::SeqCst)));
        });
    }
}
