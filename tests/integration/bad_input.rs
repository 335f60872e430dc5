//! Bad input is refused with the field and the rule, before anything is sent.

mod media;
use crate::recorder;
mod recording;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::identifier::{MicrosoftTeamsApp, TeamsExtensionUser};
use acs_call_automation::model::{
    CustomCallingContext, MediaStreamingAudioChannel, TeamsPhoneCallDetails,
};
use acs_call_automation::options::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, ConnectCallOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, GenericRequest, MediaStreamingOptions, Method,
    MuteParticipantsOptions, OperationOptions, RejectCallOptions, TranscriptionOptions,
    TransferCallOptions, TrustRoots,
};
use acs_call_automation::*;
use recorder::Recorder;

/// No participants.
const NONE: [&str; 0] = [];
const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const CALLBACK: &str = "https://app.example.com/events";

fn refused<T>(outcome: Result<T>, field: &str, rule: &str) {
    let error = outcome.err().expect("it was accepted");
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    assert_eq!(error.field(), Some(field), "{error}");
    assert!(error.message().contains(rule), "{error}");
    assert_eq!(error.attempts(), 0);
}

/// Runs a story against a server that fails the test when anything arrives.
fn nothing_sent(story: impl FnOnce(&CallAutomationClient, &CallConnection)) {
    let server = Recorder::start(|_| panic!("a request was sent"));
    let client = CallAutomationClient::new(
        &server.endpoint(),
        Credential::access_key(KEY).unwrap(),
        &ClientOptions::new(),
    )
    .unwrap();
    let call = client.call_connection("c-1").unwrap();
    story(&client, &call);
    assert!(server.requests().is_empty());
}

fn user() -> CommunicationIdentifier {
    CommunicationIdentifier::communication_user("8:acs:a_b")
}

fn phone() -> CommunicationIdentifier {
    "+16045551234".parse().unwrap()
}

#[test]
fn connection_strings() {
    let refused = |text: &str, rule: &str| {
        refused(
            CallAutomationClient::from_connection_string(text),
            "connection string",
            rule,
        );
    };
    refused("", "no endpoint");
    refused("endpoint=https://a.example", "no accesskey");
    refused(&format!("accesskey={KEY}"), "no endpoint");
    refused("endpoint=https://a.example;accesskey=", "no accesskey");
    refused("endpoint=https://a.example;accesskey=not base64!", "base64");
    refused(
        &format!("endpoint=ftp://a.example;accesskey={KEY}"),
        "https://",
    );
    refused(&format!("endpoint=a.example;accesskey={KEY}"), "https://");
    refused(
        &format!("endpoint=https://a b;accesskey={KEY}"),
        "not a valid URL",
    );
    refused(
        &format!("endpoint=https://a.example/x;accesskey={KEY}"),
        "no path",
    );
    refused(
        &format!("endpoint=https://u@a.example;accesskey={KEY}"),
        "user name",
    );
    refused(
        &format!("endpoint=https://a.example;accesskey={KEY};x"),
        "NAME=VALUE",
    );
    refused(
        &format!("endpoint=https://a.example;accesskey={KEY};x=y"),
        "endpoint and accesskey",
    );
    refused(
        &format!("endpoint=https://a.example;endpoint=https://b.example;accesskey={KEY}"),
        "twice",
    );
}

#[test]
fn connection_strings_are_read_as_the_sdks_do() {
    for text in [
        format!("endpoint=https://contoso.communication.azure.com/;accesskey={KEY}"),
        format!("Endpoint=https://contoso.communication.azure.com;AccessKey={KEY};"),
        format!(" accesskey={KEY};endpoint=https://contoso.communication.azure.com/ "),
    ] {
        let client = CallAutomationClient::from_connection_string(&text).unwrap();
        let endpoint = client.endpoint().to_string();
        assert_eq!(endpoint, "https://contoso.communication.azure.com");
    }
}

