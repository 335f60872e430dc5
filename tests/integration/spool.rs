//! The spool: what was acknowledged survives the process, what was confirmed does not come again.

mod killed;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use acs_call_automation::ErrorKind;
use acs_call_automation::options::Clock;
use acs_call_automation::receiver::{
    Counters, Expected, Filter, Received, Receiver, ReceiverOptions, Request, Waited,
};

use crate::samples::{batch, delivery};

/// A folder of one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("acs-spool-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn spool(&self) -> PathBuf {
        self.0.join("events.spool")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn options(path: &Path) -> ReceiverOptions {
    ReceiverOptions::new().spool(path)
}

fn receiver(options: &ReceiverOptions) -> Receiver {
    Receiver::without_listener(options).unwrap()
}

fn post(receiver: &Receiver, body: impl Into<Vec<u8>>) -> u16 {
    let request = Request::new("POST", "/events", body);
    receiver.handle(&request).status
}

fn bring(receiver: &Receiver, call: &str, id: &str) {
    let body = delivery("ParticipantsUpdated", call, id);
    assert_eq!(post(receiver, body), 200, "{id}");
}

fn read(receiver: &Receiver) -> Vec<Received> {
    std::iter::from_fn(|| receiver.try_recv().unwrap()).collect()
}

fn ids(events: &[Received]) -> Vec<&str> {
    events.iter().map(|one| one.event.id()).collect()
}

#[test]
fn what_was_not_confirmed_comes_again_after_a_restart_in_its_sequence_with_its_path() {
    let folder = Folder::new();
    let options = options(&folder.spool()).path("/calls/*").secret("s");
    let first = receiver(&options);
    for id in ["1", "2", "3", "4"] {
        let body = delivery("ParticipantsUpdated", "a", id);
        let request = Request::new("POST", format!("/calls/{id}?line={id}&secret=s"), body);
        assert_eq!(first.handle(&request).status, 200);
    }
    let events = read(&first);
    assert_eq!(ids(&events), ["1", "2", "3", "4"]);
    let raw = events[2].event.raw().to_owned();
    events[1].done().unwrap();
    events[1].done().unwrap();
    Received::done_all([&events[0], &events[1]]).unwrap();
    drop((events, first));

    let second = receiver(&options);
    assert_eq!(second.counters().replayed, 2);
    let events = read(&second);
    assert_eq!(ids(&events), ["3", "4"]);
    let event = &events[0].event;
    assert_eq!(event.raw(), raw);
    assert_eq!(event.callback_path(), Some("/calls/3"));
    assert_eq!(event.callback_query(), Some("line=3"));
    Received::done_all(&events).unwrap();
    drop((events, second));
    assert!(receiver(&options).is_empty());
}

#[test]
fn repetitions_are_known_across_a_restart_whether_confirmed_or_not() {
    let folder = Folder::new();
    let first = receiver(&options(&folder.spool()));
    bring(&first, "a", "1");
    bring(&first, "a", "2");
    bring(&first, "a", "2");
    read(&first)[0].done().unwrap();
    drop(first);
    let second = receiver(&options(&folder.spool()));
    for id in ["1", "2", "3"] {
        bring(&second, "a", id);
    }
    assert_eq!(ids(&read(&second)), ["2", "3"]);
    let counters = second.counters();
    let (queued, duplicate) = (counters.queued, counters.duplicate);
    assert_eq!((counters.received, queued, duplicate), (3, 1, 2));
    // In one request too.
    let twice = batch(&[("PlayStarted", "a", "4"), ("PlayStarted", "a", "4")]);
    assert_eq!(post(&second, twice), 200);
    assert_eq!(ids(&read(&second)), ["4"]);
    drop(second);
    let third = receiver(&options(&folder.spool()).duplicate_window(Duration::ZERO));
    bring(&third, "a", "1");
    assert_eq!(ids(&read(&third)), ["2", "3", "4", "1"]);
}

