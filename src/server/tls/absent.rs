//! In place of TLS, in a build without it: no certificate can be made, so nothing else exists.

use std::convert::Infallible;
use std::io;
use std::net::TcpStream;

use super::Handshake;
use crate::error::{Error, Result};
use crate::field;

/// Cannot be made in a build without TLS.
#[derive(Debug, Clone)]
pub struct Certificate(Infallible);

impl Certificate {
    /// Reports that this build has no TLS.
    pub fn from_pem(_chain: &[u8], _key: &[u8]) -> Result<Self> {
        Err(Error::unsupported(field::CERTIFICATE, "server_tls"))
    }

    pub(in crate::server) fn accept(&self, _: ClientHello, _: &TcpStream) -> io::Result<Session> {
        match self.0 {}
    }
}

pub(in crate::server) struct Hello(Infallible);

impl Hello {
    pub(in crate::server) fn of(certificate: &Certificate) -> Self {
        match certificate.0 {}
    }

    pub(in crate::server) fn received(&self) -> usize {
        match self.0 {}
    }

    pub(in crate::server) fn read(&mut self, _: &TcpStream) -> io::Result<Option<ClientHello>> {
        match self.0 {}
    }
}

pub(in crate::server) struct ClientHello(#[allow(dead_code)] Infallible);

pub(in crate::server) struct Session(Infallible);

impl Session {
    pub(in crate::server) fn handshake(&self, _: &TcpStream) -> io::Result<Handshake> {
        match self.0 {}
    }

    pub(in crate::server) fn received(&self) -> usize {
        match self.0 {}
    }

    pub(in crate::server) fn read(
        &self,
        _: &TcpStream,
        _: &mut [u8],
        _: &mut usize,
    ) -> io::Result<usize> {
        match self.0 {}
    }

    pub(in crate::server) fn has_more(&self) -> bool {
        match self.0 {}
    }

    pub(in crate::server) fn write(&self, _: &TcpStream, _: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }

    pub(in crate::server) fn flush(&self, _: &TcpStream) -> io::Result<()> {
        match self.0 {}
    }

    pub(in crate::server) fn end(&self, _: &TcpStream) {
        match self.0 {}
    }
}
