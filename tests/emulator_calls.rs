//! Calls from their first to their last event, with far ends that are outside of the emulator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/emulator_http.rs"]
mod emulator_http;

use std::time::Duration;

use acs_call_automation::emulator::{Emulator, EmulatorOptions, FarEnd};
use emulator_http::{Caller, Collector, result};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const OWN: &str = "+15550100100";
const USER: &str =
    "8:acs:6b1a3c5e-2f4d-4a6b-8c0d-1e2f3a4b5c6d_00000024-5a1c-4b2d-93e4-f5a6b7c8d9e0";
const PATIENCE: Duration = Duration::from_secs(20);

fn phone(number: &str) -> Value {
    json!({"rawId": format!("4:{number}"), "phoneNumber": {"value": number}})
}

fn user(id: &str) -> Value {
    json!({"rawId": id, "communicationUser": {"id": id}})
}

struct Stage {
    emulator: Emulator,
    caller: Caller,
    collector: Collector,
}

impl Stage {
    fn new() -> Self {
        Self::with(EmulatorOptions::new().manual_clock(true))
    }

    fn with(options: EmulatorOptions) -> Self {
        let emulator = Emulator::start_with(&options).unwrap();
        Self {
            caller: Caller::of(&emulator),
            collector: Collector::start(),
            emulator,
        }
    }

    fn create(&self, target: Value) -> String {
        let answer = self.caller.post(
            "",
            json!({
                "targets": [target],
                "sourceCallerIdNumber": {"value": OWN},
                "operationContext": "create-1",
                "callbackUri": self.collector.url("/events"),
            }),
        );
        assert_eq!(answer.status, 201);
        answer.text("callConnectionId")
    }

    /// The types of all events so far, once they have been delivered.
    fn types(&self) -> Vec<String> {
        assert!(self.emulator.flush(PATIENCE));
        self.collector.types("/events")
    }

    fn last(&self) -> Value {
        assert!(self.emulator.flush(PATIENCE));
        self.collector.events("/events").pop().unwrap()
    }
}

#[test]
fn a_call_is_placed_joined_listed_transferred_and_ended() {
    let stage = Stage::new();
    let call = stage.create(phone(PHONE));
    assert_eq!(stage.types(), ["CallConnected", "ParticipantsUpdated"]);
    let added = stage.caller.post(
        &format!("/{call}/participants:add"),
        json!({"participantToAdd": user(USER), "operationContext": "add-1"}),
    );
    assert_eq!(added.status, 202);
    assert_eq!(added.header("repeatability-result"), Some("accepted"));
    assert_eq!(
        stage.types()[2..],
        [
            "ParticipantsUpdated",
            "AddParticipantSucceeded",
            "ParticipantsUpdated"
        ]
    );
    let listed = stage.caller.get(&format!("/{call}/participants"));
    assert_eq!(listed.json()["value"].as_array().unwrap().len(), 3);
    let transferred = stage.caller.post(
        &format!("/{call}:transferToParticipant"),
        json!({"targetParticipant": phone("+15550100177"), "transferee": user(USER)}),
    );
    assert_eq!(transferred.status, 202);
    assert_eq!(transferred.json(), json!({}));
    assert_eq!(
        stage.types()[5..],
        ["CallTransferAccepted", "ParticipantsUpdated"]
    );
    let ended = stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    assert_eq!(ended.status, 204);
    assert_eq!(result(&stage.last()), (200, 7000));
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
}
