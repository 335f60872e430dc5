//! Flows against the emulator: every way in which each of them can come out.

use crate::flows;
use crate::recorder;
use crate::samples;
use crate::world;

use std::time::Duration;

use acs_call_automation::event::EventBody;
use acs_call_automation::flow::{self, Connected, Outcome};
use acs_call_automation::model::{CallConnectionState, CallLocator};
use acs_call_automation::options::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, ConnectCallOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, OperationOptions, TransferCallOptions,
};
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Filter, Received, Receiver, ReceiverOptions};
use acs_call_automation::*;
use acs_call_automation_emulator::{Fault, IncomingCall, RemoteParty};
use flows::{LONG, SHORT, ended, failure, on_request, remote_party, requests, timed_out, unread};
use recorder::{Recorder, response};
use samples::{delivery, with_context};
use world::{CALLER_ID, PHONE, World, phone, result, to_phone};

const AGENT: &str = "+16045556789";

fn create(
    world: &World,
    options: &CreateCallOptions,
    timeout: Duration,
) -> Result<Outcome<Connected>> {
    flow::create_call_and_wait(
        &world.client,
        &world.receiver,
        &to_phone(),
        &world.callback,
        options,
        timeout,
    )
}

fn call_up(world: &World) -> CallConnection {
    let created = create(world, &CreateCallOptions::new(), LONG).unwrap();
    let call = created.success().unwrap().call_connection;
    world.events();
    call
}

fn invite_agent() -> CallInvite {
    CallInvite::to_phone_number(AGENT, CALLER_ID).unwrap()
}

fn add(world: &World, call: &CallConnection, timeout: Duration) -> Result<Outcome> {
    let options = AddParticipantOptions::new();
    flow::add_participant_and_wait(call, &world.receiver, &invite_agent(), &options, timeout)
}

fn transfer(world: &World, call: &CallConnection, timeout: Duration) -> Result<Outcome> {
    let options = TransferCallOptions::new();
    flow::transfer_call_and_wait(call, &world.receiver, phone(AGENT), &options, timeout)
}

const ADD: &str = "participants:add";
const TRANSFER: &str = ":transferToParticipant";
const CREATE: &str = "/calling/callConnections?";

// ---- create ----

#[test]
fn a_call_that_is_answered_is_returned_connected() {
    let world = World::new();
    let created = create(&world, &CreateCallOptions::new(), LONG).unwrap();
    assert!(created.is_success());
    assert_eq!(created.to_string(), "succeeded");
    let up = created.success().unwrap();
    assert_eq!(up.received.event.name(), "CallConnected");
    assert_eq!(
        up.received.event.call_connection_id(),
        Some(up.call_connection.id())
    );
    assert!(up.received.event.server_call_id().is_some());
    let made = up.received.event.operation_context().unwrap();
    assert_eq!(made.len(), 36, "a context was made: {made}");
    assert_eq!(unread(&world), ["ParticipantsUpdated"]);
    up.call_connection.hang_up(ForEveryone::Yes).unwrap();
}

#[test]
fn a_context_of_the_program_is_kept() {
    let world = World::new();
    let options = CreateCallOptions::new().operation_context("order 4711");
    let up = create(&world, &options, LONG).unwrap().success().unwrap();
    assert_eq!(up.received.event.operation_context(), Some("order 4711"));
    // An empty one is none.
    let empty = CreateCallOptions::new().operation_context("");
    let other = create(&world, &empty, LONG).unwrap().success().unwrap();
    assert_eq!(
        other.received.event.operation_context().map(str::len),
        Some(36)
    );
    // The next one with the same context has its own call.
    let next = create(&world, &options, LONG).unwrap().success().unwrap();
    assert_ne!(next.call_connection.id(), up.call_connection.id());
    assert_eq!(
        next.received.event.call_connection_id(),
        Some(next.call_connection.id())
    );
}

