//! What the emulator refuses, and how.

use crate::emulator_http;

use std::time::{Duration, SystemTime};

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{
    ClientCall, Emulator, EmulatorOptions, Fault, GridSubscription, IncomingCall, Prompt,
    RemoteParty, Schema,
};
use emulator_http::{Caller, HttpResponse, Stage, VERSION, exchange, phone, random_guid, user};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";
const USER: &str = "8:acs:far-away_0000";

/// Every operation on a call, tried on one call connection.
fn on_a_call(caller: &Caller, call: &str) -> Vec<(&'static str, HttpResponse)> {
    let post = |verb: &str, body: Value| caller.post(&format!("/{call}{verb}"), body);
    let people = json!({"targetParticipants": [user(USER)]});
    vec![
        (
            "GetParticipants",
            caller.get(&format!("/{call}/participants")),
        ),
        (
            "GetParticipant",
            caller.get(&format!("/{call}/participants/8%3Aacs%3Afar-away_0000")),
        ),
        (
            "AddParticipant",
            post("/participants:add", json!({"participantToAdd": user(USER)})),
        ),
        (
            "CancelAddParticipant",
            post(
                "/participants:cancelAddParticipant",
                json!({"invitationId": "a"}),
            ),
        ),
        (
            "RemoveParticipant",
            post(
                "/participants:remove",
                json!({"participantToRemove": user(USER)}),
            ),
        ),
        ("Mute", post("/participants:mute", people)),
        (
            "MoveParticipants",
            post(
                "/participants:moveHere",
                json!({"targetParticipants": [user(USER)], "fromCall": "b"}),
            ),
        ),
        (
            "TransferToParticipant",
            post(
                ":transferToParticipant",
                json!({"targetParticipant": user(USER)}),
            ),
        ),
        ("GetCall", caller.get(&format!("/{call}"))),
        ("TerminateCall", post(":terminate", Value::Null)),
        ("HangupCall", caller.delete(&format!("/{call}"))),
    ]
}

#[test]
fn a_request_for_an_unknown_call_returns_404_with_the_path_as_target() {
    let stage = Stage::new();
    let gone = stage.create(&[phone(PHONE)]);
    stage
        .caller
        .post(&format!("/{gone}:terminate"), Value::Null);
    for call in [gone.as_str(), "00000000-0000-4000-8000-000000000000"] {
        for (name, response) in on_a_call(&stage.caller, call) {
            assert_eq!(
                response.error(),
                (404, "8522".to_owned(), "Call not found.".to_owned()),
                "{name}"
            );
            let target = response.json()["error"]["target"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(
                target.starts_with("/calling/callConnections/") && !target.contains('?'),
                "{name}: {target}"
            );
            assert_eq!(
                response.header("repeatability-result").is_some(),
                !matches!(
                    name,
                    "GetCall"
                        | "HangupCall"
                        | "GetParticipants"
                        | "GetParticipant"
                        | "TransferToParticipant"
                        | "MoveParticipants"
                ),
                "{name}"
            );
            assert_eq!(
                response.header("x-microsoft-skype-chain-id").unwrap().len(),
                36
            );
        }
    }
}

#[test]
fn a_call_that_still_rings_can_be_looked_at_and_ended_only() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new(RAW).no_answer())
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    for (name, response) in on_a_call(&stage.caller, &call) {
        match name {
            "GetCall" => assert_eq!(response.status, 200),
            "TerminateCall" => assert_eq!(response.status, 204),
            "HangupCall" => assert_eq!(response.status, 404, "terminated just before"),
            _ => assert_eq!(
                response.error(),
                (
                    400,
                    "8501".to_owned(),
                    "Action is invalid when call is not in Established state".to_owned()
                ),
                "{name}"
            ),
        }
    }
}

