//! Operating system services: signals of threads and waiting sockets.
//! The only unsafe code of the crate, apart from the C interface.
#![allow(unsafe_code)]

pub mod file_lock;

pub mod canceling;
pub mod fork;
pub mod keep_alive;
pub mod lazy;
mod listening;
mod not_inherited;
#[cfg(unix)]
mod open_descriptors;
pub mod poller;
#[cfg(all(unix, feature = "redis"))]
pub mod sockets;

pub use listening::Listening;
pub use not_inherited::NotInherited;

use std::cell::Cell;
use std::io;
use std::net::TcpStream;
#[cfg(unix)]
use std::os::fd::AsRawFd;
use std::thread::JoinHandle;

thread_local! {
    static IS_LIBRARY_THREAD: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether this thread was started by [`spawn`]: a panic in it is reported by the library.
pub fn is_library_thread() -> bool {
    IS_LIBRARY_THREAD.try_with(Cell::get).unwrap_or(false)
}

/// Starts a thread named `acs-...` that receives no signal of the host program.
///
/// Signals belong to the host: a library thread must not run its handlers. Systems show 15 letters
/// of a name.
pub fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let blocked = SignalsBlocked::new();
    let thread = std::thread::Builder::new()
        .name(format!("acs-{name}"))
        .spawn(move || {
            IS_LIBRARY_THREAD.with(|is| is.set(true));
            body()
        });
    drop(blocked);
    thread
}

/// All signals blocked for this thread, until dropped; a thread inherits the mask of its maker.
struct SignalsBlocked {
    #[cfg(unix)]
    before: libc::sigset_t,
}

#[cfg(unix)]
impl SignalsBlocked {
    fn new() -> Self {
        // SAFETY: both sets are plain data owned here; sigfillset and pthread_sigmask only fill them.
        unsafe {
            let mut all = std::mem::zeroed();
            let mut before = std::mem::zeroed();
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
            Self { before }
        }
    }
}

#[cfg(unix)]
impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // SAFETY: `before` was filled by pthread_sigmask.
        unsafe {
            libc::pthread_sigmask(
                libc::SIG_SETMASK,
                &raw const self.before,
                std::ptr::null_mut(),
            );
        }
    }
}

#[cfg(not(unix))]
impl SignalsBlocked {
    fn new() -> Self {
        Self {}
    }
}

/// Returns whether a connection is open and has nothing to read: fit to be used again. One system
/// call.
#[cfg(unix)]
pub fn is_silent(stream: &TcpStream) -> bool {
    let mut byte = 0_u8;
    // SAFETY: the descriptor is open as long as `stream` is borrowed; one byte of room is given.
    let read = unsafe {
        libc::recv(
            stream.as_raw_fd(),
            (&raw mut byte).cast(),
            1,
            libc::MSG_PEEK | libc::MSG_DONTWAIT,
        )
    };
    read < 0 && io::Error::last_os_error().kind() == io::ErrorKind::WouldBlock
}

/// Returns whether a connection is open and has nothing to read: fit to be used again.
#[cfg(not(unix))]
pub fn is_silent(stream: &TcpStream) -> bool {
    let mut byte = [0_u8];
    let silent = stream.set_nonblocking(true).is_ok()
        && matches!(stream.peek(&mut byte), Err(e) if e.kind() == io::ErrorKind::WouldBlock);
    silent && stream.set_nonblocking(false).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_of_the_library_is_known_as_one() {
        let thread = spawn("test", || {
            let name = std::thread::current().name().map(str::to_owned);
            (is_library_thread(), name)
        });
        let (is, name) = thread.unwrap().join().unwrap();
        assert!(is);
        assert_eq!(name.as_deref(), Some("acs-test"));
        assert!(!is_library_thread());
    }
}
