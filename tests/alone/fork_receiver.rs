//! A program that forks: the child gets an error, since receivers and emulators are the parent's,
//! and the parent goes on as if nothing had happened.
#![allow(unsafe_code)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::samples::delivery;
use acs_call_automation::options::PlayOptions;
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{
    Counters, Expected, Filter, Inbox, Next, Receiver, ReceiverOptions, Subscription,
};
use acs_call_automation::{CallAutomationClient, ErrorKind, PlaySource, Result, flow};
use acs_call_automation_emulator::{
    ClientCall, Emulator, EmulatorOptions, Fault, IncomingCall, RemoteParty, Schema,
};

const LONG: Duration = Duration::from_secs(60);
const NOW: Duration = Duration::ZERO;

/// Two ends of a pipe: to read, to write.
fn pipe() -> (std::fs::File, std::fs::File) {
    let mut ends = [0; 2];
    // SAFETY: there is room for two descriptors; they are owned from here on.
    unsafe {
        assert_eq!(libc::pipe(ends.as_mut_ptr()), 0);
        let [from, to] = ends.map(|end| OwnedFd::from_raw_fd(end));
        (from.into(), to.into())
    }
}

/// A forked child that has done its work and lives until it is let go.
struct Child {
    pid: libc::pid_t,
    done: std::fs::File,
    /// Closing it lets the child go.
    leash: Option<std::fs::File>,
}

impl Child {
    /// Forks. A child that hangs is killed after a while, which is a failure.
    fn fork(work: impl FnOnce()) -> Self {
        let (done, mut tell) = pipe();
        let (mut hold, leash) = pipe();
        // SAFETY: the child never returns from here, but leaves by `_exit`.
        match unsafe { libc::fork() } {
            0 => unsafe {
                libc::alarm(30);
                drop((done, leash));
                let good = catch_unwind(AssertUnwindSafe(work)).is_ok();
                let _ = tell.write_all(b".");
                let _ = hold.read(&mut [0]);
                libc::_exit(i32::from(!good));
            },
            pid => {
                assert!(pid > 0);
                Self {
                    pid,
                    done,
                    leash: Some(leash),
                }
            }
        }
    }

    /// Waits until its work is done.
    fn wait_for_work(&mut self) {
        assert_eq!(self.done.read(&mut [0]).unwrap(), 1, "the child has died");
    }

    /// Lets it go; it must have found everything well.
    fn end(mut self) {
        self.leash = None;
        let mut status = 0;
        // SAFETY: waits for a child of this process.
        assert_eq!(
            unsafe { libc::waitpid(self.pid, &raw mut status, 0) },
            self.pid
        );
        assert!(libc::WIFEXITED(status), "killed: {status}");
        assert_eq!(libc::WEXITSTATUS(status), 0, "the child's own check failed");
    }
}

fn is_forked<T>(result: Result<T>) {
    match result {
        Ok(_) => panic!("it works in the child"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Forked, "{error}"),
    }
}

fn post(receiver: &Receiver, call: &str, id: &str) -> u16 {
    receiver
        .handle(&Request::new(
            "POST",
            "/events",
            delivery("PlayStarted", call, id),
        ))
        .status
}

/// Posts an event over a connection of its own; returns the status.
fn post_over(address: SocketAddr, id: &str) -> std::io::Result<String> {
    let body = delivery("PlayStarted", "over", id);
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(LONG))?;
    write!(
        stream,
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response.chars().skip(9).take(3).collect())
}