#[test]
fn while_a_transfer_is_under_way_nothing_else_may_change() {
    let stage = Stage::new();
    stage
        .emulator
        .set_remote_party(RemoteParty::new("4:+15550100177").no_answer())
        .unwrap();
    let call = stage.create(&[phone(PHONE)]);
    let transfer = json!({"targetParticipant": phone("+15550100177")});
    let path = format!("/{call}:transferToParticipant");
    assert_eq!(stage.caller.post(&path, transfer).status, 202);
    for (name, response) in on_a_call(&stage.caller, &call) {
        let wanted = match name {
            "GetCall" | "GetParticipants" => 200,
            "GetParticipant" => 404,
            "TerminateCall" => 204,
            "HangupCall" => 404,
            "TransferToParticipant" => {
                assert_eq!(response.error().1, "8607");
                409
            }
            _ => {
                assert_eq!(response.error().1, "8585", "{name}");
                400
            }
        };
        assert_eq!(response.status, wanted, "{name}");
    }
}

#[test]
fn a_context_that_was_not_given_out_is_a_bad_field() {
    let stage = Stage::new();
    let body = json!({"incomingCallContext": "made.up.one"});
    let mut answer = body.clone();
    answer["callbackUri"] = json!(stage.collector.url("/events"));
    let mut redirect = body.clone();
    redirect["target"] = user(USER);
    for (verb, body) in [
        (":answer", answer),
        (":reject", body),
        (":redirect", redirect),
    ] {
        assert_eq!(
            stage.caller.post(verb, body).error(),
            (
                400,
                "8523".to_owned(),
                "The field IncomingCallContext is invalid.".to_owned()
            )
        );
    }
}

/// The message for a create that differs from a good one in one member.
fn create_with(member: &str, value: Value) -> (u16, String, String) {
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    if value.is_null() {
        body.as_object_mut().unwrap().remove(member);
    } else {
        body[member] = value;
    }
    let response = stage.caller.post("", body);
    assert_eq!(stage.emulator.created_call_count(), 0);
    response.error()
}

#[test]
fn unknown_missing_and_mistyped_fields_are_named() {
    for (member, value, named) in [
        ("targetz", json!([]), "targetz is unknown"),
        ("targets", Value::Null, "targets is required"),
        ("targets", json!([]), "targets must not be empty"),
        ("targets", json!("4:+1"), "targets must be a list"),
        ("targets", json!([{"rawId": ""}]), "targets[0] rawId"),
        ("targets", json!([{}]), "targets[0] must hold rawId"),
        (
            "targets",
            json!([{"rawId": "4:+15550100123", "communicationUser": {"id": "8:acs:a_b"}}]),
            "does not fit communicationUser",
        ),
        (
            "targets",
            json!([{"kind": "phoneNumber", "rawId": "8:acs:a_b"}]),
            "kind \"phoneNumber\" does not fit",
        ),
        (
            "targets",
            json!([{"communicationUser": {"id": "8:acs:a_b", "name": "x"}}]),
            "communicationUser has the unknown member name",
        ),
        ("callbackUri", Value::Null, "callbackUri is required"),
        (
            "callbackUri",
            json!("http://app.example/cb"),
            "CallbackUri is invalid",
        ),
        (
            "callbackUri",
            json!("ftp://127.0.0.1/cb"),
            "CallbackUri is invalid",
        ),
        ("callbackUri", json!("events"), "CallbackUri is invalid"),
        (
            "operationContext",
            json!(5),
            "operationContext must be a string",
        ),
        ("source", json!("8:acs:a_b"), "source must be an object"),
        (
            "source",
            json!({"rawId": "8:acs:a_b"}),
            "source.rawId is unknown",
        ),
        (
            "sourceCallerIdNumber",
            Value::Null,
            "sourceCallerIdNumber is required",
        ),
        (
            "sourceCallerIdNumber",
            json!({"value": "+1", "kind": "phoneNumber"}),
            "sourceCallerIdNumber.kind is unknown",
        ),
        (
            "mediaStreamingOptions",
            json!({"transportType": "websocket"}),
            "mediaStreamingOptions.audioChannelType is required",
        ),
        (
            "mediaStreamingOptions",
            json!({"transportType": "carrier pigeon", "audioChannelType": "mixed"}),
            "mediaStreamingOptions.transportType must be one of websocket",
        ),
    ] {
        let (status, code, message) = create_with(member, value.clone());
        assert_eq!(
            (status, code.as_str()),
            (400, "8523"),
            "{member} {value}: {message}"
        );
        assert!(message.contains(named), "{member} {value}: {message}");
    }
}

