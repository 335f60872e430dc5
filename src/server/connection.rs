//! One connection: reads whole requests within their time limits, and sends the responses in order.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::framing::{
    self, BODY_TOO_SLOW, BodyLength, Chunks, Framing, HEAD_TOO_SLOW, Head, Refusal,
};
use super::limits::{HEAD_BYTES, LINGER, Limits};
use super::phase::{Connection, Phase};
use super::{Handler, Request, Response};

/// The size of the pieces of a streamed body.
const PIECE: usize = 64 * 1024;

/// What the connections of a listener share.
pub(super) struct Service {
    pub name: String,
    pub handler: Arc<dyn Handler>,
    pub limits: Limits,
    pub started: Instant,
    closing: AtomicBool,
}

impl Service {
    pub(super) fn new(name: &str, handler: Arc<dyn Handler>, limits: Limits) -> Self {
        Self {
            name: name.to_owned(),
            handler,
            limits,
            started: Instant::now(),
            closing: AtomicBool::new(false),
        }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Lets no further request be read, except those that have begun to arrive.
    pub(super) fn begin_closing(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }
}

/// Why no further request is read.
enum Stop {
    /// No response is possible: the peer closed, was silent for too long, or the connection was
    /// evicted.
    Ended,
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Ended
    }
}

/// Serves a connection until it ends.
pub(super) fn serve(connection: &Connection, service: &Service) {
    let stream = &connection.stream;
    // A socket that refuses these was reset already; the first read will fail.
    let _ = stream.set_nodelay(true);
    let mut handler = ConnectionHandler {
        connection,
        service,
        input: vec![0; HEAD_BYTES].into_boxed_slice(),
        start: 0,
        end: 0,
        read_timeout: None,
        write_timeout: None,
        evicted: false,
        out: Vec::new(),
        date: Date::default(),
    };
    while handler.one_request() {}
}

/// The state that only the connection's own thread uses.
struct ConnectionHandler<'a> {
    connection: &'a Connection,
    service: &'a Service,
    /// Bytes read and not used yet are at `start..end`.
    input: Box<[u8]>,
    start: usize,
    end: usize,
    /// As the socket has them now: setting one costs a system call.
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    /// No request is read after the current one.
    evicted: bool,
    out: Vec<u8>,
    date: Date,
}

