//! Texts of one line stay one line, whatever comes from outside: errors, outcomes, log lines.

use std::fmt::Debug;
use std::sync::Mutex;
use std::time::Duration;

use crate::recorder::{Recorder, json_response};
use acs_call_automation::auth::ConnectionString;
use acs_call_automation::event::Event;
use acs_call_automation::options::*;
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::*;
use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use serde_json::{Value, json};

/// Reorders, begins a line, ends a text of C, begins a sequence of a terminal.
const NASTY: &str = "a\u{202e}\r\n\u{0}\u{9b}\u{2028}z";
/// The same as far as it is accepted in an option.
const ODD: &str = "a\u{202e}\u{2028}z";

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Keep;

impl log::Log for Keep {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("acs_call_automation")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            LINES.lock().unwrap().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

#[track_caller]
fn is_clean(text: &str) {
    let dirty = |letter: char| letter.is_control() || ('\u{2028}'..='\u{202e}').contains(&letter);
    assert!(!text.contains(dirty), "{text:?}");
}

#[track_caller]
fn refused<T: Debug>(outcome: Result<T>) -> String {
    let error = outcome.unwrap_err();
    is_clean(&error.to_string());
    is_clean(error.message());
    is_clean(&format!("{error:?}"));
    is_clean(error.hint().unwrap_or_default());
    error.to_string()
}

/// Every text within a value, nasty.
fn all_nasty(value: &mut Value, keep: &[&str]) {
    match value {
        Value::String(text) => *text = NASTY.to_owned(),
        Value::Array(all) => all.iter_mut().for_each(|one| all_nasty(one, keep)),
        Value::Object(members) => {
            for (name, member) in members {
                if !keep.contains(&name.as_str()) {
                    all_nasty(member, keep);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn nothing_from_outside_breaks_or_reorders_a_line() {
    alone!();
    static KEEP: Keep = Keep;
    log::set_logger(&KEEP).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    arguments();
    responses();
    deliveries();
    emulator();
    let lines = LINES.lock().unwrap();
    assert!(lines.len() > 20, "{lines:?}");
    for line in lines.iter() {
        is_clean(line);
    }
}

fn client(endpoint: &str) -> CallAutomationClient {
    let options = ClientOptions::new().max_retries(0);
    CallAutomationClient::new(endpoint, Credential::access_key("a2V5").unwrap(), &options).unwrap()
}

fn arguments() {
    let key = Credential::access_key("a2V5").unwrap();
    let options = ClientOptions::new;
    let _ = refused(CallAutomationClient::new(NASTY, key.clone(), &options()));
    let url = format!("https://{NASTY}.example");
    let _ = refused(CallAutomationClient::new(&url, key.clone(), &options()));
    for options in [
        options().proxy_url(NASTY),
        options().proxy_url(format!("http://{NASTY}:1")),
        options().api_version(NASTY),
        options().user_agent_prefix(NASTY),
        options().trust_roots(TrustRoots::PemFile(ODD.into())),
    ] {
        let made = CallAutomationClient::new("https://a.example", key.clone(), &options);
        let _ = refused(made);
    }
    let _ = refused(Credential::access_key(NASTY));
    for text in [
        NASTY.to_owned(),
        format!("endpoint={NASTY};accesskey=a2V5"),
        format!("endpoint=https://a.example;accesskey={NASTY}"),
        format!("endpoint=https://a.example;accesskey=a2V5;{NASTY}=1"),
    ] {
        let _ = refused(ConnectionString::parse(&text));
    }
    let _ = refused(NASTY.parse::<CommunicationIdentifier>());
    let _ = refused(NASTY.parse::<CommunicationUser>());
    let _ = refused(NASTY.parse::<PhoneNumber>());
    let _ = refused(PhoneNumber::normalize(NASTY, Some("GB")));
    let _ = refused(PhoneNumber::normalize("1", Some(NASTY)));
    let _ = refused(DtmfTone::try_from('\u{202e}'));
    let _ = refused(Receiver::bind(&ReceiverOptions::new().listen(NASTY)));
    let _ = refused(Receiver::without_listener(
        &ReceiverOptions::new().path(NASTY),
    ));
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let _ = refused(receiver.url(NASTY));

    let client = client("https://a.example");
    let _ = refused(client.call_connection(NASTY));
    let call = client.call_connection("c").unwrap();
    for id in [NASTY, ODD] {
        for party in [
            CommunicationIdentifier::communication_user(id),
            CommunicationIdentifier::phone_number(id),
            CommunicationIdentifier::microsoft_teams_user(format!("{id} @")),
            CommunicationIdentifier::from_raw_id(id),
            CommunicationIdentifier::from_raw_id(&format!("8:acs:{id}")),
        ] {
            let _ = refused(call.hold(&party, &HoldOptions::new()));
        }
        for url in [id.to_owned(), format!("http://{id}.example/e")] {
            let _ = refused(client.answer_call("ctx", &url, &AnswerCallOptions::new()));
        }
        let _ = refused(client.download_recording(
            &format!("https://{id}.example/"),
            &mut Vec::new(),
            &DownloadRecordingOptions::new(),
        ));
    }
}

fn responses() {
    let body = |status: u16| {
        let text = json!({"error": {"code": NASTY, "message": NASTY, "target": NASTY}});
        json_response(status, &text.to_string())
    };
    let options = OperationOptions::new().operation_context(ODD);
    for status in [302, 400, 401, 403, 404, 500, 503] {
        let server = Recorder::start(move |_| Some(body(status)));
        let call = client(&server.endpoint()).call_connection("c").unwrap();
        let text = refused(call.remove_participant("+16045551234", &options));
        assert!(
            text.contains(r"a\u{202e}\r\n\u{0}\u{9b}\u{2028}z"),
            "{text}"
        );
    }
    let odd = |kind: &str| {
        format!("HTTP/1.1 200 {ODD}\r\nContent-Type: {kind}\r\nContent-Length: 2\r\n\r\n[]")
    };
    for bytes in [
        odd(ODD),
        odd("application/json"),
        format!("HTTP/1.1 {ODD}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {ODD}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{ODD}\r\n"),
        format!(
            "HTTP/1.1 302 Found\r\nLocation: https://a.example/{ODD}\r\nContent-Length: 0\r\n\r\n"
        ),
        "HTTP/1.1 302 Found\r\nLocation: https://a\tb\x7f\r\n\r\n".to_owned(),
    ] {
        let server = Recorder::start(move |_| Some(bytes.clone().into_bytes()));
        let call = client(&server.endpoint()).call_connection("c").unwrap();
        let _ = refused(call.get_properties());
    }
}

fn deliveries() {
    let receiver =
        Receiver::without_listener(&ReceiverOptions::new().path("/events").path("/e/*")).unwrap();
    let post = |target: &str, body: &str| {
        let response = receiver.handle(&Request::new("POST", target, body));
        is_clean(&String::from_utf8_lossy(&response.body));
        response.status
    };
    assert_eq!(post(&format!("/{NASTY}"), "[]"), 404);
    assert_eq!(post("/events", &format!("[{NASTY}]")), 400);
    let _ = receiver.handle(&Request::new(NASTY, "/events", ""));
    let options = Request::new("OPTIONS", "/events", "")
        .with_header("WebHook-Request-Origin", NASTY)
        .with_header("WebHook-Request-Rate", NASTY);
    let _ = receiver.handle(&options);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/events");
    let mut number = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let mut events: Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        all_nasty(&mut events, &["type"]);
        number += 1;
        events[0]["id"] = format!("{number}{NASTY}").into();
        let whole = events.clone();
        events[0]["type"] = format!("{NASTY}.{NASTY}").into();
        // The same id with other content; and beside one that is damaged.
        let damaged = json!({"id": NASTY, NASTY: NASTY});
        events.as_array_mut().unwrap().push(damaged.clone());
        assert_eq!(post("/events", &whole.to_string()), 200);
        assert_eq!(
            post(&format!("/e/{NASTY}?{NASTY}={NASTY}"), &events.to_string()),
            200
        );
        assert_eq!(post("/events", &damaged.to_string()), 400);
        for event in [&whole[0], &events[0]] {
            let event = Event::parse_all(event.to_string().as_bytes()).unwrap();
            is_clean(&format!("{event:?}"));
        }
    }
    while let Some(received) = receiver.try_recv().unwrap() {
        if received.is_damaged() {
            let reason: String = received.event.get("/data/reason").unwrap();
            is_clean(&reason);
        }
    }

    // A flow whose event fails with a nasty message.
    let inbox = receiver.inbox();
    let server = Recorder::start(move |request| {
        let sent: Value = serde_json::from_slice(&request.body).unwrap();
        let mut events: Value =
            serde_json::from_str(&crate::samples::sample("PlayFailed.json")).unwrap();
        all_nasty(&mut events, &["type", "callConnectionId"]);
        events[0]["data"]["callConnectionId"] = "c".into();
        events[0]["data"]["operationContext"] = sent["operationContext"].clone();
        inbox.handle(&Request::new("POST", "/events", events.to_string()));
        Some(json_response(202, ""))
    });
    let call = client(&server.endpoint()).call_connection("c").unwrap();
    let options = PlayOptions::new().operation_context(ODD);
    let file = PlaySource::file("https://a.example/a.wav");
    let time = Duration::from_secs(60);
    let outcome = flow::play_to_all_and_wait(&call, &receiver, &[file], &options, time).unwrap();
    assert!(outcome.to_string().starts_with("failed: PlayFailed"));
    is_clean(&outcome.to_string());
    let error = outcome.error().unwrap();
    is_clean(&error.to_string());
}

fn emulator() {
    let options = EmulatorOptions::new().manual_clock(true);
    let emulator = Emulator::start_with(&options).unwrap();
    let client = CallAutomationClient::from_connection_string_with(
        &emulator.connection_string(),
        &ClientOptions::new().validate(false),
    )
    .unwrap();
    for id in [NASTY, ODD] {
        let party = CommunicationIdentifier::from_raw_id(&format!("8:acs:{id}"));
        let invite = CallInvite::new(party).unwrap();
        let url = format!("http://127.0.0.1:9/{id}");
        let _ = refused(client.create_call(&invite, &url, &CreateCallOptions::new()));
    }
    // Its events are refused, and the log names the place.
    let server = Recorder::start(|_| Some(json_response(400, NASTY)));
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:r_u")).unwrap();
    let url = format!("{}/{ODD}", server.endpoint());
    let options = CreateCallOptions::new();
    client.create_call(&invite, &url, &options).unwrap();
    emulator.advance(Duration::from_secs(120));
    assert!(emulator.flush(Duration::from_secs(20)));
    emulator.close();
    let lines = LINES.lock().unwrap();
    assert!(lines.iter().any(|line| line.contains("was not delivered")));
}