#[test]
fn numbers_and_headers_out_of_range_are_refused() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    let add = |more: Value| {
        let mut body = json!({"participantToAdd": user(USER)});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        stage
            .caller
            .post(&format!("/{call}/participants:add"), body)
            .error()
    };
    let sip =
        |name: &str, value: &str| json!({"customCallingContext": {"sipHeaders": {name: value}}});
    let mut many = json!({});
    for number in 0..6 {
        many[format!("X-H{number}")] = json!("x");
    }
    for body in [
        json!({"invitationTimeoutInSeconds": 181}),
        json!({"invitationTimeoutInSeconds": -1}),
        json!({"invitationTimeoutInSeconds": 1.5}),
        json!({"customContexts": {}}),
        sip("Account", "1"),
        sip("X-MS-Account", "1"),
        sip("X-MS-Custom-a b", "1"),
        sip("X-MS-Custom-a", "with space"),
        sip("X-MS-Custom-a", &"v".repeat(257)),
        sip(&format!("X-MS-Custom-{}", "n".repeat(60)), "1"),
        json!({"customCallingContext": {"sipHeaders": many}}),
        json!({"customCallingContext": {"voipHeaders": {"n": "v".repeat(1025)}}}),
        json!({"customCallingContext": {"teamsPhoneCallDetails": {"callTopic": "t".repeat(49)}}}),
    ] {
        let (status, code, message) = add(body.clone());
        assert_eq!((status, code.as_str()), (400, "8523"), "{body}: {message}");
    }
    let (status, _, message) = add(json!({"participantToAdd": phone(PHONE)}));
    assert_eq!(status, 400);
    assert!(message.contains("sourceCallerIdNumber"), "{message}");
}

#[test]
fn choices_are_read_without_case_as_older_sdks_spell_them() {
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(PHONE)]);
    body["mediaStreamingOptions"] = json!({
        "transportType": "Websocket",
        "audioChannelType": "Mixed",
        "contentType": "Audio",
        "audioFormat": "Pcm24KMono",
        "transportUrl": "wss://app.example/media",
    });
    assert_eq!(stage.caller.post("", body).status, 201);
}

#[test]
fn dialogs_of_previews_answer_as_recorded() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    stage.advance(2);
    let send = |method: &str, dialog: &str, context: &str| {
        let target = format!(
            "/calling/callConnections/{call}/dialogs/{dialog}?api-version=2023-10-03-preview"
        );
        let body = json!({
            "dialog": {"botAppId": "bot", "kind": "powerVirtualAgents", "context": {"a": [1, null]}},
            "operationContext": context,
        });
        let body = serde_json::to_vec(&body).unwrap();
        let body = if method == "PUT" { &body[..] } else { b"" };
        stage.caller.send(method, &target, body, &[]).unwrap()
    };
    assert_eq!(send("DELETE", "one", "").status, 204);
    let made = send("PUT", "one", "c");
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["dialog"]["context"], json!({"a": [1, null]}));
    assert_eq!(made.text("dialogId"), "one");
    assert_eq!(send("PUT", "one", "c").status, 201);
    let (status, code, message) = send("PUT", "one", "other").error();
    assert_eq!((status, code.as_str()), (400, "8523"));
    assert!(message.ends_with("currently updating dialog is not supported"));
    let (_, _, message) = send("PUT", "two", "c").error();
    assert!(message.ends_with("only one dialog is supported per call at a time"));
    assert_eq!(send("DELETE", "one", "").status, 204);
    assert_eq!(send("PUT", "two", "c").status, 201);
}

