//! Workload identity: a token of the platform in a file, which the platform renews.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::entra::{Entra, Proof, check_visible};
use super::options::IdentityOptions;
use crate::auth::TokenSource;
use crate::auth::token::Fetched;
use crate::error::{Error, ErrorKind, Result};
use crate::field;

/// Tokens of an app registration or a user-assigned identity that trusts the tokens of a Kubernetes cluster.
///
/// The file is read again for each token, since the platform replaces it before it expires. The webhook of
/// workload identity names it in `AZURE_FEDERATED_TOKEN_FILE`; [`EnvironmentCredential`] reads that.
///
/// [`EnvironmentCredential`]: super::EnvironmentCredential
pub struct WorkloadIdentityCredential {
    entra: Entra,
    file: PathBuf,
}

impl WorkloadIdentityCredential {
    /// Creates a credential from the tenant (GUID or domain), the client id, and the path of the file. The
    /// file may come later; it is read when a token is needed.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the argument or option at fault;
    /// `System` when the system's certificates were selected and cannot be read.
    pub fn new(
        tenant_id: &str,
        client_id: &str,
        file: impl Into<PathBuf>,
        options: &IdentityOptions,
    ) -> Result<Self> {
        let file = file.into();
        if file.as_os_str().is_empty() {
            return Err(Error::invalid(field::TOKEN_FILE, "must not be empty"));
        }
        Ok(Self {
            entra: Entra::new(tenant_id, client_id, options)?,
            file,
        })
    }
}

impl TokenSource for WorkloadIdentityCredential {
    fn token(&self) -> Fetched {
        let text = read_small(&self.file, MAX_TOKEN).map_err(|error| {
            error.with_hint("The platform writes this file: check its path (AZURE_FEDERATED_TOKEN_FILE), and that workload identity is enabled for the pod")
        })?;
        let assertion = text.trim();
        check_visible(field::TOKEN_FILE, assertion)?;
        Ok(self.entra.token(&Proof::Assertion(assertion))?)
    }
}

impl fmt::Debug for WorkloadIdentityCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkloadIdentityCredential")
            .field("tenant_id", &self.entra.tenant_id)
            .field("client_id", &self.entra.client_id)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// A larger file is no token.
const MAX_TOKEN: usize = 64 * 1024;

/// Reads a file that holds a secret, of at most so many bytes. Only a regular file: others may block.
pub(super) fn read_small(path: &Path, longest: usize) -> Result<Zeroizing<String>> {
    let name = path.display();
    let cannot = |cause| Error::system(&format!("cannot read {name}"), cause);
    let about = std::fs::metadata(path).map_err(cannot)?;
    let refused = |rule: &str| Err(Error::new(ErrorKind::System, format!("{name} {rule}")));
    if !about.is_file() {
        return refused("is not a file");
    }
    let mut bytes = Zeroizing::new(vec![0; longest + 1]);
    let mut length = 0;
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    while let Some(room) = bytes.get_mut(length..).filter(|room| !room.is_empty()) {
        match file.read(room).map_err(cannot)? {
            0 => break,
            more => length += more,
        }
    }
    if length > longest {
        return refused(&format!("is longer than {longest} bytes"));
    }
    bytes.truncate(length);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => refused("is not text"),
    }
}
