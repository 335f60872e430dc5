//! Query and body of a request, before the rules of its operation.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::errors::Refusal;
use super::routes::Route;
use super::strict;
use acs_call_automation::internal::Request;

/// The body of a request, as the route wants it.
pub(crate) fn read_body(request: &Request, route: &Route) -> Result<Value, Refusal> {
    if route.fields.is_empty() {
        return match request.body.trim_ascii() {
            b"" | b"{}" => Ok(Value::Object(serde_json::Map::new())),
            _ => Err(Refusal::field("The operation takes no request body.")),
        };
    }
    let media_type = request
        .header("content-type")
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim();
    if !request.body.is_empty() && !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::new(
            415,
            "",
            format!(
                "The request entity's media type '{media_type}' is not supported for this resource."
            ),
        ));
    }
    strict::read(&request.body)
        .map_err(|cause| Refusal::field(format!("The request body is not valid JSON: {cause}.")))
}

/// The query parameters of call control.
#[derive(Default)]
pub(crate) struct Query {
    pub version: Option<String>,
    pub skip: usize,
}

impl Query {
    /// Reads the part of a URL after the question mark.
    pub(crate) fn read(query: &str) -> Result<Self, Refusal> {
        let mut read = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            match name {
                "api-version" => read.version = Some(value),
                "continuationToken" => {
                    read.skip = value.parse().map_err(|_| {
                        Refusal::field("The query parameter continuationToken is invalid.")
                    })?;
                }
                _ => {
                    return Err(Refusal::field(format!(
                        "The query parameter {name} is unknown."
                    )));
                }
            }
        }
        Ok(read)
    }
}
