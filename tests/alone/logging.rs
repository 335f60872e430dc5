//! What the log shows of a request, and what it never shows.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Instant;

use acs_call_automation::*;

use crate::recorder::{Recorder, json_response};
use crate::store::{Reply, Store, Then};
use acs_call_automation::auth::TokenSource;
use acs_call_automation::identity::{
    ClientSecretCredential, IdentityOptions, ManagedIdentityCredential, ManagedIdentityId,
    TokenVerifierOptions,
};
use acs_call_automation::options::{
    ClientOptions, Clock, CreateCallOptions, Credential, DownloadRecordingOptions,
};
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Keep;

impl log::Log for Keep {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.target(), record.args());
        LINES.lock().unwrap().push(line);
    }

    fn flush(&self) {}
}

#[test]
fn the_log_has_operation_status_and_ids_but_no_body_no_number_and_no_secret() {
    alone!();
    static KEEP: Keep = Keep;
    log::set_logger(&KEEP).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let key = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    let server = Recorder::start(|_| Some(json_response(201, r#"{"callConnectionId":"c-1"}"#)));
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint={};accesskey={key}",
        server.endpoint()
    ))
    .unwrap();
    let invite = CallInvite::new(CommunicationIdentifier::communication_user(
        "8:acs:private_user",
    ))
    .unwrap();
    let options = CreateCallOptions::new()
        .operation_context("confidential")
        .request(RequestOptions::new().request_id("trace-me"));
    client
        .create_call(
            &invite,
            "https://app.example/events?secret=hidden",
            &options,
        )
        .unwrap();
    // The path of this request contains the number.
    let call = client.call_connection("c-1").unwrap();
    let _ = call.get_participant("+16045551234");
    let lines = LINES.lock().unwrap();
    let ours: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("acs_call_automation"))
        .collect();
    assert_eq!(ours.len(), 2, "{ours:?}");
    assert!(
        ours[1].contains("CallConnection_GetParticipant"),
        "{ours:?}"
    );
    assert!(!ours[1].contains("6045551234"), "{ours:?}");
    for reported in ["CreateCall", "201", "trace-me", "attempt 1", " ms"] {
        assert!(ours[0].contains(reported), "{reported}: {}", ours[0]);
    }
    // The HTTP client below us logs too.
    let authorization = server.requests()[0]
        .header("authorization")
        .unwrap()
        .to_owned();
    let all = lines.join("\n");
    for hidden in [
        key,
        "confidential",
        "hidden",
        "8:acs:private_user",
        authorization.as_str(),
    ] {
        assert!(!all.contains(hidden), "{hidden} shows in the log: {all}");
    }
    drop(lines);

    // A download that breaks, is resumed, and is led elsewhere.
    let store = Store::start(|request, number| match number {
        0 => Reply::of(request, 1000).cut(10, Then::Close),
        1 => Reply::of(request, 1000),
        _ => Reply::new(302, &[("Location", "https://evil.example/?sig=hidden")], ""),
    });
    let url = format!("{}?sig=hidden", store.url());
    for _ in 0..2 {
        let _ = store.client().download_recording(
            &url,
            &mut Vec::new(),
            &DownloadRecordingOptions::new(),
        );
    }
    assert_eq!(store.requests().len(), 3);
    // Only those of this library: the HTTP client's own lines have the query of a URL.
    let mut ours = LINES.lock().unwrap().clone();
    ours.retain(|line| line.starts_with("acs_call_automation"));
    let all = ours.join("\n");
    assert!(all.contains("RecordingContent_Download -> 206"), "{all}");
    let authorization = store.requests()[0]
        .header("authorization")
        .unwrap()
        .to_owned();
    for hidden in ["hidden", crate::store::KEY, authorization.as_str()] {
        assert!(!all.contains(hidden), "{hidden} shows in the log: {all}");
    }
    a_delivery_that_is_refused_or_damaged_says_why();
    senders_that_are_refused_are_logged_once_a_second_for_each_reason();
    requests_for_tokens_are_logged_without_secrets();
}

