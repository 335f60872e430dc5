//! The framing of requests and responses. Bytes only, no sockets.
//!
//! Strict on purpose: ambiguous requests are refused, so that no request can hide inside another
//! one (RFC 9112, sections 2.2, 3.2, 6.1, 6.3 and 11.2).

use std::io::Write as _;

use percent_encoding::percent_decode_str;

use super::limits::{HEAD_BYTES, HEADERS, LINE_BYTES};
use super::{Request, Response, Way};

/// A refused request: the status, and a short reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub status: u16,
    pub reason: &'static str,
}

pub(super) const fn refused(status: u16, reason: &'static str) -> Refusal {
    Refusal { status, reason }
}

/// The reason for a TLS handshake in place of a request.
pub const TLS_ON_HTTP: &str = "this port is for plain http, and the client speaks TLS";

/// How a TLS handshake begins: type and major version of the first record.
const HANDSHAKE: &[u8] = &[0x16, 0x03];

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

/// The parsed head of a request.
#[derive(Debug)]
pub(super) struct Head {
    /// With everything but the body.
    pub request: Request,
    pub body: BodyLength,
    /// The peer waits for `100 Continue` before it sends the body.
    pub expects_continue: bool,
    pub terms: Terms,
}

/// What the response to a request depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// The peer may send another request after this one.
    pub keep_alive: bool,
    /// HTTP/1.0, where a kept connection must be confirmed.
    pub old: bool,
    /// The request is a HEAD: everything but the body.
    pub head_only: bool,
}

/// Searches for the end of a head, from `scanned` on, where an earlier search ended.
///
/// Returns the length of the head with its empty line, or `None` and the position reached.
pub(super) fn end_of_head(bytes: &[u8], scanned: &mut usize) -> Result<Option<usize>, Refusal> {
    let mut rest = bytes.get(*scanned..).unwrap_or_default();
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            b'\r' => match after {
                [b'\n', b'\r', b'\n', ..] => return Ok(Some(bytes.len() - after.len() + 3)),
                [] | [b'\n'] | [b'\n', b'\r'] => {
                    // Undecided; this line end is scanned again.
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
            // What is said about it must not depend on how the bytes are cut.
            _ if HANDSHAKE.starts_with(bytes) && bytes.len() < HANDSHAKE.len() => return Ok(None),
            _ if bytes.starts_with(HANDSHAKE) => return Err(refused(400, TLS_ON_HTTP)),
            _ => return Err(refused(400, "the head has bytes other than visible ASCII")),
        }
        rest = after;
        *scanned += 1;
    }
    Ok(None)
}

/// The refusal of a head that fills the whole buffer without an end.
pub(super) fn too_long(bytes: &[u8]) -> Refusal {
    if bytes.contains(&b'\n') {
        refused(431, "the header lines are too long")
    } else {
        refused(414, "the request line is too long")
    }
}

/// Parses a whole head, as [`end_of_head`] found it.
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
    if !method.bytes().all(is_of_a_method) {
        return Err(refused(400, "the method is malformed"));
    }
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    if lines.next().is_some_and(|line| line.len() > LINE_BYTES) {
        return Err(refused(414, "the request line is too long"));
    }
    let (authority, target) = split_target(parsed.path.unwrap_or_default());
    if !(target.starts_with('/') || (target == "*" && method == "OPTIONS")) || target.contains('#')
    {
        return Err(refused(400, "the target must be a path"));
    }
    if !is_well_encoded(target) {
        return Err(refused(
            400,
            "the percent-encoding of the path is malformed",
        ));
    }
    if leads_above_root(target) {
        return Err(refused(400, "the path leads above its root"));
    }

    let old = parsed.version == Some(0);
    let mut facts = Facts::default();
    let mut headers = Vec::with_capacity(parsed.headers.len());
    // No line is folded: each header has one.
    for (header, line) in parsed.headers.iter().zip(lines) {
        if line.len() > LINE_BYTES {
            return Err(refused(400, "a header line is too long"));
        }
        let Ok(value) = std::str::from_utf8(header.value) else {
            return Err(refused(400, "the head has bytes other than visible ASCII"));
        };
        facts.take(header.name, value, line)?;
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
        expects_continue: facts.expects_continue && !old,
        terms: Terms {
            // What follows these is no request, to those who carry them out.
            keep_alive: facts.keep_alive(old) && !matches!(method, "CONNECT" | "TRACE"),
            old,
            head_only: method == "HEAD",
        },
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

/// Whether a byte can be part of a method: no registered one has others.
fn is_of_a_method(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'-' || byte == b'_'
}

/// Whether each `%` of the path begins an encoded byte, other than NUL. The query is not checked:
/// it does not decide where a request goes.
fn is_well_encoded(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.split('%').skip(1).all(|part| {
        let digits = part.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit) && digits != b"00")
    })
}