#[test]
fn no_secret_shows_in_an_error_or_in_debug_output() {
    let secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    let bad = format!("endpoint=https://a.example;accesskey={secret}*");
    let error = CallAutomationClient::from_connection_string(&bad).unwrap_err();
    let good = format!("endpoint=https://a.example;accesskey={secret}");
    let client = CallAutomationClient::from_connection_string(&good).unwrap();
    let credential = Credential::access_key(secret).unwrap();
    let parsed = auth::ConnectionString::parse(&good).unwrap();
    let mixed_up = CallAutomationClient::new(&good, credential.clone(), &ClientOptions::new());
    let swapped = format!("endpoint={secret};accesskey=https://a.example");
    let swapped = CallAutomationClient::from_connection_string(&swapped).unwrap_err();
    let options = ClientOptions::new().proxy_url(format!("http://user:{secret}@proxy.example"));
    let shown = format!(
        "{error} {error:?} {client:?} {credential:?} {parsed:?} {:?} {swapped} {options:?}",
        mixed_up.unwrap_err()
    );
    assert!(!shown.contains(secret), "{shown}");
}

struct Tokens;

impl TokenSource for Tokens {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AccessToken::new(
            "t",
            SystemTime::now() + Duration::from_secs(60),
        ))
    }
}

#[test]
fn a_bearer_token_never_crosses_the_net_in_the_clear() {
    let client = |endpoint| {
        CallAutomationClient::new(
            endpoint,
            Credential::token(Arc::new(Tokens)),
            &ClientOptions::new(),
        )
    };
    refused(client("http://contoso.example"), "endpoint", "https");
    client("https://contoso.example").unwrap();
    client("http://127.0.0.1:1").unwrap();
    client("http://localhost:1").unwrap();
}

#[test]
fn client_options_out_of_range() {
    let client = |options| {
        CallAutomationClient::new(
            "https://a.example",
            Credential::access_key(KEY).unwrap(),
            &options,
        )
    };
    let options = ClientOptions::new;
    let hours = Duration::from_secs(3601);
    refused(
        client(options().timeout(Duration::ZERO)),
        "timeout",
        "1 ms to 1 hour",
    );
    refused(
        client(options().timeout(hours)),
        "timeout",
        "1 ms to 1 hour",
    );
    refused(
        client(options().attempt_timeout(Duration::ZERO)),
        "attempt timeout",
        "1 ms",
    );
    refused(
        client(options().connect_timeout(hours)),
        "connect timeout",
        "1 hour",
    );
    refused(
        client(options().idle_timeout(Duration::ZERO)),
        "idle timeout",
        "1 ms",
    );
    refused(
        client(options().max_retries(21)),
        "max retries",
        "at most 20",
    );
    refused(
        client(options().api_version("")),
        "api version",
        "2026-03-12",
    );
    refused(
        client(options().api_version("a&b")),
        "api version",
        "2026-03-12",
    );
    refused(
        client(options().user_agent_prefix("a b")),
        "user agent prefix",
        "visible ASCII",
    );
    refused(
        client(options().max_response_size(0)),
        "max response size",
        "1 byte",
    );
    refused(client(options().proxy_url("::")), "proxy url", "URL");
    refused(
        client(options().proxy_url("'http://p:1'")),
        "proxy url",
        "quotes",
    );
    refused(
        client(options().proxy_url("http://u:p@proxy:99999")),
        "proxy url",
        "from 1 to 65535",
    );
    refused(
        client(options().proxy_url("socks5://127.0.0.1:1")),
        "proxy url",
        "http://",
    );
    let pem = |text: &str| options().trust_roots(TrustRoots::Pem(text.to_owned()));
    refused(client(pem("")), "trust roots", "certificate");
    let broken = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n";
    refused(client(pem(broken)), "trust roots", "PEM");
}

