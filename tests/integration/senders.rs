//! Who may deliver to a receiver: by token, by the header of Event Grid, by address.
#![cfg(feature = "tls")]

use std::net::SocketAddr;
use std::time::Duration;

use acs_call_automation::event::EventKind;
use acs_call_automation::identity::TokenVerifierOptions;
use acs_call_automation::internal::Response;
use acs_call_automation::options::{Clock, CreateCallOptions};
use acs_call_automation::receiver::{Receiver, ReceiverOptions, Request, Waited};
use acs_call_automation::{CallAutomationClient, CallInvite, ErrorKind};
use acs_call_automation_emulator::{
    Emulator, EmulatorOptions, GridSubscription, IncomingCall, JournalKind, Schema,
};

use crate::issuer::{Issuer, Table};
use crate::peer::Peer;
use crate::samples::{delivery, sample};

const SOON: Duration = Duration::from_secs(10);
const RESOURCE: &str = "70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11";

/// A receiver that listens for the tokens of the table.
fn listening(table: &Table, issuer: &Issuer, clock: &Clock) -> (Receiver, SocketAddr) {
    let options = ReceiverOptions::new().token_verifier(issuer.options(table, clock));
    let receiver = Receiver::bind(&options).unwrap();
    let address = receiver.local_addr().unwrap();
    (receiver, address)
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// An event of a call, each time another one.
fn event() -> String {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let id = COUNT.fetch_add(1, Ordering::Relaxed);
    delivery("CallConnected", "c1", &format!("event-{id}"))
}

fn with_token(token: &str) -> Request {
    Request::new("POST", "/events", event()).with_header("Authorization", format!("Bearer {token}"))
}

#[test]
fn a_call_works_with_the_tokens_of_the_emulator_and_no_other_sender_is_accepted() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().resource_id(RESOURCE)).unwrap();
    assert_eq!(emulator.resource_id(), RESOURCE);
    let tokens = TokenVerifierOptions::new(RESOURCE)
        .openid_configuration_url(emulator.openid_configuration_url());
    let receiver = Receiver::bind(&ReceiverOptions::new().token_verifier(tokens.clone())).unwrap();
    let other = Receiver::bind(
        &ReceiverOptions::new().token_verifier(
            TokenVerifierOptions::new("another")
                .openid_configuration_url(emulator.openid_configuration_url()),
        ),
    )
    .unwrap();
    let client =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    let invite = CallInvite::to_phone_number("+16045551234", "+18005550100").unwrap();
    let options = CreateCallOptions::new();
    let call = |receiver: &Receiver| {
        let callback = receiver.url("/events").unwrap();
        let made = client.create_call(&invite, &callback, &options).unwrap();
        made.call_connection.id().to_owned()
    };
    let id = call(&receiver);
    let waited = receiver.wait_for_kind(EventKind::CallConnected, Some(&id), SOON);
    assert!(matches!(waited, Ok(Waited::Success(_))), "{waited:?}");
    assert_eq!(receiver.counters().bad_tokens, 0);
    // A token for one resource is worth nothing at another one.
    call(&other);
    assert!(emulator.flush(SOON));
    assert_eq!(other.counters().received, 0);
    assert!(other.counters().bad_tokens > 0);
    // A request without a token is refused.
    let address = receiver.local_addr().unwrap();
    let response = Peer::connect(address).post("/events", &event()).unwrap();
    assert_eq!(response.status, 401);
    assert_eq!(receiver.counters().bad_tokens, 1);
}

