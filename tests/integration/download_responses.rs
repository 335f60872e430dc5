//! Stores that respond to a download with something else than requested.

use crate::downloading;
use crate::store;

use acs_call_automation::{ErrorKind, RequestOptions};

use downloading::{CHUNK, download, failure, options, parallel};
use store::{Body, Reply, Store, Then, range, recording};

#[test]
fn a_recording_that_changes_meanwhile_is_noticed() {
    type Change = fn(Reply) -> Reply;
    let changes: [(&str, Change); 3] = [
        ("ETag", |reply| reply.with("ETag", "\"v2\"")),
        ("300001", |reply| {
            let told = reply
                .headers
                .iter()
                .find(|(name, _)| *name == "Content-Range");
            let told = told.unwrap().1.replace("/300000", "/300001");
            reply.without("ETag").with("Content-Range", told)
        }),
        ("Sun, 22 Nov 2026", |reply| {
            reply
                .without("ETag")
                .with("Last-Modified", "Sun, 22 Nov 2026 05:36:34 GMT")
        }),
    ];
    for (told, change) in changes {
        for options in [options(), parallel()] {
            let store = Store::start(move |request, number| match number {
                0 => Reply::of(request, 300_000)
                    .with("Last-Modified", "Sat, 21 Nov 2026 05:36:34 GMT")
                    .cut(10_000, Then::Close),
                _ => change(Reply::of(request, 300_000)),
            });
            let (bytes, outcome) = download(&store, &options);
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(error.message().contains("has changed"), "{error}");
            assert!(error.message().contains(told), "{error}");
            assert!(bytes == recording(0, bytes.len() as u64));
            assert!(error.raw_body().is_empty(), "a recording is in the error");
        }
    }
}

#[test]
fn a_store_without_ranges_is_read_from_the_start() {
    let total = 10 * CHUNK;
    for options in [options(), parallel()] {
        let store = Store::start(move |_, _| Reply::whole(total));
        let (bytes, done) = download(&store, &options.clone().offset(70_000));
        assert!(bytes == recording(70_000, total));
        assert_eq!(done.unwrap().attempts(), 1);
        let (bytes, done) = download(&store, &options.clone().offset(7).length(3 * CHUNK));
        assert!(bytes == recording(7, 7 + 3 * CHUNK));
        assert_eq!(done.unwrap().length, 3 * CHUNK);
        let error = failure(&store, &options.clone().offset(total));
        assert_eq!(error.field(), Some("offset"));

        // Broken in the middle: what was there already is read and dropped.
        let store = Store::start(move |_, number| match number {
            0 => Reply::whole(total).cut(3 * CHUNK + 1, Then::Close),
            _ => Reply::whole(total),
        });
        let (bytes, done) = download(&store, &options);
        assert!(bytes == recording(0, total));
        assert_eq!(done.unwrap().attempts(), 2);
    }
}

#[test]
fn an_offset_beyond_the_end_is_reported_with_the_length() {
    let store = Store::with(1000);
    for (offset, options) in [(1000, options()), (5000, options()), (5000, parallel())] {
        let (bytes, outcome) = download(&store, &options.offset(offset));
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert_eq!(error.field(), Some("offset"));
        assert_eq!(error.http_status(), Some(416));
        let message = error.message();
        assert!(message.contains(&offset.to_string()), "{error}");
        assert!(message.contains("1000 bytes"), "{error}");
        assert!(bytes.is_empty());
    }
    let silent = Store::start(|_, _| Reply::new(416, &[], ""));
    let error = failure(&silent, &options().offset(7));
    assert_eq!(error.field(), Some("offset"));
}

#[test]
fn html_is_not_accepted_as_a_recording_with_any_status() {
    let page = "<html>Please log in</html>";
    let html = [("Content-Type", "text/html; charset=utf-8")];
    for (status, kind) in [
        (200, ErrorKind::Decode),
        (401, ErrorKind::Auth),
        (403, ErrorKind::Service),
        (404, ErrorKind::Service),
    ] {
        for options in [options(), parallel()] {
            let store = Store::start(move |_, _| Reply::new(status, &html, page));
            let (bytes, outcome) = download(&store, &options);
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!(error.http_status(), Some(status));
            assert_eq!(error.raw_body(), page.as_bytes());
            assert_eq!(error.operation(), Some("RecordingContent_Download"));
            assert!(error.request_id().is_some());
            assert!(bytes.is_empty());
            assert_eq!(store.requests().len(), 1, "{status} is not tried again");
        }
    }
}