#[test]
fn a_full_spool_refuses_with_503_reports_it_and_has_room_once_events_are_confirmed() {
    let folder = Folder::new();
    let options = options(&folder.spool())
        .spool_bytes(1 << 20)
        .body_limit(2 << 20);
    let receiver = receiver(&options);
    let body = |id: &str| {
        let text = "x".repeat(100_000);
        format!(r#"{{"id":"{id}","type":"T","data":{{"callConnectionId":"a","text":"{text}"}}}}"#)
    };
    let mut events = Vec::new();
    // Reading makes no room.
    while post(&receiver, body(&events.len().to_string())) == 200 {
        events.extend(receiver.try_recv().unwrap());
    }
    assert_eq!(events.len(), 10);
    let counters = receiver.counters();
    assert_eq!((counters.refused, counters.overflows), (1, 1));
    assert!(receiver.recv().unwrap().is_overflow());
    // A repetition needs no room.
    assert_eq!(post(&receiver, body("3")), 200);
    events[4].done().unwrap();
    assert_eq!(post(&receiver, body("10")), 200);
    assert_eq!(post(&receiver, body("11")), 503);
    Received::done_all(&events).unwrap();
    read(&receiver)[0].done().unwrap();
    // An empty one accepts what is larger than all of it.
    let many: Vec<String> = (20..35).map(|number| body(&number.to_string())).collect();
    assert_eq!(post(&receiver, format!("[{}]", many.join(","))), 200);
    assert_eq!(receiver.len(), 15);
    let second = Receiver::without_listener(&options).unwrap_err();
    assert_eq!(second.kind(), ErrorKind::System, "one receiver at a time");
    assert!(second.message().contains("in use"), "{second}");
}

#[test]
fn a_full_queue_refuses_before_anything_is_stored() {
    let folder = Folder::new();
    let options = options(&folder.spool()).capacity(2);
    let first = receiver(&options);
    bring(&first, "a", "1");
    bring(&first, "a", "2");
    assert_eq!(post(&first, delivery("PlayStarted", "a", "3")), 503);
    let counters = first.counters();
    assert_eq!((counters.queued, counters.refused), (2, 1));
    assert_eq!(counters.overflows, 1);
    drop(first);
    // What was acknowledged is delivered again, even beyond the capacity.
    let second = receiver(&options.capacity(1));
    assert_eq!(ids(&read(&second)), ["1", "2"]);
}

#[test]
fn subscriptions_waits_and_given_back_events_can_be_confirmed() {
    let folder = Folder::new();
    let first = receiver(&options(&folder.spool()));
    let call = first.subscribe(Filter::call("a")).unwrap();
    for (call, id) in [("a", "1"), ("b", "2"), ("a", "3")] {
        bring(&first, call, id);
    }
    call.recv().unwrap().done().unwrap();
    drop(call);
    bring(&first, "b", "4");
    let expected = [Expected::success("ParticipantsUpdated").of_call("a")];
    let Ok(Waited::Success(received)) = first.wait_for(&expected, Duration::from_secs(60)) else {
        panic!("it is there");
    };
    received.clone().done().unwrap();
    assert_eq!(received.event.id(), "3");
    drop((received, first));
    assert_eq!(ids(&read(&receiver(&options(&folder.spool())))), ["2", "4"]);
}

#[test]
fn what_expires_unread_is_not_delivered_again() {
    let folder = Folder::new();
    let clock = Clock::manual(SystemTime::now());
    let options = options(&folder.spool())
        .clock(clock.clone())
        .unclaimed_event_ttl(Duration::from_secs(60));
    let first = receiver(&options);
    bring(&first, "a", "1");
    clock.advance(Duration::from_secs(61));
    bring(&first, "a", "2");
    assert_eq!(first.counters().expired, 1);
    first.close(Duration::ZERO);
    drop(first);
    assert_eq!(ids(&read(&receiver(&options))), ["2"]);
}

#[test]
fn an_event_can_be_confirmed_after_its_receiver_is_gone_and_keeps_the_spool_until_then() {
    let folder = Folder::new();
    let first = receiver(&options(&folder.spool()));
    bring(&first, "a", "1");
    let event = first.recv().unwrap();
    drop(first);
    assert!(Receiver::without_listener(&options(&folder.spool())).is_err());
    event.done().unwrap();
    drop(event);
    assert!(receiver(&options(&folder.spool())).is_empty());
}

#[test]
fn without_a_spool_and_for_notices_done_does_nothing() {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    bring(&receiver, "a", "1");
    receiver.recv().unwrap().done().unwrap();
    assert_eq!(receiver.counters().replayed, 0);
}

#[test]
fn a_damaged_or_cut_spool_is_refused_with_its_path_and_a_whole_one_is_read() {
    let folder = Folder::new();
    let path = folder.spool();
    let first = receiver(&options(&path));
    for id in 0..200 {
        bring(&first, "a", &id.to_string());
    }
    drop(first);
    let whole = std::fs::read(&path).unwrap();
    let opened = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Receiver::without_listener(&options(&path)).map(|receiver| {
            let events = read(&receiver);
            let whole = |one: &&Received| one.event.name() == "ParticipantsUpdated";
            events.iter().filter(whole).count()
        })
    };
    for tail in [1, 4096, 100_000, whole.len() / 2, whole.len() - 10] {
        let error = opened(&whole[..whole.len() - tail]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System, "{error}");
        assert!(error.message().contains("events.spool"), "{error}");
        assert!(error.message().contains("damaged"), "{tail}: {error}");
        assert!(error.hint().unwrap().contains("move it away"));
    }
    // A byte of an event; some of them stand in pages that are not used any more.
    let text = b"ParticipantsUpdated";
    let windows = whole.windows(text.len()).enumerate();
    let places = windows
        .filter(|(_, part)| part == text)
        .map(|(place, _)| place);
    let mut damaged = 0;
    for place in places.step_by(29) {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        match opened(&changed) {
            Ok(events) => assert_eq!(events, 200),
            Err(error) => {
                assert!(error.message().contains("damaged"), "{error}");
                damaged += 1;
            }
        }
    }
    assert!(damaged > 0);
    let error = opened(b"something else").unwrap_err();
    assert!(error.message().contains("damaged"), "{error}");
    assert_eq!(opened(&whole).unwrap(), 200);
}

