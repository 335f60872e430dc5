//! A stage on which incoming calls arrive through Event Grid, and are answered.
#![allow(dead_code)] // every test uses its own part

use acs_call_automation_emulator::Schema;
use serde_json::{Value, json};

use crate::emulator_http::{HttpResponse, Stage, TIME_LIMIT, short_type};

/// A stage with a webhook in Event Grid's own schema.
pub fn stage() -> Stage {
    let stage = Stage::new();
    let url = stage.collector.url("/grid");
    stage.emulator.subscribe(&url, Schema::EventGrid).unwrap();
    stage
}

/// The Event Grid events so far, without the handshake.
pub fn grid(stage: &Stage) -> Vec<Value> {
    assert!(stage.emulator.flush(TIME_LIMIT));
    let mut events = stage.collector.events("/grid");
    events.retain(|event| !short_type(event).starts_with("Subscription"));
    events
}

/// The context of the call that rang last.
pub fn newest_context(stage: &Stage) -> String {
    let events = grid(stage);
    let mut rings = events
        .iter()
        .filter(|event| short_type(event) == "IncomingCall");
    let newest = rings.next_back().expect("an incoming call");
    newest["data"]["incomingCallContext"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Answers an incoming call, its events to that path.
pub fn answer(stage: &Stage, context: &str, path: &str) -> HttpResponse {
    stage.caller.post(
        ":answer",
        json!({
            "incomingCallContext": context,
            "callbackUri": stage.collector.url(path),
            "operationContext": "answer-1",
        }),
    )
}
