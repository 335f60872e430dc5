//! The readiness descriptor of a queue: readable while the next read would return at once, for
//! programs that wait with poll, epoll or select.

#[cfg(unix)]
pub(super) use unix::Bell;

/// Platforms without descriptors have none.
#[cfg(not(unix))]
pub(super) enum Bell {}

#[cfg(not(unix))]
impl Bell {
    pub(super) fn set(&self, _: bool) {
        match *self {}
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{Read, Write};
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crate::error::{Error, Result};

    /// Two connected sockets. While the queue is ready, there is one byte between them.
    pub(in super::super) struct Bell {
        rope: UnixStream,
        sound: UnixStream,
        rings: AtomicBool,
    }

    impl Bell {
        pub(in super::super) fn new() -> Result<Self> {
            let pair = UnixStream::pair().and_then(|(rope, sound)| {
                rope.set_nonblocking(true)?;
                sound.set_nonblocking(true)?;
                Ok((rope, sound))
            });
            let (rope, sound) =
                pair.map_err(|cause| Error::system("cannot create a descriptor", cause))?;
            Ok(Self {
                rope,
                sound,
                rings: AtomicBool::new(false),
            })
        }

        /// The descriptor that becomes readable.
        pub(in super::super) fn fd(&self) -> BorrowedFd<'_> {
            self.sound.as_fd()
        }

        /// Makes the descriptor readable, or not. Called under the lock of its queue.
        pub(in super::super) fn set(&self, rings: bool) {
            if self.rings.load(Ordering::Relaxed) == rings {
                return;
            }
            let done = if rings {
                (&self.rope).write(&[1])
            } else {
                (&self.sound).read(&mut [0])
            };
            // Neither can fail: there is room for a byte, and the byte is there. If one does all
            // the same, the next change tries again.
            if done.is_ok() {
                self.rings.store(rings, Ordering::Relaxed);
            }
        }
    }

    impl Drop for Bell {
        /// A forked child may have the sockets too, and then they stay in an epoll set: not
        /// readable.
        fn drop(&mut self) {
            self.set(false);
        }
    }
}
