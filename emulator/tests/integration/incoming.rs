//! Incoming calls from outside, and the subscriptions that hear of them.

use crate::emulator_http;
use crate::ringing;

use std::time::Duration;

use acs_call_automation_emulator::{IncomingCall, RemoteParty, Schema};
use emulator_http::{Collector, Stage, TIME_LIMIT, phone, result, user};
use ringing::{answer, grid, newest_context, stage};
use serde_json::{Value, json};

const OUTSIDE: &str = "4:+15550100123";
const NUMBER: &str = "+15550100199";

#[test]
fn user_to_user_arrives_in_the_spelling_that_was_given() {
    let stage = stage();
    let own = stage.emulator.add_phone_number(NUMBER).unwrap();
    for name in [
        "User-To-User",
        "user-To-User",
        "userToUser",
        "user-to-user",
        "USER_TO_USER",
    ] {
        let call = IncomingCall::new(OUTSIDE, &own).sip_header(name, "0a0b;encoding=hex");
        stage.emulator.place_incoming_call(call).unwrap();
        let body = json!({
            "from": OUTSIDE,
            "to": own,
            "customCallingContext": {"sipHeaders": {name: "0a0b;encoding=hex"}},
        });
        let requested = stage
            .caller
            .unsigned("POST", "/_emulator/incoming-call", &body);
        assert_eq!(requested.status, 200, "{name}");
        for ringing in grid(&stage).iter().rev().take(2) {
            let headers = &ringing["data"]["customContext"]["sipHeaders"];
            assert_eq!(*headers, json!({name: "0a0b;encoding=hex"}));
        }
    }
}

#[test]
fn an_outside_caller_rings_at_a_number_and_is_answered() {
    let stage = stage();
    let own = stage.emulator.add_phone_number(NUMBER).unwrap();
    let call = IncomingCall::new(OUTSIDE, &own)
        .display_name("Ada")
        .sip_header("user-To-User", "0a0b;encoding=hex")
        .sip_header("X-MS-Custom-Account", "4411")
        .voip_header("ticket", "7");
    let context = stage.emulator.place_incoming_call(call).unwrap();
    let ringing = &grid(&stage)[0];
    assert_eq!(ringing["eventType"], "Microsoft.Communication.IncomingCall");
    assert_eq!(
        ringing["subject"],
        "/caller/4:+15550100123/recipient/4:+15550100199"
    );
    let data = &ringing["data"];
    assert_eq!(data["incomingCallContext"], context.as_str());
    assert_eq!(data["callerDisplayName"], "Ada");
    assert_eq!(
        data["customContext"],
        json!({
            "sipHeaders": {"user-To-User": "0a0b;encoding=hex", "X-MS-Custom-Account": "4411"},
            "voipHeaders": {"ticket": "7"},
        })
    );
    let answered = answer(&stage, &context, "/events");
    assert_eq!(answered.status, 200);
    let shown = answered.json();
    assert_eq!(shown["callConnectionState"], "connecting");
    assert_eq!(shown["serverCallId"], data["serverCallId"]);
    assert_eq!(shown["correlationId"], data["correlationId"]);
    assert_eq!(
        shown["source"]["phoneNumber"],
        json!({"value": "+15550100123"})
    );
    assert_eq!(shown["sourceDisplayName"], "+15550100123");
    assert!(answered.header("repeatability-result").is_none());
    assert_eq!(stage.types(), ["ParticipantsUpdated", "CallConnected"]);
    assert_eq!(stage.last()["data"]["operationContext"], "answer-1");
    let call = answered.text("callConnectionId");
    stage.emulator.hang_up_participant(&call, OUTSIDE).unwrap();
    assert_eq!(result(&stage.last()), (200, 540_000));
}

#[test]
fn an_incoming_call_can_be_rejected_once() {
    let stage = stage();
    let own = stage.emulator.create_user().unwrap();
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own))
        .unwrap();
    let reject = || {
        let body = json!({"incomingCallContext": context, "callRejectReason": "busy"});
        stage.caller.post(":reject", body)
    };
    assert_eq!(reject().status, 204);
    assert!(stage.events().is_empty());
    assert_eq!(stage.emulator.active_call_count(), 0);
    assert_eq!(reject().status, 404);
    assert_eq!(answer(&stage, &context, "/events").status, 404);
}

