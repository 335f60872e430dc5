//! What the operating system must be asked directly: signals of threads and waiting sockets.
//! The only unsafe code of the crate, apart from the C border.
#![allow(unsafe_code)]

pub(crate) mod fork;
pub(crate) mod lazy;

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::fd::{AsRawFd, RawFd};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::thread::JoinHandle;

thread_local! {
    static OURS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether this thread was started by [`spawn`].
#[cfg(feature = "capi")]
pub(crate) fn is_library_thread() -> bool {
    OURS.get()
}

/// Starts a thread that no signal of the host program is delivered to, named `acs-...`.
///
/// Signals belong to the host: a library thread must not run its handlers.
pub(crate) fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let blocked = SignalsBlocked::new();
    let thread = std::thread::Builder::new()
        .name(format!("acs-{name}"))
        .spawn(move || {
            OURS.set(true);
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

/// Whether a connection is open and has nothing to read: fit to be used again. One system call.
#[cfg(unix)]
pub(crate) fn is_silent(stream: &TcpStream) -> bool {
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

/// Whether a connection is open and has nothing to read: fit to be used again.
#[cfg(not(unix))]
pub(crate) fn is_silent(stream: &TcpStream) -> bool {
    let mut byte = [0_u8];
    let silent = stream.set_nonblocking(true).is_ok()
        && matches!(stream.peek(&mut byte), Err(e) if e.kind() == io::ErrorKind::WouldBlock);
    silent && stream.set_nonblocking(false).is_ok()
}

/// How many connections may wait to be accepted.
#[cfg(unix)]
const BACKLOG: libc::c_int = 1024;

/// A listening socket whose `accept` another thread can end with its [`Waker`].
pub(crate) struct Acceptor {
    socket: TcpListener,
    #[cfg(unix)]
    woken: UnixStream,
}

/// Ends the `accept` of its [`Acceptor`], now or as soon as it is called.
pub(crate) struct Waker {
    #[cfg(unix)]
    wake: UnixStream,
    #[cfg(not(unix))]
    address: SocketAddr,
}

#[cfg(unix)]
impl Acceptor {
    pub(crate) fn new(socket: TcpListener) -> io::Result<(Self, Waker)> {
        socket.set_nonblocking(true)?;
        // The standard library's 128 overflow in a burst, and who is turned away then only comes
        // back after a second. A system that does not like the number keeps the old one.
        // SAFETY: the descriptor is open as long as `socket` is.
        let _ = unsafe { libc::listen(socket.as_raw_fd(), BACKLOG) };
        let (woken, wake) = UnixStream::pair()?;
        Ok((Self { socket, woken }, Waker { wake }))
    }

    /// The next connection, in blocking mode; `None` once woken.
    pub(crate) fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        loop {
            match self.socket.accept() {
                Ok((stream, peer)) => {
                    // Some systems hand the listener's mode down.
                    stream.set_nonblocking(false)?;
                    return Ok(Some((stream, peer)));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
            if self.wait()? {
                return Ok(None);
            }
        }
    }

    /// Waits for a connection or the waker; whether it was the waker.
    fn wait(&self) -> io::Result<bool> {
        let watched = |fd: RawFd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        };
        let mut both = [
            watched(self.socket.as_raw_fd()),
            watched(self.woken.as_raw_fd()),
        ];
        // SAFETY: the array holds two entries, its descriptors are open as long as `self` is.
        let ready = unsafe { libc::poll(both.as_mut_ptr(), 2, -1) };
        if ready < 0 {
            let error = io::Error::last_os_error();
            return match error.kind() {
                io::ErrorKind::Interrupted => Ok(false),
                _ => Err(error),
            };
        }
        let [_, woken] = both;
        Ok(woken.revents != 0)
    }
}

#[cfg(unix)]
impl Waker {
    pub(crate) fn wake(&self) {
        // The other end becomes readable for good, whether or not anybody waits there yet.
        let _ = self.wake.shutdown(std::net::Shutdown::Both);
    }
}

#[cfg(not(unix))]
impl Acceptor {
    pub(crate) fn new(socket: TcpListener) -> io::Result<(Self, Waker)> {
        let address = socket.local_addr()?;
        Ok((Self { socket }, Waker { address }))
    }

    /// The next connection. A waker's call looks like one: the caller checks its own flag first.
    pub(crate) fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        self.socket.accept().map(Some)
    }
}

#[cfg(not(unix))]
impl Waker {
    pub(crate) fn wake(&self) {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        let _ = TcpStream::connect(address);
    }
}
