//! Listening sockets: not inherited by children, and with an `accept` that can be ended.

use std::io;
use std::mem::ManuallyDrop;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::fd::{AsRawFd, RawFd};
#[cfg(unix)]
use std::os::unix::net::UnixStream;

#[cfg(unix)]
use super::fork::ClosedInChild;
use super::fork::undisturbed;

/// How many connections may wait to be accepted.
#[cfg(unix)]
const BACKLOG: libc::c_int = 1024;

/// A listening socket that no child inherits, so that its port is free once it is dropped, and no
/// connection gets lost in a child.
pub struct Listening(ManuallyDrop<Held>);

/// In the order in which it must be dropped.
struct Held {
    #[cfg(unix)]
    _in_child: ClosedInChild,
    socket: TcpListener,
}

impl Listening {
    /// Takes a port; 0 for any free one.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        undisturbed(|| {
            let socket = TcpListener::bind(address)?;
            Ok(Self(ManuallyDrop::new(Held {
                #[cfg(unix)]
                _in_child: ClosedInChild::new(socket.as_raw_fd()),
                socket,
            })))
        })
    }

    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.socket.local_addr()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // SAFETY: this is the end of `self`; the value is not used after this.
        undisturbed(|| unsafe { ManuallyDrop::drop(&mut self.0) });
    }
}

/// A listening socket whose `accept` another thread can end with its [`Waker`].
pub struct Acceptor {
    listening: Listening,
    #[cfg(unix)]
    woken: UnixStream,
}

/// Ends the `accept` of its [`Acceptor`], now or as soon as it is called.
pub struct Waker {
    #[cfg(unix)]
    wake: UnixStream,
    #[cfg(not(unix))]
    address: SocketAddr,
}

#[cfg(unix)]
impl Acceptor {
    pub fn new(listening: Listening) -> io::Result<(Self, Waker)> {
        let socket = &listening.0.socket;
        socket.set_nonblocking(true)?;
        // The standard library's 128 overflow in a burst, and a refused peer connects again only after
        // a second. A system that refuses the number keeps the old one.
        // SAFETY: the descriptor is open as long as `socket` is.
        let _ = unsafe { libc::listen(socket.as_raw_fd(), BACKLOG) };
        let (woken, wake) = UnixStream::pair()?;
        Ok((Self { listening, woken }, Waker { wake }))
    }

    /// The next connection, in blocking mode; `None` once woken.
    pub fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        loop {
            match self.listening.0.socket.accept() {
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
            watched(self.listening.0.socket.as_raw_fd()),
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
    pub fn wake(&self) {
        // The other end becomes readable for good, whether or not a thread waits there yet.
        let _ = self.wake.shutdown(std::net::Shutdown::Both);
    }
}

#[cfg(not(unix))]
impl Acceptor {
    pub fn new(listening: Listening) -> io::Result<(Self, Waker)> {
        let address = listening.local_addr()?;
        Ok((Self { listening }, Waker { address }))
    }

    /// The next connection. A wake looks like one: the accepting thread checks its own flag first.
    pub fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        self.listening.0.socket.accept().map(Some)
    }
}

#[cfg(not(unix))]
impl Waker {
    pub fn wake(&self) {
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