/// Headers and forms of requests for tokens.
fn requests_for_tokens_are_logged_without_secrets() {
    LINES.lock().unwrap().clear();
    let clock = Clock::manual(std::time::SystemTime::now());
    let mut first = true;
    let issuer = Recorder::start(move |_| {
        let body = r#"{"access_token":"hidden-token","expires_in":3600}"#;
        let status = if std::mem::take(&mut first) { 200 } else { 503 };
        Some(json_response(status, body))
    });
    let service = Recorder::start(|_| Some(json_response(200, r#"{"callConnectionId":"c-1"}"#)));
    let options = IdentityOptions::new()
        .authority_url(issuer.endpoint())
        .clock(clock.clone());
    let secret = ClientSecretCredential::new("tenant", "app", "hidden-secret", &options).unwrap();
    let client = CallAutomationClient::new(
        &service.endpoint(),
        Credential::token(secret),
        &ClientOptions::new().clock(clock.clone()),
    )
    .unwrap();
    let call = client.call_connection("c-1").unwrap();
    call.get_properties().unwrap();
    clock.advance(std::time::Duration::from_secs(3500));
    call.get_properties().unwrap();
    let endpoint = format!("{}/msi", issuer.endpoint());
    let id = ManagedIdentityId::SystemAssigned;
    let machine = ManagedIdentityCredential::from_variables(&id, &options, &|name| match name {
        "IDENTITY_ENDPOINT" => Some(endpoint.clone()),
        "IDENTITY_HEADER" => Some("hidden-header".to_owned()),
        _ => None,
    });
    machine.unwrap().token().unwrap_err();
    let mut lines = LINES.lock().unwrap().clone();
    // What the HTTP client shows byte by byte at level trace, as the documentation warns.
    lines.retain(|line| !line.starts_with("ureq_proto::util"));
    let all = lines.join("\n");
    for shown in [
        "token of Microsoft Entra -> 200 in",
        "token of Microsoft Entra -> 503 in",
        "the token source failed: Microsoft Entra returned 503; the token before it is still valid",
        "token of the managed identity endpoint of App Service -> 503 in",
    ] {
        assert!(all.contains(shown), "{shown}: {all}");
    }
    assert!(!all.contains("hidden"), "{all}");
}

/// Senders that prove nothing: any of them can send many requests.
fn senders_that_are_refused_are_logged_once_a_second_for_each_reason() {
    LINES.lock().unwrap().clear();
    let tokens = TokenVerifierOptions::new("audience")
        .openid_configuration_url("http://127.0.0.1:1/configuration");
    let options = ReceiverOptions::new()
        .allowed_network("192.0.2.0/24")
        .secret("s3")
        .token_verifier(tokens);
    let receiver = Receiver::without_listener(&options).unwrap();
    let began = Instant::now();
    for peer in ["192.0.2.1:1", "203.0.113.9:1"] {
        for target in ["/events", "/events?secret=s3"] {
            for _ in 0..20 {
                let mut request = Request::new("POST", target, "hidden")
                    .with_header("Authorization", "Bearer hiddenHeader.hiddenClaims.hidden");
                request.peer = Some(peer.parse().unwrap());
                assert!(matches!(receiver.handle(&request).status, 401 | 403));
            }
        }
    }
    let most = 1 + usize::try_from(began.elapsed().as_secs()).unwrap();
    let all = LINES.lock().unwrap().join("\n");
    for reason in [
        "403: the source address is not allowed",
        "401: the secret is missing or wrong",
        "401: the token is malformed",
    ] {
        let count = all.matches(reason).count();
        assert!((1..=most).contains(&count), "{reason}: {count} in {all}");
    }
    assert!(!all.contains("hidden") && !all.contains("s3"), "{all}");
}

/// Refused and damaged deliveries: status and reason, nothing of the content.
fn a_delivery_that_is_refused_or_damaged_says_why() {
    LINES.lock().unwrap().clear();
    let receiver = Receiver::without_listener(&ReceiverOptions::new().secret("s3")).unwrap();
    let post =
        |target: &str, body: &str| receiver.handle(&Request::new("POST", target, body)).status;
    let event = |content: &str| {
        format!(r#"{{"id":"1","source":"s","type":"a.B","data":{{"hidden":"{content}"}}}}"#)
    };
    assert_eq!(post("/events?secret=hidden", &event("1")), 401);
    assert_eq!(post("/events?secret=s3", r#"[{"hidden":"hidden"}]"#), 400);
    assert_eq!(
        post("/events?secret=s3", &format!("[{},7]", event("1"))),
        200
    );
    assert_eq!(post("/events?secret=s3", &event("2")), 200);
    for path in ["/first?secret=s3", "/second", "/third"] {
        assert_eq!(post(path, "[]"), 404);
    }
    let listening = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let mut stream = TcpStream::connect(listening.local_addr().unwrap()).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(
        response.ends_with("exactly one Host header is needed"),
        "{response}"
    );
    let all = LINES.lock().unwrap().join("\n");
    for reason in [
        "401: the secret is missing or wrong",
        "400: event 1 of 1 has no text in its member id",
        "dropped 1 of 2 events of a delivery: event 2 of 2 is not an object",
        "has the id of an earlier event but other content",
        r#"404: "/first" is not a callback path"#,
        "400: exactly one Host header is needed",
    ] {
        assert!(all.contains(reason), "{reason}: {all}");
    }
    assert!(!all.contains("hidden") && !all.contains("s3"), "{all}");
    // Scanners request many paths: one line a second.
    assert_eq!(all.matches("404").count(), 1, "{all}");
}
