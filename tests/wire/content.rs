//! Contents of recordings: sent to the store that keeps them, signed for the resource.

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation::options::{ClientOptions, Credential, DownloadRecordingOptions};
use acs_call_automation::*;

use crate::recorder::{Recorded, Recorder, response};
use crate::{Case, KEY, encode};

pub const OPERATIONS: [&str; 2] = ["RecordingContent_Download", "RecordingContent_Delete"];

/// The resource of the cases that do not name theirs.
const RESOURCE: &str = "contoso.unitedstates.communication.azure.com";

/// Makes the typed call for a case and compares what arrived at the store.
pub fn check(case: &Case) {
    let resource = case
        .headers
        .get("x-ms-host")
        .map_or(RESOURCE, String::as_str);
    let sent = send(case, resource);
    let name = &case.name;
    assert_eq!(sent.method, case.method, "{name}");
    assert_eq!(sent.target, target(case), "{name}");
    assert!(sent.body.is_empty(), "{name}");
    // From the first byte to the last is the whole, which needs no range.
    let range = case.headers.get("range").map(String::as_str);
    let range = range.filter(|range| *range != "bytes=0-");
    assert_eq!(sent.header("range"), range, "{name}");
    assert_eq!(sent.header("x-ms-host"), Some(resource), "{name}");
    for none in ["content-type", "repeatability-request-id"] {
        assert_eq!(sent.header(none), None, "{name}");
    }
    assert!(sent.header("x-ms-client-request-id").is_some(), "{name}");
    let hash = content_hash(b"");
    let signed = AccessKey::from_base64(KEY).unwrap().verifies(
        sent.header("authorization").unwrap(),
        &sent.method,
        &sent.target,
        sent.header("x-ms-date").unwrap(),
        resource,
        &hash,
    );
    assert_eq!(sent.header("x-ms-content-sha256"), Some(hash.as_str()));
    assert!(signed, "{name}: the signature does not fit");
}

/// Path and query: nothing is added to them.
fn target(case: &Case) -> String {
    let pairs: Vec<_> = case
        .query
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let query = case.raw_query.clone().unwrap_or_else(|| pairs.join("&"));
    match query.as_str() {
        "" => case.path.clone(),
        query => format!("{}?{query}", case.path),
    }
}

fn send(case: &Case, resource: &str) -> Recorded {
    let bytes = match (&case.response, case.response.get("$bytes")) {
        (serde_json::Value::Null, _) => String::new(),
        (_, Some(bytes)) => bytes.as_str().unwrap().to_owned(),
        (json, None) => json.to_string(),
    };
    let headers = case.response_headers.clone();
    let status = case.status;
    let store = Recorder::start(move |_| {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Some(response(status, &headers, &bytes))
    });
    // Nothing is sent to the resource itself.
    let client = CallAutomationClient::new(
        &format!("https://{resource}"),
        Credential::access_key(KEY).unwrap(),
        &ClientOptions::new()
            .recording_host(store.address.to_string())
            .max_retries(0),
    )
    .unwrap();
    let url = format!("{}{}", store.endpoint(), target(case));
    let outcome = match case.operation.as_str() {
        "RecordingContent_Delete" => client.delete_recording(&url).map(drop),
        _ => {
            let range = case.headers.get("range").map(String::as_str);
            client
                .download_recording(&url, &mut Vec::new(), &options(range))
                .map(drop)
        }
    };
    match outcome {
        Ok(()) => assert!(case.status < 300, "{}", case.name),
        Err(error) => assert_eq!(error.http_status(), Some(case.status), "{error}"),
    }
    let [sent] = store.requests().try_into().unwrap();
    sent
}

/// The options that lead to a header `Range`.
fn options(range: Option<&str>) -> DownloadRecordingOptions {
    let options = DownloadRecordingOptions::new();
    let Some(range) = range else { return options };
    let (first, last) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .unwrap();
    let first = first.parse().unwrap();
    match last.parse::<u64>() {
        Ok(last) => options.offset(first).length(last - first + 1),
        Err(_) => options.offset(first),
    }
}
