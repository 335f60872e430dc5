//! Access keys that are replaced while requests run.

use std::sync::{Arc, Mutex, OnceLock};

use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::internal::AccessKey;
use acs_call_automation::options::{ClientOptions, Clock, Credential};
use acs_call_automation::{CallAutomationClient, ErrorKind};

use crate::recorder::{Recorded, Recorder, json_response};

const OLD: &str = "b2xk";
const NEW: &str = "bmV3";

fn is_signed_with(request: &Recorded, key: &str) -> bool {
    let header = |name: &str| request.header(name).unwrap();
    AccessKey::from_base64(key).unwrap().verifies(
        header("authorization"),
        &request.method,
        &request.target,
        header("x-ms-date"),
        header("host"),
        header("x-ms-content-sha256"),
    )
}

fn client_of(server: &Recorder) -> CallAutomationClient {
    let options = ClientOptions::new().clock(Clock::manual(std::time::SystemTime::now()));
    let key = Credential::access_key(OLD).unwrap();
    CallAutomationClient::new(&server.endpoint(), key, &options).unwrap()
}

/// A server that replaces the key of the client while it has the first request, and then responds.
fn rotating(first: u16) -> (Recorder, CallAutomationClient) {
    let shared: Arc<OnceLock<CallAutomationClient>> = Arc::default();
    let client = Arc::clone(&shared);
    let mut status = Some(first);
    let server = Recorder::start(move |_| {
        let Some(status) = status.take() else {
            return Some(json_response(200, r#"{"callConnectionId":"c-1"}"#));
        };
        client.get().unwrap().set_access_key(NEW).unwrap();
        Some(json_response(status, "{}"))
    });
    let client = client_of(&server);
    shared.set(client.clone()).unwrap();
    (server, client)
}

#[test]
fn the_next_attempt_of_a_running_request_is_signed_with_the_new_key() {
    let (server, client) = rotating(503);
    client
        .call_connection("c-1")
        .unwrap()
        .get_properties()
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(is_signed_with(&requests[0], OLD));
    assert!(is_signed_with(&requests[1], NEW));
}

#[test]
fn a_request_that_was_signed_with_the_key_before_is_sent_again_with_the_new_one() {
    // Not to be repeated after any other error.
    let (server, client) = rotating(401);
    let call = client.call_connection("c-1").unwrap();
    let _ = call.start_media_streaming(&Default::default());
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(is_signed_with(&requests[0], OLD));
    assert!(is_signed_with(&requests[1], NEW));
}

#[test]
fn a_request_that_is_refused_with_the_present_key_is_sent_once() {
    let server = Recorder::start(|_| Some(json_response(401, "{}")));
    let error = client_of(&server)
        .call_connection("c-1")
        .and_then(|call| call.get_properties())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn clones_and_call_connections_follow_and_an_invalid_key_changes_nothing() {
    let server = Recorder::start(|_| Some(json_response(200, r#"{"callConnectionId":"c-1"}"#)));
    let client = client_of(&server);
    let call = client.clone().call_connection("c-1").unwrap();
    client.set_access_key(NEW).unwrap();
    for invalid in ["", "not base64", "bmV"] {
        let error = client.set_access_key(invalid).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{invalid}");
        assert_eq!(error.field(), Some("access key"));
        assert!(invalid.is_empty() || !error.to_string().contains(invalid));
    }
    call.get_properties().unwrap();
    assert!(is_signed_with(&server.requests()[0], NEW));
}

struct Token;

impl TokenSource for Token {
    fn token(&self) -> Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        Err("none".into())
    }
}

#[test]
fn a_client_with_bearer_tokens_takes_no_key() {
    let client = CallAutomationClient::new(
        "http://127.0.0.1:9",
        Credential::token(Token),
        &ClientOptions::new(),
    )
    .unwrap();
    let error = client.set_access_key(NEW).unwrap_err();
    assert!(error.message().contains("bearer token"), "{error}");
}

#[test]
fn threads_that_send_while_keys_are_replaced_always_have_a_whole_key() {
    let unsigned: Arc<Mutex<usize>> = Arc::default();
    let counted = Arc::clone(&unsigned);
    let server = Recorder::start(move |request| {
        if !is_signed_with(request, OLD) && !is_signed_with(request, NEW) {
            *counted.lock().unwrap() += 1;
        }
        Some(json_response(200, r#"{"callConnectionId":"c-1"}"#))
    });
    let client = client_of(&server);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let call = client.call_connection("c-1").unwrap();
            scope.spawn(move || (0..50).for_each(|_| drop(call.get_properties().unwrap())));
        }
        for key in [NEW, OLD].iter().cycle().take(200) {
            client.set_access_key(key).unwrap();
        }
    });
    assert_eq!(server.requests().len(), 400);
    assert_eq!(*unsigned.lock().unwrap(), 0);
}