#[test]
fn each_callback_of_the_emulator_has_a_token_and_event_grid_none() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let callback = receiver.url("/events").unwrap();
    let client =
        CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
    emulator.add_phone_number("+18005550100").unwrap();
    emulator.subscribe(&callback, Schema::EventGrid).unwrap();
    let incoming = IncomingCall::new("4:+16045551234", "4:+18005550100");
    emulator.place_incoming_call(incoming).unwrap();
    let invite = CallInvite::to_phone_number("+16045551234", "+18005550100").unwrap();
    client
        .create_call(&invite, &callback, &CreateCallOptions::new())
        .unwrap();
    assert!(emulator.flush(SOON));
    emulator.advance(Duration::from_secs(2));
    assert!(emulator.flush(SOON));
    let mut seen = [0, 0];
    for entry in emulator.journal() {
        if entry.kind != JournalKind::Event {
            continue;
        }
        let header = |name: &str| {
            let mut all = entry.headers.iter();
            all.find(|(known, _)| known.eq_ignore_ascii_case(name))
        };
        let is_grid = header("aeg-event-type").is_some();
        assert_eq!(header("authorization").is_none(), is_grid);
        seen[usize::from(is_grid)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn bad_tokens_are_refused_without_a_reason_and_counted() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let options = ReceiverOptions::new().token_verifier(issuer.options(&table, &table.clock()));
    let receiver = Receiver::without_listener(&options).unwrap();
    let mut refused = 0;
    for row in &table.tokens {
        let response = receiver.handle(&with_token(&row.token));
        if row.expected == "accepted" {
            assert_eq!(response.status, 200, "{}", row.name);
            continue;
        }
        refused += 1;
        assert_eq!(response.status, 401, "{}", row.name);
        assert_eq!(response.body, b"the token is missing or not accepted");
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
    }
    let good = table.token("plain");
    for request in [
        Request::new("POST", "/events", event()),
        with_token(good).with_header("Authorization", "Bearer x"),
        with_token(good).with_header("authorization", format!("Bearer {good}")),
        Request::new("POST", "/events", event()).with_header("Authorization", good),
        Request::new("POST", "/events", event())
            .with_header("Authorization", format!("Basic {good}")),
        Request::new("POST", "/events", event())
            .with_header("Authorization", format!("Bearer  {good}")),
        Request::new("POST", "/events", "not JSON"),
        Request::new("POST", "/events", event())
            .with_header("aeg-event-type", "SubscriptionValidation"),
    ] {
        refused += 1;
        assert_eq!(receiver.handle(&request).status, 401, "{request:?}");
    }
    let scheme = Request::new("POST", "/events", event())
        .with_header("Authorization", format!("bearer {good}"));
    assert_eq!(receiver.handle(&scheme).status, 200);
    let counters = receiver.counters();
    assert_eq!(counters.bad_tokens, refused);
    assert_eq!(counters.rejected, refused);
    assert_eq!(counters.received, counters.queued);
}

#[test]
fn the_secret_is_needed_beside_the_token() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let options = ReceiverOptions::new()
        .secret("s")
        .token_verifier(issuer.options(&table, &table.clock()));
    let receiver = Receiver::without_listener(&options).unwrap();
    let mut request = with_token(table.token("plain"));
    assert_eq!(receiver.handle(&request).status, 401);
    assert_eq!(receiver.counters().bad_secrets, 1);
    request.target = "/events?secret=s".to_owned();
    assert_eq!(receiver.handle(&request).status, 200);
    assert_eq!(receiver.counters().bad_tokens, 0);
}

#[test]
fn without_keys_the_sender_has_to_deliver_again() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set());
    issuer.set_keys(Response::new(500));
    let options = ReceiverOptions::new().token_verifier(issuer.options(&table, &clock));
    let receiver = Receiver::without_listener(&options).unwrap();
    let request = with_token(table.token("plain"));
    let response = receiver.handle(&request);
    assert_eq!(response.status, 503);
    assert_eq!(response.header("retry-after"), Some("5"));
    assert_eq!(receiver.counters().unverified_tokens, 1);
    assert_eq!(receiver.counters().bad_tokens, 0);
    issuer.set_keys(crate::issuer::json(&table.key_set()));
    clock.advance(Duration::from_secs(30));
    assert_eq!(receiver.handle(&request).status, 200);
}