#[test]
fn the_path_and_the_bound_are_checked() {
    let refused = |options: ReceiverOptions| {
        let error = Receiver::without_listener(&options).unwrap_err();
        (error.kind(), error.field())
    };
    let invalid = |field| (ErrorKind::InvalidInput, Some(field));
    assert_eq!(refused(options(Path::new("/"))), invalid("spool"));
    let folder = Folder::new();
    for bytes in [0, (1 << 20) - 1, (64 << 30) + 1] {
        let options = options(&folder.spool()).spool_bytes(bytes);
        assert_eq!(refused(options), invalid("spool bytes"));
    }
    let missing = folder.0.join("missing").join("events.spool");
    assert_eq!(refused(options(&missing)).0, ErrorKind::System);
    assert_eq!(refused(options(&folder.0)).0, ErrorKind::System);
}

#[test]
fn many_requests_at_a_time_are_all_kept_and_counted() {
    const THREADS: u32 = 16;
    const EACH: u32 = 40;
    let folder = Folder::new();
    let first = receiver(&options(&folder.spool()));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let receiver = &first;
            scope.spawn(move || {
                for number in 0..EACH {
                    bring(
                        receiver,
                        &format!("call {thread}"),
                        &format!("{thread} {number}"),
                    );
                }
            });
        }
    });
    let all = u64::from(THREADS * EACH);
    let counters: Counters = first.counters();
    assert_eq!((counters.received, counters.queued), (all, all));
    let events = read(&first);
    assert_eq!(events.len() as u64, all);
    // Each call in its sequence.
    for thread in 0..THREADS {
        let call = format!("call {thread}");
        let of_call = events
            .iter()
            .filter(|one| one.event.call_connection_id() == Some(&call));
        let numbers: Vec<String> = of_call.map(|one| one.event.id().to_owned()).collect();
        let expected: Vec<String> = (0..EACH).map(|n| format!("{thread} {n}")).collect();
        assert_eq!(numbers, expected);
    }
    std::thread::scope(|scope| {
        for part in events.chunks(50) {
            scope.spawn(move || Received::done_all(part).unwrap());
        }
    });
    drop((events, first));
    assert!(receiver(&options(&folder.spool())).is_empty());
}
