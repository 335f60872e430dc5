//! A value made on first use, without a lock: a forked child may use what a
//! thread of its parent was just making.

use std::fmt;
use std::marker::PhantomData;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Threads that use it at the same time may each make the value; the first one stays.
pub struct Lazy<T> {
    value: AtomicPtr<T>,
    owns: PhantomData<*mut T>,
}

impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Lazy<T> {
    pub const fn new() -> Self {
        Self {
            value: AtomicPtr::new(null_mut()),
            owns: PhantomData,
        }
    }

    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        // SAFETY: a pointer that is set came from a box, and stays until `drop`.
        if let Some(value) = unsafe { self.value.load(Ordering::Acquire).as_ref() } {
            return value;
        }
        let fresh = Box::into_raw(Box::new(make()));
        let kept = match self.value.compare_exchange(
            null_mut(),
            fresh,
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            Ok(_) => fresh,
            Err(first) => {
                // SAFETY: it was made here and no other thread has it.
                drop(unsafe { Box::from_raw(fresh) });
                first
            }
        };
        // SAFETY: as above.
        unsafe { &*kept }
    }
}

impl<T> Drop for Lazy<T> {
    fn drop(&mut self) {
        let value = *self.value.get_mut();
        if !value.is_null() {
            // SAFETY: it came from a box, and `self` is not used any more.
            drop(unsafe { Box::from_raw(value) });
        }
    }
}

// SAFETY: it owns a `T`, which any thread that has a reference to it may make.
unsafe impl<T: Send> Send for Lazy<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Lazy<T> {}

impl<T> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lazy")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::{Arc, Barrier};

    use super::*;

    #[test]
    fn a_value_is_made_once_and_stays_where_it_is() {
        let lazy = Lazy::new();
        let first = lazy.get(|| "one".to_owned());
        assert!(std::ptr::eq(first, lazy.get(|| "two".to_owned())));
        assert_eq!(first, "one");
    }

    #[test]
    fn threads_that_read_at_once_see_one_value_and_none_is_lost() {
        struct Counted(Arc<AtomicUsize>);
        impl Drop for Counted {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        let alive = Arc::new(AtomicUsize::new(0));
        let lazy = Lazy::new();
        let together = Barrier::new(4);
        let places = std::thread::scope(|scope| {
            let read = || {
                together.wait();
                let value = lazy.get(|| {
                    alive.fetch_add(1, Ordering::SeqCst);
                    Counted(Arc::clone(&alive))
                });
                std::ptr::from_ref(value).addr()
            };
            let threads = [(); 4].map(|()| scope.spawn(read));
            threads.map(|thread| thread.join().unwrap())
        });
        assert!(places.iter().all(|place| *place == places[0]));
        assert_eq!(alive.load(Ordering::SeqCst), 1);
        drop(lazy);
        assert_eq!(alive.load(Ordering::SeqCst), 0);
    }
}
