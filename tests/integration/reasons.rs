//! What an error says: whether the operation may have been done, what to look for, what to do.

use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use acs_call_automation::flow;
use acs_call_automation::options::{
    ClientOptions, Clock, CreateCallOptions, Credential, PlayOptions,
};
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::*;

use crate::flows::LONG;
use crate::recorder::{self, Recorder, json_response, response};
use crate::samples::{delivery, with_context};

const CALLBACK: &str = "https://app.example.com/events";
const BUSY: &str = r#"{"error":{"code":"9999","message":"Try later."}}"#;
const GONE: &str = r#"{"error":{"code":"8522","message":"Call not found."}}"#;

fn client(endpoint: &str, options: ClientOptions) -> CallAutomationClient {
    CallAutomationClient::new(endpoint, Credential::access_key("a2V5").unwrap(), &options).unwrap()
}

/// A client whose pauses take no time.
fn patient(endpoint: &str) -> CallAutomationClient {
    let still = Clock::manual(SystemTime::now());
    client(endpoint, ClientOptions::new().clock(still))
}

fn invite() -> CallInvite {
    CallInvite::new(CommunicationIdentifier::communication_user("8:acs:a_b")).unwrap()
}

fn create(client: &CallAutomationClient) -> Error {
    let options = CreateCallOptions::new().operation_context("order 7");
    client
        .create_call(&invite(), CALLBACK, &options)
        .unwrap_err()
}

fn hang_up(client: &CallAutomationClient) -> Result<Response<()>> {
    client
        .call_connection("c-1")
        .unwrap()
        .hang_up(ForEveryone::Yes)
}

#[test]
fn a_create_that_met_a_gateway_may_have_been_done_and_its_error_says_so() {
    for status in [408, 500, 502, 503, 504, 999] {
        let server = Recorder::start(move |_| Some(json_response(status, BUSY)));
        let client = patient(&server.endpoint());
        let error = create(&client);
        assert!(error.may_have_been_done(), "{status}");
        assert!(!error.is_retryable(), "{status}");
        let text = error.to_string();
        for part in ["unknown whether it was done", "its event", "order 7"] {
            assert!(text.contains(part), "{text}");
        }
        // Reading does nothing; hanging up twice does no harm.
        let call = client.call_connection("c-1").unwrap();
        assert!(!call.get_properties().unwrap_err().may_have_been_done());
        let error = hang_up(&client).unwrap_err();
        assert!(error.may_have_been_done(), "{status}");
        assert!(error.hint().unwrap().contains("no harm"), "{error}");
    }
}

#[test]
fn what_was_refused_or_never_sent_was_not_done() {
    for status in [400, 401, 403, 404, 409, 429] {
        let server = Recorder::start(move |_| Some(json_response(status, BUSY)));
        let error = create(&patient(&server.endpoint()));
        assert!(!error.may_have_been_done(), "{error}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let error = create(&patient(&endpoint));
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(!error.may_have_been_done());
}

#[test]
fn the_error_of_a_lost_create_names_its_operation_context() {
    let server = Recorder::start(|_| None);
    let error = create(&patient(&server.endpoint()));
    assert!(error.may_have_been_done());
    assert_eq!(error.operation_context(), Some("order 7"));
    assert!(error.to_string().contains("operation context order 7"));
}

#[test]
fn a_create_whose_response_names_no_call_may_have_been_done_and_a_read_changes_nothing() {
    for body in [
        "{}",
        r#"{"callConnectionId":""}"#,
        r#"{"callConnectionId":7}"#,
    ] {
        let server = Recorder::start(move |_| Some(json_response(201, body)));
        let client = patient(&server.endpoint());
        let error = create(&client);
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.may_have_been_done());
        assert_eq!(error.operation_context(), Some("order 7"));
        assert!(error.to_string().contains("look for its event"), "{error}");
        let call = client.call_connection("c-1").unwrap();
        let error = call.get_properties().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(!error.may_have_been_done(), "{error}");
    }
}

#[test]
fn a_hang_up_that_was_throttled_and_then_meets_404_has_succeeded() {
    let mut first = true;
    let server = Recorder::start(move |_| {
        let throttled = std::mem::take(&mut first);
        Some(if throttled {
            response(429, &[("Retry-After", "1")], "")
        } else {
            json_response(404, GONE)
        })
    });
    let done = hang_up(&patient(&server.endpoint())).unwrap();
    assert_eq!((done.status(), done.attempts()), (404, 2));
}

#[test]
fn a_response_that_is_not_http_is_not_requested_four_times() {
    let long = "x".repeat(70 * 1024);
    let responses = [
        (response(200, &[("X-Long", &long)], "{}"), "64 KiB"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n".to_vec(),
            "chunk",
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec(), "not valid HTTP"),
    ];
    for (bytes, said) in responses {
        let server = Recorder::start(move |_| Some(bytes.clone()));
        let client = patient(&server.endpoint());
        let error = client
            .call_connection("c-1")
            .unwrap()
            .get_properties()
            .unwrap_err();
        assert_eq!((error.attempts(), error.is_retryable()), (1, false));
        assert!(error.message().contains(said), "{error}");
        let error = hang_up(&client).unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::OutcomeUnknown, 1),
            "{error}"
        );
        assert!(error.may_have_been_done());
    }
}

