//! Starting a recording and waiting for its start, against the emulator.

use crate::flows;
use crate::world;

use std::time::Duration;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::StartRecordingOptions;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::recording::{RecordingContent, RecordingState, RecordingTarget};
use acs_call_automation::*;
use acs_call_automation_emulator::Fault;
use flows::{LONG, SHORT, ended, failure, on_request, requests, timed_out, unread};
use world::{World, result};

const START: &str = "/calling/recordings?";

fn start(
    world: &World,
    target: impl Into<RecordingTarget>,
    options: StartRecordingOptions,
    timeout: Duration,
) -> Result<Outcome> {
    let options = options.recording_state_callback_uri(&world.callback);
    flow::start_recording_and_wait(&world.client, &world.receiver, target, &options, timeout)
}

fn plain() -> StartRecordingOptions {
    StartRecordingOptions::new()
}

fn server_call(call: &CallConnection) -> CallLocator {
    CallLocator::ServerCall(
        call.get_properties()
            .unwrap()
            .server_call_id
            .clone()
            .unwrap(),
    )
}

/// The id and state that a RecordingStateChanged has.
fn state(event: &Event) -> (String, RecordingState) {
    match event.body() {
        EventBody::RecordingStateChanged(b) => {
            (b.recording_id.clone().unwrap(), b.state.clone().unwrap())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_recording_runs_when_the_flow_returns_however_the_call_is_named() {
    use RecordingState::{Active, Inactive};
    let world = World::new();
    let (one, other) = (world.phone_call(), world.phone_call());
    let by_id = start(&world, &one, plain(), LONG).unwrap().success();
    let by_locator = start(&world, server_call(&other), plain(), LONG).unwrap();
    let (by_id, by_locator) = (by_id.unwrap(), by_locator.success().unwrap());
    for started in [&by_id, &by_locator] {
        let (id, state) = state(&started.event);
        assert_eq!(state, Active);
        let now = world.client.get_recording_properties(&id).unwrap();
        assert_eq!(now.recording_state, Some(Active));
    }
    // That of a located call belongs to another call connection; the one before it stays unread.
    assert_eq!(by_id.event.call_connection_id(), Some(one.id()));
    assert_ne!(by_locator.event.call_connection_id(), Some(other.id()));
    let left = world.events();
    let left = left
        .iter()
        .find(|event| event.name() == "RecordingStateChanged");
    let (id, _) = state(&by_locator.event);
    assert_eq!(state(left.unwrap()), (id, Inactive));
}

#[test]
fn a_recording_that_starts_paused_is_waited_for_until_it_is_inactive() {
    let world = World::new();
    let call = world.phone_call();
    let options = plain().pause_on_start(true);
    let started = start(&world, &call, options, LONG).unwrap().success();
    let (id, state) = state(&started.unwrap().event);
    assert_eq!(state, RecordingState::Inactive);
    world.client.resume_recording(&id).unwrap();
}

#[test]
fn a_second_recording_of_a_call_fails_by_event_or_by_response() {
    let world = World::new();
    let call = world.phone_call();
    assert!(start(&world, &call, plain(), LONG).unwrap().is_success());
    let failed = failure(start(&world, &call, plain(), LONG).unwrap());
    assert_eq!(failed.event.name(), "StartRecordingFailed");
    assert_eq!(result(&failed.event), (400, 8553));
    let refused = start(&world, server_call(&call), plain(), LONG).unwrap_err();
    assert_eq!(refused.sub_code(), Some(8553));
}

#[test]
fn recordings_of_several_calls_at_once_get_their_own_events() {
    const CALLS: usize = 4;
    let world = World::new();
    let calls: Vec<CallConnection> = (0..CALLS).map(|_| world.phone_call()).collect();
    let fault = Fault::on("StartRecording").delay_response(SHORT / 2);
    world.emulator.add_fault(fault.times(2)).unwrap();
    std::thread::scope(|scope| {
        let world = &world;
        let flows: Vec<_> = calls
            .iter()
            .map(|call| {
                scope.spawn(move || {
                    let started = start(world, server_call(call), plain(), LONG).unwrap();
                    started.success().unwrap()
                })
            })
            .collect();
        for (flow, call) in flows.into_iter().zip(&calls) {
            let started = flow.join().unwrap();
            let id = call.get_properties().unwrap().server_call_id.clone();
            assert_eq!(started.event.server_call_id(), id.as_deref());
        }
    });
}

#[test]
fn a_recording_whose_events_go_elsewhere_can_be_stopped_after_the_timeout() {
    let world = World::new();
    let call = world.phone_call();
    let elsewhere = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let options = plain().recording_state_callback_uri(elsewhere.url("/events").unwrap());
    let (client, receiver) = (&world.client, &world.receiver);
    let outcome = flow::start_recording_and_wait(client, receiver, &call, &options, SHORT);
    let outcome = outcome.unwrap();
    let line = outcome.to_string();
    let pending = timed_out(outcome);
    let id = pending.recording_id.unwrap();
    assert!(
        line.contains(&format!("look for its events by recording id {id}"))
            && line.contains("for RecordingStateChanged or StartRecordingFailed"),
        "{line}"
    );
    assert_eq!(pending.operation_context, "");
    client.stop_recording(&id).unwrap();
}

#[test]
fn a_call_that_has_ended_is_not_recorded_however_it_is_named() {
    let world = World::new();
    let call = world.phone_call();
    let locator = server_call(&call);
    call.hang_up(ForEveryone::Yes).unwrap();
    assert_eq!(unread(&world), ["CallDisconnected"]);
    let end = ended(start(&world, &call, plain(), LONG).unwrap());
    assert_eq!(requests(&world, START), 0);
    // Another call connection could still be in that call: the request is sent.
    let again = ended(start(&world, locator, plain(), LONG).unwrap());
    assert_eq!(requests(&world, START), 1);
    assert_eq!(end.event.id(), again.event.id());
}

#[test]
fn the_end_of_a_call_ends_the_wait_for_its_recording() {
    let world = World::new();
    // The events of the recording go where nothing reads them.
    let elsewhere = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let options = plain().recording_state_callback_uri(elsewhere.url("/events").unwrap());
    let (client, receiver) = (&world.client, &world.receiver);
    for is_located in [false, true] {
        let call = world.phone_call();
        let target: RecordingTarget = match is_located {
            true => server_call(&call).into(),
            false => (&call).into(),
        };
        let hang_up = || drop(call.hang_up(ForEveryone::Yes).unwrap());
        let start = || flow::start_recording_and_wait(client, receiver, target, &options, LONG);
        let end = ended(on_request(&world, START, hang_up, start).unwrap());
        assert_eq!(end.event.name(), "CallDisconnected");
    }
}

#[test]
fn the_event_decides_after_a_lost_response_when_it_names_the_call() {
    let world = World::new();
    let call = world.phone_call();
    let lost = || {
        let fault = Fault::on("StartRecording").lose_response();
        world.emulator.add_fault(fault).unwrap();
        plain().request(RequestOptions::new().max_retries(0))
    };
    let outcome = start(&world, &call, lost(), LONG).unwrap();
    let (id, _) = state(&outcome.success().unwrap().event);
    world.client.stop_recording(&id).unwrap();
    let outcome = start(&world, server_call(&call), lost(), LONG).unwrap();
    assert!(outcome.is_success());
    // A group is not named by events: the wait would last for nothing.
    let group = CallLocator::GroupCall("29228d3e-040e-4656-a70e-890ab4e173e5".to_owned());
    let error = start(&world, group, lost(), LONG).unwrap_err();
    assert_eq!(
        (error.kind(), error.operation_context()),
        (ErrorKind::OutcomeUnknown, None)
    );
}

#[test]
fn without_a_callback_nothing_is_sent() {
    let world = World::new();
    let call = world.phone_call();
    let options = plain().recording_content(RecordingContent::Audio);
    let (client, receiver) = (&world.client, &world.receiver);
    let outcome = flow::start_recording_and_wait(client, receiver, &call, &options, LONG);
    let error = outcome.unwrap_err();
    assert_eq!(error.field(), Some("recording state callback uri"));
    assert_eq!(requests(&world, START), 0);
}
