//! The secret of the callback URLs, and the one before it.

use std::sync::{PoisonError, RwLock};

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::paths::SECRET_PARAMETER;
use crate::error::{Error, Result};
use crate::field;
use crate::platform::fork::undisturbed;

/// Two secrets that are valid at the same time, so that one can be replaced while calls last whose URLs
/// contain the other.
pub(super) struct Secrets(RwLock<Valid>);

struct Valid {
    /// `None`: any sender may deliver events.
    current: Option<Secret>,
    previous: Option<Secret>,
}

pub(super) struct Secret {
    text: String,
    /// So that a comparison takes the same time for any length.
    hash: [u8; 32],
}

impl Secret {
    pub(super) fn new(text: String) -> Self {
        let hash = Sha256::digest(&text).into();
        Self { text, hash }
    }

    /// Whether this is the secret, in the same time for any text of a length.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        is_same(&Sha256::digest(given).into(), &self.hash)
    }
}

/// Refuses what cannot be a secret.
pub(super) fn check(field: &'static str, secret: &str) -> Result<()> {
    if secret.is_empty() || secret.contains(char::is_control) {
        return Err(Error::invalid(
            field,
            "must not be empty or contain control characters",
        ));
    }
    Ok(())
}

impl Secrets {
    pub(super) fn new(current: Option<String>, previous: Option<String>) -> Self {
        Self(RwLock::new(Valid {
            current: current.map(Secret::new),
            previous: previous.map(Secret::new),
        }))
    }

    /// The one that URLs contain. Also for a forked child: nothing is changed while a thread forks.
    pub(super) fn current(&self) -> Option<String> {
        let valid = self.0.read().unwrap_or_else(PoisonError::into_inner);
        valid.current.as_ref().map(|secret| secret.text.clone())
    }

    pub(super) fn rotate(&self, secret: String) -> Result<()> {
        check(field::SECRET, &secret)?;
        let secret = Secret::new(secret);
        self.change(|valid| {
            if valid.current.is_none() {
                return Err(Error::invalid(
                    field::SECRET,
                    "cannot be replaced: the receiver was created without one",
                ));
            }
            valid.previous = valid.current.replace(secret);
            Ok(())
        })
    }

    pub(super) fn forget_previous(&self) {
        self.change(|valid| valid.previous = None);
    }

    fn change<T>(&self, change: impl FnOnce(&mut Valid) -> T) -> T {
        undisturbed(|| change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Whether a query contains a valid secret.
    pub(super) fn are_in(&self, query: &str) -> bool {
        let valid = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(current) = &valid.current else {
            return true;
        };
        let given = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == SECRET_PARAMETER)
            .map(|(_, value)| percent_decode_str(value).collect::<Vec<u8>>());
        given.is_some_and(|given| {
            let previous = valid.previous.as_ref();
            // Both are compared, whatever the first result is.
            current.is(&given) | previous.is_some_and(|old| old.is(&given))
        })
    }
}

/// Compares every byte, wherever the first difference is.
fn is_same(left: &[u8; 32], right: &[u8; 32]) -> bool {
    let bytes = left.iter().zip(right);
    let difference = bytes.fold(0, |all, (left, right)| all | (left ^ right));
    std::hint::black_box(difference) == 0
}
