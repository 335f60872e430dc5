//! Events are received, shown and passed on.

use std::time::Duration;

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation_emulator::Emulator;
use serde_json::Value;

use crate::program::{CALLER_ID, PHONE, Run, Running, TIME_LIMIT, bare, run_with, with};

/// Listens, and places a call whose events go there.
fn listen(emulator: &Emulator, arguments: &[&str]) -> Running {
    let arguments = [&["listen"], arguments].concat();
    let mut running = Running::start(&mut with(emulator, &arguments));
    let url = url(&running.wait_for("listening on "));
    run_with(emulator, &["create", PHONE, "--callback-url", &url]).exits(0);
    running
}

/// The callback URL, from the line that names the address.
fn url(line: &str) -> String {
    let address = line
        .split_once("listening on ")
        .unwrap()
        .1
        .split(';')
        .next()
        .unwrap();
    format!("http://{address}/events")
}

#[test]
fn events_are_lines_of_json() {
    let emulator = Emulator::start().unwrap();
    let run = listen(&emulator, &["--count", "2"]).end().exits(0);
    let events: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.len(), 2, "{run:#?}");
    assert_eq!(events[0]["type"], "Microsoft.Communication.CallConnected");
    assert_eq!(
        events[1]["data"]["participants"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn events_are_rows_of_a_ladder() {
    let emulator = Emulator::start().unwrap();
    let run = listen(&emulator, &["--count", "2", "--ladder"])
        .end()
        .exits(0);
    let rows: Vec<&str> = run.out.lines().collect();
    assert!(
        rows[0].ends_with(
            "service -> app      CallConnected                                     200/0"
        ),
        "{run:#?}"
    );
    assert!(rows[1].contains("ParticipantsUpdated"), "{run:#?}");
}

#[test]
fn ctrl_c_is_the_ordinary_end_and_ends_no_call() {
    let emulator = Emulator::start().unwrap();
    let running = listen(&emulator, &[]);
    assert!(emulator.flush(TIME_LIMIT));
    running.signal("-INT");
    let run: Run = running.end().exits(0);
    assert_eq!(run.out.lines().count(), 2, "{run:#?}");
    run.says(&["no longer listening after 2 events", "nothing was hung up"]);
    assert_eq!(emulator.active_call_count(), 1);
}

#[test]
fn too_few_events_in_time_are_a_timeout() {
    let emulator = Emulator::start().unwrap();
    let run = run_with(&emulator, &["listen", "--count", "1", "--timeout", "1"]);
    run.exits(5).says(&["0 of 1 events arrived in time"]);
    run_with(&emulator, &["listen", "--timeout", "1"]).exits(0);
}

#[test]
fn events_are_forwarded_to_a_url() {
    let emulator = Emulator::start().unwrap();
    let target = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let forward = target.url("/events").unwrap();
    listen(&emulator, &["--count", "2", "--forward", &forward])
        .end()
        .exits(0);
    let names: Vec<String> = (0..2)
        .map(|_| {
            target
                .recv_timeout(TIME_LIMIT)
                .unwrap()
                .unwrap()
                .event
                .name()
                .to_owned()
        })
        .collect();
    assert_eq!(names, ["CallConnected", "ParticipantsUpdated"]);
    let nowhere = target
        .url("/events")
        .unwrap()
        .replace("/events", "/elsewhere");
    let run = listen(&emulator, &["--count", "1", "--forward", &nowhere])
        .end()
        .exits(0);
    run.says(&["CallConnected was not passed on: the URL returned 404"]);
    target.close(Duration::from_secs(1));
}

#[test]
fn events_are_forwarded_to_a_command() {
    let emulator = Emulator::start().unwrap();
    let file = std::env::temp_dir().join(format!("acs-call-forward-{}", std::process::id()));
    let command = format!(
        "echo \"$ACS_EVENT $ACS_CALL\" >>'{0}'; cat >>'{0}'",
        file.display()
    );
    listen(&emulator, &["--count", "1", "--forward", &command])
        .end()
        .exits(0);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let (first, json) = text.split_once('\n').unwrap();
    let event: Value = serde_json::from_str(json).unwrap();
    let call = event["data"]["callConnectionId"].as_str().unwrap();
    assert_eq!(first, format!("CallConnected {call}"));
    let run = listen(&emulator, &["--count", "1", "--forward", "exit 3"])
        .end()
        .exits(0);
    run.says(&["CallConnected was not passed on: the command ended with exit status: 3"]);
}

#[test]
fn one_terminal_listens_offline_and_another_calls() {
    let mut running = Running::start(&mut bare(&["--offline", "listen", "--count", "2"]));
    let export = running.wait_for("export ACS_CONNECTION_STRING=");
    let text = export.split('\'').nth(1).unwrap().to_owned();
    let hint = running.wait_for("acs-call create");
    let words: Vec<&str> = hint.split_whitespace().skip(1).collect();
    let created = bare(&words)
        .env("ACS_CONNECTION_STRING", text)
        .output()
        .unwrap();
    assert!(created.status.success(), "{created:?}");
    let run = running.end().exits(0);
    assert_eq!(run.out.lines().count(), 2);
    run.says(&["no longer listening", &format!("CreateCall 201 {PHONE}")]);
    assert!(words.contains(&CALLER_ID));
}
