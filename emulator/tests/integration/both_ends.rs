//! Calls with an application at both ends, and calls that clients start.

use crate::emulator_http;
use crate::ringing;

use acs_call_automation_emulator::ClientCall;
use emulator_http::{CALLER_ID, Stage, TIME_LIMIT, phone, random_guid, result, short_type, user};
use ringing::{answer, grid, newest_context, stage};
use serde_json::{Value, json};

const OUTSIDE: &str = "4:+15550100123";
const NUMBER: &str = "+15550100199";

fn grid_types(stage: &Stage) -> Vec<String> {
    grid(stage).iter().map(short_type).collect()
}

/// A call between two hosted users: both call connection ids, and the body of the create.
fn both_ends(stage: &Stage) -> (String, String, Value) {
    let (one, other) = (
        stage.emulator.create_user().unwrap(),
        stage.emulator.create_user().unwrap(),
    );
    let body = json!({
        "targets": [user(&other)],
        "source": {"id": one},
        "operationContext": "create-1",
        "callbackUri": stage.collector.url("/one"),
    });
    let created = stage.caller.post("", body);
    assert_eq!(created.status, 201);
    let answered = answer(stage, &newest_context(stage), "/other");
    assert_eq!(
        answered.json()["correlationId"],
        created.json()["correlationId"]
    );
    assert_eq!(answered.json()["targets"][0]["rawId"], other.as_str());
    (
        created.text("callConnectionId"),
        answered.text("callConnectionId"),
        created.json(),
    )
}

fn types_at(stage: &Stage, path: &str) -> Vec<String> {
    assert!(stage.emulator.flush(TIME_LIMIT));
    stage.collector.types(path)
}

fn last_at(stage: &Stage, path: &str) -> Value {
    assert!(stage.emulator.flush(TIME_LIMIT));
    stage.collector.events(path).pop().unwrap()
}

#[test]
fn a_call_between_two_hosted_users_has_a_leg_for_each() {
    let stage = stage();
    let (one, other, created) = both_ends(&stage);
    assert_eq!(
        one[..9],
        other[..9],
        "ids of one place share their first characters"
    );
    assert_eq!(
        types_at(&stage, "/one"),
        ["CallConnected", "ParticipantsUpdated"]
    );
    assert_eq!(
        types_at(&stage, "/other"),
        ["ParticipantsUpdated", "CallConnected"]
    );
    let numbers = |path| {
        let events = stage.collector.events(path);
        let updated = events
            .iter()
            .find(|event| short_type(event) == "ParticipantsUpdated");
        updated.unwrap()["data"]["sequenceNumber"].clone()
    };
    assert_eq!(numbers("/one"), 1);
    assert_eq!(numbers("/other"), 1);
    assert!(created.get("serverCallId").is_none());
    let ended = stage.caller.post(&format!("/{one}:terminate"), Value::Null);
    assert_eq!(ended.status, 204);
    assert_eq!(result(&last_at(&stage, "/one")), (200, 7000));
    assert_eq!(result(&last_at(&stage, "/other")), (200, 5001));
    assert_eq!(
        last_at(&stage, "/other")["data"]["operationContext"],
        "answer-1"
    );
}

