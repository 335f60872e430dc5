//! Faults between the library and the service in media operations: how often a request was sent, and
//! which error is returned.

use crate::recorder;

use std::collections::VecDeque;
use std::time::SystemTime;

use acs_call_automation::*;

use acs_call_automation::model::SendDtmfTonesResult;

use acs_call_automation::options::{
    ClientOptions, Clock, Credential, HoldOptions, OperationOptions, PlayOptions, RecognizeOptions,
};
use recorder::{Recorder, json_response, response};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";

/// A call on a server that responds with these, one after the other; `None` closes the connection
/// instead. Pauses take no time: the client's clock jumps over them.
fn call(responses: Vec<Option<Vec<u8>>>, options: ClientOptions) -> (CallConnection, Recorder) {
    let mut responses = VecDeque::from(responses);
    let server = Recorder::start(move |_| responses.pop_front().expect("one request too many"));
    let options = options.clock(Clock::manual(SystemTime::now()));
    let key = Credential::access_key(KEY).unwrap();
    let client = CallAutomationClient::new(&server.endpoint(), key, &options).unwrap();
    (client.call_connection("c-1").unwrap(), server)
}

fn phone() -> CommunicationIdentifier {
    "+16045551234".parse().unwrap()
}

fn play(call: &CallConnection) -> Result<Response<()>> {
    call.play_to_all(&[PlaySource::text("Hello.")], &PlayOptions::new())
}

fn send_tones(call: &CallConnection) -> Result<Response<SendDtmfTonesResult>> {
    let tones = DtmfTone::parse_all("1#").unwrap();
    call.send_dtmf_tones(&tones, phone(), &OperationOptions::new())
}

/// One operation on a call.
type Operation = fn(&CallConnection) -> Result<Response<()>>;

/// Everything but sending tones: nothing shows that the service would notice a second one.
const ONCE: [(&str, Operation); 8] = [
    (":play", play),
    (":play", |call| {
        let source = [PlaySource::file("https://f.example/x.wav")];
        call.play(&source, &[phone()], &PlayOptions::new())
    }),
    (":recognize", |call| {
        call.recognize(phone(), &RecognizeOptions::dtmf().max_tones(1))
    }),
    (":cancelAllMediaOperations", |call| {
        call.cancel_all_media_operations()
    }),
    (":startContinuousDtmfRecognition", |call| {
        let options = OperationOptions::new();
        call.start_continuous_dtmf_recognition(phone(), &options)
    }),
    (":stopContinuousDtmfRecognition", |call| {
        let options = OperationOptions::new();
        call.stop_continuous_dtmf_recognition(phone(), &options)
    }),
    (":hold", |call| call.hold(phone(), &HoldOptions::new())),
    (":unhold", |call| {
        call.unhold(phone(), &OperationOptions::new())
    }),
];

#[test]
fn a_lost_response_never_starts_a_media_operation_twice() {
    for (path, operation) in ONCE {
        let (call, server) = call(vec![None], ClientOptions::new());
        let error = operation(&call).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{path}: {error}");
        assert!(!error.is_retryable());
        let sent = server.requests();
        assert_eq!(sent.len(), 1);
        assert!(sent[0].target.contains(path), "{}", sent[0].target);
        assert_eq!(error.request_id(), sent[0].header("x-ms-client-request-id"));
        // There are no ids to repeat it by, and none are reported.
        assert_eq!(sent[0].header("repeatability-request-id"), None);
        assert_eq!(error.repeatability_id(), None);
        let hint = error.hint().unwrap();
        assert!(hint.contains("event") && !hint.contains("repeatability"));
    }
}

#[test]
fn with_retry_non_idempotent_a_media_operation_is_repeated() {
    let responses = vec![None, Some(response(202, &[], ""))];
    let (call, _server) = call(responses, ClientOptions::new().retry_non_idempotent(true));
    assert_eq!(play(&call).unwrap().attempts(), 2);
}

#[test]
fn ids_to_repeat_it_by_are_refused_where_there_are_none() {
    let (call, server) = call(vec![], ClientOptions::new());
    let request = RequestOptions::new()
        .repeatability("22222222-3333-4444-8555-666666666666", SystemTime::now());
    let error = call.cancel_all_media_operations_with(&request).unwrap_err();
    assert_eq!(error.field(), Some("repeatability id"));
    let options = PlayOptions::new().request(request);
    let error = call
        .play_to_all(&[PlaySource::text("Hello.")], &options)
        .unwrap_err();
    assert_eq!(error.field(), Some("repeatability id"));
    assert!(server.requests().is_empty());
}

#[test]
fn throttling_is_waited_for() {
    let throttled = response(429, &[("Retry-After", "2")], "");
    for (path, operation) in ONCE {
        let responses = vec![Some(throttled.clone()), Some(response(202, &[], ""))];
        let (call, _server) = call(responses, ClientOptions::new());
        let done = operation(&call).unwrap();
        assert_eq!((done.status(), done.attempts()), (202, 2), "{path}");
    }
}

#[test]
fn tones_whose_response_was_lost_are_sent_again_with_the_same_ids() {
    let sent_back = r#"{"operationContext":"extension"}"#;
    let responses = vec![None, Some(json_response(202, sent_back))];
    let (call, server) = call(responses, ClientOptions::new());
    let done = send_tones(&call).unwrap();
    assert_eq!(done.attempts(), 2);
    assert_eq!(done.operation_context.as_deref(), Some("extension"));
    let sent = server.requests();
    for header in [
        "x-ms-client-request-id",
        "repeatability-request-id",
        "repeatability-first-sent",
    ] {
        assert!(sent[0].header(header).is_some(), "{header}");
        assert_eq!(sent[0].header(header), sent[1].header(header), "{header}");
    }
}

#[test]
fn a_response_to_tones_without_a_body_has_no_context() {
    let (call, _server) = call(vec![Some(response(202, &[], ""))], ClientOptions::new());
    assert_eq!(send_tones(&call).unwrap().operation_context, None);
}

#[test]
fn an_incompatible_operation_is_reported_with_a_hint() {
    let body = r#"{"error":{"code":"8583","message":"Incompatible."}}"#;
    let (call, _server) = call(vec![Some(json_response(412, body))], ClientOptions::new());
    let error = play(&call).unwrap_err();
    assert_eq!((error.http_status(), error.attempts()), (Some(412), 1));
    assert!(error.hint().unwrap().contains("cancel it"), "{error}");
}
