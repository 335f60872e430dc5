//! No participant is in a call twice, and a leg that is moved still gets the events of its requests.

use crate::emulator_http;

use std::time::Duration;

use acs_call_automation_emulator::{ClientCall, IncomingCall, RemoteParty};
use emulator_http::{CALLER_ID, Stage, phone, result, short_type, user};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";
const OTHER: &str = "+15550100124";
const USER: &str = "8:acs:far-away_0000";

fn slow(stage: &Stage, raw_id: &str) {
    let script = RemoteParty::new(raw_id).answer_after(Duration::from_secs(5));
    stage.emulator.set_remote_party(script).unwrap();
}

fn add(stage: &Stage, call: &str, who: Value) {
    let body = json!({
        "participantToAdd": who,
        "sourceCallerIdNumber": {"value": CALLER_ID},
        "operationContext": "added",
    });
    let response = stage
        .caller
        .post(&format!("/{call}/participants:add"), body);
    assert_eq!(response.status, 202);
}

fn move_here(stage: &Stage, to: &str, from: &str, who: Value) -> u16 {
    let body = json!({"targetParticipants": [who], "fromCall": from});
    let path = format!("/{to}/participants:moveHere");
    stage.caller.post(&path, body).status
}

/// The context of the newest incoming call.
fn newest_context(stage: &Stage) -> String {
    stage.events();
    let rings = stage.collector.events("/grid");
    let context = &rings.last().unwrap()["data"]["incomingCallContext"];
    context.as_str().unwrap().to_owned()
}

fn with_grid() -> Stage {
    let stage = Stage::new();
    let schema = acs_call_automation_emulator::Schema::EventGrid;
    let url = stage.collector.url("/grid");
    stage.emulator.subscribe(&url, schema).unwrap();
    stage
}

/// A call to a hosted user that an application answered: both legs, and the user.
fn two_legs(stage: &Stage) -> (String, String, String) {
    let own = stage.emulator.create_user().unwrap();
    let creator = stage.create(&[user(&own)]);
    let body = json!({
        "incomingCallContext": newest_context(stage),
        "callbackUri": stage.collector.url("/far"),
    });
    let answerer = stage.caller.post(":answer", body).text("callConnectionId");
    (creator, answerer, own)
}

fn far(stage: &Stage) -> Vec<Value> {
    stage.events();
    stage.collector.events("/far")
}

/// Recordings give both ends one masked name.
#[test]
fn a_user_can_call_itself() {
    let stage = with_grid();
    let own = stage.emulator.create_user().unwrap();
    let mut body = stage.invitation(&[user(&own)]);
    body["source"] = json!({"id": own});
    let call = stage.caller.post("", body.clone()).text("callConnectionId");
    let answer = json!({
        "incomingCallContext": newest_context(&stage),
        "callbackUri": stage.collector.url("/far"),
    });
    let answered = stage
        .caller
        .post(":answer", answer)
        .text("callConnectionId");
    let both = [own.as_str(), own.as_str()];
    assert_eq!(stage.people(&call), both);
    assert_eq!(stage.people(&answered), both);
    let deleted = stage.caller.delete(&format!("/{answered}"));
    assert_eq!(deleted.status, 204);
    assert_eq!(result(&stage.newest("CallDisconnected")), (200, 5003));

    let call = stage.caller.post("", body).text("callConnectionId");
    let answer = json!({
        "incomingCallContext": newest_context(&stage),
        "callbackUri": stage.collector.url("/far"),
    });
    stage.caller.post(":answer", answer);
    let body = json!({"participantToRemove": user(&own)});
    let removed = stage
        .caller
        .post(&format!("/{call}/participants:remove"), body);
    assert_eq!(removed.status, 202);
    stage.newest("RemoveParticipantSucceeded");
    assert_eq!(short_type(far(&stage).last().unwrap()), "CallDisconnected");
}