#[test]
fn request_options_out_of_range() {
    nothing_sent(|_, call| {
        let ask = |options: RequestOptions| call.get_properties_with(&options);
        let options = RequestOptions::new;
        refused(ask(options().timeout(Duration::ZERO)), "timeout", "1 ms");
        refused(
            ask(options().attempt_timeout(Duration::from_secs(9999))),
            "attempt timeout",
            "1 hour",
        );
        refused(ask(options().max_retries(99)), "max retries", "20");
        refused(ask(options().request_id("")), "request id", "1 to 128");
        refused(ask(options().request_id("a\nb")), "request id", "visible");
        refused(
            ask(options().request_id("x".repeat(129))),
            "request id",
            "128",
        );
        refused(ask(options().api_version("2026 03")), "api version", "date");
        refused(
            ask(options().header("a b", "c")),
            "header",
            "not a header name",
        );
        refused(
            ask(options().header("x-a", "c\r\nx-b: d")),
            "header",
            "printable",
        );
        refused(
            ask(options().header("Host", "evil")),
            "header",
            "set by the library",
        );
        let uuid = "22222222-3333-4444-8555-666666666666";
        let ids = options().repeatability(uuid, SystemTime::now());
        refused(ask(ids), "repeatability id", "not sent by this operation");
        for not_a_uuid in [
            "",
            "mine",
            "22222222-3333-4444-8555-66666666666",
            "{22222222-3333-4444-8555-666666666666}",
        ] {
            let ids = options().repeatability(not_a_uuid, SystemTime::now());
            refused(
                call.hang_up_with(ForEveryone::Yes, &ids),
                "repeatability id",
                "UUID",
            );
        }
        // An error of a request that was not sent, or of one that reads, has no ids.
        let without_ids = ask(options().header("Host", "evil")).unwrap_err();
        refused(
            call.hang_up_with(ForEveryone::Yes, &options().repeat_of(&without_ids)),
            "repeatability id",
            "the error has no repeatability ids",
        );
        let long_ago = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let ids = options().repeatability(uuid, long_ago);
        refused(call.hang_up_with(ForEveryone::Yes, &ids), "date", "1970");
    });
}

#[test]
fn ids_and_texts() {
    nothing_sent(|client, call| {
        refused(client.call_connection(""), "call connection id", "empty");
        for elsewhere in [".", ".."] {
            refused(
                client.call_connection(elsewhere),
                "call connection id",
                "..",
            );
        }
        let long = client.call_connection(&"x".repeat(70_000)).unwrap();
        refused(long.get_properties(), "path", "longer");
        let empty: [CommunicationIdentifier; 3] = [
            MicrosoftTeamsUser::new("").into(),
            MicrosoftTeamsApp::new("").into(),
            TeamsExtensionUser::new("u", "", "r").into(),
        ];
        for who in empty {
            let outcome = call.remove_participant(&who, &OperationOptions::new());
            refused(outcome, "participant", "empty");
        }
        refused(
            client.call_connection("a\nb"),
            "call connection id",
            "control",
        );
        let none = CommunicationIdentifier::from_raw_id("");
        refused(call.get_participant(&none), "participant", "empty");
        refused(
            call.remove_participant(&none, &OperationOptions::new()),
            "participant",
            "empty",
        );
        refused(
            call.remove_participant(
                CommunicationIdentifier::from_raw_id("4:"),
                &OperationOptions::new(),
            ),
            "participant",
            "empty",
        );
        refused(
            call.mute_participants(NONE, &MuteParticipantsOptions::new()),
            "participants",
            "empty",
        );
        refused(
            call.mute_participants(["8:acs:a_b", "Alice"], &MuteParticipantsOptions::new()),
            "identifier",
            "\"Alice\" is neither a raw id",
        );
        refused(
            call.mute_participants(
                &[user()],
                &MuteParticipantsOptions::new().operation_context("a\u{0}"),
            ),
            "operation context",
            "control",
        );
        refused(
            call.move_participants(&[user()], "", &OperationOptions::new()),
            "from call",
            "empty",
        );
        refused(
            call.cancel_add_participant("", &OperationOptions::new()),
            "invitation id",
            "empty",
        );
        refused(
            client.answer_call("", CALLBACK, &AnswerCallOptions::new()),
            "incoming call context",
            "empty",
        );
        refused(
            client.reject_call("\u{7}", &RejectCallOptions::new()),
            "incoming call context",
            "control",
        );
        for locator in [
            CallLocator::ServerCall(String::new()),
            CallLocator::GroupCall(String::new()),
            CallLocator::Room(String::new()),
        ] {
            refused(
                client.connect_call(&locator, CALLBACK, &ConnectCallOptions::new()),
                "call locator",
                "empty",
            );
        }
        refused(
            client.create_group_call(NONE, CALLBACK, &CreateGroupCallOptions::new()),
            "targets",
            "empty",
        );
    });
}

