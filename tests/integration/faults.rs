//! Faults between the library and the service: how often a request was sent, and which error is
//! returned.

use crate::recorder;

use std::collections::VecDeque;
use std::io::Write;
use std::net::{Shutdown, TcpListener};
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::hmac::AccessKey;
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::options::{
    AddParticipantOptions, ClientOptions, Clock, CreateCallOptions, Credential, GenericRequest,
    Method, RejectCallOptions,
};
use acs_call_automation::*;
use recorder::{Recorder, json_response, response};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const CALLBACK: &str = "https://app.example.com/events";
const CREATED: &str = r#"{"callConnectionId":"c-1"}"#;
const GONE: &str = r#"{"error":{"code":"8522","message":"Call not found."}}"#;
const BUSY: &str = r#"{"error":{"code":"9999","message":"Try later."}}"#;

/// A client whose pauses take no time: its clock stands still and jumps over them.
fn client(endpoint: &str) -> CallAutomationClient {
    client_with(endpoint, ClientOptions::new().clock(still()))
}

fn still() -> Clock {
    Clock::manual(SystemTime::now())
}

fn client_with(endpoint: &str, options: ClientOptions) -> CallAutomationClient {
    CallAutomationClient::new(endpoint, Credential::access_key(KEY).unwrap(), &options).unwrap()
}

/// Responds with these, one after the other; `None` closes the connection instead.
fn script(responses: Vec<Option<Vec<u8>>>) -> Recorder {
    let mut responses = VecDeque::from(responses);
    Recorder::start(move |_| responses.pop_front().expect("one request too many"))
}

fn create(client: &CallAutomationClient) -> Result<Response<CreateCallResult>> {
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    client.create_call(&invite, CALLBACK, &CreateCallOptions::new())
}

fn call(client: &CallAutomationClient) -> CallConnection {
    client.call_connection("c-1").unwrap()
}