#[test]
fn a_call_that_is_not_answered_has_failed_for_that_reason() {
    let world = World::new();
    world
        .emulator
        .set_remote_party(remote_party(PHONE).busy())
        .unwrap();
    let outcome = create(&world, &CreateCallOptions::new(), LONG).unwrap();
    let line = outcome.to_string();
    assert!(
        line.starts_with("failed: CreateCallFailed 486/560486"),
        "{line}"
    );
    assert!(
        line.ends_with("The line is busy: try again later"),
        "{line}"
    );
    let failed = failure(outcome);
    assert_eq!(
        (failed.event.name(), result(&failed.event)),
        ("CreateCallFailed", (486, 560_486))
    );
    assert_eq!(
        unread(&world),
        ["CallDisconnected"],
        "it stays for its reader"
    );
}

#[test]
fn a_call_that_rings_beyond_the_deadline_can_be_hung_up() {
    let world = World::new();
    world
        .emulator
        .set_remote_party(remote_party(PHONE).answer_after(LONG))
        .unwrap();
    let outcome = create(&world, &CreateCallOptions::new(), SHORT).unwrap();
    assert!(
        outcome.to_string().contains("The operation continues"),
        "{outcome}"
    );
    let pending = timed_out(outcome);
    assert_eq!(pending.response.status(), 201);
    assert_eq!(pending.operation_context.len(), 36);
    pending
        .call_connection
        .unwrap()
        .hang_up(ForEveryone::Yes)
        .unwrap();
    assert_eq!(world.emulator.active_call_count(), 0);
}

#[test]
fn a_group_call_comes_up_too() {
    let world = World::new();
    let all = [phone(PHONE), phone(AGENT)];
    let options = CreateGroupCallOptions::new().source_caller_id_number(CALLER_ID);
    let create = || {
        flow::create_group_call_and_wait(
            &world.client,
            &world.receiver,
            &all,
            &world.callback,
            &options,
            LONG,
        )
        .unwrap()
    };
    let up = create().success().unwrap();
    assert_eq!(up.call_connection.list_participants().unwrap().len(), 3);
    world
        .emulator
        .set_remote_party(RemoteParty::any().decline())
        .unwrap();
    assert_eq!(failure(create()).event.name(), "CreateCallFailed");
}

#[test]
fn a_lost_response_to_create_is_decided_by_the_event() {
    for (taken, code) in [(true, 200), (false, 603)] {
        let world = World::new();
        let fault = Fault::on("CreateCall").lose_response();
        world.emulator.add_fault(fault).unwrap();
        if !taken {
            world
                .emulator
                .set_remote_party(remote_party(PHONE).decline())
                .unwrap();
        }
        let outcome = create(&world, &CreateCallOptions::new(), LONG).unwrap();
        let event = if taken {
            let up = outcome.success().unwrap();
            let properties = up.call_connection.get_properties().unwrap();
            assert_eq!(
                properties.call_connection_state,
                Some(CallConnectionState::Connected)
            );
            up.received
        } else {
            failure(outcome)
        };
        assert_eq!(result(&event.event).0, code);
        assert_eq!(
            (
                world.emulator.created_call_count(),
                requests(&world, CREATE)
            ),
            (1, 1)
        );
        assert_eq!(world.emulator.active_call_count(), usize::from(taken));
    }
}

#[test]
fn a_lost_response_to_create_is_not_decided_by_the_end_of_another_call() {
    let world = World::new();
    let other = call_up(&world);
    world
        .emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    world
        .emulator
        .set_remote_party(remote_party(PHONE).answer_after(LONG))
        .unwrap();
    let outcome = on_request(
        &world,
        CREATE,
        || {
            other.hang_up(ForEveryone::Yes).unwrap();
            assert!(world.emulator.flush(LONG));
            world.emulator.advance(LONG);
        },
        || create(&world, &CreateCallOptions::new(), LONG).unwrap(),
    );
    let up = outcome.success().unwrap();
    assert_ne!(up.call_connection.id(), other.id());
    assert!(unread(&world).contains(&"CallDisconnected".to_owned()));
}

