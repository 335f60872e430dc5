//! Descriptors that a forked child does not have: it closes them before its `fork` returns.
//!
//! An inherited listening socket keeps the port taken and swallows connections that are never accepted,
//! an inherited connection does not end for its peer when the parent closes it, and every one of them
//! counts towards the child's limit. In the parent `fork` may return a moment before they are closed.

use std::io;
use std::mem::ManuallyDrop;
use std::ops::Deref;
#[cfg(feature = "redis")]
use std::ops::DerefMut;
#[cfg(unix)]
use std::os::fd::{AsFd as Source, AsRawFd as RawSource};
#[cfg(windows)]
use std::os::windows::io::{AsRawSocket as RawSource, AsSocket as Source};

use super::fork::{Birth, undisturbed};
#[cfg(unix)]
use super::open_descriptors;

/// A socket or file that no child inherits. In a child it must not be used, and dropping it does nothing:
/// its number may be that of another descriptor by then.
#[derive(Debug)]
pub struct NotInherited<D> {
    birth: Birth,
    #[cfg(unix)]
    place: usize,
    opened: ManuallyDrop<D>,
}

#[cfg(unix)]
impl<D: RawSource> NotInherited<D> {
    /// Takes what was opened just now: a child of a fork in between has it.
    pub fn new(opened: D) -> Self {
        undisturbed(|| Self::registered(opened))
    }

    /// Opens some, while no thread forks.
    pub fn open<const N: usize>(
        open: impl FnOnce() -> io::Result<[D; N]>,
    ) -> io::Result<[Self; N]> {
        undisturbed(|| open().map(|opened| opened.map(Self::registered)))
    }

    fn registered(opened: D) -> Self {
        Self {
            birth: Birth::now(),
            place: open_descriptors::add(opened.as_raw_fd()),
            opened: ManuallyDrop::new(opened),
        }
    }
}

#[cfg(not(unix))]
impl<D> NotInherited<D> {
    pub fn new(opened: D) -> Self {
        Self {
            birth: Birth::now(),
            opened: ManuallyDrop::new(opened),
        }
    }

    pub fn open<const N: usize>(
        open: impl FnOnce() -> io::Result<[D; N]>,
    ) -> io::Result<[Self; N]> {
        open().map(|opened| opened.map(Self::new))
    }
}

impl<D> Deref for NotInherited<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.opened
    }
}

#[cfg(feature = "redis")]
impl<D> DerefMut for NotInherited<D> {
    fn deref_mut(&mut self) -> &mut D {
        &mut self.opened
    }
}

impl<D> Drop for NotInherited<D> {
    fn drop(&mut self) {
        undisturbed(|| {
            if self.birth.is_elsewhere() {
                return;
            }
            #[cfg(unix)]
            open_descriptors::remove(self.place);
            // SAFETY: this is the end of `self`; the value is not used after this.
            unsafe { ManuallyDrop::drop(&mut self.opened) };
        });
    }
}

#[cfg(unix)]
impl<D: Source> Source for NotInherited<D> {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.opened.as_fd()
    }
}

#[cfg(unix)]
impl<D: RawSource> RawSource for NotInherited<D> {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.opened.as_raw_fd()
    }
}

#[cfg(windows)]
impl<D: Source> Source for NotInherited<D> {
    fn as_socket(&self) -> std::os::windows::io::BorrowedSocket<'_> {
        self.opened.as_socket()
    }
}

#[cfg(windows)]
impl<D: RawSource> RawSource for NotInherited<D> {
    fn as_raw_socket(&self) -> std::os::windows::io::RawSocket {
        self.opened.as_raw_socket()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::net::TcpListener;
    use std::os::fd::RawFd;

    use super::super::fork::in_child;
    use super::*;

    fn is_open(fd: RawFd) -> bool {
        // SAFETY: it only looks.
        unsafe { libc::fcntl(fd, libc::F_GETFD) >= 0 }
    }

    fn listens() -> NotInherited<TcpListener> {
        let [socket] =
            NotInherited::open(|| TcpListener::bind("127.0.0.1:0").map(|socket| [socket])).unwrap();
        socket
    }

    #[test]
    fn a_socket_is_closed_in_the_child_alone() {
        let socket = listens();
        let fd = socket.as_raw_fd();
        assert!(in_child(|| !is_open(fd)));
        assert!(is_open(fd));
        drop(socket);
        assert!(!is_open(fd));
    }

    #[test]
    fn what_a_child_drops_does_not_close_what_has_the_number_now() {
        let mut socket = Some(listens());
        assert!(in_child(|| {
            let own = listens();
            socket = None;
            is_open(own.as_raw_fd()) && in_child(|| !is_open(own.as_raw_fd()))
        }));
    }

    #[test]
    fn places_of_closed_descriptors_are_used_again() {
        const TIMES: usize = 1000;
        for _ in 0..TIMES {
            drop(listens());
        }
        // Other tests open sockets meanwhile; they are far fewer.
        let places = undisturbed(open_descriptors::places);
        assert!(places < TIMES, "{places} places");
    }
}
