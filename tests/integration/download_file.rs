//! Downloads to a file: complete under its name or not at all, and resumed.

use crate::store;

use std::fs;
use std::path::{Path, PathBuf};

use acs_call_automation::options::DownloadRecordingOptions;
use acs_call_automation::recording::{DownloadProgress, DownloadedRecording};
use acs_call_automation::{Error, ErrorKind, RequestOptions, Response, Result};

use store::{Reply, Store, Then, recording};

const TOTAL: u64 = 1_000_000;

/// A folder for one test, empty.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("download-{name}"));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn wav(&self) -> PathBuf {
        self.0.join("call.wav")
    }

    fn part(&self) -> PathBuf {
        self.0.join("call.wav.part")
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn options() -> DownloadRecordingOptions {
    // One attempt, so that a store can make it fail.
    DownloadRecordingOptions::new()
        .chunk_size(64 * 1024)
        .request(RequestOptions::new().max_retries(0))
}

fn both() -> [DownloadRecordingOptions; 2] {
    [options(), options().connections(4)]
}

fn download(
    store: &Store,
    folder: &Folder,
    options: &DownloadRecordingOptions,
) -> Result<Response<DownloadedRecording>> {
    let client = store.client();
    client.download_recording_to_file(&store.url(), folder.wav(), options)
}

fn failure(store: &Store, folder: &Folder, options: &DownloadRecordingOptions) -> Error {
    download(store, folder, options).unwrap_err()
}

/// Breaks off in the middle of the recording and knows no more than that.
fn breaking_off() -> Store {
    Store::start(|request, _| {
        let (from, _) = store::range(request, TOTAL).unwrap_or((0, TOTAL));
        Reply::of(request, TOTAL).cut(400_000_u64.saturating_sub(from), Then::Close)
    })
}

#[test]
fn a_whole_recording_stands_under_its_name_and_nothing_beside_it() {
    for options in both() {
        let folder = Folder::new("whole");
        fs::write(folder.wav(), "an older one").unwrap();
        let done = download(&Store::with(TOTAL), &folder, &options).unwrap();
        assert_eq!(done.length, TOTAL);
        assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
        assert_eq!(folder.names(), ["call.wav"]);
    }
}

#[test]
fn a_download_that_fails_leaves_the_older_file_and_names_the_beginning() {
    for options in both() {
        let folder = Folder::new("fails");
        fs::write(folder.wav(), "an older one").unwrap();
        let error = failure(&breaking_off(), &folder, &options);
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert_eq!(fs::read(folder.wav()).unwrap(), b"an older one");
        let part = fs::read(folder.part()).unwrap();
        assert!(!part.is_empty() && part == recording(0, part.len() as u64));
        let hint = error.hint().unwrap();
        assert!(hint.contains(folder.part().to_str().unwrap()), "{hint}");
        assert!(hint.contains(&part.len().to_string()), "{hint}");
    }
}

#[test]
fn a_download_that_never_began_leaves_nothing() {
    let folder = Folder::new("never");
    let store = Store::start(|_, _| Reply::new(404, &[], ""));
    let error = failure(&store, &folder, &options());
    assert_eq!((error.http_status(), error.hint()), (Some(404), None));
    let store = Store::start(|request, _| Reply::of(request, TOTAL).cut(0, Then::Close));
    failure(&store, &folder, &options());
    assert!(folder.names().is_empty(), "{:?}", folder.names());
}

#[test]
fn the_rest_is_downloaded_by_the_next_download_with_resume() {
    for options in both() {
        let folder = Folder::new("resumes");
        failure(&breaking_off(), &folder, &options);
        let there = fs::metadata(folder.part()).unwrap().len();
        assert!(there > 0);

        let (store, progress) = (Store::with(TOTAL), DownloadProgress::new());
        let options = options.resume(true).progress(&progress);
        let done = download(&store, &folder, &options).unwrap();
        assert_eq!(done.length, TOTAL);
        assert_eq!(progress.bytes_done(), TOTAL);
        assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
        assert_eq!(folder.names(), ["call.wav"]);
        let asked = store.ranges()[0].clone().unwrap();
        assert!(asked.starts_with(&format!("bytes={there}-")), "{asked}");
    }
}

#[test]
fn a_range_is_resumed_from_its_own_beginning() {
    for options in both() {
        let options = options.offset(100_000).length(600_000);
        let folder = Folder::new("range");
        failure(&breaking_off(), &folder, &options);
        let store = Store::with(TOTAL);
        let done = download(&store, &folder, &options.clone().resume(true)).unwrap();
        assert_eq!((done.offset, done.length), (100_000, 600_000));
        assert!(fs::read(folder.wav()).unwrap() == recording(100_000, 700_000));
        assert_ne!(store.ranges()[0].as_deref(), Some("bytes=100000-699999"));

        // Of another range there is nothing to go on with.
        failure(&breaking_off(), &folder, &options);
        let whole = options.clone().offset(0).resume(true);
        download(&store, &folder, &whole).unwrap();
        assert!(fs::read(folder.wav()).unwrap() == recording(0, 600_000));
    }
}

#[test]
fn a_part_of_another_recording_is_not_resumed() {
    for options in both() {
        let folder = Folder::new("another");
        let resume = options.clone().resume(true).request(RequestOptions::new());
        // Its ETag is another one; the one the other store has is longer, or shorter.
        for (total, status) in [(TOTAL, 206), (300_000, 416), (TOTAL, 200)] {
            failure(&breaking_off(), &folder, &options);
            let store = Store::start(move |request, _| match status {
                200 => Reply::whole(total).with("ETag", "\"v2\""),
                _ => Reply::of(request, total).with("ETag", "\"v2\""),
            });
            let done = download(&store, &folder, &resume).unwrap();
            assert_eq!(done.length, total);
            assert!(fs::read(folder.wav()).unwrap() == recording(0, total));
            assert_eq!(folder.names(), ["call.wav"]);
        }
        // Another URL, and no word on what the bytes are of.
        failure(&breaking_off(), &folder, &options);
        let store = Store::with(TOTAL);
        let url = store.url().replace("video", "audio");
        let client = store.client();
        client
            .download_recording_to_file(&url, folder.wav(), &resume)
            .unwrap();
        failure(&breaking_off(), &folder, &options);
        fs::remove_file(folder.0.join("call.wav.part.id")).unwrap();
        download(&store, &folder, &resume).unwrap();
        for request in store.requests() {
            let range = request.header("range").unwrap_or("bytes=0-");
            assert!(!range.starts_with("bytes=400000-"), "{range}");
        }
        assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
    }
}

#[test]
fn a_file_that_was_whole_but_for_its_name_gets_it() {
    for options in both() {
        let folder = Folder::new("name");
        failure(&breaking_off(), &folder, &options);
        fs::write(folder.part(), recording(0, TOTAL)).unwrap();
        let store = Store::with(TOTAL);
        let done = download(&store, &folder, &options.resume(true)).unwrap();
        assert_eq!((done.length, done.status()), (TOTAL, 206));
        assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
        assert_eq!(folder.names(), ["call.wav"]);
    }
}

#[test]
fn without_resume_it_starts_from_the_beginning() {
    let folder = Folder::new("anew");
    failure(&breaking_off(), &folder, &options());
    let store = Store::with(TOTAL);
    download(&store, &folder, &options()).unwrap();
    assert_eq!(store.ranges(), [None]);
    assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
}

#[test]
fn only_a_regular_file_is_written_and_a_folder_must_be_there() {
    let folder = Folder::new("regular");
    let store = Store::with(TOTAL);
    let client = store.client();
    for path in ["/dev/null", "/", ".."] {
        let error = client
            .download_recording_to_file(&store.url(), path, &options())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path}: {error}");
        assert_eq!(error.field(), Some("path"), "{path}");
    }
    assert!(store.requests().is_empty());
    let nowhere = folder.0.join("no/such/folder/call.wav");
    let error = client
        .download_recording_to_file(&store.url(), &nowhere, &options())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    assert!(error.message().contains("call.wav.part"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_part_is_not_followed() {
    let folder = Folder::new("link");
    let precious = folder.0.join("precious");
    fs::write(&precious, "keep me").unwrap();
    std::os::unix::fs::symlink(&precious, folder.part()).unwrap();
    download(&Store::with(TOTAL), &folder, &options()).unwrap();
    assert_eq!(fs::read(&precious).unwrap(), b"keep me");
}

#[test]
fn a_part_that_cannot_be_resumed_is_replaced_even_without_retries() {
    for options in both() {
        // Longer than the recording is, or than the range.
        for (options, length) in [
            (options.clone(), TOTAL + 5),
            (options.clone().length(500_000), 500_001),
            (options.clone().offset(TOTAL - 10), 11),
        ] {
            let folder = Folder::new("longer");
            let cut = Store::start(|request, _| Reply::of(request, TOTAL).cut(5, Then::Close));
            failure(&cut, &folder, &options);
            fs::write(folder.part(), vec![7; usize::try_from(length).unwrap()]).unwrap();
            let store = Store::with(TOTAL);
            let done = download(&store, &folder, &options.clone().resume(true)).unwrap();
            let (from, to) = (done.offset, done.offset + done.length);
            assert!(fs::read(folder.wav()).unwrap() == recording(from, to));
            assert_eq!(store.requests().len(), done.attempts() as usize);
        }
        // Of another recording, or one that the store has no byte of there.
        for status in [206, 416] {
            let folder = Folder::new("no-retries");
            failure(&breaking_off(), &folder, &options);
            let store = Store::start(move |request, number| match (number, status) {
                (0, 416) => Reply::new(416, &[], ""),
                _ => Reply::of(request, TOTAL).with("ETag", "\"v2\""),
            });
            let done = download(&store, &folder, &options.clone().resume(true)).unwrap();
            assert_eq!(done.length, TOTAL);
            assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
        }
    }
}

#[test]
fn a_range_that_was_whole_but_for_its_name_gets_it() {
    for options in both() {
        let options = options.offset(100_000).length(600_000);
        let folder = Folder::new("range-name");
        failure(&breaking_off(), &folder, &options);
        fs::write(folder.part(), recording(100_000, 700_000)).unwrap();
        let store = Store::with(TOTAL);
        let done = download(&store, &folder, &options.resume(true)).unwrap();
        assert_eq!(done.length, 600_000);
        assert!(fs::read(folder.wav()).unwrap() == recording(100_000, 700_000));
        assert_eq!(store.ranges(), [Some("bytes=699999-699999".to_owned())]);
    }
}

#[test]
fn a_damaged_id_file_is_not_used() {
    let folder = Folder::new("damaged");
    let id = folder.0.join("call.wav.part.id");
    failure(&breaking_off(), &folder, &options());
    let whole = fs::read(&id).unwrap();
    let mut damaged: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    damaged.push(b"\xff\xfe".to_vec());
    damaged.push([whole.as_slice(), b"more\n"].concat());
    damaged.push(
        String::from_utf8(whole.clone())
            .unwrap()
            .replace("1000000", "1e6")
            .into(),
    );
    let store = Store::with(TOTAL);
    for (number, damaged) in damaged.into_iter().enumerate() {
        fs::write(&id, &damaged).unwrap();
        // Bytes that must not be resumed.
        fs::write(folder.part(), [7; 1000]).unwrap();
        download(&store, &folder, &options().resume(true)).unwrap();
        assert!(
            fs::read(folder.wav()).unwrap() == recording(0, TOTAL),
            "{number}"
        );
    }
    assert!(store.ranges().iter().all(Option::is_none));
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_an_earlier_part_is_not_followed_either() {
    let folder = Folder::new("link-resume");
    failure(&breaking_off(), &folder, &options());
    let precious = folder.0.join("precious");
    fs::write(&precious, "keep me").unwrap();
    fs::remove_file(folder.part()).unwrap();
    std::os::unix::fs::symlink(&precious, folder.part()).unwrap();
    download(&Store::with(TOTAL), &folder, &options().resume(true)).unwrap();
    assert_eq!(fs::read(&precious).unwrap(), b"keep me");
    assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
}

#[cfg(unix)]
#[test]
fn a_second_download_to_the_same_path_is_refused_and_does_no_harm() {
    for options in both() {
        let folder = Folder::new("two");
        let (asked, is_asked) = std::sync::mpsc::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let gate = std::sync::Mutex::new((asked, may_go_on));
        // The first response breaks off; the next one waits for the test.
        let slow = Store::start(move |request, number| {
            if number == 0 {
                return Reply::of(request, TOTAL).cut(100_000, Then::Close);
            }
            let gate = gate.lock().unwrap();
            let _ = gate.0.send(());
            let _ = gate.1.recv();
            Reply::of(request, TOTAL)
        });
        let patient = options.clone().request(RequestOptions::new());
        std::thread::scope(|scope| {
            let first = scope.spawn(|| download(&slow, &folder, &patient));
            is_asked.recv().unwrap();
            for resume in [false, true] {
                let store = Store::with(TOTAL);
                let error = failure(&store, &folder, &options.clone().resume(resume));
                assert_eq!(error.kind(), ErrorKind::System, "{error}");
                assert!(error.message().contains("another download"), "{error}");
                assert!(error.message().contains("call.wav.part"), "{error}");
            }
            drop(go_on);
            first.join().unwrap().unwrap();
        });
        assert!(fs::read(folder.wav()).unwrap() == recording(0, TOTAL));
        assert_eq!(folder.names(), ["call.wav"]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_at_the_path_is_replaced_and_names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("names");
    let store = Store::with(TOTAL);
    let older = folder.0.join("older");
    fs::write(&older, "keep me").unwrap();
    std::os::unix::fs::symlink(&older, folder.wav()).unwrap();
    download(&store, &folder, &options()).unwrap();
    assert_eq!(fs::read(&older).unwrap(), b"keep me");
    assert!(fs::symlink_metadata(folder.wav()).unwrap().is_file());

    let odd = folder.0.join(std::ffi::OsStr::from_bytes(b"caf\xe9\n.wav"));
    let client = store.client();
    client
        .download_recording_to_file(&store.url(), &odd, &options())
        .unwrap();
    assert!(fs::read(&odd).unwrap() == recording(0, TOTAL));
    let error = client.download_recording_to_file(&store.url(), &folder.0, &options());
    assert_eq!(error.unwrap_err().field(), Some("path"));
}

#[test]
fn progress_counts_what_was_there_before_and_is_right_when_it_breaks_again() {
    for (is_parallel, options) in [false, true].into_iter().zip(both()) {
        let folder = Folder::new("progress");
        let progress = DownloadProgress::new();
        let options = options.offset(100_000).progress(&progress);
        failure(&breaking_off(), &folder, &options);
        let before = fs::metadata(folder.part()).unwrap().len();
        assert_eq!(progress.bytes_done(), before);
        // One more response, and then no more.
        let store = Store::start(|request, number| match number {
            0 => Reply::of(request, TOTAL).cut(50_000, Then::Close),
            _ => Reply::new(404, &[], ""),
        });
        failure(&store, &folder, &options.clone().resume(true));
        let part = fs::read(folder.part()).unwrap();
        let expected = recording(100_000, 100_000 + before + 50_000);
        if is_parallel {
            // The other connections may fail before the first one has received all of it.
            assert!(expected.starts_with(&part) && part.len() as u64 >= before);
        } else {
            assert!(part == expected);
        }
        assert_eq!(progress.bytes_done(), part.len() as u64);
        assert_eq!(progress.bytes_total(), Some(TOTAL - 100_000));
    }
}
