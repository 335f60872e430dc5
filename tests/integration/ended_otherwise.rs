//! Flows that end otherwise than well, and what they say about it.

use std::time::{Duration, SystemTime};

use acs_call_automation::event::{Event, EventKind};
use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::{ClientOptions, Clock, Credential, PlayOptions};
use acs_call_automation::receiver::Request;
use acs_call_automation::receiver::{Expected, Filter, Inbox, Receiver, ReceiverOptions, Waited};
use acs_call_automation::*;

use crate::flows::{LONG, ended};
use crate::recorder::{Recorder, json_response, response};
use crate::samples::{delivery, with_context};

const BRIEF: Duration = Duration::from_millis(30);
const GONE: &str = r#"{"error":{"code":"8522","message":"Call not found."}}"#;

fn receiver() -> Receiver {
    Receiver::without_listener(&ReceiverOptions::new().secret("s3")).unwrap()
}

fn post(receiver: &Inbox, secret: &str, body: impl Into<Vec<u8>>) -> u16 {
    let target = format!("/events?secret={secret}");
    receiver.handle(&Request::new("POST", &target, body)).status
}

fn call(server: &Recorder) -> CallConnection {
    let options = ClientOptions::new().clock(Clock::manual(SystemTime::now()));
    let key = Credential::access_key("a2V5").unwrap();
    let client = CallAutomationClient::new(&server.endpoint(), key, &options).unwrap();
    client.call_connection("c-1").unwrap()
}

fn play(call: &CallConnection, receiver: &Receiver, timeout: Duration) -> Result<Outcome> {
    let options = PlayOptions::new().operation_context("greeting");
    let source = PlaySource::file("https://example.com/hello.wav");
    flow::play_to_all_and_wait(call, receiver, &[source], &options, timeout)
}

#[test]
fn a_wait_without_an_event_says_for_what_how_long_and_that_deliveries_were_refused() {
    let receiver = receiver();
    let inbox = receiver.inbox();
    let server = Recorder::start(move |_| {
        let event = with_context(&delivery("PlayCompleted", "c-1", "1"), "greeting");
        assert_eq!(post(&inbox, "wrong", event.clone()), 401);
        assert_eq!(post(&inbox, "wrong", event), 401);
        // A visitor does not hide the reason.
        let visit = Request::new("GET", "/favicon.ico", "");
        assert_eq!(inbox.handle(&visit).status, 404);
        Some(response(202, &[], ""))
    });
    let outcome = play(&call(&server), &receiver, BRIEF).unwrap();
    let line = outcome.to_string();
    for part in [
        "s for PlayCompleted or PlayFailed or PlayCanceled",
        "2 deliveries were refused with 401: the secret is missing or wrong",
        "1 delivery was refused with 404: \"/favicon.ico\" is not a callback path",
        "operation context greeting",
    ] {
        assert!(line.contains(part), "{line}");
    }
    let pending = outcome.pending().unwrap();
    assert!(line.contains(&pending.waited));
}

#[test]
fn a_wait_whose_event_could_not_be_read_says_so() {
    let receiver = receiver();
    let inbox = receiver.inbox();
    let server = Recorder::start(move |_| {
        let other = delivery("PlayStarted", "c-1", "1");
        let damaged = other.replacen(
            '[',
            r#"[{"type":"Microsoft.Communication.PlayCompleted"},"#,
            1,
        );
        assert_eq!(post(&inbox, "s3", damaged), 200);
        Some(response(202, &[], ""))
    });
    let line = play(&call(&server), &receiver, BRIEF).unwrap().to_string();
    let why = "events that could not be read: 1 (event 1 of 2 has no text in its member id)";
    assert!(line.contains(why), "{line}");
}

