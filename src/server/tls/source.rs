//! Where the certificate of a listener comes from.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Certificate;
use crate::error::{Error, Result};

/// A certificate chain and its private key, in PEM.
#[derive(Clone)]
pub enum CertificateSource {
    /// As text.
    Pem {
        /// The server's own certificate, then intermediate ones.
        chain: String,
        /// The private key of the first one.
        key: Zeroizing<String>,
    },
    /// In files, which are read when the certificate is needed.
    Files {
        /// The path of the chain.
        chain: PathBuf,
        /// The path of the private key.
        key: PathBuf,
    },
}

impl CertificateSource {
    /// A chain and a key as text.
    pub fn pem(chain: impl Into<String>, key: impl Into<String>) -> Self {
        Self::Pem {
            chain: chain.into(),
            key: Zeroizing::new(key.into()),
        }
    }

    /// Reads and checks the certificate.
    pub fn load(&self) -> Result<Certificate> {
        match self {
            Self::Pem { chain, key } => Certificate::from_pem(chain.as_bytes(), key.as_bytes()),
            Self::Files { chain, key } => {
                let (chain, key) = (read(chain)?, Zeroizing::new(read(key)?));
                Certificate::from_pem(&chain, &key)
            }
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| {
        let hint = match cause.kind() {
            io::ErrorKind::NotFound => "Check the path; a relative one begins at the working directory",
            io::ErrorKind::PermissionDenied => {
                "Let the user of this process read the file: through its group and mode 640, for example"
            }
            _ => "It must be a file in PEM",
        };
        Error::system(&format!("cannot read {}", path.display()), cause).with_hint(hint)
    })
}

impl fmt::Debug for CertificateSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem { .. } => f.write_str("Pem(***)"),
            Self::Files { chain, key } => f
                .debug_struct("Files")
                .field("chain", chain)
                .field("key", key)
                .finish(),
        }
    }
}
