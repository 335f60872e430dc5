//! What each action brings about: a story for every row of the table in `docs/events.md`, good and
//! bad, with client, receiver and emulator together.

use crate::world;

use std::time::Duration;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::model::{CallConnectionState, CallRejectReason, CustomCallingContext};
use acs_call_automation::options::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, Clock, ConnectCallOptions,
    CreateCallOptions, Credential, MuteParticipantsOptions, OperationOptions, RejectCallOptions,
    TransferCallOptions,
};
use acs_call_automation::*;
use acs_call_automation_emulator::{
    ClientCall, EmulatorOptions, Fault, IncomingCall, RemoteParty, Schema,
};
use world::{CALLER_ID, PHONE, World, names, phone, result, sorted, to_phone};

fn find<'a>(events: &'a [Event], name: &str) -> &'a Event {
    events
        .iter()
        .find(|event| event.name() == name)
        .unwrap_or_else(|| panic!("no {name} among {:?}", all_names(events)))
}

fn all_names(events: &[Event]) -> Vec<&str> {
    events.iter().map(Event::name).collect()
}

fn user(world: &World) -> CommunicationIdentifier {
    CommunicationIdentifier::from_raw_id(&world.emulator.create_user().unwrap())
}

fn gone<T: std::fmt::Debug>(outcome: Result<T>) {
    let error = outcome.unwrap_err();
    assert_eq!(error.http_status(), Some(404));
    assert_eq!(error.sub_code(), Some(8522));
}

#[test]
fn a_placed_call_is_reported_connected_with_its_participants_and_context() {
    let world = World::new();
    let created = world
        .client
        .create_call(
            &to_phone(),
            &world.callback,
            &CreateCallOptions::new().operation_context("my call"),
        )
        .unwrap();
    assert_eq!(created.status(), 201);
    assert_eq!(created.properties.server_call_id, None, "told later");
    let events = world.events();
    let call = &created.call_connection;
    assert_eq!(
        sorted(names(&events, call)),
        ["CallConnected", "ParticipantsUpdated"]
    );
    let connected = find(&events, "CallConnected");
    assert_eq!(connected.operation_context(), Some("my call"));
    assert_eq!(
        connected.correlation_id(),
        created.properties.correlation_id.as_deref()
    );
    assert_eq!(result(connected), (200, 0));
    let again = world.client.call_connection_of(connected).unwrap();
    let properties = again.get_properties().unwrap();
    assert_eq!(
        properties.call_connection_state,
        Some(CallConnectionState::Connected)
    );
    assert_eq!(
        properties.server_call_id.as_deref(),
        connected.server_call_id()
    );
    assert_eq!(properties.targets, [phone(PHONE)]);
}

#[test]
fn a_call_that_fails_is_reported_twice_and_has_ended() {
    let ways: [(RemoteParty, &str); 3] = [
        (RemoteParty::new(format!("4:{PHONE}")).busy(), "busy"),
        (
            RemoteParty::new(format!("4:{PHONE}")).no_answer(),
            "no answer",
        ),
        (RemoteParty::new(format!("4:{PHONE}")).decline(), "declined"),
    ];
    for (remote_party, way) in ways {
        let world = World::new();
        world.emulator.set_remote_party(remote_party).unwrap();
        let created = world.create(&to_phone());
        world.emulator.advance(Duration::from_secs(180));
        let events = world.events();
        let call = &created.call_connection;
        assert_eq!(
            names(&events, call),
            ["CallDisconnected", "CreateCallFailed"],
            "{way}"
        );
        let (ended, failed) = (
            find(&events, "CallDisconnected"),
            find(&events, "CreateCallFailed"),
        );
        assert_eq!(result(ended), result(failed), "{way}");
        gone(call.get_properties());
    }
}

