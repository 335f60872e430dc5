//! Thousands of operations over a network that loses, breaks and refuses three of ten requests: nothing is done
//! twice, and nothing is reported wrong.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::{
    AddParticipantOptions, ClientOptions, Clock, CreateCallOptions,
};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{
    CallAutomationClient, CallInvite, CommunicationIdentifier, ErrorKind, Result,
};
use acs_call_automation_emulator::{Emulator, EmulatorOptions};

use crate::faulty_network::{ATTEMPT, Figures, Proxy, Said, judge};

const PERCENT: u64 = 30;
/// The time in which the event of an operation must arrive.
const WAIT: Duration = Duration::from_secs(3);
const THREADS: usize = 32;
/// The operations of one emulator, whose journal keeps 10,000 entries.
const CREATES: usize = 250;
const ADDS: usize = 250;
const ADDS_OF_A_CALL: usize = 10;

fn user(name: &str) -> CallInvite {
    let id = format!("8:acs:r_{name}");
    CallInvite::new(CommunicationIdentifier::communication_user(id)).unwrap()
}

/// What a flow says about its operation; an unknown outcome has all ids.
fn said<T>(outcome: Result<Outcome<T>>, context: &str) -> Said {
    match outcome {
        Ok(Outcome::Success(_)) => Said::Done,
        Ok(other) if other.pending().is_some() => Said::NoEvent,
        Ok(_) => panic!("{context} neither succeeded nor failed"),
        Err(error) if error.may_have_been_done() => {
            let is_listed = matches!(error.kind(), ErrorKind::OutcomeUnknown | ErrorKind::Service);
            assert!(is_listed, "{error}");
            assert_eq!(error.operation_context(), Some(context));
            assert!(error.request_id().is_some() && error.repeatability_id().is_some());
            assert!(error.first_sent().is_some());
            Said::Unknown
        }
        Err(error) => {
            assert_ne!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
            Said::NotDone
        }
    }
}

/// The operations of one emulator.
fn round(seed: u64) -> Figures {
    let emulator = Emulator::start_with(&EmulatorOptions::new().check_clock_skew(false)).unwrap();
    let options = ReceiverOptions::new()
        .capacity(100_000)
        .max_connections(1000);
    let receiver = Receiver::bind(&options).unwrap();
    let callback = receiver.url("/events").unwrap();
    let proxy = Proxy::start(emulator.port(), seed, PERCENT);
    // The pauses before retries take no time.
    let options = ClientOptions::new()
        .attempt_timeout(ATTEMPT)
        .clock(Clock::manual(SystemTime::now()));
    let connection_string = proxy.connection_string(&emulator);
    let client =
        CallAutomationClient::from_connection_string_with(&connection_string, &options).unwrap();
    let direct =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    let calls: Vec<String> = (0..ADDS / ADDS_OF_A_CALL)
        .map(|number| {
            let context = format!("call-{seed}-{number}");
            let invite = user(&format!("{seed}-{number}"));
            let options = CreateCallOptions::new().operation_context(&*context);
            let outcome =
                flow::create_call_and_wait(&direct, &receiver, &invite, &callback, &options, WAIT);
            let Ok(Outcome::Success(connected)) = outcome else {
                panic!("without faults: {outcome:?}");
            };
            connected.call_connection.id().to_owned()
        })
        .collect();

    let next = AtomicUsize::new(0);
    let all = Mutex::new(HashMap::new());
    for number in 0..calls.len() {
        all.lock()
            .unwrap()
            .insert(format!("call-{seed}-{number}"), Said::Done);
    }
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let is_create = number % 2 == 0;
                    if number >= CREATES + ADDS {
                        return;
                    }
                    let context = format!("{seed}-{number}");
                    let invite = user(&format!("x{seed}-{number}"));
                    let said = if is_create {
                        let options = CreateCallOptions::new().operation_context(&*context);
                        let outcome = flow::create_call_and_wait(
                            &client, &receiver, &invite, &callback, &options, WAIT,
                        );
                        said(outcome, &context)
                    } else {
                        let call = &calls[number / 2 % calls.len()];
                        let call = client.call_connection(call).unwrap();
                        let options = AddParticipantOptions::new().operation_context(&*context);
                        let outcome = flow::add_participant_and_wait(
                            &call, &receiver, &invite, &options, WAIT,
                        );
                        said(outcome, &context)
                    };
                    all.lock().unwrap().insert(context, said);
                }
            });
        }
    });
    assert!(emulator.flush(Duration::from_secs(20)));
    let figures = judge(&emulator, &proxy, &all.into_inner().unwrap());
    // No participant twice in the calls either.
    for call in &calls {
        let call = direct.call_connection(call).unwrap();
        let mut ids: Vec<String> = call
            .list_participants()
            .unwrap()
            .iter()
            .filter_map(|one| Some(one.identifier.as_ref()?.raw_id()))
            .collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
    figures
}

fn run(rounds: u64) -> Figures {
    Figures::of_rounds((1..=rounds).map(|number| number * 7919), round)
}

#[test]
fn on_a_faulty_network_nothing_is_done_twice_and_nothing_reported_wrong() {
    println!("{:?}", run(1));
}

/// 10,000 calls and 10,000 participants, in some minutes.
#[test]
#[ignore = "takes minutes: docs/reliability.md"]
fn on_a_faulty_network_ten_thousand_calls_and_participants_are_right() {
    println!("{:?}", run(40));
}
