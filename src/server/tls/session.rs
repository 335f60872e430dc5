//! The TLS session of a connection, from the choice of its keys on.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustls::ServerConnection;

use super::{Handshake, Limited, invalid};

/// The maximum number of encrypted bytes that wait for the socket.
const OUTPUT_BYTES: usize = 16 * 1024;

/// The maximum number of encrypted bytes that are read for one [`Session::read`], so that records without
/// content do not keep others waiting.
const INPUT_BYTES: usize = 64 * 1024;

/// A session. The thread that handles a request and the polling thread use it in turns.
pub(in crate::server) struct Session(Mutex<State>);

struct State {
    tls: ServerConnection,
    /// The bytes of the handshake that have arrived.
    received: usize,
}

impl Session {
    pub(super) fn new(mut tls: ServerConnection, received: usize) -> Self {
        tls.set_buffer_limit(Some(OUTPUT_BYTES));
        Self(Mutex::new(State { tls, received }))
    }

    /// The number of bytes that have arrived for the handshake.
    pub(in crate::server) fn received(&self) -> usize {
        self.lock().received
    }

    /// Continues the handshake, as far as the socket allows. An error ends the connection.
    pub(in crate::server) fn handshake(&self, stream: &TcpStream) -> io::Result<Handshake> {
        let mut state = self.lock();
        let State { tls, received } = &mut *state;
        // Also what arrived together with the ClientHello.
        let mut processed = tls.process_new_packets();
        loop {
            if let Err(error) = processed {
                // The alert. It is lost when the socket is full.
                let _ = send(tls, stream);
                return Err(invalid(error));
            }
            match send(tls, stream) {
                Err(error) if is_full(&error) => return Ok(Handshake::Writes),
                sent => sent?,
            }
            if !tls.is_handshaking() {
                return Ok(Handshake::Done);
            }
            match tls.read_tls(&mut Limited { stream, received }) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if is_full(&error) => return Ok(Handshake::Reads),
                Err(error) => return Err(error),
            }
            processed = tls.process_new_packets();
        }
    }

    /// Reads decrypted bytes; adds what came from the socket for them to `arrived`.
    pub(in crate::server) fn read(
        &self,
        mut stream: &TcpStream,
        room: &mut [u8],
        arrived: &mut usize,
    ) -> io::Result<usize> {
        let tls = &mut self.lock().tls;
        let mut left = INPUT_BYTES;
        loop {
            match tls.reader().read(room) {
                Err(error) if is_full(&error) && left > 0 => {}
                read => return read,
            }
            let count = match tls.read_tls(&mut stream)? {
                0 => return Ok(0),
                count => count,
            };
            *arrived += count;
            left = left.saturating_sub(count);
            let processed = tls.process_new_packets();
            // An alert, or an answer to a change of keys; later when the socket is full.
            let _ = send(tls, stream);
            processed.map_err(invalid)?;
        }
    }

    /// Whether there are bytes that [`read`](Self::read) returns without the socket.
    pub(in crate::server) fn has_more(&self) -> bool {
        let processed = self.lock().tls.process_new_packets();
        // An error shows when it is read.
        processed.is_ok_and(|state| state.plaintext_bytes_to_read() > 0)
    }

    /// Encrypts bytes, and sends them as far as the socket takes them.
    pub(in crate::server) fn write(&self, stream: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
        let tls = &mut self.lock().tls;
        send(tls, stream)?;
        let count = tls.writer().write(bytes)?;
        match send(tls, stream) {
            Err(error) if !is_full(&error) => Err(error),
            _ => Ok(count),
        }
    }

    /// Sends what has been encrypted.
    pub(in crate::server) fn flush(&self, stream: &TcpStream) -> io::Result<()> {
        send(&mut self.lock().tls, stream)
    }

    /// Reports the end of the session to the peer, if the socket takes that.
    pub(in crate::server) fn end(&self, stream: &TcpStream) {
        let tls = &mut self.lock().tls;
        tls.send_close_notify();
        // The peer learns it from the socket then.
        let _ = send(tls, stream);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send(tls: &mut ServerConnection, mut stream: &TcpStream) -> io::Result<()> {
    while tls.wants_write() {
        match tls.write_tls(&mut stream) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn is_full(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}
