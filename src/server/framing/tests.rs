//! What is taken for a request, byte by byte, and what is refused.

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
    assert!(head.expects_continue && head.terms.keep_alive && !head.terms.old);
}

#[test]
fn headers_as_long_as_those_that_matter_change_nothing() {
    let text = "GET / HTTP/1.1\r\nHost: x\r\nFrom: a b\r\nCookie: a=b\r\nUser-Agent: close\r\n\
                X-Forwarded-To: 7\r\nX-Forwarded-Proto: https\r\n\r\n";
    let head = head(text).unwrap();
    assert_eq!(head.body, BodyLength::Bytes(0));
    assert!(head.terms.keep_alive && !head.expects_continue);
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
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: \r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: .\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: ...\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x..y\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: .:80\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: []:80\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\tx\r\n\r\n", 400),
        // Tabs, which some readers take for a part of the value.
        (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\t5\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \t 5\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\t\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked \t\r\n\r\n",
            400,
        ),
        // Paths that lead out of the root.
        ("GET /.. HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /../events HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /a/%2e%2E/.%2e/x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        // Methods and encodings that are none.
        ("get / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GE.T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("POST2 / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /% HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /%2 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /%2?a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /a%zzb HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /a%%20 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /a%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http://x/%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        // Body framing.
        (
            "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
             Expect: 100-continue\r\n\r\n",
            400,
        ),
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
        "GET / HTTP/1.1\r\nHost:  x. \r\nA:\t b\tc\t\r\n\r\n",
        "M-SEARCH /%2F%c3%a9%20?a=100% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0005\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: CHUNKED\r\n\r\n",
        "GET /a?b=%20&c=\"<>{}| HTTP/1.1\r\nHost: x\r\n\r\n",
    ] {
        assert_eq!(status(text), 200, "{text:?}");
    }
}

#[test]
fn a_connection_is_kept_by_the_rule_of_its_version() {
    for (text, kept) in [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", true),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n",
            false,
        ),
        ("GET / HTTP/1.0\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
    ] {
        assert_eq!(head(text).unwrap().terms.keep_alive, kept, "{text:?}");
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

#[test]
fn one_line_has_at_most_8_kib_with_its_end() {
    let header = |length: usize| {
        let value = "b".repeat(length - "A: \r\n".len());
        format!("GET / HTTP/1.1\r\nHost: x\r\nA: {value}\r\n\r\n")
    };
    assert_eq!(status(&header(8192)), 200);
    assert_eq!(status(&header(8193)), 400);
    let request = |length: usize| {
        let path = "a".repeat(length - "GET / HTTP/1.1\r\n".len());
        format!("GET /{path} HTTP/1.1\r\nHost: x\r\n\r\n")
    };
    assert_eq!(status(&request(8192)), 200);
    assert_eq!(status(&request(8193)), 414);
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
fn dots_within_the_root_and_in_a_query_are_taken() {
    for target in [
        "/a/../b",
        "/...",
        "/a..b",
        "/./x",
        "/x?a=/../..",
        "/a/b/../..",
    ] {
        let text = format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(head(&text).unwrap().request.target, target);
    }
}

#[test]
fn nothing_follows_a_request_that_makes_a_tunnel_or_an_echo() {
    for method in ["CONNECT", "TRACE"] {
        let text = format!("{method} / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(!head(&text).unwrap().terms.keep_alive, "{method}");
    }
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
fn responses_are_framed_by_status_and_method() {
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
fn a_response_cannot_be_split_by_its_headers() {
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
