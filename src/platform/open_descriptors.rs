//! The list of open descriptors. All functions require that no thread forks: they are called within
//! [`undisturbed`](super::fork::undisturbed), or by the handlers of a fork.

use std::cell::UnsafeCell;
use std::os::fd::RawFd;

/// The place of a closed descriptor.
const FREE: RawFd = -1;

struct List {
    open: Vec<RawFd>,
    free: Vec<usize>,
}

struct Registry(UnsafeCell<List>);

// SAFETY: one thread at a time is within `undisturbed`, or forks.
unsafe impl Sync for Registry {}

static REGISTRY: Registry = Registry(UnsafeCell::new(List {
    open: Vec::new(),
    free: Vec::new(),
}));

fn list<T>(change: impl FnOnce(&mut List) -> T) -> T {
    // SAFETY: see above; no function in here calls another one.
    change(unsafe { &mut *REGISTRY.0.get() })
}

pub fn add(fd: RawFd) -> usize {
    list(|list| {
        let place = list.free.pop().unwrap_or(list.open.len());
        match list.open.get_mut(place) {
            Some(found) => *found = fd,
            None => list.open.push(fd),
        }
        place
    })
}

pub fn remove(place: usize) {
    list(|list| {
        if let Some(fd) = list.open.get_mut(place) {
            *fd = FREE;
            list.free.push(place);
        }
    });
}

/// Closes them all in a child, with nothing but what is safe in a signal handler. Their places stay
/// taken: the objects that have them are of no use there.
pub fn close() {
    list(|list| {
        for fd in &mut list.open {
            if *fd != FREE {
                // SAFETY: it is this process's copy, and who owns it here never uses it again.
                unsafe { libc::close(*fd) };
                *fd = FREE;
            }
        }
    });
}

#[cfg(test)]
pub fn places() -> usize {
    list(|list| list.open.len())
}
