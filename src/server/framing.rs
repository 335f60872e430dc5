//! Where a request begins and ends, and how an answer is written. Bytes only, no sockets.
//!
//! Strict on purpose: whatever two readers could understand differently is refused, so that no
//! request can hide inside another one (RFC 9112, sections 2.2, 3.2, 6.1, 6.3 and 11.2).

use std::io::Write as _;

use super::limits::{HEAD_BYTES, HEADERS};
use super::{Request, Response};

/// A request that is not handed on: its status, and why in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub status: u16,
    pub reason: &'static str,
}

const fn refused(status: u16, reason: &'static str) -> Refusal {
    Refusal { status, reason }
}

pub(super) const HEAD_TOO_SLOW: Refusal = refused(408, "the head took too long");
pub(super) const BODY_TOO_SLOW: Refusal = refused(408, "the body took too long");

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.status).with_body("text/plain", refusal.reason)
    }
}

/// How the body of a request is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyLength {
    Bytes(usize),
    Chunked,
}

/// The head of a request, understood.
#[derive(Debug)]
pub(super) struct Head {
    /// With everything but the body.
    pub request: Request,
    pub body: BodyLength,
    /// The peer wants to send another request after this one.
    pub keep_alive: bool,
    /// The peer waits for `100 Continue` before it sends the body.
    pub expects_continue: bool,
    /// HTTP/1.0, where a kept connection must be confirmed.
    pub old: bool,
}

/// Looks for the end of a head, from `scanned` on, where an earlier look ended.
///
/// Gives the length of the head with its empty line, or `None` and how far it looked.
pub(super) fn end_of_head(bytes: &[u8], scanned: &mut usize) -> Result<Option<usize>, Refusal> {
    let mut rest = bytes.get(*scanned..).unwrap_or_default();
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            b'\r' => match after {
                [b'\n', b'\r', b'\n', ..] => return Ok(Some(bytes.len() - after.len() + 3)),
                [] | [b'\n'] | [b'\n', b'\r'] => {
                    // Too early to tell; this line end is looked at again.
                    return Ok(None);
                }
                [b'\n', b'\r', ..] => return Err(refused(400, "a lone CR in the head")),
                [b'\n', next @ ..] => {
                    rest = next;
                    *scanned += 2;
                    continue;
                }
                _ => return Err(refused(400, "a lone CR in the head")),
            },
            b'\n' => return Err(refused(400, "a lone LF in the head")),
            b'\t' | b' '..=b'~' => {}
            _ => return Err(refused(400, "the head has bytes other than visible ASCII")),
        }
        rest = after;
        *scanned += 1;
    }
    Ok(None)
}

/// The answer to a head that fills the whole buffer without an end.
pub(super) fn too_long(bytes: &[u8]) -> Refusal {
    if bytes.contains(&b'\n') {
        refused(431, "the header lines are too long")
    } else {
        refused(414, "the request line is too long")
    }
}

/// Reads a whole head, as [`end_of_head`] found it.
pub(super) fn parse_head(bytes: &[u8], body_limit: usize) -> Result<Head, Refusal> {
    let mut room = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut room);
    match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(refused(400, "the head is malformed")),
        Err(httparse::Error::Version) => return Err(wrong_version(bytes)),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(refused(431, "too many header lines"));
        }
        Err(_) => return Err(refused(400, "the head is malformed")),
    }
    let method = parsed.method.unwrap_or_default();
    let (authority, target) = split_target(parsed.path.unwrap_or_default());
    if !(target.starts_with('/') || (target == "*" && method == "OPTIONS")) || target.contains('#')
    {
        return Err(refused(400, "the target must be a path"));
    }

    let old = parsed.version == Some(0);
    let mut facts = Facts::default();
    let mut headers = Vec::with_capacity(parsed.headers.len());
    for header in parsed.headers.iter() {
        let Ok(value) = std::str::from_utf8(header.value) else {
            return Err(refused(400, "the head has bytes other than visible ASCII"));
        };
        facts.take(header.name, value)?;
        let is_other = authority.is_some_and(|authority| !authority.eq_ignore_ascii_case(value));
        if is_other && header.name.eq_ignore_ascii_case("host") {
            return Err(refused(
                400,
                "the target is of another host than the Host header",
            ));
        }
        headers.push((header.name.to_owned(), value.to_owned()));
    }
    Ok(Head {
        body: facts.body(old, body_limit)?,
        keep_alive: facts.keep_alive(old),
        expects_continue: facts.expects_continue && !old,
        old,
        request: Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: Vec::new(),
            peer: None,
        },
    })
}

