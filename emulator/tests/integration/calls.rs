//! Calls to remote parties outside of the emulator: what scripts make of them.

use crate::emulator_http;

use std::time::Duration;

use acs_call_automation_emulator::RemoteParty;
use emulator_http::{Stage, phone, raw_ids, result, user};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";
const OTHER: &str = "+15550100177";
const USER: &str = "8:acs:far-away_0000";

#[test]
fn a_call_is_placed_joined_listed_transferred_and_ended() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    let added = stage.caller.post(
        &format!("/{call}/participants:add"),
        json!({"participantToAdd": user(USER), "operationContext": "add-1"}),
    );
    assert_eq!(added.status, 202);
    assert_eq!(
        stage.types_after(2),
        [
            "ParticipantsUpdated",
            "AddParticipantSucceeded",
            "ParticipantsUpdated"
        ]
    );
    assert_eq!(stage.people(&call).len(), 3);
    let transferred = stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": phone(OTHER), "transferee": user(USER)}),
    );
    assert_eq!(transferred.status, 202);
    assert_eq!(transferred.json(), json!({}));
    assert_eq!(
        stage.types_after(5),
        ["CallTransferAccepted", "ParticipantsUpdated"]
    );
    let ended = stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    assert_eq!(ended.status, 204);
    assert_eq!(result(&stage.last()), (200, 7000));
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
}

#[test]
fn a_remote_party_that_answers_late_connects_when_its_time_has_come() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new(RAW).answer_after(Duration::from_secs(4)))
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    let get = || {
        stage
            .caller
            .get(&format!("/{call}"))
            .text("callConnectionState")
    };
    stage.advance(3);
    assert_eq!(get(), "connecting");
    assert!(stage.events().is_empty());
    stage.advance(1);
    assert_eq!(get(), "connected");
    let connected = stage.newest("CallConnected");
    assert_eq!(connected["data"]["operationContext"], "create-1");
    assert_eq!(connected["data"]["version"], "2026-03-12");
    let updated = stage.newest("ParticipantsUpdated");
    assert_eq!(updated["data"]["sequenceNumber"], 1);
    assert!(raw_ids(&updated["data"]["participants"]).contains(&RAW.to_owned()));
    assert!(updated["data"].get("operationContext").is_none());
}

#[test]
fn events_are_escaped_and_stamped_as_the_recordings_show() {
    let stage = Stage::new();
    stage.create(&[phone(PHONE)]);
    stage.events();
    let bodies: Vec<String> = stage
        .collector
        .received()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert!(
        bodies[1].contains(r#""rawId":"4:\u002B15550100123""#),
        "{}",
        bodies[1]
    );
    assert!(bodies[0].contains(r"\u002B00:00"), "{}", bodies[0]);
    assert!(bodies[0].contains(
        r#""data":{"operationContext":"create-1","resultInformation":{"code":200,"subCode":0,"message":""},"version":"2026-03-12","callConnectionId":"#
    ));
}

/// A call to a phone that fails so.
fn failed_call(script: RemoteParty, number: &str, after: u64) -> (i64, i64) {
    let stage = Stage::new();
    stage.emulator.set_remote_party(script).unwrap();
    let call = stage.create(&[phone(number)]);
    stage.advance(after);
    assert_eq!(stage.types(), ["CallDisconnected", "CreateCallFailed"]);
    let events = stage.events();
    assert_eq!(result(&events[0]), result(&events[1]));
    assert!(
        events[1]["time"].as_str() < events[0]["time"].as_str(),
        "the failure is stamped first"
    );
    assert_eq!(events[1]["data"]["operationContext"], "create-1");
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
    assert_eq!(stage.emulator.active_call_count(), 0);
    assert_eq!(stage.emulator.created_call_count(), 1);
    result(&events[1])
}

#[test]
fn a_call_that_is_not_answered_fails_with_the_reason() {
    let busy = RemoteParty::new(RAW).busy();
    assert_eq!(failed_call(busy, PHONE, 0), (486, 560_486));
    let declines = RemoteParty::new(RAW).decline();
    assert_eq!(failed_call(declines, PHONE, 0), (603, 0));
    let silent = RemoteParty::new(RAW).no_answer();
    assert_eq!(failed_call(silent, PHONE, 30), (480, 560_480));
    let anybody = RemoteParty::any();
    assert_eq!(failed_call(anybody, "anonymous", 0), (484, 560_484));
}

#[test]
fn a_remote_party_that_hangs_up_ends_a_one_to_one_call() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::any().hang_up_after(Duration::from_secs(60)))
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    stage.advance(59);
    assert_eq!(stage.types().len(), 2);
    stage.advance(1);
    assert_eq!(stage.types_after(2), ["CallDisconnected"]);
    assert_eq!(result(&stage.last()), (200, 560_000));
    let other = stage.create(&[phone(PHONE)]);
    stage.emulator.hang_up_participant(&other, RAW).unwrap();
    assert_eq!(result(&stage.last()), (200, 560_000));
    let to_user = stage.create(&[user("8:acs:res_a")]);
    let emulator = &stage.emulator;
    emulator
        .hang_up_participant(&to_user, "8:acs:res_a")
        .unwrap();
    assert_eq!(result(&stage.last()), (200, 5003));
    assert!(emulator.hang_up_participant(&call, RAW).is_err());
}

