//! The accepting thread: bounded, not ended by errors, joined on close.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::closing::Closing;
use super::connections::{self, Shared};
use super::{Handler, Limits};
use crate::clock::after;
use crate::error::{Error, Result};
use crate::platform::{self, Acceptor, Listening, Waker};

/// Pauses after a failed accept, which mostly means that descriptors or memory ran out.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// How long [`Drop`] waits for requests in progress.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves a socket until it is closed or dropped.
pub struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    waker: Waker,
    accepting: Mutex<Option<JoinHandle<()>>>,
    closing: Closing,
}

impl Listener {
    /// Starts serving `socket` with the default limits.
    pub fn start(name: &str, socket: Listening, handler: Arc<dyn Handler>) -> Result<Self> {
        Self::start_with(name, socket, handler, Limits::default())
    }

    /// Starts serving `socket`: one thread `acs-NAME` accepts, one `acs-NAME-io` per connection
    /// reads, calls the handler and writes the response.
    pub fn start_with(
        name: &str,
        socket: Listening,
        handler: Arc<dyn Handler>,
        limits: Limits,
    ) -> Result<Self> {
        let address = socket
            .local_addr()
            .map_err(|cause| Error::system("cannot read the listener's address", cause))?;
        let (acceptor, waker) = Acceptor::new(socket)
            .map_err(|cause| Error::system("cannot prepare the listening socket", cause))?;
        let shared = Arc::new(Shared::new(name, handler, limits));
        let accepting = platform::spawn(name, {
            let shared = shared.clone();
            move || accept_all(&acceptor, &shared)
        })
        .map_err(|cause| Error::system("cannot start the listener's thread", cause))?;
        Ok(Self {
            address,
            shared,
            waker,
            accepting: Mutex::new(Some(accepting)),
            closing: Closing::default(),
        })
    }

    /// Returns the address listened on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, waits for requests in progress, and joins every thread within `deadline`;
    /// in its last quarter connections are shut down.
    ///
    /// Returns `false` when a handler is still running then: its thread ends with it. When another
    /// thread is closing already, waits for that one, within its own deadline.
    pub fn close(&self, deadline: Duration) -> bool {
        let (force, end) = (after(deadline / 4 * 3), after(deadline));
        self.closing.run(end, || self.end(force, end))
    }

    fn end(&self, force: Instant, end: Instant) -> bool {
        self.shared.begin_closing();
        self.waker.wake();
        let accepting = self
            .accepting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        connections::join(accepting);
        self.shared.end_all(force, end)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if !self.closing.was_tried() {
            self.close(DROP_TIMEOUT);
        }
    }
}