/// The authority of a target in absolute form, as proxies send it (RFC 9112, section 3.2.2), and
/// the path of any target.
fn split_target(target: &str) -> (Option<&str>, &str) {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| {
        let begin = target.get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    });
    let rest = scheme.and_then(|scheme| target.get(scheme.len()..));
    match rest.and_then(|rest| Some((rest, rest.find('/')?))) {
        Some((rest, end)) => (rest.get(..end), rest.get(end..).unwrap_or_default()),
        None => (None, target),
    }
}

fn wrong_version(head: &[u8]) -> Refusal {
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ').skip(2);
    match (words.next(), words.next()) {
        (Some([b'H', b'T', b'T', b'P', b'/', major, b'.', minor]), None)
            if major.is_ascii_digit() && minor.is_ascii_digit() =>
        {
            refused(505, "HTTP/1.1 and HTTP/1.0 only")
        }
        _ => refused(400, "the request line is malformed"),
    }
}

/// What the header lines say about the framing.
#[derive(Default)]
struct Facts {
    hosts: usize,
    length: Option<Result<usize, Refusal>>,
    chunked: bool,
    close: bool,
    keep: bool,
    expects_continue: bool,
}

impl Facts {
    fn take(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        // Most header lines are none of these: told apart by their length first.
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        match name.len() {
            4 if is("host") => {
                self.hosts += 1;
                if value.contains([' ', '\t', '/', '\\', '?', '#', '@', ',']) {
                    return Err(refused(400, "the Host header is malformed"));
                }
            }
            6 if is("expect") => {
                if !value.eq_ignore_ascii_case("100-continue") {
                    return Err(refused(417, "only 100-continue can be expected"));
                }
                self.expects_continue = true;
            }
            10 if is("connection") => {
                for word in value.split(',').map(str::trim) {
                    self.close |= word.eq_ignore_ascii_case("close");
                    self.keep |= word.eq_ignore_ascii_case("keep-alive");
                }
            }
            14 if is("content-length") => {
                if self.length.is_some() {
                    return Err(refused(400, "more than one Content-Length"));
                }
                if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(refused(400, "Content-Length must be digits only"));
                }
                // Digits that do not fit are a number, only a huge one.
                self.length = Some(value.parse().map_err(|_| TOO_LARGE));
            }
            17 if is("transfer-encoding") => {
                if self.chunked {
                    return Err(refused(400, "more than one Transfer-Encoding"));
                }
                if !value.eq_ignore_ascii_case("chunked") {
                    return Err(refused(501, "the only Transfer-Encoding is chunked"));
                }
                self.chunked = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&self, old: bool, limit: usize) -> Result<BodyLength, Refusal> {
        if self.hosts > 1 || (self.hosts == 0 && !old) {
            return Err(refused(400, "exactly one Host header is needed"));
        }
        if self.chunked && self.length.is_some() {
            return Err(refused(400, "Content-Length beside Transfer-Encoding"));
        }
        if self.chunked && old {
            return Err(refused(400, "HTTP/1.0 knows no Transfer-Encoding"));
        }
        if self.chunked {
            return Ok(BodyLength::Chunked);
        }
        match self.length.unwrap_or(Ok(0))? {
            length if length > limit => Err(TOO_LARGE),
            length => Ok(BodyLength::Bytes(length)),
        }
    }

    fn keep_alive(&self, old: bool) -> bool {
        !self.close && (!old || self.keep)
    }
}

const TOO_LARGE: Refusal = refused(413, "the body is too large");
const BAD_CHUNK: Refusal = refused(400, "a chunk is malformed");

/// The longest line between chunks: a size, and extensions that nobody sends.
const CHUNK_LINE: usize = 256;

/// Takes a chunked body apart, however it is cut into pieces (RFC 9112, section 7.1).
pub(super) struct Chunks {
    expected: Expected,
    line: Vec<u8>,
    trailer_bytes: usize,
    limit: usize,
}

enum Expected {
    Size,
    Data(usize),
    EndOfData,
    Trailer,
}

impl Chunks {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            expected: Expected::Size,
            line: Vec::new(),
            trailer_bytes: 0,
            limit,
        }
    }

    /// Moves what `input` holds of the body to `body`; gives how much of `input` was used, and
    /// whether the body is complete.
    pub(super) fn feed(
        &mut self,
        input: &[u8],
        body: &mut Vec<u8>,
    ) -> Result<(usize, bool), Refusal> {
        let mut rest = input;
        loop {
            if let Expected::Data(left) = &mut self.expected {
                let (data, after) = rest.split_at(rest.len().min(*left));
                body.extend_from_slice(data);
                rest = after;
                *left -= data.len();
                if *left > 0 {
                    return Ok((input.len(), false));
                }
                self.expected = Expected::EndOfData;
            }
            let Some(line_ended) = self.take_line(&mut rest)? else {
                return Ok((input.len(), false));
            };
            if line_ended {
                return Ok((input.len() - rest.len(), true));
            }
            if let Expected::Data(size) = self.expected {
                if size > self.limit.saturating_sub(body.len()) {
                    return Err(TOO_LARGE);
                }
            }
        }
    }

    /// Reads on to the end of a line; `None` when it is not there yet, else whether it was the
    /// last one of the body.
    fn take_line(&mut self, rest: &mut &[u8]) -> Result<Option<bool>, Refusal> {
        while let Some((&byte, after)) = rest.split_first() {
            *rest = after;
            if self.line.last() == Some(&b'\r') {
                if byte != b'\n' {
                    return Err(BAD_CHUNK);
                }
                self.line.pop();
                let last = self.end_line();
                self.line.clear();
                return last.map(Some);
            }
            if !matches!(byte, b'\r' | b'\t' | b' '..=b'~') {
                return Err(BAD_CHUNK);
            }
            self.line.push(byte);
            let longest = match self.expected {
                Expected::Trailer => HEAD_BYTES - self.trailer_bytes,
                Expected::EndOfData => 1,
                _ => CHUNK_LINE,
            };
            if self.line.len() > longest {
                return Err(BAD_CHUNK);
            }
        }
        Ok(None)
    }

    fn end_line(&mut self) -> Result<bool, Refusal> {
        match self.expected {
            Expected::Size => {
                self.expected = match chunk_size(&self.line)? {
                    0 => Expected::Trailer,
                    size => Expected::Data(size),
                };
            }
            Expected::EndOfData if self.line.is_empty() => self.expected = Expected::Size,
            Expected::Trailer if self.line.is_empty() => return Ok(true),
            // Trailers say nothing that a request here needs: bounded and dropped.
            Expected::Trailer => {
                self.trailer_bytes = (self.trailer_bytes + self.line.len() + 2).min(HEAD_BYTES);
            }
            Expected::EndOfData | Expected::Data(_) => return Err(BAD_CHUNK),
        }
        Ok(false)
    }
}

