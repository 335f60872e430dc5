//! Listening sockets that children do not inherit.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
#[cfg(windows)]
use std::os::windows::io::{AsRawSocket, AsSocket, BorrowedSocket, RawSocket};

use super::not_inherited::NotInherited;
use crate::error::{Error, Result};

/// How many connections may wait to be accepted.
#[cfg(unix)]
const BACKLOG: libc::c_int = 4096;

/// A listening socket that no child inherits, so that its port is free once it is dropped, and no
/// connection gets lost in a child.
pub struct Listening(NotInherited<TcpListener>);

impl Listening {
    /// Takes a port; 0 for any free one.
    pub fn bind(address: SocketAddr) -> Result<Self> {
        let [socket] = NotInherited::open(|| TcpListener::bind(address).map(|socket| [socket]))
            .map_err(|cause| Error::cannot_listen(address, cause))?;
        Ok(Self(socket))
    }

    /// Prepares for [`accept`](Self::accept), which then does not wait.
    pub fn prepare(&self) -> io::Result<()> {
        self.0.set_nonblocking(true)?;
        #[cfg(unix)]
        {
            // The standard library's 128 overflow in a burst, and a refused peer connects again only
            // after a second. A system that refuses the number keeps the old one.
            // SAFETY: the descriptor is open as long as the socket is.
            let _ = unsafe { libc::listen(self.as_raw_fd(), BACKLOG) };
        }
        Ok(())
    }

    /// Accepts a connection, as one that does not wait either.
    pub fn accept(&self) -> io::Result<(NotInherited<TcpStream>, SocketAddr)> {
        let mut from = None;
        let [stream] = NotInherited::open(|| {
            let (stream, peer) = self.0.accept()?;
            from = Some(peer);
            Ok([stream])
        })?;
        stream.set_nonblocking(true)?;
        let peer = from.ok_or(io::ErrorKind::NotConnected)?;
        Ok((stream, peer))
    }

    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

#[cfg(unix)]
impl AsFd for Listening {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(unix)]
impl AsRawFd for Listening {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

#[cfg(windows)]
impl AsSocket for Listening {
    fn as_socket(&self) -> BorrowedSocket<'_> {
        self.0.as_socket()
    }
}

#[cfg(windows)]
impl AsRawSocket for Listening {
    fn as_raw_socket(&self) -> RawSocket {
        self.0.as_raw_socket()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // `posix_spawn` and `vfork` run no handlers of `pthread_atfork`: until such a child has
        // replaced itself it holds the socket too, and would keep it listening.
        #[cfg(unix)]
        // SAFETY: the descriptor is open as long as the socket is.
        unsafe {
            libc::shutdown(self.as_raw_fd(), libc::SHUT_RDWR);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_free_even_while_a_spawned_child_still_has_the_socket() {
        let listening = Listening::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listening.local_addr().unwrap();
        let of_child = listening.as_fd().try_clone_to_owned().unwrap();
        assert!(TcpStream::connect(address).is_ok());
        drop(listening);
        assert!(TcpStream::connect(address).is_err());
        TcpListener::bind(address).unwrap();
        drop(of_child);
    }
}
