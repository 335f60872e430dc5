//! The socket of a connection.

use std::net::{Shutdown, TcpStream};

use crate::platform::NotInherited;
use crate::platform::poller::Watched;

/// A connected socket, which a thread that handles a request uses too.
pub(super) struct Socket(pub Watched<NotInherited<TcpStream>>);

impl std::ops::Deref for Socket {
    type Target = TcpStream;

    fn deref(&self) -> &TcpStream {
        &self.0
    }
}

impl Drop for Socket {
    /// Closes the connection to the peer even when a child that was spawned meanwhile has the socket too.
    fn drop(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}