/// A server that does this with each connection.
fn server(serve: impl Fn(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap());
        }
    });
    address
}

/// A server that responds to each connection with these bytes.
fn responding(bytes: &'static [u8]) -> String {
    server(move |mut stream| {
        let mut request = [0; 4096];
        let _ = std::io::Read::read(&mut stream, &mut request);
        let _ = stream.write_all(bytes);
    })
}

#[test]
fn a_server_that_cannot_be_reached_is_named_once_with_what_to_look_at() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap().to_string();
    drop(listener);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = listener.local_addr().unwrap().to_string();
    // Refuses the version of TLS.
    let old = responding(&[21, 3, 3, 0, 2, 2, 70]);
    let plain = responding(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let proxied = |address: &str| ClientOptions::new().proxy_url(format!("http://{address}"));
    let brief = |options: ClientOptions| options.timeout(Duration::from_millis(300));
    let unknown = "https://nowhere.invalid";
    let cases = [
        (
            format!("http://{closed}"),
            ClientOptions::new(),
            closed.as_str(),
            "Nothing listens",
        ),
        (
            unknown.to_owned(),
            ClientOptions::new(),
            "nowhere.invalid:443",
            "spelling",
        ),
        (
            format!("https://{silent}"),
            brief(ClientOptions::new()),
            &silent,
            "firewall",
        ),
        (
            format!("https://{old}"),
            ClientOptions::new(),
            &old,
            "check scheme and port",
        ),
        (
            format!("https://{plain}"),
            ClientOptions::new(),
            &plain,
            "check scheme and port",
        ),
        (
            "http://127.0.0.9:9".to_owned(),
            proxied(&closed),
            &closed,
            "host and port of the proxy",
        ),
        (
            unknown.to_owned(),
            brief(proxied(&silent)),
            &silent,
            "host and port of the proxy",
        ),
        (
            unknown.to_owned(),
            proxied("nowhere.invalid:3128"),
            "the proxy nowhere.invalid:3128",
            "spelling",
        ),
        (
            unknown.to_owned(),
            proxied(&old),
            &old,
            "proxies on the way",
        ),
    ];
    for (endpoint, options, named, advice) in cases {
        let error = create(&client(&endpoint, options.max_retries(0)));
        assert_eq!(error.kind(), ErrorKind::NotSent, "{error}");
        assert_eq!(error.message().matches(named).count(), 1, "{error}");
        assert!(error.hint().unwrap().contains(advice), "{error}");
    }
}

#[test]
fn a_server_that_is_reached_and_responds_badly_is_named_once_too() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let cases = [
        (
            silent.local_addr().unwrap().to_string(),
            "no response in time",
            "longer timeout",
        ),
        // An alert of TLS.
        (
            responding(&[21, 3, 3, 0, 2, 2, 22]),
            "not valid HTTP",
            "scheme and port",
        ),
    ];
    for (address, message, advice) in cases {
        let options = ClientOptions::new().timeout(Duration::from_millis(300));
        let client = client(&format!("http://{address}"), options);
        let call = client.call_connection("c-1").unwrap();
        for error in [call.get_properties().unwrap_err(), create(&client)] {
            assert_eq!(error.attempts(), 1, "{error}");
            assert_eq!(error.message().matches(&address).count(), 1, "{error}");
            assert!(error.message().contains(message), "{error}");
            assert!(error.hint().unwrap().contains(advice), "{error}");
        }
    }
}

