//! A process that forks in the middle of a download: each goes on with its own.
#![allow(unsafe_code)] // fork

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, mpsc};

use acs_call_automation::RequestOptions;

use crate::downloading::{CHUNK, options, parallel};
use crate::store::{Reply, Store, Then, recording};

const TOTAL: u64 = 20 * CHUNK;

#[test]
fn a_child_that_is_forked_in_the_middle_neither_disturbs_the_download_nor_keeps_its_file() {
    alone!();
    for options in [options(), parallel()] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("download-fork");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let wav = folder.join("call.wav");
        // The first download breaks off, on command.
        let (asked, is_asked) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let gate = Mutex::new(Some((asked, may_go_on)));
        let store = Store::start(move |request, number| {
            if number == 0 {
                return Reply::of(request, TOTAL).cut(CHUNK / 2, Then::Close);
            }
            let gate = gate.lock().unwrap().take();
            match gate {
                None => Reply::of(request, TOTAL),
                Some((asked, may_go_on)) => {
                    asked.send(()).unwrap();
                    let _ = may_go_on.recv();
                    Reply::new(404, &[], "")
                }
            }
        });
        let (client, url) = (store.client(), store.url());
        let options = options.request(RequestOptions::new().max_retries(1));
        let (mut here, mut there) = UnixStream::pair().unwrap();
        std::thread::scope(|scope| {
            let first = scope.spawn(|| client.download_recording_to_file(&url, &wav, &options));
            is_asked.recv().unwrap();
            let child = fork(|| {
                let mut bytes = Vec::new();
                client
                    .download_recording(&url, &mut bytes, &options)
                    .unwrap();
                assert!(bytes == recording(0, TOTAL));
                there.write_all(b"x").unwrap();
                // Stays, with all descriptors that it got, until the parent has all it wants.
                there.read_exact(&mut [0]).unwrap();
            });
            here.read_exact(&mut [0]).unwrap();
            drop(go_on);
            assert_eq!(first.join().unwrap().unwrap_err().http_status(), Some(404));
            let resume = options.clone().resume(true);
            client
                .download_recording_to_file(&url, &wav, &resume)
                .unwrap();
            assert!(std::fs::read(&wav).unwrap() == recording(0, TOTAL));
            here.write_all(b"x").unwrap();
            join(child);
        });
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

/// Forks; the child runs `work` and exits.
fn fork(work: impl FnOnce()) -> libc::pid_t {
    // SAFETY: the child has this thread alone; it uses what the library promises to work in a child,
    // and leaves without running anything that the parent registered.
    match unsafe { libc::fork() } {
        0 => {
            // SAFETY: ends a child that hangs.
            unsafe { libc::alarm(60) };
            let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // SAFETY: nothing follows.
            unsafe { libc::_exit(i32::from(worked.is_err())) }
        }
        child => {
            assert!(child > 0, "no child");
            child
        }
    }
}

fn join(child: libc::pid_t) {
    let mut status = 0;
    // SAFETY: `status` is owned here.
    let joined = unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert_eq!((joined, status), (child, 0), "the child failed, or hung");
}
