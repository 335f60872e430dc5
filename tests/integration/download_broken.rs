//! Connections that break in the middle of a download.

use crate::downloading;
use crate::store;

use std::io::{self, Write};
use std::time::Duration;

use acs_call_automation::options::DownloadRecordingOptions;
use acs_call_automation::{ErrorKind, RequestOptions};

use downloading::{CHUNK, MIB, download, options, parallel, with_short_timeout};
use store::{Body, Reply, Store, Then, range, recording};

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
fn the_next_request_is_for_the_rest_only() {
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
fn a_store_that_returns_less_than_requested_is_sent_a_request_for_the_rest() {
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
fn attempts_without_progress_are_counted_and_end() {
    let store = Store::start(|request, number| match number {
        0 => Reply::of(request, 300_000).cut(100_000, Then::Close),
        _ => Reply::of(request, 300_000).cut(1, Then::Close),
    });
    let options = options().request(RequestOptions::new().max_retries(2));
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
fn a_download_from_a_silent_store_ends_after_the_timeout() {
    for options in [options(), parallel()] {
        let store =
            Store::start(|request, _| Reply::of(request, 30 * CHUNK).cut(CHUNK - 1, Then::Hang));
        let request = with_short_timeout().max_retries(0);
        let (bytes, outcome) = download(&store, &options.request(request));
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(bytes == recording(0, CHUNK - 1));
    }
}

/// Takes its time over each piece. Nothing waits for it: the time that passes is what is tested, and
/// more of it changes nothing.
struct Slow(Vec<u8>);

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(50));
        let length = bytes.len().min(100_000);
        self.0.extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_download_may_take_longer_than_the_timeout_but_not_than_the_total_timeout() {
    let store = Store::with(4 * MIB);
    for connections in [1, 3] {
        let options = parallel()
            .connections(connections)
            .request(with_short_timeout());
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

#[test]
fn a_head_that_is_cut_is_requested_again() {
    for cut in [5, 60] {
        for options in [options(), parallel()] {
            let store = Store::start(move |request, number| {
                let reply = Reply::of(request, 300_000);
                if number < 2 {
                    reply.cut_in_head(cut)
                } else {
                    reply
                }
            });
            let (bytes, done) = download(&store, &options);
            assert!(bytes == recording(0, 300_000), "{cut}");
            assert_eq!(done.unwrap().attempts() as usize, store.requests().len());
        }
    }
}

#[test]
fn a_recording_that_is_cut_anywhere_comes_whole() {
    // At the borders of what is read at once, of one request, and beside them.
    for border in [CHUNK, 128 * 1024] {
        for cut in [border - 1, border, border + 1] {
            for options in [options(), parallel(), options().offset(1).length(4 * CHUNK)] {
                let store = Store::start(move |request, number| {
                    let reply = Reply::of(request, 5 * CHUNK + 1);
                    if matches!(number, 0 | 1 | 3) {
                        reply.cut(cut, Then::Close)
                    } else {
                        reply
                    }
                });
                let (from, to) = match format!("{options:?}").contains("offset: 1,") {
                    true => (1, 1 + 4 * CHUNK),
                    false => (0, 5 * CHUNK + 1),
                };
                let (bytes, done) = download(&store, &options);
                assert!(bytes == recording(from, to), "cut after {cut}: {done:?}");
                done.unwrap();
            }
        }
    }
}