#[test]
fn a_group_call_connects_with_the_first_and_welcomes_the_rest() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new(RAW).answer_after(Duration::from_secs(2)))
        .unwrap();
    stage
        .emulator
        .set_remote_party(RemoteParty::new("4:+15550100177").busy())
        .unwrap();
    let call = stage.create(&[phone(PHONE), phone(OTHER), user(USER)]);
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    stage.advance(2);
    assert_eq!(stage.types_after(2), ["ParticipantsUpdated"]);
    let people = stage.people(&call);
    assert_eq!(
        people.len(),
        3,
        "the source and two of the three: {people:?}"
    );
    let shown = stage.caller.get(&format!("/{call}")).json();
    assert_eq!(shown["targets"].as_array().unwrap().len(), 3);
    let left = stage.caller.delete(&format!("/{call}"));
    assert_eq!(left.status, 204);
    assert_eq!(result(&stage.last()), (200, 7000));
    assert_eq!(stage.emulator.active_call_count(), 1, "the others go on");
}

#[test]
fn hanging_up_ends_a_one_to_one_call_and_cancels_one_that_rings() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    assert_eq!(stage.caller.delete(&format!("/{call}")).status, 204);
    assert_eq!(result(&stage.last()), (200, 7000));
    assert_eq!(stage.emulator.active_call_count(), 0);
    stage
        .emulator
        .set_remote_party(RemoteParty::new(RAW).no_answer())
        .unwrap();
    let seen = stage.types().len();
    let call = stage.create(&[phone(PHONE)]);
    assert_eq!(stage.caller.delete(&format!("/{call}")).status, 204);
    assert_eq!(
        stage.types_after(seen),
        ["CallDisconnected", "CreateCallFailed"]
    );
    assert_eq!(result(&stage.last()), (487, 0));
    stage.advance(60);
    assert_eq!(stage.types().len(), seen + 2, "nothing comes later");
}

/// With a clock that runs, the state `transferring` can be seen; else what happens at once needs no advance.
#[test]
fn a_transfer_takes_a_moment_while_the_clock_runs() {
    let stage = Stage::new();
    stage.emulator.resume_clock();
    let call = stage.create(&[phone(PHONE)]);
    while stage.types().len() < 2 {
        stage.advance(1);
    }
    let before = stage.emulator.clock().wall();
    let response = stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": phone(OTHER)}),
    );
    assert_eq!(response.status, 202);
    stage.advance(1);
    assert_eq!(
        stage.types_after(2),
        ["CallTransferAccepted", "CallDisconnected"]
    );
    let journal = stage.emulator.journal();
    let mut events = journal.iter();
    let accepted = events.find(|entry| entry.operation == "CallTransferAccepted");
    let took = accepted.unwrap().time.duration_since(before).unwrap();
    assert!(took >= Duration::from_millis(100), "{took:?}");
}