#[test]
fn a_fetch_that_hangs_holds_up_no_request_whose_key_is_known() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set_without("two"));
    let (receiver, address) = listening(&table, &issuer, &clock);
    let post = |peer: &mut Peer, name: &str| {
        let headers = bearer(table.token(name));
        peer.exchange("POST", "/events", &headers, &event())
            .unwrap()
    };
    let mut honest = Peer::connect(address);
    assert_eq!(post(&mut honest, "plain").status, 200);
    issuer.set_keys(crate::issuer::json(&table.key_set()));
    issuer.hold();
    clock.advance(Duration::from_secs(30));
    // One request waits for the new keys, on one of the two threads.
    let mut waiting = Peer::connect(address);
    let headers = bearer(table.token("second key"));
    let request = crate::peer::request("POST", "/events", &headers, &event());
    waiting.send(request).unwrap();
    issuer.wait_until_held();
    // The others get 503, and the honest sender does not notice.
    for _ in 0..20 {
        let response = post(&mut Peer::connect(address), "unknown key id");
        assert_eq!(response.status, 503);
        assert_eq!(post(&mut honest, "plain").status, 200);
    }
    issuer.release();
    assert_eq!(waiting.response().unwrap().status, 200);
    assert_eq!(receiver.counters().unverified_tokens, 20);
    assert_eq!(issuer.fetches(), 2);
}

#[test]
fn half_of_the_threads_may_wait_for_keys() {
    let table = Table::read();
    let clock = table.clock();
    for (threads, may_wait) in [(1, 0), (5, 2)] {
        let issuer = Issuer::start(&table.key_set());
        issuer.hold();
        let tokens = issuer.options(&table, &clock);
        let options = ReceiverOptions::new().token_verifier(tokens);
        let receiver = Receiver::bind(&options.handler_threads(threads)).unwrap();
        issuer.wait_until_held();
        let post = || receiver.handle(&with_token(table.token("plain"))).status;
        std::thread::scope(|scope| {
            let (send, refused) = std::sync::mpsc::channel();
            let mut waiting: Vec<_> = (0..5)
                .map(|_| {
                    let send = send.clone();
                    scope.spawn(move || {
                        let status = post();
                        send.send(status).unwrap();
                        status
                    })
                })
                .collect();
            // Only those that do not wait have a response before the keys are there.
            for _ in may_wait..5 {
                assert_eq!(refused.recv_timeout(SOON), Ok(503), "{threads} threads");
            }
            issuer.release();
            let statuses = waiting.drain(..).map(|one| one.join().unwrap());
            let accepted = statuses.filter(|status| *status == 200).count();
            assert_eq!(accepted, may_wait, "{threads} threads");
        });
    }
}

#[test]
fn closing_does_not_wait_for_keys() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set());
    issuer.hold();
    let (receiver, address) = listening(&table, &issuer, &clock);
    issuer.wait_until_held();
    let mut waiting = Peer::connect(address);
    let headers = bearer(table.token("plain"));
    let request = crate::peer::request("POST", "/events", &headers, &event());
    waiting.send(request).unwrap();
    assert!(receiver.close(Duration::from_secs(20)));
    assert!(issuer.holds_one(), "the keys were waited for");
    assert_eq!(receiver.recv().unwrap_err().kind(), ErrorKind::Closed);
}

fn grid_event() -> String {
    sample("eventgrid/IncomingCall.eventgrid.json")
}

fn validation() -> String {
    r#"[{"id":"v","topic":"/subscriptions/s","subject":"","data":{"validationCode":"c"},
        "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2026-01-01T00:00:00Z",
        "metadataVersion":"1","dataVersion":"2"}]"#
        .to_owned()
}

