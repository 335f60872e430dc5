//! How connections are made and kept, and whose certificates are trusted.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Whose certificates are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustRoots {
    /// The Mozilla set that is compiled in: works in a chroot and on a bare machine.
    #[default]
    BuiltIn,
    /// The store of the operating system, or that of the environment variables `SSL_CERT_FILE` (a PEM file)
    /// and `SSL_CERT_DIR` where one is set. It is read once, when the client is made.
    System,
    /// These certificates only, as PEM text with one or more of them.
    Pem(String),
    /// Those of a file in PEM only. It is read once, when the client is made.
    PemFile(PathBuf),
}

/// How connections are made and kept.
#[derive(Clone)]
pub struct Settings {
    pub connect_timeout: Duration,
    pub idle_timeout: Duration,
    pub max_idle_connections: usize,
    pub max_body_size: usize,
    pub trust: TrustRoots,
    pub proxy_url: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_idle_connections", &self.max_idle_connections)
            .field("max_body_size", &self.max_body_size)
            .field("trust", &self.trust)
            // It may hold a password.
            .field("proxy_url", &self.proxy_url.as_ref().map(|_| "***"))
            .finish()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(60),
            max_idle_connections: 64,
            max_body_size: 4 * 1024 * 1024,
            trust: TrustRoots::BuiltIn,
            proxy_url: None,
        }
    }
}
