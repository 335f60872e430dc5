//! Events made from the recorded samples.
#![allow(dead_code)] // every test uses its own part

use std::path::Path;

/// A file below `tests/data/events`.
pub fn sample(name: &str) -> String {
    // The tests of `capi` use this too: their package is one folder deeper.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        package.join("tests/data/events"),
        package.join("../tests/data/events"),
    ];
    let folder = folders.iter().find(|folder| folder.exists()).unwrap();
    let path = folder.join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A delivery with the sample of that event, of another call and with another id.
pub fn delivery(name: &str, call: &str, id: &str) -> String {
    batch(&[(name, call, id)])
}

/// A delivery with several of them.
pub fn batch(events: &[(&str, &str, &str)]) -> String {
    let events: Vec<serde_json::Value> = events
        .iter()
        .map(|(name, call, id)| {
            let text = sample(&format!("{name}.json"));
            let mut event = serde_json::from_str::<serde_json::Value>(&text).unwrap()[0].take();
            event["id"] = (*id).into();
            event["source"] = format!("calling/callConnections/{call}").into();
            event["data"]["callConnectionId"] = (*call).into();
            event
        })
        .collect();
    serde_json::Value::from(events).to_string()
}

/// The same delivery with another operation context.
pub fn with_context(delivery: &str, context: &str) -> String {
    let mut events: serde_json::Value = serde_json::from_str(delivery).unwrap();
    for event in events.as_array_mut().unwrap() {
        event["data"]["operationContext"] = context.into();
    }
    events.to_string()
}
