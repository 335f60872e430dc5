//! Flows whose waiting ends before its time, and what disturbs them: cancel tokens, abort, closing,
//! lost attempts, calls with the same context, events that go elsewhere.

use crate::flows;
use crate::on_response::on_response;
use crate::world;

use std::sync::{Arc, mpsc};
use std::time::Duration;

use acs_call_automation::flow::{self, Connected, Outcome, Pending};
use acs_call_automation::options::{
    AddParticipantOptions, CreateCallOptions, OperationOptions, TransferCallOptions,
};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::*;
use acs_call_automation_emulator::Fault;
use flows::{LONG, SHORT, on_request, remote_party, requests, timed_out, unread};
use world::{CALLER_ID, PHONE, World, phone, to_phone};

const AGENT: &str = "+16045556789";
const CREATE: &str = "/calling/callConnections?";
const ADD: &str = "participants:add";

fn create_with(
    client: &CallAutomationClient,
    world: &World,
    options: &CreateCallOptions,
    time_limit: Duration,
) -> Result<Outcome<Connected>> {
    let (to, callback) = (to_phone(), &world.callback);
    flow::create_call_and_wait(client, &world.receiver, &to, callback, options, time_limit)
}

fn create(world: &World, options: &CreateCallOptions) -> Result<Outcome<Connected>> {
    create_with(&world.client, world, options, LONG)
}

/// A call that is up, by a flow that has all the time there is.
fn call_up(world: &World) -> CallConnection {
    let options = CreateCallOptions::new();
    let up = create_with(&world.client, world, &options, Duration::MAX);
    world.events();
    up.unwrap().success().unwrap().call_connection
}

fn add(world: &World, call: &CallConnection, options: &AddParticipantOptions) -> Result<Outcome> {
    let to = CallInvite::to_phone_number(AGENT, CALLER_ID).unwrap();
    flow::add_participant_and_wait(call, &world.receiver, &to, options, LONG)
}

fn aborted<T: std::fmt::Debug>(outcome: Outcome<T>) -> Pending {
    match outcome {
        Outcome::Aborted(pending) => *pending,
        other => panic!("{other:?}"),
    }
}

fn rings_for_long(world: &World) {
    for number in [PHONE, AGENT] {
        world
            .emulator
            .set_remote_party(remote_party(number).answer_after(LONG))
            .unwrap();
    }
}

// ---- ended on purpose ----

#[test]
fn a_cancel_token_ends_the_waiting_and_the_call_that_rings_can_be_hung_up() {
    let world = World::new();
    rings_for_long(&world);
    let token = CancelToken::new();
    let options = CreateCallOptions::new().request(RequestOptions::new().cancel(&token));
    let twin = token.clone();
    on_response(move || {
        twin.cancel();
        twin.reset();
    });
    let outcome = create(&world, &options).unwrap();
    let line = outcome.to_string();
    assert!(
        line.starts_with("the wait was aborted. The operation continues: "),
        "{line}"
    );
    let pending = aborted(outcome);
    assert_eq!(pending.response.status(), 201);
    assert_eq!(pending.operation_context.len(), 36);
    let call = pending.call_connection.unwrap();
    call.hang_up(ForEveryone::Yes).unwrap();
    assert_eq!(world.emulator.active_call_count(), 0);
}

#[test]
fn an_invitation_can_be_canceled_after_a_cancel_token_ended_the_wait() {
    let world = World::new();
    let call = call_up(&world);
    rings_for_long(&world);
    let token = CancelToken::new();
    let options = AddParticipantOptions::new().request(RequestOptions::new().cancel(&token));
    let twin = token.clone();
    on_response(move || twin.cancel());
    let outcome = add(&world, &call, &options).unwrap();
    let invitation = outcome.pending().unwrap().invitation_id.clone().unwrap();
    aborted(outcome);
    call.cancel_add_participant(&invitation, &OperationOptions::new())
        .unwrap();
    assert!(unread(&world).contains(&"CancelAddParticipantSucceeded".to_owned()));
    // Until it is reset, the token ends a flow before anything is sent.
    let before = requests(&world, ADD);
    let error = add(&world, &call, &options).unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Aborted, true)
    );
    assert_eq!(requests(&world, ADD), before);
}