#[test]
fn a_lost_response_never_places_a_second_call() {
    let server = script(vec![None]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(!error.is_retryable());
    let sent = server.requests();
    assert_eq!(sent.len(), 1);
    // What the caller needs to find out.
    assert_eq!(error.request_id(), sent[0].header("x-ms-client-request-id"));
    assert_eq!(
        error.repeatability_id(),
        sent[0].header("repeatability-request-id")
    );
    assert_eq!(
        error.first_sent().map(httpdate::fmt_http_date).as_deref(),
        sent[0].header("repeatability-first-sent")
    );
    assert!(error.hint().unwrap().contains("event"));
    // No context was given: the hint says what it is good for.
    assert_eq!(error.operation_context(), None);
    assert!(error.hint().unwrap().contains("operation context"));
}

#[test]
fn with_retry_non_idempotent_a_lost_create_is_repeated_with_the_same_ids() {
    let server = script(vec![None, Some(json_response(201, CREATED))]);
    let client = client_with(
        &server.endpoint(),
        ClientOptions::new()
            .clock(still())
            .retry_non_idempotent(true),
    );
    assert_eq!(create(&client).unwrap().attempts(), 2);
    let sent = server.requests();
    for header in [
        "x-ms-client-request-id",
        "repeatability-request-id",
        "repeatability-first-sent",
    ] {
        assert_eq!(sent[0].header(header), sent[1].header(header), "{header}");
    }
}

#[test]
fn a_hang_up_whose_response_was_lost_is_sent_again_and_404_means_done() {
    for for_everyone in [ForEveryone::Yes, ForEveryone::No] {
        let server = script(vec![None, Some(json_response(404, GONE))]);
        let done = call(&client(&server.endpoint()))
            .hang_up(for_everyone)
            .unwrap();
        assert_eq!((done.status(), done.attempts()), (404, 2));
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn a_hang_up_that_meets_404_at_once_reports_it() {
    let server = script(vec![Some(json_response(404, GONE))]);
    let error = call(&client(&server.endpoint()))
        .hang_up(ForEveryone::Yes)
        .unwrap_err();
    assert_eq!(error.http_status(), Some(404));
    assert_eq!(error.sub_code(), Some(8522));
}

#[test]
fn every_attempt_has_the_same_ids_and_its_own_date_and_signature() {
    let server = script(vec![
        Some(json_response(503, BUSY)),
        Some(response(429, &[("Retry-After", "2")], "")),
        Some(json_response(202, r#"{"invitationId":"i"}"#)),
    ]);
    let client = client(&server.endpoint());
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    let added = call(&client)
        .add_participant(&invite, &AddParticipantOptions::new())
        .unwrap();
    assert_eq!(added.attempts(), 3);
    let sent = server.requests();
    let of =
        |name: &str| -> Vec<&str> { sent.iter().map(|one| one.header(name).unwrap()).collect() };
    for header in [
        "x-ms-client-request-id",
        "repeatability-request-id",
        "repeatability-first-sent",
    ] {
        assert!(
            of(header).iter().all(|value| *value == of(header)[0]),
            "{header}"
        );
    }
    assert_ne!(
        of("x-ms-date")[1],
        of("x-ms-date")[2],
        "two seconds lie between"
    );
    let key = AccessKey::from_base64(KEY).unwrap();
    for one in &sent {
        assert!(key.verifies(
            one.header("authorization").unwrap(),
            &one.method,
            &one.target,
            one.header("x-ms-date").unwrap(),
            one.header("host").unwrap(),
            one.header("x-ms-content-sha256").unwrap(),
        ));
    }
}

#[test]
fn a_throttled_create_waits_and_is_retried() {
    for headers in [
        [("Retry-After", "1")],
        [("retry-after-ms", "1000")],
        [("x-ms-retry-after-ms", "1000")],
    ] {
        let clock = still();
        let server = script(vec![
            Some(response(429, &headers, BUSY)),
            Some(json_response(201, CREATED)),
        ]);
        let client = client_with(
            &server.endpoint(),
            ClientOptions::new().clock(clock.clone()),
        );
        assert_eq!(create(&client).unwrap().attempts(), 2);
        assert_eq!(clock.elapsed(), Duration::from_secs(1), "{headers:?}");
    }
}

#[test]
fn an_error_may_be_retried_by_the_program_when_that_does_no_harm() {
    type Operation = fn(&CallAutomationClient) -> Error;
    let read: Operation = |client| call(client).get_properties().unwrap_err();
    let end: Operation = |client| call(client).hang_up(ForEveryone::Yes).unwrap_err();
    let once: Operation = |client| create(client).unwrap_err();
    for (operation, name, status, expected) in [
        (read, "read", 500, true),
        (read, "read", 504, true),
        (read, "read", 400, false),
        (end, "end", 500, true),
        // It may have been carried out behind the gateway.
        (end, "end", 504, false),
        (once, "once", 500, false),
        (once, "once", 429, true),
    ] {
        let server = script(vec![Some(json_response(status, BUSY))]);
        let options = ClientOptions::new().clock(still()).max_retries(0);
        let error = operation(&client_with(&server.endpoint(), options));
        assert_eq!(error.is_retryable(), expected, "{name} {status}");
    }
}

#[test]
fn a_pause_beyond_the_deadline_is_reported_at_once() {
    let server = script(vec![Some(response(429, &[("Retry-After", "60")], BUSY))]);
    let clock = still();
    let client = client_with(
        &server.endpoint(),
        ClientOptions::new().clock(clock.clone()),
    );
    let error = create(&client).unwrap_err();
    assert_eq!(error.http_status(), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(error.is_retryable());
    assert_eq!(clock.elapsed(), Duration::ZERO, "no request waited");
}

#[test]
fn two_503_are_retried_for_a_get_and_returned_for_create() {
    let busy = || Some(json_response(503, BUSY));
    let server = script(vec![busy(), busy(), Some(json_response(200, CREATED))]);
    let properties = call(&client(&server.endpoint())).get_properties().unwrap();
    assert_eq!(properties.attempts(), 3);

    let server = script(vec![busy()]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(503))
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_gateway_that_gave_up_leaves_the_outcome_of_create_unknown() {
    for status in [408, 502, 504] {
        let server = script(vec![Some(response(status, &[], "<html>"))]);
        let error = create(&client(&server.endpoint())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{status}");
        assert_eq!(error.http_status(), Some(status));
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_500_on_a_generic_post_is_not_repeated() {
    let server = script(vec![Some(json_response(500, BUSY))]);
    let request = GenericRequest::new(Method::Post, "/calling/callConnections/c-1:play")
        .json(serde_json::json!({"playSources": []}));
    let error = client(&server.endpoint()).send(&request).unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(500))
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn nothing_is_unknown_when_the_port_is_closed() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = client(&format!("http://127.0.0.1:{port}"));
    let error = create(&client).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert_eq!(error.attempts(), 4);
    assert!(error.is_retryable());
}

#[test]
fn a_connection_reset_before_the_response_does_not_count_as_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let accepted = std::thread::spawn(move || {
        let mut count = 0;
        // Closed with the request unread: the peer sees a reset.
        for stream in listener.incoming().take(1) {
            let mut byte = [0];
            stream.unwrap().peek(&mut byte).unwrap();
            count += 1;
        }
        count
    });
    let error = create(&client(&format!("http://{address}"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(accepted.join().unwrap(), 1);
}

#[test]
fn a_kept_connection_that_the_server_closed_is_not_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (closed, wait) = mpsc::channel();
    let server = std::thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let stream = stream.unwrap();
            let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
            recorder::read_request(&mut read).unwrap();
            (&stream).write_all(&json_response(201, CREATED)).unwrap();
            stream.shutdown(Shutdown::Both).unwrap();
            drop((read, stream));
            closed.send(()).unwrap();
        }
    });
    let client = client(&format!("http://{address}"));
    for _ in 0..2 {
        assert_eq!(create(&client).unwrap().attempts(), 1);
        wait.recv().unwrap();
    }
    server.join().unwrap();
}

/// A server that reads a request, sends these bytes, and then says nothing more.
fn stalls_after(bytes: &'static [u8]) -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
            recorder::read_request(&mut read);
            let _ = (&stream).write_all(bytes);
            kept.push(stream);
            let _ = asked.send(());
        }
    });
    (format!("http://{address}"), wait)
}

fn with_short_timeout(endpoint: &str) -> CallAutomationClient {
    client_with(
        endpoint,
        ClientOptions::new().timeout(Duration::from_millis(200)),
    )
}

#[test]
fn a_slow_head_ends_by_the_deadline() {
    let (endpoint, _asked) = stalls_after(b"HTTP/1.1 20");
    let error = create(&with_short_timeout(&endpoint)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    let error = call(&with_short_timeout(&endpoint))
        .get_properties()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_retryable());
}

#[test]
fn a_slow_body_ends_by_the_deadline_and_keeps_the_status() {
    let (endpoint, _asked) =
        stalls_after(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"callCon");
    let error = create(&with_short_timeout(&endpoint)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(error.http_status(), Some(201));
}

#[test]
fn a_body_cut_short_keeps_the_status() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
        recorder::read_request(&mut read).unwrap();
        let cut = b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"call";
        (&stream).write_all(cut).unwrap();
    });
    let error = create(&client(&format!("http://{address}"))).unwrap_err();
    server.join().unwrap();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(error.http_status(), Some(201));
    assert_eq!(error.attempts(), 1);
}

#[test]
fn a_proven_operation_that_only_met_503_is_reported_as_such() {
    let server = Recorder::start(|_| Some(json_response(503, BUSY)));
    let error = call(&client(&server.endpoint()))
        .hang_up(ForEveryone::Yes)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(503))
    );
    assert_eq!(error.attempts(), 4);
}