#[test]
fn a_wait_that_was_ended_says_for_what_how_long_and_what_was_refused_until_then() {
    for refused in [false, true] {
        let receiver = receiver();
        let inbox = receiver.inbox();
        let closes = receiver.clone();
        let server = Recorder::start(move |_| {
            if refused {
                assert_eq!(
                    post(&inbox, "wrong", delivery("PlayCompleted", "c-1", "1")),
                    401
                );
            }
            assert!(closes.close(LONG));
            Some(response(202, &[], ""))
        });
        let outcome = play(&call(&server), &receiver, LONG).unwrap();
        assert!(matches!(outcome, Outcome::Closed(_)), "{outcome}");
        let line = outcome.to_string();
        assert!(
            line.contains("s for PlayCompleted or PlayFailed or PlayCanceled"),
            "{line}"
        );
        let says = line.contains("1 delivery was refused with 401: the secret is missing or wrong");
        assert_eq!(says, refused, "{line}");
        // Nothing arrived in no time, which is no reason to doubt the callback URL.
        assert!(!line.contains("check"), "{line}");
    }
}

#[test]
fn a_wait_without_any_delivery_says_that_the_callback_url_may_be_wrong() {
    let receiver = receiver();
    let server = Recorder::start(|_| Some(response(202, &[], "")));
    let line = play(&call(&server), &receiver, BRIEF).unwrap().to_string();
    assert!(line.contains("check that the callback URL"), "{line}");
    // Likewise when the response was lost.
    let server = Recorder::start(|_| None);
    let error = play(&call(&server), &receiver, BRIEF).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.to_string().contains("check that the callback URL"));
}

#[test]
fn a_call_that_ended_just_before_has_ended_whether_event_or_404_arrives_first() {
    let end = || with_context(&delivery("CallDisconnected", "c-1", "9"), "");
    // The event first, and it was read already.
    let events = receiver();
    assert_eq!(post(&events.inbox(), "s3", end()), 200);
    assert!(events.recv().unwrap().event.ends_call());
    let server = Recorder::start(|_| panic!("nothing is sent to a call that has ended"));
    let first = ended(play(&call(&server), &events, LONG).unwrap());
    assert_eq!(first.event.name(), "CallDisconnected");
    // The response first, and then the event.
    let terminated = r#"{"error":{"code":"8528","message":"Call already terminated."}}"#;
    for (status, body) in [(404, GONE), (400, terminated)] {
        let events = receiver();
        let inbox = events.inbox();
        let server = Recorder::start(move |_| {
            let inbox = inbox.clone();
            std::thread::spawn(move || post(&inbox, "s3", end()));
            Some(json_response(status, body))
        });
        let first = ended(play(&call(&server), &events, LONG).unwrap());
        assert_eq!(first.event.id(), "9");
        let kept = events.recv().unwrap();
        assert_eq!(kept.event.id(), "9", "it stays for its reader");
    }
}

#[test]
fn a_call_that_never_existed_is_a_404() {
    let receiver = receiver();
    let server = Recorder::start(|_| Some(json_response(404, GONE)));
    let error = play(&call(&server), &receiver, BRIEF).unwrap_err();
    assert_eq!(
        (error.http_status(), error.sub_code()),
        (Some(404), Some(8522))
    );
}

