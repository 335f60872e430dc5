//! Canceling one request from another thread, by shutting its connection down.

use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::platform::NotInherited;

/// Cancels the request that it belongs to.
#[derive(Default)]
pub(crate) struct Interrupt {
    state: Mutex<State>,
    tripped: Condvar,
}

#[derive(Default)]
struct State {
    tripped: bool,
    /// The current exchanges of the request, and the line that each uses. More than one where a
    /// download has several threads.
    lines: Vec<(u64, Weak<Line>)>,
    /// What else is done when the request is canceled.
    then: Option<Box<dyn FnOnce() + Send>>,
    /// The requests within it, of a submitted operation.
    parts: Vec<Weak<Interrupt>>,
}

impl Interrupt {
    /// Cancels the request: shuts its lines down, ends its pauses, and lets nothing more be sent.
    pub(super) fn trip(&self) {
        let mut state = self.lock();
        state.tripped = true;
        for (exchange, line) in state.lines.drain(..) {
            if let Some(line) = line.upgrade() {
                line.shut_down_for(exchange);
            }
        }
        self.tripped.notify_all();
        let then = state.then.take();
        let parts = std::mem::take(&mut state.parts);
        // `then` takes locks of its own.
        drop(state);
        for part in parts.iter().filter_map(Weak::upgrade) {
            part.trip();
        }
        if let Some(then) = then {
            then();
        }
    }

    /// Runs `act` when the request is canceled; at once when it is already.
    pub(super) fn then(&self, act: Box<dyn FnOnce() + Send>) {
        let mut state = self.lock();
        if state.tripped {
            drop(state);
            act();
        } else {
            state.then = Some(act);
        }
    }

    /// Cancels `part` together with this one; at once when this one is canceled already.
    pub(super) fn adopt(&self, part: &Arc<Self>) {
        let mut state = self.lock();
        if state.tripped {
            drop(state);
            part.trip();
        } else {
            state.parts.retain(|part| part.strong_count() > 0);
            state.parts.push(Arc::downgrade(part));
        }
    }

    pub(super) fn is_tripped(&self) -> bool {
        self.lock().tripped
    }

    /// Watches a line while an exchange uses it; false when the request is canceled already.
    pub(super) fn watch(&self, exchange: u64, line: &Arc<Line>) -> bool {
        let mut state = self.lock();
        if !state.tripped {
            state.lines.push((exchange, Arc::downgrade(line)));
        }
        !state.tripped
    }

    pub(super) fn unwatch(&self, exchange: u64) {
        self.lock()
            .lines
            .retain(|(watched, _)| *watched != exchange);
    }

    /// Waits; true when tripped meanwhile.
    pub(super) fn wait(&self, pause: Duration) -> bool {
        let (state, _) = self
            .tripped
            .wait_timeout_while(self.lock(), pause, |state| !state.tripped)
            .unwrap_or_else(PoisonError::into_inner);
        state.tripped
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupt").finish_non_exhaustive()
    }
}

/// A connection, and the exchange that uses it now: a kept one serves many, one after the other,
/// and it is shut down only for the one that owns it.
pub(crate) struct Line {
    pub stream: NotInherited<TcpStream>,
    owner: Mutex<u64>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, exchange: u64) -> Self {
        Self {
            stream: NotInherited::new(stream),
            owner: Mutex::new(exchange),
        }
    }

    /// Makes this exchange the owner.
    pub(super) fn claim(&self, exchange: u64) {
        *self.owner.lock().unwrap_or_else(PoisonError::into_inner) = exchange;
    }

    fn shut_down_for(&self, exchange: u64) {
        let owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        if *owner == exchange {
            // Fails only when the connection has ended already.
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
}

/// A number that no other exchange of this process has.
pub(super) fn new_exchange() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    fn line(exchange: u64) -> (Arc<Line>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (there, _) = listener.accept().unwrap();
        (Arc::new(Line::new(here, exchange)), there)
    }

    #[test]
    fn the_line_in_use_is_shut_down() {
        let exchange = new_exchange();
        let (line, mut there) = line(exchange);
        let interrupt = Interrupt::default();
        assert!(interrupt.watch(exchange, &line));
        interrupt.trip();
        assert_eq!(there.read(&mut [0]).unwrap(), 0);
        assert!(!interrupt.watch(exchange, &line), "nothing more may leave");
    }

    #[test]
    fn all_lines_of_a_request_are_shut_down_but_those_it_has_left() {
        let interrupt = Interrupt::default();
        let lines: Vec<_> = (0..3)
            .map(|_| {
                let exchange = new_exchange();
                let (line, there) = line(exchange);
                assert!(interrupt.watch(exchange, &line));
                (exchange, line, there)
            })
            .collect();
        let (left, here, there) = &lines[1];
        interrupt.unwatch(*left);
        interrupt.trip();
        for (_, _, there) in [&lines[0], &lines[2]] {
            assert_eq!((&*there).read(&mut [0]).unwrap(), 0);
        }
        (&*here.stream).write_all(b"x").unwrap();
        (&*there).read_exact(&mut [0]).unwrap();
    }

    #[test]
    fn a_line_that_belongs_to_another_request_by_now_is_not_shut_down() {
        let (first, second) = (new_exchange(), new_exchange());
        let (line, mut there) = line(first);
        let interrupt = Interrupt::default();
        assert!(interrupt.watch(first, &line));
        line.claim(second);
        interrupt.trip();
        (&*line.stream).write_all(b"x").unwrap();
        there.read_exact(&mut [0]).unwrap();
    }
}
