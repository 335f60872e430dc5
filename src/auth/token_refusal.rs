//! Why a token is refused.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// The reason why a token is not accepted. Its text has nothing of the token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// There is no bearer token.
    Missing,
    /// It is not a token in the form of the service; the text says which rule is broken.
    Malformed(&'static str),
    /// Its algorithm is not RS256.
    Algorithm,
    /// It is from another issuer.
    Issuer,
    /// It is for another audience, or for none.
    Audience,
    /// It expired more than 60 s ago.
    Expired,
    /// It is valid or was issued more than 60 s from now only.
    NotYetValid,
    /// No key of the issuer has its key id.
    UnknownKey,
    /// Its signature is not that of the key that it names.
    Signature,
    /// The keys of the issuer are not known at the moment, so that nothing can be said about the token;
    /// the text says why.
    KeysUnavailable(String),
}

impl fmt::Display for TokenRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the token is missing"),
            Self::Malformed(rule) => write!(f, "the token is malformed: {rule}"),
            Self::Algorithm => f.write_str("the token's algorithm is not RS256"),
            Self::Issuer => f.write_str("the token is from another issuer"),
            Self::Audience => f.write_str("the token is for another audience"),
            Self::Expired => f.write_str("the token has expired"),
            Self::NotYetValid => f.write_str("the token is not valid yet"),
            Self::UnknownKey => f.write_str("the token's key id is unknown"),
            Self::Signature => f.write_str("the token's signature is wrong"),
            Self::KeysUnavailable(why) => {
                write!(f, "the issuer's keys are not available: {why}")
            }
        }
    }
}

impl std::error::Error for TokenRefusal {}

impl From<TokenRefusal> for Error {
    /// An error of kind [`Auth`](ErrorKind::Auth), retryable when the keys were not available.
    fn from(refusal: TokenRefusal) -> Self {
        let retryable = matches!(refusal, TokenRefusal::KeysUnavailable(_));
        Error::new(ErrorKind::Auth, refusal.to_string()).with_retryable(retryable)
    }
}