#[test]
fn events_of_event_grid_need_its_header_and_events_of_calls_a_token() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let tokens = issuer.options(&table, &table.clock());
    let with_header = || {
        ReceiverOptions::new()
            .event_grid_header("X-Delivery", "of last week")
            .event_grid_header("x-delivery", "of this week")
    };
    let neither = ReceiverOptions::new();
    let only_tokens = ReceiverOptions::new().token_verifier(tokens.clone());
    let both = with_header().token_verifier(tokens);
    let (none, token, old, new, wrong) = (
        None,
        Some(("Authorization", format!("Bearer {}", table.token("plain")))),
        Some(("X-DELIVERY", "of last week".to_owned())),
        Some(("X-Delivery", "of this week".to_owned())),
        Some(("X-Delivery", "of this wee".to_owned())),
    );
    // The status of an event of a call, of Event Grid, and of the validation of a subscription.
    for (what, options, header, expected) in [
        ("neither, nothing", &neither, &none, [200, 200, 200]),
        ("header, nothing", &with_header(), &none, [200, 401, 200]),
        ("header, wrong", &with_header(), &wrong, [200, 401, 200]),
        ("header, old", &with_header(), &old, [200, 200, 200]),
        ("header, new", &with_header(), &new, [200, 200, 200]),
        ("tokens, nothing", &only_tokens, &none, [401, 401, 401]),
        ("tokens, token", &only_tokens, &token, [200, 200, 200]),
        ("both, nothing", &both, &none, [401, 401, 200]),
        ("both, wrong", &both, &wrong, [401, 401, 200]),
        ("both, old", &both, &old, [401, 200, 200]),
        ("both, new", &both, &new, [401, 200, 200]),
        ("both, token", &both, &token, [200, 401, 200]),
    ] {
        let receiver = Receiver::without_listener(options).unwrap();
        let status = |body: String, kind: &str| {
            let mut request =
                Request::new("POST", "/events", body).with_header("aeg-event-type", kind);
            if let Some((name, value)) = header {
                request = request.with_header(*name, value.as_str());
            }
            receiver.handle(&request).status
        };
        let found = [
            status(event(), "Notification"),
            status(grid_event(), "Notification"),
            status(validation(), "SubscriptionValidation"),
        ];
        assert_eq!(found, expected, "{what}");
        let accepted = expected[..2].iter().filter(|status| **status == 200);
        assert_eq!(
            receiver.counters().queued,
            accepted.count() as u64,
            "{what}"
        );
    }
    // What calls itself a validation and is none, and a handshake that does not.
    let receiver = Receiver::without_listener(&both).unwrap();
    for (body, kind) in [
        (event(), "SubscriptionValidation"),
        (grid_event(), "SubscriptionValidation"),
        (validation(), "Notification"),
    ] {
        let request = Request::new("POST", "/events", body).with_header("aeg-event-type", kind);
        assert_eq!(receiver.handle(&request).status, 401);
    }
    assert!(receiver.is_empty());
    let counters = receiver.counters();
    assert_eq!(counters.bad_tokens, 3);
    // An event of Event Grid with a token, without the header: the secret is what is missing.
    let (name, value) = token.unwrap();
    let request = Request::new("POST", "/events", grid_event()).with_header(name, value);
    assert_eq!(receiver.handle(&request).status, 401);
    assert_eq!(receiver.counters().bad_secrets, 1);
}

