//! The doctor finds what is wrong, and only that.

use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Fault};
use serde_json::Value;

use crate::program::{Run, bare, run, run_with, serve};

/// The results of the checks, by name.
#[track_caller]
fn results(run: &Run) -> Vec<(String, String)> {
    let json: Value = run.json();
    let text = |check: &Value, name: &str| check[name].as_str().unwrap().to_owned();
    let checks = json["checks"].as_array().unwrap().iter();
    checks
        .map(|check| (text(check, "check"), text(check, "result")))
        .collect()
}

/// Checks the result of one check.
#[track_caller]
fn expect(run: &Run, name: &str, result: &str) {
    let results = results(run);
    let found = results.iter().find(|(check, _)| check == name);
    assert_eq!(
        found.map(|(_, result)| result.as_str()),
        Some(result),
        "{run:#?}"
    );
}

/// Everything is well but for these checks.
#[track_caller]
fn only(run: &Run, failed: &[&str]) {
    let bad = results(run)
        .into_iter()
        .filter(|(_, result)| result == "failed");
    let bad: Vec<String> = bad.map(|(name, _)| name).collect();
    assert_eq!(bad, failed, "{run:#?}");
}

#[test]
fn a_sound_setup_passes() {
    let emulator = Emulator::start().unwrap();
    let text = run_with(&emulator, &["doctor", "--through-service"]).exits(0);
    for line in [
        "ok       name",
        "ok       connection",
        "ok       clock",
        "ok       key",
        "ok       callback",
        "ok       handshake",
        "ok       events      the service posted ConnectFailed",
    ] {
        assert!(text.out.contains(line), "no {line:?} in {text:#?}");
    }
    assert_eq!(emulator.active_call_count(), 0);
    run(&["--offline", "doctor"]).exits(0);
}

/// A service that refuses every request with this status, so many seconds ahead of this machine.
fn service_of_another_time(status: u16, ahead: u64) -> String {
    let address = serve(move || {
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(ahead));
        format!(
            "HTTP/1.1 {status} X\r\nDate: {date}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        )
    });
    format!("endpoint=http://{address}/;accesskey=a2V5")
}

#[test]
fn a_clock_that_is_wrong_is_found() {
    let doctor = |status, ahead| {
        let text = service_of_another_time(status, ahead);
        let output = bare(&["doctor", "--json"])
            .env("ACS_CONNECTION_STRING", text)
            .output();
        Run::of(output.unwrap())
    };
    let other = doctor(404, 0).exits(0);
    expect(&other, "clock", "ok");
    // Any web server knows 404.
    expect(&other, "key", "warning");
    expect(&doctor(404, 120).exits(0), "clock", "warning");
    // The service refuses every signature of such a clock.
    let broken = doctor(401, 3600).exits(1).without_error();
    only(&broken, &["clock", "key"]);
    assert!(
        broken
            .out
            .contains("s behind the service: requests are refused beyond 5 minutes")
    );
}

#[test]
fn a_wrong_key_is_found() {
    let emulator =
        Emulator::start_with(&EmulatorOptions::new().access_key("YW5vdGhlcg==")).unwrap();
    let text = format!("endpoint={}/;accesskey=a2V5", emulator.endpoint());
    let output = bare(&["doctor", "--json"])
        .env("ACS_CONNECTION_STRING", text)
        .output()
        .unwrap();
    let run = Run::of(output).exits(1).without_error();
    expect(&run, "clock", "ok");
    only(&run, &["key"]);
}

#[test]
fn a_name_and_a_port_that_do_not_exist_are_found() {
    let with_endpoint = |endpoint: &str| {
        let text = format!("endpoint={endpoint}/;accesskey=a2V5");
        let output = bare(&["doctor", "--json"])
            .env("ACS_CONNECTION_STRING", text)
            .output();
        Run::of(output.unwrap()).exits(1).without_error()
    };
    let name = with_endpoint("https://acs-call.invalid");
    only(&name, &["name"]);
    expect(&name, "key", "skipped");
    only(&with_endpoint("http://127.0.0.1:9"), &["connection"]);
}

#[test]
fn a_certificate_that_is_not_trusted_is_found() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().https(true)).unwrap();
    let untrusted = run_with(&emulator, &["doctor", "--json"])
        .exits(1)
        .without_error();
    only(&untrusted, &["connection"]);
    let folder = std::env::temp_dir().join(format!("acs-call-doctor-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, emulator.ca_certificate().unwrap()).unwrap();
    let run = run_with(
        &emulator,
        &["doctor", "--ca", file.to_str().unwrap(), "--json"],
    );
    std::fs::remove_dir_all(&folder).unwrap();
    let run = run.exits(0);
    expect(&run, "connection", "ok");
    expect(&run, "clock", "ok");
}

#[test]
fn a_callback_url_that_leads_elsewhere_is_found() {
    let emulator = Emulator::start().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/events", free.local_addr().unwrap());
    drop(free);
    let doctor = |url: &str| {
        let arguments = [
            "doctor",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--callback-url",
            url,
        ];
        run_with(&emulator, &arguments).exits(1).without_error()
    };
    let unreachable = doctor(&closed);
    only(&unreachable, &["callback"]);
    expect(&unreachable, "handshake", "skipped");
    let other = Receiver::bind(&ReceiverOptions::new()).unwrap();
    only(&doctor(&other.url("/events").unwrap()), &["callback"]);
    only(
        &doctor(&other.url("/events").unwrap().replace("/events", "/wrong")),
        &["callback"],
    );
    only(&doctor("http://app.example/events"), &["callback"]);
}

#[test]
fn an_event_of_the_service_that_does_not_arrive_is_found() {
    let emulator = Emulator::start().unwrap();
    emulator
        .add_fault(Fault::on_event("ConnectFailed").lose_event())
        .unwrap();
    let arguments = ["doctor", "--through-service", "--timeout", "1", "--json"];
    only(
        &run_with(&emulator, &arguments).exits(1).without_error(),
        &["events"],
    );
}

#[test]
fn a_callback_that_needs_a_secret_or_a_token_is_reached_all_the_same() {
    let emulator = Emulator::start().unwrap();
    let secret = [
        "doctor",
        "--callback-secret",
        "of the house",
        "--through-service",
    ];
    run_with(&emulator, &secret).exits(0);
    let audience = ["doctor", "--audience", emulator.resource_id(), "--json"];
    let run = run_with(&emulator, &audience).exits(0);
    expect(&run, "callback", "ok");
    expect(&run, "handshake", "skipped");
    let header = [
        &audience[..],
        &["--event-grid-header", "X-Grid: of the house"],
    ]
    .concat();
    let run = run_with(&emulator, &header).exits(0);
    expect(&run, "callback", "ok");
    expect(&run, "handshake", "ok");
    run_with(
        &emulator,
        &["doctor", "--event-grid-header", "of the house"],
    )
    .exits(2);
}
