//! What the threads of a listener share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Handler, Limits};

pub(super) struct Service {
    pub name: String,
    pub handler: Arc<dyn Handler>,
    pub limits: Limits,
    closing: AtomicBool,
}

impl Service {
    pub(super) fn new(name: &str, handler: Arc<dyn Handler>, limits: Limits) -> Self {
        Self {
            name: name.to_owned(),
            handler,
            limits,
            closing: AtomicBool::new(false),
        }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Lets no further request be read, except those that have begun to arrive.
    pub(super) fn begin_closing(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }
}
