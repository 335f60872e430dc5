//! Downloading recordings from stores that behave: what goes over the wire, and what is refused before.

use crate::downloading;
use crate::store;

use std::time::Duration;

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation::options::ClientOptions;
use acs_call_automation::{CallAutomationClient, ErrorKind, RequestOptions};

use downloading::{CHUNK, MIB, download, failure, options, parallel};
use store::{Body, Compared, ETAG, KEY, RESOURCE, Reply, Store, Then, range, recording};

// What goes over the wire.

#[test]
fn a_whole_recording_is_requested_once_and_signed_for_the_resource() {
    let store = Store::with(100_000);
    let url = format!("{}?a=%20b", store.url());
    let mut bytes = Vec::new();
    let done = store
        .client()
        .download_recording(&url, &mut bytes, &options())
        .unwrap();
    assert!(bytes == recording(0, 100_000));
    assert_eq!((done.offset, done.length), (0, 100_000));
    assert_eq!(done.total_length, Some(100_000));
    assert_eq!(done.etag.as_deref(), Some(ETAG));
    assert_eq!(done.content_type.as_deref(), Some("audio/wav"));
    assert_eq!((done.status(), done.attempts()), (200, 1));

    let requests = store.requests();
    let [sent] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(sent.method, "GET");
    assert_eq!(sent.target, "/v1/objects/0-cus-d1/content/video?a=%20b");
    assert_eq!(
        sent.header("host"),
        Some(store.address.to_string().as_str())
    );
    assert_eq!(sent.header("x-ms-host"), Some(RESOURCE));
    assert_eq!(sent.header("range"), None);
    assert_eq!(sent.header("accept-encoding"), Some("identity"));
    assert_eq!(
        sent.header("x-ms-client-request-id"),
        Some(done.request_id())
    );
    assert!(AccessKey::from_base64(KEY).unwrap().verifies(
        sent.header("authorization").unwrap(),
        "GET",
        &sent.target,
        sent.header("x-ms-date").unwrap(),
        RESOURCE,
        &content_hash(b""),
    ));
}

#[test]
fn ranges_are_right_from_offset_zero_on() {
    let cases = [
        (options().length(10), "bytes=0-9", (0, 10)),
        (options().offset(0).length(1), "bytes=0-0", (0, 1)),
        (options().offset(5).length(10), "bytes=5-14", (5, 15)),
        (options().offset(5), "bytes=5-", (5, 1000)),
        // Cut off where the recording ends.
        (
            options().offset(990).length(100),
            "bytes=990-1089",
            (990, 1000),
        ),
    ];
    let store = Store::with(1000);
    for (options, asked, (from, to)) in cases {
        let (bytes, done) = download(&store, &options);
        let done = done.unwrap();
        assert_eq!(store.ranges().pop().unwrap().as_deref(), Some(asked));
        assert!(bytes == recording(from, to), "{asked}");
        assert_eq!((done.offset, done.length), (from, to - from), "{asked}");
        assert_eq!(done.total_length, Some(1000), "{asked}");
    }
    assert_eq!(store.requests().len(), 5);
}

#[test]
fn several_connections_bring_every_byte_in_order() {
    let total = 20 * CHUNK + 4711;
    for (options, from, to) in [
        (parallel(), 0, total),
        (parallel().offset(3), 3, total),
        (parallel().offset(CHUNK).length(7 * CHUNK), CHUNK, 8 * CHUNK),
        (parallel().length(CHUNK), 0, CHUNK),
        (parallel().length(CHUNK + 1), 0, CHUNK + 1),
        (parallel().connections(16), 0, total),
        (parallel().chunk_size(64 * MIB), 0, total),
    ] {
        let store = Store::with(total);
        let (bytes, done) = download(&store, &options);
        let done = done.unwrap();
        assert!(bytes == recording(from, to), "{from} to {to}");
        assert_eq!(done.length, to - from);
        assert_eq!(done.total_length, Some(total));
        assert_eq!(done.attempts() as usize, store.requests().len());
        // No byte is requested twice.
        let mut asked: Vec<_> = store
            .requests()
            .iter()
            .map(|request| range(request, total).unwrap())
            .collect();
        asked.sort_unstable();
        assert_eq!(asked.first().unwrap().0, from);
        assert_eq!(asked.last().unwrap().1, to);
        assert!(asked.windows(2).all(|pair| pair[0].1 == pair[1].0));
        let mut ids: Vec<_> = store
            .requests()
            .iter()
            .map(|request| request.header("x-ms-client-request-id").unwrap().to_owned())
            .collect();
        ids.dedup();
        assert_eq!(ids, [done.request_id()]);
    }
}

#[test]
fn the_metadata_of_a_recording_comes_as_it_is() {
    let store = Store::start(|_, _| {
        Reply::new(
            200,
            &[
                ("Content-Type", "application/json; charset=iso-8859-1"),
                ("Content-Encoding", "gzip"),
            ],
            "{\"chunkIndex\":0}",
        )
    });
    let (bytes, done) = download(&store, &options());
    assert_eq!(bytes, b"{\"chunkIndex\":0}");
    assert_eq!(done.unwrap().total_length, Some(16));
}

