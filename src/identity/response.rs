//! Responses to a request for a token, as Microsoft Entra and the managed identity endpoints send them.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use crate::auth::AccessToken;
use crate::json::Members;
use crate::pipeline::retry;
use crate::pipeline::transport::Incoming;

/// Longer lifetimes than this are cut: nothing lasts that long, and dates end.
const LONGEST_LIFE: Duration = Duration::from_secs(366 * 24 * 3600);
/// Longer descriptions of errors are cut.
const MAX_DESCRIPTION: usize = 400;

/// Reads a token; `sent` is the time before the request, so that its lifetime is never overestimated.
///
/// Errors are phrases that follow "the response": nothing of the body is in them.
pub(super) fn read_token(
    body: &[u8],
    sent: SystemTime,
) -> std::result::Result<AccessToken, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8")?;
    let members = Members::parse(text).map_err(|_| "is not a JSON object")?;
    let kind: Option<String> = members.read("token_type");
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err("has a token_type that is not Bearer");
    }
    let token: Option<String> = members.read("access_token");
    let token = token.map(Zeroizing::new).ok_or("has no access_token")?;
    if token.is_empty() {
        return Err("has an empty access_token");
    }
    let expires_at = expiry(&members, sent).ok_or("has no expires_in or expires_on in seconds")?;
    Ok(AccessToken::new(token.as_str(), expires_at))
}

/// The lifetime counts by the local clock, whatever date that shows; the date is for endpoints that send
/// nothing else (App Service).
fn expiry(members: &Members<'_>, sent: SystemTime) -> Option<SystemTime> {
    if let Some(life) = seconds(members, "expires_in") {
        return sent.checked_add(life.min(LONGEST_LIFE));
    }
    let at = SystemTime::UNIX_EPOCH.checked_add(seconds(members, "expires_on")?)?;
    Some(at.min(sent.checked_add(LONGEST_LIFE)?))
}

/// A number of seconds, written as a number or as text.
fn seconds(members: &Members<'_>, name: &str) -> Option<Duration> {
    let number: Option<f64> = members.read(name);
    let number = number.or_else(|| {
        let text: Option<String> = members.read(name);
        text?.trim().parse().ok()
    })?;
    Duration::try_from_secs_f64(number).ok()
}

/// A response with an error status.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    pub status: u16,
    /// `error`: the code of OAuth.
    pub error: Option<String>,
    /// The number of `AADSTS700016`, with it in the description.
    pub aadsts: Option<u32>,
    /// The first line of the description.
    pub description: Option<String>,
    pub trace_id: Option<String>,
    pub retry_after: Option<Duration>,
}

/// Reads an error; `hide` removes secrets that a server may have repeated.
pub(super) fn read_refusal(
    incoming: &Incoming,
    body: &[u8],
    now: SystemTime,
    hide: impl Fn(&str) -> String,
) -> Refusal {
    let header = |name: &str| incoming.headers.get(name)?.to_str().ok();
    let text = String::from_utf8_lossy(body);
    let members = Members::read_all(&text).unwrap_or_default();
    // Hidden before it is cut, or the rest of a secret could stay.
    let member = |name: &str| -> Option<String> {
        let text: Option<String> = members.read(name);
        text.filter(|text| !text.is_empty()).map(|text| hide(&text))
    };
    // App Service has `message` only.
    let description = member("error_description").or_else(|| member("message"));
    let aadsts = description.as_deref().and_then(aadsts_of);
    Refusal {
        status: incoming.status,
        error: member("error").map(|error| cut(&error)),
        aadsts,
        description: description.map(|description| cut(first_line(&description))),
        trace_id: member("trace_id").map(|id| cut(&id)),
        retry_after: retry::retry_after(header, now),
    }
}

fn aadsts_of(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit());
    rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
}

/// What follows has ids and times on lines of their own, or after the first sentences.
fn first_line(description: &str) -> &str {
    let line = description.lines().next().unwrap_or_default();
    let line = line.split("Trace ID:").next().unwrap_or_default();
    line.trim().trim_end_matches('.')
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: Duration = Duration::from_secs(1_700_000_000);

    fn life(body: &str) -> std::result::Result<u64, &'static str> {
        let sent = SystemTime::UNIX_EPOCH + SENT;
        let token = read_token(body.as_bytes(), sent)?;
        let life = token.expires_at().duration_since(sent).unwrap_or_default();
        Ok(life.as_secs())
    }

    #[test]
    fn lifetimes_are_read_as_numbers_and_as_text() {
        for (members, expected) in [
            (r#""expires_in":3599"#, 3599),
            (r#""expires_in":"3599","expires_on":"9""#, 3599),
            (r#""expires_on":"1700000100""#, 100),
            (r#""expires_on":1700000100.0"#, 100),
            (r#""expires_in":"soon","expires_on":1700000100"#, 100),
            (r#""expires_in":1e300"#, LONGEST_LIFE.as_secs()),
            (r#""expires_in":99999999999"#, LONGEST_LIFE.as_secs()),
            (r#""expires_on":99999999999"#, LONGEST_LIFE.as_secs()),
            (r#""expires_on":5"#, 0),
        ] {
            let body = format!(r#"{{"access_token":"t",{members}}}"#);
            // A number that no duration can hold is none.
            let expected = if members.contains("e300") {
                Err("has no expires_in or expires_on in seconds")
            } else {
                Ok(expected)
            };
            assert_eq!(life(&body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_not_a_token_is_named_without_its_content() {
        for (body, fault) in [
            ("", "is not a JSON object"),
            ("[]", "is not a JSON object"),
            ("{", "is not a JSON object"),
            ("<html>", "is not a JSON object"),
            ("{}", "has no access_token"),
            (
                r#"{"access_token":7,"expires_in":1}"#,
                "has no access_token",
            ),
            (
                r#"{"access_token":"","expires_in":1}"#,
                "has an empty access_token",
            ),
            (
                r#"{"access_token":"t","expires_in":1,"token_type":"pop"}"#,
                "has a token_type that is not Bearer",
            ),
            (
                r#"{"access_token":"t"}"#,
                "has no expires_in or expires_on in seconds",
            ),
            (
                r#"{"access_token":"t","expires_in":-1}"#,
                "has no expires_in or expires_on in seconds",
            ),
        ] {
            assert_eq!(life(body), Err(fault), "{body}");
        }
        assert!(read_token(b"\xff", SystemTime::UNIX_EPOCH).is_err());
    }

    #[test]
    fn the_first_line_of_a_description_is_kept() {
        let text = "AADSTS700016: Application 'a' was not found in the directory 'b'. Trace ID: 1 Correlation ID: 2";
        assert_eq!(aadsts_of(text), Some(700_016));
        assert_eq!(
            first_line(text),
            "AADSTS700016: Application 'a' was not found in the directory 'b'"
        );
        assert_eq!(first_line("one.\r\nTrace ID: 2"), "one");
        assert_eq!(aadsts_of("AADSTS"), None);
        assert_eq!(aadsts_of("none"), None);
    }
}