#[test]
fn bodies_that_are_no_json_objects_are_refused() {
    let stage = Stage::new();
    let target = stage.caller.target("");
    let send = |body: &[u8]| stage.caller.send("POST", &target, body, &[]).unwrap();
    for body in [&b"{\"targets\":"[..], b"[]", b"null", b"\xff"] {
        assert_eq!(send(body).error().1, "8523");
    }
    assert_eq!(send(b"").error().0, 400);
}

#[test]
fn a_transfer_of_the_application_itself_is_refused() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE), user(USER)]);
    let own = stage.caller.get(&format!("/{call}")).json()["source"]["rawId"]
        .as_str()
        .unwrap()
        .to_owned();
    let transfer = |more: Value| {
        let mut body = json!({"targetParticipant": user("8:acs:third_1")});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let path = format!("/{call}:transferToParticipant");
        stage.caller.post(&path, body).error()
    };
    assert!(transfer(json!({})).2.contains("transferee is required"));
    assert!(
        transfer(json!({"transferee": user(&own)}))
            .2
            .contains("itself")
    );
    assert_eq!(
        transfer(json!({"transferee": user("8:acs:nobody_1")})).0,
        404
    );
    assert_eq!(
        transfer(json!({"targetParticipant": user(USER), "transferee": phone(PHONE)})).0,
        400
    );
}

#[test]
fn unknown_paths_and_wrong_methods_are_answered_by_the_framework() {
    let stage = Stage::new();
    let send = |method: &str, target: &str| stage.caller.send(method, target, b"", &[]).unwrap();
    let unknown = send(
        "POST",
        "/calling/callConnections/a:dance?api-version=2026-03-12",
    );
    assert_eq!(unknown.status, 404);
    assert!(
        unknown.text("message").starts_with(
            "No HTTP resource was found that matches the request URI 'http://127.0.0.1:"
        )
    );
    let wrong = send("DELETE", "/calling/callConnections?api-version=2026-03-12");
    assert_eq!(wrong.status, 405);
    assert_eq!(wrong.header("allow"), Some("POST"));
    assert_eq!(
        wrong.json(),
        json!({"message": "The requested resource does not support http method 'DELETE'."})
    );
    let wrong = send("POST", "/calling/callConnections/a?api-version=2026-03-12");
    assert_eq!(wrong.header("allow"), Some("GET, DELETE"));
}

#[test]
fn the_api_version_must_be_one_that_has_the_operation() {
    let stage = Stage::new();
    let body = serde_json::to_vec(&stage.invitation(&[phone(PHONE)])).unwrap();
    let send = |target: &str| stage.caller.send("POST", target, &body, &[]).unwrap();
    let missing = send("/calling/callConnections");
    assert_eq!(missing.error().0, 400);
    assert!(missing.error().2.contains("api-version is required"));
    let unknown = send("/calling/callConnections?api-version=2030-01-01");
    assert_eq!(unknown.status, 201, "the newest one stands in");
    let hint = unknown.header("x-emulator-hint").unwrap();
    assert!(
        hint.contains("2030-01-01") && hint.contains("2026-03-12"),
        "{hint}"
    );
    let malformed = send("/calling/callConnections?api-version=newest");
    assert_eq!(malformed.status, 404);
    assert!(malformed.text("message").contains("2026-03-12"), "a hint");
    let move_here = "/calling/callConnections/a/participants:moveHere";
    let too_old = send(&format!("{move_here}?api-version=2025-06-15"));
    assert_eq!(too_old.status, 404);
    assert!(too_old.text("message").contains("came with api-version"));
    let odd = send("/calling/callConnections?api-version=2026-03-12&debug=1");
    assert!(odd.error().2.contains("debug is unknown"));
}

