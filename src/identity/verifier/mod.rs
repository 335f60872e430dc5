//! Verifies the tokens that the service signs, with keys that it fetches.

#[cfg(not(feature = "tls"))]
mod absent;
#[cfg(feature = "tls")]
mod keys;
mod options;
#[cfg(feature = "tls")]
mod token_verifier;

#[cfg(not(feature = "tls"))]
pub use absent::TokenVerifier;
#[cfg(feature = "tls")]
pub use token_verifier::TokenVerifier;

pub use crate::auth::token_refusal::TokenRefusal;
pub use options::TokenVerifierOptions;
