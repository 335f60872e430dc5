//! PLACEHOLDER with the final interface: replaced by the real listener (framing, limits, threads).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Handler, Request};
use crate::error::{Error, Result};

pub(crate) struct Listener {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
}

impl Listener {
    /// Starts to serve `socket` on threads named `acs-NAME...`.
    pub(crate) fn start(
        name: &str,
        socket: TcpListener,
        handler: Arc<dyn Handler>,
    ) -> Result<Self> {
        let address = socket
            .local_addr()
            .map_err(|e| Error::system("cannot read the listener's address", e))?;
        let closing = Arc::new(AtomicBool::new(false));
        let flag = closing.clone();
        let _ = crate::platform::spawn(name, move || {
            for stream in socket.incoming() {
                if flag.load(Ordering::Acquire) {
                    break;
                }
                let Ok(mut stream) = stream else { continue };
                let handler = handler.clone();
                let _ = crate::platform::spawn("conn", move || {
                    let Ok(read) = stream.try_clone() else { return };
                    let mut read = BufReader::new(read);
                    loop {
                        let mut line = String::new();
                        if read.read_line(&mut line).unwrap_or(0) == 0 {
                            return;
                        }
                        let mut parts = line.split_whitespace();
                        let mut request = Request::new(
                            parts.next().unwrap_or(""),
                            parts.next().unwrap_or(""),
                            Vec::new(),
                        );
                        loop {
                            let mut line = String::new();
                            if read.read_line(&mut line).unwrap_or(0) == 0 {
                                return;
                            }
                            let Some((name, value)) = line.trim_end().split_once(':') else {
                                break;
                            };
                            request.headers.push((name.into(), value.trim().into()));
                        }
                        let length = request
                            .header("content-length")
                            .and_then(|v| v.parse().ok())
                            .unwrap_or(0);
                        request.body = vec![0; length];
                        if read.read_exact(&mut request.body).is_err() {
                            return;
                        }
                        let response = handler.handle(request);
                        let mut out = format!("HTTP/1.1 {} X\r\n", response.status).into_bytes();
                        for (name, value) in &response.headers {
                            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
                        }
                        if response.status != 204 {
                            out.extend_from_slice(
                                format!("Content-Length: {}\r\n", response.body.len()).as_bytes(),
                            );
                        }
                        out.extend_from_slice(b"\r\n");
                        out.extend_from_slice(&response.body);
                        if stream.write_all(&out).is_err() {
                            return;
                        }
                    }
                });
            }
        })
        .map_err(|e| Error::system("cannot start the listener's thread", e))?;
        Ok(Self { address, closing })
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, lets running requests end, joins every thread within `deadline`.
    pub(crate) fn close(&self, _deadline: Duration) {
        self.closing.store(true, Ordering::Release);
        let _ = std::net::TcpStream::connect(self.address);
    }
}