#[test]
fn an_outcome_that_is_never_reported_is_unknown_with_all_ids() {
    let world = World::new();
    world
        .emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    world
        .emulator
        .set_remote_party(remote_party(PHONE).answer_after(LONG))
        .unwrap();
    let error = create(&world, &CreateCallOptions::new(), SHORT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.request_id().is_some() && error.repeatability_id().is_some());
    let context = error.operation_context().unwrap().to_owned();
    assert!(error.to_string().contains(&context), "{error}");
    // It is reported in the end, with that context.
    world.emulator.advance(LONG);
    let events = world.events();
    assert!(
        events
            .iter()
            .any(|event| event.operation_context() == Some(&context))
    );
    assert_eq!(world.emulator.created_call_count(), 1);
}

#[test]
fn a_response_that_arrives_too_late_leaves_the_outcome_to_the_event() {
    let world = World::new();
    // The response takes longer than the request may: it was carried out all the same.
    let fault = Fault::on("CreateCall").delay_response(SHORT * 2);
    world.emulator.add_fault(fault).unwrap();
    let options = CreateCallOptions::new().request(RequestOptions::new().timeout(SHORT));
    let up = create(&world, &options, LONG).unwrap().success().unwrap();
    assert_eq!(world.emulator.created_call_count(), 1);
    up.call_connection.hang_up(ForEveryone::Yes).unwrap();
}

#[test]
fn a_response_that_cannot_be_parsed_leaves_the_outcome_to_the_event() {
    let world = World::new();
    let inbox = world.receiver.inbox();
    let portal = Recorder::start(move |_| {
        let event = with_context(&delivery("CallConnected", "c-1", "1"), "mine");
        let told = inbox.handle(&Request::new("POST", "/events", event));
        assert_eq!(told.status, 200);
        Some(response(201, &[("Content-Type", "text/html")], "hello"))
    });
    let client = CallAutomationClient::new(
        &portal.endpoint(),
        Credential::access_key("a2V5").unwrap(),
        &ClientOptions::new(),
    )
    .unwrap();
    let (receiver, callback) = (&world.receiver, &world.callback);
    let options = CreateCallOptions::new().operation_context("mine");
    let create = |timeout| {
        flow::create_call_and_wait(&client, receiver, &to_phone(), callback, &options, timeout)
    };
    let up = create(LONG).unwrap().success().unwrap();
    assert_eq!(up.call_connection.id(), "c-1");
    // The same event once more is none.
    let error = create(SHORT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.operation_context(), Some("mine"));
}

#[test]
fn an_event_that_arrives_before_the_response_is_not_missed_and_no_other_reader_gets_it() {
    let world = World::new();
    let fault = Fault::on("CreateCall").delay_response(SHORT / 2);
    world.emulator.add_fault(fault).unwrap();
    std::thread::scope(|scope| {
        // A program reads everything that comes, in its own thread.
        let reads = scope.spawn(|| {
            let events: Vec<Received> = world.receiver.iter().collect();
            events
                .iter()
                .map(|received| received.event.name().to_owned())
                .collect::<Vec<_>>()
        });
        let outcome = create(&world, &CreateCallOptions::new(), LONG).unwrap();
        assert!(outcome.is_success());
        assert!(world.emulator.flush(LONG));
        world.receiver.close(LONG);
        assert_eq!(reads.join().unwrap(), ["ParticipantsUpdated"]);
    });
}

#[test]
fn a_refused_request_is_reported_at_once() {
    let world = World::new();
    world
        .emulator
        .add_fault(Fault::on("CreateCall").status(403).code("7507"))
        .unwrap();
    let error = create(&world, &CreateCallOptions::new(), LONG).unwrap_err();
    assert_eq!(
        (error.kind(), error.sub_code()),
        (ErrorKind::Service, Some(7507))
    );
    let bad = CreateCallOptions::new().operation_context("a\nb");
    let error = create(&world, &bad, LONG).unwrap_err();
    assert_eq!(error.field(), Some("operation context"));
    let error = create(&world, &CreateCallOptions::new(), Duration::ZERO).unwrap_err();
    assert_eq!(error.field(), Some("timeout"));
    assert_eq!(world.emulator.created_call_count(), 0);
}