fn accept_all(acceptor: &Acceptor, shared: &Arc<Shared>) {
    let mut pause = FIRST_PAUSE;
    while !shared.is_closing() {
        let accepted = match acceptor.accept() {
            Ok(None) => return,
            Ok(Some((stream, peer))) => {
                if !shared.make_room() {
                    return;
                }
                shared.start(stream, peer)
            }
            Err(error) => Err(error),
        };
        match accepted {
            Ok(()) => pause = FIRST_PAUSE,
            // The peer has closed already: not an error of this machine.
            Err(error) if is_passing(&error) => {}
            Err(error) => {
                if pause == FIRST_PAUSE {
                    log::warn!(
                        "{}: cannot accept a connection: {error}",
                        shared.service.name
                    );
                }
                if shared.wait_for_room(pause) {
                    return;
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::mpsc;

    use super::*;
    use crate::server::{Produce, Request, Response, Stream};

    const FOREVER: Duration = Duration::from_secs(60);

    fn serve(handler: impl Fn(Request) -> Response + Send + Sync + 'static) -> Listener {
        let socket = Listening::bind(([127, 0, 0, 1], 0).into()).unwrap();
        Listener::start("test", socket, Arc::new(handler)).unwrap()
    }

    fn connect(listener: &Listener) -> TcpStream {
        let stream = TcpStream::connect(listener.local_addr()).unwrap();
        stream.set_read_timeout(Some(FOREVER)).unwrap();
        stream
    }

    /// Sends everything and reads until the other side closes.
    fn exchange(listener: &Listener, text: &str) -> String {
        let mut stream = connect(listener);
        stream.write_all(text.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    #[test]
    fn the_handler_sees_the_whole_request_and_the_peer_its_response() {
        let listener = serve(|request: Request| {
            assert!(request.peer.is_some());
            Response::new(200).with_body("text/plain", request.body)
        });
        let response = exchange(
            &listener,
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
             5\r\nhello\r\n0\r\n\r\n",
        );
        assert!(
            response.starts_with("HTTP/1.1 200 OK\r\nDate: "),
            "{response}"
        );
        assert!(response.ends_with("\r\n\r\nhello"), "{response}");
    }

    #[test]
    fn pipelined_requests_are_answered_in_order() {
        let listener =
            serve(|request: Request| Response::new(200).with_header("X-Target", request.target));
        let mut text = String::from("\r\n");
        for number in 0..1000 {
            text += &format!("HEAD /{number} HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        text += "HEAD /last HTTP/1.0\r\n\r\n";
        let response = exchange(&listener, &text);
        let targets: Vec<&str> = response
            .lines()
            .filter_map(|line| line.strip_prefix("X-Target: /"))
            .collect();
        let mut expected: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
        expected.push("last".into());
        assert_eq!(targets, expected);
    }

    #[test]
    fn a_panic_of_the_handler_returns_500_and_the_listener_goes_on() {
        let listener = serve(|request: Request| {
            assert_eq!(request.path(), "/fine", "thrown on purpose by a test");
            Response::new(204)
        });
        let bad = exchange(&listener, "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(bad.starts_with("HTTP/1.1 500 "), "{bad}");
        let fine = exchange(
            &listener,
            "GET /fine HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        assert!(fine.starts_with("HTTP/1.1 204 "), "{fine}");
    }

    #[test]
    fn a_lost_response_is_a_closed_connection() {
        let listener = serve(|_: Request| Response::lost());
        assert_eq!(exchange(&listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "");
    }

    struct Count;

    impl Produce for Count {
        fn fill(&self, at: u64, piece: &mut [u8]) {
            for (byte, at) in piece.iter_mut().zip(at..) {
                *byte = b'a' + u8::try_from(at % 23).unwrap();
            }
        }
    }

    #[test]
    fn a_body_that_is_made_while_it_is_written_is_as_good_as_a_whole_one() {
        let listener = serve(|request: Request| {
            let from = request.path()[1..].parse().unwrap();
            let stream = Stream::new(Arc::new(Count), from, 150_000);
            Response::new(200).with_stream("text/plain", stream)
        });
        let responses = exchange(
            &listener,
            "GET /7 HTTP/1.1\r\nHost: x\r\n\r\nHEAD /7 HTTP/1.1\r\nHost: x\r\n\r\n\
             GET /0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        let bodies: Vec<&str> = responses.split("\r\n\r\n").collect();
        let expected = |from: usize| -> String {
            let letters = (from..from + 150_000).map(|at| b'a' + u8::try_from(at % 23).unwrap());
            letters.map(char::from).collect()
        };
        assert_eq!(bodies.len(), 4);
        assert_eq!(responses.matches("Content-Length: 150000\r\n").count(), 3);
        assert!(bodies[1].starts_with(&expected(7)));
        assert!(bodies[1][150_000..].starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(
            bodies[2].starts_with("HTTP/1.1 200 OK\r\n"),
            "nothing after the HEAD"
        );
        assert!(bodies[3] == expected(0));
    }

    #[test]
    fn a_cut_response_ends_with_its_connection() {
        let listener = serve(|_: Request| {
            Response::new(200)
                .with_body("text/plain", "hello")
                .cut_after(2)
        });
        let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let response = exchange(&listener, &[get, get].concat());
        assert!(response.contains("Content-Length: 5\r\n"), "{response}");
        assert!(response.ends_with("\r\n\r\nhe"), "{response}");
    }

    #[test]
    fn the_body_is_requested_when_the_peer_waits_for_that() {
        let listener =
            serve(|request: Request| Response::new(200).with_body("text/plain", request.body));
        let mut stream = connect(&listener);
        stream
            .write_all(
                b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\
                  Expect: 100-Continue\r\nConnection: close\r\n\r\n",
            )
            .unwrap();
        let mut invitation = [0; 25];
        stream.read_exact(&mut invitation).unwrap();
        assert_eq!(&invitation, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(b"hello").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
        assert!(response.ends_with("\r\n\r\nhello"), "{response}");
    }

    #[test]
    fn closing_lets_a_running_request_end_and_ends_idle_connections() {
        let (entered, has_entered) = mpsc::sync_channel(1);
        let (go, may_go) = mpsc::sync_channel::<()>(1);
        let may_go = Mutex::new(may_go);
        let listener = serve(move |_: Request| {
            entered.send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            Response::new(200)
        });
        let mut idle = connect(&listener);
        let mut busy = connect(&listener);
        busy.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        has_entered.recv().unwrap();

        let closer = std::thread::scope(|scope| {
            let closer = scope.spawn(|| listener.close(FOREVER));
            // The idle one is closed while the other request is still running.
            assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0);
            go.send(()).unwrap();
            closer.join().unwrap()
        });
        assert!(closer, "all threads were joined");
        let mut response = String::new();
        busy.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
        assert!(response.contains("Connection: close\r\n"), "{response}");
        assert!(TcpStream::connect(listener.local_addr()).is_err());
    }

    #[test]
    fn closing_shuts_down_connections_that_do_not_end() {
        let listener = serve(|_: Request| Response::new(200));
        let mut half = connect(&listener);
        half.write_all(b"GET / HT").unwrap();
        let mut deaf = connect(&listener);
        deaf.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        deaf.read_exact(&mut [0; 10]).unwrap();
        assert!(listener.close(Duration::from_millis(400)));
        assert!(listener.close(Duration::ZERO), "closing twice is fine");
    }
}