#[test]
fn a_lost_response_before_a_503_leaves_the_outcome_unknown() {
    let mut first = true;
    let server = Recorder::start(move |_| {
        let lost = std::mem::take(&mut first);
        (!lost).then(|| json_response(503, BUSY))
    });
    let error = call(&client(&server.endpoint()))
        .hang_up(ForEveryone::Yes)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::OutcomeUnknown, Some(503))
    );
}

#[test]
fn one_outstanding_request_can_be_canceled_alone() {
    let (hangs, asked) = stalls_after(b"");
    let hanging = client_with(
        &hangs,
        ClientOptions::new().timeout(Duration::from_secs(60)),
    );
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    let twin = CancelToken::new();
    let others = RequestOptions::new()
        .cancel(&twin)
        .timeout(Duration::from_secs(60));
    std::thread::scope(|scope| {
        let one = scope.spawn(|| call(&hanging).get_properties_with(&options).unwrap_err());
        let other = scope.spawn(|| call(&hanging).get_properties_with(&others).unwrap_err());
        asked.recv().unwrap();
        asked.recv().unwrap();
        token.cancel();
        assert_eq!(one.join().unwrap().kind(), ErrorKind::Aborted);
        assert!(!other.is_finished());
        twin.cancel();
        assert_eq!(other.join().unwrap().kind(), ErrorKind::Aborted);
    });
    // A canceled token refuses what is begun later, until it is reset.
    let error = call(&hanging)
        .hang_up_with(ForEveryone::Yes, &options)
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Aborted, 0));
    assert_eq!(error.hint(), None, "nothing was sent");
}

