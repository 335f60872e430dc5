//! A listener: starts the polling thread, and ends it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::closing::Closing;
use super::ending::Ending;
use super::polling::Polling;
use super::service::Service;
use super::tls::Certificate;
use super::{Handler, Limits};
use crate::clock::after;
use crate::error::{Error, Result};
use crate::platform::poller::Poller;
use crate::platform::{self, Listening};

/// How long [`Drop`] waits for requests in progress.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves a socket until it is closed or dropped.
pub struct Listener {
    address: SocketAddr,
    service: Arc<Service>,
    poller: Poller,
    ending: Arc<Ending>,
    polling: Mutex<Option<JoinHandle<()>>>,
    closing: Closing,
}

impl Listener {
    /// Starts serving `socket`: one thread `acs-NAME` accepts connections and reads requests, the
    /// threads `acs-NAME-io` call the handler and write the responses. With a certificate it speaks TLS.
    pub fn start(
        name: &str,
        socket: Listening,
        handler: Arc<dyn Handler>,
        limits: Limits,
        certificate: Option<Certificate>,
    ) -> Result<Self> {
        let address = socket
            .local_addr()
            .map_err(|cause| Error::system("cannot read the listener's address", cause))?;
        let service = Arc::new(Service::new(name, handler, limits, certificate));
        let prepared = Poller::new().and_then(|poller| {
            let polling = Polling::new(service.clone(), poller.clone(), socket)?;
            Ok((poller, polling))
        });
        let (poller, polling) =
            prepared.map_err(|cause| Error::system("cannot prepare the listener", cause))?;
        let ending = Arc::new(Ending::default());
        let thread = platform::spawn(name, {
            let ending = ending.clone();
            move || {
                let _reporter = ending.reporter();
                polling.run(&ending);
            }
        })
        .map_err(|cause| Error::system("cannot start the listener's thread", cause))?;
        Ok(Self {
            address,
            service,
            poller,
            ending,
            polling: Mutex::new(Some(thread)),
            closing: Closing::default(),
        })
    }

    /// Returns the address listened on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Replaces the certificate for new connections; those that exist go on with theirs. Returns false when
    /// the listener was started without one.
    pub fn set_certificate(&self, certificate: Certificate) -> bool {
        self.service.set_certificate(certificate)
    }

    /// Stops accepting, waits for requests in progress, and joins every thread within `deadline`;
    /// in its last quarter connections are shut down.
    ///
    /// Returns `false` when a handler is still running then: the threads end with it. When another
    /// thread is closing already, waits for that one, within its own deadline.
    pub fn close(&self, deadline: Duration) -> bool {
        let (force, end) = (after(deadline / 4 * 3), after(deadline));
        self.closing.run(end, || self.end(force, end))
    }

    fn end(&self, force: Instant, end: Instant) -> bool {
        self.ending.set_force(force);
        self.service.begin_closing();
        self.poller.wake();
        if !self.ending.wait(end) {
            return false;
        }
        let thread = self
            .polling
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // Its last instructions. A panic was reported when it happened.
            let _ = thread.join();
        }
        true
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if !self.closing.was_tried() {
            self.close(DROP_TIMEOUT);
        }
    }
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
        Listener::start("test", socket, Arc::new(handler), Limits::default(), None).unwrap()
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
    fn a_response_that_is_held_back_occupies_no_thread_and_is_sent_when_the_listener_closes() {
        let listener = serve(|request: Request| {
            let response = Response::new(204);
            match request.path() {
                "/slow" => response.delayed(FOREVER * 60),
                _ => response,
            }
        });
        let mut slow: Vec<TcpStream> = (0..2 * Limits::default().handler_threads)
            .map(|_| {
                let mut stream = connect(&listener);
                stream
                    .write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
                    .unwrap();
                stream
            })
            .collect();
        let close = "GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assert!(exchange(&listener, close).starts_with("HTTP/1.1 204 "));
        assert!(listener.close(FOREVER));
        for stream in &mut slow {
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            assert!(response.starts_with("HTTP/1.1 204 "), "{response}");
        }
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
        assert!(listener.close(Duration::from_secs(2)));
        assert!(listener.close(Duration::ZERO), "closing twice is fine");
    }
}
