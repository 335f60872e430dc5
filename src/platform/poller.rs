//! Waiting for many sockets at once.

use std::io;
use std::ops::Deref;
#[cfg(unix)]
use std::os::fd::{AsFd as Source, AsRawFd as RawSource};
#[cfg(windows)]
use std::os::windows::io::{AsRawSocket as RawSource, AsSocket as Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use polling::{Event, Events};

#[cfg(target_os = "linux")]
use super::not_inherited::NotInherited;
#[cfg(target_os = "linux")]
use std::os::fd::{AsRawFd, RawFd};

/// A set of sockets. A cheap handle: clones refer to the same set.
#[derive(Clone)]
pub struct Poller(Arc<Set>);

struct Set {
    /// Descriptors that the set has beside its own; before it, since that closes them.
    #[cfg(target_os = "linux")]
    _others: Vec<NotInherited<RawFd>>,
    poller: Own,
}

/// The set's descriptor; on other systems children do not have it anyway, or it has none.
#[cfg(target_os = "linux")]
type Own = NotInherited<polling::Poller>;
#[cfg(not(target_os = "linux"))]
type Own = polling::Poller;

/// What a socket is watched for, once: after that it is watched for nothing until it is watched
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    Read,
    Write,
}

impl Interest {
    fn event(self, key: usize) -> Event {
        match self {
            Self::Read => Event::readable(key),
            Self::Write => Event::writable(key),
        }
    }
}

/// The sockets that are ready, by their keys.
pub struct Ready(Events);

impl Ready {
    pub fn new() -> Self {
        Self(Events::new())
    }

    pub fn keys(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|event| event.key)
    }
}

impl Set {
    #[cfg(target_os = "linux")]
    fn new() -> io::Result<Self> {
        let [poller] = NotInherited::open(|| polling::Poller::new().map(|poller| [poller]))?;
        Ok(Self {
            _others: watched_by(&poller)
                .into_iter()
                .map(NotInherited::new)
                .collect(),
            poller,
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn new() -> io::Result<Self> {
        polling::Poller::new().map(|poller| Self { poller })
    }
}

/// The descriptors in a set: those by which it is woken, which it does not tell.
#[cfg(target_os = "linux")]
fn watched_by(set: &impl AsRawFd) -> Vec<RawFd> {
    let path = format!("/proc/self/fdinfo/{}", set.as_raw_fd());
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    let numbers = lines.lines().filter_map(|line| {
        let rest = line.strip_prefix("tfd:")?;
        rest.split_whitespace().next()?.parse().ok()
    });
    numbers.collect()
}

impl Poller {
    pub fn new() -> io::Result<Self> {
        Set::new().map(|set| Self(Arc::new(set)))
    }

    /// Takes a socket, which is added to the set when it is watched for the first time.
    /// `usize::MAX` is not a valid key.
    pub fn adopt<S: Source + RawSource>(&self, socket: S, key: usize) -> Watched<S> {
        Watched {
            poller: self.clone(),
            key,
            is_added: AtomicBool::new(false),
            socket,
        }
    }

    /// Waits until a socket is ready, another thread [wakes](Self::wake) this one, or `deadline`
    /// passes.
    pub fn wait(&self, ready: &mut Ready, deadline: Option<Instant>) -> io::Result<()> {
        ready.0.clear();
        match deadline {
            Some(deadline) => self.0.poller.wait_deadline(&mut ready.0, deadline),
            None => self.0.poller.wait(&mut ready.0, None),
        }
        .map(drop)
    }

    /// Ends the current wait, or the next one.
    pub fn wake(&self) {
        // Writing to the set's own descriptor fails only when a wake is there already.
        let _ = self.0.poller.notify();
    }
}

/// A socket in the set of a [`Poller`], until dropped.
pub struct Watched<S: Source + RawSource> {
    poller: Poller,
    key: usize,
    is_added: AtomicBool,
    socket: S,
}

impl<S: Source + RawSource> Watched<S> {
    /// Watches the socket for `interest`, until it is ready once.
    pub fn watch(&self, interest: Interest) -> io::Result<()> {
        let event = interest.event(self.key);
        if self.is_added.swap(true, Ordering::AcqRel) {
            return self.poller.0.poller.modify(&self.socket, event);
        }
        // SAFETY: the socket is removed from the set before it is closed, by `Watched::drop`.
        unsafe { self.poller.0.poller.add(&self.socket, event) }
    }
}

impl<S: Source + RawSource> Deref for Watched<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.socket
    }
}

impl<S: Source + RawSource> Drop for Watched<S> {
    fn drop(&mut self) {
        if self.is_added.load(Ordering::Acquire) {
            // Explicitly: a child that was spawned meanwhile may have the socket too, and would keep it in
            // the set.
            let _ = self.poller.0.poller.delete(&self.socket);
        }
    }
}