#[test]
fn the_request_takes_no_longer_than_the_whole() {
    let world = World::new();
    let fault = Fault::on("AddParticipant").delay_response(LONG);
    world.emulator.add_fault(fault.times(9)).unwrap();
    let call = call_up(&world);
    // It was carried out, and its event is there.
    assert!(add(&world, &call, SHORT).unwrap().is_success());
    world
        .emulator
        .set_remote_party(remote_party(AGENT).answer_after(LONG))
        .unwrap();
    let error = transfer_delayed(&world, &call);
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
}

fn transfer_delayed(world: &World, call: &CallConnection) -> Error {
    let fault = Fault::on("TransferToParticipant").delay_response(LONG);
    world.emulator.add_fault(fault).unwrap();
    let options = TransferCallOptions::new().transferee(phone(PHONE));
    let target = phone("+16045550000");
    world
        .emulator
        .set_remote_party(remote_party("+16045550000").answer_after(LONG))
        .unwrap();
    flow::transfer_call_and_wait(call, &world.receiver, &target, &options, SHORT).unwrap_err()
}

#[test]
fn nothing_is_sent_when_the_port_is_closed() {
    let world = World::new();
    let call = call_up(&world);
    let before = world.emulator.journal().len();
    world.receiver.close(LONG);
    let errors = [
        create(&world, &CreateCallOptions::new(), LONG).unwrap_err(),
        add(&world, &call, LONG).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Closed, "{error}");
    }
    assert_eq!(world.emulator.journal().len(), before);
}

// ---- answer ----

#[test]
fn an_incoming_call_is_answered_and_connected() {
    let world = World::new();
    world.subscribe();
    world.emulator.add_phone_number(CALLER_ID).unwrap();
    let ring = || {
        let call = IncomingCall::new(format!("4:{PHONE}"), format!("4:{CALLER_ID}"));
        world.emulator.place_incoming_call(call).unwrap();
        world.incoming_context()
    };
    let answer = |context: &str| {
        let options = AnswerCallOptions::new();
        flow::answer_call_and_wait(
            &world.client,
            &world.receiver,
            context,
            &world.callback,
            &options,
            LONG,
        )
    };
    let up = answer(&ring()).unwrap().success().unwrap();
    assert!(up.call_connection.get_properties().is_ok());
    world
        .emulator
        .add_fault(Fault::on("AnswerCall").lose_response())
        .unwrap();
    let up = answer(&ring()).unwrap().success().unwrap();
    assert!(up.call_connection.get_properties().is_ok());
    let error = answer("stale").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
}

// ---- connect ----

#[test]
fn a_running_call_is_connected_to_also_after_a_lost_response() {
    let world = World::new();
    let call = call_up(&world);
    let running = call.get_properties().unwrap().server_call_id.clone();
    let connect = |locator: &CallLocator| {
        let options = ConnectCallOptions::new();
        flow::connect_call_and_wait(
            &world.client,
            &world.receiver,
            locator,
            &world.callback,
            &options,
            LONG,
        )
    };
    let running = CallLocator::ServerCall(running.unwrap());
    let up = connect(&running).unwrap().success().unwrap();
    assert_ne!(up.call_connection.id(), call.id());
    assert_eq!(up.received.event.name(), "CallConnected");
    world
        .emulator
        .add_fault(Fault::on("Connect").lose_response())
        .unwrap();
    let other = connect(&running).unwrap().success().unwrap();
    assert_ne!(other.call_connection.id(), up.call_connection.id());
    assert!(other.call_connection.get_properties().is_ok());

    let failed = failure(connect(&CallLocator::Room("1".to_owned())).unwrap());
    assert_eq!(
        (failed.event.name(), result(&failed.event)),
        ("ConnectFailed", (404, 8522))
    );
}

// ---- add ----