/// Recorded by the tests of four SDKs in 2025: a call in which something was played, recognized or
/// streamed ends for all with the same outcome; audio on hold, and what interrupts it, do not count.
#[test]
fn what_was_played_in_a_call_decides_how_it_ends_for_the_others() {
    let play = |more: Value| {
        let mut body =
            json!({"playSources": [{"kind": "file", "file": {"uri": "https://a/b.wav"}}]});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let to = |created: &Value| created["targets"][0].clone();
    for (verb, reported) in [
        ("play", 7000),
        ("recognize", 7000),
        ("hold", 5001),
        ("held", 5001),
    ] {
        let stage = stage();
        let (one, _, created) = both_ends(&stage);
        let target = json!({"targetParticipant": to(&created)});
        let (verb, body) = match verb {
            "play" => ("play", play(json!({}))),
            "recognize" => (
                "recognize",
                json!({"recognizeInputType": "dtmf", "recognizeOptions": target}),
            ),
            "hold" => ("hold", target),
            _ => {
                stage.caller.post(&format!("/{one}:hold"), target);
                let options = json!({"loop": false, "interruptHoldAudio": true});
                (
                    "play",
                    play(json!({"playTo": [to(&created)], "playOptions": options})),
                )
            }
        };
        let response = stage.caller.post(&format!("/{one}:{verb}"), body);
        assert!(response.status < 300, "{verb}: {:?}", response.error());
        stage.advance(1);
        stage.caller.post(&format!("/{one}:terminate"), Value::Null);
        assert_eq!(result(&last_at(&stage, "/one")), (200, 7000));
        assert_eq!(
            result(&last_at(&stage, "/other")),
            (200, reported),
            "{verb}"
        );
    }
}

#[test]
fn hanging_up_one_end_leaves_the_other_alone() {
    let stage = stage();
    let (one, other, _) = both_ends(&stage);
    assert_eq!(stage.caller.delete(&format!("/{other}")).status, 204);
    assert_eq!(result(&last_at(&stage, "/other")), (200, 7000));
    assert_eq!(result(&last_at(&stage, "/one")), (200, 5003));
    assert_eq!(stage.caller.get(&format!("/{one}")).status, 404);
}

#[test]
fn a_removed_leg_gets_call_disconnected() {
    let stage = stage();
    let (one, other, created) = both_ends(&stage);
    let target = created["targets"][0].clone();
    stage.caller.post(
        &format!("/{one}/participants:remove"),
        json!({"participantToRemove": target}),
    );
    assert_eq!(result(&last_at(&stage, "/other")), (200, 5000));
    assert_eq!(
        types_at(&stage, "/one")[2..],
        ["RemoveParticipantSucceeded", "CallDisconnected"]
    );
    assert_eq!(result(&last_at(&stage, "/one")), (200, 5300));
    assert_eq!(stage.caller.get(&format!("/{other}")).status, 404);
}

/// Recorded by a test of the Java SDK with api-version 2025-06-15.
#[test]
fn a_leg_removed_from_a_call_that_goes_on_gets_another_code() {
    let stage = stage();
    let (one, _, created) = both_ends(&stage);
    stage.caller.post(
        &format!("/{one}/participants:add"),
        json!({"participantToAdd": user(&stage.emulator.create_user().unwrap())}),
    );
    assert_eq!(
        answer(&stage, &newest_context(&stage), "/third").status,
        200
    );
    let target = created["targets"][0].clone();
    stage.caller.post(
        &format!("/{one}/participants:remove"),
        json!({"participantToRemove": target}),
    );
    assert_eq!(result(&last_at(&stage, "/other")), (200, 5300));
    let people = |path| last_at(&stage, path)["data"]["participants"].clone();
    assert_eq!(people("/one").as_array().unwrap().len(), 2);
    assert_eq!(people("/third").as_array().unwrap().len(), 2);
}

/// Recorded by tests of the JS and Java SDKs from 2024-06-15-preview on; not so in 2023.
#[test]
fn an_invitation_is_reported_before_it_is_answered() {
    let told_in = |version: &str| {
        let stage = stage();
        let (one, ..) = both_ends(&stage);
        let before = types_at(&stage, "/other").len();
        let target =
            format!("/calling/callConnections/{one}/participants:add?api-version={version}");
        let body = json!({"participantToAdd": user(&stage.emulator.create_user().unwrap())});
        let body = serde_json::to_vec(&body).unwrap();
        let response = stage.caller.send("POST", &target, &body, &[]).unwrap();
        assert_eq!(response.status, 202);
        types_at(&stage, "/other")[before..].to_vec()
    };
    assert_eq!(told_in("2025-06-15"), ["ParticipantsUpdated"]);
}

#[test]
fn the_reason_of_a_reject_reaches_the_creator() {
    for (reason, reported) in [
        (None, (603, 0)),
        (Some("none"), (200, 5002)),
        (Some("busy"), (486, 0)),
        (Some("forbidden"), (403, 0)),
    ] {
        let stage = stage();
        let own = stage.emulator.create_user().unwrap();
        stage.create(&[user(&own)]);
        let mut body = json!({"incomingCallContext": newest_context(&stage)});
        if let Some(reason) = reason {
            body["callRejectReason"] = json!(reason);
        }
        assert_eq!(stage.caller.post(":reject", body).status, 204);
        assert_eq!(stage.types(), ["CallDisconnected", "CreateCallFailed"]);
        assert_eq!(result(&stage.last()), reported, "{reason:?}");
    }
}

#[test]
fn a_created_call_that_is_not_answered_fails() {
    let stage = stage();
    let own = stage.emulator.create_user().unwrap();
    let call = stage.create(&[user(&own)]);
    let context = newest_context(&stage);
    stage.advance(30);
    assert_eq!(stage.types(), ["CallDisconnected", "CreateCallFailed"]);
    assert_eq!(result(&stage.last()), (487, 10_004));
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
    assert_eq!(answer(&stage, &context, "/other").status, 400);
}

#[test]
fn a_call_between_two_numbers_is_two_calls() {
    let stage = stage();
    let own = stage.emulator.add_phone_number(NUMBER).unwrap();
    let one = stage.create(&[phone(NUMBER)]);
    let ringing = grid(&stage).pop().unwrap();
    assert_eq!(ringing["data"]["from"]["phoneNumber"]["value"], CALLER_ID);
    assert_eq!(ringing["data"]["to"]["rawId"], own.as_str());
    let answered = answer(&stage, &newest_context(&stage), "/other");
    let other = answered.text("callConnectionId");
    let shown = stage.caller.get(&format!("/{one}")).json();
    assert_eq!(shown["callConnectionState"], "connected");
    assert_ne!(shown["correlationId"], answered.json()["correlationId"]);
    assert_ne!(shown["serverCallId"], answered.json()["serverCallId"]);
    assert_eq!(
        answered.json()["targets"][0]["rawId"]
            .as_str()
            .unwrap()
            .rsplit('_')
            .next(),
        Some("00000000-0000-0000-0000-000000000000")
    );
    assert_eq!(stage.people(&other).len(), 2);
    assert!(stage.people(&one).contains(&own));
    assert_eq!(stage.emulator.active_call_count(), 2);
    assert_eq!(stage.caller.delete(&format!("/{one}")).status, 204);
    // Recorded by the JS SDK's test of tones.
    assert_eq!(result(&last_at(&stage, "/other")), (200, 540_000));
    assert_eq!(stage.emulator.active_call_count(), 0);
}

#[test]
fn a_number_that_rejects_fails_both_calls() {
    let stage = stage();
    stage.emulator.add_phone_number(NUMBER).unwrap();
    stage.create(&[phone(NUMBER)]);
    let body = json!({"incomingCallContext": newest_context(&stage)});
    assert_eq!(stage.caller.post(":reject", body).status, 204);
    assert_eq!(stage.types(), ["CallDisconnected", "CreateCallFailed"]);
    assert_eq!(stage.emulator.active_call_count(), 0);
    let call = stage.create(&[phone(NUMBER)]);
    let context = newest_context(&stage);
    stage.caller.delete(&format!("/{call}"));
    assert_eq!(answer(&stage, &context, "/other").status, 404);
    assert_eq!(stage.emulator.active_call_count(), 0);
}

#[test]
fn a_hosted_user_can_be_invited_and_transferred_to() {
    let stage = stage();
    let (agent, boss) = (
        stage.emulator.create_user().unwrap(),
        stage.emulator.create_user().unwrap(),
    );
    let call = stage.create(&[phone("+15550100123")]);
    stage.caller.post(
        &format!("/{call}/participants:add"),
        json!({
            "participantToAdd": user(&agent),
            "customCallingContext": {"voipHeaders": {"ticket": "7"}, "sipHeaders": {}},
        }),
    );
    let ringing = grid(&stage).pop().unwrap();
    assert_eq!(
        ringing["data"]["customContext"]["voipHeaders"],
        json!({"ticket": "7"})
    );
    let joined = answer(&stage, &newest_context(&stage), "/agent");
    assert_eq!(joined.status, 200);
    assert_eq!(
        stage.types_after(2),
        [
            "ParticipantsUpdated",
            "AddParticipantSucceeded",
            "ParticipantsUpdated"
        ]
    );
    assert_eq!(
        types_at(&stage, "/agent"),
        ["ParticipantsUpdated", "CallConnected"]
    );
    let number = |path: &str| {
        let events = stage.collector.events(path).into_iter().rev();
        let mut rosters = events.filter_map(|event| event["data"]["sequenceNumber"].as_i64());
        rosters.next().unwrap()
    };
    assert_eq!(
        (number("/events"), number("/agent")),
        (4, 5),
        "the newcomer sees the next number"
    );
    let moved = stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": user(&boss), "transferee": phone("+15550100123")}),
    );
    assert_eq!(moved.status, 202);
    let ringing = grid(&stage).pop().unwrap();
    assert_eq!(ringing["data"]["from"]["rawId"], OUTSIDE);
    let taken = answer(&stage, &newest_context(&stage), "/boss");
    assert_eq!(
        stage.newest("CallTransferAccepted")["data"]["transferee"]["rawId"],
        OUTSIDE
    );
    let boss_call = taken.text("callConnectionId");
    let mut people = stage.people(&boss_call);
    people.sort_unstable();
    assert_eq!(people, [OUTSIDE, boss.as_str()]);
    assert_eq!(
        stage.people(&call).len(),
        2,
        "the creator and the agent stay"
    );
}

