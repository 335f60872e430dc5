//! The socket of a connection.

use std::io::{self, Read as _, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;

use super::tls::Session;
use crate::platform::NotInherited;
use crate::platform::poller::Watched;

/// A connected socket, which a thread that handles a request uses too.
pub(super) struct Socket {
    pub watched: Watched<NotInherited<TcpStream>>,
    /// Once the keys of a TLS session are chosen: from then on all bytes are those of the session.
    session: OnceLock<Box<Session>>,
}

impl Socket {
    pub(super) fn new(watched: Watched<NotInherited<TcpStream>>) -> Self {
        Self {
            watched,
            session: OnceLock::new(),
        }
    }

    pub(super) fn session(&self) -> Option<&Session> {
        self.session.get().map(Box::as_ref)
    }

    /// Begins a session. Only the first call counts.
    pub(super) fn begin(&self, session: Session) {
        let _ = self.session.set(Box::new(session));
    }

    /// Reads what the peer sent; adds the number of bytes that came over the network to `arrived`.
    pub(super) fn read(&self, room: &mut [u8], arrived: &mut usize) -> io::Result<usize> {
        match self.session() {
            Some(session) => session.read(self, room, arrived),
            None => {
                let count = (&**self.watched).read(room)?;
                *arrived += count;
                Ok(count)
            }
        }
    }

    /// Discards what the peer sent, encrypted or not.
    pub(super) fn discard(&self, room: &mut [u8]) -> io::Result<usize> {
        (&**self.watched).read(room)
    }

    /// Whether there are bytes to read for which the socket does not become ready.
    pub(super) fn has_more(&self) -> bool {
        self.session().is_some_and(Session::has_more)
    }

    /// Reports to the peer that nothing follows.
    pub(super) fn end(&self) -> io::Result<()> {
        self.end_session();
        self.shutdown(Shutdown::Write)
    }

    /// Reports the end of the TLS session, if there is one.
    pub(super) fn end_session(&self) {
        if let Some(session) = self.session() {
            session.end(self);
        }
    }
}

impl Write for &Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.session() {
            Some(session) => session.write(self, bytes),
            None => (&**self.watched).write(bytes),
        }
    }

    /// Sends what has been encrypted.
    fn flush(&mut self) -> io::Result<()> {
        self.session().map_or(Ok(()), |session| session.flush(self))
    }
}

impl std::ops::Deref for Socket {
    type Target = TcpStream;

    fn deref(&self) -> &TcpStream {
        &self.watched
    }
}

impl Drop for Socket {
    /// Closes the connection to the peer even when a child that was spawned meanwhile has the socket too.
    fn drop(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}