#[test]
fn a_transfer_of_a_one_to_one_call_lets_the_application_go() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new("4:+15550100177").answer_after(Duration::from_secs(2)))
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    let response = stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({
            "targetParticipant": phone(OTHER),
            "operationContext": "transfer-1",
            "operationCallbackUri": stage.collector.url("/transfer"),
        }),
    );
    assert_eq!(
        (response.status, response.json()),
        (202, json!({"operationContext": "transfer-1"}))
    );
    assert_eq!(
        stage
            .caller
            .get(&format!("/{call}"))
            .text("callConnectionState"),
        "transferring"
    );
    stage.advance(2);
    assert_eq!(stage.types_after(2), ["CallDisconnected"]);
    assert_eq!(result(&stage.last()), (200, 7015));
    let accepted = stage.collector.events("/transfer").pop().unwrap();
    assert_eq!(accepted["data"]["operationContext"], "transfer-1");
    assert_eq!(
        accepted["data"]["transferTarget"]["rawId"],
        "4:+15550100177"
    );
    assert_eq!(accepted["data"]["transferee"]["rawId"], RAW);
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
    assert_eq!(
        stage.emulator.active_call_count(),
        1,
        "the two go on without it"
    );
}

#[test]
fn a_failed_transfer_leaves_the_call_as_it_was() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new("4:+15550100177").busy())
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": phone(OTHER)}),
    );
    assert_eq!(stage.types_after(2), ["CallTransferFailed"]);
    assert_eq!(result(&stage.last()), (486, 560_486));
    assert_eq!(
        stage
            .caller
            .get(&format!("/{call}"))
            .text("callConnectionState"),
        "connected"
    );
}

#[test]
fn a_transfer_fails_when_the_transferee_has_left() {
    let stage = Stage::new();
    let two = Duration::from_secs(2);
    let target = RemoteParty::new("4:+15550100177").answer_after(two);
    stage.emulator.set_remote_party(target).unwrap();
    let call = stage.create(&[phone(PHONE)]);
    stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": phone(OTHER)}),
    );
    stage.emulator.hang_up_participant(&call, RAW).unwrap();
    stage.advance(2);
    assert_eq!(
        stage.types_after(2),
        [
            "ParticipantsUpdated",
            "CallTransferFailed",
            "CallDisconnected"
        ]
    );
    assert_eq!(stage.emulator.active_call_count(), 0);
}

/// Adds a participant with a script, and returns the outcome.
fn added(script: RemoteParty, timeout: u64, after: u64) -> (String, (i64, i64)) {
    let stage = Stage::new();
    stage.emulator.set_remote_party(script).unwrap();
    let call = stage.create(&[phone(PHONE)]);
    let response = stage.caller.post(
        &format!("/{call}/participants:add"),
        json!({
            "participantToAdd": user(USER),
            "invitationTimeoutInSeconds": timeout,
            "operationContext": "add-1",
            "operationCallbackUri": stage.collector.url("/add"),
        }),
    );
    assert_eq!(response.status, 202);
    assert_eq!(response.json()["participant"]["identifier"]["rawId"], USER);
    let ringing = &stage.events()[2];
    assert_eq!(
        ringing["data"]["sequenceNumber"], 3,
        "one number is left out"
    );
    assert_eq!(raw_ids(&ringing["data"]["participants"]).len(), 2);
    if after > 0 {
        assert_eq!(stage.people(&call).len(), 2, "who rings is not listed");
    }
    stage.advance(after);
    stage.events();
    let reported = stage.collector.events("/add").pop().expect("an outcome");
    assert_eq!(reported["data"]["operationContext"], "add-1");
    assert_eq!(reported["data"]["participant"]["rawId"], USER);
    (emulator_http::short_type(&reported), result(&reported))
}

