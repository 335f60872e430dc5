//! A disk that is full in the middle of a download.
#![allow(unsafe_code)] // limits of a process are set by the C library only

use std::fs;
use std::path::Path;

use acs_call_automation::ErrorKind;
use acs_call_automation::options::DownloadRecordingOptions;

use crate::store::{Store, recording};

const ROOM: u64 = 300_000;
const TOTAL: u64 = 1_000_000;

#[test]
fn a_full_disk_ends_the_download_with_the_part_named_and_room_lets_it_go_on() {
    alone!();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("download-full-disk");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let (wav, part) = (folder.join("call.wav"), folder.join("call.wav.part"));
    let store = Store::with(TOTAL);

    limit_files_to(ROOM);
    for connections in [1, 4] {
        let options = DownloadRecordingOptions::new()
            .connections(connections)
            .chunk_size(64 * 1024);
        let error = store
            .client()
            .download_recording_to_file(&store.url(), &wav, &options)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System, "{error}");
        assert!(error.message().contains(part.to_str().unwrap()), "{error}");
        assert!(error.hint().unwrap().contains(part.to_str().unwrap()));
        assert!(!wav.exists(), "half a recording stands under its name");
        assert!(fs::read(&part).unwrap() == recording(0, ROOM));
    }
    limit_files_to(libc::RLIM_INFINITY);
    let options = DownloadRecordingOptions::new().resume(true);
    store
        .client()
        .download_recording_to_file(&store.url(), &wav, &options)
        .unwrap();
    assert!(fs::read(&wav).unwrap() == recording(0, TOTAL));
    assert_eq!(
        store.ranges().pop().unwrap(),
        Some(format!("bytes={ROOM}-"))
    );
    fs::remove_dir_all(&folder).unwrap();

    // What a device that is full says, through a writer.
    if let Ok(mut full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let error = store
            .client()
            .download_recording(&store.url(), &mut full, &DownloadRecordingOptions::new())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System);
        assert!(error.message().contains("No space left"), "{error}");
    }
}

/// How long a file of this process may become: beyond that a write fails, as on a full disk.
fn limit_files_to(bytes: libc::rlim_t) {
    // SAFETY: the structure is plain data that getrlimit fills, and the signal that would end the
    // process is ignored.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        let mut limit = std::mem::zeroed::<libc::rlimit>();
        assert_eq!(libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit), 0);
        limit.rlim_cur = bytes.min(limit.rlim_max);
        assert_eq!(libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit), 0);
    }
}