/// Everything of a receiver says in a child whose it is, and can be dropped.
fn a_receiver_is_the_parents(receiver: &Receiver, inbox: &Inbox, subscription: &Subscription) {
    is_forked(receiver.next(None));
    is_forked(receiver.recv());
    is_forked(receiver.recv_timeout(LONG));
    is_forked(receiver.try_recv());
    is_forked(receiver.fd());
    is_forked(receiver.subscribe(Filter::call("new")));
    is_forked(receiver.subscribe_with_capacity(Filter::call("new"), 1));
    is_forked(subscription.next(Some(NOW)));
    is_forked(subscription.recv());
    is_forked(subscription.recv_timeout(LONG));
    is_forked(subscription.try_recv());
    is_forked(subscription.fd());
    let expected = [Expected::success("CallConnected")];
    is_forked(receiver.wait_for(&expected, LONG));
    is_forked(subscription.wait_for(&expected, LONG));
    // A flow sends nothing: the port is closed.
    let client =
        CallAutomationClient::from_connection_string("endpoint=http://127.0.0.1:1;accesskey=a2V5")
            .unwrap();
    let call = client.call_connection("a").unwrap();
    let (words, options) = ([PlaySource::text("Hello")], PlayOptions::new());
    let sources: [&dyn flow::EventSource; 2] = [receiver, subscription];
    for events in sources {
        is_forked(flow::play_to_all_and_wait(
            &call, events, &words, &options, LONG,
        ));
    }
    receiver.wake();
    subscription.wake();
    assert_eq!(receiver.iter().count() + subscription.iter().count(), 0);
    assert_eq!((receiver.len(), subscription.len()), (0, 0));
    assert_eq!(receiver.tag("a", 1), None);
    assert_eq!(receiver.untag("a"), None);
    assert_eq!(receiver.counters(), Counters::default());
    assert_eq!(post(receiver, "a", "in-child"), 503);
    let response = inbox.handle(&Request::new("GET", "/nowhere", ""));
    assert_eq!(response.status, 503);
    assert!(!receiver.close(LONG));
    let _ = format!("{receiver:?} {inbox:?} {subscription:?}");
}

fn an_emulator_is_the_parents(emulator: &Emulator) {
    is_forked(emulator.add_phone_number("+15550100199"));
    is_forked(emulator.subscribe("http://127.0.0.1:1/", Schema::EventGrid));
    is_forked(emulator.place_incoming_call(IncomingCall::new("4:+15550100123", "4:+15550100199")));
    is_forked(emulator.cancel_incoming_call("context"));
    is_forked(emulator.start_client_call(ClientCall::new(["8:acs:a", "8:acs:b"])));
    is_forked(emulator.hang_up_participant("a", "b"));
    is_forked(emulator.add_fault(Fault::on("CreateCall")));
    is_forked(emulator.set_remote_party(RemoteParty::new("4:+15550100123")));
    emulator.advance(LONG);
    emulator.reset();
    assert!(!emulator.flush(LONG));
    assert!(!emulator.unsubscribe("http://127.0.0.1:1/"));
    is_forked(emulator.create_user());
    assert!(emulator.journal().is_empty());
    assert_eq!(
        (emulator.created_call_count(), emulator.active_call_count()),
        (0, 0)
    );
    assert!(emulator.connection_string().contains("accesskey"));
    emulator.clock().elapsed();
    emulator.close();
}

