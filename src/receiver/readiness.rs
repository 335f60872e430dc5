//! The readiness descriptor of a queue: readable while the next read would return at once, for
//! programs that wait with poll, epoll or select.

#[cfg(unix)]
pub(super) use unix::Readiness;

/// Platforms without descriptors have none.
#[cfg(not(unix))]
pub(super) enum Readiness {}

#[cfg(not(unix))]
impl Readiness {
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
    use crate::platform::NotInherited;

    /// Two connected sockets. While the queue is ready, there is one byte between them.
    pub(in super::super) struct Readiness {
        writer: NotInherited<UnixStream>,
        reader: NotInherited<UnixStream>,
        is_ready: AtomicBool,
    }

    impl Readiness {
        pub(in super::super) fn new() -> Result<Self> {
            let pair = NotInherited::open(|| {
                let (writer, reader) = UnixStream::pair()?;
                writer.set_nonblocking(true)?;
                reader.set_nonblocking(true)?;
                Ok([writer, reader])
            });
            let [writer, reader] =
                pair.map_err(|cause| Error::system("cannot create a descriptor", cause))?;
            Ok(Self {
                writer,
                reader,
                is_ready: AtomicBool::new(false),
            })
        }

        /// The descriptor that becomes readable.
        pub(in super::super) fn fd(&self) -> BorrowedFd<'_> {
            self.reader.as_fd()
        }

        /// Makes the descriptor readable, or not. Called under the lock of its queue.
        pub(in super::super) fn set(&self, is_ready: bool) {
            if self.is_ready.load(Ordering::Relaxed) == is_ready {
                return;
            }
            let done = if is_ready {
                (&*self.writer).write(&[1])
            } else {
                (&*self.reader).read(&mut [0])
            };
            // Neither can fail: there is room for a byte, and the byte is there. If one does all
            // the same, the next change repeats it.
            if done.is_ok() {
                self.is_ready.store(is_ready, Ordering::Relaxed);
            }
        }
    }

    impl Drop for Readiness {
        /// A child that was spawned meanwhile may have the sockets too, and then they stay in an epoll set:
        /// not readable.
        fn drop(&mut self) {
            self.set(false);
        }
    }
}