#[test]
fn a_participant_is_added_or_does_not_answer() {
    let world = World::new();
    let call = call_up(&world);
    let added = add(&world, &call, LONG).unwrap().success().unwrap();
    let EventBody::AddParticipantSucceeded(body) = added.event.body() else {
        panic!("{added:?}")
    };
    assert_eq!(body.participant, Some(phone(AGENT)));
    assert_eq!(
        unread(&world),
        ["ParticipantsUpdated", "ParticipantsUpdated"]
    );

    let call = call_up(&world);
    world
        .emulator
        .set_remote_party(remote_party(AGENT).decline())
        .unwrap();
    let failed = failure(add(&world, &call, LONG).unwrap());
    assert_eq!(
        (failed.event.name(), result(&failed.event).0),
        ("AddParticipantFailed", 603)
    );
    assert!(call.get_properties().is_ok(), "the call goes on");
}

#[test]
fn an_invitation_that_rings_beyond_the_deadline_can_be_canceled() {
    let world = World::new();
    let call = call_up(&world);
    world
        .emulator
        .set_remote_party(remote_party(AGENT).answer_after(LONG))
        .unwrap();
    let pending = timed_out(add(&world, &call, SHORT).unwrap());
    assert_eq!(pending.response.status(), 202);
    call.cancel_add_participant(&pending.invitation_id.unwrap(), &OperationOptions::new())
        .unwrap();
    assert!(unread(&world).contains(&"CancelAddParticipantSucceeded".to_owned()));
}

#[test]
fn a_participant_is_removed_and_an_invitation_canceled_within_one_function() {
    let world = World::new();
    let call = call_up(&world);
    let options = OperationOptions::new();
    assert!(add(&world, &call, LONG).unwrap().is_success());
    let remove = || {
        let (receiver, agent) = (&world.receiver, phone(AGENT));
        flow::remove_participant_and_wait(&call, receiver, &agent, &options, LONG)
    };
    let removed = remove().unwrap().success().unwrap();
    assert_eq!(removed.event.name(), "RemoveParticipantSucceeded");

    let rings = remote_party(AGENT).answer_after(LONG);
    world.emulator.set_remote_party(rings).unwrap();
    let pending = timed_out(add(&world, &call, SHORT).unwrap());
    let id = pending.invitation_id.unwrap();
    let cancel =
        || flow::cancel_add_participant_and_wait(&call, &world.receiver, &id, &options, LONG);
    let canceled = cancel().unwrap().success().unwrap();
    assert_eq!(canceled.event.name(), "CancelAddParticipantSucceeded");
}

#[test]
fn hanging_up_returns_the_end_of_the_call_and_leaves_it_to_its_reader() {
    for for_everyone in [ForEveryone::Yes, ForEveryone::No] {
        let world = World::new();
        let call = call_up(&world);
        world.events();
        let hang_up = || {
            let options = RequestOptions::new();
            flow::hang_up_and_wait(&call, &world.receiver, for_everyone, &options, LONG)
        };
        let end = hang_up().unwrap().success().unwrap();
        assert_eq!(end.event.name(), "CallDisconnected");
        assert_eq!(unread(&world), ["CallDisconnected"]);
        // Again, also after it was read: it has ended, and nothing is sent.
        let before = world.emulator.journal().len();
        let again = hang_up().unwrap().success().unwrap();
        assert_eq!(again.event.id(), end.event.id());
        assert_eq!(world.emulator.journal().len(), before);
    }
}

#[test]
fn a_hang_up_whose_response_is_lost_is_decided_by_the_event() {
    let world = World::new();
    let call = call_up(&world);
    let fault = Fault::on("TerminateCall").lose_response();
    world.emulator.add_fault(fault.times(9)).unwrap();
    let options = RequestOptions::new().max_retries(0);
    let everyone = ForEveryone::Yes;
    let outcome = flow::hang_up_and_wait(&call, &world.receiver, everyone, &options, LONG);
    assert!(outcome.unwrap().is_success());
}