#[test]
fn a_pause_between_attempts_can_be_canceled_too() {
    let (asked, wait) = mpsc::channel();
    let server = Recorder::start(move |_| {
        asked.send(()).unwrap();
        Some(response(503, &[("Retry-After", "50")], BUSY))
    });
    let client = client_with(
        &server.endpoint(),
        ClientOptions::new().timeout(Duration::from_secs(60)),
    );
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| call(&client).get_properties_with(&options).unwrap_err());
        wait.recv().unwrap();
        token.cancel();
        assert_eq!(waiting.join().unwrap().kind(), ErrorKind::Aborted);
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_401_reports_how_far_the_local_clock_is_off() {
    let hmac = r#"{"Error":{"Code":"7509","Message":"HMAC-SHA256 validation failed","Target":"/x","Details":null,"InnerDetails":null}}"#;
    let date = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(600));
    let reply = response(
        401,
        &[("Date", &date), ("Content-Type", "application/json")],
        hmac,
    );
    let server = script(vec![Some(reply)]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.sub_code(), Some(7509));
    assert_eq!(error.target(), Some("/x"));
    let hint = error.hint().unwrap();
    assert!(
        hint.contains("ahead of") && hint.contains("clock"),
        "{hint}"
    );

    let date = httpdate::fmt_http_date(SystemTime::now());
    let reply = response(
        401,
        &[("Date", &date), ("Content-Type", "application/json")],
        hmac,
    );
    let server = script(vec![Some(reply)]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert!(!error.hint().unwrap().contains("clock"));
}

struct Tokens(mpsc::Sender<()>);

impl TokenSource for Tokens {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        let _ = self.0.send(());
        Ok(AccessToken::new(
            "secret-token",
            SystemTime::now() + Duration::from_secs(3600),
        ))
    }
}

// `mpsc::Sender` is `Sync`, so the source may be shared.
#[test]
fn a_token_refused_once_is_renewed_once() {
    let server = script(vec![
        Some(json_response(401, "{}")),
        Some(json_response(200, CREATED)),
        Some(json_response(401, "{}")),
        Some(json_response(401, "{}")),
    ]);
    let (asked, count) = mpsc::channel();
    let client = CallAutomationClient::new(
        &server.endpoint(),
        Credential::token(Arc::new(Tokens(asked))),
        &ClientOptions::new(),
    )
    .unwrap();
    call(&client).get_properties().unwrap();
    assert_eq!(count.try_iter().count(), 2);
    let error = call(&client).get_properties().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(!format!("{error:?}{error}").contains("secret-token"));
    assert_eq!(
        server.requests()[0].header("authorization"),
        Some("Bearer secret-token")
    );
}

