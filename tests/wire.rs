//! What the client sends, compared with what the official SDKs send.
//!
//! Every case of the operations is built through the typed API from its
//! operation and body, sent to a recording server, and compared as the cases' own README defines:
//! absent, `false`, `[]`, `{}` and `"cloud": "public"` mean the same, and identifiers may have a
//! `kind`. Set `ACS_WIRE_CASES` to a folder to run other cases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "wire/content.rs"]
mod content;
#[path = "common/fields.rs"]
mod fields;
#[path = "wire/media.rs"]
mod media;
#[path = "common/recorder.rs"]
mod recorder;
#[path = "wire/recording.rs"]
mod recording;
#[path = "common/same_json.rs"]
mod same_json;
#[path = "wire/streaming.rs"]
mod streaming;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation::model::CallRejectReason;
use acs_call_automation::options::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, ConnectCallOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, MuteParticipantsOptions, OperationOptions,
    RejectCallOptions, TransferCallOptions,
};
use acs_call_automation::*;
use serde_json::Value;

use fields::Fields;
use recorder::{Recorded, Recorder, json_response};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";

const CALL_CONTROL: [&str; 16] = [
    "CreateCall",
    "AnswerCall",
    "RedirectCall",
    "RejectCall",
    "Connect",
    "CallConnection_GetCall",
    "CallConnection_HangupCall",
    "CallConnection_TerminateCall",
    "CallConnection_TransferToParticipant",
    "CallConnection_GetParticipants",
    "CallConnection_GetParticipant",
    "CallConnection_AddParticipant",
    "CallConnection_CancelAddParticipant",
    "CallConnection_RemoveParticipant",
    "CallConnection_Mute",
    "CallConnection_MoveParticipants",
];

/// The operations of all groups.
fn operations() -> impl Iterator<Item = &'static str> {
    CALL_CONTROL
        .into_iter()
        .chain(media::OPERATIONS)
        .chain(streaming::OPERATIONS)
        .chain(recording::OPERATIONS)
        .chain(content::OPERATIONS)
}

struct Case {
    name: String,
    operation: String,
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    /// The query as sent, where decoding it would lose something.
    raw_query: Option<String>,
    /// As the schema calls for it, where the SDK is known to err.
    body: Value,
    headers: BTreeMap<String, String>,
    status: u16,
    response_headers: BTreeMap<String, String>,
    response: Value,
}

fn cases() -> Vec<Case> {
    let folders = match std::env::var_os("ACS_WIRE_CASES") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => ["requests", "requests_js"]
            .map(|name| {
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("tests/data")
                    .join(name)
            })
            .to_vec(),
    };
    let mut files = Vec::new();
    for folder in folders {
        collect(&folder, &mut files);
    }
    files.sort();
    files.iter().filter_map(|file| read_case(file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
}

/// `None` for a case of other operations.
fn read_case(file: &Path) -> Option<Case> {
    let value: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let operation = value.get("operation")?.as_str()?.to_owned();
    if !operations().any(|known| known == operation) {
        return None;
    }
    let request = &value["request"];
    let specified = value.get("as_specified");
    let part = |name: &str| {
        specified
            .and_then(|specified| specified.get(name))
            .unwrap_or(&request[name])
            .clone()
    };
    let texts = |value: Value| -> BTreeMap<String, String> {
        value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().to_owned()))
            .collect()
    };
    Some(Case {
        name: value["name"].as_str().unwrap().to_owned(),
        operation,
        method: request["method"].as_str().unwrap().to_owned(),
        path: request["path"].as_str().unwrap().to_owned(),
        query: texts(part("query")),
        raw_query: request["raw_query"].as_str().map(str::to_owned),
        body: recording::own_store_unnamed(media::one_prompt(part("body"))),
        headers: texts(part("headers")),
        status: u16::try_from(value["response"]["status"].as_u64().unwrap()).unwrap(),
        response_headers: texts(value["response"]["headers"].clone()),
        response: value["response"]["body"].clone(),
    })
}

#[test]
fn every_request_is_the_one_that_the_official_sdks_send() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        println!("{}", case.name);
        seen.insert(case.operation.clone());
        if content::OPERATIONS.contains(&case.operation.as_str()) {
            // Without TLS a client has no resource but on this machine, and the cases name another.
            if cfg!(feature = "tls") {
                content::check(&case);
            }
            continue;
        }
        let sent = send(&case);
        compare(&case, &sent);
    }
    if std::env::var_os("ACS_WIRE_CASES").is_none() {
        let missing: Vec<_> = operations().filter(|o| !seen.contains(*o)).collect();
        assert!(missing.is_empty(), "no case for {missing:?}");
    }
    assert!(!seen.is_empty(), "no case was run");
}

