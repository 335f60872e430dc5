//! However a download ends, all its threads have ended.

use std::io::{self, Write};
use std::sync::mpsc;

use acs_call_automation::{CancelToken, ErrorKind, RequestOptions};

use crate::downloading::{CHUNK, options, parallel};
use crate::store::{Reply, Store, Then, recording};

const TOTAL: u64 = 40 * CHUNK;

/// Where a download stands still: at which requests, and how.
type Stand = fn(&crate::recorder::Recorded, usize) -> Reply;

#[test]
fn nothing_is_left_running_whenever_a_download_is_ended() {
    alone!();
    let stands: [(&str, Stand, usize); 4] = [
        ("before a head", |_, _| hanging_before_the_head(), 1),
        (
            "in a body",
            |request, _| Reply::of(request, TOTAL).cut(100, Then::Hang),
            8,
        ),
        (
            "in a pause",
            |_, _| Reply::new(503, &[("Retry-After", "5")], ""),
            1,
        ),
        (
            "in a later chunk",
            |request, _| match request.header("range") {
                Some(range) if !range.starts_with("bytes=0-") => hanging_before_the_head(),
                _ => Reply::of(request, TOTAL),
            },
            2,
        ),
    ];
    for (what, stand, most) in stands {
        for connections in [1, 8] {
            for by_token in [true, false] {
                let (asked, is_asked) = mpsc::channel();
                let asked = std::sync::Mutex::new(asked);
                let store = Store::start(move |request, number| {
                    asked.lock().unwrap().send(()).unwrap();
                    stand(request, number)
                });
                let (client, token) = (store.client(), CancelToken::new());
                let request = RequestOptions::new().cancel(&token);
                // One connection has no later chunk: it begins in the middle.
                let from = if what == "in a later chunk" && connections == 1 {
                    CHUNK
                } else {
                    0
                };
                let options = parallel()
                    .connections(connections)
                    .offset(from)
                    .request(request);
                let (caller, url) = (client.clone(), store.url());
                let downloading = std::thread::spawn(move || {
                    let mut bytes = Vec::new();
                    let outcome = caller.download_recording(&url, &mut bytes, &options);
                    let left = threads();
                    (bytes, outcome.unwrap_err(), left)
                });
                let requests = if connections == 1 { 1 } else { most };
                for _ in 0..requests {
                    is_asked.recv().unwrap();
                }
                if by_token {
                    token.cancel();
                } else {
                    client.abort();
                }
                let (bytes, error, left) = downloading.join().unwrap();
                assert_eq!(error.kind(), ErrorKind::Aborted, "{what}: {error}");
                assert!(bytes == recording(0, bytes.len() as u64), "{what}");
                assert_eq!(left, 0, "{what}, {connections} connections");
            }
        }
    }

    for connections in [1, 8] {
        let options = parallel().connections(connections);
        // A writer that fails, that panics, and one that cancels on its own thread.
        let store = Store::with(TOTAL);
        let (client, token) = (store.client(), CancelToken::new());
        let failed = client.download_recording(&store.url(), &mut Ending::Fails, &options);
        assert_eq!(
            (failed.unwrap_err().kind(), threads()),
            (ErrorKind::System, 0)
        );
        let mut cancels = Ending::Cancels(token.clone());
        let request = RequestOptions::new().cancel(&token);
        let canceled = client.download_recording(
            &store.url(),
            &mut cancels,
            &options.clone().request(request),
        );
        assert_eq!(
            (canceled.unwrap_err().kind(), threads()),
            (ErrorKind::Aborted, 0)
        );
        let url = store.url();
        let panicked = std::thread::spawn(move || {
            client.download_recording(&url, &mut Ending::Panics, &options)
        });
        assert!(panicked.join().is_err());
        assert_eq!(threads(), 0, "after a panic");

        // Timeouts, and a store that closes in the middle.
        for (then, kind) in [
            (Then::Hang, ErrorKind::Timeout),
            (Then::Close, ErrorKind::Connection),
        ] {
            let store = Store::start(move |request, _| Reply::of(request, TOTAL).cut(10, then));
            let options = self::options()
                .chunk_size(CHUNK)
                .connections(connections)
                .request(crate::downloading::with_short_timeout().max_retries(0));
            let outcome =
                store
                    .client()
                    .download_recording(&store.url(), &mut Vec::new(), &options);
            assert_eq!((outcome.unwrap_err().kind(), threads()), (kind, 0));
        }
    }
}

fn hanging_before_the_head() -> Reply {
    Reply {
        then: Then::Hang,
        ..Reply::whole(TOTAL).cut_in_head(0)
    }
}

/// How a writer ends it.
enum Ending {
    Fails,
    Panics,
    Cancels(CancelToken),
}

impl Write for Ending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Fails => Err(io::ErrorKind::StorageFull.into()),
            Self::Panics => panic!("on purpose"),
            Self::Cancels(token) => {
                token.cancel();
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The library's threads in this process. One that was joined may be on the list a moment longer.
fn threads() -> usize {
    for _ in 0..100 {
        if count() == 0 {
            return 0;
        }
        std::thread::yield_now();
    }
    count()
}

fn count() -> usize {
    std::fs::read_dir("/proc/self/task")
        .unwrap()
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with("acs-"))
        .count()
}
