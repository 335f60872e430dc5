//! Inputs reduced from public bug reports, in `tests/data/inputs`: what a user would expect of each.

use acs_call_automation::auth::ConnectionString;
use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::options::{
    ClientOptions, CreateCallOptions, Credential, OperationOptions,
};
use acs_call_automation::{
    CallAutomationClient, CallInvite, CommunicationIdentifier, CommunicationUser, ErrorKind,
    PhoneNumber,
};

use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};

use crate::recorder::{Recorder, response};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";

fn input(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/inputs");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn event(name: &str) -> Event {
    Event::parse_all(input(name).as_bytes()).unwrap().remove(0)
}

fn client(endpoint: &str, validate: bool) -> CallAutomationClient {
    let key = Credential::access_key(KEY).unwrap();
    let options = ClientOptions::new().validate(validate).max_retries(0);
    CallAutomationClient::new(endpoint, key, &options).unwrap()
}

/// The refusal of a callback URL; `None` when it was accepted.
fn refusal(client: &CallAutomationClient, url: &str) -> Option<String> {
    let user = CommunicationUser::new("8:acs:r_u");
    let outcome = client.create_call(
        &CallInvite::new(CommunicationIdentifier::from(user)).unwrap(),
        url,
        &CreateCallOptions::new(),
    );
    let error = outcome.err()?;
    (error.kind() == ErrorKind::InvalidInput).then(|| {
        assert_eq!(error.field(), Some("callback uri"), "{error}");
        error.to_string()
    })
}

#[test]
fn user_to_user_is_found_in_every_spelling() {
    let received = event("15-incoming-mixed-header-case.json");
    let EventBody::IncomingCall(call) = received.body() else {
        panic!("{received:?}");
    };
    assert_eq!(call.user_to_user(), Some("616263;encoding=hex"));
    assert_eq!(call.sip_header("order"), Some("35567842"));
    assert_eq!(call.sip_header("X-MS-Custom-Order"), Some("35567842"));
    assert_eq!(call.sip_header("account"), Some("9"));
    assert_eq!(call.sip_header("User-To-User"), call.user_to_user());
    assert_eq!(call.voip_header("custom_header"), Some("v"));
    for spelling in ["User-To-User", "user-to-user", "userToUser", "USER_TO_USER"] {
        let body = serde_json::json!({"id": "1", "type": "Microsoft.Communication.IncomingCall",
            "data": {"customContext": {"sipHeaders": {"a": "b", spelling: "x"}}}});
        let events = Event::parse_all(body.to_string().as_bytes()).unwrap();
        let EventBody::IncomingCall(call) = events[0].body() else {
            panic!("{body}");
        };
        assert_eq!(call.user_to_user(), Some("x"), "{spelling}");
    }
}

#[test]
fn tones_are_read_by_their_older_name_too() {
    let received = event("02-recognize-old-tone-result-only.json");
    assert_eq!(received.dtmf_tones().as_deref(), Some("5#"));
}

#[test]
fn odd_numbers_of_participants_are_kept() {
    let received = event("21-participants-odd-phone-raw-ids.json");
    let EventBody::ParticipantsUpdated(update) = received.body() else {
        panic!("{received:?}");
    };
    let guid = "de7539f7-0000-4000-8000-000000000009";
    let expected = [
        (guid.to_owned(), None),
        (format!("+15550001111_{guid}"), Some(guid)),
        (format!("{guid}_{guid}"), Some(guid)),
    ];
    assert_eq!(update.participants.len(), expected.len());
    for (participant, (value, asserted_id)) in update.participants.iter().zip(expected) {
        let identifier = participant.identifier.as_ref().unwrap();
        let phone = identifier.as_phone_number().unwrap();
        assert_eq!(phone.value, value);
        assert_eq!(identifier.raw_id(), format!("4:{value}"));
        assert_eq!(phone.asserted_id.as_deref(), asserted_id);
    }
}

