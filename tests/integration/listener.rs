//! What any client may send to an open socket. Each story once took a tiny_http server down, or
//! could take some other one.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use crate::example::Receive;
use crate::peer::{Peer, Response, request};
use crate::samples::delivery;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};

const MOMENT: Duration = Duration::from_millis(50);

fn start(options: &ReceiverOptions) -> (Receiver, SocketAddr) {
    let receiver = Receiver::bind(options).unwrap();
    let address = receiver.local_addr().unwrap();
    (receiver, address)
}

/// A good request is still answered.
fn serves(address: SocketAddr, id: &str) -> bool {
    let body = delivery("CallConnected", "c", id);
    let response = Peer::connect(address).post("/events", &body).unwrap();
    response.status == 200
}

/// Sends bytes; the response, after which the connection must be closed.
fn last_response(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Response {
    let mut peer = Peer::connect(address);
    // A listener that has heard enough may close while this test still sends.
    let _ = peer.send(bytes);
    let response = peer.response().unwrap();
    assert_eq!(response.header("connection"), Some("close"));
    assert!(peer.is_closed());
    response
}

#[test]
fn a_huge_announced_body_is_refused_at_once_and_takes_no_memory() {
    let (receiver, address) = start(&ReceiverOptions::new());
    for length in ["99999999999", "1048577", "18446744073709551616"] {
        let head = format!("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        assert_eq!(last_response(address, &head).status, 413, "{length}");
    }
    // Announced, and then closed.
    for _ in 0..20 {
        let mut peer = Peer::connect(address);
        peer.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n[")
            .unwrap();
    }
    assert!(serves(address, "1"));
    assert_eq!(receiver.counters().received, 1);
    assert_eq!(receiver.counters().rejected, 3);
}

#[test]
fn a_sender_of_a_body_that_is_too_large_can_read_why() {
    let (_receiver, address) = start(&ReceiverOptions::new().body_limit(2000));
    let body = " ".repeat(4_000_000);
    let chunked = format!(
        "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
         10000\r\n{body}"
    );
    for text in [request("POST", "/events", "", &body), chunked] {
        let mut peer = Peer::connect(address);
        // Much more than the buffers of the sockets hold, and all of it can be sent.
        peer.send(text).unwrap();
        assert_eq!(peer.response().unwrap().status, 413);
        assert!(peer.is_closed());
    }
    assert!(serves(address, "1"));
}

#[test]
fn other_versions_and_other_protocols_are_refused() {
    let (_receiver, address) = start(&ReceiverOptions::new());
    let tls_hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    let cases: &[(&[u8], u16)] = &[
        (b"GET /events HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"GET /events HTTP/3.0\r\nHost: x\r\n\r\n", 505),
        (b"GET /events\r\n\r\n", 400),
        (b"\0\0\0\0\r\n\r\n", 400),
        (b"{\"json\":\"alone\"}\r\n\r\n", 400),
        (tls_hello, 400),
    ];
    for (bytes, status) in cases {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(last_response(address, bytes).status, *status, "{text}");
    }
    assert!(serves(address, "1"));
}

#[test]
fn a_reset_after_sending_does_not_affect_other_peers() {
    let (_receiver, address) = start(&ReceiverOptions::new());
    for number in 0..50 {
        let mut peer = Peer::connect(address);
        let body = delivery("CallConnected", "reset", &number.to_string());
        peer.send(request("POST", "/events", "", &body).repeat(2))
            .unwrap();
        // To close with an unread response in the socket resets the connection.
        peer.stream.get_ref().peek(&mut [0; 1]).unwrap();
    }
    assert!(serves(address, "1"));
}

#[test]
fn every_connection_of_a_burst_is_answered_and_kept() {
    let (_receiver, address) = start(&ReceiverOptions::new());
    for round in 0..5 {
        let mut peers: Vec<Peer> = (0..150).map(|_| Peer::connect(address)).collect();
        for (number, peer) in peers.iter_mut().enumerate() {
            let body = delivery("CallConnected", "c", &format!("{round}/{number}"));
            peer.send(request("POST", "/events", "", &body)).unwrap();
        }
        for peer in &mut peers {
            assert_eq!(peer.response().unwrap().status, 200);
        }
        for peer in &mut peers {
            assert_eq!(peer.post("/events", "[]").unwrap().status, 200);
        }
    }
}

#[test]
fn a_burst_beyond_the_bound_is_answered_and_the_oldest_idle_ones_are_closed() {
    let (receiver, address) = start(&ReceiverOptions::new().max_connections(8));
    let mut peers: Vec<Peer> = (0..100)
        .map(|number| {
            let mut peer = Peer::connect(address);
            let body = delivery("CallConnected", "c", &number.to_string());
            peer.send(request("POST", "/events", "", &body)).unwrap();
            peer
        })
        .collect();
    for peer in &mut peers {
        assert_eq!(peer.response().unwrap().status, 200);
    }
    assert_eq!(receiver.counters().queued, 100);
    assert!(peers[0].is_closed());
    assert_eq!(peers[99].post("/events", "[]").unwrap().status, 200);
}

#[test]
fn a_new_connection_does_not_cost_one_whose_request_is_on_its_way() {
    let (_receiver, address) = start(&ReceiverOptions::new().max_connections(2));
    let body = delivery("CallConnected", "c", "1");
    let text = request("POST", "/events", "", &body);
    let (begin, end) = text.split_at(text.len() - 10);

    let mut busy = Peer::connect(address);
    assert_eq!(busy.post("/events", "[]").unwrap().status, 200);
    busy.send(begin).unwrap();
    let mut idle = Peer::connect(address);
    assert_eq!(idle.post("/events", "[]").unwrap().status, 200);
    assert!(serves(address, "2"));
    assert!(idle.is_closed(), "it was younger, but idle");
    busy.send(end).unwrap();
    assert_eq!(busy.response().unwrap().status, 200);
}

#[test]
fn slow_requests_cannot_block_others() {
    let (_receiver, address) = start(&ReceiverOptions::new().max_connections(2));
    let mut slow: Vec<Peer> = (0..2)
        .map(|_| {
            let mut peer = Peer::connect(address);
            // Meanwhile the thread of the first sees that its next request has begun.
            for _ in 0..100 {
                assert_eq!(peer.post("/events", "[]").unwrap().status, 200);
            }
            peer.send("POST /events HT").unwrap();
            peer
        })
        .collect();
    assert!(serves(address, "1"));
    assert!(slow[0].is_closed());
}

#[test]
fn a_flood_of_requests_is_held_back() {
    let (_receiver, address) = start(&ReceiverOptions::new());
    let mut peer = Peer::with_timeout(address, Duration::from_millis(500)).unwrap();
    let requests = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000);
    let mut sent = 0;
    // The responses are not read, so the listener has to stop taking requests.
    while peer.send(&requests).is_ok() {
        sent += requests.len();
        assert!(sent < 64 << 20, "all of it was taken");
    }
    assert!(serves(address, "1"));
}

#[test]
fn peers_that_do_not_read_their_responses_cannot_block_others() {
    const SEATS: usize = 4;
    let (_receiver, address) = start(&ReceiverOptions::new().max_connections(SEATS));
    let requests = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000);
    let deaf: Vec<_> = (0..2 * SEATS)
        .map(|_| {
            let requests = requests.clone();
            std::thread::spawn(move || {
                let mut peer = Peer::with_timeout(address, Duration::from_millis(500)).unwrap();
                // Until nothing more is taken: the listener is stuck with a response.
                while peer.send(&requests).is_ok() {}
                peer
            })
        })
        .collect();
    let deaf: Vec<Peer> = deaf.into_iter().map(|peer| peer.join().unwrap()).collect();
    // Sooner than all of them have run out of the time they have for a response.
    let mut peer = Peer::with_timeout(address, Duration::from_secs(12)).unwrap();
    let body = delivery("CallConnected", "c", "1");
    assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    drop(deaf);
}

#[test]
fn an_endless_head_is_refused() {
    let (_receiver, address) = start(&ReceiverOptions::new());
    let start_line = "POST /events HTTP/1.1\r\nHost: x\r\n";
    let cases = [
        (format!("POST /{}", "a".repeat(20_000)), 414),
        (format!("{start_line}A: {}", "b".repeat(20_000)), 431),
        (format!("{start_line}{}", "A: b\r\n".repeat(5_000)), 431),
        (format!("{start_line}{}\r\n", "A: b\r\n".repeat(64)), 431),
        (format!("{start_line}{}", "a".repeat(20_000)), 431),
        (format!("{start_line}A: {}\r\n\r\n", "b".repeat(8_190)), 400),
    ];
    for (text, status) in cases {
        assert_eq!(last_response(address, &text).status, status, "{text:.50}");
    }
    assert!(serves(address, "1"));
}

#[test]
fn nothing_can_be_smuggled_in_behind_a_doubtful_length() {
    let (receiver, address) = start(&ReceiverOptions::new());
    let hidden = request(
        "POST",
        "/events",
        "",
        &delivery("CallConnected", "c", "hidden"),
    );
    for lines in [
        "Content-Length: 0x5\r\n",
        "Content-Length: +0\r\n",
        "Content-Length: 0,0\r\n",
        "Content-Length:\r\n",
        "Content-Length: \r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding:\x0bchunked\r\n",
        "Content-Length : 0\r\n",
        " Content-Length: 0\r\n",
        "A: b\r\n Content-Length: 0\r\n",
        "A: b\nContent-Length: 0\r\n",
        "A: b\rContent-Length: 0\r\n",
        "Host: y\r\n",
        "A: \u{ff}\r\n",
    ] {
        let text = format!("POST /events HTTP/1.1\r\nHost: x\r\n{lines}\r\n{hidden}");
        let status = last_response(address, text).status;
        assert!(status == 400 || status == 501, "{status} for {lines:?}");
    }
    let chunked = "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for chunks in [
        "5;\n\r\n[]   \r\n0\r\n\r\n",
        "2\r\n[]0\r\n\r\n",
        "-1\r\n",
        "2\n[]\r\n0\r\n\r\n",
    ] {
        let status = last_response(address, format!("{chunked}{chunks}{hidden}")).status;
        assert_eq!(status, 400, "{chunks:?}");
    }
    assert_eq!(receiver.counters().received, 0);
    assert!(serves(address, "1"));
}

#[test]
fn what_nginx_refuses_is_refused_before_its_path_and_method_are_looked_at() {
    let (receiver, address) = start(&ReceiverOptions::new());
    let cases = [
        "POST /events HTTP/1.1\r\nHost:\r\nContent-Length: 2\r\n\r\n[]",
        "POST /events HTTP/1.1\r\nHost: ..\r\nContent-Length: 2\r\n\r\n[]",
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length:\t2\r\n\r\n[]",
        "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\
         Expect: 100-continue\r\n\r\n[]",
        "post /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]",
        "POST /events%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]",
        "POST /%2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]",
    ];
    for text in cases {
        assert_eq!(last_response(address, text).status, 400, "{text:?}");
    }
    assert_eq!(receiver.counters().rejected, 8);
    assert!(serves(address, "1"));
}

/// Sends one byte at a time until a response comes.
fn trickle(address: SocketAddr, begin: &str, byte: &str) -> Response {
    let mut peer = Peer::connect(address);
    peer.send(begin).unwrap();
    let stream = peer.stream.get_ref().try_clone().unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(5)))
        .unwrap();
    loop {
        match stream.peek(&mut [0; 1]) {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => panic!("{error}"),
        }
        let _ = peer.send(byte);
    }
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    peer.response().unwrap()
}