/// Makes the typed call for a case and returns what arrived.
fn send(case: &Case) -> Recorded {
    let version = case.query["api-version"].clone();
    let extra: Vec<String> = case
        .query
        .iter()
        .filter(|(name, _)| *name != "api-version")
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let extra_query = case.raw_query.clone().unwrap_or_else(|| extra.join("&"));
    let mut next_link =
        (!extra.is_empty()).then(|| format!("{}?{extra_query}&api-version=1900-01-01", case.path));
    let (status, body) = (case.status, case.response.clone());
    let server = Recorder::start(move |request| {
        let endpoint = format!("http://{}", request.header("host").unwrap());
        if let Some(link) = next_link.take() {
            // The page before: it leads to the request of this case.
            let page = serde_json::json!({"value": [], "nextLink": format!("{endpoint}{link}")});
            return Some(json_response(200, &page.to_string()));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Some(json_response(
            status,
            &body.replace("{endpoint}", &endpoint),
        ))
    });
    let client = CallAutomationClient::new(
        &server.endpoint(),
        Credential::access_key(KEY).unwrap(),
        &ClientOptions::new()
            .validate(false)
            .api_version(version)
            .max_retries(0),
    )
    .unwrap();
    let outcome = call(&client, case, !extra.is_empty());
    match outcome {
        Ok(()) => assert!(
            case.status < 300,
            "{}: a failure was taken for success",
            case.name
        ),
        Err(error) => assert_eq!(
            error.http_status(),
            Some(case.status).filter(|status| *status >= 300),
            "{}: {error}",
            case.name
        ),
    }
    let sent = server.requests();
    assert_eq!(
        sent.len(),
        1 + usize::from(!extra.is_empty()),
        "{}",
        case.name
    );
    sent.last().unwrap().clone()
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The ids in a path of these operations, decoded: call connection and participant.
fn ids(path: &str) -> (String, Option<String>) {
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let rest = path.strip_prefix("/calling/callConnections/").unwrap();
    let mut parts = rest.split('/');
    let call = parts.next().unwrap();
    let call = call.split_once(':').map_or(call, |(id, _)| id);
    (decode(call), parts.nth(1).map(decode))
}

/// Sets an option when the case has it.
macro_rules! with {
    ($to:ident, $value:expr, $set:ident) => {
        if let Some(value) = $value {
            $to = $to.$set(value);
        }
    };
}
use with;

fn call(client: &CallAutomationClient, case: &Case, second_page: bool) -> Result<()> {
    let mut body = Fields::new(&case.name, &case.body);
    let connection = || client.call_connection(&ids(&case.path).0).unwrap();
    let outcome = match case.operation.as_str() {
        "CreateCall" => {
            let targets = body.identifiers("targets").unwrap_or_default();
            let callback = body.text("callbackUri").unwrap();
            let caller_id = body.bare_number("sourceCallerIdNumber");
            let display_name = body.text("sourceDisplayName");
            // The two have the same options, but for what the invite has about one target.
            macro_rules! with_options {
                ($options:expr) => {{
                    let mut options = $options;
                    with!(options, body.bare_user("source"), source);
                    with!(options, body.bare_app("teamsAppSource"), teams_app_source);
                    with!(options, body.text("operationContext"), operation_context);
                    with!(
                        options,
                        body.cognitive_endpoint(),
                        cognitive_services_endpoint
                    );
                    with!(options, body.media_streaming(), media_streaming);
                    with!(options, body.transcription(), transcription);
                    body.empty_calling_context();
                    options
                }};
            }
            if let [target] = targets.as_slice() {
                let mut invite = CallInvite::new(target.clone()).unwrap();
                with!(invite, caller_id, source_caller_id_number);
                with!(invite, display_name, source_display_name);
                let options = with_options!(CreateCallOptions::new());
                client.create_call(&invite, &callback, &options).map(drop)
            } else {
                let mut options = with_options!(CreateGroupCallOptions::new());
                with!(options, caller_id, source_caller_id_number);
                with!(options, display_name, source_display_name);
                client
                    .create_group_call(&targets, &callback, &options)
                    .map(drop)
            }
        }
        "AnswerCall" => {
            let mut options = AnswerCallOptions::new();
            with!(options, body.bare_user("answeredBy"), answered_by);
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.cognitive_endpoint(),
                cognitive_services_endpoint
            );
            with!(options, body.media_streaming(), media_streaming);
            with!(options, body.transcription(), transcription);
            body.empty_calling_context();
            let context = body.text("incomingCallContext").unwrap();
            let callback = body.text("callbackUri").unwrap();
            client.answer_call(&context, &callback, &options).map(drop)
        }
        "Connect" => {
            let mut options = ConnectCallOptions::new();
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.cognitive_endpoint(),
                cognitive_services_endpoint
            );
            with!(options, body.media_streaming(), media_streaming);
            with!(options, body.transcription(), transcription);
            let locator = body.locator("callLocator").unwrap();
            let callback = body.text("callbackUri").unwrap();
            client.connect_call(&locator, &callback, &options).map(drop)
        }
        "RedirectCall" => {
            let context = body.text("incomingCallContext").unwrap();
            let target = body.identifier("target").unwrap();
            client
                .redirect_call(&context, &target, &RequestOptions::new())
                .map(drop)
        }
        "RejectCall" => {
            let context = body.text("incomingCallContext").unwrap();
            let mut options = RejectCallOptions::new();
            if let Some(reason) = body.text("callRejectReason") {
                options = options.reason(CallRejectReason::from(reason.as_str()));
            }
            client.reject_call(&context, &options).map(drop)
        }
        "CallConnection_GetCall" => connection().get_properties().map(drop),
        "CallConnection_HangupCall" => connection().hang_up(ForEveryone::No).map(drop),
        "CallConnection_TerminateCall" => connection().hang_up(ForEveryone::Yes).map(drop),
        "CallConnection_TransferToParticipant" => {
            let mut options = TransferCallOptions::new();
            with!(options, body.identifier("transferee"), transferee);
            with!(
                options,
                body.bare_number("sourceCallerIdNumber"),
                source_caller_id_number
            );
            with!(options, body.calling_context(), custom_calling_context);
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            let target = body.identifier("targetParticipant").unwrap();
            connection().transfer_call(&target, &options).map(drop)
        }
        "CallConnection_GetParticipants" => {
            let mut pages = connection().participant_pages(&RequestOptions::new());
            if second_page {
                pages.next().unwrap().unwrap();
            }
            pages.next().unwrap().map(drop)
        }
        "CallConnection_GetParticipant" => {
            let raw_id = ids(&case.path).1.unwrap();
            connection()
                .get_participant(CommunicationIdentifier::from_raw_id(&raw_id))
                .map(drop)
        }
        "CallConnection_AddParticipant" => {
            let mut options = AddParticipantOptions::new();
            let mut invite = CallInvite::new(body.identifier("participantToAdd").unwrap()).unwrap();
            with!(
                invite,
                body.bare_number("sourceCallerIdNumber"),
                source_caller_id_number
            );
            with!(invite, body.text("sourceDisplayName"), source_display_name);
            with!(invite, body.calling_context(), custom_calling_context);
            with!(
                options,
                body.number("invitationTimeoutInSeconds")
                    .map(Duration::from_secs),
                invitation_timeout
            );
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            connection().add_participant(&invite, &options).map(drop)
        }
        "CallConnection_CancelAddParticipant" => {
            let mut options = OperationOptions::new();
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            let id = body.text("invitationId").unwrap();
            connection().cancel_add_participant(&id, &options).map(drop)
        }
        "CallConnection_RemoveParticipant" => {
            let mut options = OperationOptions::new();
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            let who = body.identifier("participantToRemove").unwrap();
            connection().remove_participant(&who, &options).map(drop)
        }
        "CallConnection_Mute" => {
            let mut options = MuteParticipantsOptions::new();
            with!(options, body.text("operationContext"), operation_context);
            let who = body.identifiers("targetParticipants").unwrap();
            connection().mute_participants(&who, &options).map(drop)
        }
        "CallConnection_MoveParticipants" => {
            let mut options = OperationOptions::new();
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            let from = body.text("fromCall").unwrap();
            let who = body.identifiers("targetParticipants").unwrap();
            connection()
                .move_participants(&who, &from, &options)
                .map(drop)
        }
        other => streaming::call(client, case, &mut body)
            .or_else(|| recording::call(client, case, &mut body))
            .unwrap_or_else(|| media::call(&connection(), other, &mut body)),
    };
    body.all_used();
    outcome
}