#[test]
fn the_child_gets_an_error_and_the_parent_goes_on() {
    alone!();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let subscription = receiver.subscribe(Filter::call("a")).unwrap();
    let inbox = receiver.inbox();
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let emulator_port: u16 = emulator
        .endpoint()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(post(&receiver, "a", "1"), 200);
    assert!(receiver.fd().is_ok() && subscription.fd().is_ok());
    // One connection that is kept, and inherited.
    let mut kept = TcpStream::connect(address).unwrap();
    kept.set_read_timeout(Some(LONG)).unwrap();
    kept.write_all(b"GET /kept HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert_ne!(kept.read(&mut [0; 4096]).unwrap(), 0);

    let mut all = Some((receiver, inbox, subscription, emulator));
    let mut child = Child::fork(|| {
        let (receiver, inbox, subscription, emulator) = all.take().unwrap();
        a_receiver_is_the_parents(&receiver, &inbox, &subscription);
        an_emulator_is_the_parents(&emulator);
        assert!(receiver.url("/events").unwrap().contains("127.0.0.1"));
        // A new one in the child is its own.
        let own = Receiver::bind(&ReceiverOptions::new()).unwrap();
        assert_eq!(post_over(own.local_addr().unwrap(), "own").unwrap(), "200");
        assert_eq!(own.recv().unwrap().event.id(), "own");
        drop((receiver, inbox, subscription, emulator));
        drop(own);
    });
    child.wait_for_work();
    let (receiver, inbox, subscription, emulator) = all.take().unwrap();

    // Nothing of what the child did shows.
    assert_eq!((receiver.len(), subscription.len()), (0, 1));
    assert_eq!(subscription.recv().unwrap().event.id(), "1");
    assert!(matches!(subscription.next(Some(NOW)), Ok(Next::TimedOut)));
    assert_eq!(post_over(address, "2").unwrap(), "200");
    assert_eq!(receiver.recv().unwrap().event.id(), "2");
    assert!(emulator.add_phone_number("+15550100199").is_ok());
    let counters = receiver.counters();
    assert_eq!((counters.received, counters.rejected), (2, 1));

    // While the child lives: the kept connection ends, and the ports are free.
    drop((inbox, subscription));
    assert!(receiver.close(LONG));
    assert_eq!(kept.read(&mut [0]).unwrap(), 0, "the peer is told");
    assert!(TcpStream::connect(address).is_err(), "the port is closed");
    let again = Receiver::bind(&ReceiverOptions::new().listen(address.to_string())).unwrap();
    assert_eq!(post_over(address, "3").unwrap(), "200");
    assert_eq!(again.recv().unwrap().event.id(), "3");
    drop(emulator);
    let emulator = Emulator::start_with(&EmulatorOptions::new().port(emulator_port)).unwrap();
    assert!(emulator.add_phone_number("+15550100199").is_ok());
    child.end();
}

#[test]
fn connections_end_for_their_peers_while_a_child_has_them_too() {
    alone!();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let mut stream = TcpStream::connect(receiver.local_addr().unwrap()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    // Answered once, so that it is accepted by now.
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
    let child = Child::fork(|| {});
    // The peer ends its half; the receiver closes the connection, which the child still has.
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    drop(receiver);
    child.end();
}

#[test]
fn a_closed_queue_causes_no_events_in_an_epoll_set() {
    alone!();
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let subscription = receiver.subscribe(Filter::call("a")).unwrap();
    assert_eq!(post(&receiver, "a", "1"), 200);
    // SAFETY: a set with one descriptor, and room for one event.
    unsafe {
        let set = libc::epoll_create1(libc::EPOLL_CLOEXEC);
        let mut event = libc::epoll_event {
            events: u32::try_from(libc::EPOLLIN).unwrap(),
            u64: 7,
        };
        let fd = subscription.fd().unwrap().as_raw_fd();
        assert_eq!(
            libc::epoll_ctl(set, libc::EPOLL_CTL_ADD, fd, &raw mut event),
            0
        );
        assert_eq!(libc::epoll_wait(set, &raw mut event, 1, 0), 1);
        // The child's copy keeps it in the set, for all that the parent closes it.
        let child = Child::fork(|| {});
        drop(subscription);
        assert_eq!(libc::epoll_wait(set, &raw mut event, 1, 0), 0);
        child.end();
    }
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
}

#[cfg(feature = "tiny_http")]
#[test]
fn a_tiny_http_receiver_is_the_parents_too() {
    alone!();
    let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let receiver = Receiver::serve(server, &ReceiverOptions::new()).unwrap();
    let address = receiver.local_addr().unwrap();
    let subscription = receiver.subscribe(Filter::call("a")).unwrap();
    let mut all = Some((receiver.inbox(), receiver, subscription));
    let mut child = Child::fork(|| {
        let (inbox, receiver, subscription) = all.take().unwrap();
        a_receiver_is_the_parents(&receiver, &inbox, &subscription);
    });
    child.wait_for_work();
    let (_, receiver, _subscription) = all.take().unwrap();
    assert_eq!(post_over(address, "1").unwrap(), "200");
    assert_eq!(receiver.recv().unwrap().event.id(), "1");
    assert!(receiver.close(LONG));
    child.end();
}

/// Whether this process has a listening socket.
fn listens() -> bool {
    (3..1024).any(|fd| {
        let mut is_listening: libc::c_int = 0;
        let mut size = libc::socklen_t::try_from(size_of::<libc::c_int>()).unwrap();
        // SAFETY: there is room for the response; a number that is not a socket is an error.
        let known = unsafe {
            libc::getsockopt(
                fd,
                libc::SOL_SOCKET,
                libc::SO_ACCEPTCONN,
                (&raw mut is_listening).cast(),
                &raw mut size,
            )
        };
        known == 0 && is_listening != 0
    })
}

/// Keeps the locks of a receiver and an emulator busy until stopped.
fn hammer(
    receiver: &Receiver,
    subscription: &Subscription,
    emulator: &Emulator,
    stop: &AtomicBool,
) {
    let expected = [Expected::success("PlayCompleted")];
    let goes_on = &|| !stop.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        for name in ["x", "y"] {
            scope.spawn(move || {
                for number in 0_u64.. {
                    if !goes_on() {
                        break;
                    }
                    post(
                        receiver,
                        if number % 2 == 0 { "a" } else { "b" },
                        &format!("{name}{number}"),
                    );
                }
            });
        }
        scope.spawn(|| {
            while goes_on() {
                let _ = receiver.try_recv();
                let _ = subscription.try_recv();
                let _ = receiver.wait_for(&expected, NOW);
                receiver.wake();
            }
        });
        scope.spawn(|| {
            while goes_on() {
                let _ = emulator.create_user();
                emulator.journal();
                emulator.advance(Duration::from_millis(1));
            }
        });
        scope.spawn(|| {
            while goes_on() {
                // Takes and gives back ports and their places all the time.
                drop(Receiver::bind(&ReceiverOptions::new()));
            }
        });
    });
}

