//! Connects to calls that run already: by server call id, by group id, by room.
//!
//! Offline three calls are begun by clients. With the real service name one:
//!
//! ```text
//! cargo run --example connect_call
//! cargo run --example connect_call -- server|group|room ID
//! ```

#[path = "stage/mod.rs"]
mod stage;

use acs_call_automation::options::ConnectCallOptions;
use acs_call_automation::{CallLocator, ForEveryone};
use acs_call_automation_emulator::ClientCall;
use stage::{Result, Stage, argument};

fn main() -> Result<()> {
    let stage = Stage::open()?;
    stage.subscribe()?;
    for locator in locators(&stage)? {
        let response =
            stage
                .client
                .connect_call(&locator, &stage.callback, &ConnectCallOptions::new())?;
        stage.response(&format!("ConnectCall by {}", kind(&locator)), &response);
        stage.wait_for("CallConnected")?;
        let call = &response.call_connection;
        stage.list(call)?;
        // Leaves; the call goes on without us.
        let left = call.hang_up(ForEveryone::No)?;
        stage.response("HangUp this leg", &left);
        stage.wait_for("CallDisconnected")?;
    }
    stage.close()
}

fn kind(locator: &CallLocator) -> &'static str {
    match locator {
        CallLocator::ServerCall(_) => "server call id",
        CallLocator::GroupCall(_) => "group id",
        CallLocator::Room(_) => "room",
        _ => "another id",
    }
}

fn locators(stage: &Stage) -> Result<Vec<CallLocator>> {
    let Some(emulator) = &stage.emulator else {
        let id = argument(2, "");
        return match argument(1, "").as_str() {
            "server" => Ok(vec![CallLocator::ServerCall(id)]),
            "group" => Ok(vec![CallLocator::GroupCall(id)]),
            "room" => Ok(vec![CallLocator::Room(id)]),
            _ => Err("usage: connect_call server|group|room ID".into()),
        };
    };
    let users = || {
        (0..2)
            .map(|_| emulator.create_user())
            .collect::<acs_call_automation::Result<Vec<_>>>()
    };
    emulator.start_client_call(ClientCall::new(users()?))?;
    // Event Grid reports a call that clients began.
    let started = stage.wait_for("CallStarted")?;
    let by_server = started.server_call_id().unwrap_or_default().to_owned();
    let group = "5f4b1c9e-2c3d-4e5f-8a9b-0c1d2e3f4a5b";
    emulator.start_client_call(ClientCall::new(users()?).group_id(group))?;
    stage.wait_for("CallStarted")?;
    let room = "99424315762386212";
    emulator.start_client_call(ClientCall::new(users()?).room_id(room))?;
    stage.wait_for("CallStarted")?;
    Ok(vec![
        CallLocator::ServerCall(by_server),
        CallLocator::GroupCall(group.to_owned()),
        CallLocator::Room(room.to_owned()),
    ])
}