#[test]
fn bodies_that_cannot_be_parsed_keep_the_status() {
    let html = ("Content-Type", "text/html");
    let json = ("Content-Type", "application/json");
    let garbage = "x".repeat(10 * 1024 * 1024);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("html", response(201, &[html], "<html>welcome</html>")),
        ("empty", response(201, &[json], "")),
        (
            "truncated",
            response(201, &[json], r#"{"callConnectionId":"c-"#),
        ),
        ("no id", response(201, &[json], "{}")),
        ("array", response(201, &[json], "[]")),
        (
            "other type",
            response(201, &[("Content-Type", "text/plain")], CREATED),
        ),
        ("no type, no json", response(201, &[], "hello")),
        ("garbage", response(201, &[json], &garbage)),
        ("not utf-8", {
            let mut bytes = response(201, &[json], "????");
            let end = bytes.len();
            bytes[end - 4..].copy_from_slice(&[0xff, 0xfe, 0, 1]);
            bytes
        }),
    ];
    for (name, bytes) in cases {
        let server = script(vec![Some(bytes)]);
        let error = create(&client(&server.endpoint())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{name}: {error}");
        assert_eq!(error.http_status(), Some(201), "{name}");
        assert_eq!(server.requests().len(), 1, "{name}");
        assert!(error.raw_body().len() <= 64 * 1024, "{name}");
    }
}

#[test]
fn an_endless_body_is_cut_off() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
        recorder::read_request(&mut read);
        let mut stream = stream;
        let _ = stream.write_all(b"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    let error = create(&client(&format!("http://{address}"))).unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(500))
    );
}