fn compare(case: &Case, sent: &Recorded) {
    let name = &case.name;
    assert_eq!(sent.method, case.method, "{name}");
    let (path, query) = sent.target.split_once('?').unwrap();
    assert_eq!(path, case.path, "{name}");
    let query: BTreeMap<String, String> = query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            let value = percent_encoding::percent_decode_str(value)
                .decode_utf8()
                .unwrap();
            (name.to_owned(), value.into_owned())
        })
        .collect();
    assert_eq!(query, case.query, "{name}");

    if case.body.is_null() {
        assert!(sent.body.is_empty(), "{name}");
        assert_eq!(sent.header("content-type"), None, "{name}");
        if case.method == "POST" {
            assert_eq!(sent.header("content-length"), Some("0"), "{name}");
        }
    } else {
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(
            same_json::plain(&body),
            same_json::plain(&case.body),
            "{name}"
        );
        assert_eq!(
            sent.header("content-type"),
            Some("application/json"),
            "{name}"
        );
    }
    for header in ["repeatability-request-id", "repeatability-first-sent"] {
        let (ours, theirs) = (sent.header(header), case.headers.get(header));
        assert_eq!(ours.is_some(), theirs.is_some(), "{name}: {header}");
    }
    assert!(sent.header("x-ms-client-request-id").is_some(), "{name}");
    let hash = content_hash(&sent.body);
    assert_eq!(
        sent.header("x-ms-content-sha256"),
        Some(hash.as_str()),
        "{name}"
    );
    let signed = AccessKey::from_base64(KEY).unwrap().verifies(
        sent.header("authorization").unwrap(),
        &sent.method,
        &sent.target,
        sent.header("x-ms-date").unwrap(),
        sent.header("host").unwrap(),
        &hash,
    );
    assert!(signed, "{name}: the signature does not fit");
}
