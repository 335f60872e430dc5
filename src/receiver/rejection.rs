//! Requests that the inbox rejects.

/// The status of a rejected request, and a short reason.
pub(super) struct Rejection {
    pub status: u16,
    pub reason: &'static str,
}

impl Rejection {
    pub(super) const fn new(status: u16, reason: &'static str) -> Self {
        Self { status, reason }
    }
}