#[test]
fn a_call_that_clients_started_can_be_joined_by_each_locator() {
    let stage = stage();
    let group = random_guid();
    let call = ClientCall::new(["8:acs:res_a", "8:acs:res_b"]).group_id(&group);
    let started = stage.emulator.start_client_call(call).unwrap();
    let room = ClientCall::new(["8:acs:res_c"]).room_id("99000000000000001");
    stage.emulator.start_client_call(room).unwrap();
    let events = grid(&stage);
    assert_eq!(
        grid_types(&stage)[..3],
        [
            "CallStarted",
            "CallParticipantAdded",
            "CallParticipantAdded"
        ]
    );
    assert_eq!(events[0]["data"]["group"]["id"], group.as_str());
    assert_eq!(
        events[0]["data"]["serverCallId"],
        started.server_call_id.as_str()
    );
    assert_eq!(
        events[0]["data"]["startedBy"]["communicationIdentifier"]["rawId"],
        "8:acs:res_a"
    );
    for locator in [
        json!({"kind": "serverCallLocator", "serverCallId": started.server_call_id}),
        json!({"kind": "groupCallLocator", "groupCallId": group}),
        json!({"kind": "roomCallLocator", "roomId": "99000000000000001"}),
    ] {
        let seen = stage.types().len();
        let connected = stage.caller.post(
            ":connect",
            json!({
                "callLocator": locator,
                "callbackUri": stage.collector.url("/events"),
                "operationContext": "connect-1",
            }),
        );
        assert_eq!(connected.status, 200);
        assert_eq!(connected.json()["targets"], json!([]));
        assert!(connected.json().get("serverCallId").is_none());
        assert_eq!(
            stage.types_after(seen),
            [
                "ParticipantsUpdated",
                "CallConnected",
                "ParticipantsUpdated"
            ]
        );
        let leg = connected.text("callConnectionId");
        let shown = stage.caller.get(&format!("/{leg}")).json();
        assert_ne!(shown["correlationId"], connected.json()["correlationId"]);
        assert!(!stage.people(&leg).is_empty());
        assert_eq!(stage.caller.delete(&format!("/{leg}")).status, 204);
        assert_eq!(result(&stage.last()), (200, 7000));
    }
    assert_eq!(stage.emulator.active_call_count(), 2);
}

