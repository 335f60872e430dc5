//! A connection to Redis that a forked child does not have.

use std::ops::{Deref, DerefMut};
#[cfg(unix)]
use std::os::fd::{AsRawFd, RawFd};

#[cfg(unix)]
use redis::cmd;
use redis::{Connection, ConnectionAddr};

use crate::platform::NotInherited;

pub(super) struct Link(NotInherited<Socket>);

struct Socket {
    connection: Connection,
    /// -1 where it is not known: over a Unix socket, through a NAT, or when Redis refuses `CLIENT INFO`.
    #[cfg(unix)]
    fd: RawFd,
}

impl Link {
    /// Takes what was opened just now, to that address.
    #[cfg(unix)]
    pub(super) fn new(mut connection: Connection, addr: &ConnectionAddr) -> Self {
        let fd = descriptor(&mut connection, addr).unwrap_or(-1);
        Self(NotInherited::new(Socket { connection, fd }))
    }

    #[cfg(not(unix))]
    pub(super) fn new(connection: Connection, _: &ConnectionAddr) -> Self {
        Self(NotInherited::new(Socket { connection }))
    }
}

/// The crate does not show it, but Redis reports from where it sees the connection.
#[cfg(unix)]
fn descriptor(connection: &mut Connection, addr: &ConnectionAddr) -> Option<RawFd> {
    let (ConnectionAddr::Tcp(_, port) | ConnectionAddr::TcpTls { port, .. }) = addr else {
        return None;
    };
    let info: String = cmd("CLIENT").arg("INFO").query(connection).ok()?;
    let local = info
        .split(' ')
        .find_map(|part| part.strip_prefix("addr="))?;
    crate::platform::sockets::find(local.parse().ok()?, *port)
}

impl Deref for Link {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0.connection
    }
}

impl DerefMut for Link {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0.connection
    }
}

#[cfg(unix)]
impl AsRawFd for Socket {
    fn as_raw_fd(&self) -> RawFd {
        self.fd
    }
}
