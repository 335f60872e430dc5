//! What a library without TLS has in the place of the verifier: its keys come over https, and their
//! signatures are checked by a crate that TLS brings.

use std::time::Duration;

use super::{TokenRefusal, TokenVerifierOptions};
use crate::error::{Error, Result};
use crate::field;

/// Verifies the tokens of the service. A library without the feature `tls` cannot create one.
#[derive(Debug, Clone)]
pub enum TokenVerifier {}

impl TokenVerifier {
    /// Refuses: verifying tokens needs the feature `tls`.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported), unless an option is refused.
    pub fn new(options: &TokenVerifierOptions) -> Result<Self> {
        options.check()?;
        Err(Error::unsupported(field::AUDIENCE, "tls"))
    }

    /// Verifies a token.
    ///
    /// # Errors
    /// The reason why it is refused.
    pub fn verify(&self, _token: &str) -> std::result::Result<(), TokenRefusal> {
        match *self {}
    }

    /// Fetches the keys.
    ///
    /// # Errors
    /// When they cannot be fetched.
    pub fn fetch_keys(&self) -> Result<()> {
        match *self {}
    }

    pub(crate) fn verify_among(
        &self,
        _token: &str,
        _most: usize,
    ) -> std::result::Result<(), TokenRefusal> {
        match *self {}
    }

    pub(crate) fn prepare(&self) {
        match *self {}
    }

    pub(crate) fn stop(&self) {
        match *self {}
    }

    pub(crate) fn close(&self, _timeout: Duration) -> bool {
        match *self {}
    }
}