#[test]
fn error_bodies_of_every_shape_are_read() {
    let html = ("Content-Type", "text/html");
    let json = ("Content-Type", "application/json");
    /// Status, content type, body; then the code and message to be read.
    type Case<'a> = (
        u16,
        (&'a str, &'a str),
        &'a str,
        Option<&'a str>,
        Option<&'a str>,
    );
    let cases: [Case<'_>; 7] = [
        (404, json, GONE, Some("8522"), Some("Call not found.")),
        (
            400,
            json,
            r#"{"Error":{"Code":"8523","Message":"Bad"}}"#,
            Some("8523"),
            Some("Bad"),
        ),
        (405, json, r#"{"message":"no"}"#, None, Some("no")),
        (
            400,
            json,
            r#"{"title":"Bad Request","status":400}"#,
            None,
            Some("Bad Request"),
        ),
        (500, html, "<html>oops</html>", None, None),
        (400, json, "", None, None),
        (400, json, r#"{"error":"#, None, None),
    ];
    for (status, kind, body, code, message) in cases {
        let server = script(vec![Some(response(status, &[kind], body))]);
        let error = create(&client(&server.endpoint())).unwrap_err();
        assert_eq!(error.http_status(), Some(status), "{body}");
        assert_eq!(error.service_code(), code, "{body}");
        assert_eq!(error.service_message(), message, "{body}");
        assert_eq!(error.raw_body(), body.as_bytes());
        assert!(error.to_string().contains(&status.to_string()));
    }
}

#[test]
fn a_redirect_is_a_response_and_not_followed() {
    let elsewhere = Recorder::start(|_| panic!("followed"));
    let location = format!("{}/calling", elsewhere.endpoint());
    let server = script(vec![Some(response(307, &[("Location", &location)], ""))]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(307))
    );
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn trace_ids_are_kept() {
    let reply = response(
        400,
        &[
            ("X-Azure-Ref", "ref-1"),
            ("X-Microsoft-Skype-Chain-ID", "chain-1"),
        ],
        GONE,
    );
    let server = script(vec![Some(reply)]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(error.azure_ref(), Some("ref-1"));
    assert_eq!(error.chain_id(), Some("chain-1"));
}

#[test]
fn a_next_link_that_leaves_the_endpoint_is_refused() {
    let elsewhere = Recorder::start(|_| panic!("the signature was sent elsewhere"));
    let page = format!(
        r#"{{"value":[],"nextLink":"{}/calling/x"}}"#,
        elsewhere.endpoint()
    );
    let server = script(vec![Some(json_response(200, &page))]);
    let error = call(&client(&server.endpoint()))
        .list_participants()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("leaves the endpoint"));
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_program_sets_and_reads_the_ids() {
    let server = script(vec![Some(response(
        201,
        &[
            ("Repeatability-Result", "accepted"),
            ("Content-Type", "application/json"),
        ],
        CREATED,
    ))]);
    let first_sent = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let wishes = RequestOptions::new()
        .request_id("order-4711")
        .repeatability("11111111-2222-4333-8444-555555555555", first_sent)
        .api_version("2025-06-15")
        .header("X-Trace", "t");
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    let created = client(&server.endpoint())
        .create_call(&invite, CALLBACK, &CreateCallOptions::new().request(wishes))
        .unwrap();
    assert_eq!(created.request_id(), "order-4711");
    assert_eq!(
        created.repeatability_id(),
        Some("11111111-2222-4333-8444-555555555555")
    );
    assert_eq!(created.first_sent(), Some(first_sent));
    assert_eq!(created.repeatability_result(), Some("accepted"));
    let sent = &server.requests()[0];
    assert_eq!(sent.header("x-ms-client-request-id"), Some("order-4711"));
    assert_eq!(
        sent.header("repeatability-first-sent"),
        Some("Sun, 06 Nov 1994 08:49:37 GMT")
    );
    assert_eq!(sent.header("x-trace"), Some("t"));
    assert!(sent.target.ends_with("?api-version=2025-06-15"));
    let agent = sent.header("user-agent").unwrap();
    assert!(agent.starts_with(concat!("acs-call-automation/", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn threads_share_a_client_and_responses_never_mix() {
    let server = Recorder::start(|request| {
        let id = request.target.split(['/', '?']).nth(3).unwrap();
        Some(json_response(
            200,
            &format!(r#"{{"callConnectionId":"{id}"}}"#),
        ))
    });
    let client = client(&server.endpoint());
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let client = &client;
            scope.spawn(move || {
                for turn in 0..50 {
                    let id = format!("c-{thread}-{turn}");
                    let call = client.call_connection(&id).unwrap();
                    assert_eq!(call.get_properties().unwrap().call_connection_id, id);
                }
            });
        }
    });
}

#[test]
fn the_ids_of_a_lost_call_can_be_used_once_more() {
    let server = script(vec![None, Some(json_response(201, CREATED))]);
    let client = client(&server.endpoint());
    let error = create(&client).unwrap_err();
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    let options = CreateCallOptions::new().request(RequestOptions::new().repeat_of(&error));
    let created = client.create_call(&invite, CALLBACK, &options).unwrap();
    assert_eq!(created.repeatability_id(), error.repeatability_id());
    assert_eq!(created.first_sent(), error.first_sent());
    let sent = server.requests();
    assert_eq!(sent[0].body, sent[1].body);
}

#[test]
fn ids_older_than_their_window_are_not_sent_again_automatically() {
    let server = script(vec![None]);
    let long_ago = SystemTime::now() - Duration::from_secs(600);
    let options =
        RequestOptions::new().repeatability("22222222-3333-4444-8555-666666666666", long_ago);
    let error = call(&client(&server.endpoint()))
        .hang_up_with(ForEveryone::Yes, &options)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(server.requests().len(), 1);
}

/// The bytes of a response whose body is announced longer than it is, after which the line ends.
fn cut(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\nContent-Length: 99\r\n\r\n{{\"a").into_bytes()
}

/// Serves one connection for each of these responses, and ends it after the response.
fn one_connection_each(responses: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for bytes in responses {
            let (stream, _) = listener.accept().unwrap();
            let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
            recorder::read_request(&mut read).unwrap();
            (&stream).write_all(&bytes).unwrap();
        }
    });
    format!("http://{address}")
}

#[test]
fn a_hang_up_whose_success_was_cut_short_and_then_meets_404_has_succeeded() {
    let endpoint = one_connection_each(vec![cut(202), json_response(404, GONE)]);
    let done = call(&client(&endpoint)).hang_up(ForEveryone::No).unwrap();
    assert_eq!((done.status(), done.attempts()), (404, 2));
}

#[test]
fn a_lost_add_that_is_then_refused_says_that_the_first_may_have_been_done() {
    let server = script(vec![None, Some(json_response(409, BUSY))]);
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    let error = call(&client(&server.endpoint()))
        .add_participant(&invite, &AddParticipantOptions::new())
        .unwrap_err();
    assert_eq!(error.http_status(), Some(409));
    assert!(error.hint().unwrap().contains("may have been carried out"));
}

#[test]
fn a_portal_that_returns_200_for_everything_does_not_count_as_a_hang_up() {
    let portal = || response(200, &[("Content-Type", "text/html")], "<html>login</html>");
    let check = |outcome: Result<Response<()>>| {
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.kind(), error.http_status()),
            (ErrorKind::Decode, Some(200))
        );
    };
    let server = Recorder::start(move |_| Some(portal()));
    let client = client(&server.endpoint());
    check(call(&client).hang_up(ForEveryone::Yes));
    check(call(&client).hang_up(ForEveryone::No));
    check(client.reject_call("context", &RejectCallOptions::new()));
    check(client.redirect_call("context", "8:acs:a_b", &RequestOptions::new()));
}

#[test]
fn an_empty_body_is_not_a_participant() {
    let server = Recorder::start(|_| Some(response(200, &[], "")));
    let call = call(&client(&server.endpoint()));
    let who = CommunicationIdentifier::communication_user("8:acs:a_b");
    assert_eq!(
        call.get_participant(&who).unwrap_err().kind(),
        ErrorKind::Decode
    );
    assert_eq!(
        call.list_participants().unwrap_err().kind(),
        ErrorKind::Decode
    );
    assert_eq!(call.get_properties().unwrap_err().kind(), ErrorKind::Decode);
    let invite = CallInvite::new(who).unwrap();
    let added = call.add_participant(&invite, &AddParticipantOptions::new());
    assert_eq!(added.unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn one_odd_member_does_not_lose_the_id_of_a_call_that_rings() {
    let body = r#"{"callConnectionId":"c-1","targets":[{"kind":"phoneNumber","rawId":"4:+1",
        "phoneNumber":{}}],"answeredBy":{"rawId":"x"},"callConnectionState":7}"#;
    let server = script(vec![Some(json_response(201, body))]);
    let created = create(&client(&server.endpoint())).unwrap();
    assert_eq!(created.call_connection.id(), "c-1");
    assert_eq!(created.properties.targets[0].raw_id(), "4:+1");
    assert_eq!(created.properties.answered_by, None);
}

