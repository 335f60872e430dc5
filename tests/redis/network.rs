//! A network between a process and Redis that can be cut, without an end of any connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Forwards connections to a port of this machine.
pub struct Network {
    pub port: u16,
    cuts: Arc<Cuts>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Cuts {
    requests: AtomicBool,
    responses: AtomicBool,
    ends: AtomicBool,
}

impl Network {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let cuts = Arc::new(Cuts::default());
        let shared = cuts.clone();
        let thread = std::thread::spawn(move || {
            for near in listener.incoming() {
                if shared.ends.load(Ordering::SeqCst) {
                    return;
                }
                let near = near.unwrap();
                let far = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (from, to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                let cuts = shared.clone();
                std::thread::spawn(move || forward(from, to, &cuts.requests));
                let cuts = shared.clone();
                std::thread::spawn(move || forward(far, near, &cuts.responses));
            }
        });
        Self {
            port: own,
            cuts,
            thread: Some(thread),
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Nothing arrives any more, in either direction.
    pub fn cut(&self) {
        self.cuts.requests.store(true, Ordering::SeqCst);
        self.cuts.responses.store(true, Ordering::SeqCst);
    }

    /// What Redis responds does not arrive any more.
    pub fn cut_responses(&self) {
        self.cuts.responses.store(true, Ordering::SeqCst);
    }

    pub fn restore(&self) {
        self.cuts.requests.store(false, Ordering::SeqCst);
        self.cuts.responses.store(false, Ordering::SeqCst);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.cuts.ends.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().unwrap().join();
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream, is_cut: &AtomicBool) {
    let mut bytes = [0; 65536];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !is_cut.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
