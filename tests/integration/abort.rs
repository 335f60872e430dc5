//! Ending all outstanding requests of a client at once, from another thread.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::on_response::on_response;
use crate::recorder::{Recorder, json_response, read_request, response};
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::options::{ClientOptions, CreateCallOptions, Credential};
use acs_call_automation::*;

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const PROPERTIES: &str = r#"{"callConnectionId":"c-1"}"#;

/// A timeout so long that only an abort can have ended a request.
fn with_long_timeout() -> ClientOptions {
    ClientOptions::new().timeout(Duration::from_secs(3600))
}

fn client(endpoint: &str) -> CallAutomationClient {
    CallAutomationClient::new(
        endpoint,
        Credential::access_key(KEY).unwrap(),
        &with_long_timeout(),
    )
    .unwrap()
}

fn create(client: &CallAutomationClient) -> Result<Response<CreateCallResult>> {
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap();
    client.create_call(
        &invite,
        "https://app.example.com/events",
        &CreateCallOptions::new(),
    )
}

/// A server that responds only to requests for `c-1`, and signals each other request.
struct Silent {
    endpoint: String,
    arrived: mpsc::Receiver<()>,
}

fn silent() -> Silent {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (signal, arrived) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let signal = signal.clone();
            thread::spawn(move || serve(&stream.unwrap(), &signal));
        }
    });
    Silent { endpoint, arrived }
}

fn serve(stream: &TcpStream, signal: &mpsc::Sender<()>) {
    let mut read = BufReader::new(stream);
    while let Some(request) = read_request(&mut read) {
        if request.target.contains("/c-1?") {
            let mut out = stream;
            out.write_all(&json_response(200, PROPERTIES)).unwrap();
        } else if signal.send(()).is_err() {
            return;
        }
    }
}

impl Silent {
    fn wait_for(&self, requests: usize) {
        for _ in 0..requests {
            self.arrived.recv().unwrap();
        }
    }
}

#[test]
fn one_abort_cancels_all_outstanding_requests_and_the_next_one_works() {
    const THREADS: usize = 32;
    let server = silent();
    let client = client(&server.endpoint);
    for _ in 0..3 {
        thread::scope(|scope| {
            let hanging: Vec<_> = (0..THREADS)
                .map(|_| {
                    let clone = client.clone();
                    scope.spawn(move || create(&clone).unwrap_err())
                })
                .collect();
            server.wait_for(THREADS);
            client.abort();
            for thread in hanging {
                let error = thread.join().unwrap();
                assert_eq!(error.kind(), ErrorKind::Aborted);
                assert!(!error.is_retryable());
                assert!(error.hint().unwrap().contains("already sent"), "{error}");
                assert!(error.repeatability_id().is_some());
            }
        });
        client
            .call_connection("c-1")
            .unwrap()
            .get_properties()
            .unwrap();
    }
}

#[test]
fn an_abort_does_not_affect_other_clients_and_works_beside_a_token() {
    let server = silent();
    let (one, other) = (client(&server.endpoint), client(&server.endpoint));
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    let send = |client: &CallAutomationClient, options: &RequestOptions| {
        let call = client.call_connection("hangs").unwrap();
        call.get_properties_with(options).unwrap_err().kind()
    };
    thread::scope(|scope| {
        let with_token = scope.spawn(|| send(&one, &options));
        let without = scope.spawn(|| send(&one, &RequestOptions::new()));
        let of_other = scope.spawn(|| send(&other, &RequestOptions::new()));
        let of_other_with_token = scope.spawn(|| send(&other, &options));
        server.wait_for(4);
        one.abort();
        assert_eq!(with_token.join().unwrap(), ErrorKind::Aborted);
        assert_eq!(without.join().unwrap(), ErrorKind::Aborted);
        assert!(!token.is_canceled());
        token.cancel();
        assert_eq!(of_other_with_token.join().unwrap(), ErrorKind::Aborted);
        assert!(!of_other.is_finished());
        other.abort();
        assert_eq!(of_other.join().unwrap(), ErrorKind::Aborted);
    });
}

#[test]
fn a_pause_between_attempts_ends_with_an_abort() {
    let (signal, arrived) = mpsc::channel();
    let server = Recorder::start(move |_| {
        signal.send(()).unwrap();
        Some(response(429, &[("Retry-After", "3000")], ""))
    });
    let client = client(&server.endpoint());
    thread::scope(|scope| {
        let pausing = scope.spawn(|| create(&client).unwrap_err());
        arrived.recv().unwrap();
        client.abort();
        let error = pausing.join().unwrap();
        assert_eq!(error.kind(), ErrorKind::Aborted);
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn all_pages_of_a_list_are_canceled_together_between_two_of_them_too() {
    let (send, receive) = mpsc::channel::<String>();
    let mut endpoint = None;
    let server = Recorder::start(move |_| {
        let endpoint = endpoint.get_or_insert_with(|| receive.recv().unwrap());
        let link = format!("{endpoint}/calling/callConnections/c-1/participants?page=2");
        let page = format!(r#"{{"value":[],"nextLink":"{link}"}}"#);
        Some(json_response(200, &page))
    });
    send.send(server.endpoint()).unwrap();
    let client = client(&server.endpoint());
    let aborting = client.clone();
    on_response(move || aborting.abort());
    let call = client.call_connection("c-1").unwrap();
    let error = call.list_participants().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Aborted, 0));
    assert_eq!(server.requests().len(), 1);

    // Page by page, each is a separate request: the response was there, and what follows works.
    let aborting = client.clone();
    on_response(move || aborting.abort());
    let mut pages = call.participant_pages(&RequestOptions::new());
    assert!(pages.next().unwrap().is_ok());
    assert!(pages.next().unwrap().is_ok());
}

struct Aborts(Mutex<Option<CallAutomationClient>>);

impl TokenSource for Aborts {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        if let Some(client) = self.0.lock().unwrap().take() {
            client.abort();
        }
        let later = SystemTime::now() + Duration::from_secs(3600);
        Ok(AccessToken::new("t", later))
    }
}

#[test]
fn a_token_source_may_abort_the_client_that_it_serves() {
    let server = Recorder::start(|_| Some(json_response(200, PROPERTIES)));
    let source = Arc::new(Aborts(Mutex::default()));
    let credential = Credential::token(source.clone());
    let client =
        CallAutomationClient::new(&server.endpoint(), credential, &with_long_timeout()).unwrap();
    *source.0.lock().unwrap() = Some(client.clone());
    let call = client.call_connection("c-1").unwrap();
    let error = call.get_properties().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Aborted);
    assert!(server.requests().is_empty(), "nothing left after the abort");
    call.get_properties().unwrap();
}

#[test]
fn an_abort_without_outstanding_requests_changes_nothing() {
    let server = silent();
    let client = client(&server.endpoint);
    client.abort();
    client
        .call_connection("c-1")
        .unwrap()
        .get_properties()
        .unwrap();
    client.abort();
    let call = client.call_connection("c-1").unwrap();
    assert_eq!(call.get_properties().unwrap().attempts(), 1);
}
