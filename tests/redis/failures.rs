//! What happens when the network, a replica or the primary fails: the rows of the table in docs/scale.md that
//! `cluster` does not have.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation::receiver::{Received, RedisOptions};

use crate::network::Network;
use crate::samples::delivery;
use crate::server::{Sentinel, Server, wait_until};
use crate::{LONG, bring, front, ids, member, next, post, read, receiver, redis, target};

#[test]
fn a_consumer_that_is_cut_off_from_redis_gives_no_more_events_that_another_one_got() {
    let server = Server::start();
    let network = Network::to(server.port);
    let options = RedisOptions::new(network.url()).member("a");
    let cut_off = receiver(options.lease(Duration::from_secs(1)));
    let front = front(&server);
    let own = target(&cut_off);
    for id in ["1", "2", "3"] {
        bring(&front, &own, "call", id);
    }
    let first = next(&cut_off);
    network.cut();
    let other = member(&server, "b");
    let received = read(&other, 3);
    assert_eq!(ids(&received), ["1", "2", "3"]);
    assert!(cut_off.try_recv().unwrap().is_none(), "unread ones");
    assert_eq!(first.done().unwrap_err().kind(), ErrorKind::System);
    Received::done_all(&received).unwrap();
    network.restore();
    wait_until("the consumer is not back", || {
        bring(
            &front,
            &own,
            "call",
            &format!("{:?}", std::time::Instant::now()),
        );
        if let Some(received) = other.try_recv().unwrap() {
            received.done().unwrap();
        }
        cut_off
            .recv_timeout(Duration::from_millis(50))
            .unwrap()
            .is_some()
    });
    first.done().unwrap();
}

#[test]
fn a_request_is_refused_while_the_network_is_cut_and_stored_once_when_only_the_response_was_lost() {
    let server = Server::start();
    let network = Network::to(server.port);
    let consumer = member(&server, "a");
    let front = receiver(RedisOptions::new(network.url()).consume(false));
    let (first, second) = (
        delivery("ParticipantsUpdated", "call", "1"),
        delivery("ParticipantsUpdated", "call", "2"),
    );
    network.cut();
    assert_eq!(post(&front, "/events", &*first), 503);
    assert!(consumer.try_recv().unwrap().is_none());
    network.restore();
    assert_eq!(post(&front, "/events", &*first), 200);
    assert_eq!(next(&consumer).event.id(), "1");
    network.cut_responses();
    assert_eq!(post(&front, "/events", &*second), 503);
    assert_eq!(next(&consumer).event.id(), "2", "it was stored");
    network.restore();
    assert_eq!(post(&front, "/events", &*second), 200);
    assert_eq!(front.counters().duplicate, 1);
    assert!(consumer.try_recv().unwrap().is_none());
}

#[test]
fn a_consumer_closes_while_redis_does_not_respond_and_another_one_gets_its_events() {
    let server = Server::start();
    let closing = member(&server, "a");
    bring(&front(&server), &target(&closing), "call", "1");
    assert_eq!(next(&closing).event.id(), "1");
    server.signal(libc::SIGSTOP);
    closing.close(LONG);
    drop(closing);
    server.signal(libc::SIGCONT);
    assert_eq!(next(&member(&server, "b")).event.id(), "1");
}

#[test]
fn without_the_replica_nothing_is_acknowledged_and_what_it_has_again_is() {
    let server = Server::start();
    let port = server.port.to_string();
    let mut replica = Server::with(&["--replicaof", "127.0.0.1", &port]);
    let consumer = member(&server, "a");
    let front = receiver(RedisOptions::new(server.url()).consume(false).replicas(1));
    let one = |id| delivery("ParticipantsUpdated", "call", id);
    wait_until("the replica does not follow", || {
        post(&front, "/events", one("1")) == 200
    });
    replica.kill();
    assert_eq!(post(&front, "/events", one("2")), 503);
    replica.restart();
    wait_until("the replica does not follow again", || {
        post(&front, "/events", one("2")) == 200
    });
    assert_eq!(ids(&read(&consumer, 2)), ["1", "2"], "each once");
}

