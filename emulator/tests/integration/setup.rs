//! The address clients see, what a reset keeps, and the stand-ins for identity and rooms.

use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation_emulator::{
    ClientCall, Emulator, EmulatorOptions, IncomingCall, RemoteParty,
};
use serde_json::{Value, json};

use crate::emulator_http::{Caller, HttpResponse, Stage, TIME_LIMIT, phone, user};
use crate::ringing;

const NUMBER: &str = "+15550100199";
const OUTSIDE: &str = "4:+15550100123";

#[test]
fn behind_a_proxy_signatures_and_links_are_those_of_the_public_url() {
    let options = EmulatorOptions::new()
        .public_url("https://acs.example:8443/")
        .page_size(1);
    let mut stage = Stage::with(options);
    assert_eq!(stage.emulator.endpoint(), "https://acs.example:8443");
    let connection = stage.emulator.connection_string();
    assert!(
        connection.starts_with("endpoint=https://acs.example:8443/;accesskey="),
        "{connection}"
    );
    // The proxy writes a Host of its own.
    stage.caller.host = "acs.example:8443".to_owned();
    let call = stage.create(&[phone(NUMBER)]);
    stage.advance(1);
    let page = stage.caller.get(&format!("/{call}/participants")).json();
    let link = page["nextLink"].as_str().unwrap();
    assert!(
        link.starts_with("https://acs.example:8443/calling/"),
        "{link}"
    );
    stage.caller.host = "other.example".to_owned();
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 401);
    // Without a proxy it still works.
    let direct = Caller::of(&stage.emulator);
    assert_eq!(direct.get(&format!("/{call}")).status, 200);
}

#[test]
fn numbers_out_of_range_are_refused_by_their_name() {
    let none = Duration::ZERO;
    let too_long = Duration::from_millis(4 * 60 * 60 * 1000 + 1);
    let new = EmulatorOptions::new;
    for (options, field, rule) in [
        (new().page_size(0), "page size", "must be 1 or more"),
        (
            new().recording_chunk(none),
            "recording chunk",
            "must be 1 ms to 4 h",
        ),
        (
            new().recording_chunk(too_long),
            "recording chunk",
            "must be 1 ms to 4 h",
        ),
        (
            new().call_event_timeout(none),
            "call event timeout",
            "must be at least 1 ms",
        ),
        (
            new().event_grid_timeout(none),
            "event grid timeout",
            "must be at least 1 ms",
        ),
        (
            new().handler_threads(0),
            "handler threads",
            "must be 1 to 64",
        ),
        (
            new().handler_threads(65),
            "handler threads",
            "must be 1 to 64",
        ),
    ] {
        let error = Emulator::start_with(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.to_string(), format!("{field}: {rule}"));
    }
    let longest = new().recording_chunk(too_long - Duration::from_millis(1));
    Emulator::start_with(&longest.handler_threads(64)).unwrap();
}

#[test]
fn a_public_url_is_scheme_and_host() {
    for url in [
        "acs.example",
        "https://",
        "ftp://acs.example",
        "https://acs.example/emulator",
        "https://acs.example?a=b",
        "https://user@acs.example",
    ] {
        let error = Emulator::start_with(&EmulatorOptions::new().public_url(url)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{url}");
    }
    let options = EmulatorOptions::new().public_url("https://acs.example:443");
    let emulator = Emulator::start_with(&options).unwrap();
    assert_eq!(emulator.endpoint(), "https://acs.example");
}

#[test]
fn a_reset_may_keep_users_numbers_and_subscriptions() {
    let stage = ringing::stage();
    let number = stage.emulator.add_phone_number(NUMBER).unwrap();
    let own = stage.emulator.create_user().unwrap();
    stage
        .emulator
        .set_remote_party(RemoteParty::any().busy())
        .unwrap();
    let call = stage.create(&[phone("+15550100124")]);
    stage.emulator.reset_keeping_setup();
    assert!(stage.emulator.journal().is_empty());
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 404);
    for to in [&number, &own] {
        let incoming = IncomingCall::new(OUTSIDE, to);
        let context = stage.emulator.place_incoming_call(incoming).unwrap();
        assert_eq!(ringing::newest_context(&stage), context);
    }
    let reset = |body: Value| {
        let reset = stage.caller.unsigned("POST", "/_emulator/reset", &body);
        assert_eq!(reset.status, 200);
    };
    reset(json!({"keepsSetup": true}));
    let incoming = || IncomingCall::new(OUTSIDE, &own);
    stage.emulator.place_incoming_call(incoming()).unwrap();
    reset(Value::Null);
    stage.emulator.place_incoming_call(incoming()).unwrap_err();
}

fn send(stage: &Stage, method: &str, target: &str, body: Value) -> HttpResponse {
    let bytes = match &body {
        Value::Null => Vec::new(),
        body => serde_json::to_vec(body).unwrap(),
    };
    stage.caller.send(method, target, &bytes, &[]).unwrap()
}