#[test]
fn connecting_to_no_call_fails_by_an_event() {
    let stage = stage();
    for (locator, reported) in [
        (json!({"serverCallId": "aHR0cHM6Ly9ub3doZXJl"}), (400, 8527)),
        (json!({"groupCallId": random_guid()}), (404, 8522)),
        (json!({"roomId": "99000000000000009"}), (404, 8522)),
    ] {
        let connected = stage.caller.post(
            ":connect",
            json!({
                "callLocator": locator,
                "callbackUri": stage.collector.url("/events"),
                "operationContext": "connect-1",
            }),
        );
        assert_eq!(connected.status, 200);
        let failed = stage.newest("ConnectFailed");
        assert_eq!(result(&failed), reported);
        assert_eq!(failed["data"]["operationContext"], "connect-1");
        assert_eq!(
            failed["data"]["correlationId"],
            connected.json()["correlationId"]
        );
        let leg = connected.text("callConnectionId");
        assert_eq!(stage.caller.get(&format!("/{leg}")).status, 404);
    }
}

#[test]
fn users_who_join_and_leave_are_reported_to_the_subscriptions() {
    let stage = stage();
    let call = stage.create(&[user("8:acs:res_a")]);
    assert_eq!(
        grid_types(&stage),
        [
            "CallStarted",
            "CallParticipantAdded",
            "CallParticipantAdded"
        ]
    );
    stage.advance(5);
    stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    let ended = grid(&stage).pop().unwrap();
    assert_eq!(short_type(&ended), "CallEnded");
    assert_eq!(ended["data"]["durationOfCall"], 5.0);
}

#[test]
fn a_hosted_number_can_call_itself() {
    let stage = stage();
    stage.emulator.add_phone_number(CALLER_ID).unwrap();
    let call = stage.create(&[phone(CALLER_ID)]);
    let joined = answer(&stage, &newest_context(&stage), "/other");
    assert_eq!(joined.status, 200);
    stage.advance(1);
    assert_eq!(
        stage
            .caller
            .get(&format!("/{call}"))
            .text("callConnectionState"),
        "connected"
    );
}
