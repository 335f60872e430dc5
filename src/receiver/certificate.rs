//! The certificate of a receiver that speaks TLS, replaced while it runs.

use super::{Engine, Receiver};
use crate::error::{Error, Result};
use crate::field;
use crate::server::CertificateSource;

impl Receiver {
    /// Replaces the certificate by another one, as PEM text: new connections get it, those that exist go on
    /// with theirs. When it cannot be used, the one before stays.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) as for
    /// [`ReceiverOptions::certificate`](super::ReceiverOptions::certificate), and when the receiver was created
    /// without a certificate; [`Forked`](crate::ErrorKind::Forked) in a child.
    pub fn set_certificate(
        &self,
        chain: impl Into<String>,
        private_key: impl Into<String>,
    ) -> Result<()> {
        self.replace_certificate(&CertificateSource::pem(chain, private_key))
    }

    /// Reads the certificate again from its files, after they were renewed: new connections get it, those
    /// that exist go on with theirs. When it cannot be used, the one before stays.
    ///
    /// # Errors
    /// [`System`](crate::ErrorKind::System) when a file cannot be read,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a certificate or key that cannot be used, and when the
    /// receiver was created without
    /// [`certificate_files`](super::ReceiverOptions::certificate_files); [`Forked`](crate::ErrorKind::Forked)
    /// in a child.
    pub fn reload_certificate(&self) -> Result<()> {
        let files = self.0.certificate_files.as_ref().ok_or_else(|| {
            Error::invalid(
                field::CERTIFICATE_FILES,
                "were not set when the receiver was created",
            )
        })?;
        self.replace_certificate(files)
    }

    fn replace_certificate(&self, source: &CertificateSource) -> Result<()> {
        self.shared().try_queues()?;
        let certificate = source.load()?;
        let replaced = match self.0.engine.get() {
            Some(Engine::Listener(listener)) => listener.set_certificate(certificate),
            _ => false,
        };
        if replaced {
            Ok(())
        } else {
            Err(Error::invalid(
                field::CERTIFICATE,
                "can be replaced only where the receiver was created with one",
            ))
        }
    }
}