#[test]
fn the_end_of_the_call_ends_adding_and_stays_unread() {
    let world = World::new();
    let call = call_up(&world);
    world
        .emulator
        .set_remote_party(remote_party(AGENT).answer_after(LONG))
        .unwrap();
    let outcome = on_request(
        &world,
        ADD,
        || drop(call.hang_up(ForEveryone::Yes).unwrap()),
        || add(&world, &call, LONG).unwrap(),
    );
    let line = outcome.to_string();
    assert!(
        line.starts_with("the call ended first: CallDisconnected 200/7000"),
        "{line}"
    );
    assert_eq!(ended(outcome).event.call_connection_id(), Some(call.id()));
    assert!(unread(&world).contains(&"CallDisconnected".to_owned()));
}

#[test]
fn to_a_call_that_has_ended_nothing_is_sent() {
    let world = World::new();
    let call = call_up(&world);
    call.hang_up(ForEveryone::Yes).unwrap();
    assert!(world.emulator.flush(LONG));
    let before = world.emulator.journal().len();
    let add_in_vain = || ended(add(&world, &call, LONG).unwrap());
    assert_eq!(add_in_vain().event.name(), "CallDisconnected");
    // The same once it was read, perhaps by another thread.
    assert_eq!(unread(&world), ["CallDisconnected"]);
    assert_eq!(add_in_vain().event.name(), "CallDisconnected");
    assert_eq!(world.emulator.journal().len(), before);
}

#[test]
fn a_lost_response_to_add_and_wait_never_rings_a_person_twice() {
    let world = World::new();
    let call = call_up(&world);
    let fault = Fault::on("AddParticipant").lose_response();
    world.emulator.add_fault(fault.times(9)).unwrap();
    let options = AddParticipantOptions::new().request(RequestOptions::new().max_retries(0));
    let outcome =
        flow::add_participant_and_wait(&call, &world.receiver, &invite_agent(), &options, LONG);
    assert!(outcome.unwrap().is_success());
    assert_eq!(requests(&world, ADD), 1);
    assert_eq!(call.list_participants().unwrap().len(), 3);
}

// ---- transfer ----

#[test]
fn a_one_to_one_call_is_transferred_and_then_over_for_the_application() {
    let world = World::new();
    let call = call_up(&world);
    let accepted = transfer(&world, &call, LONG).unwrap().success().unwrap();
    let EventBody::CallTransferAccepted(body) = accepted.event.body() else {
        panic!("{accepted:?}")
    };
    assert_eq!(body.transfer_target, Some(phone(AGENT)));
    assert_eq!(unread(&world), ["CallDisconnected"]);
}

#[test]
fn a_transfer_fails_times_out_or_is_ended() {
    let world = World::new();
    let call = call_up(&world);
    world
        .emulator
        .set_remote_party(remote_party(AGENT).busy())
        .unwrap();
    let failed = on_request(
        &world,
        TRANSFER,
        || world.emulator.advance(LONG),
        || failure(transfer(&world, &call, LONG).unwrap()),
    );
    assert_eq!(failed.event.name(), "CallTransferFailed");

    world
        .emulator
        .set_remote_party(remote_party(AGENT).answer_after(LONG))
        .unwrap();
    let pending = timed_out(transfer(&world, &call, SHORT).unwrap());
    assert!(pending.call_connection.is_none() && pending.invitation_id.is_none());
    world.emulator.advance(LONG);

    let call = call_up(&world);
    world
        .emulator
        .set_remote_party(remote_party(AGENT).answer_after(LONG))
        .unwrap();
    let outcome = on_request(
        &world,
        TRANSFER,
        || drop(call.hang_up(ForEveryone::Yes).unwrap()),
        || transfer(&world, &call, LONG).unwrap(),
    );
    assert_eq!(ended(outcome).event.name(), "CallDisconnected");
}

