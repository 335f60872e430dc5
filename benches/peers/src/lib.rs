//! What the programs of `benches/run` share. Each prints one line of JSON.
// A benchmark prints, and stops at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

pub use acs_call_automation::CallInvite;
use acs_call_automation::options::{ClientOptions, CreateCallOptions};
use acs_call_automation::{CallAutomationClient, RequestOptions};

pub const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
pub const CALLBACK: &str = "https://app.example.com/api/callbacks";

/// A real event, and the id in it.
pub const EVENT: &str = include_str!("../../../tests/data/events/CallConnected.json");
pub const EVENT_ID: &str = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b";

/// The argument of this number.
pub fn argument<T: std::str::FromStr<Err: std::fmt::Debug>>(number: usize) -> T {
    let text = std::env::args().nth(number).expect("too few arguments");
    text.parse().expect("an argument is malformed")
}

/// A client, and the call that it creates.
pub struct Caller {
    pub client: CallAutomationClient,
    invite: CallInvite,
    options: CreateCallOptions,
}

impl Caller {
    pub fn new(endpoint: &str, options: &ClientOptions) -> Self {
        let connection = format!("endpoint={endpoint};accesskey={KEY}");
        Self {
            client: CallAutomationClient::from_connection_string_with(&connection, options)
                .unwrap(),
            invite: CallInvite::to_phone_number("+16045550142", "+14255550100").unwrap(),
            options: CreateCallOptions::new()
                .operation_context("bench")
                .request(RequestOptions::new().timeout(Duration::from_secs(30))),
        }
    }

    pub fn create_call(&self) {
        let call = self
            .client
            .create_call(&self.invite, CALLBACK, &self.options);
        assert_eq!(call.unwrap().status(), 201);
    }
}

/// Does it so many times, after a tenth of that to warm up, and prints what it took.
pub fn measure(count: usize, mut once: impl FnMut()) {
    for _ in 0..count / 10 {
        once();
    }
    let mut times = Vec::with_capacity(count);
    let (began, cpu) = (Instant::now(), cpu());
    let mut last = began;
    for _ in 0..count {
        once();
        let now = Instant::now();
        times.push(now - last);
        last = now;
    }
    let (wall, cpu) = (began.elapsed(), self::cpu() - cpu);
    println!(
        r#"{{"count":{count},"wall":{},"cpu":{},"p50":{},"p99":{}}}"#,
        wall.as_secs_f64(),
        cpu.as_secs_f64(),
        percentile(&mut times, 50).as_secs_f64(),
        percentile(&mut times, 99).as_secs_f64()
    );
}

pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times
        .get(times.len() * percent / 100)
        .copied()
        .unwrap_or_default()
}

/// The processor time of this process so far, in the kernel too.
pub fn cpu() -> Duration {
    // SAFETY: rusage is plain data that getrusage fills.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let time = |part: libc::timeval| {
        Duration::from_secs(part.tv_sec.unsigned_abs())
            + Duration::from_micros(part.tv_usec.unsigned_abs())
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}

/// A number of /proc/self/status, such as `VmRSS:` in KiB.
pub fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let number = value.and_then(|value| value.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap()
}

/// Allows as many descriptors as the system does.
pub fn raise_descriptor_limit() {
    // SAFETY: rlimit is plain data that getrlimit fills.
    unsafe {
        let mut limit = std::mem::zeroed::<libc::rlimit>();
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max;
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
    }
}

/// Waits until the standard input ends: with the process that has started this one.
pub fn wait_for_the_end() {
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
}

/// The request of a POST with this body.
pub fn post(body: &str) -> String {
    format!(
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
