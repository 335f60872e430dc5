//! The date of the machine jumps while the library works: timeouts, waits and windows go by the monotonic
//! clock and do not notice; dates and tokens follow at once.
//!
//! `clock_gettime` is replaced for the whole binary; only here the date is ever off.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::samples::delivery;
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::options::{ClientOptions, CreateCallOptions, Credential};
use acs_call_automation::receiver::{Expected, Receiver, ReceiverOptions, Request, Waited};
use acs_call_automation::{CallAutomationClient, CallInvite, ErrorKind, RequestOptions};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, RemoteParty};

const DAY: i64 = 24 * 60 * 60;
const LONG: Duration = Duration::from_secs(60);

/// How far the date is off, in seconds.
static OFF: AtomicI64 = AtomicI64::new(0);

/// The C library's function, with a date that is off. The executable's symbol comes before that of the library.
///
/// # Safety
/// As that of the C library.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> i32 {
    // SAFETY: the arguments are handed on as they are.
    let result = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if result == 0 && clock == libc::CLOCK_REALTIME {
        // SAFETY: the system call has succeeded, so `time` is valid.
        unsafe { (*time).tv_sec += OFF.load(Ordering::SeqCst) };
    }
    i32::try_from(result).unwrap_or(-1)
}

fn jump(seconds: i64) {
    let before = SystemTime::now();
    OFF.fetch_add(seconds, Ordering::SeqCst);
    let (now, day) = (SystemTime::now(), Duration::from_secs(3600));
    let has_jumped = match seconds > 0 {
        true => now > before + day,
        false => now + day < before,
    };
    assert!(has_jumped, "the date did not jump");
}

fn post(receiver: &Receiver, body: String) {
    assert_eq!(
        receiver
            .handle(&Request::new("POST", "/events", body))
            .status,
        200
    );
}

#[test]
fn a_wait_goes_on_over_a_jump_forward() {
    alone!();
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let expected = [Expected::success("CallConnected").of_call("a")];
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| receiver.wait_for(&expected, LONG));
        jump(DAY);
        post(&receiver, delivery("CallConnected", "a", "1"));
        let waited = waits.join().unwrap();
        assert!(matches!(waited, Ok(Waited::Success(_))), "{waited:?}");
    });
}

/// With a deadline by the date it would wait for a day longer.
#[test]
fn a_jump_back_makes_no_timeout_longer() {
    alone!();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!(
        "endpoint=http://{};accesskey=a2V5",
        silent.local_addr().unwrap()
    );
    let client = CallAutomationClient::from_connection_string(&endpoint).unwrap();
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let expected = [Expected::success("CallConnected")];
    std::thread::scope(|scope| {
        let options = RequestOptions::new().timeout(Duration::from_millis(300));
        let options = CreateCallOptions::new().request(options);
        let invite = CallInvite::to_phone_number("+16045551234", "+18005550100").unwrap();
        let creates = scope.spawn({
            let client = client.clone();
            move || client.create_call(&invite, "https://app.example/events", &options)
        });
        let waits = scope.spawn(|| receiver.wait_for(&expected, Duration::from_millis(300)));
        // The request has left, so its deadline is set.
        let _connection = silent.accept().unwrap();
        jump(-DAY);
        assert_eq!(
            creates.join().unwrap().unwrap_err().kind(),
            ErrorKind::OutcomeUnknown
        );
        assert!(matches!(waits.join().unwrap(), Ok(Waited::TimedOut)));
    });
}

#[test]
fn a_request_has_the_new_date_at_once_on_a_connection_from_before() {
    alone!();
    let emulator = Emulator::start().unwrap();
    let client =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    for seconds in [0, DAY, -2 * DAY] {
        if seconds != 0 {
            jump(seconds);
        }
        // The emulator refuses dates that are more than 15 minutes off.
        let missing = client
            .call_connection("41401f00-1")
            .unwrap()
            .get_properties()
            .unwrap_err();
        assert_eq!(missing.http_status(), Some(404), "{missing}");
    }
}

struct Counting(Arc<AtomicUsize>);

impl TokenSource for Counting {
    fn token(&self) -> Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(AccessToken::new(
            "token",
            SystemTime::now() + Duration::from_secs(3600),
        ))
    }
}

#[test]
fn a_token_that_has_expired_by_the_new_date_is_replaced() {
    alone!();
    let emulator = Emulator::start_with(&EmulatorOptions::new().accept_any_token(true)).unwrap();
    let fetched = Arc::new(AtomicUsize::new(0));
    let credential = Credential::token(Counting(fetched.clone()));
    let client =
        CallAutomationClient::new(&emulator.endpoint(), credential, &ClientOptions::new()).unwrap();
    let request = || {
        client
            .call_connection("41401f00-1")
            .unwrap()
            .get_properties()
            .unwrap_err()
    };
    for (seconds, tokens) in [(0, 1), (0, 1), (DAY, 2), (0, 2)] {
        if seconds != 0 {
            jump(seconds);
        }
        assert_eq!(request().http_status(), Some(404));
        assert_eq!(fetched.load(Ordering::SeqCst), tokens);
    }
}

#[test]
fn repetitions_and_unread_events_outlast_a_jump() {
    alone!();
    let options = ReceiverOptions::new()
        .duplicate_window(Duration::from_secs(600))
        .unclaimed_event_ttl(Duration::from_secs(600));
    let receiver = Receiver::without_listener(&options).unwrap();
    for seconds in [DAY, -2 * DAY] {
        post(&receiver, delivery("CallConnected", "a", "1"));
        jump(seconds);
        post(&receiver, delivery("CallConnected", "a", "1"));
    }
    let counters = receiver.counters();
    assert_eq!(
        (counters.queued, counters.duplicate, counters.expired),
        (1, 3, 0)
    );
    assert_eq!(receiver.len(), 1);
}

#[test]
fn a_phone_of_the_emulator_rings_as_long_as_it_should() {
    alone!();
    let emulator = Emulator::start().unwrap();
    let party = RemoteParty::new("+16045551234").answer_after(Duration::from_secs(3600));
    emulator.set_remote_party(party).unwrap();
    let client =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let invite = CallInvite::to_phone_number("+16045551234", "+18005550100").unwrap();
    let callback = receiver.url("/events").unwrap();
    let created = client
        .create_call(&invite, &callback, &CreateCallOptions::new())
        .unwrap();
    jump(DAY);
    let state = created.call_connection.get_properties().unwrap();
    assert_eq!(
        state
            .call_connection_state
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("connecting")
    );
    assert_eq!(receiver.counters().received, 0);
}
