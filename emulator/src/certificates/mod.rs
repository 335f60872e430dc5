//! Certificates that the emulator makes for itself (feature `certificates`).

#[cfg(feature = "certificates")]
mod made;

#[cfg(feature = "certificates")]
pub(super) use made::make;

/// A certificate chain with its key, and the CA that signed it, in PEM.
pub(super) struct Made {
    pub ca: String,
    /// Where it is kept; an absolute path.
    pub ca_file: Option<std::path::PathBuf>,
    pub chain: String,
    pub key: String,
}

#[cfg(not(feature = "certificates"))]
pub(super) fn make(
    _names: &[String],
    _ca_dir: Option<&std::path::Path>,
) -> acs_call_automation::Result<Made> {
    Err(
        acs_call_automation::Error::unsupported("https", "certificates")
            .with_hint("Give it a certificate, or run the program acs-emulator"),
    )
}
