//! Compares a response with the recorded one: status, headers, body.

use serde_json::{Map, Value};

use super::emulator_http::HttpResponse;
use super::matching::{Piece, Variables, is_masked, pieces};
use super::read::is_placeholder;
use super::session::{Exchange, Expected};

/// Headers of one connection or one machine, which say nothing of the service.
const OF_THE_WAY: [&str; 5] = [
    "transfer-encoding",
    "content-length",
    "connection",
    "keep-alive",
    "server",
];

/// Headers whose absence was recorded as well.
const TELLING: [&str; 4] = [
    "repeatability-result",
    "x-microsoft-skype-chain-id",
    "allow",
    "retry-after",
];

/// What differs, each with its place.
pub fn compare(
    exchange: &Exchange,
    response: &HttpResponse,
    variables: &mut Variables,
) -> Vec<String> {
    let mut found = Vec::new();
    match &exchange.expected {
        Expected::Whole {
            status,
            headers,
            body,
        } => {
            if response.status != *status {
                return vec![other_status(*status, response)];
            }
            if !headers.is_empty() {
                compare_headers(exchange, headers, body, response, variables, &mut found);
            }
            match json(response) {
                None => found.push("the body is not valid JSON".to_owned()),
                Some(value) => variables.compare("body", body, &value, &mut found),
            }
        }
        Expected::Roughly {
            status,
            allow,
            body,
        } => {
            if response.status != *status {
                return vec![other_status(*status, response)];
            }
            if allow.as_deref() != response.header("allow") {
                let is = response.header("allow");
                found.push(format!("the header allow: {is:?}, told as {allow:?}"));
            }
            let value = json(response).unwrap_or_default();
            compare_roughly("body", body, &value, &mut found);
        }
        Expected::Success { .. } => {
            if !(200..300).contains(&response.status) {
                found.push(other_status(200, response));
            }
        }
    }
    found
}

/// Why a request that the service took cannot be replayed: there is nothing to compare then.
pub fn obstacle(exchange: &Exchange, response: &HttpResponse) -> Option<String> {
    let text = String::from_utf8_lossy(&response.bytes);
    let recorded = exchange.expected.status();
    // Another version stands in for one that the emulator does not know.
    let hint = response.header("x-emulator-hint").unwrap_or_default();
    let has_stand_in = hint.contains("is unknown to the emulator");
    if has_stand_in
        || (recorded != Some(404) && text.contains("the emulator knows the api-versions"))
    {
        return Some(format!("api-version {}", exchange.version));
    }
    let was_taken = recorded.is_some_and(|status| (200..300).contains(&status));
    let is_unknown = ["No HTTP resource was found", "The emulator has no such"]
        .iter()
        .any(|words| text.contains(words));
    let request = format!("{} {}", exchange.method, exchange.path);
    match response.status {
        _ if !was_taken => None,
        405 => Some(format!("the operation {request}")),
        404 if is_unknown => Some(format!("the operation {request}")),
        400 if exchange.body.is_null() || is_placeholder(&exchange.body) => {
            Some(format!("the body of {request}"))
        }
        _ => None,
    }
}

fn other_status(recorded: u16, response: &HttpResponse) -> String {
    let body = String::from_utf8_lossy(&response.bytes);
    format!("status {}, recorded {recorded}: {body}", response.status)
}

/// The body; null where there is none, and nothing where it is not JSON.
fn json(response: &HttpResponse) -> Option<Value> {
    if response.bytes.is_empty() {
        return Some(Value::Null);
    }
    serde_json::from_slice(&response.bytes).ok()
}

fn compare_headers(
    exchange: &Exchange,
    recorded: &Map<String, Value>,
    body: &Value,
    response: &HttpResponse,
    variables: &mut Variables,
    found: &mut Vec<String>,
) {
    for (name, was) in recorded {
        let was = was.as_str().unwrap_or_default();
        if OF_THE_WAY.contains(&name.as_str()) {
            continue;
        }
        let Some(is) = response.header(name) else {
            found.push(format!("the header {name} is missing, recorded {was}"));
            continue;
        };
        let problem = match name.as_str() {
            "date" => httpdate::parse_http_date(is)
                .err()
                .map(|_| format!("{is} is no date")),
            // The list grows with the service; the requested version is in it.
            "api-supported-versions" => {
                let lists = is.split(", ").any(|version| version == exchange.version);
                (!lists).then(|| format!("{is} lacks {}", exchange.version))
            }
            _ => variables.text(was, is).err(),
        };
        if let Some(problem) = problem {
            found.push(format!("the header {name}: {problem}"));
        }
    }
    let mut absent = TELLING.to_vec();
    if body.is_null() {
        absent.push("content-type");
    }
    for name in absent {
        if let (false, Some(is)) = (recorded.contains_key(name), response.header(name)) {
            found.push(format!("the header {name} was not recorded: {is}"));
        }
    }
}

/// Names without regard to case, since they were recorded in both; texts up to what depends on the
/// place and the time; members that were not recorded are not compared.
fn compare_roughly(at: &str, recorded: &Value, value: &Value, found: &mut Vec<String>) {
    match (recorded, value) {
        (Value::Object(recorded), Value::Object(value)) => {
            for (name, was) in recorded {
                let is = value.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
                match is {
                    Some((_, is)) => compare_roughly(&format!("{at}.{name}"), was, is, found),
                    None => found.push(format!("{at}.{name} is missing, told as {was}")),
                }
            }
        }
        (Value::String(was), Value::String(is)) => {
            let fixed = was.split('\'').next().unwrap_or_default();
            let fixed = match pieces(fixed).first() {
                Some(Piece::Literal(text)) => text,
                _ => "",
            };
            let fits = if fixed.len() < was.len() {
                is.starts_with(fixed)
            } else {
                is == was
            };
            if !fits && !is_masked(was) {
                found.push(format!("{at}: {is:?}, told as {was:?}"));
            }
        }
        _ if recorded == value => {}
        _ => found.push(format!("{at}: {value}, told as {recorded}")),
    }
}