#[test]
fn nothing_can_be_done_with_a_call_that_still_rings() {
    let world = World::new();
    world
        .emulator
        .set_remote_party(
            RemoteParty::new(format!("4:{PHONE}")).answer_after(Duration::from_secs(5)),
        )
        .unwrap();
    let call = world.create(&to_phone()).into_inner().call_connection;
    let properties = call.get_properties().unwrap();
    assert_eq!(
        properties.call_connection_state,
        Some(CallConnectionState::Connecting)
    );
    let error = call
        .transfer_call(phone("+16045559999"), &TransferCallOptions::new())
        .unwrap_err();
    assert_eq!(
        (error.http_status(), error.sub_code()),
        (Some(400), Some(8501))
    );
    assert!(error.hint().unwrap().contains("CallConnected"));
    assert!(world.names_of(&call).is_empty());
    world.emulator.advance(Duration::from_secs(5));
    assert!(world.names_of(&call).contains(&"CallConnected".to_owned()));
}

#[test]
fn hanging_up_for_everyone_ends_the_call() {
    let world = World::new();
    let call = world.phone_call();
    let ended = call.hang_up(ForEveryone::Yes).unwrap();
    assert_eq!(
        (ended.status(), ended.repeatability_result()),
        (204, Some("accepted"))
    );
    let events = world.events();
    assert_eq!(names(&events, &call), ["CallDisconnected"]);
    assert_eq!(result(&events[0]), (200, 7000));
    gone(call.get_properties());
    gone(call.hang_up(ForEveryone::Yes));
    gone(call.hang_up(ForEveryone::No));
    gone(call.list_participants());
}

#[test]
fn a_third_leg_leaves_alone_and_the_last_two_end_together() {
    let world = World::new();
    let server_call_id = {
        let call = world.phone_call();
        call.get_properties()
            .unwrap()
            .server_call_id
            .clone()
            .unwrap()
    };
    let joined = world
        .client
        .connect_call(
            &CallLocator::ServerCall(server_call_id),
            &world.callback,
            &ConnectCallOptions::new(),
        )
        .unwrap();
    world.events();
    let leg = &joined.call_connection;
    leg.hang_up(ForEveryone::No).unwrap();
    let events = world.events();
    assert_eq!(all_names(&events), ["CallDisconnected"]);
    assert_eq!(events[0].call_connection_id(), Some(leg.id()));
    assert_eq!(result(&events[0]), (200, 7000));
}

#[test]
fn an_incoming_call_is_answered() {
    let world = World::new();
    world.subscribe();
    world.emulator.add_phone_number(CALLER_ID).unwrap();
    let call = IncomingCall::new(format!("4:{PHONE}"), format!("4:{CALLER_ID}"))
        .display_name("Ada")
        .sip_header("X-MS-Custom-queue", "support")
        .voip_header("customerId", "0042");
    world.emulator.place_incoming_call(call).unwrap();
    let events = world.events();
    let told = find(&events, "IncomingCall");
    let EventBody::IncomingCall(incoming) = told.body() else {
        panic!()
    };
    assert_eq!(incoming.from, Some(phone(PHONE)));
    assert_eq!(incoming.to, Some(phone(CALLER_ID)));
    assert_eq!(incoming.caller_display_name.as_deref(), Some("Ada"));
    assert_eq!(incoming.sip_header("queue"), Some("support"));
    assert_eq!(incoming.voip_header("customerId"), Some("0042"));

    let answered = world
        .client
        .answer_call(
            incoming.incoming_call_context.as_deref().unwrap(),
            &world.callback,
            &AnswerCallOptions::new().operation_context("answered"),
        )
        .unwrap();
    assert_eq!(answered.status(), 200);
    assert_eq!(
        answered.properties.server_call_id.as_deref(),
        told.server_call_id()
    );
    let events = world.events();
    let call = &answered.call_connection;
    assert_eq!(
        sorted(names(&events, call)),
        ["CallConnected", "ParticipantsUpdated"]
    );
    assert_eq!(
        find(&events, "CallConnected").operation_context(),
        Some("answered")
    );
}