fn chunk_size(line: &[u8]) -> Result<usize, Refusal> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(BAD_CHUNK);
    }
    let text = std::str::from_utf8(digits).unwrap_or_default();
    usize::from_str_radix(text, 16).map_err(|_| TOO_LARGE)
}

/// How an answer is framed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Framing<'a> {
    /// The value of the Date header, unless the answer brings one.
    pub date: &'a str,
    pub keep_alive: bool,
    /// The peer speaks HTTP/1.0.
    pub old: bool,
    /// The request was a HEAD: everything but the body.
    pub head_only: bool,
}

/// Appends an answer to `out`.
///
/// A header that cannot stand on the wire is left out, since it could split the answer in two.
pub(super) fn write_response(out: &mut Vec<u8>, response: &Response, framing: Framing<'_>) {
    let status = response.status;
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|known| known.canonical_reason())
        .unwrap_or("Unknown");
    // Writing to a Vec cannot fail.
    let _ = write!(out, "HTTP/1.1 {status} {reason}\r\n");
    if response.header("date").is_none() {
        put(out, "Date", framing.date);
    }
    for (name, value) in &response.headers {
        let ours = ["content-length", "connection", "transfer-encoding"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known));
        if ours {
            continue;
        }
        if is_token(name) && !value.bytes().any(|byte| byte.is_ascii_control()) {
            put(out, name, value);
        } else {
            log::warn!("answer {status}: a header that cannot be sent was left out");
        }
    }
    if !framing.keep_alive {
        put(out, "Connection", "close");
    } else if framing.old {
        put(out, "Connection", "keep-alive");
    }
    let bodiless = status < 200 || status == 204 || status == 304;
    if !bodiless {
        let _ = write!(out, "Content-Length: {}\r\n", response.body.len());
    }
    out.extend_from_slice(b"\r\n");
    if !bodiless && !framing.head_only {
        out.extend_from_slice(&response.body);
    }
}