#[test]
fn an_event_name_with_a_typing_error_is_refused_at_once() {
    let receiver = receiver();
    let waits = |name: &str| receiver.wait_for(&[Expected::success(name)], BRIEF);
    let error = waits("CallConected").unwrap_err();
    assert_eq!(error.field(), Some("expected"));
    assert!(error.message().contains("CallConected"), "{error}");
    // A whole type may be a newer one.
    assert!(matches!(
        waits("Microsoft.Communication.PlayEchoed"),
        Ok(Waited::TimedOut)
    ));
    assert!(matches!(waits("com.example.Greeted"), Ok(Waited::TimedOut)));
    assert!(matches!(waits("PlayCompleted"), Ok(Waited::TimedOut)));
    for (name, meant) in [
        ("playcompleted", "PlayCompleted"),
        ("Play.Completed", "Microsoft.Communication.PlayCompleted"),
        (
            "microsoft.communication.PlayCompleted",
            "Microsoft.Communication.PlayCompleted",
        ),
        (
            "Microsoft.Communication.CallConected",
            "Microsoft.Communication.CallConnected",
        ),
        (
            "Microsoft.Communications.CallConnected",
            "Microsoft.Communication.CallConnected",
        ),
    ] {
        let error = waits(name).unwrap_err();
        let hint = format!("did you mean {meant}?");
        assert!(error.message().ends_with(&hint), "{error}");
    }
    for name in [".", "a.", ".a", "a..b", "a b.c", "PlayEchoed", ""] {
        assert_eq!(waits(name).unwrap_err().field(), Some("expected"), "{name}");
    }
    let by_kind = Expected::success(EventKind::PlayCompleted);
    assert!(matches!(
        receiver.wait_for(&[by_kind], BRIEF),
        Ok(Waited::TimedOut)
    ));
    let unknown = Expected::failure(EventKind::Other);
    let refused = receiver.wait_for(&[unknown], BRIEF).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_wait_for_nothing_is_refused_at_once() {
    let receiver = receiver();
    let subscription = receiver.subscribe(Filter::EventGrid).unwrap();
    for waited in [
        receiver.wait_for(&[], LONG),
        subscription.wait_for(&[], LONG),
    ] {
        assert_eq!(waited.unwrap_err().field(), Some("expected"));
    }
}

#[test]
fn kinds_of_events_have_names_and_are_read_from_them() {
    for (kind, event_type, _) in event::KNOWN_EVENTS {
        let name = event_type.rsplit('.').next().unwrap();
        assert_eq!((kind.name(), kind.to_string().as_str()), (name, name));
        assert_eq!(name.parse::<EventKind>().unwrap(), *kind);
        assert_eq!(event_type.parse::<EventKind>().unwrap(), *kind);
    }
    assert_eq!(EventKind::Other.name(), "Other");
    for unknown in [
        "Other",
        "CallConected",
        "",
        "Microsoft.Communication.PlayEchoed",
    ] {
        let error = unknown.parse::<EventKind>().unwrap_err();
        assert_eq!(error.field(), Some("event kind"), "{unknown}");
    }
}

fn event(name: &str, code: i64, sub_code: i64) -> Event {
    event_with(name, &format!(r#"{{"code":{code},"subCode":{sub_code}}}"#))
}

fn event_with(name: &str, result: &str) -> Event {
    let body = format!(
        r#"{{"id":"1","type":"Microsoft.Communication.{name}","data":{{"callConnectionId":"c-1",
        "resultInformation":{result}}}}}"#
    );
    Event::parse_all(body.as_bytes()).unwrap().remove(0)
}

