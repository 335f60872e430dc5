//! Any bytes as requests on one connection.

use super::Request;
use super::framing::Refusal;
use super::reader::Reader;

const BODY_LIMIT: usize = 1000;

/// Checks that requests do not depend on how their bytes are cut into pieces, and stay within their
/// limits. The first byte is the length of the pieces.
pub fn framing(data: &[u8]) {
    let Some((&length, bytes)) = data.split_first() else {
        return;
    };
    let whole = requests(bytes, usize::MAX);
    let pieces = requests(bytes, usize::from(length).max(1));
    assert_eq!(whole, pieces);
    for (request, body) in &whole.0 {
        assert!(body.len() <= BODY_LIMIT);
        assert!(request.contains('/') || request.contains('*'), "{request}");
    }
}

/// The requests in the bytes, and why the rest is refused.
fn requests(bytes: &[u8], piece: usize) -> (Vec<(String, Vec<u8>)>, Option<Refusal>) {
    let mut reader = Reader::default();
    let mut found = Vec::new();
    let mut rest = bytes;
    loop {
        match reader.next(BODY_LIMIT) {
            Ok(Some((_, request))) => {
                let Request { method, target, .. } = &request;
                found.push((format!("{method} {target}"), request.body));
            }
            Ok(None) if rest.is_empty() => return (found, None),
            Ok(None) => {
                let room = reader.room();
                assert!(room > 0, "a reader that waits has room");
                let (now, later) = rest.split_at(rest.len().min(piece).min(room));
                reader.add(now);
                rest = later;
            }
            Err(refusal) => {
                assert!((400..=505).contains(&refusal.status));
                return (found, Some(refusal));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::with_each_of;

    #[test]
    fn requests_do_not_depend_on_how_they_are_cut() {
        with_each_of("framing", 20_000, framing);
    }
}
