//! Downloads that are ended, watched, or handed to writers of every kind.

use crate::downloading;
use crate::store;

use std::io::{self, Write};
use std::sync::mpsc;

use acs_call_automation::recording::DownloadProgress;
use acs_call_automation::{CancelToken, ErrorKind, RequestOptions};

use downloading::{CHUNK, options, parallel};
use store::{Reply, Store, Then, recording};

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
fn a_writer_that_panics_leaves_no_thread_waiting() {
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

#[test]
fn the_writer_may_send_requests_meanwhile() {
    /// Downloads a byte of the same recording before it takes the next ones.
    struct Asking(acs_call_automation::CallAutomationClient, String, Vec<u8>);
    impl Write for Asking {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut first = Vec::new();
            self.0
                .download_recording(&self.1, &mut first, &options().length(1))
                .unwrap();
            assert!(first == recording(0, 1));
            self.2.extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for options in [options(), parallel()] {
        let store = Store::with(10 * CHUNK);
        let (client, url) = (store.client(), store.url());
        let mut asking = Asking(client.clone(), url.clone(), Vec::new());
        let done = client
            .download_recording(&url, &mut asking, &options)
            .unwrap();
        assert!(asking.2 == recording(0, 10 * CHUNK));
        // Its own connection was not lost over it.
        let chunks = if done.attempts() == 1 { 1 } else { 10 };
        assert_eq!(done.attempts(), chunks);
    }
}
