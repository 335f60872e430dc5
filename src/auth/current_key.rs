//! The access key of a client, which can be replaced while requests run.

use std::sync::{Arc, Mutex, PoisonError};

use super::hmac::AccessKey;
use crate::platform::fork::undisturbed;

/// The key that signs from now on. May be shared between threads.
///
/// A fork waits until no thread holds the lock, so a child never inherits it locked.
#[derive(Debug)]
pub(crate) struct CurrentKey(Mutex<Arc<AccessKey>>);

impl CurrentKey {
    pub(crate) fn new(key: AccessKey) -> Self {
        Self(Mutex::new(Arc::new(key)))
    }

    pub(crate) fn get(&self) -> Arc<AccessKey> {
        undisturbed(|| Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    pub(crate) fn set(&self, key: AccessKey) {
        let mut key = Arc::new(key);
        undisturbed(|| {
            let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut *current, &mut key);
        });
        // The old key is wiped here at the earliest, after the lock.
    }

    /// Whether this key has been replaced.
    pub(crate) fn is_not(&self, key: &Arc<AccessKey>) -> bool {
        !Arc::ptr_eq(&self.get(), key)
    }
}
