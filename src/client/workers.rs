//! The threads of a client that run submitted operations.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;

use super::parking::{Changed, Parked, Parking};
use crate::error::{Error, ErrorKind, Result};
use crate::platform::fork::PerProcess;
use crate::platform::{is_library_thread, spawn};

/// Runs an operation; with `true` it only completes as canceled.
pub(crate) type Job = Box<dyn FnOnce(bool) + Send>;

/// A bounded number of threads, started when they are needed. A forked child has threads and operations
/// of its own, and runs none of its parent's.
pub(crate) struct Workers {
    pool: PerProcess<Arc<Pool>>,
    threads: usize,
    capacity: usize,
}

struct Pool {
    state: Mutex<State>,
    changed: Condvar,
    /// Operations whose completion was not read.
    taken: Arc<AtomicUsize>,
    parking: Arc<Parking>,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<(u64, Job)>,
    last: u64,
    threads: Vec<JoinHandle<()>>,
    idle: usize,
    closed: bool,
}

/// The place of one operation in the capacity of its client, until dropped.
pub(crate) struct Permit(Arc<AtomicUsize>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Withdraws a job that has not begun.
#[derive(Clone)]
pub(crate) struct Withdrawal {
    pool: Weak<Pool>,
    number: u64,
}

impl Withdrawal {
    /// Completes the job as canceled, on this thread, unless it has begun.
    pub(crate) fn cancel(&self) {
        let Some(pool) = self.pool.upgrade() else {
            return;
        };
        let mut state = pool.lock();
        let place = state
            .jobs
            .iter()
            .position(|(number, _)| *number == self.number);
        let job = place.and_then(|place| state.jobs.remove(place));
        drop(state);
        if let Some((_, job)) = job {
            job(true);
        }
    }
}

impl Pool {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            taken: Arc::default(),
            parking: Arc::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut state = self.lock();
        loop {
            if let Some((_, job)) = state.jobs.pop_front() {
                drop(state);
                job(false);
                state = self.lock();
            } else if state.closed {
                return;
            } else {
                state.idle += 1;
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        }
    }
}

impl Workers {
    pub(super) fn new(threads: usize, capacity: usize) -> Self {
        Self {
            pool: PerProcess::new(Pool::new()),
            threads,
            capacity,
        }
    }

    fn pool(&self) -> &Arc<Pool> {
        self.pool.get(Pool::new)
    }

    /// Takes a place for an operation.
    pub(crate) fn permit(&self) -> Result<Permit> {
        let taken = &self.pool().taken;
        let more = |taken: usize| (taken < self.capacity).then_some(taken + 1);
        match taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, more) {
            Ok(_) => Ok(Permit(taken.clone())),
            Err(_) => Err(Error::new(
                ErrorKind::Full,
                format!("{} submitted operations are not read", self.capacity),
            )
            .with_retryable(true)
            .with_hint("Read completions, or set a larger capacity of the client")),
        }
    }

    /// Queues a job that `make` makes from its withdrawal. An error when no thread can be started; then the
    /// job is dropped.
    pub(crate) fn push(&self, make: impl FnOnce(Withdrawal) -> Job) -> Result<()> {
        let pool = self.pool();
        let mut state = pool.lock();
        if state.jobs.len() >= state.idle && state.threads.len() < self.threads {
            let worker = Arc::clone(pool);
            match spawn("worker", move || worker.work()) {
                Ok(thread) => state.threads.push(thread),
                Err(error) if state.threads.is_empty() => {
                    return Err(Error::system("cannot start a thread", error));
                }
                // Those that run will do it.
                Err(_) => {}
            }
        }
        state.last += 1;
        let number = state.last;
        let job = make(Withdrawal {
            pool: Arc::downgrade(pool),
            number,
        });
        state.jobs.push_back((number, job));
        drop(state);
        pool.changed.notify_one();
        Ok(())
    }

    /// Parks an operation that waits for an event.
    pub(crate) fn park(&self, make: impl FnOnce(Changed) -> Box<dyn Parked>) {
        self.pool().parking.park(make);
    }
}

impl Drop for Workers {
    /// No job is left, and nothing is parked: each has a handle of the client.
    fn drop(&mut self) {
        let pool = self.pool();
        let mut state = pool.lock();
        state.closed = true;
        let threads = std::mem::take(&mut state.threads);
        drop(state);
        pool.changed.notify_all();
        for thread in threads.into_iter().chain(pool.parking.close()) {
            // A job may drop the last handle on one of these threads. Only a thread of the library fetches its own
            // handle, which is memory that a thread of a C program would keep until it ends.
            let is_this =
                || is_library_thread() && thread.thread().id() == std::thread::current().id();
            if !is_this() {
                let _ = thread.join();
            }
        }
    }
}
