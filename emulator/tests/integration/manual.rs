//! What a person decides: remote parties by hand, mute, and a clock that is stopped, stepped and resumed.

use std::time::{Duration, Instant};

use acs_call_automation_emulator::{Emulator, EmulatorOptions, IncomingCall, RemoteParty};
use serde_json::{Value, json};

use crate::emulator_http::{Stage, TIME_LIMIT, phone, result, short_type, user};

const PHONE: &str = "+15550100123";
const USER: &str = "8:acs:far-away_0000";

/// A stage whose remote parties ring until the test decides.
fn stage_by_hand() -> Stage {
    let stage = Stage::new();
    let everybody = RemoteParty::any().manual();
    stage.emulator.set_remote_party(everybody).unwrap();
    stage
}

#[test]
fn a_party_by_hand_rings_without_a_limit_until_it_answers() {
    let stage = stage_by_hand();
    let call = stage.create(&[phone(PHONE)]);
    stage.advance(3600);
    assert!(stage.types().is_empty());
    stage.emulator.answer_participant(&call, PHONE).unwrap();
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    let again = stage.emulator.answer_participant(&call, PHONE).unwrap_err();
    assert_eq!(again.field(), Some("raw id"), "it rings no longer");
}

#[test]
fn a_party_by_hand_declines_or_is_busy_and_hanging_up_while_it_rings_declines() {
    type Decide = fn(&Emulator, &str, &str) -> acs_call_automation::Result<()>;
    let decisions: [(Decide, (i64, i64)); 3] = [
        (Emulator::decline_participant, (603, 0)),
        (Emulator::busy_participant, (486, 560_486)),
        (Emulator::hang_up_participant, (603, 0)),
    ];
    for (decide, outcome) in decisions {
        let stage = stage_by_hand();
        let call = stage.create(&[phone(PHONE)]);
        decide(&stage.emulator, &call, PHONE).unwrap();
        assert!(stage.emulator.flush(TIME_LIMIT));
        let last = stage.last();
        assert_eq!(short_type(&last), "CreateCallFailed");
        assert_eq!(result(&last), outcome);
        assert_eq!(stage.emulator.active_call_count(), 0);
    }
}

#[test]
fn an_invitation_to_a_party_by_hand_ends_with_its_timeout() {
    let stage = Stage::new();
    let call = stage.create(&[user(USER)]);
    let by_hand = RemoteParty::new(PHONE).manual();
    stage.emulator.set_remote_party(by_hand).unwrap();
    let invitation = json!({
        "participantToAdd": phone(PHONE), "sourceCallerIdNumber": {"value": "+15550100199"},
        "invitationTimeoutInSeconds": 20,
    });
    let path = format!("/{call}/participants:add");
    assert_eq!(stage.caller.post(&path, invitation).status, 202);
    stage.advance(19);
    let seen = stage.types().len();
    stage.advance(1);
    assert_eq!(stage.types_after(seen), ["AddParticipantFailed"]);
    assert_eq!(result(&stage.last()), (480, 560_480));
}

#[test]
fn a_call_is_named_by_any_of_its_ids() {
    for name in ["callConnectionId", "serverCallId", "correlationId"] {
        let stage = stage_by_hand();
        let call = stage.create(&[phone(PHONE)]);
        stage.emulator.answer_participant(&call, PHONE).unwrap();
        let properties = stage.caller.get(&format!("/{call}")).json();
        let id = properties[name].as_str().unwrap();
        stage.emulator.hang_up_participant(id, PHONE).unwrap();
        assert_eq!(stage.emulator.active_call_count(), 0);
    }
}

#[test]
fn the_application_answers_for_hosted_users_so_a_hand_cannot() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let call = stage.create(&[user(&own)]);
    let refused = stage.emulator.answer_participant(&call, &own).unwrap_err();
    assert_eq!(refused.field(), Some("raw id"));
    assert!(stage.emulator.answer_participant("no-call", &own).is_err());
    let by_hand = RemoteParty::new(own.as_str()).manual();
    stage.emulator.set_remote_party(by_hand).unwrap();
    let call = stage.create(&[user(&own)]);
    stage.emulator.answer_participant(&call, &own).unwrap();
    // Calls from outside do not ring at the application any more.
    let incoming = IncomingCall::new(PHONE, own.as_str());
    assert!(stage.emulator.place_incoming_call(incoming).is_err());
}

