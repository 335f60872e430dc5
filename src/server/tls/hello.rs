//! The first message of a handshake, as it arrives.

use std::io::{self, Write as _};
use std::net::TcpStream;

use rustls::server::{Accepted, Acceptor};

use super::{Certificate, Limited, invalid};

/// A ClientHello that is arriving.
pub(in crate::server) struct Hello {
    acceptor: Acceptor,
    received: usize,
}

/// A whole ClientHello.
pub(in crate::server) struct ClientHello {
    pub(super) accepted: Accepted,
    pub(super) received: usize,
}

impl Hello {
    /// For a listener with a certificate. Which one it is matters later.
    pub(in crate::server) fn of(_certificate: &Certificate) -> Self {
        Self {
            acceptor: Acceptor::default(),
            received: 0,
        }
    }

    /// The number of bytes that have arrived.
    pub(in crate::server) fn received(&self) -> usize {
        self.received
    }

    /// Reads what has arrived; `None` while more is missing. An error ends the connection.
    pub(in crate::server) fn read(
        &mut self,
        mut stream: &TcpStream,
    ) -> io::Result<Option<ClientHello>> {
        loop {
            let mut limited = Limited {
                stream,
                received: &mut self.received,
            };
            match self.acceptor.read_tls(&mut limited) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            match self.acceptor.accept() {
                Ok(None) => {}
                Ok(Some(accepted)) => {
                    return Ok(Some(ClientHello {
                        accepted,
                        received: self.received,
                    }));
                }
                Err((error, mut alert)) => {
                    let mut bytes = Vec::new();
                    let _ = alert.write_all(&mut bytes);
                    // The connection ends in any case.
                    let _ = stream.write_all(&bytes);
                    return Err(invalid(error));
                }
            }
        }
    }
}