#[test]
fn an_incoming_call_that_rang_too_long_cannot_be_answered() {
    let world = World::new();
    world.subscribe();
    world.emulator.add_phone_number(CALLER_ID).unwrap();
    world
        .emulator
        .place_incoming_call(IncomingCall::new(
            format!("4:{PHONE}"),
            format!("4:{CALLER_ID}"),
        ))
        .unwrap();
    let context = world.incoming_context();
    world.emulator.advance(Duration::from_secs(31));
    let error = world
        .client
        .answer_call(&context, &world.callback, &AnswerCallOptions::new())
        .unwrap_err();
    assert!(matches!(error.http_status(), Some(400 | 404)), "{error}");
}

#[test]
fn a_rejected_call_is_reported_only_to_its_creator() {
    for reason in [
        CallRejectReason::None,
        CallRejectReason::Busy,
        CallRejectReason::Forbidden,
    ] {
        let world = World::new();
        world.subscribe();
        let target = user(&world);
        let call = world
            .create(&CallInvite::new(target).unwrap())
            .into_inner()
            .call_connection;
        let context = world.incoming_context();
        let options = RejectCallOptions::new().reason(reason.clone());
        let rejected = world.client.reject_call(&context, &options).unwrap();
        assert_eq!(rejected.status(), 204);
        let events = world.events();
        assert_eq!(
            all_names(&events),
            ["CallDisconnected", "CreateCallFailed"],
            "{reason}"
        );
        gone(call.get_properties());
    }
}

#[test]
fn a_redirected_call_rings_the_new_target() {
    let world = World::new();
    world.subscribe();
    world.emulator.add_phone_number(CALLER_ID).unwrap();
    let colleague = user(&world);
    world
        .emulator
        .place_incoming_call(IncomingCall::new(
            format!("4:{PHONE}"),
            format!("4:{CALLER_ID}"),
        ))
        .unwrap();
    let context = world.incoming_context();
    let redirected = world
        .client
        .redirect_call(&context, &colleague, &RequestOptions::new())
        .unwrap();
    assert_eq!(redirected.status(), 204);
    let events = world.events();
    let EventBody::IncomingCall(again) = find(&events, "IncomingCall").body() else {
        panic!()
    };
    assert_eq!(again.to, Some(colleague.clone()));
    assert_eq!(again.from, Some(phone(PHONE)));
    let again = again.incoming_call_context.clone().unwrap();
    world
        .client
        .answer_call(&again, &world.callback, &AnswerCallOptions::new())
        .unwrap();
    // The first context is used up.
    let error = world
        .client
        .redirect_call(&context, &colleague, &RequestOptions::new())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
}

#[test]
fn clients_calls_are_connected_to_by_server_group_and_room() {
    let world = World::new();
    world.subscribe();
    let users = || {
        [
            world.emulator.create_user().unwrap(),
            world.emulator.create_user().unwrap(),
        ]
    };
    world
        .emulator
        .start_client_call(
            ClientCall::new(users()).group_id("5f4b1c9e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"),
        )
        .unwrap();
    world
        .emulator
        .start_client_call(ClientCall::new(users()).room_id("99424315762386212"))
        .unwrap();
    let events = world.events();
    let server_call_id = find(&events, "CallStarted")
        .server_call_id()
        .unwrap()
        .to_owned();
    for locator in [
        CallLocator::ServerCall(server_call_id.clone()),
        CallLocator::GroupCall("5f4b1c9e-2c3d-4e5f-8a9b-0c1d2e3f4a5b".to_owned()),
        CallLocator::Room("99424315762386212".to_owned()),
    ] {
        let connected = world
            .client
            .connect_call(&locator, &world.callback, &ConnectCallOptions::new())
            .unwrap();
        assert!(connected.properties.targets.is_empty());
        let call = &connected.call_connection;
        let names = world.names_of(call);
        assert!(
            names.contains(&"CallConnected".to_owned()),
            "{locator:?}: {names:?}"
        );
        assert!(
            names.contains(&"ParticipantsUpdated".to_owned()),
            "{locator:?}: {names:?}"
        );
        let properties = call.get_properties().unwrap();
        // The correlation id of the response gives way to the call's.
        assert_ne!(
            properties.correlation_id,
            connected.properties.correlation_id
        );
        assert!(properties.server_call_id.is_some());
        assert_eq!(call.list_participants().unwrap().len(), 2);
    }
}