#[test]
fn callback_urls() {
    nothing_sent(|client, call| {
        for (url, rule) in [
            ("", "empty"),
            ("http://app.example.com/events", "https"),
            ("ftp://app.example.com/", "https://"),
            ("/events", "absolute"),
            ("https://", ""),
            ("https://app.example.com/a b", "not a valid URL"),
            ("https://app.example.com/\n", "control"),
            ("http://127.0.0.1.evil.example/", "https"),
        ] {
            let options = CreateCallOptions::new();
            let outcome = client.create_call(&CallInvite::new(user()).unwrap(), url, &options);
            refused(outcome, "callback uri", rule);
        }
        refused(
            call.add_participant(
                &CallInvite::new(user()).unwrap(),
                &AddParticipantOptions::new().operation_callback_uri("http://foreign.example/"),
            ),
            "operation callback uri",
            "https",
        );
        refused(
            call.transfer_call(
                user(),
                &TransferCallOptions::new().operation_callback_uri("nowhere"),
            ),
            "operation callback uri",
            "absolute",
        );
    });
}

#[test]
fn a_telephone_is_not_called_without_a_caller_id() {
    nothing_sent(|client, call| {
        let field = "source caller id number";
        let invite = CallInvite::new(phone()).unwrap();
        let options = CreateCallOptions::new();
        refused(
            client.create_call(&invite, CALLBACK, &options),
            field,
            "needed",
        );
        refused(
            client.create_group_call(&[user(), phone()], CALLBACK, &CreateGroupCallOptions::new()),
            field,
            "needed",
        );
        refused(
            call.add_participant(&invite, &AddParticipantOptions::new()),
            field,
            "needed",
        );
        let empty = CallInvite::new(phone())
            .unwrap()
            .source_caller_id_number(PhoneNumber::new(""));
        refused(
            client.create_call(&empty, CALLBACK, &options),
            field,
            "empty",
        );
    });
}

#[test]
fn what_the_wire_has_no_field_for_is_refused_not_dropped() {
    nothing_sent(|client, _| {
        let context = CustomCallingContext::new().voip_header("a", "b");
        let invite = CallInvite::new(user())
            .unwrap()
            .custom_calling_context(context);
        refused(
            client.create_call(&invite, CALLBACK, &CreateCallOptions::new()),
            "custom calling context",
            "is not supported by",
        );
    });
}