#[test]
fn a_signature_that_does_not_fit_is_refused_as_recorded() {
    let emulator = Emulator::start().unwrap();
    let other = EmulatorOptions::new().access_key("c2VjcmV0LWtleS1mb3ItdGVzdHM=");
    let other = Emulator::start_with(&other).unwrap();
    // Signed for one path, sent to another.
    let caller = Caller::of(&other);
    let (target, signed) = (caller.target("/a"), caller.target("/b"));
    let response = caller
        .send_signing("GET", &target, &signed, b"", &[])
        .unwrap();
    assert_eq!(response.status, 401);
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(
        String::from_utf8(response.bytes.clone()).unwrap(),
        r#"{"Error":{"Code":"7509","Message":"HMAC-SHA256 validation failed","Target":"/calling/callConnections/a","Details":null,"InnerDetails":null}}"#
    );
    for absent in [
        "api-supported-versions",
        "x-microsoft-skype-chain-id",
        "repeatability-result",
    ] {
        assert_eq!(response.header(absent), None);
    }
    let unsigned = Caller::of(&emulator).unsigned("GET", &target, &Value::Null);
    assert_eq!(unsigned.status, 401);
    assert!(unsigned.header("x-emulator-hint").is_some());
}

/// A request whose parts were changed after signing, or whose date is off.
fn signed_at(emulator: &Emulator, date: SystemTime, body_sent: &[u8]) -> u16 {
    signed_in(emulator, "x-ms-date", date, body_sent)
}

fn signed_in(emulator: &Emulator, header: &str, date: SystemTime, body_sent: &[u8]) -> u16 {
    let address = emulator.endpoint()["http://".len()..].parse().unwrap();
    let key = AccessKey::from_base64(emulator.access_key()).unwrap();
    let target = format!("/calling/callConnections/a?api-version={VERSION}");
    let date = httpdate::fmt_http_date(date);
    let hash = content_hash(b"");
    let host = format!("{address}");
    let authorization = key.authorization("GET", &target, &date, &host, &hash);
    let authorization = authorization.replace("=x-ms-date;", &format!("={header};"));
    let headers = [
        (header, date.as_str()),
        ("x-ms-content-sha256", hash.as_str()),
        ("Authorization", authorization.as_str()),
    ];
    exchange(address, "GET", &target, body_sent, &headers)
        .unwrap()
        .status
}

#[test]
fn the_body_and_the_date_are_part_of_the_signature() {
    let emulator = Emulator::start().unwrap();
    let now = SystemTime::now();
    let minutes = |count: u64| Duration::from_secs(60 * count);
    assert_eq!(signed_at(&emulator, now, b""), 404);
    assert_eq!(signed_at(&emulator, now, b"{}"), 401);
    assert_eq!(signed_in(&emulator, "date", now, b""), 404);
    assert_eq!(signed_in(&emulator, "date", now - minutes(16), b""), 401);
    assert_eq!(signed_at(&emulator, now - minutes(14), b""), 404);
    assert_eq!(signed_at(&emulator, now - minutes(16), b""), 401);
    assert_eq!(signed_at(&emulator, now + minutes(16), b""), 401);
    emulator.advance(minutes(16));
    assert_eq!(
        signed_at(&emulator, now + minutes(16), b""),
        404,
        "by its own time"
    );
    assert_eq!(signed_at(&emulator, now, b""), 404, "and by the machine's");
    let lenient = Emulator::start_with(&EmulatorOptions::new().check_clock_skew(false)).unwrap();
    assert_eq!(signed_at(&lenient, now - minutes(600), b""), 404);
}

#[test]
fn a_raw_id_signed_with_encoded_colons_and_sent_with_plain_ones_is_accepted() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    let sent = stage
        .caller
        .target(&format!("/{call}/participants/4:%2B15550100123"));
    let signed = stage
        .caller
        .target(&format!("/{call}/participants/4%3A%2B15550100123"));
    let response = stage
        .caller
        .send_signing("GET", &sent, &signed, b"", &[])
        .unwrap();
    assert_eq!(response.json()["identifier"]["rawId"], RAW);
    let other = stage
        .caller
        .target(&format!("/{call}/participants/4%3A%2B15550100124"));
    let response = stage
        .caller
        .send_signing("GET", &sent, &other, b"", &[])
        .unwrap();
    assert_eq!(response.status, 401);
}

