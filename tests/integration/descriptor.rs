//! The descriptor of a queue and the waking of waiting threads, as an event loop sees them.

use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::{Duration, SystemTime};

use crate::samples::{batch, delivery, sample};
use acs_call_automation::options::Clock;
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{
    Expected, Filter, Next, Receiver, ReceiverOptions, Subscription, Waited,
};
use acs_call_automation::{ErrorKind, Result};

const NOW: Option<Duration> = Some(Duration::ZERO);
const LONG: Duration = Duration::from_secs(60);

fn receiver() -> Receiver {
    Receiver::without_listener(&ReceiverOptions::new()).unwrap()
}

fn post(receiver: &Receiver, body: impl Into<Vec<u8>>) -> u16 {
    let request = Request::new("POST", "/events", body);
    receiver.handle(&request).status
}

/// What poll says without waiting.
#[allow(unsafe_code)]
fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let mut entry = libc::pollfd {
        fd: fd.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one entry is given, its descriptor is open as long as it is borrowed.
    let ready = unsafe { libc::poll(&raw mut entry, 1, 0) };
    assert!(ready >= 0);
    assert!(
        matches!(entry.revents, 0 | libc::POLLIN),
        "no error, no end"
    );
    ready == 1
}

/// Waits until it is readable.
#[allow(unsafe_code)]
fn wait_until_readable(fd: BorrowedFd<'_>) {
    let mut entry = libc::pollfd {
        fd: fd.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: as above.
    assert_eq!(unsafe { libc::poll(&raw mut entry, 1, -1) }, 1);
}

#[test]
fn the_descriptor_is_readable_while_there_is_something_to_read() {
    let receiver = receiver();
    assert_eq!(post(&receiver, delivery("CallConnected", "a", "1")), 200);
    // Made now, it knows what came before.
    let fd = receiver.fd().unwrap();
    assert!(is_readable(fd));
    assert_eq!(
        fd.as_raw_fd(),
        receiver.clone().fd().unwrap().as_raw_fd(),
        "always the same one"
    );
    assert_eq!(post(&receiver, delivery("PlayStarted", "a", "2")), 200);
    assert!(receiver.try_recv().unwrap().is_some());
    assert!(is_readable(fd), "one is left");
    assert!(receiver.try_recv().unwrap().is_some());
    assert!(!is_readable(fd));
    assert_eq!(post(&receiver, delivery("PlayCompleted", "a", "3")), 200);
    assert!(is_readable(fd));
}

#[test]
#[allow(unsafe_code)]
fn the_descriptor_is_not_inherited_by_programs_and_never_blocks() {
    let receiver = receiver();
    let fd = receiver.fd().unwrap().as_raw_fd();
    // SAFETY: reads flags of an open descriptor.
    let (own, status) = unsafe {
        (
            libc::fcntl(fd, libc::F_GETFD),
            libc::fcntl(fd, libc::F_GETFL),
        )
    };
    assert_eq!(own & libc::FD_CLOEXEC, libc::FD_CLOEXEC);
    assert_eq!(status & libc::O_NONBLOCK, libc::O_NONBLOCK);
}

/// An epoll set, which forgets a descriptor when that is closed: numbers may be given out again by
/// then, to the tests beside this one.
#[cfg(target_os = "linux")]
struct Epoll(std::os::fd::OwnedFd);

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
impl Epoll {
    fn new() -> Self {
        use std::os::fd::FromRawFd;
        // SAFETY: the descriptor is new, and of this test.
        let set = unsafe {
            let set = libc::epoll_create1(libc::EPOLL_CLOEXEC);
            assert!(set >= 0);
            std::os::fd::OwnedFd::from_raw_fd(set)
        };
        Self(set)
    }

    fn control(&self, operation: i32, fd: i32) -> std::io::Result<()> {
        let mut event = libc::epoll_event {
            events: u32::try_from(libc::EPOLLIN).unwrap(),
            u64: u64::try_from(fd).unwrap(),
        };
        // SAFETY: the set is open; the descriptor it watches is only a number to it.
        match unsafe { libc::epoll_ctl(self.0.as_raw_fd(), operation, fd, &raw mut event) } {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        }
    }

    fn add(&self, fd: BorrowedFd<'_>) {
        self.control(libc::EPOLL_CTL_ADD, fd.as_raw_fd()).unwrap();
    }

    fn watches(&self, fd: i32) -> bool {
        match self.control(libc::EPOLL_CTL_MOD, fd) {
            Ok(()) => true,
            Err(error) => {
                let code = error.raw_os_error();
                assert!(matches!(code, Some(libc::EBADF | libc::ENOENT)), "{error}");
                false
            }
        }
    }

    /// What is readable now.
    fn ready(&self) -> Vec<i32> {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; 4];
        // SAFETY: there is room for four.
        let count = unsafe { libc::epoll_wait(self.0.as_raw_fd(), events.as_mut_ptr(), 4, 0) };
        events[..usize::try_from(count).unwrap()]
            .iter()
            .map(|event| i32::try_from(event.u64).unwrap())
            .collect()
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_descriptor_is_closed_with_the_receiver_although_a_subscription_lives_on() {
    let receiver = receiver();
    let inbox = receiver.inbox();
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    assert_eq!(post(&receiver, delivery("CallConnected", "a", "1")), 200);
    let main = receiver.fd().unwrap().as_raw_fd();
    let watch = Epoll::new();
    watch.add(receiver.fd().unwrap());
    watch.add(a.fd().unwrap());
    let of_a = a.fd().unwrap().as_raw_fd();

    let clone = receiver.clone();
    drop(receiver);
    assert_eq!(watch.ready(), [of_a]);
    assert!(watch.watches(main), "another handle is left");
    drop(clone);
    assert!(!watch.watches(main), "it is closed");
    assert_eq!(watch.ready(), [of_a]);
    assert_eq!(a.recv().unwrap().event.id(), "1");
    assert_eq!(a.recv().unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(watch.ready(), [of_a], "which it tells");
    let late = Request::new("POST", "/events", delivery("PlayStarted", "b", "2"));
    assert_eq!(inbox.handle(&late).status, 503);
    drop(a);
    assert_eq!(watch.ready(), [0; 0]);
}

#[test]
fn a_loop_that_polls_one_descriptor_reads_all_that_another_thread_brings() {
    const EVENTS: usize = 500;
    let receiver = receiver();
    let bringer = receiver.clone();
    let thread = std::thread::spawn(move || {
        for id in 0..EVENTS {
            let body = delivery("ParticipantsUpdated", "a", &id.to_string());
            assert_eq!(post(&bringer, body), 200);
        }
        bringer.close(LONG);
    });
    let fd = receiver.fd().unwrap();
    let mut read = 0;
    let end = loop {
        wait_until_readable(fd);
        match receiver.next(NOW) {
            Ok(Next::Event(received)) => {
                assert_eq!(received.event.id(), read.to_string());
                read += 1;
            }
            Ok(other) => panic!("readable, but {other:?}"),
            Err(error) => break error,
        }
    };
    thread.join().unwrap();
    assert_eq!((read, end.kind()), (EVENTS, ErrorKind::Closed));
    assert!(is_readable(fd), "closed for good");
}

#[test]
fn an_event_that_expires_does_not_leave_the_descriptor_readable() {
    let clock = Clock::manual(SystemTime::UNIX_EPOCH);
    let options = ReceiverOptions::new()
        .clock(clock.clone())
        .unclaimed_event_ttl(Duration::from_secs(10));
    let receiver = Receiver::without_listener(&options).unwrap();
    let fd = receiver.fd().unwrap();
    assert_eq!(post(&receiver, delivery("CallConnected", "a", "1")), 200);
    clock.advance(Duration::from_secs(11));
    assert!(is_readable(fd));
    assert!(matches!(receiver.next(NOW), Ok(Next::TimedOut)));
    assert!(!is_readable(fd));
}

#[test]
fn a_wake_comes_before_events_and_is_one_however_often_it_was_called() {
    let receiver = receiver();
    let a = receiver.subscribe(Filter::call("a")).unwrap();
    let (main, of_a) = (receiver.fd().unwrap(), a.fd().unwrap());
    assert_eq!(post(&receiver, delivery("CallConnected", "a", "1")), 200);
    a.wake();
    a.wake();
    assert!(matches!(a.next(NOW), Ok(Next::Woken)));
    assert!(is_readable(of_a), "the event is still there");
    assert!(matches!(a.next(NOW), Ok(Next::Event(_))));
    assert!(!is_readable(of_a));
    assert!(!is_readable(main), "the wake was not for this queue");

    receiver.wake();
    assert!(is_readable(main));
    assert!(receiver.recv_timeout(LONG).unwrap().is_none());
    assert!(!is_readable(main));
    receiver.wake();
    assert_eq!(receiver.recv().unwrap_err().kind(), ErrorKind::Aborted);
    assert!(matches!(receiver.next(NOW), Ok(Next::TimedOut)));
    receiver.wake();
    assert_eq!(receiver.iter().count(), 0, "it ends there");
}

#[test]
fn wait_for_is_not_touched_by_a_wake() {
    let receiver = receiver();
    receiver.wake();
    let expected = [Expected::success("CallConnected")];
    assert_eq!(post(&receiver, delivery("CallConnected", "a", "1")), 200);
    let waited = receiver.wait_for(&expected, LONG);
    assert!(matches!(waited, Ok(Waited::Success(_))));
    assert!(matches!(receiver.next(NOW), Ok(Next::Woken)));
}

/// A queue as the model below knows it.
enum Reader<'a> {
    Main(&'a Receiver),
    Of(&'a Subscription),
}

impl Reader<'_> {
    fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Main(receiver) => receiver.fd().unwrap(),
            Self::Of(subscription) => subscription.fd().unwrap(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Main(receiver) => receiver.len(),
            Self::Of(subscription) => subscription.len(),
        }
    }

    fn next(&self) -> Result<Next> {
        match self {
            Self::Main(receiver) => receiver.next(NOW),
            Self::Of(subscription) => subscription.next(NOW),
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Some queues with descriptors, and whether a wake is due at each.
struct Model {
    receiver: Receiver,
    clock: Clock,
    subscriptions: [Option<Subscription>; 3],
    wakes: [bool; 4],
    closed: bool,
    last_id: u64,
}

const CALLS: [&str; 3] = ["a", "b", "other"];

impl Model {
    fn new() -> Self {
        let clock = Clock::manual(SystemTime::UNIX_EPOCH);
        let options = ReceiverOptions::new()
            .capacity(4)
            .clock(clock.clone())
            .unclaimed_event_ttl(Duration::from_secs(10));
        Self {
            receiver: Receiver::without_listener(&options).unwrap(),
            clock,
            subscriptions: [None, None, None],
            wakes: [false; 4],
            closed: false,
            last_id: 0,
        }
    }

    fn fresh_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    /// The queue at this place, the last one being the main one.
    fn reader(&self, place: usize) -> Option<Reader<'_>> {
        match self.subscriptions.get(place) {
            Some(subscription) => subscription.as_ref().map(Reader::Of),
            None => Some(Reader::Main(&self.receiver)),
        }
    }

    fn step(&mut self, dice: &mut Dice) {
        let place = usize::try_from(dice.below(4)).unwrap();
        let call = CALLS[usize::try_from(dice.below(3)).unwrap()];
        match dice.below(16) {
            0 | 1 => {
                let body = delivery("PlayCompleted", call, &self.fresh_id());
                post(&self.receiver, body);
            }
            2 => {
                let ids: Vec<_> = (0..3).map(|_| self.fresh_id()).collect();
                let events: Vec<_> = ids
                    .iter()
                    .zip(CALLS)
                    .map(|(id, call)| ("CallConnected", call, id.as_str()))
                    .collect();
                post(&self.receiver, batch(&events));
            }
            3 => {
                let incoming = sample("eventgrid/IncomingCall.cloudevents-batch.json");
                let id = self.fresh_id();
                let mut events: serde_json::Value = serde_json::from_str(&incoming).unwrap();
                for (index, event) in events.as_array_mut().unwrap().iter_mut().enumerate() {
                    event["id"] = format!("{id}-{index}").into();
                }
                post(&self.receiver, events.to_string());
            }
            4 => self.turn_over(place),
            5 => {
                let expected = [Expected::success("CallConnected")];
                let _ = self.receiver.wait_for(&expected, Duration::ZERO);
            }
            6 => {
                match self.reader(place) {
                    Some(Reader::Main(receiver)) => receiver.wake(),
                    Some(Reader::Of(subscription)) => subscription.wake(),
                    None => return,
                }
                self.wakes[place] = true;
            }
            7 => self.clock.advance(Duration::from_secs(4)),
            // Often enough that queues are empty as often as not.
            8..=11 => while self.read(place) {},
            _ => {
                self.read(place);
            }
        }
    }

    /// Opens a subscription or drops it.
    fn turn_over(&mut self, place: usize) {
        let Some(subscription) = self.subscriptions.get_mut(place) else {
            return;
        };
        self.wakes[place] = false;
        *subscription = match subscription.take() {
            Some(_) => None,
            None => {
                let filter = match place {
                    2 => Filter::EventGrid,
                    _ => Filter::call(CALLS[place]),
                };
                self.receiver.subscribe(filter).ok()
            }
        };
    }

    /// Reads a queue without waiting, and compares with what its descriptor said. Whether there may
    /// be more.
    fn read(&mut self, place: usize) -> bool {
        let Some(reader) = self.reader(place) else {
            return false;
        };
        let was_readable = is_readable(reader.fd());
        let next = reader.next();
        let may_be_more = matches!(next, Ok(Next::Woken | Next::Event(_)));
        match next {
            Ok(Next::Woken) => assert!(was_readable && std::mem::take(&mut self.wakes[place])),
            Ok(Next::Event(_)) => assert!(was_readable && !self.wakes[place]),
            // What stood there may have expired since.
            Ok(Next::TimedOut) => assert!(!self.wakes[place] && !self.closed),
            Err(error) => assert!(was_readable && self.closed, "{error}"),
            Ok(other) => panic!("{other:?}"),
        }
        may_be_more
    }

    fn check(&self) {
        for place in 0..4 {
            if let Some(reader) = self.reader(place) {
                // Read first: that drops what expired.
                let something = self.closed || self.wakes[place] || reader.len() > 0;
                assert_eq!(is_readable(reader.fd()), something, "queue {place}");
            }
        }
    }
}

#[test]
fn the_descriptor_agrees_with_next_in_any_sequence() {
    for seed in 1..=8 {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
        let mut model = Model::new();
        for step in 0..400 {
            if step == 350 {
                model.receiver.close(Duration::ZERO);
                model.closed = true;
            }
            model.step(&mut dice);
            model.check();
        }
    }
}