#[test]
fn connecting_to_an_unknown_call_fails() {
    let world = World::new();
    let outcome = world.client.connect_call(
        &CallLocator::GroupCall("invalid".to_owned()),
        &world.callback,
        &ConnectCallOptions::new(),
    );
    match outcome {
        Ok(connected) => {
            let names = world.names_of(&connected.call_connection);
            assert!(names.contains(&"ConnectFailed".to_owned()), "{names:?}");
            gone(connected.call_connection.get_properties());
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::Service),
    }
}

#[test]
fn an_added_participant_rings_and_joins() {
    let world = World::new();
    let call = world.phone_call();
    let colleague = CommunicationIdentifier::communication_user("8:acs:r_colleague");
    world
        .emulator
        .set_remote_party(RemoteParty::new(colleague.raw_id()).answer_after(Duration::from_secs(3)))
        .unwrap();
    let headers = CustomCallingContext::new()
        .sip_custom_header("queue", "support")
        .voip_header("a", "b");
    let invite = CallInvite::new(colleague.clone())
        .unwrap()
        .custom_calling_context(headers);
    let options = AddParticipantOptions::new()
        .operation_context("adding")
        .invitation_timeout(Duration::from_millis(59_001));
    let added = call.add_participant(&invite, &options).unwrap();
    assert_eq!(
        (added.status(), added.repeatability_result()),
        (202, Some("accepted"))
    );
    assert_eq!(added.operation_context.as_deref(), Some("adding"));
    assert!(added.invitation_id.is_some());
    let sent = world.emulator.journal();
    let sent = sent
        .iter()
        .find(|entry| entry.path.contains("participants:add"));
    let body = String::from_utf8_lossy(&sent.unwrap().body).into_owned();
    assert!(
        body.contains(r#""invitationTimeoutInSeconds":60"#),
        "{body}"
    );
    assert_eq!(
        call.list_participants().unwrap().len(),
        2,
        "who rings is not listed"
    );
    world.emulator.advance(Duration::from_secs(3));
    let events = world.events();
    let succeeded = find(&events, "AddParticipantSucceeded");
    assert_eq!(succeeded.operation_context(), Some("adding"));
    let EventBody::AddParticipantSucceeded(body) = succeeded.body() else {
        panic!()
    };
    assert_eq!(body.participant, Some(colleague.clone()));
    assert_eq!(call.list_participants().unwrap().len(), 3);
    let one = call.get_participant(&colleague).unwrap();
    assert_eq!(one.identifier, Some(colleague));
    assert_eq!(one.is_muted, Some(false));
}

#[test]
fn a_participant_that_does_not_answer_is_reported_and_the_call_goes_on() {
    for remote_party in [
        RemoteParty::new("4:+16045550009").busy(),
        RemoteParty::new("4:+16045550009").decline(),
        RemoteParty::new("4:+16045550009").no_answer(),
    ] {
        let world = World::new();
        let call = world.phone_call();
        world.emulator.set_remote_party(remote_party).unwrap();
        let invite = CallInvite::to_phone_number("+16045550009", CALLER_ID).unwrap();
        call.add_participant(
            &invite,
            &AddParticipantOptions::new().operation_context("x"),
        )
        .unwrap();
        world.emulator.advance(Duration::from_secs(180));
        let events = world.events();
        let failed = find(&events, "AddParticipantFailed");
        assert_eq!(failed.operation_context(), Some("x"));
        assert!(result(failed).0 >= 400);
        assert_eq!(call.list_participants().unwrap().len(), 2);
    }
}

#[test]
fn an_invitation_is_canceled_while_it_rings_and_only_then() {
    let world = World::new();
    let call = world.phone_call();
    let slow = CommunicationIdentifier::communication_user("8:acs:r_slow");
    world
        .emulator
        .set_remote_party(RemoteParty::new(slow.raw_id()).answer_after(Duration::from_secs(30)))
        .unwrap();
    let added = call
        .add_participant(
            &CallInvite::new(slow).unwrap(),
            &AddParticipantOptions::new(),
        )
        .unwrap();
    let invitation = added.invitation_id.clone().unwrap();
    let canceled = call
        .cancel_add_participant(
            &invitation,
            &OperationOptions::new().operation_context("stop"),
        )
        .unwrap();
    assert_eq!(canceled.status(), 202);
    assert_eq!(canceled.invitation_id.as_deref(), Some(invitation.as_str()));
    let events = world.events();
    let succeeded = find(&events, "CancelAddParticipantSucceeded");
    let EventBody::CancelAddParticipantSucceeded(body) = succeeded.body() else {
        panic!()
    };
    assert_eq!(body.invitation_id.as_deref(), Some(invitation.as_str()));
    world.emulator.advance(Duration::from_secs(60));
    let names = world.names_of(&call);
    assert!(
        !names.iter().any(|name| name.starts_with("AddParticipant")),
        "{names:?}"
    );

    // Too late: nothing rings any more.
    let outcome = call.cancel_add_participant(&invitation, &OperationOptions::new());
    let told = world.names_of(&call);
    assert!(
        outcome.is_err() || told.contains(&"CancelAddParticipantFailed".to_owned()),
        "{told:?}"
    );
}

#[test]
fn a_removed_participant_is_reported_and_removing_the_only_other_ends_the_call() {
    let world = World::new();
    let (call, [number, one, _]) = world.group_call();
    call.remove_participant(&one, &OperationOptions::new().operation_context("out"))
        .unwrap();
    let events = world.events();
    let removed = find(&events, "RemoveParticipantSucceeded");
    assert_eq!(removed.operation_context(), Some("out"));
    find(&events, "ParticipantsUpdated");
    let error = call
        .remove_participant(&one, &OperationOptions::new())
        .map(|_| world.names_of(&call));
    if let Ok(names) = error {
        assert!(
            names.contains(&"RemoveParticipantFailed".to_owned()),
            "{names:?}"
        );
    }
    assert_eq!(
        call.get_participant(&one).unwrap_err().http_status(),
        Some(404)
    );
    assert!(call.get_participant(&number).is_ok());

    let call = world.phone_call();
    call.remove_participant(phone(PHONE), &OperationOptions::new())
        .unwrap();
    let events = world.events();
    assert_eq!(
        names(&events, &call),
        ["RemoveParticipantSucceeded", "CallDisconnected"]
    );
    assert_eq!(result(find(&events, "CallDisconnected")), (200, 5300));
    gone(call.get_properties());
}

#[test]
fn a_muted_participant_is_listed_as_muted() {
    let world = World::new();
    let (call, [number, one, _]) = world.group_call();
    let muted = call
        .mute_participants(
            std::slice::from_ref(&one),
            &MuteParticipantsOptions::new().operation_context("hush"),
        )
        .unwrap();
    assert_eq!(muted.status(), 200);
    assert_eq!(muted.operation_context.as_deref(), Some("hush"));
    assert_eq!(call.get_participant(&one).unwrap().is_muted, Some(true));
    world.emulator.advance(Duration::from_secs(5));
    let events = world.events();
    let EventBody::ParticipantsUpdated(update) = find(&events, "ParticipantsUpdated").body() else {
        panic!()
    };
    let shown = update
        .participants
        .iter()
        .find(|participant| participant.identifier.as_ref() == Some(&one));
    assert_eq!(shown.unwrap().is_muted, Some(true));
    // Telephones cannot be muted.
    let error = call
        .mute_participants(&[number], &MuteParticipantsOptions::new())
        .unwrap_err();
    assert_eq!(error.http_status(), Some(400));
}

#[test]
fn a_transfer_of_a_one_to_one_call_takes_the_application_out() {
    let world = World::new();
    let call = world.phone_call();
    let target = phone("+16045556789");
    let options = TransferCallOptions::new().operation_context("over to you");
    let answer = call.transfer_call(&target, &options).unwrap();
    assert_eq!(answer.status(), 202);
    let events = world.events();
    let told = names(&events, &call);
    assert_eq!(told, ["CallTransferAccepted", "CallDisconnected"]);
    let accepted = find(&events, "CallTransferAccepted");
    assert_eq!(accepted.operation_context(), Some("over to you"));
    let EventBody::CallTransferAccepted(body) = accepted.body() else {
        panic!()
    };
    assert_eq!(body.transfer_target, Some(target));
    assert_eq!(body.transferee, Some(phone(PHONE)));
    gone(call.get_properties());
}

#[test]
fn a_transfer_of_one_of_a_group_leaves_the_application_in() {
    let world = World::new();
    let (call, [number, _, _]) = world.group_call();
    let target = phone("+16045556789");
    let options = TransferCallOptions::new().transferee(number.clone());
    call.transfer_call(&target, &options).unwrap();
    let events = world.events();
    find(&events, "CallTransferAccepted");
    assert!(!all_names(&events).contains(&"CallDisconnected"));
    assert_eq!(
        call.get_participant(&number).unwrap_err().http_status(),
        Some(404)
    );
    assert_eq!(
        call.get_properties().unwrap().call_connection_state,
        Some(CallConnectionState::Connected)
    );
}

#[test]
fn a_failed_transfer_leaves_the_call_as_it_was() {
    let world = World::new();
    let call = world.phone_call();
    world
        .emulator
        .set_remote_party(RemoteParty::new("4:+16045556789").busy())
        .unwrap();
    call.transfer_call(phone("+16045556789"), &TransferCallOptions::new())
        .unwrap();
    world.emulator.advance(Duration::from_secs(60));
    let events = world.events();
    find(&events, "CallTransferFailed");
    assert!(!all_names(&events).contains(&"CallDisconnected"));
    assert_eq!(
        call.get_properties().unwrap().call_connection_state,
        Some(CallConnectionState::Connected)
    );
}

#[test]
fn participants_move_from_one_call_to_another() {
    let world = World::new();
    let (from, [_, one, _]) = world.group_call();
    let to = world.phone_call();
    world.events();
    let options = OperationOptions::new().operation_context("move");
    let moved = to
        .move_participants(std::slice::from_ref(&one), from.id(), &options)
        .unwrap();
    assert_eq!(moved.status(), 202);
    assert_eq!(moved.from_call.as_deref(), Some(from.id()));
    let events = world.events();
    let succeeded = find(&events, "MoveParticipantSucceeded");
    assert_eq!(succeeded.call_connection_id(), Some(to.id()));
    assert_eq!(succeeded.operation_context(), Some("move"));
    let EventBody::MoveParticipantSucceeded(body) = succeeded.body() else {
        panic!()
    };
    assert_eq!(body.participant, Some(one.clone()));
    assert_eq!(body.from_call.as_deref(), Some(from.id()));
    assert!(to.get_participant(&one).is_ok());
    assert_eq!(
        from.get_participant(&one).unwrap_err().http_status(),
        Some(404)
    );
}

#[test]
fn moving_an_absent_participant_fails() {
    let world = World::new();
    let (from, _) = world.group_call();
    let to = world.phone_call();
    let stranger = CommunicationIdentifier::communication_user("8:acs:r_stranger");
    let outcome = to.move_participants(&[stranger], from.id(), &OperationOptions::new());
    let told = world.names_of(&to);
    assert!(
        outcome.is_err() || told.contains(&"MoveParticipantFailed".to_owned()),
        "{told:?}"
    );
}

#[test]
fn the_events_of_one_operation_may_go_elsewhere() {
    let world = World::new();
    let call = world.phone_call();
    let other = world.receiver.url("/other").unwrap();
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:r_x")).unwrap();
    call.add_participant(
        &invite,
        &AddParticipantOptions::new().operation_callback_uri(other),
    )
    .unwrap();
    world.events();
    let journal = world.emulator.journal();
    let went_to = |name: &str| -> Vec<String> {
        journal
            .iter()
            .filter(|entry| {
                entry.method == "POST" && String::from_utf8_lossy(&entry.body).contains(name)
            })
            .map(|entry| entry.path.clone())
            .collect()
    };
    assert!(
        went_to("AddParticipantSucceeded")
            .iter()
            .all(|to| to.contains("/other"))
    );
    assert!(
        went_to("ParticipantsUpdated")
            .iter()
            .all(|to| to.contains("/events"))
    );
}

#[test]
fn a_remote_party_that_hangs_up_ends_a_one_to_one_call() {
    let world = World::new();
    world
        .emulator
        .set_remote_party(
            RemoteParty::new(format!("4:{PHONE}")).hang_up_after(Duration::from_secs(60)),
        )
        .unwrap();
    let call = world.phone_call();
    world.emulator.advance(Duration::from_secs(60));
    assert_eq!(world.names_of(&call), ["CallDisconnected"]);
    gone(call.get_properties());
}

#[test]
fn a_lost_response_to_create_places_one_call_and_its_events_report_it() {
    let world = World::new();
    world
        .emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    let options = CreateCallOptions::new().operation_context("unique-1");
    let error = world
        .client
        .create_call(&to_phone(), &world.callback, &options)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(world.emulator.created_call_count(), 1);
    let events = world.events();
    let connected = find(&events, "CallConnected");
    assert_eq!(connected.operation_context(), Some("unique-1"));
    let call = world.client.call_connection_of(connected).unwrap();
    call.hang_up(ForEveryone::Yes).unwrap();
    assert_eq!(world.emulator.active_call_count(), 0);
}

#[test]
fn a_lost_response_to_add_never_rings_a_person_twice() {
    let world = World::new();
    let call = world.phone_call();
    world
        .emulator
        .add_fault(Fault::on("CallConnection_AddParticipant").lose_response())
        .unwrap();
    let clock = Clock::manual(std::time::SystemTime::now());
    let client = CallAutomationClient::from_connection_string_with(
        &world.emulator.connection_string(),
        &ClientOptions::new().clock(clock),
    )
    .unwrap();
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:r_x")).unwrap();
    let added = client
        .call_connection(call.id())
        .unwrap()
        .add_participant(&invite, &AddParticipantOptions::new())
        .unwrap();
    assert_eq!(added.attempts(), 2);
    let names = world.names_of(&call);
    let joined = names
        .iter()
        .filter(|name| *name == "AddParticipantSucceeded");
    assert_eq!(joined.count(), 1, "{names:?}");
    assert_eq!(call.list_participants().unwrap().len(), 3);
}

#[test]
fn a_list_may_come_in_pages() {
    let world = World::with(&EmulatorOptions::new().manual_clock(true).page_size(2));
    let (call, _) = world.group_call();
    let pages: Vec<usize> = call
        .participant_pages(&RequestOptions::new())
        .map(|page| {
            let page = page.unwrap();
            assert!((&page).into_iter().all(|one| one.identifier.is_some()));
            page.into_iter().count()
        })
        .collect();
    assert_eq!(
        pages,
        [2, 2],
        "three targets and the application's own source"
    );
    assert_eq!(call.list_participants().unwrap().len(), 4);
}

#[test]
fn a_wrong_key_is_refused_with_a_hint() {
    let world = World::new();
    let client = CallAutomationClient::new(
        &world.emulator.endpoint(),
        Credential::access_key("d3Jvbmc=").unwrap(),
        &ClientOptions::new(),
    )
    .unwrap();
    let error = client
        .create_call(&to_phone(), &world.callback, &CreateCallOptions::new())
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.sub_code()),
        (ErrorKind::Auth, Some(7509))
    );
    assert!(error.hint().unwrap().contains("access key"));
    assert_eq!(world.emulator.created_call_count(), 0);
}

#[test]
fn both_event_grid_schemas_bring_the_same_incoming_call() {
    for schema in [Schema::EventGrid, Schema::CloudEvents] {
        let world = World::new();
        world.emulator.add_phone_number(CALLER_ID).unwrap();
        world.emulator.subscribe(&world.callback, schema).unwrap();
        world
            .emulator
            .place_incoming_call(IncomingCall::new(
                format!("4:{PHONE}"),
                format!("4:{CALLER_ID}"),
            ))
            .unwrap();
        assert!(!world.incoming_context().is_empty(), "{schema:?}");
    }
}
