//! Puts the bytes of a connection together to whole requests. Bytes only, no sockets.

use super::Request;
use super::framing::{
    self, BODY_TOO_SLOW, BodyLength, Chunks, HEAD_TOO_SLOW, Head, Refusal, Terms,
};
use super::limits::HEAD_BYTES;

/// A request that is arriving, and bytes of those behind it.
#[derive(Default)]
pub(super) struct Reader {
    input: Vec<u8>,
    /// The input up to here is used.
    used: usize,
    /// How much of the unused input has been searched for the end of the head.
    scanned: usize,
    body: Option<Body>,
    /// The peer waits for 100 Continue.
    invites: bool,
}

/// A request whose head is complete.
struct Body {
    head: Head,
    length: Length,
    bytes: Vec<u8>,
}

enum Length {
    Bytes(usize),
    Chunks(Chunks),
}

impl Reader {
    /// How many bytes may be added now: at least one when [`next`](Self::next) returned `None`.
    pub(super) fn room(&self) -> usize {
        HEAD_BYTES - self.unused().len()
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.input.drain(..self.used);
        self.used = 0;
        self.input.extend_from_slice(bytes);
    }

    /// The bytes that are held.
    pub(super) fn held(&self) -> usize {
        self.unused().len() + self.body.as_ref().map_or(0, |body| body.bytes.len())
    }

    /// Whether nothing has arrived behind the last request.
    pub(super) fn is_empty(&self) -> bool {
        self.unused().is_empty()
    }

    /// Whether the head is complete.
    pub(super) fn is_in_body(&self) -> bool {
        self.body.is_some()
    }

    /// Whether the peer waits for 100 Continue. Returns true once for a request.
    pub(super) fn take_invitation(&mut self) -> bool {
        std::mem::take(&mut self.invites)
    }

    /// The refusal of a request that takes too long.
    pub(super) fn too_slow(&self) -> Refusal {
        if self.is_in_body() {
            BODY_TOO_SLOW
        } else {
            HEAD_TOO_SLOW
        }
    }

    /// Returns the next request with the terms of its response, once it is complete.
    pub(super) fn next(&mut self, body_limit: usize) -> Result<Option<(Terms, Request)>, Refusal> {
        if self.body.is_none() {
            let Some(head) = self.next_head(body_limit)? else {
                return Ok(None);
            };
            let (length, least) = match head.body {
                BodyLength::Bytes(length) => (Length::Bytes(length), length),
                BodyLength::Chunked => (Length::Chunks(Chunks::new(body_limit)), 1),
            };
            self.invites = head.expects_continue && self.unused().len() < least;
            self.body = Some(Body {
                head,
                length,
                bytes: Vec::new(),
            });
        }
        let Some(body) = &mut self.body else {
            return Ok(None);
        };
        let unused = self.input.get(self.used..).unwrap_or_default();
        let (used, complete) = body.take(unused)?;
        self.used += used;
        if self.is_empty() {
            // An idle connection holds no memory.
            (self.input, self.used) = (Vec::new(), 0);
        }
        if !complete {
            return Ok(None);
        }
        Ok(self.body.take().map(|body| {
            let mut request = body.head.request;
            request.body = body.bytes;
            (body.head.terms, request)
        }))
    }

    fn unused(&self) -> &[u8] {
        self.input.get(self.used..).unwrap_or_default()
    }

    fn next_head(&mut self, body_limit: usize) -> Result<Option<Head>, Refusal> {
        // An empty line before the request line is skipped, as RFC 9112, section 2.2, demands.
        while self.scanned == 0 && self.unused().starts_with(b"\r\n") {
            self.used += 2;
        }
        let unused = self.input.get(self.used..).unwrap_or_default();
        let Some(length) = framing::end_of_head(unused, &mut self.scanned)? else {
            return if self.room() == 0 {
                Err(framing::too_long(self.unused()))
            } else {
                Ok(None)
            };
        };
        let bytes = unused.get(..length).unwrap_or_default();
        let head = framing::parse_head(bytes, body_limit)?;
        self.used += length;
        self.scanned = 0;
        Ok(Some(head))
    }
}

impl Body {
    /// Returns how much of `input` belongs to the body, and whether it is complete.
    fn take(&mut self, input: &[u8]) -> Result<(usize, bool), Refusal> {
        match &mut self.length {
            Length::Bytes(length) => {
                // The length is only a claim: room is taken as the bytes arrive.
                let wanted = *length - self.bytes.len();
                let here = input.get(..wanted).unwrap_or(input);
                framing::append(&mut self.bytes, here);
                Ok((here.len(), self.bytes.len() == *length))
            }
            Length::Chunks(chunks) => chunks.feed(input, &mut self.bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\r\nPOST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\
                        POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
                        3\r\nbye\r\n0\r\n\r\nHEAD /c HTTP/1.1\r\nHost: x\r\n\r\n";

    #[test]
    fn requests_are_put_together_however_they_are_cut() {
        for size in 1..=TEXT.len() {
            let mut reader = Reader::default();
            let mut found = Vec::new();
            for piece in TEXT.as_bytes().chunks(size) {
                reader.add(piece);
                while let Some((_, request)) = reader.next(1000).unwrap() {
                    found.push((request.target, request.body));
                }
            }
            let expected = [("/a", "hello"), ("/b", "bye"), ("/c", "")]
                .map(|(target, body)| (target.to_owned(), body.as_bytes().to_vec()));
            assert_eq!(found, expected, "in pieces of {size}");
            assert!(reader.is_empty() && reader.held() == 0 && reader.input.capacity() == 0);
        }
    }

    #[test]
    fn a_peer_is_invited_once_and_only_while_its_body_is_missing() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\
                    Expect: 100-continue\r\n\r\n";
        let mut reader = Reader::default();
        reader.add(head.as_bytes());
        assert!(reader.next(1000).unwrap().is_none());
        assert!(reader.take_invitation() && !reader.take_invitation());
        reader.add(b"[]");
        reader.add(head.as_bytes());
        reader.add(b"[]");
        assert!(reader.next(1000).unwrap().is_some());
        assert!(reader.next(1000).unwrap().is_some());
        assert!(!reader.take_invitation());
    }

    #[test]
    fn a_head_never_takes_more_than_its_room() {
        let mut reader = Reader::default();
        reader.add(b"GET / HTTP/1.1\r\nA: ");
        assert!(reader.next(1000).unwrap().is_none());
        reader.add(&vec![b'b'; reader.room()]);
        assert_eq!(reader.next(1000).unwrap_err().status, 431);
        assert_eq!(reader.held(), HEAD_BYTES);
    }
}