#[test]
fn a_lost_response_to_transfer_is_decided_by_the_event() {
    let world = World::new();
    let call = call_up(&world);
    let fault = Fault::on("TransferToParticipant").lose_response();
    world.emulator.add_fault(fault).unwrap();
    assert!(transfer(&world, &call, LONG).unwrap().is_success());
    assert_eq!(requests(&world, TRANSFER), 1);
}

// ---- where events come ----

#[test]
fn the_subscription_of_the_call_will_do_and_no_other() {
    let world = World::new();
    let (call, other) = (call_up(&world), call_up(&world));
    let options = AddParticipantOptions::new();
    let of_call = world.receiver.subscribe(Filter::call(call.id())).unwrap();
    let add = |events: &dyn flow::EventSource| {
        flow::add_participant_and_wait(&call, events, &invite_agent(), &options, LONG)
    };
    assert!(add(&of_call).unwrap().is_success());
    assert!(world.emulator.flush(LONG));
    assert_eq!(of_call.len(), 2, "what was not waited for stays");
    // The receiver finds what stands in the subscription's queue.
    let target = phone("+16045550000");
    let options = TransferCallOptions::new().transferee(phone(PHONE));
    let outcome = flow::transfer_call_and_wait(&call, &world.receiver, &target, &options, LONG);
    assert!(outcome.unwrap().is_success());

    let of_other = world.receiver.subscribe(Filter::call(other.id())).unwrap();
    let of_event_grid = world.receiver.subscribe(Filter::EventGrid).unwrap();
    for wrong in [&of_other, &of_event_grid] {
        let error = add(wrong).unwrap_err();
        assert_eq!(error.field(), Some("subscription"));
    }
}

#[test]
fn flows_in_many_threads_do_not_take_each_others_events() {
    const THREADS: usize = 64;
    let world = World::new();
    std::thread::scope(|scope| {
        for number in 0..THREADS {
            let world = &world;
            scope.spawn(move || {
                // Half of them have the same context.
                let options = match number % 2 {
                    0 => CreateCallOptions::new(),
                    _ => CreateCallOptions::new().operation_context("the same"),
                };
                let up = create(world, &options, LONG).unwrap().success().unwrap();
                let call = up.call_connection;
                assert_eq!(up.received.event.call_connection_id(), Some(call.id()));
                let options = AddParticipantOptions::new().operation_context("the same");
                let invite = invite_agent();
                let events = &world.receiver;
                let added = flow::add_participant_and_wait(&call, events, &invite, &options, LONG);
                let added = added.unwrap().success().unwrap();
                assert_eq!(added.event.call_connection_id(), Some(call.id()));
            });
        }
    });
    let left = unread(&world);
    assert!(
        left.iter().all(|name| name == "ParticipantsUpdated"),
        "{left:?}"
    );
    assert_eq!(world.emulator.created_call_count(), THREADS);
}

#[test]
fn an_event_of_an_earlier_operation_does_not_end_the_wait() {
    let world = World::new();
    let call = call_up(&world);
    let options = AddParticipantOptions::new().operation_context("agent");
    // Its event is never read.
    world
        .emulator
        .set_remote_party(remote_party(AGENT).decline())
        .unwrap();
    call.add_participant(&invite_agent(), &options).unwrap();
    assert!(world.emulator.flush(LONG));
    world
        .emulator
        .set_remote_party(remote_party(AGENT))
        .unwrap();
    let events = &world.receiver;
    let outcome = flow::add_participant_and_wait(&call, events, &invite_agent(), &options, LONG);
    assert!(outcome.unwrap().is_success());
    assert!(unread(&world).contains(&"AddParticipantFailed".to_owned()));
}

#[test]
fn a_wait_for_events_that_another_receiver_gets_times_out() {
    let world = World::new();
    let call = call_up(&world);
    let deaf = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let options = AddParticipantOptions::new();
    let outcome = flow::add_participant_and_wait(&call, &deaf, &invite_agent(), &options, SHORT);
    let pending = timed_out(outcome.unwrap());
    let told = world.events();
    assert!(
        told.iter()
            .any(|event| event.operation_context() == Some(&pending.operation_context))
    );
}