#[test]
fn bearer_tokens_are_accepted_only_with_the_option() {
    let target = format!("/calling/callConnections/a?api-version={VERSION}");
    for (accept, status) in [(false, 401), (true, 404)] {
        let options = EmulatorOptions::new().accept_any_token(accept);
        let emulator = Emulator::start_with(&options).unwrap();
        let address = emulator.endpoint()["http://".len()..].parse().unwrap();
        let headers = [("Authorization", "Bearer abc")];
        let response = exchange(address, "GET", &target, b"", &headers).unwrap();
        assert_eq!(response.status, status);
    }
}

#[test]
fn http_callbacks_can_be_forbidden() {
    let stage = Stage::with(EmulatorOptions::new().allow_http_callbacks(false));
    let response = stage.caller.post("", stage.invitation(&[phone(PHONE)]));
    assert_eq!(response.error().2, "The field CallbackUri is invalid.");
}

#[test]
fn every_request_of_the_official_clients_is_understood() {
    let stage = Stage::new();
    for folder in ["../tests/data/requests", "../tests/data/requests_js"] {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let case: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let request = &case["request"];
            let place = request["path"].as_str().unwrap();
            let is_call_control = stage
                .caller
                .unsigned(request["method"].as_str().unwrap(), place, &Value::Null)
                .status
                == 401;
            // Requests to the store of recordings have another form.
            let is_of_store = place.starts_with("/v1/objects/");
            let is_page = request["query"].get("continuationToken").is_some();
            if !is_call_control || is_of_store || is_page {
                continue;
            }
            let body = match &request["body"] {
                Value::Null => Vec::new(),
                body => serde_json::to_vec(body).unwrap(),
            };
            let id = random_guid();
            let repeat = [
                ("Repeatability-Request-ID", id.as_str()),
                ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
            ];
            let response = stage
                .caller
                .send(
                    request["method"].as_str().unwrap(),
                    &format!("{place}?api-version={VERSION}"),
                    &body,
                    &repeat,
                )
                .unwrap();
            let text = String::from_utf8_lossy(&response.bytes).into_owned();
            let is_understood = matches!(response.status, 200 | 201)
                || text.contains("Call not found.")
                || text.contains("Recording not found.")
                || text.contains("Invalid join identity")
                || text.contains("IncomingCallContext is invalid")
                // The clients leave it to the service to insist on a caller id.
                || text.contains("sourceCallerIdNumber is required");
            assert!(is_understood, "{}: {text}", path.display());
        }
    }
}

#[test]
fn what_an_operation_has_no_use_for_is_refused() {
    let stage = Stage::new();
    let call = stage.create(&[phone("+15550100123")]);
    let end = format!("/{call}:terminate");
    let (status, code, _) = stage
        .caller
        .post(&end, json!({"forEveryone": true}))
        .error();
    assert_eq!((status, code.as_str()), (400, "8523"));
    let many: Vec<_> = (0..351).map(|n| user(&format!("8:acs:res_{n}"))).collect();
    assert_eq!(stage.caller.post("", stage.invitation(&many)).status, 400);
    for port in ["0", "99999", "abc", ""] {
        let mut body = stage.invitation(&[phone("+15550100123")]);
        body["callbackUri"] = json!(format!("http://127.0.0.1:{port}/events"));
        let (status, code, why) = stage.caller.post("", body).error();
        assert_eq!((status, code.as_str()), (400, "8523"), "{port}");
        assert!(why.contains("CallbackUri"), "{why}");
    }
    let twice = br#"{"targets":[],"targets":[]}"#;
    let target = stage.caller.target("");
    let response = stage.caller.send("POST", &target, twice, &[]).unwrap();
    assert!(response.error().2.contains("targets is there twice"));
    assert_eq!(stage.caller.post(&end, json!({})).status, 204);
}