#[test]
fn a_redirected_call_rings_at_the_new_target() {
    let stage = stage();
    let (first, second) = (
        stage.emulator.create_user().unwrap(),
        stage.emulator.create_user().unwrap(),
    );
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &first).display_name("Ada"))
        .unwrap();
    let redirected = stage.caller.post(
        ":redirect",
        json!({"incomingCallContext": context, "target": user(&second)}),
    );
    assert_eq!(redirected.status, 204);
    let rings = grid(&stage);
    assert_eq!(rings.len(), 2);
    assert_eq!(rings[1]["data"]["to"]["rawId"], second.as_str());
    assert_eq!(rings[1]["data"]["from"]["rawId"], OUTSIDE);
    assert_eq!(rings[1]["data"]["callerDisplayName"], "Ada");
    assert_eq!(
        rings[1]["data"]["correlationId"],
        rings[0]["data"]["correlationId"]
    );
    let renewed = newest_context(&stage);
    assert_ne!(renewed, context);
    assert_eq!(answer(&stage, &context, "/events").status, 404);
    assert_eq!(answer(&stage, &renewed, "/events").status, 200);
    assert_eq!(stage.emulator.active_call_count(), 1);
}

#[test]
fn a_call_redirected_to_an_outside_target_leaves_the_emulator() {
    let stage = stage();
    let own = stage.emulator.create_user().unwrap();
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own))
        .unwrap();
    let body = json!({"incomingCallContext": context, "target": phone("+15550100177")});
    assert_eq!(stage.caller.post(":redirect", body).status, 204);
    assert_eq!(stage.emulator.active_call_count(), 0);
    assert_eq!(grid(&stage).len(), 1);
}

#[test]
fn an_incoming_call_rings_for_thirty_seconds() {
    let stage = stage();
    let own = stage.emulator.create_user().unwrap();
    let ring = || {
        let call = IncomingCall::new(OUTSIDE, &own);
        stage.emulator.place_incoming_call(call).unwrap()
    };
    let (early, late) = (ring(), ring());
    stage.emulator.advance(Duration::from_millis(29_999));
    assert_eq!(answer(&stage, &early, "/events").status, 200);
    stage.emulator.advance(Duration::from_millis(1));
    let (status, code, message) = answer(&stage, &late, "/events").error();
    assert_eq!((status, code.as_str()), (400, "8523"));
    assert!(message.contains("IDX23010"), "{message}");
    let again = answer(&stage, &early, "/events");
    assert_eq!(again.error().1, "8585", "answered already");
}

#[test]
fn a_caller_may_give_up_before_or_in_the_moment_of_the_answer() {
    let stage = stage();
    let own = stage.emulator.create_user().unwrap();
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own))
        .unwrap();
    stage.emulator.cancel_incoming_call(&context).unwrap();
    assert_eq!(answer(&stage, &context, "/events").status, 404);
    assert!(stage.emulator.cancel_incoming_call(&context).is_err());
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own).hang_up_when_answered())
        .unwrap();
    let answered = answer(&stage, &context, "/events");
    assert_eq!(answered.status, 200);
    assert_eq!(stage.types(), ["AnswerFailed"]);
    let failed = stage.last();
    assert_eq!(failed["data"]["operationContext"], "answer-1");
    assert_eq!(
        failed["data"]["callConnectionId"],
        answered.text("callConnectionId").as_str()
    );
    assert_eq!(stage.emulator.active_call_count(), 0);
}

#[test]
fn a_party_is_named_by_its_raw_id_or_its_phone_number_and_nothing_else() {
    let stage = stage();
    let emulator = &stage.emulator;
    assert_eq!(
        emulator.add_phone_number(NUMBER).unwrap(),
        format!("4:{NUMBER}")
    );
    emulator.add_phone_number("4:+15550100198").unwrap();
    let busy = |party: &str| emulator.set_remote_party(RemoteParty::new(party).busy());
    busy("+15550100177").unwrap();
    let call = stage.create(&[phone("+15550100177")]);
    stage.advance(1);
    assert_eq!(result(&stage.newest("CreateCallFailed")), (486, 560_486));
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
    let ring = |from: &str, to: &str| emulator.place_incoming_call(IncomingCall::new(from, to));
    ring("+15550100123", NUMBER).unwrap();
    assert_eq!(
        grid(&stage).last().unwrap()["data"]["from"]["rawId"],
        OUTSIDE
    );
    let answered = answer(&stage, &newest_context(&stage), "/in");
    let call = answered.text("callConnectionId");
    emulator.press_digits(&call, "+15550100123", "1").unwrap();
    emulator.speak(&call, "+15550100123", "yes").unwrap();
    emulator.hang_up_participant(&call, "+15550100123").unwrap();
    for wrong in ["15550100123", "4:15550100123", "+1555", "Ada", ""] {
        let field = |error: acs_call_automation::Error| error.field().map(str::to_owned);
        assert_eq!(
            field(busy(wrong).unwrap_err()).as_deref(),
            Some("raw id"),
            "{wrong}"
        );
        assert_eq!(
            field(ring(wrong, NUMBER).unwrap_err()).as_deref(),
            Some("from"),
            "{wrong}"
        );
        assert_eq!(
            field(ring(OUTSIDE, wrong).unwrap_err()).as_deref(),
            Some("to"),
            "{wrong}"
        );
    }
    let over_http = |party: &str| {
        let body = json!({"rawId": party, "reaction": "busy"});
        let path = "/_emulator/remote-party";
        stage.caller.unsigned("POST", path, &body).status
    };
    assert_eq!(
        (over_http("+15550100123"), over_http("15550100123")),
        (200, 400)
    );
}