#[test]
fn abort_ends_the_waiting_of_all_flows_of_the_client_and_no_other() {
    const FLOWS: usize = 4;
    let world = World::new();
    rings_for_long(&world);
    let other = CallAutomationClient::from_connection_string(&world.emulator.connection_string());
    let other = other.unwrap();
    let (answered, wait) = mpsc::channel();
    std::thread::scope(|scope| {
        let begin = |client: &CallAutomationClient| {
            let (client, world, answered) = (client.clone(), &world, answered.clone());
            scope.spawn(move || {
                on_response(move || answered.send(()).unwrap());
                create_with(&client, world, &CreateCallOptions::new(), LONG).unwrap()
            })
        };
        let of_client: Vec<_> = (0..FLOWS).map(|_| begin(&world.client)).collect();
        let of_other = begin(&other);
        for _ in 0..=FLOWS {
            wait.recv().unwrap();
        }
        world.client.abort();
        for flow in of_client {
            aborted(flow.join().unwrap());
        }
        world.emulator.advance(LONG);
        assert!(of_other.join().unwrap().is_success());
    });
    // An event that arrives later is in a queue.
    let connected = unread(&world);
    let connected = connected.iter().filter(|name| *name == "CallConnected");
    assert_eq!(connected.count(), FLOWS);
    // The client works as ever.
    world
        .emulator
        .set_remote_party(remote_party(PHONE))
        .unwrap();
    assert!(
        create(&world, &CreateCallOptions::new())
            .unwrap()
            .is_success()
    );
}

#[test]
fn an_event_that_arrived_before_the_cancellation_is_returned() {
    let world = Arc::new(World::new());
    let token = CancelToken::new();
    let options = CreateCallOptions::new().request(RequestOptions::new().cancel(&token));
    // The event overtakes the response.
    let fault = Fault::on("CreateCall").delay_response(SHORT / 2);
    world.emulator.add_fault(fault).unwrap();
    let (told, twin) = (world.clone(), token.clone());
    on_response(move || {
        assert!(told.emulator.flush(LONG));
        twin.cancel();
    });
    assert!(create(&world, &options).unwrap().is_success());
}

#[test]
fn a_lost_response_leaves_the_outcome_unknown_when_the_wait_is_canceled() {
    let world = World::new();
    rings_for_long(&world);
    world
        .emulator
        .add_fault(Fault::on("CreateCall").lose_response())
        .unwrap();
    let error = on_request(
        &world,
        CREATE,
        || assert!(world.receiver.close(LONG)),
        || create(&world, &CreateCallOptions::new()).unwrap_err(),
    );
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.operation_context().is_some());
}

#[test]
fn closing_the_receiver_ends_a_flow_and_the_call_that_rings_can_be_hung_up() {
    let world = World::new();
    rings_for_long(&world);
    let outcome = on_request(
        &world,
        CREATE,
        || assert!(world.receiver.close(LONG)),
        || create(&world, &CreateCallOptions::new()).unwrap(),
    );
    assert!(
        outcome
            .to_string()
            .starts_with("the receiver was closed. The operation continues")
    );
    let Outcome::Closed(pending) = outcome else {
        panic!("{outcome:?}");
    };
    let call = pending.call_connection.unwrap();
    call.hang_up(ForEveryone::Yes).unwrap();
    assert_eq!(world.emulator.active_call_count(), 0);
}

// ---- misleading answers and events ----

#[test]
fn a_refusal_after_a_lost_response_leaves_the_outcome_to_the_event() {
    let world = World::new();
    let call = call_up(&world);
    let faults = [
        Fault::on("AddParticipant").lose_response(),
        Fault::on("AddParticipant").status(400).code("8523"),
    ];
    for fault in faults {
        world.emulator.add_fault(fault).unwrap();
    }
    let outcome = add(&world, &call, &AddParticipantOptions::new()).unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert_eq!(requests(&world, ADD), 2);
}

#[test]
fn the_end_of_a_call_with_the_same_context_is_not_the_end_of_a_new_one() {
    let world = World::new();
    let options = CreateCallOptions::new().operation_context("mine");
    let old = create(&world, &options).unwrap().success().unwrap();
    let fault = Fault::on("CreateCall").delay_response(SHORT / 2);
    world
        .emulator
        .add_fault(fault.status(403).code("7507"))
        .unwrap();
    let error = on_request(
        &world,
        CREATE,
        || {
            old.call_connection.hang_up(ForEveryone::Yes).unwrap();
            assert!(world.emulator.flush(LONG));
        },
        || create(&world, &options).unwrap_err(),
    );
    assert_eq!(error.sub_code(), Some(7507));
    assert!(unread(&world).contains(&"CallDisconnected".to_owned()));
}

#[test]
fn an_operation_callback_uri_must_lead_to_the_receiver_too() {
    let world = World::new();
    let call = call_up(&world);
    let here = world.receiver.url("/other").unwrap();
    let options = AddParticipantOptions::new().operation_callback_uri(here);
    assert!(add(&world, &call, &options).unwrap().is_success());

    let elsewhere = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let options = TransferCallOptions::new()
        .transferee(phone(PHONE))
        .operation_callback_uri(elsewhere.url("/events").unwrap());
    let (events, target) = (&world.receiver, phone("+16045550000"));
    let outcome = flow::transfer_call_and_wait(&call, events, &target, &options, SHORT);
    timed_out(outcome.unwrap());
    assert_eq!(
        elsewhere.recv().unwrap().event.name(),
        "CallTransferAccepted"
    );
}
