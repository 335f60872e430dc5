//! A CONNECT request (RFC 9110, section 9.3.6) to a listener that leads to itself, as the proxy of a client.

use super::framing::{Refusal, end_of_head, refused};
use super::greeting::PLAIN_HTTP;
use super::limits::HEAD_BYTES;

/// The head of a CONNECT request that is arriving. Bytes only.
#[derive(Default)]
pub(super) struct Tunnel {
    input: Vec<u8>,
    scanned: usize,
}

const METHOD: &[u8] = b"CONNECT ";

impl Tunnel {
    /// How many bytes may be added.
    pub(super) fn room(&self) -> usize {
        HEAD_BYTES - self.input.len()
    }

    /// Returns host and port once the head is complete.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<Option<String>, Refusal> {
        self.input.extend_from_slice(bytes);
        let begins = self
            .input
            .iter()
            .zip(METHOD)
            .all(|(one, other)| one == other);
        if !begins {
            return Err(PLAIN_HTTP);
        }
        match end_of_head(&self.input, &mut self.scanned)? {
            Some(length) if length == self.input.len() => self.authority().map(Some),
            // The handshake begins after the response.
            Some(_) => Err(refused(400, "bytes after the head of a CONNECT request")),
            None if self.room() == 0 => Err(refused(431, "the header lines are too long")),
            None => Ok(None),
        }
    }

    fn authority(&self) -> Result<String, Refusal> {
        let malformed = refused(400, "the request line is malformed");
        let line = self.input.split(|byte| *byte == b'\r').next();
        let line = line
            .and_then(|line| std::str::from_utf8(line).ok())
            .ok_or(malformed)?;
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["CONNECT", authority, "HTTP/1.1" | "HTTP/1.0"] if authority.contains(':') => {
                Ok((*authority).to_owned())
            }
            _ => Err(malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> u16 {
        Tunnel::default().add(text.as_bytes()).unwrap_err().status
    }

    #[test]
    fn a_connect_request_is_read_however_it_is_cut() {
        let text = b"CONNECT store.example:8443 HTTP/1.1\r\nHost: store.example:8443\r\n\r\n";
        for size in 1..=text.len() {
            let mut tunnel = Tunnel::default();
            let found: Vec<String> = text
                .chunks(size)
                .filter_map(|piece| tunnel.add(piece).unwrap())
                .collect();
            assert_eq!(found, ["store.example:8443"], "in pieces of {size}");
        }
    }

    #[test]
    fn other_requests_and_malformed_ones_are_refused() {
        for text in [
            "G",
            "CONNECTED",
            "COPY / HTTP/1.1\r\n\r\n",
            "CONNECT x HTTP/1.1\r\n\r\n",
            "CONNECT x:1 HTTP/2.0\r\n\r\n",
            "CONNECT x:1\r\n\r\n",
            "CONNECT x:1 HTTP/1.1\n\n",
            "CONNECT x:1 HTTP/1.1\r\n\r\n\x16",
        ] {
            assert_eq!(status(text), 400, "{text:?}");
        }
        let endless = format!("CONNECT x:1 HTTP/1.1\r\nA: {}", "b".repeat(HEAD_BYTES));
        assert_eq!(status(&endless[..HEAD_BYTES]), 431);
    }
}
