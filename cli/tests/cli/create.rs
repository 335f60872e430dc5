//! Calls are placed and ended, and each way that this ends has its exit code.

use std::time::Duration;

use acs_call_automation_emulator::{Emulator, Fault, RemoteParty};

use crate::program::{CALLER_ID, NOWHERE, PHONE, Running, bare, call, run, run_with, until, with};

#[test]
fn a_first_call_needs_no_account() {
    let run = run(&["--offline", "create", PHONE, "--wait"]).exits(0);
    assert_eq!(run.line().len(), 36, "a call connection id: {run:#?}");
    let run = run.says(&["CreateCall to 4:+16045551234", "CallConnected", "200/0"]);
    // The diagram of the emulator.
    run.says(&[
        "rings",
        "answers",
        "the emulator of --offline ends with this command",
    ]);
}

#[test]
fn variables_of_a_resource_do_not_disturb_a_call_offline() {
    let output = bare(&["--offline", "create", PHONE, "--timeout", "5"])
        .env(
            "ACS_CONNECTION_STRING",
            "endpoint=https://name.invalid/;accesskey=a2V5",
        )
        .env("ACS_CALLBACK_URL", "https://app.invalid/events")
        .env("ACS_LISTEN", "127.0.0.1:1")
        .env("ACS_AUDIENCE", "2f8b0b1c-0000-4000-8000-000000000001")
        .env("ACS_EVENT_GRID_HEADER", "X-Grid: of the house")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn hang_up_takes_the_id_that_create_prints() {
    let emulator = Emulator::start().unwrap();
    let call = call(&emulator);
    assert_eq!(emulator.active_call_count(), 1);
    let ended = run_with(&emulator, &["hang-up", &call]).exits(0);
    assert_eq!(ended.out, "");
    assert_eq!(emulator.active_call_count(), 0);
    let again = run_with(&emulator, &["hang-up", &call, "--json"]).exits(1);
    let error = &again.json()["error"];
    assert_eq!(error["exit"], "failed");
    assert_eq!(error["status"], 404);
    assert_eq!(error["code"], "8522");
}

#[test]
fn what_scripts_need_is_in_the_json() {
    let emulator = Emulator::start().unwrap();
    let create = ["create", PHONE, "--json", "--callback-url", NOWHERE];
    let created = run_with(&emulator, &create).exits(0).json();
    assert_eq!(created["status"], 201);
    assert_eq!(created["correlationId"].as_str().unwrap().len(), 36);
    let waited = run_with(&emulator, &["create", PHONE, "--json", "--wait"])
        .exits(0)
        .json();
    assert!(waited["serverCallId"].as_str().is_some(), "{waited}");
    let call = waited["callConnectionId"].as_str().unwrap();
    let ended = run_with(&emulator, &["hang-up", call, "--leave", "--json"])
        .exits(0)
        .json();
    assert_eq!(ended["status"], 204);
}

#[test]
fn several_targets_are_one_group_call() {
    let emulator = Emulator::start().unwrap();
    let user = "8:acs:1b5cc06b-f352-4571-b1e6-d9b259b7c776_00000007-0464-274b-b274-5a3a0d000101";
    let run = run_with(
        &emulator,
        &["create", PHONE, user, "--wait", "--display-name", "Ada"],
    );
    run.exits(0)
        .says(&["CreateCall to 4:+16045551234 and 1 more"]);
    assert_eq!(emulator.created_call_count(), 1);
    let body = emulator
        .journal()
        .into_iter()
        .find(|entry| entry.operation == "CreateCall");
    let body = String::from_utf8(body.unwrap().body).unwrap();
    assert!(body.contains(r#""sourceDisplayName":"Ada""#), "{body}");
}

#[test]
fn a_busy_callee_is_a_failure() {
    let emulator = Emulator::start().unwrap();
    emulator
        .set_remote_party(RemoteParty::new(PHONE).busy())
        .unwrap();
    let run = run_with(&emulator, &["create", PHONE, "--wait"]).exits(1);
    assert_eq!(run.out, "");
    run.says(&["CreateCallFailed", "486"]);
}

#[test]
fn a_phone_that_is_not_answered_in_time_keeps_ringing() {
    let emulator = Emulator::start().unwrap();
    emulator
        .set_remote_party(RemoteParty::new(PHONE).manual())
        .unwrap();
    let run = run_with(&emulator, &["create", PHONE, "--wait", "--timeout", "1"]).exits(5);
    let call = run.line().to_owned();
    run.says(&[&format!(
        "the call continues; `acs-call hang-up {call}` ends it"
    )]);
    assert_eq!(emulator.active_call_count(), 1);
    run_with(&emulator, &["hang-up", &call]).exits(0);
    assert_eq!(emulator.active_call_count(), 0);
}

#[test]
fn a_lost_response_is_an_unknown_outcome_and_never_a_second_call() {
    let emulator = Emulator::start().unwrap();
    emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    let create = ["create", PHONE, "--callback-url", NOWHERE, "--json"];
    let run = run_with(&emulator, &create).exits(4);
    assert_eq!(run.json()["error"]["mayHaveBeenDone"], true);
    assert_eq!(emulator.created_call_count(), 1);
    // The service may have acted before it failed, too.
    emulator
        .add_fault(Fault::on("CreateCall").status(503))
        .unwrap();
    run_with(&emulator, &create).exits(4);
}

#[test]
fn the_event_decides_when_the_response_was_lost() {
    let emulator = Emulator::start().unwrap();
    emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    let run = run_with(&emulator, &["create", PHONE, "--wait"]).exits(0);
    assert_eq!(run.line().len(), 36);
    assert_eq!(emulator.created_call_count(), 1);
}

#[test]
fn ctrl_c_ends_the_wait_and_not_the_call() {
    let emulator = Emulator::start().unwrap();
    emulator
        .set_remote_party(RemoteParty::new(PHONE).manual())
        .unwrap();
    let running = Running::start(&mut with(&emulator, &["create", PHONE, "--wait"]));
    until("the phone rings", || emulator.active_call_count() == 1);
    running.signal("-INT");
    let run = running.end().exits(130);
    run.says(&["the call continues", "acs-call hang-up"]);
    assert_eq!(emulator.active_call_count(), 1);
}

#[test]
fn a_call_can_be_followed_to_its_end() {
    let emulator = Emulator::start().unwrap();
    let leaves = RemoteParty::new(PHONE).hang_up_after(Duration::from_millis(300));
    emulator.set_remote_party(leaves).unwrap();
    let run = run_with(&emulator, &["create", PHONE, "--wait=ended"]).exits(0);
    run.says(&["CallConnected", "CallDisconnected"]);

    emulator.set_remote_party(RemoteParty::new(PHONE)).unwrap();
    let mut running = Running::start(&mut with(&emulator, &["create", PHONE, "--wait=ended"]));
    running.wait_for("CallConnected");
    running.signal("-TERM");
    running
        .end()
        .exits(130)
        .says(&["interrupted: no longer waiting", "the call continues"]);
    assert_eq!(emulator.active_call_count(), 1);
}

#[test]
fn wrong_usage_sends_nothing_and_says_what_to_do() {
    run(&["create", PHONE])
        .exits(2)
        .says(&["ACS_CONNECTION_STRING", "--offline"]);
    run(&["creat"]).exits(2).says(&["create"]);
    run(&["--offline", "hang-up", "some-call"])
        .exits(2)
        .says(&["acs-call --offline listen"]);
    let emulator = Emulator::start().unwrap();
    run_with(&emulator, &["create", "6045551234"])
        .exits(2)
        .says(&["E.164"]);
    run_with(&emulator, &["create", PHONE])
        .exits(2)
        .says(&["--callback-url"]);
    let relative = ["create", PHONE, "--callback-url", "app.example/events"];
    run_with(&emulator, &relative)
        .exits(2)
        .says(&["https://app.example/events"]);
    let mut without_caller_id = with(&emulator, &["create", PHONE, "--callback-url", NOWHERE]);
    let output = without_caller_id
        .env_remove("ACS_CALLER_ID")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("--from"), "{text}");
    assert!(emulator.journal().is_empty());
}

#[test]
fn a_service_that_is_not_reached_did_nothing() {
    let closed = "endpoint=http://127.0.0.1:9/;accesskey=a2V5";
    let create = [
        "create",
        PHONE,
        "--from",
        CALLER_ID,
        "--callback-url",
        NOWHERE,
    ];
    let output = bare(&create)
        .env("ACS_CONNECTION_STRING", closed)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_port_in_use_is_trouble_of_this_machine() {
    let emulator = Emulator::start().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = run_with(
        &emulator,
        &["create", PHONE, "--wait", "--listen", &address],
    );
    run.exits(6).says(&["Another process listens on this port"]);
    assert_eq!(emulator.created_call_count(), 0);
}

#[test]
fn the_emulator_of_a_port_is_used_by_its_well_known_key() {
    let emulator = Emulator::start().unwrap();
    let offline = format!("--offline={}", emulator.port());
    run(&[&offline, "create", PHONE, "--from", CALLER_ID, "--wait"]).exits(0);
    assert_eq!(emulator.created_call_count(), 1);
}
