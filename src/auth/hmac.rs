//! HMAC-SHA256 signatures of requests with an access key.
//!
//! Source: Microsoft's tutorial "Sign an HTTP request"; the vectors of the tests were made by the
//! official SDKs.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::field;

/// An access key of a resource. Wiped from memory when dropped; never shown by `Debug`.
#[derive(Clone)]
pub struct AccessKey {
    /// The key as HMAC uses it, computed once: it signs as the key itself does.
    mac: Hmac<Sha256>,
}

impl AccessKey {
    /// Reads a key as the portal shows it, in base64.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is empty or not base64.
    pub fn from_base64(text: &str) -> Result<Self> {
        let bytes = STANDARD.decode(text.trim()).map_err(|cause| {
            Error::invalid(
                field::ACCESS_KEY,
                "must be base64, whole, as the portal shows it: with the = at its end",
            )
            .with_source(cause)
        })?;
        let bytes = Zeroizing::new(bytes);
        if bytes.is_empty() {
            return Err(Error::invalid(field::ACCESS_KEY, "must not be empty"));
        }
        // An HMAC takes a key of any length, so the fallback is never taken.
        let mac = Hmac::new_from_slice(&bytes).unwrap_or_else(|_| empty());
        Ok(Self { mac })
    }

    /// Returns the value of the `Authorization` header for a request.
    ///
    /// `path_and_query` and `host` exactly as on the wire (percent-encoded; the port only when it
    /// is not the scheme's default), `date` as in `x-ms-date`, `content_hash` from
    /// [`content_hash`].
    pub fn authorization(
        &self,
        method: &str,
        path_and_query: &str,
        date: &str,
        host: &str,
        content_hash: &str,
    ) -> String {
        let mut mac = self.mac.clone();
        for part in [
            method,
            "\n",
            path_and_query,
            "\n",
            date,
            ";",
            host,
            ";",
            content_hash,
        ] {
            mac.update(part.as_bytes());
        }
        let mut header = String::with_capacity(112);
        header.push_str(SCHEME);
        STANDARD.encode_string(mac.finalize().into_bytes(), &mut header);
        header
    }

    /// Returns whether an `Authorization` header fits the request; compared in constant time.
    pub fn verifies(
        &self,
        authorization: &str,
        method: &str,
        path_and_query: &str,
        date: &str,
        host: &str,
        content_hash: &str,
    ) -> bool {
        let Some(signature) = authorization.strip_prefix(SCHEME) else {
            return false;
        };
        let Ok(signature) = STANDARD.decode(signature) else {
            return false;
        };
        let mut mac = self.mac.clone();
        mac.update(string_to_sign(method, path_and_query, date, host, content_hash).as_bytes());
        mac.verify_slice(&signature).is_ok()
    }
}

/// The HMAC of a key without bytes.
fn empty() -> Hmac<Sha256> {
    Hmac::new(&Default::default())
}

impl Drop for AccessKey {
    fn drop(&mut self) {
        self.mac = empty();
        // A write that nothing reads may be optimized away: this counts as a read.
        std::hint::black_box(&self.mac);
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(***)")
    }
}

const SCHEME: &str = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";

/// Returns the base64 SHA-256 of a body, for the header `x-ms-content-sha256`; no body counts as empty.
pub fn content_hash(body: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(body))
}

/// Returns the text that is signed: method, path and query, and `date;host;hash`, each on its line.
pub fn string_to_sign(
    method: &str,
    path_and_query: &str,
    date: &str,
    host: &str,
    content_hash: &str,
) -> String {
    format!("{method}\n{path_and_query}\n{date};{host};{content_hash}")
}