#[test]
fn an_invitation_ends_as_the_remote_party_wants_it() {
    let all = RemoteParty::any;
    let failed = |result| ("AddParticipantFailed".to_owned(), result);
    assert_eq!(
        added(
            RemoteParty::new(USER).answer_after(Duration::from_secs(5)),
            60,
            5
        ),
        ("AddParticipantSucceeded".to_owned(), (200, 0))
    );
    assert_eq!(
        added(RemoteParty::new(USER).busy(), 60, 0),
        failed((486, 0))
    );
    assert_eq!(
        added(RemoteParty::new(USER).decline(), 60, 0),
        failed((603, 0))
    );
    assert_eq!(
        added(RemoteParty::new(USER).no_answer(), 10, 10),
        failed((487, 10_004))
    );
    assert_eq!(
        added(
            RemoteParty::new(USER).answer_after(Duration::from_secs(20)),
            10,
            10
        ),
        failed((487, 10_004))
    );
    assert_eq!(added(all(), 0, 0).0, "AddParticipantSucceeded");
}

#[test]
fn an_invitation_can_be_canceled_while_it_rings_and_not_later() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new(USER).no_answer())
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    let add = json!({"participantToAdd": user(USER)});
    let added = stage.caller.post(&format!("/{call}/participants:add"), add);
    let invitation = added.text("invitationId");
    let cancel = || {
        stage.caller.post(
            &format!("/{call}/participants:cancelAddParticipant"),
            json!({"invitationId": invitation, "operationContext": "cancel-1"}),
        )
    };
    let canceled = cancel();
    assert_eq!(canceled.status, 202);
    assert_eq!(
        canceled.json(),
        json!({"invitationId": invitation, "operationContext": "cancel-1"})
    );
    let reported = stage.newest("CancelAddParticipantSucceeded");
    assert_eq!(reported["data"]["invitationId"], invitation.as_str());
    assert_eq!(result(&reported), (200, 5300));
    cancel();
    let reported = stage.newest("CancelAddParticipantFailed");
    assert_eq!(reported["data"]["operationContext"], "cancel-1");
    stage.advance(60);
    assert!(!stage.types().contains(&"AddParticipantFailed".to_owned()));
}

#[test]
fn who_is_in_the_call_already_cannot_be_added() {
    let stage = Stage::new();
    let call = stage.create(&[user(USER)]);
    let add = json!({"participantToAdd": user(USER)});
    stage.caller.post(&format!("/{call}/participants:add"), add);
    assert_eq!(stage.types_after(2), ["AddParticipantFailed"]);
    assert_eq!(stage.people(&call).len(), 2);
}

#[test]
fn removing_a_participant_shrinks_the_call_and_removing_the_last_ends_it() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE), user(USER)]);
    let remove = |who: Value| {
        stage.caller.post(
            &format!("/{call}/participants:remove"),
            json!({"participantToRemove": who}),
        )
    };
    let seen = stage.types().len();
    let removed = remove(user(USER));
    assert_eq!((removed.status, removed.json()), (202, json!({})));
    assert_eq!(
        stage.types_after(seen),
        ["RemoveParticipantSucceeded", "ParticipantsUpdated"]
    );
    assert_eq!(stage.people(&call).len(), 2);
    remove(user(USER));
    let failed = stage.newest("RemoveParticipantFailed");
    assert_eq!(result(&failed), (404, 8522));
    assert_eq!(failed["data"]["participant"]["rawId"], USER);
    let seen = stage.types().len();
    remove(phone(PHONE));
    assert_eq!(
        stage.types_after(seen),
        ["RemoveParticipantSucceeded", "CallDisconnected"]
    );
    assert_eq!(result(&stage.last()), (200, 5300));
}