/// Whether the `..` of a path, percent-encoded or not, lead out of it: no client that resolves paths
/// sends it, and a server behind a prefix must not be led elsewhere.
fn leads_above_root(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let mut depth = 0_usize;
    for segment in path.split('/').skip(1) {
        match percent_decode_str(segment).collect::<Vec<_>>().as_slice() {
            b"" | b"." => {}
            b".." if depth == 0 => return true,
            b".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// Whether a Host header names a host, perhaps with a port.
fn is_host(value: &str) -> bool {
    let name = match value.strip_prefix('[') {
        Some(literal) => literal.split(']').next(),
        None => value.split(':').next(),
    };
    let name = name.unwrap_or_default();
    !name.is_empty()
        && name != "."
        && !name.contains("..")
        && !value.contains([' ', '\t', '/', '\\', '?', '#', '@', ','])
}

/// Whether the value on a header line has a tab beside it, which some readers take for a part of
/// it.
fn has_tab_beside_value(line: &[u8]) -> bool {
    let mut parts = line.splitn(2, |byte| *byte == b':').skip(1);
    let value = parts.next().unwrap_or_default();
    let value = value.strip_suffix(b"\r\n").unwrap_or(value);
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let before = value.iter().take_while(is_blank);
    let after = value.iter().rev().take_while(is_blank);
    before.chain(after).any(|byte| *byte == b'\t')
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

/// The framing according to the header lines.
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
    fn take(&mut self, name: &str, value: &str, line: &[u8]) -> Result<(), Refusal> {
        // Most header lines are none of these: distinguished by their length first.
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        match name.len() {
            4 if is("host") => {
                self.hosts += 1;
                if !is_host(value) || has_tab_beside_value(line) {
                    return Err(refused(400, "the Host header is malformed"));
                }
            }
            6 if is("expect") => {
                if self.expects_continue {
                    return Err(refused(400, "more than one Expect"));
                }
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
                let is_number =
                    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                if !is_number || has_tab_beside_value(line) {
                    return Err(refused(400, "Content-Length must be digits only"));
                }
                // Digits that do not fit are a number, only a huge one.
                self.length = Some(value.parse().map_err(|_| TOO_LARGE));
            }
            17 if is("transfer-encoding") => {
                if self.chunked {
                    return Err(refused(400, "more than one Transfer-Encoding"));
                }
                if has_tab_beside_value(line) {
                    return Err(refused(400, "a tab beside Transfer-Encoding"));
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

/// The longest line between chunks: a size, and extensions that are not used.
const CHUNK_LINE: usize = 256;

/// Appends bytes to a body, which takes a quarter more memory than its bytes at most: they are what is limited.
pub(super) fn append(body: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.len() > body.capacity() - body.len() {
        body.reserve_exact(bytes.len().max(body.len() / 4));
    }
    body.extend_from_slice(bytes);
}

/// Decodes a chunked body, in pieces of any size (RFC 9112, section 7.1).
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

    /// Appends the part of the body in `input` to `body`; returns how much of `input` was used, and
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
                append(body, data);
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

    /// Reads to the end of a line; `None` when it has not arrived yet, else whether it was the last
    /// one of the body.
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
            // Trailers are not needed: limited and discarded.
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

/// The framing of a response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Framing<'a> {
    /// The value of the Date header, unless the response has one.
    pub date: &'a str,
    pub keep_alive: bool,
    /// The peer uses HTTP/1.0.
    pub old: bool,
    /// The request was a HEAD: everything but the body.
    pub head_only: bool,
}

/// Appends a response to `out`.
///
/// An invalid header is left out, since it could split the response in two.
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
            log::warn!("response {status}: an invalid header was left out");
        }
    }
    if !framing.keep_alive {
        put(out, "Connection", "close");
    } else if framing.old {
        put(out, "Connection", "keep-alive");
    }
    let bodiless = status < 200 || status == 204 || status == 304;
    match response.way {
        _ if bodiless => {}
        Way::Open(_) if framing.old => {}
        Way::Open(_) => put(out, "Transfer-Encoding", "chunked"),
        _ => {
            let _ = write!(out, "Content-Length: {}\r\n", response.length());
        }
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
mod tests;
