//! The certificates that are trusted, as the HTTP client takes them.

use std::sync::Arc;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::TrustRoots;
use crate::error::{Error, ErrorKind, Result};
use crate::field;

pub(super) fn config(trust: &TrustRoots) -> Result<TlsConfig> {
    let roots = match trust {
        TrustRoots::BuiltIn => RootCerts::WebPki,
        TrustRoots::System => {
            let found = rustls_native_certs::load_native_certs();
            let certificates: Vec<_> = found
                .certs
                .iter()
                .map(|certificate| Certificate::from_der(certificate).to_owned())
                .collect();
            if certificates.is_empty() {
                let mut error = Error::new(
                    ErrorKind::System,
                    "the system's certificate store is empty or cannot be read",
                )
                .with_hint("Install ca-certificates, or use the trust roots that are built in");
                if let Some(cause) = found.errors.into_iter().next() {
                    error = error.with_source(cause);
                }
                return Err(error);
            }
            RootCerts::Specific(Arc::new(certificates))
        }
        TrustRoots::PemFile(path) => {
            let text = std::fs::read_to_string(path).map_err(|cause| {
                Error::system(&format!("cannot read {}", path.display()), cause)
            })?;
            return config(&TrustRoots::Pem(text));
        }
        TrustRoots::Pem(text) => {
            let certificates = parse_pem(text.as_bytes())
                .filter_map(|item| match item {
                    Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
                    Ok(_) => None,
                    Err(cause) => Some(Err(cause)),
                })
                .collect::<std::result::Result<Vec<_>, _>>()
                .map_err(|cause| {
                    Error::invalid(field::TRUST_ROOTS, "must be PEM text").with_source(cause)
                })?;
            if certificates.is_empty() {
                return Err(Error::invalid(
                    field::TRUST_ROOTS,
                    "must hold at least one certificate in PEM",
                ));
            }
            RootCerts::Specific(Arc::new(certificates))
        }
    };
    Ok(TlsConfig::builder().root_certs(roots).build())
}