#[test]
fn a_muted_participant_is_listed_as_muted() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE), user(USER)]);
    let seen = stage.types().len();
    let mute = |who: Value| {
        stage.caller.post(
            &format!("/{call}/participants:mute"),
            json!({"targetParticipants": [who], "operationContext": "mute-1"}),
        )
    };
    let muted = mute(user(USER));
    assert_eq!(
        (muted.status, muted.json()),
        (200, json!({"operationContext": "mute-1"}))
    );
    assert_eq!(stage.types_after(seen), ["ParticipantsUpdated"]);
    let encoded = "8%3Aacs%3Afar-away_0000";
    let shown = stage.caller.get(&format!("/{call}/participants/{encoded}"));
    assert_eq!(shown.json()["isMuted"], true);
    assert_eq!(
        mute(phone(PHONE)).error().1,
        "8523",
        "only users can be muted"
    );
    assert_eq!(mute(user("8:acs:nobody_1")).status, 404);
}

#[test]
fn participants_move_from_one_call_to_the_other() {
    let stage = Stage::new();
    let from = stage.create(&[phone(PHONE), user(USER)]);
    let to = stage.create(&[phone(OTHER)]);
    let seen = stage.types().len();
    let moved = stage.caller.post(
        &format!("/{to}/participants:moveHere"),
        json!({
            "targetParticipants": [user(USER), user("8:acs:nobody_1")],
            "fromCall": from,
            "operationContext": "move-1",
        }),
    );
    assert_eq!(moved.status, 202);
    assert_eq!(moved.json()["fromCall"], from.as_str());
    assert_eq!(moved.header("repeatability-result"), None);
    assert_eq!(
        stage.types_after(seen),
        [
            "MoveParticipantSucceeded",
            "MoveParticipantFailed",
            "ParticipantsUpdated",
            "ParticipantsUpdated"
        ]
    );
    let succeeded = stage.newest("MoveParticipantSucceeded");
    assert_eq!(succeeded["data"]["callConnectionId"], to.as_str());
    assert_eq!(succeeded["data"]["fromCall"], from.as_str());
    assert_eq!(succeeded["data"]["participant"]["rawId"], USER);
    assert_eq!(result(&stage.newest("MoveParticipantFailed")), (400, 8558));
    assert!(stage.people(&to).contains(&USER.to_owned()));
    assert!(!stage.people(&from).contains(&USER.to_owned()));
}

#[test]
fn a_long_list_of_participants_comes_in_pages() {
    let options = acs_call_automation_emulator::EmulatorOptions::new().page_size(2);
    let stage = Stage::with(options);
    let call = stage.create(&[phone(PHONE), phone(OTHER), user(USER)]);
    let first = stage.caller.get(&format!("/{call}/participants")).json();
    assert_eq!(first["value"].as_array().unwrap().len(), 2);
    let link = first["nextLink"].as_str().unwrap();
    let target = link.strip_prefix(&stage.emulator.endpoint()).unwrap();
    let second = stage.caller.send("GET", target, b"", &[]).unwrap().json();
    assert_eq!(second["value"].as_array().unwrap().len(), 2);
    assert!(second.get("nextLink").is_none());
    let mut all = raw_ids(&first["value"]);
    all.extend(raw_ids(&second["value"]));
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[test]
fn streaming_and_transcription_options_show_in_the_call() {
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["mediaStreamingOptions"] = json!({
        "transportType": "websocket", "audioChannelType": "mixed",
        "transportUrl": "wss://media.example/ws", "contentType": "audio",
        "startMediaStreaming": true,
    });
    body["transcriptionOptions"] = json!({
        "transportType": "websocket", "locale": "en-US",
        "transportUrl": "wss://media.example/stt", "startTranscription": false,
    });
    let created = stage.caller.post("", body);
    let first = &created.json()["mediaStreamingSubscription"];
    assert_eq!(first["state"], "inactive");
    let shown = stage
        .caller
        .get(&format!("/{}", created.text("callConnectionId")))
        .json();
    assert_eq!(shown["mediaStreamingSubscription"]["id"], first["id"]);
    assert_eq!(shown["mediaStreamingSubscription"]["state"], "active");
    assert_eq!(shown["transcriptionSubscription"]["state"], "inactive");
}