#[test]
fn errors_of_the_store_keep_its_message() {
    let store = Store::start(|_, _| {
        Reply::new(
            404,
            &[("Content-Type", "application/problem+json")],
            r#"{"title":"Object not found","status":404,"traceId":"00-1"}"#,
        )
    });
    let error = failure(&store, &options());
    assert_eq!(error.http_status(), Some(404));
    assert_eq!(error.service_message(), Some("Object not found"));

    let store = Store::start(|_, _| Reply::new(401, &[], ""));
    let error = failure(&store, &options());
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.hint().unwrap().contains("access key"), "{error}");
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Store::with(1000);
    let there = format!("{}?sig=secret", elsewhere.url());
    let store = Store::start(move |_, _| Reply::new(302, &[("Location", &there)], ""));
    let error = failure(&store, &options());
    assert_eq!(error.http_status(), Some(302));
    assert!(error.hint().unwrap().contains(&elsewhere.url()), "{error}");
    assert!(!error.to_string().contains("secret"), "{error}");
    let error = store.client().delete_recording(&store.url()).unwrap_err();
    assert_eq!(error.http_status(), Some(302));
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn other_bytes_than_those_requested_are_refused() {
    type Lie = fn(Reply) -> Reply;
    let lies: [(&str, Lie); 8] = [
        ("another begin", |r| {
            r.with("Content-Range", "bytes 6-15/1000")
        }),
        ("more than asked for", |r| {
            r.with("Content-Range", "bytes 5-15/1000")
        }),
        ("another length", |r| {
            r.with("Content-Range", "bytes 5-13/1000")
        }),
        ("beyond its own end", |r| {
            r.with("Content-Range", "bytes 5-14/12")
        }),
        ("backwards", |r| r.with("Content-Range", "bytes 14-5/1000")),
        ("another unit", |r| {
            r.with("Content-Range", "seconds 5-14/1000")
        }),
        ("no number", |r| r.with("Content-Range", "bytes +5-14/1000")),
        ("no range", |r| r.without("Content-Range")),
    ];
    for (what, lie) in lies {
        let store = Store::start(move |request, _| lie(Reply::of(request, 1000)));
        let (bytes, outcome) = download(&store, &options().offset(5).length(10));
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{what}: {error}");
        assert_eq!(error.http_status(), Some(206), "{what}");
        assert!(bytes.is_empty(), "{what}");
    }
    let store = Store::start(|_, _| Reply::new(204, &[], "").without("Content-Length"));
    assert_eq!(failure(&store, &options()).kind(), ErrorKind::Decode);
}

#[test]
fn a_part_with_more_bytes_than_it_reports_is_refused() {
    let store = Store::start(|request, _| {
        Reply {
            body: Body::Bytes(b"4\r\nabcd\r\n0\r\n\r\n".to_vec()),
            ..Reply::of(request, 1000)
        }
        .without("Content-Length")
        .with("Transfer-Encoding", "chunked")
    });
    let error = failure(&store, &options().length(3));
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[test]
fn a_body_without_a_visible_end_is_accepted_only_when_its_length_is_known() {
    let store = Store::start(|_, _| Reply {
        then: Then::Close,
        ..Reply::whole(1000).without("Content-Length")
    });
    let error = failure(&store, &options());
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    let (bytes, done) = download(&store, &options().expected_length(1000));
    assert!(bytes == recording(0, 1000));
    assert_eq!(done.unwrap().length, 1000);
    let options = options()
        .expected_length(1001)
        .request(RequestOptions::new().max_retries(1));
    assert_eq!(failure(&store, &options).kind(), ErrorKind::Connection);
}

#[test]
fn a_recording_of_another_length_than_expected_is_refused_before_its_first_byte() {
    let store = Store::with(300_000);
    for options in [options(), parallel(), options().offset(5).length(10)] {
        let (bytes, outcome) = download(&store, &options.clone().expected_length(299_999));
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains("299999"), "{error}");
        assert!(bytes.is_empty());
        let (_, done) = download(&store, &options.expected_length(300_000));
        done.unwrap();
    }
}

// Answers that leave something open.

/// `Content-Range` without the length of the whole.
fn without_total(reply: Reply) -> Reply {
    let told = reply
        .headers
        .iter()
        .find(|(name, _)| *name == "Content-Range")
        .map(|(_, told)| format!("{}/*", told.split_once('/').unwrap().0));
    match told {
        Some(told) if reply.status == 206 => reply.with("Content-Range", told),
        _ => reply,
    }
}

#[test]
fn a_part_of_a_recording_of_unknown_length_does_not_count_as_the_whole() {
    // The store gives 300 bytes at a time, and at the end says only that there is nothing more.
    for tells_at_the_end in [true, false] {
        for options in [options().offset(5), parallel(), parallel().length(5000)] {
            let store = Store::start(move |request, _| {
                let (from, to) = range(request, 1000).unwrap_or((0, 1000));
                let to = to.min(from + 300);
                let reply = Reply::of(request, 1000);
                if reply.status == 416 && !tells_at_the_end {
                    return reply.without("Content-Range");
                }
                if reply.status != 206 {
                    return reply;
                }
                without_total(Reply {
                    body: Body::Recording(from, to),
                    ..reply
                        .with("Content-Length", (to - from).to_string())
                        .with("Content-Range", format!("bytes {from}-{}/1000", to - 1))
                })
            });
            let from = if format!("{options:?}").contains("offset: 5,") {
                5
            } else {
                0
            };
            let (bytes, done) = download(&store, &options);
            let done = done.unwrap();
            assert!(bytes == recording(from, 1000), "{} bytes", bytes.len());
            assert_eq!((done.length, done.total_length), (1000 - from, Some(1000)));
        }
    }
}

