//! What the tests of flows share.
#![allow(dead_code)] // every test uses its own part

use std::time::Duration;

use acs_call_automation::flow::{Outcome, Pending};
use acs_call_automation::receiver::Received;
use acs_call_automation_emulator::RemoteParty;

use crate::world::World;

/// Longer than anything here takes.
pub const LONG: Duration = Duration::from_secs(60);
/// Long enough for a request on a busy machine, short enough to wait for its end.
pub const SHORT: Duration = Duration::from_secs(1);

pub fn remote_party(number: &str) -> RemoteParty {
    RemoteParty::new(format!("4:{number}"))
}

/// Everything that is unread, by name.
pub fn unread(world: &World) -> Vec<String> {
    let events = world.events();
    events.iter().map(|event| event.name().to_owned()).collect()
}

pub fn failure<T: std::fmt::Debug>(outcome: Outcome<T>) -> Received {
    match outcome {
        Outcome::Failure(event) => event,
        other => panic!("{other:?}"),
    }
}

pub fn ended<T: std::fmt::Debug>(outcome: Outcome<T>) -> Received {
    match outcome {
        Outcome::CallEnded(event) => event,
        other => panic!("{other:?}"),
    }
}

pub fn timed_out<T: std::fmt::Debug>(outcome: Outcome<T>) -> Pending {
    match outcome {
        Outcome::TimedOut(pending) => *pending,
        other => panic!("{other:?}"),
    }
}

/// Does something as soon as the emulator got a request for an operation, while a flow waits in this
/// thread.
pub fn on_request<T: Send>(
    world: &World,
    path: &str,
    then: impl FnOnce() + Send,
    flow: impl FnOnce() -> T,
) -> T {
    let before = requests(world, path);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while requests(world, path) == before {
                std::thread::yield_now();
            }
            then();
        });
        flow()
    })
}

/// The number of requests for an operation.
pub fn requests(world: &World, path: &str) -> usize {
    let journal = world.emulator.journal();
    journal
        .iter()
        .filter(|entry| entry.path.contains(path))
        .count()
}