#[test]
fn a_page_in_place_of_the_service_and_a_broken_body_say_what_to_look_at() {
    for (body, kind, advice) in [
        ("<html>", "text/html", "Something else than the service"),
        ("{\"a\":", "application/json", "look for its event"),
    ] {
        let server = Recorder::start(move |_| Some(response(201, &[("Content-Type", kind)], body)));
        let error = create(&patient(&server.endpoint()));
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.hint().unwrap().contains(advice), "{error}");
    }
}

#[test]
fn a_port_in_use_is_named_once_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let options = acs_call_automation_emulator::EmulatorOptions::new().port(address.port());
    let of_receiver = Receiver::bind(&ReceiverOptions::new().listen(address.to_string()));
    let of_emulator = acs_call_automation_emulator::Emulator::start_with(&options);
    for error in [of_receiver.unwrap_err(), of_emulator.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::System);
        let text = error.to_string();
        assert_eq!(text.matches(&address.to_string()).count(), 1, "{text}");
        assert!(text.contains("choose another port"), "{text}");
    }
    // Kept for documentation (RFC 5737): no machine has it.
    let options = ReceiverOptions::new().listen("192.0.2.1:8080");
    let error = Receiver::bind(&options).unwrap_err();
    assert!(error.hint().unwrap().contains("0.0.0.0"), "{error}");
}

/// A proxy that responds to each request with this status.
fn proxy(status: u16) -> String {
    server(move |mut stream| {
        recorder::read_request(&mut std::io::BufReader::new(stream.try_clone().unwrap()));
        let _ = stream.write_all(&response(
            status,
            &[("Location", "http://login.example/")],
            "",
        ));
    })
}

#[test]
fn what_a_proxy_has_decided_is_not_requested_again() {
    for (status, attempts) in [(302, 1), (400, 1), (403, 1), (407, 1), (429, 4), (502, 4)] {
        let options = ClientOptions::new()
            .clock(Clock::manual(SystemTime::now()))
            .proxy_url(format!("http://{}", proxy(status)));
        let error = create(&client("http://127.0.0.9:9", options));
        assert_eq!(error.kind(), ErrorKind::NotSent, "{error}");
        assert_eq!(error.attempts(), attempts, "{error}");
        assert!(
            error.message().contains(&format!("returned {status}")),
            "{error}"
        );
        assert!(error.message().contains("the proxy 127.0.0.1:"), "{error}");
    }
}

#[test]
fn a_proxy_that_wants_a_password_says_what_to_do() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            recorder::read_request(&mut std::io::BufReader::new(stream.try_clone().unwrap()));
            let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        }
    });
    let options = ClientOptions::new().proxy_url(format!("http://{address}"));
    let error = create(&client("http://127.0.0.9:9", options.max_retries(0)));
    assert!(error.message().contains("proxy"), "{error}");
    assert!(error.message().contains("407"), "{error}");
    assert!(error.hint().unwrap().contains("USER:PASSWORD"), "{error}");
}

/// A gateway that hands on a request, here as its event, and then returns an error.
fn gateway(receiver: &Receiver, status: u16, event: Option<&'static str>) -> Recorder {
    let inbox = receiver.inbox();
    Recorder::start(move |_| {
        if let Some(name) = event {
            let event = with_context(&delivery(name, "c-1", "1"), "order 7");
            let told = inbox.handle(&Request::new("POST", "/events", event));
            assert_eq!(told.status, 200);
        }
        Some(json_response(status, BUSY))
    })
}

#[test]
fn behind_a_gateway_that_acts_and_fails_the_event_decides() {
    for status in [500, 503] {
        let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
        let server = gateway(&receiver, status, Some("CallConnected"));
        let options = CreateCallOptions::new().operation_context("order 7");
        let client = patient(&server.endpoint());
        let up =
            flow::create_call_and_wait(&client, &receiver, &invite(), CALLBACK, &options, LONG);
        assert_eq!(up.unwrap().success().unwrap().call_connection.id(), "c-1");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_500_whose_event_never_comes_is_reported_as_it_was() {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let server = gateway(&receiver, 500, None);
    let call = patient(&server.endpoint()).call_connection("c-1").unwrap();
    let greeting = PlaySource::file("https://example.com/hello.wav");
    let error = flow::play_to_all_and_wait(
        &call,
        &receiver,
        &[greeting],
        &PlayOptions::new().operation_context("order 7"),
        Duration::from_millis(50),
    )
    .unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::Service, Some(500))
    );
    assert!(error.may_have_been_done());
    assert_eq!(error.operation_context(), Some("order 7"));
}