#[test]
fn a_call_without_an_id_is_of_no_use() {
    let server = script(vec![Some(json_response(201, r#"{"callConnectionId":""}"#))]);
    let error = create(&client(&server.endpoint())).unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Decode, Some(201))
    );
    assert!(error.request_id().is_some());
}

#[test]
fn a_list_that_leads_back_to_itself_ends() {
    let server = Recorder::start(|request| {
        let link = format!("http://{}/calling/again", request.header("host").unwrap());
        Some(json_response(
            200,
            &format!(r#"{{"value":[],"nextLink":"{link}"}}"#),
        ))
    });
    let error = call(&client(&server.endpoint()))
        .list_participants()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn all_pages_of_a_list_share_one_deadline() {
    let clock = still();
    let ticking = clock.clone();
    let mut page = 0;
    let server = Recorder::start(move |request| {
        // Every page takes three seconds.
        ticking.advance(Duration::from_secs(3));
        page += 1;
        let link = format!("http://{}/calling/{page}", request.header("host").unwrap());
        Some(json_response(
            200,
            &format!(r#"{{"value":[],"nextLink":"{link}"}}"#),
        ))
    });
    let client = client_with(&server.endpoint(), ClientOptions::new().clock(clock));
    let error = call(&client).list_participants().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        server.requests().len(),
        4,
        "ten seconds are over in the fourth"
    );
}

#[test]
fn a_slow_token_source_counts_to_the_timeout_of_the_request() {
    struct Slow(Clock);
    impl TokenSource for Slow {
        fn token(
            &self,
        ) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
            self.0.advance(Duration::from_secs(20));
            Ok(AccessToken::new(
                "t",
                self.0.wall() + Duration::from_secs(3600),
            ))
        }
    }
    let clock = still();
    let server = Recorder::start(|_| panic!("the deadline had passed"));
    let client = CallAutomationClient::new(
        &server.endpoint(),
        Credential::token(Arc::new(Slow(clock.clone()))),
        &ClientOptions::new().clock(clock),
    )
    .unwrap();
    let error = create(&client).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
}

/// An http proxy: connects to the requested host, or refuses with these bytes.
fn proxy(refusal: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut read = std::io::BufReader::new(stream.try_clone().unwrap());
            let Some(request) = recorder::read_request(&mut read) else {
                continue;
            };
            assert_eq!(request.method, "CONNECT");
            if let Some(refusal) = refusal {
                let _ = (&stream).write_all(refusal);
                continue;
            }
            let upstream = std::net::TcpStream::connect(&request.target).unwrap();
            (&stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            for (mut from, mut to) in [
                (stream.try_clone().unwrap(), upstream.try_clone().unwrap()),
                (upstream, stream),
            ] {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
    format!("http://{address}")
}

#[test]
fn a_named_proxy_is_used() {
    let server = script(vec![Some(json_response(201, CREATED))]);
    let options = ClientOptions::new().clock(still()).proxy_url(proxy(None));
    create(&client_with(&server.endpoint(), options)).unwrap();
}

#[test]
fn a_proxy_that_refuses_has_sent_nothing() {
    // A refusal is not retried, since it would be the same again; a proxy that is busy may pass.
    for (status, attempts) in [(407, 1), (403, 1), (503, 4), (429, 4)] {
        let refusal = format!("HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\n\r\n");
        let refusal: &'static [u8] = Box::leak(refusal.into_boxed_str()).as_bytes();
        let server = Recorder::start(|_| panic!("the proxy was bypassed"));
        let options = ClientOptions::new()
            .clock(still())
            .proxy_url(proxy(Some(refusal)));
        let error = create(&client_with(&server.endpoint(), options)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
        assert_eq!(error.attempts(), attempts, "{error}");
        assert_eq!(error.is_retryable(), attempts > 1, "{error}");
        let named = format!("returned {status}");
        assert!(error.message().contains(&named), "{error}");
        assert!(error.message().contains("the proxy 127.0.0.1:"), "{error}");
    }
}

#[test]
#[cfg(not(any(feature = "tls", feature = "server_tls", feature = "spool")))]
fn what_this_build_lacks_is_unsupported_and_named() {
    use acs_call_automation::identity::{TokenVerifier, TokenVerifierOptions};
    use acs_call_automation::receiver::{Receiver, ReceiverOptions};

    let refused = |error: Error, field: &str, feature: &str| {
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert_eq!(error.field(), Some(field));
        let rule = format!("{field}: this library was built without the feature {feature}");
        assert_eq!(error.message(), rule);
    };
    let https = "endpoint=https://a.communication.azure.com/;accesskey=a2V5";
    let error = CallAutomationClient::from_connection_string(https).unwrap_err();
    refused(error, "endpoint", "tls");
    let error = TokenVerifier::new(&TokenVerifierOptions::new("audience")).unwrap_err();
    refused(error, "audience", "tls");
    let bind = |options: ReceiverOptions| Receiver::bind(&options).unwrap_err();
    let options = ReceiverOptions::new().audience("audience");
    refused(bind(options), "audience", "tls");
    let options = ReceiverOptions::new().certificate("chain", "key");
    refused(bind(options), "certificate", "server_tls");
    let options = ReceiverOptions::new().spool("events.spool");
    refused(bind(options), "spool", "spool");
}
