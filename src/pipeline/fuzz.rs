//! Any response with an error status.

use std::time::{Duration, SystemTime};

use super::response::{read_error, service_error};
use super::transport::Incoming;

/// The longest text of an error, in bytes: what the service says is cut there.
const LONGEST: usize = 64 * 1024;

/// Checks that an error response makes one line, however it is written. The input is its status as one
/// byte, header lines, an empty line, and the body.
pub fn error_responses(data: &[u8]) {
    let Some((&status, rest)) = data.split_first() else {
        return;
    };
    let end = rest.windows(2).position(|two| two == b"\n\n");
    let (head, body) = match end {
        Some(at) => (&rest[..at], &rest[at + 2..]),
        None => (rest, &[][..]),
    };
    let mut headers = http::HeaderMap::new();
    for line in head.split(|byte| *byte == b'\n') {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            continue;
        };
        if let (Ok(name), Ok(value)) = (
            http::HeaderName::from_bytes(name),
            http::HeaderValue::from_bytes(value),
        ) {
            headers.append(name, value);
        }
    }
    let incoming = Incoming {
        status: 300 + u16::from(status),
        headers,
        body: body.to_vec(),
        cut: None,
    };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let response = read_error(&incoming, now);
    let error = service_error(response, &incoming, now);
    assert_eq!(error.http_status(), Some(incoming.status));
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.chars().any(char::is_control), "{text:?}");
        assert!(text.len() < LONGEST, "{} bytes", text.len());
    }
    // A pause that is longer than any deadline is not waited for; it must not overflow either.
    if let Some(pause) = error.retry_after() {
        let _ = SystemTime::now().checked_add(pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::with_each_of;

    #[test]
    fn any_error_response_makes_one_line() {
        with_each_of("error_responses", 20_000, error_responses);
    }
}