/// The recording in chunks of HTTP, as a store that knows no ranges.
fn chunked(total: u64) -> Reply {
    let mut body = Vec::new();
    for chunk in recording(0, total).chunks(70_000) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    Reply {
        body: Body::Bytes(body),
        ..Reply::whole(total)
            .without("Content-Length")
            .with("Transfer-Encoding", "chunked")
    }
}

#[test]
fn a_body_in_chunks_of_http_must_be_as_long_as_expected() {
    let store = Store::start(|_, _| chunked(300_000));
    for options in [
        options(),
        parallel(),
        options().offset(10),
        parallel().offset(10),
    ] {
        let done = |expected| download(&store, &options.clone().expected_length(expected)).1;
        assert_eq!(done(300_000).unwrap().total_length, Some(300_000));
        for wrong in [299_999, 300_001, 100_000] {
            let error = done(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{wrong}: {error}");
            assert!(error.message().contains(&wrong.to_string()), "{error}");
        }
    }
    // A range of it is no more than that, and no less where the recording ends before.
    let (bytes, done) = download(&store, &options().length(100).expected_length(300_000));
    assert!(bytes == recording(0, 100));
    done.unwrap();
    let (bytes, done) = download(&store, &options().offset(299_000).length(5000));
    assert!(bytes == recording(299_000, 300_000));
    assert_eq!(done.unwrap().attempts(), 1);
    for offset in [300_000, 400_000] {
        let error = failure(&store, &options().offset(offset));
        assert_eq!(error.field(), Some("offset"), "{offset}: {error}");
    }
}

#[test]
fn a_body_in_chunks_of_http_that_is_another_one_after_a_break_is_noticed() {
    for (second, told) in [(299_999, "299999"), (300_001, "more than 300000")] {
        let store = Store::start(move |_, number| match number {
            0 => Reply::whole(300_000)
                .without("ETag")
                .cut(100_000, Then::Close),
            _ => chunked(second).without("ETag"),
        });
        let (bytes, outcome) = download(&store, &options());
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().contains(told), "{error}");
        assert!(bytes == recording(0, bytes.len() as u64));
    }
}

#[test]
fn a_refused_range_in_the_middle_is_not_an_error_of_the_program() {
    for options in [options(), parallel()] {
        let store = Store::start(|request, number| match number {
            0 => Reply::of(request, 300_000).cut(50_000, Then::Close),
            _ => Reply::new(416, &[], ""),
        });
        let error = failure(&store, &options);
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.http_status(), Some(416));
    }
}

#[test]
fn two_contents_are_distinguished_by_what_the_store_reports() {
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(Headers, Headers, bool); 7] = [
        // Letters count.
        (&[("ETag", "\"abc\"")], &[("ETag", "\"ABC\"")], false),
        (&[("ETag", "\"abc\"")], &[("ETag", "W/\"abc\"")], false),
        (&[("ETag", "W/\"abc\"")], &[("ETag", "W/\"abc\"")], true),
        // A weak one does not vouch for each byte.
        (
            &[
                ("ETag", "W/\"abc\""),
                ("Last-Modified", "Sat, 21 Nov 2026 05:36:34 GMT"),
            ],
            &[
                ("ETag", "W/\"abc\""),
                ("Last-Modified", "Sun, 22 Nov 2026 05:36:34 GMT"),
            ],
            false,
        ),
        (
            &[
                ("ETag", "\"abc\""),
                ("Last-Modified", "Sat, 21 Nov 2026 05:36:34 GMT"),
            ],
            &[
                ("ETag", "\"abc\""),
                ("Last-Modified", "Sun, 22 Nov 2026 05:36:34 GMT"),
            ],
            true,
        ),
        (&[("ETag", "\"abc\"")], &[], true),
        (&[], &[("ETag", "\"abc\"")], true),
    ];
    for (before, after, is_same) in cases {
        for options in [options(), parallel()] {
            let store = Store::start(move |request, number| {
                let reply = Reply::of(request, 300_000).without("ETag");
                let told = if number == 0 { before } else { after };
                let reply = told
                    .iter()
                    .fold(reply, |reply, (name, value)| reply.with(name, *value));
                if number == 0 {
                    reply.cut(10_000, Then::Close)
                } else {
                    reply
                }
            });
            let (bytes, outcome) = download(&store, &options);
            assert_eq!(outcome.is_ok(), is_same, "{before:?} {after:?} {outcome:?}");
            assert!(bytes == recording(0, bytes.len() as u64));
        }
    }
}
