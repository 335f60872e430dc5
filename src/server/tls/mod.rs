//! TLS of a listener: its certificate, the handshake of a connection, and the session after it.
//!
//! Without I/O of its own: the polling thread and the handlers pass the socket. Nothing here waits for the
//! peer.

#[cfg(not(feature = "server_tls"))]
mod absent;
#[cfg(feature = "server_tls")]
mod certificate;
#[cfg(feature = "server_tls")]
mod hello;
#[cfg(feature = "server_tls")]
mod session;
mod source;

#[cfg(not(feature = "server_tls"))]
pub use absent::Certificate;
#[cfg(not(feature = "server_tls"))]
pub(super) use absent::{ClientHello, Hello, Session};
#[cfg(feature = "server_tls")]
pub use certificate::Certificate;
#[cfg(feature = "server_tls")]
pub(super) use hello::{ClientHello, Hello};
#[cfg(feature = "server_tls")]
pub(super) use session::Session;
pub use source::CertificateSource;

/// What the socket has to be ready for, so that a handshake can continue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "server_tls"), allow(dead_code))]
pub(super) enum Handshake {
    Reads,
    Writes,
    Done,
}

/// The maximum number of bytes that a peer may send before its handshake is done: as many as for the
/// head of a request.
#[cfg(feature = "server_tls")]
const HANDSHAKE_BYTES: usize = super::limits::HEAD_BYTES;

/// Reads from a socket, no more than what a handshake may still take.
#[cfg(feature = "server_tls")]
struct Limited<'a> {
    stream: &'a std::net::TcpStream,
    received: &'a mut usize,
}

#[cfg(feature = "server_tls")]
impl std::io::Read for Limited<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let most = room.len().min(HANDSHAKE_BYTES - *self.received);
        let room = room.get_mut(..most).unwrap_or_default();
        if room.is_empty() {
            return Err(invalid("the handshake has too many bytes"));
        }
        let count = self.stream.read(room)?;
        *self.received += count;
        Ok(count)
    }
}

#[cfg(feature = "server_tls")]
fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, error)
}