#[test]
fn a_connection_string_that_is_refused_names_the_mistake_and_the_form() {
    let text = input("32-connection-strings.txt");
    let mistakes = [
        "endpoint= is missing",
        "accesskey= may be missing",
        "placeholder",
        "",
        "quotes",
        "quotes",
        "byte order mark",
        "",
        "begin with https://",
        "base64",
    ];
    assert_eq!(text.lines().count(), mistakes.len());
    for (line, mistake) in text.lines().zip(mistakes) {
        let outcome = ConnectionString::parse(line);
        if mistake.is_empty() {
            outcome.unwrap();
            continue;
        }
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains(mistake), "{line}: {error}");
        assert!(error.contains("endpoint=https://NAME"), "{line}: {error}");
        assert!(!error.contains("c2Vj"), "the key shows: {error}");
    }
    let host = "https://r.communication.azure.com";
    for (line, mistake) in [
        (KEY.to_owned(), "access key alone"),
        (format!("endpoint={KEY};accesskey={host}/"), "exchange them"),
        (format!("endpoint={host}/,accesskey={KEY}"), "semicolon"),
        (format!("endpoint={host}/ accesskey={KEY}"), "semicolon"),
        (format!("endpoint:{host}/;accesskey:{KEY}"), "colon behind"),
        (
            format!("ACS=endpoint={host}/;accesskey={KEY}"),
            "name of a variable",
        ),
        (
            format!("Endpoint=sb://x/;SharedAccessKey={KEY}"),
            "another Azure service",
        ),
        (
            format!("endpoint=https:/{};accesskey={KEY}", &host[8..]),
            "two slashes",
        ),
        (
            format!("endpoint=https://{host};accesskey={KEY}"),
            "scheme twice",
        ),
        (
            format!("endpoint=https://$NAME.x;accesskey={KEY}"),
            "malformed",
        ),
        (format!("`endpoint={host};accesskey={KEY}`"), "quotes"),
        (
            format!("endpoint={host};accesskey=\u{feff}{KEY}"),
            "invisible character",
        ),
        (
            format!("endpoint={host}\u{200b};accesskey={KEY}"),
            "invisible character",
        ),
        (
            format!("endpoint={host};accesskey=YOUR_ACCESS_KEY"),
            "placeholder behind accesskey=",
        ),
        (
            format!(r#"{{"connectionString":"endpoint={host};accesskey={KEY}"}}"#),
            "is JSON",
        ),
        ("$ACS_CONNECTION_STRING".to_owned(), "name of a variable"),
        ("%ACS_CONNECTION_STRING%".to_owned(), "name of a variable"),
        (
            format!("\u{201c}endpoint={host};accesskey={KEY}\u{201d}"),
            "quotes",
        ),
        (
            format!("endpoint={host};accesskey={}", KEY.trim_end_matches('=')),
            "with the = at its end",
        ),
    ] {
        let error = ConnectionString::parse(&line).unwrap_err().to_string();
        assert!(error.contains(mistake), "{line}: {error}");
        assert!(!error.contains(&KEY[..8]), "the key shows: {error}");
    }
    for line in [
        format!("accesskey={KEY};endpoint={host}"),
        format!("ENDPOINT = {host}/ ; ACCESSKEY = {KEY} ;;\r\n"),
    ] {
        ConnectionString::parse(&line).unwrap();
    }
}

#[test]
fn an_endpoint_that_is_refused_names_the_mistake() {
    let host = "x.communication.azure.com";
    for (text, mistake) in [
        (host.to_owned(), "begin with https://"),
        (format!("https:{host}"), "two slashes"),
        (format!("https//{host}"), "colon and two slashes"),
        (format!("https;//{host}"), "colon and two slashes"),
        ("https://".to_owned(), "has no host"),
        ("https:///calling".to_owned(), "has no host"),
        ("https://undefined".to_owned(), "variable without a value"),
        (format!(" https://{host}"), "spaces"),
        (format!("https://{host}\n"), "line ends"),
        (format!("'https://{host}'"), "quotes"),
        (format!("\u{feff}https://{host}"), "byte order mark"),
        (
            format!("endpoint=https://{host};accesskey={KEY}"),
            "connection string",
        ),
        ("https://1.2.3".to_owned(), "malformed"),
        ("https://[::x]".to_owned(), "malformed"),
    ] {
        let key = Credential::access_key(KEY).unwrap();
        let outcome = CallAutomationClient::new(&text, key, &ClientOptions::new());
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains(mistake), "{text}: {error}");
    }
}

#[test]
fn an_id_of_another_kind_is_refused_as_a_communication_user() {
    let text = input("34-communication-user-ids.txt");
    let mistakes = [
        "8:acs:RESOURCE_USER",
        "Teams extension user",
        "phone number",
        "",
    ];
    assert_eq!(text.lines().count(), mistakes.len());
    let server = Recorder::start(|_| panic!("a request was sent"));
    let call = client(&server.endpoint(), true)
        .call_connection("c1")
        .unwrap();
    for (id, mistake) in text.lines().zip(mistakes) {
        let user = CommunicationIdentifier::communication_user(id);
        if mistake.is_empty() {
            continue;
        }
        let error = call.hold(&user, &Default::default()).unwrap_err();
        assert_eq!(error.field(), Some("target"), "{error}");
        assert!(error.message().contains(mistake), "{id}: {error}");
    }
    for number in [
        "+1 604 555 1234",
        "16045551234",
        "tel:+16045551234",
        "+0604",
    ] {
        let phone: CommunicationIdentifier = PhoneNumber::new(number).into();
        let error = call.unhold(&phone, &OperationOptions::new()).unwrap_err();
        assert!(
            error.message().contains("+16045551234"),
            "{number}: {error}"
        );
    }
    let teams = CommunicationIdentifier::microsoft_teams_user("8:orgid:abc");
    let error = call.unhold(&teams, &OperationOptions::new()).unwrap_err();
    assert!(error.message().contains("without a prefix"), "{error}");
}

