//! What the threads of a listener share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::tls::{Certificate, Hello};
use super::{Handler, Limits};

pub(super) struct Service {
    pub name: String,
    pub handler: Arc<dyn Handler>,
    pub limits: Limits,
    closing: AtomicBool,
    /// The certificate for new connections; `None` for plain http.
    certificate: Option<Mutex<Certificate>>,
}

impl Service {
    pub(super) fn new(
        name: &str,
        handler: Arc<dyn Handler>,
        limits: Limits,
        certificate: Option<Certificate>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            handler,
            limits,
            closing: AtomicBool::new(false),
            certificate: certificate.map(Mutex::new),
        }
    }

    pub(super) fn certificate(&self) -> Option<Certificate> {
        let certificate = self.certificate.as_ref()?.lock();
        Some(certificate.unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Replaces the certificate; false without TLS.
    pub(super) fn set_certificate(&self, new: Certificate) -> bool {
        let Some(certificate) = &self.certificate else {
            return false;
        };
        *certificate.lock().unwrap_or_else(PoisonError::into_inner) = new;
        true
    }

    /// What a new connection begins with; `None` for plain http.
    pub(super) fn hello(&self) -> Option<Box<Hello>> {
        self.certificate().as_ref().map(Hello::of).map(Box::new)
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Lets no further request be read, except those that have begun to arrive.
    pub(super) fn begin_closing(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }
}
