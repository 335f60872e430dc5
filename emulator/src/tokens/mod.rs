//! The tokens in the callbacks of the emulator, and the documents by which they are verified (Microsoft's
//! page on securing the webhook endpoint).
//!
//! Written without the code of the core that verifies them, so that an error there shows.

#[cfg(not(feature = "tokens"))]
mod absent;
#[cfg(feature = "tokens")]
mod signing;

#[cfg(not(feature = "tokens"))]
pub(crate) use absent::Tokens;
#[cfg(feature = "tokens")]
pub(crate) use signing::Tokens;

/// The path of the OpenID configuration, as the service has it.
pub(crate) const CONFIGURATION_PATH: &str = "/calling/.well-known/acsopenidconfiguration";