/// Stops the hammering, also when a check fails.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn locks_that_other_threads_hold_at_the_fork_do_not_hang_the_child() {
    alone!();
    const FORKS: usize = 60;
    let receiver = Receiver::bind(&ReceiverOptions::new().capacity(100)).unwrap();
    let address = receiver.local_addr().unwrap();
    let subscription = receiver.subscribe(Filter::call("a")).unwrap();
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let inbox = receiver.inbox();
    receiver.fd().unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| hammer(&receiver, &subscription, &emulator, &stop));
        let stops = Stops(&stop);
        for _ in 0..FORKS {
            let mut child = Child::fork(|| {
                assert!(!listens(), "a port is taken here too");
                // Copies of the handles, dropped at the end as the child's own would be.
                // SAFETY: the originals are never dropped here: the child leaves by `_exit`.
                let (receiver, subscription, emulator, inbox) = unsafe {
                    (
                        std::ptr::read(&raw const receiver),
                        std::ptr::read(&raw const subscription),
                        std::ptr::read(&raw const emulator),
                        std::ptr::read(&raw const inbox),
                    )
                };
                a_receiver_is_the_parents(&receiver, &inbox, &subscription);
                an_emulator_is_the_parents(&emulator);
            });
            child.wait_for_work();
            child.end();
        }
        drop(stops);
    });
    // Its fork must have returned there too before it is rid of the socket.
    let mut child = Child::fork(|| {});
    child.wait_for_work();
    assert!(receiver.close(LONG));
    let again = ReceiverOptions::new().listen(address.to_string());
    Receiver::bind(&again).unwrap();
    child.end();
}
