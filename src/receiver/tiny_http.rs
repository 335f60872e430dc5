//! The other engine: a `tiny_http::Server` of your program, for trusted networks.

use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tiny_http::Server;

use super::inbox::Inbox;
use super::rejection::Rejection;
use super::{Engine, Receiver, ReceiverOptions};
use crate::clock::after;
use crate::error::{Error, Result};
use crate::platform;
use crate::server::{Closing, Request};

/// The number of requests handled at a time.
const THREADS: usize = 8;

/// How long [`Drop`] waits for requests in progress.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

impl Receiver {
    /// Creates a receiver that takes the requests of `server`, on 8 threads named `acs-receiver`.
    ///
    /// **For trusted networks only.** tiny_http 0.12 sets no limits and no timeouts: one request
    /// that announces a huge body can abort the process, no matter what its handler does. On a public
    /// socket use [`Receiver::bind`]. The options about connections and timeouts have no effect
    /// here. Threads of tiny_http itself end some seconds after the receiver is closed. Its
    /// listening socket is inherited by forked children, unlike that of [`Receiver::bind`].
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option out of range,
    /// [`System`](crate::ErrorKind::System) when a thread cannot be started.
    pub fn serve(server: Server, options: &ReceiverOptions) -> Result<Self> {
        let inbox = Inbox::new(options)?;
        let workers = Workers::start(server, &inbox)?;
        let address = workers.local_addr();
        Ok(Self::new(
            options,
            inbox,
            Engine::TinyHttp(workers),
            address,
        ))
    }
}

impl Inbox {
    /// Handles one request of a `tiny_http::Server` that the application runs itself.
    ///
    /// # Errors
    /// The error of the connection when the response was written; the request is handled all the
    /// same.
    pub fn handle_tiny_http(&self, mut request: tiny_http::Request) -> io::Result<()> {
        let response = match self.read_body(&mut request) {
            Ok(body) => self.handle(&Request {
                method: request.method().to_string(),
                target: request.url().to_owned(),
                headers: request
                    .headers()
                    .iter()
                    .map(|header| (header.field.to_string(), header.value.to_string()))
                    .collect(),
                body,
                peer: request.remote_addr().copied(),
            }),
            Err((status, reason)) => self.reject(&Rejection::new(status, reason)),
        };
        let headers = response
            .headers
            .iter()
            .filter_map(|(name, value)| {
                tiny_http::Header::from_bytes(name.as_str(), value.as_str()).ok()
            })
            .collect();
        let length = response.body.len();
        request.respond(tiny_http::Response::new(
            tiny_http::StatusCode(response.status),
            headers,
            response.body.as_slice(),
            Some(length),
            None,
        ))
    }

    /// The whole body, or status and reason to reject it with.
    fn read_body(
        &self,
        request: &mut tiny_http::Request,
    ) -> std::result::Result<Vec<u8>, (u16, &'static str)> {
        const TOO_LARGE: (u16, &str) = (413, "the body is too large");
        const BROKEN: (u16, &str) = (400, "the body is incomplete or malformed");
        let limit = self.0.body_limit;
        if request.body_length().is_some_and(|length| length > limit) {
            return Err(TOO_LARGE);
        }
        let mut body = Vec::new();
        // One byte more than allowed is enough to detect that it is too long.
        let most = (limit as u64).saturating_add(1);
        match request.as_reader().take(most).read_to_end(&mut body) {
            Ok(_) if body.len() > limit => Err(TOO_LARGE),
            Ok(_)
                if request
                    .body_length()
                    .is_some_and(|length| body.len() < length) =>
            {
                Err(BROKEN)
            }
            Ok(_) => Ok(body),
            Err(_) => Err(BROKEN),
        }
    }
}

/// The threads that take requests from a server.
pub(super) struct Workers {
    address: Option<SocketAddr>,
    shared: Arc<Shared>,
    running: Mutex<Running>,
    closing: Closing,
}

struct Running {
    /// `None` when it was closed. Workers have it only while they wait for a request, so that it
    /// does not go on accepting for as long as one of them is stuck.
    server: Option<Arc<Server>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    closing: AtomicBool,
    active: Mutex<usize>,
    ended: Condvar,
}

impl Workers {
    fn start(server: Server, inbox: &Inbox) -> Result<Self> {
        let address = server.server_addr().to_ip();
        let server = Arc::new(server);
        let shared = Arc::new(Shared::default());
        let mut threads = Vec::with_capacity(THREADS);
        let mut failure = None;
        while failure.is_none() && threads.len() < THREADS {
            match start_one(&server, inbox, &shared) {
                Ok(thread) => threads.push(thread),
                Err(cause) => failure = Some(cause),
            }
        }
        let workers = Self {
            address,
            shared,
            running: Mutex::new(Running {
                server: Some(server),
                threads,
            }),
            closing: Closing::default(),
        };
        match failure {
            None => Ok(workers),
            Some(cause) => Err(Error::system("cannot start the receiver's threads", cause)),
        }
    }

    pub(super) fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Ends the threads; `false` when some still wait for a slow peer at the deadline, which cannot
    /// be forced.
    pub(super) fn close(&self, deadline: Duration) -> bool {
        let deadline = after(deadline);
        self.closing.run(deadline, || self.end(deadline))
    }

    fn end(&self, deadline: Instant) -> bool {
        self.shared.closing.store(true, Ordering::SeqCst);
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = running.server.take() {
            for _ in &running.threads {
                server.unblock();
            }
        }
        let all = self.wait_for_end(deadline);
        if all {
            for thread in running.threads.drain(..) {
                let _ = thread.join();
            }
        }
        all
    }

    fn wait_for_end(&self, deadline: Instant) -> bool {
        let mut active = self
            .shared
            .active
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if *active == 0 || left.is_zero() {
                return *active == 0;
            }
            active = self
                .shared
                .ended
                .wait_timeout(active, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        if !self.closing.was_tried() {
            self.close(DROP_TIMEOUT);
        }
    }
}

fn start_one(
    server: &Arc<Server>,
    inbox: &Inbox,
    shared: &Arc<Shared>,
) -> io::Result<JoinHandle<()>> {
    let (server, inbox) = (Arc::downgrade(server), inbox.clone());
    let guard = WorkerGuard::new(shared.clone());
    platform::spawn("receiver", move || take_requests(&server, &inbox, &guard.0))
}

fn take_requests(server: &Weak<Server>, inbox: &Inbox, shared: &Shared) {
    while !shared.closing.load(Ordering::SeqCst) {
        let Some(listening) = server.upgrade() else {
            return;
        };
        // An error is reported once, by a failed accept or an unblock; later calls wait again.
        let Ok(request) = listening.recv() else {
            continue;
        };
        drop(listening);
        match catch_unwind(AssertUnwindSafe(|| inbox.handle_tiny_http(request))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::debug!("receiver: a response was not delivered: {error}"),
            // tiny_http sends status 500 for a request that is dropped.
            Err(_) => log::warn!("receiver: a request was dropped by a panic"),
        }
    }
}

/// Counts a thread while it runs, however it ends.
struct WorkerGuard(Arc<Shared>);

impl WorkerGuard {
    fn new(shared: Arc<Shared>) -> Self {
        *shared.active.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(shared)
    }
}

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        *self.0.active.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.ended.notify_all();
    }
}
