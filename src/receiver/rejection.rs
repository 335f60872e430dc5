//! Requests that the inbox rejects.

use std::borrow::Cow;

use crate::server::Response;

/// Why a request is rejected, as far as it is counted and logged separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Path, method, size, content, handshake.
    Request,
    /// Its address.
    Network,
    /// The secret of the callback URL, or the header of Event Grid.
    Secret,
    /// Its token.
    Token,
    /// The keys to verify its token with are not available.
    Keys,
}

/// The status of a rejected request, and a short reason, without content of the request.
pub(super) struct Rejection {
    pub status: u16,
    pub reason: Cow<'static, str>,
    pub cause: Cause,
}

/// The `Retry-After` of status 503, in seconds. The sender's own schedule may be slower.
const RETRY_AFTER: &str = "5";

impl Rejection {
    pub(super) fn new(status: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            reason: reason.into(),
            cause: Cause::Request,
        }
    }

    pub(super) fn because(mut self, cause: Cause) -> Self {
        self.cause = cause;
        self
    }

    /// The response. What is wrong with a token is only in the log: the sender need not know.
    pub(super) fn response(&self) -> Response {
        let (status, reason) = (self.status, &*self.reason);
        let text = |text: &str| Response::new(status).with_body("text/plain", text);
        match (status, self.cause) {
            (_, Cause::Token) => text("the token is missing or not accepted")
                .with_header("WWW-Authenticate", "Bearer"),
            (_, Cause::Keys) => no_room("the token cannot be verified at the moment"),
            (405, _) => text(reason).with_header("Allow", "POST, OPTIONS"),
            _ => text(reason),
        }
    }
}

/// A response with status 503: the sender should deliver again later.
pub(super) fn no_room(reason: &str) -> Response {
    Response::new(503)
        .with_header("Retry-After", RETRY_AFTER)
        .with_body("text/plain", reason)
}