#[test]
fn a_head_that_trickles_in_ends_at_its_deadline() {
    let (_receiver, address) = start(&ReceiverOptions::new().head_timeout(MOMENT));
    assert_eq!(last_response(address, "POST /events HT").status, 408);
    let response = trickle(address, "POST /events HTTP/1.1\r\nA: ", "b");
    assert_eq!(response.status, 408);
    // Empty lines before a request are no way around.
    let mut peer = Peer::connect(address);
    peer.send("\r\n\r\n").unwrap();
    assert_eq!(peer.response().unwrap().status, 408);
    assert!(serves(address, "1"));
}

#[test]
fn a_body_that_trickles_in_ends_at_its_deadline() {
    let (receiver, address) = start(&ReceiverOptions::new().body_timeout(MOMENT));
    let begin = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    assert_eq!(last_response(address, begin).status, 408);
    assert_eq!(trickle(address, begin, " ").status, 408);
    let chunked = "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(trickle(address, chunked, "1\r\n \r\n").status, 408);
    assert!(serves(address, "1"));
    assert_eq!(receiver.counters().rejected, 3);
}

#[test]
fn an_idle_connection_is_closed_without_a_response() {
    let (_receiver, address) = start(&ReceiverOptions::new().idle_timeout(MOMENT));
    let mut fresh = Peer::connect(address);
    assert!(fresh.is_closed());
    let mut used = Peer::connect(address);
    assert_eq!(used.post("/events", "[]").unwrap().status, 200);
    assert!(used.is_closed());
}