#[test]
fn a_simulated_call_to_oneself_is_refused() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let from_itself = IncomingCall::new(&own, &own);
    let refused = stage.emulator.place_incoming_call(from_itself).unwrap_err();
    assert_eq!(refused.field(), Some("from"));
    let twice = ClientCall::new([USER, USER]);
    let refused = stage.emulator.start_client_call(twice).unwrap_err();
    assert_eq!(refused.field(), Some("users"));
    assert_eq!(stage.emulator.created_call_count(), 0);
}

#[test]
fn a_participant_of_the_call_cannot_be_moved_into_it() {
    let stage = Stage::new();
    let from = stage.create(&[phone(PHONE)]);
    add(&stage, &from, phone(OTHER));
    let to = stage.create(&[phone(PHONE)]);
    assert_eq!(move_here(&stage, &to, &from, phone(PHONE)), 202);
    assert_eq!(result(&stage.newest("MoveParticipantFailed")), (400, 8558));
    assert_eq!(stage.people(&to).len(), 2);
    assert_eq!(stage.people(&from).len(), 3);
}

#[test]
fn an_invitation_redirected_to_a_participant_fails() {
    let stage = with_grid();
    let call = stage.create(&[phone(PHONE)]);
    add(&stage, &call, user(&stage.emulator.create_user().unwrap()));
    let body = json!({"incomingCallContext": newest_context(&stage), "target": phone(PHONE)});
    assert_eq!(stage.caller.post(":redirect", body).status, 204);
    assert_eq!(result(&stage.newest("AddParticipantFailed")), (400, 8523));
    assert_eq!(stage.people(&call).len(), 2);
}

#[test]
fn a_transfer_to_a_party_being_called_is_refused() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    slow(&stage, USER);
    add(&stage, &call, user(USER));
    let body = json!({"targetParticipant": user(USER)});
    let path = format!("/{call}:transferToParticipant");
    assert_eq!(stage.caller.post(&path, body).error().0, 400);
    stage.advance(5);
    assert_eq!(stage.people(&call).len(), 3);
}

#[test]
fn a_leg_that_was_moved_gets_the_outcome_of_its_invitation() {
    let stage = with_grid();
    let (creator, answerer, own) = two_legs(&stage);
    slow(&stage, RAW);
    add(&stage, &answerer, phone(PHONE));
    let other = stage.create(&[phone(OTHER)]);
    assert_eq!(move_here(&stage, &other, &creator, user(&own)), 202);
    stage.advance(5);
    let heard = far(&stage).pop().unwrap();
    assert_eq!(short_type(&heard), "AddParticipantSucceeded");
    assert_eq!(heard["data"]["operationContext"], "added");
}

#[test]
fn a_leg_that_was_moved_gets_call_transfer_failed() {
    let stage = with_grid();
    let (creator, answerer, own) = two_legs(&stage);
    slow(&stage, RAW);
    let body = json!({
        "targetParticipant": phone(PHONE),
        "sourceCallerIdNumber": {"value": CALLER_ID},
        "operationContext": "transferred",
    });
    let path = format!("/{answerer}:transferToParticipant");
    assert_eq!(stage.caller.post(&path, body).status, 202);
    let other = stage.create(&[phone(OTHER)]);
    assert_eq!(move_here(&stage, &other, &creator, user(&own)), 202);
    let heard = far(&stage);
    let mut failed = heard
        .iter()
        .filter(|event| short_type(event) == "CallTransferFailed");
    assert_eq!(
        failed.next().unwrap()["data"]["operationContext"],
        "transferred"
    );
    let got = stage.caller.get(&format!("/{answerer}")).json();
    assert_eq!(got["callConnectionState"], "connected");
}

#[test]
fn a_leg_that_was_moved_never_sees_numbers_go_back() {
    let stage = with_grid();
    let (creator, _, own) = two_legs(&stage);
    for number in ["+15550100001", "+15550100002", "+15550100003"] {
        add(&stage, &creator, phone(number));
    }
    let other = stage.create(&[phone(OTHER)]);
    assert_eq!(move_here(&stage, &other, &creator, user(&own)), 202);
    let numbers: Vec<_> = far(&stage)
        .iter()
        .filter_map(|event| event["data"]["sequenceNumber"].as_i64())
        .collect();
    assert!(numbers.len() > 4);
    assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{numbers:?}");
}