fn put(out: &mut Vec<u8>, name: &str, value: &str) {
    for part in [name, ": ", value, "\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Result<Head, Refusal> {
        let mut scanned = 0;
        match end_of_head(text.as_bytes(), &mut scanned)? {
            Some(length) => parse_head(&text.as_bytes()[..length], 1000),
            None => panic!("no end in {text:?}"),
        }
    }

    fn status(text: &str) -> u16 {
        head(text).map_or_else(|refusal| refusal.status, |_| 200)
    }

    #[test]
    fn an_ordinary_head_is_understood() {
        let head = head(
            "POST /events?secret=1 HTTP/1.1\r\nHost: a.example:8080\r\nContent-Length: 12 \r\n\
             X-Empty:\r\nExpect: 100-continue\r\n\r\n",
        )
        .unwrap();
        assert_eq!(head.request.method, "POST");
        assert_eq!(head.request.target, "/events?secret=1");
        assert_eq!(head.request.header("host"), Some("a.example:8080"));
        assert_eq!(head.request.header("x-empty"), Some(""));
        assert_eq!(head.body, BodyLength::Bytes(12));
        assert!(head.keep_alive && head.expects_continue && !head.old);
    }

    #[test]
    fn a_target_in_absolute_form_is_its_path_when_the_host_is_the_same() {
        for target in ["http://x:80/events?a=b", "HTTPS://X:80/events?a=b"] {
            let text = format!("POST {target} HTTP/1.1\r\nHost: x:80\r\n\r\n");
            assert_eq!(head(&text).unwrap().request.target, "/events?a=b");
        }
        for target in [
            "http://y/",
            "http://x:80@y/",
            "http://x:80",
            "ftp://x:80/",
            "http:///",
        ] {
            let text = format!("POST {target} HTTP/1.1\r\nHost: x:80\r\n\r\n");
            assert_eq!(status(&text), 400, "{target}");
        }
    }

    #[test]
    fn a_head_is_found_however_it_is_cut() {
        let text = b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET";
        let mut scanned = 0;
        for length in 0..text.len() {
            let found = end_of_head(&text[..length], &mut scanned).unwrap();
            assert_eq!(found, (length >= 27).then_some(27), "at {length}");
        }
    }

    #[test]
    fn what_two_readers_could_understand_differently_is_refused() {
        let cases: &[(&str, u16)] = &[
            // Line ends and folding.
            ("GET / HTTP/1.1\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\n\rA: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: x\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
            // Characters.
            ("GET / HTTP/1.1\r\nHost: x\r\nA: \u{e9}\r\n\r\n", 400),
            ("GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 400),
            // The request line.
            ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET /  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET /\r\nHost: x\r\n\r\n", 400),
            ("G@T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
            ("PRI * HTTP/2.0\r\n\r\n", 505),
            ("GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505),
            ("GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505),
            ("GET / HTTP/11\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.1x\r\nHost: x\r\n\r\n", 400),
            ("GET / http/1.1\r\nHost: x\r\n\r\n", 400),
            // Host.
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400),
            // Body framing.
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5 5\r\n\r\n",
                400,
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", 400),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n",
                413,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
                413,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\
                 Transfer-Encoding: chunked\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
                 Content-Length: 5\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
                 Transfer-Encoding: chunked\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
                501,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                501,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
                501,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n",
                501,
            ),
            ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", 417),
        ];
        for (text, expected) in cases {
            assert_eq!(status(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_unusual_but_clear_is_taken() {
        for text in [
            "GET / HTTP/1.0\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nhOsT: [::1]:80\r\n\r\n",
            "GET / HTTP/1.1\r\nHost:\r\n\r\n",
            "GET / HTTP/1.1\r\nHost:\t x \t\r\nA: b\tc\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0005\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: CHUNKED\r\n\r\n",
            "GET /a?b=%20&c=\"<>{}| HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            assert_eq!(status(text), 200, "{text:?}");
        }
    }

    #[test]
    fn a_connection_is_kept_as_its_version_has_it() {
        for (text, kept) in [
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", true),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n",
                false,
            ),
            ("GET / HTTP/1.0\r\n\r\n", false),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
        ] {
            assert_eq!(head(text).unwrap().keep_alive, kept, "{text:?}");
        }
    }

    #[test]
    fn the_sixty_fifth_header_line_is_too_many() {
        let lines = |count: usize| {
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
                "A: b\r\n".repeat(count - 1)
            )
        };
        assert_eq!(status(&lines(64)), 200);
        assert_eq!(status(&lines(65)), 431);
    }

    /// Feeds `text` in pieces of `size`; gives the body and what follows it.
    fn unchunk(text: &str, size: usize) -> Result<Option<(String, String)>, Refusal> {
        let mut chunks = Chunks::new(20);
        let mut body = Vec::new();
        let mut fed = 0;
        for piece in text.as_bytes().chunks(size) {
            let (used, complete) = chunks.feed(piece, &mut body)?;
            if complete {
                let rest = text[fed + used..].to_owned();
                return Ok(Some((String::from_utf8(body).unwrap(), rest)));
            }
            assert_eq!(used, piece.len());
            fed += used;
        }
        Ok(None)
    }

    #[test]
    fn chunks_are_joined_however_they_are_cut() {
        let text = "5\r\nhello\r\n00C;a=\"b\"\r\n and goodbye\r\n0\r\nTrailer: x\r\n\r\nGET /";
        for size in 1..=text.len() {
            assert_eq!(
                unchunk(text, size).unwrap(),
                Some(("hello and goodbye".to_owned(), "GET /".to_owned()))
            );
        }
        assert_eq!(unchunk("0\r\n\r", 3).unwrap(), None);
    }

    #[test]
    fn malformed_chunks_are_refused() {
        let long_line = format!("5;{}\r\nhello\r\n0\r\n\r\n", "x".repeat(300));
        let long_trailer = format!("0\r\n{}\r\n", "A: b\r\n".repeat(3000));
        let cases: &[(&str, u16)] = &[
            ("\r\nhello", 400),
            ("5\nhello\r\n0\r\n\r\n", 400),
            ("5\rhello", 400),
            ("0x5\r\nhello\r\n0\r\n\r\n", 400),
            ("+5\r\nhello\r\n0\r\n\r\n", 400),
            ("5 \r\nhello\r\n0\r\n\r\n", 400),
            ("5\r\nhelloo\r\n0\r\n\r\n", 400),
            ("5\r\nhell\r\n0\r\n\r\n", 400),
            ("5;a\nb\r\nhello\r\n0\r\n\r\n", 400),
            ("15\r\n", 413),
            ("A\r\n0123456789\r\nB\r\n", 413),
            ("fffffffffffffffff\r\n", 413),
            (&long_line, 400),
            (&long_trailer, 400),
        ];
        for (text, expected) in cases {
            for size in [1, 7, text.len()] {
                let refusal = unchunk(text, size).unwrap_err();
                assert_eq!(refusal.status, *expected, "{text:?} in pieces of {size}");
            }
        }
    }

    fn written(response: &Response, keep_alive: bool, old: bool, head_only: bool) -> String {
        let mut out = Vec::new();
        let framing = Framing {
            date: "today",
            keep_alive,
            old,
            head_only,
        };
        write_response(&mut out, response, framing);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn answers_are_framed_by_status_and_method() {
        let text = Response::new(200).with_body("text/plain", "hello");
        assert_eq!(
            written(&text, true, false, false),
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain\r\n\
             Content-Length: 5\r\n\r\nhello"
        );
        assert_eq!(
            written(&text, false, false, true),
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain\r\n\
             Connection: close\r\nContent-Length: 5\r\n\r\n"
        );
        assert_eq!(
            written(&Response::new(204), true, true, false),
            "HTTP/1.1 204 No Content\r\nDate: today\r\nConnection: keep-alive\r\n\r\n"
        );
        assert_eq!(
            written(
                &Response::new(304).with_header("Date", "mine"),
                true,
                false,
                false
            ),
            "HTTP/1.1 304 Not Modified\r\nDate: mine\r\n\r\n"
        );
    }

    #[test]
    fn an_answer_cannot_be_split_by_its_headers() {
        let response = Response::new(200)
            .with_header("A", "b\r\nSet-Cookie: c")
            .with_header("B\r\nC", "d")
            .with_header("Content-Length", "99")
            .with_header("transfer-encoding", "chunked");
        assert_eq!(
            written(&response, true, false, false),
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\n\r\n"
        );
    }
}