#[test]
fn a_slow_head_may_take_longer_than_an_idle_connection_is_kept() {
    let options = ReceiverOptions::new().idle_timeout(MOMENT);
    let (_receiver, address) = start(&options);
    let mut peer = Peer::connect(address);
    peer.send("POST /events HTTP/1.1\r\n").unwrap();
    let stream = peer.stream.get_ref().try_clone().unwrap();
    stream.set_read_timeout(Some(MOMENT * 4)).unwrap();
    let error = stream.peek(&mut [0; 1]).unwrap_err();
    assert_eq!(
        error.kind(),
        io::ErrorKind::WouldBlock,
        "still waiting for us"
    );
    peer.send("Host: x\r\nContent-Length: 2\r\n\r\n[]").unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    assert_eq!(peer.response().unwrap().status, 200);
    assert!(peer.is_closed(), "and then the idle time holds again");
}

#[cfg(target_os = "linux")]
mod as_a_program {
    use super::*;

    fn count(receive: &Receive, what: &str) -> usize {
        let folder = format!("/proc/{}/{what}", receive.child.id());
        std::fs::read_dir(folder).unwrap().count()
    }

    /// How many connections this process may open, at most `wanted`.
    fn affordable(wanted: usize) -> usize {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max open files"));
        let soft = line.unwrap().split_whitespace().nth(3).unwrap();
        // The connections of other tests need some too.
        wanted.min(soft.parse::<usize>().unwrap_or(wanted) / 2)
    }

