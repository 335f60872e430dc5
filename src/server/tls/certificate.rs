//! The certificate of a listener, and what is wrong with one that cannot be used.

use std::fmt;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, ServerConfig};

use super::{ClientHello, Session, invalid};
use crate::error::{Error, Result};
use crate::field;

/// A certificate chain with its key, ready for handshakes of TLS 1.2 and 1.3. Cheap to clone.
#[derive(Clone)]
pub struct Certificate(Arc<ServerConfig>);

impl Certificate {
    /// Takes the chain, the server's own certificate first, and its private key, both in PEM.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self> {
        let chain = read_chain(chain)?;
        let key = read_key(key)?;
        let provider = Arc::new(ring::default_provider());
        let signing = provider
            .key_provider
            .load_private_key(key)
            .map_err(|cause| {
                Error::invalid(field::PRIVATE_KEY, "is damaged or of a kind that is not supported")
                    .with_hint("RSA of 2048 to 4096 bits, ECDSA P-256 or P-384, or Ed25519, without a passphrase")
                    .with_source(cause)
            })?;
        let certified = CertifiedKey::new(chain, signing);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {}
            Err(rustls::Error::InconsistentKeys(_)) => {
                return Err(Error::invalid(
                    field::PRIVATE_KEY,
                    "does not belong to the first certificate of the chain",
                )
                .with_hint("The server's own certificate comes first, intermediate ones after it; `openssl x509 -noout -pubkey -in CHAIN` and `openssl pkey -pubout -in KEY` print the same for a pair"));
            }
            Err(cause) => {
                return Err(Error::invalid(
                    field::CERTIFICATE,
                    "the first one of the chain is damaged",
                )
                .with_source(cause));
            }
        }
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|cause| {
                Error::invalid(field::CERTIFICATE, "no TLS version can be used").with_source(cause)
            })?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// Chooses keys for a client and signs them: the only costly part of a handshake.
    pub(in crate::server) fn accept(
        &self,
        hello: ClientHello,
        mut stream: &TcpStream,
    ) -> std::io::Result<Session> {
        let received = hello.received;
        match hello.accepted.into_connection(self.0.clone()) {
            Ok(connection) => Ok(Session::new(connection, received)),
            Err((error, mut alert)) => {
                let mut bytes = Vec::new();
                let _ = alert.write_all(&mut bytes);
                // The connection ends in any case.
                let _ = stream.write_all(&bytes);
                Err(invalid(error))
            }
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(***)")
    }
}

fn read_chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let chain = CertificateDer::pem_slice_iter(pem)
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|cause| {
            Error::invalid(field::CERTIFICATE, "is not valid PEM").with_source(cause)
        })?;
    if !chain.is_empty() {
        return Ok(chain);
    }
    let hint = if has(pem, b"PRIVATE KEY-----") {
        "This is a private key: the certificate chain comes first, the key after it"
    } else if pem.starts_with(DER) {
        "This is DER: `openssl x509 -inform der -in FILE` converts it"
    } else {
        "It begins with -----BEGIN CERTIFICATE-----"
    };
    Err(Error::invalid(
        field::CERTIFICATE,
        "must hold at least one certificate in PEM",
    )
    .with_hint(hint))
}

fn read_key(pem: &[u8]) -> Result<PrivateKeyDer<'static>> {
    if has(pem, b"BEGIN ENCRYPTED PRIVATE KEY") || has(pem, b"Proc-Type: 4,ENCRYPTED") {
        return Err(Error::invalid(field::PRIVATE_KEY, "must not have a passphrase")
            .with_hint("`openssl pkey -in KEY -out PLAIN` removes it; let only the user of this process read the result"));
    }
    PrivateKeyDer::from_pem_slice(pem).map_err(|cause| {
        let (rule, hint) = if has(pem, b"PRIVATE KEY-----") {
            ("is not valid PEM", "It must be copied as a whole, with its line ends")
        } else if has(pem, b"BEGIN CERTIFICATE") {
            (
                "must hold a private key in PEM",
                "This is a certificate: the key is in a file of its own, often named privkey.pem or *.key",
            )
        } else if pem.starts_with(DER) {
            (
                "must hold a private key in PEM",
                "This is DER: `openssl pkey -inform der -in FILE` converts it",
            )
        } else {
            (
                "must hold a private key in PEM",
                "It begins with -----BEGIN PRIVATE KEY-----, or names RSA or EC there",
            )
        };
        Error::invalid(field::PRIVATE_KEY, rule).with_hint(hint).with_source(cause)
    })
}

/// How certificates and keys begin in DER: a sequence of more than 255 bytes.
const DER: &[u8] = &[0x30, 0x82];

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
