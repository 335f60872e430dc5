//! The threads that handle whole requests and write the responses, as far as the sockets take
//! them at once.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::date::Date;
use super::framing::{Refusal, Terms};
use super::jobs::Jobs;
use super::outgoing::{Outgoing, Progress};
use super::reader::Reader;
use super::service::Service;
use super::socket::Socket;
use super::tls::ClientHello;
use super::{Request, Response, Way};
use crate::clock::after;
use crate::platform;
use crate::platform::poller::Poller;

/// Work for a connection.
pub(super) struct Job {
    pub connection: usize,
    /// Gone when the connection was closed meanwhile: nothing is left to do.
    pub socket: Weak<Socket>,
    pub peer: SocketAddr,
    pub origin: IpAddr,
    pub work: Work,
}

pub(super) enum Work {
    Request(Box<Arrived>),
    /// The costly part of a TLS handshake.
    Handshake(Box<ClientHello>),
}

/// A request to handle, and what has arrived behind it.
pub(super) struct Arrived {
    pub terms: Terms,
    pub request: Request,
    pub reader: Reader,
}

/// A job that is done, as far as it can be without waiting for the peer.
pub(super) struct Done {
    pub connection: usize,
    pub reader: Reader,
    pub result: Written,
}

/// What became of the response.
pub(super) enum Written {
    Whole {
        keep_alive: bool,
    },
    /// The response is written, and the request behind it is refused.
    Refused(Refusal),
    /// The socket takes no more for now, or the response stays open.
    Partly(Outgoing),
    /// The response is not due yet.
    Later(Instant, Outgoing),
    /// The connection has to end.
    End,
    /// The keys of a TLS session are chosen.
    Secured,
    /// There will be no TLS session.
    Insecure(io::Error),
}

/// How many requests of one connection are handled before others have their turn.
const REQUESTS_AT_ONCE: usize = 32;

pub(super) struct Handlers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    service: Arc<Service>,
    /// Woken when a job is done.
    poller: Poller,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: Jobs<Job>,
    done: Vec<Done>,
    is_closed: bool,
}

impl Handlers {
    /// Starts the threads, named `acs-NAME-io`.
    pub(super) fn start(service: &Arc<Service>, poller: &Poller) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            service: service.clone(),
            poller: poller.clone(),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let mut handlers = Self {
            shared,
            threads: Vec::new(),
        };
        for _ in 0..service.limits.handler_threads {
            let shared = handlers.shared.clone();
            let thread = platform::spawn(&format!("{}-io", service.name), move || shared.run())?;
            handlers.threads.push(thread);
        }
        Ok(handlers)
    }

    pub(super) fn handle(&self, job: Job) {
        let jobs = &mut self.shared.state().jobs;
        match &job.work {
            Work::Request(_) => jobs.add_request(job),
            Work::Handshake(_) => jobs.add_handshake(job.origin, job),
        }
        self.shared.changed.notify_one();
    }

    /// Moves what is done to `done`, which is empty.
    pub(super) fn take_done(&self, done: &mut Vec<Done>) {
        std::mem::swap(&mut self.shared.state().done, done);
    }
}

impl Drop for Handlers {
    /// Joins the threads.
    fn drop(&mut self) {
        self.shared.state().is_closed = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // Panics of handlers were caught.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn run(&self) {
        let mut date = Date::default();
        while let Some((job, socket)) = self.next() {
            let done = self.service.handle(job, &socket, &mut date);
            drop(socket);
            let mut state = self.state();
            state.done.push(done);
            let is_first = state.done.len() == 1;
            drop(state);
            if is_first {
                self.poller.wake();
            }
        }
    }

    fn next(&self) -> Option<(Job, Arc<Socket>)> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.jobs.take() {
                match job.socket.upgrade() {
                    Some(socket) => return Some((job, socket)),
                    None => continue,
                }
            }
            if state.is_closed {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service {
    fn handle(&self, job: Job, socket: &Socket, date: &mut Date) -> Done {
        let (reader, result) = match job.work {
            Work::Request(arrived) => self.respond_all(socket, job.peer, *arrived, date),
            Work::Handshake(hello) => (Reader::default(), self.secure(socket, *hello)),
        };
        Done {
            connection: job.connection,
            reader,
            result,
        }
    }

    /// Chooses the keys of a TLS session.
    fn secure(&self, socket: &Socket, hello: ClientHello) -> Written {
        let Some(certificate) = self.certificate() else {
            return Written::End;
        };
        match certificate.accept(hello, socket) {
            Ok(session) => {
                socket.begin(session);
                Written::Secured
            }
            Err(error) => Written::Insecure(error),
        }
    }

    /// Handles a request, and those behind it that have arrived completely: there is no need to
    /// wait for the polling thread in between.
    fn respond_all(
        &self,
        socket: &Socket,
        peer: SocketAddr,
        arrived: Arrived,
        date: &mut Date,
    ) -> (Reader, Written) {
        let Arrived {
            mut terms,
            mut request,
            mut reader,
        } = arrived;
        let mut left = REQUESTS_AT_ONCE;
        let result = loop {
            request.peer = Some(peer);
            let result = self.respond(socket, terms, request, date);
            left -= 1;
            if !matches!(result, Written::Whole { keep_alive: true }) || left == 0 {
                break result;
            }
            match reader.next(self.limits.body_bytes) {
                Ok(Some(next)) => (terms, request) = next,
                Ok(None) => break result,
                Err(refusal) => break Written::Refused(refusal),
            }
        };
        (reader, result)
    }

    fn respond(&self, socket: &Socket, terms: Terms, request: Request, date: &mut Date) -> Written {
        let response = match catch_unwind(AssertUnwindSafe(|| self.handler.handle(request))) {
            Ok(response) => response,
            Err(_) => {
                log::warn!("{}: a handler panicked, status 500", self.name);
                Response::new(500).with_header("Connection", "close")
            }
        };
        let delay = response.delay;
        let keep_alive = terms.keep_alive && !self.is_closing() && !closes(&response);
        let mut outgoing = Outgoing::new(response, terms, keep_alive, date);
        if delay > Duration::ZERO {
            return Written::Later(after(delay), outgoing);
        }
        if outgoing.is_open() {
            return Written::Partly(outgoing);
        }
        match outgoing.write(socket, Instant::now()) {
            Ok(Progress::Whole) => Written::Whole { keep_alive },
            Ok(Progress::Partly | Progress::Waiting) => Written::Partly(outgoing),
            Err(_) => Written::End,
        }
    }
}

fn closes(response: &Response) -> bool {
    let value = response.header("connection");
    matches!(response.way, Way::Open(_))
        || value.is_some_and(|value| value.eq_ignore_ascii_case("close"))
}