#[test]
fn an_id_used_with_another_body_is_not_accepted() {
    let stage = Stage::new();
    let call = stage.create(&[phone("+15550100123")]);
    let id = random_guid();
    let add = |who: &str| {
        let body = json!({"participantToAdd": user(who)});
        let path = format!("/{call}/participants:add");
        stage.caller.post_as(&id, &path, body)
    };
    let header = |response: &HttpResponse| {
        let header = response.header("repeatability-result");
        header.map(str::to_owned)
    };
    assert_eq!(header(&add("8:acs:res_1")).as_deref(), Some("accepted"));
    let other = add("8:acs:res_2");
    assert_eq!((other.status, header(&other)), (400, None));
}

#[test]
fn an_empty_version_counts_as_missing_and_a_strange_scheme_is_reported() {
    let stage = Stage::new();
    let target = "/calling/callConnections/a?api-version=";
    let response = stage.caller.send("GET", target, b"", &[]).unwrap();
    assert_eq!(response.status, 400);
    let address = stage.emulator.endpoint()["http://".len()..]
        .parse()
        .unwrap();
    let send = |authorization| {
        let headers = [("Authorization", authorization)];
        let response = exchange(address, "GET", target, b"", &headers).unwrap();
        (
            response.json()["Error"]["Code"].clone(),
            response.header("x-emulator-hint").unwrap().to_owned(),
        )
    };
    let (code, hint) = send("Basic YTpi");
    assert_eq!(code, "7509");
    assert!(hint.contains("neither HMAC-SHA256 nor Bearer"), "{hint}");
    assert_eq!(send("bearer token").0, "7501");
}

#[test]
fn a_closed_emulator_returns_closed() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let user = emulator.create_user().unwrap();
    let before = (emulator.clock().elapsed(), emulator.endpoint());
    let url = "http://127.0.0.1:9/events";
    let unchecked = GridSubscription::new(url, Schema::EventGrid).without_handshake();
    emulator.subscribe_with(&unchecked).unwrap();
    emulator
        .place_incoming_call(IncomingCall::new("4:+15550100123", &user))
        .unwrap();
    assert!(!emulator.is_closed());
    emulator.close();
    assert!(emulator.is_closed());
    let nothing = |done: acs_call_automation::Result<()>| done.map(|()| String::new());
    let call = IncomingCall::new("4:+15550100123", &user);
    let refused = [
        emulator.create_user(),
        emulator.add_phone_number("+15550100100"),
        emulator.place_incoming_call(call),
        nothing(emulator.set_remote_party(RemoteParty::any())),
        nothing(emulator.press_digits("call", &user, "1")),
        nothing(emulator.speak("call", &user, "yes")),
        nothing(emulator.subscribe(url, Schema::EventGrid)),
        nothing(emulator.subscribe_with(&unchecked)),
        nothing(emulator.cancel_incoming_call("context")),
        emulator
            .start_client_call(ClientCall::new([&user, "8:acs:a_b"]))
            .map(|started| started.server_call_id),
        nothing(emulator.hang_up_participant("call", &user)),
        nothing(emulator.add_fault(Fault::on("CreateCall").status(500))),
    ];
    for (place, refusal) in refused.into_iter().enumerate() {
        let kind = refusal.map_err(|error| error.kind());
        assert_eq!(kind, Err(acs_call_automation::ErrorKind::Closed), "{place}");
    }
    emulator.advance(Duration::from_secs(60));
    emulator.set_prompt(Prompt::any());
    emulator.reset();
    emulator.reset_keeping_setup();
    emulator.close();
    assert!(!emulator.flush(Duration::from_secs(1)));
    assert!(!emulator.unsubscribe(url));
    // What it was can still be read.
    assert_eq!((emulator.clock().elapsed(), emulator.endpoint()), before);
    let calls = (emulator.created_call_count(), emulator.active_call_count());
    assert_eq!(calls, (1, 1));
    emulator.journal();
}
