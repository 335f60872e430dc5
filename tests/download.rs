//! Downloading recordings from stores that behave, and from stores that do not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/recorder.rs"]
mod recorder;
#[path = "common/store.rs"]
mod store;

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::ThreadId;
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::{
    CallAutomationClient, CancelToken, ClientOptions, Credential, DownloadProgress,
    DownloadRecordingOptions, DownloadedRecording, Error, ErrorKind, RequestOptions, Response,
    Result,
};

use store::{Body, Compared, ETAG, KEY, RESOURCE, Reply, Store, Then, range, recording};

const MIB: u64 = 1024 * 1024;
const CHUNK: u64 = 64 * 1024;

fn options() -> DownloadRecordingOptions {
    DownloadRecordingOptions::new()
}

/// Four connections, and the smallest chunks there are.
fn parallel() -> DownloadRecordingOptions {
    options().connections(4).chunk_size(CHUNK)
}

/// Downloads and returns what was written, whatever came of it.
fn download(
    store: &Store,
    options: &DownloadRecordingOptions,
) -> (Vec<u8>, Result<Response<DownloadedRecording>>) {
    let mut bytes = Vec::new();
    let outcome = store
        .client()
        .download_recording(&store.url(), &mut bytes, options);
    (bytes, outcome)
}

fn failure(store: &Store, options: &DownloadRecordingOptions) -> Error {
    download(store, options).1.unwrap_err()
}

/// Wishes that end soon what would hang.
fn impatient() -> RequestOptions {
    RequestOptions::new().timeout(Duration::from_millis(300))
}

// What goes over the wire.

#[test]
fn a_whole_recording_is_asked_for_once_and_signed_for_the_resource() {
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
        // Nothing is asked for twice.
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

// Connections that break.

#[test]
fn a_broken_download_goes_on_at_the_byte_where_it_broke() {
    for options in [
        options(),
        parallel(),
        options().offset(100),
        parallel().offset(100),
    ] {
        let from = if range_begins(&options) { 100 } else { 0 };
        let store = Store::cutting(300_001, |request, _| Reply::of(request, 3_000_000));
        let (bytes, done) = download(&store, &options);
        assert_eq!(done.unwrap().length, 3_000_000 - from);
        assert!(bytes == recording(from, 3_000_000));
    }
}

fn range_begins(options: &DownloadRecordingOptions) -> bool {
    format!("{options:?}").contains("offset: 100")
}

#[test]
fn the_next_request_asks_for_the_rest_and_for_nothing_else() {
    let store = Store::start(|request, number| match number {
        0 => Reply::of(request, 300_000).cut(100_000, Then::Close),
        1 => Reply::new(503, &[("Retry-After", "0")], ""),
        2 => Reply::of(request, 300_000).cut(0, Then::Close),
        3 => Reply::of(request, 300_000).cut(1, Then::Close),
        _ => Reply::of(request, 300_000),
    });
    let (bytes, done) = download(&store, &options());
    assert!(bytes == recording(0, 300_000));
    assert_eq!(done.unwrap().attempts(), 5);
    let ranges: Vec<_> = store.ranges().into_iter().flatten().collect();
    let rest = "bytes=100000-";
    let last = "bytes=100001-";
    assert_eq!(
        ranges,
        [rest, rest, rest, last].map(|start| format!("{start}299999"))
    );
}

#[test]
fn a_store_that_gives_less_than_asked_for_is_asked_again() {
    let store = Store::start(|request, _| {
        let (from, to) = range(request, 1000).unwrap_or((0, 1000));
        let to = to.min(from + 300);
        Reply {
            body: Body::Recording(from, to),
            ..Reply::of(request, 1000)
                .with("Content-Length", (to - from).to_string())
                .with("Content-Range", format!("bytes {from}-{}/1000", to - 1))
        }
    });
    let (bytes, done) = download(&store, &options().offset(1).length(900));
    assert!(bytes == recording(1, 901));
    assert_eq!(done.unwrap().attempts(), 3);
}

#[test]
fn tries_that_bring_nothing_are_counted_and_end() {
    let store = Store::start(|request, number| match number {
        0 => Reply::of(request, 300_000).cut(100_000, Then::Close),
        _ => Reply::of(request, 300_000).cut(1, Then::Close),
    });
    let options = options().request(RequestOptions::new().retries(2));
    let (bytes, outcome) = download(&store, &options);
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.is_retryable());
    assert_eq!(error.attempts(), 4);
    // What came is the beginning of the recording, each byte once.
    assert!(bytes == recording(0, 100_003));
    assert_eq!(store.requests().len(), 4);
}

