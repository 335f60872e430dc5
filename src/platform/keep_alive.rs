//! Connections whose peer is gone without a word: a machine without power, a cable that was pulled.

use std::net::TcpStream;

/// Has the system end a connection whose peer has not responded for about a minute, even if nothing is sent. As far
/// as the system can.
pub(crate) fn notice_dead_peer(stream: &TcpStream) {
    #[cfg(unix)]
    {
        use std::os::fd::AsRawFd as _;
        let socket = stream.as_raw_fd();
        set(socket, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1);
        #[cfg(target_os = "linux")]
        for (option, value) in [
            // Seconds without a byte until the first probe, and between probes; how many of them.
            (libc::TCP_KEEPIDLE, 15),
            (libc::TCP_KEEPINTVL, 15),
            (libc::TCP_KEEPCNT, 3),
            // Milliseconds for which bytes may be unacknowledged.
            (libc::TCP_USER_TIMEOUT, 60_000),
        ] {
            set(socket, libc::IPPROTO_TCP, option, value);
        }
    }
    #[cfg(not(unix))]
    let _ = stream;
}

/// A system that refuses an option keeps its usual behavior.
#[cfg(unix)]
fn set(socket: libc::c_int, level: libc::c_int, option: libc::c_int, value: libc::c_int) {
    let size = libc::socklen_t::try_from(size_of_val(&value)).unwrap_or_default();
    // SAFETY: the value lives during the call and is as long as its size says; the descriptor is that of a borrowed
    // socket.
    let _ = unsafe { libc::setsockopt(socket, level, option, (&raw const value).cast(), size) };
}
