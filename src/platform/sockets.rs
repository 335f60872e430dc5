//! The descriptor of a connection that another library has made and does not show.

use std::mem::ManuallyDrop;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{FromRawFd, RawFd};

/// The descriptor of this process's connection from `local` to that port of a peer: no two have both in common. `None`
/// where `/dev/fd` does not show descriptors.
pub fn find(local: SocketAddr, peer_port: u16) -> Option<RawFd> {
    let entries = std::fs::read_dir("/dev/fd").ok()?;
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    numbers.filter(|fd| *fd >= 0).find(|fd| {
        // SAFETY: it is only looked at, and not closed: who has the descriptor keeps it. It may be no socket, or
        // closed meanwhile, which are errors below.
        let socket = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(*fd) });
        let is_peer = |peer: SocketAddr| peer.port() == peer_port;
        socket.local_addr().is_ok_and(|found| found == local)
            && socket.peer_addr().is_ok_and(is_peer)
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn a_connection_is_found_by_both_its_ends() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = [(); 3].map(|()| TcpStream::connect(("127.0.0.1", port)).unwrap());
        for connection in &connections {
            let local = connection.local_addr().unwrap();
            assert_eq!(find(local, port), Some(connection.as_raw_fd()));
            assert_eq!(find(local, local.port()), None);
        }
    }
}
