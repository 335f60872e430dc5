//! The connections of a listener: when each has to be looked at, and which one is closed for a new
//! one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::time::Instant;

use super::connection::{Connection, NEW, Need};
use super::limits::Limits;

#[derive(Default)]
pub(super) struct Connections {
    all: HashMap<usize, Connection>,
    /// How many connections each origin has.
    origins: HashMap<IpAddr, usize>,
    /// The bytes that are held for all requests.
    held: usize,
    /// No connection has a deadline before this time.
    next_deadline: Option<Instant>,
}

impl Connections {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn keys(&self) -> Vec<usize> {
        self.all.keys().copied().collect()
    }

    pub(super) fn get(&self, key: usize) -> Option<&Connection> {
        self.all.get(&key)
    }

    pub(super) fn add(&mut self, key: usize, connection: Connection) {
        *self.origins.entry(connection.origin).or_default() += 1;
        self.all.insert(key, connection);
    }

    /// Closes a connection.
    pub(super) fn remove(&mut self, key: usize) {
        let Some(connection) = self.all.remove(&key) else {
            return;
        };
        self.held -= connection.held();
        connection.leave();
        if let Entry::Occupied(mut count) = self.origins.entry(connection.origin) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    /// Lets a connection do something, and keeps the sums right.
    pub(super) fn with<T>(
        &mut self,
        key: usize,
        limits: &Limits,
        action: impl FnOnce(&mut Connection) -> T,
    ) -> Option<T> {
        let connection = self.all.get_mut(&key)?;
        let before = connection.held();
        let result = action(connection);
        self.held = self.held + connection.held() - before;
        let deadline = connection.deadline(limits);
        self.next_deadline = earlier(self.next_deadline, deadline);
        Some(result)
    }

    /// No connection has to be looked at before this time.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.next_deadline
    }

    /// The connections whose deadline has passed.
    pub(super) fn expired(&mut self, now: Instant, limits: &Limits) -> Vec<usize> {
        if self.next_deadline.is_none_or(|next| next > now) {
            return Vec::new();
        }
        let mut expired = Vec::new();
        self.next_deadline = None;
        for (key, connection) in &self.all {
            match connection.deadline(limits) {
                Some(deadline) if deadline <= now => expired.push(*key),
                deadline => self.next_deadline = earlier(self.next_deadline, deadline),
            }
        }
        expired
    }

    /// The connection to close for one more, if there has to be one; or the time until which none
    /// can be accepted.
    pub(super) fn place(
        &mut self,
        now: Instant,
        limits: &Limits,
    ) -> Result<Option<usize>, Instant> {
        if self.all.len() < limits.connections {
            return Ok(None);
        }
        match self.least_needed(now) {
            Some((Need::New(since), _)) => Err(since + NEW),
            Some((_, key)) => Ok(Some(key)),
            None => Err(now + NEW),
        }
    }

    /// Closes the least needed connection, if there is one.
    pub(super) fn evict(&mut self, now: Instant) {
        if let Some((_, key)) = self.least_needed(now) {
            self.remove(key);
        }
    }

    /// The least needed connection: of the origin with the most connections, so that each has its
    /// share.
    fn least_needed(&mut self, now: Instant) -> Option<(Need, usize)> {
        loop {
            let largest = self.origins.iter().max_by_key(|(_, count)| **count);
            let origin = largest.map(|(origin, _)| *origin);
            let among = |origin: Option<IpAddr>| {
                self.all
                    .iter()
                    .filter(|(_, one)| origin.is_none_or(|origin| one.origin == origin))
                    .filter_map(|(key, one)| Some((one.need(now)?, *key)))
                    .min()
            };
            let (need, key) = among(origin).or_else(|| among(None))?;
            // A connection whose next request has arrived already is not idle.
            if !self.all.get_mut(&key)?.stirs(now) {
                return Some((need, key));
            }
        }
    }

    /// The connection whose unfinished request is the largest, when more than `most` bytes are held
    /// for all requests together.
    pub(super) fn excessive(&self, most: usize) -> Option<usize> {
        if self.held <= most {
            return None;
        }
        let reading = self.all.iter().filter(|(_, one)| one.is_reading());
        let (key, _) = reading.max_by_key(|(_, one)| one.held())?;
        Some(*key)
    }
}

fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::Response;
    use super::super::connection::Step;
    use super::super::date::Date;
    use super::super::framing::Terms;
    use super::super::handlers::{Done, Written};
    use super::super::outgoing::Outgoing;
    use super::super::socket::Socket;
    use super::*;
    use crate::platform::NotInherited;
    use crate::platform::poller::Poller;

    /// Connections of pretended peers, and the other ends.
    struct Stage {
        listener: TcpListener,
        poller: Poller,
        connections: Connections,
        ends: Vec<TcpStream>,
        limits: Limits,
    }

    impl Stage {
        fn new() -> Self {
            Self {
                listener: TcpListener::bind("127.0.0.1:0").unwrap(),
                poller: Poller::new().unwrap(),
                connections: Connections::default(),
                ends: Vec::new(),
                limits: Limits::default(),
            }
        }

        /// Adds a connection, whose key is its number.
        fn add(&mut self, peer: &str, since: Instant) {
            let address = self.listener.local_addr().unwrap();
            self.ends.push(TcpStream::connect(address).unwrap());
            let (stream, _) = self.listener.accept().unwrap();
            stream.set_nonblocking(true).unwrap();
            let key = self.ends.len();
            let stream = NotInherited::new(stream);
            let socket = Arc::new(Socket::new(self.poller.adopt(stream, key)));
            let connection = Connection::new(socket, peer.parse().unwrap(), since, None);
            self.connections.add(key, connection);
            self.limits.connections = key;
        }

        /// Lets a connection read what its peer sends.
        fn send(&mut self, key: usize, bytes: &[u8], now: Instant) {
            self.ends[key - 1].write_all(bytes).unwrap();
            let limits = self.limits.clone();
            let step = self
                .connections
                .with(key, &limits, |one| {
                    // The bytes may take a moment.
                    one.socket.set_nonblocking(false).unwrap();
                    one.go_on(&mut vec![0; bytes.len()], now, &limits)
                })
                .unwrap();
            assert!(matches!(step, Step::Watch(_)));
        }
    }

    #[test]
    fn the_origin_with_the_most_connections_makes_room_for_others() {
        let now = Instant::now();
        let old = now - Duration::from_secs(5);
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", old - Duration::from_secs(1));
        stage.add("[2001:db8::1]:1", old + Duration::from_secs(1));
        stage.add("[2001:db8::2]:1", old);
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(3)));
        stage.connections.remove(3);
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(None));
        stage.add("192.0.2.1:2", now);
        stage.limits.connections = 3;
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(1)));
        for key in stage.connections.keys() {
            stage.connections.remove(key);
        }
        assert!(stage.connections.origins.is_empty());
    }

    #[test]
    fn a_new_connection_has_a_moment_for_its_request() {
        let now = Instant::now();
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", now);
        assert_eq!(stage.connections.place(now, &stage.limits), Err(now + NEW));
        let later = now + NEW;
        assert_eq!(stage.connections.place(later, &stage.limits), Ok(Some(1)));
    }

    #[test]
    fn of_two_requests_the_one_that_has_brought_less_goes() {
        let now = Instant::now();
        let old = now - Duration::from_secs(5);
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", old);
        stage.add("192.0.2.1:2", old);
        let head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n";
        stage.send(1, head, old);
        stage.send(2, head, old + Duration::from_millis(100));
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(1)));
        stage.send(1, &[b' '; 10_000], now);
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(2)));
        // And it is the first to go when memory is short.
        assert_eq!(stage.connections.excessive(10_000), None);
        assert_eq!(stage.connections.excessive(9_999), Some(1));
        stage.connections.remove(1);
        assert_eq!(stage.connections.held, 0);
    }

    #[test]
    fn a_head_and_a_body_have_their_time_from_their_beginning_on() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", began);
        for (at, text, begins) in [
            (0, "POST / HTTP/1.1\r\n", 0),
            (1, "Host: x\r\n", 0),
            (2, "Content-Length: 50000\r\n\r\n[", 2),
            (3, " ", 2),
        ] {
            stage.send(1, text.as_bytes(), after(at));
            let connection = stage.connections.get(1).unwrap();
            let deadline = connection.deadline(&stage.limits).unwrap();
            // 10 s, and some milliseconds for the bytes of a body.
            let expected = after(begins + 10)..after(begins + 11);
            assert!(expected.contains(&deadline), "{text:?}");
        }
    }

    #[test]
    fn what_is_held_for_a_request_counts_until_it_is_handled() {
        let now = Instant::now();
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", now);
        let text = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET ";
        stage.ends[0].write_all(text).unwrap();
        let limits = stage.limits.clone();
        let step = stage.connections.with(1, &limits, |one| {
            one.socket.set_nonblocking(false).unwrap();
            one.go_on(&mut vec![0; text.len()], now, &limits)
        });
        let Some(Step::Handle(arrived)) = step else {
            panic!("no request");
        };
        assert_eq!(stage.connections.held, "helloGET ".len());
        let place = stage.connections.place(now, &limits);
        assert_eq!(
            place,
            Err(now + NEW),
            "it must not be closed for another one"
        );
        let done = Done {
            connection: 1,
            reader: arrived.reader,
            result: Written::Whole { keep_alive: true },
        };
        stage
            .connections
            .with(1, &limits, |one| one.handled(done, now, &limits));
        assert_eq!(stage.connections.held, "GET ".len());
    }

    #[test]
    fn what_a_peer_has_read_of_a_response_counts_for_it() {
        let now = Instant::now();
        let later = now + Duration::from_secs(1);
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", now);
        let limits = stage.limits.clone();
        let response = Response::new(200).with_body("text/plain", vec![b'a'; 32 << 20]);
        let response = Outgoing::new(response, Terms::default(), true, &mut Date::default());
        stage
            .connections
            .with(1, &limits, |one| one.respond(response, now, &limits));
        let need = |stage: &Stage| stage.connections.get(1).unwrap().need(later);
        let before = need(&stage);
        let mut peer = stage.ends[0].try_clone().unwrap();
        // More than the sockets held at first: what is behind it was sent as the peer read.
        let mut room = vec![0; 1 << 20];
        for _ in 0..16 {
            peer.read_exact(&mut room).unwrap();
            stage
                .connections
                .with(1, &limits, |one| one.go_on(&mut [], now, &limits));
        }
        assert!(need(&stage) > before, "{before:?} {:?}", need(&stage));
    }

    /// Sends a ClientHello to a connection, whose keys are chosen then.
    #[cfg(feature = "server_tls")]
    fn secure(stage: &mut Stage, key: usize) {
        use rustls::{ClientConfig, ClientConnection, RootCertStore};

        use super::super::tls::{Certificate, Hello};

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
        client.write_tls(&mut stage.ends[key - 1]).unwrap();

        let chain = include_bytes!("../../tests/data/tls/cert.pem");
        let private_key = include_bytes!("../../tests/data/tls/key.pem");
        let certificate = Certificate::from_pem(chain, private_key).unwrap();
        let socket = &stage.connections.get(key).unwrap().socket;
        socket.set_nonblocking(false).unwrap();
        let hello = Hello::of(&certificate).read(socket).unwrap().unwrap();
        socket.set_nonblocking(true).unwrap();
        socket.begin(certificate.accept(hello, socket).unwrap());
    }

    #[cfg(feature = "server_tls")]
    #[test]
    fn a_handshake_whose_keys_are_chosen_stays_longer_than_silent_connections() {
        let now = Instant::now();
        let ago = |millis| now - Duration::from_millis(millis);
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", ago(1_400));
        stage.add("192.0.2.1:2", ago(500));
        secure(&mut stage, 1);
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(2)));
        stage.add("192.0.2.1:3", ago(300));
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(2)));
        stage.connections.remove(2);
        stage.limits.connections = 2;
        assert_eq!(stage.connections.place(now, &stage.limits), Ok(Some(1)));
    }

    #[test]
    fn a_deadline_is_found_when_it_has_passed_and_not_before() {
        let now = Instant::now();
        let mut stage = Stage::new();
        stage.add("192.0.2.1:1", now);
        stage.send(1, b"GET", now);
        let limits = stage.limits.clone();
        let deadline = now + limits.head_time;
        let before = deadline - Duration::from_millis(1);
        assert!(stage.connections.expired(before, &limits).is_empty());
        assert_eq!(stage.connections.next_deadline(), Some(deadline));
        assert_eq!(stage.connections.expired(deadline, &limits), [1]);
    }
}