#[test]
fn text_that_an_option_cannot_read_is_refused_by_the_operation() {
    nothing_sent(|client, call| {
        let transfer = |options: TransferCallOptions| call.transfer_call(user(), &options);
        let options = TransferCallOptions::new;
        refused(transfer(options().transferee("Ada")), "transferee", "Ada");
        let local = options().source_caller_id_number("0604 555");
        assert_eq!(
            local,
            options().source_caller_id_number(String::from("0604 555"))
        );
        assert_ne!(local, options().source_caller_id_number("0604 556"));
        assert_ne!(
            local,
            options().source_caller_id_number(PhoneNumber::new("0604 555"))
        );
        refused(transfer(local), "source caller id number", "write +");
        let group = CreateGroupCallOptions::new().source_caller_id_number("18005550100");
        refused(
            client.create_group_call([phone()], CALLBACK, &group),
            "source caller id number",
            "write +",
        );
        assert_eq!(
            options()
                .transferee("+16045551234")
                .source_caller_id_number("+18005550100"),
            options()
                .transferee(phone())
                .source_caller_id_number(PhoneNumber::new("+18005550100")),
        );
    });
}

#[test]
fn ranges_and_headers() {
    nothing_sent(|client, call| {
        let add = |options: AddParticipantOptions| {
            call.add_participant(&CallInvite::new(user()).unwrap(), &options)
        };
        for timeout in [Duration::from_secs(181), Duration::from_millis(180_001)] {
            refused(
                add(AddParticipantOptions::new().invitation_timeout(timeout)),
                "invitation timeout",
                "180",
            );
        }
        let six = (0..6).fold(CustomCallingContext::new(), |context, n| {
            context.sip_custom_header(format!("h{n}"), "v")
        });
        refused(
            call.transfer_call(
                user(),
                &TransferCallOptions::new().custom_calling_context(six),
            ),
            "SIP headers",
            "at most 5",
        );
        let odd = TeamsPhoneCallDetails::new().intent("a\r\n");
        let odd = CustomCallingContext::new().teams_phone_call_details(odd);
        refused(
            call.transfer_call(
                user(),
                &TransferCallOptions::new().custom_calling_context(odd),
            ),
            "Teams phone call details",
            "control",
        );
        let long = CustomCallingContext::new().user_to_user("u".repeat(257));
        refused(
            call.transfer_call(
                user(),
                &TransferCallOptions::new().custom_calling_context(long),
            ),
            "SIP header",
            "256",
        );
        let long = CustomCallingContext::new().voip_header("a".repeat(65), "v");
        refused(
            call.add_participant(
                &CallInvite::new(user())
                    .unwrap()
                    .custom_calling_context(long),
                &AddParticipantOptions::new(),
            ),
            "VoIP header",
            "64",
        );
        let streaming = MediaStreamingOptions::websocket(MediaStreamingAudioChannel::Mixed)
            .transport_url("https://media.example");
        refused(
            client.create_call(
                &CallInvite::new(user()).unwrap(),
                CALLBACK,
                &CreateCallOptions::new().media_streaming(streaming),
            ),
            "media streaming url",
            "wss://",
        );
        refused(
            client.create_call(
                &CallInvite::new(user()).unwrap(),
                CALLBACK,
                &CreateCallOptions::new().transcription(TranscriptionOptions::websocket("")),
            ),
            "transcription locale",
            "empty",
        );
    });
}

#[test]
fn generic_requests() {
    nothing_sent(|client, _| {
        for path in [
            "",
            "calling/x",
            "/a b",
            "/a?b=c",
            "/a#b",
            "/\u{e9}",
            "/a\nb",
        ] {
            refused(
                client.send(&GenericRequest::new(Method::Get, path)),
                "path",
                "percent-encoded",
            );
        }
        let twice = GenericRequest::new(Method::Get, "/x").query("Api-Version", "1");
        refused(client.send(&twice), "query", "api-version");
        let with_body = GenericRequest::new(Method::Get, "/x").json(serde_json::json!({}));
        refused(client.send(&with_body), "body", "none");
    });
}

#[test]
fn plain_text_is_not_an_identifier_unless_it_is_a_number() {
    for text in [
        "",
        "alice",
        "16045551234",
        "+0123456789",
        "+123",
        "+1604555123x",
        "8:\n",
    ] {
        let outcome = text.parse::<CommunicationIdentifier>();
        let error = outcome.expect_err(text);
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text:?}");
    }
}
