//! Events as C reads them.

mod agreement;
mod stories;

use std::ffi::{CStr, CString, c_char};
use std::fs;
use std::path::Path;

use super::acs_event_t;
use super::pointer::acs_event_string;
use acs_call_automation::event::Event;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/events");

fn parsed(body: &str) -> Vec<acs_event_t> {
    let events = Event::parse_all(body.as_bytes()).unwrap();
    events.into_iter().map(acs_event_t::from).collect()
}

fn one(kind: &str, data: &str) -> acs_event_t {
    let mut events = parsed(&format!(r#"{{"id":"1","type":"{kind}","data":{data}}}"#));
    events.remove(0)
}

/// Every event of the fixtures, with the file it is in.
fn fixtures() -> Vec<(String, acs_event_t)> {
    let mut found = Vec::new();
    for folder in ["", "eventgrid", "preview"] {
        for entry in fs::read_dir(Path::new(DATA).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            // The receiver's response is not an event.
            if path.is_dir() || !name.ends_with(".json") || name.ends_with(".response.json") {
                continue;
            }
            let events = parsed(&fs::read_to_string(&path).unwrap());
            found.extend(events.into_iter().map(|event| (name.clone(), event)));
        }
    }
    assert!(found.len() > 55, "{}", found.len());
    // Members that no fixture has.
    for (kind, data) in [
        (
            "Microsoft.Communication.CreateCallFailed",
            r#"{"resultInformation":{"sipDetails":{"code":486,"message":"Busy Here"},
                "q850Details":{"code":17,"message":"User busy"}}}"#,
        ),
        (
            "Microsoft.Communication.IncomingCall",
            r#"{"onBehalfOfCallee":{"rawId":"4:+15550100199"}}"#,
        ),
    ] {
        let mut event = format!(r#"{{"id":"1","type":"{kind}","source":"s","#);
        event.push_str(r#""time":"2026-02-26T22:03:46+00:00","data":"#);
        found.extend(
            parsed(&format!("{event}{data}}}"))
                .into_iter()
                .map(|e| (kind.into(), e)),
        );
    }
    found
}

fn said<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        return None;
    }
    // SAFETY: texts of events end in NUL, and the events live until the end of their test.
    Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap())
}

fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

fn string<'a>(event: *const acs_event_t, pointer: &str) -> Option<&'a str> {
    // SAFETY: the tests give events that live.
    said(unsafe { acs_event_string(event, c(pointer).as_ptr()) })
}