#[test]
fn what_a_muted_user_says_is_not_recognized_until_it_unmutes_itself() {
    let stage = Stage::new();
    let mut body = stage.invitation(&[user(USER)]);
    body["callIntelligenceOptions"] = json!({"cognitiveServicesEndpoint": "https://a.example"});
    let call = stage.caller.post("", body).text("callConnectionId");
    stage.advance(0);
    stage.emulator.mute_participant(&call, USER, true).unwrap();
    stage.emulator.mute_participant(&call, USER, true).unwrap();
    stage.advance(0);
    let update = stage.last();
    assert_eq!(short_type(&update), "ParticipantsUpdated");
    let people = update["data"]["participants"].as_array().unwrap();
    let is_muted = |raw_id: &str| {
        let is_meant = |one: &&Value| one["identifier"]["rawId"] == raw_id;
        people.iter().find(is_meant).unwrap()["isMuted"] == true
    };
    assert!(is_muted(USER));
    let seen = stage.types().len();
    let recognize = json!({
        "recognizeInputType": "speech",
        "recognizeOptions": {"targetParticipant": user(USER), "initialSilenceTimeoutInSeconds": 10},
    });
    let path = format!("/{call}:recognize");
    assert_eq!(stage.caller.post(&path, recognize).status, 202);
    stage.advance(1);
    stage.emulator.speak(&call, USER, "hello").unwrap();
    stage.advance(2);
    assert_eq!(stage.types_after(seen), [""; 0], "nothing was heard");
    stage.emulator.mute_participant(&call, USER, false).unwrap();
    stage.emulator.speak(&call, USER, "hello").unwrap();
    stage.advance(2);
    let heard = ["ParticipantsUpdated", "RecognizeCompleted"];
    assert_eq!(stage.types_after(seen), heard);
}

#[test]
fn that_a_phone_is_muted_is_not_seen() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    let refused = stage.emulator.mute_participant(&call, PHONE, true);
    assert_eq!(refused.unwrap_err().field(), Some("raw id"));
    let absent = stage.emulator.mute_participant(&call, USER, true);
    assert_eq!(absent.unwrap_err().field(), Some("raw id"));
}

#[test]
fn a_paused_clock_is_stepped_from_one_thing_to_the_next() {
    let stage = Stage::with(EmulatorOptions::new());
    let emulator = &stage.emulator;
    emulator.pause_clock();
    let party = RemoteParty::new(PHONE).answer_after(Duration::from_secs(3));
    let party = party.hang_up_after(Duration::from_secs(60));
    emulator.set_remote_party(party).unwrap();
    let began = emulator.clock().elapsed();
    stage.create(&[phone(PHONE)]);
    assert!(emulator.step());
    assert_eq!(emulator.clock().elapsed() - began, Duration::from_secs(3));
    assert!(emulator.flush(TIME_LIMIT));
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    assert!(emulator.step());
    assert_eq!(emulator.clock().elapsed() - began, Duration::from_secs(63));
    assert!(emulator.flush(TIME_LIMIT));
    assert_eq!(short_type(&stage.last()), "CallDisconnected");
    assert!(!emulator.step(), "nothing is to fall due");
}

#[test]
fn a_resumed_clock_performs_what_falls_due_also_when_it_was_manual() {
    let stage = Stage::new();
    let emulator = &stage.emulator;
    let party = RemoteParty::any().answer_after(Duration::from_millis(30));
    emulator.set_remote_party(party).unwrap();
    stage.create(&[phone(PHONE)]);
    emulator.resume_clock();
    let began = Instant::now();
    while stage.types().len() < 2 {
        assert!(began.elapsed() < TIME_LIMIT, "the clock stands");
        std::thread::yield_now();
    }
    emulator.pause_clock();
    assert!(!emulator.clock().runs());
    let stands_at = emulator.clock().elapsed();
    assert_eq!(emulator.clock().elapsed(), stands_at);
}

#[test]
fn the_control_api_decides_mutes_and_moves_the_clock() {
    let stage = Stage::with(EmulatorOptions::new());
    let send = |path: &str, body: Value| {
        let path = format!("/_emulator/{path}");
        let response = stage.caller.unsigned("POST", &path, &body);
        (response.status, response.json())
    };
    let done = |path: &str, body: Value| {
        let (status, body) = send(path, body);
        assert_eq!(status, 200, "{path}: {body}");
        body
    };
    done(
        "remote-party",
        json!({"reaction": "manual", "hangUpAfterMs": 5000}),
    );
    let stands = done("clock", json!({"runs": false}));
    assert_eq!(stands["runs"], false);
    for path in [
        "decline-participant",
        "busy-participant",
        "hang-up-participant",
    ] {
        let call = stage.create(&[user(USER)]);
        done(path, json!({"callConnectionId": call, "rawId": USER}));
    }
    let call = stage.create(&[user(USER)]);
    let named = json!({"callConnectionId": call, "rawId": USER});
    done("answer-participant", named.clone());
    assert_eq!(send("answer-participant", named).0, 400);
    done(
        "mute-participant",
        json!({"callConnectionId": call, "rawId": USER, "muted": true}),
    );
    done("flush", json!({}));
    let clock = done("clock", json!({"advanceMs": 1000}));
    assert_eq!(clock["nextDueInMs"], 4000);
    let clock = done("clock", json!({"step": true, "runs": true}));
    assert_eq!(
        (&clock["runs"], clock.get("nextDueInMs")),
        (&json!(true), None)
    );
    assert_eq!(stage.emulator.active_call_count(), 0);
    assert_eq!(send("clock", json!({})).0, 400);
    let late = json!({"reaction": "manual", "afterMs": 5});
    assert_eq!(send("remote-party", late).0, 400);
}