#[test]
fn event_grid_of_the_emulator_delivers_with_the_header_of_its_subscription() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    emulator.add_phone_number("+18005550100").unwrap();
    let options = |tokens: TokenVerifierOptions| {
        ReceiverOptions::new()
            .event_grid_header("X-Delivery", "correct horse")
            .token_verifier(tokens)
    };
    let tokens = TokenVerifierOptions::new(emulator.resource_id())
        .openid_configuration_url(emulator.openid_configuration_url())
        .clock(emulator.clock());
    for schema in [Schema::EventGrid, Schema::CloudEvents] {
        let receiver = Receiver::bind(&options(tokens.clone())).unwrap();
        let url = receiver.url("/events").unwrap();
        let subscription = GridSubscription::new(&url, schema);
        emulator.subscribe_with(&subscription).unwrap();
        let ring = || {
            let incoming = IncomingCall::new("4:+16045551234", "4:+18005550100");
            emulator.place_incoming_call(incoming).unwrap();
            assert!(emulator.flush(SOON));
        };
        ring();
        assert_eq!(receiver.counters().received, 0, "{schema:?}");
        assert!(receiver.counters().rejected > 0, "{schema:?}");
        let subscription = subscription.header("X-Delivery", "correct horse");
        emulator.subscribe_with(&subscription).unwrap();
        ring();
        let event = receiver.recv_timeout(SOON).unwrap().unwrap().event;
        assert_eq!(event.kind(), EventKind::IncomingCall);
        assert!(emulator.unsubscribe(&url));
    }
    let bad = GridSubscription::new("http://127.0.0.1:9/", Schema::EventGrid);
    for (name, value) in [("X Y", "v"), ("", "v"), ("X", "a\r\nb")] {
        let error = emulator
            .subscribe_with(&bad.clone().header(name, value))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn requests_from_other_networks_are_refused_and_a_proxy_has_to_be_trusted() {
    let forwarded = "X-Forwarded-For: 52.112.0.9\r\n";
    let post = |options: ReceiverOptions, headers: &str| {
        let receiver = Receiver::bind(&options).unwrap();
        let mut peer = Peer::connect(receiver.local_addr().unwrap());
        let response = peer.exchange("POST", "/events", headers, &event()).unwrap();
        (response.status, receiver.counters().bad_networks)
    };
    let service = || ReceiverOptions::new().allowed_network("52.112.0.0/14");
    assert_eq!(post(service(), ""), (403, 1));
    assert_eq!(post(service(), forwarded), (403, 1));
    assert_eq!(post(service().trusted_proxy("127.0.0.0/8"), ""), (403, 1));
    assert_eq!(
        post(service().trusted_proxy("127.0.0.0/8"), forwarded),
        (200, 0)
    );
    assert_eq!(
        post(service().allowed_network("127.0.0.1"), forwarded),
        (200, 0)
    );
    // Also scanners of other paths learn nothing.
    let receiver = Receiver::bind(&service()).unwrap();
    let mut peer = Peer::connect(receiver.local_addr().unwrap());
    assert_eq!(peer.post("/other", "").unwrap().status, 403);
    // Without a listener the program names the address.
    let receiver = Receiver::without_listener(&service()).unwrap();
    let mut request = Request::new("POST", "/events", event());
    assert_eq!(receiver.handle(&request).status, 403);
    request.peer = Some("52.112.0.9:1".parse().unwrap());
    assert_eq!(receiver.handle(&request).status, 200);
    request.peer = Some("52.116.0.9:1".parse().unwrap());
    assert_eq!(receiver.handle(&request).status, 403);
    assert_eq!(receiver.counters().bad_networks, 2);
}

#[test]
fn options_about_senders_that_break_a_rule_are_refused() {
    let new = ReceiverOptions::new;
    for (options, field) in [
        (new().audience(""), "audience"),
        (new().allowed_network("10.0.0.0/33"), "allowed network"),
        (new().trusted_proxy("proxy.example"), "trusted proxy"),
        (new().event_grid_header("", "v"), "event grid header"),
        (new().event_grid_header("a b", "v"), "event grid header"),
        (new().event_grid_header("X-A", ""), "event grid header"),
        (new().event_grid_header("X-A", " v"), "event grid header"),
        (
            new().event_grid_header("X-A", "a\r\nb"),
            "event grid header",
        ),
        (
            new().event_grid_header("X-A", "\u{e9}"),
            "event grid header",
        ),
    ] {
        let error = Receiver::without_listener(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{options:?}");
        assert_eq!(error.field(), Some(field));
    }
    let shown = format!("{:?}", new().event_grid_header("X-A", "correct horse"));
    assert!(!shown.contains("horse"), "{shown}");
}