#[test]
fn without_validation_every_identifier_is_sent() {
    let server = Recorder::start(|_| Some(response(200, &[], "")));
    let call = client(&server.endpoint(), false)
        .call_connection("c1")
        .unwrap();
    for id in input("34-communication-user-ids.txt").lines() {
        let user = CommunicationIdentifier::communication_user(id);
        call.unhold(&user, &OperationOptions::new()).unwrap();
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_callback_url_that_cannot_work_is_refused_with_the_mistake() {
    let text = input("35-callback-urls.txt");
    let mistakes = [
        "begin with https://",
        "begin with https://",
        "begin with https://",
        "must be https",
        "cannot reach",
        "placeholder",
        "two slashes",
    ];
    assert_eq!(text.lines().count(), mistakes.len());
    let real = client("https://contoso.communication.azure.com", true);
    for (url, mistake) in text.lines().zip(mistakes) {
        let error = refusal(&real, url).unwrap_or_else(|| panic!("{url} was accepted"));
        assert!(error.contains(mistake), "{url}: {error}");
    }
    for url in [
        "https://127.0.0.1/e",
        "https://localhost/e",
        "https://192.168.1.4/e",
        "https://[fd00::1]:9/e",
        "https://[::ffff:10.0.0.1]/e",
        "https://100.64.0.1/e",
        "https://app.localhost/e",
        "https://pbx.local./e",
        "https://host.docker.internal/e",
        "https://myhost/e",
    ] {
        let error = refusal(&real, url).unwrap_or_else(|| panic!("{url} was accepted"));
        assert!(error.contains("cannot reach"), "{url}: {error}");
    }
    for (url, mistake) in [
        ("https://app.example:99999/e", "1 to 65535"),
        ("https://app.example/e#x", "fragment"),
        ("https://app.example/%zz", "percent-encoded"),
        ("https://app.example/\u{e9}", "percent-encoded"),
        ("https://app..example/e", "malformed"),
        ("https://127.1/e", "malformed"),
        (" https://app.example/e", "spaces"),
    ] {
        let error = refusal(&real, url).unwrap_or_else(|| panic!("{url} was accepted"));
        assert!(error.contains(mistake), "{url}: {error}");
    }
    let server = Recorder::start(|_| Some(response(500, &[], "")));
    let local = client(&server.endpoint(), true);
    assert_eq!(refusal(&local, "http://127.0.0.1:8080/events"), None);
}

#[test]
fn a_call_can_have_a_callback_url_of_its_own() {
    let text = input("17-callback-path-per-call.txt");
    let target = text.split(' ').nth(1).unwrap();
    let body = text[text.find('[').unwrap()..].trim();
    let options = ReceiverOptions::new().path("/events/*").secret("s3cret");
    let receiver = Receiver::without_listener(&options.public_url("https://app.example")).unwrap();

    let url = receiver.url(target).unwrap();
    assert_eq!(url, format!("https://app.example{target}&secret=s3cret"));
    let sent_to = url.strip_prefix("https://app.example").unwrap();
    let response = receiver.handle(&Request::new("POST", sent_to, body));
    assert_eq!(response.status, 200);
    let event = receiver.recv().unwrap().event;
    let path = "/events/3f0c0000-0000-4000-8000-000000000001";
    assert_eq!(event.callback_path(), Some(path));
    assert_eq!(event.callback_query(), Some("callerId=%2B15550001111"));

    for (target, status) in [
        ("/events", 404),
        ("/events/", 404),
        ("/eventsx/1?secret=s3cret", 404),
        ("/events/1", 401),
    ] {
        let response = receiver.handle(&Request::new("POST", target, body));
        assert_eq!(response.status, status, "{target}");
    }
    for path in ["/events/*", "/other", "/events/a b", "/events/a#b"] {
        let error = receiver.url(path).unwrap_err();
        assert_eq!(error.field(), Some("path"), "{path}");
    }
    for path in ["/ev*/x", "/*x", "events/*", "/a/**"] {
        let error = Receiver::without_listener(&ReceiverOptions::new().path(path)).unwrap_err();
        assert_eq!(error.field(), Some("path"), "{path}");
    }
    let parsed = Event::parse_all(body.as_bytes()).unwrap().remove(0);
    assert_eq!(parsed.callback_path(), None);
}