    #[test]
    fn idle_connections_take_a_bounded_number_of_threads_and_descriptors() {
        alone!(); // with all descriptors that a process may have
        let receive = Receive::start(&[]);
        let (threads, descriptors) = (count(&receive, "task"), count(&receive, "fd"));
        let idle: Vec<Peer> = (0..affordable(2000))
            .map(|_| Peer::connect(receive.address))
            .collect();
        assert!(serves(receive.address, "1"));
        assert_eq!(count(&receive, "task"), threads);
        assert!(count(&receive, "fd") <= descriptors + 257);
        drop(idle);
        assert!(serves(receive.address, "2"));
    }

    #[test]
    fn resets_cost_neither_threads_nor_descriptors() {
        let receive = Receive::start(&[]);
        let (threads, descriptors) = (count(&receive, "task"), count(&receive, "fd"));
        for _ in 0..20 {
            let mut crowd: Vec<Peer> = (0..affordable(100))
                .map(|_| Peer::connect(receive.address))
                .collect();
            for peer in &mut crowd {
                peer.send(request("GET", "/", "", "")).unwrap();
            }
            // To close with an unread response in the socket resets the connection.
            crowd[0].stream.get_ref().peek(&mut [0; 1]).unwrap();
            drop(crowd);
            assert_eq!(count(&receive, "task"), threads);
        }
        assert!(serves(receive.address, "1"));
        assert!(count(&receive, "fd") <= descriptors + 257);
    }

    #[test]
    fn running_out_of_descriptors_ends_nothing() {
        let mut receive = Receive::start_with_descriptors(32);
        let crowd: Vec<Peer> = (0..100).map(|_| Peer::connect(receive.address)).collect();
        // While they all are here, the oldest of them are closed to make room.
        for id in ["1", "2", "3"] {
            assert!(serves(receive.address, id));
        }
        drop(crowd);
        assert!(serves(receive.address, "4"));
        for id in ["1", "2", "3", "4"] {
            assert!(receive.line().contains(&format!("\"id\":\"{id}\"")));
        }
        assert!(receive.child.try_wait().unwrap().is_none());
    }

    /// A number of /proc/PID/status, in KiB.
    fn status(receive: &Receive, name: &str) -> usize {
        let path = format!("/proc/{}/status", receive.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.unwrap().split_whitespace().next();
        number.unwrap().parse().unwrap()
    }

    #[test]
    fn unfinished_bodies_take_less_than_64_mib_together() {
        let receive = Receive::start(&[]);
        let body = " ".repeat(1_000_000);
        let whole = request("POST", "/events", "", &body);
        let chunked = format!(
            "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nf4240\r\n{body}"
        );
        let crowd: Vec<Peer> = (0..200)
            .map(|number| {
                let text = if number % 2 == 0 { &whole } else { &chunked };
                let mut peer = Peer::connect(receive.address);
                // All but the end; one that holds more than others is closed meanwhile.
                let _ = peer.send(&text[..text.len() - 1000]);
                peer
            })
            .collect();
        assert!(serves(receive.address, "1"));
        drop(crowd);
        let most = status(&receive, "VmHWM:");
        assert!(most < 64 * 1024, "{most} KiB");
    }

    #[test]
    fn a_flood_takes_no_memory() {
        let receive = Receive::start(&[]);
        assert!(serves(receive.address, "1"));
        let before = status(&receive, "VmRSS:");
        let mut peer = Peer::with_timeout(receive.address, Duration::from_millis(500)).unwrap();
        let requests = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000);
        while peer.send(&requests).is_ok() {}
        for _ in 0..20 {
            let _ = last_response(
                receive.address,
                format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(100_000)),
            );
        }
        let grown = status(&receive, "VmRSS:").saturating_sub(before);
        assert!(grown < 4096, "{grown} KiB more");
    }
}