#[test]
fn a_user_of_the_identity_stand_in_can_be_called() {
    let stage = ringing::stage();
    let version = "api-version=2023-10-01";
    let made = send(
        &stage,
        "POST",
        &format!("/identities?{version}"),
        json!({"createTokenWithScopes": ["voip"], "expiresInMinutes": 60}),
    );
    assert_eq!(made.status, 201);
    assert_eq!(made.header("x-emulator-source"), Some("stand-in"));
    let made = made.json();
    let own = made["identity"]["id"].as_str().unwrap();
    let token = made["accessToken"]["token"].as_str().unwrap();
    assert_eq!(token.split('.').count(), 3);
    assert!(made["accessToken"]["expiresOn"].is_string());
    let path = format!("/identities/{}", own.replace(':', "%3A"));
    let scopes = json!({"scopes": ["chat", "voip"]});
    let target = format!("{path}/:issueAccessToken?{version}");
    let issued = send(&stage, "POST", &target, scopes.clone());
    assert_eq!(issued.status, 200);
    assert!(issued.json()["token"].is_string());
    stage.create(&[user(own)]);
    assert!(!ringing::newest_context(&stage).is_empty());
    let target_of_user = format!("{path}?{version}");
    assert_eq!(
        send(&stage, "DELETE", &target_of_user, Value::Null).status,
        204
    );
    assert_eq!(
        send(&stage, "DELETE", &target_of_user, Value::Null).status,
        404
    );
    assert_eq!(send(&stage, "POST", &target, scopes).status, 404);
    let unsigned = stage
        .caller
        .unsigned("POST", &format!("/identities?{version}"), &json!({}));
    assert_eq!(unsigned.status, 401);
    assert!(unsigned.header("x-emulator-hint").is_some());
}

#[test]
fn a_room_of_the_stand_in_is_where_clients_and_the_application_meet() {
    let stage = Stage::new();
    let own = stage.emulator.create_user().unwrap();
    let version = "api-version=2023-06-14";
    let target = |rest: &str| format!("/rooms{rest}?{version}");
    let people = json!({"participants": {(own.clone()): {"role": "Presenter"}}});
    let made = send(&stage, "POST", &target(""), people);
    assert_eq!(made.status, 201);
    let room = made.text("id");
    let shown = send(&stage, "GET", &target(&format!("/{room}")), Value::Null);
    assert_eq!(shown.json(), made.json());
    let list = target(&format!("/{room}/participants"));
    let listed = send(&stage, "GET", &list, Value::Null).json();
    assert_eq!(
        listed,
        json!({"value": [{"rawId": own, "role": "Presenter"}]})
    );
    let changes = json!({"participants": {(own.clone()): null, OUTSIDE: {}}});
    assert_eq!(send(&stage, "PATCH", &list, changes).status, 200);
    let listed = send(&stage, "GET", &list, Value::Null).json();
    assert_eq!(
        listed,
        json!({"value": [{"rawId": OUTSIDE, "role": "Attendee"}]})
    );
    let call = ClientCall::new([own.as_str()]).room_id(&room);
    stage.emulator.start_client_call(call).unwrap();
    let connected = stage.caller.post(
        ":connect",
        json!({
            "callLocator": {"kind": "roomCallLocator", "roomId": room},
            "callbackUri": stage.collector.url("/events"),
        }),
    );
    assert_eq!(connected.status, 200);
    assert!(stage.emulator.flush(TIME_LIMIT));
    assert!(stage.types().contains(&"CallConnected".to_owned()));
    let one = target(&format!("/{room}"));
    assert_eq!(send(&stage, "DELETE", &one, Value::Null).status, 204);
    assert_eq!(send(&stage, "GET", &one, Value::Null).status, 404);
}

#[test]
fn plain_http_goes_to_this_machine_and_to_hosts_that_were_allowed() {
    let create = |stage: &Stage, url: &str| {
        let mut body = stage.invitation(&[phone(NUMBER)]);
        body["callbackUri"] = json!(url);
        stage.caller.post("", body).status
    };
    let usual = Stage::new();
    let options = EmulatorOptions::new().http_callback_host("App.invalid");
    let wider = Stage::with(options);
    for (url, statuses) in [
        ("http://app.invalid:9000/events", [400, 201]),
        ("http://other.invalid:9000/events", [400, 400]),
        ("http://127.0.0.1:9/events", [201, 201]),
        ("https://other.invalid/events", [201, 201]),
    ] {
        assert_eq!(
            [create(&usual, url), create(&wider, url)],
            statuses,
            "{url}"
        );
    }
    let hook = |stage: &Stage| {
        let body = json!({"number": "*", "url": "http://app.invalid/ring"});
        let response = stage.caller.unsigned("POST", "/_emulator/hook", &body);
        let seed = json!({"hooks": [body]});
        let seeded = stage.caller.unsigned("POST", "/_emulator/seed", &seed);
        [response.status, seeded.status]
    };
    assert_eq!([hook(&usual), hook(&wider)], [[400, 400], [200, 200]]);
}