#[test]
fn a_store_that_falls_silent_is_given_up_after_the_time_out() {
    for options in [options(), parallel()] {
        let store =
            Store::start(|request, _| Reply::of(request, 30 * CHUNK).cut(CHUNK - 1, Then::Hang));
        let request = impatient().retries(0);
        let (bytes, outcome) = download(&store, &options.request(request));
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(bytes == recording(0, CHUNK - 1));
    }
}

/// Takes its time over each byte.
struct Slow(Vec<u8>);

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(50));
        let length = bytes.len().min(200_000);
        self.0.extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_download_may_take_longer_than_the_time_out_but_not_than_the_total_one() {
    let store = Store::with(4 * MIB);
    for connections in [1, 3] {
        let options = parallel().connections(connections).request(impatient());
        let mut slow = Slow(Vec::new());
        store
            .client()
            .download_recording(&store.url(), &mut slow, &options)
            .unwrap();
        assert!(slow.0 == recording(0, 4 * MIB));

        let mut slow = Slow(Vec::new());
        let options = options.total_timeout(Duration::from_millis(200));
        let error = store
            .client()
            .download_recording(&store.url(), &mut slow, &options)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(slow.0 == recording(0, slow.0.len() as u64));
    }
}

// Stores that give something else.

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
fn a_store_that_knows_no_ranges_is_read_past_what_is_not_wanted() {
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
fn an_offset_beyond_the_end_is_told_with_the_length() {
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
fn html_is_no_recording_whatever_its_status_says() {
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
fn errors_of_the_store_are_told_in_its_own_words() {
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
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn other_bytes_than_those_asked_for_are_refused() {
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
fn a_part_with_more_bytes_than_it_tells_is_refused() {
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
fn a_body_whose_end_nobody_can_tell_is_taken_only_when_its_length_is_known() {
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
        .request(RequestOptions::new().retries(1));
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

// Ending it.

#[test]
fn a_cancel_token_and_abort_end_a_download_on_all_its_connections() {
    for connections in [1, 4] {
        for by_token in [true, false] {
            let (asked, is_asked) = mpsc::channel();
            let asked = std::sync::Mutex::new(asked);
            let store = Store::start(move |request, _| {
                asked.lock().unwrap().send(()).unwrap();
                Reply::of(request, 30 * CHUNK).cut(100, Then::Hang)
            });
            let client = store.client();
            let token = CancelToken::new();
            let options = parallel()
                .connections(connections)
                .request(RequestOptions::new().cancel(&token));
            let (caller, url) = (client.clone(), store.url());
            let downloading = std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let outcome = caller.download_recording(&url, &mut bytes, &options);
                (bytes, outcome.unwrap_err())
            });
            for _ in 0..connections {
                is_asked.recv().unwrap();
            }
            if by_token {
                token.cancel();
            } else {
                client.abort();
            }
            let (bytes, error) = downloading.join().unwrap();
            assert_eq!(error.kind(), ErrorKind::Aborted, "{error}");
            assert!(bytes == recording(0, bytes.len() as u64));
        }
    }
}

#[test]
fn a_writer_that_panics_leaves_nobody_waiting() {
    struct Panics;
    impl Write for Panics {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("on purpose")
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let store = Store::with(30 * CHUNK);
    let (client, url) = (store.client(), store.url());
    let panicked =
        std::thread::spawn(move || client.download_recording(&url, &mut Panics, &parallel()))
            .join();
    assert!(panicked.is_err());
}

#[test]
fn progress_can_be_seen_from_outside() {
    /// Hands each piece over and waits until it was looked at.
    struct Stepwise(mpsc::SyncSender<()>, mpsc::Receiver<()>);
    impl Write for Stepwise {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(()).unwrap();
            self.1.recv().unwrap();
            Ok(bytes.len().min(50_000))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let store = Store::with(300_000);
    let progress = DownloadProgress::new();
    assert_eq!((progress.bytes_done(), progress.bytes_total()), (0, None));
    for (options, total) in [
        (options(), 300_000),
        (options().offset(100_000).length(150_000), 150_000),
        (parallel(), 300_000),
    ] {
        let (client, url) = (store.client(), store.url());
        let options = options.progress(&progress);
        let (written, is_written) = mpsc::sync_channel(0);
        let (look, looked) = mpsc::channel();
        let downloading = std::thread::spawn(move || {
            let mut to = Stepwise(written, looked);
            client.download_recording(&url, &mut to, &options).unwrap();
        });
        let mut seen = Vec::new();
        while is_written.recv().is_ok() {
            assert_eq!(progress.bytes_total(), Some(total));
            seen.push(progress.bytes_done());
            look.send(()).unwrap();
        }
        downloading.join().unwrap();
        assert_eq!(seen[0], 0);
        assert!(seen.is_sorted() && *seen.last().unwrap() < total);
        assert_eq!(progress.bytes_done(), total);
    }
}

#[test]
fn what_cannot_be_written_ends_the_download() {
    struct Full(Vec<u8>);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = 100_000 - self.0.len();
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let length = bytes.len().min(room);
            self.0.extend_from_slice(&bytes[..length]);
            Ok(length)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for options in [options(), parallel()] {
        let store = Store::with(30 * CHUNK);
        let mut full = Full(Vec::new());
        let error = store
            .client()
            .download_recording(&store.url(), &mut full, &options)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System, "{error}");
        assert!(full.0 == recording(0, 100_000));
        assert!(store.requests().len() < 30, "it went on in vain");
    }
}

// Credentials.

/// Tokens that end at once, and who asked for them.
struct ShortLived {
    asked: AtomicUsize,
    by: std::sync::Mutex<Vec<ThreadId>>,
}

impl TokenSource for ShortLived {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        self.by.lock().unwrap().push(std::thread::current().id());
        Ok(AccessToken::new(
            format!("token-{number}"),
            SystemTime::now() + Duration::from_secs(3600),
        ))
    }
}

#[test]
fn tokens_are_asked_for_on_the_thread_that_calls_even_in_the_middle() {
    // The store refuses each token after it has been used five times.
    let uses = std::sync::Mutex::new(std::collections::HashMap::<String, u32>::new());
    let store = Store::start(move |request, _| {
        let token = request.header("authorization").unwrap().to_owned();
        assert!(token.starts_with("Bearer token-"), "{token}");
        let mut uses = uses.lock().unwrap();
        let count = uses.entry(token).or_default();
        *count += 1;
        if *count > 5 {
            return Reply::new(401, &[], "");
        }
        Reply::of(request, 30 * CHUNK)
    });
    let source = Arc::new(ShortLived {
        asked: AtomicUsize::new(0),
        by: std::sync::Mutex::default(),
    });
    let client = CallAutomationClient::new(
        &format!("https://{RESOURCE}"),
        Credential::token(Arc::clone(&source) as Arc<dyn TokenSource>),
        &ClientOptions::new().allow_recording_host(store.address.to_string()),
    )
    .unwrap();
    let mut bytes = Vec::new();
    client
        .download_recording(&store.url(), &mut bytes, &parallel())
        .unwrap();
    assert!(bytes == recording(0, 30 * CHUNK));
    let by = source.by.lock().unwrap();
    assert!(by.len() >= 6, "{}", by.len());
    let own = std::thread::current().id();
    assert!(by.iter().all(|asked| *asked == own));
}

#[test]
fn a_host_that_is_no_store_never_hears_of_the_credential() {
    let stranger = Store::with(1000);
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=https://{RESOURCE};accesskey={KEY}"
    ))
    .unwrap();
    let named = ["localhost", "127.0.0.1"].map(|host| {
        let port = stranger.address.port();
        format!("http://{host}:{port}/v1/objects/x")
    });
    for url in [
        named[0].as_str(),
        named[1].as_str(),
        "https://evil.asm.skype.com.example/v1",
        "http://us.asm.skype.com/v1",
        "https://us.asm.skype.com@127.0.0.1/v1",
        "us.asm.skype.com/v1",
        "",
    ] {
        let error = client
            .download_recording(url, &mut Vec::new(), &options())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{url}");
        assert_eq!(error.field(), Some("content location"), "{url}");
        let error = client.delete_recording(url).unwrap_err();
        assert_eq!(error.field(), Some("delete location"), "{url}");
    }
    assert!(stranger.requests().is_empty());
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
        &ClientOptions::new().allow_recording_host("http://127.0.0.1:8080"),
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
