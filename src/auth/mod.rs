//! Authentication: access keys and bearer tokens.

pub(crate) mod connection_string;
pub(crate) mod current_key;
pub mod hmac;
#[cfg(feature = "tls")]
pub(crate) mod jwt;
pub(crate) mod token;
pub(crate) mod token_refusal;

pub use connection_string::ConnectionString;
pub use token::{AccessToken, TOKEN_SCOPE, TokenSource};

pub use crate::endpoint::Endpoint;