impl ConnectionHandler<'_> {
    /// Reads a request and sends its response; returns whether another one may follow.
    fn one_request(&mut self) -> bool {
        let (head, request) = match self.read_request() {
            Ok(whole) => whole,
            Err(Stop::Ended) => return false,
            Err(Stop::Refused(refusal)) => {
                self.refuse(refusal);
                return false;
            }
        };
        if !self.connection.passes(Phase::Reading, Phase::Handling) {
            return false;
        }
        let head_only = request.method == "HEAD";
        let handler = &self.service.handler;
        let response = match catch_unwind(AssertUnwindSafe(|| handler.handle(request))) {
            Ok(response) => response,
            Err(_) => {
                log::warn!("{}: a handler panicked, status 500", self.service.name);
                Response::new(500).with_header("Connection", "close")
            }
        };
        if response.way == super::Way::Lost {
            return false;
        }
        let keep_alive = head.keep_alive
            && !self.evicted
            && !self.service.is_closing()
            && !response
                .header("connection")
                .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if !self.respond(&response, keep_alive, head.old, head_only) {
            return false;
        }
        if !keep_alive {
            self.linger();
            return false;
        }
        // Checked again: a thread that closes has either found the idle connection or is noticed
        // here.
        self.leave_response(Phase::Idle).is_some() && !self.service.is_closing()
    }

    fn read_request(&mut self) -> Result<(Head, Request), Stop> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            // On a busy machine the next request is often here once the others have had their
            // turn, which saves a sleep and a wake-up for each.
            std::thread::yield_now();
            if self.fill(self.service.limits.idle_time)? == 0 {
                return Err(Stop::Ended);
            }
        }
        // Stored first, so that no thread takes a new request for an old one.
        let began = self.stamp();
        if !self.connection.passes(Phase::Idle, Phase::Reading) {
            // Evicted while the request arrived: it is the last one.
            self.evicted = true;
            self.connection.enter(Phase::Reading);
        }
        let mut head = self.read_head(began + self.service.limits.head_time)?;
        let mut request = std::mem::take(&mut head.request);
        request.peer = Some(self.connection.peer);
        match head.body {
            BodyLength::Bytes(0) => {}
            BodyLength::Bytes(length) => {
                self.invite(&head, length)?;
                request.body = self.read_bytes(length)?;
            }
            BodyLength::Chunked => {
                self.invite(&head, 1)?;
                request.body = self.read_chunks()?;
            }
        }
        Ok((head, request))
    }

    fn read_head(&mut self, deadline: Instant) -> Result<Head, Stop> {
        let mut scanned = 0;
        loop {
            // An empty line before the request line is skipped, as RFC 9112, section 2.2, asks.
            while scanned == 0 && self.unused().starts_with(b"\r\n") {
                self.start += 2;
            }
            if let Some(length) = framing::end_of_head(self.unused(), &mut scanned)? {
                let bytes = self.unused().get(..length).unwrap_or_default();
                let head = framing::parse_head(bytes, self.service.limits.body_bytes)?;
                self.start += length;
                return Ok(head);
            }
            self.input.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.end == self.input.len() {
                return Err(framing::too_long(self.unused()).into());
            }
            self.fill_by(deadline, HEAD_TOO_SLOW)?;
        }
    }

    /// Sends 100 Continue to a peer that waits for it, unless the body has arrived already.
    fn invite(&mut self, head: &Head, length: usize) -> Result<(), Stop> {
        if head.expects_continue && self.unused().len() < length {
            (&self.connection.stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        Ok(())
    }

    fn read_bytes(&mut self, length: usize) -> Result<Vec<u8>, Stop> {
        // A length is only a claim: no more room is taken than a buffer's full at first.
        let mut body = Vec::with_capacity(length.min(HEAD_BYTES));
        let mut deadline = None;
        loop {
            let wanted = length - body.len();
            let here = self.unused();
            let here = here.get(..wanted).unwrap_or(here);
            body.extend_from_slice(here);
            self.start += here.len();
            if body.len() == length {
                return Ok(body);
            }
            self.fill_body(&mut deadline)?;
        }
    }

    fn read_chunks(&mut self) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        let mut chunks = Chunks::new(self.service.limits.body_bytes);
        let mut deadline = None;
        loop {
            let (used, complete) = chunks.feed(self.unused(), &mut body)?;
            self.start += used;
            if complete {
                return Ok(body);
            }
            self.fill_body(&mut deadline)?;
        }
    }

    fn fill_body(&mut self, deadline: &mut Option<Instant>) -> Result<(), Stop> {
        let deadline =
            *deadline.get_or_insert_with(|| Instant::now() + self.service.limits.body_time);
        (self.start, self.end) = (0, 0);
        self.fill_by(deadline, BODY_TOO_SLOW)
    }

    /// Reads before `deadline`, or refuses the request.
    fn fill_by(&mut self, deadline: Instant, refusal: Refusal) -> Result<(), Stop> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(refusal.into());
        }
        match self.fill(left) {
            Ok(0) => Err(Stop::Ended),
            Ok(_) => Ok(()),
            Err(error) if is_timeout(&error) => Err(refusal.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads available bytes, waiting for up to `timeout`; 0 at the end of the stream.
    fn fill(&mut self, timeout: Duration) -> io::Result<usize> {
        if self.read_timeout != Some(timeout) {
            self.connection.stream.set_read_timeout(Some(timeout))?;
            self.read_timeout = Some(timeout);
        }
        let room = self.input.get_mut(self.end..).unwrap_or_default();
        loop {
            match (&self.connection.stream).read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(count) => {
                    self.end += count;
                    return Ok(count);
                }
            }
        }
    }

    fn unused(&self) -> &[u8] {
        self.input.get(self.start..self.end).unwrap_or_default()
    }

    fn stamp(&self) -> Instant {
        let now = Instant::now();
        let life = now.saturating_duration_since(self.service.started);
        self.connection.stamp(life);
        now
    }

    /// Leaves the phase in which no other thread may interfere.
    fn begin_response(&self) -> Instant {
        let now = self.stamp();
        self.connection.enter(Phase::Responding);
        now
    }

    /// Continues after a response; `None` when the connection was closed by another thread
    /// meanwhile.
    fn leave_response(&self, phase: Phase) -> Option<Instant> {
        let now = self.stamp();
        self.connection
            .passes(Phase::Responding, phase)
            .then_some(now)
    }

    fn refuse(&mut self, refusal: Refusal) {
        if !self.connection.passes(Phase::Reading, Phase::Handling) {
            return;
        }
        log::debug!(
            "{}: refused a request of {} with status {}: {}",
            self.service.name,
            self.connection.peer,
            refusal.status,
            refusal.reason
        );
        self.service.handler.refused(refusal.status);
        if self.respond(&refusal.into(), false, false, false) {
            self.linger();
        }
    }

    /// Writes a response in one piece; `false` when the peer did not read it in time.
    fn respond(
        &mut self,
        response: &Response,
        keep_alive: bool,
        old: bool,
        head_only: bool,
    ) -> bool {
        self.out.clear();
        framing::write_response(
            &mut self.out,
            response,
            Framing {
                date: self.date.now(),
                keep_alive,
                old,
                head_only,
            },
        );
        let sent = self.send();
        let sent = sent && (head_only || self.send_stream(response));
        // A long response is an exception; its buffer is not kept.
        if self.out.capacity() > HEAD_BYTES {
            self.out = Vec::new();
        }
        sent
    }

    /// Writes a body piece by piece, each within the time limit of a response; `false` as above, or
    /// when the connection has to end here.
    fn send_stream(&mut self, response: &Response) -> bool {
        let super::Way::Streamed(stream) = &response.way else {
            return true;
        };
        let mut at = 0;
        while at < stream.written() {
            let left = usize::try_from(stream.written() - at).unwrap_or(PIECE);
            self.out.resize(left.min(PIECE), 0);
            stream.fill(at, &mut self.out);
            if !self.send() {
                return false;
            }
            at += self.out.len() as u64;
        }
        !stream.is_cut()
    }

    fn send(&mut self) -> bool {
        let deadline = self.begin_response() + self.service.limits.response_time;
        let mut left = self.service.limits.response_time;
        let mut sent = 0;
        while !left.is_zero() {
            let stream = &self.connection.stream;
            if self.write_timeout != Some(left) {
                // A socket that refuses this was reset already; the write will fail.
                let _ = stream.set_write_timeout(Some(left));
                self.write_timeout = Some(left);
            }
            let mut stream = stream;
            match stream.write(self.out.get(sent..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return false,
                Ok(count) => sent += count,
            }
            if sent == self.out.len() {
                return true;
            }
            left = deadline.saturating_duration_since(Instant::now());
        }
        false
    }

    /// Lets the peer read the last response. Closing while it still sends would reset the
    /// connection, and a reset discards what the peer has not read yet.
    fn linger(&mut self) {
        let stream = &self.connection.stream;
        let Some(now) = self.leave_response(Phase::Lingering) else {
            return;
        };
        let deadline = now + LINGER;
        if self.service.is_closing() || stream.shutdown(Shutdown::Write).is_err() {
            return;
        }
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            (self.start, self.end) = (0, 0);
            if left.is_zero() || self.fill(left).map_or(true, |count| count == 0) {
                return;
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// The value of the Date header, formatted once a second.
#[derive(Default)]
struct Date {
    second: u64,
    text: String,
}

impl Date {
    fn now(&mut self) -> &str {
        let now = SystemTime::now();
        let second = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        if self.text.is_empty() || second != self.second {
            self.second = second;
            self.text = httpdate::fmt_http_date(now);
        }
        &self.text
    }
}