#[test]
fn what_was_acknowledged_outlives_the_primary_when_sentinel_promotes_a_replica() {
    const CALLS: usize = 4;
    const EVENTS: usize = 150;
    let mut primary = Server::start();
    let port = primary.port.to_string();
    let replicas = [0, 1].map(|_| Server::with(&["--replicaof", "127.0.0.1", &port]));
    let sentinels = [0, 1, 2].map(|_| Sentinel::start(primary.port));
    wait_until("the Sentinels do not know each other", || {
        sentinels.iter().all(|it| it.knows() == (2, 2))
    });
    let options = |options: RedisOptions| {
        let with = |options: RedisOptions, it: &Sentinel| options.sentinel_url(it.url());
        let options = sentinels.iter().fold(options, with).sentinel_group("pbx");
        receiver(options.replicas(1).lease(Duration::from_secs(5)))
    };
    // Of this URL only user, password and database count.
    let new = || RedisOptions::new("redis://127.0.0.1:1");
    let consumer = options(new().member("a"));
    let front = options(new().consume(false));
    let acknowledged = AtomicUsize::new(0);
    let reads: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut known = HashSet::new();
            while known.len() < CALLS * EVENTS {
                let received = consumer.recv_timeout(LONG).unwrap().expect("an event");
                let id = received.event.id().to_owned();
                if known.insert(id.clone()) {
                    reads.lock().unwrap().push(id);
                }
                wait_until("an event cannot be confirmed", || match received.done() {
                    Err(error) => error.kind() == ErrorKind::Closed,
                    Ok(()) => true,
                });
            }
        });
        for call in 0..CALLS {
            let (front, acknowledged) = (&front, &acknowledged);
            scope.spawn(move || {
                for number in 0..EVENTS {
                    let call = format!("call-{call}");
                    let body = delivery("ParticipantsUpdated", &call, &format!("{call}.{number}"));
                    wait_until("an event is not acknowledged", || {
                        post(front, "/events", &*body) == 200
                    });
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        wait_until("nothing is acknowledged", || {
            acknowledged.load(Ordering::SeqCst) >= CALLS * EVENTS / 3
        });
        primary.kill();
    });
    let mut calls: HashMap<String, Vec<usize>> = HashMap::new();
    for id in reads.into_inner().unwrap() {
        let (call, number) = id.split_once('.').unwrap();
        let numbers = calls.entry(call.to_owned()).or_default();
        numbers.push(number.parse().unwrap());
    }
    let whole: Vec<usize> = (0..EVENTS).collect();
    assert_eq!(calls.len(), CALLS);
    calls
        .values()
        .for_each(|numbers| assert_eq!(*numbers, whole));
    let now = sentinels[0].primary();
    assert!(replicas.iter().any(|it| it.port == now), "{now}");
}

#[test]
fn a_sentinel_that_does_not_know_the_group_or_is_not_there_is_named() {
    let server = Server::start();
    let sentinel = Sentinel::start(server.port);
    let open = |options: RedisOptions| {
        let options = acs_call_automation::receiver::ReceiverOptions::new().redis(options);
        acs_call_automation::receiver::Receiver::without_listener(&options).map(drop)
    };
    let new = || redis(&server, "a");
    let unknown = open(new().sentinel_url(sentinel.url())).unwrap_err();
    let text = unknown.to_string();
    assert!(text.contains("knows no group \"mymaster\""), "{text}");
    assert!(text.contains(&sentinel.port.to_string()), "{text}");
    let closed = format!("redis://127.0.0.1:{}", crate::server::free_port());
    let with_group = || new().sentinel_group("pbx");
    open(
        with_group()
            .sentinel_url(&*closed)
            .sentinel_url(sentinel.url()),
    )
    .unwrap();
    let text = open(with_group().sentinel_url(closed))
        .unwrap_err()
        .to_string();
    assert!(text.contains("Sentinel 127.0.0.1:"), "{text}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_forked_child_has_no_connection_to_redis_and_the_parent_keeps_them() {
    let server = Server::start();
    let (consumer, front) = (member(&server, "a"), front(&server));
    bring(&front, "/events", "call", "1");
    let received = next(&consumer);
    // SAFETY: the child does nothing but wait for a signal.
    let child = match unsafe { libc::fork() } {
        0 => loop {
            unsafe { libc::pause() };
        },
        pid => pid,
    };
    let own = connections(std::process::id(), server.port);
    let inherited = connections(u32::try_from(child).unwrap(), server.port);
    // SAFETY: it is a child that was not waited for.
    unsafe {
        libc::kill(child, libc::SIGKILL);
        libc::waitpid(child, std::ptr::null_mut(), 0);
    }
    assert!(own >= 2, "one of the consumer, others of requests: {own}");
    assert_eq!(inherited, 0);
    received.done().unwrap();
    bring(&front, "/events", "call", "2");
    assert_eq!(next(&consumer).event.id(), "2");
}

/// How many connections to a port of this machine a process has descriptors of.
#[cfg(target_os = "linux")]
fn connections(process: u32, port: u16) -> usize {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let remote = format!("0100007F:{port:04X}");
    let columns = table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let sockets: Vec<String> = columns
        .filter(|columns| columns[2] == remote)
        .map(|columns| format!("socket:[{}]", columns[9]))
        .collect();
    let descriptors = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let links = descriptors.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    links
        .filter(|link| {
            sockets
                .iter()
                .any(|socket| link.as_os_str() == socket.as_str())
        })
        .count()
}