#[test]
fn only_hosted_users_and_numbers_can_be_rung() {
    let stage = stage();
    let call = || IncomingCall::new(OUTSIDE, "8:acs:somebody_else");
    assert!(stage.emulator.place_incoming_call(call()).is_err());
    let own = stage.emulator.create_user().unwrap();
    stage
        .emulator
        .set_remote_party(RemoteParty::new(&own))
        .unwrap();
    let call = IncomingCall::new(OUTSIDE, &own);
    assert!(
        stage.emulator.place_incoming_call(call).is_err(),
        "has a script"
    );
}

#[test]
fn cloud_events_come_one_by_one_after_their_own_handshake() {
    let stage = Stage::new();
    let url = stage.collector.url("/hook");
    stage.emulator.subscribe(&url, Schema::CloudEvents).unwrap();
    let requested = &stage.collector.received()[0];
    assert_eq!(requested.method, "OPTIONS");
    assert_eq!(
        requested.header("webhook-request-origin"),
        Some("eventgrid.azure.net")
    );
    let own = stage.emulator.create_user().unwrap();
    stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own))
        .unwrap();
    assert!(stage.emulator.flush(TIME_LIMIT));
    let received = stage.collector.received().pop().unwrap();
    assert_eq!(
        received.header("content-type"),
        Some("application/cloudevents+json; charset=utf-8")
    );
    assert_eq!(received.header("origin"), Some("eventgrid.azure.net"));
    let event: Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(event["type"], "Microsoft.Communication.IncomingCall");
    assert_eq!(event["specversion"], "1.0");
    assert!(event["time"].as_str().unwrap().ends_with('Z'));
    assert_eq!(event["data"]["to"]["rawId"], own.as_str());
}

#[test]
fn who_does_not_consent_gets_no_events() {
    let stage = Stage::new();
    let deaf = Collector::answering(|_| (200, Vec::new(), String::new()));
    for schema in [Schema::EventGrid, Schema::CloudEvents] {
        assert!(stage.emulator.subscribe(&deaf.url("/"), schema).is_err());
    }
    let error = stage
        .emulator
        .subscribe("http://app.example/hook", Schema::EventGrid)
        .unwrap_err();
    assert_eq!(error.field(), Some("url"));
    let own = stage.emulator.create_user().unwrap();
    stage
        .emulator
        .place_incoming_call(IncomingCall::new(OUTSIDE, &own))
        .unwrap();
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert_eq!(deaf.received().len(), 2, "the two handshakes only");
}

#[test]
fn an_answered_number_is_shown_as_answered_for() {
    let stage = stage();
    let own = stage.emulator.add_phone_number(NUMBER).unwrap();
    let user = stage.emulator.create_user().unwrap();
    let answered = |to: &str| {
        let call = IncomingCall::new(OUTSIDE, to);
        let context = stage.emulator.place_incoming_call(call).unwrap();
        answer(&stage, &context, "/events").json()["answeredFor"].clone()
    };
    assert_eq!(answered(&own), json!({"value": NUMBER}));
    assert_eq!(answered(&user), Value::Null);
}

#[test]
fn a_redirected_invitation_lasts_no_longer_than_it_was_given() {
    let stage = stage();
    let call = stage.create(&[phone("+15550100123")]);
    let own = stage.emulator.create_user().unwrap();
    let body = json!({"participantToAdd": user(&own), "invitationTimeoutInSeconds": 10});
    let path = format!("/{call}/participants:add");
    assert_eq!(stage.caller.post(&path, body).status, 202);
    stage.advance(6);
    let other = "8:acs:far_away";
    let slow = RemoteParty::new(other).answer_after(Duration::from_secs(5));
    stage.emulator.set_remote_party(slow).unwrap();
    let body = json!({"incomingCallContext": newest_context(&stage), "target": user(other)});
    assert_eq!(stage.caller.post(":redirect", body).status, 204);
    stage.advance(4);
    assert_eq!(result(&stage.newest("AddParticipantFailed")), (487, 10_004));
}

#[test]
fn an_app_calls_from_the_cloud_it_is_in() {
    let stage = stage();
    let mut body = stage.invitation(&[user("8:acs:far_away")]);
    body["teamsAppSource"] = json!({"appId": "a1", "cloud": "gcch"});
    let source = stage.caller.post("", body).json()["source"].clone();
    assert_eq!(source["rawId"], "28:gcch:a1");
    assert_eq!(source["microsoftTeamsApp"]["cloud"], "gcch");
}
