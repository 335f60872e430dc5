//! Requests that the inbox rejects.

use std::borrow::Cow;

/// The status of a rejected request, and a short reason, without content of the request.
pub(super) struct Rejection {
    pub status: u16,
    pub reason: Cow<'static, str>,
}

impl Rejection {
    pub(super) fn new(status: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            reason: reason.into(),
        }
    }
}
