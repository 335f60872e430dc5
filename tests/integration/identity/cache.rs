//! One token for all threads of a client: refreshed ahead, by one thread, within the time of requests.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Barrier, Mutex};

use acs_call_automation::identity::ClientSecretCredential;
use acs_call_automation::{ErrorKind, RequestOptions};

use super::*;

/// A token server that reports each request, and waits before it responds: `None` closes the connection.
fn held() -> (Recorder, Receiver<()>, Sender<Option<Vec<u8>>>) {
    let (begun, requests) = channel();
    let (respond, responses) = channel::<Option<Vec<u8>>>();
    let responses = Mutex::new(responses);
    let server = Recorder::start(move |_| {
        let _ = begun.send(());
        responses.lock().unwrap().recv().ok().flatten()
    });
    (server, requests, respond)
}

#[test]
fn sixty_four_threads_obtain_one_token() {
    let (entra, requests, respond) = held();
    let (service, clock) = (service(), clock());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    let start = Barrier::new(64);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                start.wait();
                request(&client).unwrap();
            });
        }
        requests.recv_timeout(seconds(30)).unwrap();
        respond.send(Some(token("t1", HOUR))).unwrap();
    });
    assert_eq!(entra.requests().len(), 1);
    assert_eq!(bearers(&service), vec!["Bearer t1"; 64]);
}

#[test]
fn each_of_sixty_four_threads_has_the_error_with_its_hint() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid."}"#;
    let (entra, service, clock) = (server(vec![json_response(401, body)]), service(), clock());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                let error = request(&client).unwrap_err();
                assert!(error.message().contains("AADSTS7000215"), "{error}");
                assert!(error.hint().unwrap().contains("not its ID"), "{error}");
            });
        }
    });
    assert!(service.requests().is_empty());
}

#[test]
fn while_one_thread_refreshes_the_others_use_the_token_before() {
    let (entra, requests, respond) = held();
    let (service, clock) = (service(), clock());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    respond.send(Some(token("t1", HOUR))).unwrap();
    request(&client).unwrap();
    requests.recv().unwrap();
    // Less than five minutes are left of it.
    clock.advance(seconds(HOUR - 200));
    std::thread::scope(|scope| {
        let refreshing = scope.spawn(|| request(&client));
        requests.recv_timeout(seconds(30)).unwrap();
        request(&client).unwrap();
        respond.send(Some(token("t2", HOUR))).unwrap();
        refreshing.join().unwrap().unwrap();
    });
    request(&client).unwrap();
    assert_eq!(
        bearers(&service),
        ["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"]
    );
}

#[test]
fn a_token_stays_in_use_while_refreshing_it_fails() {
    let entra = server(vec![token("t1", HOUR), json_response(503, "{}")]);
    let (service, clock) = (service(), clock());
    let options = options(&entra, &clock).max_retries(0);
    let source = ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap();
    let client = client(&service, source, &clock);
    request(&client).unwrap();
    clock.advance(seconds(HOUR - 200));
    request(&client).unwrap();
    assert_eq!(entra.requests().len(), 2);
    // Not for each request.
    request(&client).unwrap();
    assert_eq!(entra.requests().len(), 2);
    clock.advance(seconds(31));
    request(&client).unwrap();
    assert_eq!(entra.requests().len(), 3);
    assert_eq!(bearers(&service), vec!["Bearer t1"; 4]);
    clock.advance(seconds(200));
    let error = request(&client).unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert!(error.message().contains("returned 503"), "{error}");
    assert_eq!(service.requests().len(), 4);
}

#[test]
fn a_token_of_a_day_is_refreshed_halfway() {
    let entra = server(vec![token("t1", 24 * HOUR), token("t2", 24 * HOUR)]);
    let (service, clock) = (service(), clock());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    for pause in [0, 12 * HOUR - 1, 2] {
        clock.advance(seconds(pause));
        request(&client).unwrap();
    }
    assert_eq!(bearers(&service), ["Bearer t1", "Bearer t1", "Bearer t2"]);
}

#[test]
fn a_token_that_the_service_refuses_is_replaced_once() {
    let entra = server(vec![token("t1", HOUR), token("t2", HOUR)]);
    let service = Recorder::start(|request| {
        let status = match request.header("authorization") {
            Some("Bearer t1") => 401,
            _ => 200,
        };
        Some(json_response(status, r#"{"callConnectionId":"c-1"}"#))
    });
    let clock = clock();
    request(&client(&service, secret_of(&entra, &clock), &clock)).unwrap();
    assert_eq!(bearers(&service), ["Bearer t1", "Bearer t2"]);
}

#[test]
fn a_slow_token_server_takes_no_longer_than_the_request() {
    let (entra, requests, respond) = held();
    let (service, clock) = (service(), Clock::system());
    let options = options(&entra, &clock).timeout(seconds(3600));
    let source = ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap();
    let client = client(&service, source, &clock);
    let call = client.call_connection("c-1").unwrap();
    let short = RequestOptions::new().timeout(Duration::from_millis(100));
    // Ends, although the server never responds.
    let error = call.get_properties_with(&short).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.is_retryable(), "{error}");
    assert!(error.message().contains("no response in time"), "{error}");
    assert!(service.requests().is_empty());
    drop((requests, respond));
}

#[test]
fn a_canceled_request_ends_its_request_for_a_token_and_no_other() {
    let (entra, requests, respond) = held();
    let (service, clock) = (service(), Clock::system());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    let cancel = acs_call_automation::CancelToken::new();
    let options = RequestOptions::new().cancel(&cancel);
    std::thread::scope(|scope| {
        let canceled = scope.spawn(|| {
            let call = client.call_connection("c-1").unwrap();
            call.get_properties_with(&options).unwrap_err()
        });
        requests.recv_timeout(seconds(30)).unwrap();
        let other = scope.spawn(|| request(&client));
        cancel.cancel();
        let error = canceled.join().unwrap();
        assert_eq!(error.kind(), ErrorKind::Aborted, "{error}");
        // The server has still the connection of the first; its response goes nowhere.
        respond.send(None).unwrap();
        requests.recv_timeout(seconds(30)).unwrap();
        respond.send(Some(token("t2", HOUR))).unwrap();
        other.join().unwrap().unwrap();
    });
    assert_eq!(bearers(&service), ["Bearer t2"]);
}