#[test]
fn events_say_what_to_do_about_their_result() {
    for (name, code, sub_code, advice) in [
        ("PlayFailed", 400, 8536, "must be reachable"),
        ("PlayFailed", 400, 8565, "voice"),
        ("MediaStreamingFailed", 400, 8581, "wss://"),
        ("TranscriptionFailed", 500, 9999, "without a known reason"),
        ("CreateCallFailed", 486, 560_486, "busy"),
        ("CreateCallFailed", 404, 560_404, "number does not exist"),
        ("CreateCallFailed", 403, 560_403, "caller id"),
        ("CreateCallFailed", 603, 0, "declined"),
        ("CreateCallFailed", 486, 0, "busy"),
        ("CreateCallFailed", 480, 0, "did not answer"),
        ("CreateCallFailed", 200, 5002, "declined"),
        ("CreateCallFailed", 487, 5234, "invitation was canceled"),
        ("PlayFailed", 401, 8565, "role Cognitive Services User"),
        ("PlayFailed", 429, 8565, "quota"),
        ("CallDisconnected", 603, 5003, "declined"),
        ("CallDisconnected", 200, 4097, "organizer"),
        (
            "AddParticipantFailed",
            404,
            540_404,
            "number does not exist",
        ),
        ("AddParticipantFailed", 486, 540_486, "busy"),
        ("CreateCallFailed", 487, 540_487, "hung up before"),
        ("CallDisconnected", 200, 5300, "removed"),
        ("CreateCallFailed", 421, 560_421, "last three digits"),
        ("CreateCallFailed", 503, 560_503, "telephone network failed"),
        ("AddParticipantFailed", 400, 8606, "kind and value"),
        ("CallTransferFailed", 409, 8607, "conflicting"),
        ("TranscriptionFailed", 400, 8578, "stream URL"),
        ("CallDisconnected", 410, 301_005, "firewall"),
        ("AddParticipantFailed", 408, 10_004, "did not answer"),
    ] {
        let event = event(name, code, sub_code);
        let found = event.advice().unwrap_or_default();
        assert!(found.contains(advice), "{name} {code}/{sub_code}: {found}");
    }
    for (name, code, sub_code) in [
        ("CallDisconnected", 200, 7000),
        ("CallDisconnected", 200, 5003),
        ("CancelAddParticipantSucceeded", 487, 5234),
        ("PlayCompleted", 200, 0),
        ("PlayFailed", 400, 1),
        ("PlayFailed", 500, 0),
    ] {
        assert_eq!(event(name, code, sub_code).advice(), None, "{name}");
    }
    for (result, advice) in [
        (r#"{"code":486}"#, "busy"),
        (r#"{"subCode":8536}"#, "reachable"),
    ] {
        let found = event_with("CreateCallFailed", result).advice().unwrap();
        assert!(found.contains(advice), "{result}: {found}");
    }
}

#[test]
fn a_status_with_several_causes_names_the_right_one() {
    for (status, code, message, advice) in [
        (
            403,
            "7507",
            "Not allowed to impersonate 4:+1604",
            "caller id",
        ),
        (
            403,
            "",
            "The source is not allowed to impersonate",
            "caller id",
        ),
        (403, "7504", "Forbidden", "not enough rights"),
        (
            401,
            "7509",
            "The content hash does not match x-ms-content-sha256",
            "body was changed",
        ),
        (401, "7509", "HMAC-SHA256 validation failed", "access key"),
        (
            401,
            "7509",
            "The x-ms-content-sha256 header is missing",
            "access key",
        ),
        (
            401,
            "",
            "Date header is outside the allowed clock skew",
            "clock",
        ),
        (407, "", "", "proxy"),
        (400, "8527", "Invalid join identity", "server call id"),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{message}"}}}}"#);
        let server = Recorder::start(move |_| Some(json_response(status, &body)));
        let error = call(&server).get_properties().unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.contains(advice), "{status} {message}: {hint}");
    }
}

#[test]
fn text_from_outside_cannot_break_or_reorder_a_line() {
    let said = r#"{"error":{"code":"1\n2","message":"a\r\nADMIN ok\u001b[31m \u202egnp.exe"}}"#;
    let server = Recorder::start(move |_| Some(json_response(400, said)));
    let error = call(&server).get_properties().unwrap_err();
    // As it was sent for programs, escaped in the line for people.
    assert!(error.service_message().unwrap().contains('\n'));
    for line in [error.to_string(), error.message().to_owned()] {
        assert!(
            !line.contains(['\n', '\r', '\u{1b}', '\u{202e}']),
            "{line:?}"
        );
        assert!(line.contains(r"a\r\nADMIN ok"), "{line}");
    }
    // What no one sees is shown; what joins the parts of a name stays.
    let said = "{\"error\":{\"message\":\"a\u{feff}b\u{200b}c\u{2060}d\u{e0041}e\u{200d}f\"}}";
    let server = Recorder::start(move |_| Some(json_response(400, said)));
    let error = call(&server).get_properties().unwrap_err();
    let shown = r"a\u{feff}b\u{200b}c\u{2060}d\u{e0041}e";
    assert!(error.message().contains(shown), "{error}");
    assert!(error.message().contains("e\u{200d}f"), "{error}");
    let body = r#"{"id":"1","type":"Microsoft.Communication.PlayFailed","data":{"callConnectionId":"c-1",
        "operationContext":"greeting","resultInformation":{"message":"a\nb\u202ec"}}}"#;
    let receiver = receiver();
    let inbox = receiver.inbox();
    let server = Recorder::start(move |_| {
        assert_eq!(post(&inbox, "s3", body), 200);
        Some(response(202, &[], ""))
    });
    let line = play(&call(&server), &receiver, LONG).unwrap().to_string();
    assert!(!line.contains(['\n', '\u{202e}']), "{line:?}");
}
