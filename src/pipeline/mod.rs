//! We ask.
mod cancel;
mod resolver;
pub(crate) mod transport;

pub use cancel::CancelToken;
pub use transport::TrustRoots;