#[test]
fn an_empty_recording_is_downloaded_too() {
    let store = Store::start(|request, _| {
        if request.header("range").is_some() {
            return Reply::new(416, &[("Content-Range", "bytes */0")], "");
        }
        Reply::new(200, &[], "")
    });
    for options in [options(), options().length(10), parallel()] {
        let (bytes, done) = download(&store, &options);
        assert_eq!((bytes.len(), done.unwrap().length), (0, 0));
    }
    let error = failure(&store, &options().offset(1));
    assert_eq!(error.field(), Some("offset"));
}

#[test]
fn a_body_in_chunks_of_http_ends_where_it_ends() {
    let store = Store::start(|_, number| Reply {
        status: 200,
        headers: vec![("Transfer-Encoding", "chunked".to_owned())],
        body: Body::Bytes(match number {
            // The second one is cut in its last chunk, and the store knows no ranges.
            1 => b"5\r\nhello\r\n5\r\n worl".to_vec(),
            _ => b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".to_vec(),
        }),
        then: if number == 1 { Then::Close } else { Then::GoOn },
        head: usize::MAX,
    });
    let (bytes, done) = download(&store, &options());
    assert_eq!(
        (bytes.as_slice(), done.unwrap().length),
        (&b"hello world"[..], 11)
    );
    let (bytes, done) = download(&store, &options());
    assert_eq!(
        (bytes.as_slice(), done.unwrap().length),
        (&b"hello world"[..], 11)
    );
    assert_eq!(store.ranges()[2].as_deref(), Some("bytes=10-"));
}

// Bad input.

#[test]
fn options_out_of_range_are_refused_before_anything_is_sent() {
    let store = Store::with(1000);
    let second = Duration::from_secs(1);
    for (options, field) in [
        (options().length(0), "length"),
        (options().offset(u64::MAX).length(2), "length"),
        (options().connections(0), "connections"),
        (options().connections(17), "connections"),
        (options().chunk_size(CHUNK - 1), "chunk size"),
        (options().chunk_size(64 * MIB + 1), "chunk size"),
        (options().total_timeout(Duration::ZERO), "total timeout"),
        (
            options().total_timeout(24 * 3600 * second + second),
            "total timeout",
        ),
        (options().resume(true), "resume"),
        (
            options().request(RequestOptions::new().timeout(Duration::ZERO)),
            "timeout",
        ),
        (
            options().request(RequestOptions::new().header("Range", "bytes=0-")),
            "header",
        ),
        (
            options().request(RequestOptions::new().header("x-ms-host", "a")),
            "header",
        ),
        (
            options().request(RequestOptions::new().api_version("2026-03-12")),
            "api version",
        ),
    ] {
        let error = failure(&store, &options);
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{field}: {error}");
        assert_eq!(error.field(), Some(field), "{error}");
        assert_eq!(error.operation(), Some("RecordingContent_Download"));
    }
    assert!(store.requests().is_empty());
    let bad = CallAutomationClient::from_connection_string_with(
        &format!("endpoint=https://{RESOURCE};accesskey={KEY}"),
        &ClientOptions::new().recording_host("http://127.0.0.1:8080"),
    );
    assert_eq!(bad.unwrap_err().field(), Some("recording host"));
}

// Deleting.

#[test]
fn a_recording_is_deleted_at_its_store() {
    let store = Store::start(|_, _| Reply::new(200, &[("Content-Type", "text/plain")], "OK"));
    let done = store.client().delete_recording(&store.url()).unwrap();
    assert_eq!(done.status(), 200);
    let sent = &store.requests()[0];
    assert_eq!(sent.method, "DELETE");
    assert_eq!(sent.target, "/v1/objects/0-cus-d1/content/video");
    assert_eq!(sent.header("x-ms-host"), Some(RESOURCE));
    assert!(AccessKey::from_base64(KEY).unwrap().verifies(
        sent.header("authorization").unwrap(),
        "DELETE",
        &sent.target,
        sent.header("x-ms-date").unwrap(),
        RESOURCE,
        &content_hash(b""),
    ));
}

#[test]
fn a_repeated_deletion_that_finds_nothing_has_succeeded() {
    let store = Store::start(|_, number| match number {
        0 => Reply::new(200, &[], "lost").cut(0, Then::Close),
        _ => Reply::new(404, &[], ""),
    });
    let client = store.client();
    assert_eq!(client.delete_recording(&store.url()).unwrap().attempts(), 2);
    let error = client.delete_recording(&store.url()).unwrap_err();
    assert_eq!(error.http_status(), Some(404));

    let portal = Store::start(|_, _| Reply::new(200, &[("Content-Type", "text/html")], "<p>"));
    let error = portal.client().delete_recording(&portal.url()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

// Compared is for the longest download; here it shows that nothing is kept in memory.
#[test]
fn a_long_recording_passes_through() {
    let store = Store::with(30 * MIB);
    let mut compared = Compared { next: 0 };
    store
        .client()
        .download_recording(&store.url(), &mut compared, &options())
        .unwrap();
    assert_eq!(compared.next, 30 * MIB);
}
